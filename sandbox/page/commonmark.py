"""The Markdown of a markdown block, read: text to nodes.

As much of Markdown as Slack's own page on the block names: headings, emphasis,
code, quotes, lists and tasks, rules, links, tables. Images become links, as in
Slack; raw HTML is words.
"""

from __future__ import annotations

import re

from sandbox.page import links
from sandbox.page.angle import labelled
from sandbox.page.frames import Frames, Style
from sandbox.page.nodes import (
    Break,
    Code,
    Heading,
    Item,
    Link,
    Node,
    Nodes,
    Preformatted,
    Quote,
    Rule,
    Text,
)

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)")
_ITEM = re.compile(r"( *)(?:([-*+])|(\d{1,9})[.)])[ \t]+(?:\[([ xX])\][ \t]+)?(.*)")
_TABLE_ROW = re.compile(r"\s*\|.*\|\s*$")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(([^()\s]+)(?:[ \t]+\"[^\"\n]*\")?\)")
_SIGN = re.compile(r"\\[!-/:-@\[-`{-~]|`+|!?\[|\*\*|__|~~|\*|_")
_STYLES: dict[str, Style] = {"**": "b", "__": "b", "*": "i", "_": "i", "~~": "s"}


def read(text: str) -> Nodes:
    """Markdown as nodes."""
    nodes: list[Node] = []
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        taken, found = _fence(lines, at) or _table(lines, at) or _one(lines[at])
        if nodes and _is_inline(nodes[-1]) and _is_inline(found[0]):
            nodes.append(Break())
        nodes += found
        at += taken
    return tuple(nodes)


def _is_inline(node: Node) -> bool:
    return not isinstance(node, Heading | Item | Preformatted | Quote | Rule)


def _is_rule(said: str) -> bool:
    signs = said.replace(" ", "")
    return len(signs) >= 3 and signs[0] in "-*_" and signs == signs[0] * len(signs)


def _fence(lines: list[str], at: int) -> tuple[int, list[Node]] | None:
    opening = lines[at].lstrip()
    if not opening.startswith(("```", "~~~")):
        return None
    end = at + 1
    while end < len(lines) and lines[end].strip() != opening[:3]:
        end += 1
    return end + 1 - at, [Preformatted("\n".join(lines[at + 1 : end]))]


def _table(lines: list[str], at: int) -> tuple[int, list[Node]] | None:
    """Rows between bars stay as typed, in columns that a fixed pitch keeps apart."""
    end = at
    while end < len(lines) and _TABLE_ROW.match(lines[end]):
        end += 1
    return (end - at, [Preformatted("\n".join(lines[at:end]))]) if end - at > 1 else None


def _one(said: str) -> tuple[int, list[Node]]:
    if found := _HEADING.match(said):
        return 1, [Heading(len(found[1]), line(found[2].rstrip("# ")))]
    if _is_rule(said):
        return 1, [Rule()]
    if found := _ITEM.match(said):
        task = {" ": "☐", "x": "☑", "X": "☑"}.get(found[4] or "")
        marker = task or (f"{found[3]}." if found[3] else "•")
        return 1, [Item(min(len(found[1]) // 2, 8), marker, line(found[5]))]
    if said.startswith(">"):
        return 1, [Quote(line(said.lstrip("> ")))]
    return 1, list(line(said)) or [Text("")]


def line(text: str) -> Nodes:
    """One line: emphasis, code and links. Emphasis that never closes stays characters."""
    frames = Frames()
    at = said = 0
    last_code_end = text.rfind("`")
    while (found := _SIGN.search(text, at)) is not None:
        sign, start, end = found[0], found.start(), found.end()
        node: Node | None = None
        if sign[0] == "\\":
            node = Text(sign[1])
        elif sign[0] == "`" and start < last_code_end:
            close = text.find(sign, end)
            if close > end:
                node, end = Code(text[start + len(sign) : close].strip()), close + len(sign)
        elif sign[-1] == "[" and (link := _LINK.match(text, start)):
            node, end = _linked(link), link.end()
        elif sign in _STYLES:
            _say(frames, text[said:start])
            _mark(frames, text, sign, start)
            at = said = end
            continue
        if node is not None:
            _say(frames, text[said:start])
            frames.add(node)
            said = end
        at = end
    _say(frames, text[said:])
    return frames.end()


def _say(frames: Frames, text: str) -> None:
    for node in labelled(text):
        frames.add(node)


def _linked(found: re.Match[str]) -> Node:
    url = links.safe(found[2])
    words = labelled(found[1] or found[2])
    return Link(url, words) if url else Text(found[0])


def _mark(frames: Frames, text: str, sign: str, at: int) -> None:
    end = at + len(sign)
    before, after = text[at - 1 : at] or " ", text[end : end + 1] or " "
    style = _STYLES[sign]
    if frames.is_open(style):
        if not before.isspace() and frames.has_words():
            frames.close(style)
            return
    elif not after.isspace() and not (sign[0] == "_" and before.isalnum()):
        frames.open(sign, style)
        return
    frames.say(sign)
