"""What CourtListener sends: kept at once, worked on later (watchers/inbox.py).

It has no signature. Whoever knows the secret at the end of the address may
write here, so the address is a password, and is never logged. CourtListener
waits about a second for its answer and repeats what was not taken.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from collections.abc import Callable
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.serving import bodies
from filings.db import Database
from filings.errors import CrierError
from filings.settings import Settings
from filings.store import inbox

log = structlog.get_logger("crier.webhooks")

BODY_BYTES = 2_000_000
"""An entry with 300 attachments takes about 300,000; an event has a few entries."""
KEEP_SECONDS = 0.8
AT_ONCE = 16
"""Events on their way into the database; more are told to come again."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def routes(settings: Settings, db: Database, clock: Callable[[], datetime]) -> list[Route]:
    """The route of the webhook; none where no secret is set."""
    secret = settings.courtlistener_webhook_secret
    if secret is None:
        return []
    wanted = f"courtlistener/{secret.get_secret_value()}".encode()
    allowed = _networks(settings.courtlistener_webhook_from)
    keeper = _Keeper(db, clock)

    async def take(request: Request) -> Response:
        given = str(request.path_params["rest"]).encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(given, wanted) or request.method != "POST":
            return _nothing_here()
        if allowed and not _from_one_of(request, allowed):
            return _nothing_here()
        body = await bodies.read(request, BODY_BYTES)
        if isinstance(body, Response):
            log.warning("webhook", result="not read", status=body.status_code)
            return body
        return await keeper.keep(request.headers.get("idempotency-key"), body)

    # Every method and every path below, so that nothing tells a guesser how near he is.
    return [Route("/webhooks/{rest:path}", take, methods=METHODS)]


def _nothing_here() -> Response:
    """As Starlette answers any path that it does not know."""
    return PlainTextResponse("Not Found", status_code=404)


class _Keeper:
    """Writes events down beside the requests that bring them.

    A write that takes too long goes on while its request is told to come again:
    the repeat is then found to be there.
    """

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock
        self._writing: set[asyncio.Task[bool]] = set()

    async def keep(self, key: str | None, body: bytes) -> Response:
        if len(self._writing) >= AT_ONCE:
            log.error("webhook", result="not kept", error="too many at once")
            return _busy()
        task = asyncio.create_task(self._write(key, body))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        await asyncio.wait({task}, timeout=KEEP_SECONDS)
        if task.done() and not task.cancelled() and task.result():
            return PlainTextResponse("Kept.")
        return _busy()

    async def _write(self, key: str | None, body: bytes) -> bool:
        try:
            kept = await inbox.keep(self._db, key, body, self._clock())
        except CrierError as error:
            log.error("webhook", result="not kept", error=str(error))
            return False
        level = log.warning if kept is inbox.Kept.OTHER_BODY else log.info
        level("webhook", result=str(kept), bytes=len(body))
        return True


def _busy() -> Response:
    return PlainTextResponse("It could not be kept in time. Send it again.", status_code=503)


def _networks(setting: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(each) for each in setting.replace(",", " ").split())


def _from_one_of(request: Request, allowed: tuple[Network, ...]) -> bool:
    """Whether the sender is among those expected.

    The peer counts. Where that is a proxy of our own (a loopback or private
    address), the last address in ``X-Forwarded-For`` counts: the one that the
    proxy itself saw. What stands before it the sender can write as he likes.
    """
    peer = _address(request.client.host if request.client else "")
    if peer is not None and peer.is_private:
        named = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
        peer = _address(named) if named else peer
    known = peer is not None and any(peer in network for network in allowed)
    if not known:
        log.warning("webhook", result="refused", peer=str(peer or "?"))
    return known


def _address(text: str) -> Address | None:
    """An address as proxies write it: with or without a port, IPv4 within IPv6."""
    host = text
    if text.startswith("["):
        host = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        host = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
