"""When a feed counts as standing still, and which pauses are its habit; pure.

Some courts rebuild their feeds at all hours, others rest at night, and of those some over
the weekend and on holidays. A pause is judged by when it begins on the court's own clock:
what is usual from six in the evening is an outage at ten in the morning. It must have been
watched, by looks that found nothing new: time in which nobody looked, or the court did not
answer, is no habit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from watchers.holidays import is_holiday

SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pauses:
    """The figures that judge pauses.

    least     shorter ones are not remembered, and no silence is called one before
    between   looks may be so far apart for the time between them to count as watched
    alike     pauses that begin within this of each other, by the clock, are the same habit
    longest   of a habit: a long weekend
    kept, within  how many are remembered, and of how many days before the last
    """

    least: timedelta = timedelta(hours=2)
    between: timedelta = timedelta(hours=3)
    alike: timedelta = timedelta(minutes=100)
    longest: timedelta = timedelta(days=4)
    kept: int = 40
    within: timedelta = timedelta(days=36)


PAUSES = Pauses()

Pause = tuple[datetime, datetime]
"""From the last build before it to the first behind it."""


def remembered(
    known: Sequence[Pause],
    began: datetime,
    ended: datetime,
    looked_at: datetime | None,
    usual: timedelta,
) -> tuple[Pause, ...]:
    """The pauses to keep after the build ``ended`` was found, the last before being ``began``.

    looked_at  the last look that found nothing, None where looks failed since
    usual      what commonly lies between two builds, zero while unknown
    """
    kept = tuple(pause for pause in known if ended - pause[0] <= PAUSES.within)
    watched = looked_at is not None and ended - looked_at <= PAUSES.between
    if ended - began >= max(PAUSES.least, 1.5 * usual) and watched:
        kept = (*kept, (began, ended))
    return kept[-PAUSES.kept :]


def seeded(builds: Sequence[datetime], usual: timedelta) -> tuple[Pause, ...]:
    """The pauses between the builds of a feed, where none were kept: whether they were watched
    is not known, and a court that rests must not be called silent until it is learnt anew."""
    least = max(PAUSES.least, 1.5 * usual)
    return tuple(pair for pair in pairwise(builds) if pair[1] - pair[0] >= least)[-PAUSES.kept :]


def usual_pause(pauses: Sequence[Pause], began: datetime, zone: ZoneInfo) -> timedelta:
    """How long a pause that begins with this build has lasted before, twice at least.

    Zero where it is none of the feed's habits. A feed that rests at night and was never seen
    to come back on a Saturday or Sunday rests until Monday, and over holidays likewise.
    """
    works_at_weekends = any(_at_weekend(ended, zone) for _, ended in pauses)
    works_on_holidays = works_at_weekends or any(_on_holiday(ended, zone) for _, ended in pauses)
    alike = [pause for pause in pauses if _same_hour(pause[0], began, zone)]
    weekday = began.astimezone(zone).weekday()
    weekly = [p for p in alike if p[0].astimezone(zone).weekday() == weekday]
    nights = [pause for pause in alike if pause[1] - pause[0] < _DAY]
    if len(weekly) >= 2:
        usual = _second_longest(weekly)
    elif len(nights) >= 2:
        usual = _second_longest(nights)
    else:
        return timedelta()
    while usual < PAUSES.longest and (
        (_at_weekend(began + usual, zone) and not works_at_weekends)
        or (_on_holiday(began + usual, zone) and not works_on_holidays)
    ):
        usual += _DAY
    return min(usual, PAUSES.longest)


def _second_longest(pauses: Sequence[Pause]) -> timedelta:
    return sorted(ended - began for began, ended in pauses)[-2]


def _same_hour(a: datetime, b: datetime, zone: ZoneInfo) -> bool:
    apart = abs(_clock(a, zone) - _clock(b, zone))
    return min(apart, _DAY - apart) <= PAUSES.alike


def _clock(at: datetime, zone: ZoneInfo) -> timedelta:
    local = at.astimezone(zone)
    return timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)


def _on_holiday(at: datetime, zone: ZoneInfo) -> bool:
    return is_holiday(at.astimezone(zone).date())


def _at_weekend(at: datetime, zone: ZoneInfo) -> bool:
    return at.astimezone(zone).weekday() >= SATURDAY
