"""Modals: a follow with its terms, the settings of a follow, those of a channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from bot.surfaces.forms import channel
from bot.surfaces.forms.filled import Origin, State, origin_of
from bot.surfaces.forms.follow import filled
from filings.store import audit, follows, places
from filings.store.core import parts_of
from filings.terms import Cadence, ChannelTerms, Routine, Terms
from filings.types import Destination, Rule
from filings.views import FollowView
from sandbox.slack.wire import Json
from tests.slackroom import GAZETTE, Reporter, SlackRoom, read_courts, shown, slackroom

NUMBER = "1:25-cv-00457"
CASE = f"dcd {NUMBER}"


@pytest.fixture(params=["socket", "http"])
async def room(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[SlackRoom]:
    async with slackroom(database_url, request.param) as made:
        await read_courts(made, dcd=(NUMBER, GAZETTE))
        yield made


def words(view: Json) -> str:
    """What a modal shows besides its inputs."""
    return " ".join(block["text"]["text"] for block in view["blocks"] if block["type"] == "section")


async def opened(room: SlackRoom, text: str, name: str = "reporter") -> Json:
    return await (await Reporter(room, name).types(text)).modal()


async def sent(room: SlackRoom, view: Json, values: dict[str, Any], name: str = "reporter") -> Json:
    """Send a modal and give what takes its place."""
    reporter = room.slack.user(name)
    done = await reporter.submit(view, values)
    assert done.acked, done.error
    if done.shown_errors is None:
        await room.wait_answered()
        top = room.slack.core.views.top(reporter.id)
        assert top is not None
        return top
    return {"errors": done.shown_errors}


async def the_option(room: SlackRoom, view: Json) -> Json:
    """The case as the menu offers it."""
    return (await room.slack.user("reporter").options(view, "form:case", CASE))[0]


async def the_follow(room: SlackRoom, where: Destination | None = None) -> FollowView:
    found = await follows.one(room.db, where or room.channel, "dcd", parts_of("dcd", NUMBER))
    assert found is not None
    return found


async def test_a_case_is_picked_and_followed_with_terms(room: SlackRoom) -> None:
    view = await opened(room, "follow")
    reporter = room.slack.user("reporter")
    offered = await reporter.options(view, "form:case", "harbor")
    assert [option["value"] for option in offered] == [CASE]
    typed = await reporter.options(view, "form:case", "1:25-cv-09999 dcd")
    assert "not seen yet" in typed[0]["text"]["text"]

    result = await sent(room, view, {
        "form:case": offered[0], "form:kinds": ["order"], "form:exclude": "“pro hac vice”",
        "form:when": "daily", "form:at": "08:30", "form:pdf": ["pdf"], "form:note": "For the A1",
    })  # fmt: skip
    assert "Done" in words(result)
    one = await the_follow(room)
    assert one.terms == Terms(
        Rule(("order",), (), ("pro hac vice",)), Cadence.DAILY, time(8, 30), True, "For the A1"
    )
    said = await Reporter(room).hears("Following")
    assert "Harbor Gazette v. Port Office" in shown(said)


async def test_of_two_people_at_once_the_second_hears_that_it_is_followed(room: SlackRoom) -> None:
    first, second = await opened(room, "follow"), await opened(room, "follow", "editor")
    values = {"form:case": await the_option(room, first)}
    await sent(room, first, values)
    result = await sent(room, second, values, "editor")
    assert "followed here already" in words(result)


async def test_a_follow_that_is_there_keeps_its_terms(room: SlackRoom) -> None:
    view = await opened(room, "follow")
    terms = Terms(Rule(("order",)), Cadence.HOURLY, note="For the A1")
    await follows.follow(
        room.db, room.channel, "dcd", parts_of("dcd", NUMBER), NUMBER,
        by="U1", now=room.clock(), terms=terms,
    )  # fmt: skip
    result = words(await sent(room, view, {"form:case": await the_option(room, view)}))
    assert "followed here already: orders only, once an hour. To change that: " in result
    assert (await the_follow(room)).terms == terms


async def test_settings_that_nobody_changed_stay_as_they_are(room: SlackRoom) -> None:
    phrases = tuple(f"{n:02d}, “{'x' * 195}" for n in range(20))
    long = Terms(Rule((), phrases, ("a,b",)), Cadence.DAILY, time(8), note="Why. " * 500)
    await room.follow("dcd", NUMBER)
    await follows.change(
        room.db, room.channel, "dcd", parts_of("dcd", NUMBER), long, by="U1", now=room.clock()
    )
    view = await opened(room, f"settings {CASE}")
    await sent(room, view, {"form:when": "hourly"})
    kept = (await the_follow(room)).terms
    assert (kept.rule, kept.note.strip()) == (long.rule, long.note.strip())
    assert kept.cadence is Cadence.HOURLY
    await sent(room, await opened(room, f"settings {CASE}"), {"form:include": "TRO"})
    assert (await the_follow(room)).terms.rule == Rule((), ("TRO",), ("a,b",))


async def test_the_first_choice_is_routine_papers_within_the_day(room: SlackRoom) -> None:
    view = await opened(room, "follow")
    await sent(room, view, {"form:case": await the_option(room, view), "form:at": "17:00"})
    apart = Terms(daily_at=time(17), routine=Routine.DAILY)
    assert (await the_follow(room)).terms == apart
    settings = await opened(room, f"settings {CASE}")
    await sent(room, settings, {"form:note": "For the A1"})
    assert (await the_follow(room)).terms == replace(apart, note="For the A1")
    await sent(room, await opened(room, f"settings {CASE}"), {"form:when": "now"})
    assert (await the_follow(room)).terms == Terms(note="For the A1")


async def test_a_person_can_follow_for_themselves(room: SlackRoom) -> None:
    view = await opened(room, "follow")
    done = await sent(room, view, {"form:case": await the_option(room, view), "form:me": ["me"]})
    assert words(done) == "Done. I write to you under Messages."
    reporter = room.slack.user("reporter")
    alone = room.slack.core.im_with(reporter.id)
    await the_follow(room, Destination(room.slack.team_id, alone.id))
    said = await room.slack.wait_for(lambda m: m.channel == alone.id and "Following" in shown(m))
    assert "Harbor Gazette" in shown(said)


async def test_a_channel_that_crier_is_not_in_gets_the_line_to_invite_it(room: SlackRoom) -> None:
    view = await opened(room, "follow")
    private = room.slack.channel("investigations").id
    result = await sent(
        room, view, {"form:case": await the_option(room, view), "form:place": private}
    )
    assert "/invite" in words(result)
    assert await follows.listed(room.db) == [
        found for found in await follows.listed(room.db) if found.destination == room.channel
    ]


async def test_the_preview_follows_what_is_filled_in(room: SlackRoom) -> None:
    await room.follow("dcd", NUMBER)
    view = await opened(room, f"settings {CASE}")
    assert "1 filing, 1 would have posted" in words(view)
    assert "Notice, No. 61" in words(view)
    reporter = room.slack.user("reporter")
    await reporter.press_in_view(view, "form:kinds", ["order"])
    await room.wait_answered()
    top = room.slack.core.views.top(reporter.id)
    assert top is not None
    assert "1 filing, none would have posted" in words(top)


async def test_settings_change_pause_and_end_a_follow(room: SlackRoom) -> None:
    await room.follow("dcd", NUMBER)
    view = await opened(room, f"settings {CASE}")
    result = await sent(room, view, {"form:kinds": ["order", "opinion"], "form:when": "hourly"})
    assert "opinions and orders only, once an hour" in words(result).replace(
        "orders and opinions", "opinions and orders"
    )
    assert (await the_follow(room)).terms.cadence is Cadence.HOURLY

    reporter = room.slack.user("reporter")
    for press, heard in (("Pause", "is paused here"), ("Resume", "goes on here")):
        view = await opened(room, f"settings {CASE}")
        await reporter.press_in_view(view, press)
        await room.wait_answered()
        top = room.slack.core.views.top(reporter.id)
        assert top is not None
        assert heard in words(top)
    view = await opened(room, f"settings {CASE}")
    await reporter.press_in_view(view, "Unfollow")
    await room.wait_answered()
    assert await follows.one(room.db, room.channel, "dcd", parts_of("dcd", NUMBER)) is None
    lines = await audit.lines(room.db, room.slack.team_id)
    assert [line.what for line in lines][:4] == ["unfollow", "resume", "pause", "change"]
    assert {line.who for line in lines[:4]} == {reporter.id}

    late = await sent(room, view, {"form:when": "now"})
    assert "is not followed in this channel." in words(late)


async def test_a_channel_chooses_how_it_is_told(room: SlackRoom) -> None:
    view = await opened(room, "settings")
    half = await sent(room, view, {"form:quiet_from": "20:00", "form:quiet_to": None})
    assert "beginning and an end" in half["errors"]["quiet_to"]
    result = await sent(room, view, {
        "form:zone": "America/Chicago", "form:quiet_from": "20:00", "form:quiet_to": "07:00",
        "form:through": [], "form:digest": "09:15", "form:threads": ["threads"],
        "form:cite": ["cite"], "form:reminders": ["reminders"],
    })  # fmt: skip
    assert "quiet from 8 p.m. to 7 a.m." in words(result)
    assert await places.terms_of(room.db, room.channel) == ChannelTerms(
        "America/Chicago", time(20), time(7), False, time(9, 15), True, True, True
    )


async def test_a_case_that_is_not_followed_has_no_settings(room: SlackRoom) -> None:
    answer = await Reporter(room).asks("settings 1:25-cv-00001 dcd")
    assert "not followed in this channel" in shown(answer)


async def test_a_button_opens_the_settings(room: SlackRoom) -> None:
    await room.follow("dcd", NUMBER)
    reporter = Reporter(room)
    card = await reporter.asks(CASE)
    done = await reporter.presses(card, "Settings")
    assert "Harbor Gazette v. Port Office" in words(await done.modal())


@pytest.mark.parametrize(
    ("typed", "phrases"),
    [
        ("a, b", ("a", "b")),
        ("“class certification”, injunction", ("class certification", "injunction")),
        ('"pro hac  vice" fee', ("pro hac vice", "fee")),
        (", ,!!,", ()),
        ("x," * 100, ("x",)),
        (None, ()),
    ],
)
def test_words_are_read_as_people_write_them(typed: str | None, phrases: tuple[str, ...]) -> None:
    view = {"state": {"values": {"include": {"form:include": {"value": typed}}}}}
    assert State(view).phrases("include") == phrases


def test_the_form_of_a_channel_names_it_where_there_is_room() -> None:
    def title(name: str) -> str:
        return str(channel.view(Origin("C1"), ChannelTerms(), name)["title"]["text"])

    assert title("courts") == "Settings of #courts"
    assert title("") == title("courts-of-the-west-coast") == "Settings of a channel"
    fields = {
        block["block_id"]: block
        for block in channel.view(Origin("C1"), ChannelTerms())["blocks"]
        if "optional" in block
    }
    assert [name for name, block in fields.items() if not block["optional"]] == ["zone", "digest"]


@pytest.mark.parametrize("kept", ["", "x", "[]", "null", '{"channel": 7, "case": {}}', "{" * 5000])
def test_a_forged_origin_is_empty(kept: str) -> None:
    assert origin_of({"private_metadata": kept}) == Origin("", "")


@pytest.mark.parametrize("values", [None, [], {"kinds": []}, {"kinds": {"form:kinds": 7}}])
def test_a_forged_state_asks_for_nothing(values: Any) -> None:
    read = filled({"state": {"values": values}}, Origin("C1", CASE), existing=True)
    assert read.terms == Terms()
    forged = {"kinds": {"form:kinds": {"selected_options": [{"value": "everything"}, 3]}}}
    assert filled({"state": {"values": forged}}, Origin("C1"), existing=True).terms == Terms()
