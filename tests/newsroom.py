"""The real program between a sandbox Slack and sandbox courts, with a clock of its own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.access.channels import SlackChannels
from bot.access.workspaces import Installed, OneWorkspace
from bot.delivery.notices import Notices
from bot.delivery.sender import Sender
from bot.delivery.transport import SlackTransports, TerminalTransport
from bot.desk.commands import Desk
from bot.words.render import Renderer
from filings import db as databases
from filings.db import Database
from filings.store import follows, sources
from filings.store.core import parts_of
from filings.types import Destination
from sandbox.courts import CourtServer
from sandbox.slack import OFF, Rates, SandboxSlack, Setup
from watchers.fetch import Fetcher
from watchers.poll import Outcome, Poller
from watchers.schedule import Schedule

START = datetime(2025, 11, 3, 19, 0, tzinfo=UTC)


class Clock:
    """Stands still until it is moved; sleeping moves it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def forward(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@dataclass
class Newsroom:
    """Everything that a test needs to play a court day."""

    db: Database
    clock: Clock
    slack: SandboxSlack
    workspace: OneWorkspace | Installed
    courts: CourtServer
    poller: Poller
    sender: Sender
    desk: Desk
    notices: Notices
    printed: list[str] = field(default_factory=list)

    @property
    def channel(self) -> Destination:
        return Destination(self.slack.team_id, self.slack.channel("courts").id)

    async def follow(self, court: str, *numbers: str, where: Destination | None = None) -> None:
        to, now = where or self.channel, self.clock()
        async with self.db.write() as connection:
            for number in numbers:
                parts = parts_of(court, number)
                await follows.follow_in(connection, to, court, parts, number, by="U1", now=now)

    async def publish(self, court: str, body: bytes) -> Outcome:
        """The court rebuilds its feed, and it is read once."""
        self.courts.publish(court, body)
        return await self.read(court)

    async def read(self, court: str) -> Outcome:
        held = await sources.claim(self.db, court, self.clock())
        assert held is not None
        return await self.poller.poll(held)

    async def send(self) -> None:
        """Send all that may go, letting the clock run from message to message."""
        for _ in range(2000):
            self.clock.forward(seconds=1.1)
            if not await self.sender.send_ready():
                return
        raise AssertionError("the outbox never became empty")

    def schedule(self) -> Schedule:
        return Schedule(self.db, self.poller, self.clock, [self.sender.duty, self.notices.duty])

    def messages(self, channel: str = "courts") -> list[Any]:
        return list(self.slack.channel(channel).messages)

    def told(self, channel: str = "courts") -> list[dict[str, Any]]:
        """The filings that the channel's alerts name in their metadata, in order."""
        return list(told_in(self.messages(channel)))


def told_in(messages: Iterable[Any]) -> Iterable[dict[str, Any]]:
    for message in messages:
        if message.metadata and message.metadata["event_type"] == "crier_alert":
            yield from message.metadata["event_payload"]["filings"]


@contextlib.asynccontextmanager
async def newsroom(
    database_url: str, *, now: datetime = START, rates: Rates = OFF, etags: bool = False
) -> AsyncIterator[Newsroom]:
    clock = Clock(now)
    printed: list[str] = []
    async with (
        SandboxSlack(Setup(rates=rates), clock=clock.seconds) as slack,
        CourtServer(etags=etags) as courts,
        Fetcher(min_seconds=0, now=clock, sleep=clock.sleep) as fetcher,
    ):
        db = await databases.prepare(database_url)
        renderer = Renderer()
        workspace = OneWorkspace(AsyncWebClient(slack.bot_token, base_url=slack.api_url))
        slack.invite("courts")
        try:
            yield Newsroom(
                db=db,
                clock=clock,
                slack=slack,
                workspace=workspace,
                courts=courts,
                poller=Poller(db, fetcher, clock, origin=courts.origin, min_seconds=0),
                sender=Sender(
                    db,
                    renderer,
                    clock,
                    slack=SlackTransports(workspace),
                    terminal=TerminalTransport(printed.append),
                    sleep=clock.sleep,
                ),
                desk=Desk(db, renderer, clock, SlackChannels(workspace)),
                notices=Notices(db, renderer),
                printed=printed,
            )
        finally:
            await db.close()
