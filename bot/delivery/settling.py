"""A post that was asked for and never answered is looked for before it is sent again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import structlog

from bot.delivery.transport import Transport, message_of, payload_of
from bot.words import blocks
from filings.db import Database
from filings.errors import SlackRefused
from filings.store import outbox
from filings.store.outbox import PostRow

log = structlog.get_logger("crier.send")


async def look(db: Database, post: PostRow, transport: Transport, now: datetime) -> PostRow | None:
    """What is to be sent again, None where Slack has the post after all.

    Raises SlackBusy and SlackUnknown where Slack could not be asked.
    """
    try:
        ts = await _find(post, transport, now)
    except SlackRefused as refused:
        # The channel cannot be read. A repeat, marked as one, is better than a
        # filing nobody heard of.
        log.warning("cannot look", channel=post.to.channel_id, error=str(refused))
        marked = _marked(post.payload)
        await outbox.rewritten(db, post.id, marked)
        return replace(post, payload=marked)
    if ts is None:
        return post
    await outbox.sent(db, post.id, ts, now)
    log.info("found", post=post.id, channel=post.to.channel_id)
    return None


async def _find(post: PostRow, transport: Transport, now: datetime) -> str | None:
    try:
        return await transport.find(post, now)
    except SlackRefused as refused:
        if refused.code != "not_in_channel":
            raise
        await transport.join(post.to.channel_id)
        return await transport.find(post, now)


def _marked(payload: str) -> str:
    message = message_of(payload)
    note = blocks.context("May be a repeat: Slack did not say whether it took this message.")
    if note in message.blocks:
        return payload
    return payload_of(replace(message, blocks=(*message.blocks, note)))
