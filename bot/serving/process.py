"""What the commands start: the pieces of a process, put together.

``crier run`` is everything in one process, ``crier web`` takes what comes in,
``crier worker`` reads and sends. They share nothing but the database.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import signal
import sys
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.access.channels import SlackChannels
from bot.access.workspaces import Installed, OneWorkspace, workspaces_of
from bot.delivery.closures import Closures
from bot.delivery.mornings import Mornings
from bot.delivery.notices import Notices
from bot.delivery.reminders import Reminders
from bot.delivery.sender import Sender
from bot.delivery.transport import SlackTransports, TerminalTransport
from bot.desk.commands import Desk
from bot.questions.asking import Asking
from bot.questions.errandduties import errand_duties
from bot.questions.outside import asking
from bot.serving import web
from bot.surfaces import app as slack_app
from bot.surfaces.room import Kick
from bot.words.render import Renderer
from filings import db as databases
from filings.db import Database
from filings.errors import BadInput, SchemaBehind, StoreError
from filings.settings import Settings
from filings.store import heard, upkeep
from watchers.fetch import Fetcher
from watchers.poll import Poller
from watchers.schedule import FINISH_SECONDS, Duty, Schedule, utcnow

log = structlog.get_logger("crier.process")

HEARTBEAT = timedelta(seconds=15)
PURGE_EVERY = timedelta(hours=6)
REMIND_EVERY = timedelta(seconds=20)
READ_TEXTS_EVERY = timedelta(minutes=1)
LOOK_EVERY = timedelta(minutes=15)
CASE_SECONDS = 1.0
"""Between two requests to a host that is read case by case: what the Supreme Court asks for."""


@dataclass(frozen=True)
class Parts:
    """The pieces that every process has."""

    settings: Settings
    db: Database
    renderer: Renderer
    clock: Callable[[], datetime]

    def workspaces(self) -> OneWorkspace | Installed | None:
        """Where Slack is spoken to, the same each time; None without credentials.

        Raises BadInput for settings that do not go together.
        """
        return self._workspaces

    @functools.cached_property
    def _workspaces(self) -> OneWorkspace | Installed | None:
        return workspaces_of(self.settings, self.db, self.clock)


@contextlib.asynccontextmanager
async def parts(settings: Settings, clock: Callable[[], datetime] = utcnow) -> AsyncIterator[Parts]:
    """Open the database, migrating SQLite.

    Raises SchemaBehind on an old PostgreSQL, BadInput where nothing can be opened.
    """
    try:
        db = await databases.prepare(settings.database_url.get_secret_value())
    except SchemaBehind:
        raise
    except StoreError as error:
        raise BadInput(f"DATABASE_URL cannot be used now. {error}") from error
    try:
        yield Parts(settings, db, Renderer(settings.templates), clock)
    finally:
        await db.close()


def sender(made: Parts, *, write: Callable[[str], None] | None = None) -> Sender:
    """Sends to Slack where there is a token, and to this terminal."""
    workspaces = made.workspaces()
    slack = None if workspaces is None else SlackTransports(workspaces)
    terminal = TerminalTransport(write or _print)
    return Sender(made.db, made.renderer, made.clock, slack=slack, terminal=terminal)


def _print(text: str) -> None:
    sys.stdout.write(text.rstrip("\n") + "\n\n")
    sys.stdout.flush()


@contextlib.asynccontextmanager
async def poller(made: Parts) -> AsyncIterator[Poller]:
    settings = made.settings
    least = settings.min_seconds
    async with (
        Fetcher(contact=settings.contact, min_seconds=least) as fetcher,
        Fetcher(contact=settings.contact, min_seconds=min(CASE_SECONDS, least)) as gentle,
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
        )


async def work(made: Parts, stop: asyncio.Event, outbox: Sender) -> None:
    """Read sources and send until told to stop."""
    name = uuid.uuid4().hex
    has_token = made.settings.courtlistener_token is not None
    reminders = Reminders(made.db, made.renderer)
    await reminders.begin(made.clock())
    async with (
        poller(made) as reading,
        errand_duties(made.settings, made.db, made.clock) as errands,
    ):
        duties: list[Duty] = [
            outbox.duty,
            *errands,
            Notices(made.db, made.renderer, asks=has_token).duty,
            Mornings(made.db, made.renderer).duty,
            _every(REMIND_EVERY, reminders.duty),
            _every(READ_TEXTS_EVERY, reminders.catch_up),
            _every(HEARTBEAT, lambda now: upkeep.alive(made.db, name, "worker", now)),
            *_looks(made),
            _every(PURGE_EVERY, lambda now: _purge(made.db, now)),
        ]
        log.info("worker", state="started", process=name)
        least = made.settings.min_seconds
        await Schedule(made.db, reading, made.clock, duties, min_seconds=least).run(stop)
    await outbox.finish(FINISH_SECONDS)
    await upkeep.gone(made.db, name)
    log.info("worker", state="stopped", process=name)


def _looks(made: Parts) -> list[Duty]:
    """What is looked at in Slack now and then, where there is one."""
    workspaces = made.workspaces()
    if workspaces is None:
        return []
    closures = Closures(made.db, made.renderer, workspaces)
    return [_every(LOOK_EVERY, closures.duty)]


def _every(interval: timedelta, duty: Duty) -> Duty:
    last: list[datetime] = []

    async def rarely(now: datetime) -> None:
        if not last or now - last[0] >= interval:
            last[:] = [now]
            await duty(now)

    return rarely


async def _purge(db: Database, now: datetime) -> None:
    await heard.forget(db, now)
    if gone := await upkeep.purge(db, now):
        log.info("purge", entries=gone)


async def serve(
    made: Parts,
    stop: asyncio.Event,
    outbox: Sender | None,
    *,
    host: str = web.ALL_ADDRESSES,
    listening: Callable[[int], None] | None = None,
) -> None:
    """Take what comes in until told to stop: Slack's requests, and the health page.

    ``outbox`` is this process's own sender, woken when an answer waits; without
    one a worker sends. ``host`` is the address that ``PORT`` is opened on, ``listening``
    is told the port.
    """
    async with asking(made.settings, made.db, made.clock) as others:
        await _serve(made, stop, outbox, host, others, listening)


async def _serve(
    made: Parts,
    stop: asyncio.Event,
    outbox: Sender | None,
    host: str,
    others: Asking,
    listening: Callable[[int], None] | None,
) -> None:
    settings = made.settings
    slack: AsyncApp | None = None
    socket: AsyncSocketModeHandler | None = None
    workspaces = made.workspaces()
    if workspaces is not None:
        desk = Desk(made.db, made.renderer, made.clock, SlackChannels(workspaces), others)
        client = AsyncWebClient(base_url=settings.slack_base_url)
        desk.public_url = settings.public_url
        slack = slack_app.build(settings, client, desk, made.renderer, _kick(outbox), workspaces)
        if settings.slack_app_token is not None:
            socket = AsyncSocketModeHandler(slack, settings.slack_app_token.get_secret_value())
    else:
        log.warning("slack", state="no token: Slack's messages wait until there is one")
    connected = None if socket is None else socket.client.is_connected
    site = web.site(settings, made.db, made.clock, slack, connected, workspaces)
    async with _open_socket(socket), web.serving(site, settings.port, host) as port:
        if listening is not None:
            listening(port)
        if socket is None:
            await stop.wait()
            return
        connecting = asyncio.create_task(web.connect(socket, stop))
        try:
            await stop.wait()
        finally:
            # A Slack that hangs must not keep this process from ending.
            connecting.cancel()
            await asyncio.wait([connecting])


@contextlib.asynccontextmanager
async def _open_socket(socket: AsyncSocketModeHandler | None) -> AsyncIterator[None]:
    """The handler has a session from the start; it is closed whatever happens after."""
    try:
        yield
    finally:
        if socket is not None:
            await socket.close_async()  # type: ignore[no-untyped-call]


def _kick(outbox: Sender | None) -> Kick:
    async def kick() -> None:
        if outbox is not None:
            await outbox.duty(utcnow())

    return kick


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
