"""The way out: every request of a Fetcher goes through here, redirects included."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from filings.errors import Refused
from watchers.addresses import check_allowed
from watchers.reach import Reach, check_peer

Trace = Callable[[str, Mapping[str, Any]], Awaitable[None]]
_CONNECTED = "connection.connect_tcp.complete"
"""What httpcore calls the moment between a connection and its first byte
(https://www.encode.io/httpcore/extensions/)."""


_SOURCE = "crier_source"


def asked_by(source: str) -> dict[str, str]:
    """For a request's ``extensions``: on whose behalf it is made, which errors will name."""
    return {_SOURCE: source}


class Guarded(httpx.AsyncBaseTransport):
    """Refuses a request to a host that is not within ``reach``, and a connection to an address
    that is not public, before a byte is sent there. Raises Refused."""

    def __init__(self, reach: Reach, inner: httpx.AsyncBaseTransport) -> None:
        self._reach = reach
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        source = str(request.extensions.get(_SOURCE) or request.url.host or "The address")
        check_allowed(source, url)
        self._reach.check(source, url)
        request.extensions = {**request.extensions, "trace": _peers_checked(source, url)}
        return await self._inner.handle_async_request(request)

    async def __aenter__(self) -> Self:
        await self._inner.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        await self._inner.__aexit__(kind, error, trace)

    async def aclose(self) -> None:
        await self._inner.aclose()


def _peers_checked(source: str, url: str) -> Trace:
    async def trace(event: str, info: Mapping[str, Any]) -> None:
        if event != _CONNECTED:
            return
        stream = info["return_value"]
        found = stream.get_extra_info("server_addr")
        try:
            check_peer(source, url, str(found[0]) if found else None)
        except Refused:
            # Nobody else knows of it yet.
            await stream.aclose()
            raise

    return trace
