"""Modals: opened within the three seconds of a trigger, previewed while filled in, sent once.

What a form asks for is asked of the desk, as if it were typed: a forged form can do no more.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.desk.commands import Asked, Desk
from bot.desk.enquiries import Pending
from bot.desk.housekeeping import is_of_workspace
from bot.surfaces.actions import Press
from bot.surfaces.forms import channel, filling, follow, picking, watching
from bot.surfaces.forms.answering import answer_form, done, opened, sorry, told_in_view, update
from bot.surfaces.forms.filled import Origin, Person, origin_of, person_of
from bot.surfaces.forms.parts import View
from bot.surfaces.forms.people import alone_with
from bot.surfaces.room import Room
from bot.words.blocks import Message
from filings.store import places


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
        here = person.at(channel_id)
        name = await places.name_of(room.db, here)
        view = channel.view(Origin(channel_id), await places.terms_of(room.db, here), name)
        return await _opened(room, person, trigger_id, view)
    form = await filling.settings(room, person, Origin(channel_id), text)
    if isinstance(form, Message):
        return form
    return await _opened(room, person, trigger_id, follow.view(form, room.clock()))


def asked_for(room: Room, asked: Asked, trigger_id: str) -> Awaitable[Message | None] | None:
    """A typed line that a form answers: ``/docket settings``, ``/docket follow`` and ``watch``
    alone."""
    person = Person(asked.where.team_id, asked.user_id)
    first, _, rest = " ".join(asked.text.split()).partition(" ")
    verb, channel_id = first.casefold(), asked.where.channel_id
    if verb == "follow" and not rest:
        return open_follow(room, person, channel_id, trigger_id)
    if verb == "watch" and not rest:
        return watching.open_watch(room, person, channel_id, trigger_id)
    if verb == "settings" and not re.match(r"vs?\b", rest) and not is_of_workspace(rest):
        return open_settings(room, person, channel_id, trigger_id, rest)
    return None


def pressed_for(room: Room, press: Press) -> Awaitable[Message | None] | None:
    """A press that a form answers."""
    where = press.asked.where
    person = Person(where.team_id, press.asked.user_id)
    if press.verb == "watchform":
        return watching.open_watch(
            room, person, where.channel_id, press.trigger_id, press.value[: watching.MOST_WORDS]
        )
    if press.verb != "settings":
        return None
    return open_settings(room, person, where.channel_id, press.trigger_id, press.value)


async def _opened(room: Room, person: Person, trigger_id: str, view: View) -> Message | None:
    done = await opened(room, person, trigger_id, view)
    return done if isinstance(done, Message) else None


def listen(app: AsyncApp, room: Room) -> None:
    watching.listen(app, room)

    @app.options("form:case")
    async def cases(ack: AsyncAck, body: dict[str, Any]) -> None:
        typed = str(body.get("value") or "")
        await ack(options=await picking.options(room.db, person_of(body).team_id, typed))

    @app.action(re.compile(r"^form:"))
    async def changed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        view = body.get("view") or {}
        action = str((body.get("actions") or [{}])[0].get("action_id", ""))
        if not view:
            return
        if action in _ENDINGS:
            room.afterwards.start(_end(room, body, action), sorry(room, body))
        elif view.get("callback_id") in (follow.FOLLOW, follow.SETTINGS):
            room.afterwards.start(_preview(room, body), sorry(room, body))

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
        await answer_form(ack, room, body, answer, "Settings")


async def _submitted(ack: AsyncAck, room: Room, body: dict[str, Any], *, existing: bool) -> None:
    origin = origin_of(body["view"])
    filled = follow.filled(body["view"], origin, existing=existing)
    if filled.problems:
        await ack(response_action="errors", errors=filled.problems)
        return
    if existing:
        asked = _asked(body, origin.channel_id, filled.case)
        answer = _change(room, asked, filled)
        await answer_form(ack, room, body, answer, "Settings")
    else:
        await answer_form(ack, room, body, _follow(room, body, filled), "Follow a case")


async def _follow(room: Room, body: dict[str, Any], filled: follow.FilledFollow) -> Message | None:
    channel_id = filled.channel_id
    if filled.only_me:
        channel_id = await alone_with(room, person_of(body))
    asked = _asked(body, channel_id, filled.case)
    message = await room.desk.follow(asked, filled.case, filled.terms)
    if isinstance(message, Pending):
        message = await message.then()
    return message or done(room, alone=filled.only_me)


async def _change(room: Room, asked: Asked, filled: follow.FilledFollow) -> Message:
    _, one = await room.desk.one_here(asked, filled.case)
    terms = filled.terms if one is None else follow.unless_changed(filled.terms, one.terms)
    return await room.desk.change(asked, filled.case, terms)


async def _end(room: Room, body: dict[str, Any], action: str) -> None:
    origin = origin_of(body["view"])
    asked = _asked(body, origin.channel_id, origin.case)
    await told_in_view(room, body, _ENDINGS[action](room.desk, asked, origin.case), "Settings")


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
    await update(room, body, follow.view(form, room.clock()), hash_=str(view.get("hash") or ""))


def _asked(body: dict[str, Any], channel_id: str, text: str = "") -> Asked:
    person = person_of(body)
    return Asked(text, person.at(channel_id), person.user_id)
