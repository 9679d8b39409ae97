"""The cells of a row that export and import carry, read as what they mean.

Each function raises BadInput, in a sentence for whoever wrote the file.
"""

from __future__ import annotations

from datetime import time

from bot.reading.timesofday import time_of
from filings import courts, kinds, references
from filings.errors import BadInput
from filings.kinds import Weight
from filings.terms import Cadence, Routine

Value = str | bool | tuple[str, ...]
Record = dict[str, Value]

_KINDS = frozenset((*kinds.NAMES, *(str(weight) for weight in Weight)))
_YES = ("yes", "true", "1", "x", "y")
_NO = ("no", "false", "0", "n")


def place_in(record: Record) -> str:
    channel = text_in(record, "channel")
    if not channel:
        raise BadInput("No channel is named.")
    return channel


def case_in(record: Record) -> tuple[str, str]:
    written = text_in(record, "case")
    if not written:
        court, number = text_in(record, "court"), text_in(record, "number")
        if not court or not number:
            raise BadInput("A case needs its court and its number.")
        return court_of(court), number
    refs = references.find(written)
    if len(refs) != 1 or not refs[0].number or refs[0].court is None:
        raise BadInput(f"“{written}” does not name one case; write it as 1:25-cv-00457 dcd.")
    return refs[0].court, refs[0].number


def court_of(said: str) -> str:
    """A court's id, by the id or by its name."""
    return (courts.known(said) or courts.named(said)).id


def kind_of(said: str) -> str:
    name = said.casefold()
    name = name if name in _KINDS else name.removesuffix("s")
    if name not in _KINDS:
        raise BadInput(f"“{said}” is not a kind of filing. Kinds are: {', '.join(kinds.NAMES)}.")
    return name


def cadence_of(said: str) -> Cadence:
    try:
        return Cadence(said.casefold() or Cadence.NOW)
    except ValueError as error:
        raise BadInput(f"“{said}” is not when; write now, hourly or daily.") from error


def routine_of(said: str) -> Routine:
    try:
        return Routine(said.casefold() or Routine.AT_ONCE)
    except ValueError as error:
        raise BadInput(
            f"“{said}” is not when routine papers are told; write now or daily."
        ) from error


def time_in(record: Record, name: str) -> time | None:
    said = text_in(record, name)
    return time_of(said) if said else None


def clock_written(at: time | None) -> str:
    return "" if at is None else f"{at:%H:%M}"


def text_in(record: Record, name: str) -> str:
    value = record.get(name, "")
    if not isinstance(value, str):
        raise BadInput(f"{name} has to be a text.")
    return value


def list_in(record: Record, name: str) -> tuple[str, ...]:
    value = record.get(name, ())
    if isinstance(value, tuple):
        return value
    raise BadInput(f"{name} has to be a list.")


def flag_in(record: Record, name: str, *, default: bool = False) -> bool:
    value = record.get(name, "")
    if isinstance(value, bool):
        return value
    said = value.strip().casefold() if isinstance(value, str) else "?"
    if not said:
        return default
    if said not in (*_YES, *_NO):
        raise BadInput(f"{name} has to be yes or no.")
    return said in _YES
