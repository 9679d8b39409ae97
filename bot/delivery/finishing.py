"""Sending until nothing is left to send, for a command that then ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.delivery.sender import Sender
from filings.db import Database
from filings.store import outbox

MOVES_WITHIN = timedelta(seconds=60)
"""Longer than a dead process can have held a channel, and than an outcome stays unknown."""
_BEAT = 0.2


async def send_all(
    db: Database,
    sender: Sender,
    clock: Callable[[], datetime],
    *,
    slack: bool,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> int:
    """Send, and wait for what another process holds, until nothing waits or for a minute nothing
    moves; how many messages still wait. Edits of messages are waited for alike."""
    since, before = clock(), (-1, -1)
    while True:
        await sender.send_ready()
        backlog = await outbox.backlog(db, clock(), slack=slack)
        left = (backlog.deliveries + backlog.posts, backlog.edits)
        if not any(left):
            return 0
        if left != before:
            since, before = clock(), left
        if not timedelta() <= clock() - since <= MOVES_WITHIN:
            return left[0]
        await sleep(_BEAT)
