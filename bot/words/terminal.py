"""A message on a terminal: the same blocks that Slack would show.

Reads back only the mrkdwn that Crier writes: ``*strong*``, ``~struck~``,
`` `code` ``, ``<url|label>``, ``<@person>``, ``<#channel>`` and the three
escapes. No control byte reaches the terminal, whatever the message holds.
"""

from __future__ import annotations

import io
import re
import unicodedata

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.words.blocks import Block, Message

_TOKEN = re.compile(
    r"<(?P<target>[^<>|\n]+)(?:\|(?P<label>[^<>\n]*))?>"
    r"|(?<![A-Za-z0-9*~`])(?P<mark>[*~`])(?=\S)(?P<inner>[^\n]*?)(?<=\S)(?P=mark)(?![A-Za-z0-9*~`])"
)
_STYLES = {"*": "bold", "~": "strike", "`": "cyan"}
_ONLY_A_LINK = re.compile(r"<[^<>]*>")
_MIN_WIDTH = 20
_INDENT = 2
_ROW = 72


def render(message: Message, width: int = 80, *, color: bool = False, buttons: bool = True) -> str:
    """The message in lines of ``width`` columns, longer only where a URL is.

    color    with ANSI styles; without, strong text is as plain as the rest
    buttons  shown as "[ label ]"; off where nobody could press one
    """
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, _MIN_WIDTH),
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    show(message, console, buttons=buttons)
    return out.getvalue()


def show(message: Message, console: Console, *, buttons: bool = True) -> None:
    """Prints the message on a console of the caller's.

    The first line of a block stands out, what follows is indented under it; a
    blank line parts one section from the next, as one case from another.
    """
    before = ""
    for block in message.blocks:
        kind = block["type"]
        if kind == "actions" and not buttons:
            continue
        if before and kind == "section":
            console.print()
        indent = 0 if kind == "section" else _INDENT
        for text in _block(block):
            _print(console, text, indent)
            indent = _INDENT
        before = kind


def _print(console: Console, text: Text, indent: int) -> None:
    """One line of a block, its continuation indented deeper; a URL is never broken."""
    room = max(console.width - indent, _MIN_WIDTH)
    for place, row in enumerate(text.divide(_breaks(text.plain, room, room - _INDENT))):
        row.rstrip()
        deeper = indent if place == 0 else indent + _INDENT
        console.print(Text(" " * deeper).append_text(row), soft_wrap=True)


def _breaks(said: str, first: int, others: int) -> list[int]:
    """Where to break a line, before words only: a URL that is broken cannot be clicked."""
    breaks: list[int] = []
    begun = 0
    for word in re.finditer(r"\S+", said):
        room = others if breaks else first
        if word.start() > begun and cell_len(said[begun : word.end()]) > room:
            breaks.append(word.start())
            begun = word.start()
    return breaks


def _block(block: Block) -> list[Text]:
    match block["type"]:
        case "section":
            return [text for line in block["text"]["text"].split("\n") for text in _line(line)]
        case "context":
            said = [line for found in block["elements"] for line in found["text"].split("\n")]
            return [_mrkdwn(line, "dim") for line in said]
        case "actions":
            return _buttons(block)
        case _:
            return []


def _line(line: str) -> list[Text]:
    """A line of links alone gives each its own line, since a URL fills one."""
    parts = line.split(" · ")
    if all(_ONLY_A_LINK.fullmatch(part) for part in parts):
        return [_mrkdwn(part) for part in parts]
    return [_mrkdwn(line)]


def _buttons(block: Block) -> list[Text]:
    """In one row where they are short, else one under the other."""
    found = [f"[ {_button_label(element)} ]" for element in block["elements"]]
    if sum(map(len, found)) + len(found) <= _ROW:
        return [Text(" ".join(found), style="cyan")]
    return [Text(label, style="cyan") for label in found]


def _button_label(element: Block) -> str:
    if element["type"] == "static_select":
        return clean(element["placeholder"]["text"])
    return "⋯" if element["type"] == "overflow" else clean(element["text"]["text"])


def _mrkdwn(line: str, style: str = "") -> Text:
    text = Text(style=style)
    _append(text, line, "")
    return text


def _append(text: Text, said: str, style: str) -> None:
    at = 0
    for found in _TOKEN.finditer(said):
        text.append(_words(said[at : found.start()]), style=style or None)
        at = found.end()
        if found["mark"]:
            inner = f"{style} {_STYLES[found['mark']]}".strip()
            _append(text, found["inner"], inner)
        else:
            _append_link(text, found["target"], found["label"], style)
    text.append(_words(said[at:]), style=style or None)


def _append_link(text: Text, target: str, label: str | None, style: str) -> None:
    if target.startswith(("#", "@", "!")):
        text.append(_words(label or target), style=style or None)
    elif label:
        text.append(_words(label), style=f"{style} underline".strip())
        text.append(f" ({_words(target)})", style=f"{style} dim".strip())
    else:
        text.append(_words(target), style=f"{style} underline".strip())


def _words(said: str) -> str:
    return clean(said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def clean(said: str) -> str:
    """Without anything that a terminal would obey: controls, bidi marks, lone surrogates."""
    return "".join(
        character
        for character in said
        if character == "️" or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )
