"""``/docket calendar``: what comes next in a channel's cases or in one, and its calendar feed."""

from __future__ import annotations

from bot.desk.changing import Changing
from bot.desk.enquiries import Found
from bot.desk.following import Asked
from bot.words.blocks import Message
from filings.store import calendarlinks, calendarviews, places
from filings.store.core import parts_of

FEED = "/calendar/{token}.ics"


class CalendarDesk(Changing):
    """``public_url`` is where calendar programs reach Crier, "" where they cannot."""

    public_url = ""

    async def calendar(self, asked: Asked, text: str) -> Message | None:
        """One case's calendar; without ``text``, that of this channel's cases."""
        if text in ("", "here"):
            return await self._calendar_here(asked)
        team = asked.where.team_id
        meant = await self._enquiries.recorded(text, team)
        whole = None if meant.case else await self._whole(asked, f"calendar {text}")
        if whole is not None:
            return whole

        async def show(found: Found) -> Message:
            case = found.meant.case
            if case is None:
                return self._unclear(text, found, "calendar")
            now = self.clock()
            parts = parts_of(case.court, case.docket_number)
            view = await calendarviews.of_case(self.db, case.court, parts, now)
            zone = (await places.terms_of(self.db, asked.where)).zone
            message = self._renderer.case_calendar(
                view, case, zone, now, courtlistener=self._enquiries.has_token
            )
            return self._enquiries.noted(message, found.note)

        return await self._enquiries.at_once(meant, text, asked.asker, show)

    async def _calendar_here(self, asked: Asked) -> Message:
        now = self.clock()
        view = await calendarviews.of_channel(self.db, asked.where, now)
        zone = (await places.terms_of(self.db, asked.where)).zone
        return self._renderer.calendar(view, zone, now, courtlistener=self._enquiries.has_token)

    async def calendar_feed(self, asked: Asked, _value: str = "") -> Message:
        """The link of this channel's calendar, for those who are in the channel."""
        if not self.public_url:
            return self._renderer.calendar_feed("", "unset")
        if outside := await self._admission.outside(asked.where, asked.user_id, asked.channel_name):
            return outside
        return self._feed(await calendarlinks.link_of(self.db, asked.where))

    async def new_calendar_link(self, asked: Asked, _value: str = "") -> Message:
        """Another link; the one that was there opens nothing from now on."""
        if not self.public_url:
            return self._renderer.calendar_feed("", "unset")
        if refused := await self._refused(asked):
            return refused
        token = await calendarlinks.make(
            self.db, asked.where, by=asked.user_id, now=self.clock(), anew=True
        )
        return self._feed(token)

    async def end_calendar_link(self, asked: Asked, _value: str = "") -> Message:
        if refused := await self._refused(asked):
            return refused
        await calendarlinks.end(self.db, asked.where, by=asked.user_id, now=self.clock())
        return self._renderer.calendar_feed("", "ended")

    def _feed(self, token: str) -> Message:
        if not token:
            return self._renderer.calendar_feed("")
        return self._renderer.calendar_feed(self.public_url.rstrip("/") + FEED.format(token=token))
