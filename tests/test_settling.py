"""Posts of unknown outcome: found in the channel by their id, or repeated with a mark."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.delivery import settling
from bot.delivery.transport import message_of, payload_of
from bot.words.blocks import Message
from filings.store import outbox, places, standing
from filings.store.core import posts
from filings.terms import ChannelTerms
from sandbox.slack import OFF, Rates
from sandbox.slack.args import Arguments
from sandbox.slack.faults import Broken, Dropped, Held, Refused, TooMany
from sandbox.slack.model import Message as Line
from sandbox.slack.tokens import BOT_SCOPES
from tests.newsroom import Newsroom, newsroom
from tests.slackroom import shown
from tests.test_sender import ADDED, LOOK, POST, amend, calls, note, owe, scopes, sender, states

HISTORY = "conversations.history"
NOT_TO_READ = BOT_SCOPES - {"channels:history", "groups:history", "im:history"}
DISTRIBUTED = replace(OFF, history_page=15, overrides={HISTORY: 1})
"""What Slack gives an app that is installed in many workspaces and in no marketplace."""


# --- the mark ----------------------------------------------------------------------


async def test_a_repeat_says_so_as_long_as_it_stands(either_url: str) -> None:
    async with newsroom(either_url) as room:
        scopes(room, NOT_TO_READ)
        await owe(room)
        room.slack.faults.add(POST, Dropped(taken=True))
        await room.sender.send_ready()
        room.clock.forward(seconds=LOOK)
        await room.send()
        await amend(room)
        await room.send()
        first, repeat = room.messages()
        assert "May be a repeat" not in shown(first)
        assert ADDED in shown(repeat).casefold()
        assert "May be a repeat" in shown(repeat)
        assert repeat.text.endswith(settling.REPEAT)
        updates = len(calls(room.slack, "chat.update"))
        await amend(room)
        await room.send()
        assert len(calls(room.slack, "chat.update")) == updates


async def test_a_repeat_in_plain_text_says_so_too(database_url: str) -> None:
    async with newsroom(database_url) as room:
        scopes(room, NOT_TO_READ)
        await owe(room)
        room.slack.faults.add(POST, Dropped(taken=True))
        room.slack.faults.add(POST, Refused("invalid_blocks"))
        await room.sender.send_ready()
        room.clock.forward(seconds=LOOK)
        await room.send()
        _, repeat = room.messages()
        assert repeat.blocks == ()
        assert repeat.text.endswith(settling.REPEAT)


def test_the_mark_is_set_once_and_stays_under_slacks_limits() -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "words"}}
    full = payload_of(Message("x" * 4000, (section,) * 50))
    marked = settling.marked(full)
    assert settling.marked(marked) == marked
    message = message_of(marked)
    assert len(message.text) == 4000
    assert len(message.blocks) == 50
    assert not settling.is_marked(full)


def talk(room: Newsroom, messages: int) -> None:
    """People talk in the channel."""
    place_id, user = room.slack.channel("courts").id, room.slack.user("reporter").id
    for place in range(messages):
        room.slack.core.post(Line("", place_id, user, f"talk {place}"))


# --- the look ----------------------------------------------------------------------


async def test_other_messages_of_the_channel_are_read_page_by_page(database_url: str) -> None:
    """One page a minute, each time the next: else a busy channel would never be read through."""
    async with newsroom(database_url, rates=DISTRIBUTED) as room:
        await owe(room)
        room.slack.faults.add(POST, Dropped(taken=True))
        await room.sender.send_ready()
        talk(room, 40)
        for _ in range(5):
            room.clock.forward(seconds=61)
            await room.send()
        assert await states(room) == ["sent"]
        assert len(room.told()) == 1
        assert len(calls(room.slack)) == 1
        assert len(calls(room.slack, HISTORY)) >= 3


async def test_a_wait_for_the_look_holds_up_no_other_channel(database_url: str) -> None:
    async with newsroom(database_url) as room:
        room.slack.invite("general")
        await owe(room)
        room.slack.faults.add(POST, Dropped(taken=False))
        await room.sender.send_ready()
        room.clock.forward(seconds=LOOK)
        room.slack.faults.add(HISTORY, TooMany(60))
        await room.sender.send_ready()
        assert await states(room) == ["asked"]
        other = replace(room.channel, channel_id=room.slack.channel("general").id)
        async with room.db.write() as connection:
            payload = payload_of(Message("Elsewhere", ()))
            await outbox.add_note(connection, other, "shown", lambda _: payload, room.clock())
        await room.send()
        assert [m.text for m in room.messages("general")] == ["Elsewhere"]
        room.clock.forward(seconds=60)
        await room.send()
        assert len(room.told()) == 1


async def test_a_channel_with_more_messages_than_are_read_gets_a_marked_repeat(
    database_url: str,
) -> None:
    async with newsroom(database_url, rates=replace(OFF, history_page=1)) as room:
        await owe(room)
        room.slack.faults.add(POST, Dropped(taken=True))
        await room.sender.send_ready()
        talk(room, 25)
        room.clock.forward(seconds=LOOK)
        await room.send()
        assert "May be a repeat" in shown(room.messages()[-1])


async def test_a_cursor_that_slack_does_not_know_any_more_begins_anew(database_url: str) -> None:
    async with newsroom(database_url, rates=DISTRIBUTED) as room:
        await owe(room)
        room.slack.faults.add(POST, Dropped(taken=True))
        await room.sender.send_ready()
        talk(room, 20)
        room.clock.forward(seconds=61)
        await room.send()
        later = [call for call in room.slack.calls if call.method == HISTORY]
        assert later
        room.slack.faults.add(
            HISTORY, Refused("invalid_cursor"), when=lambda args: bool(args.text("cursor"))
        )
        for _ in range(4):
            room.clock.forward(seconds=61)
            await room.send()
        assert await states(room) == ["sent"]
        assert len(calls(room.slack)) == 1


async def test_without_its_id_a_message_cannot_be_found(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        room.slack.faults.add(POST, Refused("metadata_too_large"))
        room.slack.faults.add(POST, Dropped(taken=True))
        await room.send()
        room.clock.forward(seconds=LOOK)
        await room.send()
        first, repeat = room.messages()
        assert first.metadata is None
        assert "May be a repeat" in shown(repeat)
        assert not calls(room.slack, HISTORY)


async def test_the_look_begins_behind_what_slack_is_known_to_have(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await note(room, "before")
        await room.send()
        (before,) = room.messages()
        await note(room, "lost")
        room.slack.faults.add(POST, Dropped(taken=False))
        await room.send()
        room.clock.forward(seconds=LOOK)
        await room.send()
        (look,) = [call for call in room.slack.calls if call.method == HISTORY]
        assert look.arguments["oldest"] == before.ts
        assert look.arguments["include_all_metadata"]


@pytest.mark.parametrize("before", [True, False])
async def test_the_look_begins_long_enough_before_the_request(
    before: bool, database_url: str
) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        room.slack.faults.add(POST, Dropped(taken=True))
        await room.sender.send_ready()
        # This machine's clock was behind Slack's, or ahead of it.
        by = timedelta(minutes=-5 if before else 5)
        async with room.db.write() as connection:
            await connection.execute(posts.update().values(asked_at=room.clock() + by))
        room.clock.forward(minutes=7)
        await room.send()
        assert len(room.messages()) == 1


# --- an outcome that stays unknown -------------------------------------------------


async def pass_time(room: Newsroom, minutes: float) -> None:
    """Send whatever may go, every ten seconds."""
    until = room.clock() + timedelta(minutes=minutes)
    while room.clock() < until:
        room.clock.forward(seconds=10)
        await room.sender.send_ready()


async def given_up_as(room: Newsroom) -> str:
    async with room.db.read() as connection:
        return str(
            await connection.scalar(sa.select(posts.c.error).where(posts.c.state == "failed"))
        )


def poison(room: Newsroom) -> None:
    """Slack answers every try of one message with an error of its own."""
    room.slack.faults.add(
        POST, Refused("internal_error"), times=1000, when=lambda args: "poison" in args.text("text")
    )


@pytest.mark.parametrize("id_refused", [False, True])
async def test_where_nobody_can_look_there_is_one_repeat_and_no_more(
    id_refused: bool, either_url: str
) -> None:
    async with newsroom(either_url) as room:
        await owe(room)
        if id_refused:
            room.slack.faults.add(POST, Refused("metadata_too_large"))
        else:
            scopes(room, NOT_TO_READ)
        room.slack.faults.add(POST, Broken(500, taken=True), times=2)
        await pass_time(room, 2)
        await note(room, "behind it")
        await pass_time(room, 1)
        first, repeat, behind = room.messages()
        assert [settling.REPEAT in shown(each) for each in (first, repeat)] == [False, True]
        assert shown(behind) == "behind it"
        assert await states(room) == ["asked", "sent"]
        await pass_time(room, 8)
        for _ in range(6):
            room.clock.forward(minutes=19)
            await pass_time(room, 1)
        assert len(room.messages()) == 3
        assert await states(room) == ["failed", "sent"]
        assert await given_up_as(room) == settling.UNSEEN


async def test_an_outage_where_nobody_can_look_loses_nothing(either_url: str) -> None:
    async with newsroom(either_url) as room:
        scopes(room, NOT_TO_READ)
        await owe(room)
        # Slack takes none of what comes in the first half hour.
        room.slack.faults.add(POST, Broken(500), times=3)
        await pass_time(room, 3)
        assert room.messages() == []
        for _ in range(8):
            room.clock.forward(minutes=19)
            await pass_time(room, 1)
        (told,) = room.messages()
        assert settling.REPEAT in shown(told)
        assert await states(room) == ["sent"]


async def test_tries_before_the_channel_was_closed_to_us_are_no_repeats(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await owe(room)
        room.slack.faults.add(POST, Broken(500), times=7)
        await pass_time(room, 4)
        assert room.messages() == []
        scopes(room, NOT_TO_READ)
        for _ in range(8):
            await pass_time(room, 1)
            room.clock.forward(minutes=19)
        (told,) = room.messages()
        assert settling.REPEAT in shown(told)
        assert await states(room) == ["sent"]


async def test_copies_are_few_where_slack_takes_all_and_says_so_never(database_url: str) -> None:
    async with newsroom(database_url) as room:
        scopes(room, NOT_TO_READ)
        await owe(room)
        room.slack.faults.add(POST, Broken(500, taken=True), times=1000)
        for _ in range(40):
            await pass_time(room, 1)
            room.clock.forward(minutes=19)
        assert len(room.messages()) == 2 + settling.MOST_REPEATS
        assert await given_up_as(room) == settling.UNSEEN


async def test_a_repeat_is_found_once_the_channel_can_be_read(database_url: str) -> None:
    async with newsroom(database_url) as room:
        scopes(room, NOT_TO_READ)
        await owe(room)
        room.slack.faults.add(POST, Broken(500, taken=True), times=2)
        await pass_time(room, 2)
        await note(room, "behind it")
        await pass_time(room, 1)
        scopes(room, BOT_SCOPES)
        await pass_time(room, 15)
        assert await states(room) == ["sent", "sent"]
        assert len(room.messages()) == 3


def here(room: Newsroom, args: Arguments) -> bool:
    return args.text("channel") == room.channel.channel_id


async def taken_elsewhere(room: Newsroom, minutes: int) -> None:
    """Time passes, and thrice in each minute Slack takes a message of another channel."""
    for place in range(3 * minutes):
        await note(room, f"elsewhere {place}", channel="general")
        await pass_time(room, 1 / 3)


async def test_what_slack_chokes_on_goes_out_more_plainly_and_in_its_order(
    either_url: str,
) -> None:
    async with newsroom(either_url) as room:
        room.slack.invite("general")
        await owe(room)
        room.slack.faults.add(
            POST,
            Refused("internal_error"),
            times=1000,
            when=lambda args: (
                "crier_alert" in args.text("metadata") and len(args.text("blocks")) > 2
            ),
        )
        await room.sender.send_ready()
        await note(room, "behind it")
        await taken_elsewhere(room, 6)
        alert, behind = room.messages()
        assert alert.blocks == ()
        assert shown(behind) == "behind it"
        tries = [call for call in room.slack.calls if call.error == "internal_error"]
        assert len(tries) == settling.PLAINER_AFTER // settling.ALONE
        assert (await standing.plainer(room.db, room.clock.now - timedelta(days=1)))[0] == 1


@pytest.mark.parametrize("fault", [Broken(503), Dropped(taken=False)], ids=repr)
async def test_ten_minutes_of_outage_change_neither_words_nor_order(
    fault: Broken | Dropped, either_url: str
) -> None:
    async with newsroom(either_url) as room:
        await owe(room)
        room.slack.faults.add(POST, fault, times=1000)
        await room.sender.send_ready()
        await note(room, "behind it")
        await pass_time(room, 10)
        assert room.messages() == []
        room.slack.faults.clear()
        await pass_time(room, 2)
        alert, behind = room.messages()
        assert alert.blocks
        assert shown(behind) == "behind it"


async def test_processes_that_end_before_the_answer_count_nothing_against_a_message(
    either_url: str,
) -> None:
    async with newsroom(either_url) as room:
        room.slack.invite("general")
        await owe(room)
        for place in range(settling.GIVEN_UP_AFTER):
            await note(room, f"elsewhere {place}", channel="general")
            unheard = Held(taken=False)
            alerts = lambda args: "crier_alert" in args.text("metadata")  # noqa: E731
            room.slack.faults.add(POST, unheard, when=alerts)
            life = asyncio.create_task(sender(room).send_ready())
            await unheard.reached.wait()
            life.cancel()
            await asyncio.gather(life, return_exceptions=True)
            room.clock.forward(seconds=LOOK)
        await note(room, "behind it")
        await pass_time(room, 2)
        alert, behind = room.messages()
        assert alert.blocks
        assert shown(behind) == "behind it"


async def test_what_slack_never_takes_holds_up_no_other_and_is_given_up(either_url: str) -> None:
    async with newsroom(either_url) as room:
        room.slack.invite("general")
        poison(room)
        await note(room, "poison")
        room.clock.forward(milliseconds=1)
        await note(room, "behind it")
        await taken_elsewhere(room, 8)
        assert [shown(message) for message in room.messages()] == ["behind it"]
        for _ in range(4):
            await note(room, "more")
            await pass_time(room, 10)
        assert (await states(room))[0] == "failed"
        assert await given_up_as(room) == settling.NOT_TAKEN
        tries = [call for call in room.slack.calls if call.arguments.get("text") == "poison"]
        assert len(tries) == settling.GIVEN_UP_AFTER // settling.ALONE
        assert len(room.messages()) == 5


async def test_while_slack_takes_nothing_nothing_is_given_up(database_url: str) -> None:
    async with newsroom(database_url) as room:
        texts = [f"note {place}" for place in range(3)]
        for text in texts:
            await note(room, text)
            room.clock.forward(milliseconds=1)
        room.slack.faults.add(POST, Broken(503), times=10_000)
        for _ in range(15):
            await pass_time(room, 1)
            room.clock.forward(minutes=19)
        assert set(await states(room)) <= {"asked", "waiting"}
        room.slack.faults.clear()
        await pass_time(room, 12)
        assert sorted(shown(message) for message in room.messages()) == texts
        assert await states(room) == ["sent"] * 3


async def test_what_nothing_overtakes_is_tried_more_and_more_rarely(database_url: str) -> None:
    async with newsroom(database_url) as room:
        poison(room)
        await note(room, "poison")
        await pass_time(room, 30)
        at_first = len(calls(room.slack))
        assert at_first > settling.ASIDE_AFTER
        await pass_time(room, 60)
        assert len(calls(room.slack)) == at_first + 6
        room.clock.forward(days=1)
        await pass_time(room, 60)
        assert len(calls(room.slack)) == at_first + 7
        assert await states(room) == ["asked"]


async def test_a_root_that_slack_never_takes_keeps_no_filing_back(database_url: str) -> None:
    async with newsroom(database_url) as room:
        terms = ChannelTerms(threads=True)
        await places.set_terms(room.db, room.channel, terms, by="U1", now=room.clock())
        room.slack.faults.add(
            POST, Refused("internal_error"), times=1000,
            when=lambda args: here(room, args) and "crier_alert" not in args.text("metadata"),
        )  # fmt: skip
        room.slack.invite("general")
        await owe(room)
        await taken_elsewhere(room, 8)
        assert len(room.told()) == 1
        assert (await states(room)).count("asked") == 1


async def test_a_look_that_a_wrong_clock_put_off_is_taken_at_once(database_url: str) -> None:
    async with newsroom(database_url) as room:
        poison(room)
        await note(room, "poison")
        await pass_time(room, 30)
        async with room.db.write() as connection:
            await connection.execute(
                posts.update().values(look_at=room.clock() + timedelta(days=1))
            )
        room.slack.faults.clear()
        await pass_time(room, 1)
        assert await states(room) == ["sent"]


# --- edits -------------------------------------------------------------------------

UPDATE = "chat.update"


@pytest.mark.parametrize("fault", [TooMany(300), Broken(500)], ids=repr)
async def test_new_messages_do_not_wait_for_an_edit(
    fault: TooMany | Broken, either_url: str
) -> None:
    async with newsroom(either_url) as room:
        await owe(room)
        await room.send()
        await amend(room)
        room.slack.faults.add(UPDATE, fault)
        await room.sender.send_ready()
        assert len(calls(room.slack, UPDATE)) == 1
        await note(room, "breaking")
        room.clock.forward(seconds=2)
        assert await room.sender.send_ready() == 1
        assert shown(room.messages()[-1]) == "breaking"
        room.clock.forward(seconds=30)
        assert not await room.sender.send_ready()
        assert len(calls(room.slack, UPDATE)) == 1
        room.clock.forward(seconds=300)
        await room.send()
        assert ADDED in shown(room.messages()[0]).casefold()


async def test_an_edit_that_slack_never_answers_holds_up_no_other(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await owe(room)
        await room.send()
        await note(room, "as it was")
        await room.send()
        _, second = room.messages()
        async with room.db.write() as connection:
            later = posts.c.ts == second.ts
            await connection.execute(
                posts.update().where(later).values(payload=payload_of(Message("as it is", ())))
            )
            await connection.execute(posts.update().values(edits_wanted=posts.c.edits_wanted + 1))
        await amend(room)
        room.slack.faults.add(
            UPDATE, Broken(500), times=1000, when=lambda args: args.text("ts") != second.ts
        )
        await pass_time(room, 2)
        assert room.messages()[1].text == "as it is"


def test_rates_of_a_distributed_app() -> None:
    assert Rates().history_page > DISTRIBUTED.history_page == 15
