"""Socket Mode: hello, acks, redelivery, goodbyes."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp

from sandbox.slack import SandboxSlack, Setup
from sandbox.slack.sockets import MOST_SOCKETS
from tests.sandbox_slack_client import connected, web_client


async def opened(slack: SandboxSlack, session: aiohttp.ClientSession) -> Any:
    answer = await web_client(slack).apps_connections_open(app_token=slack.app_token)
    return await session.ws_connect(answer["url"])


async def test_hello_comes_first_and_acks_are_kept() -> None:
    async with SandboxSlack() as slack, aiohttp.ClientSession() as session:
        ws = await opened(slack, session)
        hello = await ws.receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"] == {"app_id": slack.core.app.id}
        command = asyncio.create_task(slack.user("reporter").command("courts", "/docket", "x"))
        envelope = await ws.receive_json()
        assert envelope["type"] == "slash_commands"
        assert envelope["accepts_response_payload"] is True
        assert envelope["payload"]["channel_name"] == "courts"
        await ws.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "Yes."}})
        interaction = await command
        assert interaction.ack == {"text": "Yes."}
        assert [message.text for message in interaction.messages] == ["Yes."]
        assert [ack.known for ack in slack.sockets.acks] == [True]


async def test_a_link_is_good_once() -> None:
    async with SandboxSlack() as slack, aiohttp.ClientSession() as session:
        answer = await web_client(slack).apps_connections_open(app_token=slack.app_token)
        await session.ws_connect(answer["url"])
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(answer["url"])


async def test_pings_are_answered() -> None:
    async with SandboxSlack() as slack, aiohttp.ClientSession() as session:
        answer = await web_client(slack).apps_connections_open(app_token=slack.app_token)
        ws = await session.ws_connect(answer["url"], autoping=False)
        await ws.receive_json()
        await ws.ping(b"here")
        pong = await ws.receive()
        assert (pong.type, bytes(pong.data)) == (aiohttp.WSMsgType.PONG, b"here")


async def test_an_eleventh_socket_is_sent_away() -> None:
    async with SandboxSlack() as slack, aiohttp.ClientSession() as session:
        kept = [await opened(slack, session) for _ in range(MOST_SOCKETS)]
        await slack.sockets.wait_connected(MOST_SOCKETS)
        ws = await opened(slack, session)
        said = await ws.receive_json()
        assert (said["type"], said["reason"]) == ("disconnect", "too_many_websockets")
        assert slack.sockets.connected == len(kept)


async def test_an_event_that_is_not_acked_comes_again() -> None:
    setup = Setup(ack_seconds=0.05, retry_seconds=(0.0, 0.0))
    async with SandboxSlack(setup) as slack, aiohttp.ClientSession() as session:
        slack.invite("courts")
        ws = await opened(slack, session)
        await ws.receive_json()
        said = asyncio.create_task(slack.user("reporter").mention("courts", "hello"))
        first, second = await ws.receive_json(), await ws.receive_json()
        await ws.send_json({"envelope_id": second["envelope_id"]})
        await said
        assert first["payload"]["event_id"] == second["payload"]["event_id"]
        assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
        (delivery,) = [d for d in slack.courier.deliveries if d.attempts == 2]
        await delivery.done.wait()
        assert delivery.acked


async def test_an_event_outlives_the_socket_it_was_sent_on() -> None:
    async with SandboxSlack() as slack, aiohttp.ClientSession() as session:
        slack.invite("courts")
        ws = await opened(slack, session)
        await ws.receive_json()
        said = asyncio.create_task(slack.user("reporter").mention("courts", "hello"))
        first = await ws.receive_json()
        slack.sockets.cut()
        await said
        ws = await opened(slack, session)
        await ws.receive_json()
        second = await ws.receive_json()
        assert first["payload"] == second["payload"]
        assert second["envelope_id"] != first["envelope_id"]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_bolt_app_comes_back_after_a_goodbye(reason: str) -> None:
    async with SandboxSlack() as slack:
        bolt = AsyncApp(client=web_client(slack))

        @bolt.command("/docket")
        async def docket(ack: Any) -> None:
            await ack("Here.")

        async with connected(bolt, slack):
            before = slack.sockets.opened
            await slack.sockets.disconnect(reason)
            await slack.sockets.wait_opened(before + 1)
            interaction = await slack.user("reporter").command("courts", "/docket")
            assert interaction.ack == {"text": "Here."}


async def test_a_link_that_is_disabled_closes_its_sockets() -> None:
    async with SandboxSlack() as slack, aiohttp.ClientSession() as session:
        ws = await opened(slack, session)
        await ws.receive_json()
        await slack.sockets.disconnect("link_disabled", grace=0)
        assert (await ws.receive_json())["reason"] == "link_disabled"
        assert (await ws.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_the_same_event_can_come_twice() -> None:
    async with SandboxSlack() as slack:
        slack.invite("courts")
        seen: list[str] = []
        bolt = AsyncApp(client=web_client(slack))

        @bolt.event("app_mention")
        async def mention(body: Any) -> None:
            seen.append(body["event_id"])

        async with connected(bolt, slack):
            slack.faults.repeat_next_event()
            await slack.user("reporter").mention("courts", "hello")
        assert len(seen) == 2
        assert len(set(seen)) == 1


async def test_without_an_app_a_command_fails_at_once() -> None:
    async with SandboxSlack() as slack:
        interaction = await slack.user("reporter").command("courts", "/docket", "x")
        assert (interaction.acked, interaction.error) == (False, "dispatch_failed")


async def test_several_sockets_take_turns() -> None:
    async with SandboxSlack() as slack, aiohttp.ClientSession() as session:
        sockets = [await opened(slack, session) for _ in range(2)]
        for ws in sockets:
            await ws.receive_json()
        reporter = slack.user("reporter")
        for ws in sockets:
            command = asyncio.create_task(reporter.command("courts", "/docket", "x"))
            envelope = await ws.receive_json()
            await ws.send_json({"envelope_id": envelope["envelope_id"]})
            await command
        assert [ack.socket for ack in slack.sockets.acks] == [1, 2]


async def test_an_ack_that_is_no_json_counts_for_nothing() -> None:
    async with SandboxSlack() as slack, aiohttp.ClientSession() as session:
        ws = await opened(slack, session)
        await ws.receive_json()
        command = asyncio.create_task(slack.user("reporter").command("courts", "/docket", "x"))
        envelope = await ws.receive_json()
        for words in ("{", "[]", '{"type": "x"}', '{"envelope_id": "unknown"}'):
            await ws.send_str(words)
        await ws.send_json({"envelope_id": envelope["envelope_id"], "payload": ["x"]})
        interaction = await command
        assert (interaction.acked, interaction.ack) == (True, None)
