"""CourtListener's REST API v4: lookup, entries, parties, search, docket alerts.

Facts: freelawproject/courtlistener, cl/api, cl/search, cl/alerts (August 2026). Every
question is counted against the budget before it leaves (filings/store/quota.py). Nothing
is tried twice here. ``next`` addresses are used for their query alone, so that the token
goes to the configured address and nowhere else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from filings import courts, numbers
from filings.db import Database
from filings.errors import BadStatus, NotAllowed, NotAnAnswer, TooMany
from filings.numbers import same_parts
from filings.quota import ANONYMOUS, Limits, Rank
from filings.store import quota
from filings.store.core import parts_of
from filings.types import CaseFacts, Dropped, Entry, Party, Report
from watchers import clanswers, clrefusals
from watchers.clanswers import SOURCE, Hook, Item, webhook
from watchers.fetch import Answer, Fetcher

__all__ = ["CourtListener", "EntryPage", "Hook", "Search", "webhook"]

BEST = 10
"""Cases of one search or list that are looked at."""


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Up to 20 entries of a case, and the cursor of the page behind, "" at the end."""

    report: Report
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """The ten best cases, and how many fit where the service says so."""

    cases: tuple[CaseFacts, ...]
    total: int | None = None


class CourtListener:
    """Asks one question at a time. ``token`` None: only what is open, search, is asked."""

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

    async def docket(self, listing_id: int, *, rank: Rank, purpose: str) -> CaseFacts:
        """One docket by its id. Raises SourceError, BudgetSpent."""
        item = await self._get(f"dockets/{listing_id}/", {}, rank, purpose)
        facts = clanswers.facts_of(item)
        if facts is None:
            raise NotAnAnswer(SOURCE, "CourtListener lists that case under no court I know.")
        return facts

    async def dockets(
        self, court: str, number: str, *, rank: Rank, purpose: str
    ) -> tuple[CaseFacts, ...]:
        """Dockets of a court under a number as it prints it, else by the number's core."""
        mine = parts_of(court, number)
        listed = courts.get(court).courtlistener_id
        found = await self._dockets({"court": listed, "docket_number": number}, rank, purpose)
        core = _core(court, number)
        if not found and core:
            found = await self._dockets(
                {"court": listed, "docket_number_core": core}, rank, purpose
            )
        return tuple(
            facts
            for facts in found
            if facts.court == court and same_parts(parts_of(court, facts.docket_number), mine)
        )

    async def by_case_id(
        self, court: str, case_id: str, *, rank: Rank, purpose: str
    ) -> tuple[CaseFacts, ...]:
        """Dockets of a court under PACER's id of the case."""
        listed = courts.get(court).courtlistener_id
        return await self._dockets({"court": listed, "pacer_case_id": case_id}, rank, purpose)

    async def _dockets(
        self, query: dict[str, str], rank: Rank, purpose: str
    ) -> tuple[CaseFacts, ...]:
        answer = await self._get("dockets/", query, rank, purpose)
        found = (clanswers.facts_of(item) for item in _items(answer)[:BEST])
        return tuple(facts for facts in found if facts is not None)

    async def parties(self, listing_id: int, *, rank: Rank, purpose: str) -> tuple[Party, ...]:
        """Up to 20 parties with their counsel: two questions, since lawyers' names are apart."""
        query = {"docket": str(listing_id), "filter_nested_results": "True"}
        parties = await self._get("parties/", query, rank, purpose)
        lawyers = await self._get("attorneys/", query, rank, purpose)
        return clanswers.parties_of(_items(parties), _items(lawyers))

    async def entries(
        self,
        facts: CaseFacts,
        *,
        created_since: datetime | None = None,
        filed_since: datetime | None = None,
        cursor: str = "",
        rank: Rank,
        purpose: str,
    ) -> EntryPage:
        """The newest 20 entries; with a time the oldest 20 since then. Silent: only recorded."""
        query = {
            "docket": str(facts.listing_id),
            "omit": "recap_documents__plain_text",
            "order_by": "-date_created",
        }
        if created_since is not None:
            query |= {"order_by": "date_created", "date_created__gt": created_since.isoformat()}
        if filed_since is not None:
            zone = courts.get(facts.court).zone
            first = filed_since.astimezone(zone).date()
            query |= {"order_by": "date_created", "date_filed__gte": first.isoformat()}
        if cursor:
            query["cursor"] = cursor
        answer = await self._get("docket-entries/", query, rank, purpose)
        now = self._clock()
        read = [clanswers.entry_of(item, facts, now) for item in _items(answer)]
        report = Report(
            facts,
            tuple(each for each in read if isinstance(each, Entry)),
            dropped=tuple(each for each in read if isinstance(each, Dropped)),
        )
        return EntryPage(report, _cursor(answer))

    async def search(
        self, text: str, *, court: str | None = None, rank: Rank, purpose: str
    ) -> Search:
        """Dockets that words or a number fit; open without a token."""
        query = {"type": "r", "q": text[:300], "order_by": "score desc"}
        if court is not None:
            query["court"] = courts.get(court).courtlistener_id
        answer = await self._get("search/", query, rank, purpose, open_to_all=True)
        items = [item for item in _items(answer) if isinstance(item, Mapping)]
        found = (clanswers.facts_of({"docket_id": None, **item}) for item in items)
        cases = [facts for facts in found if facts is not None]
        total = answer.get("count")
        return Search(tuple(cases[:BEST]), total if isinstance(total, int) else None)

    async def subscribe(self, listing_id: int, *, rank: Rank, purpose: str) -> int:
        """Ask for an event whenever an entry of this docket appears; gives the alert's id.

        Raises BadStatus (400) where the account's alerts are used up.
        """
        answer = await self._ask(
            "POST", "docket-alerts/", {}, rank, purpose, form={"docket": str(listing_id)}
        )
        alert = clanswers.whole(answer, "id")
        if alert is None:
            raise NotAnAnswer(SOURCE, "CourtListener did not say that it took the alert.")
        return alert

    async def unsubscribe(self, alert_id: int, *, rank: Rank, purpose: str) -> None:
        """End an alert; one that is gone already is no error."""
        try:
            await self._ask("DELETE", f"docket-alerts/{alert_id}/", {}, rank, purpose)
        except BadStatus as error:
            if error.status != 404:
                raise

    async def alerts(self, *, rank: Rank, purpose: str) -> dict[int, int]:
        """The account's live alerts: listing -> alert; the first 20."""
        answer = await self._get("docket-alerts/", {"alert_type": "1"}, rank, purpose)
        pairs = (
            (clanswers.whole(each, "docket"), clanswers.whole(each, "id"))
            for each in _items(answer)
            if isinstance(each, Mapping)
        )
        return {listing: alert for listing, alert in pairs if None not in (listing, alert)}  # type: ignore[misc]

    async def usage(self) -> None:
        """Learn what the account is allowed and has used; costs nothing of the budget.

        The endpoint has its own throttle (cl/api/views.py, ApiUsageViewSet).
        """
        if self._token is None:
            raise NotAllowed(SOURCE, clrefusals.NEEDS)
        answer = await self._sent("GET", urljoin(self._url, "api-usage/"), None)
        rows = clanswers.read_json(answer.body, "account of questions").get("current_usage")
        told = {
            clanswers.whole(row, "window_seconds"): row
            for row in (rows if isinstance(rows, list) else [])
            if isinstance(row, Mapping) and row.get("scope") == "user"
        }
        limits = [clanswers.whole(told.get(span, {}), "limit") for span in (60, 3600, 86400)]
        used = [clanswers.whole(told.get(span, {}), "used") or 0 for span in (60, 3600, 86400)]
        if None in limits:
            raise NotAnAnswer(SOURCE, "CourtListener did not say how much it answers.")
        allowed = Limits(*(limit or 0 for limit in limits))
        await quota.learnt(self._db, quota.SERVICE, allowed, self._clock(), Limits(*used))

    async def _get(
        self,
        path: str,
        query: Mapping[str, str],
        rank: Rank,
        purpose: str,
        *,
        open_to_all: bool = False,
    ) -> Item:
        return await self._ask("GET", path, query, rank, purpose, open_to_all=open_to_all)

    async def _ask(
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
        if self._token is None and not open_to_all:
            raise NotAllowed(SOURCE, clrefusals.NEEDS)
        ceiling = ANONYMOUS if self._token is None else None
        url = urljoin(self._url, path) + (f"?{urlencode(query)}" if query else "")
        async with self._turn:
            now = self._clock()
            await quota.take(self._db, quota.SERVICE, rank, purpose, now, ceiling=ceiling)
            answer = await self._sent(method, url, form)
        return clanswers.read_json(answer.body, "answer") if answer.body.strip() else {}

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


def _items(answer: Item) -> list[Any]:
    results = answer.get("results")
    if not isinstance(results, list):
        raise NotAnAnswer(SOURCE, "CourtListener sent no list where one was asked for.")
    return results


def _cursor(answer: Item) -> str:
    following = answer.get("next")
    if not isinstance(following, str):
        return ""
    try:
        return parse_qs(urlsplit(following).query).get("cursor", [""])[0][:2000]
    except ValueError:
        return ""


def _core(court: str, number: str) -> str:
    """CourtListener's core of a number (cl/lib/model_helpers.py), "" where it has none."""
    parsed = numbers.parse(number, courts.get(court).kind)
    if parsed is None:
        return ""
    parts = parsed.parts()
    if parts.series:
        return ""
    width = 6 if courts.get(court).kind == "appellate" else 5
    return f"{parts.year % 100:02d}{parts.serial:0{width}d}"
