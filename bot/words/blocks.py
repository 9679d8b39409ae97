"""A message as Slack takes it, and the few blocks that Crier builds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.words.mrkdwn import Mrkdwn, court, plain

Block = dict[str, Any]
_HALF_ESCAPE = re.compile(r"&[a-z]*$")

# Slack's own limits; the totals of an alert are ours and lower.
MAX_SECTION = 3000
MAX_CONTEXT = 2000
MAX_BUTTON = 75
MAX_VALUE = 2000
MAX_OPTION = 75
MAX_ACTIONS = 25
MAX_TEXT = 3900


@dataclass(frozen=True, slots=True)
class Message:
    """``text`` is the gist for notifications and screen readers, escaped like the blocks."""

    text: str
    blocks: tuple[Block, ...]
    metadata: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """``verb`` and ``value`` come back when it is pressed: ``crier:VERB`` and "COURT NUMBER".

    primary  the one that Slack shows in colour
    """

    label: str
    verb: str
    value: str
    primary: bool = False


def mrkdwn(text: str) -> Block:
    """``verbatim`` keeps Slack from making links and mentions of what it finds in the text."""
    return {"type": "mrkdwn", "text": str(court(text)), "verbatim": True}


def section(text: str) -> Block:
    return {"type": "section", "text": mrkdwn(text)}


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts if text]}


def actions(buttons: Iterable[Button]) -> Block:
    """At most 25 buttons; a verb that occurs twice gets its number: ``crier:choose:2``."""
    shown = list(buttons)[:MAX_ACTIONS]
    verbs = [button.verb for button in shown]
    elements = []
    for place, button in enumerate(shown, 1):
        repeated = verbs.count(button.verb) > 1
        action = f"crier:{button.verb}:{place}" if repeated else f"crier:{button.verb}"
        elements.append(_button(button, action))
    return {"type": "actions", "elements": elements}


def _button(button: Button, action_id: str) -> Block:
    made: Block = {
        "type": "button",
        "action_id": action_id,
        "text": {"type": "plain_text", "text": _short(button.label), "emoji": True},
        "value": plain(button.value)[:MAX_VALUE],
    }
    if button.primary:
        made["style"] = "primary"
    return made


def _short(label: str) -> str:
    said = plain(label) or "…"
    return said if len(said) <= MAX_BUTTON else said[: MAX_BUTTON - 1].rstrip() + "…"


def fits(value: str) -> bool:
    """Whether an option can carry it; cut it would name another case."""
    return len(value) <= MAX_OPTION


def gist(text: str) -> str:
    """Top-level text: escaped, at most ``MAX_TEXT`` characters, "…" where it was cut."""
    said = court(text)
    if len(said) <= MAX_TEXT:
        return str(said)
    # Half an escape would show as letters.
    return _HALF_ESCAPE.sub("", said[: MAX_TEXT - 1]).rstrip() + "…"


def size(blocks: Iterable[Block]) -> int:
    """Characters over all texts of the blocks, as Slack counts them against a message."""
    total = 0
    for block in blocks:
        if block["type"] == "section":
            total += len(block["text"]["text"])
        else:
            total += sum(_element_size(element) for element in block["elements"])
    return total


def _element_size(element: Block) -> int:
    if element["type"] == "overflow":
        return sum(len(option["text"]["text"]) for option in element["options"])
    if element["type"] == "static_select":
        return sum(len(option["text"]["text"]) for option in element["options"])
    text = element["text"]
    return len(text if isinstance(text, str) else text["text"])


def lines(*rows: str) -> Mrkdwn:
    """The rows that say something, one under the other."""
    return Mrkdwn("\n".join(said for row in rows if (said := court(row))))
