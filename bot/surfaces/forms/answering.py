"""Answers in modals: opened within the three seconds of a trigger, and put in a form's place."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.surfaces.forms import parts
from bot.surfaces.forms.filled import Person, person_of
from bot.surfaces.forms.parts import View
from bot.surfaces.replies import UNFORESEEN, Sorry, told
from bot.surfaces.room import Room
from bot.words.blocks import MAX_SECTION, Block, Message, section
from bot.words.mrkdwn import cut

log = structlog.get_logger("crier.forms")

# Slack's word that a later change of the same view was faster, or that it was closed.
_OVERTAKEN = ("hash_conflict", "not_found")
READY = 0.4
"""Seconds that an acknowledgement waits for the answer: Slack gives it three."""
SETTLED = 0.5
"""Seconds until Slack surely has an acknowledgement that was given."""
TOO_LATE = ("expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id")
LOOK, FOLLOW, RECENT = "start:look", "start:follow", "start:recent"
_KEPT = {"card": LOOK, "choose": LOOK, "follow": FOLLOW, "recent": RECENT}


async def open_view(client: AsyncWebClient, trigger_id: str, view: View) -> str:
    """Open a modal, or put it over the one that is open; its id."""
    opened = await client.views_open(trigger_id=trigger_id, view=view)
    return str((opened.get("view") or {}).get("id", ""))


async def opened(room: Room, person: Person, trigger_id: str, view: View) -> Message | str:
    """The id of the modal, or what to say where Slack did not open it."""
    client = await room.workspaces.client(person.team_id)
    if client is None:
        return room.renderer.error("Crier is not installed in this workspace any more.")
    try:
        return await open_view(client, trigger_id, view)
    except SlackApiError as error:
        if error.response.get("error") not in TOO_LATE:
            raise
        return room.renderer.error("Slack did not open the form in time. Ask for it once more.")


async def answer_form(
    ack: AsyncAck,
    room: Room,
    body: dict[str, Any],
    answer: Coroutine[Any, Any, Message | None],
    title: str,
) -> None:
    """The answer takes the place of the form, with the acknowledgement where it is quick."""
    later = asyncio.create_task(told(room.renderer, answer))
    await asyncio.wait([later], timeout=READY)
    if later.done() and later.exception() is None:
        await ack(response_action="update", view=answered(title, later.result()))
        room.afterwards.start(_changed(room, person_of(body)))
    else:
        await ack(response_action="update", view=result(title, "One moment …"))
        room.afterwards.start(_later(room, body, later, title), sorry(room, body))


async def next_view(
    ack: AsyncAck,
    room: Room,
    body: dict[str, Any],
    view: Coroutine[Any, Any, View],
    title: str,
) -> None:
    """Another view takes the place of the form, with the acknowledgement where it is quick."""
    later = asyncio.create_task(view)
    await asyncio.wait([later], timeout=READY)
    if later.done() and later.exception() is None:
        await ack(response_action="update", view=later.result())
    else:
        await ack(response_action="update", view=result(title, "One moment …"))
        room.afterwards.start(_view_later(room, body, later), sorry(room, body))


async def _view_later(room: Room, body: dict[str, Any], later: asyncio.Task[View]) -> None:
    await asyncio.sleep(SETTLED)
    await update(room, body, await later)


async def _changed(room: Room, person: Person) -> None:
    for show in room.changed:
        await show(person.team_id, person.user_id)


async def _later(
    room: Room, body: dict[str, Any], later: asyncio.Task[Message | None], title: str
) -> None:
    # Were the view to change first, the acknowledgement would take the answer away again.
    await asyncio.sleep(SETTLED)
    await update(room, body, answered(title, await later))
    await _changed(room, person_of(body))


async def told_in_view(
    room: Room, body: dict[str, Any], answer: Awaitable[Message | None], title: str
) -> None:
    """The answer takes the place of the form."""
    await update(room, body, answered(title, await told(room.renderer, answer)))
    await _changed(room, person_of(body))


async def update(room: Room, body: dict[str, Any], view: View, hash_: str = "") -> None:
    """Change the view that something was done in."""
    await change(room, person_of(body), str(body["view"]["id"]), view, hash_)


async def change(room: Room, person: Person, view_id: str, view: View, hash_: str = "") -> None:
    """Change a view; one that was closed or changed meanwhile stays as it is."""
    client = await room.workspaces.client(person.team_id)
    if client is None:
        return
    try:
        await client.views_update(view_id=view_id, hash=hash_ or None, view=view)
    except SlackApiError as error:
        if error.response.get("error") not in _OVERTAKEN:
            log.error("view", error=str(error.response.get("error")))
    except (aiohttp.ClientError, TimeoutError) as error:
        log.error("view", error=type(error).__name__)


def sorry(room: Room, body: dict[str, Any]) -> Sorry:
    async def say() -> None:
        await update(room, body, result("Crier", UNFORESEEN))

    return say


def result(title: str, sentence: str) -> View:
    return parts.modal(title, [section(cut(sentence, MAX_SECTION, "left out"))], close="Done")


def done(room: Room, *, alone: bool) -> Message:
    """Where there is nothing to say beyond what was posted."""
    where = "I write to you under Messages." if alone else "The channel was told."
    return room.renderer.error(f"Done. {where}")


def answered(title: str, message: Message | None) -> View:
    """A message as a modal; nothing to say means that it is done."""
    if message is None:
        return result(title, "Done.")
    blocks: list[Block] = []
    for block in message.blocks:
        if block["type"] != "actions":
            blocks.append(block)
        elif elements := _elements(block["elements"]):
            blocks.append({"type": "actions", "elements": elements})
    return parts.modal(title, blocks, close="Done")


def _elements(buttons: list[Block]) -> list[Block]:
    """Those that can be pressed in a modal: the others mean the channel a message stands in."""
    kept: list[Block] = []
    for place, button in enumerate(buttons):
        verb, value = button["action_id"].split(":")[1], button.get("value", "")
        if verb == "choose":
            # Whatever was to be done with the case that is meant, here it is shown first.
            value = value.partition(" ")[2]
        if verb not in _KEPT:
            continue
        label = "Follow …" if verb == "follow" else button["text"]["text"]
        made = {"type": "button", "action_id": f"{_KEPT[verb]}:{place}", "value": value}
        kept.append({**made, "text": parts.words(label)})
    return kept
