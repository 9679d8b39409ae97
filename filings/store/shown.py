"""Changes and posts as they are shown in a channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.deciding.merge import Told, folded
from filings.store import skips
from filings.store.around import with_case
from filings.store.cases import groups_of
from filings.store.core import (
    changes,
    channels,
    chunks,
    dockets,
    entries,
    is_of,
    members,
    posts,
    thread_roots,
)
from filings.store.watchhits import with_watched
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
    missing = await skips.missing(connection, sorted(groups))
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
            missing=missing.get(lead, ()),
        )
    about = {row.id: row.docket_id for row in made if row.key}
    whole = await with_case(connection, [(docket, views[id_]) for id_, docket in about.items()])
    return await with_watched(connection, to, views | dict(zip(about, whole, strict=True)))


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


async def post_view(db: Database, post_id: str, to: Destination) -> PostView | None:
    """A post of a channel with its members as they are now, in the order they were sent in.

    None where the channel has no such post, or it is a root that another one replaced.
    """
    async with db.read() as connection:
        row = (
            await connection.execute(
                sa.select(
                    posts.c.kind, posts.c.part, posts.c.parts, channels.c.zone, channels.c.cite,
                    thread_roots.c.docket_id,
                )
                .outerjoin(
                    channels,
                    sa.and_(
                        channels.c.team_id == posts.c.team_id,
                        channels.c.channel_id == posts.c.channel_id,
                    ),
                )
                .outerjoin(thread_roots, thread_roots.c.post_id == posts.c.id)
                .where(
                    posts.c.id == post_id, posts.c.team_id == to.team_id,
                    posts.c.channel_id == to.channel_id,
                )
            )
        ).first()  # fmt: skip
        if row is None or (row.kind == "root" and row.docket_id is None):
            return None
        if row.kind == "root":
            view = await root_view(connection, post_id, to, row.docket_id)
            return replace(view, zone=row.zone or "")
        ids = await _members_of(connection, post_id)
        views = await change_views(connection, to, ids)
    filings = tuple(views[change_id] for change_id in ids)
    return PostView(
        post_id, to, filings, row.kind, row.part, row.parts, row.zone or "", cite=bool(row.cite)
    )


async def _members_of(connection: AsyncConnection, post_id: str) -> list[int]:
    found = await connection.execute(
        sa.select(members.c.change_id)
        .where(members.c.post_id == post_id)
        .order_by(members.c.position)
    )
    return list(found.scalars())


async def root_view(
    connection: AsyncConnection,
    post_id: str,
    to: Destination,
    docket: int,
    coming: Sequence[int] = (),
) -> PostView:
    """The root of a case's thread: the case, the latest filing told in a thread, and how many
    are in this one. Before the first, the case alone.

    coming  the changes that are about to be told beneath it
    """
    about_to = changes.c.id.in_(coming)
    own = sa.select(posts.c.ts).where(posts.c.id == post_id).scalar_subquery()
    of_case = (
        sa.select(changes.c.id)
        .outerjoin(members, sa.and_(is_of(members, to), members.c.change_id == changes.c.id))
        .outerjoin(posts, sa.and_(posts.c.id == members.c.post_id, posts.c.state != "failed"))
        .where(changes.c.docket_id == docket, changes.c.event == Event.NEW)
    )
    newest = (
        of_case.join(
            entries, sa.and_(entries.c.court == changes.c.court, entries.c.key == changes.c.key)
        )
        # One that stands in for a deleted root has the old thread's filings to name.
        .where(sa.or_(about_to, posts.c.thread_ts.is_not(None)))
        .order_by(entries.c.filed_at.desc(), entries.c.seq.desc().nulls_last())
        .limit(1)
    )
    change_id = await connection.scalar(newest)
    if change_id is not None:
        here = of_case.where(sa.or_(about_to, posts.c.thread_ts == own))
        total = await connection.scalar(sa.select(sa.func.count()).select_from(here.subquery()))
        views = await change_views(connection, to, [change_id])
        return PostView(post_id, to, (views[change_id],), "root", total=total or 0)
    return await _case_alone(connection, post_id, to, docket)


async def _case_alone(
    connection: AsyncConnection, post_id: str, to: Destination, docket: int
) -> PostView:
    row = (await connection.execute(sa.select(dockets).where(dockets.c.id == docket))).one()
    case = FilingView(
        event=Event.NEW, court=row.court, docket_number=row.number, case_name=row.case_name,
        key="", number=None, events=(), filed_at=row.first_seen_at, seen_at=row.first_seen_at,
        url=row.url,
    )  # fmt: skip
    return PostView(post_id, to, (case,), "root")
