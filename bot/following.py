"""Which cases a channel follows, asked for by its people; and what the desk's answers share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.asking import Asking
from bot.blocks import Message
from bot.enquiries import Enquiries, Found, covered
from bot.follownames import as_case, names
from bot.lookup import Target
from bot.notes import announce
from bot.render import Renderer
from bot.typed import unusable_filters
from filings import courts, references
from filings.db import Database
from filings.store import cases, follows, upkeep
from filings.store.core import parts_of
from filings.terms import Terms
from filings.types import Destination
from filings.views import FollowView


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked what, and where."""

    text: str
    where: Destination
    user_id: str = ""
    channel_name: str = ""


class ChannelAccess(Protocol):
    """Whether the bot can post to a channel; the Slack side of a follow."""

    async def enter(self, where: Destination) -> bool:
        """Join it if it is public. False for a private one that the bot is not in."""


class Following:
    """Follows, and ends follows, in the channel that somebody asks in."""

    def __init__(
        self,
        db: Database,
        renderer: Renderer,
        clock: Callable[[], datetime],
        access: ChannelAccess,
        asking: Asking | None = None,
    ) -> None:
        self.db = db
        self._renderer = renderer
        self.clock = clock
        self._access = access
        self._enquiries = Enquiries(db, renderer, clock, asking)

    async def follow(self, asked: Asked, text: str, terms: Terms | None = None) -> Message | None:
        """Follow a case here; the announcement goes to the channel.

        A case that is named for certain is followed at once, whoever has seen it; what is
        not known of it is asked for afterwards.
        """
        if refusal := unusable_filters(text):
            return self._renderer.error(refusal)
        team = asked.where.team_id
        meant = await self._enquiries.recorded(text, team)
        whole = None if meant.target else await self._whole(asked, f"follow {text}")
        if whole is not None:
            return whole

        async def go_on(found: Found) -> Message | None:
            return await self._follow_found(asked, text, found, terms)

        wanted = self._enquiries.open_question(meant)
        certain = meant.case is not None and not self._enquiries.needs_listing(meant.case)
        if wanted is None or certain:
            return await go_on(Found(meant))
        return await self._enquiries.later(meant, wanted, text, team, go_on)

    async def _follow_found(
        self, asked: Asked, text: str, found: Found, terms: Terms | None
    ) -> Message | None:
        target, case = found.meant.target, found.meant.case
        if target is None or case is None:
            return self._unclear(text, found, "follow")
        if refusal := self._enquiries.refusal(case):
            return self._renderer.error(f"{refusal} {found.note}".strip())
        if not await self._access.enter(asked.where):
            return self._renderer.private_channel()
        now = self.clock()
        done = await follows.follow(
            self.db, asked.where, target.court, target.parts, target.number,
            by=asked.user_id, now=now, channel_name=asked.channel_name, terms=terms,
        )  # fmt: skip
        if done.already:
            return await self._already(asked, target, done.view, terms)
        coverage = covered(case, await cases.coverage(self.db, target.court))
        message = self._renderer.followed(done.view, coverage, now)
        await announce(self.db, asked.where, "follow", message, now)
        return await self._nobody_reads(now)

    async def documents(self, asked: Asked, text: str) -> Message:
        """Whether free PDFs of a case followed here are named in the alert's thread: the
        other way than now."""
        meant = await self._enquiries.recorded(text, asked.where.team_id, 0)
        target = meant.target
        if target is not None:
            one = await follows.one(self.db, asked.where, target.court, target.parts)
            if one is not None:
                on = not one.terms.documents
                await self._change(asked, target, replace(one.terms, documents=on))
                return self._renderer.follow_documents(on)
        return self._renderer.error(f"“{text}” is not followed in this channel any more.")

    async def _change(self, asked: Asked, target: Target, terms: Terms) -> FollowView | None:
        return await follows.change(
            self.db, asked.where, target.court, target.parts, terms,
            by=asked.user_id, now=self.clock(),
        )  # fmt: skip

    async def unfollow(self, asked: Asked, text: str) -> Message:
        if not text:
            return self._renderer.error(_which("unfollow"))
        fitting = await self._followed_here(asked, text)
        if len(fitting) > 1:
            return self._renderer.choices(text, [as_case(f) for f in fitting], "unfollow")
        if fitting:
            one = fitting[0]
            parts = parts_of(one.court, one.docket_number)
            await follows.unfollow(
                self.db, asked.where, one.court, parts, self.clock(), by=asked.user_id
            )
            return self._renderer.unfollowed(one)
        whole = await self._whole(asked, f"unfollow {text}")
        return whole or self._renderer.error(
            f"“{text}” is not followed in this channel. /docket list shows what is."
        )

    async def _followed_here(self, asked: Asked, text: str) -> list[FollowView]:
        """Follows of the channel that a text means; a link is looked up for its number."""
        here = await follows.listed(self.db, asked.where.team_id, asked.where.channel_id)
        fitting = [follow for follow in here if names(text, follow)]
        if fitting or not references.find(text):
            return fitting
        meant = await self._enquiries.recorded(text, asked.where.team_id, 0)
        number = "" if meant.target is None else f"{meant.target.number} {meant.target.court}"
        return [follow for follow in here if number and names(number, follow)]

    async def _whole(self, asked: Asked, text: str) -> Message | None:
        """The whole line as a case, when its first word turns out to be none of ours."""
        if not re.search(r"\bvs?\b\.?", text):
            return None
        meant = await self._enquiries.recorded(text, asked.where.team_id)
        if meant.case is None:
            return None
        return self._renderer.case_card(meant.case, self.clock(), asked.where.channel_id)

    def _unclear(self, text: str, found: Found, verb: str) -> Message:
        meant = found.meant
        if meant.choices:
            message = self._renderer.choices(text, meant.choices, verb or "card", found.total)
        elif meant.problem:
            message = self._renderer.error(meant.problem)
        elif not text:
            message = self._renderer.error(_which(verb))
        else:
            message = self._renderer.not_understood(text)
        return self._enquiries.noted(message, found.note)

    async def _already(
        self, asked: Asked, target: Target, view: FollowView, terms: Terms | None
    ) -> Message:
        said = f"{courts.get(view.court).short_name} {view.docket_number} is followed here already."
        if terms is not None and terms.documents:
            await self._change(asked, target, replace(view.terms, documents=True))
            said += " The first free PDF of each filing is named in its thread."
        return self._renderer.error(said)

    async def _nobody_reads(self, now: datetime) -> Message | None:
        if await upkeep.worker_lives(self.db, now):
            return None
        return self._renderer.error(
            "Noted, but no worker is running, so nothing is read or posted yet. "
            "Whoever runs Crier can start one: crier worker"
        )


def _which(verb: str) -> str:
    return f"Which case? For example: {f'/docket {verb}'.strip()} 1:25-cv-00457 dcd"
