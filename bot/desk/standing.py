"""What ``/docket status`` says of a channel, put together from the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from filings.db import Database
from filings.store import cases, follows, upkeep
from filings.store import standing as queries
from filings.types import Destination
from filings.views import QuotaLine, StatusView


async def standing(
    db: Database, where: Destination, quota: QuotaLine | None, now: datetime
) -> StatusView:
    """``quota`` is None without a token of CourtListener."""
    here = await follows.listed(db, where.team_id, where.channel_id)
    courts = sorted({follow.court for follow in here})
    listed = await queries.courts_by_listing(db, where)
    count, since = await queries.waiting_here(db, where, now)
    return StatusView(
        cases=len(here),
        feeds=tuple([replace(await cases.coverage(db, c), by_listing=c in listed) for c in courts]),
        quota=quota,
        waiting=count,
        waiting_since=since,
        worker=await upkeep.worker_lives(db, now),
    )
