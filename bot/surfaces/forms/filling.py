"""What a form begins with and shows while it is filled in."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.following import Asked
from bot.reading import lookup
from bot.surfaces.forms.filled import Origin, Person
from bot.surfaces.forms.follow import FilledFollow, FollowForm
from bot.surfaces.room import Room
from bot.words import shown
from bot.words.blocks import Message
from filings.store import previews
from filings.terms import Terms


async def new_follow(room: Room, person: Person, origin: Origin, text: str) -> FollowForm:
    """The form of a new follow; of ``text`` where that is one case for certain."""
    return await _of_case(room, person, FollowForm(replace(origin, case=text)))


async def settings(room: Room, person: Person, origin: Origin, text: str) -> FollowForm | Message:
    """The settings of a follow of this channel, or the sentence that there is none."""
    asked = Asked(text, person.at(origin.channel_id), person.user_id)
    target, one = await room.desk.one_here(asked, text)
    if target is None or one is None:
        return room.desk.not_followed(text)
    value = shown.value_of(target.court, target.number)
    form = FollowForm(
        replace(origin, case=value), terms=one.terms, paused=one.paused_at is not None,
        existing=True,
    )  # fmt: skip
    return await _of_case(room, person, form)


async def half_filled(
    room: Room, person: Person, origin: Origin, filled: FilledFollow, *, existing: bool
) -> FollowForm:
    """The form as it stands; Slack keeps what the inputs hold, so only the preview is new.

    A case that was picked from the menu stays in the menu.
    """
    if existing:
        form = await settings(room, person, origin, origin.case)
        if isinstance(form, FollowForm):
            return await _previewed(
                room, replace(form, terms=form.terms), filled.case, filled.terms
            )
    form = FollowForm(origin)
    if origin.case:
        form = await _of_case(room, person, form)
    return await _previewed(room, form, filled.case, filled.terms)


async def _of_case(room: Room, person: Person, form: FollowForm) -> FollowForm:
    """With the case that ``origin`` names; one that is none for certain has to be picked."""
    meant = await lookup.meant(room.db, form.origin.case, person.team_id, 0)
    if meant.target is None or meant.case is None:
        return replace(form, origin=replace(form.origin, case=""))
    value = shown.value_of(meant.target.court, meant.target.number)
    case = shown.case_of(meant.case, room.clock())
    whole = replace(form, origin=replace(form.origin, case=value), case=case)
    return await _previewed(room, whole, value, form.terms)


async def _previewed(room: Room, form: FollowForm, case: str, terms: Terms) -> FollowForm:
    meant = await lookup.meant(room.db, case, "", 0)
    if meant.target is None:
        return form
    found = await previews.preview(
        room.db, meant.target.court, meant.target.parts, terms.rule, room.clock()
    )
    return replace(form, preview=found)
