"""Modals, Home tabs and menus in the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from sandbox.slack import OFF, SandboxSlack, Setup, modals
from tests.sandbox_slack_blocks import actions, modal, option, plain, section
from tests.sandbox_slack_client import Heard, connected, listening, web_client


@pytest.fixture
async def slack() -> AsyncIterator[SandboxSlack]:
    async with SandboxSlack(Setup(rates=OFF)) as running:
        running.invite("courts")
        yield running


@pytest.fixture
async def heard(slack: SandboxSlack) -> AsyncIterator[Heard]:
    async with listening(slack) as told:
        yield told


async def test_a_trigger_works_once_and_soon() -> None:
    now = [1_700_000_000.0]
    async with SandboxSlack(clock=lambda: now[0]) as slack:
        client, reporter = web_client(slack), slack.user("reporter")

        async def trigger() -> str:
            return (await reporter.command("courts", "/docket", "x")).trigger_id

        async def error_of(trigger_id: str) -> str:
            with pytest.raises(SlackApiError) as caught:
                await client.views_open(trigger_id=trigger_id, view=modal())
            return str(caught.value.response["error"])

        used = await trigger()
        await client.views_open(trigger_id=used, view=modal())
        assert await error_of(used) == "exchanged_trigger_id"
        late = await trigger()
        now[0] += 3.5
        assert await error_of(late) == "expired_trigger_id"
        assert await error_of("1.2.3") == "invalid_trigger_id"


async def test_modals_are_pushed_changed_and_closed(slack: SandboxSlack, heard: Heard) -> None:
    client, reporter = web_client(slack), slack.user("reporter")
    press = {"type": "button", "action_id": "more", "text": plain("More")}
    asked = await reporter.command("courts", "/docket", "settings")
    opened = await client.views_open(
        trigger_id=asked.trigger_id, view=modal(blocks=[actions(press)], notify_on_close=True)
    )
    pressed = await reporter.press_in_view(opened["view"], "More")
    assert heard[-1]["container"] == {"type": "view", "view_id": opened["view"]["id"]}
    pushed = await client.views_push(trigger_id=pressed.trigger_id, view=modal())
    assert pushed["view"]["previous_view_id"] == opened["view"]["id"]
    changed = await client.views_update(
        view_id=opened["view"]["id"], hash=opened["view"]["hash"], view=modal(notify_on_close=True)
    )
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(
            view_id=opened["view"]["id"], hash=opened["view"]["hash"], view=modal()
        )
    await reporter.close(pushed["view"])
    await reporter.close(changed["view"])
    assert heard[-1]["type"] == "view_closed"
    assert slack.core.views.stack(reporter.id) == []


async def test_what_was_filled_in_is_reported_by_its_kind(
    slack: SandboxSlack, heard: Heard
) -> None:
    def field(name: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
        element = element | {"action_id": name}
        return {"type": "input", "block_id": name, "label": plain("x"), "element": element, **more}

    options = [option("Orders", "orders"), option("Motions", "motions")]
    blocks = [
        field("words", {"type": "plain_text_input"}),
        field("kinds", {"type": "checkboxes", "options": options}),
        field("day", {"type": "datepicker", "initial_date": "2026-11-03"}),
        field("where", {"type": "conversations_select"}, optional=True),
    ]
    reporter = slack.user("reporter")
    asked = await reporter.command("courts", "/docket", "settings")
    await web_client(slack).views_open(trigger_id=asked.trigger_id, view=modal(blocks=blocks))
    await reporter.submit(await asked.modal(), {"words": "injunction", "kinds": ["Orders"]})
    values = heard[-1]["view"]["state"]["values"]
    assert values["words"]["words"] == {"type": "plain_text_input", "value": "injunction"}
    assert [o["value"] for o in values["kinds"]["kinds"]["selected_options"]] == ["orders"]
    assert values["day"]["day"]["selected_date"] == "2026-11-03"
    assert values["where"]["where"]["selected_conversation"] is None


async def test_home_is_published_and_opened(slack: SandboxSlack, heard: Heard) -> None:
    reporter = slack.user("reporter")
    assert await reporter.open_home() is None
    assert heard[-1]["event"]["type"] == "app_home_opened"
    view = {"type": "home", "blocks": [section("Follows: none")]}
    await web_client(slack).views_publish(user_id=reporter.id, view=view)
    shown = await reporter.open_home()
    assert shown is not None
    assert heard[-1]["event"]["view"]["id"] == shown["id"]


async def test_a_chosen_channel_comes_with_a_response_url(
    slack: SandboxSlack, heard: Heard
) -> None:
    menu = {"type": "conversations_select", "action_id": "to", "response_url_enabled": True}
    block = {"type": "input", "block_id": "to", "label": plain("To"), "element": menu}
    reporter, courts = slack.user("reporter"), slack.channel("courts")
    asked = await reporter.command("courts", "/docket", "x")
    await web_client(slack).views_open(trigger_id=asked.trigger_id, view=modal(blocks=[block]))
    await reporter.submit(await asked.modal(), {"to": courts.id})
    (given,) = heard[-1]["response_urls"]
    assert (given["block_id"], given["channel_id"]) == ("to", courts.id)
    async with (
        aiohttp.ClientSession() as session,
        session.post(given["response_url"], json={"text": "x", "response_type": "in_channel"}),
    ):
        assert [message.text for message in courts.messages] == ["x"]


async def test_an_external_menu_asks_the_app() -> None:
    async with SandboxSlack() as slack:
        bolt = AsyncApp(client=web_client(slack))

        @bolt.options("case")
        async def cases(ack: Any, body: Any) -> None:
            found = [option("Alder v. Birch", "dcd/1:25-cv-1")]
            await ack(options=found if body["value"] == "ald" else found * 101)

        menu = {"type": "external_select", "action_id": "case"}
        block = {"type": "input", "label": plain("Case"), "element": menu}
        async with connected(bolt, slack):
            view = modals.made(slack.core, modal(blocks=[block]))
            reporter = slack.user("reporter")
            (offered,) = await reporter.options(view, "case", "ald")
            assert offered["value"] == "dcd/1:25-cv-1"
            assert await reporter.options(view, "case", "a") == []
            assert slack.refusals[0].error == "invalid_options"


async def test_a_modal_is_pushed_from_a_modal_and_three_lie_on_each_other(
    slack: SandboxSlack, heard: Heard
) -> None:
    client, reporter = web_client(slack), slack.user("reporter")
    press = {"type": "button", "action_id": "more", "text": plain("More")}
    given = modal(blocks=[actions(press)])
    asked = await reporter.command("courts", "/docket", "x")
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await client.views_push(trigger_id=asked.trigger_id, view=given)
    asked = await reporter.command("courts", "/docket", "x")
    top = (await client.views_open(trigger_id=asked.trigger_id, view=given))["view"]
    for _ in range(2):
        pressed = await reporter.press_in_view(top, "More")
        top = (await client.views_push(trigger_id=pressed.trigger_id, view=given))["view"]
    pressed = await reporter.press_in_view(top, "More")
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await client.views_push(trigger_id=pressed.trigger_id, view=given)
