"""A small vocabulary for what a JSON value must look like.

A check takes a value and its JSON pointer and gives the reasons against it, in
the words that Slack uses, each ending in ``[json-pointer:…]``. None means that
it looks right; several reasons may come from one value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

Check: TypeAlias = Callable[[Any, str], list[str]]


def against(reason: str, pointer: str) -> list[str]:
    return [f"[ERROR] {reason} [json-pointer:{pointer}]"]


def words(most: int | None = None, least: int = 0, pattern: str = "") -> Check:
    """A string of so many characters."""
    wanted = re.compile(pattern)

    def check(value: Any, pointer: str) -> list[str]:
        if not isinstance(value, str):
            return against("must provide a string", pointer)
        if most is not None and len(value) > most:
            return against(f"must be less than {most + 1} characters", pointer)
        if len(value) < least:
            return against(f"must be more than {least - 1} characters", pointer)
        if not wanted.match(value):
            return against("must match a known format", pointer)
        return []

    return check


def flag(value: Any, pointer: str) -> list[str]:
    return [] if isinstance(value, bool) else against("must provide a boolean", pointer)


def number(least: float | None = None, most: float | None = None) -> Check:
    def check(value: Any, pointer: str) -> list[str]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return against("must provide a number", pointer)
        if least is not None and value < least:
            return against(f"must be at least {least:g}", pointer)
        if most is not None and value > most:
            return against(f"must be at most {most:g}", pointer)
        return []

    return check


def one_of(*values: Any) -> Check:
    def check(value: Any, pointer: str) -> list[str]:
        return [] if value in values else against("must be a valid enum value", pointer)

    return check


def listed(item: Check, most: int | None = None, least: int = 0) -> Check:
    """An array of so many items that all pass ``item``."""

    def check(value: Any, pointer: str) -> list[str]:
        if not isinstance(value, list):
            return against("must provide an array", pointer)
        reasons = []
        if most is not None and len(value) > most:
            reasons += against(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            reasons += against(f"no less than {least} items allowed", pointer)
        for index, one in enumerate(value):
            reasons += item(one, f"{pointer}/{index}")
        return reasons

    return check


def thing(
    fields: Mapping[str, Check],
    required: Sequence[str] = (),
    any_of: Sequence[str] = (),
    only_one_of: Sequence[str] = (),
) -> Check:
    """An object with these fields and no others.

    ``any_of``: at least one of them; ``only_one_of``: exactly one of them.
    """

    def check(value: Any, pointer: str) -> list[str]:
        if not isinstance(value, dict):
            return against("must provide an object", pointer)
        reasons: list[str] = []
        for name in required:
            if name not in value:
                reasons += against(f"missing required field: {name}", pointer)
        if any_of and not any(name in value for name in any_of):
            reasons += against(f"missing required field: {' or '.join(any_of)}", pointer)
        there = [name for name in only_one_of if name in value]
        if only_one_of and len(there) != 1:
            reasons += against(f"must provide one of: {', '.join(only_one_of)}", pointer)
        for name, inner in value.items():
            if name in fields:
                reasons += fields[name](inner, f"{pointer}/{name}")
            else:
                reasons += against(f"invalid additional property: {name}", pointer)
        return reasons

    return check


def typed(kinds: Mapping[str, Check]) -> Check:
    """An object whose ``type`` says which check it must pass."""

    def check(value: Any, pointer: str) -> list[str]:
        if not isinstance(value, dict):
            return against("must provide an object", pointer)
        if "type" not in value:
            return against("missing required field: type", pointer)
        kind = value["type"]
        if not isinstance(kind, str) or kind not in kinds:
            return against(f"unsupported type: {kind}", f"{pointer}/type")
        rest = {name: inner for name, inner in value.items() if name != "type"}
        return kinds[kind](rest, pointer)

    return check
