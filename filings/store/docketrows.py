"""The rows of dockets: those that a decision names, by their ids."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.deciding.known import Decision
from filings.numbers import Parts
from filings.store.core import chunks, dockets, entry_parts, insert_new, parts_of
from filings.store.owed import DocketIds

JUDGES_LENGTH = 40


async def dockets_in(
    connection: AsyncConnection, court: str, decision: Decision, now: datetime
) -> DocketIds:
    """Ids of the dockets that the decision names, new ones made.

    A case may be given another number while its entries keep their ids, so that
    a caption or an amendment can be the first to name a docket.
    """
    made: dict[Parts, dict[str, object]] = {}
    for t in decision.titles:
        parts = parts_of(court, t.docket_number, t.case_type)
        made[parts] = _docket_row(court, parts, t.docket_number, t.title, now)
    for e in (*reversed(decision.updated), *(new.entry for new in reversed(decision.new))):
        parts = entry_parts(court, e)
        made[parts] = _docket_row(court, parts, e.docket_number, e.case_name, now, e.judges, e.url)
    wanted = {*made}
    wanted.update(parts_of(court, c.docket_number, c.case_type) for c in decision.changes)
    ids = await _ids_of(connection, court, wanted)
    unseen = [row for parts, row in made.items() if parts not in ids]
    if unseen:
        await connection.execute(insert_new(connection, dockets), unseen)
        ids |= await _ids_of(connection, court, wanted)
    return ids


def _docket_row(
    court: str,
    parts: Parts,
    number: str,
    case_name: str,
    now: datetime,
    judges: str = "",
    url: str = "",
) -> dict[str, object]:
    return {
        "court": court, **parts._asdict(), "number": number, "case_name": case_name,
        "judges": judges[:JUDGES_LENGTH], "url": url, "first_seen_at": now,
    }  # fmt: skip


async def _ids_of(connection: AsyncConnection, court: str, wanted: Iterable[Parts]) -> DocketIds:
    ids: DocketIds = {}
    c = dockets.c
    for some in chunks(sorted({parts.serial for parts in wanted})):
        rows = await connection.execute(
            sa.select(c.series, c.year, c.serial, c.case_type, c.office, c.id).where(
                c.court == court, c.serial.in_(some)
            )
        )
        ids.update((Parts(*row[:5]), row.id) for row in rows)
    return ids
