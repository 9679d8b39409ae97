"""How soon, and with how many requests, the polling policy finds a court's rebuilds.

    python -m benchmarks.cadence FILE.json|FOLDER [--json]

FILE.json is ``{court: [build times, ISO 8601]}``. FOLDER holds a folder for each court
with bodies of its feed, plain or gzipped, whose ``lastBuildDate`` is taken.

The record of a court is cut where more than one and a half times its median interval
passes, as nobody knows whether rebuilds or readings are missing there. Each part is
replayed through ``watchers.cadence.next_look`` from nothing: a look at time t sees the
newest build not after t. A lag runs from the build time to the first look at or after
it. Rebuilds that come before a part's rhythm is known are the learning, and are counted
apart; everything after that counts, relearning too. The first build of a part only
starts it. The baseline looks at the same rebuilds every five minutes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from pathlib import Path
from statistics import median

from watchers.cadence import POLICY, Rhythm, expected_interval, next_look

Wait = Callable[[Rhythm, datetime], datetime]

MIN_SECONDS = 15.0
# The first look falls somewhere between two of the plain interval; the middle is assumed.
FIRST_LOOK = timedelta(seconds=POLICY.plain / 2)
_BUILD_DATE = re.compile(rb"<lastBuildDate>([^<]*)</lastBuildDate>")


@dataclass(frozen=True, slots=True)
class Find:
    """A rebuild found: how late (s), with how many looks since the one before."""

    lag: float
    looks: int
    learning: bool


@dataclass(frozen=True, slots=True)
class Replay:
    """What one part of a record gave; ``gaps`` are the seconds between looks."""

    finds: tuple[Find, ...]
    gaps: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Over some rebuilds; None where there was none. The 95th percentile is a lag that
    occurred (nearest rank)."""

    rebuilds: int
    requests: int
    median_lag_s: float | None
    p95_lag_s: float | None
    max_lag_s: float | None
    requests_per_rebuild: float | None


def policy_wait(rhythm: Rhythm, now: datetime) -> datetime:
    return next_look(rhythm, now, min_seconds=MIN_SECONDS).due_at


def plain_wait(rhythm: Rhythm, now: datetime) -> datetime:
    return now + timedelta(seconds=POLICY.plain)


def parts(builds: Iterable[datetime]) -> list[list[datetime]]:
    """The record cut at gaps above 1.5 times its median interval, oldest first."""
    ordered = sorted(set(builds))
    gaps = [(b - a).total_seconds() for a, b in pairwise(ordered)]
    limit = 1.5 * median(gaps) if gaps else 0.0
    cut = [ordered[:1]] if ordered else []
    for gap, build in zip(gaps, ordered[1:], strict=True):
        if gap > limit:
            cut.append([])
        cut[-1].append(build)
    return cut


def replay(builds: Sequence[datetime], wait: Wait) -> Replay:
    """Look at one part, as ``wait`` says, until its last build is found."""
    rhythm, now = Rhythm(), builds[0] + FIRST_LOOK
    finds: list[Find] = []
    gaps: list[float] = []
    found = looks = 0
    learnt = False
    while True:
        newest = bisect_right(builds, now) - 1
        for i in range(found + 1, newest + 1):
            finds.append(Find((now - builds[i]).total_seconds(), looks, not learnt))
            looks = 0
        found = newest
        if found == len(builds) - 1:
            return Replay(tuple(finds), tuple(gaps))
        rhythm = rhythm.seen(builds[found], now)
        learnt = learnt or expected_interval(rhythm.builds) is not None
        due = wait(rhythm, now)
        gaps.append((due - now).total_seconds())
        now, looks = due, looks + 1


def figures(finds: Sequence[Find]) -> Figures:
    lags = sorted(find.lag for find in finds)
    requests = sum(find.looks for find in finds)
    if not lags:
        return Figures(0, requests, None, None, None, None)
    return Figures(
        rebuilds=len(lags),
        requests=requests,
        median_lag_s=median(lags),
        p95_lag_s=lags[math.ceil(0.95 * len(lags)) - 1],
        max_lag_s=lags[-1],
        requests_per_rebuild=round(requests / len(lags), 3),
    )


@dataclass(frozen=True, slots=True)
class Report:
    """One court, or all: the policy learnt, while learning, and the baseline."""

    learnt: Figures
    learning: Figures
    baseline: Figures
    parts: int
    min_gap_s: float | None


def report(records: Iterable[Iterable[datetime]]) -> Report:
    cut = [part for record in records for part in parts(record) if len(part) > 1]
    ours = [replay(part, policy_wait) for part in cut]
    plain = [replay(part, plain_wait) for part in cut]
    finds = [find for one in ours for find in one.finds]
    # The baseline has nothing to learn, but is judged on the same rebuilds.
    same = [
        theirs
        for mine, other in zip(ours, plain, strict=True)
        for find, theirs in zip(mine.finds, other.finds, strict=True)
        if not find.learning
    ]
    return Report(
        learnt=figures([f for f in finds if not f.learning]),
        learning=figures([f for f in finds if f.learning]),
        baseline=figures(same),
        parts=len(cut),
        min_gap_s=min((gap for one in ours for gap in one.gaps), default=None),
    )


def read_records(path: Path) -> dict[str, list[datetime]]:
    """Build times by court from a JSON file or a folder of feed bodies.

    Raises ValueError for a file of another form.
    """
    if path.is_dir():
        return {
            folder.name: [built for body in sorted(folder.iterdir()) for built in _built_at(body)]
            for folder in sorted(path.iterdir())
            if folder.is_dir()
        }
    raw = json.loads(path.read_text("utf-8"))
    if not isinstance(raw, Mapping) or not all(isinstance(each, list) for each in raw.values()):
        raise ValueError("expected an object that has a list of build times for each court")
    return {str(court): [_aware(time) for time in times] for court, times in raw.items()}


def _built_at(path: Path) -> list[datetime]:
    body = path.read_bytes()
    if path.suffix == ".gz":
        body = gzip.decompress(body)
    found = _BUILD_DATE.search(body)
    return [parsedate_to_datetime(found[1].decode("latin-1")).astimezone(UTC)] if found else []


def _aware(text: str) -> datetime:
    time = datetime.fromisoformat(str(text))
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def as_json(whole: Report, courts: Mapping[str, Report]) -> str:
    return json.dumps(
        {
            **asdict(whole.learnt),
            "min_gap_s": whole.min_gap_s,
            "parts": whole.parts,
            "learning": asdict(whole.learning),
            "baseline": asdict(whole.baseline),
            "courts": {court: asdict(one) for court, one in courts.items()},
        }
    )


_HEAD = f"{'':<22}{'rebuilds':>9}{'median':>9}{'95%':>9}{'max':>9}{'requests':>10}{'min gap':>9}"


def _line(name: str, of: Figures, gap: float | None = None) -> str:
    def cell(value: float | None, width: int, unit: str = "") -> str:
        return f"{'-' if value is None else f'{value:.4g}{unit}':>{width}}"

    return (
        f"{name:<22}{of.rebuilds:>9}{cell(of.median_lag_s, 9, ' s')}{cell(of.p95_lag_s, 9, ' s')}"
        f"{cell(of.max_lag_s, 9, ' s')}{cell(of.requests_per_rebuild, 10)}{cell(gap, 9, ' s')}"
    )


def as_text(whole: Report, courts: Mapping[str, Report]) -> str:
    lines = ["Lag after a rebuild, and requests for each.", "", _HEAD]
    lines += [_line(court, one.learnt, one.min_gap_s) for court, one in courts.items()]
    lines += [
        _line("all", whole.learnt, whole.min_gap_s),
        _line("  every 5 minutes", whole.baseline, POLICY.plain),
        _line("  while learning", whole.learning),
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cadence", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("record", type=Path, help="{court: [build times]}, or a folder of bodies")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    try:
        records = read_records(chosen.record)
    except (OSError, EOFError, ValueError) as error:
        parser.error(f"{chosen.record} cannot be read: {error}")
    courts = {court: report([times]) for court, times in records.items()}
    whole = report(records.values())
    print(as_json(whole, courts) if chosen.json else as_text(whole, courts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
