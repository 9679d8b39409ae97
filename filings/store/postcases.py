"""Which cases are named in messages that tell of no change, and those messages without names
that were withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.changes.anonymised import Withdrawn
from filings.changes.severalcases import OtherCases, Shown
from filings.changes.withoutnames import in_message
from filings.store.core import (
    chunks,
    dockets,
    insert_new,
    is_case,
    parts_of,
    post_cases,
    posts,
    withdrawn_names,
)
from filings.types import Destination

Names = Mapping[int, Sequence[Withdrawn]]
_AT_A_TIME = 50


class Named(Protocol):
    """A case by its court and its number, as every view has them."""

    @property
    def court(self) -> str: ...

    @property
    def docket_number(self) -> str: ...


@dataclass(frozen=True, slots=True)
class NamedCase:
    """A case of which no more is at hand."""

    court: str
    docket_number: str


async def names_of(connection: AsyncConnection, docket_ids: Iterable[int]) -> Names:
    """What was withdrawn from these cases: nearly always nothing."""
    found: dict[int, list[Withdrawn]] = {}
    for some in chunks(sorted(set(docket_ids))):
        rows = await connection.execute(
            sa.select(withdrawn_names).where(withdrawn_names.c.docket_id.in_(some))
        )
        for row in rows:
            name = Withdrawn(row.words, row.digest, row.becomes)
            found.setdefault(row.docket_id, []).append(name)
    return found


async def dockets_of(connection: AsyncConnection, cases: Iterable[Named]) -> list[int]:
    """The recorded dockets of these cases."""
    pairs = sorted({(case.court, case.docket_number) for case in cases})
    found: set[int] = set()
    for some in chunks(pairs, _AT_A_TIME):
        which = [is_case(dockets, court, parts_of(court, number)) for court, number in some]
        found.update(
            (await connection.execute(sa.select(dockets.c.id).where(sa.or_(*which)))).scalars()
        )
    return sorted(found)


async def others_in(
    connection: AsyncConnection,
    docket: int,
    docket_ids: Iterable[int],
    names: Sequence[Withdrawn],
) -> OtherCases | None:
    """The cases of a message beside one that withdrew names, None where there are none."""
    wanted = set(docket_ids) | {docket}
    if len(wanted) < 2:
        return None
    shown: dict[int, Shown] = {}
    for some in chunks(sorted(wanted)):
        columns = (dockets.c.id, dockets.c.court, dockets.c.number, dockets.c.case_name)
        for row in await connection.execute(sa.select(*columns).where(dockets.c.id.in_(some))):
            shown[row.id] = Shown(row.court, row.number, row.case_name)
    this = shown.pop(docket)
    return OtherCases(this, list(shown.values()), names, docket)


async def cleaned(connection: AsyncConnection, payload: str, docket_ids: Sequence[int]) -> str:
    """What is about to be written, without names that were withdrawn since it was rendered."""
    for docket, names in (await names_of(connection, docket_ids)).items():
        others = await others_in(connection, docket, docket_ids, names)
        payload = in_message(payload, names, docket, others)
    return payload


async def note(
    connection: AsyncConnection, to: Destination, post_id: str, docket_ids: Sequence[int]
) -> None:
    """That a message which is written already names these dockets."""
    if docket_ids:
        await connection.execute(
            insert_new(connection, post_cases),
            [
                {"post_id": post_id, "docket_id": docket, "team_id": to.team_id}
                for docket in docket_ids
            ],
        )


async def take_out(connection: AsyncConnection, names: Sequence[Withdrawn], docket: int) -> int:
    """Rewrite where it is kept each message that names a case, and have it shown so; how many
    are to be edited."""
    about = sa.select(post_cases.c.post_id).where(post_cases.c.docket_id == docket)
    rows = (await connection.execute(sa.select(posts).where(posts.c.id.in_(about)))).all()
    edits = 0
    for row in rows:
        named = sa.select(post_cases.c.docket_id).where(post_cases.c.post_id == row.id)
        in_it = (await connection.execute(named)).scalars().all()
        others = await others_in(connection, docket, in_it, names)
        payload = in_message(row.payload, names, docket, others)
        if payload == row.payload:
            continue
        # What was given up is nowhere. A person's conversation has an id that is not kept.
        shown = row.state != "failed" and not Destination(row.team_id, row.channel_id).is_person
        edits += shown
        await connection.execute(
            posts.update()
            .where(posts.c.id == row.id)
            .values(payload=payload, edits_wanted=posts.c.edits_wanted + int(shown))
        )
    return edits
