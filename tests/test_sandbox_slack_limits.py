"""What the sandbox refuses, and that it agrees with the schema of Slack's own types."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.slack import limits
from tests.sandbox_slack_blocks import (
    REFUSED,
    TAKEN,
    VIEWS_REFUSED,
    VIEWS_TAKEN,
    actions,
    button,
    modal,
    plain,
    rich,
    section,
    table,
)

SCHEMAS = Path(__file__).parents[2] / "shared" / "slack"
needs_schemas = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the Block Kit schemas are missing")


def problem_of(blocks: list[Any]) -> limits.Problem | None:
    return limits.message(limits.Draft("x", blocks, None, None))


@cache
def schema(name: str) -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(
        json.loads((SCHEMAS / f"blockkit_{name}.schema.json").read_text())
    )


@pytest.mark.parametrize("name", TAKEN)
def test_taken(name: str) -> None:
    assert problem_of(TAKEN[name]) is None


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    problem = problem_of(REFUSED[name])
    assert problem is not None
    assert problem.error == "invalid_blocks"
    assert all("[json-pointer:/blocks" in reason for reason in problem.reasons)


@needs_schemas
@pytest.mark.parametrize("name", [*TAKEN, *REFUSED])
def test_blocks_as_the_schema_has_them(name: str) -> None:
    blocks = TAKEN.get(name) or REFUSED[name]
    assert schema("Blocks").is_valid({"blocks": blocks}) == (problem_of(blocks) is None)


@pytest.mark.parametrize("name", VIEWS_TAKEN)
def test_view_taken(name: str) -> None:
    assert limits.view(VIEWS_TAKEN[name], VIEWS_TAKEN[name]["type"]) is None


@pytest.mark.parametrize("name", VIEWS_REFUSED)
def test_view_refused(name: str) -> None:
    problem = limits.view(VIEWS_REFUSED[name], VIEWS_REFUSED[name]["type"])
    assert problem is not None
    assert all("[json-pointer:/view" in reason for reason in problem.reasons)


@needs_schemas
@pytest.mark.parametrize("name", [*VIEWS_TAKEN, *VIEWS_REFUSED])
def test_views_as_the_schema_has_them(name: str) -> None:
    view = {**VIEWS_TAKEN, **VIEWS_REFUSED}[name]
    validator = schema("Modal" if view["type"] == "modal" else "Home")
    assert validator.is_valid(view) == (limits.view(view, view["type"]) is None)


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        (
            [section(block_id="a"), section(block_id="a")],
            "[ERROR] block_id already exists: a [json-pointer:/blocks/1/block_id]",
        ),
        (
            [actions(button(action_id="go"), button(action_id="go"))],
            "[ERROR] action_id already exists: go [json-pointer:/blocks/0/elements]",
        ),
        ([table(1, 1), table(1, 1)], "[ERROR] only one table allowed [json-pointer:/blocks/1]"),
        (
            [{"type": "markdown", "text": "x" * 7000}] * 2,
            "[ERROR] must be less than 12001 characters [json-pointer:/blocks]",
        ),
    ],
)
def test_what_only_the_whole_message_shows(blocks: list[Any], reason: str) -> None:
    problem = problem_of(blocks)
    assert problem == limits.Problem("invalid_blocks", (reason,))


def test_alerts_are_for_modals() -> None:
    assert problem_of([{"type": "alert", "text": plain("x")}]) is not None


def test_a_modal_with_an_input_can_be_submitted() -> None:
    element = {"type": "plain_text_input"}
    view = modal(blocks=[{"type": "input", "label": plain("x"), "element": element}])
    assert limits.view(view, "modal") is None
    del view["submit"]
    assert limits.view(view, "modal") is not None


def test_a_view_has_a_size() -> None:
    view = modal(blocks=[section("x" * 3000)] * 90)
    assert limits.view(view, "modal") == limits.Problem("view_too_large")


def test_all_blocks_together_have_a_size() -> None:
    assert problem_of([section("x" * 3000)] * 4) is None
    assert problem_of([section("x" * 3000)] * 5) == limits.Problem("msg_blocks_too_long")


def test_words_or_blocks_are_needed() -> None:
    assert limits.message(limits.Draft(" ", [], None, None)) == limits.Problem("no_text")


def test_an_update_takes_shorter_text_than_a_post() -> None:
    draft = limits.Draft("x" * 4001, None, None, None)
    assert limits.message(draft) is None
    assert limits.message(draft, updating=True) == limits.Problem("msg_too_long")
    assert len(limits.truncated("x" * 50_000)) == 40_000


def test_an_unfurl_takes_no_rich_text() -> None:
    link = "https://x.example/a"
    assert limits.unfurl(link, {"blocks": [section()]}) is None
    problem = limits.unfurl(link, {"blocks": [rich({"type": "text", "text": "x"})]})
    assert problem is not None
    assert "/unfurls/https:~1~1x.example~1a/blocks/0/type" in problem.reasons[0]


def payload(**values: Any) -> dict[str, Any]:
    return {"event_type": "crier_alert", "event_payload": values}


@pytest.mark.parametrize(
    "given",
    [
        payload(delivery="p1", count=2, late=True),
        payload(filings=[{"court": "dcd", "number": 61}, {"court": "dcd"}]),
        payload(case={"court": "dcd"}, words=["a", "b"]),
        payload(),
        {},
        None,
    ],
)
def test_metadata_taken(given: Any) -> None:
    assert limits.metadata(given) is None


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (payload(number=None), "invalid_metadata_schema"),
        (payload(filings=[{"number": None}]), "invalid_metadata_schema"),
        (payload(filings=[{"case": {"court": "dcd"}}]), "invalid_metadata_schema"),
        (payload(filings=[["dcd"]]), "invalid_metadata_schema"),
        (payload(case={"courts": ["dcd"]}), "invalid_metadata_schema"),
        ({"event_type": "crier_alert"}, "invalid_metadata_schema"),
        ({"event_payload": {}}, "invalid_metadata_schema"),
        ("crier_alert", "invalid_metadata_format"),
        (payload(text="x" * 20_000), "metadata_too_large"),
    ],
)
def test_metadata_refused(given: Any, error: str) -> None:
    problem = limits.metadata(given)
    assert problem is not None
    assert problem.error == error


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
NAMES = st.sampled_from(
    ["type", "text", "elements", "fields", "accessory", "blocks", "block_id", "action_id", "rows"]
)
KINDS = st.sampled_from(
    ["section", "actions", "context", "button", "mrkdwn", "plain_text", "table", "rich_text"]
)
ANY_JSON = st.recursive(
    SCALARS | KINDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(blocks=st.lists(ANY_JSON, max_size=3), metadata=ANY_JSON, view=ANY_JSON)
def test_whatever_comes_is_judged_and_never_breaks(
    blocks: list[Any], metadata: Any, view: Any
) -> None:
    for problem in (
        limits.message(limits.Draft("x", blocks, blocks, metadata)),
        limits.view(view, "modal"),
        limits.unfurl("https://x.example/", {"blocks": blocks}),
    ):
        assert problem is None or problem.error


@needs_schemas
@given(blocks=st.lists(ANY_JSON, min_size=1, max_size=2))
def test_what_the_schema_refuses_is_refused(blocks: list[Any]) -> None:
    if problem_of(blocks) is None:
        assert schema("Blocks").is_valid({"blocks": blocks})
