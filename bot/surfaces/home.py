"""The Home tab: published when somebody opens it, and anew after whatever is done there.

Slack says which channels a person may hear of; everything that comes back from a view is
checked against that, as nothing keeps it from being forged.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError

from bot.access.visible import Visible
from bot.desk.commands import Asked, Desk
from bot.desk.enquiries import Pending
from bot.reading import lookup
from bot.reading.incoming import team_of
from bot.surfaces import homeview, shortcuts
from bot.surfaces.forms import listening as forms
from bot.surfaces.forms.filled import Person, person_of
from bot.surfaces.forms.people import alone_with
from bot.surfaces.forms.watching import open_watch
from bot.surfaces.homepages import Looking, Row, fitting, looking_of, page_number, pages, sought
from bot.surfaces.homeview import MOST_CASES, HomePage, Shown, texts_of
from bot.surfaces.homewatches import counts_by_channel
from bot.surfaces.replies import UNFORESEEN, told
from bot.surfaces.room import Room
from bot.words.blocks import Message
from bot.words.mrkdwn import Mrkdwn
from filings.store import follows, homes, upkeep
from filings.store.homes import Listed
from filings.terms import Terms
from filings.views import CaseView

log = structlog.get_logger("crier.home")

GONE = "That is not followed there any more."
MOST_VALUE = 500
MOST_SEEN = 2000
NOT_YOURS = "That channel is not one that I may show you."


class Home:
    """One for a process; ``show`` publishes what ``person`` sees at ``looking``."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.visible = Visible(room.workspaces, room.clock)
        self._seen: dict[tuple[str, str], Looking] = {}

    async def show(
        self,
        person: Person,
        looking: Looking,
        notices: Sequence[Mrkdwn] = (),
        hash_: str = "",
    ) -> None:
        """``hash_`` is that of the view in which something was done.

        Where another one was published since, what is shown is read once more, so that
        the later of two presses is not shown without the earlier one.
        """
        client = await self.room.workspaces.client(person.team_id)
        if client is None:
            log.warning("home", team=person.team_id, error="there is no token for this workspace")
            return
        self._remember(person, looking)
        for expected in dict.fromkeys((hash_, "")):
            page = await self._page(person, looking, tuple(notices))
            view = homeview.view(self.room.renderer.templates, page, self.room.clock())
            try:
                await client.views_publish(user_id=person.user_id, view=view, hash=expected or None)
            except SlackApiError as error:
                code = error.response.get("error")
                if code == "hash_conflict" and expected:
                    continue
                log.error("home", error=str(code))
            except (aiohttp.ClientError, TimeoutError) as error:
                log.error("home", error=type(error).__name__)
            return

    def _remember(self, person: Person, looking: Looking) -> None:
        self._seen.pop((person.team_id, person.user_id), None)
        self._seen[person.team_id, person.user_id] = looking
        while len(self._seen) > MOST_SEEN:
            del self._seen[next(iter(self._seen))]

    async def again(self, team_id: str, user_id: str) -> None:
        """After a form: anew for somebody who has had a Home tab open since this process began."""
        looking = self._seen.get((team_id, user_id))
        if looking is not None:
            # The form may have followed in a channel that Crier has entered for it.
            self.visible.forget(team_id, user_id)
            await self.show(Person(team_id, user_id), looking)

    async def _page(
        self, person: Person, looking: Looking, notices: tuple[Mrkdwn, ...]
    ) -> HomePage:
        db, names = self.room.db, dict[str, str]()

        async def ask() -> None:
            names.update(await self.visible.channels(person.team_id, person.user_id))

        problem = await told(self.room.renderer, ask())
        if problem is not None:
            notices = (*notices, *texts_of(problem))
        found = await self._visible(person, names)
        chosen = fitting(found, names, looking.find)
        bounds = pages(chosen)
        at = min(looking.page, len(bounds) - 1)
        start, end = bounds[at]
        return HomePage(
            looking=replace(looking, page=at),
            rows=await self._rows(person, chosen[start:end]),
            first=start + 1,
            total=len(chosen),
            pages=len(bounds),
            counts=counts_by_channel(chosen),
            cases=await self._cases(person, looking.find),
            notices=notices,
            worker=await upkeep.worker_lives(db, self.room.clock()),
            anything=bool(found) or problem is not None,
        )

    async def _rows(self, person: Person, chosen: Sequence[Row]) -> tuple[Shown, ...]:
        """As they are shown; a follow that has ended meanwhile is left out."""
        ids = [each.id for each in chosen if isinstance(each, Listed)]
        shown = await homes.with_sources(self.room.db, person.team_id, ids)
        rows = (shown.get(each.id) if isinstance(each, Listed) else each for each in chosen)
        return tuple(row for row in rows if row is not None)

    async def _cases(self, person: Person, find: str) -> tuple[CaseView, ...]:
        """Cases of the record that a search means."""
        if not find:
            return ()
        meant = await lookup.meant(self.room.db, find, person.team_id, 0)
        found = (meant.case,) if meant.case is not None else meant.choices
        return found[:MOST_CASES]

    async def done(self, person: Person, channel_id: str, text: str, verb: str) -> Message | None:
        """Do what the menu of a follow says, as if it were typed in its channel."""
        if not await self._may_see(person, channel_id):
            return self.room.renderer.error(NOT_YOURS)
        asked = Asked(text, person.at(channel_id), person.user_id)
        if verb == "me":
            return await self._for_me(person, asked)
        message = await _DONE[verb](self.room.desk, asked, text)
        if message is None:
            return None
        return homeview.done(self.room.renderer.templates, channel_id, message)

    async def _for_me(self, person: Person, asked: Asked) -> Message | None:
        """Follow the same for this person alone, with the terms that the channel's follow has."""
        room = self.room
        meant = await lookup.meant(room.db, asked.text, person.team_id, 0)
        target, one = meant.target, None
        if target is not None:
            one = await follows.one(room.db, asked.where, target.court, target.parts)
        if target is None or one is None:
            return room.renderer.error(GONE)
        alone = await alone_with(room, person)
        own = Asked(asked.text, person.at(alone), person.user_id)
        # A note says why a newsroom follows a case, which is not why somebody else does.
        message = await room.desk.follow(own, asked.text, replace(one.terms, note=Terms().note))
        if isinstance(message, Pending):
            message = await message.then()
        begun = await follows.one(room.db, own.where, target.court, target.parts)
        return message or homeview.mine(room.renderer.templates, begun or one, room.clock())

    async def _may_see(self, person: Person, channel_id: str) -> bool:
        names = await self.visible.channels(person.team_id, person.user_id)
        if channel_id in names:
            return True
        return channel_id in {each.channel_id for each in await self._visible(person, ())}

    async def _visible(self, person: Person, channels: Collection[str]) -> list[Row]:
        """What is followed and watched in these channels, and what is this person's alone."""
        db, team_id, user_id = self.room.db, person.team_id, person.user_id
        follows_here = await homes.listed(db, team_id, channels, user_id)
        return [*follows_here, *await homes.watching(db, team_id, channels, user_id)]

    async def settings(
        self, person: Person, channel_id: str, trigger_id: str, text: str = ""
    ) -> Message | None:
        """Open the settings of a channel, or of a follow there."""
        if not await self._may_see(person, channel_id):
            return self.room.renderer.error(NOT_YOURS)
        return await forms.open_settings(self.room, person, channel_id, trigger_id, text)


_DONE: dict[str, Callable[[Desk, Asked, str], Awaitable[Message | None]]] = {
    "pause": Desk.pause,
    "resume": Desk.resume,
    "unfollow": Desk.unfollow,
    "unwatch": Desk.unwatch,
    "nomorning": Desk.no_more_mornings,
}


def listen(app: AsyncApp, room: Room) -> None:
    home = Home(room)
    room.changed.append(home.again)

    @app.event("app_home_opened")
    async def opened(body: dict[str, Any]) -> None:
        event = body.get("event") or {}
        if event.get("tab") != "home":
            return
        person = Person(team_of(body), str(event.get("user") or ""))
        view = event.get("view") or {}
        room.afterwards.start(home.show(person, looking_of(view)))

    @app.action(re.compile(r"^home:"))
    async def acted(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()

        async def sorry() -> None:
            await home.show(
                person_of(body), looking_of(body.get("view") or {}), (Mrkdwn(UNFORESEEN),)
            )

        room.afterwards.start(act(home, body), sorry)


async def act(home: Home, body: dict[str, Any]) -> None:
    """What was pressed, chosen or typed in somebody's Home tab."""
    person, view = person_of(body), body.get("view") or {}
    action = (body.get("actions") or [{}])[0]
    verb = "".join(str(action.get("action_id", "")).split(":")[1:2])
    picked = action.get("selected_option")
    value = str((picked.get("value") if picked else action.get("value")) or "")[:MOST_VALUE]
    looking, hash_ = looking_of(view), str(view.get("hash") or "")
    if verb == "find":
        await home.show(person, Looking(sought(value)), hash_=hash_)
    elif verb == "page":
        turned = Looking() if value == "all" else replace(looking, page=page_number(value))
        await home.show(person, turned, hash_=hash_)
    else:
        trigger_id = str(body.get("trigger_id") or "")
        answer = _answer(home, person, trigger_id, verb, value)
        message = await told(home.room.renderer, answer)
        if message is not None:
            await home.show(person, looking, texts_of(message), hash_)


async def _answer(
    home: Home, person: Person, trigger_id: str, verb: str, value: str
) -> Message | None:
    """What to say on the Home tab; None where a modal was opened instead."""
    if verb == "follow":
        return await forms.open_follow(home.room, person, "", trigger_id, value)
    if verb == "watch":
        return await open_watch(home.room, person, "", trigger_id)
    if verb == "channel":
        return await home.settings(person, value, trigger_id)
    if verb == "look":
        return await shortcuts.look(home.room, person, trigger_id, value)
    if verb in ("more", "stop"):
        chosen, channel_id, text = [*value.split(" ", 2), "", ""][:3]
        if chosen == "look":
            return await shortcuts.look(home.room, person, trigger_id, text)
        if chosen == "settings":
            return await home.settings(person, channel_id, trigger_id, text)
        if chosen in _DONE or chosen == "me":
            return await home.done(person, channel_id, text, chosen)
    return home.room.renderer.error(GONE)
