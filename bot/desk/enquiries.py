"""What a text means, first by the record, then by whoever can be asked.

The record answers at once. Where its answer is not whole, a ``Pending`` message
carries what is known, and ``then`` gives the message that takes its place.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.questions.asking import PATIENCE, SWITCHED_OFF, Asking, Learnt
from bot.questions.wanted import SCOTUS, Wanted, question
from bot.reading import lookup
from bot.reading.lookup import Meant, Target
from bot.words.blocks import Message, context
from bot.words.coverage import as_newsrooms_say
from bot.words.mrkdwn import cut
from bot.words.render import Renderer
from filings import courts
from filings.db import Database
from filings.fairness import Asker
from filings.quota import QuotaView
from filings.store import cases
from filings.store.core import parts_of
from filings.store.quota import SERVICE
from filings.store.quota import view as quota_view
from filings.types import CaseFacts
from filings.views import CaseView, CoverageView, QuotaLine


@dataclass(frozen=True, slots=True)
class Pending(Message):
    """A message that another one will replace: ``then`` waits for it, None takes it away."""

    then: Callable[[], Awaitable[Message | None]] = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Found:
    """What a text means after all that could be asked.

    note   plain sentences on what is missing and why, or ""
    total  how many cases fit, where more do than ``choices`` has
    """

    meant: Meant
    note: str = ""
    total: int | None = None


Show = Callable[[Found], Awaitable[Message | None]]


class Enquiries:
    """``asking`` is None where nobody is to be asked."""

    def __init__(
        self,
        db: Database,
        renderer: Renderer,
        clock: Callable[[], datetime],
        asking: Asking | None,
    ) -> None:
        self._db = db
        self._renderer = renderer
        self._clock = clock
        self._asking = asking

    @property
    def has_token(self) -> bool:
        return self._asking is not None and self._asking.has_token

    @property
    def reads_scotus(self) -> bool:
        return self._asking is not None and self._asking.reads_scotus

    async def recorded(self, text: str, team_id: str, count: int = 5) -> Meant:
        """What it means by the record alone."""
        meant = await lookup.meant(self._db, text, team_id, count)
        case = None if meant.case is None else self._as_read_here(meant.case)
        return replace(meant, case=case)

    def _as_read_here(self, case: CaseView) -> CaseView:
        if case.court != SCOTUS or self.reads_scotus:
            return case
        return replace(case, coverage=replace(case.coverage, state="not configured"))

    @property
    def can_search(self) -> bool:
        return self._asking is not None

    def search_for(self, name: str) -> Wanted | None:
        """The search for cases by name, None where nobody is asked or it is no name."""
        bounded = name.strip()[: lookup.MOST_NAME]
        return Wanted(name=bounded) if self._asking is not None and bounded else None

    def open_question(self, meant: Meant) -> Wanted | None:
        """What would be asked about it, or None."""
        if self._asking is None or (meant.choices and not meant.name):
            return None
        return question(meant, self._clock(), has_token=self.has_token)

    async def at_once(
        self, meant: Meant, text: str, asker: Asker, show: Show, count: int = 5
    ) -> Message | None:
        """``show`` of what the record has; where that is not whole, now and again later."""
        wanted = self.open_question(meant)
        if wanted is None:
            return await show(Found(meant))

        if meant.case is None or not meant.case.known:
            return await self.later(meant, wanted, text, asker, show, count)
        first = await show(Found(meant, self._looking(wanted)))
        if first is None:
            return None
        then = self._then(meant, wanted, asker, show, count)
        return Pending(first.text, first.blocks, then=then)

    async def later(
        self, meant: Meant, wanted: Wanted, text: str, asker: Asker, show: Show, count: int = 5
    ) -> Pending:
        """A word that somebody is being asked, and ``show`` of what came of it."""
        looking = self._renderer.looking(text)
        if wanted.court == SCOTUS:
            looking = self._renderer.error(self._looking(wanted))
        then = self._then(meant, wanted, asker, show, count)
        return Pending(looking.text, looking.blocks, then=then)

    def _then(
        self, meant: Meant, wanted: Wanted, asker: Asker, show: Show, count: int
    ) -> Callable[[], Awaitable[Message | None]]:
        async def then() -> Message | None:
            return await show(await self.found(meant, wanted, asker, count))

        return then

    def _looking(self, wanted: Wanted) -> str:
        whom = self._asking.whom(wanted) if self._asking else ""
        return f"Asking {whom}; the answer will be here in a moment."

    async def found(
        self,
        meant: Meant,
        wanted: Wanted,
        asker: Asker,
        count: int = 5,
        patience: float = PATIENCE,
    ) -> Found:
        """Ask, and say what the text means now."""
        if self._asking is None:
            return Found(meant)
        learnt = await self._asking.ask(wanted, asker, patience)
        total: int | None = None
        if learnt.found is not None:
            meant = await self._one(*learnt.found, meant, asker.team_id, count)
        elif learnt.choices:
            merged = _merged(meant.choices, learnt.choices)
            total = max(learnt.total or 0, len(merged))
            meant = replace(meant, choices=merged)
        return Found(meant, await self._note(learnt, meant), total)

    async def _one(self, court: str, number: str, before: Meant, team_id: str, count: int) -> Meant:
        parts = parts_of(court, number)
        case = await cases.case(self._db, court, parts, team_id, count)
        if case is None:
            return before
        case = self._as_read_here(case)
        return Meant(Target(court, case.docket_number, parts), case, by_number=before.by_number)

    async def _note(self, learnt: Learnt, meant: Meant) -> str:
        said = []
        if learnt.opens_at is not None:
            now = self._clock()
            court = meant.case.court if meant.case else None
            quota = await self.quota() if self.has_token else None
            said.append(self._renderer.quota_spent(learnt.opens_at, court, now, quota))
        elif learnt.note:
            note = as_newsrooms_say(learnt.note, SCOTUS)
            said.append(note[:1].upper() + note[1:])
        if learnt.token_adds and not self.has_token:
            said.append(self._renderer.token_adds())
        return " ".join(said)

    async def quota(self) -> QuotaLine | None:
        """How many questions are left; None without a token."""
        if not self.has_token:
            return None
        return quota_line(await quota_view(self._db, SERVICE, self._clock()))

    def noted(self, message: Message, note: str) -> Message:
        """The message with a sentence in small print under it."""
        if not note:
            return message
        return Message(message.text, (*message.blocks, context(cut(note, 1900, "left out"))))

    def refusal(self, case: CaseView) -> str:
        """Why filings of a case can never be seen by anything that is read; "" where they can."""
        if case.court == SCOTUS:
            return "" if self.reads_scotus else SWITCHED_OFF
        if courts.get(case.court).has_feed or self.has_token or _is_listed(case):
            return ""
        return (
            f"{courts.get(case.court).short_name} publishes no feed that I can read, "
            "and CourtListener does not list this case for me, so I cannot watch it yet."
        )

    def needs_listing(self, case: CaseView) -> bool:
        """Whether only CourtListener's page of the case can tell of it, and is not known."""
        feedless = case.coverage.state in ("no feed", "not configured")
        return feedless and case.court != SCOTUS and not _is_listed(case)


def _is_listed(case: CaseView) -> bool:
    return case.facts is not None and case.facts.listing_id is not None


def covered(case: CaseView, coverage: CoverageView) -> CoverageView:
    """What is read for a case: without a feed CourtListener's page of it, where it has one."""
    feedless = coverage.state in ("no feed", "not configured") and case.court != SCOTUS
    return replace(coverage, by_listing=True) if feedless and _is_listed(case) else coverage


def quota_line(view: QuotaView) -> QuotaLine:
    return QuotaLine(view.limits.day, view.used.day, view.last_at, view.opens_at)


def _merged(recorded: tuple[CaseView, ...], found: tuple[CaseFacts, ...]) -> tuple[CaseView, ...]:
    """The record's cases first, then those that it lacks; at most ten."""
    merged = {(c.court, parts_of(c.court, c.docket_number)): c for c in recorded}
    for about in found:
        case = as_case(about)
        merged.setdefault((case.court, parts_of(case.court, case.docket_number)), case)
    return tuple(merged.values())[: cases.MOST_CASES]


def as_case(about: CaseFacts) -> CaseView:
    """A case that a service told of and nobody has chosen yet."""
    return CaseView(
        about.court, about.docket_number, about.case_name, False, (),
        CoverageView(about.court, "unread"), facts=about,
    )  # fmt: skip
