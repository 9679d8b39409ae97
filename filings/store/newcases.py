"""Cases that are new at their courts: which of some are, and those of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import courts
from filings.db import Database
from filings.store.core import CMECF, changes, chunks, dockets, entries, sources
from filings.store.duetimes import ENTRY_OF_CHANGE
from filings.store.epochs import WITHOUT_FEED
from filings.telling import openings
from filings.telling.openings import GIVEN_BEFORE, Paper, Series
from filings.types import Event


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case that was opened; ``events`` and ``filed_at`` are of the paper that shows it."""

    court: str
    docket_number: str
    case_type: str
    case_name: str
    events: tuple[str, ...]
    filed_at: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Since when a court is read, and what its feed lists; ``since`` is None where it is not.

    has_feed  False where there is none that can be read
    was_read  False until its feed was read whole for the first time
    """

    since: datetime | None = None
    entry_types: str = ""
    has_feed: bool = True
    was_read: bool = True


async def newly_opened(
    connection: AsyncConnection, cases: Sequence[int], now: datetime
) -> dict[int, int]:
    """Of these dockets, those that are new by what was recorded at ``now``: by docket, the
    change that tells of the paper that shows it."""
    found: dict[int, int] = {}
    for some in chunks(cases):
        rows = await connection.execute(
            sa.select(
                changes.c.id, changes.c.docket_id, entries.c.number, entries.c.events,
                entries.c.text,
            )
            .join(entries, ENTRY_OF_CHANGE)
            .where(
                changes.c.docket_id.in_(some), changes.c.event == str(Event.NEW),
                changes.c.created_at == now,
            )
            .order_by(entries.c.filed_at, entries.c.seq, changes.c.id)
        )  # fmt: skip
        papers: dict[int, list[tuple[int, Paper]]] = {}
        for row in rows:
            paper = Paper(row.number, tuple(row.events), row.text)
            papers.setdefault(row.docket_id, []).append((row.id, paper))
        for docket in await _rows(connection, list(papers)):
            told = papers[docket.id]
            if await _is_new(connection, docket, [paper for _, paper in told], now):
                opens = openings.opening([paper for _, paper in told])
                found[docket.id] = next((i for i, p in told if p is opens), told[0][0])
    return found


async def _rows(connection: AsyncConnection, ids: Sequence[int]) -> Sequence[Any]:
    return (await connection.execute(sa.select(dockets).where(dockets.c.id.in_(ids)))).all()


async def _is_new(
    connection: AsyncConnection, docket: Any, papers: Sequence[Paper], now: datetime
) -> bool:
    return openings.is_new(
        papers, docket.first_seen_at, now,
        year=docket.year, this_year=now.astimezone(courts.get(docket.court).zone).year % 100,
        serial=docket.serial, series=await _series(connection, docket, now),
    )  # fmt: skip


async def _series(connection: AsyncConnection, docket: Any, now: datetime) -> Series:
    c = dockets.c
    alike = (
        c.court == docket.court, c.series == docket.series, c.case_type == docket.case_type,
        c.office == docket.office,
    )  # fmt: skip
    before = c.first_seen_at <= now - GIVEN_BEFORE
    highest = sa.func.max(sa.case((c.year == docket.year, c.serial)))
    long_known = sa.func.max(sa.case((sa.and_(before, c.year == docket.year), c.serial)))
    read = sa.func.max(sa.case((before, 1), else_=0))
    query = sa.select(long_known, highest, read).where(*alike, c.first_seen_at < now)
    row = (await connection.execute(query)).one()
    return Series(row[0], row[1], bool(row[2]))


async def opened_between(
    db: Database,
    court: str,
    since: datetime,
    until: datetime,
    types: Sequence[str] = (),
    *,
    by_seen: bool = False,
) -> tuple[NewCase, ...]:
    """New cases of a court whose opening was filed in a stretch of time, the newest last.

    by_seen  by when it was first seen instead, so that what a court lists late is not missed
    """
    column = entries.c.seen_at if by_seen else entries.c.filed_at
    query = (
        sa.select(
            dockets.c.id, dockets.c.court, dockets.c.number.label("docket_number"),
            dockets.c.case_type, dockets.c.case_name, dockets.c.year, dockets.c.serial,
            dockets.c.series, dockets.c.office, dockets.c.first_seen_at, dockets.c.url,
            entries.c.number, entries.c.events, entries.c.text, entries.c.filed_at,
            entries.c.seen_at,
        )
        .join(dockets, dockets.c.id == entries.c.docket_id)
        .where(entries.c.court == court, column >= since, column < until)
        .order_by(entries.c.filed_at, entries.c.seq, entries.c.key)
    )  # fmt: skip
    if types:
        query = query.where(dockets.c.case_type.in_(types))
    async with db.read() as connection:
        by_case: dict[int, list[Any]] = {}
        for row in await connection.execute(query):
            by_case.setdefault(row.id, []).append(row)
        made = [await _opened(connection, rows) for rows in by_case.values()]
    return tuple(sorted((each for each in made if each is not None), key=lambda c: c.filed_at))


async def _opened(connection: AsyncConnection, rows: Sequence[Any]) -> NewCase | None:
    papers = {Paper(row.number, tuple(row.events), row.text): row for row in reversed(rows)}
    first = rows[0]
    # What a first body holds is history, so that only the opening paper itself can tell.
    came = first.first_seen_at
    if not await _is_new(connection, first, list(papers), came) or (
        openings.opening(list(papers)) is None and not await _told_as_new(connection, first.id)
    ):
        return None
    opens = openings.opening(list(papers))
    shown = papers[opens] if opens is not None else first
    return NewCase(
        first.court, first.docket_number, first.case_type, first.case_name,
        tuple(shown.events), shown.filed_at, first.url,
    )  # fmt: skip


async def _told_as_new(connection: AsyncConnection, docket: int) -> bool:
    """Whether the case came in a body that was no first one."""
    since = (
        sa.select(changes.c.since)
        .where(changes.c.docket_id == docket, changes.c.event == str(Event.NEW))
        .order_by(changes.c.id)
        .limit(1)
    )
    row = (await connection.execute(since)).first()
    return row is not None and row.since is None


async def reading(db: Database, court: str) -> Reading:
    """How a court is read, for a sentence about what a list can know."""
    known = courts.get(court)
    async with db.read() as connection:
        row = (
            await connection.execute(
                sa.select(
                    sources.c.epoch_at, sources.c.baseline_at, sources.c.oldest_at,
                    sources.c.entry_types, sources.c.state,
                ).where(sources.c.court == court, sources.c.kind == CMECF)
            )
        ).first()  # fmt: skip
    if not known.has_feed or known.kind == "scotus":
        return Reading(has_feed=False)
    if row is None or row.epoch_at is None:
        return Reading()
    return Reading(
        row.epoch_at, row.entry_types or "", row.state not in WITHOUT_FEED,
        row.baseline_at is not None,
    )  # fmt: skip


def of_types(cases: Sequence[NewCase]) -> Mapping[str, tuple[NewCase, ...]]:
    """By number type, those that occur most first."""
    found: dict[str, list[NewCase]] = {}
    for case in cases:
        found.setdefault(case.case_type, []).append(case)
    ordered = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return {name: tuple(some) for name, some in ordered}
