"""What a Home tab shows: the follows of a workspace, how each one's source is, and what is
watched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import courts
from filings.db import Database
from filings.store import mornings, watches
from filings.store.cases import coverage_of, coverage_view
from filings.store.core import CMECF, chunks, follows, same_case, sources
from filings.store.epochs import ATOM
from filings.store.followviews import dockets_of, views_of
from filings.store.mornings import Morning
from filings.store.watches import WatchView
from filings.views import CoverageView, FollowView


@dataclass(frozen=True, slots=True)
class Listed:
    """A follow in brief, to find, sort and count it; ``case_name`` is "" while unseen."""

    id: int
    channel_id: str
    court: str
    docket_number: str
    case_name: str


@dataclass(frozen=True, slots=True)
class ListedWatch:
    """Watched words, or a court's new cases each morning, in a channel."""

    channel_id: str
    what: WatchView | Morning


@dataclass(frozen=True, slots=True)
class FollowAndSource:
    """A follow with what is read for it; ``late`` where channels were told that it is late."""

    follow: FollowView
    coverage: CoverageView
    late: bool = False


async def listed(
    db: Database, team_id: str, channels: Collection[str], user_id: str
) -> list[Listed]:
    """The live follows in these channels, and those that this person has for themselves.

    A conversation with Crier alone is its person's own, and is told to nobody else.
    """
    async with db.read() as connection:
        rows = await connection.execute(
            sa.select(
                follows.c.id, follows.c.channel_id, follows.c.court, follows.c.number,
                follows.c.created_by,
            ).where(follows.c.team_id == team_id, follows.c.ended_at.is_(None))
        )  # fmt: skip
        shown = [
            row
            for row in rows.all()
            if _is_shown(row.channel_id, row.created_by, channels, user_id)
        ]
        dockets = await dockets_of(connection, [row.id for row in shown])
    return [_listed(row, dockets.get(row.id)) for row in shown]


async def watching(
    db: Database, team_id: str, channels: Collection[str], user_id: str
) -> list[ListedWatch]:
    """The live watches and morning lists of the same channels, in the order they began."""
    found = [
        ListedWatch(view.destination.channel_id, view) for view in await watches.listed(db, team_id)
    ]
    found += [
        ListedWatch(each.to.channel_id, each) for each in await mornings.everywhere(db, team_id)
    ]
    return [
        each
        for each in found
        if _is_shown(each.channel_id, each.what.created_by, channels, user_id)
    ]


def _is_shown(channel_id: str, by: str, channels: Collection[str], user_id: str) -> bool:
    own = channel_id.startswith("D") and bool(user_id) and by == user_id
    return channel_id in channels or own


def _listed(row: Any, docket: Any | None) -> Listed:
    if docket is None:
        return Listed(row.id, row.channel_id, row.court, row.number, "")
    return Listed(row.id, row.channel_id, row.court, docket.number, docket.case_name)


async def with_sources(
    db: Database, team_id: str, ids: Sequence[int]
) -> dict[int, FollowAndSource]:
    """These follows of a workspace, by id; those that have ended meanwhile are left out."""
    async with db.read() as connection:
        rows: dict[int, Any] = {}
        for some in chunks(ids):
            found = await connection.execute(
                sa.select(follows).where(
                    follows.c.id.in_(some),
                    follows.c.team_id == team_id,
                    follows.c.ended_at.is_(None),
                )
            )
            rows |= {row.id: row for row in found}
        there = [rows[each] for each in ids if each in rows]
        views = await views_of(connection, there)
        feeds = await _feeds(connection, {row.court for row in there})
        pages = await _pages(connection, [row.id for row in there])
    return {
        row.id: FollowAndSource(view, *_source(view.court, feeds, pages.get(row.id)))
        for row, view in zip(there, views, strict=True)
    }


Source = tuple[CoverageView, bool]


async def _feeds(connection: AsyncConnection, of: Collection[str]) -> dict[str, Source]:
    """By court, what is known of its own feed."""
    rows = await connection.execute(
        sa.select(sources).where(sources.c.court.in_(of), sources.c.kind == CMECF)
    )
    found = {row.court: row for row in rows}
    return {court: (await coverage_of(connection, court), _late(found.get(court))) for court in of}


async def _pages(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Source]:
    """By follow, what is known of the page that is read of that one case."""
    found: dict[int, Source] = {}
    for some in chunks(ids):
        rows = await connection.execute(
            sa.select(follows.c.id.label("follow_id"), *sources.c)
            .select_from(follows)
            .join(sources, same_case(follows, sources))
            .where(follows.c.id.in_(some), sources.c.kind != CMECF, sources.c.epoch_at.is_not(None))
            .order_by(sources.c.read_at.desc().nulls_last())
        )
        for row in rows:
            view = replace(coverage_view(row), by_listing=row.kind == ATOM)
            found.setdefault(row.follow_id, (view, _late(row)))
    return found


def _late(row: Any | None) -> bool:
    return row is not None and row.told_at is not None


def _source(court: str, feeds: Mapping[str, Source], page: Source | None) -> Source:
    feed = feeds[court]
    own_page = courts.get(court).kind == "scotus" or feed[0].state in ("no feed", "not configured")
    return page if page is not None and own_page else feed
