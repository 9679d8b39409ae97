"""What formatted text consists of, whichever markup it was written in.

Texts in these are what a reader sees: no escapes, no markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Styled:
    style: Literal["b", "i", "s"]
    inside: Nodes


@dataclass(frozen=True, slots=True)
class Code:
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """``url`` has passed ``links.safe``."""

    url: str
    inside: Nodes


@dataclass(frozen=True, slots=True)
class Mention:
    """``@reporter``, ``#courts``, ``@here``; ``mine`` when it calls whoever reads.

    channel  the id of a channel that can be opened, "" otherwise
    """

    text: str
    mine: bool = False
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Emoji:
    name: str
    glyph: str


@dataclass(frozen=True, slots=True)
class Moment:
    """``iso`` for machines, ``text`` for people; ``url`` may be ""."""

    iso: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line within a paragraph."""


@dataclass(frozen=True, slots=True)
class Preformatted:
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    inside: Nodes


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` is 1 to 6."""

    level: int
    inside: Nodes


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list, with the bullet or number it shows; ``indent`` from 0 to 8."""

    indent: int
    marker: str
    inside: Nodes


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


Node: TypeAlias = (
    Text
    | Styled
    | Code
    | Link
    | Mention
    | Emoji
    | Moment
    | Break
    | Preformatted
    | Quote
    | Heading
    | Item
    | Rule
)
Nodes: TypeAlias = tuple[Node, ...]
