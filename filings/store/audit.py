"""Who followed, changed and unfollowed what, and when. Lines are only added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store.core import audits
from filings.types import Destination

BY_SLACK = "crier"
"""Who paused or ended a follow where Slack left no choice."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line: see ``models.Audit``."""

    to: Destination
    at: datetime
    who: str
    what: str
    court: str
    number: str
    detail: str


async def add(connection: AsyncConnection, line: AuditLine) -> None:
    """Within the transaction that does what the line tells of."""
    await connection.execute(
        sa.insert(audits).values(
            team_id=line.to.team_id, channel_id=line.to.channel_id, at=line.at, who=line.who,
            what=line.what, court=line.court, number=line.number, detail=line.detail,
        )
    )  # fmt: skip


async def lines(
    db: Database, team_id: str | None, channel_id: str | None = None, limit: int = 50
) -> list[AuditLine]:
    """The last lines of a workspace, of one of its channels, or of all; the newest first."""
    wanted = sa.select(audits)
    if team_id is not None:
        wanted = wanted.where(audits.c.team_id == team_id)
    if channel_id is not None:
        wanted = wanted.where(audits.c.channel_id == channel_id)
    wanted = wanted.order_by(audits.c.at.desc(), audits.c.id.desc()).limit(limit)
    async with db.read() as connection:
        rows = (await connection.execute(wanted)).all()
    return [
        AuditLine(
            Destination(row.team_id, row.channel_id), row.at, row.who, row.what, row.court,
            row.number, row.detail,
        )
        for row in rows
    ]  # fmt: skip
