"""What listens on ``PORT``: Slack's signed requests, webhooks, and the health page."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

import aiohttp
import structlog
import uvicorn
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.access.workspaces import Installed, OneWorkspace, workspaces_of
from bot.serving import calendarfeed, installpages, webhooks
from filings.db import Database
from filings.errors import BadInput, CrierError
from filings.settings import Settings
from filings.store import outbox, upkeep

log = structlog.get_logger("crier.web")

RECONNECT_SECONDS = 10.0
ANSWER_SECONDS = 5.0
ALL_ADDRESSES = "0.0.0.0"  # noqa: S104
_PORT_TROUBLE = {
    errno.EADDRINUSE: "another program uses it",
    errno.EACCES: "this user may not open it",
}


def site(
    settings: Settings,
    db: Database,
    clock: Callable[[], datetime],
    slack: AsyncApp | None,
    connected: Callable[[], Awaitable[bool]] | None = None,
    workspaces: OneWorkspace | Installed | None = None,
) -> Starlette:
    """``/slack/events`` takes commands, buttons and events alike; ``/healthz`` tells how we are.

    ``connected`` says whether Socket Mode is, where it is used. Where workspaces may install
    Crier by themselves, they do so at ``/slack/install``.
    """
    workspaces = workspaces or workspaces_of(settings, db, clock)

    async def health(_request: Request) -> Response:
        problems = await _problems(settings, db, clock(), workspaces)
        if connected is not None and not await connected():
            problems.append("Socket Mode is not connected: no command is heard.")
        status = 503 if problems else 200
        return JSONResponse({"ok": not problems, "problems": problems}, status_code=status)

    routes = [Route("/healthz", health, methods=["GET"]), *webhooks.routes(settings, db, clock)]
    if settings.public_url:
        routes += calendarfeed.routes(db, clock)
    if slack is not None and settings.slack_signing_secret is not None:
        handler = AsyncSlackRequestHandler(slack)

        async def events(request: Request) -> Response:
            if not _could_be_signed(request):
                return Response(status_code=401)
            return await handler.handle(request)

        routes.append(Route("/slack/events", events, methods=["POST"]))
    if isinstance(workspaces, Installed):
        routes += installpages.routes(settings, db, clock, workspaces)
    made = Starlette(routes=routes)
    # A redirect would say which paths there are.
    made.router.redirect_slashes = False
    return made


def _could_be_signed(request: Request) -> bool:
    """Whether the signature's headers have their form; slack_sdk fails on any other."""
    at = request.headers.get("X-Slack-Request-Timestamp", "")
    signature = request.headers.get("X-Slack-Signature", "")
    return bool(re.fullmatch(r"[0-9]{1,12}", at) and re.fullmatch(r"v0=[0-9a-f]{64}", signature))


async def _problems(
    settings: Settings,
    db: Database,
    now: datetime,
    workspaces: OneWorkspace | Installed | None,
) -> list[str]:
    """What keeps filings from reaching people, each in one sentence."""
    problems: list[str] = []
    try:
        if not await upkeep.worker_lives(db, now):
            problems.append("No worker is running: nothing is read or sent. Start: crier worker")
        if isinstance(workspaces, Installed):
            problems += filter(None, [await workspaces.key_problem()])
        waiting = await outbox.backlog(db, now)
        if waiting.oldest_at is not None and waiting.is_late(now):
            problems.append(f"Messages wait since {waiting.oldest_at:%Y-%m-%d %H:%M} UTC.")
    except CrierError as error:
        problems.append(str(error))
    missing = credentials_missing(settings)
    if missing:
        problems.append(missing)
    elif workspaces is not None and workspaces.one is not None:
        # Another workspace that took its token back is that workspace's affair, and doctor's.
        problems += [problem for problem in [await token_problem(workspaces.one)] if problem]
    return problems


def credentials_missing(settings: Settings) -> str:
    """Which settings Slack cannot be spoken to without, "" when none is missing."""
    if settings.slack_bot_token is None and not settings.slack_client_id:
        return "There is no SLACK_BOT_TOKEN: Slack's messages wait."
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        return "There is neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET."
    return ""


async def token_problem(workspace: OneWorkspace) -> str:
    """Why Slack does not take SLACK_BOT_TOKEN now, "" when it does."""
    return await refusal_of(workspace.only, "SLACK_BOT_TOKEN")


async def refusal_of(client: AsyncWebClient, token: str) -> str:
    """Why Slack does not take a client's token now, "" when it does. ``token`` names it."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await client.auth_test()
    except SlackApiError as error:
        return f"Slack does not accept {token} ({error.response.get('error')})."
    except (aiohttp.ClientError, TimeoutError):
        return "Slack cannot be reached."
    return ""


@contextlib.asynccontextmanager
async def serving(app: Starlette, port: int, host: str = ALL_ADDRESSES) -> AsyncIterator[int]:
    """Serve on one address or all; gives the port. Ends with the context, not by signal."""
    sock = _bound(port, host)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # paths hold the webhook's secret
        proxy_headers=False,  # bot/serving/webhooks.py says whom it believes
        timeout_graceful_shutdown=int(ANSWER_SECONDS),
    )
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    task = asyncio.create_task(server.serve(sockets=[sock]))
    bound = sock.getsockname()[1]
    log.info("listening", port=bound)
    try:
        yield bound
    finally:
        server.should_exit = True
        await task


def _bound(port: int, host: str) -> socket.socket:
    """A listening socket; raises BadInput when somebody else has the port."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        # Whoever comes before the server is up waits, and a second process is refused.
        sock.listen()
    except OSError as error:
        sock.close()
        why = _PORT_TROUBLE.get(error.errno or 0, str(error.strerror))
        raise BadInput(f"Port {port} cannot be opened: {why}. Set PORT to another one.") from error
    return sock


async def connect(handler: AsyncSocketModeHandler, stop: asyncio.Event) -> None:
    """Open Socket Mode, trying again while Slack cannot be reached."""
    while not stop.is_set():
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
        except SlackApiError as error:
            log.error("socket mode", error=str(error.response.get("error")))
        except (aiohttp.ClientError, TimeoutError) as error:
            log.error("socket mode", error=type(error).__name__)
        else:
            log.info("socket mode", state="connected")
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), RECONNECT_SECONDS)
