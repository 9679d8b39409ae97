"""Workspaces: when Crier came to each, when it had to leave, and who may follow there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from filings.db import Database
from filings.store import audit, closures
from filings.store.audit import AuditLine
from filings.store.closures import Why
from filings.store.core import channels, insert_new, upsert, workspaces
from filings.types import Destination

MEMBERS = "members"
ADMINS = "admins"
WHO = (MEMBERS, ADMINS)


@dataclass(frozen=True, slots=True)
class WorkspaceView:
    """A workspace; ``who_follows`` is one of WHO, ``ended_at`` as in ``models.Workspace``."""

    team_id: str
    name: str
    who_follows: str
    ended_at: datetime | None = None


async def get(db: Database, team_id: str) -> WorkspaceView:
    """A workspace; the defaults for one that nothing is kept of."""
    async with db.read() as connection:
        row = (
            await connection.execute(sa.select(workspaces).where(workspaces.c.team_id == team_id))
        ).first()
    if row is None:
        return WorkspaceView(team_id, "", MEMBERS)
    return WorkspaceView(row.team_id, row.name, row.who_follows, row.ended_at)


async def ended(db: Database) -> list[str]:
    """Teams of the workspaces that have removed Crier."""
    async with db.read() as connection:
        gone = sa.select(workspaces.c.team_id).where(workspaces.c.ended_at.is_not(None))
        return list((await connection.execute(gone.order_by(workspaces.c.team_id))).scalars())


async def refusing(db: Database, words: Sequence[str]) -> list[str]:
    """Teams in which the last message was refused with one of Slack's words, and not ended."""
    trouble = (
        sa.select(channels.c.team_id)
        .distinct()
        .where(channels.c.trouble.in_(words), channels.c.state == "")
    )
    async with db.read() as connection:
        return sorted((await connection.execute(trouble)).scalars())


async def begin(db: Database, team_id: str, name: str, now: datetime) -> None:
    """Crier is in a workspace, for the first time or again; what waits there may go now.

    Channels that closed when it left stay closed until somebody has looked at each: Slack
    takes a bot out of its channels with the app. People can be written to at once.
    """
    async with db.write() as connection:
        changed = ("name", "begun_at", "ended_at")
        await connection.execute(
            upsert(connection, workspaces, ("team_id",), changed).values(
                team_id=team_id, name=name[:200], who_follows=MEMBERS, begun_at=now, ended_at=None
            )
        )
        # The waits were for the token that is gone; one that Slack asked for goes on.
        await connection.execute(
            channels.update()
            .where(channels.c.team_id == team_id, channels.c.trouble.not_in(("", "ratelimited")))
            .values(not_before=None, trouble="")
        )
        shut = sa.select(channels.c.channel_id).where(
            channels.c.team_id == team_id, channels.c.state != ""
        )
        there = (Destination(team_id, one) for one in (await connection.execute(shut)).scalars())
        for to in [one for one in there if one.is_person]:
            await closures.reopen(connection, to, now)


async def end(db: Database, team_id: str, now: datetime, until: datetime | None = None) -> bool:
    """The workspace has removed Crier, or taken its token back: nothing is sent there any more.

    ``until`` is when it happened. False where Crier has come back since, or had left before.
    """
    async with db.write() as connection:
        await connection.execute(
            insert_new(connection, workspaces).values(
                team_id=team_id, name="", who_follows=MEMBERS, begun_at=until or now
            )
        )
        left = await connection.execute(
            workspaces.update()
            .where(
                workspaces.c.team_id == team_id,
                workspaces.c.ended_at.is_(None),
                workspaces.c.begun_at <= (until or now),
            )
            .values(ended_at=now)
        )
        if left.rowcount != 1:
            return False
        here = sa.select(channels.c.channel_id).where(
            channels.c.team_id == team_id, channels.c.state == ""
        )
        for channel_id in list((await connection.execute(here)).scalars()):
            await closures.close(connection, Destination(team_id, channel_id), Why.UNINSTALLED, now)
    return True


async def set_who_follows(
    db: Database, team_id: str, who: str, *, by: str, now: datetime, where: str = ""
) -> None:
    """Who may follow in a channel of the workspace: one of WHO. ``where`` is the channel in
    which somebody said so."""
    async with db.write() as connection:
        await connection.execute(
            insert_new(connection, workspaces).values(
                team_id=team_id, name="", who_follows=who, begun_at=now
            )
        )
        await connection.execute(
            workspaces.update().where(workspaces.c.team_id == team_id).values(who_follows=who)
        )
        detail = f"who may follow: {who}"
        to = Destination(team_id, where)
        await audit.add(connection, AuditLine(to, now, by, "settings", "", "", detail))
