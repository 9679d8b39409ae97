"""Numbers that a feed passed over: found with a filing, gone when somebody tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import courts
from filings.changes import skipped
from filings.changes.skipped import Listed, Reading
from filings.deciding.known import Decision
from filings.store.core import (
    CMECF,
    chunks,
    dockets,
    entries,
    entry_parts,
    follows,
    gaps,
    insert_new,
    same_case,
    skipped_numbers,
    sources,
)
from filings.store.owed import DocketIds
from filings.types import Change, Entry, Event, Teller

_FOUND_WITH = sa.and_(
    entries.c.court == skipped_numbers.c.court, entries.c.key == skipped_numbers.c.key
)
"""The entry with which a number was found to be missing."""


async def filled(
    connection: AsyncConnection, court: str, decision: Decision, ids: DocketIds
) -> Decision:
    """The decision with an amendment of each filing whose missing numbers it brings."""
    told: dict[tuple[int, int], Entry] = {}
    for entry in (*(new.entry for new in decision.new), *decision.updated):
        if entry.number is not None:
            told.setdefault((ids[entry_parts(court, entry)], entry.number), entry)
    found: list[tuple[int, int, str]] = []
    for some in chunks(sorted({docket for docket, _ in told})):
        rows = await connection.execute(
            sa.select(skipped_numbers.c.docket_id, skipped_numbers.c.number, entries.c.lead)
            .join(entries, _FOUND_WITH)
            .where(skipped_numbers.c.docket_id.in_(some))
        )
        found += [(r[0], r[1], r[2]) for r in rows if (r[0], r[1]) in told]
    amended: dict[str, Change] = {}
    for docket, number, lead in found:
        entry = told[docket, number]
        change = Change(
            Event.AMENDED, entry.docket_number, entry.case_id, (lead,), case_type=entry.case_type
        )
        amended.setdefault(lead, change)
        await connection.execute(
            skipped_numbers.delete().where(
                skipped_numbers.c.docket_id == docket, skipped_numbers.c.number == number
            )
        )
    if not amended:
        return decision
    return replace(decision, changes=(*decision.changes, *amended.values()))


async def find(
    connection: AsyncConnection, court: str, decision: Decision, ids: DocketIds, teller: Teller
) -> None:
    """Keep which numbers just below the new filings of followed cases the feed passed over."""
    if teller is not Teller.CMECF or courts.get(court).kind not in skipped.NUMBERED:
        return
    alerted = {c.keys[0] for c in decision.changes if c.event == Event.NEW}
    new = [n.entry for n in decision.new if n.lead in alerted and n.entry.number is not None]
    if not new:
        return
    reading = await _reading(connection, court)
    if reading is None:
        return
    of_case = await _listed(connection, {ids[entry_parts(court, entry)] for entry in new})
    for entry in new:
        docket = ids[entry_parts(court, entry)]
        rows = of_case.get(docket, [])
        this = next((row for key, row in rows if key == entry.key), None)
        if this is None:
            continue
        numbers = skipped.below(this, [row for _, row in rows], reading)
        for some in chunks(numbers):
            await connection.execute(
                insert_new(connection, skipped_numbers),
                [
                    {"docket_id": docket, "number": number, "court": court, "key": entry.key}
                    for number in some
                ],
            )


async def _reading(connection: AsyncConnection, court: str) -> Reading | None:
    """How the court's feed has been read; None where it leaves types of entry out."""
    row = (
        await connection.execute(
            sa.select(sources.c.entry_types, sources.c.epoch_at).where(
                sources.c.court == court, sources.c.kind == CMECF, sources.c.epoch_at.is_not(None)
            )
        )
    ).first()
    if row is None or not skipped.lists_all(row.entry_types):
        return None
    outages = await connection.execute(
        sa.select(gaps.c.since, gaps.c.until).where(
            gaps.c.court == court, gaps.c.until >= row.epoch_at
        )
    )
    return Reading(row.epoch_at, tuple((since, until) for since, until in outages))


async def _listed(
    connection: AsyncConnection, docket_ids: set[int]
) -> dict[int, list[tuple[str, Listed]]]:
    """By docket, of those that are followed, every recorded entry with its key."""
    found: dict[int, list[tuple[str, Listed]]] = {}
    followed = sa.exists().where(same_case(follows, dockets), follows.c.ended_at.is_(None))
    for some in chunks(sorted(docket_ids)):
        rows = await connection.execute(
            sa.select(
                entries.c.docket_id, entries.c.key, entries.c.number, entries.c.seq,
                entries.c.filed_at, entries.c.seen_at, entries.c.source,
            )
            .join(dockets, dockets.c.id == entries.c.docket_id)
            .where(entries.c.docket_id.in_(some), followed)
        )  # fmt: skip
        for row in rows:
            listed = Listed(row.number, row.seq, row.filed_at, row.seen_at, Teller(row.source))
            found.setdefault(row.docket_id, []).append((row.key, listed))
    return found


async def missing(
    connection: AsyncConnection, keys: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], tuple[int, ...]]:
    """By court and lead, the numbers that are still missing below these filings."""
    found: dict[tuple[str, str], set[int]] = {}
    for some in chunks(keys):
        rows = await connection.execute(
            sa.select(entries.c.court, entries.c.lead, skipped_numbers.c.number)
            .join(entries, _FOUND_WITH)
            .where(
                entries.c.court.in_(sorted({court for court, _ in some})),
                entries.c.lead.in_([lead for _, lead in some]),
            )
        )
        for court, lead, number in rows:
            found.setdefault((court, lead), set()).add(number)
    return {lead: tuple(sorted(numbers)) for lead, numbers in found.items()}
