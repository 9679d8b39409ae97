"""Modals: opened within the three seconds of a trigger, previewed while filled in, sent once.

What a form asks for is asked of the desk, as if it were typed: a forged form can do no more.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.actions import Press
from bot.blocks import Message, section
from bot.commands import Asked, Desk
from bot.enquiries import Pending
from bot.forms import channel, filling, follow, parts, picking
from bot.forms.filled import Origin, Person, origin_of, person_of
from bot.forms.parts import View
from bot.mrkdwn import court
from bot.replies import UNFORESEEN, Sorry, told
from bot.room import Room
from filings.store import places

log = structlog.get_logger("crier.forms")

# Slack's word that a later change of the same view was faster, or that it was closed.
_OVERTAKEN = ("hash_conflict", "not_found")
READY = 0.8
"""Seconds that an acknowledgement waits for the answer: Slack gives it three."""
SETTLED = 0.5
"""Seconds until Slack surely has an acknowledgement that was given."""
TOO_LATE = ("expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id")


async def open_view(client: AsyncWebClient, trigger_id: str, view: View) -> str:
    """Open a modal, or put it over the one that is open; its id."""
    opened = await client.views_open(trigger_id=trigger_id, view=view)
    return str((opened.get("view") or {}).get("id", ""))


async def open_follow(
    room: Room, person: Person, channel_id: str, trigger_id: str, text: str = ""
) -> Message | None:
    """Open the form of a new follow, of ``text`` where that is one case for certain.

    Gives what to say where Slack did not open it.
    """
    form = await filling.new_follow(room, person, Origin(channel_id), text)
    return await _opened(room, person, trigger_id, follow.view(form, room.clock()))


async def open_settings(
    room: Room, person: Person, channel_id: str, trigger_id: str, text: str
) -> Message | None:
    """Open the settings of a follow of this channel; without ``text``, the channel's own."""
    if not text:
        terms = await places.terms_of(room.db, person.at(channel_id))
        return await _opened(room, person, trigger_id, channel.view(Origin(channel_id), terms))
    form = await filling.settings(room, person, Origin(channel_id), text)
    if isinstance(form, Message):
        return form
    return await _opened(room, person, trigger_id, follow.view(form, room.clock()))


def asked_for(room: Room, asked: Asked, trigger_id: str) -> Awaitable[Message | None] | None:
    """A typed line that a form answers: ``/docket settings``, ``/docket follow`` alone."""
    person = Person(asked.where.team_id, asked.user_id)
    first, _, rest = " ".join(asked.text.split()).partition(" ")
    verb, channel_id = first.casefold(), asked.where.channel_id
    if verb == "follow" and not rest:
        return open_follow(room, person, channel_id, trigger_id)
    if verb == "settings" and not re.match(r"vs?\b", rest):
        return open_settings(room, person, channel_id, trigger_id, rest)
    return None


def pressed_for(room: Room, press: Press) -> Awaitable[Message | None] | None:
    """A press that a form answers."""
    if press.verb != "settings":
        return None
    where = press.asked.where
    person = Person(where.team_id, press.asked.user_id)
    return open_settings(room, person, where.channel_id, press.trigger_id, press.value)


async def _opened(room: Room, person: Person, trigger_id: str, view: View) -> Message | None:
    client = await room.workspaces.client(person.team_id)
    if client is None:
        return room.renderer.error("Crier is not installed in this workspace any more.")
    try:
        await open_view(client, trigger_id, view)
    except SlackApiError as error:
        if error.response.get("error") not in TOO_LATE:
            raise
        return room.renderer.error("Slack did not open the form in time. Ask for it once more.")
    return None


def listen(app: AsyncApp, room: Room) -> None:
    @app.options("form:case")
    async def cases(ack: AsyncAck, body: dict[str, Any]) -> None:
        typed = str(body.get("value") or "")
        await ack(options=await picking.options(room.db, person_of(body).team_id, typed))

    @app.action(re.compile(r"^form:"))
    async def changed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        view = body.get("view") or {}
        action = str((body.get("actions") or [{}])[0].get("action_id", ""))
        if action in _ENDINGS:
            room.afterwards.start(_end(room, body, action), _sorry(room, body))
        elif view.get("callback_id") in (follow.FOLLOW, follow.SETTINGS):
            room.afterwards.start(_preview(room, body), _sorry(room, body))

    @app.view(follow.FOLLOW)
    async def followed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await _submitted(ack, room, body, existing=False)

    @app.view(follow.SETTINGS)
    async def changed_follow(ack: AsyncAck, body: dict[str, Any]) -> None:
        await _submitted(ack, room, body, existing=True)

    @app.view(channel.CHANNEL)
    async def changed_channel(ack: AsyncAck, body: dict[str, Any]) -> None:
        filled = channel.filled(body["view"])
        if filled.problems:
            await ack(response_action="errors", errors=filled.problems)
            return
        asked = _asked(body, origin_of(body["view"]).channel_id)
        answer = room.desk.set_channel(asked, filled.terms)
        await _answer(ack, room, body, answer, "Settings")


async def _submitted(ack: AsyncAck, room: Room, body: dict[str, Any], *, existing: bool) -> None:
    origin = origin_of(body["view"])
    filled = follow.filled(body["view"], origin, existing=existing)
    if filled.problems:
        await ack(response_action="errors", errors=filled.problems)
        return
    if existing:
        asked = _asked(body, origin.channel_id, filled.case)
        answer = room.desk.change(asked, filled.case, filled.terms)
        await _answer(ack, room, body, answer, "Settings")
    else:
        await _answer(ack, room, body, _follow(room, body, filled), "Follow a case")


async def _answer(
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
        await ack(response_action="update", view=_answered(title, later.result()))
        room.afterwards.start(_nothing())
    else:
        await ack(response_action="update", view=_result(title, "One moment …"))
        room.afterwards.start(_later(room, body, later, title), _sorry(room, body))


async def _nothing() -> None:
    """Only what follows every answer is wanted."""


async def _later(
    room: Room, body: dict[str, Any], later: asyncio.Task[Message | None], title: str
) -> None:
    # Were the view to change first, the acknowledgement would take the answer away again.
    await asyncio.sleep(SETTLED)
    await _update(room, body, _answered(title, await later))


async def _follow(room: Room, body: dict[str, Any], filled: follow.FilledFollow) -> Message | None:
    person, channel_id = person_of(body), filled.channel_id
    if filled.only_me:
        client = await room.workspaces.client(person.team_id)
        if client is None:
            return room.renderer.error("Crier is not installed in this workspace any more.")
        opened = await client.conversations_open(users=person.user_id)
        channel_id = str(opened["channel"]["id"])
    asked = _asked(body, channel_id, filled.case)
    message = await room.desk.follow(asked, filled.case, filled.terms)
    return await message.then() if isinstance(message, Pending) else message


async def _end(room: Room, body: dict[str, Any], action: str) -> None:
    origin = origin_of(body["view"])
    asked = _asked(body, origin.channel_id, origin.case)
    await _told_in_view(room, body, _ENDINGS[action](room.desk, asked, origin.case), "Settings")


_ENDINGS: dict[str, Callable[[Desk, Asked, str], Awaitable[Message | None]]] = {
    "form:pause": Desk.pause,
    "form:resume": Desk.resume,
    "form:unfollow": Desk.unfollow,
}


async def _preview(room: Room, body: dict[str, Any]) -> None:
    """Show what the rule, as it is filled in now, would have posted."""
    view, person = body["view"], person_of(body)
    origin = origin_of(view)
    existing = view.get("callback_id") == follow.SETTINGS
    filled = follow.filled(view, origin, existing=existing)
    form = await filling.half_filled(room, person, origin, filled, existing=existing)
    await _update(room, body, follow.view(form, room.clock()), hash_=str(view.get("hash") or ""))


async def _told_in_view(
    room: Room, body: dict[str, Any], answer: Awaitable[Message | None], title: str
) -> None:
    """The answer takes the place of the form."""
    await _update(room, body, _answered(title, await told(room.renderer, answer)))


def _answered(title: str, message: Message | None) -> View:
    """A message as a modal; nothing to say means that it is done."""
    if message is None:
        return _result(title, "Done. The channel was told.")
    # Buttons of a message mean the channel it stands in, and a modal stands in none.
    shown = [block for block in message.blocks if block["type"] != "actions"]
    return parts.modal(title, shown, close="Done")


async def _update(room: Room, body: dict[str, Any], view: View, hash_: str = "") -> None:
    client = await room.workspaces.client(person_of(body).team_id)
    if client is None:
        return
    try:
        await client.views_update(view_id=body["view"]["id"], hash=hash_ or None, view=view)
    except SlackApiError as error:
        if error.response.get("error") not in _OVERTAKEN:
            log.error("view", error=str(error.response.get("error")))
    except (aiohttp.ClientError, TimeoutError) as error:
        log.error("view", error=type(error).__name__)


def _sorry(room: Room, body: dict[str, Any]) -> Sorry:
    async def sorry() -> None:
        await _update(room, body, _result("Crier", UNFORESEEN))

    return sorry


def _result(title: str, sentence: str) -> View:
    return parts.modal(title, [section(court(sentence))], close="Done")


def _asked(body: dict[str, Any], channel_id: str, text: str = "") -> Asked:
    person = person_of(body)
    return Asked(text, person.at(channel_id), person.user_id)
