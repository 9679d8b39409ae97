"""What became of a case, in a line of its own words, and the case to follow beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.words import othercases
from bot.words.blocks import Button
from bot.words.casefacts import day, judge_of
from bot.words.mrkdwn import Mrkdwn, cut, fold
from bot.words.mrkdwn import court as court_text
from filings import references
from filings.changes import cases
from filings.changes.cases import CaseChange
from filings.courts import court_of
from filings.types import Event
from filings.views import FilingView

_ROOM = 120
_FOLLOW = {
    Event.APPEALED: "Follow the appeal",
    Event.CONSOLIDATED: "Follow the lead case",
    Event.TRANSFERRED: "Follow it there",
}

_OF_RELATED = re.compile(
    r"[\W_]{0,6}(?:notice (?:of|re:?|regarding) (?:filing )?(?:pendency of )?(?:potentially )?)?"
    r"related (?:case|action|docket)s?\b",
    re.IGNORECASE,
)
_READ = 1_000


def of_filing(view: FilingView) -> tuple[CaseChange, ...]:
    """What a filing says of its case; nothing of one that was withdrawn or told before."""
    if view.event is not Event.NEW or view.withdrawn or view.same_as:
        return ()
    return cases.read(view.events, view.text, view.court)


def line(changes: tuple[CaseChange, ...]) -> Mrkdwn:
    """ "Case closed. Appealed to the D.C. Cir.: 25-5123.", or ""."""
    return Mrkdwn(" ".join(_said(change) for change in changes))


def _said(change: CaseChange) -> str:
    if change.event is Event.CLOSED:
        return f"Case {change.after} closed.".replace("  ", " ")
    if change.event is Event.REOPENED:
        return "Case reopened."
    if change.event is Event.REASSIGNED:
        return _reassigned(change)
    if change.event is Event.CONVERTED:
        return f"Case converted{' to ' if change.after else ''}{change.after}."
    if change.event is Event.TRANSFERRED:
        return _ended(f"Case transferred {cut(change.after, _ROOM)}".rstrip(), change)
    if change.event is Event.CONSOLIDATED:
        return _ended("Cases consolidated", change, ", lead case ")
    where = f" to the {court_text(court_of(change.court)[0])}" if change.court else ""
    return _ended(f"Appealed{where}", change)


def _ended(words: str, change: CaseChange, before: str = ": ") -> str:
    words = f"{words}{before}{cut(change.number, _ROOM)}" if change.number else words
    return words if words.endswith(".") else f"{words}."


def _reassigned(change: CaseChange) -> str:
    if not change.after:
        return "Judge reassigned."
    instead = f" for {cut(change.before, _ROOM)}" if change.before else ""
    return _ended(
        f"Judge reassigned: {cut(change.after, _ROOM)}{instead}", CaseChange(change.event)
    )


def judge(name: str) -> Mrkdwn:
    """A judge in a sentence; "" for initials, as a feed prints them."""
    return Mrkdwn(judge_of(name))


def day_of(text: str) -> str:
    """ "Nov. 3, 2025" of a date in ISO form, "" of other words."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return ""


def to_follow(view: FilingView) -> list[Button]:
    """A button for each other case that the filing names, or that became of one alone, and that
    can be followed."""
    own = othercases.Other("", view.court, view.docket_number)
    return othercases.buttons(own, others(view))


def others(view: FilingView) -> list[othercases.Other]:
    """The other cases that a filing names as what became of its own, or as related to it."""
    return [*_become(view), *_related(view)]


def _become(view: FilingView) -> Iterator[othercases.Other]:
    for change in of_filing(view):
        if change.event in _FOLLOW and change.court is not None:
            yield othercases.Other(_FOLLOW[change.event], change.court, fold(change.number))
    if view.event in _FOLLOW and not view.key:
        for named in references.find(view.after):
            court = named.court or view.court
            yield othercases.Other(_FOLLOW[view.event], court, named.number)


def _related(view: FilingView) -> Iterator[othercases.Other]:
    """Cases that a notice of related cases names, of the same court where it names none."""
    if view.event is not Event.NEW or view.withdrawn or view.same_as:
        return
    if any(_OF_RELATED.match(text) for text in (*view.events, view.text)):
        for named in references.find(view.text[:_READ]):
            yield othercases.Other(othercases.RELATED, named.court or view.court, named.number)
