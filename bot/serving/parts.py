"""The pieces that every process has: settings, database, words, and what reads and sends."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import math
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

import aiohttp

from bot.access.slacksession import slack_session
from bot.access.workspaces import Installed, OneWorkspace, workspaces_of
from bot.delivery.sender import Sender
from bot.delivery.transport import CLIENT_SECONDS, SlackTransports, TerminalTransport
from bot.words.render import Renderer
from filings import db as databases
from filings.db import Database
from filings.errors import BadInput, SchemaAhead, SchemaBehind, StoreError
from filings.settings import Settings
from watchers.fetch import Fetcher
from watchers.poll import Poller
from watchers.reach import reach_of
from watchers.schedule import utcnow

CASE_SECONDS = 1.0
"""Between two requests to a host that is read case by case: what the Supreme Court asks for."""


@dataclass(frozen=True)
class Parts:
    """The pieces that every process has.

    speed  seconds that pass on ``clock`` in one of this machine's: more than 1 in a rehearsal,
           where whatever waits does so that much shorter
    session  that Slack is asked through; None for one of slack_sdk's own for each call
    """

    settings: Settings
    db: Database
    renderer: Renderer
    clock: Callable[[], datetime]
    speed: float = 1.0
    session: aiohttp.ClientSession | None = None

    async def sleep(self, seconds: float) -> None:
        """Wait so long on ``clock``."""
        await asyncio.sleep(seconds / self.speed)

    def workspaces(self) -> OneWorkspace | Installed | None:
        """Where Slack is spoken to, the same each time; None without credentials.

        Raises BadInput for settings that do not go together.
        """
        return self._workspaces

    @functools.cached_property
    def _workspaces(self) -> OneWorkspace | Installed | None:
        return workspaces_of(self.settings, self.db, self.clock, self.session)


@contextlib.asynccontextmanager
async def parts(
    settings: Settings, clock: Callable[[], datetime] = utcnow, speed: float = 1.0
) -> AsyncIterator[Parts]:
    """Open the database, migrating SQLite.

    Raises SchemaBehind on an old PostgreSQL, SchemaAhead where a newer version was here,
    BadInput where nothing can be opened.
    """
    try:
        db = await databases.prepare(settings.database_url.get_secret_value())
    except (SchemaBehind, SchemaAhead):
        raise
    except StoreError as error:
        raise BadInput(f"DATABASE_URL cannot be used now. {error}") from error
    try:
        async with slack_session() as session:
            yield Parts(settings, db, Renderer(settings.templates), clock, speed, session)
    finally:
        await db.close()


def sender(made: Parts, *, write: Callable[[str], None] | None = None) -> Sender:
    """Sends to Slack where there is a token, and to this terminal."""
    workspaces = made.workspaces()
    seconds = math.ceil(CLIENT_SECONDS / made.speed)
    slack = None if workspaces is None else SlackTransports(workspaces, seconds)
    terminal = TerminalTransport(write or _print)

    return Sender(
        made.db, made.renderer, made.clock, slack=slack, terminal=terminal, sleep=made.sleep
    )


def _print(text: str) -> None:
    sys.stdout.write(text.rstrip("\n") + "\n\n")
    sys.stdout.flush()


@contextlib.asynccontextmanager
async def poller(made: Parts) -> AsyncIterator[Poller]:
    settings = made.settings
    least, reach = settings.min_seconds, reach_of(settings)
    async with (
        Fetcher(reach=reach, contact=settings.contact, min_seconds=least) as fetcher,
        Fetcher(
            reach=reach, contact=settings.contact, min_seconds=min(CASE_SECONDS, least)
        ) as gentle,
    ):
        yield Poller(
            made.db,
            fetcher,
            made.clock,
            origin=settings.ecf_origin,
            min_seconds=least,
            scotus_origin=settings.scotus_origin if settings.scotus else None,
            courtlistener_origin=urljoin(settings.courtlistener_url, "/"),
            gentle=gentle,
            sleep=made.sleep,
        )
