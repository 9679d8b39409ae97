"""What ``crier web`` does: take Slack's requests and all else that comes in."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.access.channels import SlackChannels
from bot.delivery.sender import Sender
from bot.desk.commands import Desk
from bot.questions.asking import Asking
from bot.questions.outside import asking
from bot.serving import web
from bot.serving.health import Pulse
from bot.serving.parts import Parts
from bot.surfaces import app as slack_app
from bot.surfaces.room import Kick
from watchers.schedule import utcnow

log = structlog.get_logger("crier.process")

GOODBYE_SECONDS = 2.0
"""For what is only polite when a process ends."""


async def serve(
    made: Parts,
    stop: asyncio.Event,
    outbox: Sender | None,
    *,
    host: str = web.ALL_ADDRESSES,
    listening: Callable[[int], None] | None = None,
    pulse: Pulse | None = None,
) -> None:
    """Take what comes in until told to stop: Slack's requests, and the health page.

    ``outbox`` is this process's own sender, woken when an answer waits; without
    one a worker sends. ``host`` is the address that ``PORT`` is opened on, ``listening``
    is told the port, ``pulse`` is that of a worker in this process.
    """
    async with asking(made.settings, made.db, made.clock) as others:
        await _serve(made, stop, outbox, host, others, listening, pulse)


async def _serve(
    made: Parts,
    stop: asyncio.Event,
    outbox: Sender | None,
    host: str,
    others: Asking,
    listening: Callable[[int], None] | None,
    pulse: Pulse | None,
) -> None:
    settings = made.settings
    slack: AsyncApp | None = None
    socket: AsyncSocketModeHandler | None = None
    workspaces = made.workspaces()
    if workspaces is not None:
        desk = Desk(made.db, made.renderer, made.clock, SlackChannels(workspaces), others)
        client = AsyncWebClient(base_url=settings.slack_base_url, session=made.session)
        desk.public_url = settings.public_url
        slack = slack_app.build(settings, client, desk, made.renderer, _kick(outbox), workspaces)
        if settings.slack_app_token is not None:
            socket = AsyncSocketModeHandler(slack, settings.slack_app_token.get_secret_value())
    else:
        log.warning("slack", state="no token", means="Slack's messages wait until there is one")
    connected = None if socket is None else socket.client.is_connected
    site = web.site(settings, made.db, made.clock, slack, connected, workspaces, pulse, stop.is_set)
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
            # It waits for Slack's goodbye, for longer than we have.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GOODBYE_SECONDS):
                    await socket.close_async()  # type: ignore[no-untyped-call]


def _kick(outbox: Sender | None) -> Kick:
    async def kick() -> None:
        if outbox is not None:
            await outbox.duty(utcnow())

    return kick
