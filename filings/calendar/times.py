"""When a channel is reminded of a hearing: the evening before, and an hour before. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from filings.calendar.views import EventView
from filings.telling.timing import is_quiet, zone_of
from filings.terms import ChannelTerms

EVENING = time(18, 0)
"""On the clock of the channel's zone."""
BEFORE_QUIET = timedelta(minutes=15)
"""How long before the quiet hours begin, where they have begun by the evening."""
HOUR = timedelta(hours=1)
_DAY_BEGINS = time(9, 0)
# Until then a worker that was down may still tell of a hearing that has no time.


@dataclass(frozen=True, slots=True)
class Window:
    """A reminder is due from ``due`` on and of use until ``until``."""

    due: datetime
    until: datetime


def evening_before(event: EventView, place: ChannelTerms, court_zone: ZoneInfo) -> Window:
    """The day is the channel's: a hearing at 8 p.m. in Guam is early that day in New York."""
    zone = zone_of(place.zone, court_zone)
    day = event.date if event.starts_at is None else event.starts_at.astimezone(zone).date()
    due = _at(day - timedelta(days=1), EVENING, zone)
    if is_quiet(due, place, zone) and place.quiet_from is not None:
        begun = _at(due.astimezone(zone).date(), place.quiet_from, zone)
        if begun > due:
            begun = _at(due.astimezone(zone).date() - timedelta(days=1), place.quiet_from, zone)
        due = begun - BEFORE_QUIET
    return Window(due, event.starts_at or _at(day, _DAY_BEGINS, zone))


def hour_before(event: EventView) -> Window | None:
    """None for a hearing without a time."""
    if event.starts_at is None:
        return None
    return Window(event.starts_at - HOUR, event.starts_at)


def is_time(window: Window | None, event: EventView, now: datetime) -> bool:
    """Whether to remind of it now. What was found or changed after that was due is told by the
    filing itself."""
    if window is None:
        return False
    return window.due <= now < window.until and event.changed_at <= window.due


def _at(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
