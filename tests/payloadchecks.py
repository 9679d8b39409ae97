"""What Slack would say of a payload, as far as that is known without asking it.

Three checks, each blind where another sees: slack_sdk's models know lengths and counts, and
drop what they do not know; ``sandbox.slack.limits`` knows totals and what must be unique; the
JSON Schema knows shapes, keys and menus.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jsonschema
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from sandbox.slack import limits
from tests.longdockets import SHARED

KINDS = ("message", "update", "ephemeral", "modal", "home", "unfurl")
SCHEMAS = {
    "message": "Blocks", "update": "Blocks", "ephemeral": "Blocks", "unfurl": "Blocks",
    "modal": "Modal", "home": "Home",
}  # fmt: skip
TITLE = {"type": "plain_text", "text": "x"}
MAX_TEXT = 4_000
"""Of a message's ``text``: what an update may have, and a screen reader reads all of it."""


@dataclass(frozen=True, slots=True)
class Payload:
    """``payload`` as it goes to Slack: a message, a view, or the card of an unfurl."""

    name: str
    kind: str
    payload: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "kind": self.kind, "payload": self.payload}


def problems(one: Payload) -> list[str]:
    """Every reason why Slack would refuse it, or show less of it than was meant."""
    views = one.kind in ("modal", "home")
    shown = one.payload if views else {"blocks": one.payload.get("blocks", [])}
    found = [*_by_limits(one), *_of_shape(SCHEMAS[one.kind], json.dumps(shown))]
    return [f"{one.name} ({one.kind}): {reason[:300]}" for reason in found]


@functools.lru_cache(maxsize=512)
def _of_shape(schema: str, shown: str) -> tuple[str, ...]:
    """Of blocks or a view, as JSON; the same are sent in several kinds of message."""
    given = json.loads(shown)
    return (*_by_models(given), *_by_schema(schema, given))


def _by_models(given: dict[str, Any]) -> Iterator[str]:
    """The models must take it, and give back all of it."""
    try:
        if "type" in given:
            view = View(**given)
            view.validate_json()
            yield from missing(given, view.to_dict(), "")
            return
        for index, block in enumerate(given["blocks"]):
            parsed = Block.parse(block)
            if parsed is None:
                yield f"slack_sdk knows no such block: {block.get('type')}"
                continue
            yield from missing(block, parsed.to_dict(), f"/blocks/{index}")
    except SlackObjectFormationError as error:
        yield f"slack_sdk: {error}"


def missing(sent: Any, kept: Any, at: str) -> Iterator[str]:
    """What a model dropped or changed; ``at`` is a JSON pointer."""
    if isinstance(sent, dict) and isinstance(kept, dict):
        for key, value in sent.items():
            if key in kept:
                yield from missing(value, kept[key], f"{at}/{key}")
            elif value not in (None, "", False):
                yield f"slack_sdk drops {at}/{key}"
    elif isinstance(sent, list) and isinstance(kept, list | tuple) and len(sent) == len(kept):
        for index, (one, other) in enumerate(zip(sent, kept, strict=True)):
            yield from missing(one, other, f"{at}/{index}")
    elif sent != kept:
        yield f"slack_sdk has {kept!r:.80} for {at}: {sent!r:.80}"


def _by_limits(one: Payload) -> Iterator[str]:
    given = one.payload
    if one.kind in ("modal", "home"):
        problem = limits.view(given, one.kind)
    elif one.kind == "unfurl":
        problem = limits.unfurl("https://ecf.dcd.uscourts.gov/x", given)
    else:
        if not str(given.get("text") or "").strip():
            yield "no text"
        if len(str(given.get("text") or "")) > MAX_TEXT:
            yield "its text is too long"
        draft = limits.Draft(
            given.get("text"), given.get("blocks"), given.get("attachments"), given.get("metadata")
        )
        problem = limits.message(
            draft, updating=one.kind == "update", ephemeral=one.kind == "ephemeral"
        )
    if problem is not None:
        yield f"{problem.error}: {'; '.join(problem.reasons)}"


def _by_schema(name: str, given: dict[str, Any]) -> Iterator[str]:
    blocks = given.get("blocks")
    if not blocks or _checker(name) is None:
        return
    # How many there are is asked above; by itself, a block that was seen before costs nothing.
    alike: dict[str, Any] = {"type": given["type"]} if "type" in given else {}
    alike |= {"title": TITLE} if given.get("type") == "modal" else {}
    yield from _by_schema_alone(name, json.dumps({**given, "blocks": blocks[:1]}))
    for block in blocks[1:]:
        yield from _by_schema_alone(name, json.dumps({**alike, "blocks": [block]}))


@functools.lru_cache(maxsize=20_000)
def _by_schema_alone(name: str, shown: str) -> tuple[str, ...]:
    return tuple(
        f"schema, {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
        for error in _checker(name).iter_errors(json.loads(shown))
    )


@functools.cache
def _checker(name: str) -> Any:
    """None where the schemas are not at hand."""
    path = SHARED / "slack" / f"blockkit_{name}.schema.json"
    if not path.is_file():
        return None
    schema = json.loads(path.read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(schema)(schema)
