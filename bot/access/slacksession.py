"""The connections to Slack's Web API: an answer has an end.

slack_sdk reads an answer whole, however long it is. It takes an aiohttp session, and this one
has answers of its own, which break off once they are too large, after decompression; what is
still packed is never kept whole, and aiohttp unpacks it piece by piece.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp

MOST = 20_000_000
"""Bytes, as of courts (watchers/answers.py). A page of 200 messages is the largest answer."""
SECONDS = 30.0
"""Of one call, as slack_sdk has it without a session; who waits shorter ends it itself."""


class _Bounded:
    """A body, read piece by piece up to ``MOST``; in all else it is what it stands for."""

    def __init__(self, stream: aiohttp.StreamReader) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    async def read(self, size: int = -1) -> bytes:
        """As a stream's. Raises ClientPayloadError, after which aiohttp closes the connection."""
        if size >= 0:
            return await self._stream.read(size)
        body = bytearray()
        async for piece in self._stream.iter_any():
            body += piece
            if len(body) > MOST:
                raise aiohttp.ClientPayloadError("Slack's answer is too large.")
        return bytes(body)


class _Answer(aiohttp.ClientResponse):
    async def start(self, connection: Any) -> aiohttp.ClientResponse:
        started = await super().start(connection)
        self.content: Any = _Bounded(self.content)
        return started


@contextlib.asynccontextmanager
async def slack_session() -> AsyncIterator[aiohttp.ClientSession]:
    """For all calls of a process. Each has a connection of its own, as without a session: on a
    kept one that Slack has closed meanwhile, nobody could say whether it took a message."""
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(force_close=True, limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=SECONDS),
        response_class=_Answer,
    ) as session:
        yield session
