"""Routine papers come within the day; a filing that proves to be more goes at once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from filings.deciding.merge import Saying, Told, folded, said
from filings.store import follows, places
from filings.store.core import deliveries, parts_of
from filings.store.reports import record_report
from filings.telling import timing
from filings.telling.timing import Matter
from filings.terms import OFFERED, Cadence, ChannelTerms, Routine, Terms
from filings.types import CaseFacts, Destination, Entry, Report, Rule, Teller
from tests.filed import CASE, NAME, OLD, at, feed, item
from tests.newsroom import Newsroom, newsroom
from tests.test_timing import CLOCKS, NEAR, NEW_YORK, ZONES, local

SERVICE = "Certificate of Service"
INJUNCTION = "Order on Motion for Preliminary Injunction"
GRANTED = "ORDER granting 30 Motion for Preliminary Injunction. Signed by Judge Ann Sample."
hours = st.tuples(st.none() | CLOCKS, st.none() | CLOCKS)
apart = st.builds(
    Terms, cadence=st.sampled_from([Cadence.NOW, Cadence.HOURLY]), daily_at=st.none() | CLOCKS,
    routine=st.just(Routine.DAILY),
)  # fmt: skip


@given(NEAR, ZONES, hours, CLOCKS, apart)
def test_a_routine_paper_is_out_within_a_day_whatever_the_quiet_hours(
    ready: datetime,
    zone: ZoneInfo,
    quiet: tuple[time | None, time | None],
    digest: time,
    terms: Terms,
) -> None:
    place = ChannelTerms(zone.key, *quiet, digest_at=digest)
    cadence, due = timing.told(terms, place, ZoneInfo("UTC"), ready, Matter(routine=True))
    assert cadence is Cadence.DAILY
    assert timedelta() <= due - ready <= timedelta(hours=24)
    if due - ready < timedelta(hours=24):
        assert not timing.is_quiet(due, place, zone)
        # What comes a moment later is in the same digest.
        assert timing.told(terms, place, zone, due, Matter(routine=True))[1] == due


@given(NEAR, ZONES, hours, apart, st.booleans())
def test_what_is_not_routine_is_told_as_ever(
    ready: datetime,
    zone: ZoneInfo,
    quiet: tuple[time | None, time | None],
    terms: Terms,
    through: bool,
) -> None:
    place = ChannelTerms(zone.key, *quiet)
    found = timing.told(terms, place, zone, ready, Matter(through))
    due = timing.due(terms.cadence, terms.daily_at, place, zone, ready, through=through)
    assert found == (terms.cadence, due)


def told_by(teller: Teller, key: str, events: tuple[str, ...], text: str) -> Told:
    entry = Entry(
        key=key, docket_number=CASE, case_name="", case_id="", number=2, doc_id=None, seq=None,
        events=events, filed_at=at(5), url="", text=text,
    )  # fmt: skip
    return Told(entry, "dcd", teller, at(6))


def test_a_filing_is_what_its_view_says() -> None:
    rows = [
        told_by(Teller.COURTLISTENER, "a", ("Order",), GRANTED),
        told_by(Teller.CMECF, "b", (SERVICE,), "short"),
        told_by(Teller.CMECF, "c", (), ""),
    ]
    sayings = [Saying(r.teller, None, r.entry.key, r.entry.events, r.entry.text) for r in rows]
    view = folded(rows)
    found = said(reversed(sayings))
    assert (found.events, found.text) == (view.events, view.text) == ((SERVICE,), GRANTED)


# In the database. The clock begins at 2 p.m. in New York.


async def follow(room: Newsroom, terms: Terms, channel: str = "") -> Destination:
    to = Destination(room.channel.team_id, channel) if channel else room.channel
    await follows.follow(
        room.db, to, "dcd", parts_of("dcd", CASE), CASE, by="U1", now=room.clock(), terms=terms,
        zone=NEW_YORK,
    )  # fmt: skip
    return to


async def owed(room: Newsroom) -> list[tuple[str, str, datetime]]:
    """Channel, cadence and due time of what waits."""
    async with room.db.read() as connection:
        rows = await connection.execute(deliveries.select().where(deliveries.c.post_id.is_(None)))
        return sorted((row.channel_id, row.cadence, row.due_at) for row in rows)


def numbers(room: Newsroom, channel: str = "courts") -> list[int]:
    return [told["number"] for told in room.told(channel)]


async def test_routine_papers_wait_for_the_digest_and_nothing_else_does(either_url: str) -> None:
    morning = local(NEW_YORK, "2025-11-04T08:00")
    async with newsroom(either_url) as room:
        await follow(room, OFFERED)
        for name in ("older", "early"):
            room.slack.add_channel(name, with_app=True)
        older = await follow(room, Terms(), room.slack.channel("older").id)
        early = await follow(room, OFFERED, room.slack.channel("early").id)
        hours = ChannelTerms(NEW_YORK, time(16), time(17), digest_at=time(16, 30))
        await places.set_terms(room.db, early, hours, by="U1", now=room.clock())
        await room.publish("dcd", feed(0, OLD))
        papers = (item(2, "Notice", 5), item(3, SERVICE, 6), item(4, "Summons Issued", 7))
        await room.publish("dcd", feed(10, OLD, *papers))
        evening = local(NEW_YORK, "2025-11-03T17:00")
        waits = {(to, when) for to, cadence, when in await owed(room) if cadence == "daily"}
        assert waits == {(room.channel.channel_id, morning), (early.channel_id, evening)}
        await room.send()
        assert numbers(room) == numbers(room, "early") == [2]
        assert sorted(numbers(room, "older")) == [2, 3, 4]
        room.clock.now = evening
        await room.send()
        assert numbers(room, "early") == [2, 3, 4]
        assert numbers(room) == [2]
        room.clock.now = morning
        await room.send()
        assert numbers(room) == [2, 3, 4]
        assert len(room.messages()) == 2
        assert await owed(room) == []
        assert older != early


async def test_a_rule_and_a_clock_of_its_own_hold_for_routine_papers_too(either_url: str) -> None:
    five = Terms(Rule(exclude=("summons",)), daily_at=time(17), routine=Routine.DAILY)
    async with newsroom(either_url) as room:
        await follow(room, five)
        await room.publish("dcd", feed(0, OLD))
        papers = (item(2, INJUNCTION, 5), item(3, SERVICE, 6), item(4, "Summons Issued", 7))
        await room.publish("dcd", feed(10, OLD, *papers))
        here, ready = room.channel.channel_id, room.clock()
        assert await owed(room) == [
            (here, "daily", local(NEW_YORK, "2025-11-03T17:00")), (here, "now", ready),
        ]  # fmt: skip
        await follows.change(
            room.db, room.channel, "dcd", parts_of("dcd", CASE), Terms(), by="U1", now=ready
        )
        assert await owed(room) == [(here, "now", ready)] * 2


async def test_what_proves_to_be_more_than_routine_goes_at_once(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await follow(room, OFFERED)
        room.slack.add_channel("orders", with_app=True)
        orders = await follow(room, Terms(Rule(kinds=("order",))), room.slack.channel("orders").id)
        await room.publish("dcd", feed(0, OLD))
        await room.publish("dcd", feed(10, OLD, item(2, SERVICE, 5), item(3, SERVICE, 6)))
        await room.send()
        assert numbers(room) == numbers(room, "orders") == []
        now = room.clock.forward(hours=3)
        more = (item(2, SERVICE, 5), item(2, INJUNCTION, 5), item(3, SERVICE, 6))
        await room.publish("dcd", feed(190, OLD, *more))
        assert {(to, when) for to, cadence, when in await owed(room) if cadence == "now"} == {
            (room.channel.channel_id, now), (orders.channel_id, now),
        }  # fmt: skip
        await room.send()
        assert numbers(room) == numbers(room, "orders") == [2]
        # The feed shows less again: what was told stays told, and nothing is told twice.
        await room.publish("dcd", feed(250, OLD, item(2, SERVICE, 5), item(3, SERVICE, 6)))
        await room.publish("dcd", feed(310, OLD, *more))
        await room.send()
        assert numbers(room) == numbers(room, "orders") == [2]


async def test_a_lesser_weight_leaves_what_goes_at_once(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await follow(room, OFFERED)
        await room.publish("dcd", feed(0, OLD))
        await room.publish("dcd", feed(10, OLD, item(2, INJUNCTION, 5)))
        before = await owed(room)
        await room.publish("dcd", feed(70, OLD, item(2, SERVICE, 5)))
        assert await owed(room) == before


async def test_the_text_that_somebody_else_has_tells_what_it_is(either_url: str) -> None:
    listed = Entry(
        key="r-1", docket_number=CASE, case_name=NAME, case_id="277000", number=2, doc_id=None,
        seq=None, events=(), filed_at=at(5), url="", text=GRANTED,
    )  # fmt: skip
    facts = CaseFacts(Teller.COURTLISTENER, "dcd", CASE, NAME)
    night = ChannelTerms(NEW_YORK, time(18), time(7))
    async with newsroom(either_url) as room:
        await follow(room, OFFERED)
        await places.set_terms(room.db, room.channel, night, by="U1", now=room.clock())
        for name in ("orders", "all"):
            room.slack.add_channel(name, with_app=True)
        words = Terms(Rule(include=("injunction",)))
        await follow(room, words, room.slack.channel("orders").id)
        await follow(room, Terms(), room.slack.channel("all").id)
        await room.publish("dcd", feed(0, OLD))
        await room.publish("dcd", feed(10, OLD, item(2, SERVICE, 5)))
        await room.send()
        assert (numbers(room), numbers(room, "orders"), numbers(room, "all")) == ([], [], [2])
        room.clock.forward(hours=6)
        await room.follow("dcd", CASE, where=Destination(room.channel.team_id, "C0LATER01"))
        await record_report(room.db, Report(facts, (listed,)), now=room.clock())
        await room.send()
        # An order passes the quiet hours; who has a message of it gets that one edited.
        assert (numbers(room), numbers(room, "orders"), numbers(room, "all")) == ([2], [2], [2])
        assert len(room.messages("all")) == 1
        assert await owed(room) == []
