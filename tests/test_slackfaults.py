"""Whatever Slack and the way to it do: nothing is lost, nothing comes twice, and it is said."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.access.workspaces import OneWorkspace
from bot.commandline.doctor import examine
from bot.delivery.closures import Closures
from bot.delivery.finishing import send_all
from bot.delivery.refusals import CREDENTIALS_WAIT
from bot.delivery.sender import TROUBLE_WAIT, Sender
from bot.delivery.transport import SlackTransport, SlackTransports
from bot.serving.health import token_problem
from bot.serving.parts import Parts
from bot.words.render import Renderer
from filings.store import workspaces
from sandbox.slack import payloads
from sandbox.slack.delivery import Delivery, Kind
from sandbox.slack.faults import Broken, Held, Refused, TooMany, Trickle
from sandbox.slack.tokens import BOT_SCOPES
from tests.newsroom import Newsroom, newsroom
from tests.slackroom import (
    GAZETTE,
    Reporter,
    SlackRoom,
    bolt_app,
    read_courts,
    settings_for,
    shown,
    slackroom,
)
from tests.test_sender import (
    ADDED,
    LOOK,
    POST,
    amend,
    calls,
    channel_row,
    note,
    owe,
    scopes,
    sender,
    states,
)


async def notes(room: Newsroom, count: int) -> list[str]:
    texts = [f"note {place}" for place in range(count)]
    for text in texts:
        await note(room, text)
        room.clock.forward(milliseconds=1)
    return texts


def said(room: Newsroom) -> list[str]:
    return [shown(message) for message in room.messages()]


# --- answers -----------------------------------------------------------------------


async def test_a_long_wait_is_kept_to_the_second_and_nothing_is_lost(either_url: str) -> None:
    async with newsroom(either_url) as room:
        texts = await notes(room, 3)
        room.slack.faults.add(POST, TooMany(3600))
        await room.sender.send_ready()
        asked_at = room.clock.seconds()
        while room.clock.seconds() < asked_at + 3590:
            room.clock.forward(seconds=600)
            await room.sender.send_ready()
            if room.clock.seconds() < asked_at + 3600:
                assert len(calls(room.slack)) == 1
        room.clock.forward(seconds=20)
        await room.send()
        assert said(room) == texts


async def test_a_page_of_html_is_no_answer(database_url: str) -> None:
    async with newsroom(database_url) as room:
        texts = await notes(room, 2)
        room.slack.faults.add(POST, Broken(500, taken=True))
        room.slack.faults.add("conversations.history", Broken(502))
        for _ in range(4):
            await room.send()
            room.clock.forward(seconds=LOOK)
        assert said(room) == texts


@pytest.mark.parametrize("fault", [Held(taken=True), Trickle(taken=True), Trickle(taken=False)])
async def test_an_answer_that_does_not_end_is_unknown(
    fault: Held | Trickle, database_url: str
) -> None:
    async with newsroom(database_url) as room:
        texts = await notes(room, 2)
        room.slack.faults.add(POST, fault)
        await sender(room, timeout=1).send_ready()
        assert fault.reached.is_set()
        fault.until.set()
        assert await states(room) == ["asked", "waiting"]
        room.clock.forward(seconds=LOOK)
        await room.send()
        assert said(room) == texts


async def test_a_trickling_look_settles_nothing(database_url: str) -> None:
    async with newsroom(database_url) as room:
        texts = await notes(room, 1)
        room.slack.faults.add(POST, Broken(500, taken=True))
        await room.send()
        room.clock.forward(seconds=LOOK)
        slow = Trickle()
        room.slack.faults.add("conversations.history", slow)
        await sender(room, timeout=1).send_ready()
        slow.until.set()
        assert await states(room) == ["asked"]
        room.clock.forward(seconds=LOOK)
        await room.send()
        assert said(room) == texts


# --- the end of a process ----------------------------------------------------------


async def test_what_is_in_hand_is_finished_and_nothing_else_begun(database_url: str) -> None:
    async with newsroom(database_url) as room:
        texts = await notes(room, 2)
        held = Held(taken=True)
        room.slack.faults.add(POST, held)
        await room.sender.duty(room.clock())
        await held.reached.wait()
        ending = asyncio.create_task(room.sender.finish(10))
        held.until.set()
        await ending
        assert await states(room) == ["sent", "waiting"]
        room.clock.forward(seconds=2)
        assert not await room.sender.send_ready()
        await sender(room).send_ready()
        assert said(room) == texts


async def test_what_does_not_end_in_time_is_cut_off_and_told_once(either_url: str) -> None:
    async with newsroom(either_url) as room:
        texts = await notes(room, 2)
        held = Held(taken=True)
        room.slack.faults.add(POST, held)
        await room.sender.duty(room.clock())
        await held.reached.wait()
        await room.sender.finish(0.01)
        held.until.set()
        assert await states(room) == ["asked", "waiting"]
        assert not await send_all(
            room.db, sender(room), room.clock, slack=True, sleep=room.clock.sleep
        )
        assert said(room) == texts


# --- the token ---------------------------------------------------------------------


@pytest.mark.parametrize("word", ["token_revoked", "account_inactive"])
async def test_a_token_that_ends_in_the_middle_and_comes_back(word: str, either_url: str) -> None:
    async with newsroom(either_url) as room:
        texts = await notes(room, 4)
        room.slack.faults.add(POST, Refused(word), when=lambda args: "note 2" in args.text("text"))
        await room.send()
        assert said(room) == texts[:2]
        assert (await channel_row(room)).trouble == word
        assert await states(room) == ["sent", "sent", "waiting", "waiting"]
        found = await examined(room)
        assert f"Slack says {word} of 1 channel" in found["outbox"][1]
        room.clock.forward(seconds=CREDENTIALS_WAIT)
        await room.send()
        assert said(room) == texts
        assert (await channel_row(room)).trouble == ""


async def test_a_workspace_whose_token_is_good_again_goes_on(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await room.workspace.client(room.slack.team_id)
        await owe(room)
        team = room.slack.team_id
        await workspaces.begin(room.db, team, "Newsroom", room.clock())
        scopes(room, BOT_SCOPES, "token_revoked")
        await room.send()
        closures = Closures(room.db, Renderer(), room.workspace)
        await closures.duty(room.clock())
        assert await workspaces.ended(room.db) == [team]
        assert room.workspace.one is not None
        assert "token_revoked" in await token_problem(room.workspace.one)
        scopes(room, BOT_SCOPES)
        room.clock.forward(minutes=15)
        await closures.duty(room.clock())
        assert await workspaces.ended(room.db) == []
        room.clock.forward(seconds=CREDENTIALS_WAIT)
        await room.send()
        assert len(room.told()) == 1


# --- the way there -----------------------------------------------------------------


class NoNames(aiohttp.abc.AbstractResolver):
    """A machine whose name server does not answer."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[Any]:
        raise OSError(-3, "Temporary failure in name resolution")

    async def close(self) -> None:
        """There is nothing to close."""


class Through(SlackTransports):
    """Posts with this very client."""

    def __init__(self, client: AsyncWebClient) -> None:
        super().__init__(OneWorkspace(client))
        self._through = SlackTransport(client)

    async def of(self, team_id: str) -> SlackTransport:
        return self._through


async def test_without_names_nothing_was_sent(either_url: str) -> None:
    async with newsroom(either_url) as room:
        texts = await notes(room, 2)
        connector = aiohttp.TCPConnector(resolver=NoNames())
        async with aiohttp.ClientSession(connector=connector) as session:
            url = room.slack.api_url.replace("127.0.0.1", "slack.example")
            away = Sender(
                room.db, Renderer(), room.clock, terminal=None, sleep=room.clock.sleep,
                slack=Through(AsyncWebClient(room.slack.bot_token, url, session=session)),
            )  # fmt: skip
            await away.send_ready()
        assert await states(room) == ["waiting", "waiting"]
        assert (await channel_row(room)).trouble == ""
        room.clock.forward(seconds=10)
        await room.send()
        assert said(room) == texts
        assert not calls(room.slack, "conversations.history")


# --- what Slack will not take ------------------------------------------------------


async def examined(room: Newsroom) -> dict[str, tuple[bool, str]]:
    given = settings_for(room.slack, CRIER_SCOTUS="false")
    given = given.model_copy(update={"courtlistener_url": "http://127.0.0.1:9/"})
    answer = await examine(Parts(given, room.db, Renderer(), room.clock))
    assert answer.value is not None
    return {check["name"]: (check["ok"], check["detail"]) for check in answer.value["checks"]}


POISON = [
    "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "metadata_too_large",
    "invalid_metadata_format", "invalid_metadata_schema",
]  # fmt: skip


@pytest.mark.parametrize("word", POISON)
async def test_a_message_that_went_out_plainer_is_reported(word: str, database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        room.slack.faults.add(POST, Refused(word))
        await room.send()
        (message,) = room.messages()
        assert (message.metadata is None) == ("metadata" in word)
        assert bool(message.blocks) == ("metadata" in word)
        ok, detail = (await examined(room))["plainer"]
        assert not ok
        assert detail.startswith("1 message went out as plain text or without metadata")
        assert f"last: {word};" in detail
        room.clock.forward(days=8)
        assert "plainer" not in await examined(room)


async def test_an_edit_that_slack_refuses_goes_out_as_plain_text(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await owe(room)
        await room.send()
        assert "plainer" not in await examined(room)
        await amend(room)
        room.slack.faults.add("chat.update", Refused("msg_blocks_too_long"))
        await room.send()
        (message,) = room.messages()
        assert message.blocks == ()
        assert ADDED in message.text.casefold()
        assert (await examined(room))["plainer"][0] is False


async def test_a_message_that_nobody_could_take_shows(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        room.slack.faults.add(POST, Refused("msg_too_long"), times=2)
        await room.send()
        assert await states(room) == ["failed"]
        ok, detail = (await examined(room))["refused"]
        assert not ok
        assert "msg_too_long" in detail


async def test_a_refusal_nobody_foresaw_shows_while_it_lasts(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await owe(room)
        room.slack.faults.add(POST, Refused("slack_has_a_new_word"), times=2)
        await room.send()
        room.clock.forward(minutes=6)
        ok, detail = (await examined(room))["outbox"]
        assert not ok
        assert "Slack says slack_has_a_new_word of 1 channel" in detail
        room.clock.forward(seconds=TROUBLE_WAIT.total_seconds())
        await room.send()
        assert (await examined(room))["outbox"] == (True, "empty")


# --- the socket --------------------------------------------------------------------


@pytest.mark.parametrize("goodbye", ["refresh_requested", ""])
async def test_a_socket_that_closes_is_opened_again_and_commands_go_on(
    goodbye: str, database_url: str
) -> None:
    async with newsroom(database_url) as made:
        room = SlackRoom(**vars(made))
        app, token = bolt_app(room), room.slack.app_token
        # What closes without a word is noticed by a ping.
        handler = AsyncSocketModeHandler(app, token, ping_interval=0.2)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        try:
            await room.slack.sockets.wait_connected()
            before = room.slack.sockets.opened
            if goodbye:
                await room.slack.sockets.disconnect(goodbye)
            else:
                room.slack.sockets.cut()
            await room.slack.sockets.wait_opened(before + 1)
            done = await room.slack.user("reporter").command("courts", "/docket", "help")
            assert done.acked
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]


# --- what Slack delivers again -----------------------------------------------------


async def again(room: SlackRoom, delivery: Delivery) -> None:
    """Slack does not know whether it came through: the same payload, in another envelope, or
    with another signature."""
    for _ in range(2):
        room.clock.forward(seconds=1)
        delivery.attempts += 1
        way = room.slack.push if room.slack.push.url else room.slack.sockets
        assert not await way.attempt(delivery, "operation_timeout", 5.0)


@pytest.fixture(params=["socket", "http"])
async def listening(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[SlackRoom]:
    async with slackroom(database_url, request.param) as room:
        yield room


async def test_a_command_that_comes_again_is_done_once(listening: SlackRoom) -> None:
    reporter = Reporter(listening)
    done = await reporter.types("test")
    await again(listening, done.delivery)
    await reporter.types("help")
    await listening.send()
    assert len(listening.messages()) == 1


async def test_a_press_that_comes_again_is_done_once(listening: SlackRoom) -> None:
    await read_courts(listening, dcd=("1:25-cv-00457", GAZETTE))
    reporter = Reporter(listening)
    card = await reporter.asks("1:25-cv-00457 dcd")
    done = await reporter.presses(card, "Show to channel")
    await again(listening, done.delivery)
    await reporter.types("help")
    await listening.send()
    assert len([m for m in listening.messages() if not m.ephemeral_to]) == 1


async def test_an_event_that_comes_again_is_answered_once(listening: SlackRoom) -> None:
    slack = listening.slack
    said = {
        "type": "app_mention", "user": slack.user("reporter").id, "ts": "1.000001",
        "channel": listening.channel.channel_id, "event_ts": "1.000001",
        "text": f"<@{slack.core.app.bot_user}> help",
    }  # fmt: skip
    event = Delivery(Kind.EVENT, payloads.event(slack.core, said))
    await again(listening, event)
    for _ in range(2):
        await listening.wait_answered()
    assert len(calls(slack, "chat.postEphemeral")) == 1
