"""What one body of a source said, kept in one transaction.

``record`` writes what was decided: entries, captions, changes, one delivery
row per follow that wants a change, the messages that must be edited, and the
source's own state with its next due time. Either all of it is kept or none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import captions
from filings.db import Database
from filings.known import Decision
from filings.numbers import Parts
from filings.store import owed
from filings.store import sources as source_queries
from filings.store.core import (
    CMECF,
    changes,
    chunks,
    dockets,
    dropped_items,
    entries,
    entry_parts,
    insert_new,
    parts_of,
    sources,
    titles,
    upsert,
)
from filings.store.owed import DocketIds
from filings.store.sources import Claim, Next
from filings.types import Change, Entry, Event, Parsed

JUDGES_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Recorded:
    """How much one body brought, for the log line."""

    entries: int
    changes: int
    deliveries: int
    dropped: int


async def record(
    db: Database, held: Claim, parsed: Parsed, decision: Decision, *, now: datetime, after: Next
) -> Recorded:
    """Keep one body's outcome, in one transaction, under the claim it was read with."""
    court = held.court
    async with db.write() as connection:
        await _settle(connection, held, parsed, now, after)
        ids = await _dockets(connection, court, decision, now)
        await owed.hold_back(connection, court, decision.changes, ids, now)
        if decision.new:
            await _insert_entries(connection, court, decision, ids, parsed.built_at, now)
        await _update_entries(connection, court, decision.updated)
        await _write_titles(connection, court, decision, ids)
        await _mark_absent(connection, court, decision, parsed.built_at or now, now)
        change_ids = await _write_changes(connection, court, decision.changes, ids, now)
        deliveries = await owed.owe(connection, change_ids, now)
        await owed.want_edits(connection, court, decision.changes, ids, now)
        dropped = await _keep_dropped(connection, held.id, parsed, now)
    return Recorded(len(decision.new), len(change_ids), deliveries, dropped)


async def _settle(
    connection: AsyncConnection, held: Claim, parsed: Parsed, now: datetime, after: Next
) -> None:
    values: dict[str, object] = {
        "due_at": after.due_at,
        "rhythm": after.rhythm,
        "rebuild_minutes": after.rebuild_minutes,
        "rebuild_minute": after.rebuild_minute,
        "etag": after.etag if parsed.complete else None,
        "last_modified": after.last_modified if parsed.complete else None,
        "stale_at": after.stale_at,
        "read_at": now,
        "built_at": parsed.built_at,
        "entry_types": parsed.entry_types,
        "state": "read",
        "not_before": None,
        "failures": 0,
        "failing_since": None,
        "error": "",
    }
    filed = [entry.filed_at for entry in parsed.entries]
    if held.newest_at is not None:
        filed.append(held.newest_at)
    values["newest_at"] = max(filed, default=None)
    if parsed.complete:
        values["last_build"] = after.last_build
        values["oldest_at"] = parsed.oldest_at
        if held.baseline_at is None:
            values["baseline_at"] = now
        if after.unseen is not None:
            values["unseen_from"], values["unseen_to"] = after.unseen
    await source_queries.settle(connection, held, now, **values)


async def _dockets(
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
    ids = await _docket_ids(connection, court, wanted)
    unseen = [row for parts, row in made.items() if parts not in ids]
    if unseen:
        await connection.execute(insert_new(connection, dockets), unseen)
        ids |= await _docket_ids(connection, court, wanted)
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


async def _docket_ids(
    connection: AsyncConnection, court: str, wanted: Iterable[Parts]
) -> DocketIds:
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


async def _insert_entries(
    connection: AsyncConnection,
    court: str,
    decision: Decision,
    ids: DocketIds,
    built_at: datetime | None,
    now: datetime,
) -> None:
    rows = [
        {
            "court": court, "key": e.key, "lead": new.lead, "docket_id": ids[entry_parts(court, e)],
            "case_id": e.case_id, "defendant": e.defendant, "number": e.number,
            "doc_id": e.doc_id, "seq": e.seq, "events": list(e.events), "text": "",
            "url": e.url, "document_url": e.document_url, "filed_at": e.filed_at,
            "seen_at": now, "built_at": built_at, "late": new.late, "source": CMECF,
        }
        for new in decision.new
        for e in (new.entry,)
    ]  # fmt: skip
    await connection.execute(sa.insert(entries), rows)


async def _update_entries(
    connection: AsyncConnection, court: str, updated: Sequence[Entry]
) -> None:
    if not updated:
        return
    await connection.execute(
        sa.update(entries)
        .where(entries.c.court == court, entries.c.key == sa.bindparam("b_key"))
        .values(
            number=sa.bindparam("b_number"),
            doc_id=sa.bindparam("b_doc_id"),
            seq=sa.bindparam("b_seq"),
            events=sa.bindparam("b_events"),
            url=sa.bindparam("b_url"),
            document_url=sa.bindparam("b_document_url"),
            filed_at=sa.bindparam("b_filed_at"),
        ),
        [
            {
                "b_key": e.key, "b_number": e.number, "b_doc_id": e.doc_id, "b_seq": e.seq,
                "b_events": list(e.events), "b_url": e.url, "b_document_url": e.document_url,
                "b_filed_at": e.filed_at,
            }
            for e in updated
        ],
    )  # fmt: skip


async def _write_titles(
    connection: AsyncConnection, court: str, decision: Decision, ids: DocketIds
) -> None:
    if not decision.titles:
        return
    await connection.execute(
        upsert(connection, titles, ("court", "case_id"), ("title", "past")),
        [
            {
                "court": court,
                "case_id": t.case_id,
                "docket_id": ids[parts_of(court, t.docket_number, t.case_type)],
                "defendant": t.defendant,
                "title": t.title,
                "past": list(t.past),
            }
            for t in decision.titles
        ],
    )
    for change in decision.changes:
        if change.event in (Event.CAPTION, Event.UNSEALED):
            await connection.execute(
                dockets.update()
                .where(dockets.c.id == ids[parts_of(court, change.docket_number, change.case_type)])
                .values(case_name=change.after)
            )
    named = [
        {"b_id": ids[parts_of(court, t.docket_number, t.case_type)], "b_name": t.title}
        for t in decision.titles
        if captions.normalised(t.title)
    ]
    if named:
        await connection.execute(
            dockets.update()
            .where(dockets.c.id == sa.bindparam("b_id"), dockets.c.case_name == "")
            .values(case_name=sa.bindparam("b_name")),
            named,
        )


async def _mark_absent(
    connection: AsyncConnection, court: str, decision: Decision, build: datetime, now: datetime
) -> None:
    for keys, values in (
        (decision.missing, {"missing_build": build}),
        (decision.back, {"missing_build": None, "withdrawn_at": None}),
        (decision.withdrawn, {"withdrawn_at": now}),
    ):
        for some in chunks(keys):
            await connection.execute(
                entries.update()
                .where(entries.c.court == court, entries.c.key.in_(some))
                .values(**values)
            )


async def _write_changes(
    connection: AsyncConnection,
    court: str,
    made: Sequence[Change],
    ids: DocketIds,
    now: datetime,
) -> list[int]:
    if not made:
        return []
    rows = await connection.execute(
        sa.insert(changes).returning(changes.c.id),
        [
            {
                "court": court, "docket_id": ids[parts_of(court, c.docket_number, c.case_type)],
                "key": c.keys[0] if c.keys else "", "event": str(c.event), "before": c.before,
                "after": c.after, "since": c.since, "created_at": now,
            }
            for c in made
        ],
    )  # fmt: skip
    return list(rows.scalars())


async def _keep_dropped(
    connection: AsyncConnection, source: str, parsed: Parsed, now: datetime
) -> int:
    """Keep what could not be read, each item once; how many are new."""
    if not parsed.dropped:
        return 0
    rows = [
        {
            "source_id": source,
            "digest": hashlib.blake2b(item.raw.encode(), digest_size=16).hexdigest(),
            "reason": item.reason,
            "raw": item.raw,
            "seen_at": now,
        }
        for item in parsed.dropped
    ]
    done = await connection.execute(
        insert_new(connection, dropped_items).returning(dropped_items.c.id), rows
    )
    fresh = len(done.all())
    await connection.execute(
        sources.update().where(sources.c.id == source).values(dropped=sources.c.dropped + fresh)
    )
    return fresh
