"""The budget: sliding windows, who goes first, and that no limit is ever exceeded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings import db as databases
from filings.db import Database
from filings.errors import BudgetSpent
from filings.quota import (
    ANONYMOUS,
    GRACE,
    WINDOWS,
    Limits,
    Rank,
    opens_at,
    refusal,
    sentence,
    share,
    used,
)
from filings.store import quota

NOW = datetime(2025, 11, 3, 19, 0, tzinfo=UTC)
LIMITS = Limits()


def ago(**by: float) -> datetime:
    return NOW - timedelta(**by)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    db = await databases.prepare(url)
    try:
        yield db
    finally:
        await db.close()


async def spent(db: Database, times: int, at: datetime, purpose: str = "lookup") -> None:
    for _ in range(times):
        await quota.take(db, quota.SERVICE, Rank.PEOPLE, purpose, at)


def test_a_window_opens_when_its_oldest_question_leaves_it() -> None:
    asked = [ago(seconds=50), ago(seconds=40), ago(seconds=30), ago(seconds=20), ago(seconds=10)]
    assert opens_at(LIMITS, asked[1:], Rank.PEOPLE, NOW) is None
    opening = NOW + timedelta(seconds=10) + GRACE
    assert opens_at(LIMITS, asked, Rank.PEOPLE, NOW) == opening
    assert opens_at(LIMITS, asked, Rank.PEOPLE, opening) is None


def test_the_window_that_opens_last_decides() -> None:
    asked = [ago(hours=23)] * 120 + [ago(seconds=5)] * 5
    found = refusal(LIMITS, asked, Rank.PEOPLE, NOW)
    assert found is not None
    assert (found.window, found.opens_at) == ("day", NOW + timedelta(hours=1) + GRACE)


@pytest.mark.parametrize(
    ("rank", "room"),
    [(Rank.PEOPLE, 125), (Rank.GAPS, 100), (Rank.DOCUMENTS, 75), (Rank.REST, 50)],
)
def test_whoever_waits_finds_room_that_the_others_left(rank: Rank, room: int) -> None:
    assert share(LIMITS.day, rank) == room
    assert opens_at(LIMITS, [ago(hours=2)] * (room - 1), rank, NOW) is None
    assert opens_at(LIMITS, [ago(hours=2)] * room, rank, NOW) is not None


def test_a_service_that_answers_nothing_is_not_asked() -> None:
    assert opens_at(Limits(0, 0, 0), [], Rank.PEOPLE, NOW) == NOW + timedelta(days=1)


def test_a_pause_counts_until_it_is_over() -> None:
    until = NOW + timedelta(minutes=9)
    assert opens_at(LIMITS, [], Rank.PEOPLE, NOW, until) == until
    assert opens_at(LIMITS, [], Rank.PEOPLE, until, until) is None


@given(st.lists(st.integers(0, 90_000), max_size=60), st.sampled_from(Rank))
def test_at_the_opening_there_is_room_and_not_before(ages: list[int], rank: Rank) -> None:
    limits = Limits(3, 7, 12)
    asked = [ago(seconds=age) for age in ages]
    opening = opens_at(limits, asked, rank, NOW)
    if opening is None:
        return
    assert opening > NOW
    assert opens_at(limits, asked, rank, opening) is None
    assert opens_at(limits, asked, rank, opening - timedelta(milliseconds=1)) == opening


@pytest.mark.parametrize("rank", list(Rank))
@pytest.mark.parametrize("window", ["", *(name for name, _ in WINDOWS)])
def test_a_refusal_is_one_sentence_without_a_clock(rank: Rank, window: str) -> None:
    found = refusal(Limits(0, 0, 0), [], rank, NOW)
    assert found is not None
    said = sentence("CourtListener", LIMITS, rank, type(found)(NOW, window))
    assert said.startswith(("CourtListener", "What is left of CourtListener's"))
    assert said.endswith(".")
    assert ":" not in said


async def test_a_question_is_counted_before_it_is_asked(either_url: str) -> None:
    async with opened(either_url) as db:
        await spent(db, 5, NOW)
        with pytest.raises(BudgetSpent) as caught:
            await spent(db, 1, NOW)
        assert caught.value.opens_at == NOW + timedelta(minutes=1) + GRACE
        assert "5 questions a minute" in str(caught.value)
        await spent(db, 1, caught.value.opens_at)
        shown = await quota.view(db, quota.SERVICE, caught.value.opens_at)
        assert (shown.limits, shown.used, shown.told_at) == (LIMITS, Limits(1, 6, 6), None)
        assert shown.by_purpose == (("lookup", 6),)


async def test_processes_that_ask_at_once_share_one_limit(either_url: str) -> None:
    async with opened(either_url) as one, opened(either_url) as other:
        came = await asyncio.gather(
            *(
                quota.take(db, quota.SERVICE, Rank.PEOPLE, "lookup", NOW)
                for db in (one, other)
                for _ in range(5)
            ),
            return_exceptions=True,
        )
        assert came.count(None) == 5
        assert sum(isinstance(each, BudgetSpent) for each in came) == 5
        assert (await quota.view(one, quota.SERVICE, NOW)).used == Limits(5, 5, 5)


async def test_a_day_of_asking_never_exceeds_a_limit(database_url: str) -> None:
    limits = Limits(2, 6, 10)
    asked: list[datetime] = []
    async with opened(database_url) as db:
        await quota.learnt(db, quota.SERVICE, limits, NOW)
        at = NOW
        while at < NOW + timedelta(hours=30):
            try:
                await quota.take(db, quota.SERVICE, Rank.PEOPLE, "lookup", at)
            except BudgetSpent as error:
                at = error.opens_at
            else:
                asked.append(at)
                at += timedelta(seconds=1)
    assert len(asked) > limits.day
    for moment in asked:
        most = used([each for each in asked if each <= moment], moment)
        assert most == most.at_most(limits)


async def test_a_pause_is_shared_and_the_longest_counts(either_url: str) -> None:
    async with opened(either_url) as db:
        until = NOW + timedelta(minutes=9)
        await quota.closed(db, quota.SERVICE, until, NOW)
        await quota.closed(db, quota.SERVICE, NOW + timedelta(minutes=1), NOW)
        with pytest.raises(BudgetSpent, match="asked for a pause") as caught:
            await spent(db, 1, NOW)
        assert caught.value.opens_at == until
        await quota.closed(db, quota.SERVICE, None, NOW)
        await spent(db, 1, NOW)


async def test_what_was_asked_elsewhere_with_the_token_counts_too(either_url: str) -> None:
    async with opened(either_url) as db:
        await spent(db, 3, NOW)
        await quota.learnt(db, quota.SERVICE, Limits(10, 75, 300), NOW, Limits(4, 10, 40))
        shown = await quota.view(db, quota.SERVICE, NOW)
        assert shown.limits == Limits(10, 75, 300)
        assert shown.used == Limits(4, 10, 40)
        assert dict(shown.by_purpose) == {"lookup": 3, quota.ELSEWHERE: 37}
        assert shown.told_at == NOW
        # Told again, it is counted anew and not on top.
        await quota.learnt(db, quota.SERVICE, Limits(10, 75, 300), NOW, Limits(3, 3, 3))
        assert (await quota.view(db, quota.SERVICE, NOW)).used == Limits(3, 3, 3)


async def test_without_a_token_less_is_allowed(database_url: str) -> None:
    async with opened(database_url) as db:
        shown = await quota.view(db, quota.SERVICE, NOW, ceiling=ANONYMOUS)
        assert (shown.limits, shown.used, shown.opens_at) == (ANONYMOUS, Limits(0, 0, 0), None)
        await quota.learnt(db, quota.SERVICE, Limits(25, 300, 1400), NOW)
        for _ in range(ANONYMOUS.minute):
            await quota.take(db, quota.SERVICE, Rank.PEOPLE, "search", NOW, ceiling=ANONYMOUS)
        with pytest.raises(BudgetSpent):
            await quota.take(db, quota.SERVICE, Rank.PEOPLE, "search", NOW, ceiling=ANONYMOUS)


async def test_questions_of_days_ago_are_forgotten(database_url: str) -> None:
    async with opened(database_url) as db:
        await spent(db, 2, ago(days=3), "old")
        await spent(db, 1, NOW)
        shown = await quota.view(db, quota.SERVICE, ago(days=2, hours=12))
        assert shown.by_purpose == (("lookup", 1),)
