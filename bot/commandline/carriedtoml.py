"""The TOML form: a table for each row: [[channel]], [[follow]], [[watch]], [[morning]]."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from datetime import time
from typing import Any

from bot.commandline.carried import (
    FLAGS,
    LISTS,
    OF_A_CHANNEL,
    OF_A_FOLLOW,
    READ_TOO,
    Carried,
    Fault,
    carried,
    records_of,
)
from bot.commandline.carriedfields import Record, Value
from bot.commandline.carriedwatches import OF_A_MORNING, OF_A_WATCH
from filings.errors import BadInput

_HEAD = (
    "# What Court Crier follows and watches, and how channels are told. "
    "Read it with: crier import FILE\n"
)
_COLUMNS = {
    "channel": OF_A_CHANNEL, "follow": (*OF_A_FOLLOW, *READ_TOO), "watch": OF_A_WATCH,
    "morning": OF_A_MORNING,
}  # fmt: skip
_NEEDED = {
    "follow": (("court", "number", "case"), "A case needs its court and its number."),
    "watch": (("words", "types", "courts"), "A watch needs words or types, and courts."),
    "morning": (("new_cases",), "Each morning's list names its court in new_cases."),
}
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def as_toml(what: Carried) -> str:
    return "\n".join([_HEAD, *(_table(name, record) for name, record in records_of(what))])


def _table(name: str, record: Record) -> str:
    rows = [f"{key} = {_value(value)}" for key, value in record.items()]
    return "\n".join([f"[[{name}]]", *rows, ""])


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    return f"[{', '.join(map(_string, value))}]"


def _string(text: str) -> str:
    """A basic string: https://toml.io/en/v1.0.0#string."""
    escaped = (
        _SHORT.get(letter)
        or (f"\\u{ord(letter):04X}" if ord(letter) < 0x20 or ord(letter) == 0x7F else letter)
        for letter in text
    )
    return f'"{"".join(escaped)}"'


def from_toml(text: str) -> Carried:
    """Raises BadInput for what is no TOML, or holds other tables."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"That is not TOML: {error}.") from error
    if unknown := set(found) - set(_COLUMNS):
        raise BadInput(
            f"“{min(unknown)}” is no table I know; there are "
            f"{', '.join(f'[[{name}]]' for name in _COLUMNS)}."
        )
    rows: list[tuple[str, Record]] = []
    faults: list[Fault] = []
    for name in _COLUMNS:
        tables = found.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            raise BadInput(f"Write [[{name}]], with two brackets.")
        for place, table in zip(_places(text, name, len(tables)), tables, strict=True):
            try:
                record = _record(name, table)
            except BadInput as error:
                faults.append(Fault(place, str(error)))
            else:
                rows.append((place, record))
    return carried(rows, faults)


def _places(text: str, name: str, count: int) -> Iterable[str]:
    """The lines where the tables begin; their numbers where that cannot be told."""
    head = re.compile(rf"\s*\[\[\s*[\"']?{name}[\"']?\s*\]\]")
    lines = [place for place, line in enumerate(text.split("\n"), 1) if head.match(line)]
    if len(lines) == count:
        return [f"line {line}" for line in lines]
    return [f"{name} {number}" for number in range(1, count + 1)]


def _record(name: str, table: dict[str, Any]) -> Record:
    if unknown := set(table) - set(_COLUMNS[name]):
        known = ", ".join(_COLUMNS[name])
        raise BadInput(f"“{min(unknown)}” is not known here. There are: {known}.")
    needed, why = _NEEDED.get(name, ((), ""))
    if why and not any(table.get(key) for key in needed):
        raise BadInput(why)
    return {key: _read(key, value) for key, value in table.items()}


def _read(key: str, value: object) -> Value:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if key in LISTS and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    if isinstance(value, bool) and key in FLAGS:
        return value
    if isinstance(value, str) and key not in LISTS and key not in FLAGS:
        return value
    raise BadInput(f"{key} cannot be {value!r}."[:200])
