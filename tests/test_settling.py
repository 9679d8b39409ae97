"""Posts of unknown outcome: found in the channel by their id, or repeated with a mark."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery import settling
from bot.delivery.transport import message_of, payload_of
from bot.words.blocks import Message
from filings.store import outbox
from filings.store.core import posts
from sandbox.slack import OFF, Rates
from sandbox.slack.faults import Dropped, Refused, TooMany
from sandbox.slack.model import Message as Line
from sandbox.slack.tokens import BOT_SCOPES
from tests.newsroom import Newsroom, newsroom
from tests.slackroom import shown
from tests.test_sender import ADDED, LOOK, POST, amend, calls, note, owe, scopes, states

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


def test_rates_of_a_distributed_app() -> None:
    assert Rates().history_page > DISTRIBUTED.history_page == 15
