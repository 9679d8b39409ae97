"""How soon Slack has its acknowledgement from a program that is busy.

    python -m benchmarks.ack [--rounds N] [--pause S] [--alerts N] [--rebuild S] [--json]

``crier run`` works in a process of its own on an SQLite database, first connected by Socket
Mode and then called by HTTP, with alerts waiting to be sent and the feeds of twenty courts,
rebuilt every few seconds and read then. Meanwhile people type, press, fill in, choose
shortcuts and write. Printed are milliseconds until the sandbox's Slack has the
acknowledgement: Slack waits three seconds, and the aim is one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import structlog

from benchmarks import busy
from benchmarks.people import KINDS, Act, acts, at_work
from filings import db as databases

AIM = 1.0
"""Seconds."""
MODES = {"Socket Mode": True, "HTTP": False}


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one kind of act, or of ``all``; ``median``, ``percentile_99``, ``slowest`` in ms.

    in_time  the share that was acknowledged within a second
    lost     acts that were never acknowledged
    """

    kind: str
    acts: int
    median: float
    percentile_99: float
    slowest: float
    in_time: float
    lost: int


@dataclass(frozen=True, slots=True)
class Run:
    """``waiting``: alerts before the first act, and after the last; ``read``: feeds meanwhile."""

    mode: str
    measured: tuple[Measured, ...]
    waiting: tuple[int, int]
    read: int


def measured(kind: str, done: Sequence[Act]) -> Measured:
    """Raises ValueError where nothing was done."""
    times = sorted(act.seconds * 1000 for act in done)
    if not times:
        raise ValueError(f"no {kind} was done")
    in_time = sum(act.acked and act.seconds <= AIM for act in done) / len(done)
    return Measured(
        kind, len(done), round(median(times), 1),
        round(times[math.ceil(len(times) * 0.99) - 1], 1), round(times[-1], 1),
        round(in_time, 4), sum(not act.acked for act in done),
    )  # fmt: skip


async def run(
    folder: Path, sockets: bool, rounds: int, pause: float, alerts: int, every: float
) -> Run:
    """One mode, on a database of its own in ``folder``."""
    db = await databases.prepare(f"sqlite:///{folder / 'crier.db'}")
    try:
        async with busy.outside(at_work()) as around:
            courts = around.courts
            await busy.owe(db, around, alerts)
            async with busy.crier(folder, around, sockets=sockets):
                rebuilding = asyncio.create_task(
                    busy.rebuild(db, courts, every, busy.shared(alerts))
                )
                before, read = await busy.waiting(db), len(courts.requests)
                done = await acts(around.slack, busy.CASES, rounds, pause)
                after, read = await busy.waiting(db), len(courts.requests) - read
                rebuilding.cancel()
                await asyncio.wait({rebuilding})
    finally:
        await db.close()
    by_kind = [measured(kind, [act for act in done if act.kind == kind]) for kind in KINDS]
    mode = next(name for name, chosen in MODES.items() if chosen == sockets)
    return Run(mode, (*by_kind, measured("all", done)), (before, after), read)


def told(found: Run) -> str:
    """A table for people."""
    heads = ("acts", "median ms", "99th ms", "slowest ms", "within 1 s", "lost")
    lines = [
        f"{found.mode}: {found.read} readings of feeds meanwhile, "
        f"{found.waiting[0]} alerts waiting before and {found.waiting[1]} after",
        " " * 14 + "".join(f"{head:>12}" for head in heads),
    ]
    lines += [
        f"{row.kind:<14}{row.acts:12}{row.median:12.1f}{row.percentile_99:12.1f}"
        f"{row.slowest:12.1f}{row.in_time:12.1%}{row.lost:12}"
        for row in found.measured
    ]
    return "\n".join(lines)


def main() -> int:
    """Exit code 1 when an acknowledgement took longer than the aim."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--rounds", type=int, default=60, help="acts of each kind")
    reader.add_argument("--pause", type=float, default=0.5, help="seconds between two of a kind")
    reader.add_argument("--alerts", type=int, default=500)
    reader.add_argument("--rebuild", type=float, default=6, help="seconds, of each feed")
    reader.add_argument("--json", action="store_true")
    given = reader.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    found = []
    for sockets in MODES.values():
        with tempfile.TemporaryDirectory() as name:
            what = run(Path(name), sockets, given.rounds, given.pause, given.alerts, given.rebuild)
            found.append(asyncio.run(what))
        if not given.json:
            print(told(found[-1]))
    if given.json:
        print(json.dumps([asdict(each) for each in found], indent=2))
    return 0 if all(each.measured[-1].in_time == 1 for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
