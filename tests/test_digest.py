"""What is collected for a channel: one digest, numbered where it is long, news first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from bot.desk.commands import Asked
from filings.store import follows
from filings.store.core import parts_of
from filings.telling import fold
from filings.terms import Cadence, Terms
from filings.types import Destination
from tests.filed import CASE, OLD, feed, item, minute_order
from tests.newsroom import Newsroom, newsroom
from tests.slackroom import Reporter, buttons, shown, slackroom

OTHER = "1:25-cv-00999"
DAILY = Terms(cadence=Cadence.DAILY, daily_at=time(18))
SIX_PM = datetime.fromisoformat("2025-11-03T18:00-05:00")


async def follow(
    room: Newsroom, terms: Terms, number: str = CASE, where: Destination | None = None
) -> None:
    await follows.follow(
        room.db, where or room.channel, "dcd", parts_of("dcd", number), number, by="U1",
        now=room.clock(), terms=terms, zone="America/New_York",
    )  # fmt: skip


def other(seq: int, event: str, minutes: float) -> Any:
    return item(seq, event, minutes, number=OTHER, case_id=277999, name="GULL v. HERON")


def numbers(message: Any) -> list[int]:
    return [told["number"] for told in message.metadata["event_payload"]["filings"]]


async def test_a_days_digest_has_news_first_and_counts_the_routine(either_url: str) -> None:
    async with newsroom(either_url) as room:
        for number in (CASE, OTHER):
            await follow(room, DAILY, number)
        await room.publish("dcd", feed(0, OLD))
        routine = [item(2, "Certificate of Service", 1), other(5, "Notice of Appearance", 2)]
        await room.publish("dcd", feed(10, OLD, *routine, item(3, "Letter", 3)))
        ruling = other(6, "Memorandum Opinion", 4)
        await room.publish("dcd", feed(20, OLD, *routine, item(3, "Letter", 3), ruling))
        await room.send()
        assert not room.messages()
        room.clock.now = SIX_PM
        await room.send()
        (digest,) = room.messages()
        said = shown(digest)
        assert said.startswith("Nov. 3 in the cases you follow: 4 filings in 2 cases")
        assert said.index("Memorandum opinion") < said.index("Letter")
        assert "2 routine papers in 2 cases" in said
        assert "Certificate of service" not in said
        assert sorted(numbers(digest)) == [2, 3, 5, 6]
        assert digest.text.startswith("Nov. 3: 4 filings in 2 cases. ")
        assert not room.slack.refusals


async def test_a_long_digest_is_numbered_and_in_order(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await follow(room, DAILY)
        await room.publish("dcd", feed(0, OLD))
        many = [item(2 + place, "Letter", place / 10) for place in range(45)]
        await room.publish("dcd", feed(10, OLD, *many))
        room.clock.now = SIX_PM
        await room.send()
        said = [shown(message) for message in room.messages()]
        assert [f"({part} of 3)" in said[part - 1] for part in (1, 2, 3)] == [True] * 3
        told = [number for message in room.messages() for number in numbers(message)]
        assert told == list(range(2, 47))
        assert max(len(numbers(message)) for message in room.messages()) == fold.MOST


async def test_what_is_told_at_once_is_never_in_the_digest_too(either_url: str) -> None:
    """A change that two follows of a channel ask for, at once and daily, has one message."""
    async with newsroom(either_url) as room:
        await follow(room, DAILY, "25-cv-457")
        await follow(room, Terms())
        await room.publish("dcd", feed(0, OLD))
        await room.publish("dcd", feed(10, OLD, item(2, "Letter", 1)))
        await room.send()
        room.clock.now = SIX_PM
        await room.send()
        assert [numbers(message) for message in room.messages()] == [[2]]


async def test_at_once_and_collected_are_never_one_message(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await follow(room, DAILY)
        await follow(room, Terms(), OTHER)
        await room.publish("dcd", feed(0, OLD))
        room.clock.now = SIX_PM - timedelta(minutes=5)
        await room.publish("dcd", feed(10, OLD, item(2, "Letter", 1)))
        room.clock.now = SIX_PM + timedelta(minutes=1)
        await room.publish("dcd", feed(20, OLD, item(2, "Letter", 1), other(6, "Letter", 2)))
        await room.send()
        assert [numbers(message) for message in room.messages()] == [[6], [2]]


async def test_a_correction_edits_the_digest_that_it_belongs_to(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await follow(room, DAILY)
        await room.publish("dcd", feed(0, OLD))
        await room.publish("dcd", feed(10, OLD, item(2, "Letter", 1), minute_order(3, minutes=2)))
        room.clock.now = SIX_PM
        await room.send()
        corrected = item(2, "Notice of Appeal", 1)
        await room.publish("dcd", feed(20, OLD, corrected, minute_order(3, minutes=2)))
        await room.send()
        (digest,) = room.messages()
        assert "Nov. 3 in the cases you follow: 2 filings in 1 case" in shown(digest)
        assert "otice of appeal" in shown(digest)


@pytest.fixture
async def counted(database_url: str) -> AsyncIterator[Newsroom]:
    """A channel with a message that only counts its two routine papers."""
    async with slackroom(database_url) as room:
        await follow(room, Terms())
        began = room.clock()
        await room.publish("dcd", feed(0, OLD))
        await room.publish(
            "dcd",
            feed(
                10, OLD, item(2, "Certificate of Service", 1), item(3, "Notice of Appearance", 2),
                item(4, "Order", 3),
            ),
        )  # fmt: skip
        assert room.clock() == began
        await room.send()
        yield room


async def test_show_lists_the_routine_to_whoever_asks_and_to_nobody_elsewhere(
    counted: Any,
) -> None:
    (message,) = counted.messages()
    answer = await Reporter(counted).presses_for(message, "Show")
    assert "Certificate of service" in shown(answer)
    assert "appearance" in shown(answer)
    assert "Order" not in shown(answer)
    assert answer.ephemeral_to
    (value,) = [
        block["accessory"]["value"]
        for block in message.blocks
        if block.get("accessory", {}).get("action_id") == "crier:routine"
    ]
    for where in (
        Destination(counted.channel.team_id, "C0OTHER01"),
        Destination("T0OTHER01", counted.channel.channel_id),
    ):
        forged = await counted.desk.routine(Asked(value, where), value)
        assert "no record of that message" in forged.text
    assert not buttons(answer)
