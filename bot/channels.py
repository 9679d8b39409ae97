"""Channels as Slack knows them: found by name, entered where that is possible."""

from __future__ import annotations

import re
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from filings.errors import BadInput
from filings.settings import Settings
from filings.types import TERMINAL, Destination


class SlackChannels:
    """Joins public channels, and knows private ones by being in them."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def enter(self, where: Destination) -> bool:
        """See ChannelAccess.enter. Raises SlackApiError for what is neither."""
        try:
            answer = await self._client.conversations_info(channel=where.channel_id)
        except SlackApiError as error:
            # Slack hides a private channel from a bot that is not in it.
            if error.response.get("error") in ("channel_not_found", "not_in_channel"):
                return False
            raise
        channel: dict[str, Any] = answer["channel"]
        if channel.get("is_im") or channel.get("is_member"):
            return True
        if channel.get("is_private") or channel.get("is_mpim") or channel.get("is_archived"):
            return False
        await self._client.conversations_join(channel=where.channel_id)
        return True


async def destination(settings: Settings, channel: str, *, enter: bool) -> tuple[Destination, str]:
    """A channel by id or ``#name``, or the terminal; and its name, "" where only an id is known.

    With ``enter`` a public channel is joined. Raises BadInput when the channel cannot
    be used.
    """
    if channel == TERMINAL.channel_id:
        return TERMINAL, ""
    token = settings.slack_bot_token
    if token is None:
        raise BadInput("There is no SLACK_BOT_TOKEN, so only --channel terminal can be used.")
    client = AsyncWebClient(token.get_secret_value(), settings.slack_base_url)
    try:
        team = str((await client.auth_test())["team_id"])
        channel_id, name = await _by_name_or_id(client, channel)
        to = Destination(team, channel_id)
        if enter and not await SlackChannels(client).enter(to):
            raise BadInput(f"Crier is not in {channel}. Type /invite @Crier there, then ask again.")
    except SlackApiError as error:
        code = error.response.get("error")
        raise BadInput(f"Slack does not let Crier use {channel} ({code}).") from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise BadInput("Slack cannot be reached.") from error
    return to, name


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
