"""The sandbox Slack, driven by the real slack_sdk and a real Bolt app over Socket Mode."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from sandbox.slack import SandboxSlack, Setup
from tests.sandbox_slack_client import connected, web_client

CASE = "Alder Mills v. Birch Co."


@pytest.fixture
async def slack() -> AsyncIterator[SandboxSlack]:
    async with SandboxSlack() as running:
        yield running


@pytest.fixture
async def app(slack: SandboxSlack) -> AsyncIterator[AsyncApp]:
    bolt = AsyncApp(client=web_client(slack))

    @bolt.command("/docket")
    async def docket(ack: Any, respond: Any, command: Any, client: Any) -> None:
        await ack()
        if command["text"] == "card":
            await respond(text=CASE, blocks=card(), response_type="ephemeral")
        elif command["text"] == "show":
            await respond(text=CASE, response_type="in_channel")
        elif command["text"] == "form":
            await client.views_open(trigger_id=command["trigger_id"], view=form())

    @bolt.action("follow")
    async def follow(ack: Any, respond: Any, action: Any) -> None:
        await ack()
        await respond(text=f"Following {action['value']}", replace_original=True)

    @bolt.view("settings")
    async def settings(ack: Any, view: Any) -> None:
        values = view["state"]["values"]
        if values["words"]["words"]["value"] == "none":
            await ack(response_action="errors", errors={"words": "Type a word."})
        else:
            await ack()

    @bolt.event("app_mention")
    async def mention(event: Any, say: Any) -> None:
        await say(text="Here.", thread_ts=event["ts"])

    async with connected(bolt, slack):
        yield bolt


def card() -> list[dict[str, Any]]:
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*{CASE}*"}},
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "follow",
                    "value": "dcd/1:25-cv-00001",
                    "text": {"type": "plain_text", "text": "Follow here"},
                }
            ],
        },
    ]


def form() -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "settings",
        "title": {"type": "plain_text", "text": "Settings"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [
            {
                "type": "input",
                "block_id": "words",
                "label": {"type": "plain_text", "text": "Only with these words"},
                "element": {"type": "plain_text_input", "action_id": "words"},
            }
        ],
    }


async def test_a_command_is_acked_and_answered_to_the_asker_alone(
    slack: SandboxSlack, app: AsyncApp
) -> None:
    reporter = slack.user("reporter")
    interaction = await reporter.command("courts", "/docket", "card")
    assert interaction.acked
    answer = await interaction.reply()
    assert answer.ephemeral_to == reporter.id
    assert answer.text == CASE
    assert slack.channel("courts").messages == []
    assert slack.refusals == []


async def test_a_press_replaces_the_message_it_happened_in(
    slack: SandboxSlack, app: AsyncApp
) -> None:
    reporter = slack.user("reporter")
    asked = await reporter.command("courts", "/docket", "card")
    answer = await asked.reply()
    press = await reporter.press(answer, "Follow here")
    changed = await press.reply(lambda message: message.text.startswith("Following"))
    assert (changed.ts, changed.text) == (answer.ts, "Following dcd/1:25-cv-00001")
    assert changed.blocks == ()
    assert slack.refusals == []


async def test_an_answer_can_go_to_the_channel(slack: SandboxSlack, app: AsyncApp) -> None:
    asked = await slack.user("reporter").command("courts", "/docket", "show")
    shown = await slack.wait_for(lambda message: message.text == CASE)
    assert (await asked.reply()).ts == shown.ts
    assert [message.ts for message in slack.channel("courts").messages] == [shown.ts]


async def test_a_modal_is_opened_refused_and_sent(slack: SandboxSlack, app: AsyncApp) -> None:
    reporter = slack.user("reporter")
    asked = await reporter.command("courts", "/docket", "form")
    view = await asked.modal()
    with pytest.raises(ValueError, match="words"):
        await reporter.submit(view)
    refused = await reporter.submit(view, {"words": "none"})
    assert refused.shown_errors == {"words": "Type a word."}
    sent = await reporter.submit(view, {"words": "injunction"})
    assert sent.acked
    assert slack.core.views.top(reporter.id) is None


async def test_a_mention_is_answered_in_its_thread(slack: SandboxSlack, app: AsyncApp) -> None:
    slack.invite("courts")
    said = await slack.user("reporter").mention("courts", "are you there?")
    answer = await slack.wait_for(lambda message: message.text == "Here.")
    assert answer.thread_ts == said.ts
    assert slack.refusals == []


async def test_a_command_that_nobody_handles_is_never_acked() -> None:
    async with SandboxSlack(Setup(ack_seconds=0.05)) as slack:
        bolt = AsyncApp(client=web_client(slack))
        async with connected(bolt, slack):
            interaction = await slack.user("reporter").command("courts", "/docket", "help")
    assert not interaction.acked
    assert interaction.error == "operation_timeout"
