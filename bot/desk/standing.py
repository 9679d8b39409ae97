"""What ``/docket status`` says of a channel, put together from the record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from filings.db import Database
from filings.store import cases, follows, mornings, upkeep, watchcover, watches
from filings.store import standing as queries
from filings.types import Destination
from filings.views import QuotaLine, StatusView, WatchedHere

LATELY = timedelta(days=7)


async def standing(
    db: Database, where: Destination, quota: QuotaLine | None, now: datetime
) -> StatusView:
    """``quota`` is None without a token of CourtListener."""
    here = await follows.listed(db, where.team_id, where.channel_id)
    courts = sorted({follow.court for follow in here})
    listed = await queries.courts_by_listing(db, where)
    count, since = await queries.waiting_here(db, where, now)
    lost, _ = await queries.given_up(db, now - LATELY, where)
    return StatusView(
        cases=len(here),
        feeds=tuple([replace(await cases.coverage(db, c), by_listing=c in listed) for c in courts]),
        quota=quota,
        waiting=count,
        waiting_since=since,
        lost=lost,
        worker=await upkeep.worker_lives(db, now),
        watched=await _watched(db, where, courts),
    )


async def _watched(db: Database, where: Destination, followed: Collection[str]) -> WatchedHere:
    """How the courts are that are read for words or lists, and for no case of this channel."""
    here = [view.wish for view in await watches.listed(db, where.team_id, where.channel_id)]
    lists = await mornings.listed(db, where)
    everywhere = any(wish.everywhere for wish in here)
    needed = {court for wish in here for court in wish.courts} | {each.court for each in lists}
    every = needed.union(watchcover.with_feed()) if everywhere else needed
    how = await watchcover.reading(db, every.difference(followed))
    return WatchedHere(
        len(here), len(lists), () if everywhere else tuple(sorted(needed)), everywhere,
        how.silent, how.unread, how.without,
    )  # fmt: skip
