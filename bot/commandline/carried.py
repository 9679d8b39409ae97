"""What export and import carry: follows with their terms, watches, morning lists, and how
channels want to be told.

A record is a row by the names of its columns; the two forms of file (``carriedcsv``,
``carriedtoml``) write the same records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.commandline.carriedfields import (
    Record,
    cadence_of,
    case_in,
    clock_written,
    flag_in,
    kind_of,
    list_in,
    place_in,
    routine_of,
    text_in,
    time_in,
)
from bot.commandline.carriedwatches import (
    OF_A_MORNING,
    OF_A_WATCH,
    CarriedMorning,
    CarriedWatch,
    is_morning,
    is_watch,
    morning_in,
    record_of_morning,
    record_of_watch,
    watch_in,
)
from filings.errors import BadInput
from filings.telling.timing import known_zone
from filings.terms import DIGEST_AT, MOST_NOTE, ChannelTerms, Terms
from filings.types import Rule

LISTS = ("kinds", "with", "without", "types", "courts")
FLAGS = ("pdf", "paused", "break_through", "threads", "cite", "reminders", "only_new")
OF_A_FOLLOW = (
    "team", "channel", "name", "court", "number", "kinds", "with", "without", "when", "at", "pdf",
    "note", "paused", "routine",
)  # fmt: skip
OF_A_CHANNEL = (
    "team", "channel", "name", "zone", "quiet_from", "quiet_to", "break_through", "digest_at",
    "threads", "cite", "reminders",
)  # fmt: skip
COLUMNS = tuple(dict.fromkeys((*OF_A_FOLLOW, *OF_A_CHANNEL, *OF_A_WATCH, *OF_A_MORNING)))
READ_TOO = ("case",)
"""A column that is read and never written: a case as people write it, "1:25-cv-00457 dcd"."""
_OF_A_CASE = ("court", "number", "case")


@dataclass(frozen=True, slots=True)
class CarriedFollow:
    """A follow; ``place`` is where it stands in the file. ``paused`` is what a person did."""

    team: str
    channel: str
    name: str
    court: str
    number: str
    terms: Terms = field(default_factory=Terms)
    paused: bool = False
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class CarriedChannel:
    """How a channel wants to be told."""

    team: str
    channel: str
    name: str
    terms: ChannelTerms
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot be used, and why, in one sentence."""

    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What a file holds. ``faults`` are empty when it is written."""

    follows: tuple[CarriedFollow, ...] = ()
    channels: tuple[CarriedChannel, ...] = ()
    watches: tuple[CarriedWatch, ...] = ()
    mornings: tuple[CarriedMorning, ...] = ()
    faults: tuple[Fault, ...] = ()


def records_of(what: Carried) -> list[tuple[str, Record]]:
    """All rows in the order they are written, each with the name of its sort."""
    return [
        *(("channel", record_of_channel(one)) for one in what.channels),
        *(("follow", record_of_follow(one)) for one in what.follows),
        *(("watch", record_of_watch(one)) for one in what.watches),
        *(("morning", record_of_morning(one)) for one in what.mornings),
    ]


def record_of_follow(one: CarriedFollow) -> Record:
    terms = one.terms
    return {
        "team": one.team, "channel": one.channel, "name": one.name,
        "court": one.court, "number": one.number,
        "kinds": terms.rule.kinds, "with": terms.rule.include, "without": terms.rule.exclude,
        "when": str(terms.cadence), "at": clock_written(terms.daily_at),
        "pdf": terms.documents, "note": terms.note, "paused": one.paused,
        "routine": str(terms.routine),
    }  # fmt: skip


def record_of_channel(one: CarriedChannel) -> Record:
    terms = one.terms
    return {
        "team": one.team, "channel": one.channel, "name": one.name,
        "zone": terms.zone, "quiet_from": clock_written(terms.quiet_from),
        "quiet_to": clock_written(terms.quiet_to), "break_through": terms.break_through,
        "digest_at": clock_written(terms.digest_at), "threads": terms.threads,
        "cite": terms.cite, "reminders": terms.reminders,
    }  # fmt: skip


def carried(rows: Sequence[tuple[str, Record]], faults: Sequence[Fault] = ()) -> Carried:
    """Records with their places, read; one that names no case, no words and no list is of a
    channel."""
    follows: list[CarriedFollow] = []
    channels: list[CarriedChannel] = []
    watches: list[CarriedWatch] = []
    mornings: list[CarriedMorning] = []
    wrong = list(faults)
    for place, record in rows:
        try:
            _check_sort(record)
            if any(record.get(name) for name in _OF_A_CASE):
                follows.append(_follow(place, record))
            elif is_watch(record):
                watches.append(watch_in(place, record))
            elif is_morning(record):
                mornings.append(morning_in(place, record))
            else:
                channels.append(_channel(place, record))
        except BadInput as error:
            wrong.append(Fault(place, str(error)))
    return Carried(tuple(follows), tuple(channels), tuple(watches), tuple(mornings), tuple(wrong))


def _check_sort(record: Record) -> None:
    """Raises BadInput for a row of which nobody can say what it asks for."""
    of_a_case = any(record.get(name) for name in _OF_A_CASE)
    if of_a_case + is_watch(record) + is_morning(record) > 1:
        raise BadInput(
            "A line is one thing: a case, watched words with their courts, or new_cases."
        )


def _follow(place: str, record: Record) -> CarriedFollow:
    court, number = case_in(record)
    note = text_in(record, "note")
    if len(note) > MOST_NOTE:
        raise BadInput(f"A note has at most {MOST_NOTE:,} characters.")
    named = tuple(kind_of(kind) for kind in list_in(record, "kinds"))
    rule = Rule(named, list_in(record, "with"), list_in(record, "without"))
    terms = Terms(
        rule, cadence_of(text_in(record, "when")), time_in(record, "at"), flag_in(record, "pdf"),
        note, routine_of(text_in(record, "routine")),
    )  # fmt: skip
    return CarriedFollow(
        text_in(record, "team"), place_in(record), text_in(record, "name"), court, number, terms,
        flag_in(record, "paused"), place,
    )  # fmt: skip


def _channel(place: str, record: Record) -> CarriedChannel:
    zone = text_in(record, "zone")
    if zone and known_zone(zone) is None:
        raise BadInput(f"“{zone}” is not a time zone; write it as America/New_York.")
    quiet = time_in(record, "quiet_from"), time_in(record, "quiet_to")
    if (quiet[0] is None) != (quiet[1] is None):
        raise BadInput("Quiet hours need both quiet_from and quiet_to.")
    terms = ChannelTerms(
        zone, *quiet, flag_in(record, "break_through", default=True),
        time_in(record, "digest_at") or DIGEST_AT, flag_in(record, "threads"),
        flag_in(record, "cite"), flag_in(record, "reminders"),
    )  # fmt: skip
    return CarriedChannel(
        text_in(record, "team"), place_in(record), text_in(record, "name"), terms, place
    )
