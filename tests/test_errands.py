"""Errands: what is missing of followed cases is asked for, once, and when there is room."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from filings.errors import BadStatus, BudgetSpent, NotAllowed, SourceError, TimedOut
from filings.quota import Rank
from filings.store import errands, follows, gaps, inbox, listed, reports
from filings.store.core import (
    allowances,
    dropped_items,
    entries,
    listings,
    parts_of,
    posts,
    sources,
    webhook_events,
)
from filings.store.core import errands as errand_rows
from filings.store.core import follows as follow_rows
from filings.store.errands import Held, Wanted
from filings.types import CaseFacts, Entry, Report, Teller
from tests.filed import CASE, CASE_ID, NAME, OLD, feed, item
from tests.newsroom import START, Newsroom, newsroom
from watchers.clanswers import SITE, STORAGE, entry_of
from watchers.errands import LONGEST_WAIT, TRIES, Errands, backoff
from watchers.inbox import Inbox
from watchers.planner import Planner
from watchers.recheck import STEPS, next_look

LISTING = 69001
DAY = timedelta(days=1)


def facts(listing: int = LISTING, number: str = CASE, **more: Any) -> CaseFacts:
    values: dict[str, Any] = {
        "case_name": NAME, "case_id": str(CASE_ID), "listing_id": listing,
        "page": f"{SITE}/docket/{listing}/", "judge": "Ada Quill", **more,
    }  # fmt: skip
    court = values.pop("court", "dcd")
    return CaseFacts(Teller.COURTLISTENER, court, number, **values)


def raw(
    number: int | None, made: datetime, *, id_: int = 0, free: bool = False, **more: Any
) -> dict[str, Any]:
    """A docket entry as the API and the events have it."""
    folder = f"gov.uscourts.dcd.{CASE_ID}"
    document = {
        "description": "Notice", "pacer_doc_id": f"0450{1000000 + (number or 0)}",
        "document_number": str(number), "attachment_number": None, "page_count": 6,
        "is_available": free,
        "filepath_local": f"recap/{folder}/{folder}.{number}.0.pdf" if free else None,
    }  # fmt: skip
    return {
        "id": id_ or 9000 + (number or 0), "docket": LISTING, "entry_number": number,
        "date_filed": made.date().isoformat(), "date_created": made.isoformat(),
        "description": f"NOTICE {number} by HARBOR GAZETTE", "pacer_sequence_number": None,
        "recap_documents": [document], **more,
    }  # fmt: skip


@dataclass(frozen=True)
class PageOf:
    report: Report
    cursor: str = ""


@dataclass
class Listener:
    """A CourtListener that answers what it is told to; ``asked`` is what was asked of it."""

    now: Any
    has_token: bool = True
    known: dict[int, CaseFacts] = field(default_factory=dict)
    held: list[dict[str, Any]] = field(default_factory=list)
    alerting: dict[int, int] = field(default_factory=dict)
    error: Exception | None = None
    full: bool = False
    asked: list[tuple[str, Any]] = field(default_factory=list)
    ranks: list[Rank] = field(default_factory=list)

    def _ask(self, what: str, about: Any, rank: Rank) -> None:
        self.asked.append((what, about))
        self.ranks.append(rank)
        if self.error is not None:
            raise self.error

    async def docket(self, listing_id: int, *, rank: Rank, purpose: str) -> CaseFacts:
        self._ask("docket", listing_id, rank)
        if listing_id not in self.known:
            raise BadStatus("courtlistener", 404, "Nothing there.")
        return self.known[listing_id]

    async def dockets(
        self, court: str, number: str, *, rank: Rank, purpose: str
    ) -> tuple[CaseFacts, ...]:
        self._ask("dockets", (court, number), rank)
        wanted = parts_of(court, number)
        return tuple(
            f
            for f in self.known.values()
            if f.court == court and parts_of(court, f.docket_number).serial == wanted.serial
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
    ) -> PageOf:
        self._ask("entries", (facts.listing_id, created_since, cursor), rank)
        made = (entry_of(each, facts, self.now()) for each in self.held)
        found = [e for e in made if isinstance(e, Entry)]
        found.sort(key=lambda e: e.created_at or START, reverse=created_since is None)
        if created_since is not None:
            found = [e for e in found if e.created_at and e.created_at > created_since]
        start = int(cursor or "0")
        more = str(start + 20) if start + 20 < len(found) else ""
        return PageOf(Report(facts, tuple(found[start : start + 20])), more)

    async def subscribe(self, listing_id: int, *, rank: Rank, purpose: str) -> int:
        self._ask("subscribe", listing_id, rank)
        if self.full:
            raise BadStatus("courtlistener", 400, "No more alerts.")
        self.alerting[listing_id] = 500 + len(self.alerting)
        return self.alerting[listing_id]

    async def unsubscribe(self, alert_id: int, *, rank: Rank, purpose: str) -> None:
        self._ask("unsubscribe", alert_id, rank)
        self.alerting = {k: v for k, v in self.alerting.items() if v != alert_id}

    async def alerts(self, *, rank: Rank, purpose: str) -> dict[int, int]:
        self._ask("alerts", None, rank)
        return dict(self.alerting)

    async def usage(self) -> None:
        self.asked.append(("usage", None))

    def count(self, what: str) -> int:
        return sum(name == what for name, _ in self.asked)


@dataclass
class Room:
    """A newsroom, its errands and its inbox."""

    news: Newsroom
    listener: Listener
    planner: Planner
    errands: Errands
    inbox: Inbox

    async def plan(self) -> None:
        self.news.clock.forward(minutes=1)
        await self.planner.duty(self.news.clock())

    async def work(self, beats: int = 3) -> None:
        for _ in range(beats):
            await self.errands.duty(self.news.clock())

    async def rows(self, table: sa.Table) -> list[Any]:
        async with self.news.db.read() as connection:
            return list((await connection.execute(sa.select(table))).all())

    async def standing(self) -> dict[str, Any]:
        return {row.id: row for row in await self.rows(errand_rows)}

    async def event(self, *raws: dict[str, Any], kind: int = 1, key: str = "k", **more: Any) -> Any:
        body = {
            "payload": {"results": list(raws), **more},
            "webhook": {"event_type": kind, "version": 2, "date_created": None},
        }
        await inbox.keep(self.news.db, key, json.dumps(body).encode(), self.news.clock())
        await self.inbox.duty(self.news.clock())
        (row,) = [row for row in await self.rows(webhook_events) if row.id == key]
        return row

    async def told(self) -> list[tuple[str, Any]]:
        await self.news.send()
        return [(each["event"], each.get("number")) for each in self.news.told()]


@contextlib.asynccontextmanager
async def room(url: str) -> AsyncIterator[Room]:
    async with newsroom(url) as news:
        listener = Listener(news.clock)
        # The service has told what it allows: no question of that kind comes between.
        async with news.db.write() as connection:
            await connection.execute(
                allowances.insert().values(
                    service="courtlistener", minute=5, hour=50, day=125, told_at=START + 100 * DAY
                )
            )
        yield Room(
            news,
            listener,
            Planner(news.db, alerts=True),
            Errands(news.db, listener, news.clock),
            Inbox(news.db, listener, news.clock),
        )


async def hold(made: Room, listing: int = LISTING, **more: Any) -> None:
    """The record knows where CourtListener lists the case."""
    await reports.record_report(made.news.db, Report(facts(listing, **more)), now=made.news.clock())


# The queue.


def wanted(name: str, rank: int = 3, after: float = 0) -> Wanted:
    return Wanted(name, "find", rank, name, START + timedelta(minutes=after))


async def test_the_queue(either_url: str) -> None:
    async with room(either_url) as made:
        db = made.news.db
        async with db.write() as connection:
            some = [wanted("a", 3), wanted("b", 1, 1), wanted("c", 1), wanted("d", 0, 60)]
            assert await errands.want(connection, some, START) == 4
            assert await errands.want(connection, some, START) == 0
        now = START + timedelta(minutes=5)
        both = await asyncio.gather(errands.claim(db, now), errands.claim(db, now))
        assert sorted(held.id for held in both if held) == ["b", "c"]
        assert await errands.claim(db, now, below=3) is None
        third = await errands.claim(db, now)
        assert third is not None
        assert third.id == "a"
        await errands.done(db, third)
        assert await errands.claim(db, now) is None
        # Whoever had the others is gone; what he says afterwards counts no more.
        late = now + errands.LEASE + timedelta(seconds=1)
        again = await errands.claim(db, late)
        assert again is not None
        old = next(held for held in both if held and held.id == again.id)
        await errands.done(db, old)
        await errands.later(db, old, late)
        assert again.id in await made.standing()
        await errands.give_up(db, again, late, "No such thing.", rest=DAY)
        assert await errands.given_up(db, late - DAY) == (1, "No such thing.")
        assert await errands.given_up(db, late + DAY) == (0, "")
        async with db.write() as connection:
            assert await errands.want(connection, [wanted(again.id)], late + DAY / 2) == 0
            assert await errands.want(connection, [wanted(again.id)], late + DAY) == 1
        assert (await made.standing())[again.id].error == ""


def test_when_to_look_again() -> None:
    at = START
    looks, looked = [], None
    while (due := next_look([at], looked)) is not None:
        looks.append(due - at)
        looked = due
    assert looks == list(STEPS)
    assert looks[-1] == 13 * DAY
    # A younger alert beside an old one is looked for by its own steps.
    assert next_look([at, at + 3 * DAY], at + 3 * DAY) == at + 3 * DAY + STEPS[0]


def test_waits_grow_and_end() -> None:
    assert backoff(0) == timedelta(minutes=1)
    assert backoff(3) == timedelta(minutes=8)
    assert backoff(4000) == LONGEST_WAIT


# Kinds.


async def test_a_new_follow_is_found_and_filled(either_url: str) -> None:
    async with room(either_url) as made:
        made.listener.known[LISTING] = facts()
        made.listener.held = [raw(n, START - timedelta(hours=40 - n)) for n in range(1, 31)]
        await made.news.follow("dcd", CASE)
        await made.news.publish("dcd", feed(0, OLD))
        await made.plan()
        await made.work()
        assert made.listener.asked == [("dockets", ("dcd", CASE))]
        await made.plan()
        await made.work()
        assert made.listener.asked[1:] == [("entries", (LISTING, None, ""))]
        assert set(made.listener.ranks) == {Rank.REST}
        # Nothing is wanted any more, and nobody was told of what is history.
        await made.plan()
        await made.work()
        assert made.listener.count("entries") == 1
        assert await made.standing() == {}
        recorded = [row for row in await made.rows(entries) if row.source == "courtlistener"]
        assert sorted(row.number for row in recorded) == list(range(11, 31))
        assert await made.told() == []


async def test_a_case_that_is_not_listed_is_asked_for_again_and_then_given_up(
    database_url: str,
) -> None:
    async with room(database_url) as made:
        await made.news.follow("dcd", CASE)
        for day in range(4):
            for _ in range(3):
                await made.plan()
                await made.work()
            made.news.clock.forward(days=1)
            assert made.listener.count("dockets") == min(day + 1, 3)
        (row,) = (await made.standing()).values()
        assert row.error == "CourtListener does not list this case."
        made.news.clock.forward(days=7)
        await made.plan()
        await made.work()
        assert made.listener.count("dockets") == 4


async def gap(made: Room, since: datetime, to: datetime) -> None:
    async with made.news.db.write() as connection:
        await gaps.found(connection, "dcd", since, to, made.news.clock())


async def test_a_window_that_no_feed_reached_is_filled(either_url: str) -> None:
    async with room(either_url) as made:
        await made.news.follow("dcd", CASE)
        await hold(made)
        await gaps.filled(made.news.db, LISTING, START, reached=None, now=START)
        made.news.clock.forward(days=10)
        now = made.news.clock()
        await gap(made, now - timedelta(hours=6), now)
        made.listener.held = [raw(n, now - timedelta(hours=12 - n)) for n in range(1, 12)]
        await made.plan()
        await made.work()
        assert made.listener.asked == [("entries", (LISTING, now - timedelta(hours=6), ""))]
        assert made.listener.ranks == [Rank.GAPS]
        assert sorted(row.number for row in await made.rows(entries)) == [7, 8, 9, 10, 11]
        await made.plan()
        await made.work()
        assert made.listener.count("entries") == 1
        assert await made.told() == []


async def test_a_window_is_filled_after_the_channel_was_told_of_it(database_url: str) -> None:
    async with room(database_url) as made:
        await made.news.follow("dcd", CASE)
        await hold(made)
        await gaps.filled(made.news.db, LISTING, START, reached=None, now=START)
        made.news.clock.forward(days=10)
        now = made.news.clock()
        await gap(made, now - timedelta(hours=6), now)
        await made.news.notices.duty(now)
        await made.news.notices.duty(now)
        assert [post.kind for post in await made.rows(posts)].count("unseen") == 1
        await made.plan()
        await made.work()
        assert made.listener.ranks == [Rank.GAPS]


async def test_a_new_follow_whose_court_left_a_window_out_goes_before_the_rest(
    database_url: str,
) -> None:
    async with room(database_url) as made:
        made.listener.known[LISTING] = facts()
        await made.news.follow("dcd", CASE)
        made.news.clock.forward(days=1)
        now = made.news.clock()
        await gap(made, now - timedelta(hours=6), now)
        for _ in range(2):
            await made.plan()
            await made.work()
        assert [what for what, _ in made.listener.asked] == ["dockets", "entries"]
        assert set(made.listener.ranks) == {Rank.GAPS}


async def test_a_window_from_before_the_follow_is_nobodys_gap(database_url: str) -> None:
    async with room(database_url) as made:
        made.listener.known[LISTING] = facts()
        await made.news.follow("dcd", CASE)
        await gap(made, START - timedelta(hours=6), START)
        for _ in range(2):
            await made.plan()
            await made.work()
        assert set(made.listener.ranks) == {Rank.REST}


async def test_an_errand_that_comes_to_matter_more_waits_no_longer(either_url: str) -> None:
    """A case is looked for before its court's feed was read: then nobody knows yet that the
    feed tells only a part."""
    async with room(either_url) as made:
        made.listener.known[LISTING] = facts()
        await made.news.follow("dcd", CASE)
        await made.plan()
        made.listener.error = BudgetSpent("Kept for people.", START + DAY)
        await made.work()
        made.listener.error = None
        await uncover(made, "order")
        await made.plan()
        await made.work()
        assert made.listener.ranks == [Rank.REST, Rank.GAPS]
        assert await made.standing() == {}


async def test_what_failed_goes_on_waiting_whatever_it_comes_to_matter(database_url: str) -> None:
    async with room(database_url) as made:
        await made.news.follow("dcd", CASE)
        await made.plan()
        made.listener.error = TimedOut("courtlistener", "No answer in time.", retry_after=3600)
        await made.work()
        await uncover(made, "order")
        await made.plan()
        await made.work()
        (row,) = (await made.standing()).values()
        assert (row.rank, row.due_at) == (Rank.GAPS, START + timedelta(minutes=61))
        assert made.listener.count("dockets") == 1


async def test_four_thousand_entries_do_not_run_away(database_url: str) -> None:
    async with room(database_url) as made:
        await made.news.follow("dcd", CASE)
        await hold(made)
        await gaps.filled(made.news.db, LISTING, START, reached=None, now=START)
        made.news.clock.forward(days=10)
        now = made.news.clock()
        await gap(made, now - 9 * DAY, now)
        made.listener.held = [
            raw(n, now - 8 * DAY + timedelta(minutes=n), id_=n) for n in range(1, 4001)
        ]
        await made.plan()
        await made.errands.duty(now)
        for _ in range(3):
            await made.plan()
            await made.work()
        assert made.listener.count("entries") == 10
        cursors = [about[2] for what, about in made.listener.asked if what == "entries"]
        assert cursors == ["", *(str(20 * n) for n in range(1, 10))]
        (row,) = (await made.standing()).values()
        assert row.error.startswith("Only the first 200 entries since")
        assert len(await made.rows(entries)) == 200


async def alerted(made: Room) -> None:
    """A filing that the channel was told of, in a case that CourtListener lists."""
    await made.news.follow("dcd", CASE)
    await made.news.publish("dcd", feed(0, OLD))
    await hold(made)
    await gaps.filled(made.news.db, LISTING, START + 100 * DAY, reached=None, now=START)
    made.news.clock.forward(minutes=30)
    await made.news.publish("dcd", feed(30, OLD, item(61, minutes=20)))
    assert await made.told() == [("new", 61)]


async def test_documents_of_alerted_filings_are_looked_for_at_growing_steps(
    either_url: str,
) -> None:
    async with room(either_url) as made:
        await alerted(made)
        began = made.news.clock()
        made.listener.held = [raw(61, began)]
        looked: list[timedelta] = []
        await made.plan()
        while standing := await made.standing():
            (row,) = standing.values()
            made.news.clock.now = row.due_at
            await made.plan()
            await made.work(1)
            if made.listener.count("entries") > len(looked):
                looked.append(row.due_at - began)
        # Never past 14 days.
        assert made.listener.count("entries") == len(looked) == len(STEPS)
        assert [round(each / timedelta(minutes=1)) for each in looked[:4]] == [10, 60, 240, 720]
        assert looked[-1] <= 14 * DAY
        await made.plan()
        assert set(made.listener.ranks) == {Rank.DOCUMENTS}
        assert await made.standing() == {}


async def test_a_free_document_ends_the_looking(either_url: str) -> None:
    async with room(either_url) as made:
        await alerted(made)
        made.listener.held = [raw(61, made.news.clock(), free=True)]
        for _ in range(3):
            made.news.clock.forward(minutes=20)
            await made.plan()
            await made.work()
        assert made.listener.count("entries") == 1
        assert await made.standing() == {}
        assert f"{STORAGE}recap" in str([row.documents for row in await made.rows(entries)])
        # The alert shows it; nobody is told of the filing a second time.
        assert await made.told() == [("new", 61)]


async def test_a_younger_alert_brings_the_look_forward(database_url: str) -> None:
    async with room(database_url) as made:
        await alerted(made)
        for _ in range(2):
            now = made.news.clock.forward(minutes=14 * 60)
            minutes = (now - START) / timedelta(minutes=1)
            await made.news.publish("dcd", feed(minutes, OLD, item(61, minutes=20)))
            await made.plan()
            await made.work()
        count = made.listener.count("entries")
        now = made.news.clock()
        minutes = (now - START) / timedelta(minutes=1)
        await made.news.publish(
            "dcd", feed(minutes, OLD, item(61, minutes=20), item(62, minutes=minutes))
        )
        await made.told()
        made.news.clock.forward(minutes=10)
        await made.plan()
        await made.work()
        assert made.listener.count("entries") == count + 1


async def uncover(made: Room, entry_types: str | None, state: str = "read") -> None:
    async with made.news.db.write() as connection:
        await connection.execute(sources.update().values(entry_types=entry_types, state=state))


@pytest.mark.parametrize(
    ("types", "state", "wants"),
    [
        ("all", "read", False),
        (None, "read", False),
        ("order,opinion", "read", True),
        (None, "no feed", True),
        (None, "not configured", True),
    ],
)
async def test_alerts_are_for_what_the_feed_does_not_cover(
    database_url: str, types: str | None, state: str, wants: bool
) -> None:
    async with room(database_url) as made:
        await made.news.follow("dcd", CASE)
        await hold(made)
        await gaps.filled(made.news.db, LISTING, START + 100 * DAY, reached=None, now=START)
        await uncover(made, types, state)
        await made.plan()
        await made.work()
        assert made.listener.count("subscribe") == wants


async def test_an_alert_is_made_once_and_ended_with_the_last_follow(either_url: str) -> None:
    async with room(either_url) as made:
        await made.news.follow("dcd", CASE)
        await hold(made)
        await gaps.filled(made.news.db, LISTING, START + 100 * DAY, reached=None, now=START)
        await uncover(made, "order")
        for _ in range(3):
            await made.plan()
            await made.work()
        assert made.listener.count("subscribe") == 1
        await follows.unfollow(
            made.news.db, made.news.channel, "dcd", parts_of("dcd", CASE), made.news.clock()
        )
        for _ in range(2):
            await made.plan()
            await made.work()
        assert made.listener.asked[-1] == ("unsubscribe", 500)
        assert made.listener.alerting == {}
        assert (await made.rows(listings))[0].alert == ""


async def test_an_alert_of_somebody_else_is_left_alone(database_url: str) -> None:
    async with room(database_url) as made:
        made.listener.alerting = {LISTING: 7}
        await made.news.follow("dcd", CASE)
        await hold(made)
        await uncover(made, "order")
        for _ in range(2):
            await made.plan()
            await made.work()
        (row,) = await made.rows(listings)
        assert (row.alert, row.alert_id) == ("theirs", 7)
        async with made.news.db.write() as connection:
            await connection.execute(follow_rows.update().values(ended_at=made.news.clock()))
        await made.plan()
        await made.work()
        assert made.listener.count("unsubscribe") == made.listener.count("subscribe") == 0


async def test_an_alert_whose_answer_was_lost_is_ours(database_url: str) -> None:
    async with room(database_url) as made:
        await made.news.follow("dcd", CASE)
        await hold(made)
        await uncover(made, "order")
        await listed.alert_is(made.news.db, LISTING, "", None, START)
        made.listener.alerting = {LISTING: 7}
        await made.plan()
        await made.work()
        assert (await made.rows(listings))[0].alert == "on"


async def test_a_refused_alert_is_not_tried_again_for_a_week(database_url: str) -> None:
    async with room(database_url) as made:
        await made.news.follow("dcd", CASE, "1:25-cv-00999")
        await hold(made)
        await hold(made, 69002, number="1:25-cv-00999", case_id="277999")
        for listing in (LISTING, 69002):
            await gaps.filled(made.news.db, listing, START + 100 * DAY, reached=None, now=START)
        await uncover(made, "order")
        made.listener.full = True
        await made.plan()
        await made.work()
        assert (asked := made.listener.count("subscribe")) > 0
        assert {row.alert for row in await made.rows(listings)} <= {"refused", ""}
        for _ in range(5):
            await made.plan()
            await made.work()
        assert made.listener.count("subscribe") == asked


# The service says no.


async def due(made: Room, *names: str, rank: Rank = Rank.REST) -> None:
    async with made.news.db.write() as connection:
        some = [Wanted(f"find/dcd/{n}", "find", rank, n, START, court="dcd") for n in names]
        await errands.want(connection, some, START)
    await made.news.follow("dcd", *names)


async def test_a_spent_budget_waits_and_nothing_of_its_rank_is_tried(database_url: str) -> None:
    async with room(database_url) as made:
        await due(made, CASE, "1:25-cv-00999")
        opens = START + timedelta(hours=3)
        made.listener.error = BudgetSpent("Used up.", opens)
        await made.work()
        assert len(made.listener.asked) == 1
        found = sorted((row.due_at, row.error) for row in (await made.standing()).values())
        assert found == [(START, ""), (opens, "Used up.")]
        made.listener.error = None
        made.news.clock.now = opens + timedelta(seconds=1)
        await made.work()
        assert len(made.listener.asked) == 3


async def test_a_token_that_is_refused_pauses_everything(database_url: str) -> None:
    async with room(database_url) as made:
        await due(made, CASE, "1:25-cv-00999")
        made.listener.error = NotAllowed("courtlistener", "The token is not accepted.")
        await made.work()
        assert len(made.listener.asked) == 1
        made.listener.error = None
        made.news.clock.forward(minutes=61)
        await made.work()
        assert len(made.listener.asked) == 3


@pytest.mark.parametrize(
    "error",
    [
        TimedOut("courtlistener", "No answer in time."),
        BadStatus("courtlistener", 502, "HTTP 502", retry_after=30),
    ],
)
async def test_a_service_that_fails_is_tried_ever_less_often(
    database_url: str, error: SourceError
) -> None:
    async with room(database_url) as made:
        await due(made, CASE)
        made.listener.error = error
        for _ in range(TRIES):
            await made.work()
            made.news.clock.forward(hours=7)
        assert len(made.listener.asked) == TRIES
        (row,) = (await made.standing()).values()
        assert row.until is not None
        assert row.error == str(error)


async def test_without_a_token_nothing_is_asked(database_url: str) -> None:
    async with room(database_url) as made:
        await due(made, CASE)
        made.listener.has_token = False
        await made.work()
        assert made.listener.asked == []


async def test_an_errand_of_another_version(database_url: str) -> None:
    async with room(database_url) as made:
        async with made.news.db.write() as connection:
            await errands.want(connection, [Wanted("x/1", "x", 0, "1", START)], START)
        await made.work()
        assert "knows no errand" in (await made.standing())["x/1"].error


def test_a_held_errand_has_what_the_table_has() -> None:
    assert set(Held.__dataclass_fields__) <= set(errand_rows.c.keys())


# The inbox.


async def test_an_event_is_an_alert(either_url: str) -> None:
    async with room(either_url) as made:
        await made.news.follow("dcd", CASE)
        await hold(made)
        made.news.clock.forward(minutes=5)
        row = await made.event(raw(61, made.news.clock()))
        assert (row.state, row.error) == ("done", "")
        assert await made.told() == [("new", 61)]
        # Again, under another key: the same entry is no news.
        await made.event(raw(61, made.news.clock()), key="k2")
        assert await made.told() == [("new", 61)]
        assert made.listener.asked == []


async def test_an_event_worked_on_twice_at_once_tells_once(either_url: str) -> None:
    async with room(either_url) as made:
        await made.news.follow("dcd", CASE)
        await hold(made)
        made.news.clock.forward(minutes=5)
        body = {
            "payload": {"results": [raw(61, made.news.clock())]},
            "webhook": {"event_type": 1, "version": 1},
        }
        await inbox.keep(made.news.db, "k", json.dumps(body).encode(), made.news.clock())
        other = Inbox(made.news.db, made.listener, made.news.clock)
        now, late = made.news.clock(), made.news.clock() + inbox.IN_HAND
        await asyncio.gather(made.inbox.duty(now), other.duty(late))
        assert await made.told() == [("new", 61)]


async def test_what_was_made_before_the_follow_is_no_news(database_url: str) -> None:
    async with room(database_url) as made:
        await hold(made)
        await made.news.follow("dcd", CASE)
        made.news.clock.forward(minutes=5)
        assert (await made.event(raw(61, START - timedelta(minutes=1)))).state == "done"
        assert await made.told() == []
        assert [row.number for row in await made.rows(entries)] == [61]


async def test_the_real_event(either_url: str, shared: Path) -> None:
    body = (shared / "corpus/courtlistener/webhooks/docket_alert.json").read_bytes()
    async with room(either_url) as made:
        made.listener.known[4214664] = facts(4214664, "1:16-cv-00745", case_id="178502")
        await made.news.follow("dcd", "1:16-cv-00745")
        await inbox.keep(made.news.db, "k", body, made.news.clock())
        await made.inbox.duty(made.news.clock())
        assert made.listener.asked == [("docket", 4214664)]
        assert made.listener.ranks == [Rank.GAPS]
        (row,) = await made.rows(entries)
        assert (row.number, row.seq, row.doc_id) == (140, 584, "04509519006"[:3] + "0" + "9519006")
        assert [row.id for row in await made.rows(listings)] == [4214664]
        # It was made in 2022, and the follow is younger.
        assert await made.told() == []


async def test_a_case_known_by_the_courts_own_id_costs_no_question(database_url: str) -> None:
    async with room(database_url) as made:
        await made.news.follow("dcd", CASE)
        await made.news.publish("dcd", feed(0, OLD))
        made.news.clock.forward(minutes=5)
        await made.event(raw(61, made.news.clock(), free=True))
        assert made.listener.asked == []
        assert [row.id for row in await made.rows(listings)] == [LISTING]
        assert await made.told() == [("new", 61)]


async def test_an_unknown_docket_waits_for_the_budget(either_url: str) -> None:
    async with room(either_url) as made:
        await made.news.follow("dcd", CASE)
        made.listener.known[LISTING] = facts()
        opens = START + timedelta(hours=2)
        made.listener.error = BudgetSpent("Used up.", opens)
        made.news.clock.forward(minutes=5)
        row = await made.event(raw(61, made.news.clock()))
        assert (row.state, row.due_at, row.error) == ("waiting", opens, "Used up.")
        made.listener.error = None
        made.news.clock.now = opens
        await made.inbox.duty(opens)
        assert await made.told() == [("new", 61)]


async def test_a_docket_that_courtlistener_does_not_have(database_url: str) -> None:
    async with room(database_url) as made:
        await made.news.follow("dcd", CASE)
        await hold(made)
        made.news.clock.forward(minutes=5)
        now = made.news.clock()
        row = await made.event(raw(61, now), raw(5, now, docket=12345))
        assert row.state == "unreadable"
        assert row.error == "CourtListener has no docket 12345."
        assert (await inbox.view(made.news.db)).unreadable == 1
        assert await made.told() == [("new", 61)]


LIES: list[Any] = [
    [],
    {},
    {"payload": [], "webhook": {"event_type": 1}},
    {"payload": {}, "webhook": {"event_type": "docket"}},
    {"payload": {"results": "x"}, "webhook": {"event_type": 1}},
    {"payload": {"results": [None, 3, {"docket": []}]}, "webhook": {"event_type": 1}},
    {"payload": {"results": [{"docket": -1}]}, "webhook": {"event_type": 1}},
    {"payload": {"results": [{"court_id": "x"}]}, "webhook": {"event_type": 2}},
    {"payload": {"disabled_alerts": [{"docket": {}}]}, "webhook": {"event_type": 4}},
    {"payload": {}, "webhook": {"event_type": 10**30, "version": -1}},
]


async def test_bodies_of_another_form_are_kept_and_harm_nothing(database_url: str) -> None:
    bodies = {f"lie{n}": json.dumps(lie).encode() for n, lie in enumerate(LIES)}
    no_json = [b"", b"<html>", b"\xff\x00", b"[" * 100_000, b'{"a": 1']
    bodies |= {f"no json {n}".replace(" ", "-"): body for n, body in enumerate(no_json)}
    async with room(database_url) as made:
        for key, body in bodies.items():
            await inbox.keep(made.news.db, key, body, made.news.clock())
        await made.inbox.duty(made.news.clock())
        rows = {row.id: row for row in await made.rows(webhook_events)}
        for key, body in bodies.items():
            assert rows[key].state in ("unreadable", "done"), key
            if key.startswith("lie"):
                assert json.loads(rows[key].body) == json.loads(body)
            else:
                assert rows[key].state == "unreadable"
                assert rows[key].error
        assert made.listener.asked == []


STRANGE: list[dict[str, Any]] = [
    {"date_filed": "9999-12-31"},
    {"date_filed": "0001-01-01"},
    {"date_created": "9999-12-31T23:59:59-07:00"},
    {"date_created": "0001-01-01T00:00:00+14:00"},
    {"date_filed": None, "date_created": None},
    {"entry_number": 10**15, "pacer_sequence_number": 10**15},
    {"description": "a\x00b\ud800c"},
    {"recap_documents": "none"},
    {"recap_documents": [None, {"pacer_doc_id": {}, "page_count": "x"}]},
]


async def test_strange_values_in_an_entry(either_url: str) -> None:
    async with room(either_url) as made:
        await made.news.follow("dcd", CASE)
        await hold(made)
        made.news.clock.forward(minutes=5)
        now = made.news.clock()
        for n, odd in enumerate(STRANGE):
            strange = {**raw(1000 + n, now), **odd}
            row = await made.event(strange, raw(100 + n, now), key=f"k{n}")
            assert (row.state, row.error) == ("done", ""), odd
        kept = await made.rows(entries)
        assert len(kept) + len(await made.rows(dropped_items)) == 2 * len(STRANGE)
        assert {row.number for row in kept} >= set(range(100, 100 + len(STRANGE)))
        assert all(row.filed_at.year < 3000 for row in kept)
        await made.told()


async def test_an_entry_that_cannot_be_read_is_kept(database_url: str) -> None:
    async with room(database_url) as made:
        await hold(made)
        row = await made.event({"docket": LISTING, "description": "no id"})
        assert row.state == "done"
        (lost,) = await made.rows(dropped_items)
        assert lost.source_id == inbox.SOURCE
        assert "no id" in lost.raw


async def test_alerts_that_courtlistener_switched_off(database_url: str) -> None:
    async with room(database_url) as made:
        await hold(made)
        await listed.alert_is(made.news.db, LISTING, "on", 7, START)
        row = await made.event(kind=4, disabled_alerts=[{"docket": LISTING, "id": 7}])
        assert row.state == "done"
        assert (await made.rows(listings))[0].alert == ""


def result(made: datetime, **more: Any) -> dict[str, Any]:
    """A case in a search alert, with one document."""
    return {
        "docket_id": LISTING, "docketNumber": CASE, "court_id": "dcd", "caseName": NAME,
        "recap_documents": [
            {
                "id": 1, "docket_entry_id": 9061, "entry_number": 61, "document_number": 61,
                "attachment_number": None, "entry_date_filed": made.date().isoformat(),
                "description": "NOTICE by HARBOR GAZETTE", "short_description": "Notice",
                "pacer_doc_id": "04501000061", "is_available": False, "filepath_local": None,
                "meta": {"date_created": made.isoformat(), "timestamp": made.isoformat()},
            }
        ],
        **more,
    }  # fmt: skip


async def test_a_search_alert_tells_of_followed_cases(either_url: str) -> None:
    async with room(either_url) as made:
        await made.news.follow("dcd", CASE)
        made.news.clock.forward(minutes=5)
        now = made.news.clock()
        other = result(now, docket_id=69002, docketNumber="1:25-cv-00999")
        assert (await made.event(result(now), other, kind=2)).state == "done"
        assert await made.told() == [("new", 61)]
        # Its docket alert tells of the same entry.
        await made.event(raw(61, now), key="k2")
        assert await made.told() == [("new", 61)]
        assert made.listener.asked == []


async def test_documents_by_themselves_in_a_search_alert(database_url: str) -> None:
    async with room(database_url) as made:
        await made.news.follow("dcd", CASE)
        await hold(made)
        made.news.clock.forward(minutes=5)
        (document,) = result(made.news.clock())["recap_documents"]
        row = await made.event(
            {**document, "docket_id": LISTING}, {**document, "docket_id": 5}, kind=2
        )
        assert row.error == "Documents of cases that are not followed were passed over."
        assert await made.told() == [("new", 61)]


async def test_opinions_are_passed_over(database_url: str, shared: Path) -> None:
    body = (shared / "corpus/courtlistener/webhooks/search_alert_v2.json").read_bytes()
    async with room(database_url) as made:
        await inbox.keep(made.news.db, "k", body, made.news.clock())
        await made.inbox.duty(made.news.clock())
        (row,) = await made.rows(webhook_events)
        assert (row.state, row.error) == ("done", "Opinions in search alerts are not used.")


@pytest.mark.parametrize("name", ["recap_fetch", "old_alerts_report"])
async def test_other_real_events(database_url: str, shared: Path, name: str) -> None:
    body = (shared / f"corpus/courtlistener/webhooks/{name}.json").read_bytes()
    async with room(database_url) as made:
        await inbox.keep(made.news.db, "k", body, made.news.clock())
        await made.inbox.duty(made.news.clock())
        assert [row.state for row in await made.rows(webhook_events)] == ["done"]
        assert made.listener.asked == []


async def test_a_supreme_court_case_is_read_at_the_court(database_url: str) -> None:
    async with room(database_url) as made:
        await made.news.follow("scotus", "25-123")
        async with made.news.db.write() as connection:
            await connection.execute(sources.update().values(due_at=START + DAY))
        await hold(made, court="scotus", number="25-123", case_id="")
        made.news.clock.forward(minutes=5)
        row = await made.event(raw(61, made.news.clock()))
        assert row.state == "done"
        assert await made.rows(entries) == []
        assert [row.due_at for row in await made.rows(sources)] == [made.news.clock()]
