"""Blocks and views that Slack takes, and ones that it refuses, each with its name."""

from __future__ import annotations

from typing import Any

Block = dict[str, Any]


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def section(text: str = "x", **more: Any) -> Block:
    return {"type": "section", "text": mrkdwn(text), **more}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def button(text: str = "Go", **more: Any) -> Block:
    return {"type": "button", "text": plain(text), **more}


def option(text: str = "a", value: str = "a") -> Block:
    return {"text": plain(text), "value": value}


def select(count: int, **more: Any) -> Block:
    options = [option(f"o{n}", f"v{n}") for n in range(count)]
    return {"type": "static_select", "options": options, **more}


def table(rows: int, columns: int) -> Block:
    cell = {"type": "raw_text", "text": "1"}
    return {"type": "table", "rows": [[cell] * columns for _ in range(rows)]}


def rich(*parts: Block) -> Block:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": list(parts)}],
    }


CONFIRM = {
    "title": plain("Sure?"),
    "text": mrkdwn("It ends the follow."),
    "confirm": plain("End it"),
    "deny": plain("Keep"),
}
OVERFLOW = {"type": "overflow", "options": [option()]}
INPUT = {"type": "plain_text_input", "action_id": "words"}

TAKEN: dict[str, list[Block]] = {
    "section": [section()],
    "section at its longest": [section("x" * 3000)],
    "fields": [{"type": "section", "fields": [mrkdwn("x" * 2000)] * 5}],
    "verbatim": [{"type": "section", "text": mrkdwn("x") | {"verbatim": True}}],
    "accessory button": [section(accessory=button(value="v", style="primary"))],
    "accessory image": [
        section(accessory={"type": "image", "image_url": "https://x.example/a", "alt_text": "a"})
    ],
    "expand": [section(expand=True)],
    "header": [{"type": "header", "text": plain("x" * 150)}],
    "divider": [{"type": "divider", "block_id": "d"}],
    "context": [{"type": "context", "elements": [mrkdwn("a"), plain("b")]}],
    "buttons": [actions(*(button(action_id=f"a{n}") for n in range(25)))],
    "link button": [actions(button(url="https://x.example/", confirm=CONFIRM))],
    "menu": [actions(select(100, placeholder=plain("Which?")))],
    "overflow": [actions(OVERFLOW)],
    "checkboxes": [actions({"type": "checkboxes", "options": [option()]})],
    "radio buttons": [actions({"type": "radio_buttons", "options": [option()]})],
    "pickers": [
        actions(
            {"type": "datepicker", "initial_date": "2026-11-03"},
            {"type": "timepicker", "initial_time": "09:00"},
            {"type": "users_select"},
            {"type": "channels_select"},
            {"type": "conversations_select", "filter": {"include": ["public"]}},
        )
    ],
    "input": [{"type": "input", "label": plain("Words"), "element": INPUT}],
    "rich text": [
        rich(
            {"type": "text", "text": "In re ", "style": {"bold": True}},
            {"type": "link", "url": "https://x.example/", "text": "Acme"},
        )
    ],
    "rich text list": [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
                    ],
                }
            ],
        }
    ],
    "markdown": [{"type": "markdown", "text": "**x**"}],
    "table": [table(100, 3)],
    "image": [{"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a"}],
    "context actions": [
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "positive_button": {"text": plain("Good"), "value": "1"},
                    "negative_button": {"text": plain("Bad"), "value": "0"},
                }
            ],
        }
    ],
    "card": [{"type": "card", "title": mrkdwn("x"), "actions": [button()]}],
    "carousel": [{"type": "carousel", "elements": [{"type": "card", "body": mrkdwn("x")}]}],
    "container": [{"type": "container", "title": plain("x"), "child_blocks": [section()]}],
    "task card": [{"type": "task_card", "task_id": "1", "title": "x", "status": "complete"}],
    "plan": [{"type": "plan", "title": "x"}],
    "fifty": [{"type": "divider"}] * 50,
}

REFUSED: dict[str, list[Any]] = {
    "misspelt type": [{"type": "secton", "text": mrkdwn("x")}],
    "no type": [{"text": mrkdwn("x")}],
    "a word for a block": ["section"],
    "unknown key": [section(colour="red")],
    "section without anything": [{"type": "section"}],
    "section text a word": [{"type": "section", "text": "x"}],
    "section too long": [section("x" * 3001)],
    "section empty": [section("")],
    "eleven fields": [{"type": "section", "fields": [mrkdwn("x")] * 11}],
    "field too long": [{"type": "section", "fields": [mrkdwn("x" * 2001)]}],
    "no fields": [{"type": "section", "fields": []}],
    "emoji in mrkdwn": [{"type": "section", "text": mrkdwn("x") | {"emoji": True}}],
    "verbatim in plain": [{"type": "section", "text": plain("x") | {"verbatim": True}}],
    "header in mrkdwn": [{"type": "header", "text": mrkdwn("x")}],
    "header too long": [{"type": "header", "text": plain("x" * 151)}],
    "context of eleven": [{"type": "context", "elements": [mrkdwn("x")] * 11}],
    "context with a button": [{"type": "context", "elements": [button()]}],
    "context empty": [{"type": "context", "elements": []}],
    "twenty-six buttons": [actions(*(button(action_id=f"a{n}") for n in range(26)))],
    "no buttons": [actions()],
    "button too long": [actions(button("x" * 76))],
    "button in mrkdwn": [actions({"type": "button", "text": mrkdwn("x")})],
    "value too long": [actions(button(value="x" * 2001))],
    "value a number": [actions(button(value=61))],
    "url too long": [actions(button(url="https://x.example/" + "x" * 3000))],
    "style unknown": [actions(button(style="default"))],
    "action_id too long": [actions(button(action_id="x" * 256))],
    "block_id too long": [section(block_id="x" * 256)],
    "input in actions": [actions(INPUT)],
    "hundred and one options": [actions(select(101))],
    "menu without options": [actions({"type": "static_select"})],
    "option too long": [actions({"type": "overflow", "options": [option("x" * 76)]})],
    "option value too long": [actions({"type": "overflow", "options": [option("x", "x" * 151)]})],
    "overflow of six": [actions({"type": "overflow", "options": [option()] * 6})],
    "overflow of none": [actions({"type": "overflow", "options": []})],
    "eleven checkboxes": [actions({"type": "checkboxes", "options": [option()] * 11})],
    "placeholder too long": [actions(select(1, placeholder=plain("x" * 151)))],
    "confirm too long": [actions(button(confirm=CONFIRM | {"title": plain("x" * 101)}))],
    "confirm without words": [actions(button(confirm={"title": plain("x")}))],
    "input without label": [{"type": "input", "element": INPUT}],
    "input with a button": [{"type": "input", "label": plain("x"), "element": button()}],
    "image without words": [{"type": "image", "image_url": "https://x.example/a.png"}],
    "image without picture": [{"type": "image", "alt_text": "a"}],
    "rich text of nothing": [{"type": "rich_text", "elements": []}],
    "rich text unknown": [rich({"type": "shout", "text": "x"})],
    "markdown too long": [{"type": "markdown", "text": "x" * 12001}],
    "markdown empty": [{"type": "markdown", "text": ""}],
    "table too long": [table(101, 1)],
    "table too wide": [table(1, 21)],
    "card too long": [{"type": "card", "body": mrkdwn("x" * 201)}],
    "carousel of eleven": [
        {"type": "carousel", "elements": [{"type": "card", "body": mrkdwn("x")}] * 11}
    ],
    "container of eleven": [{"type": "container", "child_blocks": [{"type": "divider"}] * 11}],
    "fifty-one": [{"type": "divider"}] * 51,
}


def modal(**more: Any) -> Block:
    return {
        "type": "modal",
        "title": plain("Settings"),
        "submit": plain("Save"),
        "blocks": [section()],
        **more,
    }


VIEWS_TAKEN: dict[str, Block] = {
    "modal": modal(),
    "modal at its longest": modal(
        title=plain("x" * 24), private_metadata="x" * 3000, callback_id="x" * 255
    ),
    "alert": modal(blocks=[{"type": "alert", "text": plain("x"), "level": "warning"}]),
    "hundred blocks": modal(blocks=[{"type": "divider"}] * 100),
    "home": {"type": "home", "blocks": [section()]},
}
VIEWS_REFUSED: dict[str, Block] = {
    "title too long": modal(title=plain("x" * 25)),
    "title in mrkdwn": modal(title=mrkdwn("x")),
    "submit too long": modal(submit=plain("x" * 25)),
    "close too long": modal(close=plain("x" * 25)),
    "no title": {"type": "modal", "blocks": [section()]},
    "no blocks": modal(blocks=[]),
    "hundred and one blocks": modal(blocks=[{"type": "divider"}] * 101),
    "private_metadata too long": modal(private_metadata="x" * 3001),
    "private_metadata an object": modal(private_metadata={"a": 1}),
    "callback_id too long": modal(callback_id="x" * 256),
    "unknown key": modal(size="large"),
    "home with a title": {"type": "home", "blocks": [section()], "title": plain("x")},
}
