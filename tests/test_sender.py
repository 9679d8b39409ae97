"""The outbox on its way into Slack: once, in order, at Slack's pace, whatever Slack answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from slack_sdk.web.async_client import AsyncWebClient

from bot.access.workspaces import OneWorkspace
from bot.delivery import closures
from bot.delivery.notes import noted
from bot.delivery.refusals import CREDENTIALS_WAIT
from bot.delivery.sender import MOST_IN_A_TURN, TROUBLE_WAIT, Sender
from bot.delivery.transport import (
    CLIENT_SECONDS,
    SlackTransport,
    SlackTransports,
    payload_of,
    posting_client,
)
from bot.words.blocks import Message as Said
from bot.words.render import Renderer
from filings.errors import SlackUnknown
from filings.store import folding, leases, outbox
from filings.store.core import channels, posts
from filings.store.waiting import MOST_WAITING
from filings.telling import fold
from filings.types import TERMINAL, Destination
from sandbox.feeds import Item, render_feed
from sandbox.slack import Rates, SandboxSlack
from sandbox.slack.faults import Broken, Dropped, Held, Refused, TooMany
from sandbox.slack.tokens import BOT_SCOPES, Token, TokenKind
from tests.newsroom import Newsroom, newsroom, told_in
from tests.slackroom import shown

POST = "chat.postMessage"
CASES = ("1:25-cv-00101", "1:25-cv-00102", "1:25-cv-00103")
LOOK = outbox.LOOK_AFTER.total_seconds()


def item(room: Newsroom, serial: int, entry: int, event: str = "Notice (Other)") -> Item:
    """Entry ``entry`` of case ``1:25-cv-00SERIAL``, filed ``entry`` seconds into the day."""
    return Item(
        f"1:25-cv-{serial:05d}", f"PARTY {serial} v. PORT OFFICE", 270000 + serial,
        serial * 1000 + entry, event, room.clock().replace(minute=0, second=0) - timedelta(hours=2)
        + timedelta(minutes=entry), entry, f"0450{serial:04d}{entry:03d}",
    )  # fmt: skip


async def publish(room: Newsroom, items: Sequence[Item]) -> None:
    room.clock.forward(minutes=1)
    body = render_feed("dcd", room.clock(), sorted(items, key=lambda i: i.filed_at, reverse=True))
    await room.publish("dcd", body)


async def owe(room: Newsroom, filings: int = 1, *, follow: bool = True) -> None:
    """Let the channel follow a case of which so many filings have just appeared."""
    old = [item(room, 101, 1)]
    if follow:
        await room.follow("dcd", CASES[0])
        await publish(room, old)
    await publish(room, old + [item(room, 101, 2 + place) for place in range(filings)])


async def note(room: Newsroom, text: str, kind: str = "shown", channel: str = "courts") -> str:
    message = Renderer().note(text)
    to = Destination(room.slack.team_id, room.slack.channel(channel).id)
    async with room.db.write() as connection:
        return await outbox.add_note(
            connection, to, kind, lambda i: payload_of(noted(message, i)), room.clock()
        )


async def channel_row(room: Newsroom) -> Any:
    async with room.db.read() as connection:
        wanted = channels.select().where(channels.c.channel_id == room.channel.channel_id)
        return (await connection.execute(wanted)).one()


async def states(room: Newsroom) -> list[str]:
    async with room.db.read() as connection:
        found = await connection.execute(sa.select(posts.c.state).order_by(posts.c.created_at))
        return list(found.scalars())


def sender(room: Newsroom, token: str = "", timeout: int = 0) -> Sender:
    """Another process's sender."""
    workspace = OneWorkspace(AsyncWebClient(token or room.slack.bot_token, room.slack.api_url))
    return Sender(
        room.db, Renderer(), room.clock, terminal=None,
        slack=SlackTransports(workspace, timeout or CLIENT_SECONDS),
        sleep=room.clock.sleep,
    )  # fmt: skip


def calls(slack: SandboxSlack, method: str = POST) -> list[float]:
    return [call.at for call in slack.calls if call.method == method]


async def test_what_waits_is_folded_into_few_messages_in_the_dockets_order(
    either_url: str,
) -> None:
    async with newsroom(either_url) as room:
        await room.follow("dcd", *CASES)
        old = [item(room, serial, 1) for serial in (101, 102, 103)]
        await publish(room, old)
        new = [item(room, 101, 10 + place) for place in range(12)]
        new += [item(room, 102, 5 + place) for place in range(12)]
        new += [item(room, 103, 40, "Order on Motion for Preliminary Injunction")]
        await publish(room, old + new)
        await room.send()
        messages = room.messages()
        told = [[f["key"] for f in told_in([message])] for message in messages]
        assert [len(keys) for keys in told] == [fold.MOST, 5]
        numbers = [(f["docket"][-3:], f["number"]) for f in room.told()]
        # The ruling's case first, then the case whose waiting filings begin earlier.
        assert numbers == [
            ("103", 40),
            *(("102", 5 + place) for place in range(12)),
            *(("101", 10 + place) for place in range(12)),
        ]
        assert not room.slack.refusals


async def test_a_case_keeps_its_order_when_more_waits_than_is_looked_at(either_url: str) -> None:
    """A feed lists the newest first, and so are its changes written: the first of those that
    wait are the last of each case."""
    async with newsroom(either_url) as room:
        room.clock.forward(hours=6)
        await room.follow("dcd", *CASES)
        old = [item(room, serial, 1) for serial in (101, 102, 103)]
        await publish(room, old)
        each = MOST_WAITING // 3 + 10
        new = [item(room, serial, 2 + n) for n in range(each) for serial in (101, 102, 103)]
        await publish(room, old + new)
        while await room.sender.send_ready():
            room.clock.forward(seconds=2)
        for case in CASES:
            numbers = [told["number"] for told in room.told() if told["docket"] == case]
            assert numbers == list(range(2, 2 + each))


async def test_a_message_a_second_needs_no_word_from_slack(database_url: str) -> None:
    strict = Rates(posting_burst=1)
    async with newsroom(database_url, rates=strict) as room:
        await owe(room)
        for place in range(12):
            await note(room, f"note {place}")
        await room.send()
        said = [shown(message) for message in room.messages()]
        assert said[:12] == [f"note {place}" for place in range(12)]
        assert len(said) == 13
        at = calls(room.slack)
        assert all(later - earlier >= 1 for earlier, later in pairwise(at))
        assert not room.slack.refusals


async def test_a_long_queue_lets_the_other_channels_have_their_turn(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        for place in range(MOST_IN_A_TURN * 2):
            await note(room, f"note {place}")
        assert await room.sender.send_ready() == 1
        assert len(room.messages()) == MOST_IN_A_TURN


async def test_no_filing_waits_for_notices(either_url: str) -> None:
    async with newsroom(either_url) as room:
        for kind in outbox.NOTICES:
            await note(room, kind, kind)
        await owe(room)
        room.slack.faults.add(POST, TooMany(retry_after=30))
        await room.sender.send_ready()
        await note(room, "asked for")
        room.clock.forward(seconds=30)
        await room.send()
        alert, *others = room.messages()
        assert len(list(told_in([alert]))) == 1
        assert [message.text for message in others] == ["asked for", *outbox.NOTICES]


async def test_retry_after_is_obeyed_for_the_whole_workspace(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await owe(room)
        asked_at = room.clock.seconds()
        room.slack.faults.add(POST, TooMany(retry_after=30))
        await room.sender.send_ready()
        room.slack.invite("general")
        other = replace(room.channel, channel_id=room.slack.channel("general").id)
        async with room.db.write() as connection:
            await outbox.add_note(
                connection, other, "shown",
                lambda i: payload_of(noted(Renderer().note("elsewhere"), i)), room.clock(),
            )  # fmt: skip
        for _ in range(29):
            await room.sender.send_ready()
            room.clock.forward(seconds=1)
        assert not room.messages()
        assert not room.messages("general")
        await room.send()
        assert len(room.messages()) == len(room.messages("general")) == 1
        first, *rest = calls(room.slack)
        assert first == asked_at
        assert min(rest) >= asked_at + 30


UNKNOWN = [
    Dropped(taken=True), Dropped(taken=False), Broken(500, taken=True), Broken(503, taken=False),
    Refused("internal_error", taken=True), Refused("fatal_error", taken=False),
]  # fmt: skip


@pytest.mark.parametrize("fault", UNKNOWN, ids=repr)
async def test_an_unknown_outcome_is_looked_up_and_told_once(
    fault: Dropped | Broken | Refused, database_url: str
) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        asked_at = room.clock.seconds()
        room.slack.faults.add(POST, fault)
        await room.sender.send_ready()
        assert len(room.messages()) == fault.taken
        assert await states(room) == ["asked"]
        await note(room, "later")
        while room.clock.forward(seconds=1).timestamp() < asked_at + LOOK:
            await room.sender.send_ready()
        assert not calls(room.slack, "conversations.history")
        await room.send()
        assert (await states(room)) == ["sent", "sent"]
        assert len(room.told()) == 1
        # What came after it in the queue was not let past.
        assert shown(room.messages()[-1]) == "later"
        (looked_at,) = calls(room.slack, "conversations.history")
        assert looked_at >= asked_at + LOOK
        assert calls(room.slack)[1] >= asked_at + LOOK


async def test_an_answer_that_never_comes_is_unknown_too(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        held = Held()
        room.slack.faults.add(POST, held)
        await sender(room, timeout=1).send_ready()
        assert held.reached.is_set()
        held.until.set()
        assert await states(room) == ["asked"]
        room.clock.forward(seconds=LOOK)
        await room.send()
        assert len(room.messages()) == 1
        assert await states(room) == ["sent"]


class Nowhere(OneWorkspace):
    """Of a Slack that went away after it had said whose token this is."""

    async def client(self, team_id: str) -> AsyncWebClient:
        return self.only


async def test_a_slack_that_cannot_be_reached_has_taken_nothing(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        nowhere = Nowhere(AsyncWebClient(room.slack.bot_token, "http://127.0.0.1:9/api/"))
        away = Sender(
            room.db, Renderer(), room.clock, slack=SlackTransports(nowhere), terminal=None,
            sleep=room.clock.sleep,
        )  # fmt: skip
        await away.send_ready()
        assert await states(room) == ["waiting"]
        room.clock.forward(seconds=10)
        await room.send()
        assert len(room.messages()) == 1


async def test_a_crash_before_the_request_left_loses_nothing(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await owe(room)
        (held,) = await leases.lease_ready(room.db, room.clock())
        written = await folding.write_alert(
            room.db, held.to, room.clock(), lambda p: payload_of(Renderer().alert(p, room.clock()))
        )
        assert written is not None
        # The process is gone; its lease runs out, and the post's time to be looked for comes.
        assert not await sender(room).send_ready()
        room.clock.forward(seconds=LOOK)
        await sender(room).send_ready()
        (message,) = room.messages()
        assert message.metadata is not None
        assert message.metadata["event_payload"]["delivery"] == written.id
        assert await states(room) == ["sent"]


async def test_a_crash_before_the_answer_was_kept_doubles_nothing(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await owe(room)
        await room.sender.send_ready()
        async with room.db.write() as connection:
            await connection.execute(posts.update().values(state="asked", ts=None))
        room.clock.forward(seconds=LOOK)
        await sender(room).send_ready()
        assert len(room.messages()) == 1
        assert await states(room) == ["sent"]


async def test_a_post_is_found_though_this_machines_clock_is_fast(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        room.slack.faults.add(POST, Dropped(taken=True))
        await room.sender.send_ready()
        async with room.db.write() as connection:
            await connection.execute(
                posts.update().values(asked_at=room.clock() + timedelta(minutes=5))
            )
        room.clock.forward(minutes=10)
        await room.send()
        assert len(room.messages()) == 1


async def test_a_public_channel_that_it_left_is_joined_again(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        room.slack.faults.add(POST, Dropped(taken=True))
        await room.sender.send_ready()
        room.slack.remove("courts")
        room.clock.forward(seconds=LOOK)
        await room.send()
        assert len(room.messages()) == 1
        assert room.slack.bot_user in room.slack.channel("courts").members


async def test_a_channel_that_removed_it_is_not_joined_again(database_url: str) -> None:
    async with newsroom(database_url) as room:
        room.slack.remove("courts")
        await owe(room)
        await room.send()
        assert not room.messages()
        assert (await channel_row(room)).state == "left"
        assert room.slack.bot_user not in room.slack.channel("courts").members


def scopes(room: Newsroom, granted: frozenset[str], dead: str = "") -> None:
    """What the bot token may do; ``dead`` is the error it gives when it works no more."""
    bot = Token(room.slack.bot_token, TokenKind.BOT, granted, room.slack.bot_user, dead)
    room.slack.core.tokens.put(bot)


@pytest.mark.parametrize("taken", [True, False])
async def test_what_cannot_be_looked_for_is_repeated_and_says_so(
    taken: bool, database_url: str
) -> None:
    async with newsroom(database_url) as room:
        scopes(room, BOT_SCOPES - {"channels:history", "groups:history", "im:history"})
        await owe(room)
        room.slack.faults.add(POST, Dropped(taken=taken))
        await room.sender.send_ready()
        room.clock.forward(seconds=LOOK)
        await room.send()
        *_, last = room.messages()
        assert len(room.messages()) == 1 + taken
        assert "May be a repeat" in shown(last)
        deliveries = {
            message.metadata["event_payload"]["delivery"]
            for message in room.messages()
            if message.metadata
        }
        assert len(deliveries) == 1


async def test_an_archived_channel_waits_and_loses_nothing(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        room.slack.archive("courts")
        await room.send()
        assert (await channel_row(room)).state == "archived"
        assert len(calls(room.slack)) == 1
        room.clock.forward(seconds=TROUBLE_WAIT.total_seconds())
        room.slack.archive("courts", archived=False)
        room.slack.invite("courts")
        await closures.back(room.db, Renderer(), room.channel, room.clock())
        await room.send()
        assert len(room.told()) == 1
        assert (await channel_row(room)).trouble == ""


@pytest.mark.parametrize(
    ("dead", "known"),
    [("invalid_auth", True), ("token_revoked", True), ("account_inactive", False)],
)
async def test_a_token_that_slack_does_not_take_keeps_everything_waiting(
    dead: str, known: bool, database_url: str
) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        if known:
            await room.workspace.client(room.slack.team_id)
        scopes(room, BOT_SCOPES, dead)
        await room.send()
        assert (await channel_row(room)).trouble == dead
        # Before Slack has said whose token it is, nothing is written for anybody.
        assert await states(room) == (["waiting"] if known else [])
        room.clock.forward(seconds=CREDENTIALS_WAIT)
        scopes(room, BOT_SCOPES)
        await room.send()
        assert len(room.told()) == 1


async def test_blocks_that_slack_refuses_go_out_as_plain_text(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        room.slack.faults.add(POST, Refused("invalid_blocks"))
        await room.send()
        (message,) = room.messages()
        assert message.blocks == ()
        assert "No. 2, in Party 101 v. Port Office" in message.text
        assert len(room.told()) == 1


async def test_metadata_that_slack_refuses_is_left_out(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        room.slack.faults.add(POST, Refused("metadata_too_large"))
        await room.send()
        (message,) = room.messages()
        assert message.metadata is None
        assert message.blocks


async def test_a_refusal_nobody_foresaw_waits_and_loses_nothing(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        room.slack.faults.add(POST, Refused("slack_has_a_new_word"), times=2)
        await room.send()
        assert (await channel_row(room)).trouble == "slack_has_a_new_word"
        room.clock.forward(seconds=TROUBLE_WAIT.total_seconds())
        await room.send()
        assert len(room.told()) == 1


async def test_a_message_that_slack_will_never_take_holds_up_no_other(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        room.slack.faults.add(POST, Refused("msg_too_long"), times=2)
        await room.sender.send_ready()
        await note(room, "the next one")
        await room.send()
        assert [shown(message) for message in room.messages()] == ["the next one"]
        assert await states(room) == ["failed", "sent"]


ADDED = "order on motion to dismiss"


async def amend(room: Newsroom) -> None:
    """A second event of an entry that was told."""
    await publish(
        room,
        [
            item(room, 101, 1),
            item(room, 101, 2),
            item(room, 101, 2, "Order on Motion to Dismiss"),
        ],
    )


@pytest.mark.parametrize("fault", [*UNKNOWN, TooMany(3)], ids=repr)
async def test_an_edit_is_repeated_until_slack_has_it(fault: Any, database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        await room.send()
        (before,) = room.messages()
        await amend(room)
        room.slack.faults.add("chat.update", fault)
        await room.send()
        room.clock.forward(seconds=LOOK)
        await room.send()
        (after,) = room.messages()
        assert after.ts == before.ts
        assert ADDED in shown(after).casefold()
        assert after.metadata is not None
        assert before.metadata is not None
        delivery = before.metadata["event_payload"]["delivery"]
        assert after.metadata["event_payload"]["delivery"] == delivery
        assert not await room.sender.send_ready()


async def test_the_edit_of_a_deleted_message_is_dropped(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        await room.send()
        room.slack.core.delete(room.messages()[0])
        await amend(room)
        await room.send()
        assert not room.messages()
        assert len(calls(room.slack, "chat.update")) == 1


async def test_the_edit_in_an_archived_channel_waits(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        await room.send()
        await amend(room)
        room.slack.faults.add("chat.update", Refused("is_archived"))
        await room.send()
        assert ADDED not in shown(room.messages()[0]).casefold()
        await closures.back(room.db, Renderer(), room.channel, room.clock())
        await room.send()
        assert ADDED in shown(room.messages()[0]).casefold()


async def test_two_senders_side_by_side_never_double(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await owe(room, 45)
        for place in range(6):
            await note(room, f"note {place}")
        one, two = sender(room), sender(room)
        for _ in range(30):
            room.clock.forward(seconds=1.1)
            await asyncio.gather(one.send_ready(), two.send_ready(), one.send_ready())
        assert len(room.told()) == len({filing["key"] for filing in room.told()}) == 45
        assert [shown(m) for m in room.messages()[:6]] == [f"note {n}" for n in range(6)]
        assert len(room.messages()) == 6 + 3
        assert not room.slack.refusals


async def test_a_post_that_another_process_has_begun_to_send_is_not_sent(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await owe(room)
        post_id = await note(room, "once")
        read = await outbox.waiting(room.db, room.channel)
        assert read is not None
        assert read.id == post_id
        assert await outbox.asked(room.db, read, room.clock())
        assert not await outbox.asked(room.db, read, room.clock())


async def test_without_credentials_slack_waits_and_the_terminal_does_not(
    database_url: str,
) -> None:
    async with newsroom(database_url) as room:
        await room.follow("dcd", CASES[0], where=TERMINAL)
        await owe(room)
        printed: list[str] = []
        terminal = Sender(
            room.db, Renderer(), room.clock, slack=None, terminal=Printer(printed),
            sleep=room.clock.sleep,
        )  # fmt: skip
        await terminal.send_ready()
        assert len(printed) == 1
        assert not calls(room.slack)
        await room.send()
        assert len(room.told()) == 1
        nothing = Sender(room.db, Renderer(), room.clock, slack=None, terminal=None)
        assert await nothing.send_ready() == 0


class Printer:
    """A destination that takes everything."""

    def __init__(self, printed: list[str]) -> None:
        self._printed = printed

    async def post(self, post: outbox.PostRow) -> str:
        self._printed.append(post.payload)
        return post.id

    async def update(self, post: outbox.PostRow) -> None:
        self._printed.append(post.payload)

    async def find(self, post: outbox.PostRow, since: float) -> str | None:
        return None

    async def join(self, channel_id: str) -> None:
        raise AssertionError


async def test_the_metadata_names_the_filings_for_other_programs(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        minute = replace(item(room, 101, 9, "Minute Entry"), entry=None, doc_id=None)
        await publish(room, [item(room, 101, 1), item(room, 101, 2), minute])
        await room.send()
        (message,) = room.messages()
        assert message.metadata is not None
        assert message.metadata["event_type"] == "crier_alert"
        payload = message.metadata["event_payload"]
        assert set(payload) == {"delivery", "filings"}
        numbered, unnumbered = payload["filings"]
        assert {name: numbered[name] for name in numbered if name != "key"} == {
            "court": "dcd",
            "docket": "1:25-cv-00101",
            "number": 2,
            "event": "new",
            "what": "Notice (Other)",
        }
        assert "number" not in unnumbered
        assert all(0 < len(filing["key"]) <= 24 for filing in payload["filings"])
        assert message.text.startswith("2 filings in Party 101 v. Port Office")


async def test_the_posting_client_sends_nothing_twice_by_itself() -> None:
    async with SandboxSlack() as slack:
        slack.invite("courts")
        client = posting_client(slack.bot_token, slack.api_url)
        assert client.retry_handlers == []
        slack.faults.add(POST, Dropped(taken=True))
        lost = SlackTransport(client)
        row = outbox.PostRow(
            "p1", Destination(slack.team_id, slack.channel("courts").id), "alert",
            payload_of(Said("Once", ())), "asked", None, None, None, 1, 0,
            datetime(2025, 11, 3, tzinfo=UTC),
        )  # fmt: skip
        with pytest.raises(SlackUnknown):
            await lost.post(row)
        assert [message.text for message in slack.channel("courts").messages] == ["Once"]
