"""What Slack refuses in messages, unfurls and views, and the words it uses.

Pure. Limits that Slack publishes are Slack's; the total of a message's blocks
is where slackapi/bolt-js#2509 saw it refuse.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.slack import elements as el
from sandbox.slack.blockshapes import MESSAGE_BLOCKS, VIEW_BLOCKS
from sandbox.slack.shapes import against, flag, listed, thing, typed, words
from sandbox.slack.wire import Json

MESSAGE_BLOCKS_MOST = 50
VIEW_BLOCKS_MOST = 100
TEXT_KEPT = 40_000
UPDATE_TEXT_MOST = 4_000
ALL_BLOCKS_MOST = 13_200
MARKDOWN_MOST = 12_000
TABLE_MOST = 10_000
ATTACHMENTS_MOST = 100
VIEW_BYTES_MOST = 250_000
OPTIONS_MOST = 100
METADATA_BYTES_MOST = 16_384
"""Slack publishes no limit of metadata, only that there is one; this is ours."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Slack's word for it, and the reasons, each with a JSON pointer."""

    error: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is to be checked; None for what was not given."""

    text: str | None
    blocks: list[Any] | None
    attachments: list[Any] | None
    metadata: Any


def message(draft: Draft, *, updating: bool = False, ephemeral: bool = False) -> Problem | None:
    """The first thing that Slack would refuse, or None.

    Text over 40,000 characters is cut, not refused: see ``truncated``; an
    update takes 4,000. An ephemeral message has no metadata that counts.
    """
    empty = not (draft.text or "").strip() and not draft.blocks and not draft.attachments
    if empty and not updating:
        return Problem("no_text")
    if updating and draft.text is not None and len(draft.text) > UPDATE_TEXT_MOST:
        return Problem("msg_too_long")
    if ephemeral and len(draft.text or "") > TEXT_KEPT:
        return Problem("msg_too_long")
    if draft.attachments and len(draft.attachments) > ATTACHMENTS_MOST:
        return Problem("too_many_attachments")
    problem = None if ephemeral else metadata(draft.metadata)
    return problem or _attachments(draft.attachments or []) or _blocks(draft.blocks or [])


def truncated(text: str) -> str:
    return text[:TEXT_KEPT]


def metadata(given: Any) -> Problem | None:
    """event_type and event_payload; its values scalars, flat objects or lists of these."""
    if given is None or given == {}:
        return None
    if not isinstance(given, dict):
        return Problem("invalid_metadata_format")
    pointer = "/metadata"
    reasons = thing({"event_type": words(255, 1), "event_payload": _payload, "entities": _any})(
        given, pointer
    )
    for name in ("event_type", "event_payload"):
        if name not in given:
            reasons += against(f"missing required field: {name}", pointer)
    if reasons:
        return Problem("invalid_metadata_schema", tuple(reasons))
    if len(json.dumps(given).encode()) > METADATA_BYTES_MOST:
        return Problem("metadata_too_large")
    return None


def unfurl(link: str, card: Json) -> Problem | None:
    """An unfurl's blocks are a message's, without rich text."""
    given = card.get("blocks", [])
    pointer = f"/unfurls/{link.replace('~', '~0').replace('/', '~1')}/blocks"
    kinds = {kind: check for kind, check in MESSAGE_BLOCKS.items() if kind != "rich_text"}
    reasons = listed(typed(kinds), MESSAGE_BLOCKS_MOST)(given, pointer)
    return Problem("invalid_blocks", tuple(reasons)) if reasons else None


def view(given: Any, kind: str) -> Problem | None:
    """``kind`` is ``modal`` or ``home``."""
    if not isinstance(given, dict):
        return Problem("invalid_arguments", tuple(against("must provide an object", "/view")))
    if len(json.dumps(given).encode()) > VIEW_BYTES_MOST:
        return Problem("view_too_large")
    reasons = typed({kind: _VIEWS[kind]})(given, "/view")
    blocks = given.get("blocks")
    if isinstance(blocks, list):
        reasons += _doubled(blocks, "/view/blocks")
        has_input = any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
        if kind == "modal" and has_input and "submit" not in given:
            reasons += against("missing required field: submit", "/view")
    return Problem("invalid_arguments", tuple(reasons)) if reasons else None


_SHARED = {
    "blocks": listed(typed(VIEW_BLOCKS), VIEW_BLOCKS_MOST, 1),
    "private_metadata": words(3000),
    "callback_id": words(255),
    "external_id": words(255),
}
_VIEWS = {
    "home": thing(_SHARED, ("blocks",)),
    "modal": thing(
        {
            **_SHARED,
            "title": el.plain(24),
            "submit": el.plain(24),
            "close": el.plain(24),
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
        },
        ("title", "blocks"),
    ),
}


def offered(given: Json) -> Problem | None:
    """What an app offers in a menu that asked it: options or groups of them."""
    reasons = thing(
        {
            "options": listed(el.PLAIN_OPTION, OPTIONS_MOST),
            "option_groups": listed(el.OPTION_GROUP, OPTIONS_MOST),
        },
        only_one_of=("options", "option_groups"),
    )(given, "")
    return Problem("invalid_options", tuple(reasons)) if reasons else None


def _any(value: Any, pointer: str) -> list[str]:
    return []


def _payload(value: Any, pointer: str) -> list[str]:
    if not isinstance(value, dict):
        return against("must provide an object", pointer)
    reasons: list[str] = []
    for name, inner in value.items():
        at = f"{pointer}/{name}"
        items = inner if isinstance(inner, list) else [inner]
        for index, item in enumerate(items):
            place = f"{at}/{index}" if isinstance(inner, list) else at
            if isinstance(item, dict):
                for key, scalar in item.items():
                    reasons += _scalar(scalar, f"{place}/{key}")
            else:
                reasons += _scalar(item, place)
    return reasons


def _scalar(value: Any, pointer: str) -> list[str]:
    if isinstance(value, str | int | float):
        return []
    return against("must provide a string, a number or a boolean", pointer)


def _attachments(attachments: list[Any]) -> Problem | None:
    reasons: list[str] = []
    for index, attachment in enumerate(attachments):
        if not isinstance(attachment, dict):
            return Problem("invalid_attachments")
        inner = listed(typed(MESSAGE_BLOCKS), MESSAGE_BLOCKS_MOST)
        reasons += inner(attachment.get("blocks", []), f"/attachments/{index}/blocks")
    return Problem("invalid_blocks", tuple(reasons)) if reasons else None


def _blocks(blocks: list[Any]) -> Problem | None:
    reasons = listed(typed(MESSAGE_BLOCKS), MESSAGE_BLOCKS_MOST)(blocks, "/blocks")
    reasons += _doubled(blocks, "/blocks")
    if not reasons:
        reasons += _totals(blocks)
    if reasons:
        return Problem("invalid_blocks", tuple(reasons))
    if sum(len(text) for text in _texts(blocks)) > ALL_BLOCKS_MOST:
        return Problem("msg_blocks_too_long")
    return None


def _doubled(blocks: list[Any], pointer: str) -> list[str]:
    """A block_id is unique in its message, an action_id in its block."""
    reasons: list[str] = []
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        named_id = block.get("block_id")
        if isinstance(named_id, str) and named_id:
            if named_id in seen:
                at = f"{pointer}/{index}/block_id"
                reasons += against(f"block_id already exists: {named_id}", at)
            seen.add(named_id)
        inner = block.get("elements")
        elements = inner if isinstance(inner, list) else []
        actions = [e.get("action_id") for e in elements if isinstance(e, dict)]
        named = [action for action in actions if isinstance(action, str)]
        for action in sorted({action for action in named if named.count(action) > 1}):
            reasons += against(f"action_id already exists: {action}", f"{pointer}/{index}/elements")
    return reasons


def _totals(blocks: list[Json]) -> list[str]:
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    tables = [index for index, block in enumerate(blocks) if block["type"] == "table"]
    reasons: list[str] = []
    if markdown > MARKDOWN_MOST:
        reasons += against(f"must be less than {MARKDOWN_MOST + 1} characters", "/blocks")
    for index in tables[1:]:
        reasons += against("only one table allowed", f"/blocks/{index}")
    for index in tables:
        if sum(len(text) for text in _texts(blocks[index]["rows"])) > TABLE_MOST:
            reasons += against(
                f"must be less than {TABLE_MOST + 1} characters", f"/blocks/{index}/rows"
            )
    return reasons


def _texts(value: Any) -> Iterator[str]:
    """Every text that a reader would see, wherever it is nested."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name == "text" and isinstance(item, str):
                yield item
            else:
                yield from _texts(item)
