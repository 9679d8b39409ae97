"""What is owed to a channel and has no post yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.courts import court_of
from filings.deciding.merge import Said
from filings.store import whole
from filings.store.core import changes, chunks, deliveries, entries, is_of, members, posts
from filings.telling import fold, timing
from filings.telling.fold import CALM, Waiting
from filings.terms import Cadence, ChannelTerms
from filings.types import Destination, Event

MOST_WAITING = 500
"""Deliveries of a channel that are looked at for one message."""
MOST_OF_CASES = 2_000
"""The same of their cases, where there are more."""
# What became known longer ago is in no message of the last minutes, whatever held it up.
_LONG_WAITED = timedelta(days=3)
_SOONEST = tuple(Cadence)


async def owed(
    connection: AsyncConnection, to: Destination, now: datetime, place: ChannelTerms
) -> list[Waiting]:
    """What is due, and what rests for less than ``CALM``, a change once, locked.

    What a post of the channel has already is settled with it.
    """
    found: dict[int, Waiting] = {}
    rows = await _locked(connection, to, now)
    words = await whole.of_changes(connection, [row.change_id for row in rows])
    for row in rows:
        says = words.get(row.change_id, Said())
        if row.post_id is not None:
            await settle(connection, to, row.change_id, row.post_id)
            continue
        if row.due_at > now and _is_held(row, says, place, now):
            continue
        # Several follows of one case make several rows of one change; the soonest tells.
        each = _waiting(row, says)
        other = found.get(row.change_id)
        found[row.change_id] = each if other is None else _sooner(other, each)
    return list(found.values())


async def _locked(connection: AsyncConnection, to: Destination, now: datetime) -> Sequence[Any]:
    """Deliveries that are due or may rest, each with its change and any post that has that.

    Of the cases that are among the first they begin with what stands first on the docket, for
    that may have been written last.
    """
    rows = await _rows(connection, to, now)
    if len(rows) < MOST_WAITING:
        return rows
    found = {}
    for some in chunks(sorted({row.docket_id for row in rows})):
        for row in await _rows(connection, to, now, of=some):
            found[row.change_id, row.follow_id] = row
    return list(found.values())


async def _rows(
    connection: AsyncConnection, to: Destination, now: datetime, of: Sequence[int] = ()
) -> Sequence[Any]:
    """Of these dockets those that stand first on them, else the first ones of whatever dockets."""
    member = sa.and_(is_of(members, to), members.c.change_id == deliveries.c.change_id)
    whose = sa.and_(entries.c.court == changes.c.court, entries.c.key == changes.c.key)
    on_the_docket = (entries.c.filed_at, entries.c.seq) if of else ()
    may_rest = sa.and_(
        deliveries.c.cadence == str(Cadence.NOW),
        deliveries.c.ready_at <= now,
        deliveries.c.due_at <= now + CALM,
    )
    return (
        await connection.execute(
            sa.select(
                deliveries.c.change_id, deliveries.c.follow_id, deliveries.c.ready_at,
                deliveries.c.due_at, deliveries.c.cadence, changes.c.docket_id, changes.c.court,
                changes.c.event, members.c.post_id,
            )
            .join(changes, changes.c.id == deliveries.c.change_id)
            .outerjoin(members, member)
            .outerjoin(entries, whose)
            .where(
                is_of(deliveries, to),
                deliveries.c.post_id.is_(None),
                sa.or_(deliveries.c.due_at <= now, may_rest),
                *((changes.c.docket_id.in_(of),) if of else ()),
            )
            .order_by(*on_the_docket, deliveries.c.due_at, deliveries.c.change_id)
            .limit(MOST_OF_CASES if of else MOST_WAITING)
            # write.py holds these back while it writes what a message would show.
            .with_for_update(of=deliveries)
        )
    ).all()  # fmt: skip


def _is_held(row: Any, says: Said, place: ChannelTerms, now: datetime) -> bool:
    """Whether the channel's quiet hours hold it, and no message of its case."""
    _, court_zone = court_of(row.court)
    through = timing.passes(says.events, says.text)
    due = timing.due(Cadence.NOW, None, place, court_zone, row.ready_at, through=through)
    return due > now


def _waiting(row: Any, says: Said) -> Waiting:
    return Waiting(
        row.change_id, row.docket_id, Event(row.event), row.ready_at, row.due_at,
        Cadence(row.cadence), says.events, says.text,
    )  # fmt: skip


def _sooner(one: Waiting, other: Waiting) -> Waiting:
    cadence = min(one.cadence, other.cadence, key=_SOONEST.index)
    return replace(one, cadence=cadence, due_at=min(one.due_at, other.due_at))


async def rest(connection: AsyncConnection, to: Destination, until: Mapping[int, datetime]) -> None:
    """Let changes wait for a calm in their case."""
    if until:
        await connection.execute(
            deliveries.update()
            .where(
                is_of(deliveries, to),
                deliveries.c.change_id == sa.bindparam("b_change"),
                deliveries.c.post_id.is_(None),
                deliveries.c.due_at < sa.bindparam("b_until"),
            )
            .values(due_at=sa.bindparam("b_until")),
            [{"b_change": change, "b_until": at} for change, at in until.items()],
        )


async def settle(
    connection: AsyncConnection, to: Destination, change_id: int, post_id: str
) -> None:
    """Nothing more is owed of a change that a post has."""
    await connection.execute(
        deliveries.update()
        .where(is_of(deliveries, to), deliveries.c.change_id == change_id)
        .values(post_id=post_id)
    )


async def last_told(
    connection: AsyncConnection, to: Destination, dockets: Sequence[int], now: datetime
) -> dict[int, datetime]:
    """When filings of cases were last told in a channel, of those that were within ``CALM``."""
    found: dict[int, datetime] = {}
    for some in chunks(dockets):
        rows = await connection.execute(
            sa.select(changes.c.docket_id, sa.func.max(posts.c.created_at))
            .select_from(changes)
            .join(members, members.c.change_id == changes.c.id)
            .join(posts, posts.c.id == members.c.post_id)
            .where(
                changes.c.docket_id.in_(some),
                changes.c.created_at > now - _LONG_WAITED,
                is_of(members, to),
                changes.c.event != Event.DOCUMENT,
                posts.c.kind == "alert",
                posts.c.state != "failed",
                posts.c.created_at > now - CALM,
            )
            .group_by(changes.c.docket_id)
        )
        found.update((row[0], row[1]) for row in rows)
    return found


async def may_go(
    connection: AsyncConnection, to: Destination, waiting: Sequence[Waiting], now: datetime
) -> tuple[Waiting, ...]:
    """What is told at once and may be told now; the others are put to rest."""
    told = await last_told(connection, to, sorted({each.docket for each in waiting}), now)
    sorted_out = fold.sort_out(waiting, told, now)
    await rest(connection, to, sorted_out.resting)
    return sorted_out.now
