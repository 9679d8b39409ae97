"""Who is to hear of a change: deliveries to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.changes import skipped
from filings.changes.cases import CASE_CHANGES
from filings.deciding.merge import Said
from filings.numbers import Parts
from filings.store import duetimes, whole
from filings.store.core import (
    CMECF,
    changes,
    channels,
    chunks,
    deliveries,
    dockets,
    entries,
    follows,
    same_case,
    sources,
)
from filings.store.sources import TORN
from filings.telling import match
from filings.telling.timing import Matter
from filings.terms import Cadence, Terms
from filings.types import Event

MESSAGE_EVENTS = (
    Event.NEW, Event.CAPTION, Event.UNSEALED, Event.ANONYMISED, Event.DOCUMENT, Event.WITHDRAWN,
    *CASE_CHANGES,
)  # fmt: skip
USUAL_REBUILD = 60
"""Minutes between two rebuilds of a feed whose rhythm is not known yet."""
READING_TIME = timedelta(minutes=10)

DocketIds = dict[Parts, int]


async def owe(connection: AsyncConnection, change_ids: Sequence[int], ready: datetime) -> int:
    """One delivery per follow that wants a change, to be told from ``ready`` on; how many
    were written.

    Follows without a rule cost one INSERT…SELECT for those that are told at once, nearly all
    of them, and one for the others, whose due times are reckoned once for all channels with
    the same clock. Only follows with a rule are looked at one by one.
    """
    owed = 0
    for some in chunks(change_ids):
        rows = await connection.execute(
            sa.select(changes.c.id, changes.c.court, changes.c.event).where(
                changes.c.id.in_(some), changes.c.event.in_(_MESSAGES)
            )
        )
        told = rows.all()
        words = await whole.of_changes(connection, [row.id for row in told])
        matters = {row.id: duetimes.matter_of(row.event, words.get(row.id)) for row in told}
        alike: dict[tuple[str, Matter], list[int]] = {}
        for row in told:
            alike.setdefault((row.court, matters[row.id]), []).append(row.id)
        for (court, matter), ids in alike.items():
            owed += await _owe_plain(connection, ids, court, matter, ready)
        if told:
            owed += await _owe_by_rule(connection, list(matters), words, ready)
    return owed


async def _owe_plain(
    connection: AsyncConnection, ids: Sequence[int], court: str, matter: Matter, ready: datetime
) -> int:
    """To follows without a rule, of changes of one court that are told alike."""
    at_once = duetimes.at_any_time(matter)
    at = sa.literal(ready, type_=_MOMENT)
    query = sa.select(*_OWED, sa.literal(str(Cadence.NOW)), at, at).select_from(_WANTED)
    owed = await _insert(connection, query.where(*conditions(ids), _NO_RULE, at_once))
    clocks = await connection.execute(
        sa.select(*duetimes.TIMED_BY)
        .select_from(_WANTED)
        .where(*conditions(ids), _NO_RULE, sa.not_(at_once))
        .distinct()
    )
    for some in chunks(clocks.all(), _CLOCKS):
        clock = _clocks(some, court, matter, ready)
        same = (clock.c[column.name] == column for column in duetimes.TIMED_BY)
        query = sa.select(*_OWED, clock.c.told_with, at, clock.c.told_at).select_from(
            _WANTED.join(clock, sa.and_(*same))
        )
        owed += await _insert(connection, query.where(*conditions(ids), _NO_RULE))
    return owed


def _clocks(rows: Sequence[Any], court: str, matter: Matter, ready: datetime) -> sa.Subquery:
    """Each way of being timed, with the cadence and the due time that it leads to."""
    selects = []
    for row in rows:
        cadence, due = duetimes.told_of(row, court, ready, matter)
        named = [
            sa.literal(value, type_=column.type).label(column.name)
            for column, value in zip(duetimes.TIMED_BY, row, strict=True)
        ]
        due_at = sa.literal(due, type_=_MOMENT).label("told_at")
        selects.append(sa.select(*named, sa.literal(str(cadence)).label("told_with"), due_at))
    return sa.union_all(*selects).subquery("clock")


async def _insert(connection: AsyncConnection, query: sa.Select[Any]) -> int:
    done = await connection.execute(
        sa.insert(deliveries).from_select(list(_COLUMNS), query),
        execution_options={"preserve_rowcount": True},
    )
    return done.rowcount


async def _owe_by_rule(
    connection: AsyncConnection, ids: Sequence[int], words: Mapping[int, Said], ready: datetime
) -> int:
    """To follows with a rule, by all that is known of the filing."""
    found = await connection.execute(by_rule().where(*conditions(ids), sa.not_(_NO_RULE)))
    rows = [row for row in found if wanted_by(row, words.get(row.change_id, Said()))]
    return await write_owed(connection, rows, words, ready)


def by_rule() -> sa.Select[Any]:
    """Changes with the follows of their case, as ``wanted_by`` and ``write_owed`` need them."""
    return sa.select(
        changes.c.id.label("change_id"), follows.c.id.label("follow_id"), follows.c.team_id,
        follows.c.channel_id, changes.c.event, changes.c.court, follows.c.rule,
        *duetimes.TIMED_BY,
    ).select_from(_WANTED)  # fmt: skip


def wanted_by(row: Any, words: Said) -> bool:
    return match.wants(match.load(row.rule), Event(row.event), words.events, words.text)


async def write_owed(
    connection: AsyncConnection, rows: Sequence[Any], words: Mapping[int, Said], ready: datetime
) -> int:
    """A delivery for each row of ``by_rule``; how many were written."""
    owed = []
    for row in rows:
        matter = duetimes.matter_of(row.event, words.get(row.change_id))
        cadence, due = duetimes.told_of(row, row.court, ready, matter)
        owed.append(dict(zip(_COLUMNS, (*row[:4], str(cadence), ready, due), strict=True)))
    if owed:
        await connection.execute(sa.insert(deliveries), owed)
    return len(owed)


async def drop_refused(connection: AsyncConnection, follow_id: int, terms: Terms) -> None:
    """Let go of what waits for a follow and is not wanted by the terms that it has now."""
    waiting = (
        sa.select(deliveries.c.change_id, changes.c.event)
        .join(changes, changes.c.id == deliveries.c.change_id)
        .where(deliveries.c.follow_id == follow_id, deliveries.c.post_id.is_(None))
        .order_by(deliveries.c.due_at, deliveries.c.change_id)
        .with_for_update(of=deliveries)
    )
    rows = (await connection.execute(waiting)).all()
    words = await whole.of_changes(connection, [row.change_id for row in rows])
    refused = [
        row.change_id
        for row in rows
        for says in (words.get(row.change_id, Said()),)
        if not match.wants(terms.rule, Event(row.event), says.events, says.text)
        or (row.event == Event.DOCUMENT and not terms.documents)
    ]
    for some in chunks(refused):
        await connection.execute(
            deliveries.delete().where(
                deliveries.c.follow_id == follow_id, deliveries.c.change_id.in_(some)
            )
        )


_MESSAGES = [str(event) for event in MESSAGE_EVENTS]
_MOMENT = changes.c.created_at.type
_NO_RULE = follows.c.rule == ""
_CLOCKS = 50
"""Ways of being timed in one statement: SQLite takes 500 pieces, and few parameters each."""
_OWED = (changes.c.id, follows.c.id, follows.c.team_id, follows.c.channel_id)
_COLUMNS = ("change_id", "follow_id", "team_id", "channel_id", "cadence", "ready_at", "due_at")
_WANTED = (
    changes.join(dockets, dockets.c.id == changes.c.docket_id)
    .join(follows, same_case(follows, dockets))
    .join(channels, duetimes.CHANNEL_OF_FOLLOW)
    .outerjoin(entries, duetimes.ENTRY_OF_CHANGE)
)


def conditions(some: Sequence[int]) -> list[sa.ColumnElement[bool]]:
    """Of these changes those that are told, and of the follows those that may hear of them."""
    return [
        changes.c.id.in_(some),
        changes.c.event.in_(_MESSAGES),
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
                sources.c.state.in_(("read", TORN)),
            )
        )
    ).first()
    if row is None or not skipped.lists_all(row.entry_types):
        return now
    return now + 2 * timedelta(minutes=row.rebuild_minutes or USUAL_REBUILD) + READING_TIME
