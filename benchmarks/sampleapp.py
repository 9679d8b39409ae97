"""A small app for the surfaces that the page can show and Crier does not use yet.

``/docket settings`` opens a modal that finds mistakes, the Home tab lists follows. Every
view says that it is a sample; no case in them is real.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SandboxSlack

Json = dict[str, Any]
SAMPLE = "Sample view: Crier has no such page yet, and these cases are invented."
CASE = "Larkspur Tenants Ass'n v. Meridian Water Dist."
MISTAKE = "Begin each with + or −, as in +judgment."


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": words(text), "value": value}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def context(text: str) -> Json:
    return {"type": "context", "elements": [mrkdwn(text)]}


def button(text: str, action: str) -> Json:
    return {"type": "button", "text": words(text), "action_id": action}


def asked(block: str, label: str, element: Json, **more: Any) -> Json:
    given = element | {"action_id": block}
    return {"type": "input", "block_id": block, "label": words(label), "element": given, **more}


_WHICH = [
    option("All filings", "all"),
    option("Rulings, motions and pleadings", "weighty"),
    option("Rulings only", "rulings"),
]
_WHEN = [
    option("At once", "now"),
    option("Every hour", "hourly"),
    option("Once a day", "daily"),
]
SETTINGS: Json = {
    "type": "modal",
    "callback_id": "settings",
    "title": words("Follow settings"),
    "submit": words("Save"),
    "close": words("Cancel"),
    "blocks": [
        section(f"*{CASE}*\nN.D. Cal. 3:25-cv-99118 · in #courts"),
        asked(
            "which",
            "What to tell",
            {"type": "radio_buttons", "options": _WHICH, "initial_option": _WHICH[1]},
        ),
        asked(
            "when", "When", {"type": "static_select", "options": _WHEN, "initial_option": _WHEN[0]}
        ),
        asked(
            "words",
            "Only with these words, never with those",
            {"type": "plain_text_input", "placeholder": words("+judgment −extension")},
            optional=True,
            hint=words("A word after + must be there, one after − must not."),
        ),
        context(SAMPLE),
    ],
}


def home() -> Json:
    menu = {
        "type": "overflow",
        "action_id": "more",
        "options": [option("Settings", "settings"), option("Unfollow", "unfollow")],
    }
    rows = (
        (CASE, "N.D. Cal. 3:25-cv-99118", "Order, No. 61, 2:41 p.m. ET", "#courts, at once"),
        ("In re Harbor Lane Stores", "Bankr. D. Del. 25-99310", "Objection, No. 407, 12:58 p.m.",
         "#courts, hourly"),
        ("United States v. Ashdown", "S.D.N.Y. 1:25-cr-99207", "Minute entry, Oct. 31",
         "#investigations, daily 7 a.m."),
    )  # fmt: skip
    shown = [
        section(f"*{case}* · {cited}\n{last} · {where}", accessory=menu)
        for case, cited, last, where in rows
    ]
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": words("Cases you follow")},
            *shown,
            {
                "type": "actions",
                "elements": [
                    button("Follow a case", "follow") | {"style": "primary"},
                    button("Check now", "check"),
                ],
            },
            {"type": "divider"},
            {"type": "header", "text": words("Courts")},
            section("D.D.C. lists all types; last read 3:17 p.m. ET, rebuilt about :17"),
            section("S.D.N.Y. leaves out minute entries; last read 3:05 p.m. ET"),
            context(SAMPLE),
        ],
    }


def app_for(slack: SandboxSlack) -> AsyncApp:
    app = AsyncApp(client=AsyncWebClient(slack.bot_token, base_url=slack.api_url))

    @app.command("/docket")
    async def typed(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=SETTINGS)

    @app.view("settings")
    async def saved(ack: AsyncAck, view: Json) -> None:
        said = view["state"]["values"]["words"]["words"]["value"] or ""
        if all(word[0] in "+-−" for word in said.split()):
            await ack()
        else:
            await ack(response_action="errors", errors={"words": MISTAKE})

    @app.event("app_home_opened")
    async def opened(event: Json, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=home())

    @app.action({"type": "block_actions"})
    async def pressed(ack: AsyncAck) -> None:
        await ack()

    return app


@asynccontextmanager
async def at_work(slack: SandboxSlack) -> AsyncIterator[AsyncApp]:
    """The app, connected by Socket Mode."""
    app = app_for(slack)
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        await slack.sockets.wait_connected()
        yield app
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
