"""People in the sandbox: menus, modals, Home, shortcuts, links, and what a page would see."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.slack import OFF, SandboxSlack, Setup
from sandbox.slack.happenings import MessagePosted, Refusal, ViewShown
from tests.sandbox_slack_blocks import actions, option, plain, section
from tests.sandbox_slack_client import Heard, listening, web_client


@pytest.fixture
async def slack() -> AsyncIterator[SandboxSlack]:
    async with SandboxSlack(Setup(rates=OFF)) as running:
        running.invite("courts")
        yield running


@pytest.fixture
async def heard(slack: SandboxSlack) -> AsyncIterator[Heard]:
    async with listening(slack) as told:
        yield told


async def test_a_menu_is_chosen_from(slack: SandboxSlack, heard: Heard) -> None:
    menu = {
        "type": "static_select",
        "action_id": "kinds",
        "options": [option("Orders", "orders"), option("All", "all")],
    }
    overflow = {"type": "overflow", "action_id": "more", "options": [option("Cite", "cite")]}
    posted = await web_client(slack).chat_postMessage(
        channel="courts", text="x", blocks=[actions(menu, overflow)]
    )
    message = slack.channel("courts").get(posted["ts"])
    assert message is not None
    reporter = slack.user("reporter")
    await reporter.press(message, "kinds", "Orders")
    await reporter.press(message, "more", "cite")
    chosen, cited = heard
    assert chosen["actions"][0]["selected_option"]["value"] == "orders"
    block_id = chosen["actions"][0]["block_id"]
    assert chosen["state"]["values"][block_id]["kinds"]["selected_option"]["value"] == "orders"
    assert chosen["message"]["ts"] == message.ts
    assert chosen["container"]["is_ephemeral"] is False
    assert cited["actions"][0]["selected_option"]["text"]["text"] == "Cite"
    with pytest.raises(ValueError, match="no option"):
        await reporter.press(message, "kinds", "Motions")
    with pytest.raises(ValueError, match="0 elements"):
        await reporter.press(message, "Unfollow")


async def test_an_ephemeral_message_is_not_sent_along(slack: SandboxSlack, heard: Heard) -> None:
    reporter, editor = slack.user("reporter"), slack.user("editor")
    button = {"type": "button", "action_id": "go", "text": plain("Go")}
    await web_client(slack).chat_postEphemeral(
        channel=slack.channel("courts").id,
        user=reporter.id,
        text="x",
        blocks=[actions(button)],
    )
    (message,) = slack.channel("courts").ephemerals
    with pytest.raises(ValueError, match="does not see"):
        await editor.press(message, "Go")
    await reporter.press(message, "Go")
    assert "message" not in heard[0]
    assert heard[0]["container"]["is_ephemeral"] is True


async def test_shortcuts_and_direct_messages_arrive(slack: SandboxSlack, heard: Heard) -> None:
    reporter = slack.user("reporter")
    said = await reporter.say("courts", "No. 25-123 is out")
    assert heard == []
    await reporter.message_shortcut(said, "find_cases")
    assert (heard[0]["type"], heard[0]["message"]["text"]) == ("message_action", said.text)
    await reporter.shortcut("new_follow")
    assert (heard[1]["type"], heard[1]["callback_id"]) == ("shortcut", "new_follow")
    await reporter.dm("help")
    assert heard[2]["event"]["channel_type"] == "im"


async def test_a_link_to_a_docket_is_shared_and_unfurled(slack: SandboxSlack, heard: Heard) -> None:
    link = "https://www.courtlistener.com/docket/1/a-v-b/"
    said = await slack.user("reporter").say("courts", f"see {link}")
    event = heard[0]["event"]
    assert event["links"] == [{"url": link, "domain": "courtlistener.com"}]
    await web_client(slack).chat_unfurl(
        channel=said.channel, ts=said.ts, unfurls={link: {"blocks": [section("A v. B")]}}
    )
    shown = slack.message(said)
    assert shown is not None
    assert shown.attachments[0]["blocks"][0]["text"]["text"] == "A v. B"


async def test_comings_and_goings_are_told(slack: SandboxSlack, heard: Heard) -> None:
    slack.invite("investigations")
    (joined,) = slack.courier.deliveries[-1:]
    await joined.done.wait()
    assert heard[-1]["event"]["type"] == "member_joined_channel"
    for delivery in slack.archive("courts") + slack.uninstall():
        await delivery.done.wait()
    kinds = [body["event"]["type"] for body in heard[-3:]]
    assert sorted(kinds) == ["app_uninstalled", "channel_archive", "tokens_revoked"]
    with pytest.raises(SlackApiError, match="account_inactive"):
        await web_client(slack).auth_test()


async def test_a_page_sees_all_that_happens(slack: SandboxSlack) -> None:
    client, reporter = web_client(slack), slack.user("reporter")
    with slack.events() as stream:
        await client.chat_postMessage(channel="courts", text="x")
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel="courts", text="")
        view = {"type": "home", "blocks": [section()]}
        await client.views_publish(user_id=reporter.id, view=view)
        posted, refused, shown = [await anext(stream) for _ in range(3)]
    assert isinstance(posted, MessagePosted)
    assert isinstance(refused, Refusal)
    assert (refused.error, refused.arguments["channel"]) == ("no_text", "courts")
    assert isinstance(shown, ViewShown)
    assert shown.user == reporter.id


async def test_waiting_for_what_never_comes_ends(slack: SandboxSlack) -> None:
    with pytest.raises(TimeoutError):
        await slack.wait_for(lambda message: message.text == "never", within=0.01)


async def test_what_is_typed_arrives_as_slack_hands_it_on(
    slack: SandboxSlack, heard: Heard
) -> None:
    reporter, courts = slack.user("reporter"), slack.channel("courts")
    link = "https://ecf.dcd.uscourts.gov/cgi-bin/show?a=1&b=2"
    said = await reporter.mention("courts", f"{link}, A & B in #courts for @editor <x>")
    assert said.text == (
        f"<@{slack.bot_user}> <{link.replace('&', '&amp;')}>, A &amp; B "
        f"in <#{courts.id}|courts> for <@{slack.user('editor').id}|editor> &lt;x&gt;"
    )
    shared = [body["event"] for body in heard if body["event"]["type"] == "link_shared"]
    assert shared[0]["links"] == [{"url": link, "domain": "uscourts.gov"}]


@pytest.mark.parametrize("should_escape", [False, True])
async def test_a_command_is_escaped_when_the_manifest_says_so(should_escape: bool) -> None:
    async with SandboxSlack(Setup(should_escape=should_escape)) as slack:
        link = "https://www.courtlistener.com/docket/1/a-v-b/"
        asked = await slack.user("reporter").command("courts", "/docket", link)
        assert asked.payload["text"] == (f"<{link}>" if should_escape else link)


async def test_people_type_only_where_they_can() -> None:
    async with SandboxSlack() as slack:
        with pytest.raises(ValueError, match="archived"):
            await slack.user("reporter").command("old-desk", "/docket", "help")
        with pytest.raises(ValueError, match="no channel"):
            await slack.user("reporter").say("nowhere", "x")
