"""The real bot between a Slack and a court on loopback, on a clock of the day's own."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.serving import process
from filings.db import Database
from filings.errors import CrierError
from filings.settings import Settings
from filings.store import sources, upkeep
from filings.types import Event
from sandbox import inside
from sandbox.clock import DayClock
from sandbox.courts import CourtServer
from sandbox.day import COURT, TOLD_MORE, Rebuild, Told
from sandbox.docketlisted import Shelves
from sandbox.slack import Message, SandboxSlack, Setup
from sandbox.slack.interaction import until
from sandbox.world import LOOPBACK, World, hook, world


class RehearsalFailed(CrierError):
    """Something stayed away that ought to come, or came and ought not."""


SETUP = Setup()
"""What slack/manifest.yaml asks for and no more: here it shows whether that is enough."""

CHANNEL = "courts"
CONNECT_SECONDS = 30.0
PATIENCE = 60.0
A_DAY = timedelta(days=1)
LOOK_AFTER = timedelta(seconds=15)
"""How long behind a rebuild the day goes on: about when Crier would look by itself."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Crier at work, connected to the Slack by Socket Mode and following nothing yet.

    shelves   what CourtListener holds
    hook      where it takes CourtListener's events
    patience  seconds after which what has not come counts as not coming
    """

    db: Database
    clock: DayClock
    world: World
    shelves: Shelves
    hook: str
    patience: float

    @property
    def slack(self) -> SandboxSlack:
        return self.world.slack

    @property
    def courts(self) -> CourtServer:
        return self.world.courts

    def open(self, rebuild: Rebuild) -> None:
        """What the court lists, and CourtListener, before anybody looks."""
        self.courts.publish(COURT, rebuild.body)
        self.shelves.begin()

    async def tell_of_texts(self) -> None:
        """CourtListener gets to know of the notice what it does that afternoon, and sends it."""
        for text in self.shelves.go_on(TOLD_MORE):
            if text.filed > self.clock() - A_DAY and not await self.shelves.tell(text, self.hook):
                raise RehearsalFailed("Crier did not take an event of CourtListener.")

    async def rebuild(self, rebuild: Rebuild) -> None:
        """The court puts a feed out, and Crier is told to look, as by "Check now"."""
        at = rebuild.at + LOOK_AFTER
        self.courts.publish(COURT, rebuild.body)
        # Made due before the time comes, Crier cannot look twice or at the old feed.
        await sources.check_now(self.db, COURT, at)
        await inside.alive(self.db, at)
        self.clock.go_on_at(at)

    @property
    def messages(self) -> list[Message]:
        return self.slack.channel(CHANNEL).messages

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait for the Slack; RehearsalFailed, naming ``what``, when it stays away."""
        try:
            await until(self.slack.core, lambda: holds() or None, self.patience)
        except TimeoutError as error:
            raise self.too_late(what) from error

    def too_late(self, what: str) -> RehearsalFailed:
        return RehearsalFailed(f"{what} did not come within {self.patience:g} seconds.")

    @property
    def told(self) -> list[Told]:
        """The filings that the channel's alerts name in their metadata, in order."""
        return [
            Told(Event(fact["event"]), fact["docket"], fact.get("number"))
            for message in self.messages
            for fact in _facts(message)
        ]


def _facts(message: Message) -> list[dict[str, Any]]:
    metadata = message.metadata
    if not metadata or metadata["event_type"] != "crier_alert":
        return []
    found: list[dict[str, Any]] = metadata["event_payload"]["filings"]
    return found


@contextlib.asynccontextmanager
async def rehearsal(start: datetime, patience: float = PATIENCE) -> AsyncIterator[Rehearsal]:
    """From the time ``start``; with a new database, gone afterwards.

    Raises RehearsalFailed when Crier does not connect; in a group, as all that is raised
    within, and what ends Crier itself.
    """
    clock = DayClock(start)
    with tempfile.TemporaryDirectory(prefix="crier-demo-") as folder:
        async with world(SETUP, clock) as outside:
            settings = outside.settings(Path(folder) / "crier.db")
            async with crier(settings, clock) as (made, port):
                await at_work(made, outside.slack)
                shelves, address = Shelves(outside.listener), hook(port.result())
                yield Rehearsal(made.db, clock, outside, shelves, address, patience)


@contextlib.asynccontextmanager
async def crier(
    settings: Settings, clock: DayClock
) -> AsyncIterator[tuple[process.Parts, asyncio.Future[int]]]:
    """What ``crier run`` starts, ended with the context and not by a signal.

    The port that it listens on is there once it is connected to Slack.
    """
    async with process.parts(settings, clock) as made:
        stop = asyncio.Event()
        outbox = process.sender(made)
        port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(process.work(made, stop, outbox))
            serving = process.serve(made, stop, outbox, host=LOOPBACK, listening=port.set_result)
            tasks.create_task(serving)
            try:
                yield made, port
            finally:
                stop.set()


async def at_work(made: process.Parts, slack: SandboxSlack) -> None:
    """Until Slack is connected and the worker lives: Crier tells people when none does."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await slack.sockets.wait_connected(within=CONNECT_SECONDS)
            # The sign of life is a row, which wakes nobody.
            while not await upkeep.worker_lives(made.db, made.clock()):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    except TimeoutError as error:
        raise RehearsalFailed("Crier did not connect to the Slack on this machine.") from error
