"""The sandbox's Web API as slack_sdk meets it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from sandbox.slack import OFF, Rates, SandboxSlack, Setup
from sandbox.slack.tokens import BOT_SCOPES
from tests.sandbox_slack_client import web_client

METADATA = {
    "event_type": "crier_alert",
    "event_payload": {"delivery": "p1", "filings": [{"court": "dcd", "number": 61}]},
}


@pytest.fixture
async def slack() -> AsyncIterator[SandboxSlack]:
    async with SandboxSlack(Setup(rates=OFF)) as running:
        running.invite("courts")
        yield running


@pytest.fixture
def client(slack: SandboxSlack) -> AsyncWebClient:
    return web_client(slack)


async def refused(call: Any) -> SlackApiError:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value


async def test_auth_test_names_team_and_bot(slack: SandboxSlack, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"]) == (slack.team_id, slack.bot_user)
    assert answer.headers["x-oauth-scopes"] == ",".join(sorted(BOT_SCOPES))


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


async def test_a_post_is_kept_and_can_be_changed(
    slack: SandboxSlack, client: AsyncWebClient
) -> None:
    courts = slack.channel("courts")
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Notice*"}}]
    posted = await client.chat_postMessage(
        channel=courts.id, text="Notice", blocks=blocks, metadata=METADATA
    )
    await client.chat_update(channel=courts.id, ts=posted["ts"], text="Order", blocks=blocks)
    (message,) = courts.messages
    assert (message.text, message.metadata, message.edits) == ("Order", METADATA, 1)
    await client.chat_update(channel=courts.id, ts=posted["ts"], text="Words alone")
    assert courts.messages[0].blocks == ()


async def test_an_equal_client_msg_id_posts_twice(
    slack: SandboxSlack, client: AsyncWebClient
) -> None:
    for _ in range(2):
        await client.chat_postMessage(channel="#courts", text="x", client_msg_id="same")
    assert len(slack.channel("courts").messages) == 2


async def test_history_pages_backwards_and_shows_metadata_on_request(
    slack: SandboxSlack, client: AsyncWebClient
) -> None:
    courts = slack.channel("courts").id
    stamps = [
        (await client.chat_postMessage(channel=courts, text=str(n), metadata=METADATA))["ts"]
        for n in range(5)
    ]
    first = await client.conversations_history(channel=courts, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=courts, limit=2, cursor=cursor)
    assert [m["text"] for m in [*first["messages"], *second["messages"]]] == list("4321")
    assert first["messages"][0]["metadata"] == {"event_type": "crier_alert"}
    since = await client.conversations_history(
        channel=courts, oldest=stamps[3], inclusive=True, include_all_metadata=True
    )
    assert [m["text"] for m in since["messages"]] == ["4", "3"]
    assert since["messages"][0]["metadata"] == METADATA
    between = await client.conversations_history(channel=courts, oldest=stamps[0], latest=stamps[2])
    assert [m["text"] for m in between["messages"]] == ["1"]


async def test_a_thread_is_read_parent_first(slack: SandboxSlack, client: AsyncWebClient) -> None:
    courts = slack.channel("courts").id
    parent = (await client.chat_postMessage(channel=courts, text="parent"))["ts"]
    for words in ("one", "two"):
        await client.chat_postMessage(
            channel=courts, text=words, thread_ts=parent, metadata=METADATA
        )
    thread = await client.conversations_replies(
        channel=courts, ts=parent, include_all_metadata=True
    )
    assert [m["text"] for m in thread["messages"]] == ["parent", "one", "two"]
    assert thread["messages"][0]["reply_count"] == 2
    assert thread["messages"][2]["metadata"] == METADATA
    history = await client.conversations_history(channel=courts)
    assert [m["text"] for m in history["messages"]] == ["parent"]


async def test_reading_takes_membership_and_posting_in_public_does_not(
    slack: SandboxSlack, client: AsyncWebClient
) -> None:
    general = slack.channel("general").id
    await client.chat_postMessage(channel=general, text="x")
    caught = await refused(client.conversations_history(channel=general))
    assert caught.response["error"] == "not_in_channel"
    await client.conversations_join(channel=general)
    assert len((await client.conversations_history(channel=general))["messages"]) == 1


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("investigations", "channel_not_found"),
        ("old-desk", "is_archived"),
        ("nowhere", "channel_not_found"),
    ],
)
async def test_where_the_app_cannot_post(
    client: AsyncWebClient, slack: SandboxSlack, channel: str, error: str
) -> None:
    caught = await refused(client.chat_postMessage(channel=channel, text="x"))
    assert caught.response["error"] == error
    assert [refusal.error for refusal in slack.refusals] == [error]


async def test_a_private_channel_is_there_once_the_app_is_invited(
    slack: SandboxSlack, client: AsyncWebClient
) -> None:
    kinds = "public_channel,private_channel"
    before = await client.conversations_list(types=kinds, exclude_archived=True)
    assert [c["name"] for c in before["channels"]] == ["general", "courts"]
    slack.invite("investigations")
    after = await client.conversations_list(types=kinds, exclude_archived=True)
    assert [c["name"] for c in after["channels"]] == ["general", "courts", "investigations"]
    await client.chat_postMessage(channel=slack.channel("investigations").id, text="x")


async def test_a_direct_message_goes_by_user_id(
    slack: SandboxSlack, client: AsyncWebClient
) -> None:
    reporter = slack.user("reporter")
    posted = await client.chat_postMessage(channel=reporter.id, text="x")
    opened = await client.conversations_open(users=reporter.id)
    assert posted["channel"] == opened["channel"]["id"]


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
    async with SandboxSlack(Setup(rates=rates), clock=lambda: now[0]) as slack:
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


async def test_a_thread_outlives_its_first_message(
    slack: SandboxSlack, client: AsyncWebClient
) -> None:
    courts = slack.channel("courts").id
    parent = (await client.chat_postMessage(channel=courts, text="parent"))["ts"]
    await client.chat_postMessage(channel=courts, text="reply", thread_ts=parent)
    await client.chat_delete(channel=courts, ts=parent)
    thread = await client.conversations_replies(channel=courts, ts=parent)
    assert [m["text"] for m in thread["messages"]] == ["This message was deleted.", "reply"]
    assert thread["messages"][0]["subtype"] == "tombstone"


async def test_a_deleted_message_is_gone(slack: SandboxSlack, client: AsyncWebClient) -> None:
    courts = slack.channel("courts").id
    posted = await client.chat_postMessage(channel=courts, text="x")
    await client.chat_delete(channel=courts, ts=posted["ts"])
    assert slack.channel("courts").messages == []
    caught = await refused(client.chat_update(channel=courts, ts=posted["ts"], text="y"))
    assert caught.response["error"] == "message_not_found"


async def test_the_app_changes_its_own_messages_only(
    slack: SandboxSlack, client: AsyncWebClient
) -> None:
    said = await slack.user("reporter").say("courts", "mine")
    caught = await refused(client.chat_update(channel=said.channel, ts=said.ts, text="yours"))
    assert caught.response["error"] == "cant_update_message"


async def test_who_is_who(slack: SandboxSlack, client: AsyncWebClient) -> None:
    reporter = slack.user("reporter")
    user = (await client.users_info(user=reporter.id))["user"]
    assert (user["name"], user["tz"]) == ("reporter", "America/New_York")
    everyone = (await client.users_list())["members"]
    assert [u["name"] for u in everyone] == ["crier", "reporter", "editor"]
    members = (await client.conversations_members(channel=slack.channel("courts").id))["members"]
    assert slack.bot_user in members
    assert (await client.team_info())["team"]["id"] == slack.team_id


async def test_a_reaction_is_added_once(slack: SandboxSlack, client: AsyncWebClient) -> None:
    courts = slack.channel("courts").id
    posted = await client.chat_postMessage(channel=courts, text="x")
    await client.reactions_add(channel=courts, timestamp=posted["ts"], name="scales")
    caught = await refused(
        client.reactions_add(channel=courts, timestamp=posted["ts"], name="scales")
    )
    assert caught.response["error"] == "already_reacted"


async def test_a_permalink_leads_to_the_reply(slack: SandboxSlack, client: AsyncWebClient) -> None:
    courts = slack.channel("courts").id
    parent = (await client.chat_postMessage(channel=courts, text="x"))["ts"]
    reply = (await client.chat_postMessage(channel=courts, text="y", thread_ts=parent))["ts"]
    link = (await client.chat_getPermalink(channel=courts, message_ts=reply))["permalink"]
    assert link.endswith(f"/p{reply.replace('.', '')}?thread_ts={parent}&cid={courts}")


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
