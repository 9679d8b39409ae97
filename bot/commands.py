"""What people type: ``/docket …``.

Each handler is told what was asked and where, and answers with messages; it
knows nothing of Bolt.
"""

from __future__ import annotations

from dataclasses import replace

from bot.blocks import Message
from bot.changing import Changing
from bot.enquiries import Found
from bot.following import Asked
from bot.notes import announce
from bot.standing import standing
from bot.typed import near_verb, parse
from filings.store import follows
from filings.types import Destination

__all__ = ["Asked", "Desk"]


class Desk(Changing):
    """Answers what is typed and pressed.

    An answer may be an ``enquiries.Pending``: what the record has, until CourtListener or
    the Supreme Court has answered. ``asking`` is None where nobody is asked.
    """

    async def answer(self, asked: Asked) -> Message | None:
        """The reply that the asker alone sees; None where the channel gets it all."""
        command = parse(asked.text)
        text = command.text
        if command.verb == "help":
            return self._renderer.help()
        if command.verb == "list":
            return await self.list_(asked)
        if command.verb == "test":
            return await self.test(asked)
        if command.verb == "status":
            return await self.status(asked)
        if command.verb == "follow":
            return await self.follow(asked, text, command.terms)
        if command.verb == "unfollow":
            return await self.unfollow(asked, text)
        if command.verb == "recent":
            return await self.recent(asked, text, command.count)
        return await self.look_up(asked, text)

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
            return self._renderer.case_card(found.meant.case, now, here, found.note)

        return await self._enquiries.at_once(meant, text, team, show)

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
            meant = (await self._enquiries.found(meant, asked, where.team_id)).meant
        case = meant.case
        if case is None or not case.known or not meant.by_number:
            return None
        return self._renderer.case_card(case, self.clock(), where.channel_id)

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

        return await self._enquiries.at_once(meant, text, team, show, count)

    async def status(self, asked: Asked) -> Message:
        """How what this channel follows is read, what waits, what CourtListener still answers."""
        now = self.clock()
        quota = await self._enquiries.quota()
        return self._renderer.status(await standing(self.db, asked.where, quota, now), now)

    async def list_(self, asked: Asked) -> Message:
        here = await follows.listed(self.db, asked.where.team_id, asked.where.channel_id)
        return self._renderer.follow_list(here, self.clock())

    async def test(self, asked: Asked) -> Message | None:
        """A sample alert in the channel, by the way that alerts take."""
        if not await self._access.enter(asked.where):
            return self._renderer.private_channel()
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
        if not await self._access.enter(asked.where):
            return self._renderer.private_channel()
        now = self.clock()
        if verb == "recent":
            message = self._renderer.recent(meant.case, now)
        else:
            message = self._renderer.case_card(meant.case, now)
        await announce(self.db, asked.where, "shown", message, now)
        return None
