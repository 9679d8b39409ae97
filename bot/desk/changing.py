"""Follows that are there get other terms, pause and go on; a channel chooses how it is told."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.following import Asked, Following, which
from bot.reading.lookup import Target
from bot.words.blocks import Message
from filings.store import follows, places
from filings.store.core import parts_of
from filings.terms import ChannelTerms, Terms
from filings.views import FollowView

DECISIONS = ("order", "opinion", "judgment", "verdict", "sentence")
"""Kinds of filings that are the court's own word."""


class Changing(Following):
    """What is done to a follow after it was made. Nothing of another channel can be reached:
    a follow is looked for in the channel that is asked in."""

    async def change(self, asked: Asked, text: str, terms: Terms) -> Message:
        """Give a follow of this channel other terms."""
        target, one = await self.one_here(asked, text)
        if target is None or one is None:
            return self._none_here(text)
        if refused := await self._refused(asked):
            return refused
        view = await follows.change(
            self.db, asked.where, target.court, target.parts, terms,
            by=asked.user_id, now=self.clock(),
        )  # fmt: skip
        return self._none_here(text) if view is None else self._renderer.changed(view, self.clock())

    async def only_orders(self, asked: Asked, text: str) -> Message:
        """What the court decides, and nothing else, of a case followed here."""
        _, one = await self.one_here(asked, text)
        if one is None:
            return self._none_here(text)
        rule = replace(one.terms.rule, kinds=DECISIONS)
        return await self.change(asked, text, replace(one.terms, rule=rule))

    async def documents(self, asked: Asked, text: str) -> Message:
        """Whether free PDFs of a case followed here are named in the alert's thread: the
        other way than now."""
        meant = await self._enquiries.recorded(text, asked.where.team_id, 0)
        target = meant.target
        if target is not None:
            one = await follows.one(self.db, asked.where, target.court, target.parts)
            if one is not None:
                if refused := await self._refused(asked):
                    return refused
                on = not one.terms.documents
                await self._change(asked, target, replace(one.terms, documents=on))
                return self._renderer.follow_documents(on)
        return self.not_followed(text)

    async def pause(self, asked: Asked, text: str) -> Message:
        """Post nothing of a case here until it is resumed."""
        target, one = await self.one_here(asked, text)
        if target is None or one is None:
            return self._none_here(text)
        if refused := await self._refused(asked):
            return refused
        await follows.pause(
            self.db, asked.where, target.court, target.parts, by=asked.user_id, now=self.clock()
        )
        return self._renderer.paused(one)

    async def resume(self, asked: Asked, text: str) -> Message:
        """Go on with a paused follow, from now on."""
        target, one = await self.one_here(asked, text)
        if target is None or one is None:
            return self._none_here(text)
        if refused := (await self._refused(asked) or await self._shut(asked)):
            return refused
        if one.paused_at is None:
            return self._renderer.not_paused(one)
        await follows.resume(
            self.db, asked.where, target.court, target.parts, by=asked.user_id, now=self.clock()
        )
        return self._renderer.resumed(one)

    async def set_channel(self, asked: Asked, terms: ChannelTerms) -> Message:
        """How this channel wants to be told from now on."""
        if refused := await self._refused(asked):
            return refused
        await places.set_terms(self.db, asked.where, terms, by=asked.user_id, now=self.clock())
        return self._renderer.channel_set(terms)

    async def one_here(self, asked: Asked, text: str) -> tuple[Target | None, FollowView | None]:
        """The one follow of this channel that a text means."""
        meant = await self._enquiries.recorded(text, asked.where.team_id, 0)
        target = meant.target
        if target is not None:
            return target, await follows.one(self.db, asked.where, target.court, target.parts)
        # A number that several courts have is no doubt where one of its cases is followed.
        fitting = await self._followed_here(asked, text) if text else []
        if len(fitting) != 1:
            return None, None
        (only,) = fitting
        parts = parts_of(only.court, only.docket_number)
        return Target(only.court, only.docket_number, parts), only

    def _none_here(self, text: str) -> Message:
        return self.not_followed(text) if text else self._renderer.error(which(""))
