"""How long a connection may take to say what it wants.

uvicorn bounds how long a connection may be idle between two requests, but waits for ever for
the first one, and for the rest of a head that comes a byte at a time: whoever opens
connections and says little would take them from Slack.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
MOST_CONNECTIONS = 400
"""More are answered 503; a process may usually have 1,024 files open."""


def within(seconds: float) -> type[H11Protocol]:
    """The protocol for uvicorn, which makes one for each connection: closes one that brings no
    whole head within ``seconds``."""

    class Bounded(_Hurried):
        head_seconds = seconds

    return Bounded


class _Hurried(H11Protocol):
    head_seconds = HEAD_SECONDS
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._late = self.loop.call_later(self.head_seconds, self._check)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._unset()
        if not self.transport.is_closing():
            self._late = self.loop.call_later(self.head_seconds, self._check)

    def connection_lost(self, exc: Exception | None) -> None:
        self._unset()
        super().connection_lost(exc)

    def _unset(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _check(self) -> None:
        """A request that has come is left to its own bounds; its answer sets the clock anew."""
        self._late = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
