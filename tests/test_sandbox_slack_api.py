"""The sandbox's Web API as slack_sdk meets it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from sandbox.slack import OFF, Rates, SandboxSlack, Setup
from sandbox.slack.tokens import WIDE_SCOPES
from tests.sandbox_slack_client import refused, web_client


@pytest.fixture
async def slack() -> AsyncIterator[SandboxSlack]:
    async with SandboxSlack(Setup(rates=OFF, scopes=WIDE_SCOPES)) as running:
        running.invite("courts")
        yield running


@pytest.fixture
def client(slack: SandboxSlack) -> AsyncWebClient:
    return web_client(slack)


async def test_auth_test_names_team_and_bot(slack: SandboxSlack, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"]) == (slack.team_id, slack.bot_user)
    assert answer.headers["x-oauth-scopes"] == ",".join(sorted(WIDE_SCOPES))


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-unknown", "invalid_auth")],
)
async def test_bad_tokens_are_refused(slack: SandboxSlack, token: str, error: str) -> None:
    client = AsyncWebClient(token, base_url=slack.api_url, retry_handlers=[])
    assert (await refused(client.auth_test())).response["error"] == error


async def test_the_app_token_is_for_sockets_alone(slack: SandboxSlack) -> None:
    client = web_client(slack, slack.app_token)
    caught = await refused(client.chat_postMessage(channel="courts", text="x"))
    assert caught.response["error"] == "not_allowed_token_type"


async def test_a_missing_scope_is_named() -> None:
    async with SandboxSlack(Setup(scopes=frozenset({"commands"}))) as slack:
        caught = await refused(web_client(slack).chat_postMessage(channel="courts", text="x"))
    assert caught.response["error"] == "missing_scope"
    assert (caught.response["needed"], caught.response["provided"]) == ("chat:write", "commands")


async def test_an_unknown_method_is_named_so(client: AsyncWebClient) -> None:
    assert (await refused(client.api_call("chat.shout"))).response["error"] == "unknown_method"


async def test_what_slack_refuses_is_named_and_pointed_at(
    slack: SandboxSlack, client: AsyncWebClient
) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    caught = await refused(client.chat_postMessage(channel="courts", text="x", blocks=blocks))
    assert caught.response["error"] == "invalid_blocks"
    (reason,) = caught.response["response_metadata"]["messages"]
    assert reason == "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert slack.refusals[0].reasons == (reason,)
    assert slack.channel("courts").messages == []


async def test_one_channel_takes_one_post_a_second_after_a_burst() -> None:
    now = [1_700_000_000.0]
    rates = Rates(posting_burst=2)
    async with SandboxSlack(Setup(rates=rates, scopes=WIDE_SCOPES), clock=lambda: now[0]) as slack:
        client = web_client(slack)
        for _ in range(2):
            await client.chat_postMessage(channel="courts", text="x")
        caught = await refused(client.chat_postMessage(channel="courts", text="x"))
        assert caught.response.status_code == 429
        assert caught.response.headers["Retry-After"] == "1"
        await client.chat_postMessage(channel="general", text="x")
        now[0] += 1
        await client.chat_postMessage(channel="courts", text="x")


async def test_a_method_has_its_tier() -> None:
    now = [1_700_000_000.0]
    async with SandboxSlack(clock=lambda: now[0]) as slack:
        client = web_client(slack)
        for _ in range(20):
            await client.conversations_list()
        caught = await refused(client.conversations_list())
        assert caught.response.headers["Retry-After"] == "60"
        now[0] += 60
        await client.conversations_list()


async def test_other_hosts_are_turned_away(slack: SandboxSlack) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(slack.api_url + "auth.test", headers={"Host": "slack.example"}) as answer,
    ):
        assert answer.status == 403


async def test_the_sandbox_listens_on_loopback_only() -> None:
    with pytest.raises(ValueError, match="loopback"):
        SandboxSlack(host="0.0.0.0")


async def test_who_is_who(slack: SandboxSlack, client: AsyncWebClient) -> None:
    reporter = slack.user("reporter")
    user = (await client.users_info(user=reporter.id))["user"]
    assert (user["name"], user["tz"]) == ("reporter", "America/New_York")
    everyone = (await client.users_list())["members"]
    assert [u["name"] for u in everyone] == ["crier", "reporter", "editor"]
    members = (await client.conversations_members(channel=slack.channel("courts").id))["members"]
    assert slack.bot_user in members
    assert (await client.team_info())["team"]["id"] == slack.team_id


async def test_an_app_is_installed_by_oauth(slack: SandboxSlack) -> None:
    app = slack.core.app
    query = {
        "client_id": app.client_id,
        "redirect_uri": "http://127.0.0.1:1/slack/oauth_redirect",
        "state": "s",
    }
    async with (
        aiohttp.ClientSession() as session,
        session.get(
            f"{slack.core.origin}/oauth/v2/authorize", params=query, allow_redirects=False
        ) as answer,
    ):
        back = URL(answer.headers["Location"])
    assert (back.path, back.query["state"]) == ("/slack/oauth_redirect", "s")
    client = AsyncWebClient(base_url=slack.api_url, retry_handlers=[])
    installed = await client.oauth_v2_access(
        client_id=app.client_id, client_secret=app.client_secret, code=back.query["code"]
    )
    assert installed["access_token"] == slack.bot_token
    again = client.oauth_v2_access(
        client_id=app.client_id, client_secret=app.client_secret, code=back.query["code"]
    )
    assert (await refused(again)).response["error"] == "invalid_code"
    wrong = client.oauth_v2_access(client_id=app.client_id, client_secret="x", code="y")
    assert (await refused(wrong)).response["error"] == "bad_client_secret"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"channel": ', "invalid_json"),
        (b"[]", "json_not_object"),
        (b'{"text": "\xff"}', "invalid_charset"),
        (b'{"text": "x"}', "invalid_arguments"),
        (b'{"channel": "courts", "text": "x", "blocks": "["}', "invalid_blocks_format"),
        (b'{"channel": "courts", "text": "x", "metadata": "x"}', "invalid_metadata_format"),
    ],
)
async def test_bodies_that_cannot_be_read(slack: SandboxSlack, body: bytes, error: str) -> None:
    headers = {
        "Authorization": f"Bearer {slack.bot_token}",
        "Content-Type": "application/json; charset=utf-8",
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(slack.api_url + "chat.postMessage", data=body, headers=headers) as answer,
    ):
        assert (answer.status, (await answer.json())["error"]) == (200, error)


async def test_arguments_may_come_by_query_and_form(slack: SandboxSlack) -> None:
    form = {"token": slack.bot_token, "text": "x", "blocks": '[{"type": "divider"}]'}
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            slack.api_url + "chat.postMessage", params={"channel": "courts"}, data=form
        ) as answer,
    ):
        assert (await answer.json())["ok"]
    assert [block["type"] for block in slack.channel("courts").messages[0].blocks] == ["divider"]
    assert "token" not in slack.calls[-1].arguments
