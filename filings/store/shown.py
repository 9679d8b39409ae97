"""Changes and posts as they are shown in a channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.merge import Told, folded
from filings.store.cases import groups_of
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
    leads = await _leads(connection, sorted({(row.court, row.key) for row in made if row.key}))
    groups = await groups_of(connection, sorted(set(leads.values())))
    doubled = [row for row in made if _is_doubled(row, leads)]
    told = await _told(
        connection,
        to,
        [(row.court, row.key) for row in made if row.event == Event.WITHDRAWN]
        + [leads[row.court, row.key] for row in doubled],
    )
    shared = await _shared(connection, groups)
    views: dict[int, FilingView] = {}
    for row in made:
        if not row.key:
            views[row.id] = _case_view(row)
            continue
        lead = leads[row.court, row.key]
        view = folded(groups[lead], Event(row.event), row.before, row.after)
        views[row.id] = replace(
            view,
            told_here=row.event != Event.WITHDRAWN or (row.court, row.key) in told,
            same_as=_named(view) if _is_doubled(row, leads) and lead in told else "",
            also_in=shared.get(lead, ()),
        )
    return views


def _is_doubled(row: Any, leads: Mapping[tuple[str, str], tuple[str, str]]) -> bool:
    """Whether a filing was told under a key that proved to be another one's."""
    key = (row.court, row.key)
    return bool(row.key) and row.event == Event.NEW and leads[key] != key


def _named(view: FilingView) -> str:
    return f"No. {view.number}" if view.number is not None else " AND ".join(view.events)


async def _leads(
    connection: AsyncConnection, keys: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], tuple[str, str]]:
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for some in chunks(keys):
        rows = await connection.execute(
            sa.select(entries.c.court, entries.c.key, entries.c.lead).where(
                entries.c.court.in_(sorted({court for court, _ in some})),
                entries.c.key.in_([key for _, key in some]),
            )
        )
        found.update(((row.court, row.key), (row.court, row.lead)) for row in rows)
    return found


async def _shared(
    connection: AsyncConnection, groups: Mapping[tuple[str, str], Sequence[Told]]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Other dockets of the court that hold a filing's document."""
    documents: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for lead, rows in groups.items():
        for row in rows:
            if row.entry.doc_id:
                documents.setdefault((row.court, row.entry.doc_id), set()).add(lead)
    found: dict[tuple[str, str], set[str]] = {}
    for some in chunks(sorted(documents)):
        rows_ = await connection.execute(
            sa.select(entries.c.court, entries.c.doc_id, dockets.c.number)
            .join(dockets, dockets.c.id == entries.c.docket_id)
            .where(
                entries.c.court.in_(sorted({court for court, _ in some})),
                entries.c.doc_id.in_([doc_id for _, doc_id in some]),
            )
        )
        for court, doc_id, number in rows_:
            for lead in documents.get((court, doc_id), ()):
                if number != groups[lead][0].entry.docket_number:
                    found.setdefault(lead, set()).add(number)
    return {lead: tuple(sorted(numbers)) for lead, numbers in found.items()}


async def _told(
    connection: AsyncConnection, to: Destination, filings: Sequence[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Of these filings, by court and key, those that the channel has an alert of."""
    found: set[tuple[str, str]] = set()
    for some in chunks(filings):
        rows = await connection.execute(
            sa.select(changes.c.court, changes.c.key)
            .join(members, members.c.change_id == changes.c.id)
            .where(
                members.c.team_id == to.team_id,
                members.c.channel_id == to.channel_id,
                changes.c.event == Event.NEW,
                changes.c.court.in_(sorted({court for court, _ in some})),
                changes.c.key.in_([key for _, key in some]),
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
