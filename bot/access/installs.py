"""Workspaces that installed Crier, kept by slack_sdk's stores in Crier's own database.

Added to those stores: tokens are encrypted, a workspace is known by its team alone, as
everywhere else, and an install is used up in one statement.
"""

from __future__ import annotations

import copy
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from slack_sdk.oauth.installation_store import Bot as KeptBot
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy.engine import CursorResult

from bot.access.tokenkeys import TokenKeys
from filings.db import Database, plain_errors

MOST_BEGUN = 1_000
"""Installs that are begun and not finished; the oldest make room."""
_LOGGER = logging.getLogger("slack_sdk.oauth")
_SECRETS = (
    "bot_token", "bot_refresh_token", "user_token", "user_refresh_token",
    "incoming_webhook_url", "incoming_webhook_configuration_url",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Team:
    """A Slack workspace; ``name`` is "" where nobody said it."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Install:
    """A workspace that installed Crier, Crier's bot there, and its token, readable."""

    team: Team
    bot_id: str
    bot_user_id: str
    token: str = field(repr=False)


class Installs(AsyncSQLAlchemyInstallationStore):
    """Every method raises StoreError where the database does not do its part, and one that
    gives a token BadInput where none of the keys fits."""

    def __init__(self, client_id: str, db: Database, keys: TokenKeys) -> None:
        super().__init__(client_id, db.engine.execution_options(crier_write=True), logger=_LOGGER)
        self._db = db
        self._keys = keys

    async def async_save(self, installation: Installation) -> None:
        with plain_errors():
            await super().async_save(self._hidden(installation))

    def _hidden(self, row: Installation) -> Installation:
        hidden = copy.copy(row)
        for name in _SECRETS:
            setattr(hidden, name, self._keys.hide(getattr(row, name)))
        # A team's id is unique by itself; Slack names the organization in some requests only.
        hidden.enterprise_id = None
        return hidden

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> KeptBot | None:
        with plain_errors():
            found = await super().async_find_bot(enterprise_id=None, team_id=team_id)
        if found is not None:
            found.bot_token = self._keys.reveal(found.bot_token)  # type: ignore[assignment]
            found.bot_refresh_token = self._keys.reveal(found.bot_refresh_token)
        return found

    async def async_find_installation(self, **_: Any) -> Installation | None:
        """Bolt's word for a store that is asked for bots alone: Crier has no person's token."""
        raise NotImplementedError

    async def of(self, team_id: str) -> Install | None:
        """The newest install of a workspace."""
        found = await self.async_find_bot(enterprise_id=None, team_id=team_id) if team_id else None
        if found is None:
            return None
        return Install(
            Team(team_id, found.team_name or ""), found.bot_id or "", found.bot_user_id or "",
            found.bot_token or "",
        )  # fmt: skip

    async def teams(self) -> tuple[Team, ...]:
        """Every workspace, the first installed first; no key is needed for that."""
        c = self.bots.c
        query = (
            sa.select(c.team_id, c.team_name)
            .where(c.client_id == self.client_id, c.team_id.is_not(None))
            .order_by(c.installed_at, c.id)
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        names = {row.team_id: row.team_name or "" for row in rows}
        return tuple(Team(team_id, name) for team_id, name in names.items())

    async def forget(self, team_id: str, until: datetime) -> None:
        """Drop the tokens of a workspace that were given by ``until``.

        Slack's word that a token is gone may come late, after the next install.
        """
        last = until.astimezone(UTC).replace(tzinfo=None)
        async with self._db.write() as connection:
            for table in (self.bots, self.installations):
                await connection.execute(
                    table.delete().where(
                        table.c.client_id == self.client_id,
                        table.c.team_id == team_id,
                        table.c.installed_at <= last,
                    )
                )

    async def rekey(self) -> int:
        """Encrypt every token by the first key; how many workspaces there are."""
        async with self._db.write() as connection:
            for table in (self.bots, self.installations):
                for row in (await connection.execute(sa.select(table))).all():
                    kept = row._mapping
                    fresh = {
                        name: self._keys.hide(self._keys.reveal(kept[name]))
                        for name in _SECRETS
                        if name in kept
                    }
                    await connection.execute(
                        table.update().where(table.c.id == row.id).values(**fresh)
                    )
        return len(await self.teams())


class States(AsyncSQLAlchemyOAuthStateStore):
    """Installs that were begun. Raises StoreError where the database does not do its part."""

    def __init__(self, seconds: int, db: Database) -> None:
        super().__init__(seconds, db.engine.execution_options(crier_write=True), logger=_LOGGER)
        self._db = db

    async def async_issue(self, *args: Any, **more: Any) -> str:
        # Anybody may open the page that begins an install, and nobody has to go on.
        await self._delete(self.oauth_states.c.expire_at <= _now())
        c = self.oauth_states.c
        newest = sa.select(c.id).order_by(c.id.desc()).limit(MOST_BEGUN - 1)
        await self._delete(c.id.not_in(newest))
        with plain_errors():
            return await super().async_issue(*args, **more)

    async def async_consume(self, state: str) -> bool:
        """One statement, so that of two at the same time only one is let in."""
        c = self.oauth_states.c
        return await self._delete(c.state == state, c.expire_at > _now()) == 1

    async def _delete(self, *wanted: sa.ColumnElement[bool]) -> int:
        async with self._db.write() as connection:
            done: CursorResult[Any] = await connection.execute(
                self.oauth_states.delete().where(*wanted)
            )
        return done.rowcount


def _now() -> datetime:
    """As slack_sdk keeps times: UTC, without a zone. Its clock is the machine's."""
    return datetime.now(UTC).replace(tzinfo=None)
