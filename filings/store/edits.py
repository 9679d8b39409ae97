"""Messages that show something which is different now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.changes.cases import CaseChange
from filings.store import around, facts, threads
from filings.store.core import changes, chunks, deliveries, members, parts_of, posts
from filings.store.owed import DocketIds
from filings.types import CaseFacts, Change, Event

EDITED_FOR = timedelta(days=7)
"""How long the messages of a case follow a change of its caption."""


def _shown(
    court: str, made: Sequence[Change], ids: DocketIds, now: datetime
) -> list[sa.ColumnElement[bool]]:
    """Which earlier changes, in a message, show something that these make different."""
    keys = sorted({c.keys[0] for c in made if c.keys and c.event != Event.NEW})
    renamed = sorted({
        ids[parts_of(court, c.docket_number, c.case_type)] for c in made if not c.keys
    })  # fmt: skip
    return [
        *(sa.and_(changes.c.court == court, changes.c.key.in_(some)) for some in chunks(keys)),
        *(
            sa.and_(changes.c.docket_id.in_(some), changes.c.created_at > now - EDITED_FOR)
            for some in chunks(renamed)
        ),
    ]


async def hold_back(
    connection: AsyncConnection,
    court: str,
    made: Sequence[Change],
    ids: DocketIds,
    now: datetime,
) -> None:
    """Keep senders from writing a message of what is about to change.

    One written before is seen by ``want_edits``, and one written after shows
    what is recorded now. On SQLite nobody else writes meanwhile.
    """
    for which in _shown(court, made, ids, now):
        await _hold(connection, which)


async def _hold(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> None:
    if connection.dialect.name != "postgresql":
        return
    await connection.execute(
        sa.select(deliveries.c.change_id)
        .join(changes, changes.c.id == deliveries.c.change_id)
        .where(which, deliveries.c.post_id.is_(None))
        .order_by(deliveries.c.due_at, deliveries.c.change_id)
        .with_for_update(of=deliveries)
    )


async def want_edits(
    connection: AsyncConnection,
    court: str,
    made: Sequence[Change],
    ids: DocketIds,
    now: datetime,
) -> None:
    """Mark the messages that show something which is different now."""
    for which in _shown(court, made, ids, now):
        await _edit(connection, which)
    cases = {
        ids[parts_of(court, c.docket_number, c.case_type)] for c in made if c.event != Event.NEW
    }
    await threads.edit_roots(connection, sorted(cases))


async def _edit(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> None:
    showing = (
        sa.select(members.c.post_id).join(changes, changes.c.id == members.c.change_id).where(which)
    )
    await connection.execute(
        posts.update()
        .where(posts.c.id.in_(showing), posts.c.state != "failed")
        .values(edits_wanted=posts.c.edits_wanted + 1)
    )


async def keep_facts(
    connection: AsyncConnection,
    docket: int,
    about: CaseFacts,
    now: datetime,
    *,
    asked: bool = True,
) -> tuple[CaseChange, ...]:
    """``facts.keep``; where the judge or the parties are others then, the case's messages and the
    root of its thread name them, all alike."""
    before = await around.named_in(connection, docket)
    different = await facts.keep(connection, docket, about, now, asked=asked)
    if await around.named_in(connection, docket) != before:
        of_case = sa.and_(changes.c.docket_id == docket, changes.c.created_at > now - EDITED_FOR)
        await _hold(connection, of_case)
        await _edit(connection, of_case)
        await threads.edit_roots(connection, [docket])
    return different
