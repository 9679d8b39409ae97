"""What a message says, read from a call, an ack or a response_url, and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.slack import limits
from sandbox.slack.args import Arguments
from sandbox.slack.wire import Json, SlackSaysNo


@dataclass(frozen=True, slots=True)
class Contents:
    """None for what was not given: an edit keeps what it was."""

    text: str | None
    blocks: tuple[Json, ...] | None
    attachments: tuple[Json, ...] | None
    metadata: Json | None


def read(args: Arguments, *, updating: bool = False, ephemeral: bool = False) -> Contents:
    """The contents of a message.

    Raises SlackSaysNo with what Slack refuses: see ``limits.message``.
    """
    text = args.text("text") if args.given("text") else None
    blocks = _listed(args, "blocks", "invalid_blocks_format")
    attachments = _listed(args, "attachments", "invalid_attachments")
    metadata = args.structure("metadata", "invalid_metadata_format")
    markdown = args.text("markdown_text")
    if markdown:
        if text or blocks:
            raise SlackSaysNo("markdown_text_conflict")
        blocks = [{"type": "markdown", "text": markdown}]
    draft = limits.Draft(text, blocks, attachments, metadata)
    problem = limits.message(draft, updating=updating, ephemeral=ephemeral)
    if problem is not None:
        raise SlackSaysNo(problem.error, *problem.reasons)
    if text is not None:
        text = limits.truncated(text)
    return Contents(
        text,
        None if blocks is None else tuple(blocks),
        None if attachments is None else tuple(attachments),
        metadata,
    )


def _listed(args: Arguments, name: str, error: str) -> list[Any] | None:
    value = args.structure(name, error)
    if value is None or isinstance(value, list):
        return value
    raise SlackSaysNo(error)


def check_unfurl(link: str, card: Any) -> None:
    """An unfurl is an attachment; rich text is refused in it."""
    if not isinstance(card, dict):
        raise SlackSaysNo("invalid_unfurls_format")
    problem = limits.unfurl(link, card)
    if problem is not None:
        raise SlackSaysNo(problem.error, *problem.reasons)
