"""What happens in the sandbox, as values, and the stream that tells of it.

A page, the terminal demo and the tests subscribe to the same stream.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self, TypeAlias

from sandbox.slack.model import Message
from sandbox.slack.wire import Json


@dataclass(frozen=True, slots=True)
class MessagePosted:
    """Also an ephemeral one: then ``message.ephemeral_to`` names who sees it."""

    message: Message


@dataclass(frozen=True, slots=True)
class MessageEdited:
    message: Message
    before: Message


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    message: Message


@dataclass(frozen=True, slots=True)
class MembershipChanged:
    channel: str
    user: str
    joined: bool


@dataclass(frozen=True, slots=True)
class ChannelChanged:
    """Created, archived or renamed."""

    channel: str


@dataclass(frozen=True, slots=True)
class ViewShown:
    """A modal opened, pushed or changed, or a Home tab published for ``user``."""

    user: str
    view: Json


@dataclass(frozen=True, slots=True)
class ViewClosed:
    user: str
    view_id: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that Slack turned down.

    method     ``chat.postMessage``, or ``response_url``, ``ack`` for those
    error      Slack's word for it
    reasons    what it lists besides, each with a JSON pointer
    arguments  what was sent, without the token
    """

    method: str
    error: str
    reasons: tuple[str, ...] = ()
    arguments: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delivered:
    """The app was told something: ``kind`` as Socket Mode names it, and its outcome."""

    kind: str
    acked: bool
    error: str = ""


Happening: TypeAlias = (
    MessagePosted
    | MessageEdited
    | MessageDeleted
    | MembershipChanged
    | ChannelChanged
    | ViewShown
    | ViewClosed
    | Refusal
    | Delivered
)


EVERYWHERE: list[Callable[[Happening], None]] = []
"""Told of every sandbox in this process, for tests that look over all of them."""


class Happenings:
    """Hands every happening to callbacks at once and to iterators in order."""

    def __init__(self) -> None:
        self._callbacks: list[Callable[[Happening], None]] = []
        self._queues: set[asyncio.Queue[Happening | None]] = set()
        self._closed = False

    def tell(self, happening: Happening) -> None:
        for callback in (*EVERYWHERE, *self._callbacks):
            callback(happening)
        for queue in tuple(self._queues):
            queue.put_nowait(happening)

    def call(self, callback: Callable[[Happening], None]) -> Callable[[], None]:
        """Have ``callback`` called from now on; gives what ends that."""
        self._callbacks.append(callback)

        def stop() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return stop

    def stream(self) -> Stream:
        """From this call on, not from the first step of the loop; ends with the sandbox."""
        stream = Stream(self._queues)
        if self._closed:
            stream.end()
        return stream

    def close(self) -> None:
        self._closed = True
        for queue in tuple(self._queues):
            queue.put_nowait(None)


class Stream:
    """An async iterator over happenings; ``end`` it, or leave its ``with`` block."""

    def __init__(self, queues: set[asyncio.Queue[Happening | None]]) -> None:
        self._queue: asyncio.Queue[Happening | None] = asyncio.Queue()
        self._queues = queues
        queues.add(self._queue)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Happening:
        item = await self._queue.get()
        if item is None:
            self.end()
            raise StopAsyncIteration
        return item

    def end(self) -> None:
        self._queues.discard(self._queue)
        self._queue.put_nowait(None)
