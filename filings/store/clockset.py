"""After a clock that was ahead was set right: what it recorded is not held until its time comes.

Leases, rests, due times of sources and posts that were asked for need nothing: where they are
read, a time that cannot have been yet counts for nothing.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from filings.db import Database
from filings.store import duetimes
from filings.store.core import WORKERS_APART, changes, deliveries


async def owe_now(db: Database, now: datetime) -> bool:
    """What is owed of changes that were recorded in what is the future is owed as if they had
    been recorded now; whether there was any."""
    ahead = sa.select(changes.c.id).where(changes.c.created_at > now + WORKERS_APART)
    which = sa.and_(deliveries.c.post_id.is_(None), deliveries.c.change_id.in_(ahead))
    async with db.read() as connection:
        if not await connection.scalar(sa.select(sa.exists().where(which))):
            return False
    async with db.write() as connection:
        await connection.execute(deliveries.update().where(which).values(ready_at=now))
        await duetimes.retime(connection, which)
    return True
