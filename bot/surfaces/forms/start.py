"""The form that begins with a case: to look at, and to follow from there."""

from __future__ import annotations

from typing import Any

from bot.surfaces.forms import parts
from bot.surfaces.forms.filled import State
from bot.surfaces.forms.parts import View
from bot.words.blocks import section
from bot.words.mrkdwn import court

START = "crier:start"
TITLE = "Look up a case"


def view() -> View:
    """The modal that asks for a case."""
    asked = parts.line(placeholder="1:25-cv-00457 dcd, a link to the docket, or party names")
    return parts.modal(
        TITLE,
        [parts.field("case", "Case", asked, optional=False)],
        callback_id=START,
        submit="Look up",
        close="Cancel",
    )


def waiting(title: str = TITLE) -> View:
    """What stands there until the answer does."""
    return parts.modal(title, [section(court("One moment …"))])


def filled(view_: dict[str, Any]) -> str:
    """The text that was typed, "" for none."""
    return State(view_).text("case")
