"""The calendars of dockets, kept as their texts come.

What a text says is read once and kept; a docket's calendar is then made anew from all that its
texts say, so that it is the same in whatever order they came. It is written in the transaction
that records the texts. The courts' feeds have none, and cost nothing here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import calendar, hearings, newsdates
from filings.calendar import Docketed, Reading
from filings.calendar.pairs import paired
from filings.db import Database
from filings.deciding.known import Decision
from filings.store import calendarrows as rows
from filings.store.core import (
    CMECF,
    calendar_dockets,
    calendar_readings,
    chunks,
    court_events,
    dockets,
    entries,
    entry_parts,
    follows,
    insert_new,
    same_case,
    upsert,
)
from filings.store.owed import DocketIds
from filings.types import Teller

VERSION = 2
"""Of the reading: dockets whose texts were read by another one are read again."""
AT_ONCE = 5
"""Dockets that one duty reads: a long one takes a second."""
_SHOWN = ("kind", "what", "on_date", "at_time", "status", "judge", "place", "doubtful")
"""What a calendar shows: where one of these is another, its sequence number counts up."""


def read(text: str, filed_at: datetime, court: str) -> Reading:
    """What a docket text says of hearings and deadlines."""
    filed = newsdates.local_date(filed_at, rows.zone_of_court(court))
    return Reading(
        tuple(hearings.find(text, filed, court)),
        tuple(hearings.deadlines(text, filed, court)),
        tuple(hearings.called_off(text)),
    )


async def keep(
    connection: AsyncConnection, court: str, decision: Decision, ids: DocketIds, now: datetime
) -> None:
    """Take in what a decision, written just now, changed of texts and of which are one filing."""
    texts = [e for e in (*(new.entry for new in decision.new), *decision.updated) if e.text]
    touched = {ids[entry_parts(court, entry)] for entry in texts}
    whole = touched - await _read_already(connection, touched)
    some = [entry for entry in texts if ids[entry_parts(court, entry)] not in whole]
    found = {
        (ids[entry_parts(court, e)], e.key): read(e.text, e.filed_at, court) for e in some
    }  # fmt: skip
    await _keep_readings(connection, court, found)
    for docket_id in sorted(whole):
        await _read_whole(connection, court, docket_id)
    touched |= await _otherwise(connection, court, decision)
    for docket_id in sorted(touched):
        await fold(connection, court, docket_id, now)


async def _read_already(connection: AsyncConnection, docket_ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(sorted(docket_ids)):
        known = await connection.execute(
            sa.select(calendar_dockets.c.docket_id).where(
                calendar_dockets.c.docket_id.in_(some), calendar_dockets.c.version == VERSION
            )
        )
        found.update(known.scalars())
    return found


async def _keep_readings(
    connection: AsyncConnection, court: str, found: dict[tuple[int, str], Reading]
) -> None:
    """Only of texts that say something a row is kept."""
    keys = sorted({key for _, key in found})
    for some in chunks(keys):
        await connection.execute(
            calendar_readings.delete().where(
                calendar_readings.c.court == court, calendar_readings.c.key.in_(some)
            )
        )
    said = [
        {"court": court, "key": key, "docket_id": docket_id, "found": rows.dump(reading)}
        for (docket_id, key), reading in sorted(found.items(), key=lambda item: item[0])
        if reading.says_something
    ]
    if said:
        await connection.execute(insert_new(connection, calendar_readings), said)


async def _read_whole(connection: AsyncConnection, court: str, docket_id: int) -> None:
    """Read all recorded texts of a docket, and note that this was done."""
    texts = (
        await connection.execute(
            sa.select(entries.c.key, entries.c.text, entries.c.filed_at).where(
                entries.c.docket_id == docket_id, entries.c.text != ""
            )
        )
    ).all()
    await connection.execute(
        calendar_readings.delete().where(calendar_readings.c.docket_id == docket_id)
    )
    found = {(docket_id, row.key): read(row.text, row.filed_at, court) for row in texts}
    await _keep_readings(connection, court, found)
    await connection.execute(
        upsert(connection, calendar_dockets, ("docket_id",), ("version",)).values(
            docket_id=docket_id, version=VERSION
        )
    )


async def _otherwise(connection: AsyncConnection, court: str, decision: Decision) -> set[int]:
    """Dockets whose texts stay, and of which other filings are one, or there, now."""
    keys = {*(lead for _, lead in decision.merged), *decision.withdrawn, *decision.back}
    found: set[int] = set()
    about = entries.alias()
    for some in chunks(sorted(keys)):
        leads = sa.select(about.c.lead).where(about.c.court == court, about.c.key.in_(some))
        said = await connection.execute(
            sa.select(calendar_readings.c.docket_id)
            .distinct()
            .join(entries, _is_read())
            .where(entries.c.court == court, entries.c.lead.in_(leads))
        )
        found.update(said.scalars())
    return found


def _is_read() -> sa.ColumnElement[bool]:
    return sa.and_(
        entries.c.court == calendar_readings.c.court, entries.c.key == calendar_readings.c.key
    )


async def fold(connection: AsyncConnection, court: str, docket_id: int, now: datetime) -> None:
    """Make a docket's calendar anew from what its texts say."""
    events = calendar.calendar(await _docketed(connection, court, docket_id))
    kept = (
        await connection.execute(
            sa.select(court_events)
            .where(court_events.c.docket_id == docket_id)
            .order_by(court_events.c.status == rows.GONE, court_events.c.id)
        )
    ).all()
    places = paired([rows.event_of(row) for row in kept], events)
    zone = rows.zone_of_court(court)
    for event, place in zip(events, places, strict=True):
        values = rows.columns(event, zone)
        if place is None:
            made = {"docket_id": docket_id, "uid": uuid.uuid4().hex, "sequence": 0,
                    "created_at": now, "changed_at": now}  # fmt: skip
            await connection.execute(sa.insert(court_events).values(**values, **made))
        else:
            await _change(connection, kept[place], values, now)
    for place, row in enumerate(kept):
        if place not in places and row.status != rows.GONE:
            await _change(connection, row, {"status": rows.GONE}, now)


async def _change(
    connection: AsyncConnection, row: Any, values: dict[str, Any], now: datetime
) -> None:
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return
    if any(name in changed for name in _SHOWN):
        changed |= {"sequence": row.sequence + 1, "changed_at": now}
    await connection.execute(
        court_events.update().where(court_events.c.id == row.id).values(**changed)
    )


async def _docketed(connection: AsyncConnection, court: str, docket_id: int) -> list[Docketed]:
    read_rows = (
        await connection.execute(
            sa.select(calendar_readings.c.found, entries)
            .join(entries, _is_read())
            .where(calendar_readings.c.docket_id == docket_id)
        )
    ).all()
    gone = await _withdrawn(connection, court, sorted({row.lead for row in read_rows}))
    zone = rows.zone_of_court(court)
    return [
        Docketed(
            row.lead, row.filed_at, newsdates.local_date(row.filed_at, zone), rows.load(row.found),
            (int(row.created_at.timestamp()) if row.created_at else 0, row.number or 0),
        )
        for row in read_rows
        if row.lead not in gone
    ]  # fmt: skip


async def _withdrawn(connection: AsyncConnection, court: str, leads: Sequence[str]) -> set[str]:
    """Filings that their court's feed no longer has, or without one, nobody."""
    standing: dict[str, dict[bool, list[bool]]] = {}
    for some in chunks(leads):
        told = await connection.execute(
            sa.select(entries.c.lead, entries.c.source, entries.c.withdrawn_at).where(
                entries.c.court == court, entries.c.lead.in_(some)
            )
        )
        for row in told:
            by_court = row.source in (CMECF, str(Teller.SCOTUS))
            ends = standing.setdefault(row.lead, {}).setdefault(by_court, [])
            ends.append(row.withdrawn_at is not None)
    return {lead for lead, ends in standing.items() if all(ends.get(True) or ends[False])}


async def reread(connection: AsyncConnection, docket_id: int, now: datetime) -> None:
    """Read a docket's texts again, where they were changed otherwise than by a report."""
    row = await connection.execute(
        sa.select(dockets.c.court).where(dockets.c.id == docket_id).with_for_update(key_share=True)
    )
    court = row.scalar_one()
    await _read_whole(connection, court, docket_id)
    await fold(connection, court, docket_id, now)


async def catch_up(db: Database, now: datetime) -> int:
    """Read some followed dockets whose texts were recorded before there were calendars, or were
    read by an older version; gives how many."""
    behind = (
        sa.select(dockets.c.id)
        .join(follows, same_case(follows, dockets))
        .outerjoin(calendar_dockets, calendar_dockets.c.docket_id == dockets.c.id)
        .where(
            follows.c.ended_at.is_(None),
            sa.or_(calendar_dockets.c.version.is_(None), calendar_dockets.c.version != VERSION),
            sa.exists().where(entries.c.docket_id == dockets.c.id, entries.c.text != ""),
        )
        .distinct()
        .order_by(dockets.c.id)
        .limit(AT_ONCE)
    )
    async with db.read() as connection:
        ids = list((await connection.execute(behind)).scalars())
    for docket_id in ids:
        async with db.write() as connection:
            await reread(connection, docket_id, now)
    return len(ids)
