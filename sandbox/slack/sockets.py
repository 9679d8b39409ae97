"""Socket Mode: the sockets an app opens, what is sent down them, what is acked."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import secrets
import uuid
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from sandbox.slack.delivery import Delivery
from sandbox.slack.wire import Clock, Json

MOST_SOCKETS = 10
TICKET_SECONDS = 30.0
CONNECTION_SECONDS = 18060
PING_SECONDS = 30.0


@dataclass(slots=True, eq=False)
class Socket:
    """``told_to_go``: a disconnect was announced; others are preferred to it."""

    number: int
    request: web.Request
    ws: web.WebSocketResponse
    told_to_go: bool = False
    closed: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Ack:
    """An ack as it came in; ``known`` is False for an envelope nobody waits for."""

    envelope_id: str
    payload: Json | None
    socket: int
    known: bool


class Sockets:
    def __init__(self, app_id: str, clock: Clock) -> None:
        self.acks: list[Ack] = []
        self.opened = 0
        self._app_id = app_id
        self._clock = clock
        self._tickets: dict[str, float] = {}
        self._sockets: list[Socket] = []
        self._turn = itertools.count()
        self._numbers = itertools.count(1)
        self._waiting: dict[str, tuple[Delivery, asyncio.Event]] = {}
        self._changed = asyncio.Condition()

    @property
    def connected(self) -> int:
        return len(self._sockets)

    def link(self, origin: str) -> str:
        """A single-use address for one socket, good for 30 seconds."""
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = self._clock()
        return f"{origin.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={self._app_id}"

    async def wait_connected(self, count: int = 1, within: float = 10.0) -> None:
        """Until so many sockets are open. Raises TimeoutError."""
        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(lambda: len(self._sockets) >= count)

    async def wait_opened(self, count: int, within: float = 10.0) -> None:
        """Until so many sockets have been opened in all. Raises TimeoutError."""
        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(lambda: self.opened >= count)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        issued = self._tickets.pop(request.query.get("ticket", ""), None)
        if issued is None or self._clock() - issued > TICKET_SECONDS:
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=403)
        ws = web.WebSocketResponse(heartbeat=PING_SECONDS)
        await ws.prepare(request)
        if len(self._sockets) >= MOST_SOCKETS:
            await ws.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await ws.close()
            return ws
        socket = Socket(next(self._numbers), request, ws)
        try:
            await ws.send_json(self._hello(len(self._sockets) + 1))
            await self._note(socket, opened=True)
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    self._take(socket, message.data)
        finally:
            await self._note(socket, opened=False)
        return ws

    def _hello(self, count: int) -> Json:
        return {
            "type": "hello",
            "num_connections": count,
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": CONNECTION_SECONDS,
            },
            "connection_info": {"app_id": self._app_id},
        }

    async def _note(self, socket: Socket, *, opened: bool) -> None:
        if opened:
            self._sockets.append(socket)
            self.opened += 1
        elif socket in self._sockets:
            self._sockets.remove(socket)
            socket.closed.set()
        async with self._changed:
            self._changed.notify_all()

    def _take(self, socket: Socket, words: str) -> None:
        try:
            said = json.loads(words)
        except json.JSONDecodeError:
            return
        if not isinstance(said, dict) or "envelope_id" not in said:
            return
        envelope_id, payload = said["envelope_id"], said.get("payload")
        if not isinstance(payload, dict):
            payload = None
        waiting = self._waiting.get(envelope_id)
        self.acks.append(Ack(envelope_id, payload, socket.number, waiting is not None))
        if waiting is not None:
            delivery, answered = waiting
            delivery.ack(payload)
            answered.set()

    async def attempt(self, delivery: Delivery, reason: str, within: float) -> str:
        """Send once and wait for the ack; ``""`` or why it failed.

        ``reason`` is why it is sent again, ``""`` the first time; ``within``
        is in seconds. Without a socket it fails at once.
        """
        socket = self._pick()
        if socket is None:
            return "dispatch_failed"
        envelope_id = str(uuid.uuid4())
        answered = asyncio.Event()
        self._waiting[envelope_id] = (delivery, answered)
        waits = [asyncio.ensure_future(event.wait()) for event in (answered, socket.closed)]
        try:
            await socket.ws.send_json(_envelope(delivery, envelope_id, reason))
            await asyncio.wait(waits, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        except ConnectionError:
            return "socket_closed"
        finally:
            for wait in waits:
                wait.cancel()
            self._waiting.pop(envelope_id, None)
        if answered.is_set():
            return ""
        return "socket_closed" if socket.closed.is_set() else "operation_timeout"

    def _pick(self) -> Socket | None:
        staying = [socket for socket in self._sockets if not socket.told_to_go]
        usable = staying or self._sockets
        return usable[next(self._turn) % len(usable)] if usable else None

    async def disconnect(self, reason: str = "refresh_requested", grace: float = 2.0) -> None:
        """Tell every socket to go: ``warning``, ``refresh_requested`` or ``link_disabled``.

        A warning only announces it; after the others the socket is closed,
        once ``grace`` seconds have passed in which the app did not do so.
        """
        if reason not in ("warning", "refresh_requested", "link_disabled"):
            raise ValueError(reason)
        for socket in tuple(self._sockets):
            socket.told_to_go = True
            message = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
            with contextlib.suppress(ConnectionError):  # it left of its own accord
                await socket.ws.send_json(message)
            if reason == "warning":
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(socket.closed.wait(), grace)
            await socket.ws.close()

    async def close(self) -> None:
        for socket in tuple(self._sockets):
            await socket.ws.close()

    def cut(self) -> None:
        """Break every connection without a word, as a network does."""
        for socket in tuple(self._sockets):
            if socket.request.transport is not None:
                socket.request.transport.abort()


def _envelope(delivery: Delivery, envelope_id: str, reason: str) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": delivery.kind.value,
        "payload": delivery.payload,
        "accepts_response_payload": delivery.accepts_answer,
    }
    if delivery.kind == "events_api":
        envelope |= {"retry_attempt": delivery.attempts - 1, "retry_reason": reason}
    return envelope
