"""What a sent message is to show now."""

from __future__ import annotations

from bot.delivery import settling
from filings.db import Database
from filings.store import shown
from filings.store.outbox import PostRow
from filings.store.writing import Compose

RENDERED = ("alert", "digest", "root")
"""Kinds of posts that are made of what is recorded, and made anew when that changes."""


async def payload(db: Database, post: PostRow, compose: Compose) -> str:
    """Its payload with its members as they are; as it is kept where it is not made of them."""
    if post.kind not in RENDERED:
        return post.payload
    view = await shown.post_view(db, post.id, post.to)
    if view is None:
        return post.payload
    made = compose(view)
    # What may be a repeat may be one still, whatever else it says by now.
    return settling.marked(made) if settling.is_marked(post.payload) else made
