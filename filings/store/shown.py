"""Changes and posts as they are shown in a channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store.cases import defendants_of, filing_view, shown_entries
from filings.store.core import changes, chunks, dockets, entries, members
from filings.types import Destination, Event
from filings.views import FilingView, PostView


async def change_views(
    connection: AsyncConnection, to: Destination, change_ids: Sequence[int]
) -> dict[int, FilingView]:
    """Changes as they are shown to a channel, with what is known of their filings now."""
    made: list[Any] = []
    for some in chunks(change_ids):
        made += (
            await connection.execute(
                sa.select(changes, dockets.c.number, dockets.c.case_name, dockets.c.url)
                .join(dockets, dockets.c.id == changes.c.docket_id)
                .where(changes.c.id.in_(some))
            )
        ).all()
    keys = sorted({(row.court, row.key) for row in made if row.key})
    shown: dict[tuple[str, str], Any] = {}
    for pairs in chunks(keys):
        found = await connection.execute(
            shown_entries().where(
                entries.c.court.in_(sorted({court for court, _ in pairs})),
                entries.c.key.in_([key for _, key in pairs]),
            )
        )
        shown.update(((row.court, row.key), row) for row in found)
    others = await defendants_of(connection, keys)
    told = await _told(connection, to, [row for row in made if row.event == Event.WITHDRAWN])
    return {
        row.id: replace(
            filing_view(
                shown[row.court, row.key],
                others.get((row.court, row.key), ()),
                Event(row.event),
                row.before,
                row.after,
            ),
            told_here=row.event != Event.WITHDRAWN or (row.court, row.key) in told,
        )
        if row.key
        else _case_view(row)
        for row in made
    }


async def _told(
    connection: AsyncConnection, to: Destination, made: Sequence[Any]
) -> set[tuple[str, str]]:
    """Of these filings, by court and key, those that the channel has an alert of."""
    found: set[tuple[str, str]] = set()
    for some in chunks(made):
        rows = await connection.execute(
            sa.select(changes.c.court, changes.c.key)
            .join(members, members.c.change_id == changes.c.id)
            .where(
                members.c.team_id == to.team_id,
                members.c.channel_id == to.channel_id,
                changes.c.event == Event.NEW,
                changes.c.court.in_(sorted({row.court for row in some})),
                changes.c.key.in_([row.key for row in some]),
            )
        )
        found.update((row.court, row.key) for row in rows)
    return found


def _case_view(row: Any) -> FilingView:
    return FilingView(
        event=Event(row.event), court=row.court, docket_number=row.number,
        case_name=row.case_name, key="", number=None, events=(), filed_at=row.created_at,
        seen_at=row.created_at, url=row.url, before=row.before, after=row.after,
    )  # fmt: skip


async def post_view(db: Database, post_id: str, to: Destination) -> PostView:
    """A post with its members as they are now, in the order they were sent in."""
    async with db.read() as connection:
        ids = list(
            (
                await connection.execute(
                    sa.select(members.c.change_id)
                    .where(members.c.post_id == post_id)
                    .order_by(members.c.position)
                )
            ).scalars()
        )
        views = await change_views(connection, to, ids)
    return PostView(post_id, to, tuple(views[change_id] for change_id in ids))
