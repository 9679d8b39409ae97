"""Messages, threads and channels in the sandbox, through slack_sdk."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import OFF, SandboxSlack, Setup
from sandbox.slack.tokens import WIDE_SCOPES
from tests.sandbox_slack_client import refused, web_client

METADATA = {
    "event_type": "crier_alert",
    "event_payload": {"delivery": "p1", "filings": [{"court": "dcd", "number": 61}]},
}


@pytest.fixture
async def slack() -> AsyncIterator[SandboxSlack]:
    async with SandboxSlack(Setup(rates=OFF, scopes=WIDE_SCOPES)) as running:
        running.invite("courts")
        yield running


@pytest.fixture
def client(slack: SandboxSlack) -> AsyncWebClient:
    return web_client(slack)


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


async def test_each_message_has_a_ts_of_its_own_though_the_clock_stands_still() -> None:
    setup = Setup(rates=OFF, scopes=WIDE_SCOPES)
    async with SandboxSlack(setup, clock=lambda: 1_700_000_000.0) as slack:
        client = web_client(slack)
        stamps = [
            (await client.chat_postMessage(channel="courts", text="x"))["ts"] for _ in range(3)
        ]
    assert stamps == sorted(set(stamps))
    assert all(ts.startswith("1700000000.") and len(ts) == 17 for ts in stamps)


async def test_an_ephemeral_message_goes_to_somebody_in_the_channel(
    slack: SandboxSlack, client: AsyncWebClient
) -> None:
    courts, reporter = slack.channel("courts"), slack.user("reporter").id
    slack.remove("courts", reporter)
    caught = await refused(client.chat_postEphemeral(channel=courts.id, user=reporter, text="x"))
    assert caught.response["error"] == "user_not_in_channel"
    slack.invite("courts", reporter)
    await client.chat_postEphemeral(channel=courts.id, user=reporter, text="x")
    assert [message.ephemeral_to for message in courts.ephemerals] == [reporter]
    assert courts.messages == []


async def test_markdown_text_stands_alone(slack: SandboxSlack, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="courts", markdown_text="**x**")
    (message,) = slack.channel("courts").messages
    assert message.blocks[0]["text"] == "**x**"
    both = client.chat_postMessage(channel="courts", markdown_text="**x**", text="x")
    assert (await refused(both)).response["error"] == "markdown_text_conflict"
