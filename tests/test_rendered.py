"""The watch over every payload of the tests, itself."""

from __future__ import annotations

from dataclasses import replace

from sandbox.slack import OFF, Message, SandboxSlack, Setup
from sandbox.slack.happenings import Delivered, MessageEdited, MessagePosted, Refusal, ViewShown
from tests.rendered import PAYLOADS, Payloads, rendered

MESSAGE = Message("1762198860.000100", "C1", "U1", "Notice, No. 61")
MODAL = {"id": "V1", "type": "modal", "title": {"type": "plain_text", "text": "Settings"}}


def test_one_of_each_shape_waits_to_be_rendered() -> None:
    seen = Payloads()
    seen.note(MessagePosted(MESSAGE))
    seen.note(MessagePosted(replace(MESSAGE, text="Notice, No. 62")))
    seen.note(MessageEdited(replace(MESSAGE, text="Order, No. 61"), MESSAGE))
    seen.note(Delivered("events_api", acked=True))
    assert len(seen.waiting) == 2
    seen.render()
    assert seen.waiting == []


def test_messages_views_and_refusals_show_their_words() -> None:
    assert "Notice, No. 61" in rendered(MessagePosted(MESSAGE))
    assert "Settings" in rendered(ViewShown("U1", MODAL))
    assert "ratelimited" in rendered(Refusal("chat.postMessage", "ratelimited"))


async def test_every_sandbox_is_watched() -> None:
    known = len(PAYLOADS.shapes)
    async with SandboxSlack(Setup(rates=OFF)) as slack:
        text = "This sentence is said in no other test."
        slack.core.post(replace(MESSAGE, ts="", channel=slack.channel("courts").id, text=text))
    assert len(PAYLOADS.shapes) == known + 1
