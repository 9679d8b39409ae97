"""The calendar of a docket: what its texts, one after the other, leave of hearings and deadlines.

Pure. The same filings give the same calendar in whatever order they became known. Where a text
does not say for certain which earlier event it means, an event of its own is made of it and
marked as doubtful; no other one is moved or taken off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from filings.calendar.fit import core, fit
from filings.hearings import CalledOff, Deadline, Hearing, Status

OPEN = (Status.SET, Status.RESET)
"""What is still to come, unless its date is past."""


class Kind(StrEnum):
    HEARING = "hearing"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says, in its order. ``off`` are hearings called off without their date."""

    hearings: tuple[Hearing, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    off: tuple[CalledOff, ...] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.hearings or self.deadlines or self.off)


@dataclass(frozen=True, slots=True)
class Docketed:
    """A filing and what a text of it says.

    key       the filing's lead
    filed_at  when it was filed; filed, the day in the court's zone
    order     its place on the docket among filings of one moment
    """

    key: str
    filed_at: datetime
    filed: date
    reading: Reading
    order: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """A date that an event was for before."""

    date: date
    time: time | None


@dataclass(frozen=True, slots=True)
class Event:
    """A hearing or a deadline as the docket leaves it.

    what, date, time, status, judge, place, quote   as in ``hearings.Hearing``
    key      the filing that said the last of it; sources, all that told of it
    past     what it was for before, the oldest first
    doubtful  the reading is, or which event it means
    """

    kind: Kind
    what: str
    date: date
    time: time | None
    status: Status
    key: str
    judge: str = ""
    place: str = ""
    quote: str = ""
    doubtful: bool = False
    sources: tuple[str, ...] = ()
    past: tuple[Earlier, ...] = ()


@dataclass(slots=True)
class _Line:
    """An event while the docket is gone through: ``now``, as the texts so far leave it."""

    now: Event

    def say(self, one: Docketed, status: Status, quote: str) -> None:
        """The filing says the last of it."""
        self.now = replace(self.now, status=status, key=one.key, quote=quote)
        self.heard(one)

    def heard(self, one: Docketed) -> None:
        self.now = replace(self.now, sources=(*self.now.sources, one.key))

    def doubt(self) -> None:
        self.now = replace(self.now, doubtful=True)


def calendar(filings: Iterable[Docketed]) -> list[Event]:
    """The events of one docket, by date."""
    lines: list[_Line] = []
    for one in sorted(filings, key=lambda f: (f.filed_at, f.order, f.key)):
        for hearing in one.reading.hearings:
            _take(lines, one, Kind.HEARING, hearing)
        for deadline in one.reading.deadlines:
            _take(lines, one, Kind.DEADLINE, deadline)
        for off in one.reading.off:
            _call_off(lines, one, off)
    made = [replace(each.now, sources=tuple(dict.fromkeys(each.now.sources))) for each in lines]
    return sorted(made, key=lambda e: (e.date, e.time or time.min, e.kind, e.what, e.key))


Read = Hearing | Deadline


def _take(lines: list[_Line], one: Docketed, kind: Kind, read: Read) -> None:
    of_kind = [line for line in lines if line.now.kind is kind]
    there = _only(_on(of_kind, read.what, read.date, read.time))
    if read.status is Status.SET:
        if there is not None:
            _tell(there, one, read, Status.SET)
        else:
            lines.append(_new(one, kind, read))
    elif read.status is Status.RESET:
        _reset(lines, of_kind, one, kind, read, there)
    elif there is not None and not (read.status is Status.VACATED and _is_many(there.now)):
        _tell(there, one, read, read.status)
    else:
        unsure = bool(_on(of_kind, read.what, read.date, read.time))
        unsure = unsure and read.status is Status.VACATED
        lines.append(_new(one, kind, read, doubtful=unsure))


def _reset(
    lines: list[_Line],
    of_kind: Sequence[_Line],
    one: Docketed,
    kind: Kind,
    read: Read,
    there: _Line | None,
) -> None:
    if read.was is not None:
        meant = _on(of_kind, read.what, read.was, None)
        meant = [e for e in meant if e.now.status is not Status.HELD and e is not there]
    else:
        meant = _best(_coming(of_kind, one), read.what, exact=kind is Kind.DEADLINE)
    old = _only(meant)
    if there is not None:
        # Told again, or moved to a day that has such a hearing already.
        _tell(there, one, read, there.now.status if there.now.status in OPEN else Status.RESET)
        if read.was is not None and old is not None and old.now.status in OPEN:
            if _is_many(old.now):
                old.doubt()
            else:
                old.say(one, Status.VACATED, read.quote)
    elif old is None or _is_many(old.now):
        lines.append(_new(one, kind, read, doubtful=bool(meant)))
    else:
        past = (*old.now.past, Earlier(old.now.date, old.now.time))
        old.now = replace(old.now, past=past, date=read.date, time=read.time)
        _tell(old, one, read, Status.RESET)


def _coming(lines: Iterable[_Line], one: Docketed) -> list[_Line]:
    """What is still to come on the day of a filing."""
    return [e for e in lines if e.now.status in OPEN and e.now.date >= one.filed]


def _call_off(lines: Sequence[_Line], one: Docketed, off: CalledOff) -> None:
    hearings = [line for line in lines if line.now.kind is Kind.HEARING]
    meant = _best(_coming(hearings, one), off.what)
    old = _only(meant)
    if old is not None and not _is_many(old.now):
        old.say(one, Status.VACATED, off.quote)
        return
    for line in meant:
        line.doubt()
        line.heard(one)


def _new(one: Docketed, kind: Kind, read: Read, *, doubtful: bool = False) -> _Line:
    was = read.was if read.status is Status.RESET else None
    past = () if was is None else (Earlier(was, None),)
    made = _Line(Event(kind, read.what, read.date, read.time, read.status, one.key, past=past))
    _tell(made, one, read, read.status)
    if doubtful:
        made.doubt()
    return made


def _tell(line: _Line, one: Docketed, read: Read, status: Status) -> None:
    """Take in what a text says of an event; what it does not say stays."""
    old = line.now
    what, key, quote = old.what, one.key, read.quote
    if status is old.status and old.sources and old.time == read.time:
        # Told again: who said it first is who said it, and the better words win.
        what = max(old.what, read.what, key=lambda what: (len(core(what)), what))
        key, quote = old.key, old.quote or read.quote
    now = replace(
        old, what=what, status=status, time=read.time or old.time, key=key, quote=quote,
        doubtful=(old.doubtful or not old.sources) and read.doubtful,
        sources=(*old.sources, one.key),
    )  # fmt: skip
    if isinstance(read, Hearing):
        now = replace(now, judge=read.judge or old.judge, place=read.place or old.place)
    line.now = now


def _is_many(event: Event) -> bool:
    """Whether it may stand for several matters heard together: some filings call one date
    nothing but a hearing, and one of those matters may go without the others."""
    return event.kind is Kind.HEARING and not core(event.what) and len(set(event.sources)) > 1


def _on(lines: Sequence[_Line], what: str, day: date, at: time | None) -> list[_Line]:
    """Events of that day that may be meant, of the best fit."""
    same_day = [e for e in lines if e.now.date == day]
    timed = [e for e in same_day if at is None or e.now.time is None or e.now.time == at]
    return _best(timed, what)


def _only(found: Sequence[_Line]) -> _Line | None:
    return found[0] if len(found) == 1 else None


def _best(lines: Sequence[_Line], what: str, *, exact: bool = False) -> list[_Line]:
    fits = [(fit(line.now.what, what), line) for line in lines]
    best = max((rank for rank, _ in fits), default=0)
    if best < (2 if exact else 1):
        return []
    return [line for rank, line in fits if rank == best]
