"""Bytes of an RSS body -> its raw items, and a raw item -> its texts, however broken.

No XML parser is involved: courts' feeds are cut off, overwritten while they are read,
and carry bare ampersands, and what is whole in them must still be told. A body is cut
at ``<item>`` and ``</item>``; entity definitions are passed over, never honoured, and
nothing is ever fetched. Everything here takes time linear in the body.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

# The one shape that nearly every item of CM/ECF has.
_USUAL = re.compile(
    r"\s*<title>([^<]*)</title>\s*<link>([^<]*)</link>\s*<description>([^<]*)</description>"
    r"\s*<guid[^<>]*>([^<]*)</guid>\s*<pubDate>([^<]*)</pubDate>\s*"
)
_OPENING = re.compile(r"<(title|link|description|guid|pubDate)(?:\s[^<>]*?)?(/?)>")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});")

# Constructs that hide text from a search for bytes, and what ends each.
_HIDING = re.compile(rb"<!\[CDATA\[|<!--|<!DOCTYPE")
_LOOSE_ITEM = re.compile(rb"<(/?)item\s[^<>]*>")


@dataclass(frozen=True, slots=True)
class Split:
    """A body taken apart.

    head      all before the first item
    items     what stands between each ``<item>`` and its ``</item>``, in order
    new       those of them that were not known, in order
    torn      beginnings of items that have no end
    complete  the body begins and ends as a feed does, nothing is torn in between
              and nothing stands behind
    """

    head: bytes
    items: tuple[bytes, ...]
    new: tuple[bytes, ...]
    torn: tuple[bytes, ...]
    complete: bool


class Texts(NamedTuple):
    """The texts of one item, XML's references resolved; ``""`` where it lacks a part."""

    title: str
    link: str
    description: str
    guid: str
    published: str


def split(body: bytes, known: Collection[bytes] = frozenset()) -> Split:
    """Cut a body at its items; never raises.

    CDATA sections become escaped text; comments, a document type and NULs are left out.
    ``known`` are items that an earlier body was cut into; they need no second look.
    """
    body = flatten(body)
    cut = _split_usual(body, known) or _split_any(_LOOSE_ITEM.sub(rb"<\1item>", body), known)
    is_left = b"<!" in body and _HIDING.search(body) is not None
    return replace(cut, complete=False) if is_left else cut


def _split_usual(body: bytes, known: Collection[bytes]) -> Split | None:
    """The cut of a body whose items follow each other as CM/ECF writes them, else None."""
    begin, end = body.find(b"<item>"), body.rfind(b"</item>")
    if not 0 <= begin < end:
        return None
    items = tuple(body[begin + len(b"<item>") : end].split(b"</item>\n<item>"))
    new = tuple([item for item in items if item not in known]) if known else items
    head, tail = body[:begin], body[end + len(b"</item>") :]
    contents = b" ".join(new)
    if b"item>" in contents or b"<item" in contents or b"<item" in tail:
        return None  # there are more tags than the cuts explain
    complete = _begins(head) and b"</rss" not in head and _ends(tail)
    return Split(head, items, new, (), complete)


def _split_any(body: bytes, known: Collection[bytes]) -> Split:
    head, *chunks = body.split(b"<item>")
    items: list[bytes] = []
    torn: list[bytes] = []
    between: list[bytes] = []
    for chunk in chunks:
        raw, end, behind = chunk.partition(b"</item>")
        if end:
            items.append(raw)
            between.append(behind)
        else:
            torn.append(raw)
    # Without items the channel ends in the head itself.
    tail = between.pop() if between else head[head.rfind(b"</channel") :]
    head_whole = _begins(head) and head.count(b"</rss") == (0 if items else 1)
    complete = head_whole and _ends(tail) and not torn and not b"".join(between).strip()
    new = tuple([item for item in items if item not in known])
    return Split(head, tuple(items), new, tuple(torn), complete)


def _begins(head: bytes) -> bool:
    return b"<rss" in head and head.count(b"<channel") == 1


def _ends(tail: bytes) -> bool:
    return b"".join(tail.split()) == b"</channel></rss>"


def flatten(body: bytes) -> bytes:
    """The same markup with CDATA as escaped text, without comments, document type and NULs."""
    if b"\0" in body:
        body = body.replace(b"\0", b"")
    if b"!" in body and _HIDING.search(body):
        body = b"".join(_unhidden(body))
    return body


def _unhidden(body: bytes) -> list[bytes]:
    """The pieces of a body with CDATA as escaped text, without comments and document type.

    What has no end hides nothing and stays: what stands behind it may be whole items.
    """
    pieces: list[bytes] = []
    at = section_end = 0
    last_comment, last_section, last_subset = map(body.rfind, (b"-->", b"]]>", b"]>"))
    while match := _HIDING.search(body, at):
        pieces.append(body[at : match.start()])
        at = match.end()
        if match.group() == b"<!--":
            if last_comment < at:
                pieces.append(match.group())
                continue
            end = body.find(b"-->", at) + 3
        elif match.group() == b"<!DOCTYPE":
            end = body.find(b">", at) + 1
            if not end:
                return pieces
            if (square := body.find(b"[", at, end)) > 0:
                if last_subset < square:
                    pieces.append(match.group())
                    continue
                end = body.find(b"]>", square) + 2
        else:
            if last_section < at:
                pieces.append(match.group())
                continue
            if section_end < at:
                section_end = body.find(b"]]>", at)
            if body.find(b"<![CDATA[", at, section_end) >= 0:
                # Another document cut this section off; what follows is markup again.
                continue
            text = body[at:section_end].replace(b"&", b"&amp;").replace(b"<", b"&lt;")
            pieces.append(text.replace(b">", b"&gt;"))
            end = section_end + 3
        at = end
    pieces.append(body[at:])
    return pieces


def texts(item: str) -> Texts | None:
    """The texts of one item of ``Split.items``, decoded.

    None when one of its parts has no end or comes twice: such an item was pieced
    together from two, by a read while the court was writing.
    """
    if usual := _USUAL.fullmatch(item):
        return Texts(*map(resolve, usual.groups()))
    parts: dict[str, str] = {}
    at = 0
    while opening := _OPENING.search(item, at):
        name = opening[1]
        at = end = opening.end()
        if not opening[2]:
            end = item.find(f"</{name}>", at)
            if end < 0 or _OPENING.search(item, at, end):
                return None
        text = resolve(item[at:end])
        if parts.setdefault(name, text) != text:
            return None
        at = end
    return Texts(
        parts.get("title", ""),
        parts.get("link", "").strip(),
        parts.get("description", ""),
        parts.get("guid", "").strip(),
        parts.get("pubDate", ""),
    )


def decode(raw: bytes) -> str:
    """Text of bytes; what is no UTF-8 is what browsers read for ISO-8859-1, cp1252."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def resolve(text: str) -> str:
    """Text with its character references resolved once.

    Only references that end in a semicolon: "AT&T" and "P&LTD" are names. Unknown ones
    stay as they stand.
    """
    if "&" not in text:
        return text
    # What CM/ECF writes, in one pass each; the ampersand last, as it begins the others.
    text = text.replace("&#x3C;", "<").replace("&#x3E;", ">").replace("&#x22;", '"')
    text = text.replace("&#x27;", "'")
    if text.count("&") == text.count("&#x26;"):
        return text.replace("&#x26;", "&")
    return _REFERENCE.sub(lambda match: html.unescape(match[0]), text)


def tidy(text: str, longest: int) -> str:
    """Text on one line, white space folded, without control or other unprintable characters."""
    if not text.isprintable() or "  " in text:
        text = " ".join(text.split())
        if not text.isprintable():
            text = " ".join("".join(char for char in text if char.isprintable()).split())
    return text.strip()[:longest].rstrip()
