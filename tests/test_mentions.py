"""@Crier, messages to Crier alone, and links to cases, through the real app and a real Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.surfaces.mentions import said_in
from bot.surfaces.unfurls import shared_in
from filings import db as databases
from filings.store import heard
from filings.types import Destination
from sandbox.slack import Message
from tests.newsroom import START
from tests.slackroom import GAZETTE, SlackRoom, buttons, read_courts, shown, slackroom

CASE = "1:25-cv-00457"
LINK = "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000"


@pytest.fixture(params=["socket", "http"])
async def room(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[SlackRoom]:
    async with slackroom(database_url, request.param) as made:
        await read_courts(made, dcd=(CASE, GAZETTE))
        yield made


def ephemerals(room: SlackRoom) -> list[Message]:
    place = room.slack.channel("courts")
    return [message for message in place.ephemerals if message.channel == place.id]


async def test_a_mention_is_answered_to_the_asker_alone(room: SlackRoom) -> None:
    reporter = room.slack.user("reporter")
    await reporter.mention("courts", f"{CASE} dcd")
    await room.wait_answered()
    (card,) = ephemerals(room)
    assert card.ephemeral_to == reporter.id
    assert "Harbor Gazette v. Port Office" in shown(card)
    assert "Follow here" in buttons(card)


async def test_a_mention_can_follow_and_one_without_words_gets_help(room: SlackRoom) -> None:
    reporter = room.slack.user("reporter")
    await reporter.mention("courts", f"follow {CASE} dcd")
    await room.wait_answered()
    said = await room.slack.wait_for(lambda m: "Following" in shown(m) and not m.ephemeral_to)
    assert f"<@{reporter.id}>" in said.text or reporter.id in str(said.blocks)
    await reporter.mention("courts", "")
    await room.wait_answered()
    assert "/docket follow" in shown(ephemerals(room)[-1])
    await reporter.mention("courts", f"settings {CASE} dcd")
    await room.wait_answered()
    said_of_settings = shown(ephemerals(room)[-1])
    assert f"type /docket settings {CASE} dcd instead" in said_of_settings


async def test_what_is_written_to_crier_alone_is_answered_there(room: SlackRoom) -> None:
    reporter = room.slack.user("reporter")
    written = await reporter.dm("harbor gazette")
    await room.wait_answered()
    answer = await room.slack.wait_for(
        lambda m: m.channel == written.channel and m.user != reporter.id
    )
    assert "Harbor Gazette v. Port Office" in shown(answer)
    await reporter.dm(f"follow {CASE} dcd")
    await room.wait_answered()
    said = await room.slack.wait_for(
        lambda m: m.channel == written.channel and "Following" in shown(m)
    )
    assert not said.ephemeral_to


async def test_an_event_delivered_again_is_answered_once(room: SlackRoom) -> None:
    room.slack.faults.repeat_events = 2
    await room.slack.user("reporter").mention("courts", f"{CASE} dcd")
    # Over HTTP a repeat that is signed in the same second is not even listened to.
    for _ in range(1 if room.slack.push.url else 3):
        await room.wait_answered()
    assert len(ephemerals(room)) == 1


async def test_a_link_to_a_case_is_shown_with_its_card_once(room: SlackRoom) -> None:
    reporter = room.slack.user("reporter")
    first = await reporter.say("courts", f"look: {LINK}")
    await room.wait_answered()
    again = await reporter.say("courts", f"as I said: {LINK}")
    await room.wait_answered()
    unfurls = room.slack.core.unfurls
    (card,) = unfurls[(first.channel, first.ts)].values()
    assert "Harbor Gazette v. Port Office" in str(card["blocks"])
    buttons_of = [b["elements"] for b in card["blocks"] if b["type"] == "actions"]
    assert [e["text"]["text"] for each in buttons_of for e in each] == ["Follow here", "Recent"]
    assert (again.channel, again.ts) not in unfurls


async def test_three_links_or_an_unknown_case_are_left_as_they_are(room: SlackRoom) -> None:
    reporter = room.slack.user("reporter")
    unknown = "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?999999"
    await reporter.say("courts", f"{LINK} {unknown} https://www.courtlistener.com/docket/1/x/")
    await reporter.say("courts", unknown)
    await room.wait_answered()
    assert room.slack.core.unfurls == {}


def event(**more: Any) -> dict[str, Any]:
    inner = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": "x"}
    return {"team_id": "T1", "event_id": "Ev1", "event": inner | more}


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"}, {"subtype": "message_changed"}, {"user": ""}, {"user": "U0"},
        {"channel_type": "channel"}, {"channel": None},
    ],
)  # fmt: skip
def test_what_no_person_wrote_to_crier_is_not_answered(more: dict[str, Any]) -> None:
    assert said_in(event(), "U0") is not None
    assert said_in(event(**more), "U0") is None


def test_while_a_message_is_written_nothing_is_shown() -> None:
    shared = {"type": "link_shared", "message_ts": "1.2", "links": [{"url": LINK}]}
    assert shared_in(event(**shared)) is not None
    assert shared_in(event(**shared, source="composer")) is None
    assert shared_in(event(**{**shared, "links": ["x", {}]})) is None
    assert shared_in({}) is None


async def test_what_was_heard_is_forgotten_after_a_day(either_url: str) -> None:
    either_db = await databases.prepare(either_url)
    assert await heard.first(either_db, "T1", "Ev1", START)
    assert not await heard.first(either_db, "T1", "Ev1", START)
    assert await heard.first(either_db, "T2", "Ev1", START)
    await heard.forget(either_db, START + timedelta(hours=25))
    assert await heard.first(either_db, "T1", "Ev1", START)
    here, there = Destination("T1", "C1"), Destination("T1", "C2")
    assert await heard.not_shown_lately(either_db, here, ["a", "b"], START) == ["a", "b"]
    assert await heard.not_shown_lately(either_db, here, ["b", "c"], START) == ["c"]
    assert await heard.not_shown_lately(either_db, there, ["b"], START) == ["b"]
    later = START + timedelta(minutes=31)
    assert await heard.not_shown_lately(either_db, here, ["b"], later) == ["b"]
    await either_db.close()
