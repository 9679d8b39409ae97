"""The recorded rows of one docket, for sources whose rows have no ids."""

from __future__ import annotations

import sqlalchemy as sa

from filings.db import Database
from filings.numbers import Parts
from filings.store.core import dockets, entries, is_case
from filings.store.known import entry_of
from filings.types import Entry, Teller


async def rows_of(db: Database, court: str, parts: Parts, teller: Teller) -> tuple[Entry, ...]:
    """Every entry of a docket that this teller told of, withdrawn ones too."""
    async with db.read() as connection:
        rows = await connection.execute(
            sa.select(entries, dockets.c.number.label("docket_number"))
            .join(dockets, dockets.c.id == entries.c.docket_id)
            .where(is_case(dockets, court, parts), entries.c.source == str(teller))
            .order_by(entries.c.key)
        )
        return tuple(entry_of(row, row.docket_number) for row in rows)
