"""Hearings that a later sentence calls off without naming their date again. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from filings.hearings import prose as docketprose
from filings.hearings.asks import is_wished
from filings.hearings.dates import Day
from filings.hearings.fates import Reading, acts_in
from filings.hearings.once import Told, sort_of
from filings.hearings.prose import Prose, Verb
from filings.hearings.types import Status

_REACH = 400
_THIS = re.compile(r"\b(?:the|this|that|said|such)\s$", re.IGNORECASE)
_IS = re.compile(
    r"\s(?:dates?\s)?(?:(?:set|scheduled|calendared)\s(?:for|on)\sthat\s(?:date|day)\s)?"
    r"(?:is|are|was|has\sbeen|shall\sbe)\s(?:(?:hereby|therefore|accordingly|also|now)\s)?(?:taken\s)?",
    re.IGNORECASE,
)


def off_afterwards(prose: Prose, days: Sequence[Day], told: Sequence[Told]) -> list[Told]:
    """Readings with those VACATED that were SET by a sentence before the one that calls them off.

    "The motion set for hearing on DATE is taken under submission. Accordingly, the hearing date
    is vacated." No other date may stand in between: it would be unsaid which of them is meant.
    """
    return [
        (replace(reading, status=Status.VACATED), was)
        if reading.status is Status.SET and _is_off(prose, days, reading)
        else (reading, was)
        for reading, was in told
    ]


def _is_off(prose: Prose, days: Sequence[Day], reading: Reading) -> bool:
    _, begin = prose.sentence(reading.day.start)
    following = next((day.first for day in days if day.start >= reading.day.last), len(prose.text))
    for act in acts_in(prose, begin, min(following, begin + _REACH)):
        first, end = prose.sentence(act.start)
        if act.verb is not Verb.OFF or following < end:
            continue
        noun = docketprose.called_off(prose, act, first, end)
        if noun is None or not _IS.fullmatch(prose.text, noun.end, act.start):
            continue
        meant = sort_of(noun.what) == sort_of(reading.noun.what) or sort_of(noun.what) == "hearing"
        this = _THIS.search(prose.text[max(0, noun.start - 6) : noun.start])
        named = noun.what == reading.noun.what or (meant and this and " " not in noun.what)
        if named and not is_wished(prose, noun, act, first):
            return True
    return False
