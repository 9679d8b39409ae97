"""What a watch would have posted of what is recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store.core import CMECF, dockets, entries, sources
from filings.store.newcases import NewCase
from filings.store.watches import Wish
from filings.telling.openings import Paper
from filings.telling.preview import LOOKED_BACK
from filings.telling.watching import Item, watchlist

MOST_FILINGS = 20_000
"""Some hours of all courts, or a month of a few; more would keep somebody waiting who types."""
SAMPLES = 3
FLOOD = 20
"""Messages a day that are more than anybody reads."""


@dataclass(frozen=True, slots=True)
class WatchPreview:
    """A watch over what is recorded of its courts.

    span     the time over which filings are recorded, at most 30 days; none where nothing is
    courts   how many courts that is
    filings  how many it would have posted, in how many cases
    samples  the newest of these
    """

    span: timedelta = timedelta()
    courts: int = 0
    filings: int = 0
    cases: int = 0
    samples: tuple[NewCase, ...] = ()

    @property
    def days(self) -> int:
        return max(1, -(-self.span // timedelta(days=1)))

    @property
    def a_day(self) -> int:
        """How many it would have posted in a day."""
        return round(self.filings / max(1.0, self.span / timedelta(days=1)))

    @property
    def floods(self) -> bool:
        return self.a_day > FLOOD


async def preview(db: Database, wish: Wish, now: datetime) -> WatchPreview:
    """Over the last 30 days of its courts, as far back as ``MOST_FILINGS`` reach in all of them."""
    async with db.read() as connection:
        of = await _recorded(connection) if wish.everywhere else wish.courts
        most = max(1, MOST_FILINGS // max(1, len(of)))
        rows: list[Any] = []
        since = now - LOOKED_BACK
        for court in of:
            found = (await connection.execute(_newest(court, since, most))).all()
            rows += found
            if len(found) == most:
                since = max(since, found[-1].filed_at)
    # Beyond that something is missing where a court has more than can be looked at.
    whole = sorted((row for row in rows if row.filed_at >= since), key=lambda row: row.filed_at)
    # Slack's other commands are answered meanwhile.
    return await asyncio.to_thread(_looked, wish, whole[::-1], now)


async def _recorded(connection: AsyncConnection) -> Sequence[str]:
    """Courts of which anything can be recorded: those that are, or were, read."""
    query = sa.select(sources.c.court).where(
        sources.c.kind == CMECF, sources.c.read_at.is_not(None)
    )
    return sorted((await connection.execute(query)).scalars())


def _newest(court: str, since: datetime, most: int) -> sa.Select[Any]:
    # One court at a time goes along its index, and ends with the last that is looked at.
    return (
        sa.select(
            entries.c.court, entries.c.docket_id, entries.c.number, entries.c.events,
            entries.c.text, entries.c.filed_at, dockets.c.case_type, dockets.c.case_name,
            dockets.c.number.label("docket_number"), dockets.c.url,
        )
        .join(dockets, dockets.c.id == entries.c.docket_id)
        .where(
            entries.c.court == court, entries.c.lead == entries.c.key, entries.c.filed_at > since
        )
        .order_by(entries.c.filed_at.desc())
        .limit(most)
    )  # fmt: skip


def _looked(wish: Wish, rows: Sequence[Any], now: datetime) -> WatchPreview:
    if not rows:
        return WatchPreview()
    looking = watchlist((wish.watched,))
    found = []
    for row in rows:
        item = Item(row.court, row.case_type, (row.case_name,), tuple(row.events), row.text)
        opens = not wish.only_new or Paper(row.number, tuple(row.events), row.text).opens
        if opens and looking.find(item):
            found.append(row)
    if wish.only_new:
        found = list({row.docket_id: row for row in found}.values())
    samples = [
        NewCase(
            row.court, row.docket_number, row.case_type, row.case_name, tuple(row.events),
            row.filed_at, row.url,
        )
        for row in found[:SAMPLES]
    ]  # fmt: skip
    return WatchPreview(
        min(LOOKED_BACK, now - rows[-1].filed_at), len({row.court for row in rows}), len(found),
        len({row.docket_id for row in found}), tuple(samples),
    )  # fmt: skip
