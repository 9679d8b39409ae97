"""One thing a person did, and what the app made of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sandbox.slack.core import Core
from sandbox.slack.delivery import Delivery
from sandbox.slack.happenings import Happening
from sandbox.slack.model import Message
from sandbox.slack.wire import Json

T = TypeVar("T")
PATIENCE = 10.0


async def until(core: Core, look: Callable[[], T | None], within: float = PATIENCE) -> T:
    """What ``look`` finds, asked now and after every happening.

    Raises TimeoutError after ``within`` seconds.
    """
    stirred = asyncio.Event()

    def stir(_: Happening) -> None:
        stirred.set()

    stop = core.happenings.call(stir)
    try:
        async with asyncio.timeout(within):
            while True:
                found = look()
                if found is not None:
                    return found
                await stirred.wait()
                stirred.clear()
    finally:
        stop()


@dataclass(slots=True, eq=False)
class Interaction:
    """A command, a press, a submission or an event that a person caused.

    id            what ``Message.via`` names in the messages that it brought
    channel       id of where it happened, "" in a modal or at home
    since         the ts of the moment; what came later may belong to it
    shown_errors  errors that a modal showed after its submission, by block_id
    """

    id: str
    user: str
    channel: str
    since: str
    delivery: Delivery
    core: Core
    response_url: str = ""
    trigger_id: str = ""
    shown_errors: Json | None = None

    @property
    def payload(self) -> Json:
        return self.delivery.payload

    @property
    def acked(self) -> bool:
        return self.delivery.acked

    @property
    def ack(self) -> Json | None:
        """What the ack said, None when it was empty."""
        return self.delivery.answer

    @property
    def error(self) -> str:
        """What Slack would show the person: ``operation_timeout``, ``dispatch_failed``."""
        return self.delivery.error

    @property
    def messages(self) -> list[Message]:
        """As they stand now: what came by ack, response_url or to this person alone."""
        core = self.core
        found = {
            ts: message
            for channel, ts in core.via.get(self.id, {})
            if (message := core.workspace.find(channel, ts)) is not None
        }
        if self.channel:
            for message in core.workspace.channels[self.channel].ephemerals:
                if message.ephemeral_to == self.user and message.ts > self.since:
                    found[message.ts] = message
        return [found[ts] for ts in sorted(found)]

    async def reply(
        self,
        matches: Callable[[Message], bool] = lambda _: True,
        within: float = PATIENCE,
    ) -> Message:
        """The first such message that the person got in answer. Raises TimeoutError."""

        def look() -> Message | None:
            return next(filter(matches, self.messages), None)

        return await until(self.core, look, within)

    async def modal(self, within: float = PATIENCE) -> Json:
        """The modal on top for this person, once there is one."""
        return await until(self.core, lambda: self.core.views.top(self.user), within)
