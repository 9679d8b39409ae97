"""Failures on request, as slack_sdk meets them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SandboxSlack, Setup
from sandbox.slack.faults import Broken, Dropped, Held, Refused, TooMany
from sandbox.slack.tokens import WIDE_SCOPES
from tests.sandbox_slack_client import web_client

POST = "chat.postMessage"


@pytest.fixture
async def slack() -> AsyncIterator[SandboxSlack]:
    async with SandboxSlack(Setup(scopes=WIDE_SCOPES)) as running:
        yield running


def posted(slack: SandboxSlack) -> list[str]:
    return [message.text for message in slack.channel("courts").messages]


async def test_too_many_says_when_to_come_back(slack: SandboxSlack) -> None:
    slack.faults.add(POST, TooMany(retry_after=7))
    with pytest.raises(SlackApiError) as caught:
        await web_client(slack).chat_postMessage(channel="courts", text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    await web_client(slack).chat_postMessage(channel="courts", text="x")
    assert posted(slack) == ["x"]


@pytest.mark.parametrize("taken", [False, True])
async def test_a_broken_answer_leaves_open_what_happened(slack: SandboxSlack, taken: bool) -> None:
    slack.faults.add(POST, Broken(taken=taken))
    with pytest.raises(SlackApiError):
        await web_client(slack).chat_postMessage(channel="courts", text="x")
    assert posted(slack) == ["x"] * taken


@pytest.mark.parametrize("taken", [False, True])
async def test_a_dropped_answer_leaves_open_what_happened(slack: SandboxSlack, taken: bool) -> None:
    slack.faults.add(POST, Dropped(taken=taken))
    with pytest.raises(aiohttp.ClientError):
        await web_client(slack).chat_postMessage(channel="courts", text="x")
    assert posted(slack) == ["x"] * taken


async def test_a_client_with_its_own_retries_posts_twice(slack: SandboxSlack) -> None:
    slack.faults.add(POST, Dropped())
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    await client.chat_postMessage(channel="courts", text="x")
    assert posted(slack) == ["x", "x"]


async def test_an_error_of_choice(slack: SandboxSlack) -> None:
    slack.faults.add(POST, Refused("token_revoked"), when=lambda args: args.text("text") == "b")
    client = web_client(slack)
    await client.chat_postMessage(channel="courts", text="a")
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.chat_postMessage(channel="courts", text="b")
    assert [method for method, _ in slack.faults.fired] == [POST]
    assert slack.refusals == []
    assert [call.error for call in slack.calls] == ["", "token_revoked"]


async def test_a_held_answer_comes_when_it_may(slack: SandboxSlack) -> None:
    held = Held()
    slack.faults.add(POST, held)
    post = asyncio.create_task(web_client(slack).chat_postMessage(channel="courts", text="x"))
    await held.reached.wait()
    assert posted(slack) == ["x"]
    assert not post.done()
    held.until.set()
    assert (await post)["ok"]


async def test_a_held_call_can_be_carried_out_late(slack: SandboxSlack) -> None:
    held = Held(taken=False)
    slack.faults.add(POST, held)
    post = asyncio.create_task(web_client(slack).chat_postMessage(channel="courts", text="x"))
    await held.reached.wait()
    assert posted(slack) == []
    held.until.set()
    await post
    assert posted(slack) == ["x"]


async def test_a_call_that_hangs_does_not_hold_the_sandbox() -> None:
    async with SandboxSlack(Setup(scopes=WIDE_SCOPES)) as slack:
        held = Held()
        slack.faults.add("*", held)
        call = asyncio.create_task(web_client(slack).auth_test())
        await held.reached.wait()
    with pytest.raises(aiohttp.ClientError):
        await call


async def test_a_fault_lasts_as_often_as_asked(slack: SandboxSlack) -> None:
    slack.faults.add("auth.test", Refused("internal_error"), times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="internal_error"):
            await web_client(slack).auth_test()
    assert (await web_client(slack).auth_test())["ok"]
