"""Dockets and their filings, as they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import courts
from filings.db import Database
from filings.deciding.merge import Told, folded
from filings.numbers import Parts
from filings.store import calendarrows, facts
from filings.store.around import with_case
from filings.store.core import (
    CMECF,
    chunks,
    dockets,
    entries,
    follows,
    is_case,
    same_case,
    sources,
    titles,
)
from filings.store.documents import documents_from, free_at
from filings.types import Entry, Teller
from filings.views import CaseView, CoverageView, FilingView

MOST_CASES = 10


async def find(db: Database, court: str | None, parts: Parts, team_id: str) -> list[CaseView]:
    """The recorded cases that a number fits, without their filings; at most ten."""
    async with db.read() as connection:
        rows = await connection.execute(
            sa.select(dockets)
            .where(is_case(dockets, court, parts))
            .order_by(dockets.c.first_seen_at.desc())
            .limit(MOST_CASES)
        )
        return [await _case(connection, row, team_id, 0) for row in rows.all()]


async def by_case_id(db: Database, court: str, case_id: str, team_id: str) -> list[CaseView]:
    """The recorded case with the court's own case id, as links give it."""
    async with db.read() as connection:
        rows = await connection.execute(
            sa.select(dockets)
            .join(titles, titles.c.docket_id == dockets.c.id)
            .where(titles.c.court == court, titles.c.case_id == case_id)
        )
        return [await _case(connection, row, team_id, 0) for row in rows.all()]


async def by_name(db: Database, words: Sequence[str], team_id: str) -> list[CaseView]:
    """Recorded cases whose caption has all these words; at most ten, newest first."""
    if not words:
        return []
    name = sa.func.lower(dockets.c.case_name)
    async with db.read() as connection:
        rows = await connection.execute(
            sa.select(dockets)
            .where(*(name.contains(word.lower(), autoescape=True) for word in words))
            .order_by(dockets.c.first_seen_at.desc(), dockets.c.id.desc())
            .limit(MOST_CASES)
        )
        return [await _case(connection, row, team_id, 0) for row in rows.all()]


async def case(
    db: Database, court: str, parts: Parts, team_id: str, filings: int = 5
) -> CaseView | None:
    """One recorded case with its last filings, newest first, or None."""
    async with db.read() as connection:
        row = (
            await connection.execute(
                sa.select(dockets)
                .where(is_case(dockets, court, parts))
                .order_by(dockets.c.first_seen_at)
                .limit(1)
            )
        ).first()
        return None if row is None else await _case(connection, row, team_id, filings)


async def _case(connection: AsyncConnection, row: Any, team_id: str, filings: int) -> CaseView:
    here = await connection.execute(
        sa.select(follows.c.channel_id)
        .join(dockets, same_case(follows, dockets))
        .where(dockets.c.id == row.id, follows.c.team_id == team_id, follows.c.ended_at.is_(None))
        .order_by(follows.c.created_at)
    )
    known, as_of = await facts.of_docket(connection, row.id)
    return CaseView(
        court=row.court,
        docket_number=row.number,
        case_name=row.case_name,
        known=True,
        filings=tuple(await last_filings(connection, row.id, filings)) if filings else (),
        coverage=await coverage_of(connection, row.court, _parts(row)),
        judges=row.judges,
        url=row.url,
        first_seen_at=row.first_seen_at,
        followed_in=tuple(dict.fromkeys(here.scalars())),
        facts=known,
        facts_at=as_of,
        calendar_to=await calendarrows.last_date(connection, row.id),
    )


def _parts(row: Any) -> Parts:
    return Parts(row.series, row.year, row.serial, row.case_type, row.office)


async def coverage(db: Database, court: str, parts: Parts | None = None) -> CoverageView:
    """What the feed of a court covers, from its last reading or the courts list.

    With ``parts``, of the Supreme Court's page of that case.
    """
    async with db.read() as connection:
        return await coverage_of(connection, court, parts)


async def coverage_of(
    connection: AsyncConnection, court: str, parts: Parts | None = None
) -> CoverageView:
    which = sa.and_(sources.c.court == court, sources.c.kind == CMECF)
    if courts.get(court).kind == "scotus":
        which = sources.c.court == court if parts is None else is_case(sources, court, parts)
    row = (
        await connection.execute(
            sa.select(sources).where(which).order_by(sources.c.read_at.desc().nulls_last()).limit(1)
        )
    ).first()
    if row is None or (row.read_at is None and row.state == "unread"):
        return _listed(court)
    return coverage_view(row)


def coverage_view(row: Any) -> CoverageView:
    """A row of sources as it is shown."""
    return CoverageView(
        court=row.court,
        state=row.state,
        entry_types=row.entry_types,
        read_at=row.read_at,
        built_at=row.built_at,
        rebuild_minutes=row.rebuild_minutes,
        rebuild_minute=row.rebuild_minute,
        error=row.error,
        stands_still=row.told_at is not None and row.failing_since is None and row.back_at is None,
        failing_since=row.failing_since,
    )


def _listed(court: str) -> CoverageView:
    feed = courts.get(court).feed
    state = {"off": "no feed", "not configured": "not configured"}.get(feed or "off", "unread")
    return CoverageView(court=court, state=state, entry_types=feed if state == "unread" else None)


_SHOWN = (
    entries.c.court, entries.c.key, entries.c.lead, entries.c.number, entries.c.events,
    entries.c.text, entries.c.seq, entries.c.url, entries.c.document_url, entries.c.filed_at,
    entries.c.seen_at, entries.c.built_at, entries.c.late, entries.c.withdrawn_at,
    entries.c.docket_id, entries.c.defendant, entries.c.doc_id, entries.c.timed,
    entries.c.documents, entries.c.source, dockets.c.number.label("docket_number"),
    sa.func.coalesce(titles.c.title, dockets.c.case_name).label("case_name"),
)  # fmt: skip


def shown_entries() -> sa.Select[Any]:
    """Entries with their docket and caption, as ``groups_of`` needs them."""
    return (
        sa.select(*_SHOWN)
        .join(dockets, dockets.c.id == entries.c.docket_id)
        .outerjoin(
            titles,
            sa.and_(titles.c.court == entries.c.court, titles.c.case_id == entries.c.case_id),
        )
    )


# The engines disagree on where NULL stands unless they are told.
_NEWEST_FIRST = (entries.c.filed_at.desc(), entries.c.seq.desc().nulls_last())


async def filing(db: Database, court: str, key: str) -> FilingView | None:
    """One recorded filing by the court and the key of any of its entries."""
    async with db.read() as connection:
        which = sa.and_(entries.c.court == court, entries.c.key == key)
        row = (await connection.execute(shown_entries().where(which))).first()
        return None if row is None else (await _as_shown(connection, [row]))[0]


async def last_filings(
    connection: AsyncConnection, docket_id: int, how_many: int, since: datetime | None = None
) -> list[FilingView]:
    """The newest first; with ``since`` only what was filed from then on."""
    wanted = shown_entries().where(
        entries.c.docket_id == docket_id, entries.c.lead == entries.c.key
    )
    if since is not None:
        wanted = wanted.where(entries.c.filed_at >= since)
    rows = (await connection.execute(wanted.order_by(*_NEWEST_FIRST).limit(how_many))).all()
    views = await _as_shown(connection, rows)
    return sorted(views, key=lambda view: (view.filed_at, view.seq or -1), reverse=True)


async def last_filing_of(
    connection: AsyncConnection, docket_ids: Sequence[int]
) -> dict[int, FilingView]:
    """The newest filing of each of these dockets that has one."""
    found: dict[int, FilingView] = {}
    for some in chunks(docket_ids):
        ranked = (
            sa.select(
                entries.c.court,
                entries.c.key,
                sa.func.row_number()
                .over(partition_by=entries.c.docket_id, order_by=_NEWEST_FIRST)
                .label("place"),
            )
            .where(entries.c.docket_id.in_(some), entries.c.lead == entries.c.key)
            .subquery()
        )
        newest = sa.and_(
            ranked.c.court == entries.c.court, ranked.c.key == entries.c.key, ranked.c.place == 1
        )
        rows = (await connection.execute(shown_entries().join(ranked, newest))).all()
        views = await _as_shown(connection, rows)
        found.update((row.docket_id, view) for row, view in zip(rows, views, strict=True))
    return found


async def _as_shown(connection: AsyncConnection, rows: Sequence[Any]) -> list[FilingView]:
    groups = await groups_of(connection, [(row.court, row.lead) for row in rows])
    views = [(row.docket_id, folded(groups[row.court, row.lead])) for row in rows]
    return await with_case(connection, views)


async def groups_of(
    connection: AsyncConnection, leads: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], list[Told]]:
    """By court and lead, all recorded entries of a filing."""
    found: dict[tuple[str, str], list[Told]] = {}
    for some in chunks(sorted(set(leads))):
        rows = await connection.execute(
            shown_entries().where(
                entries.c.court.in_(sorted({court for court, _ in some})),
                entries.c.lead.in_([lead for _, lead in some]),
            )
        )
        for row in rows:
            found.setdefault((row.court, row.lead), []).append(_told(row))
    return found


def _told(row: Any) -> Told:
    entry = Entry(
        key=row.key, docket_number=row.docket_number, case_name=row.case_name, case_id="",
        number=row.number, doc_id=row.doc_id, seq=row.seq, events=tuple(row.events),
        filed_at=row.filed_at, url=row.url, document_url=row.document_url,
        defendant=row.defendant, text=row.text, timed=row.timed,
        documents=documents_from(row.documents),
    )  # fmt: skip
    return Told(
        entry,
        row.court,
        Teller(row.source),
        row.seen_at,
        row.built_at,
        row.late,
        row.withdrawn_at is not None,
        free_at(row.documents),
    )
