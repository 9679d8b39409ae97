"""Slack's mrkdwn, read: text to nodes.

Markup as in Slack's page on formatting text for app surfaces. Fences win over
lines, code over links, links over emphasis. Emphasis stands at the edges of
words and ends in its line. Each step consumes what it reads, so the time is
linear in the length of the text, hostile or not.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.page import angle, links
from sandbox.page.angle import EMOJI_CODE, unescape
from sandbox.page.emoji import glyph
from sandbox.page.frames import Frames, Style
from sandbox.page.names import Reader
from sandbox.page.nodes import (
    Break,
    Code,
    Emoji,
    Link,
    Mention,
    Node,
    Nodes,
    Preformatted,
    Quote,
    Text,
)

_FENCE = "```"
_QUOTED = re.compile(r"(?:&gt;|>)[ \t]?")
_QUOTED_REST = re.compile(r"(?:&gt;|>){3}[ \t]?")
_SIGN = re.compile(r"[*_~`<:@#]|(?i:https?://)")
_ANGLE = re.compile(r"<([^<>\n]+)>")
_CODE_END = re.compile(r"(?<=[^`])`(?![\w`])")
# Bounded, so that a long run of what looks like addresses is not read again and again.
_BARE_URL = re.compile(r"(?i)https?://[^\s<>|\"/][^\s<>|\"]{0,3000}")
_BARE_BROADCAST = re.compile(r"@(here|channel|everyone)\b")
_BARE_CHANNEL = re.compile(r"#([^\s!-,./:-@\[-^`{-~]{1,80})")
_LINK_IN_CODE = re.compile(r"<([^<>|\n]+)(?:\|([^<>\n]*))?>")
_AFTER_URL = ".,;:!?)]}'\"*_~`"
_STYLES: dict[str, Style] = {"*": "b", "_": "i", "~": "s"}


def read(text: str, reader: Reader, *, verbatim: bool = False) -> Nodes:
    """Formatted text as nodes.

    verbatim  bare addresses and names stay words, as Slack's flag of that name says
    """
    rows: list[_Row] = []
    rest_quoted = False
    parts = text.split(_FENCE)
    if len(parts) % 2 == 0:
        parts[-2:] = [_FENCE.join(parts[-2:])]
    for index, part in enumerate(parts):
        if index % 2:
            quoted = rest_quoted or bool(rows and rows[-1].quoted and rows[-1].is_open)
            rows.append(_Row((_fenced(part),), quoted))
            continue
        rest_quoted = _lines(part, rows, rest_quoted, reader, verbatim, after_fence=index > 0)
    return _grouped(rows)


def line(text: str, reader: Reader, *, verbatim: bool = False) -> Nodes:
    """One line without quotes and fences."""
    return _Line(text, reader, verbatim).read()


@dataclass(frozen=True, slots=True)
class _Row:
    """A line or a fenced block; ``is_open`` when a fence follows on the same line."""

    nodes: Nodes
    quoted: bool
    is_open: bool = False

    @property
    def is_block(self) -> bool:
        return bool(self.nodes) and isinstance(self.nodes[0], Preformatted)


def _fenced(text: str) -> Node:
    inside = text.removeprefix("\n").removesuffix("\n")
    return Preformatted(_in_code(inside)) if inside.strip() else Text(_FENCE + text + _FENCE)


def _lines(
    part: str,
    rows: list[_Row],
    rest_quoted: bool,
    reader: Reader,
    verbatim: bool,
    *,
    after_fence: bool,
) -> bool:
    """Add a stretch without fences to the rows; says whether all that follows is quoted."""
    lines = part.split("\n")
    if after_fence and not lines[0].strip():
        # What follows a fenced block starts on a line of its own anyway.
        lines = lines[1:]
    for number, said in enumerate(lines):
        last = number == len(lines) - 1
        quoted = rest_quoted
        if not rest_quoted:
            if opening := _QUOTED_REST.match(said):
                rest_quoted = quoted = True
                said = said[opening.end() :]
            elif opening := _QUOTED.match(said):
                quoted = True
                said = said[opening.end() :]
        if said or not last or quoted:
            rows.append(_Row(line(said, reader, verbatim=verbatim), quoted, is_open=last))
    return rest_quoted


def _grouped(rows: list[_Row]) -> Nodes:
    """Rows with breaks between them; neighbours that are quoted share one quote."""
    nodes: list[Node] = []
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and rows[end].quoted == rows[at].quoted:
            end += 1
        joined = _joined([row for row in rows[at:end] if row.nodes or not row.is_open])
        nodes += [Quote(joined)] if rows[at].quoted else joined
        at = end
    return tuple(nodes)


def _joined(rows: list[_Row]) -> Nodes:
    nodes: list[Node] = []
    for before, row in zip([None, *rows], rows, strict=False):
        if before is not None and not before.is_block and not row.is_block:
            nodes.append(Break())
        nodes += row.nodes
    return tuple(nodes)


def _in_code(text: str) -> str:
    """Code as it shows: escapes undone, links as the words they carry, nothing else."""

    def words(match: re.Match[str]) -> str:
        return (match[2] or match[1]) if links.safe(unescape(match[1])) else match[0]

    return unescape(_LINK_IN_CODE.sub(words, text) if "<" in text else text)


class _Line:
    def __init__(self, text: str, reader: Reader, verbatim: bool) -> None:
        self._text = text
        self._reader = reader
        self._frames = Frames()
        self._code_ends = deque(match.start() for match in _CODE_END.finditer(text))
        self._readers: dict[str, Callable[[int], tuple[Node, int] | None]] = {
            "`": self._code,
            "<": self._angle,
            ":": self._emoji,
        }
        if not verbatim:
            self._readers |= {
                "@": self._broadcast, "#": self._channel, "h": self._url, "H": self._url,
            }  # fmt: skip

    def read(self) -> Nodes:
        text, at, said = self._text, 0, 0
        while (found := _SIGN.search(text, at)) is not None:
            start, sign = found.start(), text[found.start()]
            if sign in _STYLES:
                self._frames.say(unescape(text[said:start]))
                self._mark(sign, start)
                at = said = start + 1
                continue
            token = self._readers[sign](start) if sign in self._readers else None
            if token is None:
                # A character like any other; it joins the text around it.
                at = start + 1
                continue
            self._frames.say(unescape(text[said:start]))
            self._frames.add(token[0])
            at = said = token[1]
        self._frames.say(unescape(text[said:]))
        return self._frames.end()

    def _around(self, at: int, end: int) -> tuple[str, str]:
        """The characters before and after a stretch; a blank at the ends of the line."""
        return (self._text[at - 1 : at] or " ", self._text[end : end + 1] or " ")

    def _mark(self, sign: str, at: int) -> None:
        before, after = self._around(at, at + 1)
        style = _STYLES[sign]
        if self._frames.is_open(style):
            if not before.isspace() and before != sign and not after.isalnum():
                self._frames.close(style)
                return
        elif not before.isalnum() and not after.isspace() and after != sign:
            self._frames.open(sign, style)
            return
        self._frames.say(sign)

    def _code(self, at: int) -> tuple[Node, int] | None:
        while self._code_ends and self._code_ends[0] <= at + 1:
            self._code_ends.popleft()
        before, _ = self._around(at, at)
        if before.isalnum() or before == "`" or not self._code_ends:
            return None
        end = self._code_ends[0]
        inside = self._text[at + 1 : end]
        return (Code(_in_code(inside)), end + 1) if inside.strip() else None

    def _angle(self, at: int) -> tuple[Node, int] | None:
        found = _ANGLE.match(self._text, at)
        if found is None:
            return None
        node = angle.node(found[1], self._reader)
        return (node, found.end()) if node else (Text(unescape(found[0])), found.end())

    def _emoji(self, at: int) -> tuple[Node, int] | None:
        found = EMOJI_CODE.match(self._text, at)
        shown = glyph(found[1], found[2] or "") if found else ""
        return (Emoji(found[1], shown), found.end()) if found and shown else None

    def _url(self, at: int) -> tuple[Node, int] | None:
        before, _ = self._around(at, at)
        found = _BARE_URL.match(self._text, at)
        if before.isalnum() or found is None:
            return None
        typed = found[0].rstrip(_AFTER_URL)
        url = links.safe(unescape(typed))
        return (Link(url, (Text(url),)), at + len(typed)) if url else None

    def _broadcast(self, at: int) -> tuple[Node, int] | None:
        before, _ = self._around(at, at)
        found = _BARE_BROADCAST.match(self._text, at)
        if found is None or before.isalnum():
            return None
        return Mention(found[0], mine=True), found.end()

    def _channel(self, at: int) -> tuple[Node, int] | None:
        before, _ = self._around(at, at)
        found = _BARE_CHANNEL.match(self._text, at)
        place = self._reader.names.channel_named(found[1]) if found else None
        if found is None or place is None or before.isalnum() or before == "&":
            return None
        return Mention(f"#{place.name}", channel=place.id), found.end()
