"""Messages to a channel that are no alerts: they go out in their turn, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.transport import payload_of
from bot.words.blocks import Message
from filings.db import Database
from filings.store import leases, outbox
from filings.store.postcases import Named
from filings.types import Destination


def noted(message: Message, post_id: str) -> Message:
    """A message that is no alert, with the delivery id by which it can be found again."""
    metadata = {"event_type": "crier_note", "event_payload": {"delivery": post_id}}
    return Message(message.text, message.blocks, metadata)


async def announce(
    db: Database,
    where: Destination,
    kind: str,
    message: Message,
    now: datetime,
    about: Iterable[Named] = (),
) -> None:
    """Write a message for a channel that somebody has just shown to be open to us."""
    async with db.write() as connection:
        await leases.wake(connection, where)
        await add(connection, where, kind, message, now, about)


async def add(
    connection: AsyncConnection,
    to: Destination,
    kind: str,
    message: Message,
    now: datetime,
    about: Iterable[Named] = (),
) -> str:
    """Write a message for a channel within a transaction; it goes out in its turn.

    about  the cases that it names, so that it can be found when a name is withdrawn from one
    """
    return await outbox.add_note(
        connection, to, kind, lambda post_id: payload_of(noted(message, post_id)), now, about
    )
