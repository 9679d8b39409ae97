"""The rules of ``kinds.toml``: what a short name or a docket text is, by how it begins.

A short name is what a court calls an event ("Order on Motion to Dismiss"); whatever is
longer is docket text, of which only the head says what the paper is. Pure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Weight(StrEnum):
    """How much it matters to a reporter: ``NEWS > SUBSTANCE > ROUTINE``."""

    ROUTINE = "routine"
    SUBSTANCE = "substance"
    NEWS = "news"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    # Without these the order would be that of the alphabet.
    def __lt__(self, other: str) -> bool:
        return self.rank < Weight(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Weight(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Weight(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Weight(other).rank


_RANKS = {weight: rank for rank, weight in enumerate(Weight)}


@dataclass(frozen=True, slots=True)
class Kind:
    """``name`` is one of ``NAMES``; ``also`` are others that it is as well, as a minute entry
    with a ruling in it is a hearing and an order."""

    name: str
    weight: Weight
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: Kind
    starts: re.Pattern[str] | None
    whole: re.Pattern[str] | None
    has: re.Pattern[str] | None


DATA: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8")
)
NAMES: tuple[str, ...] = tuple(DATA["kinds"])
OTHER = Kind("other", Weight.SUBSTANCE)

LONGEST_NAME = 120
"""Characters; what is longer is docket text."""
# What a paper is stands in the beginning of its docket text.
_HEAD = 320
# Its title, as against the parties, stands in even less.
_TITLE = 80


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _one(row: dict[str, Any]) -> _Rule:
    def compiled(where: str) -> re.Pattern[str] | None:
        return any_of(row[where]) if where in row else None

    return _Rule(
        Kind(row["kind"], Weight(row["weight"]), tuple(row.get("also", ()))),
        compiled("starts"),
        compiled("whole"),
        compiled("has"),
    )


_RULES = tuple(_one(row) for row in DATA["rule"])

# "~Util - Set Hearings", "1 - Terminate Deadlines", ".Order", "- Transcript", "RETIRED - Complaint"
CLERKS_PREFIX = re.compile(
    r"^(?:~\s*util\s*[-_]?\s*(?:\d\s+)?|\d+\s*-\s+|retired\s*-\s*|xx\s*-\s*|[-~.*_\s]+)+",
    re.IGNORECASE,
)
# What a clerk does with one of these asks nothing of the court.
_UTILITY = re.compile(r"\W{0,4}util\b", re.IGNORECASE)
# Before a paper's name: "**DEFICIENT**", "(Document filed in incorrect case)", a date, the
# judge who speaks ("Judge Ada Example: ORDER ...").
_BEFORE = re.compile(
    r"(?:\*+[^*]{0,60}\*+|\([^()]{0,150}\)|\d{1,2}/\d{1,2}/\d{2,4}"
    r"|(?:(?:senior|chief|magistrate|district|circuit|bankruptcy|u\.?s\.?) )*judge [^:]{3,60}:"
    r"|(?:letter|statement) ?/ ?(?=notice|supplement)"
    r"|[-:;,.'\"~_#])\s*"
)
# Bankruptcy courts number their forms: "VAN-456 Ch 13 Order of Dismissal after Hearing".
_FORM = re.compile(r"(?:van-\d+\w* ?(?:/ ?van-\w+ ?)?(?:ch(?:apter)? [\d/]+ )?|(?:an?|the) (?=\w))")
# "Withdrawal of Appearance - Notice", "Notice, Adjournment of Hearing": the sort is set apart.
_SORT_LAST = re.compile(r"(.{3,100})(?<! non) - (notice|motion|application)\*?")
_SORT_FIRST = re.compile(r"(notice|motion|application)[,:] (?!\d|to |for )(.{3,100})")
_JOINS = {"notice": "of", "motion": "for", "application": "for"}
# Where a docket text's title ends.
_TITLE_END = re.compile(r"[.;:(]|--| (?:by|filed|as to|re|regarding|against|pursuant|signed)\b")
# A short text may go on after its title: "NOTICE OF APPEAL by Example. Filing fee $605."
_SENTENCE_END = re.compile(r"(?<=[a-z]{3})\. ")
# "Notice (Other) - DO NOT USE FOR APPEALS"
_ASIDE = re.compile(r"[-(] ?do not use\b.*", re.IGNORECASE)
_ADJECTIVES = re.compile(rf"(?:{'|'.join(DATA['heads']['adjectives'])})[ :,/*-]+")
_SEALED_HEAD = re.compile(DATA["heads"]["sealed"])
_NOTES = re.compile(DATA["heads"]["notes"])
_OPEN = re.compile(DATA["heads"]["open"])
_SEALED_END = re.compile(DATA["heads"]["sealed_end"])
_MOST_STRIPPED = 8
# In a text that names the party first: "Example Corp.'s ANSWER to 1 Complaint".
_SHOUTED = re.compile(
    r"\b(?:ANSWER|BRIEF|COMPLAINT|DECLARATION|AFFIDAVIT|EXHIBIT|INDICTMENT|JUDGMENT|LETTER"
    r"|MEMORANDUM|MINUTE|MOTION|NOTICE|OBJECTION|OPINION|OPPOSITION|ORDER|PETITION|REPLY"
    r"|REPORT|RESPONSE|STIPULATION|TRANSCRIPT|VERDICT)S?\b"
)


def folded(text: str) -> str:
    """Lower case, plain apostrophes, white space folded, brackets gone."""
    plain = text.lower().replace("’", "'").replace("[", " ").replace("]", " ")
    return " ".join(plain.split())


def _without_prefix(text: str) -> str:
    head = text if text.startswith("**") else CLERKS_PREFIX.sub("", text) or text
    for _ in range(_MOST_STRIPPED):
        if (found := _BEFORE.match(head)) is None or found.end() == len(head):
            break
        # Stars are a clerk's shout; that a paper is sealed is part of what it is.
        sealed = found[0].startswith("*") and "sealed" in found[0]
        rest = head[found.end() :]
        head = f"sealed document {rest}" if sealed else rest
        if sealed:
            break
    return head


def _bare(head: str) -> str:
    for _ in range(_MOST_STRIPPED):
        if (found := _ADJECTIVES.match(head)) is None or found.end() == len(head):
            break
        head = head[found.end() :]
    return head


def says_sealed(text: str) -> bool:
    """Whether a paper itself, not one that it mentions, is said to be sealed."""
    head = _without_prefix(folded(text[: _HEAD * 2])[:_HEAD])
    if _OPEN.match(head):
        return False
    if _SEALED_HEAD.match(head) or "(sealed)" in head[:_TITLE]:
        return True
    return len(text) <= LONGEST_NAME and _SEALED_END.search(head) is not None


def by_rule(text: str) -> Kind | None:
    """What the first rule that fits says a name or a text is; None where none does."""
    cut = _ASIDE.sub("", text[: _HEAD * 2])
    found = _fits(folded(cut)[:_HEAD], short=len(text) <= LONGEST_NAME)
    if found is None and len(text) > LONGEST_NAME:
        found = _fits(_TITLE_END.split(folded(cut), maxsplit=1)[0][:LONGEST_NAME], short=True)
    if found is None and (shout := _SHOUTED.search(cut)) and shout.start():
        found = _fits(folded(cut[shout.start() :])[:_HEAD], short=False)
    if (found is None or found.name == "motion") and _UTILITY.match(text):
        return Kind("housekeeping", Weight.ROUTINE)
    return found


def _retitled(name: str) -> str:
    """A short name with its sort in front, as most courts write it: "notice of adjournment"."""
    name = _FORM.sub("", name, count=1) if _FORM.match(name) else name
    if found := _SORT_LAST.fullmatch(name):
        return f"{found[2]} {_JOINS[found[2]]} {found[1]}"
    if found := _SORT_FIRST.fullmatch(name):
        return f"{found[1]} {_JOINS[found[1]]} {found[2]}"
    return name


def _fits(text: str, *, short: bool) -> Kind | None:
    whole = _without_prefix(text)
    if short:
        whole = _retitled(_NOTES.sub("", whole) or whole)
    bare = _bare(whole)
    first = _SENTENCE_END.split(bare, maxsplit=1)[0]
    for rule in _RULES:
        if (
            (rule.starts and rule.starts.match(bare))
            or (rule.whole and rule.whole.match(whole))
            or (short and rule.has and rule.has.search(first))
        ):
            return rule.kind
    return None
