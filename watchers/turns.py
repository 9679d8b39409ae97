"""Whose turn it is to be asked: the politeness that holds within one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager


class Turns:
    """One request at a time and ``min_seconds`` between two starts, for each key."""

    def __init__(
        self,
        min_seconds: float,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._min_seconds = min_seconds
        self._monotonic = monotonic
        self._sleep = sleep
        self._locks: dict[str, asyncio.Lock] = {}
        self._started: dict[str, float] = {}

    @asynccontextmanager
    async def take(self, key: str) -> AsyncIterator[Callable[[], float]]:
        """Wait for a turn; yields a function giving the seconds since its start."""
        async with self._locks.setdefault(key, asyncio.Lock()):
            # A sleep may end early by the clock's grain, so look again.
            while (wait := self._wait(key)) > 0:
                await self._sleep(wait)
            start = self._started[key] = self._monotonic()
            yield lambda: self._monotonic() - start

    def _wait(self, key: str) -> float:
        started = self._started.get(key)
        return 0.0 if started is None else started + self._min_seconds - self._monotonic()
