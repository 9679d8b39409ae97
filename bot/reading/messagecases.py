"""The cases that a message in Slack names, wherever in it they stand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.reading.lookup import Meant
from filings import references
from filings.db import Database
from filings.store import follows
from filings.store.core import parts_of
from filings.types import CaseRef, Destination
from filings.views import CaseView

MOST_TEXT = 40_000
MOST_PIECES = 400
MOST_CASES = 30
_DEEPEST = 12
_WORDS = ("text", "value", "title", "pretext", "fallback", "title_link", "from_url", "url")
_INSIDE = ("blocks", "attachments", "message_blocks", "elements", "fields", "rows", "accessory",
           "message", "files")  # fmt: skip


Meaning = Callable[[str], Awaitable[Meant]]
"""What a typed case means."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A case that may be followed; ``doubtful`` where the message fits several."""

    case: CaseView
    doubtful: bool = False
    followed: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """What a message names. ``problems``: a sentence for each that leads to no case."""

    offered: tuple[Offered, ...] = ()
    problems: tuple[str, ...] = ()


def text_of(message: Any) -> str:
    """All words of a message: as it is told, its blocks, what is attached to it.

    What does not stand together is kept apart, so that no court gets a number from elsewhere.
    """
    pieces: dict[str, None] = {}
    for piece in _pieces(message, 0):
        if piece.strip():
            pieces[piece] = None
        if len(pieces) >= MOST_PIECES:
            break
    return "\n\n\n".join(pieces)[:MOST_TEXT]


def _pieces(node: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for each in node:
            yield from _pieces(each, depth + 1)
    elif isinstance(node, dict):
        if str(node.get("type", "")).startswith("rich_text_") and _is_line(node):
            yield "".join(_inline(each) for each in node["elements"])
            return
        for name in _WORDS:
            if isinstance(node.get(name), str):
                yield node[name]
            elif isinstance(node.get(name), dict):
                yield from _pieces(node[name], depth + 1)
        for name in _INSIDE:
            yield from _pieces(node.get(name), depth + 1)


def _is_line(node: dict[str, Any]) -> bool:
    """Whether its elements are words beside each other, not lines below each other."""
    elements = node.get("elements")
    return isinstance(elements, list) and not any(
        isinstance(each, dict) and "elements" in each for each in elements
    )


def _inline(node: Any) -> str:
    if not isinstance(node, dict):
        return ""
    text, url = node.get("text"), node.get("url")
    said = text if isinstance(text, str) else ""
    return f"<{url}|{said}>" if isinstance(url, str) and url else said


async def named(
    db: Database, where: Destination, refs: Sequence[CaseRef], meaning: Meaning
) -> Named:
    """What the references come to; ``where`` is the channel of the message."""
    offered: dict[tuple[str, object], Offered] = {}
    problems: list[str] = []
    for ref in refs[:MOST_CASES]:
        meant = await meaning(typed(ref))
        found = (meant.case,) if meant.case is not None else meant.choices
        if not found:
            problems.append(meant.problem or f"“{ref.text}” is no case that I know.")
        for case in found:
            parts = parts_of(case.court, case.docket_number)
            one = await follows.one(db, where, case.court, parts)
            each = Offered(case, doubtful=len(found) > 1, followed=one is not None)
            offered.setdefault((case.court, parts), each)
    more = max(len(refs), len(offered)) - MOST_CASES
    if more > 0:
        problems.append(f"{more} more do not fit here.")
    return Named(tuple(offered.values())[:MOST_CASES], tuple(dict.fromkeys(problems)))


def typed(ref: CaseRef) -> str:
    """A reference as somebody would type it; one by link is its address."""
    return f"{ref.number} {ref.court or ''}".strip() if ref.number else ref.text


def found_in(message: Any) -> list[CaseRef]:
    """Cases that the message names, each once, in its order."""
    return references.find(text_of(message))
