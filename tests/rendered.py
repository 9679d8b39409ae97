"""Whatever any test has a sandbox's Slack store, the page renders without an exception."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from sandbox.page import Names, Page, Refused, Who
from sandbox.slack import Message, Refusal
from sandbox.slack.happenings import (
    EVERYWHERE,
    Happening,
    MessageEdited,
    MessagePosted,
    ViewShown,
)

NAMES = Names({"U1": Who("U1", "Rita Reporter")}, me="U1")
PAGE = Page(ZoneInfo("America/New_York"), NAMES, datetime(2025, 11, 3, 20, 30, tzinfo=UTC))
DIGITS = re.compile(r"\d+")


@dataclass
class Payloads:
    """``waiting`` are not rendered yet; of those that differ in digits alone one is enough."""

    waiting: list[Happening] = field(default_factory=list)
    shapes: set[int] = field(default_factory=set)

    def note(self, happening: Happening) -> None:
        shown = isinstance(happening, MessagePosted | MessageEdited | ViewShown | Refusal)
        if shown and self._is_new(happening):
            self.waiting.append(happening)

    def render(self) -> None:
        waiting, self.waiting = self.waiting, []
        for happening in waiting:
            assert rendered(happening)

    def _is_new(self, happening: Happening) -> bool:
        shape = hash(DIGITS.sub("0", json.dumps(said(happening), default=str)))
        known = shape in self.shapes
        self.shapes.add(shape)
        return not known


def said(happening: Happening) -> object:
    if isinstance(happening, MessagePosted | MessageEdited):
        message: Message = happening.message
        return [message.text, message.blocks, message.attachments, bool(message.ephemeral_to)]
    if isinstance(happening, ViewShown):
        return {key: happening.view.get(key) for key in ("type", "title", "blocks", "state")}
    return str(happening)


def rendered(happening: Happening) -> Markup:
    if isinstance(happening, MessagePosted | MessageEdited):
        return PAGE.message(happening.message)
    if isinstance(happening, ViewShown):
        show = PAGE.home if happening.view["type"] == "home" else PAGE.modal
        return show(happening.view)
    assert isinstance(happening, Refusal)
    return PAGE.refused(Refused(0.0, happening))


PAYLOADS = Payloads()


@pytest.fixture(autouse=True)
def every_payload_renders() -> Iterator[None]:
    EVERYWHERE.append(PAYLOADS.note)
    yield
    EVERYWHERE.remove(PAYLOADS.note)
    PAYLOADS.render()
