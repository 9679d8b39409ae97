"""The pieces of a modal, within Slack's limits.

Limits: https://docs.slack.dev/reference/views and /reference/block-kit. What a person chose is
kept by Slack when a view is updated, as long as block and action keep their ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from bot.words.blocks import MAX_OPTION, Block
from bot.words.mrkdwn import plain
from filings.terms import MOST_NOTE

View = dict[str, Any]

MAX_TITLE = 24
MAX_METADATA = 3000
MAX_WORDS = 3000
MAX_NOTE = MOST_NOTE


def words(text: str, most: int = MAX_OPTION) -> dict[str, Any]:
    """A plain_text object; court text may stand in it."""
    said = plain(text) or "…"
    cut = said if len(said) <= most else said[: most - 1].rstrip() + "…"
    return {"type": "plain_text", "text": cut, "emoji": True}


def option(label: str, value: str, hint: str = "") -> dict[str, Any]:
    """``value`` is one that ``fits``."""
    made: dict[str, Any] = {"text": words(label), "value": value}
    if hint:
        made["description"] = words(hint)
    return made


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str = "",
    metadata: str = "",
    submit: str = "",
    close: str = "Close",
) -> View:
    """``submit`` is the label of the button that sends it, "" where there is none."""
    view: View = {
        "type": "modal",
        "title": words(title, MAX_TITLE),
        "close": words(close, MAX_TITLE),
        "blocks": list(blocks)[:100],
        "private_metadata": metadata,
    }
    if callback_id:
        view["callback_id"] = callback_id
    if submit:
        view["submit"] = words(submit, MAX_TITLE)
    return view


def field(
    name: str,
    label: str,
    element: dict[str, Any],
    *,
    optional: bool = True,
    live: bool = False,
    hint: str = "",
) -> Block:
    """An input; ``live`` tells of each change while the modal is open."""
    made: Block = {
        "type": "input",
        "block_id": name,
        "label": words(label, 2000),
        "element": {"action_id": f"form:{name}", **element},
        "optional": optional,
    }
    if live:
        made["dispatch_action"] = True
    if hint:
        made["hint"] = words(hint, 2000)
    return made


def line(initial: str = "", placeholder: str = "", *, live: bool = False) -> dict[str, Any]:
    """One line of text, told of when Enter is pressed where it is live."""
    made: dict[str, Any] = {"type": "plain_text_input", "max_length": MAX_WORDS}
    if initial:
        made["initial_value"] = initial[:MAX_WORDS]
    if placeholder:
        made["placeholder"] = words(placeholder, 150)
    if live:
        made["dispatch_action_config"] = {"trigger_actions_on": ["on_enter_pressed"]}
    return made


def paragraph(initial: str = "", placeholder: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "plain_text_input", "multiline": True, "max_length": MAX_NOTE,
    }  # fmt: skip
    if initial:
        made["initial_value"] = initial[:MAX_NOTE]
    if placeholder:
        made["placeholder"] = words(placeholder, 150)
    return made


def choice(options: Sequence[dict[str, Any]], chosen: str) -> dict[str, Any]:
    """A menu of which one is taken."""
    made: dict[str, Any] = {"type": "static_select", "options": list(options)}
    initial = next((each for each in options if each["value"] == chosen), None)
    if initial is not None:
        made["initial_option"] = initial
    return made


def several(
    options: Sequence[dict[str, Any]], chosen: Sequence[str], placeholder: str
) -> dict[str, Any]:
    """A menu of which any number is taken."""
    made: dict[str, Any] = {
        "type": "multi_static_select", "options": list(options),
        "placeholder": words(placeholder, 150),
    }  # fmt: skip
    initial = [each for each in options if each["value"] in chosen]
    if initial:
        made["initial_options"] = initial
    return made


def ticks(options: Sequence[dict[str, Any]], ticked: Sequence[str]) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "checkboxes", "options": list(options)}
    initial = [each for each in options if each["value"] in ticked]
    if initial:
        made["initial_options"] = initial
    return made


def clock(at: time | None) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "timepicker"}
    if at is not None:
        made["initial_time"] = f"{at:%H:%M}"
    return made
