"""What happens to channels and workspaces: archived, renamed, left, uninstalled, and back.

Events and their fields: https://docs.slack.dev/reference/events. A private channel has the
names that begin with "group". No event of its own tells that a channel was made private:
Crier stays in one that it is in, and finds out by a refusal where it is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError

from bot.delivery import closures as doors
from bot.reading.incoming import team_of
from bot.surfaces.room import Room
from filings.store import channelids, closures, heard, workspaces
from filings.store.closures import Why
from filings.types import Destination

log = structlog.get_logger("crier.slack")


class What(Enum):
    CLOSED = auto()
    OPENED = auto()
    RENAMED = auto()
    MOVED = auto()
    UNINSTALLED = auto()


@dataclass(frozen=True, slots=True)
class Happened:
    """An event that concerns Crier.

    to     the channel; of a workspace its ``channel_id`` is ""
    value  why it closed, its new name, or its new id
    at     when it happened, aware UTC, to the second
    """

    what: What
    to: Destination
    value: str
    event_id: str
    at: datetime


_CLOSING = {
    "channel_archive": Why.ARCHIVED, "group_archive": Why.ARCHIVED,
    "channel_left": Why.LEFT, "group_left": Why.LEFT,
    "channel_deleted": Why.GONE, "group_deleted": Why.GONE,
}  # fmt: skip
_OPENING = ("channel_unarchive", "group_unarchive")
_RENAMING = ("channel_rename", "group_rename")
EVENTS = (
    *_CLOSING, *_OPENING, *_RENAMING, "channel_id_changed", "member_left_channel",
    "member_joined_channel", "app_uninstalled", "tokens_revoked",
)  # fmt: skip


def happened_in(body: dict[str, Any], bot_user: str) -> Happened | None:
    """Read an event; None for one that does not concern Crier, or has not its parts."""
    event = body.get("event")
    if not isinstance(event, dict):
        return None
    kind, team = str(event.get("type") or ""), team_of(body)
    read = _of_workspace(kind, event) or _of_channel(kind, event, bot_user)
    if read is None or not team:
        return None
    what, channel_id, value = read
    moment = body.get("event_time")
    at = datetime.fromtimestamp(moment if isinstance(moment, int) else 0, UTC)
    to = Destination(team, channel_id[:40])
    return Happened(what, to, value, str(body.get("event_id") or ""), at)


def _of_workspace(kind: str, event: dict[str, Any]) -> tuple[What, str, str] | None:
    tokens = event.get("tokens")
    bots = tokens.get("bot") if isinstance(tokens, dict) else None
    # A person's token is none of ours.
    if kind == "app_uninstalled" or (kind == "tokens_revoked" and bots):
        return What.UNINSTALLED, "", ""
    return None


def _of_channel(kind: str, event: dict[str, Any], bot_user: str) -> tuple[What, str, str] | None:
    channel, own = event.get("channel"), bool(bot_user) and event.get("user") == bot_user
    if kind in _RENAMING and isinstance(channel, dict):
        return _whole(What.RENAMED, channel.get("id"), channel.get("name"))
    if kind == "channel_id_changed":
        return _whole(What.MOVED, event.get("old_channel_id"), event.get("new_channel_id"))
    if kind in _CLOSING:
        return _whole(What.CLOSED, channel, _CLOSING[kind])
    if kind == "member_left_channel" and own:
        return _whole(What.CLOSED, channel, Why.LEFT)
    if kind in _OPENING or (kind == "member_joined_channel" and own):
        return _whole(What.OPENED, channel, "open")
    return None


def _whole(what: What, channel_id: object, value: object) -> tuple[What, str, str] | None:
    if isinstance(channel_id, str) and isinstance(value, str) and channel_id and value:
        return what, channel_id, str(value)
    return None


def listen(app: AsyncApp, room: Room) -> None:
    async def take(body: dict[str, Any], context: AsyncBoltContext) -> None:
        happened = happened_in(body, context.bot_user_id or "")
        if happened is not None and await _concerns(room, happened):
            room.afterwards.start(take_up(room, happened))

    for event in EVENTS:
        app.event(event)(take)


async def _concerns(room: Room, happened: Happened) -> bool:
    """Most channels of a workspace are none of Crier's."""
    if happened.what is What.UNINSTALLED:
        return True
    state = await closures.state_of(room.db, happened.to)
    return bool(state) if happened.what is What.OPENED else state is not None


async def take_up(room: Room, happened: Happened) -> None:
    """Do what an event asks for. It counts as heard once that is done, and not before."""
    to, now = happened.to, room.clock()
    if await heard.taken(room.db, to.team_id, happened.event_id):
        return
    log.info("happened", what=happened.what.name, team=to.team_id, channel=to.channel_id)
    await _carry_out(room, happened, now)
    await heard.first(room.db, to.team_id, happened.event_id, now)


async def _carry_out(room: Room, happened: Happened, now: datetime) -> None:
    """The same again changes nothing."""
    to = happened.to
    if happened.what is What.CLOSED:
        await doors.lost(room.db, room.renderer, to, Why(happened.value), now)
    elif happened.what is What.OPENED:
        await _opened(room, to, now)
    elif happened.what is What.UNINSTALLED:
        await workspaces.end(room.db, to.team_id, now, happened.at)
        await room.workspaces.forget(to.team_id, happened.at)
    else:
        async with room.db.write() as connection:
            if happened.what is What.RENAMED:
                await channelids.renamed(connection, to, happened.value)
            else:
                new = Destination(to.team_id, happened.value[:40])
                await channelids.moved(connection, to, new, now)


async def _opened(room: Room, to: Destination, now: datetime) -> None:
    """Slack is asked whether it is: a bot may be out of a channel that was unarchived."""
    why = await closures.state_of(room.db, to)
    if not why:
        return
    try:
        await doors.look_again(room.db, room.renderer, room.workspaces, to, Why(why), now)
    except SlackApiError as error:
        log.error("opened", channel=to.channel_id, error=str(error.response.get("error")))
    except (aiohttp.ClientError, TimeoutError) as error:
        log.error("opened", channel=to.channel_id, error=type(error).__name__)
