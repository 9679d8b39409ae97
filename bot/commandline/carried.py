"""What export and import carry: follows with their terms, and how channels want to be told.

A record is a row by the names of its columns; the two forms of file (``carriedcsv``,
``carriedtoml``) write the same records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time

from bot.reading.timesofday import time_of
from filings import courts, kinds, references
from filings.errors import BadInput
from filings.kinds import Weight
from filings.terms import DIGEST_AT, MOST_NOTE, Cadence, ChannelTerms, Routine, Terms
from filings.timing import known_zone
from filings.types import Rule

Value = str | bool | tuple[str, ...]
Record = dict[str, Value]

LISTS = ("kinds", "with", "without")
FLAGS = ("pdf", "paused", "break_through", "threads", "cite", "reminders")
OF_A_FOLLOW = (
    "team", "channel", "name", "court", "number", *LISTS, "when", "at", "pdf", "note", "paused",
    "routine",
)  # fmt: skip
OF_A_CHANNEL = (
    "team", "channel", "name", "zone", "quiet_from", "quiet_to", "break_through", "digest_at",
    "threads", "cite", "reminders",
)  # fmt: skip
COLUMNS = tuple(dict.fromkeys((*OF_A_FOLLOW, *OF_A_CHANNEL)))
READ_TOO = ("case",)
"""A column that is read and never written: a case as people write it, "1:25-cv-00457 dcd"."""
_KINDS = frozenset((*kinds.NAMES, *(str(weight) for weight in Weight)))
_YES = ("yes", "true", "1", "x", "y")
_NO = ("no", "false", "0", "n")


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
    faults: tuple[Fault, ...] = ()


def record_of_follow(one: CarriedFollow) -> Record:
    terms = one.terms
    return {
        "team": one.team, "channel": one.channel, "name": one.name,
        "court": one.court, "number": one.number,
        "kinds": terms.rule.kinds, "with": terms.rule.include, "without": terms.rule.exclude,
        "when": str(terms.cadence), "at": _written(terms.daily_at),
        "pdf": terms.documents, "note": terms.note, "paused": one.paused,
        "routine": str(terms.routine),
    }  # fmt: skip


def record_of_channel(one: CarriedChannel) -> Record:
    terms = one.terms
    return {
        "team": one.team, "channel": one.channel, "name": one.name,
        "zone": terms.zone, "quiet_from": _written(terms.quiet_from),
        "quiet_to": _written(terms.quiet_to), "break_through": terms.break_through,
        "digest_at": _written(terms.digest_at), "threads": terms.threads,
        "cite": terms.cite, "reminders": terms.reminders,
    }  # fmt: skip


def carried(rows: Sequence[tuple[str, Record]], faults: Sequence[Fault] = ()) -> Carried:
    """Records with their places, read; one that names no case is of a channel."""
    follows, channels, wrong = [], [], list(faults)
    for place, record in rows:
        try:
            if any(record.get(name) for name in ("court", "number", "case")):
                follows.append(_follow(place, record))
            else:
                channels.append(_channel(place, record))
        except BadInput as error:
            wrong.append(Fault(place, str(error)))
    return Carried(tuple(follows), tuple(channels), tuple(wrong))


def _follow(place: str, record: Record) -> CarriedFollow:
    court, number = _case(record)
    note = _text(record, "note")
    if len(note) > MOST_NOTE:
        raise BadInput(f"A note has at most {MOST_NOTE:,} characters.")
    named = tuple(_kind(kind) for kind in _list(record, "kinds"))
    rule = Rule(named, _list(record, "with"), _list(record, "without"))
    terms = Terms(
        rule, _cadence(_text(record, "when")), _time(record, "at"), _flag(record, "pdf"), note,
        _routine(_text(record, "routine")),
    )  # fmt: skip
    return CarriedFollow(
        _text(record, "team"), _place(record), _text(record, "name"), court, number, terms,
        _flag(record, "paused"), place,
    )  # fmt: skip


def _channel(place: str, record: Record) -> CarriedChannel:
    zone = _text(record, "zone")
    if zone and known_zone(zone) is None:
        raise BadInput(f"“{zone}” is not a time zone; write it as America/New_York.")
    quiet = _time(record, "quiet_from"), _time(record, "quiet_to")
    if (quiet[0] is None) != (quiet[1] is None):
        raise BadInput("Quiet hours need both quiet_from and quiet_to.")
    terms = ChannelTerms(
        zone, *quiet, _flag(record, "break_through", default=True),
        _time(record, "digest_at") or DIGEST_AT, _flag(record, "threads"),
        _flag(record, "cite"), _flag(record, "reminders"),
    )  # fmt: skip
    return CarriedChannel(
        _text(record, "team"), _place(record), _text(record, "name"), terms, place
    )


def _place(record: Record) -> str:
    channel = _text(record, "channel")
    if not channel:
        raise BadInput("No channel is named.")
    return channel


def _case(record: Record) -> tuple[str, str]:
    written = _text(record, "case")
    if not written:
        court, number = _text(record, "court"), _text(record, "number")
        if not court or not number:
            raise BadInput("A case needs its court and its number.")
        return (courts.known(court) or courts.named(court)).id, number
    refs = references.find(written)
    if len(refs) != 1 or not refs[0].number or refs[0].court is None:
        raise BadInput(f"“{written}” does not name one case; write it as 1:25-cv-00457 dcd.")
    return refs[0].court, refs[0].number


def _kind(said: str) -> str:
    name = said.casefold()
    name = name if name in _KINDS else name.removesuffix("s")
    if name not in _KINDS:
        raise BadInput(f"“{said}” is not a kind of filing. Kinds are: {', '.join(kinds.NAMES)}.")
    return name


def _cadence(said: str) -> Cadence:
    try:
        return Cadence(said.casefold() or Cadence.NOW)
    except ValueError as error:
        raise BadInput(f"“{said}” is not when; write now, hourly or daily.") from error


def _routine(said: str) -> Routine:
    try:
        return Routine(said.casefold() or Routine.AT_ONCE)
    except ValueError as error:
        raise BadInput(
            f"“{said}” is not when routine papers are told; write now or daily."
        ) from error


def _time(record: Record, name: str) -> time | None:
    said = _text(record, name)
    return time_of(said) if said else None


def _written(at: time | None) -> str:
    return "" if at is None else f"{at:%H:%M}"


def _text(record: Record, name: str) -> str:
    value = record.get(name, "")
    if not isinstance(value, str):
        raise BadInput(f"{name} has to be a text.")
    return value


def _list(record: Record, name: str) -> tuple[str, ...]:
    value = record.get(name, ())
    if isinstance(value, tuple):
        return value
    raise BadInput(f"{name} has to be a list.")


def _flag(record: Record, name: str, *, default: bool = False) -> bool:
    value = record.get(name, "")
    if isinstance(value, bool):
        return value
    said = value.strip().casefold() if isinstance(value, str) else "?"
    if not said:
        return default
    if said not in (*_YES, *_NO):
        raise BadInput(f"{name} has to be yes or no.")
    return said in _YES
