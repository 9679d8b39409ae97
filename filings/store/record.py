"""What one body of a source said, kept in one transaction.

``record`` writes what was decided: entries, captions, changes, one delivery
row per follow that wants a change, the messages that must be edited, and the
source's own state with its next due time. Either all of it is kept or none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import captions, match
from filings.db import Database
from filings.decide import Decision
from filings.numbers import Parts
from filings.store import sources as source_queries
from filings.store.core import (
    changes,
    chunks,
    deliveries,
    dockets,
    dropped_items,
    entries,
    entry_parts,
    follows,
    insert_new,
    members,
    parts_of,
    posts,
    same_case,
    sources,
    titles,
    upsert,
)
from filings.store.sources import Claim, Next
from filings.types import Change, Entry, Event, Parsed

MESSAGE_EVENTS = (Event.NEW, Event.CAPTION, Event.UNSEALED, Event.DOCUMENT, Event.WITHDRAWN)
EDITED_FOR = timedelta(days=7)
"""How long the messages of a case follow a change of its caption."""

JUDGES_LENGTH = 40

DocketIds = dict[Parts, int]


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
        if decision.new:
            await _insert_entries(connection, court, decision, ids, parsed.built_at, now)
        await _update_entries(connection, court, decision.updated)
        await _write_titles(connection, court, decision, ids)
        await _mark_absent(connection, court, decision, parsed.built_at or now, now)
        change_ids = await _write_changes(connection, court, decision.changes, ids, now)
        owed = await _owe(connection, change_ids, now)
        await _want_edits(connection, court, decision.changes, ids, now)
        dropped = await _keep_dropped(connection, held.id, parsed, now)
    return Recorded(len(decision.new), len(change_ids), owed, dropped)


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
    await source_queries.settle(connection, held, **values)


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
            "seen_at": now, "built_at": built_at, "late": new.late, "source": "cmecf",
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
                "after": c.after, "history": c.history, "created_at": now,
            }
            for c in made
        ],
    )  # fmt: skip
    return list(rows.scalars())


async def _owe(connection: AsyncConnection, change_ids: Sequence[int], now: datetime) -> int:
    """One delivery per follow that wants a change; how many were written.

    Follows without a rule, nearly all of them, cost one INSERT…SELECT; a rule
    is looked at in Python, for the filings it could want.
    """
    owed = 0
    due = sa.literal(now, type_=changes.c.created_at.type)
    owed_columns = (changes.c.id, follows.c.id, follows.c.team_id, follows.c.channel_id)
    for some in chunks(change_ids):
        plain = sa.select(*owed_columns, due).select_from(_WANTED).where(
            *_conditions(some), follows.c.rule == ""
        )  # fmt: skip
        done = await connection.execute(
            sa.insert(deliveries).from_select(
                ["change_id", "follow_id", "team_id", "channel_id", "due_at"], plain
            ),
            execution_options={"preserve_rowcount": True},
        )
        owed += done.rowcount
        ruled = await connection.execute(
            sa.select(
                *owed_columns, changes.c.event, follows.c.rule, entries.c.events, entries.c.text
            )
            .select_from(_WANTED)
            .where(*_conditions(some), follows.c.rule != "")
        )
        rows = [
            {
                "change_id": r[0], "follow_id": r[1], "team_id": r.team_id,
                "channel_id": r.channel_id, "due_at": now,
            }
            for r in ruled
            if match.wants(match.load(r.rule), Event(r.event), r.events or (), r.text or "")
        ]  # fmt: skip
        if rows:
            await connection.execute(sa.insert(deliveries), rows)
            owed += len(rows)
    return owed


_WANTED = (
    changes.join(dockets, dockets.c.id == changes.c.docket_id)
    .join(follows, same_case(follows, dockets))
    .outerjoin(entries, sa.and_(entries.c.court == changes.c.court, entries.c.key == changes.c.key))
)


def _conditions(some: Sequence[int]) -> list[sa.ColumnElement[bool]]:
    return [
        changes.c.id.in_(some),
        changes.c.event.in_([str(event) for event in MESSAGE_EVENTS]),
        follows.c.ended_at.is_(None),
        sa.or_(sa.not_(changes.c.history), follows.c.created_at <= entries.c.filed_at),
    ]


async def _want_edits(
    connection: AsyncConnection,
    court: str,
    made: Sequence[Change],
    ids: DocketIds,
    now: datetime,
) -> None:
    """Mark the messages that show something which is different now."""
    keys = sorted({c.keys[0] for c in made if c.keys and c.event != Event.NEW})
    for some in chunks(keys):
        await _mark_posts(connection, changes.c.court == court, changes.c.key.in_(some))
    renamed = sorted({
        ids[parts_of(court, c.docket_number, c.case_type)] for c in made if not c.keys
    })  # fmt: skip
    for cases in chunks(renamed):
        await _mark_posts(
            connection, changes.c.docket_id.in_(cases), changes.c.created_at > now - EDITED_FOR
        )


async def _mark_posts(connection: AsyncConnection, *which: sa.ColumnElement[bool]) -> None:
    showing = (
        sa.select(members.c.post_id)
        .join(changes, changes.c.id == members.c.change_id)
        .where(*which)
    )
    await connection.execute(
        posts.update()
        .where(posts.c.id.in_(showing), posts.c.state != "failed")
        .values(edits_wanted=posts.c.edits_wanted + 1)
    )


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
