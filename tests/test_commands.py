"""What people type and press in Slack, through the real Bolt app, by socket and by signed HTTP."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.delivery.notes import noted
from bot.delivery.transport import payload_of
from bot.reading.typed import Command, near_verb, parse
from bot.surfaces import actions
from bot.words.blocks import Message as Said
from bot.words.render import Renderer
from filings.store import follows, outbox
from sandbox.slack import Message
from sandbox.slack.faults import Dropped, Refused
from sandbox.slack.tokens import Token, TokenKind
from tests.slackroom import (
    GAZETTE,
    Mode,
    Reporter,
    SlackRoom,
    buttons,
    feed,
    read_courts,
    shown,
    slackroom,
)

DCD = "1:25-cv-00457 dcd"
NAME = "Harbor Gazette v. Port Office"


@pytest.fixture(params=["socket", "http"])
async def room(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[SlackRoom]:
    mode: Mode = request.param
    async with slackroom(database_url, mode) as made:
        yield made
        assert not made.slack.refusals


@pytest.fixture
async def socket_room(database_url: str) -> AsyncIterator[SlackRoom]:
    async with slackroom(database_url) as made:
        yield made


# What a typed line means, without a database.

PARSED = [
    ("", Command("help", "")),
    ("   \n ", Command("help", "")),
    ("help", Command("help", "")),
    ("LIST", Command("list", "")),
    ("list here", Command("list", "")),
    ("test", Command("test", "")),
    (DCD, Command("", DCD)),
    (f"follow {DCD}", Command("follow", DCD, 10)),
    (f"Follow   {DCD}\n", Command("follow", DCD, 10)),
    (f"unfollow {DCD}", Command("unfollow", DCD, 10)),
    (f"recent {DCD}", Command("recent", DCD, 10)),
    (f"recent {DCD} 3", Command("recent", DCD, 3)),
    (f"recent {DCD} 99", Command("recent", DCD, 25)),
    (f"recent {DCD} 0", Command("recent", DCD, 5)),
    ("recent D.D.C. 25-457", Command("recent", "D.D.C. 25-457", 10)),
    ("recent Harbor Gazette 3", Command("recent", "Harbor Gazette", 3)),
    ("follow", Command("follow", "", 10)),
    # First words that belong to a caption.
    ("New York v. Trump", Command("", "New York v. Trump")),
    ("List v. Smith", Command("", "List v. Smith")),
    ("Test v. List", Command("", "Test v. List")),
    ("follow v. Smith", Command("", "follow v. Smith")),
    ("Recent vs Smith", Command("", "Recent vs Smith")),
    ("help the homeless", Command("", "help the homeless")),
    # What keyboards and Slack make of it.
    ("follow “Harbor Gazette”", Command("follow", '"Harbor Gazette"', 10)),
    ("O’Neil &amp; Co. v. Smith", Command("", "O'Neil & Co. v. Smith")),
    ("follow\u00a01:25-cv-00457\u00a0dcd", Command("follow", DCD, 10)),
    ("follow\n1:25-cv-00457\ndcd", Command("follow", DCD, 10)),
    ("عرض", Command("", "عرض")),
    ("follow 原告", Command("follow", "原告", 10)),
    ("🙂", Command("", "🙂")),
]


@pytest.mark.parametrize(("typed", "meant"), PARSED, ids=[repr(typed) for typed, _ in PARSED])
def test_a_typed_line_is_taken_apart(typed: str, meant: Command) -> None:
    assert parse(typed) == meant


def test_a_line_is_read_up_to_four_thousand_characters() -> None:
    assert len(parse("x" * 4000).text) == 4000
    assert len(parse("follow " + "y" * 9000).text) < 4000


@pytest.mark.parametrize(
    ("typed", "verb"),
    [
        (f"flolow {DCD}", "follow"),
        (f"folow {DCD}", "follow"),
        (f"unfolow {DCD}", "unfollow"),
        (f"recnt {DCD}", "recent"),
        (f"list {DCD}", ""),
        ("Fellow v. Smith", ""),
        (DCD, ""),
        ("flolow", ""),
    ],
)
def test_a_first_word_that_looks_like_a_command(typed: str, verb: str) -> None:
    assert near_verb(typed)[0] == verb


# Commands.


async def follow_and_hear(room: SlackRoom, text: str, words: str) -> Message:
    reporter = Reporter(room)
    await reporter.types(f"follow {text}")
    await room.send()
    return await reporter.hears(words)


async def followed(room: SlackRoom, channel: str = "courts") -> set[tuple[str, str]]:
    here = await follows.listed(room.db, room.slack.team_id, room.slack.channel(channel).id)
    return {(follow.court, follow.docket_number) for follow in here} - {("dcd", "1:99-cv-00001")}


async def test_the_case_card_and_its_buttons(room: SlackRoom) -> None:
    await read_courts(room, dcd=("1:25-cv-00457", GAZETTE))
    reporter = Reporter(room)
    card = await reporter.asks(DCD)
    said = shown(card)
    assert said.startswith(f"{NAME} D.D.C. 1:25-cv-00457")
    assert "No. 61 · Notice" in said
    assert "feed lists all types" in said
    assert "No. 61" in card.text
    assert set(buttons(card)) == {"Follow here", "Recent", "Show to channel"}

    await reporter.presses(card, "Follow here")
    await room.send()
    await reporter.hears(f"Following {NAME}")
    assert await followed(room) == {("dcd", "1:25-cv-00457")}

    recent = await reporter.presses_for(card, "Recent")
    assert "Last filings" in shown(recent)
    assert recent.ephemeral_to == reporter.id

    await reporter.presses(recent, "Show to channel")
    await room.send()
    assert "No. 61" in shown(room.messages()[-1])
    assert not room.messages()[-1].ephemeral_to

    again = await reporter.asks(DCD)
    assert "Unfollow" in buttons(again)
    assert "Followed in #" in shown(again)
    gone = await reporter.presses_for(again, "Unfollow")
    assert f"No longer following {NAME}" in shown(gone)
    assert not await followed(room)


async def test_a_follow_is_announced_with_who_asked_and_can_be_undone(room: SlackRoom) -> None:
    await read_courts(room, dcd=("1:25-cv-00457", GAZETTE))
    announced = await follow_and_hear(room, DCD, f"Following {NAME}")
    reporter = Reporter(room)
    assert f"Asked for by @{reporter.id}" in shown(announced)
    assert "Last filing: Notice, No. 61" in shown(announced)
    assert announced.metadata is not None
    assert announced.metadata["event_type"] == "crier_note"
    assert await followed(room) == {("dcd", "1:25-cv-00457")}

    assert "followed here already" in shown(await reporter.asks(f"follow {DCD}"))
    await room.send()
    assert len(room.messages()) == 1

    undone = await reporter.presses_for(announced, "Undo")
    assert "No longer following" in shown(undone)
    assert not await followed(room)
    await reporter.presses(undone, "Follow again")
    assert await followed(room) == {("dcd", "1:25-cv-00457")}


async def test_a_followed_case_is_told_from_then_on(room: SlackRoom) -> None:
    await read_courts(room, dcd=("1:25-cv-00457", GAZETTE))
    await follow_and_hear(room, DCD, "Following")
    room.clock.forward(minutes=1)
    await room.publish("dcd", feed(room, "dcd", "1:25-cv-00457", GAZETTE, 62))
    await room.send()
    assert [filing["number"] for filing in room.told()] == [62]


async def test_a_case_that_a_court_which_is_read_does_not_show(room: SlackRoom) -> None:
    await read_courts(room, dcd=("1:25-cv-00457", GAZETTE))
    announced = await follow_and_hear(room, "1:25-cv-99999 dcd", "D.D.C. 1:25-cv-99999")
    assert "No source has seen this case yet, so check the number." in shown(announced)


async def test_a_case_that_no_source_has_seen(room: SlackRoom) -> None:
    announced = await follow_and_hear(room, "1:25-cv-99999 dcd", "D.D.C. 1:25-cv-99999")
    assert "I am reading D.D.C.'s feed for the first time now." in shown(announced)
    assert await followed(room) == {("dcd", "1:25-cv-99999")}
    card = await Reporter(room).asks("1:25-cv-99999 dcd")
    assert "No source has seen this case yet" in shown(card)
    assert set(buttons(card)) == {"Settings", "Unfollow", "Show to channel"}


async def test_list_and_unfollow(room: SlackRoom) -> None:
    reporter = Reporter(room)
    assert "No case is followed here." in shown(await reporter.asks("list"))
    await read_courts(room, dcd=("1:25-cv-00457", GAZETTE))
    await reporter.types(f"follow {DCD}")
    await room.send()
    said = shown(await reporter.asks("list"))
    assert said.startswith("2 cases followed")
    asked = "news and substance at once, routine papers each day at 8 a.m. ET"
    assert f"{NAME} · D.D.C. 1:25-cv-00457 · {asked} · last: Notice, No. 61" in said
    # By words of its name, by its bare number, by its link.
    for words in (
        "harbor gazette",
        "25-457",
        "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000",
    ):
        assert f"No longer following {NAME}" in shown(await reporter.asks(f"unfollow {words}"))
        await reporter.types(f"follow {DCD}")
    assert await followed(room) == {("dcd", "1:25-cv-00457")}


async def test_unfollowing_what_is_not_followed(room: SlackRoom) -> None:
    said = shown(await Reporter(room).asks(f"unfollow {DCD}"))
    assert said == f"“{DCD}” is not followed in this channel. /docket list shows what is."


async def test_several_follows_that_fit_are_a_choice(room: SlackRoom) -> None:
    await room.follow("dcd", "1:25-cv-00457")
    await room.follow("nysd", "1:25-cv-00457")
    reporter = Reporter(room)
    choice = await reporter.asks("unfollow 1:25-cv-00457")
    assert "Which one?" in shown(choice)
    assert len(await followed(room)) == 2
    label = next(label for label in buttons(choice) if label.startswith("S.D.N.Y."))
    done = await reporter.presses_for(choice, label)
    assert "No longer following S.D.N.Y. 1:25-cv-00457" in shown(done)
    # The choice was made, and its message is the answer now.
    assert done.ts == choice.ts
    assert await followed(room) == {("dcd", "1:25-cv-00457")}


async def test_recent_and_how_many(room: SlackRoom) -> None:
    await room.follow("dcd", "1:99-cv-00001")
    numbers = list(range(62, 75))
    await room.publish("dcd", feed(room, "dcd", "1:25-cv-00457", GAZETTE, *numbers))
    reporter = Reporter(room)

    def listed(message: Message) -> list[str]:
        return re.findall(r"No\. (\d+) ·", shown(message))

    assert listed(await reporter.asks(f"recent {DCD} 3")) == ["74", "73", "72"]
    assert len(listed(await reporter.asks(f"recent {DCD}"))) == 10
    assert len(listed(await reporter.asks("recent harbor gazette 25"))) == 14
    assert "Which case?" in shown(await reporter.asks("recent"))


async def test_a_sample_alert(room: SlackRoom) -> None:
    reporter = Reporter(room)
    await reporter.types("test")
    await room.send()
    sample = await reporter.hears("Sample.")
    assert "Nothing was filed" in shown(sample)
    assert sample.text.startswith("Sample: ")
    assert not room.told()


@pytest.mark.parametrize("typed", ["", "help", "HELP", "  "])
async def test_help(typed: str, socket_room: SlackRoom) -> None:
    said = shown(await Reporter(socket_room).asks(typed))
    for command in ("follow", "unfollow", "list", "recent", "test"):
        assert f"/docket {command}" in said


async def test_every_line_that_help_shows_works(socket_room: SlackRoom) -> None:
    await read_courts(socket_room, dcd=("1:25-cv-00457", GAZETTE))
    reporter = Reporter(socket_room)
    text = "\n".join(b["text"]["text"] for b in (await reporter.asks("help")).blocks)
    lines = re.findall(r"`/docket ([^`]+)`", text)
    assert len(lines) == 17
    for line in lines:
        done = await reporter.types(line)
        await socket_room.send()
        answers = [shown(message) for message in (*done.messages, *socket_room.messages())]
        assert not any("not a docket number" in answer for answer in answers), line


async def test_a_number_in_several_courts_is_a_choice_and_never_a_guess(room: SlackRoom) -> None:
    await read_courts(
        room, dcd=("1:25-cv-00457", GAZETTE), nysd=("1:25-cv-00457", "SMITH v. JONES")
    )
    reporter = Reporter(room)
    choice = await reporter.asks("follow 1:25-cv-00457")
    assert shown(choice).startswith("1:25-cv-00457 is a case in two courts. Which one?")
    assert ("dcd", "1:25-cv-00457") not in await followed(room)
    await reporter.presses(choice, "S.D.N.Y. · Smith v. Jones")
    await room.send()
    await reporter.hears("Following Smith v. Jones (S.D.N.Y. 1:25-cv-00457)")
    assert room.slack.message(choice) is None

    choice = await reporter.asks("1:25-cv-00457")
    card = await reporter.presses_for(choice, f"D.D.C. · {NAME}")
    assert shown(card).startswith(NAME)
    assert card.ts == choice.ts
    # Which may have been another court's, had none of them been seen.
    said = shown(await reporter.asks("follow 1:25-cv-00458"))
    assert "Add the court, for example: 1:25-cv-00458 dcd" in said


async def test_a_mistyped_command_is_a_doubt_with_two_buttons(room: SlackRoom) -> None:
    await read_courts(room, dcd=("1:25-cv-00457", GAZETTE))
    reporter = Reporter(room)
    doubt = await reporter.asks(f"flolow {DCD}")
    assert shown(doubt).startswith(
        f"I read “flolow {DCD}” as a case: D.D.C. 1:25-cv-00457. Did you mean to follow it?"
    )
    assert set(buttons(doubt)) == {"Follow here", "Show the case"}
    assert not await followed(room)
    assert NAME in shown(await reporter.presses_for(doubt, "Show the case"))
    await reporter.presses(doubt, "Follow here")
    assert await followed(room) == {("dcd", "1:25-cv-00457")}

    doubt = await reporter.asks("unfolow harbor gazette")
    assert "Did you mean to stop following it?" in shown(doubt)
    await reporter.presses_for(doubt, "Unfollow")
    assert not await followed(room)
    assert "see its last filings?" in shown(await reporter.asks(f"recnt {DCD}"))


NOT_UNDERSTOOD = [
    "99999999", "List v. Nobody", "مرحبا", "🙂 🙂", "follow v. Nobody", "x" * 4000, "<!channel>",
    "*bold* _it_ `code`", "recent nobody at all", "follow nobody at all",
]  # fmt: skip


@pytest.mark.parametrize("typed", NOT_UNDERSTOOD, ids=lambda typed: typed[:20])
async def test_what_is_not_understood_gets_an_example_that_works(
    typed: str, socket_room: SlackRoom
) -> None:
    reporter = Reporter(socket_room)
    answer = await reporter.asks(typed)
    assert f"Try {DCD}" in shown(answer)
    assert "<!channel>" not in answer.text
    assert "D.D.C. 1:25-cv-00457" in shown(await reporter.asks(DCD))
    assert not socket_room.slack.refusals


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("follow No. 25-123 SCOTUS", "switched off here (CRIER_SCOTUS)"),
        ("https://www.courtlistener.com/docket/1/x/", "I cannot follow that link"),
        ("<https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?1|docket>", "not seen in its feed"),
        ("show", "not a docket number"),
    ],
)
async def test_what_cannot_be_done_says_why(typed: str, said: str, socket_room: SlackRoom) -> None:
    assert said in shown(await Reporter(socket_room).asks(typed))


async def test_a_court_without_a_feed_offers_no_follow(socket_room: SlackRoom) -> None:
    card = await Reporter(socket_room).asks("9th Cir. No. 25-123")
    assert "has its feed switched off" in shown(card)
    assert set(buttons(card)) == {"Show to channel"}


async def test_an_escaped_link_is_a_case(socket_room: SlackRoom) -> None:
    await read_courts(socket_room, dcd=("1:25-cv-00457", GAZETTE))
    link = "<https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000|the docket>"
    assert NAME in shown(await Reporter(socket_room).asks(link))


# Channels.


async def test_a_public_channel_is_joined(room: SlackRoom) -> None:
    reporter = Reporter(room, channel="general")
    assert room.slack.bot_user not in room.slack.channel("general").members
    await reporter.types(f"follow {DCD}")
    await room.send()
    await reporter.hears("Following")
    assert room.slack.bot_user in room.slack.channel("general").members


@pytest.mark.parametrize("typed", [f"follow {DCD}", "test"])
async def test_a_private_channel_it_is_not_in_is_refused_and_nothing_kept(
    typed: str, database_url: str
) -> None:
    async with slackroom(database_url) as room:
        reporter = Reporter(room, channel="investigations")
        said = shown(await reporter.asks(typed))
        assert "Type /invite @Crier, then ask again." in said
        assert not await followed(room, "investigations")
        room.slack.invite("investigations")
        await reporter.types(typed)
        await room.send()
        assert len(room.messages("investigations")) == 1


async def test_whoever_lets_it_in_again_need_not_wait(socket_room: SlackRoom) -> None:
    socket_room.slack.invite("investigations")
    reporter = Reporter(socket_room, channel="investigations")
    await reporter.types("test")
    await reporter.hears("Sample.")
    socket_room.clock.forward(seconds=2)
    socket_room.slack.faults.add("chat.postMessage", Refused("channel_not_found"))
    await reporter.types("test")
    assert len(socket_room.messages("investigations")) == 1
    # Ten minutes are Slack's to stay closed, unless somebody shows that it is open.
    socket_room.clock.forward(seconds=2)
    await reporter.types("test")
    await socket_room.send()
    assert len(socket_room.messages("investigations")) == 3


async def test_a_message_to_the_bot_itself_can_follow(room: SlackRoom) -> None:
    reporter = Reporter(room)
    reporter.channel = room.slack.core.im_with(reporter.id).id
    await reporter.types(f"follow {DCD}")
    await room.send()
    await reporter.hears("Following D.D.C. 1:25-cv-00457 here")


async def test_the_manifests_scopes_are_enough(database_url: str) -> None:
    manifest = yaml.safe_load((Path(__file__).parents[1] / "slack/manifest.yaml").read_text())
    granted = frozenset(manifest["oauth_config"]["scopes"]["bot"])
    async with slackroom(database_url) as room:
        bot = Token(room.slack.bot_token, TokenKind.BOT, granted, room.slack.bot_user)
        room.slack.core.tokens.put(bot)
        for channel in ("courts", "general"):
            await Reporter(room, channel=channel).types(f"follow {DCD}")
            room.slack.faults.add("chat.postMessage", Dropped(taken=True))
            await room.send()
            room.clock.forward(seconds=outbox.LOOK_AFTER.total_seconds())
            await room.send()
            assert len(room.messages(channel)) == 1
        assert not room.slack.refusals


# Acknowledged at once, answered whatever happens.


async def test_the_acknowledgement_waits_for_no_database(room: SlackRoom, tmp_path: Path) -> None:
    reporter = Reporter(room)
    lock = sqlite3.connect(tmp_path / "crier.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    asked = await reporter.types(f"follow {DCD}", go_on=True)
    assert asked.acked
    assert not asked.messages
    assert not await followed(room)
    lock.execute("ROLLBACK")
    lock.close()
    await reporter.hears("Following D.D.C. 1:25-cv-00457")


async def test_slack_failing_the_desk_is_said(socket_room: SlackRoom) -> None:
    reporter = Reporter(socket_room, channel="general")
    for fault, words in (
        (Refused("ratelimited"), "Slack did not let me do that (ratelimited)"),
        (Dropped(), "Slack did not answer me"),
    ):
        socket_room.slack.faults.add("conversations.info", fault, times=20)
        assert words in shown(await reporter.asks(f"follow {DCD}"))
        socket_room.slack.faults.clear()
    assert not await followed(socket_room, "general")


async def test_a_database_that_is_gone_is_said(socket_room: SlackRoom, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "crier.db") as other:
        other.execute("ALTER TABLE follow RENAME TO elsewhere")
    said = shown(await Reporter(socket_room).asks("list"))
    assert said.startswith("That did not work: The database could not do its part")
    assert said.endswith("Try again in a minute.")


async def test_what_nobody_foresaw_is_said_too(database_url: str) -> None:
    def broken() -> datetime:
        raise ZeroDivisionError("nobody foresaw it")

    async with slackroom(database_url, desk_clock=broken) as room:
        asked = await Reporter(room).types("test", go_on=True)
        said = shown(await asked.reply())
    assert said == (
        "That did not work, and the reason is in Crier's log. Try again; if it happens again, "
        "tell whoever runs Crier."
    )


async def test_without_a_worker_a_follow_says_that_nothing_is_read(database_url: str) -> None:
    async with slackroom(database_url, worker=False) as room:
        said = shown(await Reporter(room).asks(f"follow {DCD}"))
        assert "Crier's reader is not running, so nothing is read or posted." in said
        assert "crier worker" in said


# Buttons that nobody made.


async def post_buttons(room: SlackRoom, *pairs: tuple[str, str]) -> Message:
    elements = [
        {
            "type": "button",
            "action_id": action_id,
            "text": {"type": "plain_text", "text": f"button {place}"},
            "value": value,
        }
        for place, (action_id, value) in enumerate(pairs)
    ]
    said = Renderer().note("Forged.")
    message = Said(said.text, (*said.blocks, {"type": "actions", "elements": elements}))
    async with room.db.write() as connection:
        await outbox.add_note(
            connection, room.channel, "shown",
            lambda i: payload_of(noted(message, i)), room.clock(),
        )  # fmt: skip
    await room.send()
    last: Message = room.messages()[-1]
    return last


FORGED = [
    ("crier:follow", "x" * 2000),
    ("crier:follow:2", "<!channel> & more"),
    ("crier:choose", "follow"),
    ("crier:choose:7", "drop tables"),
    ("crier:choose:8", "card"),
    ("crier:unfollow", "dcd 1:00-cv-00000"),
    ("crier:show", "recent"),
    ("crier:show:2", "card nobody"),
    ("crier:nothing", "of the kind"),
    ("crier:", "?"),
]


async def test_a_forged_button_gets_a_polite_answer(socket_room: SlackRoom) -> None:
    message = await post_buttons(socket_room, *FORGED)
    reporter = Reporter(socket_room)
    for place in range(len(FORGED)):
        answer = await reporter.presses_for(message, f"button {place}")
        assert answer.ephemeral_to == reporter.id
        assert shown(answer)
        assert "<!channel>" not in str(answer.blocks)
    assert not await followed(socket_room)
    assert not socket_room.slack.refusals


@pytest.mark.parametrize(
    "body",
    [{}, {"actions": []}, {"actions": [{}]}, {"actions": [{"action_id": "crier", "value": None}]}],
)
def test_a_press_without_its_parts_reads_as_empty(body: dict[str, Any]) -> None:
    press = actions.press_of(body)
    assert (press.verb, press.value) == ("", "")


async def test_a_case_that_exactly_one_recorded_name_fits(socket_room: SlackRoom) -> None:
    await read_courts(
        socket_room, dcd=("1:25-cv-00457", GAZETTE), nysd=("1:25-cv-00459", "GAZETTE v. JONES")
    )
    reporter = Reporter(socket_room)
    assert shown(await reporter.asks("Harbor Gazette")).startswith(NAME)
    assert "Which one?" in shown(await reporter.asks("gazette"))
    assert shown(await reporter.asks("Gazette -v- Jones")).startswith("Gazette v. Jones")


async def test_two_people_asking_at_once_follow_once(room: SlackRoom) -> None:
    one, two = Reporter(room), Reporter(room, "editor")
    await asyncio.gather(one.types(f"follow {DCD}"), two.types(f"follow {DCD}"))
    await room.send()
    await one.hears("Following")
    assert await followed(room) == {("dcd", "1:25-cv-00457")}
    assert len(room.messages()) == 1
