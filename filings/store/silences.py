"""Sources that stand still or cannot be read, and those that are back: each is told once.

A source that is silent again soon after it was back is told as coming and going: who flaps is
no stream of messages. What turns together is told together (`outages` says when).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.store import outages
from filings.store.cases import coverage_view
from filings.store.core import CMECF, changes, chunks, deliveries, entries, sources
from filings.types import Destination, Event
from filings.views import CoverageView


@dataclass(frozen=True, slots=True)
class Turn:
    """Sources of one court that became silent, or came back, together.

    ids       one where it is the court's own feed, else one for each case
    coverage  of the first of them
    late      of those that are back, how many filings of the time in between each channel is
              told of; None where that is not counted
    back_at   since when the last of those that are back is
    again     it was silent, and back, not long ago
    """

    court: str
    kind: str
    ids: tuple[str, ...]
    coverage: CoverageView
    late: dict[Destination, int] | None = field(default=None, hash=False)
    back_at: datetime | None = None
    again: bool = False


async def anything(connection: AsyncConnection, now: datetime) -> bool:
    """Whether something is to be told or marked now."""
    turned = sa.or_(
        sa.and_(outages.is_over(now), sources.c.back_at.is_(None)),
        sa.and_(~outages.is_over(now), sources.c.back_at.is_not(None)),
    )
    if await connection.scalar(sa.select(sa.exists().where(outages.TOLD, turned))):
        return True
    return bool(
        await outages.ripe_silent(connection, now) or await outages.ripe_back(connection, now)
    )


async def newly_silent(connection: AsyncConnection, now: datetime) -> list[Turn]:
    """Sources that have become silent; marked as told."""
    ripe = await outages.ripe_silent(connection, now)
    mine = await _marked(connection, ripe, sources.c.told_at.is_(None), told_at=now)
    again = {
        row.id
        for row in mine
        if row.returned_at is not None and now - row.returned_at < outages.AGAIN
    }
    return _turns(mine, again=again)


async def newly_back(connection: AsyncConnection, now: datetime) -> list[Turn]:
    """Sources that are back after their silence was told; marked as not told."""
    await connection.execute(
        sources.update()
        .where(outages.TOLD, outages.is_over(now), sources.c.back_at.is_(None))
        .values(back_at=now)
    )
    await connection.execute(
        sources.update()
        .where(outages.TOLD, ~outages.is_over(now), sources.c.back_at.is_not(None))
        .values(back_at=None)
    )
    ripe = await outages.ripe_back(connection, now)
    mine = await _marked(
        connection, ripe, sources.c.told_at.is_not(None),
        told_at=None, back_at=None, returned_at=now,
    )  # fmt: skip
    late = {row.court: await _caught_up(connection, row) for row in mine if row.kind == CMECF}
    return _turns(mine, late)


async def told(connection: AsyncConnection) -> list[Turn]:
    """Courts' feeds whose silence was told and not yet its end."""
    which = sa.and_(outages.TOLD, sources.c.kind == CMECF)
    rows = await connection.execute(sa.select(sources).where(which).order_by(sources.c.court))
    return _turns(rows.all())


async def returned(connection: AsyncConnection, since: datetime) -> list[Turn]:
    """Courts' feeds whose return was told since then, and that are not silent again."""
    which = sa.and_(
        sources.c.kind == CMECF, sources.c.epoch_at.is_not(None),
        sources.c.told_at.is_(None), sources.c.returned_at > since,
    )  # fmt: skip
    rows = await connection.execute(sa.select(sources).where(which).order_by(sources.c.court))
    return _turns(rows.all())


async def _marked(
    connection: AsyncConnection,
    rows: Sequence[Any],
    unless: sa.ColumnElement[bool],
    **values: datetime | None,
) -> list[Any]:
    """Those of the rows, as they were, that no other process has marked in the meantime."""
    mine: set[str] = set()
    for some in chunks([row.id for row in rows]):
        done = await connection.execute(
            sources.update()
            .where(sources.c.id.in_(some), unless)
            .values(**values)
            .returning(sources.c.id)
        )
        mine.update(done.scalars())
    kept = (row for row in rows if row.id in mine)
    return sorted(kept, key=lambda row: (row.court, row.kind, row.id))


def _turns(
    rows: Sequence[Any],
    late: dict[str, dict[Destination, int]] | None = None,
    again: Collection[str] = (),
) -> list[Turn]:
    made = []
    for (court, kind), same in groupby(rows, key=lambda row: (row.court, row.kind)):
        some = list(same)
        of_court = (late or {}).get(court) if kind == CMECF else None
        ids = tuple(row.id for row in some)
        back_at = max((row.back_at for row in some if row.back_at is not None), default=None)
        comes_and_goes = any(row.id in again for row in some)
        view = coverage_view(some[0])
        made.append(Turn(court, kind, ids, view, of_court, back_at, comes_and_goes))
    return made


async def _caught_up(connection: AsyncConnection, row: Any) -> dict[Destination, int]:
    """How many filings the feed brought when it was back, for each channel that wants them.

    Bodies that broke off brought some of theirs in time: what was found before the end counts
    where it was filed long before, or where newer ones were known already.
    """
    found = await connection.execute(
        sa.select(
            deliveries.c.team_id,
            deliveries.c.channel_id,
            changes.c.key,
            changes.c.created_at,
            entries.c.filed_at,
            entries.c.late,
        )
        .distinct()
        .join(changes, changes.c.id == deliveries.c.change_id)
        .join(entries, sa.and_(entries.c.court == changes.c.court, entries.c.key == changes.c.key))
        .where(
            changes.c.court == row.court,
            changes.c.event == str(Event.NEW),
            changes.c.created_at.between(row.told_at, row.back_at + outages.A_LITTLE),
            entries.c.source == CMECF,
        )
    )
    ended = row.back_at - outages.A_LITTLE
    came_late = {
        (Destination(each.team_id, each.channel_id), each.key)
        for each in found
        if each.late
        or each.created_at >= ended
        or each.created_at - each.filed_at > outages.FAILING_TOO_LONG
    }
    return Counter(to for to, _key in came_late)
