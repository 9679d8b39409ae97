"""Whose token speaks where: every workspace is served with its own, and with no other.

``OneWorkspace`` has the token of SLACK_BOT_TOKEN, ``Installed`` those of the workspaces that
installed Crier by OAuth. Whoever talks to Slack asks here for a client by team.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import aiohttp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.access.installs import Installs, Team
from bot.access.tokenkeys import keys_of
from filings.db import Database
from filings.errors import BadInput
from filings.settings import Settings

KEPT = timedelta(minutes=1)
"""How long a token is used before the database is asked again: another process may have
seen the workspace leave, or come back with a new one."""

NO_ACCESS = (
    "Crier has no access to this workspace. Install it in this workspace, "
    "not for the whole organization."
)


@dataclass(frozen=True, slots=True)
class Bot:
    """Crier in one workspace: who it is there, and the client that speaks with its token."""

    team: Team
    bot_id: str
    user_id: str
    client: AsyncWebClient


class Workspaces(Protocol):
    """Where Crier is, by team. Each method may raise StoreError, BadInput where a token cannot be
    read, or what slack_sdk raises."""

    async def bot(self, team_id: str) -> Bot | None:
        """None where Crier has no token of that workspace."""

    async def client(self, team_id: str) -> AsyncWebClient | None:
        """With the token of that workspace, None where Crier has none."""

    async def teams(self) -> tuple[Team, ...]:
        """Every workspace that Crier has a token of."""

    async def forget(self, team_id: str, until: datetime) -> None:
        """Slack says that the workspace's token, given by ``until``, is good no more."""


class OneWorkspace:
    """The workspace of SLACK_BOT_TOKEN. Slack says once which one that is."""

    def __init__(self, only: AsyncWebClient) -> None:
        self.only = only
        self._own: Bot | None = None

    @property
    def one(self) -> OneWorkspace:
        return self

    async def own(self) -> Bot:
        """Raises SlackApiError for a token that Slack does not accept."""
        if self._own is None:
            said = await self.only.auth_test()
            team = Team(str(said["team_id"]), str(said.get("team") or ""))
            self._own = Bot(team, str(said.get("bot_id")), str(said.get("user_id")), self.only)
        return self._own

    async def bot(self, team_id: str) -> Bot | None:
        own = await self.own()
        return own if own.team.id == team_id else None

    async def client(self, team_id: str) -> AsyncWebClient | None:
        return _client(await self.bot(team_id))

    async def teams(self) -> tuple[Team, ...]:
        return ((await self.own()).team,)

    async def forget(self, team_id: str, until: datetime) -> None:
        """The token is a setting; Slack itself refuses it from now on."""


class Installed:
    """Workspaces that installed Crier; ``one`` is that of SLACK_BOT_TOKEN, where it is set.

    A workspace's own install comes before SLACK_BOT_TOKEN, so that a newsroom can go from one
    to the other without a gap.
    """

    def __init__(
        self,
        installs: Installs,
        base_url: str,
        clock: Callable[[], datetime],
        one: OneWorkspace | None = None,
        session: aiohttp.ClientSession | None = None,
    ) -> None:
        self.installs = installs
        self.session = session
        self._base_url = base_url
        self._clock = clock
        self.one = one
        self._kept: dict[str, tuple[datetime, Bot]] = {}

    async def bot(self, team_id: str) -> Bot | None:
        now = self._clock()
        until, kept = self._kept.get(team_id, (now, None))
        if kept is not None and now < until:
            return kept
        self._kept.pop(team_id, None)
        found = await self.installs.of(team_id)
        if found is None:
            return None if self.one is None else await self.one.bot(team_id)
        client = AsyncWebClient(token=found.token, base_url=self._base_url, session=self.session)
        bot = Bot(found.team, found.bot_id, found.bot_user_id, client)
        self._kept[team_id] = (now + KEPT, bot)
        return bot

    async def client(self, team_id: str) -> AsyncWebClient | None:
        return _client(await self.bot(team_id))

    async def teams(self) -> tuple[Team, ...]:
        installed = await self.installs.teams()
        if self.one is None:
            return installed
        own = (await self.one.own()).team
        return installed if own.id in {team.id for team in installed} else (own, *installed)

    async def forget(self, team_id: str, until: datetime) -> None:
        self._kept.pop(team_id, None)
        await self.installs.forget(team_id, until)

    async def key_problem(self) -> str:
        """Why the tokens cannot be read, "" when they can. The oldest install is looked at:
        a key that was dropped too soon is missed there first."""
        teams = await self.installs.teams()
        try:
            await self.installs.of(teams[0].id if teams else "")
        except BadInput as error:
            return str(error)
        return ""

    def fresh(self, team_id: str) -> None:
        """Look anew: the workspace has installed Crier just now."""
        self._kept.pop(team_id, None)


def _client(bot: Bot | None) -> AsyncWebClient | None:
    return None if bot is None else bot.client


def workspaces_of(
    settings: Settings,
    db: Database,
    clock: Callable[[], datetime],
    session: aiohttp.ClientSession | None = None,
) -> OneWorkspace | Installed | None:
    """Where the settings let Crier be, None where they give it no token at all. ``session`` is
    what their clients ask Slack through.

    Raises BadInput, in one sentence, for settings that do not go together.
    """
    one = None
    if settings.slack_bot_token is not None:
        token = settings.slack_bot_token.get_secret_value()
        base_url = settings.slack_base_url
        one = OneWorkspace(AsyncWebClient(token=token, base_url=base_url, session=session))
    if not settings.slack_client_id and settings.slack_client_secret is None:
        return one
    if not settings.slack_client_id or settings.slack_client_secret is None:
        raise BadInput("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together: one is missing.")
    installs = Installs(settings.slack_client_id, db, keys_of(settings))
    return Installed(installs, settings.slack_base_url, clock, one, session)


def authorizing(workspaces: Workspaces) -> Callable[..., Awaitable[AuthorizeResult | None]]:
    """Bolt's question of each request, whether it may be answered: only with its own token."""

    async def authorize(
        context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        if context.is_enterprise_install:
            return None
        bot = await workspaces.bot(team_id or "")
        if bot is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=bot.team.id,
            team=bot.team.name,
            bot_id=bot.bot_id,
            bot_user_id=bot.user_id,
            bot_token=bot.client.token,
        )

    return authorize
