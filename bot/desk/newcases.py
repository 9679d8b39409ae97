"""The new cases of a court: today's, and each morning."""

from __future__ import annotations

from datetime import datetime, time

from bot.delivery.notes import announce
from bot.desk.following import Asked, Following
from bot.reading.typedwatch import TypedNew, new_of
from bot.words.blocks import Message
from filings import courts
from filings.store import mornings, newcases

HOW = "Which court? For example: /docket new dcd, or: /docket new dcd criminal"


class NewCases(Following):
    """``/docket new`` and its buttons."""

    async def new(self, asked: Asked, text: str) -> Message:
        """The cases that were opened in a court since its midnight."""
        typed = new_of(text)
        if typed is None:
            return self._renderer.error(HOW)
        now = self.clock()
        reading = await newcases.reading(self.db, typed.court)
        cases = await newcases.opened_between(
            self.db, typed.court, begin_of_day(typed.court, now), now, typed.types
        )
        here = await mornings.listed(self.db, asked.where)
        every = any(each.court == typed.court for each in here)
        return self._renderer.new_cases(
            typed.court, typed.types, cases, reading, now, every_morning=every
        )

    async def every_morning(self, asked: Asked, text: str) -> Message | None:
        """Give the channel the list each morning; it is told so."""
        typed = new_of(text)
        if typed is None:
            return self._renderer.error(HOW)
        if not (await newcases.reading(self.db, typed.court)).has_feed:
            return await self.new(asked, text)
        refused = await self._refused(asked) or await self._shut(asked)
        if refused is not None:
            return refused
        now = self.clock()
        kept = await mornings.keep(
            self.db, asked.where, typed.court, typed.types, by=asked.user_id, now=now,
            channel_name=asked.channel_name,
            zone=await self._admission.zone(asked.where, asked.user_id),
        )  # fmt: skip
        message = self._renderer.mornings_arranged(kept, asked.user_id)
        await announce(self.db, asked.where, "watch", message, now)
        return await self._nobody_reads(now)

    async def no_more_mornings(self, asked: Asked, text: str) -> Message:
        typed = new_of(text) or TypedNew("")
        if refused := await self._refused(asked):
            return refused
        if not typed.court or not await mornings.end(
            self.db, asked.where, typed.court, by=asked.user_id, now=self.clock()
        ):
            return self._renderer.error(
                "That list does not come here. /docket list shows what does."
            )
        return self._renderer.no_more_mornings(typed.court)


def begin_of_day(court: str, now: datetime) -> datetime:
    """Midnight by the court's clock."""
    zone = courts.get(court).zone
    return datetime.combine(now.astimezone(zone).date(), time(), zone)
