"""Links to cases, shown with the case card.

Not where the same link was shown in the channel within half an hour, nor in a message with
three links or more: that is a list, and its cards would bury it. Facts of the event:
https://docs.slack.dev/reference/events/link_shared
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.reading.incoming import team_of
from bot.surfaces.room import Room
from bot.words.blocks import Block, Message
from filings.store import heard
from filings.types import Destination

log = structlog.get_logger("crier.slack")

MOST_LINKS = 2
_FOR_EVERYBODY = ("crier:follow", "crier:recent")


@dataclass(frozen=True, slots=True)
class Shared:
    """A message with links: where, which message, which links."""

    where: Destination
    ts: str
    links: tuple[str, ...]
    event_id: str


def shared_in(body: dict[str, Any]) -> Shared | None:
    """Read a ``link_shared`` event; None where nothing is to be shown.

    While a message is still being written Slack asks too, with a channel that is none; the
    message itself is told of again once it is there.
    """
    event = body.get("event") or {}
    links = tuple(
        str(link["url"])
        for link in event.get("links") or ()
        if isinstance(link, dict) and link.get("url")
    )
    where = Destination(team_of(body), str(event.get("channel") or ""))
    ts = str(event.get("message_ts") or "")
    composing = event.get("source") == "composer"
    if composing or not ts or not where.channel_id or not 1 <= len(links) <= MOST_LINKS:
        return None
    return Shared(where, ts, links, str(body.get("event_id") or ""))


def listen(app: AsyncApp, room: Room) -> None:
    @app.event("link_shared")
    async def shared(body: dict[str, Any]) -> None:
        found = shared_in(body)
        if found is not None:
            room.afterwards.start(_show(room, found))


def _for_everybody(blocks: Sequence[Block]) -> list[Block]:
    """Without the buttons of an answer that one person sees, such as to show it to the others."""
    kept = []
    for block in blocks:
        if block["type"] == "actions":
            wanted = [e for e in block["elements"] if e["action_id"] in _FOR_EVERYBODY]
            kept += [{**block, "elements": wanted}] if wanted else []
        else:
            kept.append(block)
    return kept


async def _show(room: Room, shared: Shared) -> None:
    team, now = shared.where.team_id, room.clock()
    if not await heard.first(room.db, team, shared.event_id, now):
        return
    cards: dict[str, Message] = {}
    for link in dict.fromkeys(shared.links):
        card = await room.desk.card_of_link(shared.where, link)
        if card is not None:
            cards[link] = card
    client = await room.workspaces.client(team)
    if not cards or client is None:
        return
    fresh = await heard.not_shown_lately(room.db, shared.where, list(cards), now)
    if not fresh:
        return
    unfurls = {link: {"blocks": _for_everybody(cards[link].blocks)} for link in fresh}
    try:
        await client.chat_unfurl(channel=shared.where.channel_id, ts=shared.ts, unfurls=unfurls)
    except SlackApiError as error:
        log.warning("unfurl", error=str(error.response.get("error")))
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("unfurl", error=type(error).__name__)
