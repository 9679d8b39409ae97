"""What watched words find among changes that were just recorded becomes deliveries.

It is owed through the watch's own row of ``follow``, so that quiet hours, digests, pauses of a
channel and the promise of one message a change hold for it as for what is followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.courts import court_of
from filings.deciding.known import Decision
from filings.deciding.merge import Said
from filings.store import watchready, whole
from filings.store.core import (
    changes,
    channels,
    chunks,
    deliveries,
    dockets,
    follows,
    insert_new,
    is_of,
    watches,
)
from filings.store.duetimes import CHANNEL_OF_FOLLOW
from filings.store.newcases import newly_opened
from filings.store.termrows import read_time, terms_of_channel
from filings.telling import timing, watching
from filings.telling.watching import Item, Watched, Watchlist
from filings.terms import Cadence
from filings.types import Destination, Event
from filings.views import FilingView

_OF_A_CASE = (Event.CAPTION, Event.UNSEALED)
STILL_NEWS = timedelta(days=7)
"""For how long words that come to a filing later make it one that a watch finds."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """A row of a change, and the watches that it may be told through."""

    row: Any
    watched: tuple[Watched, ...]
    said: Said


async def owe(
    connection: AsyncConnection,
    decision: Decision,
    change_ids: Sequence[int],
    now: datetime,
    due: Mapping[int, datetime],
) -> int:
    """One delivery for every watch that finds a change; how many were written.

    change_ids  of ``decision.changes``, in their order
    due         from when on a change may be told, by its id, where that is not ``now``
    """
    watchlist = await watchready.current(connection)
    if not watchlist:
        return 0
    captions = {new.entry.key: new.entry.case_name for new in decision.new}
    keys = {i: change.keys for i, change in zip(change_ids, decision.changes, strict=True)}
    rows = [*await _told(connection, change_ids), *await _mended(connection, change_ids, now)]
    words = await whole.of_changes(connection, [row.id for row in rows])
    hits: list[_Hit] = []
    for row in rows:
        more = tuple(captions[key] for key in keys.get(row.id, ()) if key in captions)
        said = words.get(row.id, Said())
        if watched := _found(watchlist, row, more, said):
            hits.append(_Hit(row, watched, said))
    return await _write(connection, await _that_are_new(connection, hits, now), now, due)


def _selected() -> sa.Select[Any]:
    return (
        sa.select(
            changes.c.id, changes.c.event, changes.c.since, changes.c.created_at,
            changes.c.before, changes.c.after, changes.c.docket_id, dockets.c.court,
            dockets.c.case_type, dockets.c.case_name,
        ).join(dockets, dockets.c.id == changes.c.docket_id)
    )  # fmt: skip


async def _told(connection: AsyncConnection, change_ids: Sequence[int]) -> list[Any]:
    """Changes that have a message of their own, and that words can be found in."""
    told = [str(event) for event in (Event.NEW, *_OF_A_CASE)]
    found: list[Any] = []
    for some in chunks(change_ids):
        which = (changes.c.id.in_(some), changes.c.event.in_(told))
        found += (await connection.execute(_selected().where(*which))).all()
    return found


async def _mended(
    connection: AsyncConnection, change_ids: Sequence[int], now: datetime
) -> list[Any]:
    """The first changes of filings of which more is known now: a text may have come."""
    mended = changes.alias()
    first: list[Any] = []
    for some in chunks(change_ids):
        query = (
            _selected()
            .join(
                mended,
                sa.and_(mended.c.court == changes.c.court, mended.c.key == changes.c.key),
            )
            .where(
                mended.c.id.in_(some),
                mended.c.event == str(Event.AMENDED),
                changes.c.event == str(Event.NEW),
                changes.c.id.not_in(some),
                changes.c.created_at > now - STILL_NEWS,
            )
        )
        first += (await connection.execute(query)).all()
    return first


def _found(
    watchlist: Watchlist, row: Any, captions: tuple[str, ...], said: Said
) -> tuple[Watched, ...]:
    if row.event not in _OF_A_CASE:
        names = (row.case_name, *captions)
        return watchlist.find(Item(row.court, row.case_type, names, said.events, said.text))
    there = set(watchlist.find(Item(row.court, row.case_type, (row.before,))))
    now = watchlist.find(Item(row.court, row.case_type, (row.after,)))
    # A case that comes out from under seal is new to everybody but the court.
    unsealed = row.event == Event.UNSEALED
    return tuple(w for w in now if w not in there and (unsealed or not w.only_new))


async def _that_are_new(
    connection: AsyncConnection, hits: Sequence[_Hit], now: datetime
) -> list[_Hit]:
    """Without cases that are not new, where only new ones are watched; of those the paper that
    opens the case, once."""
    asked = [hit for hit in hits if any(w.only_new for w in hit.watched)]
    cases = sorted({hit.row.docket_id for hit in asked if hit.row.event not in _OF_A_CASE})
    opened = await newly_opened(connection, cases, now)
    told = await _told_of(connection, cases, asked)
    kept = []
    for hit in hits:
        row, docket = hit.row, hit.row.docket_id
        opens = row.event in _OF_A_CASE or opened.get(docket) == row.id
        fit = tuple(
            w for w in hit.watched if not w.only_new or (opens and (docket, w.id) not in told)
        )
        kept.append(_Hit(row, fit, hit.said))
    return kept


async def _told_of(
    connection: AsyncConnection, cases: Sequence[int], hits: Iterable[_Hit]
) -> set[tuple[int, int]]:
    """Which case which watch was owed already."""
    ids = sorted({w.id for hit in hits for w in hit.watched if w.only_new})
    found: set[tuple[int, int]] = set()
    for some in chunks(cases):
        for few in chunks(ids):
            rows = await connection.execute(
                sa.select(changes.c.docket_id, deliveries.c.follow_id)
                .join(deliveries, deliveries.c.change_id == changes.c.id)
                .where(changes.c.docket_id.in_(some), deliveries.c.follow_id.in_(few))
            )
            found.update((row[0], row[1]) for row in rows)
    return found


async def _write(
    connection: AsyncConnection, hits: Sequence[_Hit], now: datetime, due: Mapping[int, datetime]
) -> int:
    speakers = await _speakers(connection, sorted({w.id for hit in hits for w in hit.watched}))
    rows = []
    for hit in hits:
        row, ready = hit.row, due.get(hit.row.id, now)
        through = timing.passes(hit.said.events, hit.said.text)
        _, zone = court_of(row.court)
        for watched in hit.watched:
            to = speakers.get(watched.id)
            if to is None or to.begun_at > (row.since or row.created_at):
                continue
            at = timing.due(
                Cadence(to.cadence), read_time(to.daily_at), terms_of_channel(to), zone, ready,
                through=through,
            )  # fmt: skip
            rows.append({
                "change_id": row.id, "follow_id": watched.id, "team_id": to.team_id,
                "channel_id": to.channel_id, "cadence": to.cadence, "ready_at": ready, "due_at": at,
            })  # fmt: skip
    if not rows:
        return 0
    done = await connection.execute(
        insert_new(connection, deliveries).returning(deliveries.c.change_id), rows
    )
    return len(done.all())


async def _speakers(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Any]:
    """By watch, its cadence and its channel's terms; none that ended, none in a closed channel."""
    found: dict[int, Any] = {}
    for some in chunks(ids):
        rows = await connection.execute(
            sa.select(
                watches.c.follow_id, watches.c.created_at.label("begun_at"),
                follows.c.cadence, follows.c.daily_at, *channels.c,
            )
            .join(follows, follows.c.id == watches.c.follow_id)
            .join(channels, CHANNEL_OF_FOLLOW)
            .where(
                watches.c.follow_id.in_(some), watches.c.ended_at.is_(None),
                channels.c.state == "",
            )
        )  # fmt: skip
        found.update((row.follow_id, row) for row in rows)
    return found


async def with_watched(
    connection: AsyncConnection, to: Destination, views: Mapping[int, FilingView]
) -> dict[int, FilingView]:
    """Views by change, with the watches that brought them to the channel."""
    brought = await _brought_by(connection, to, sorted(views))
    return {
        each: replace(view, watched=brought[each]) if each in brought else view
        for each, view in views.items()
    }


async def _brought_by(
    connection: AsyncConnection, to: Destination, change_ids: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """By change, the watches that brought it to a channel that does not follow its case."""
    found: dict[int, list[str]] = {}
    followed: set[int] = set()
    for some in chunks(change_ids):
        rows = await connection.execute(
            sa.select(deliveries.c.change_id, watches.c.words, watches.c.types)
            .outerjoin(watches, watches.c.follow_id == deliveries.c.follow_id)
            .where(is_of(deliveries, to), deliveries.c.change_id.in_(some))
            .order_by(deliveries.c.follow_id)
        )
        for change_id, words, types in rows:
            if words is None:
                followed.add(change_id)
            else:
                found.setdefault(change_id, []).append(watching.said(words, types.split()))
    return {each: tuple(said) for each, said in found.items() if each not in followed}
