"""The rows that a decision becomes: entries, captions, changes. Its dockets: `docketrows`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import captions
from filings.deciding.known import Decision
from filings.errors import Overtaken
from filings.store import (
    becoming,
    calendar,
    edits,
    joining,
    nameless,
    owed,
    raised,
    skips,
    watchhits,
)
from filings.store.core import (
    changes,
    chunks,
    dockets,
    entries,
    entry_parts,
    insert_new,
    parts_of,
    titles,
    upsert,
)
from filings.store.documents import kept_of
from filings.store.owed import DocketIds
from filings.types import Change, Entry, Event, Teller


async def write_decision(
    connection: AsyncConnection,
    court: str,
    decision: Decision,
    ids: DocketIds,
    teller: Teller,
    built_at: datetime | None,
    now: datetime,
) -> tuple[int, int]:
    """Keep all that was decided, joined to what other tellers said. Gives how many changes
    were written, and how many deliveries are owed."""
    decision = await joining.joined(connection, court, decision, ids, teller)
    decision = await nameless.settle(connection, court, decision, ids)
    decision = await skips.filled(connection, court, decision, ids)
    if teller is Teller.CMECF:
        became = await becoming.of_initials(connection, court, decision, ids, now)
        decision = replace(decision, changes=(*decision.changes, *became))
    await edits.hold_back(connection, court, decision.changes, ids, now)
    before = await raised.words_of(connection, court, decision)
    if decision.new:
        await insert_entries(connection, court, decision, ids, built_at, now, teller)
    await update_entries(connection, court, decision.updated, now)
    await joining.settle(connection, court, decision, now)
    await skips.find(connection, court, decision, ids, teller)
    await write_titles(connection, court, decision, ids)
    await mark_absent(connection, court, decision, built_at or now, now)
    await calendar.keep(connection, court, decision, ids, now)
    change_ids = await write_changes(connection, court, decision.changes, ids, now)
    waits = [i for i, c in zip(change_ids, decision.changes, strict=True) if c.wait]
    at_once = [i for i, c in zip(change_ids, decision.changes, strict=True) if not c.wait]
    deliveries = await owed.owe(connection, at_once, now)
    if waits:
        due = await owed.twins_time(connection, court, now)
        deliveries += await owed.owe(connection, waits, due)
    deliveries += await raised.tell(connection, court, before, change_ids, now)
    later = dict.fromkeys(waits, due) if waits else {}
    deliveries += await watchhits.owe(connection, decision, change_ids, now, later)
    await edits.want_edits(connection, court, decision.changes, ids, now)
    return len(change_ids), deliveries


async def insert_entries(
    connection: AsyncConnection,
    court: str,
    decision: Decision,
    ids: DocketIds,
    built_at: datetime | None,
    now: datetime,
    teller: Teller,
) -> None:
    rows = [
        {
            "court": court, "key": e.key, "lead": new.lead, "docket_id": ids[entry_parts(court, e)],
            "case_id": e.case_id, "defendant": e.defendant, "number": e.number,
            "doc_id": e.doc_id, "seq": e.seq, "events": list(e.events), "text": e.text,
            "url": e.url, "document_url": e.document_url, "filed_at": e.filed_at,
            "seen_at": now, "built_at": built_at, "late": new.late, "source": str(teller),
            "timed": e.timed, "documents": kept_of(e.documents, (), now), "silent": new.silent,
            "created_at": e.created_at,
        }
        for new in decision.new
        for e in (new.entry,)
    ]  # fmt: skip
    done = await connection.execute(insert_new(connection, entries).returning(entries.c.key), rows)
    if len(done.all()) < len(rows):
        raise Overtaken(f"Another source told of filings in {court} at the same moment.")


async def update_entries(
    connection: AsyncConnection, court: str, updated: Sequence[Entry], now: datetime
) -> None:
    if not updated:
        return
    before = await _kept_documents(connection, court, [e.key for e in updated if e.documents])
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
            text=sa.bindparam("b_text"),
            timed=sa.bindparam("b_timed"),
            documents=sa.bindparam("b_documents"),
            created_at=sa.bindparam("b_created_at"),
        ),
        [
            {
                "b_key": e.key, "b_number": e.number, "b_doc_id": e.doc_id, "b_seq": e.seq,
                "b_events": list(e.events), "b_url": e.url, "b_document_url": e.document_url,
                "b_filed_at": e.filed_at, "b_text": e.text, "b_timed": e.timed,
                "b_documents": kept_of(e.documents, before.get(e.key, ()), now),
                "b_created_at": e.created_at,
            }
            for e in updated
        ],
    )  # fmt: skip


async def _kept_documents(
    connection: AsyncConnection, court: str, keys: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for some in chunks(keys):
        rows = await connection.execute(
            sa.select(entries.c.key, entries.c.documents).where(
                entries.c.court == court, entries.c.key.in_(some)
            )
        )
        found.update((row.key, row.documents) for row in rows)
    return found


async def write_titles(
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
        if change.event in (Event.CAPTION, Event.UNSEALED, Event.ANONYMISED):
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


async def mark_absent(
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


async def write_changes(
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
