"""Filings that prove to be more than they seemed: told at once, and to whom they did not
seem to matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.deciding.known import Decision
from filings.deciding.merge import Said
from filings.store import duetimes, owed, whole
from filings.store.core import changes, chunks, deliveries, entries, follows, members
from filings.store.edits import EDITED_FOR
from filings.types import Event


async def words_of(connection: AsyncConnection, court: str, decision: Decision) -> dict[str, Said]:
    """By key, what filings say before a decision adds to them."""
    keys = {change.keys[0] for change in decision.changes if change.event is Event.AMENDED}
    keys.update(decision.joined, *decision.merged)
    return await whole.of_keys(connection, court, keys) if keys else {}


async def tell(
    connection: AsyncConnection,
    court: str,
    before: Mapping[str, Said],
    just_written: Sequence[int],
    now: datetime,
) -> int:
    """What waits of a filing that matters more by the words it has now goes at once, and
    follows that did not want it and do now are owed it. How many deliveries were written.

    A filing that matters less than it seemed is told as it would have been.
    """
    after = await whole.of_keys(connection, court, before) if before else {}
    changed = [key for key, words in after.items() if words != before.get(key)]
    told = 0
    for some in chunks(changed):
        rows = await _told_of(connection, court, some, now)
        rows = [row for row in rows if row.id not in just_written]
        then = {row.id: before.get(row.key) or before.get(row.lead, Said()) for row in rows}
        words = {row.id: after[row.lead if row.lead in after else row.key] for row in rows}
        heavier = [row.id for row in rows if _matters_more(row.event, then[row.id], words[row.id])]
        if heavier:
            await duetimes.hurry(connection, deliveries.c.change_id.in_(heavier), now)
        told += await _owe_anew(connection, then, words, now)
    return told


async def _told_of(
    connection: AsyncConnection, court: str, keys: Sequence[str], now: datetime
) -> list[Any]:
    """Changes of late that told of these filings, under whichever of their entries."""
    alike, asked = entries.alias(), entries.alias()
    rows = await connection.execute(
        sa.select(changes.c.id, changes.c.key, changes.c.event, alike.c.lead)
        .select_from(asked)
        .join(alike, sa.and_(alike.c.court == asked.c.court, alike.c.lead == asked.c.lead))
        .join(changes, sa.and_(changes.c.court == alike.c.court, changes.c.key == alike.c.key))
        .where(
            asked.c.court == court,
            asked.c.key.in_(keys),
            changes.c.event.in_([str(Event.NEW), str(Event.DOCUMENT)]),
            changes.c.created_at > now - EDITED_FOR,
        )
        .distinct()
    )
    return list(rows.all())


def _matters_more(event: str, before: Said, after: Said) -> bool:
    was, is_now = duetimes.matter_of(event, before), duetimes.matter_of(event, after)
    return (was.routine and not is_now.routine) or (is_now.through and not was.through)


async def _owe_anew(
    connection: AsyncConnection,
    before: Mapping[int, Said],
    words: Mapping[int, Said],
    now: datetime,
) -> int:
    """To follows with a rule that refused a filing by what it said before."""
    if not words:
        return 0
    found = await connection.execute(
        owed.by_rule().where(
            *owed.conditions(sorted(words)),
            follows.c.rule != "",
            changes.c.event == str(Event.NEW),
            # What a case was before somebody followed it is no news to them.
            follows.c.created_at <= changes.c.created_at,
            sa.not_(_has_it()),
        )
    )
    rows: dict[tuple[int, str], Any] = {}
    for row in found:
        was, is_now = before[row.change_id], words[row.change_id]
        if owed.wanted_by(row, is_now) and not owed.wanted_by(row, was):
            # Two changes may have told of what proved to be one filing.
            rows.setdefault((row.follow_id, is_now.text + "".join(is_now.events)), row)
    return await owed.write_owed(connection, list(rows.values()), words, now)


def _has_it() -> sa.ColumnElement[bool]:
    """A channel that has a message of the filing, or is owed one of this follow."""
    told, twin = changes.alias(), entries.alias()
    same = sa.exists().where(
        twin.c.court == told.c.court, twin.c.key == told.c.key, twin.c.lead == entries.c.lead
    )
    of_filing = sa.and_(
        told.c.court == changes.c.court, told.c.docket_id == changes.c.docket_id,
        told.c.event == str(Event.NEW), sa.or_(told.c.key == changes.c.key, same),
    )  # fmt: skip
    posted = sa.exists().where(
        of_filing, members.c.change_id == told.c.id, members.c.team_id == follows.c.team_id,
        members.c.channel_id == follows.c.channel_id,
    )  # fmt: skip
    waits = sa.exists().where(
        of_filing, deliveries.c.change_id == told.c.id, deliveries.c.follow_id == follows.c.id
    )
    return sa.or_(posted, waits)
