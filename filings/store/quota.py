"""What a service was asked and what it allows: a budget that all processes share."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.errors import BudgetSpent
from filings.quota import WINDOWS, Limits, QuotaView, Rank, opens_at, refusal, sentence, used
from filings.store.core import allowances, insert_new, questions

SERVICE = "courtlistener"
NAME = "CourtListener"
ELSEWHERE = "elsewhere"
"""The purpose of questions that somebody else asked with the same token."""
_KEPT = timedelta(days=2)


async def take(
    db: Database,
    service: str,
    rank: Rank,
    purpose: str,
    now: datetime,
    *,
    ceiling: Limits | None = None,
) -> None:
    """Count a question that is about to be asked.

    ``ceiling`` bounds what is recorded as allowed. Raises BudgetSpent when it has to
    wait. However many processes call this, no limit is exceeded: they take turns at
    the service's row.
    """
    async with db.write() as connection:
        row = await _locked(connection, service)
        limits = _limits(row, ceiling)
        asked = [at for at, _ in await _asked(connection, service, now)]
        if found := refusal(limits, asked, rank, now, row.closed_until):
            raise BudgetSpent(sentence(NAME, limits, rank, found), found.opens_at)
        await connection.execute(questions.insert(), [_question(service, now, rank, purpose)])
        await connection.execute(
            questions.delete().where(
                questions.c.service == service, questions.c.asked_at < now - _KEPT
            )
        )


async def closed(db: Database, service: str, until: datetime | None, now: datetime) -> None:
    """The service asked to be left alone until then; None opens it again at once."""
    async with db.write() as connection:
        row = await _locked(connection, service)
        later = until is None or row.closed_until is None or row.closed_until <= now
        await connection.execute(
            _change(service).values(
                closed_until=until if later or until is None else max(until, row.closed_until)
            )
        )


async def learnt(
    db: Database, service: str, limits: Limits, now: datetime, spent: Limits | None = None
) -> None:
    """The service said what it allows, and how much of that it counts as used.

    What it counts beyond our own questions was asked elsewhere with the same token.
    """
    async with db.write() as connection:
        await _locked(connection, service)
        await connection.execute(
            _change(service).values(
                minute=limits.minute, hour=limits.hour, day=limits.day, told_at=now
            )
        )
        if spent is not None:
            await _count_elsewhere(connection, service, spent, now)


async def view(
    db: Database, service: str, now: datetime, *, ceiling: Limits | None = None
) -> QuotaView:
    """The budget as it stands."""
    async with db.read() as connection:
        row = (
            await connection.execute(sa.select(allowances).where(allowances.c.service == service))
        ).one_or_none()
        rows = await _asked(connection, service, now)
    limits = _limits(row, ceiling)
    asked = [at for at, _ in rows]
    day = WINDOWS[-1][1]
    purposes = Counter(purpose for at, purpose in rows if at > now - day)
    return QuotaView(
        limits,
        used(asked, now),
        tuple(sorted(purposes.items(), key=lambda each: (-each[1], each[0]))),
        opens_at(limits, asked, Rank.PEOPLE, now, row.closed_until if row else None),
        row.told_at if row else None,
        max((at for at, purpose in rows if purpose != ELSEWHERE), default=None),
    )


async def _locked(connection: AsyncConnection, service: str) -> Any:
    """The service's row, held until the transaction ends; on SQLite every writer holds all."""
    start = Limits()
    await connection.execute(
        insert_new(connection, allowances).values(
            service=service, minute=start.minute, hour=start.hour, day=start.day
        )
    )
    query = sa.select(allowances).where(allowances.c.service == service).with_for_update()
    return (await connection.execute(query)).one()


async def _asked(
    connection: AsyncConnection, service: str, now: datetime
) -> list[tuple[datetime, str]]:
    # A clock that was set back must not make questions vanish: no upper bound.
    query = sa.select(questions.c.asked_at, questions.c.purpose).where(
        questions.c.service == service, questions.c.asked_at > now - _KEPT
    )
    return [(row.asked_at, row.purpose) for row in await connection.execute(query)]


async def _count_elsewhere(
    connection: AsyncConnection, service: str, spent: Limits, now: datetime
) -> None:
    await connection.execute(
        questions.delete().where(questions.c.service == service, questions.c.purpose == ELSEWHERE)
    )
    own = used([at for at, _ in await _asked(connection, service, now)], now)
    minute = max(spent.minute - own.minute, 0)
    hour = max(spent.hour - own.hour - minute, 0)
    day = max(spent.day - own.day - minute - hour, 0)
    # When they were asked is not said: at the young end of what their window leaves open.
    ages = [timedelta()] * minute + [timedelta(minutes=2)] * hour + [timedelta(hours=2)] * day
    rows = [_question(service, now - age, Rank.PEOPLE, ELSEWHERE) for age in ages]
    if rows:
        await connection.execute(questions.insert(), rows)


def _question(service: str, at: datetime, rank: Rank, purpose: str) -> dict[str, Any]:
    return {"service": service, "asked_at": at, "rank": int(rank), "purpose": purpose[:24]}


def _change(service: str) -> sa.Update:
    return allowances.update().where(allowances.c.service == service)


def _limits(row: Any, ceiling: Limits | None) -> Limits:
    limits = Limits(row.minute, row.hour, row.day) if row is not None else Limits()
    return limits.at_most(ceiling) if ceiling is not None else limits
