"""CourtListener's REST API v4: lookup, entries, parties, search, docket alerts.

Facts: freelawproject/courtlistener, cl/api, cl/search, cl/alerts (August 2026). Every
question is counted against the budget before it leaves (clrequests.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from filings import courts, numbers
from filings.db import Database
from filings.errors import BadStatus, BudgetSpent, NotAnAnswer
from filings.numbers import same_parts
from filings.quota import Rank
from filings.store import quota
from filings.store.core import parts_of
from filings.types import CaseFacts, Dropped, Entry, Party, Report
from watchers import clanswers, clpeople
from watchers.clanswers import SOURCE
from watchers.clrequests import Pages, Place, Requests, items_of, place_of
from watchers.fetch import Fetcher

BEST = 10
"""Cases of one search or list that are looked at."""
ALERT_PAGES = 20
"""Of 50 alerts each (cl/alerts/api_views.py)."""
PARTY_PAGES = 5
"""Of 20 parties each, or lawyers."""


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


@dataclass(frozen=True, slots=True)
class Parties:
    """Parties of a case; ``cut`` where CourtListener has more of them."""

    found: tuple[Party, ...]
    cut: bool = False


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
        self._db = db
        self._clock = clock
        self._requests = Requests(fetcher, db, clock, url=url, token=token)
        self._alerts: dict[int, int] = {}
        self._alerts_at: Place = ()

    @property
    def has_token(self) -> bool:
        return self._requests.has_token

    async def docket(self, listing_id: int, *, rank: Rank, purpose: str) -> CaseFacts:
        """One docket by its id. Raises SourceError, BudgetSpent."""
        item = await self._requests.get(f"dockets/{listing_id}/", {}, rank, purpose)
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
        answer = await self._requests.get("dockets/", query, rank, purpose)
        found = (clanswers.facts_of(item) for item in clanswers.objects(items_of(answer)[:BEST]))
        return tuple(facts for facts in found if facts is not None)

    async def parties(self, listing_id: int, *, rank: Rank, purpose: str) -> Parties:
        """Parties with their counsel: two questions, since lawyers' names are apart, and more
        of a long list only while there is room that nobody waits for."""
        query = {"docket": str(listing_id), "filter_nested_results": "True"}
        told = await self._listed("parties/", query, rank, purpose)
        lawyers = await self._listed("attorneys/", query, rank, purpose)
        return Parties(clpeople.parties_of(told.items, lawyers.items), told.cut)

    async def _listed(self, path: str, query: Mapping[str, str], rank: Rank, purpose: str) -> Pages:
        further = max(rank, Rank.DOCUMENTS)
        return await self._requests.pages(
            path, query, rank, purpose, most=PARTY_PAGES, further=further
        )

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
        answer = await self._requests.get("docket-entries/", query, rank, purpose)
        now = self._clock()
        read = [clanswers.entry_of(item, facts, now) for item in items_of(answer)]
        report = Report(
            facts,
            tuple(each for each in read if isinstance(each, Entry)),
            dropped=tuple(each for each in read if isinstance(each, Dropped)),
        )
        return EntryPage(report, dict(place_of(answer)).get("cursor", ""))

    async def search(
        self, text: str, *, court: str | None = None, rank: Rank, purpose: str
    ) -> Search:
        """Dockets that words or a number fit; open without a token."""
        query = {"type": "r", "q": text[:300], "order_by": "score desc"}
        if court is not None:
            query["court"] = courts.get(court).courtlistener_id
        answer = await self._requests.get("search/", query, rank, purpose, open_to_all=True)
        found = (
            clanswers.facts_of({"docket_id": None, **item})
            for item in clanswers.objects(items_of(answer))
        )
        cases = islice((facts for facts in found if facts is not None), BEST)
        return Search(tuple(cases), clanswers.whole(answer, "count"))

    async def subscribe(self, listing_id: int, *, rank: Rank, purpose: str) -> int:
        """Ask for an event whenever an entry of this docket appears; gives the alert's id.

        Raises BadStatus (400) where the account's alerts are used up.
        """
        answer = await self._requests.ask(
            "POST", "docket-alerts/", {}, rank, purpose, form={"docket": str(listing_id)}
        )
        alert = clanswers.whole(answer, "id")
        if alert is None:
            raise NotAnAnswer(SOURCE, "CourtListener did not say that it took the alert.")
        return alert

    async def unsubscribe(self, alert_id: int, *, rank: Rank, purpose: str) -> None:
        """End an alert; one that is gone already is no error."""
        try:
            await self._requests.ask("DELETE", f"docket-alerts/{alert_id}/", {}, rank, purpose)
        except BadStatus as error:
            if error.status != 404:
                raise

    async def alerts(self, *, rank: Rank, purpose: str) -> dict[int, int]:
        """The account's live alerts: listing -> alert.

        Half a list would call alerts missing that are there, so none is given before the
        last page. Where the budget ends on the way, the next call goes on from there.
        """
        for _ in range(ALERT_PAGES):
            query = {"alert_type": "1", **dict(self._alerts_at)}
            at, self._alerts_at = self._alerts_at, ()
            try:
                answer = await self._requests.get("docket-alerts/", query, rank, purpose)
            except BudgetSpent:
                self._alerts_at = at
                raise
            if not at:
                self._alerts = {}
            before = len(self._alerts)
            self._alerts |= clpeople.alerts_of(items_of(answer))
            following = place_of(answer)
            # A page that brings nothing new is one that leads in a circle.
            if not following or len(self._alerts) == before:
                return dict(self._alerts)
            self._alerts_at = following
        self._alerts_at = ()
        return dict(self._alerts)

    async def usage(self) -> None:
        """Learn what the account is allowed and has used; costs nothing of the budget.

        The endpoint has its own throttle (cl/api/views.py, ApiUsageViewSet).
        """
        told = clpeople.usage_of(await self._requests.uncounted("api-usage/"))
        await quota.learnt(self._db, quota.SERVICE, told.allowed, self._clock(), told.used)


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
