"""Who is to hear of a change: deliveries to write, and messages to edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import match
from filings.numbers import Parts
from filings.store import duetimes, threads
from filings.store.core import (
    CMECF,
    changes,
    channels,
    chunks,
    deliveries,
    dockets,
    entries,
    follows,
    members,
    parts_of,
    posts,
    same_case,
    sources,
)
from filings.terms import Cadence, Terms
from filings.types import Change, Event

MESSAGE_EVENTS = (Event.NEW, Event.CAPTION, Event.UNSEALED, Event.DOCUMENT, Event.WITHDRAWN)
EDITED_FOR = timedelta(days=7)
"""How long the messages of a case follow a change of its caption."""

USUAL_REBUILD = 60
"""Minutes between two rebuilds of a feed whose rhythm is not known yet."""
READING_TIME = timedelta(minutes=10)

DocketIds = dict[Parts, int]


async def owe(connection: AsyncConnection, change_ids: Sequence[int], ready: datetime) -> int:
    """One delivery per follow that wants a change, to be told from ``ready`` on; how many
    were written.

    Follows without a rule that are told at once, nearly all of them, cost one
    INSERT…SELECT; the others are looked at in Python.
    """
    owed = 0
    plain = sa.and_(follows.c.rule == "", duetimes.at_any_time())
    at = sa.literal(ready, type_=changes.c.created_at.type)
    owed_columns = (changes.c.id, follows.c.id, follows.c.team_id, follows.c.channel_id)
    for some in chunks(change_ids):
        at_once = sa.select(*owed_columns, sa.literal(str(Cadence.NOW)), at, at).select_from(
            _WANTED
        ).where(*_conditions(some), plain)  # fmt: skip
        done = await connection.execute(
            sa.insert(deliveries).from_select(list(_COLUMNS), at_once),
            execution_options={"preserve_rowcount": True},
        )
        owed += done.rowcount
        others = await connection.execute(
            sa.select(*owed_columns, changes.c.event, follows.c.rule, *duetimes.TIMED_BY)
            .select_from(_WANTED)
            .where(*_conditions(some), sa.not_(plain))
        )
        rows = [
            dict(zip(_COLUMNS, (*r[:4], r.cadence, ready, duetimes.due_of(r, ready)), strict=True))
            for r in others
            if match.wants(match.load(r.rule), Event(r.event), r.events or (), r.text or "")
        ]
        if rows:
            await connection.execute(sa.insert(deliveries), rows)
            owed += len(rows)
    return owed


async def drop_refused(connection: AsyncConnection, follow_id: int, terms: Terms) -> None:
    """Let go of what waits for a follow and is not wanted by the terms that it has now."""
    waiting = (
        sa.select(deliveries.c.change_id, changes.c.event, entries.c.events, entries.c.text)
        .join(changes, changes.c.id == deliveries.c.change_id)
        .outerjoin(entries, duetimes.ENTRY_OF_CHANGE)
        .where(deliveries.c.follow_id == follow_id, deliveries.c.post_id.is_(None))
        .order_by(deliveries.c.due_at, deliveries.c.change_id)
        .with_for_update(of=deliveries)
    )
    refused = [
        row.change_id
        for row in (await connection.execute(waiting)).all()
        if not match.wants(terms.rule, Event(row.event), row.events or (), row.text or "")
        or (row.event == Event.DOCUMENT and not terms.documents)
    ]
    for some in chunks(refused):
        await connection.execute(
            deliveries.delete().where(
                deliveries.c.follow_id == follow_id, deliveries.c.change_id.in_(some)
            )
        )


_COLUMNS = ("change_id", "follow_id", "team_id", "channel_id", "cadence", "ready_at", "due_at")
_WANTED = (
    changes.join(dockets, dockets.c.id == changes.c.docket_id)
    .join(follows, same_case(follows, dockets))
    .join(channels, duetimes.CHANNEL_OF_FOLLOW)
    .outerjoin(entries, duetimes.ENTRY_OF_CHANGE)
)


def _conditions(some: Sequence[int]) -> list[sa.ColumnElement[bool]]:
    return [
        changes.c.id.in_(some),
        changes.c.event.in_([str(event) for event in MESSAGE_EVENTS]),
        follows.c.ended_at.is_(None),
        follows.c.paused_at.is_(None),
        sa.or_(changes.c.since.is_(None), follows.c.created_at <= changes.c.since),
        sa.or_(changes.c.event != str(Event.DOCUMENT), _wants_documents()),
    ]


def _wants_documents() -> sa.ColumnElement[bool]:
    """A free document is told of in the thread of an alert that the channel has or is owed."""
    alert, owed_alert, twin = changes.alias(), deliveries.alias(), entries.alias()
    # The alert may have been of an entry that proved to be the same filing.
    same = sa.exists().where(
        twin.c.court == alert.c.court, twin.c.key == alert.c.key, twin.c.lead == entries.c.lead
    )
    told = sa.exists().where(
        alert.c.court == changes.c.court,
        sa.or_(alert.c.key == changes.c.key, same),
        alert.c.docket_id == changes.c.docket_id,
        alert.c.event == str(Event.NEW),
        owed_alert.c.change_id == alert.c.id,
        owed_alert.c.team_id == follows.c.team_id,
        owed_alert.c.channel_id == follows.c.channel_id,
    )
    return sa.and_(follows.c.documents, told)


async def twins_time(connection: AsyncConnection, court: str, now: datetime) -> datetime:
    """Until when an unnumbered entry from elsewhere waits for the court's own feed to list it.

    Two rebuilds, where the feed is read and lists all types of entry; else not at all.
    """
    row = (
        await connection.execute(
            sa.select(sources.c.entry_types, sources.c.rebuild_minutes).where(
                sources.c.court == court,
                sources.c.kind == CMECF,
                sources.c.epoch_at.is_not(None),
                sources.c.state == "read",
            )
        )
    ).first()
    if row is None or "all" not in (row.entry_types or "").casefold().replace(",", " ").split():
        return now
    return now + 2 * timedelta(minutes=row.rebuild_minutes or USUAL_REBUILD) + READING_TIME


def _shown(
    court: str, made: Sequence[Change], ids: DocketIds, now: datetime
) -> list[sa.ColumnElement[bool]]:
    """Which earlier changes, in a message, show something that these make different."""
    keys = sorted({c.keys[0] for c in made if c.keys and c.event != Event.NEW})
    renamed = sorted({
        ids[parts_of(court, c.docket_number, c.case_type)] for c in made if not c.keys
    })  # fmt: skip
    return [
        *(sa.and_(changes.c.court == court, changes.c.key.in_(some)) for some in chunks(keys)),
        *(
            sa.and_(changes.c.docket_id.in_(some), changes.c.created_at > now - EDITED_FOR)
            for some in chunks(renamed)
        ),
    ]


async def hold_back(
    connection: AsyncConnection,
    court: str,
    made: Sequence[Change],
    ids: DocketIds,
    now: datetime,
) -> None:
    """Keep senders from writing a message of what is about to change.

    One written before is seen by ``want_edits``, and one written after shows
    what is recorded now. On SQLite nobody else writes meanwhile.
    """
    if connection.dialect.name != "postgresql":
        return
    for which in _shown(court, made, ids, now):
        await connection.execute(
            sa.select(deliveries.c.change_id)
            .join(changes, changes.c.id == deliveries.c.change_id)
            .where(which, deliveries.c.post_id.is_(None))
            .order_by(deliveries.c.due_at, deliveries.c.change_id)
            .with_for_update(of=deliveries)
        )


async def want_edits(
    connection: AsyncConnection,
    court: str,
    made: Sequence[Change],
    ids: DocketIds,
    now: datetime,
) -> None:
    """Mark the messages that show something which is different now."""
    for which in _shown(court, made, ids, now):
        showing = (
            sa.select(members.c.post_id)
            .join(changes, changes.c.id == members.c.change_id)
            .where(which)
        )
        await connection.execute(
            posts.update()
            .where(posts.c.id.in_(showing), posts.c.state != "failed")
            .values(edits_wanted=posts.c.edits_wanted + 1)
        )
    cases = {
        ids[parts_of(court, c.docket_number, c.case_type)] for c in made if c.event != Event.NEW
    }
    await threads.edit_roots(connection, sorted(cases))
