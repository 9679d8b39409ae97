"""What has happened, numbered, for pages that follow it and come back after a break.

A position is ``BOOT-N``: ``BOOT`` is another one after every start, so that a page
of an earlier demo is told to begin anew. The wire format is that of server-sent
events (html.spec.whatwg.org, "Server-sent events").
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from sandbox.slack.happenings import Happening

KEPT = 2000


@dataclass(frozen=True, slots=True)
class SessionChanged:
    """A notice or a modal's errors; ``whole`` when it is another person now."""

    session: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class ReadChanged:
    """A person has read what is in a channel."""

    user: str


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The bot connected, or its last socket closed."""


@dataclass(frozen=True, slots=True)
class BackstageChanged:
    pass


@dataclass(frozen=True, slots=True)
class DayChanged:
    """It is another day: what was under "Today" is not any more."""


PageEvent: TypeAlias = (
    Happening | SessionChanged | ReadChanged | LinkChanged | BackstageChanged | DayChanged
)


class Log:
    """The last 2,000 events. ``put`` may be called from any callback of the loop."""

    def __init__(self, kept: int = KEPT) -> None:
        self._boot = secrets.token_hex(4)
        self._count = 0
        self._events: deque[PageEvent] = deque(maxlen=kept)
        self._followers: set[Follower] = set()
        self.closed = False

    @property
    def position(self) -> str:
        """Of what was put last."""
        return self.at(self._count)

    def at(self, number: int) -> str:
        return f"{self._boot}-{number}"

    def put(self, event: PageEvent) -> None:
        self._count += 1
        self._events.append(event)
        self._wake()

    def close(self) -> None:
        self.closed = True
        self._wake()

    @contextmanager
    def follow(self, position: str) -> Iterator[Follower]:
        """From behind this position on; from now on, with a gap, where it is not known."""
        follower = Follower(self, self._number(position))
        self._followers.add(follower)
        try:
            yield follower
        finally:
            self._followers.discard(follower)

    def since(self, number: int) -> tuple[list[PageEvent], int] | None:
        """The events behind ``number`` and the number of the last; None when some are lost."""
        missing = self._count - number
        if missing < 0 or missing > len(self._events):
            return None
        return list(self._events)[len(self._events) - missing :], self._count

    @property
    def count(self) -> int:
        return self._count

    def _number(self, position: str) -> int:
        boot, _, number = position.partition("-")
        if boot != self._boot or not number.isascii() or not number.isdigit():
            return -1
        return int(number)

    def _wake(self) -> None:
        for follower in self._followers:
            follower.stirred.set()


class Follower:
    def __init__(self, log: Log, number: int) -> None:
        self.stirred = asyncio.Event()
        self.stirred.set()
        self._log = log
        self._number = number

    @property
    def position(self) -> str:
        """Of the last event that ``batch`` gave."""
        return self._log.at(self._number)

    async def batch(self, within: float) -> Sequence[PageEvent] | None:
        """What came since the last batch, all at once; nothing after ``within`` seconds.

        None means that events were lost and the page has to be shown anew.
        """
        try:
            async with asyncio.timeout(within):
                await self.stirred.wait()
        except TimeoutError:
            return ()
        self.stirred.clear()
        found = None if self._number < 0 else self._log.since(self._number)
        if found is None:
            self._number = self._log.count
            return None
        events, self._number = found
        return events


def wire(data: Any, position: str) -> bytes:
    """One server-sent event; JSON has no line breaks of its own."""
    body = json.dumps(data, separators=(",", ":"), ensure_ascii=True)
    return f"id: {position}\ndata: {body}\n\n".encode()


HEARTBEAT = b": still here\n\n"
