"""A burst of one case that comes bit by bit; what a message counts instead of listing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from filings.telling import fold
from filings.telling.fold import CALM, Waiting
from filings.types import Event
from sandbox.slack.faults import Refused
from tests.filed import CASE, OLD, at, feed, item
from tests.newsroom import Newsroom, newsroom
from tests.slackroom import shown

NOW = at(10)
OPINION = ("Memorandum Opinion",)


def waits(change_id: int, seconds: float = 0, docket: int = 1, **more: object) -> Waiting:
    """A notice that may be told since some seconds before ``NOW``."""
    ready = NOW - timedelta(seconds=seconds)
    values = {"events": ("Notice",), **more}
    return Waiting(change_id, docket, Event.NEW, ready, ready, **values)  # type: ignore[arg-type]


def going(*waiting: Waiting, ago: float | None = None) -> list[int]:
    last = {} if ago is None else {1: NOW - timedelta(seconds=ago)}
    return [each.change_id for each in fold.sort_out(waiting, last, NOW).now]


def test_a_quiet_case_is_told_at_once() -> None:
    assert going(waits(1), waits(2)) == [1, 2]
    assert going(waits(1), ago=91) == [1]


def test_what_follows_a_message_of_its_case_rests() -> None:
    found = fold.sort_out([waits(1), waits(2, docket=2)], {1: NOW - timedelta(seconds=30)}, NOW)
    assert [each.change_id for each in found.now] == [2]
    assert found.resting == {1: NOW + timedelta(seconds=60)}


def test_what_did_not_fit_into_a_message_does_not_rest() -> None:
    assert going(waits(1, 40), ago=30) == [1]


@pytest.mark.parametrize("event", [Event.UNSEALED, Event.WITHDRAWN, Event.CAPTION])
def test_a_correction_never_rests(event: Event) -> None:
    correction = Waiting(1, 1, event, NOW, NOW)
    assert going(correction, ago=5) == [1]


def test_an_opinion_takes_along_what_rests_before_it() -> None:
    resting = Waiting(1, 1, Event.NEW, NOW, NOW + timedelta(seconds=20), events=("Notice",))
    assert going(resting, waits(2, events=OPINION), ago=5) == [1, 2]
    assert going(resting, ago=70) == []


# Through the outbox.


async def follow(room: Newsroom) -> None:
    await room.follow("dcd", CASE)
    await room.publish("dcd", feed(0, OLD))


def told_numbers(room: Newsroom) -> list[list[int]]:
    return [
        [told["number"] for told in message.metadata["event_payload"]["filings"]]
        for message in room.messages()
    ]


async def test_filings_that_come_one_by_one_are_two_messages(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await follow(room)
        items = [OLD]
        for seq in range(2, 7):
            items.append(item(seq, "Notice", seq / 10))
            await room.publish("dcd", feed(seq / 10, *items))
            await room.send()
        assert told_numbers(room) == [[2]]
        room.clock.forward(seconds=CALM.total_seconds())
        await room.send()
        assert told_numbers(room) == [[2], [3, 4, 5, 6]]


async def test_a_message_that_slack_never_took_starts_no_rest(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await follow(room)
        room.slack.faults.add("chat.postMessage", Refused("invalid_blocks"), times=2)
        items = [OLD]
        for seq in (2, 3):
            items.append(item(seq, "Notice", seq / 10))
            await room.publish("dcd", feed(seq / 10, *items))
            await room.send()
        assert told_numbers(room) == [[3]]


async def test_an_opinion_is_not_held_back_and_the_order_of_its_case_holds(
    either_url: str,
) -> None:
    async with newsroom(either_url) as room:
        await follow(room)
        notices = [item(2, "Notice", 0.1), item(3, "Notice", 0.2)]
        for count in (1, 2):
            await room.publish("dcd", feed(count, OLD, *notices[:count]))
            await room.send()
        assert told_numbers(room) == [[2]]
        ruling = item(4, "Memorandum Opinion", 0.3)
        await room.publish("dcd", feed(3, OLD, *notices, ruling))
        await room.send()
        assert told_numbers(room) == [[2], [3, 4]]


async def test_routine_papers_are_counted_and_shown_to_whoever_asks(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await follow(room)
        routine = [
            item(2, "Certificate of Service", 0.1), item(3, "Notice of Appearance", 0.2),
        ]  # fmt: skip
        await room.publish("dcd", feed(1, OLD, *routine, item(4, "Order", 0.3)))
        await room.send()
        (message,) = room.messages()
        assert "2 routine papers (certificate of service, notice of appearance)" in shown(message)
        assert told_numbers(room) == [[2, 3, 4]]
