"""Hearings that a granted motion calls off or moves. Pure.

"ORDER granting motion to vacate the hearing set for DATE" says in the words of the one who
asked what the court did. Granted in part, or with a denial in between, it says neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from filings.hearings.asks import is_paper
from filings.hearings.dates import Day
from filings.hearings.fates import Fate, Reading, moved_to, nouns_in
from filings.hearings.prose import Noun, Prose
from filings.hearings.reader import classify
from filings.hearings.types import Status

_REACH = 300
_ASKED = (
    r"\b(?:motion|request|application|stipulation|letter)s?\s(?:to|for)\s(?:(?:an\s)?order\s)?"
    r"(?:(?P<off>vacat|cancel|strik)|(?P<move>continu|adjourn|postpon|re-?schedul|re-?set))\w*\s"
)
_GRANTING = re.compile(
    r"\bgrant(?:s|ed|ing)\b(?!\sin\spart)(?:(?!\bden(?:y|ie[sd]|ying)\b)[^.;]){0,140}?"
    rf"{_ASKED}(?P<rest>[^.;]{{0,120}})$",
    re.IGNORECASE,
)
_WISH = re.compile(rf"{_ASKED}(?P<rest>[^.;]{{0,120}})$", re.IGNORECASE)
_IS_GRANTED = re.compile(
    r"[^.;]{0,80}?\b(?:is|are)\s(?:hereby\s)?granted\b(?!\sin\spart|\sand\sden)", re.IGNORECASE
)
_NO_HEARING = re.compile(r"\b(?:deadlines?|cut-?offs?|due|dates?\sto)\b", re.IGNORECASE)
_WHERE_IT_WAS = re.compile(
    r"(?:\b(?:set|scheduled|noticed|calendared)\s(?:for|on)|\b(?:on|of|the))\W{0,3}$",
    re.IGNORECASE,
)
_WHERE_IT_IS = re.compile(r"\b(?:to|until|till)\W{0,3}$", re.IGNORECASE)
_NAMED_BY_DATE = 40
_LOOKED_AT = 3


def granted(prose: Prose, day: Day, later: Sequence[Day]) -> tuple[Reading, Fate] | None:
    """What a granted motion says of the hearing on a date, None where there is none.

    later  the next dates of the text; where the court sets a hearing on one of them in its own
           words, the motion's say nothing
    """
    begin, end = prose.sentence(day.start)
    begin = max(begin, day.first - _REACH)
    asked = _asked(prose, begin, day.first, end, day.last)
    if asked is None or _NO_HEARING.search(asked["rest"]):
        return None
    noun = _noun(prose, begin + asked.start("rest"), day, end)
    if noun is None:
        return None
    gone = Reading(day, Status.VACATED, noun, min(noun.start, day.first))
    if later and later[0].first < end and moved_to(prose, later[0]):
        return gone, Fate.MOVED
    anew = _set_anew(prose, day, later)
    if anew is not None:
        same = anew.noun.what.split()[-1] == noun.what.split()[-1] and anew.day is later[0]
        return (gone, Fate.MOVED) if same else None
    if asked["off"]:
        return (gone, Fate.OFF) if _WHERE_IT_WAS.search(asked["rest"]) else None
    # Moved to no date is left to the entry that gives one.
    if _WHERE_IT_IS.search(asked["rest"]):
        return Reading(day, Status.RESET, noun, noun.start), Fate.NONE
    return None


def _set_anew(prose: Prose, day: Day, later: Sequence[Day]) -> Reading | None:
    """What the court sets on the first of the next dates on which it sets anything."""
    before = day.end
    for each in later[:_LOOKED_AT]:
        anew = classify(prose, each, before)
        if anew is not None and anew.status in (Status.SET, Status.RESET):
            return anew
        before = each.end
    return None


def _asked(prose: Prose, begin: int, at: int, end: int, behind: int) -> re.Match[str] | None:
    """The granted motion whose words reach up to ``at``."""
    head = prose.text[begin:at]
    if (found := _GRANTING.search(head)) is not None:
        return None if is_paper(prose) else found
    found = _WISH.search(head)
    if found is not None and _IS_GRANTED.match(prose.text[behind : min(end, behind + 120)]):
        return found
    return None


def _noun(prose: Prose, begin: int, day: Day, end: int) -> Noun | None:
    """The hearing that the motion is about: before its date, or named by it."""
    before = [noun for noun in nouns_in(prose, begin, day.first) if noun.end > begin]
    if before:
        return before[-1]
    for noun in nouns_in(prose, day.last, min(end, day.last + _NAMED_BY_DATE)):
        if not re.search(r"[.;:()]", prose.text[day.last : noun.start]):
            return noun
    return None


def called_off(prose: Prose, dates: list[int]) -> Iterator[tuple[Noun, int, int]]:
    """Hearings that a granted motion calls off, in sentences without a date."""
    for noun in prose.nouns:
        begin, end = prose.sentence(noun.start)
        if end - begin > 2_000 or any(begin <= at < end for at in dates):
            continue
        first = max(begin, noun.start - _REACH)
        asked = _asked(prose, first, noun.start, end, noun.end)
        if asked is not None and asked["off"] and not asked["rest"].strip(" the"):
            yield noun, begin, end
