"""What was learnt of one case other than from a feed, kept in one transaction."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import courts
from filings.db import Database
from filings.deciding.reported import decide_report
from filings.numbers import Parts
from filings.store import becoming, edits, joining, write
from filings.store.core import dockets, dropped_items, insert_new, is_case, parts_of, sources
from filings.store.known import spent_of
from filings.store.owed import DocketIds
from filings.types import CaseFacts, Dropped, Report, Teller

Settle = Callable[[AsyncConnection], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """How much one body or report brought, for the log line."""

    entries: int
    changes: int
    deliveries: int
    dropped: int


async def record_report(
    db: Database, report: Report, *, now: datetime, settle: Settle | None = None
) -> Recorded:
    """Keep what a report says of its case, its entries joined to what is recorded.

    ``settle`` runs first, in the same transaction; where it gives False nothing is kept.
    Of a Supreme Court case only the Court's own entries are.
    """
    court, about = report.facts.court, report.facts
    async with db.write() as connection:
        if settle is not None and not await settle(connection):
            return Recorded(0, 0, 0, 0)
        docket = await docket_for(connection, about, now)
        number = await _locked(connection, docket)
        different = await edits.keep_facts(connection, docket, about, now, asked=not report.alerts)
        dropped = await keep_dropped(
            connection, f"{about.teller}/{about.listing_id or number}"[:80], report.dropped, now
        )
        if court == "scotus" and about.teller is not Teller.SCOTUS:
            return Recorded(0, 0, 0, dropped)
        report = replace(
            report, entries=tuple(replace(e, docket_number=number) for e in report.entries)
        )
        known = await joining.rows_of(connection, court, [docket])
        spent = await spent_of(connection, court, [entry.key for entry in report.entries])
        decision = decide_report(
            {row.entry.key: row for row in known}, frozenset(spent), report, now
        )
        became = await becoming.of_facts(connection, court, docket, different, report.entries, now)
        decision = replace(decision, changes=(*decision.changes, *became))
        ids: DocketIds = defaultdict(lambda: docket)
        written, deliveries = await write.write_decision(
            connection, court, decision, ids, about.teller, None, now
        )
    return Recorded(len(decision.new), written, deliveries, dropped)


async def docket_for(connection: AsyncConnection, about: CaseFacts, now: datetime) -> int:
    """The recorded docket that a report is about, made where there is none.

    One that the number fits is taken even when it was written with more or less in it,
    as long as there is no other.
    """
    parts = case_parts(about)
    rows = (
        await connection.execute(
            sa.select(dockets.c.id, *(dockets.c[name] for name in Parts._fields)).where(
                is_case(dockets, about.court, parts)
            )
        )
    ).all()
    same = [row.id for row in rows if tuple(row[1:]) == tuple(parts)]
    if found := same or ([rows[0].id] if len(rows) == 1 else []):
        await connection.execute(
            dockets.update()
            .where(dockets.c.id == found[0], dockets.c.case_name == "")
            .values(case_name=about.case_name)
        )
        return int(found[0])
    await connection.execute(
        insert_new(connection, dockets).values(
            court=about.court, **parts._asdict(), number=about.docket_number,
            case_name=about.case_name, judges="", url="", first_seen_at=now,
        )
    )  # fmt: skip
    exact = sa.and_(*(dockets.c[name] == getattr(parts, name) for name in Parts._fields))
    made = await connection.scalar(
        sa.select(dockets.c.id).where(dockets.c.court == about.court, exact)
    )
    return int(made or 0)


def case_parts(about: CaseFacts) -> Parts:
    """The parts of a report's number. A bankruptcy feed says "bk" beside every number of a
    case that is no adversary proceeding, CourtListener does not."""
    parts = parts_of(about.court, about.docket_number, about.case_type)
    if not parts.case_type and courts.get(about.court).kind == "bankruptcy":
        return parts._replace(case_type="bk")
    return parts


async def _locked(connection: AsyncConnection, docket: int) -> str:
    """The number of a docket, which nobody else writes entries to until this is kept."""
    number = await connection.scalar(
        sa.select(dockets.c.number).where(dockets.c.id == docket).with_for_update(key_share=True)
    )
    return str(number)


async def keep_dropped(
    connection: AsyncConnection, source: str, dropped: Sequence[Dropped], now: datetime
) -> int:
    """Keep what could not be read, each item once; how many are new."""
    if not dropped:
        return 0
    rows = [
        {
            "source_id": source,
            "digest": hashlib.blake2b(item.raw.encode(), digest_size=16).hexdigest(),
            "reason": item.reason,
            "raw": item.raw,
            "seen_at": now,
        }
        for item in dropped
    ]
    done = await connection.execute(
        insert_new(connection, dropped_items).returning(dropped_items.c.id), rows
    )
    fresh = len(done.all())
    await connection.execute(
        sources.update().where(sources.c.id == source).values(dropped=sources.c.dropped + fresh)
    )
    return fresh
