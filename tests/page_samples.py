"""One of each block and element that Slack has, with the same words in every text field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.page import Names, Page, Place, Reader, Shortcut, Who

Json = dict[str, Any]
ZONE = ZoneInfo("America/New_York")
NOW = datetime(2025, 11, 3, 20, 30, tzinfo=UTC)
FILED = 1762198860  # 2:41 p.m. on Nov. 3 in New York
NAMES = Names(
    users={
        "U1": Who("U1", "Rita Reporter"),
        "U2": Who("U2", "Ed Editor"),
        "UB": Who("UB", "Court Crier", is_app=True),
    },
    channels={
        "C1": Place("C1", "courts"),
        "C2": Place("C2", "desk", "private"),
        "D1": Place("D1", "Court Crier", "im"),
    },
    groups={"S1": "desk"},
    me="U1",
)
READER = Reader(ZONE, NAMES, NOW)
PAGE = Page(ZONE, NAMES, NOW, (Shortcut("cite", "Cite this case"),))


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value, "description": plain(text)}


def image(text: str) -> Json:
    return {"type": "image", "image_url": "https://x.example/a.png", "alt_text": text}


def rich(text: str) -> Json:
    style = dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), True)
    parts = [
        {"type": "text", "text": text, "style": style},
        {"type": "link", "url": "https://x.example/", "text": text},
        {"type": "user", "user_id": "U1"},
        {"type": "user", "user_id": text},
        {"type": "usergroup", "usergroup_id": text},
        {"type": "channel", "channel_id": text},
        {"type": "team", "team_id": text},
        {"type": "broadcast", "range": text},
        {"type": "emoji", "name": "scales"},
        {"type": "emoji", "name": text},
        {"type": "date", "timestamp": FILED, "format": "{date} at {time}", "fallback": text},
        {"type": "color", "value": text},
        {"type": "color", "value": "#ff8800"},
        {"type": "unheard_of", "text": text},
    ]
    section = {"type": "rich_text_section", "elements": parts}
    return {
        "type": "rich_text",
        "elements": [
            section,
            {"type": "rich_text_list", "style": "ordered", "elements": [section], "offset": 2},
            {"type": "rich_text_list", "style": "bullet", "elements": [section], "indent": 1},
            {"type": "rich_text_quote", "elements": parts},
            {"type": "rich_text_preformatted", "elements": parts[:2]},
        ],
    }


def elements(text: str) -> dict[str, Json]:
    """By type. ``text`` is in every field that people read."""
    ask = {"placeholder": plain(text), "accessibility_label": text}
    confirm = {name: plain(text) for name in ("title", "text", "confirm", "deny")}
    options = [option(text, "a"), option("second", "b")]
    groups = [{"label": plain(text), "options": options}]
    feedback = {"text": plain(text), "value": "1", "accessibility_label": text}
    given: dict[str, Json] = {
        "button": {"text": plain(text), "confirm": confirm, "style": "danger", "value": text},
        "workflow_button": {"text": plain(text), "workflow": {"trigger": {"url": text}}},
        "icon_button": {"icon": "trash", "text": plain(text), "accessibility_label": text},
        "feedback_buttons": {"positive_button": feedback, "negative_button": feedback},
        "overflow": {"options": [*options, option(text, "c") | {"url": "https://x.example/"}]},
        "checkboxes": {"options": options, "initial_options": options[:1]},
        "radio_buttons": {"options": options, "initial_option": options[1]},
        "static_select": {**ask, "options": options, "initial_option": options[0]},
        "multi_static_select": {**ask, "option_groups": groups, "initial_options": options},
        "external_select": {**ask, "initial_option": options[0]},
        "multi_external_select": {**ask, "initial_options": options},
        "users_select": {**ask, "initial_user": "U2", "confirm": confirm},
        "multi_users_select": {**ask, "initial_users": ["U2", "U1"]},
        "conversations_select": {**ask, "default_to_current_conversation": True},
        "multi_conversations_select": {**ask, "initial_conversations": ["D1"]},
        "channels_select": {**ask, "initial_channel": "C1"},
        "multi_channels_select": {**ask, "initial_channels": ["C1"]},
        "datepicker": {**ask, "initial_date": "2025-11-03"},
        "timepicker": {**ask, "initial_time": "14:41", "timezone": "America/New_York"},
        "datetimepicker": {"initial_date_time": FILED},
        "plain_text_input": {**ask, "initial_value": text, "min_length": 1, "max_length": 3000},
        "email_text_input": {**ask, "initial_value": text},
        "url_text_input": {**ask, "initial_value": text},
        "number_input": {**ask, "is_decimal_allowed": False, "min_value": "1", "max_value": "9"},
        "rich_text_input": {**ask, "initial_value": rich(text)},
        "file_input": {"filetypes": [text]},
        "image": image(text),
        "url": {"url": "https://x.example/", "text": text},
    }
    return {
        kind: {"type": kind, "action_id": f"act_{kind}"} | fields for kind, fields in given.items()
    }


def blocks(text: str) -> dict[str, Json]:
    """By type. ``text`` is in every field that people read."""
    element = elements(text)
    card = {
        "type": "card", "title": mrkdwn(text), "subtitle": mrkdwn(text), "body": mrkdwn(text),
        "icon": image(text), "hero_image": image(text), "actions": [element["button"]],
    }  # fmt: skip
    task = {
        "type": "task_card", "task_id": "1", "title": text, "status": "complete",
        "details": rich(text), "output": rich(text), "sources": [element["url"]],
    }  # fmt: skip
    cells = [{"type": "raw_text", "text": text}, {"type": "raw_number", "text": "61", "value": 61}]
    given: dict[str, Json] = {
        "header": {"text": plain(text)},
        "section": {
            "text": mrkdwn(text), "fields": [mrkdwn(text), plain(text)],
            "accessory": element["overflow"],
        },
        "context": {"elements": [image(text), mrkdwn(text), plain(text)]},
        "divider": {},
        "image": {"image_url": "https://x.example/a.png", "alt_text": text, "title": plain(text)},
        "actions": {"elements": [e for kind, e in element.items() if kind not in ("image", "url")]},
        "context_actions": {"elements": [element["feedback_buttons"], element["icon_button"]]},
        "input": {
            "label": plain(text), "hint": plain(text), "optional": True,
            "element": element["plain_text_input"] | {"multiline": True},
        },
        "rich_text": rich(text),
        "markdown": {"text": text},
        "alert": {"text": mrkdwn(text), "level": "warning"},
        "card": card,
        "carousel": {"elements": [card, card]},
        "container": {
            "title": plain(text), "subtitle": mrkdwn(text), "icon": image(text),
            "is_collapsible": True, "child_blocks": [{"type": "header", "text": plain(text)}],
        },
        "plan": {"title": text, "tasks": [task]},
        "task_card": task,
        "table": {"rows": [cells, [rich(text), *cells]], "column_settings": [{"align": "right"}]},
        "data_table": {"caption": text, "rows": [cells, cells]},
        "video": {
            "title": plain(text), "title_url": "https://x.example/", "alt_text": text,
            "description": plain(text), "author_name": text, "provider_name": text,
            "video_url": "https://x.example/v", "thumbnail_url": "https://x.example/t",
        },
        "file": {"external_id": text, "source": text},
        "call": {"call_id": text, "call": {"v1": {"name": text, "join_url": "https://x.example"}}},
        "auth_provider": {
            "value": text, "name": plain(text), "description": plain(text), "is_connected": True,
            "connected_identity": plain(text), "connected_context": plain(text),
            "disconnect_url": "https://x.example/", "accessory": element["overflow"],
        },
    }  # fmt: skip
    return {
        kind: {"type": kind, "block_id": f"blk_{kind}"} | fields for kind, fields in given.items()
    }


def attachment(text: str) -> Json:
    """An unfurl of the older kind, with all that one may say."""
    named = ("pretext", "author_name", "title", "text", "footer", "fallback", "service_name")
    links = dict.fromkeys(("author_link", "title_link", "image_url"), "https://x.example/")
    fields = [{"title": text, "value": text}]
    return dict.fromkeys(named, text) | links | {"fields": fields, "color": "danger"}
