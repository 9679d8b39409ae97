"""Shortcuts: to look a case up from anywhere, and to follow the cases that a message names."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.desk.commands import Asked
from bot.desk.enquiries import Pending
from bot.reading import messagecases
from bot.surfaces.forms import answering, listening, several, start
from bot.surfaces.forms.filled import Origin, Person, origin_of, person_of
from bot.surfaces.forms.people import alone_with
from bot.surfaces.replies import answer_command, sorry_by, told
from bot.surfaces.room import Room
from bot.words.blocks import Message
from filings.fairness import Asker

MOST_VALUE = 300


async def look(room: Room, person: Person, trigger_id: str, text: str) -> Message | None:
    """Show in a modal what a text means; what to say where Slack opened none."""
    opened = await answering.opened(room, person, trigger_id, start.waiting())
    if isinstance(opened, Message):
        return opened
    message = await told(room.renderer, _looked_up(room, person, text))
    await answering.change(room, person, opened, answering.answered(start.TITLE, message))
    return None


async def _looked_up(room: Room, person: Person, text: str) -> Message | None:
    asked = Asked(text, person.at(""), person.user_id)
    return await _whole(room.desk.look_up(asked, text))


async def _whole(answer: Awaitable[Message | None]) -> Message | None:
    """A modal shows an answer once it is whole; until then it says that it is coming."""
    message = await answer
    return await message.then() if isinstance(message, Pending) else message


def listen(app: AsyncApp, room: Room) -> None:
    @app.shortcut({"type": "shortcut", "callback_id": start.START})
    async def begun(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        room.afterwards.start(_begin(room, body))

    @app.view(start.START)
    async def asked(ack: AsyncAck, body: dict[str, Any]) -> None:
        answer = _looked_up(room, person_of(body), start.filled(body["view"]))
        await answering.answer_form(ack, room, body, answer, start.TITLE)

    @app.action(re.compile(r"^start:"))
    async def pressed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        room.afterwards.start(_press(room, body), answering.sorry(room, body))

    @app.shortcut({"type": "message_action", "callback_id": several.SEVERAL})
    async def named(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        answer = answer_command(respond, room.renderer, _offer(room, body))
        room.afterwards.start(answer, sorry_by(respond))

    @app.view(several.SEVERAL)
    async def chosen(ack: AsyncAck, body: dict[str, Any]) -> None:
        filled = several.filled(body["view"], origin_of(body["view"]))
        if filled.problems:
            await ack(response_action="errors", errors=filled.problems)
            return
        answer = _follow(room, body, filled)
        await answering.answer_form(ack, room, body, answer, several.TITLE)


async def _begin(room: Room, body: dict[str, Any]) -> None:
    opened = await answering.opened(room, person_of(body), _trigger(body), start.view())
    if isinstance(opened, Message):
        # A shortcut has no place to answer in; whoever sees no form asks once more.
        answering.log.info("shortcut", error=opened.text)


async def _press(room: Room, body: dict[str, Any]) -> None:
    """A button of a case that is shown in a modal."""
    person, action = person_of(body), (body.get("actions") or [{}])[0]
    verb = "".join(str(action.get("action_id", "")).split(":")[1:2])
    value = str(action.get("value") or "")[:MOST_VALUE]
    asked = Asked(value, person.at(""), person.user_id)
    if verb == "follow":
        answer = listening.open_follow(room, person, "", _trigger(body), value)
        message = await told(room.renderer, answer)
        if message is None:
            return
    elif verb == "recent":
        recent = await told(room.renderer, room.desk.recent(asked, value, 10))
        message = (
            await told(room.renderer, recent.then()) if isinstance(recent, Pending) else recent
        )
    else:
        message = await told(room.renderer, _looked_up(room, person, value))
    await answering.update(room, body, answering.answered(start.TITLE, message))


async def _offer(room: Room, body: dict[str, Any]) -> Message | None:
    """Show the cases of a message, in a modal that is there before they are found; what to
    say where Slack opened none."""
    person = person_of(body)
    opened = await answering.opened(room, person, _trigger(body), start.waiting(several.TITLE))
    if isinstance(opened, Message):
        return opened
    channel = body.get("channel") or {}
    origin = Origin(str(channel.get("id") or "")[:40])
    # The longest messages take a second, in which nobody else would be acknowledged.
    found = await asyncio.to_thread(messagecases.found_in, body.get("message"))
    meaning = room.desk.meaning(Asker(person.team_id, person.user_id))
    named = await messagecases.named(room.db, person.at(origin.channel_id), found, meaning)
    await answering.change(room, person, opened, several.view(origin, named))
    return None


async def _follow(
    room: Room, body: dict[str, Any], filled: several.FilledSeveral
) -> Message | None:
    person, channel_id = person_of(body), filled.channel_id
    if filled.only_me:
        channel_id = await alone_with(room, person)
    asked = Asked("", person.at(channel_id), person.user_id)
    message = await _whole(room.desk.follow_several(asked, filled.cases))
    return message or answering.done(room, alone=filled.only_me)


def _trigger(body: dict[str, Any]) -> str:
    return str(body.get("trigger_id") or "")
