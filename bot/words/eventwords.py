"""Hearings and deadlines in words: what the templates get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.words import shown
from bot.words.casefacts import judge_of
from bot.words.mrkdwn import Mrkdwn, cut
from bot.words.phrases import sentence_case
from filings import kinds, newsdates
from filings.calendar import Kind
from filings.calendar.views import EventView
from filings.courts import court_of
from filings.telling.timing import known_zone

_QUOTE = 400


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """A hearing or a deadline, in the court's zone.

    when     "Wed., Nov. 12, 10 a.m. ET", without the clock where no time is given
    soon     "Today, 10 a.m. ET" and "Tomorrow, …" where it is, else as ``when``
    short    "Nov. 12, 10 a.m. ET"; day, "Nov. 12"
    here     "9 a.m. CT" by the channel's clock where that is another one, or ""
    what     "status conference"; title, "Status conference"
    judge    "Judge Kollar-Kotelly", or "";  place  "Courtroom 28A", or ""
    source   "minute order, Nov. 4", or "" where the filing is not recorded any more
    was      what it was for before, like ``short``, or ""
    quote    the words it was read from, without quotation marks, or ""
    """

    when: str
    soon: str
    short: str
    day: str
    here: str
    what: Mrkdwn
    title: Mrkdwn
    judge: str
    place: Mrkdwn
    case: Mrkdwn
    cited: Mrkdwn
    quote: Mrkdwn
    source: str
    was: str
    doubtful: bool
    off: bool
    gone: bool
    deadline: bool
    timed: bool


def event(view: EventView, now: datetime, zone_here: str = "", room: int = _QUOTE) -> ShownEvent:
    """``zone_here`` is the channel's, "" where it has none; ``room`` is for the quote."""
    _, zone = court_of(view.court)
    found = shown.case(view.court, view.docket_number, view.case_name, known=True, room=200)
    what = str(cut(view.what, 120)) or ("hearing" if view.kind is Kind.HEARING else "deadline")
    return ShownEvent(
        when=_dated(view.date, view.time, zone, now, weekday=True),
        soon=_soon(view, zone, now),
        short=_dated(view.date, view.time, zone, now),
        day=_day(view.date, zone, now),
        here=_here(view, zone, zone_here),
        what=Mrkdwn(what),
        title=Mrkdwn(sentence_case(what)),
        judge=judge_of(view.judge) if view.judge else "",
        place=cut(view.place, 160, "in the docket text"),
        case=found.case,
        cited=found.cited,
        quote=cut(view.quote, room),
        source=source(view, now),
        was=_dated(view.past[-1].date, view.past[-1].time, zone, now) if view.past else "",
        doubtful=view.doubtful,
        off=view.is_off,
        gone=view.gone,
        deadline=view.kind is Kind.DEADLINE,
        timed=view.time is not None,
    )


def _dated(day: date, at: time | None, zone: ZoneInfo, now: datetime, weekday: bool = False) -> str:
    said = _day(day, zone, now, weekday=weekday)
    return said if at is None else f"{said}, {_clock(day, at, zone)}"


def _clock(day: date, at: time, zone: ZoneInfo) -> str:
    return newsdates.clock(datetime.combine(day, at, zone), zone)


def _day(day: date, zone: ZoneInfo, now: datetime, *, weekday: bool = False) -> str:
    return newsdates.day(datetime.combine(day, time(12), zone), zone, now, weekday=weekday)


def _soon(view: EventView, zone: ZoneInfo, now: datetime) -> str:
    ahead = (view.date - newsdates.local_date(now, zone)).days
    named = {0: "Today", 1: "Tomorrow"}.get(ahead) or _day(view.date, zone, now, weekday=True)
    return named if view.time is None else f"{named}, {_clock(view.date, view.time, zone)}"


def _here(view: EventView, zone: ZoneInfo, zone_here: str) -> str:
    place = known_zone(zone_here)
    if place is None or view.starts_at is None:
        return ""
    there, here = view.starts_at.astimezone(zone), view.starts_at.astimezone(place)
    if there.utcoffset() == here.utcoffset():
        return ""
    clock = newsdates.clock(view.starts_at, place)
    other_day = here.date() - there.date() != timedelta()
    return (
        f"{clock}, {newsdates.day(view.starts_at, place, view.starts_at)}" if other_day else clock
    )


def source(view: EventView, now: datetime) -> str:
    """ "minute order, Nov. 4", "order, No. 61, Nov. 4"."""
    filing = view.filing
    if filing is None:
        return ""
    _, zone = court_of(view.court)
    noun = kinds.lowered(kinds.noun_of_main(filing.events))
    number = "" if filing.number is None else f"No. {filing.number}"
    day = newsdates.day(filing.filed_at, zone, now)
    return ", ".join(part for part in (str(cut(noun, 80)), number, day) if part)
