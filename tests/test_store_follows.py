"""Follows as they are listed: each with its own case and that case's last filing."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from filings.store import follows, places, upkeep
from filings.store.core import parts_of
from filings.terms import Cadence, ChannelTerms, Terms
from filings.types import Destination, Rule
from tests.filed import CASE, OLD, feed, item, minute_order
from tests.newsroom import newsroom

OTHER = "1:25-cv-00999"
UNSEEN = "1:25-cv-01234"


async def test_each_follow_has_its_own_last_filing(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await room.follow("dcd", UNSEEN, OTHER, CASE)
        theirs = item(7, "Letter", 5, number=OTHER, case_id=277999, name="GULL v. HERON")
        await room.publish("dcd", feed(20, OLD, item(3, "Order", 15), item(2, "Notice"), theirs))
        listed = await follows.listed(room.db, room.channel.team_id)
    assert [(view.docket_number, view.known) for view in listed] == [
        (UNSEEN, False), (OTHER, True), (CASE, True),
    ]  # fmt: skip
    last = [view.last_filing and view.last_filing.events for view in listed]
    assert last == [None, ("Letter",), ("Order",)]
    assert listed[1].case_name == "GULL v. HERON"


async def test_of_one_minute_the_last_counted_is_the_last_filing(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await room.follow("dcd", CASE)
        await room.publish("dcd", feed(20, OLD, item(8, "Order", 15), minute_order(9, minutes=15)))
        (view,) = await follows.listed(room.db)
    assert view.last_filing is not None
    assert view.last_filing.seq == 9


async def test_more_follows_than_one_statement_takes(either_url: str) -> None:
    numbers = [f"1:25-cv-{n:05d}" for n in range(1, 403)]
    async with newsroom(either_url) as room:
        await room.follow("dcd", *numbers)
        listed = await follows.listed(room.db)
    assert [view.docket_number for view in listed] == numbers


async def test_channels_that_follow_a_case_unseen(either_url: str) -> None:
    async with newsroom(either_url) as room:
        here = room.channel
        other = Destination(here.team_id, "C0OTHER01")
        await room.follow("dcd", UNSEEN, where=other)
        room.clock.forward(minutes=1)
        await room.follow("dcd", "25-cv-1234", OTHER)
        await room.follow("dcd", UNSEEN, where=Destination("T0OTHER", "C0OTHER02"))
        parts = parts_of("dcd", UNSEEN)
        assert await follows.channels_of(room.db, here.team_id, "dcd", parts) == (
            other.channel_id, here.channel_id,
        )  # fmt: skip
        await follows.unfollow(room.db, other, "dcd", parts, room.clock())
        channels = await follows.channels_of(room.db, here.team_id, "dcd", parts)
    assert channels == (here.channel_id,)


async def test_a_follow_that_ended_begins_again_as_new(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await room.follow("dcd", CASE)
        parts = parts_of("dcd", CASE)
        await follows.unfollow(room.db, room.channel, "dcd", parts, room.clock())
        assert await follows.listed(room.db) == []
        later = room.clock.forward(days=2)
        again = await follows.follow(
            room.db, room.channel, "dcd", parts, CASE, by="U2", now=later, channel_name="courts"
        )
        once_more = await follows.follow(
            room.db, room.channel, "dcd", parts, CASE, by="U3", now=later + timedelta(days=1)
        )
    assert not again.already
    assert (again.view.created_at, again.view.created_by) == (later, "U2")
    assert once_more.already
    assert once_more.view == again.view


@pytest.mark.parametrize("widened", [False, True])
async def test_what_waits_and_is_not_wanted_any_more_is_not_told(
    either_url: str, widened: bool
) -> None:
    parts, hourly = parts_of("dcd", CASE), Terms(cadence=Cadence.HOURLY)
    orders = Terms(Rule(kinds=("order",)), Cadence.HOURLY)
    async with newsroom(either_url) as room:
        await room.follow("dcd", CASE)
        await room.publish("dcd", feed(20, OLD))
        for terms in (hourly, orders, *([hourly] if widened else [])):
            await follows.change(room.db, room.channel, "dcd", parts, terms, by="U1",
                                 now=room.clock())  # fmt: skip
            if terms is hourly and not room.told():
                room.clock.forward(minutes=2)
                await room.publish("dcd", feed(80, OLD, item(2, "Notice"), item(3, "Order", 15)))
        room.clock.forward(hours=2)
        await room.send()
        assert [told["number"] for told in room.told()] == [3]


async def test_a_follow_is_listed_with_how_its_channel_is_told(either_url: str) -> None:
    async with newsroom(either_url) as room:
        other = Destination(room.channel.team_id, "C0OTHER01")
        await room.follow("dcd", CASE)
        await room.follow("dcd", CASE, where=other)
        chosen = ChannelTerms("America/Chicago", digest_at=time(9))
        await places.set_terms(room.db, other, chosen, by="U1", now=room.clock())
        found = {view.destination: view.place for view in await follows.listed(room.db)}
    assert found == {room.channel: ChannelTerms(), other: chosen}


async def test_a_source_of_one_case_counts_the_follows_of_that_case(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await room.follow("dcd", "1:25-cv-00457", "1:25-cv-00458")
        await room.follow("scotus", "25-123", "25A456")
        views = await upkeep.source_views(room.db)
        assert sorted((view.court, view.follows) for view in views) == [
            ("dcd", 2), ("scotus", 1), ("scotus", 1),
        ]  # fmt: skip
