"""What errands ask with, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from filings.quota import Rank
from filings.types import CaseFacts, Report


class Page(Protocol):
    @property
    def report(self) -> Report: ...
    @property
    def cursor(self) -> str: ...


class Dockets(Protocol):
    """What everybody asks ``watchers.courtlistener.CourtListener``; it says what each raises."""

    @property
    def has_token(self) -> bool: ...
    async def docket(self, listing_id: int, *, rank: Rank, purpose: str) -> CaseFacts: ...
    async def dockets(
        self, court: str, number: str, *, rank: Rank, purpose: str
    ) -> tuple[CaseFacts, ...]: ...
    async def usage(self) -> None: ...


class Listener(Dockets, Protocol):
    """What errands ask beside that."""

    async def entries(
        self,
        facts: CaseFacts,
        *,
        created_since: datetime | None = None,
        filed_since: datetime | None = None,
        cursor: str = "",
        rank: Rank,
        purpose: str,
    ) -> Page: ...
    async def subscribe(self, listing_id: int, *, rank: Rank, purpose: str) -> int: ...
    async def unsubscribe(self, alert_id: int, *, rank: Rank, purpose: str) -> None: ...
    async def alerts(self, *, rank: Rank, purpose: str) -> dict[int, int]: ...


@dataclass(frozen=True, slots=True)
class Done:
    """The errand is over."""


@dataclass(frozen=True, slots=True)
class Later:
    """Come back then. ``error`` says what is waited for; without one the errand only rests."""

    due_at: datetime
    note: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Not to be run again before ``rest`` is over."""

    error: str
    rest: timedelta


Outcome = Done | Later | GivenUp
