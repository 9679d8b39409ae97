"""What no entry says became of a case: changes of their own, told once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.changes import cases, facts
from filings.changes.cases import CASE_CHANGES, CaseChange
from filings.changes.facts import SAID_NEAR, Heard
from filings.deciding.known import Decision
from filings.store.core import changes, chunks, dockets, entries, entry_parts
from filings.store.docketrows import JUDGES_LENGTH
from filings.store.owed import DocketIds
from filings.types import Change, Entry, Event


async def of_facts(
    connection: AsyncConnection,
    court: str,
    docket: int,
    found: Sequence[CaseChange],
    coming: Sequence[Entry],
    now: datetime,
) -> tuple[Change, ...]:
    """Changes to tell of what a teller's facts say is different, ``coming`` being the entries
    that it brought along."""
    if not found:
        return ()
    row = (
        await connection.execute(
            sa.select(dockets.c.number, dockets.c.case_type).where(dockets.c.id == docket)
        )
    ).one()
    heard = await _heard(connection, court, docket, coming, now)
    return tuple(
        Change(
            each.event, row.number, "", before=each.before, after=each.after,
            case_type=row.case_type,
        )
        for each in facts.untold(found, heard, now)
    )  # fmt: skip


async def of_initials(
    connection: AsyncConnection, court: str, decision: Decision, ids: DocketIds, now: datetime
) -> tuple[Change, ...]:
    """Changes to tell of cases whose number has another judge's initials now."""
    said: dict[int, list[Entry]] = {}
    for entry in (*(new.entry for new in decision.new), *decision.updated):
        if entry.judges:
            said.setdefault(ids[entry_parts(court, entry)], []).append(entry)
    told: list[Change] = []
    for some in chunks(sorted(said)):
        rows = await connection.execute(
            sa.select(dockets.c.id, dockets.c.judges).where(dockets.c.id.in_(some))
        )
        for docket, judges in rows.all():
            found = facts.initials(judges, (entry.judges for entry in said[docket]))
            if not found and judges:
                continue
            await connection.execute(
                dockets.update()
                .where(dockets.c.id == docket)
                .values(judges=said[docket][0].judges[:JUDGES_LENGTH])
            )
            told += await of_facts(connection, court, docket, found, said[docket], now)
    return tuple(told)


async def _heard(
    connection: AsyncConnection, court: str, docket: int, coming: Sequence[Entry], now: datetime
) -> list[Heard]:
    """What was told of the case alone, and what its entries of the last weeks say of it."""
    rows = await connection.execute(
        sa.select(changes.c.event, changes.c.created_at, changes.c.before, changes.c.after).where(
            changes.c.docket_id == docket,
            changes.c.key == "",
            changes.c.event.in_([str(event) for event in CASE_CHANGES]),
        )
    )
    heard = [Heard(Event(r.event), r.created_at, r.before, r.after) for r in rows]
    lately = await connection.execute(
        sa.select(entries.c.events, entries.c.text, entries.c.filed_at).where(
            entries.c.docket_id == docket, entries.c.filed_at > now - SAID_NEAR
        )
    )
    said = [(tuple(row.events), row.text, row.filed_at) for row in lately]
    said += [(entry.events, entry.text, entry.filed_at) for entry in coming]
    for events, text, at in said:
        heard += [Heard(each.event, at) for each in cases.read(events, text, court)]
    return heard
