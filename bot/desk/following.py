"""Which cases a channel follows, asked for by its people; and what the desk's answers share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.notes import announce
from bot.desk.admission import Admission, ChannelAccess
from bot.desk.enquiries import Enquiries, Found, covered
from bot.questions.asking import Asking
from bot.reading.follownames import as_case, names
from bot.reading.lookup import Meant, Target
from bot.reading.typedterms import Reading, as_typed, readings, refuse_beyond
from bot.words.blocks import Message
from bot.words.render import Renderer
from bot.words.termwords import words_of
from filings import courts, references
from filings.db import Database
from filings.errors import BadInput
from filings.fairness import Asker
from filings.store import cases, follows, places, upkeep, wants
from filings.store.core import parts_of
from filings.store.wants import Earlier
from filings.terms import OFFERED, Terms
from filings.types import Destination
from filings.views import CaseView, FollowView


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked what, and where."""

    text: str
    where: Destination
    user_id: str = ""
    channel_name: str = ""

    @property
    def asker(self) -> Asker:
        return Asker(self.where.team_id, self.user_id)


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody asks to follow.

    text   the words that name the case
    meant  what they mean by the record
    terms  of a follow that is new
    over   the typed terms over those of a follow; None where none were typed
    more   the same as typed, to stand behind the case in a button
    """

    text: str
    meant: Meant
    terms: Terms = OFFERED
    over: Callable[[Terms], Terms] | None = None
    more: str = ""

    @property
    def cases(self) -> tuple[CaseView, ...]:
        return self.meant.choices or ((self.meant.case,) if self.meant.case else ())


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
        self._admission = Admission(db, renderer, clock, access)
        self._enquiries = Enquiries(db, renderer, clock, asking)

    async def follow(self, asked: Asked, text: str, terms: Terms | None = None) -> Message | None:
        """Follow a case here; the announcement goes to the channel.

        A case that is named for certain is followed at once, whoever has seen it; what is
        not known of it is asked for afterwards. Without ``terms`` they are what is typed
        behind the case. A follow that is there already gets what was typed, and no ``terms``.
        """
        team = asked.where.team_id
        if terms is not None:
            read = Line(text, await self._enquiries.recorded(text, team), terms)
        else:
            line = await self._read(text, team)
            if isinstance(line, Message):
                return line
            read = line
        meant = read.meant
        whole = None if meant.target else await self._whole(asked, f"follow {text}")
        if whole is not None:
            return whole

        async def go_on(found: Found) -> Message | None:
            return await self._follow_found(asked, read, found)

        wanted = self._enquiries.open_question(meant)
        certain = meant.case is not None and not self._enquiries.needs_listing(meant.case)
        if wanted is None or certain:
            return await go_on(Found(meant))
        # A question to CourtListener is not spent on somebody who may not follow here.
        if refused := await self._refused(asked):
            return refused
        return await self._enquiries.later(meant, wanted, read.text, asked.asker, go_on)

    async def _refused(self, asked: Asked) -> Message | None:
        """What is said to somebody who may not change what this channel follows."""
        return await self._admission.refused(asked.where, asked.user_id, asked.channel_name)

    async def _shut(self, asked: Asked) -> Message | None:
        """What is said where Crier cannot post."""
        return await self._admission.shut(asked.where, asked.channel_name)

    async def _read(self, text: str, team_id: str) -> Line | Message:
        """A typed line as a case and terms; a question where both of its readings fit."""
        try:
            first, *others = readings(text)
            line = await self._line(first, team_id)
            if not others:
                return line
            whole = await self._line(others[0], team_id)
        except BadInput as error:
            return self._renderer.error(str(error))
        if not whole.cases:
            return line if line.cases else whole
        return self._renderer.which_terms(
            text, [(whole.cases, others[0].typed), (line.cases, first.typed)]
        )

    async def _line(self, reading: Reading, team_id: str) -> Line:
        meant = await self._enquiries.recorded(reading.case, team_id)
        typed = reading.typed
        terms = typed.over(OFFERED) if typed else OFFERED
        line = Line(reading.case, meant, terms, typed.over if typed else None, as_typed(typed))
        refuse_beyond(reading, (case.case_name for case in line.cases))
        return line

    async def _follow_found(self, asked: Asked, line: Line, found: Found) -> Message | None:
        target, case = found.meant.target, found.meant.case
        if target is None or case is None:
            return self._unclear(line.text, found, "follow", line.more)
        if refusal := self._enquiries.refusal(case):
            return self._renderer.error(f"{refusal} {found.note}".strip())
        refused = await self._refused(asked) or await self._shut(asked)
        if refused is not None:
            return refused
        now = self.clock()
        zone = await self._admission.zone(asked.where, asked.user_id)
        done = await follows.follow(
            self.db, asked.where, target.court, target.parts, target.number,
            by=asked.user_id, now=now, channel_name=asked.channel_name, terms=line.terms, zone=zone,
        )  # fmt: skip
        if done.already:
            return await self._already(asked, target, done.view, line)
        coverage = covered(case, await cases.coverage(self.db, target.court))
        place = await places.terms_of(self.db, asked.where)
        earlier = Earlier.NO
        if self._enquiries.has_token:
            earlier = await wants.earlier(self.db, target.court, target.parts, target.number, now)
        message = self._renderer.followed(done.view, coverage, now, place, earlier)
        await announce(self.db, asked.where, "follow", message, now, [done.view])
        return await self._nobody_reads(now)

    async def _change(self, asked: Asked, target: Target, terms: Terms) -> FollowView | None:
        return await follows.change(
            self.db, asked.where, target.court, target.parts, terms,
            by=asked.user_id, now=self.clock(),
        )  # fmt: skip

    async def unfollow(self, asked: Asked, text: str) -> Message:
        if not text:
            return self._renderer.error(which("unfollow"))
        fitting = await self._followed_here(asked, text)
        if len(fitting) > 1:
            return self._renderer.choices(text, [as_case(f) for f in fitting], "unfollow")
        if fitting:
            if refused := await self._refused(asked):
                return refused
            one = fitting[0]
            parts = parts_of(one.court, one.docket_number)
            await follows.unfollow(
                self.db, asked.where, one.court, parts, self.clock(), by=asked.user_id
            )
            return self._renderer.unfollowed(one)
        whole = await self._whole(asked, f"unfollow {text}")
        return whole or self.not_followed(text)

    def not_followed(self, text: str) -> Message:
        """The answer to what only a follow of this channel has."""
        return self._renderer.error(
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

    def _unclear(self, text: str, found: Found, verb: str, more: str = "") -> Message:
        """``more`` goes behind the case in what each button of a choice asks for."""
        meant = found.meant
        if meant.choices:
            message = self._renderer.choices(text, meant.choices, verb or "card", found.total, more)
        elif meant.problem:
            message = self._renderer.error(meant.problem)
        elif not text:
            message = self._renderer.error(which(verb))
        else:
            message = self._renderer.not_understood(text)
        return self._enquiries.noted(message, found.note)

    async def _already(self, asked: Asked, target: Target, view: FollowView, line: Line) -> Message:
        """A follow that is there: it gets the terms that were typed, and no others."""
        if line.over is not None and (terms := line.over(view.terms)) != view.terms:
            changed = await self._change(asked, target, terms)
            if changed is not None:
                return self._renderer.changed(changed, self.clock(), view.terms)
        name = f"{courts.get(view.court).short_name} {view.docket_number}"
        wants_now = words_of(view, self.clock())
        said = f"{name} is followed here already: {wants_now}."
        if line.terms != view.terms:
            said += f" To change that: /docket settings {view.docket_number} {view.court}"
        if view.paused_at is not None:
            said += f" It is paused; to go on: /docket resume {view.docket_number} {view.court}"
        return self._renderer.error(said)

    async def _nobody_reads(self, now: datetime) -> Message | None:
        if await upkeep.worker_lives(self.db, now):
            return None
        return self._renderer.no_reader()


def which(verb: str) -> str:
    return f"Which case? For example: {f'/docket {verb}'.strip()} 1:25-cv-00457 dcd"
