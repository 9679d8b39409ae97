"""A command or a press that comes again is done once.

Slack sends the same payload again, in another envelope or with another signature, when it does
not know whether the first came through. Each that a person made has a ``trigger_id`` of its own:
https://docs.slack.dev/interactivity/handling-user-interaction
"""

from __future__ import annotations

from typing import Any

import structlog
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.surfaces.pace import Next

log = structlog.get_logger("crier.slack")

MOST_KEPT = 20_000


class Once:
    """What this process was asked; another does not know of it."""

    def __init__(self) -> None:
        self._seen: dict[str, None] = {}

    async def __call__(self, req: AsyncBoltRequest, next_: Next) -> BoltResponse:
        """Bolt's middleware: what is here again is acknowledged and no more."""
        if self.first(req.body):
            return await next_()
        log.info("asked again", team=req.context.team_id)
        return BoltResponse(status=200, body="")

    def first(self, body: dict[str, Any]) -> bool:
        """Whether a request is here for the first time; it is not from now on."""
        trigger = body.get("trigger_id")
        # What a form is answered decides what it shows, so it is answered each time.
        if not isinstance(trigger, str) or not trigger or body.get("type") == "view_submission":
            return True
        if trigger in self._seen:
            return False
        self._seen[trigger] = None
        while len(self._seen) > MOST_KEPT:
            del self._seen[next(iter(self._seen))]
        return True
