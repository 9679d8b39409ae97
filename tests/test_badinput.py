"""Whatever is typed, pressed or sent in: an answer that helps, and nothing of anybody else."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from structlog.testing import capture_logs

from bot import typed, typedterms
from bot.enquiries import Pending
from bot.following import Asked
from bot.forms import channel, follow, several
from bot.render import Renderer
from bot.replies import UNFORESEEN, told
from filings import references
from filings.errors import BadInput
from filings.store import follows, upkeep
from sandbox.slack import limits, payloads
from sandbox.slack.wire import Json
from tests.newsroom import Newsroom, newsroom
from tests.slackroom import GAZETTE, SlackRoom, bolt_app, read_courts

NUMBER = "1:25-cv-00457"
CASE = f"{NUMBER} dcd"


class Slackless:
    """Payloads straight into the Bolt app, as they come off a socket."""

    def __init__(self, room: SlackRoom, app: AsyncApp) -> None:
        self.room = room
        self.app = app

    async def send(self, payload: Json, **headers: str) -> Any:
        request = AsyncBoltRequest(
            body=payload, mode="socket_mode", headers={k: [v] for k, v in headers.items()}
        )
        answer = await self.app.async_dispatch(request)
        await self.settled()
        return answer

    async def settled(self) -> None:
        """Wait for what goes on after an acknowledgement."""
        while left := [
            task for task in asyncio.all_tasks() if "Afterwards" in task.get_coro().__qualname__
        ]:
            await asyncio.wait(left)
            await asyncio.sleep(0)

    def of(self, kind: str, **more: Any) -> Json:
        core = self.room.slack.core
        user = self.room.slack.user("reporter").user
        trigger = core.triggers.issue(user.id, "X1", core.clock())
        return payloads.interaction(core, kind, user, trigger, **more)

    def answer_url(self, channel_id: str) -> str:
        core = self.room.slack.core
        user = self.room.slack.user("reporter").id
        url = core.responses.issue(channel_id, user, core.ids.new("X"), core.clock())
        return f"{core.origin}/respond/{url.token}"
