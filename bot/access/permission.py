"""Who may follow in a channel: its members, or the workspace's admins; as Slack says it.

Asked anew each time: who is in a channel changes, and a form or a button may name any channel.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from filings.store.workspaces import ADMINS
from filings.telling.timing import known_zone
from filings.types import Destination

log = structlog.get_logger("crier.permission")

NOT_THERE = "I am not in that channel, so I cannot see who may follow there."
NOT_A_MEMBER = "Only members of a channel can change what it follows. Join it, then ask again."
NOT_AN_ADMIN = (
    "In this workspace only its admins can change what a channel follows. "
    "Ask one of them; in a conversation with me alone you can follow for yourself."
)
# Of a channel that the bot may not see into; a private one is as if it did not exist:
# https://docs.slack.dev/reference/methods/conversations.members
_HIDDEN = ("channel_not_found", "not_in_channel")
_PAGE = 1000
_LONGEST_ZONE = 40


async def refusal(client: AsyncWebClient, where: Destination, user_id: str, who: str) -> str:
    """ "" where this person may change what a channel follows, else the sentence that says why not.

    ``who`` is the workspace's setting. NOT_THERE where Slack hides the channel from Crier.
    Raises SlackApiError, and what aiohttp raises: without an answer nothing is allowed.
    """
    # A conversation with Crier alone is no channel; it is the person's own.
    if who == ADMINS and not where.channel_id.startswith("D"):
        return "" if await is_admin(client, where.team_id, user_id) else NOT_AN_ADMIN
    try:
        inside = await _is_member(client, where.channel_id, user_id)
    except SlackApiError as error:
        if error.response.get("error") in _HIDDEN:
            return NOT_THERE
        raise
    return "" if inside else NOT_A_MEMBER


async def _is_member(client: AsyncWebClient, channel_id: str, user_id: str) -> bool:
    cursor = ""
    while user_id:
        page = await client.conversations_members(channel=channel_id, limit=_PAGE, cursor=cursor)
        if user_id in page["members"]:
            return True
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return False
    return False


async def is_admin(client: AsyncWebClient, team_id: str, user_id: str) -> bool:
    """Whether somebody is an admin or an owner of the workspace."""
    if not user_id:
        return False
    user = (await client.users_info(user=user_id)).get("user") or {}
    return belongs(user, team_id) and bool(user.get("is_admin") or user.get("is_owner"))


async def is_colleague(client: AsyncWebClient, team_id: str, user_id: str) -> bool:
    """Whether somebody is a full member of the workspace, to whom its public channels are open:
    no guest, and nobody of another workspace who shares a channel.

    https://docs.slack.dev/reference/objects/user-object
    """
    user = (await client.users_info(user=user_id)).get("user") or {}
    guest = user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger")
    return belongs(user, team_id) and not guest


def belongs(user: Mapping[str, Any], team_id: str) -> bool:
    """Whether a user, as Slack shows them, is one of the workspace: an admin elsewhere is
    none here. An organization's people are in several."""
    organized = user.get("enterprise_user") or {}
    return team_id in (user.get("team_id"), *(organized.get("teams") or ()))


async def zone(client: AsyncWebClient, user_id: str) -> str:
    """The zone that somebody has chosen in Slack, "" where it cannot be had: no follow
    waits for it."""
    try:
        user = (await client.users_info(user=user_id)).get("user") or {}
    except SlackApiError as error:
        log.info("zone", error=str(error.response.get("error")))
    except (aiohttp.ClientError, TimeoutError) as error:
        log.info("zone", error=type(error).__name__)
    else:
        name = str(user.get("tz") or "")
        if known_zone(name) is not None and len(name) <= _LONGEST_ZONE:
            return name
        log.info("zone", error="Slack named none")
    return ""
