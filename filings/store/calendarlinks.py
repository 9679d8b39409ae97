"""The secret addresses of channels' calendars."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store import audit
from filings.store.audit import AuditLine
from filings.store.core import calendar_links, insert_new, is_of, workspaces
from filings.types import Destination

TOKEN_BYTES = 24


async def link_of(db: Database, to: Destination) -> str:
    """The token of a channel's calendar, "" where it has none."""
    async with db.read() as connection:
        return await _token(connection, to)


async def _token(connection: AsyncConnection, to: Destination) -> str:
    found = await connection.scalar(
        sa.select(calendar_links.c.token).where(is_of(calendar_links, to))
    )
    return found or ""


async def make(db: Database, to: Destination, *, by: str, now: datetime, anew: bool) -> str:
    """The token of a channel's calendar, made where it has none; ``anew`` ends the one it has."""
    # Letters and digits alone: what could be markup is shown as a sign that only looks like it.
    token = secrets.token_hex(TOKEN_BYTES)
    async with db.write() as connection:
        ended = anew and await _end(connection, to)
        made = await connection.execute(
            insert_new(connection, calendar_links).values(
                team_id=to.team_id, channel_id=to.channel_id, token=token, digest=_digest(token),
                made_by=by, made_at=now,
            )
        )  # fmt: skip
        if made.rowcount:
            what = "relink" if ended else "link"
            await audit.add(connection, AuditLine(to, now, by, what, "", "", ""))
        return await _token(connection, to)


async def end(db: Database, to: Destination, *, by: str, now: datetime) -> bool:
    """Whether there was one."""
    async with db.write() as connection:
        ended = await _end(connection, to)
        if ended:
            await audit.add(connection, AuditLine(to, now, by, "unlink", "", "", ""))
    return ended


async def _end(connection: AsyncConnection, to: Destination) -> bool:
    done = await connection.execute(calendar_links.delete().where(is_of(calendar_links, to)))
    return bool(done.rowcount)


async def channel_of(connection: AsyncConnection, token: str) -> Destination | None:
    """Whose calendar a token opens; None for one that was never given or has ended, and while
    the workspace has removed Crier."""
    row = (
        await connection.execute(
            sa.select(calendar_links, workspaces.c.ended_at)
            .outerjoin(workspaces, workspaces.c.team_id == calendar_links.c.team_id)
            .where(calendar_links.c.digest == _digest(token))
        )
    ).first()
    # Compared whatever was found, so that each answer takes the same way.
    known = "" if row is None else row.token
    same = hmac.compare_digest(known.encode(), token.encode("utf-8", "surrogatepass"))
    if row is None or not same or row.ended_at is not None:
        return None
    return Destination(row.team_id, row.channel_id)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
