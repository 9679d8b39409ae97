"""What everything that listens to Slack works with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.access.workspaces import OneWorkspace, Workspaces
from bot.desk.commands import Desk
from bot.surfaces.replies import Afterwards
from bot.words.render import Renderer
from filings.db import Database
from filings.settings import Settings

__all__ = ["Kick", "OneWorkspace", "Room", "Workspaces"]

Kick = Callable[[], Awaitable[None]]
"""Called when something may wait to be sent."""


@dataclass(frozen=True, slots=True)
class Room:
    """The pieces that a listener needs, each made once for a process.

    desk        answers what is typed and pressed
    afterwards  goes on with an answer once Slack has its acknowledgement
    changed     called with a workspace and a person once a form has done what they asked
    """

    settings: Settings
    db: Database
    renderer: Renderer
    clock: Callable[[], datetime]
    desk: Desk
    workspaces: Workspaces
    afterwards: Afterwards
    changed: list[Callable[[str, str], Awaitable[None]]] = field(default_factory=list)
