"""Names that were withdrawn from a case go from the record, from what comes later, and from
the messages that show them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import captions
from filings.changes import anonymised
from filings.changes.anonymised import Withdrawn
from filings.changes.withoutnames import in_message, in_value
from filings.db import Database
from filings.deciding.known import Decision, NewTitle
from filings.numbers import Parts
from filings.store import postcases, threads
from filings.store.core import (
    calendar_readings,
    case_facts,
    changes,
    court_events,
    dockets,
    entries,
    entry_parts,
    insert_new,
    is_case,
    listings,
    members,
    parts_of,
    posts,
    titles,
    withdrawn_names,
)
from filings.store.owed import DocketIds
from filings.store.postcases import Names, names_of
from filings.types import Change, Entry, Event

NAMELESS = "[name withdrawn]"


async def settle(
    connection: AsyncConnection, court: str, decision: Decision, ids: DocketIds
) -> Decision:
    """Take out of the record what new captions withdraw, and out of the decision whatever is
    withdrawn: a teller may repeat a name that it had before."""
    for change in decision.changes:
        if change.event is Event.ANONYMISED:
            docket = ids[parts_of(court, change.docket_number, change.case_type)]
            pairs = anonymised.is_withdrawn(change.before, change.after)
            await take_out(connection, docket, pairs, change.after)
    about = {ids[parts_of(court, c.docket_number, c.case_type)] for c in decision.changes}
    about |= {ids[parts_of(court, t.docket_number, t.case_type)] for t in decision.titles}
    about |= {ids[entry_parts(court, n.entry)] for n in decision.new}
    about |= {ids[entry_parts(court, e)] for e in decision.updated}
    names = await names_of(connection, about)
    if not names:
        return decision
    made = [_change(c, names, ids[parts_of(court, c.docket_number, c.case_type)])
            for c in decision.changes]  # fmt: skip
    return replace(
        decision,
        new=tuple(
            replace(n, entry=_entry(n.entry, names, ids[entry_parts(court, n.entry)]))
            for n in decision.new
        ),
        updated=tuple(_entry(e, names, ids[entry_parts(court, e)]) for e in decision.updated),
        titles=tuple(
            _title(t, names, ids[parts_of(court, t.docket_number, t.case_type)])
            for t in decision.titles
        ),
        changes=tuple(each for each in made if each is not None),
    )


def _change(change: Change, names: Names, docket: int) -> Change | None:
    some = names.get(docket, ())
    if not some:
        return change
    if change.event is Event.ANONYMISED:
        return replace(change, before="")
    before, after = (anonymised.without(t, some, docket) for t in (change.before, change.after))
    renamed = change.event in (Event.CAPTION, Event.UNSEALED)
    if renamed and captions.normalised(before) == captions.normalised(after):
        return None
    return replace(change, before=before, after=after)


def _entry(entry: Entry, names: Names, docket: int) -> Entry:
    some = names.get(docket, ())
    if not some:
        return entry
    return replace(
        entry,
        case_name=anonymised.without(entry.case_name, some, docket),
        text=anonymised.without(entry.text, some, docket),
        url=in_value(entry.url, some, docket),
        events=tuple(anonymised.without(event, some, docket) for event in entry.events),
        documents=tuple(
            replace(d, description=anonymised.without(d.description, some, docket))
            for d in entry.documents
        ),
    )


def _title(title: NewTitle, names: Names, docket: int) -> NewTitle:
    some = names.get(docket, ())
    if not some:
        return title
    shown = anonymised.without(title.title, some, docket)
    return replace(title, title=shown, past=_past(title.past, some, docket, shown))


def _past(
    past: Iterable[str], names: Sequence[Withdrawn], docket: int, title: str
) -> tuple[str, ...]:
    """Captions as they were, normalised, without those that hold a name."""
    kept = {
        each for each in past if anonymised.without(each.upper(), names, docket) == each.upper()
    }
    return tuple(sorted(kept | {captions.normalised(title)}))


async def take_out(
    connection: AsyncConnection,
    docket: int,
    pairs: Sequence[tuple[str, str]],
    caption: str = "",
) -> int:
    """Take names out of all that is recorded of a case; how many messages are to be edited."""
    made = [m for name, becomes in pairs for m in anonymised.marks(docket, name, becomes, caption)]
    if not made:
        return 0
    await connection.execute(
        insert_new(connection, withdrawn_names),
        [
            {"docket_id": docket, "digest": m.digest, "words": m.words, "becomes": m.becomes}
            for m in made
        ],
    )
    for table, which, columns in (
        (dockets, dockets.c.id == docket, ("case_name", "url")),
        (entries, entries.c.docket_id == docket, ("text", "events", "documents", "url")),
        (listings, listings.c.docket_id == docket, ("page",)),
        (changes, changes.c.docket_id == docket, ("before", "after")),
        (calendar_readings, calendar_readings.c.docket_id == docket, ("found",)),
        (court_events, court_events.c.docket_id == docket, ("what", "place", "quote")),
    ):
        await _rewrite(connection, table, which, columns, made, docket)
    await connection.execute(
        # The caption is in what calendars show of an event.
        court_events.update()
        .where(court_events.c.docket_id == docket)
        .values(sequence=court_events.c.sequence + 1)
    )
    await _rewrite_titles(connection, made, docket)
    await _rewrite_json(
        connection, case_facts, case_facts.c.docket_id == docket, "facts", made, docket
    )
    return await _messages(connection, made, docket)


async def _rewrite(
    connection: AsyncConnection,
    table: sa.Table,
    which: sa.ColumnElement[bool],
    columns: Sequence[str],
    names: Sequence[Withdrawn],
    docket: int,
) -> None:
    for row in (await connection.execute(sa.select(table).where(which))).mappings().all():
        values = {name: in_value(row[name], names, docket) for name in columns}
        changed = {name: value for name, value in values.items() if value != row[name]}
        if changed:
            await connection.execute(table.update().where(*_this(table, row)).values(**changed))


def _this(table: sa.Table, row: Mapping[Any, Any]) -> list[sa.ColumnElement[bool]]:
    return [column == row[column.name] for column in table.primary_key.columns]


async def _rewrite_titles(
    connection: AsyncConnection, names: Sequence[Withdrawn], docket: int
) -> None:
    rows = await connection.execute(sa.select(titles).where(titles.c.docket_id == docket))
    for row in rows.mappings().all():
        title = anonymised.without(row["title"], names, docket)
        past = list(_past(row["past"], names, docket, title))
        await connection.execute(
            titles.update().where(*_this(titles, row)).values(title=title, past=past)
        )


async def _rewrite_json(
    connection: AsyncConnection,
    table: sa.Table,
    which: sa.ColumnElement[bool],
    column: str,
    names: Sequence[Withdrawn],
    docket: int,
) -> None:
    """A column that holds JSON as a text."""
    for row in (await connection.execute(sa.select(table).where(which))).mappings().all():
        before = json.loads(row[column])
        after = in_value(before, names, docket)
        if after != before:
            text = json.dumps(after, ensure_ascii=False)
            await connection.execute(
                table.update().where(*_this(table, row)).values(**{column: text})
            )


async def _messages(connection: AsyncConnection, names: Sequence[Withdrawn], docket: int) -> int:
    """Have every message about the case edited, however old; what can be edited no more is
    rewritten where it is kept."""
    about = (
        sa.select(members.c.post_id)
        .join(changes, changes.c.id == members.c.change_id)
        .where(changes.c.docket_id == docket)
    )
    failed = sa.and_(posts.c.id.in_(about), posts.c.state == "failed")
    for row in (await connection.execute(sa.select(posts).where(failed))).all():
        told = sa.select(changes.c.docket_id).join(members, members.c.change_id == changes.c.id)
        in_it = (await connection.execute(told.where(members.c.post_id == row.id))).scalars().all()
        others = await postcases.others_in(connection, docket, in_it, names)
        await connection.execute(
            posts.update()
            .where(posts.c.id == row.id)
            .values(payload=in_message(row.payload, names, docket, others))
        )
    done = await connection.execute(
        posts.update()
        .where(posts.c.id.in_(about), posts.c.state != "failed")
        .values(edits_wanted=posts.c.edits_wanted + 1)
    )
    await threads.edit_roots(connection, [docket])
    return int(done.rowcount) + await postcases.take_out(connection, names, docket)


def can_be_found(name: str) -> bool:
    """Whether a name has enough to it to be looked for."""
    return bool(anonymised.marks(0, name, NAMELESS))


async def forget(
    db: Database, court: str, parts: Parts, name: str, becomes: str = NAMELESS
) -> int | None:
    """Take a name out of all that is recorded of a case, as somebody asks for; how many
    messages are to be edited, None where there is no such case."""
    async with db.write() as connection:
        found = (
            await connection.execute(sa.select(dockets.c.id).where(is_case(dockets, court, parts)))
        ).scalars()
        ids = list(found)
        if not ids:
            return None
        return sum([await take_out(connection, docket, ((name, becomes),)) for docket in ids])
