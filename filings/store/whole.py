"""What filings say, each as a whole: the words of all entries that are one filing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.deciding.merge import Said, Saying, said
from filings.store.core import changes, chunks, entries
from filings.types import Teller

_lead, _told = entries.alias("lead_entry"), entries.alias("told_entry")
_OF_ONE_FILING = sa.and_(_told.c.court == _lead.c.court, _told.c.lead == _lead.c.lead)
_WORDS = (_told.c.source, _told.c.defendant, _told.c.key, _told.c.events, _told.c.text)


async def of_changes(connection: AsyncConnection, change_ids: Sequence[int]) -> dict[int, Said]:
    """By change, what its filing says; nothing of a change of the case."""
    found: dict[int, list[Any]] = {}
    for some in chunks(sorted(set(change_ids))):
        rows = await connection.execute(
            sa.select(changes.c.id, *_WORDS)
            .join(_lead, sa.and_(_lead.c.court == changes.c.court, _lead.c.key == changes.c.key))
            .join(_told, _OF_ONE_FILING)
            .where(changes.c.id.in_(some))
        )
        for row in rows:
            found.setdefault(row.id, []).append(row)
    return {change_id: _said(rows) for change_id, rows in found.items()}


async def of_keys(connection: AsyncConnection, court: str, keys: Iterable[str]) -> dict[str, Said]:
    """By key, what the filing of that entry says; nothing of a key that is not recorded."""
    found: dict[str, list[Any]] = {}
    for some in chunks(sorted(set(keys))):
        rows = await connection.execute(
            sa.select(_lead.c.key.label("asked"), *_WORDS)
            .join(_told, _OF_ONE_FILING)
            .where(_lead.c.court == court, _lead.c.key.in_(some))
        )
        for row in rows:
            found.setdefault(row.asked, []).append(row)
    return {key: _said(rows) for key, rows in found.items()}


def _said(rows: Sequence[Any]) -> Said:
    return said(
        Saying(Teller(row.source), row.defendant, row.key, tuple(row.events or ()), row.text or "")
        for row in rows
    )
