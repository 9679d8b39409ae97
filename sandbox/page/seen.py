"""Any JSON, looked at in a way that cannot fail.

A payload comes from a program that may be wrong. In a template every path into
it ends somewhere: what is not there is empty, a word where a list belongs has no
items, a list where a word belongs says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

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

    __slots__ = ("__value",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: Any = None) -> None:
        self.__value: Final = value.__value if isinstance(value, Seen) else value

    def __getattr__(self, name: str) -> Seen:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str | int) -> Seen:
        value = self.__value
        if isinstance(value, dict):
            return Seen(value.get(name))
        if isinstance(value, list | tuple) and isinstance(name, int):
            return Seen(value[name]) if -len(value) <= name < len(value) else Seen()
        return Seen()

    def __iter__(self) -> Iterator[Seen]:
        if isinstance(self.__value, list | tuple):
            for item in self.__value:
                yield Seen(item)

    def __len__(self) -> int:
        return len(self.__value) if isinstance(self.__value, list | tuple) else 0

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        return bool(self.__value == (other.__value if isinstance(other, Seen) else other))

    def __str__(self) -> str:
        value = self.__value
        if isinstance(value, str):
            return clean(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        return ""

    def __repr__(self) -> str:
        return f"Seen({self.__value!r})"


def raw(seen: Seen) -> str:
    """The string itself, control characters and all; "" for what is no string."""
    value = getattr(seen, "_Seen__value", None)
    return value if isinstance(value, str) else ""


def number(seen: Seen) -> float | None:
    """A number, or a string of digits, as a number; None for anything else."""
    try:
        return float(str(seen))
    except ValueError:
        return None


def is_words(seen: Seen) -> bool:
    return isinstance(getattr(seen, "_Seen__value", None), str)
