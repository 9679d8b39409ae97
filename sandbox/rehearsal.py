"""The real bot between a Slack and a court on loopback, on a clock of the day's own."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import process
from filings.db import Database
from filings.errors import CrierError
from filings.settings import Settings
from filings.store import sources, upkeep
from filings.types import Event
from sandbox.courts import CourtServer
from sandbox.day import COURT, Rebuild, Told
from sandbox.slack import Message, SandboxSlack, Setup
from sandbox.slack.interaction import until


class RehearsalFailed(CrierError):
    """Something stayed away that ought to come, or came and ought not."""


SETUP = Setup(
    scopes=frozenset(
        (
            "commands", "chat:write", "channels:read", "groups:read", "channels:join",
            "channels:history", "groups:history", "im:history", "im:read",
        )
    ),
    events=frozenset(),
    should_escape=False,
)  # fmt: skip
"""What slack/manifest.yaml asks for and no more: here it shows whether that is enough."""

LOOPBACK = "127.0.0.1"
CHANNEL = "courts"
CONNECT_SECONDS = 30.0
PATIENCE = 60.0
LOOK_AFTER = timedelta(seconds=15)
"""How long behind a rebuild the day goes on: about when Crier would look by itself."""


class DayClock:
    """Runs with the real one, from a time that can be set forward."""

    def __init__(self, start: datetime) -> None:
        self._start = start.astimezone(UTC)
        self._since = time.monotonic()

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._since)

    def seconds(self) -> float:
        return self().timestamp()

    def go_on_at(self, at: datetime) -> None:
        """Raises ValueError for a time that has passed: the database trusts the order."""
        if at < self():
            raise ValueError(f"the day is past {at}")
        self._start, self._since = at.astimezone(UTC), time.monotonic()


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Crier at work, connected to the Slack by Socket Mode and following nothing yet.

    patience  seconds after which what has not come counts as not coming
    """

    db: Database
    clock: DayClock
    slack: SandboxSlack
    courts: CourtServer
    patience: float

    def open(self, rebuild: Rebuild) -> None:
        """What the court lists before anybody looks."""
        self.courts.publish(COURT, rebuild.body)

    async def rebuild(self, rebuild: Rebuild) -> None:
        """The court puts a feed out, and Crier is told to look, as by "Check now"."""
        at = rebuild.at + LOOK_AFTER
        self.courts.publish(COURT, rebuild.body)
        # Made due before the time comes, Crier cannot look twice or at the old feed.
        await sources.check_now(self.db, COURT, at)
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
        async with SandboxSlack(SETUP, clock=clock.seconds) as slack, CourtServer() as courts:
            settings = settings_for(slack, courts, Path(folder) / "crier.db")
            async with crier(settings, clock) as made:
                await at_work(made, slack)
                yield Rehearsal(made.db, clock, slack, courts, patience)


@contextlib.asynccontextmanager
async def crier(settings: Settings, clock: DayClock) -> AsyncIterator[process.Parts]:
    """What ``crier run`` starts, ended with the context and not by a signal."""
    async with process.parts(settings, clock) as made:
        stop = asyncio.Event()
        outbox = process.sender(made)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(process.work(made, stop, outbox))
            serving = process.serve(made, stop, outbox, host=LOOPBACK, asks=False)
            tasks.create_task(serving)
            try:
                yield made
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


def settings_for(slack: SandboxSlack, courts: CourtServer, database: Path) -> Settings:
    """Every setting said, so that none comes from the environment or from ``.env``."""
    values: dict[str, Any] = {
        field.alias or name: field.get_default() for name, field in Settings.model_fields.items()
    }
    values |= {
        "DATABASE_URL": f"sqlite:///{database}",
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "PORT": 0,
        "CRIER_ECF_ORIGIN": courts.origin,
        "CRIER_CONTACT": "nobody; a demo on loopback",
        "CRIER_MIN_SECONDS": 0,
        "CRIER_SCOTUS": False,
    }
    return Settings(_env_file=None, **values)
