"""Hearings that a docket text only recalls: what is still to come is set, what is past is not held
by it. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from filings.hearings.asks import is_paper
from filings.hearings.dates import Day
from filings.hearings.fates import Reading, named_before, nouns_in, was_before
from filings.hearings.minutes import is_minute
from filings.hearings.prose import Prose
from filings.hearings.types import Status

_ORDER = re.compile(
    r"\W{0,4}(?:\w+\s){0,2}?(?:order|opinion|memorandum|judgment|ruling)\b", re.IGNORECASE
)
_AGENDA = re.compile(r"\bagenda\b", re.IGNORECASE)
# A list of witnesses for a hearing is not about when the hearing is.
_LIST = re.compile(
    r"\b(?:lists?|exhibits?|witness\w*|declaration|affidavit|certificate|transcript|brief)\b",
    re.IGNORECASE,
)
_SERVED = re.compile(
    r"\W{0,4}(?:\w+\W{1,2}){0,3}?(?:affidavit|declaration|certificate)\b", re.IGNORECASE
)
_FOR = re.compile(r"\bfor\s(?:the\s)?$", re.IGNORECASE)
_AGENDA_REACHES = 250
# "The DATE hearing will be held by video", "remains on calendar": it stands as it was set.
_GOES_ON = re.compile(
    r"\s(?:(?:will|shall)\s(?:now\s)?(?:go\sforward|proceed|be\s(?:held|conducted)|take\splace|remain)"
    r"|remains\b|(?:is|has\sbeen)\s(?:hereby\s)?converted\b)",
    re.IGNORECASE,
)
_THE = re.compile(r"\b(?:the|this|that)\s{1,2}$", re.IGNORECASE)
# "will be discussed at the DATE conference"; "as discussed at" looks back.
_TO_BE_HEARD = re.compile(
    r"\bbe\s(?:considered|discussed|addressed|raised|heard|taken\sup|resolved|decided)\s(?:at|during)\s"
    r"(?:the|our|its)\s{1,2}$",
    re.IGNORECASE,
)


def to_come(prose: Prose, day: Day, begin: int) -> Reading | None:
    """ "Agenda for DATE hearing", "Hearing appearance (for Panel hearing on DATE)"."""
    head = prose.text[: min(day.first, _AGENDA_REACHES)]
    nouns = nouns_in(prose, begin, day.first)
    if _AGENDA.search(head) and not _SERVED.match(head):
        # "DATE hearing at TIME": the name stands between its day and its hour.
        named = was_before(prose, replace(day, clock=None))
        if named is not None:
            return Reading(day, Status.SET, named.noun, day.head, ahead=True)
    if _TO_BE_HEARD.search(prose.text[max(begin, day.first - 60) : day.first]):
        named = was_before(prose, day)
        if named is not None:
            return Reading(day, Status.SET, named.noun, day.head, ahead=True)
    named = named_before(prose, day)
    if named is not None and _GOES_ON.match(prose.text, day.last):
        return Reading(day, Status.SET, named.noun, named.begin, ahead=True)
    named = was_before(prose, day)
    the = _THE.search(prose.text[max(0, day.first - 8) : day.first])
    if named is not None and the and _GOES_ON.match(prose.text, named.noun.end):
        return Reading(day, Status.SET, named.noun, day.head, ahead=True)
    if not nouns or is_paper(prose) or _LIST.search(prose.text[:_AGENDA_REACHES]):
        return None
    noun = nouns[-1]
    if prose.text[noun.end : day.first].strip().lower() not in ("on", ""):
        return None
    if not _FOR.search(prose.text[max(0, noun.start - 10) : noun.start]):
        return None
    return Reading(day, Status.SET, noun, noun.start, sure=False, ahead=True)


def is_recalled(text: str, reading: Reading, held: date, filed: date) -> bool:
    """ "ORDER: The Court held a conference on DATE"; not the clerk's "HEARING HELD DATE"."""
    told = reading.begin < reading.noun.start
    return told and held <= filed and not is_minute(text) and _ORDER.match(text[:60]) is not None
