"""Channels as Slack knows them: found by name, entered where that is possible."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.access import permission
from bot.access.installs import Team
from bot.access.workspaces import NO_ACCESS, Workspaces
from filings.errors import BadInput
from filings.types import TERMINAL, Destination

ARCHIVED = "That channel is archived, so nothing can be posted there."
_OUTSIDE = "Crier is not in {}. Type /invite @Crier there, then ask again."


@dataclass(frozen=True, slots=True)
class Access:
    """What Slack says of a channel.

    inside    Crier is in it; joinable  it is public, so that Crier can enter
    archived  nobody can post there
    All are False for one that Slack hides from Crier.
    """

    inside: bool = False
    joinable: bool = False
    archived: bool = False


class SlackChannels:
    """Joins public channels, and knows private ones by being in them."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def _client(self, where: Destination) -> AsyncWebClient:
        client = await self._workspaces.client(where.team_id)
        if client is None:
            raise BadInput(NO_ACCESS)
        return client

    async def access(self, where: Destination) -> Access:
        """Raises SlackApiError for what is neither an answer nor a channel that is hidden."""
        client = await self._client(where)
        try:
            answer = await client.conversations_info(channel=where.channel_id)
        except SlackApiError as error:
            # Slack hides a private channel from a bot that is not in it.
            if error.response.get("error") in ("channel_not_found", "not_in_channel"):
                return Access()
            raise
        channel: dict[str, Any] = answer["channel"]
        archived = bool(channel.get("is_archived"))
        closed = channel.get("is_private") or channel.get("is_mpim") or archived
        return Access(
            inside=bool(channel.get("is_im") or channel.get("is_member")) and not archived,
            joinable=not closed,
            archived=archived,
        )

    async def enter(self, where: Destination) -> bool:
        """See ChannelAccess.enter. Raises SlackApiError for what is neither."""
        access = await self._open(where)
        if not access.inside and access.joinable:
            client = await self._client(where)
            await client.conversations_join(channel=where.channel_id)
        return access.inside or access.joinable

    async def can_enter(self, where: Destination) -> bool:
        """The answer and the errors of ``enter``; nothing is joined."""
        access = await self._open(where)
        return access.inside or access.joinable

    async def _open(self, where: Destination) -> Access:
        access = await self.access(where)
        if access.archived:
            raise BadInput(ARCHIVED)
        return access

    async def refusal(self, where: Destination, user_id: str, who: str) -> str:
        """See ChannelAccess.refusal."""
        return await permission.refusal(await self._client(where), where, user_id, who)

    async def is_admin(self, where: Destination, user_id: str) -> bool:
        """See ChannelAccess.is_admin."""
        return await permission.is_admin(await self._client(where), where.team_id, user_id)

    async def zone(self, where: Destination, user_id: str) -> str:
        """See ChannelAccess.zone."""
        return await permission.zone(await self._client(where), user_id)


async def destination(
    workspaces: Workspaces | None, channel: str, *, enter: bool
) -> tuple[Destination, str]:
    """A channel by id or ``#name``, or the terminal; and its name, "" where only an id is known.

    Where Crier is in several workspaces, one is named before a slash: ``T0123456789/#courts``.
    With ``enter`` a public channel is joined. Raises BadInput when the channel cannot be used.
    """
    if channel == TERMINAL.channel_id:
        return TERMINAL, ""
    if workspaces is None:
        raise BadInput(
            "There is no SLACK_BOT_TOKEN, so only the channel terminal can be used; "
            "set it in .env for Slack."
        )
    with _said_of(channel):
        team, named = _team_of(await workspaces.teams(), channel)
        client = await workspaces.client(team)
        if client is None:
            raise BadInput(NO_ACCESS)
        channel_id, name = await _by_name_or_id(client, named)
    to = Destination(team, channel_id)
    if enter:
        await entered(workspaces, to, named)
    return to, name


async def entered(workspaces: Workspaces, to: Destination, named: str) -> None:
    """Join a channel if it is public. Raises BadInput where Crier cannot post."""
    with _said_of(named):
        if not await SlackChannels(workspaces).enter(to):
            raise BadInput(_OUTSIDE.format(named))


async def enterable(workspaces: Workspaces, to: Destination, named: str) -> None:
    """Raises BadInput where Crier could not post even if it tried to join; it does not try."""
    with _said_of(named):
        if not await SlackChannels(workspaces).can_enter(to):
            raise BadInput(_OUTSIDE.format(named))


@contextlib.contextmanager
def _said_of(channel: str) -> Iterator[None]:
    try:
        yield
    except SlackApiError as error:
        code = error.response.get("error")
        raise BadInput(f"Slack does not let Crier use {channel} ({code}).") from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise BadInput("Slack cannot be reached.") from error


def _team_of(teams: Sequence[Team], channel: str) -> tuple[str, str]:
    """The workspace that a channel is meant in, and the channel there."""
    before, slash, after = channel.partition("/")
    if slash and before in {team.id for team in teams}:
        return before, after
    if slash:
        raise BadInput(f"Crier is not in a workspace {before}.{_named(teams)}")
    if len(teams) != 1:
        raise BadInput(f"Name the workspace too, as in T0123456789/#courts.{_named(teams)}")
    return teams[0].id, channel


def _named(teams: Sequence[Team]) -> str:
    if not teams:
        return " No workspace has installed Crier yet."
    known = ", ".join(f"{team.id} ({team.name})" if team.name else team.id for team in teams)
    return f" Crier is in {known}."


async def _by_name_or_id(client: AsyncWebClient, channel: str) -> tuple[str, str]:
    if re.fullmatch(r"[CDG][A-Z0-9]{5,20}", channel):
        return channel, ""
    wanted = channel.lstrip("#").casefold()
    cursor = ""
    while True:
        page = await client.conversations_list(
            limit=200, cursor=cursor, exclude_archived=True, types="public_channel,private_channel"
        )
        for found in page["channels"]:
            if found["name"].casefold() == wanted:
                return str(found["id"]), str(found["name"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            raise BadInput(f"There is no channel {channel} that Crier can see.")
