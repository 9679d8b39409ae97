"""What the description of a CM/ECF item says: event, number, document.

The common form is ``[Event] (<a href="…/doc1/ID?…">39</a>)``. Bankruptcy courts put
``Type: bk Office: 1 Chapter: 11 Trustee: …`` before it, Delaware's writes numbers without
a link, Eastern New York puts the case name behind the bracket, and brackets nest.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from watchers.feedxml import resolve, tidy

EVENT_LENGTH = 1_000
_LENGTH = 10_000

_USUAL = re.compile(
    r"([^\[]*)\[([^\[\]]*)\]\s*"
    r"(?:\(<a href=[\"']([^\"'<>]*)[\"'] ?>([^<]*)</a>\))?\s*"
)
_HREF = re.compile(r"\shref\s*=\s*[\"']?([^\"'<>\s]*)")
_NUMBER = re.compile(r"\s*([0-9]{1,7})\s*")
_LINKLESS_NUMBER = re.compile(r"\s*\(?([0-9]{1,7})\)?\s*")
_KIND = re.compile(r"\s*Type: *(\w{0,10}) *Office: *(\w{0,10})")
_DOCUMENT = re.compile(r"/docs?1/([0-9]{4,20})(?![0-9])")
_SEQUENCE = re.compile(r"[?&]de_seq_num=([0-9]{1,12})(?![0-9])")

# Before the bracket, in it, the link, its words, and a number that stands without a link.
_Pieces = tuple[str, str, str, str, re.Match[str] | None]


class Told(NamedTuple):
    """What a description says.

    events   at most one: the words in the bracket
    number   of the entry, also where it stands without a link
    href     the document's page as written, not checked; ``""`` without a link
    doc_id   its id with the fourth digit set to 0, or None
    seq      the entry's sequence number in the link, or None
    kind     type and office of a bankruptcy case, else ``""`` twice
    """

    events: tuple[str, ...]
    number: int | None
    href: str
    doc_id: str | None
    seq: int | None
    kind: tuple[str, str]


def told(text: str) -> Told:
    """Read a description whose XML references are resolved; never raises."""
    usual = _USUAL.fullmatch(text)
    prefix, event, href, anchor, linkless = _usually(usual) if usual else _loosely(text[:_LENGTH])
    href = href.replace("&amp;", "&")
    number = _NUMBER.fullmatch(anchor) or linkless
    document = _DOCUMENT.search(href)
    sequence = _SEQUENCE.search(href)
    return Told(
        events(event),
        int(number[1]) if number else None,
        href,
        doc_id(document[1]) if document else None,
        int(sequence[1]) if sequence else None,
        kind(prefix),
    )


def _usually(usual: re.Match[str]) -> _Pieces:
    prefix, event, href, anchor = usual.groups("")
    return prefix, event, href, anchor, None


def _loosely(text: str) -> _Pieces:
    """Nested or missing brackets, numbers without a link, words behind the bracket."""
    before, tag, behind = text.partition("<a ")
    attributes, _, rest = behind.partition(">")
    found = _HREF.search(" " + attributes)
    href, anchor = (found[1] if found else ""), rest.partition("<")[0]
    prefix, bracket, inner = before.partition("[")
    if not bracket:
        if _KIND.match(before):
            return before, "", href, anchor, None
        return "", before.rstrip(" (\n\t"), href, anchor, None
    end = _closing(inner)
    linkless = None if tag else _LINKLESS_NUMBER.fullmatch(inner[end + 1 :])
    return prefix, inner[:end], href, anchor, linkless


def _closing(text: str) -> int:
    """Where the bracket ends that was opened before the text; its last one, if unbalanced."""
    depth = 1
    for place, char in enumerate(text):
        depth += (char == "[") - (char == "]")
        if depth == 0:
            return place
    last = text.rfind("]")
    return last if last >= 0 else len(text)


def events(words: str) -> tuple[str, ...]:
    """The event in a bracket, references resolved once more: courts escape twice."""
    event = tidy(resolve(words) if "&" in words else words, EVENT_LENGTH)
    return (event,) if event else ()


def doc_id(digits: str) -> str:
    """A document's id: the fourth digit, which only flags attachments, set to 0."""
    return f"{digits[:3]}0{digits[4:]}"


def kind(prefix: str) -> tuple[str, str]:
    """Case type and office from what stands before the bracket."""
    found = _KIND.match(prefix) if prefix else None
    return (found[1], found[2]) if found else ("", "")
