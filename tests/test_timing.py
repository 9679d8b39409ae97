"""When what a follow is owed is due: collected, out of quiet hours, on days that lack an hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.store import follows, places
from filings.store.core import deliveries, parts_of
from filings.telling import timing
from filings.terms import Cadence, ChannelTerms, Terms
from tests.filed import CASE, OLD, feed, item
from tests.newsroom import Newsroom, newsroom

NEW_YORK, BERLIN, LORD_HOWE = "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"
ZONES = st.sampled_from([NEW_YORK, BERLIN, LORD_HOWE]).map(ZoneInfo)
# The changes of 2025 in all three zones, and days around them.
MOMENTS = st.integers(0, 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
CHANGES = st.tuples(
    st.sampled_from([(3, 9), (11, 2), (3, 30), (10, 26), (4, 5), (10, 4)]), st.integers(0, 48 * 60)
).map(lambda t: datetime(2025, *t[0], tzinfo=UTC) + timedelta(minutes=t[1] - 12 * 60))
NEAR = st.one_of(MOMENTS, CHANGES)
CLOCKS = st.times().map(lambda t: t.replace(second=0, microsecond=0))
EASTERN = ZoneInfo(NEW_YORK)


def local(zone: str, text: str, fold: int = 0) -> datetime:
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return wall.astimezone(UTC)


@given(NEAR, CLOCKS, ZONES)
def test_a_day_has_one_digest_whatever_the_clocks_do(
    after: datetime, wanted: time, zone: ZoneInfo
) -> None:
    first = timing.next_at(wanted, after, zone)
    second = timing.next_at(wanted, first, zone)
    assert after < first < second
    days = [moment.astimezone(zone).date() for moment in (first, second)]
    assert days[1] - days[0] == timedelta(days=1)
    shown = first.astimezone(zone).time()
    a_minute_before = (first - timedelta(minutes=1)).astimezone(zone).time()
    assert shown == wanted or a_minute_before < wanted < shown


@given(NEAR, ZONES)
def test_an_hour_collects_no_longer_than_an_hour(ready: datetime, zone: ZoneInfo) -> None:
    found = timing.due(Cadence.HOURLY, None, ChannelTerms(), zone, ready, through=False)
    assert timedelta() < found - ready <= timedelta(hours=1)
    later = timing.due(Cadence.HOURLY, None, ChannelTerms(), zone, found, through=False)
    assert later - found <= timedelta(hours=1)


@given(NEAR, CLOCKS, CLOCKS, ZONES, st.sampled_from(Cadence), st.booleans(), st.booleans())
def test_nothing_is_due_in_quiet_hours_but_what_they_let_pass(
    ready: datetime,
    begin: time,
    end: time,
    zone: ZoneInfo,
    cadence: Cadence,
    through: bool,
    lets_through: bool,
) -> None:
    place = ChannelTerms(zone.key, begin, end, break_through=lets_through)
    loud = replace(place, quiet_from=None, quiet_to=None)
    found = timing.due(cadence, None, place, EASTERN, ready, through=through)
    without = timing.due(cadence, None, loud, EASTERN, ready, through=through)
    assert found >= without >= ready
    if through and lets_through:
        assert found == without
    else:
        assert not timing.is_quiet(found, place, zone)
        assert found == without or timing.is_quiet(found - timedelta(seconds=1), place, zone)
        assert found - without <= timedelta(hours=25)


CLOCKS_CHANGE = [
    # Skipped: the first moment behind the gap.
    (NEW_YORK, "02:30", "2025-03-09T00:00", "2025-03-09T03:00", 0),
    (BERLIN, "02:30", "2025-03-30T00:00", "2025-03-30T03:00", 0),
    (LORD_HOWE, "02:15", "2025-10-05T00:00", "2025-10-05T02:30", 0),
    # Shown twice: the first time, and not again.
    (NEW_YORK, "01:30", "2025-11-02T00:00", "2025-11-02T01:30", 0),
    (BERLIN, "02:30", "2025-10-26T02:30", "2025-10-27T02:30", 0),
    (LORD_HOWE, "01:45", "2025-04-06T00:00", "2025-04-06T01:45", 0),
    (LORD_HOWE, "01:45", "2025-04-06T01:45", "2025-04-07T01:45", 0),
]


@pytest.mark.parametrize(("zone", "wanted", "after", "due", "fold"), CLOCKS_CHANGE)
def test_the_days_on_which_clocks_change(
    zone: str, wanted: str, after: str, due: str, fold: int
) -> None:
    found = timing.next_at(time.fromisoformat(wanted), local(zone, after), ZoneInfo(zone))
    assert found == local(zone, due, fold)


def test_quiet_hours_that_end_in_the_hour_shown_twice_end_at_its_second_showing() -> None:
    place = ChannelTerms(NEW_YORK, time(22), time(1, 30))
    second = local(NEW_YORK, "2025-11-02T01:10", fold=1)
    found = timing.due(Cadence.NOW, None, place, EASTERN, second, through=False)
    assert found == local(NEW_YORK, "2025-11-02T01:30", fold=1)


def test_without_a_zone_the_courts_holds() -> None:
    place = ChannelTerms(quiet_from=time(20), quiet_to=time(7))
    ready = local("America/Los_Angeles", "2025-11-03T21:00")
    pacific = ZoneInfo("America/Los_Angeles")
    found = timing.due(Cadence.NOW, None, place, pacific, ready, through=False)
    assert found == local("America/Los_Angeles", "2025-11-04T07:00")


@pytest.mark.parametrize("name", ["Nowhere/../Else", "Mars/Base", "America", "x" * 300, "a\0b"])
def test_a_zone_that_is_not_known_holds_nothing_up(name: str) -> None:
    place = ChannelTerms(name, quiet_from=time(20), quiet_to=time(7))
    ready = local(NEW_YORK, "2025-11-03T21:00")
    found = timing.due(Cadence.NOW, None, place, EASTERN, ready, through=False)
    assert found == local(NEW_YORK, "2025-11-04T07:00")


# In the database.


async def due_times(room: Newsroom) -> list[datetime]:
    async with room.db.read() as connection:
        rows = await connection.execute(deliveries.select())
        return sorted(row.due_at for row in rows if row.post_id is None)


async def follow(room: Newsroom, terms: Terms) -> None:
    await follows.follow(
        room.db, room.channel, "dcd", parts_of("dcd", CASE), CASE, by="U1", now=room.clock(),
        terms=terms, zone=NEW_YORK,
    )  # fmt: skip


async def change(room: Newsroom, terms: Terms) -> None:
    parts = parts_of("dcd", CASE)
    await follows.change(room.db, room.channel, "dcd", parts, terms, by="U1", now=room.clock())


async def quiet(room: Newsroom, begin: int | None, end: int | None) -> None:
    hours = [None if hour is None else time(hour) for hour in (begin, end)]
    terms = ChannelTerms(NEW_YORK, hours[0], hours[1])
    await places.set_terms(room.db, room.channel, terms, by="U1", now=room.clock())


# 2 p.m. in New York.
NOTICE, ORDER = item(2, "Notice", 5), item(3, "Order", 6)


async def test_a_change_of_terms_moves_what_waits_and_loses_nothing(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await follow(room, Terms(cadence=Cadence.DAILY, daily_at=time(8)))
        await room.publish("dcd", feed(0, OLD))
        room.clock.forward(minutes=10)
        await room.publish("dcd", feed(10, OLD, NOTICE, ORDER))
        ready = room.clock()
        assert await due_times(room) == [local(NEW_YORK, "2025-11-04T08:00")] * 2
        await change(room, Terms(cadence=Cadence.HOURLY))
        assert await due_times(room) == [local(NEW_YORK, "2025-11-03T15:00")] * 2
        await quiet(room, 14, 18)
        evening = local(NEW_YORK, "2025-11-03T18:00")
        assert await due_times(room) == [local(NEW_YORK, "2025-11-03T15:00"), evening]
        await quiet(room, None, None)
        await change(room, Terms(note="For the A1"))
        assert await due_times(room) == [ready] * 2
        await room.send()
        await change(room, Terms(cadence=Cadence.DAILY))
        assert len(room.told()) == 2
        assert await due_times(room) == []


async def test_quiet_hours_let_the_courts_own_word_pass(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await follow(room, Terms())
        await quiet(room, 14, 18)
        await room.publish("dcd", feed(0, OLD))
        await room.publish("dcd", feed(10, OLD, NOTICE, ORDER))
        await room.send()
        assert [told["number"] for told in room.told()] == [3]
        room.clock.now = local(NEW_YORK, "2025-11-03T17:59")
        opinion = item(4, "Memorandum Opinion", 230)
        await room.publish("dcd", feed(235, OLD, NOTICE, ORDER, opinion))
        await room.send()
        assert [told["number"] for told in room.told()] == [3, 4]
        room.clock.now = local(NEW_YORK, "2025-11-03T18:01")
        await room.send()
        assert [told["number"] for told in room.told()] == [3, 4, 2]


async def test_a_daily_follow_is_told_with_the_channels_digest(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await follow(room, Terms(cadence=Cadence.DAILY))
        terms = ChannelTerms(NEW_YORK, digest_at=time(17, 30))
        await places.set_terms(room.db, room.channel, terms, by="U1", now=room.clock())
        await room.publish("dcd", feed(0, OLD))
        await room.publish("dcd", feed(10, OLD, NOTICE))
        assert await due_times(room) == [local(NEW_YORK, "2025-11-03T17:30")]
