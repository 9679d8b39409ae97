"""What sort of filing it is, how much it matters, and its name in plain words.

Everything is read from the court's own event words by the rules of
``kinds.toml``; nothing is inferred from who files. Deterministic and pure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any


class Weight(StrEnum):
    """How much it matters to a reporter: ``NEWS > SUBSTANCE > ROUTINE``."""

    ROUTINE = "routine"
    SUBSTANCE = "substance"
    NEWS = "news"

    @property
    def rank(self) -> int:
        return list(Weight).index(self)

    # Without these the order would be that of the alphabet.
    def __lt__(self, other: str) -> bool:
        return self.rank < Weight(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Weight(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Weight(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Weight(other).rank


@dataclass(frozen=True, slots=True)
class Kind:
    """``name`` is one of ``NAMES``; ``also`` are others that it is as well, as a minute entry
    with a ruling in it is a hearing and an order."""

    name: str
    weight: Weight
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Tables:
    rules: tuple[tuple[re.Pattern[str], Kind], ...]
    names: tuple[str, ...]
    entered: frozenset[str]
    filed: frozenset[str]
    docketed: re.Pattern[str]
    reliefs: tuple[tuple[str, str], ...]
    vocabulary: frozenset[str]


def _tables() -> _Tables:
    data: dict[str, Any] = tomllib.loads(
        Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    )
    reliefs = [(relief, word) for word in ("to", "for") for relief in data["relief"][word]]
    return _Tables(
        rules=tuple(
            (re.compile("|".join(row["patterns"])), Kind(row["kind"], Weight(row["weight"])))
            for row in data["rule"]
        ),
        names=tuple(data["kinds"]),
        entered=frozenset(data["entered"]),
        filed=frozenset(data["filed"]),
        docketed=re.compile("|".join(data["docketed"])),
        reliefs=tuple(sorted(reliefs, key=lambda pair: -len(pair[0]))),
        vocabulary=frozenset(data["vocabulary"]["words"].split()),
    )


_TABLES = _tables()
NAMES = _TABLES.names
OTHER = Kind("other", Weight.SUBSTANCE)
# Rulings: what the court decides, as against what it schedules or hears.
RULINGS = frozenset({"verdict", "sentence", "judgment", "opinion", "order"})

# "~Util - Set Hearings", "1 - Terminate Deadlines", ".Order", "- Transcript", "RETIRED - Complaint"
_CLERKS_PREFIX = re.compile(
    r"^(?:~\s*util\s*[-_]?\s*(?:\d\s+)?|\d\s*-\s+|retired\s*-\s*|[-~.*_\s]+)+", re.IGNORECASE
)
# Names longer than this are docket text; what a filing is stands at its beginning.
_LOOKED_AT = 300


def _cleaned(event: str) -> str:
    """The event without the clerk's prefixes and with white space folded."""
    folded = " ".join(event[: _LOOKED_AT * 2].split())
    return _CLERKS_PREFIX.sub("", folded) or folded


@lru_cache(maxsize=8192)
def _kind_of_one(event: str) -> Kind:
    said = _cleaned(event).lower().replace("’", "'")[:_LOOKED_AT]
    for pattern, kind in _TABLES.rules:
        if pattern.search(said):
            return kind
    return OTHER


def kind_of(events: Sequence[str], text: str = "") -> Kind:
    """The kind and weight of a filing.

    events  the court's short descriptions; of several the weightiest decides,
            of equal weight the kind that stands first in ``NAMES``
    text    the docket text, asked only where the events say nothing
    """
    found = [kind for event in events if (kind := _kind_of_one(event[:_LOOKED_AT])) != OTHER]
    if not found and text:
        found = [_kind_of_one(text[:_LOOKED_AT])]
    if not found:
        return OTHER
    return min(found, key=lambda kind: (-kind.weight.rank, NAMES.index(kind.name)))


def verb_of(events: Sequence[str], text: str = "") -> str:
    """ "filed" is what a party does, "entered" what the court does; "docketed" when unsure."""
    if any(_TABLES.docketed.search(_cleaned(event).lower()) for event in events):
        return "docketed"
    kind = kind_of(events, text)
    if kind.name in _TABLES.entered:
        return "entered"
    return "filed" if kind.name in _TABLES.filed else "docketed"


_NOISE = re.compile(
    r"\s*\((?:other|fee|form|form, ?noticing|aty|text only)\)|\s*\*+$", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")


def _small(match: re.Match[str]) -> str:
    word = match.group()
    return word.lower() if word.lower().replace("’", "'") in _TABLES.vocabulary else word


# Whole words only; "Leave to File Denied" is what became of the motion.
_REST_OF_A_RELIEF = re.compile(r"(?:[ /](?!.*\b(?:denied|granted)\b)[a-z /]*)?")


def _motion_by_relief(said: str) -> str:
    low = said.lower()
    if low == "in limine":
        return "Motion in limine"
    for relief, word in _TABLES.reliefs:
        if low.startswith(relief) and _REST_OF_A_RELIEF.fullmatch(low[len(relief) :]):
            return f"Motion {word} {said}"
    return said


@lru_cache(maxsize=8192)
def _noun_of_one(event: str) -> str:
    folded = " ".join(event.split())
    said = _CLERKS_PREFIX.sub("", folded) or folded
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


def main_first(events: Sequence[str]) -> tuple[str, ...]:
    """The event that decides the kind, then the others in the court's order."""
    if not events:
        return ()
    main = min(events, key=_importance)
    return (main, *(event for event in events if event != main))


def noun_of_main(events: Sequence[str]) -> str:
    """Only the event that decides the kind, for a citation: "Order"."""
    return noun_of(main_first(events)[:1])


def _importance(event: str) -> tuple[int, int]:
    kind = _kind_of_one(event[:_LOOKED_AT])
    return -kind.weight.rank, NAMES.index(kind.name)


def lowered(noun: str) -> str:
    """A noun inside a sentence: its first word small when it is a word of the event lists."""
    match = _WORD.match(noun)
    return noun if match is None else _small(match) + noun[match.end() :]
