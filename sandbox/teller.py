"""What the demo shows in a terminal: what happens, in words, and Slack's messages in a frame."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from bot.words import terminal
from bot.words.blocks import Message

KEPT_TOGETHER = "\u00a0"
"""A space at which no line is broken; shown as any other."""
WIDEST = 100
_NARROWEST = 40
_INDENT = "   "
_BAR = "│ "
_LINK = re.compile(r"<https?:[^|>]*\|([^>]*)>")
_MENTION = re.compile(r"<([@#])([A-Z0-9]+)>")

T = TypeVar("T")


class Teller:
    """Writes lines of at most ``width`` columns; ``color`` adds ANSI styles.

    names  of people and channels by their ids, for mentions
    """

    def __init__(
        self,
        write: Callable[[str], None],
        *,
        width: int,
        color: bool,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self._write = write
        self._width = width
        self._color = color
        self.names: dict[str, str] = dict(names or {})
        self._empty = True

    def title(self, text: str) -> None:
        self._line(text, bold=True)

    def step(self, number: int, text: str) -> None:
        """A heading, with a line of its own above."""
        self.gap()
        self._line(f"{number}  {text}", bold=True)

    def say(self, text: str) -> None:
        self._paragraph(text)

    def yours(self, text: str) -> None:
        """How it is done with one's own Slack."""
        self._paragraph(f"In your own Slack: {text}", fg="cyan")

    def typed(self, who: str, where: str, text: str) -> None:
        self.gap()
        self._line(f"{_INDENT}@{who} in #{where}: {self._styled(text, bold=True)}")
        self.gap()

    def heard(self, said: str, message: Message) -> None:
        """A message in a frame; ``said`` is the line above it."""
        bar = _INDENT + self._styled(_BAR, fg="green")
        self._line(bar + self._styled(said, fg="green"))
        named = Message(message.text, tuple(self._named(block) for block in message.blocks))
        width = self._width - len(_INDENT) - len(_BAR)
        for line in terminal.render(named, width, color=self._color).splitlines():
            self._line((bar + line).rstrip())
        self.gap()

    def point(self, text: str) -> None:
        """One of several, its continuation indented deeper."""
        self._paragraph(text, more="   ")

    def gap(self) -> None:
        """One empty line, however often it is asked for."""
        if not self._empty:
            self._line("")

    def _paragraph(self, text: str, more: str = "", **style: Any) -> None:
        for line in textwrap.wrap(
            text,
            self._width,
            initial_indent=_INDENT,
            subsequent_indent=_INDENT + more,
            break_long_words=False,
            break_on_hyphens=False,
        ):
            self._line(line.replace(KEPT_TOGETHER, " "), **style)

    def _line(self, text: str, **style: Any) -> None:
        self._empty = not text
        self._write((self._styled(text, **style) if style else text) + "\n")

    def _styled(self, text: str, **style: Any) -> str:
        return click.style(text, **style) if self._color else text

    def _named(self, value: T) -> T:
        """The block as Slack would show it: people by name, a link as its words, in ‹ ›.

        The day's links lead nowhere, so that their addresses would only be in the way.
        """
        found: Any = value
        if isinstance(value, str):
            found = _LINK.sub(r"‹\1›", _MENTION.sub(self._mention, value))
        elif isinstance(value, dict):
            found = {key: self._named(inner) for key, inner in value.items()}
        elif isinstance(value, list):
            found = [self._named(inner) for inner in value]
        named: T = found
        return named

    def _mention(self, found: re.Match[str]) -> str:
        mark, named = found.groups()
        return f"<{mark}{named}|{mark}{self.names[named]}>" if named in self.names else found[0]


def for_stdout() -> Teller:
    """For this terminal; plain when the output is not one."""
    width = min(max(shutil.get_terminal_size((80, 24)).columns, _NARROWEST), WIDEST)

    def write(text: str) -> None:
        click.echo(text, nl=False)

    return Teller(write, width=width, color=sys.stdout.isatty())
