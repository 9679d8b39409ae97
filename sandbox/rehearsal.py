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
from filings.settings import Settings
from filings.store import sources
from sandbox.courts import CourtServer
from sandbox.day import Rebuild, Told
from sandbox.slack import Message, SandboxSlack

LOOPBACK = "127.0.0.1"
CHANNEL = "courts"
CONNECT_SECONDS = 30.0
LOOK_AFTER = timedelta(seconds=50)
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
    """Crier at work, connected to the Slack by Socket Mode and following nothing yet."""

    db: Database
    clock: DayClock
    slack: SandboxSlack
    courts: CourtServer

    async def rebuild(self, court: str, rebuild: Rebuild) -> None:
        """The court puts a feed out, and Crier is told to look, as by "Check now"."""
        # In one step, or Crier might find the old feed at the new time.
        self.courts.publish(court, rebuild.body)
        self.clock.go_on_at(rebuild.at + LOOK_AFTER)
        await sources.check_now(self.db, court, self.clock())

    @property
    def messages(self) -> list[Message]:
        return self.slack.channel(CHANNEL).messages

    @property
    def told(self) -> list[Told]:
        """The filings that the channel's alerts name in their metadata, in order."""
        return [
            Told(fact["event"], fact["docket"], fact.get("number"))
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
async def rehearsal(start: datetime) -> AsyncIterator[Rehearsal]:
    """From the time ``start``; a new database, gone afterwards.

    Raises TimeoutError when Crier does not connect, and whatever ends the bot, in a group.
    """
    clock = DayClock(start)
    async with (
        SandboxSlack(clock=clock.seconds) as slack,
        CourtServer() as courts,
    ):
        with tempfile.TemporaryDirectory(prefix="crier-demo-") as folder:
            settings = settings_for(slack, courts, Path(folder) / "crier.db")
            async with _bot(settings, clock) as db:
                await slack.core_connected(CONNECT_SECONDS)
                yield Rehearsal(db, clock, slack, courts)


def settings_for(slack: SandboxSlack, courts: CourtServer, database: Path) -> Settings:
    """Every setting said, so that none comes from the environment or from ``.env``."""
    values: dict[str, Any] = {
        "DATABASE_URL": f"sqlite:///{database}",
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": None,
        "SLACK_API_URL": slack.api_url,
        "PORT": 0,
        "CRIER_ECF_ORIGIN": courts.origin,
        "CRIER_CONTACT": "the demo of Court Crier",
        "CRIER_MIN_SECONDS": 0,
        "CRIER_TEMPLATES": None,
    }
    return Settings.model_validate(values)
