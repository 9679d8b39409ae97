"""What people type: ``/docket …``.

Each handler is told what was asked and where, and answers with messages; it
knows nothing of Bolt.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.delivery.notes import announce
from bot.desk.calendar import CalendarDesk
from bot.desk.enquiries import Found
from bot.desk.following import Asked
from bot.desk.housekeeping import Housekeeping
from bot.desk.newcases import NewCases
from bot.desk.severalfollows import SeveralFollows
from bot.desk.standing import standing
from bot.desk.watching import Watching
from bot.reading.typed import near_verb, parse
from bot.words.blocks import Message
from filings.fairness import Asker
from filings.store import cases, follows, mornings, shown, watches
from filings.types import Destination

__all__ = ["Asked", "Desk"]


class Desk(Housekeeping, SeveralFollows, CalendarDesk, Watching, NewCases):
    """Answers what is typed and pressed.

    An answer may be an ``enquiries.Pending``: what the record has, until CourtListener or
    the Supreme Court has answered. ``asking`` is None where nobody is asked.
    """

    async def answer(self, asked: Asked) -> Message | None:
        """The reply that the asker alone sees; None where the channel gets it all."""
        command = parse(asked.text)
        text = command.text
        if command.verb == "recent":
            return await self.recent(asked, text, command.count)
        if command.verb in _ALONE:
            return await _ALONE[command.verb](self, asked)
        if command.verb in _OF_A_CASE:
            return await _OF_A_CASE[command.verb](self, asked, text)
        return await self.look_up(asked, text)

    async def help(self, _asked: Asked) -> Message:
        return self._renderer.help()

    async def cite(self, asked: Asked, text: str) -> Message | None:
        """The line to paste under a story, with the last filing."""
        team = asked.where.team_id
        meant = await self._enquiries.recorded(text, team)
        whole = None if meant.case else await self._whole(asked, f"cite {text}")
        if whole is not None:
            return whole

        async def show(found: Found) -> Message:
            if found.meant.case is None:
                return self._unclear(text, found, "cite")
            return self._enquiries.noted(self._renderer.cite(found.meant.case), found.note)

        return await self._enquiries.at_once(meant, text, asked.asker, show)

    async def look_up(self, asked: Asked, text: str) -> Message | None:
        team = asked.where.team_id
        meant = await self._enquiries.recorded(text, team)
        verb, rest = near_verb(text)
        if verb and meant.case is None and not meant.by_number:
            named = await self._enquiries.recorded(rest, team)
            meant = named if named.case is not None else meant
        if verb and meant.case is not None:
            return self._renderer.doubt(text, meant.case, self.clock(), verb)

        async def show(found: Found) -> Message:
            if found.meant.case is None:
                return self._unclear(text, found, "")
            now, here = self.clock(), asked.where.channel_id
            # A caption may well be that of other cases, which the record does not have.
            name = meant.name if meant.case is not None and self._enquiries.can_search else ""
            return self._renderer.case_card(found.meant.case, now, here, found.note, name)

        return await self._enquiries.at_once(meant, text, asked.asker, show)

    async def search(self, asked: Asked, name: str) -> Message | None:
        """Cases by that name at CourtListener, whatever the record has."""
        team = asked.where.team_id
        meant = await self._enquiries.recorded(name, team, 0)
        wanted = self._enquiries.search_for(name)
        if wanted is None or meant.by_number:
            return await self.look_up(asked, name)

        async def show(found: Found) -> Message:
            if found.meant.case is None:
                return self._unclear(name, found, "")
            here = asked.where.channel_id
            return self._renderer.case_card(found.meant.case, self.clock(), here, found.note)

        return await self._enquiries.later(
            replace(meant, case=None), wanted, name, asked.asker, show
        )

    async def card_of_link(self, where: Destination, link: str) -> Message | None:
        """The card of the case that a link leads to, None where it leads to none.

        Nobody asked for it, so CourtListener is asked only while half of the day's budget is
        left, and not for parties.
        """
        meant = await self._enquiries.recorded(link, where.team_id)
        wanted = self._enquiries.open_question(meant)
        if (meant.case is None or not meant.case.known) and wanted is not None:
            quota = await self._enquiries.quota()
            if quota is None or quota.used * 2 > quota.day:
                return None
            asked = replace(wanted, parties=False)
            meant = (await self._enquiries.found(meant, asked, Asker(where.team_id))).meant
        case = meant.case
        if case is None or not case.known or not meant.by_number:
            return None
        return self._renderer.case_card(case, self.clock(), where.channel_id)

    async def whole_text(self, _asked: Asked, value: str) -> Message:
        """What the docket says of one filing, word for word; ``value`` is "COURT KEY"."""
        court, _, key = value.partition(" ")
        view = await cases.filing(self.db, court, key)
        if view is None or not view.text:
            return self._renderer.error(
                "That filing is not in the record any more. The docket has its text."
            )
        return self._renderer.whole_text(view, self.clock())

    async def whole_texts(self, asked: Asked, value: str) -> Message:
        """The same of the filings of a message, by its post's id, or of a case's last ten."""
        if " " in value:
            meant = await self._enquiries.recorded(value, asked.where.team_id, 10)
            if meant.case is None:
                return self._unclear(value, Found(meant), "")
            return self._renderer.whole_texts(meant.case.filings, self.clock())
        post = await shown.post_view(self.db, value, asked.where)
        if post is None:
            return self._renderer.error(
                "I have no record of that message any more. /docket recent lists a case's filings."
            )
        return self._renderer.whole_texts(post.filings, self.clock())

    async def recent(self, asked: Asked, text: str, count: int) -> Message | None:
        team = asked.where.team_id
        meant = await self._enquiries.recorded(text, team, count)
        whole = None if meant.case else await self._whole(asked, f"recent {text}")
        if whole is not None:
            return whole

        async def show(found: Found) -> Message:
            if found.meant.case is None:
                return self._unclear(text, found, "recent")
            message = self._renderer.recent(found.meant.case, self.clock())
            return self._enquiries.noted(message, found.note)

        return await self._enquiries.at_once(meant, text, asked.asker, show, count)

    async def routine(self, asked: Asked, post_id: str) -> Message:
        """The routine papers that a message of this channel only counts."""
        post = await shown.post_view(self.db, post_id, asked.where)
        if post is None:
            return self._renderer.error(
                "I have no record of that message any more. /docket recent lists a case's filings."
            )
        return self._renderer.routine(post, self.clock())

    async def status(self, asked: Asked) -> Message:
        """How what this channel follows is read, what waits, what CourtListener still answers."""
        now = self.clock()
        quota = await self._enquiries.quota()
        return self._renderer.status(await standing(self.db, asked.where, quota, now), now)

    async def list_(self, asked: Asked) -> Message:
        here = await follows.listed(self.db, asked.where.team_id, asked.where.channel_id)
        watched = await watches.listed(self.db, asked.where.team_id, asked.where.channel_id)
        each_morning = await mornings.listed(self.db, asked.where)
        return self._renderer.follow_list(here, self.clock(), watched, each_morning)

    async def test(self, asked: Asked) -> Message | None:
        """A sample alert in the channel, by the way that alerts take."""
        if (shut := await self._shut(asked)) is not None:
            return shut
        now = self.clock()
        await announce(self.db, asked.where, "sample", self._renderer.sample_alert(now), now)
        return await self._nobody_reads(now)

    async def show(self, asked: Asked, text: str) -> Message | None:
        """Show to the channel what the asker alone has seen."""
        verb, _, named = text.partition(" ")
        count = 10 if verb == "recent" else 5
        meant = await self._enquiries.recorded(named, asked.where.team_id, count)
        if meant.case is None:
            return self._unclear(named, Found(meant), "")
        if (shut := await self._shut(asked)) is not None:
            return shut
        now = self.clock()
        if verb == "recent":
            message = self._renderer.recent(meant.case, now)
        elif verb == "cite":
            message = self._renderer.note(self._renderer.case_tagline(meant.case))
        else:
            message = self._renderer.case_card(meant.case, now)
        await announce(self.db, asked.where, "shown", message, now, [meant.case])
        return None


_ALONE: dict[str, Callable[[Desk, Asked], Awaitable[Message | None]]] = {
    "help": Desk.help,
    "list": Desk.list_,
    "log": Desk.log,
    "test": Desk.test,
    "status": Desk.status,
}
_OF_A_CASE: dict[str, Callable[[Desk, Asked, str], Awaitable[Message | None]]] = {
    "follow": Desk.follow,
    "unfollow": Desk.unfollow,
    "cite": Desk.cite,
    "calendar": Desk.calendar,
    "pause": Desk.pause,
    "resume": Desk.resume,
    "settings": Desk.settings,
    "watch": Desk.watch,
    "unwatch": Desk.unwatch,
    "new": Desk.new,
}
