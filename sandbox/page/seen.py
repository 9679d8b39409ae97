"""Any JSON, looked at in a way that cannot fail.

A payload comes from a program that may be wrong. In a template every path into
it ends somewhere: what is not there is empty, a word where a list belongs has no
items, a list where a word belongs says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# HTML has no way to write these, and a lone surrogate no way to leave as UTF-8.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?")


def clean(text: str) -> str:
    """Text without control characters and lone surrogates; ``\\n`` and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text))


class Seen:
    """One JSON value. Attributes are its keys, iteration its items, ``str()`` its words.

    ``str()`` of anything but a string or a number is empty; a list's items and
    a key's value are ``Seen`` too.
    """

    __slots__ = ("_json",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: Any = None) -> None:
        self._json: Any = value._json if isinstance(value, Seen) else value

    def __getattr__(self, name: str) -> Seen:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str | int) -> Seen:
        value = self._json
        if isinstance(value, dict):
            return Seen(value.get(name))
        if isinstance(value, list | tuple) and isinstance(name, int):
            return Seen(value[name]) if -len(value) <= name < len(value) else Seen()
        return Seen()

    def __iter__(self) -> Iterator[Seen]:
        if isinstance(self._json, list | tuple):
            for item in self._json:
                yield Seen(item)

    def __len__(self) -> int:
        return len(self._json) if isinstance(self._json, list | tuple) else 0

    def __bool__(self) -> bool:
        return bool(self._json)

    def __eq__(self, other: object) -> bool:
        return bool(self._json == (other._json if isinstance(other, Seen) else other))

    def __str__(self) -> str:
        value = self._json
        if isinstance(value, str):
            return clean(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        return ""

    def __repr__(self) -> str:
        return f"Seen({self._json!r})"


def json(seen: Seen | str) -> Any:
    """The value itself, as it came."""
    return seen._json if isinstance(seen, Seen) else seen


def raw(seen: Seen | str) -> str:
    """The string itself, control characters and all; "" for what is no string."""
    value = json(seen)
    return value if isinstance(value, str) else ""


def is_words(seen: Seen | str) -> bool:
    return isinstance(json(seen), str)


def number(seen: Seen) -> float | None:
    """A number, or a string of digits, as a number; None for anything else."""
    try:
        return float(str(seen))
    except ValueError:
        return None
