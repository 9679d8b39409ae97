"""How fast one person, and one workspace, may ask: every press looks something up, and some
scan all that is recorded, so that whoever keeps a button down would make all others wait.

What Slack tells of channels and of workspaces is nobody's request and always taken.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncBoltRequest, AsyncRespond
from slack_bolt.response import BoltResponse

from bot.reading.incoming import team_of

log = structlog.get_logger("crier.slack")

WITHIN = 60.0
OF_A_PERSON = 300
OF_A_WORKSPACE = 3_000
"""Far more than hands can do; bot/questions/shares.py bounds what others are asked."""
MOST_KEPT = 20_000
TOO_FAST = f"You have asked me {OF_A_PERSON} times within a minute. Ask again in a minute."
TOO_MANY = "Too much is asked of me from this workspace just now. Ask again in a minute."
_ASKED = ("app_mention", "message", "app_home_opened", "link_shared")

Next = Callable[[], Awaitable[BoltResponse]]


class Pace:
    """Counts what is asked. ``monotonic`` gives seconds, of this machine, whatever the desk's
    clock says: what is bounded is this machine's work."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._clock = monotonic
        self._asked: dict[tuple[str, str], deque[float]] = {}
        self._told: dict[tuple[str, str], float] = {}

    async def __call__(self, req: AsyncBoltRequest, next_: Next) -> BoltResponse:
        """Bolt's middleware."""
        who = asker_of(req.body)
        refused = "" if who is None else self.refusal(*who)
        if who is None or not refused:
            return await next_()
        return await self._answer(req, who, refused)

    def refusal(self, team_id: str, user_id: str) -> str:
        """Why this one has to wait; "" where it was counted and is let through."""
        now = self._clock()
        person, team = self._of((team_id, user_id), now), self._of((team_id, ""), now)
        if len(person) >= OF_A_PERSON:
            return TOO_FAST
        if len(team) >= OF_A_WORKSPACE:
            return TOO_MANY
        person.append(now)
        team.append(now)
        return ""

    def _of(self, who: tuple[str, str], now: float) -> deque[float]:
        kept = self._asked.pop(who, None) or deque()
        while kept and kept[0] <= now - WITHIN:
            kept.popleft()
        # Whoever asked longest ago is the first to be forgotten.
        self._asked[who] = kept
        while len(self._asked) > MOST_KEPT:
            del self._asked[next(iter(self._asked))]
        return kept

    async def _answer(
        self, req: AsyncBoltRequest, who: tuple[str, str], refused: str
    ) -> BoltResponse:
        log.warning("too fast", team=who[0], user=who[1])
        if req.body.get("command"):
            return BoltResponse(status=200, body=refused)
        if field := _first_field(req.body):
            errors = {"response_action": "errors", "errors": {field: refused}}
            return BoltResponse(status=200, body=errors)
        respond: AsyncRespond | None = req.context.respond
        if req.context.get("response_url") and respond is not None and self._is_first(who):
            try:
                await respond(text=refused, replace_original=False)
            except (aiohttp.ClientError, TimeoutError) as error:
                log.error("too fast", error=f"not told: {type(error).__name__}")
        return BoltResponse(status=200, body="")

    def _is_first(self, who: tuple[str, str]) -> bool:
        """Whether nobody told them within the last minute: an answer to each press would be
        as much work as the press."""
        now = self._clock()
        told = {each: at for each, at in self._told.items() if at > now - WITHIN}
        first = who not in told
        self._told = {who: now, **told} if first else told
        return first


def asker_of(body: dict[str, Any]) -> tuple[str, str] | None:
    """Workspace and person of a request that somebody made; None for what merely happened."""
    event = body.get("event")
    if body.get("type") == "block_suggestion":  # a letter typed into a menu
        return None
    if isinstance(event, dict):
        user = event.get("user") if event.get("type") in _ASKED else None
    else:
        told = body.get("user")
        user = told.get("id") if isinstance(told, dict) else body.get("user_id")
    return (team_of(body), str(user)[:40]) if user else None


def _first_field(body: dict[str, Any]) -> str:
    """The field of a form under which a sentence can stand, "" where there is none."""
    view = body.get("view")
    if body.get("type") != "view_submission" or not isinstance(view, dict):
        return ""
    fields = (b for b in view.get("blocks") or () if isinstance(b, dict))
    return next((str(b.get("block_id") or "") for b in fields if b.get("type") == "input"), "")
