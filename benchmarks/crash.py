"""Nothing lost, nothing twice: Crier is killed again and again, and then the channels are read.

    python -m benchmarks.crash [--kills N] [--drop SHARE] [--database URL] [--both]
                               [--folder FOLDER] [--seed N] [--json]

``crier run`` works between courts that replay what real ones published, a CourtListener
that sends events and a Slack, all on loopback, all of which fail now and then. It is killed
by SIGKILL at random times, often as soon as it is started. In the end it is let go quiet, and
each filing that was to be told has to stand in each of its channels once, in the order of its
case. What was to be told is worked out from the bodies' bytes alone.

The databases are made for the run and dropped: SQLite in a folder of its own, PostgreSQL
beside the one that URL names. FOLDER holds recorded polls, a folder for each court. Exit code 1
when something was lost, doubled or out of order.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import structlog

from benchmarks import crashproof, recorded
from benchmarks.crashclock import SharedClock
from benchmarks.crashhooks import Hooks
from benchmarks.crashlives import DESKS, SPEED, Lives, builds_read, lives, logged
from benchmarks.crashproof import Names, Verdict, What
from benchmarks.crashtrouble import CourtTrouble, SlackTrouble
from benchmarks.freshbase import POSTGRES, database
from benchmarks.recorded import Recording
from sandbox.slack import Setup
from sandbox.world import world

FOLDER = Path(__file__).resolve().parents[2] / "shared/corpus/rss/polls"
COURTS = ("dcd", "akd", "deb", "ctd", "ca2")
READS = ("conversations.history", "conversations.replies")
AT_ONCE = 0.25
"""The share of lives that end as soon as they began."""
TOLD_OF = ("dcd", "akd", "ctd")
"""Courts of which CourtListener tells here."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``courts`` and how many polls of each; ``often`` is the share of answers of Slack and
    of courts that are none, ``drop`` that of messages that Slack takes without an answer;
    ``longest`` is how long a life may last, in requests that it makes."""

    kills: int
    seed: int
    drop: float = 0.0
    often: float = 0.1
    courts: Sequence[str] = COURTS
    polls: int | None = None
    folder: Path = FOLDER
    longest: int = 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """``reads``: how often the channel was read back to learn whether a post had arrived.

    unkept    filings of bodies of which no life said that it had kept one
    faults    by their names, how often Slack failed
    failures  what went wrong with a life: it ended by itself, or not as SIGTERM asks
    unsent    posts that Slack is not known to have in the end, by state and error
    errors    what Crier logged, and how often
    """

    engine: str
    kills: int
    bodies: int
    events: int
    posts: int
    verdict: Verdict
    unkept: int
    repeated: int
    reads: int
    faults: dict[str, int]
    refusals: dict[str, int]
    failures: tuple[str, ...]
    errors: dict[str, int]
    unsent: dict[str, int]
    seconds: float

    @property
    def clean(self) -> bool:
        found = self.verdict
        wrong = found.lost or found.doubled or found.strange or found.disordered
        return not (wrong or self.repeated or self.failures)


async def run(plan: Plan, url: str, folder: Path) -> Outcome:
    """One run on the database ``url``, which has all tables and nothing in them. Raises
    TimeoutError where Crier stands still."""
    began, random = time.monotonic(), Random(plan.seed)
    recordings = recorded.together(
        recorded.read(plan.folder / court, court, plan.polls) for court in plan.courts
    )
    start = min(found.polls[0].at for found in recordings.values())
    clock = SharedClock.begin(folder / "clock", start, SPEED)
    setup = Setup(channels=[desk.name for desk in DESKS])
    async with world(setup, clock) as outside:
        slack_trouble = SlackTrouble(outside.slack, random, plan.drop, plan.often)
        court_trouble = CourtTrouble(outside.courts, random, plan.often)
        async with lives(outside, clock, folder, url, (slack_trouble, court_trouble)) as made:
            telling = Hooks(made, outside.listener, random)
            await _die(plan, recordings, made, telling, random)
            await made.quieten(telling.all_taken)
            return await _outcome(recordings, made, telling, url.partition(":")[0], began)


async def _die(
    plan: Plan, recordings: dict[str, Recording], made: Lives, telling: Hooks, random: Random
) -> None:
    """The recorded polls, spread over the lives."""
    steps = sorted(
        ((poll.at, court, place)
         for court, found in recordings.items() for place, poll in enumerate(found.polls))
    )  # fmt: skip
    done = 0
    while made.kills < plan.kills or done < len(steps):
        upto = min(len(steps), max(done, round(len(steps) * (made.kills + 1) / max(plan.kills, 1))))
        begun = {}
        for at, court, place in steps[done:upto]:
            await made.rebuild(recordings[court], place)
            if place == 0:
                begun[court] = at
            if court in TOLD_OF and random.random() < 0.25:
                await telling.tell(recordings[court], place)
        done = upto
        await made.begin()
        if begun:
            # What is there at the first reading is history, and expected is what comes later.
            await made.until(functools.partial(made.read_since, begun), "a first reading")
        if random.random() < AT_ONCE:
            await asyncio.sleep(random.uniform(0, 0.3))
        else:
            await made.busy(random.randint(1, plan.longest))
            await asyncio.sleep(random.uniform(0, 0.1))
        await made.end(kill=True)


async def _outcome(
    recordings: dict[str, Recording], made: Lives, telling: Hooks, engine: str, began: float
) -> Outcome:
    names = Names(by_number=telling.numbers)
    wanted: dict[What, Sequence[str]] = dict(telling.alone)
    allowed: set[What] = set()
    read, unkept = builds_read(made.start.log), 0
    for court, recording in recordings.items():
        names.add(recording)
        kept = {place for place, poll in enumerate(recording.polls) if (court, poll.built) in read}
        for filing, life in recording.lives.items():
            if life.first == 0:
                continue
            what = (court, filing)
            allowed.add(what)
            if kept & life.bodies or what in telling.twins:
                wanted[what] = made.hears[court, filing[0]]
            else:
                # Each life that saw it was killed before it had kept the body: nobody could tell.
                unkept += 1
    halves = {
        court: [recordings[court].half(place, size) for place, size in broken]
        for court, broken in made.court_trouble.broken.items()
    }
    found, repeated = crashproof.told(made.messages, names, await made.kinds())
    slack = made.world.slack
    return Outcome(
        engine=engine,
        kills=made.kills,
        bodies=sum(len(recording.polls) for recording in recordings.values()),
        events=telling.sent,
        posts=len(made.messages),
        verdict=crashproof.judge(found, wanted, allowed, recordings, telling.twins, halves),
        unkept=unkept,
        repeated=repeated,
        reads=sum(call.method in READS for call in slack.calls),
        faults=Counter(type(fault).__name__ for _, fault in slack.faults.fired),
        refusals=Counter(f"{each.method}: {each.error}" for each in slack.refusals),
        failures=tuple(made.failures),
        errors=logged(made.start.log),
        unsent=await made.unsent(),
        seconds=round(time.monotonic() - began, 1),
    )


def told(found: Outcome) -> str:
    verdict = found.verdict
    lines = [
        f"{found.engine}: {found.kills} kills, {found.bodies} bodies, {found.events} events, "
        f"{found.seconds:.0f} s",
        f"  {found.posts} posts, {verdict.expected} filings expected in their channels, "
        f"{found.unkept} in no body that a life had kept",
        f"  {len(verdict.lost)} lost, {len(verdict.doubled)} doubled, {found.repeated} messages "
        f"twice, {len(verdict.strange)} not expected, {len(verdict.disordered)} out of order",
        f"  the channel was read {found.reads} times; Slack failed: {_said(found.faults)}",
        f"  Slack refused: {_said(found.refusals)}",
        f"  Crier's errors: {_said(found.errors)}",
        f"  posts that Slack is not known to have: {_said(found.unsent)}",
    ]
    for name in ("lost", "doubled", "strange", "disordered"):
        lines += [f"  {name}: {line}" for line in getattr(verdict, name)[:10]]
    lines += [f"  failed: {line}" for line in found.failures[:10]]
    return "\n".join(lines)


def _said(counted: dict[str, int]) -> str:
    return ", ".join(f"{times} {name}" for name, times in sorted(counted.items())) or "never"


def main() -> int:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--kills", type=int, default=200)
    reader.add_argument("--drop", type=float, default=0.0, help="share of replies, such as 0.2")
    reader.add_argument("--often", type=float, default=0.1, help="share of answers that fail")
    reader.add_argument("--database", default="", help="a PostgreSQL to make a database beside")
    reader.add_argument("--both", action="store_true", help="SQLite, then PostgreSQL")
    reader.add_argument("--folder", type=Path, default=FOLDER)
    reader.add_argument("--courts", nargs="+", default=COURTS)
    reader.add_argument("--polls", type=int, help="of each court, at most")
    reader.add_argument("--seed", type=int, default=7)
    reader.add_argument("--json", action="store_true")
    given = reader.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    plan = Plan(
        given.kills, given.seed, given.drop, given.often, given.courts, given.polls, given.folder
    )
    urls = ["", given.database or POSTGRES] if given.both else [given.database]
    found = []
    for url in urls:
        with tempfile.TemporaryDirectory() as name, database(url, Path(name)) as made:
            found.append(asyncio.run(run(plan, made, Path(name))))
        if not given.json:
            print(told(found[-1]), flush=True)
    if given.json:
        print(json.dumps([asdict(each) for each in found], indent=2))
    return 0 if all(each.clean for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
