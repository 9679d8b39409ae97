"""Questions to CourtListener's API: counted, asked, paged through.

Nothing is tried twice here. ``next`` addresses are used for their place alone, so that the
token goes to the configured address and nowhere else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from filings.db import Database
from filings.errors import BudgetSpent, NotAllowed, NotAnAnswer, TooMany
from filings.quota import ANONYMOUS, Rank
from filings.store import quota
from watchers import clanswers, clrefusals
from watchers.answers import Answer
from watchers.clanswers import SOURCE, Item
from watchers.fetch import Fetcher

Place = tuple[tuple[str, str], ...]
"""What a page's address adds to the question: a cursor, or a page's number."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Items of successive pages; ``cut`` where there are more than were asked for."""

    items: tuple[Any, ...]
    cut: bool = False


class Requests:
    """Asks one question at a time. ``token`` None: only what is open is asked."""

    def __init__(
        self,
        fetcher: Fetcher,
        db: Database,
        clock: Callable[[], datetime],
        *,
        url: str,
        token: str | None,
    ) -> None:
        self._fetcher = fetcher
        self._db = db
        self._clock = clock
        self._url = url.rstrip("/") + "/"
        self._token = token
        # Between the count and the request nobody waits: they are one step.
        self._turn = asyncio.Lock()

    @property
    def has_token(self) -> bool:
        return self._token is not None

    async def get(
        self,
        path: str,
        query: Mapping[str, str],
        rank: Rank,
        purpose: str,
        *,
        open_to_all: bool = False,
    ) -> Item:
        """Raises SourceError, and BudgetSpent before anything is asked."""
        return await self.ask("GET", path, query, rank, purpose, open_to_all=open_to_all)

    async def pages(
        self,
        path: str,
        query: Mapping[str, str],
        rank: Rank,
        purpose: str,
        *,
        most: int,
        further: Rank,
    ) -> Pages:
        """Up to ``most`` pages of a list, those behind the first by the rank ``further``.

        Where the budget ends behind the first, the list is cut there; a ``next`` that leads
        back is the end.
        """
        place: Place = ()
        seen = {place}
        items: list[Any] = []
        for _ in range(most):
            try:
                answer = await self.get(
                    path, {**query, **dict(place)}, further if place else rank, purpose
                )
            except BudgetSpent:
                if not place:
                    raise
                break
            items += items_of(answer)
            place = place_of(answer)
            if place in seen:
                return Pages(tuple(items))
            seen.add(place)
        return Pages(tuple(items), cut=True)

    async def ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        rank: Rank,
        purpose: str,
        *,
        form: Mapping[str, str] | None = None,
        open_to_all: bool = False,
    ) -> Item:
        """One question, counted before it leaves. Raises SourceError, BudgetSpent."""
        if self._token is None and not open_to_all:
            raise NotAllowed(SOURCE, clrefusals.NEEDS)
        ceiling = ANONYMOUS if self._token is None else None
        url = urljoin(self._url, path) + (f"?{urlencode(query)}" if query else "")
        async with self._turn:
            now = self._clock()
            await quota.take(self._db, quota.SERVICE, rank, purpose, now, ceiling=ceiling)
            answer = await self._sent(method, url, form)
        return clanswers.read_json(answer.body, "answer") if answer.body.strip() else {}

    async def uncounted(self, path: str) -> Item:
        """A question that costs nothing of the budget. Raises SourceError."""
        if self._token is None:
            raise NotAllowed(SOURCE, clrefusals.NEEDS)
        answer = await self._sent("GET", urljoin(self._url, path), None)
        return clanswers.read_json(answer.body, "answer")

    async def _sent(self, method: str, url: str, form: Mapping[str, str] | None) -> Answer:
        headers = {"Accept": "application/json"}
        if self._token is not None:
            headers["Authorization"] = f"Token {self._token}"
        answer = await self._fetcher.ask(SOURCE, url, method=method, headers=headers, form=form)
        now = self._clock()
        refused = clrefusals.refusal(answer, now, has_token=self.has_token)
        if isinstance(refused, TooMany) and refused.retry_after is not None:
            until = now + timedelta(seconds=refused.retry_after)
            await quota.closed(self._db, quota.SERVICE, until, now)
        if refused is not None:
            raise refused
        return answer


def items_of(answer: Item) -> list[Any]:
    """What a page lists, of whatever form. Raises NotAnAnswer where it lists nothing."""
    results = answer.get("results")
    if not isinstance(results, list):
        raise NotAnAnswer(SOURCE, "CourtListener sent no list where one was asked for.")
    return results


def place_of(answer: Item) -> Place:
    """Where the next page is, () at the end: lists that are not sorted by time have numbers
    in place of cursors (cl/api/pagination.py)."""
    following = answer.get("next")
    if not isinstance(following, str):
        return ()
    try:
        told = parse_qs(urlsplit(following).query)
    except ValueError:
        return ()
    return tuple((name, told[name][0][:2000]) for name in ("cursor", "page") if name in told)
