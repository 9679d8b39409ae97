"""How many questions one enquiry really came to, so that nobody is charged for more."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

from bot.questions.answerers import CourtReader, Listener, Page, Parties, Results
from filings.errors import BudgetSpent, SourceError, Unreachable
from filings.quota import Rank
from filings.types import CaseFacts

LOOKUP, SEARCH = "lookup", "search"
OF_PARTIES = 2
"""Their lawyers' names are apart."""
_Answer = TypeVar("_Answer")


class Counted:
    """Asks CourtListener for people who wait, and counts in ``asked`` as the budget does: a
    question that gets no answer is one that was asked, one that the budget refuses is not."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self.asked = 0

    async def docket(self, listing_id: int) -> CaseFacts:
        return await self._of(self._listener.docket(listing_id, rank=Rank.PEOPLE, purpose=LOOKUP))

    async def dockets(self, court: str, number: str) -> tuple[CaseFacts, ...]:
        found = await self._of(
            self._listener.dockets(court, number, rank=Rank.PEOPLE, purpose=LOOKUP)
        )
        # What is not found as it was written is asked for once more.
        self.asked += not found
        return found

    async def by_case_id(self, court: str, case_id: str) -> tuple[CaseFacts, ...]:
        return await self._of(
            self._listener.by_case_id(court, case_id, rank=Rank.PEOPLE, purpose=LOOKUP)
        )

    async def entries(self, about: CaseFacts) -> Page:
        return await self._of(self._listener.entries(about, rank=Rank.PEOPLE, purpose=LOOKUP))

    async def parties(self, listing_id: int) -> Parties:
        return await self._of(
            self._listener.parties(listing_id, rank=Rank.PEOPLE, purpose=LOOKUP), OF_PARTIES
        )

    async def search(self, text: str, court: str | None) -> Results:
        return await self._of(
            self._listener.search(text, court=court, rank=Rank.PEOPLE, purpose=SEARCH)
        )

    async def page(self, court: CourtReader, number: str) -> CaseFacts:
        """A case's page at the Supreme Court, which counts nothing: what did not reach it was
        not asked."""
        try:
            return await self._of(court.read(number))
        except Unreachable:
            self.asked -= 1
            raise

    async def _of(self, answer: Awaitable[_Answer], questions: int = 1) -> _Answer:
        try:
            found = await answer
        except BudgetSpent:
            raise
        except SourceError:
            self.asked += 1
            raise
        self.asked += questions
        return found
