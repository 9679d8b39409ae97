"""A filing's name in plain words, from the court's short descriptions.

The words of the courts' event lists are written small; any other word stays as the court
prints it, since it may be a name. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from filings.kinds.rules import CLERKS_PREFIX, DATA, LONGEST_NAME

_RELIEFS: tuple[tuple[str, str], ...] = tuple(
    sorted(
        ((relief, word) for word in ("to", "for") for relief in DATA["relief"][word]),
        key=lambda pair: -len(pair[0]),
    )
)
_VOCABULARY = frozenset(DATA["vocabulary"]["words"].split())


def cleaned(event: str) -> str:
    """The event without the clerk's prefixes and with white space folded."""
    said = " ".join(event[: LONGEST_NAME * 4].split())
    return CLERKS_PREFIX.sub("", said) or said


_NOISE = re.compile(
    r"\s*\((?:other|fee|form|form, ?noticing|aty|text only)\)|\s*\*+$", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")


def _small(match: re.Match[str]) -> str:
    word = match.group()
    return word.lower() if word.lower().replace("’", "'") in _VOCABULARY else word


# Whole words only; "Leave to File Denied" is what became of the motion.
_REST_OF_A_RELIEF = re.compile(r"(?:[ /](?!.*\b(?:denied|granted)\b)[a-z /]*)?")


def _motion_by_relief(said: str) -> str:
    low = said.lower()
    if low == "in limine":
        return "Motion in limine"
    for relief, word in _RELIEFS:
        if low.startswith(relief) and _REST_OF_A_RELIEF.fullmatch(low[len(relief) :]):
            return f"Motion {word} {said}"
    return said


@lru_cache(maxsize=8192)
def _noun_of_one(event: str) -> str:
    folded = " ".join(event.split())
    said = CLERKS_PREFIX.sub("", folded) or folded
    said = _NOISE.sub("", said).strip() or said
    said = _WORD.sub(_small, _motion_by_relief(said))
    return said[:1].upper() + said[1:]


def noun_of(events: Sequence[str]) -> str:
    """The filing in a few plain words: "Notice", "Motion to dismiss", "Order; set deadlines".

    All events are named, in the court's order and without repeats; "Filing"
    where the court names none.
    """
    nouns: list[str] = []
    for event in events:
        noun = _noun_of_one(event)
        if noun and noun.lower() != "none" and noun not in nouns:
            nouns.append(noun)
    if not nouns:
        return "Filing"
    return "; ".join([nouns[0], *(lowered(noun) for noun in nouns[1:])])


def lowered(noun: str) -> str:
    """A noun inside a sentence: its first word small when it is a word of the event lists."""
    match = _WORD.match(noun)
    return noun if match is None else _small(match) + noun[match.end() :]
