"""Everything that is shown is what Slack takes, of the longest and the strangest dockets."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.words.render import Renderer
from tests import surfaces
from tests.longdockets import Docket, dockets
from tests.payloadchecks import KINDS, Payload, missing, problems
from tests.samples import NOW

BOT = Path(__file__).parents[1] / "bot"
# A view's frame, of which every builder makes its own.
FRAMES = {"bot.surfaces.forms.parts.modal"}
RENDERERS = {made.__name__ for made in Renderer.__mro__}


# The others are in what ``make payloads`` checks.
SOME = [docket for place, docket in enumerate(dockets()) if place < 6 or place % 5 == 0]


@pytest.mark.parametrize("docket", SOME, ids=lambda docket: docket.name)
def test_slack_takes_all_that_is_shown_of(docket: Docket) -> None:
    found = [each for made in surfaces.of_case(docket.name, docket.case) for each in problems(made)]
    assert found == []


def builders() -> set[str]:
    """Public functions of ``bot`` that make a view, and the renderer's that make a message."""
    named = set()
    for path in BOT.rglob("*.py"):
        module = ".".join(path.relative_to(BOT.parent).with_suffix("").parts)
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and _gives(node, "View"):
                named.add(f"{module}.{node.name}")
            elif isinstance(node, ast.ClassDef) and node.name in RENDERERS:
                inside = (each for each in node.body if isinstance(each, ast.FunctionDef))
                named |= {f"Renderer.{each.name}" for each in inside if _gives(each, "Message")}
            elif module == "bot.surfaces.homeview" and isinstance(node, ast.FunctionDef):
                named |= {f"{module}.{node.name}"} if _gives(node, "Message") else set()
    return named


def _gives(node: ast.FunctionDef, what: str) -> bool:
    given = node.returns
    return isinstance(given, ast.Name) and given.id == what and not node.name.startswith("_")


def test_every_surface_is_among_them() -> None:
    assert sorted(builders() - FRAMES) == sorted(surfaces.SURFACES)
    kinds = {kind for kinds, _ in surfaces.SURFACES.values() for kind in kinds}
    assert kinds == set(KINDS)


CARD = surfaces.sent_as("message", surfaces.R.help())


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("message", {"text": ""}, "no text"),
        ("update", {"text": "x" * 4001}, "too long"),
        ("message", {"blocks": [{"type": "secton"}]}, "knows no such block"),
        ("message", {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}]}, ""),
        ("message", {"blocks": [{"type": "divider", "colour": "red"}]}, "drops"),
        ("message", {"metadata": {"event_type": "x", "event_payload": {"a": None}}}, "metadata"),
        ("modal", {"type": "modal", "title": {"type": "plain_text", "text": "x" * 25}}, "title"),
        ("home", {"type": "home", "blocks": [{"type": "divider"}] * 101}, "blocks"),
    ],
)
def test_what_slack_refuses_is_found(kind: str, change: dict[str, Any], said: str) -> None:
    given = change if kind in ("modal", "home") else CARD | change
    found = problems(Payload("broken", kind, given))
    assert found
    assert any(said in each for each in found)
    assert problems(Payload("whole", "message", CARD)) == []


def test_what_a_model_drops_is_named() -> None:
    sent = {"a": {"b": [1, {"c": 2}]}, "empty": ""}
    assert list(missing(sent, {"a": {"b": [1, {}]}}, "")) == ["slack_sdk drops /a/b/1/c"]
    assert list(missing(sent, {"a": {"b": [1]}}, ""))


def test_a_long_docket_is_one() -> None:
    (markup,) = (docket for docket in dockets() if docket.name == "markup")
    assert "<!channel>" in markup.case.case_name
    whole = Renderer().alert(surfaces.post_of(replace(markup.case), 20), NOW)
    assert "<!channel>" not in str(whole.blocks)
