"""What is recorded that bears on one body of one source, for the decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import captions
from filings.db import Database
from filings.deciding import decide, identity
from filings.deciding.known import FilingMark, Known, KnownEntry, KnownTitle, Standing
from filings.store.core import (
    changes,
    chunks,
    dockets,
    entries,
    follows,
    is_case,
    parts_of,
    spent_keys,
    titles,
    watch_courts,
    watches,
)
from filings.store.documents import documents_from
from filings.store.sources import Claim
from filings.telling.watching import EVERYWHERE
from filings.types import Entry, Event, Parsed


def entry_of(row: Any, number: str) -> Entry:
    """A recorded row as the value it was made from."""
    return Entry(
        key=row.key, docket_number=number, case_name="", case_id=row.case_id, number=row.number,
        doc_id=row.doc_id, seq=row.seq, events=tuple(row.events), filed_at=row.filed_at,
        url=row.url, document_url=row.document_url, defendant=row.defendant, text=row.text,
        timed=row.timed, documents=documents_from(row.documents), created_at=row.created_at,
    )  # fmt: skip


async def known(db: Database, held: Claim, parsed: Parsed) -> Known:
    """What is recorded that bears on this body of this source."""
    court = held.court
    async with db.read() as connection:
        keys = sorted({k for e in parsed.entries for k in (e.key, identity.reused_key(e))})
        oldest_wish = await _oldest_wish(connection, court)
        return Known(
            entries=await _known_entries(connection, court, keys),
            spent=frozenset(await spent_of(connection, court, keys)),
            titles=await _known_titles(connection, court, parsed),
            leads=await _leads(connection, court, parsed.entries),
            standing=await _standing(connection, court, parsed),
            baseline=held.baseline_at is not None,
            newest_at=held.newest_at,
            history_from=oldest_wish,
        )


async def _oldest_wish(connection: AsyncConnection, court: str) -> datetime | None:
    """Since when anybody has wanted to hear of the court, by a follow or a watch."""
    follow = sa.select(sa.func.min(follows.c.created_at)).where(
        follows.c.court == court, follows.c.ended_at.is_(None)
    )
    watch = (
        sa.select(sa.func.min(watches.c.created_at))
        .join(watch_courts, watch_courts.c.follow_id == watches.c.follow_id)
        .where(watch_courts.c.court.in_((court, EVERYWHERE)))
    )
    since = [await connection.scalar(query) for query in (follow, watch)]
    return min((moment for moment in since if moment is not None), default=None)


async def _known_entries(
    connection: AsyncConnection, court: str, keys: Sequence[str]
) -> dict[str, KnownEntry]:
    found: dict[str, KnownEntry] = {}
    for some in chunks(keys):
        rows = await connection.execute(
            sa.select(entries, dockets.c.number.label("docket_number"))
            .join(dockets, dockets.c.id == entries.c.docket_id)
            .where(entries.c.court == court, entries.c.key.in_(some))
        )
        for row in rows:
            found[row.key] = KnownEntry(
                entry_of(row, row.docket_number),
                row.lead,
                row.missing_build,
                row.withdrawn_at is not None,
            )
    return found


async def spent_of(connection: AsyncConnection, court: str, keys: Sequence[str]) -> list[str]:
    found: list[str] = []
    for some in chunks(keys):
        rows = await connection.execute(
            sa.select(spent_keys.c.key).where(
                spent_keys.c.court == court, spent_keys.c.key.in_(some)
            )
        )
        found.extend(rows.scalars())
    return found


async def _known_titles(
    connection: AsyncConnection, court: str, parsed: Parsed
) -> dict[str, KnownTitle]:
    found: list[Any] = []
    for some in chunks(sorted({e.case_id for e in parsed.entries if e.case_id})):
        rows = await connection.execute(
            sa.select(titles.c.case_id, titles.c.docket_id, titles.c.title, titles.c.past).where(
                titles.c.court == court, titles.c.case_id.in_(some)
            )
        )
        found += rows.all()
    told = await _told_captions(connection, sorted({row.docket_id for row in found}))
    return {
        row.case_id: KnownTitle(row.title, told.get(row.docket_id, frozenset()).union(row.past))
        for row in found
    }


async def _told_captions(
    connection: AsyncConnection, docket_ids: Sequence[int]
) -> dict[int, frozenset[str]]:
    told: dict[int, frozenset[str]] = {}
    for some in chunks(docket_ids):
        rows = await connection.execute(
            sa.select(changes.c.docket_id, changes.c.after).where(
                changes.c.docket_id.in_(some),
                changes.c.event.in_(
                    (str(Event.CAPTION), str(Event.UNSEALED), str(Event.ANONYMISED))
                ),
            )
        )
        for docket_id, after in rows:
            told[docket_id] = told.get(docket_id, frozenset()) | {captions.normalised(after)}
    return told


async def _leads(
    connection: AsyncConnection, court: str, parsed: Iterable[Entry]
) -> dict[FilingMark, str]:
    found: dict[FilingMark, str] = {}
    times = sorted({e.filed_at for e in parsed if decide.mark_of(e) is not None})
    for some in chunks(times):
        rows = await connection.execute(
            sa.select(entries.c.seq, entries.c.filed_at, entries.c.lead, dockets.c.number)
            .join(dockets, dockets.c.id == entries.c.docket_id)
            .where(
                entries.c.court == court,
                entries.c.filed_at.in_(some),
                entries.c.seq.is_not(None),
            )
        )
        found.update(((r.number, r.seq, r.filed_at), r.lead) for r in rows)
    return found


async def _standing(connection: AsyncConnection, court: str, parsed: Parsed) -> dict[str, Standing]:
    if not parsed.complete:
        return {}
    if parsed.facts is not None:
        case = parts_of(court, parsed.facts.docket_number, parsed.facts.case_type)
        which = is_case(dockets, court, case)
    elif parsed.oldest_at is not None:
        which = entries.c.filed_at >= parsed.oldest_at
    else:
        return {}
    rows = await connection.execute(
        sa.select(
            entries.c.key, entries.c.filed_at, entries.c.lead, entries.c.case_id,
            entries.c.missing_build, entries.c.withdrawn_at, entries.c.built_at,
            dockets.c.number, dockets.c.case_type,
        )
        .join(dockets, dockets.c.id == entries.c.docket_id)
        .where(
            entries.c.court == court,
            entries.c.source == str(parsed.teller),
            which,
        )
    )  # fmt: skip
    return {
        r.key: Standing(
            r.filed_at,
            r.lead,
            r.number,
            r.case_id,
            r.missing_build,
            r.withdrawn_at is not None,
            r.case_type,
            r.built_at,
        )
        for r in rows
    }
