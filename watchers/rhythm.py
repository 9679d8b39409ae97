"""What is known of how a court rebuilds its feed; pure.

Build times of five courts over two days (splashingdiamonds/pacer-courts, history of
artifacts/rss) show two sorts. Most run a job that sleeps for the period once it has
finished, so that each rebuild comes a few seconds later past the hour than the one
before, until the job is started afresh about once a day and the clock jumps back by
minutes. Some follow a true clock to the second.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median, median_low
from zoneinfo import ZoneInfo

from watchers import standstill
from watchers.standstill import PAUSES, Pause

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Policy:
    """The figures of the policy, in seconds unless said otherwise.

    plain      between looks while no rhythm is known; CourtListener's own practice
    offset     a plain look goes this long behind a whole number of plain intervals since
               the last build: courts rebuild every 20, 30, 60 or 120 minutes and a little
    close      between looks while a rebuild is late
    longest    between looks, whatever else; only Retry-After may ask for more
    jitter     how far an interval may lie from the usual one and still count; what is
               further off is a restarted clock, a missed rebuild or a night
    recent     how many such intervals are judged; a clock drifts with the court's load,
               so that yesterday's say little
    quantile   of them at which to look: lower is quicker, higher asks less often
    margin     added to where a look goes: build times are whole seconds
    widening   a late feed is looked at again after this share of its lateness
    patience   silence after which a feed is looked at only each ``longest``; a night and
               a weekend are shorter
    changed    an interval below this share of the usual one means another rhythm
    probe      once in this time a look goes half-way to the next rebuild: who looks only
               when one is due never sees that there are more
    same       build times closer than this are one rebuild; the date is known to wobble
               by a minute (freelawproject/courtlistener, cl/recap_rss/tasks.py)
    skew       most that ``Rhythm.delay`` may be, either way
    retry      first pause after a failure; doubled with each further one
    retry_longest  longest pause after failures
    kept       build times remembered
    """

    plain: float = 300.0
    offset: float = 45.0
    close: float = 15.0
    longest: float = 9_000.0
    jitter: float = 120.0
    recent: int = 12
    quantile: float = 0.75
    margin: float = 1.0
    widening: float = 0.4
    patience: float = 259_200.0
    changed: float = 0.7
    probe: float = 86_400.0
    same: float = 240.0
    skew: float = 900.0
    retry: float = 30.0
    retry_longest: float = 1_800.0
    kept: int = 48


POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is remembered of a feed's rebuilds; small enough for a database column.

    builds     build times seen, aware UTC, oldest first, without repeats
    read_at    last successful look, or None
    delay      seconds from a build time until the build can be seen, as far as looks
               have shown; negative when the court's clock is ahead of ours
    failures   looks that failed since
    pauses     longer ones that were watched, the oldest first (watchers/standstill.py)
    """

    builds: tuple[datetime, ...] = ()
    read_at: datetime | None = None
    delay: float = 0.0
    failures: int = 0
    pauses: tuple[Pause, ...] = ()

    def seen(self, built_at: datetime | None, now: datetime) -> Rhythm:
        """After a look that succeeded; ``built_at`` is None where nothing was told (304)."""
        read = replace(self, read_at=now, failures=0)
        if built_at is None or built_at in self.builds:
            return read
        # Times of one zone are subtracted by the clock on the wall, which jumps twice a year.
        built_at = built_at.astimezone(UTC)
        # A time ahead of our clock that an earlier one takes back was the court's mistake.
        past = tuple(b for b in self.builds if b < built_at or b <= now)
        if past and (built_at - past[-1]).total_seconds() < POLICY.same:
            return replace(read, builds=past)
        pauses = self.pauses
        if past:
            looked_at = None if self.failures else self.read_at
            pauses = standstill.remembered(
                pauses, past[-1], built_at, looked_at, usual_interval(past)
            )
        builds = (*past, built_at)[-POLICY.kept :]
        return replace(read, builds=builds, delay=self._delay(built_at, now), pauses=pauses)

    def torn(self) -> Rhythm:
        """After a body that broke off: no look that found nothing new, and none that failed."""
        return replace(self, failures=0)

    def failed(self) -> Rhythm:
        return replace(self, failures=self.failures + 1)

    def _delay(self, built_at: datetime, now: datetime) -> float:
        """What fits the looks that did not and did find this build."""
        found = (now - built_at).total_seconds()
        missed = (self.read_at - built_at).total_seconds() if self.read_at else 0.0
        # Up by a step at most and slowly down again, so that one slow rebuild does not make
        # the looks after it late.
        if missed > max(self.delay, 0.0):
            delay = self.delay + POLICY.close
        else:
            delay = max(self.delay - 2.0, min(self.delay, 0.0))
        return max(-POLICY.skew, min(delay, found, POLICY.skew))

    def to_json(self) -> str:
        return json.dumps(
            {
                "builds": [_seconds(build) for build in self.builds],
                "read_at": self.read_at and (self.read_at - EPOCH).total_seconds(),
                "delay": self.delay,
                "failures": self.failures,
                "pauses": [[_seconds(began), _seconds(ended)] for began, ended in self.pauses],
            },
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str | None) -> Rhythm:
        """The rhythm that ``to_json`` wrote; an unlearnt one for None or ``""``.

        Earlier versions kept no pauses; what they are is then seen in the builds.
        """
        if not text:
            return cls()
        kept = json.loads(text)
        read_at = kept["read_at"]
        builds = tuple(_moment(seconds) for seconds in kept["builds"])
        if "pauses" in kept:
            pauses = tuple((_moment(began), _moment(ended)) for began, ended in kept["pauses"])
        else:
            pauses = standstill.seeded(builds, usual_interval(builds))
        return cls(
            builds=builds,
            read_at=None if read_at is None else _moment(read_at),
            delay=kept["delay"],
            failures=kept["failures"],
            pauses=pauses,
        )


def _seconds(at: datetime) -> int:
    return round((at - EPOCH).total_seconds())


def _moment(seconds: float) -> datetime:
    return EPOCH + timedelta(seconds=seconds)


def expected_interval(builds: Sequence[datetime], policy: Policy = POLICY) -> float | None:
    """Seconds from one rebuild to the look that will find the next; None while unlearnt.

    Two intervals that agree within the jitter make a rhythm.
    """
    regular = _regular(builds, policy)
    if len(regular) < 2:
        return None
    sleeping = regular[-policy.recent :]
    clock = _by_the_clock(builds, median(regular), policy)
    steadier = clock if clock and _spread(clock) < _spread(sleeping) else sleeping
    return _quantile(steadier, policy.quantile) + policy.margin


def _by_the_clock(builds: Sequence[datetime], usual: float, policy: Policy) -> list[float]:
    """The intervals to come if the court keeps to whole minutes of a true clock."""
    period = max(60.0, round(usual / 60) * 60.0)
    last = builds[-1]
    return [
        period + (ago + period / 2) % period - period / 2
        for build in builds[-policy.recent :]
        for ago in [(build - last).total_seconds()]
    ]


def _spread(values: Sequence[float]) -> float:
    middle = median(values)
    return sum(abs(v - middle) for v in values) / len(values)


def rebuild(builds: Sequence[datetime]) -> tuple[int | None, int | None]:
    """Minutes between rebuilds, and for hourly ones the minute past the hour (UTC).

    Either is None while unknown; the first is rounded to whole five minutes.
    """
    regular = _regular(builds, POLICY)
    if len(regular) < 2:
        return None, None
    minutes = max(5, round(median(regular) / 300) * 5)
    return minutes, builds[-1].minute if minutes == 60 else None


def stale_after(rhythm: Rhythm, zone: ZoneInfo) -> timedelta:
    """How long after its last build a feed counts as standing still; two hours at least.

    Nights and weekends that it has rested before are waited out, by the clock of its court.
    """
    least = max(PAUSES.least, 2.5 * usual_interval(rhythm.builds))
    if not rhythm.builds:
        return least
    return least + standstill.usual_pause(rhythm.pauses, rhythm.builds[-1], zone)


def usual_interval(builds: Sequence[datetime]) -> timedelta:
    """What commonly lies between two builds; zero while unknown."""
    regular = _regular(builds, POLICY)
    return timedelta(seconds=median(regular) if len(regular) >= 2 else 0.0)


def _regular(builds: Sequence[datetime], policy: Policy) -> list[float]:
    """The intervals of the rhythm that holds now, oldest first, without its exceptions."""
    run: list[float] = []
    for earlier, later in pairwise(builds):
        interval = (later - earlier).total_seconds()
        if run and interval < policy.changed * median_low(run[-policy.recent :]):
            run = []
        run.append(interval)
    if not run:
        return []
    usual = median_low(run[-policy.recent :])
    return [i for i in run if abs(i - usual) <= policy.jitter]


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
