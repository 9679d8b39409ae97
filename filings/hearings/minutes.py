"""Minute entries, whose head says which day they are of and how the sitting ended. Pure."""

from __future__ import annotations

import re

from filings.hearings.dates import Day
from filings.hearings.fates import Reading
from filings.hearings.prose import Noun, Prose
from filings.hearings.types import Status

_HEAD = re.compile(
    r"\W{0,4}(?:\w+\s){0,2}?minute(?:s|\sentry|\ssheet)?\b(?!\sorder)",
    re.IGNORECASE,
)
_ON = re.compile(
    r"\b(?:in\sreference\sto\s(?:the\s)?hearing\son|minutes\sof\s(?:\w+\s){0,2}?hearing\sheld\son|h"
    r"|hearing\sdate|date\sof\s(?:hearing|proceedings?))"
    r"\s?:\s{0,3}$",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"\bproceedings\s?:\s{0,3}(?:(?P<off>vacated|cancell?ed|off\scalendar|stricken)|(?P<moved>continued))\b",
    re.IGNORECASE,
)
_ANEW = re.compile(
    r"\b(?:hearing|conference|trial)\s(?:is\s)?(?:set|scheduled|to\sbe\sheld|reset|rescheduled)\s(?:for\s|on\s)?\d"
    r"|\bto\s\d{1,2}/\d",
    re.IGNORECASE,
)
_HEAD_REACHES = 120
_OUTCOME_REACHES = 600


def is_minute(text: str) -> bool:
    """Whether a text is the record of a sitting."""
    return _HEAD.match(text[:60]) is not None


def of_its_day(prose: Prose, day: Day) -> Reading | None:
    """ "Minute Entry: H: DATE", "Minute Entry in reference to hearing On: DATE ... VACATED"."""
    if day.start > _HEAD_REACHES or not is_minute(prose.text):
        return None
    found = _ON.search(prose.text[: day.first])
    if found is None:
        return None
    outcome = _OUTCOME.search(prose.text, day.last)
    off = outcome is not None and outcome["off"] is not None
    if outcome and off and _ANEW.search(prose.text, outcome.end()):
        return None  # The new date says that it moved.
    at = found.start()
    noun = Noun(at, at + len(found[0].rstrip()), "hearing")
    return Reading(day, Status.VACATED if off else Status.HELD, noun, at)


def fell_through(prose: Prose) -> bool:
    """Whether a minute entry says of its own sitting that there was none."""
    outcome = _OUTCOME.search(prose.text[: _HEAD_REACHES + _OUTCOME_REACHES])
    return outcome is not None and outcome["off"] is not None and is_minute(prose.text)


def moves(prose: Prose, day: Day) -> bool:
    """Whether the sitting ended by being put off, so that a date behind is its new one."""
    begin = max(0, day.first - _OUTCOME_REACHES)
    return is_minute(prose.text) and _OUTCOME.search(prose.text, begin, day.first) is not None
