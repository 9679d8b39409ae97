"""A decision joined to what other tellers said of the same filings, within its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.deciding import join
from filings.deciding.known import Decision, Row
from filings.store import duetimes
from filings.store.core import changes, chunks, deliveries, dockets, entries, entry_parts
from filings.store.known import entry_of
from filings.store.owed import DocketIds
from filings.types import Event, Teller


async def joined(
    connection: AsyncConnection, court: str, decision: Decision, ids: DocketIds, teller: Teller
) -> Decision:
    """Look at what is recorded now, which no other process can change until this is kept."""
    about = [*(new.entry for new in decision.new), *decision.updated]
    if not about:
        return decision
    touched = sorted({ids[entry_parts(court, entry)] for entry in about})
    await _lock(connection, touched)
    if teller is not Teller.COURTLISTENER:
        touched = await _told_by_others(connection, touched, teller)
    rows = await rows_of(connection, court, touched)
    if not rows:
        return decision
    told = await _told(connection, court, sorted({row.lead for row in rows}))
    return join.joined(decision, teller, rows, told, lambda entry: ids[entry_parts(court, entry)])


async def _lock(connection: AsyncConnection, docket_ids: Sequence[int]) -> None:
    """On SQLite nobody else writes meanwhile."""
    # A row that refers to a docket locks its key, and whoever writes messages holds many of
    # them: a lock of the whole row would wait for him, and he for another of ours.
    if connection.dialect.name != "postgresql":
        return
    for some in chunks(docket_ids):
        await connection.execute(
            sa.select(dockets.c.id)
            .where(dockets.c.id.in_(some))
            .order_by(dockets.c.id)
            .with_for_update(key_share=True)
        )


async def _told_by_others(
    connection: AsyncConnection, docket_ids: Sequence[int], teller: Teller
) -> list[int]:
    """Those of these dockets of which another teller told: nearly always none."""
    found: list[int] = []
    for some in chunks(docket_ids):
        rows = await connection.execute(
            sa.select(entries.c.docket_id)
            .where(entries.c.docket_id.in_(some), entries.c.source != str(teller))
            .distinct()
        )
        found += rows.scalars()
    return sorted(found)


async def rows_of(connection: AsyncConnection, court: str, docket_ids: Sequence[int]) -> list[Row]:
    """All recorded entries of these dockets."""
    found: list[Row] = []
    for some in chunks(docket_ids):
        rows = await connection.execute(
            sa.select(entries, dockets.c.number.label("docket_number"))
            .join(dockets, dockets.c.id == entries.c.docket_id)
            .where(entries.c.docket_id.in_(some), entries.c.court == court)
            .order_by(entries.c.key)
        )
        found += [
            Row(
                entry_of(row, row.docket_number),
                row.lead,
                Teller(row.source),
                row.docket_id,
                row.silent,
            )
            for row in rows
        ]
    return found


async def _told(connection: AsyncConnection, court: str, leads: Sequence[str]) -> dict[str, int]:
    """By lead, the change that told of the filing first."""
    found: dict[str, int] = {}
    for some in chunks(leads):
        rows = await connection.execute(
            sa.select(changes.c.key, sa.func.min(changes.c.id))
            .where(
                changes.c.court == court,
                changes.c.key.in_(some),
                changes.c.event == str(Event.NEW),
            )
            .group_by(changes.c.key)
        )
        found.update((row[0], row[1]) for row in rows)
    return found


async def settle(
    connection: AsyncConnection, court: str, decision: Decision, now: datetime
) -> None:
    """Write which entries are one filing now, and let go what waited for its twin."""
    for old, lead in decision.merged:
        await connection.execute(
            entries.update()
            .where(entries.c.court == court, entries.c.lead == old)
            .values(lead=lead)
        )
        await _told_once(connection, court, old, lead)
    for some in chunks(decision.heard):
        await connection.execute(
            entries.update()
            .where(entries.c.court == court, entries.c.key.in_(some))
            .values(silent=False)
        )
    for some in chunks(decision.joined):
        waited = sa.and_(
            deliveries.c.ready_at > now, deliveries.c.change_id.in_(_telling(court, some))
        )
        await connection.execute(
            deliveries.update().where(waited, deliveries.c.post_id.is_(None)).values(ready_at=now)
        )
        told = sa.and_(
            deliveries.c.ready_at == now, deliveries.c.change_id.in_(_telling(court, some))
        )
        await duetimes.retime(connection, told)


def _telling(court: str, leads: Sequence[str]) -> sa.Select[tuple[int]]:
    return sa.select(changes.c.id).where(
        changes.c.court == court, changes.c.key.in_(leads), changes.c.event == str(Event.NEW)
    )


async def _told_once(connection: AsyncConnection, court: str, old: str, lead: str) -> None:
    """Of two alerts that are owed for one filing, the one that is not written yet goes."""
    other = deliveries.alias()
    for mine, yours, sent_only in ((lead, old, True), (old, lead, False)):
        has_other = sa.exists().where(
            other.c.follow_id == deliveries.c.follow_id,
            other.c.change_id.in_(_telling(court, [yours])),
            *((other.c.post_id.is_not(None),) if sent_only else ()),
        )
        await connection.execute(
            deliveries.delete().where(
                deliveries.c.post_id.is_(None),
                deliveries.c.change_id.in_(_telling(court, [mine])),
                has_other,
            )
        )
