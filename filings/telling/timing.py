"""When what a follow is owed is told: at once or collected, and never in quiet hours. Pure.

Local times are meant as a person reads them off a clock. One that the clocks skip in
spring is the first moment after the gap; one that they show twice in autumn is the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from filings import kinds
from filings.kinds import Weight
from filings.terms import Cadence, ChannelTerms, Terms
from filings.types import Event

THROUGH = frozenset({"opinion", "order", "judgment"})
"""Kinds of filings that quiet hours let pass where the channel says so."""
A_DAY = timedelta(hours=24)
_DAYS_AHEAD = 3


def due(
    cadence: Cadence,
    daily_at: time | None,
    place: ChannelTerms,
    court_zone: ZoneInfo,
    ready: datetime,
    *,
    through: bool,
) -> datetime:
    """When something that may be told from ``ready`` on is due, never before that.

    place    the channel's terms; without a zone of its own it has the court's
    through  what it is about is of those that quiet hours let pass (``passes``)
    """
    zone = zone_of(place.zone, court_zone)
    moment = ready
    if cadence is Cadence.HOURLY:
        moment = _next_hour(ready, zone)
    elif cadence is Cadence.DAILY:
        moment = next_at(daily_at or place.digest_at, ready, zone)
    if through and place.break_through:
        return moment
    return _out_of_quiet(moment, place, zone)


def zone_of(name: str, otherwise: ZoneInfo) -> ZoneInfo:
    """The zone of that name; ``otherwise`` for "" and for one that this machine does not know,
    which must not hold up what a court has published."""
    return known_zone(name) or otherwise


def known_zone(name: str) -> ZoneInfo | None:
    """The zone by its IANA name, None for "" and for what this machine does not know."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    # OSError for the name of a folder, such as "America", and for one that is too long.
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@dataclass(frozen=True, slots=True)
class Matter:
    """What of a change says when it is told.

    through  it is about a filing of those that quiet hours let pass
    routine  it is about a routine filing, and about nothing but that it was filed or is free
    """

    through: bool = False
    routine: bool = False


def matter_of(event: Event, events: Sequence[str], text: str) -> Matter:
    """Of a change of a filing with these event names and text."""
    kind = kinds.kind_of(events, text)
    routine = event in (Event.NEW, Event.DOCUMENT) and kind.weight is Weight.ROUTINE
    return Matter(not THROUGH.isdisjoint((kind.name, *kind.also)), routine)


def passes(events: Sequence[str], text: str) -> bool:
    """Whether a filing is one that quiet hours let pass."""
    return matter_of(Event.NEW, events, text).through


def told(
    terms: Terms, place: ChannelTerms, court_zone: ZoneInfo, ready: datetime, matter: Matter
) -> tuple[Cadence, datetime]:
    """With what a change is told that may be from ``ready`` on, and when.

    A routine filing that a follow wants within the day is, whatever the quiet hours: at the
    first digest that leaves them.
    """
    if matter.routine and terms.routine_waits:
        zone = zone_of(place.zone, court_zone)
        return Cadence.DAILY, _within_the_day(terms.daily_at or place.digest_at, place, zone, ready)
    return terms.cadence, due(
        terms.cadence, terms.daily_at, place, court_zone, ready, through=matter.through
    )


def _within_the_day(at: time, place: ChannelTerms, zone: ZoneInfo, ready: datetime) -> datetime:
    digests = (_out_of_quiet(m, place, zone) for m in _moments(at, ready, zone, folds=(0,)))
    # Where the clocks go back, two digests are 25 hours apart.
    return min(ready + A_DAY, *(moment for moment in digests if moment >= ready))


def is_quiet(moment: datetime, place: ChannelTerms, zone: ZoneInfo) -> bool:
    """Whether the clock shows one of the channel's quiet hours, the last minute excluded."""
    begin, end = place.quiet_from, place.quiet_to
    if begin is None or end is None or begin == end:
        return False
    shown = moment.astimezone(zone).time()
    if begin < end:
        return begin <= shown < end
    return shown >= begin or shown < end


def _out_of_quiet(moment: datetime, place: ChannelTerms, zone: ZoneInfo) -> datetime:
    if place.quiet_to is None or not is_quiet(moment, place, zone):
        return moment
    ends = (end for end in _moments(place.quiet_to, moment, zone) if end > moment)
    # Where the clocks go back over the end, it comes twice.
    return min(end for end in ends if not is_quiet(end, place, zone))


def next_at(at: time, after: datetime, zone: ZoneInfo) -> datetime:
    """The next moment after ``after`` at which a day's clock first shows ``at``."""
    return min(m for m in _moments(at, after, zone, folds=(0,)) if m > after)


def _next_hour(after: datetime, zone: ZoneInfo) -> datetime:
    local = after.astimezone(zone)
    into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return after + timedelta(hours=1) - into


def _moments(
    at: time, around: datetime, zone: ZoneInfo, folds: Sequence[int] = (0, 1)
) -> Iterator[datetime]:
    today = around.astimezone(zone).date()
    for days in range(-1, _DAYS_AHEAD):
        for fold in folds:
            yield _moment(today + timedelta(days=days), at, zone, fold)


def _moment(day: date, at: time, zone: ZoneInfo, fold: int) -> datetime:
    wanted = datetime.combine(day, at, zone)
    before, after = (wanted.replace(fold=f).astimezone(UTC) for f in (0, 1))
    if before <= after:
        return after if fold else before
    # The clocks skip it. Of the two guesses one is before the gap and one behind it.
    early, late = after, before
    skipped = late.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = (early + (late - early) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == skipped:
            late = middle
        else:
            early = middle
    return late
