"""The kinds of errands: what each asks of CourtListener, and what it comes to.

A kind is one function in ``KINDS``. It records what it learns and says whether the
errand is over, comes back later, or is given up; errors of the service pass through.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from filings.db import Database
from filings.errors import BadStatus, NotAllowed
from filings.numbers import Parts
from filings.quota import Rank
from filings.store import epochs, facts, gaps, listed, quota, reports
from filings.store.core import parts_of
from filings.store.errands import Held
from filings.types import CaseFacts, Report
from watchers.outcomes import Done, GivenUp, Later, Listener, Outcome
from watchers.recheck import LAST, next_look

PAGES_A_TRY = 5
PAGES = 10
MOST_ENTRIES = 20 * PAGES
"""What a gap may bring before a person has to look at the docket."""

FIND_AGAIN = timedelta(days=1)
FINDS = 3
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
ALERTS_KNOWN_FOR = timedelta(hours=1)


GONE = GivenUp("This listing is no longer in the record.", DAY)


class Runner:
    """Runs errands against one service. Holds which alerts there are, for a while."""

    def __init__(self, db: Database, service: Listener, clock: Callable[[], datetime]) -> None:
        self.db = db
        self.service = service
        self.clock = clock
        self._alerts: tuple[datetime, dict[int, int]] | None = None

    async def run(self, held: Held) -> Outcome:
        """Raises BudgetSpent and SourceError as the service does."""
        kind = KINDS.get(held.kind)
        if kind is None:
            return GivenUp(f"This version knows no errand of the kind {held.kind}.", WEEK)
        return await kind(self, held)

    async def alerts(self, rank: Rank) -> dict[int, int]:
        """Listing to alert, of everybody who uses this account."""
        now = self.clock()
        if self._alerts is None or now - self._alerts[0] > ALERTS_KNOWN_FOR:
            self._alerts = now, await self.service.alerts(rank=rank, purpose="alerts")
        return self._alerts[1]


async def find(runner: Runner, held: Held) -> Outcome:
    """Under which id CourtListener lists a followed case, and what it says of it."""
    db, now = runner.db, runner.clock()
    parts = parts_of(held.court, held.subject)
    if await facts.listings_of_case(db, held.court, parts):
        return Done()
    if not await listed.is_followed(db, held.court, parts):
        return Done()
    rank = Rank(held.rank)
    found = await runner.service.dockets(held.court, held.subject, rank=rank, purpose="find")
    for each in found:
        await reports.record_report(db, Report(each), now=now)
    if found:
        async with db.write() as connection:
            await epochs.begin_listed(connection, now, held.court)
        return Done()
    times = int(held.note or "0") + 1
    sentence = "CourtListener does not list this case."
    if times >= FINDS:
        return GivenUp(sentence, WEEK)
    return Later(now + FIND_AGAIN, str(times), sentence)


@dataclass(frozen=True, slots=True)
class _Fill:
    """Where a fill stands between two tries.

    asked   when it began: entries made until then will have been asked for
    since   entries that CourtListener made since then; None: the newest 20 only
    """

    asked: datetime
    since: datetime | None
    cursor: str = ""
    pages: int = 0

    def dump(self) -> str:
        since = self.since.isoformat() if self.since else ""
        return json.dumps([self.asked.isoformat(), since, self.cursor, self.pages])

    @classmethod
    def load(cls, note: str) -> _Fill:
        asked, since, cursor, pages = json.loads(note)
        begun = datetime.fromisoformat(since) if since else None
        return cls(datetime.fromisoformat(asked), begun, cursor, pages)


async def fill(runner: Runner, held: Held) -> Outcome:
    """Entries that were missed: since the gap began, or the newest for a new follow."""
    about = await listed.facts_of_listing(runner.db, int(held.subject))
    if about is None or about.listing_id is None:
        return GONE
    if not await listed.is_followed(runner.db, about.court, _parts(about)):
        return Done()
    at = _Fill.load(held.note) if held.note else await _beginning(runner, about)
    rank = Rank(held.rank)
    for _ in range(PAGES_A_TRY):
        try:
            page = await runner.service.entries(
                about, created_since=at.since, cursor=at.cursor, rank=rank, purpose="fill"
            )
        except BadStatus as error:
            if error.status != 404 or not at.cursor:
                raise
            # The cursor is no longer good: begin anew, the entries are known by their keys.
            return Later(runner.clock() + timedelta(minutes=1), replace(at, cursor="").dump())
        await reports.record_report(
            runner.db, replace(page.report, alerts=False), now=runner.clock()
        )
        at = replace(at, cursor=page.cursor, pages=at.pages + 1)
        if not at.cursor or at.since is None:
            whole = gaps.FROM_THE_FIRST if at.since is None and not at.cursor else at.since
            await _filled(runner, about.listing_id, at, whole)
            return Done()
        if at.pages >= PAGES:
            await _filled(runner, about.listing_id, at, at.since, partial=True)
            since = f"{at.since:%Y-%m-%d %H:%M} UTC"
            return GivenUp(
                f"Only the first {MOST_ENTRIES} entries since {since} were taken.",
                timedelta(hours=1),
            )
    return Later(runner.clock(), at.dump())


async def _filled(
    runner: Runner, listing: int, at: _Fill, reached: datetime | None, *, partial: bool = False
) -> None:
    await gaps.filled(
        runner.db, listing, at.asked, reached=reached, partial=partial, now=runner.clock()
    )


async def _beginning(runner: Runner, about: CaseFacts) -> _Fill:
    now = runner.clock()
    filled = await listed.filled_to(runner.db, about.listing_id or 0)
    if filled is None:
        return _Fill(now, None)
    # What CourtListener had before the gap was in the feed, or was asked for.
    gap = await gaps.first_open(runner.db, about.listing_id or 0, now)
    if gap is not None:
        return _Fill(now, gap)
    failing = await listed.failing_since(runner.db, about.court)
    return _Fill(now, filled if failing is None else max(filled, failing))


async def documents(runner: Runner, held: Held) -> Outcome:
    """Free documents of filings that were alerted; recording one makes its change."""
    listing, now = int(held.subject), runner.clock()
    about = await listed.facts_of_listing(runner.db, listing)
    if about is None:
        return GONE
    if not await listed.undocumented(runner.db, now - LAST, listing):
        return Done()
    page = await runner.service.entries(about, rank=Rank(held.rank), purpose="documents")
    await reports.record_report(runner.db, replace(page.report, alerts=False), now=runner.clock())
    left = await listed.undocumented(runner.db, now - LAST, listing)
    if not left:
        return Done()
    alerted = [at for _, _, at in left]
    # After the last step the errand stays as long as they count, to know that it was taken.
    due = next_look(alerted, now) or max(alerted) + LAST
    return Later(due, now.isoformat())


async def subscribe(runner: Runner, held: Held) -> Outcome:
    """An alert for a case that its court's feed does not cover; never twice, and never
    taking for ours what somebody else with this account made."""
    listing, now, rank = int(held.subject), runner.clock(), Rank(held.rank)
    at = await listed.subscription(runner.db, listing)
    if at is None or not at.followed or at.alert in (listed.ON, listed.THEIRS):
        return Done()
    there = (await runner.alerts(rank)).get(listing)
    if there is not None:
        # Where we asked for it and lost the answer, it is ours.
        ours = at.alert == "" and at.asked_at is not None
        await listed.alert_is(runner.db, listing, listed.ON if ours else listed.THEIRS, there, now)
        return Done()
    await listed.alert_is(runner.db, listing, "", None, now)
    try:
        made = await runner.service.subscribe(listing, rank=rank, purpose="subscribe")
    except (BadStatus, NotAllowed) as error:
        # The list of alerts was given to this token: a 403 refuses the alert, not the token.
        if isinstance(error, BadStatus) and error.status != 400:
            raise
        await listed.alert_is(runner.db, listing, listed.REFUSED, None, now)
        return GivenUp(str(error), WEEK)
    await listed.alert_is(runner.db, listing, listed.ON, made, now)
    return Done()


async def unsubscribe(runner: Runner, held: Held) -> Outcome:
    """End an alert of ours that nobody needs any more."""
    listing = int(held.subject)
    at = await listed.subscription(runner.db, listing)
    if at is None or at.followed or at.alert != listed.ON or at.alert_id is None:
        return Done()
    try:
        await runner.service.unsubscribe(at.alert_id, rank=Rank(held.rank), purpose="unsubscribe")
    except BadStatus as error:
        if not error.permanent:
            raise
    await listed.alert_is(runner.db, listing, "", None, None)
    return Done()


async def usage(runner: Runner, held: Held) -> Outcome:
    """What CourtListener allows, in its own words."""
    now = runner.clock()
    await runner.service.usage()
    told_at = (await quota.view(runner.db, quota.SERVICE, now)).told_at
    if told_at is None or told_at < now:
        return GivenUp("CourtListener did not say what it allows.", DAY)
    return Done()


def _parts(about: CaseFacts) -> Parts:
    return parts_of(about.court, about.docket_number, about.case_type)


KINDS: dict[str, Callable[[Runner, Held], Awaitable[Outcome]]] = {
    "find": find,
    "fill": fill,
    "documents": documents,
    "subscribe": subscribe,
    "unsubscribe": unsubscribe,
    "usage": usage,
}
