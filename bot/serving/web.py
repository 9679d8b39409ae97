"""What listens on ``PORT``: Slack's signed requests, webhooks, and the health page."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

import aiohttp
import structlog
import uvicorn
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.access.workspaces import Installed, OneWorkspace, workspaces_of
from bot.serving import bodies, calendarfeed, installpages, metrics, patience, signed, webhooks
from bot.serving.health import ANSWER_SECONDS, Health, Pulse
from bot.serving.patience import HEAD_SECONDS, MOST_CONNECTIONS
from filings.db import Database
from filings.errors import BadInput
from filings.settings import Settings

log = structlog.get_logger("crier.web")

RECONNECT_SECONDS = 10.0
SLACK_BYTES = 2_000_000
"""Of a request in Slack's name. A message has 40,000 characters at most, a view 250,000."""
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
    pulse: Pulse | None = None,
    stopping: Callable[[], bool] | None = None,
) -> Starlette:
    """``/slack/events`` takes commands, buttons and events alike; ``/healthz`` tells how we are,
    ``/metrics`` how much there is to do.

    ``connected``, ``pulse`` and ``stopping`` are those of ``Health``. Where workspaces may
    install Crier by themselves, they do so at ``/slack/install``.
    """
    workspaces = workspaces or workspaces_of(settings, db, clock)

    health = Health(settings, db, clock, workspaces, connected, pulse, stopping or (lambda: False))
    routes = [
        *health.routes(),
        *metrics.routes(settings, db, clock),
        *webhooks.routes(settings, db, clock),
    ]
    if settings.public_url:
        routes += calendarfeed.routes(db, clock)
    if slack is not None and settings.slack_signing_secret is not None:
        routes.append(_slack(slack, settings.slack_signing_secret.get_secret_value()))
    if isinstance(workspaces, Installed):
        routes += installpages.routes(settings, db, clock, workspaces)
    made = Starlette(routes=routes)
    # A redirect would say which paths there are.
    made.router.redirect_slashes = False
    return made


def _slack(app: AsyncApp, secret: str) -> Route:
    """Slack's requests. What is not signed is neither taken apart nor told why."""
    signatures = signed.Signatures(secret)

    async def events(request: Request) -> Response:
        if not signatures.could_be(request.headers):
            return Response(status_code=401)
        body = await bodies.read(request, SLACK_BYTES)
        if isinstance(body, Response):
            log.warning("slack", result="not read", status=body.status_code)
            return body
        if not signatures.fits(request.headers, body):
            return Response(status_code=401)
        if not signatures.first(request.headers):
            # Slack's own repeat, whose answer was lost, or somebody's: done it is already.
            return Response()
        answer = await app.async_dispatch(to_async_bolt_request(request, body))
        if answer.status >= 500:
            signatures.again(request.headers)
        return to_starlette_response(answer)

    return Route("/slack/events", events, methods=["POST"])


@contextlib.asynccontextmanager
async def serving(
    app: Starlette, port: int, host: str = ALL_ADDRESSES, *, head_seconds: float = HEAD_SECONDS
) -> AsyncIterator[int]:
    """Serve on one address or all; gives the port. Ends with the context, not by signal."""
    sock = _bound(port, host)
    config = uvicorn.Config(
        app,
        http=patience.within(head_seconds),
        limit_concurrency=MOST_CONNECTIONS,
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
