"""What one body of a source said, kept in one transaction.

``record`` writes what was decided: entries, captions, changes, one delivery
row per follow that wants a change, the messages that must be edited, and the
source's own state with its next due time. Either all of it is kept or none.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.deciding.known import Decision
from filings.store import docketrows, edits, gaps, reports, write
from filings.store import sources as source_queries
from filings.store.reports import Recorded, keep_dropped
from filings.store.sources import TORN, Claim, Next
from filings.types import Parsed


async def record(
    db: Database, held: Claim, parsed: Parsed, decision: Decision, *, now: datetime, after: Next
) -> Recorded:
    """Keep one body's outcome, in one transaction, under the claim it was read with."""
    court = held.court
    async with db.write() as connection:
        await _settle(connection, held, parsed, now, after)
        if parsed.complete and after.unseen is not None:
            await gaps.found(connection, court, *after.unseen, now)
        ids = await docketrows.dockets_in(connection, court, decision, now)
        if parsed.facts is not None:
            docket = await reports.docket_for(connection, parsed.facts, now)
            await edits.keep_facts(connection, docket, parsed.facts, now)
        written, deliveries = await write.write_decision(
            connection, court, decision, ids, parsed.teller, parsed.built_at, now
        )
        dropped = await keep_dropped(connection, held.id, parsed.dropped, now)
    return Recorded(len(decision.new), written, deliveries, dropped)


async def _settle(
    connection: AsyncConnection, held: Claim, parsed: Parsed, now: datetime, after: Next
) -> None:
    values: dict[str, object] = {
        "due_at": after.due_at,
        "rhythm": after.rhythm,
        "rebuild_minutes": after.rebuild_minutes,
        "rebuild_minute": after.rebuild_minute,
        "etag": after.etag if parsed.complete else None,
        "last_modified": after.last_modified if parsed.complete else None,
        "stale_at": after.stale_at,
        "read_at": now,
        "built_at": parsed.built_at,
        "entry_types": parsed.entry_types,
        "not_before": None,
        **_state(held, parsed, now),
    }
    filed = [entry.filed_at for entry in parsed.entries]
    if held.newest_at is not None:
        filed.append(held.newest_at)
    values["newest_at"] = max(filed, default=None)
    if parsed.complete:
        values["last_build"] = after.last_build
        values["oldest_at"] = parsed.oldest_at
        if held.baseline_at is None:
            values["baseline_at"] = now
    await source_queries.settle(connection, held, now, **values)


def _state(held: Claim, parsed: Parsed, now: datetime) -> dict[str, object]:
    """A body that is not whole is a failure as well: nobody learns what it lacks."""
    if parsed.complete:
        return {"state": "read", "failures": 0, "failing_since": None, "error": ""}
    return {
        "state": TORN,
        "failures": held.failures + 1,
        "failing_since": held.failing_since or now,
        "error": f"{held.court} breaks off in the middle of its answers; what stands after the "
        "break is missing.",
    }
