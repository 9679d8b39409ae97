"""Who can be asked beside the record, as far as ``asking`` knows them."""

from __future__ import annotations

from typing import Protocol

from filings.quota import Rank
from filings.types import CaseFacts, Party, Report
from watchers.outcomes import Dockets


class Page(Protocol):
    @property
    def report(self) -> Report: ...


class Results(Protocol):
    @property
    def cases(self) -> tuple[CaseFacts, ...]: ...
    @property
    def total(self) -> int | None: ...


class Parties(Protocol):
    @property
    def found(self) -> tuple[Party, ...]: ...
    @property
    def cut(self) -> bool: ...


class Listener(Dockets, Protocol):
    """What people who wait have CourtListener asked."""

    async def by_case_id(
        self, court: str, case_id: str, *, rank: Rank, purpose: str
    ) -> tuple[CaseFacts, ...]: ...
    async def parties(self, listing_id: int, *, rank: Rank, purpose: str) -> Parties: ...
    async def entries(self, facts: CaseFacts, *, rank: Rank, purpose: str) -> Page: ...
    async def search(
        self, text: str, *, court: str | None = None, rank: Rank, purpose: str
    ) -> Results: ...


class CourtReader(Protocol):
    """Reads and records a case's page at the Supreme Court."""

    async def read(self, number: str) -> CaseFacts:
        """What the page says of the case. Raises SourceError."""
