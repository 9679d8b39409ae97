"""A post that was asked for and never answered is looked for before it is sent again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.delivery.transport import Transport, message_of, payload_of
from bot.words import blocks
from filings.db import Database
from filings.errors import SlackBusy, SlackRefused
from filings.store import outbox
from filings.store.core import WORKERS_APART
from filings.store.outbox import PostRow

log = structlog.get_logger("crier.send")

CLOCKS_APART = timedelta(minutes=10)
"""How far this machine's clock may be from Slack's, whose times a message gets; with the minute
before a request from which on to look."""
REPEAT = "May be a repeat: Slack did not say whether it took this message."
_MOST_TEXT = 4000
_MOST_BLOCKS = 50


def is_ripe(post: PostRow, now: datetime) -> bool:
    """Whether it may be looked for by now: Slack has had its time to show it."""
    return post.asked_at is None or post.asked_at + outbox.LOOK_AFTER <= now


async def clock_was_wrong(db: Database, post: PostRow, now: datetime) -> None:
    """Raises SlackBusy where a post was asked for in what is the future now: the look begins
    after the usual wait, and it is not known from when on to look."""
    if post.asked_at is not None and post.asked_at > now + WORKERS_APART:
        await outbox.time_unknown(db, post)
        log.warning("clock was set back", post=post.id, asked_at=post.asked_at.isoformat())
        wait = outbox.LOOK_AFTER.total_seconds()
        raise SlackBusy("", "The clock was set back.", retry_after=wait)


async def look(db: Database, post: PostRow, transport: Transport, now: datetime) -> PostRow | None:
    """What is to be sent again, None where Slack has the post after all.

    Raises SlackBusy and SlackUnknown where Slack could not be asked.
    """
    try:
        ts = await _find(post, transport, await _since(db, post))
    except SlackRefused as refused:
        # The channel cannot be read. A repeat, marked as one, is better than a
        # filing nobody heard of.
        log.warning("cannot look", channel=post.to.channel_id, error=str(refused))
        repeat = marked(post.payload)
        await outbox.rewritten(db, post, repeat)
        return replace(post, payload=repeat)
    if ts is None:
        return post
    await outbox.sent(db, post, ts, now)
    log.info("found", post=post.id, channel=post.to.channel_id)
    return None


async def _since(db: Database, post: PostRow) -> float:
    """From when on it may be there, in seconds by Slack's clock."""
    # Nothing goes to a channel behind a post that is not settled: what Slack is known to have
    # there is older, whatever our own clock said.
    newest = float(await outbox.last_ts(db, post.to) or 0)
    if post.asked_at is None:
        return newest
    return max(newest, (post.asked_at - CLOCKS_APART).timestamp())


async def _find(post: PostRow, transport: Transport, since: float) -> str | None:
    if message_of(post.payload).metadata is None:
        raise SlackRefused("no_metadata", "Slack refused the id by which to look.")
    try:
        return await transport.find(post, since)
    except SlackRefused as refused:
        if refused.code != "not_in_channel":
            raise
        await transport.join(post.to.channel_id)
        return await transport.find(post, since)


def is_marked(payload: str) -> bool:
    return message_of(payload).text.endswith(REPEAT)


def marked(payload: str) -> str:
    """The same message, saying that it may be a repeat: in its blocks, and in the text that a
    notification shows."""
    if is_marked(payload):
        return payload
    message = message_of(payload)
    text = f"{message.text[: _MOST_TEXT - len(REPEAT) - 1]}\n{REPEAT}"
    shown = message.blocks
    if 0 < len(shown) < _MOST_BLOCKS:
        shown = (*shown, blocks.context(REPEAT))
    return payload_of(replace(message, text=text, blocks=shown))
