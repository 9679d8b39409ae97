"""@Crier in a channel, and what is written to Crier alone: answered as the slash command is.

In a channel the asker alone sees the answer; in a conversation with Crier it is a message.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.commands import Asked
from bot.desk.enquiries import Pending
from bot.reading.incoming import team_of
from bot.surfaces.replies import SOON, UNFORESEEN, told
from bot.surfaces.room import Room
from bot.words.blocks import Message
from filings.store import heard
from filings.types import Destination

log = structlog.get_logger("crier.slack")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote to Crier: ``alone`` with it, or in a channel, perhaps in a thread."""

    asked: Asked
    event_id: str
    thread_ts: str = ""
    alone: bool = False


def said_in(body: dict[str, Any], bot_user: str) -> Said | None:
    """Read an event; None for what no person wrote to Crier just now.

    An edited message, one of a bot and one with a mention inside a direct message, which
    Slack tells of twice, are not answered.
    """
    event = body.get("event") or {}
    written = event.get("subtype") in (None, "file_share", "thread_broadcast")
    user, channel = str(event.get("user") or ""), str(event.get("channel") or "")
    if not written or event.get("bot_id") or not user or user == bot_user or not channel:
        return None
    alone = event.get("type") == "message"
    if alone and event.get("channel_type") != "im":
        return None
    text = str(event.get("text") or "")
    if bot_user:
        text = text.replace(f"<@{bot_user}>", " ", 1)
    where = Destination(team_of(body), channel)
    return Said(
        Asked(text.strip(), where, user), str(body.get("event_id") or ""),
        str(event.get("thread_ts") or ""), alone,
    )  # fmt: skip


def listen(app: AsyncApp, room: Room) -> None:
    async def take(body: dict[str, Any], context: AsyncBoltContext) -> None:
        said = said_in(body, context.bot_user_id or "")
        if said is not None:
            room.afterwards.start(_answer(room, said), lambda: _sorry(room, said))

    app.event("app_mention")(take)
    app.event("message")(take)


async def _answer(room: Room, said: Said) -> None:
    where = said.asked.where
    # Before it is answered: who gets no answer asks again, and two would be one too many.
    if not await heard.first(room.db, where.team_id, said.event_id, room.clock()):
        return
    client = await room.workspaces.client(where.team_id)
    if client is None:
        log.error("mention", team=where.team_id, error="there is no token for this workspace")
        return
    message = await told(room.renderer, room.desk.answer(said.asked))
    ts = ""
    if isinstance(message, Pending):
        later = asyncio.ensure_future(told(room.renderer, message.then()))
        await asyncio.wait([later], timeout=SOON)
        if not later.done():
            ts = await _say(client, said, message)
        message = await later
    if message is not None:
        await _say(client, said, message, instead_of=ts)


async def _say(client: AsyncWebClient, said: Said, message: Message, instead_of: str = "") -> str:
    """Post an answer; the ``ts`` by which it can be replaced, "" where it cannot."""
    channel = said.asked.where.channel_id
    thread = said.thread_ts or None
    content: dict[str, Any] = {"text": message.text, "blocks": list(message.blocks)}
    try:
        if not said.alone:
            await client.chat_postEphemeral(
                channel=channel, user=said.asked.user_id, thread_ts=thread, **content
            )
            return ""
        if instead_of:
            await client.chat_update(channel=channel, ts=instead_of, **content)
            return instead_of
        posted = await client.chat_postMessage(
            channel=channel, thread_ts=thread, unfurl_links=False, unfurl_media=False, **content
        )
        return str(posted["ts"])
    except SlackApiError as error:
        log.error("mention", channel=channel, error=str(error.response.get("error")))
    except (aiohttp.ClientError, TimeoutError) as error:
        log.error("mention", channel=channel, error=type(error).__name__)
    return ""


async def _sorry(room: Room, said: Said) -> None:
    client = await room.workspaces.client(said.asked.where.team_id)
    if client is not None:
        await _say(client, said, room.renderer.error(UNFORESEEN))
