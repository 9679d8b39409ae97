"""What everything that listens to Slack works with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.commands import Desk
from bot.render import Renderer
from bot.replies import Afterwards
from filings.db import Database
from filings.settings import Settings

Kick = Callable[[], Awaitable[None]]
"""Called when something may wait to be sent."""


class Workspaces(Protocol):
    """Clients of the workspaces that Crier is installed in."""

    async def client(self, team_id: str) -> AsyncWebClient | None:
        """With the token of that workspace, None where Crier has none."""


@dataclass(frozen=True, slots=True)
class OneWorkspace:
    """The workspace of SLACK_BOT_TOKEN: every request from Slack is its own."""

    only: AsyncWebClient

    async def client(self, team_id: str) -> AsyncWebClient | None:
        return self.only


@dataclass(frozen=True, slots=True)
class Room:
    """The pieces that a listener needs, each made once for a process.

    desk        answers what is typed and pressed
    afterwards  goes on with an answer once Slack has its acknowledgement
    """

    settings: Settings
    db: Database
    renderer: Renderer
    clock: Callable[[], datetime]
    desk: Desk
    workspaces: Workspaces
    afterwards: Afterwards
