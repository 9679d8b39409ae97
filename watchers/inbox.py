"""Works on what CourtListener sent to the webhook (bot/serving/webhooks.py keeps it).

An event becomes a report for each case that it names, recorded in the transaction
that marks it done; done twice, it records nothing new. What it tells of the Supreme
Court is not taken: the Court's own page is read instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.errors import BudgetSpent, NotAllowed, ParseError, SourceError
from filings.quota import Rank
from filings.store import inbox, listed, reports, sources
from filings.store.core import parts_of
from filings.store.inbox import Event
from filings.types import CaseFacts, Dropped, Entry, Report
from watchers.clanswers import SITE, Item, dropped, entry_of, facts_of
from watchers.clevents import (
    DOCKET_ALERT,
    OLD_ALERTS,
    SEARCH_ALERT,
    Hook,
    HookEntry,
    listing_of,
    stored_as,
    webhook,
)
from watchers.errands import REFUSED_FOR, backoff
from watchers.outcomes import Listener
from watchers.searchresults import entries_in, is_document, is_opinion

log = structlog.get_logger("crier.inbox")

EVENTS_A_TURN = 20
PURGE_EVERY = timedelta(hours=6)
SCOTUS = "scotus"
PURPOSE = "webhook"
MOST_ASKED = 3
"""Unknown dockets of one event that are asked about; CourtListener's events name one."""
MOST_DOCKETS = 200
MOST_ENTRIES = 1_000
"""Of one docket in one event; an event that tells of an upload has a few hundred at most."""


@dataclass
class _Found:
    """What an event comes to. ``unknown``: dockets that CourtListener does not know."""

    reports: list[Report] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    def add(self, facts: CaseFacts, raw: Sequence[Item], now: datetime) -> None:
        if facts.court == SCOTUS:
            self.sources.append(f"{SCOTUS}/{facts.docket_number}")
            self.notes.append("Of a Supreme Court case the Court's own page is read.")
            return
        read = [entry_of(each, facts, now) for each in raw[:MOST_ENTRIES]]
        self.dropped += [
            dropped(each, "more entries than are taken") for each in raw[MOST_ENTRIES:]
        ]
        self.dropped += [each for each in read if isinstance(each, Dropped)]
        entries = tuple(each for each in read if isinstance(each, Entry))
        self.reports.append(Report(facts, entries, alerts=True))


class Inbox:
    """The duty that works on waiting events, a few at a turn."""

    def __init__(self, db: Database, service: Listener, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._service = service
        self._clock = clock
        self._purged_at: datetime | None = None

    async def duty(self, now: datetime) -> None:
        # One by one: where the database refuses one, those behind it are not in its hands.
        for _ in range(EVENTS_A_TURN):
            claimed = await inbox.claim(self._db, now, 1)
            if not claimed:
                break
            await self._work(claimed[0])
        if self._purged_at is None or now - self._purged_at >= PURGE_EVERY:
            self._purged_at = now
            await inbox.purge(self._db, now)

    async def _work(self, event: Event) -> None:
        now = self._clock()
        try:
            hook = webhook(event.body.encode())
        except ParseError as error:
            log.warning("event", result="unreadable", error=str(error))
            await inbox.unreadable(self._db, event.id, now, str(error))
            return
        try:
            found = await self._read(hook, now)
        except BudgetSpent as error:
            await inbox.later(self._db, event.id, error.opens_at, str(error))
        except SourceError as error:
            wait = REFUSED_FOR if isinstance(error, NotAllowed) else backoff(event.tries - 1)
            if error.retry_after is not None:
                wait = max(wait, timedelta(seconds=error.retry_after))
            log.warning("event", result="waits", error=str(error))
            await inbox.later(self._db, event.id, now + wait, str(error))
        else:
            await self._record(event, hook, found)

    async def _record(self, event: Event, hook: Hook, found: _Found) -> None:
        now = self._clock()

        async def settle(connection: AsyncConnection) -> bool:
            sentences = dict.fromkeys((*found.unknown, *found.notes))
            mine = await inbox.finish(
                connection,
                event.id,
                now,
                note=" ".join(sentences),
                dropped=found.dropped,
                state=inbox.UNREADABLE if found.unknown else inbox.DONE,
            )
            if mine and hook.ended:
                await listed.alerts_ended(connection, hook.ended)
            return mine

        for source in dict.fromkeys(found.sources):
            await sources.check_now(self._db, source, now)
        entries = deliveries = 0
        # The last one marks the event done. Before that it can be begun anew without harm.
        for at, report in enumerate(found.reports, 1):
            last = settle if at == len(found.reports) else None
            kept = await reports.record_report(self._db, report, now=now, settle=last)
            entries, deliveries = entries + kept.entries, deliveries + kept.deliveries
        if not found.reports:
            async with self._db.write() as connection:
                await settle(connection)
        log.info(
            "event", result="unreadable" if found.unknown else "done", type=hook.kind,
            entries=entries, deliveries=deliveries, dropped=len(found.dropped),
        )  # fmt: skip

    async def _read(self, hook: Hook, now: datetime) -> _Found:
        """What an event says. Raises BudgetSpent and SourceError where a docket has to be
        asked for and cannot be now."""
        found = _Found(dropped=list(hook.dropped))
        if hook.kind == DOCKET_ALERT:
            await self._dockets(hook, found, now)
        elif hook.kind == SEARCH_ALERT:
            for result in hook.results:
                await self._result(result, found, now)
        elif hook.kind != OLD_ALERTS:
            found.notes.append(f"Events of type {hook.kind} are not used.")
        return found

    async def _dockets(self, hook: Hook, found: _Found, now: datetime) -> None:
        """The entries of each docket; what it is, is asked where the record does not know."""
        if not hook.entries:
            found.unknown.append("The event names no docket.")
        given: dict[int, list[HookEntry]] = {}
        for each in hook.entries:
            given.setdefault(each.listing_id, []).append(each)
        asked = passed = 0
        for at, (listing, entries) in enumerate(given.items()):
            if at >= MOST_DOCKETS:
                passed += len(given) - at
                break
            facts = await self._known(listing, entries)
            if facts is None and asked < MOST_ASKED:
                asked += 1
                facts = await self._asked(listing, found)
            elif facts is None:
                passed += 1
            if facts is not None:
                found.add(facts, [each.item for each in entries], now)
        if passed:
            found.unknown.append(f"The event names {passed} dockets more than are looked up.")

    async def _known(self, listing: int, given: Sequence[HookEntry]) -> CaseFacts | None:
        known = await listed.facts_of_listing(self._db, listing)
        if known is not None:
            return known
        for court, case_id in dict.fromkeys((each.court, each.case_id) for each in given):
            titled = await listed.facts_of_case_id(self._db, court, case_id) if court else None
            if titled is not None:
                page = f"{SITE}/docket/{listing}/"
                return replace(titled, listing_id=listing, page=page)
        return None

    async def _asked(self, listing: int, found: _Found) -> CaseFacts | None:
        try:
            facts = await self._service.docket(listing, rank=Rank.GAPS, purpose=PURPOSE)
        except SourceError as error:
            # What is permanently refused for a docket says nothing of those beside it.
            if isinstance(error, NotAllowed) or not error.permanent:
                raise
            found.unknown.append(f"CourtListener has no docket {listing}.")
            return None
        if facts.court != SCOTUS:
            # Kept at once, so that it is not asked again where the rest has to wait.
            await reports.record_report(self._db, Report(facts), now=self._clock())
        return facts

    async def _result(self, result: Item, found: _Found, now: datetime) -> None:
        """A search result counts when it is of a followed case; none is asked about."""
        if is_opinion(result):
            found.notes.append("Opinions in search alerts are not used.")
            return
        facts = await self._known_result(result)
        if facts is None:
            if is_document(result):
                found.notes.append("Documents of cases that are not followed were passed over.")
                return
            facts = facts_of({"docket_id": None, **result})
        if facts is None:
            found.dropped.append(dropped(dict(result), "a case of no court that is known"))
            return
        parts = parts_of(facts.court, facts.docket_number, facts.case_type)
        if await listed.is_followed(self._db, facts.court, parts):
            found.add(facts, entries_in(result), now)
        else:
            found.notes.append("Cases that are not followed were passed over.")

    async def _known_result(self, result: Item) -> CaseFacts | None:
        """A document's own fields do not name its court; where its file lies does."""
        listing, stored = listing_of(result), stored_as(result)
        facts = await listed.facts_of_listing(self._db, listing) if listing else None
        if facts is None and stored is not None:
            facts = await listed.facts_of_case_id(self._db, *stored)
        return facts
