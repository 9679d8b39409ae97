"""Emphasis that opens and closes, kept so that nothing nests wrongly."""

from __future__ import annotations

from typing import Literal

from sandbox.page.nodes import Node, Nodes, Styled, Text

Style = Literal["b", "i", "s"]


class Frames:
    """Collects nodes; a mark that is never closed stays a character.

    Each style is open at most once, so the stack is never deeper than there are
    styles and a text of any kind is collected in linear time.
    """

    def __init__(self) -> None:
        self._open: list[tuple[str, Style]] = []
        self._nodes: list[list[Node]] = [[]]

    def say(self, text: str) -> None:
        if text:
            self._nodes[-1].append(Text(text))

    def add(self, node: Node) -> None:
        self._nodes[-1].append(node)

    def is_open(self, style: Style) -> bool:
        return any(style == other for _, other in self._open)

    def has_words(self) -> bool:
        """Something was said since the last mark opened."""
        return bool(self._nodes[-1])

    def open(self, mark: str, style: Style) -> None:
        self._open.append((mark, style))
        self._nodes.append([])

    def close(self, style: Style) -> None:
        """Close this style; what opened within it and is still open stays characters."""
        while self._open[-1][1] != style:
            self._forget()
        self._open.pop()
        inside = self._nodes.pop()
        self._nodes[-1].append(Styled(style, tuple(inside)))

    def end(self) -> Nodes:
        while self._open:
            self._forget()
        return tuple(self._nodes[0])

    def _forget(self) -> None:
        mark, _ = self._open.pop()
        inside = self._nodes.pop()
        self._nodes[-1] += [Text(mark), *inside]
