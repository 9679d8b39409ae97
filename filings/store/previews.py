"""What a rule would have posted of a recorded case."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from filings.db import Database
from filings.numbers import Parts
from filings.store.cases import last_filings
from filings.store.core import dockets, is_case
from filings.telling import preview as rules
from filings.telling.preview import LOOKED_BACK, Preview
from filings.types import Rule

MOST_FILINGS = 1000
"""A month of the busiest docket; more would keep somebody waiting who types."""


async def preview(
    db: Database, court: str, parts: Parts, rule: Rule, now: datetime
) -> Preview | None:
    """Over the last 30 days of one case; None where no source has seen it."""
    async with db.read() as connection:
        row = (
            await connection.execute(
                sa.select(dockets.c.id, dockets.c.first_seen_at)
                .where(is_case(dockets, court, parts))
                .order_by(dockets.c.first_seen_at)
                .limit(1)
            )
        ).first()
        if row is None:
            return None
        since = now - LOOKED_BACK
        found = await last_filings(connection, row.id, MOST_FILINGS, since)
    return rules.preview(found, rule, row.first_seen_at, now)
