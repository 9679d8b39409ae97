"""What the record does not know is asked of CourtListener and of the Supreme Court.

For people who wait: each question counts against a budget, so it is bounded how
many one look-up may ask, and the same question in the air is asked once. What
comes is recorded and never alerted. Whatever goes wrong is a sentence beside
what the record holds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.questions.answerers import CourtReader, Listener
from bot.questions.counting import Counted
from bot.questions.shares import PAGES, Shares
from bot.questions.wanted import (
    SCOTUS,
    Wanted,
    cost,
    fits,
    in_known_courts,
    no_such,
    one_of_each,
    words_for,
)
from filings.db import Database
from filings.errors import BadStatus, BudgetSpent, SourceError, TooMany
from filings.fairness import Asker
from filings.quota import ANONYMOUS, Limits
from filings.store import quota, reports
from filings.types import CaseFacts, Report, Teller

log = structlog.get_logger("crier.asking")

SWITCHED_OFF = "Reading the Supreme Court's docket pages is switched off here (CRIER_SCOTUS)."
PATIENCE = 30.0
PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Learnt:
    """What asking came to.

    found     the one case, recorded now
    choices   several that fit, none of them recorded
    total     how many fit where the service says so
    note      a sentence on what could not be had, or ""
    opens_at  the budget is spent until then
    token_adds  a token would have given more
    """

    found: tuple[str, str] | None = None
    choices: tuple[CaseFacts, ...] = ()
    total: int | None = None
    note: str = ""
    opens_at: datetime | None = None
    token_adds: bool = False


class Asking:
    """Asks for people who wait. ``court`` is None where the Supreme Court is switched off,
    ``several`` says whether more than one workspace is served."""

    def __init__(
        self,
        db: Database,
        listener: Listener,
        clock: Callable[[], datetime],
        court: CourtReader | None,
        *,
        several: bool = False,
    ) -> None:
        self._db = db
        self._listener = listener
        self._clock = clock
        self._court = court
        self._going: dict[Wanted, asyncio.Task[Learnt]] = {}
        self._shares = Shares("CourtListener", several=several)
        self._pages = Shares("the Supreme Court", several=several)

    @property
    def has_token(self) -> bool:
        return self._listener.has_token

    @property
    def reads_scotus(self) -> bool:
        return self._court is not None

    def whom(self, wanted: Wanted) -> str:
        return "the Supreme Court" if wanted.court == SCOTUS else "CourtListener"

    async def ask(self, wanted: Wanted, asker: Asker, patience: float = PATIENCE) -> Learnt:
        """Never raises for what a service or a budget says; waits ``patience`` seconds at most.

        What comes later is recorded all the same. What is in the air already costs the second
        one who asks nothing.
        """
        if wanted not in self._going:
            shares, limits = await self._bounds(wanted)
            # Somebody else may have asked for the same meanwhile.
            if wanted not in self._going:
                now = self._clock()
                if refused := shares.refusal(asker, limits, now):
                    return Learnt(note=refused)
                self._begin(wanted, shares, asker, now)
        task = self._going[wanted]
        done, _ = await asyncio.wait([task], timeout=patience)
        if not done:
            whom = self.whom(wanted)
            return Learnt(note=f"{whom} has not answered within {patience:g} s; ask again soon.")
        return task.result()

    async def _bounds(self, wanted: Wanted) -> tuple[Shares, Limits]:
        if wanted.court == SCOTUS:
            return self._pages, PAGES
        ceiling = None if self.has_token else ANONYMOUS
        view = await quota.view(self._db, quota.SERVICE, self._clock(), ceiling=ceiling)
        return self._shares, view.limits

    def _begin(self, wanted: Wanted, shares: Shares, asker: Asker, now: datetime) -> None:
        """Set aside the most that it may cost; of that stays what it did."""
        aside = shares.count(asker, cost(wanted, has_token=self.has_token), now)
        via = Counted(self._listener)
        task = self._going[wanted] = asyncio.create_task(self._answered(wanted, via))

        def ended(_: object) -> None:
            self._going.pop(wanted, None)
            shares.correct(asker, aside, via.asked)

        task.add_done_callback(ended)

    async def usage(self) -> None:
        """Ask CourtListener what it allows this token. Raises SourceError, BudgetSpent."""
        await self._listener.usage()

    async def close(self) -> None:
        """End what is still in the air."""
        for task in list(self._going.values()):
            task.cancel()
        await asyncio.gather(*self._going.values(), return_exceptions=True)

    async def _answered(self, wanted: Wanted, via: Counted) -> Learnt:
        try:
            learnt = await self._ask(wanted, via)
        except BudgetSpent as spent:
            learnt = Learnt(note=str(spent), opens_at=spent.opens_at)
        except TooMany as error:
            opens = self._clock() + timedelta(seconds=error.retry_after or PAUSE)
            learnt = Learnt(note=str(error), opens_at=opens)
        except BadStatus as error:
            gone = error.status == 404
            learnt = Learnt(note=no_such(wanted) if gone else str(error))
        except SourceError as error:
            cause = type(error.__cause__ or error).__name__
            log.info("no answer", of=self.whom(wanted), cause=cause)
            learnt = Learnt(note=str(error))
        log.info(
            "asked", of=self.whom(wanted), found=learnt.found is not None,
            choices=len(learnt.choices), note=learnt.note,
        )  # fmt: skip
        return learnt

    async def _ask(self, wanted: Wanted, via: Counted) -> Learnt:
        if wanted.court == SCOTUS:
            return await self._of_the_court(wanted.number, via)
        if not wanted.rest:
            return await self._only_parties(wanted, via)
        if wanted.name or (wanted.number and wanted.court is None) or not self.has_token:
            return await self._searched(wanted, via)
        return await self._settled(wanted, await self._dockets(wanted, via), via)

    async def _of_the_court(self, number: str, via: Counted) -> Learnt:
        if self._court is None:
            return Learnt(note=SWITCHED_OFF)
        about = await via.page(self._court, number)
        return Learnt((SCOTUS, about.docket_number))

    async def _dockets(self, wanted: Wanted, via: Counted) -> tuple[CaseFacts, ...]:
        """One question, or two where a number is not found as it was written."""
        if wanted.listing_id is not None:
            return (await via.docket(wanted.listing_id),)
        if wanted.court is None:
            return ()
        if wanted.case_id:
            return await via.by_case_id(wanted.court, wanted.case_id)
        return await via.dockets(wanted.court, wanted.number)

    async def _searched(self, wanted: Wanted, via: Counted) -> Learnt:
        """One question that is open without a token."""
        found = await via.search(words_for(wanted), wanted.court)
        fitting = in_known_courts(found.cases)
        total = found.total
        if wanted.number or wanted.listing_id is not None or wanted.case_id:
            fitting = [about for about in fitting if fits(wanted, about)]
            total = None
        if len(one_of_each(fitting)) == 1 and (total is None or total <= 1):
            return await self._settled(wanted, fitting, via)
        return Learnt(
            choices=one_of_each(fitting), total=total, note="" if fitting else no_such(wanted),
            token_adds=not self.has_token,
        )  # fmt: skip

    async def _settled(self, wanted: Wanted, found: Sequence[CaseFacts], via: Counted) -> Learnt:
        """Record the one case that was found, with its filings and parties where those can
        be had; several different ones are for the asker to choose from."""
        found = in_known_courts(found)
        several = one_of_each(found)
        if not several:
            return Learnt(note=no_such(wanted), token_adds=not self.has_token)
        if len(several) > 1:
            return Learnt(choices=several, total=len(several))
        about = found[0]
        if about.court == SCOTUS:
            return await self._of_the_court(about.docket_number, via)
        case = (about.court, about.docket_number)
        for each in found:
            await self._record(Report(each))
        if not self.has_token:
            return Learnt(case, token_adds=True)
        try:
            page = await via.entries(about)
            await self._record(page.report)
            # Where somebody else waits, the names have time until the case is looked at again.
            if wanted.parties and len(self._going) <= 1:
                await self._ask_parties(about, via)
        except BudgetSpent as spent:
            return Learnt(case, note=str(spent), opens_at=spent.opens_at)
        except SourceError as error:
            return Learnt(case, note=str(error))
        return Learnt(case)

    async def _only_parties(self, wanted: Wanted, via: Counted) -> Learnt:
        case = (wanted.court or "", wanted.number)
        await self._ask_parties(
            CaseFacts(
                court=case[0], docket_number=case[1], teller=Teller.COURTLISTENER,
                listing_id=wanted.listing_id,
            ),
            via,
        )  # fmt: skip
        return Learnt(case)

    async def _ask_parties(self, about: CaseFacts, via: Counted) -> None:
        if about.listing_id is None:
            return
        parties = await via.parties(about.listing_id)
        told = replace(about, parties=parties.found, more_parties=parties.cut, parties_asked=True)
        await self._record(Report(told))

    async def _record(self, report: Report) -> None:
        await reports.record_report(self._db, replace(report, alerts=False), now=self._clock())
