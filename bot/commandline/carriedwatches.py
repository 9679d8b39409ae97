"""Watched words and each morning's new cases as rows of the file that export writes.

A watch names its courts in ``courts``, "all" for every court with a feed; a morning list names
its court in ``new_cases``. No other row has either column.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.commandline.carriedfields import (
    Record,
    cadence_of,
    court_of,
    flag_in,
    list_in,
    place_in,
    text_in,
)
from bot.reading.typedwatch import checked, sorts_in
from filings.errors import BadInput
from filings.store.watches import Wish

ALL = "all"
OF_A_WATCH = ("team", "channel", "name", "words", "types", "courts", "only_new", "when")
OF_A_MORNING = ("team", "channel", "name", "new_cases", "types")


@dataclass(frozen=True, slots=True)
class CarriedWatch:
    """What a channel watches; ``place`` is where it stands in the file."""

    team: str
    channel: str
    name: str
    wish: Wish
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class CarriedMorning:
    """A channel gets the new cases of ``court`` each morning; ``types`` as in a Wish."""

    team: str
    channel: str
    name: str
    court: str
    types: tuple[str, ...] = ()
    place: str = field(default="", compare=False)


def record_of_watch(one: CarriedWatch) -> Record:
    wish = one.wish
    return {
        "team": one.team, "channel": one.channel, "name": one.name,
        "words": wish.words, "types": wish.types,
        "courts": (ALL,) if wish.everywhere else wish.courts,
        "only_new": wish.only_new, "when": str(wish.cadence),
    }  # fmt: skip


def record_of_morning(one: CarriedMorning) -> Record:
    return {
        "team": one.team, "channel": one.channel, "name": one.name,
        "new_cases": one.court, "types": one.types,
    }  # fmt: skip


def is_watch(record: Record) -> bool:
    return any(record.get(name) for name in ("words", "courts"))


def is_morning(record: Record) -> bool:
    return bool(record.get("new_cases"))


def watch_in(place: str, record: Record) -> CarriedWatch:
    """Raises BadInput for what cannot be watched."""
    named = list_in(record, "courts")
    if not named:
        raise BadInput("A watch needs its courts, or all.")
    everywhere = [each.strip().casefold() for each in named] == [ALL]
    wish = Wish(
        text_in(record, "words"), _types(record),
        () if everywhere else tuple(sorted({court_of(each) for each in named})), everywhere,
        flag_in(record, "only_new"), cadence_of(text_in(record, "when")),
    )  # fmt: skip
    return CarriedWatch(
        text_in(record, "team"), place_in(record), text_in(record, "name"), checked(wish), place
    )


def morning_in(place: str, record: Record) -> CarriedMorning:
    """Raises BadInput for a list that names no court."""
    return CarriedMorning(
        text_in(record, "team"), place_in(record), text_in(record, "name"),
        court_of(text_in(record, "new_cases")), _types(record), place,
    )  # fmt: skip


def _types(record: Record) -> tuple[str, ...]:
    return sorts_in(list_in(record, "types"))
