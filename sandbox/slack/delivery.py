"""One thing that the app is told, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.slack.wire import Json


class Kind(StrEnum):
    """As Socket Mode names its envelopes."""

    COMMAND = "slash_commands"
    INTERACTIVE = "interactive"
    EVENT = "events_api"


@dataclass(slots=True, eq=False)
class Delivery:
    """``on_ack`` is called with what the app said, once, when it answers in time.

    answer    the ack's payload, None while there is none or it was empty
    error     "" or why it failed: ``operation_timeout``, ``dispatch_failed``
    attempts  how often it was sent
    first     set when the first attempt was acked or failed
    """

    kind: Kind
    payload: Json
    accepts_answer: bool = False
    on_ack: Callable[[Json | None], None] | None = None
    acked: bool = False
    answer: Json | None = None
    error: str = ""
    attempts: int = 0
    first: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def ack(self, answer: Json | None) -> None:
        again, self.acked, self.error = self.acked, True, ""
        if not again:
            self.answer = answer
            if self.on_ack is not None:
                self.on_ack(answer)
        self.first.set()

    def fail(self, error: str) -> None:
        if not self.acked:
            self.error = error
        self.first.set()
