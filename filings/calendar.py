"""The calendar of a docket: what its texts, one after the other, leave of hearings and deadlines.

Pure. The same filings give the same calendar in whatever order they became known. Where a text
does not say for certain which earlier event it means, an event of its own is made of it and
marked as doubtful; no other one is moved or taken off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from filings.calendarfit import core, fit
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
class _Event:
    """The same while the docket is gone through."""

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
    sources: list[str] = field(default_factory=list)
    past: list[Earlier] = field(default_factory=list)


def calendar(filings: Iterable[Docketed]) -> list[Event]:
    """The events of one docket, by date."""
    events: list[_Event] = []
    for one in sorted(filings, key=lambda f: (f.filed_at, f.order, f.key)):
        for hearing in one.reading.hearings:
            _take(events, one, Kind.HEARING, hearing)
        for deadline in one.reading.deadlines:
            _take(events, one, Kind.DEADLINE, deadline)
        for off in one.reading.off:
            _call_off(events, one, off)
    made = [_frozen(event) for event in events]
    return sorted(made, key=lambda e: (e.date, e.time or time.min, e.kind, e.what, e.key))


def _frozen(event: _Event) -> Event:
    return Event(
        event.kind, event.what, event.date, event.time, event.status, event.key, event.judge,
        event.place, event.quote, event.doubtful, tuple(dict.fromkeys(event.sources)),
        tuple(event.past),
    )  # fmt: skip


Read = Hearing | Deadline


def _take(events: list[_Event], one: Docketed, kind: Kind, read: Read) -> None:
    of_kind = [event for event in events if event.kind is kind]
    there = _only(_on(of_kind, read.what, read.date, read.time))
    if read.status is Status.SET:
        if there is not None:
            _tell(there, one, read, Status.SET)
        else:
            events.append(_new(one, kind, read))
    elif read.status is Status.RESET:
        _reset(events, of_kind, one, kind, read, there)
    elif there is not None and not (read.status is Status.VACATED and _is_many(there)):
        _tell(there, one, read, read.status)
    else:
        unsure = bool(_on(of_kind, read.what, read.date, read.time))
        unsure = unsure and read.status is Status.VACATED
        events.append(_new(one, kind, read, doubtful=unsure))


def _reset(
    events: list[_Event],
    of_kind: Sequence[_Event],
    one: Docketed,
    kind: Kind,
    read: Read,
    there: _Event | None,
) -> None:
    if read.was is not None:
        meant = [e for e in _on(of_kind, read.what, read.was, None) if e.status is not Status.HELD]
        meant = [e for e in meant if e is not there]
    else:
        coming = [e for e in of_kind if e.status in OPEN and e.date >= one.filed]
        meant = _best(coming, read.what, exact=kind is Kind.DEADLINE)
    if there is not None:
        # Told again, or moved to a day that has such a hearing already.
        _tell(there, one, read, there.status if there.status in OPEN else Status.RESET)
        if read.was is not None and (old := _only(meant)) is not None and old.status in OPEN:
            if _is_many(old):
                old.doubtful = True
            else:
                old.status, old.key, old.quote = Status.VACATED, one.key, read.quote
                old.sources.append(one.key)
        return
    old = _only(meant)
    if old is None or _is_many(old):
        events.append(_new(one, kind, read, doubtful=bool(meant)))
        return
    old.past.append(Earlier(old.date, old.time))
    old.date, old.time = read.date, read.time
    _tell(old, one, read, Status.RESET)


def _call_off(events: Sequence[_Event], one: Docketed, off: CalledOff) -> None:
    coming = [
        e for e in events if e.kind is Kind.HEARING and e.status in OPEN and e.date >= one.filed
    ]
    meant = _best(coming, off.what)
    old = _only(meant)
    if old is not None and not _is_many(old):
        old.status, old.key, old.quote = Status.VACATED, one.key, off.quote
        old.sources.append(one.key)
        return
    for event in meant:
        event.doubtful = True
        event.sources.append(one.key)


def _new(one: Docketed, kind: Kind, read: Read, *, doubtful: bool = False) -> _Event:
    made = _Event(kind, read.what, read.date, read.time, read.status, one.key)
    if read.status is Status.RESET and read.was is not None:
        made.past.append(Earlier(read.was, None))
    _tell(made, one, read, read.status)
    made.doubtful = made.doubtful or doubtful
    return made


def _tell(event: _Event, one: Docketed, read: Read, status: Status) -> None:
    """Take in what a text says of an event; what it does not say stays."""
    if status is event.status and event.sources and event.time == read.time:
        # Told again: who said it first is who said it, and the better words win.
        event.what = max(event.what, read.what, key=lambda what: (len(core(what)), what))
    else:
        event.key, event.quote = one.key, read.quote
    event.status = status
    event.time = read.time or event.time
    event.quote = event.quote or read.quote
    if isinstance(read, Hearing):
        event.judge = read.judge or event.judge
        event.place = read.place or event.place
    event.doubtful = (event.doubtful or not event.sources) and read.doubtful
    event.sources.append(one.key)


def _is_many(event: _Event) -> bool:
    """Whether it may stand for several matters heard together: some filings call one date
    nothing but a hearing, and one of those matters may go without the others."""
    return event.kind is Kind.HEARING and not core(event.what) and len(set(event.sources)) > 1


def _on(events: Sequence[_Event], what: str, day: date, at: time | None) -> list[_Event]:
    """Events of that day that may be meant, of the best fit."""
    same_day = [e for e in events if e.date == day]
    timed = [e for e in same_day if at is None or e.time is None or e.time == at]
    return _best(timed, what)


def _only(found: Sequence[_Event]) -> _Event | None:
    return found[0] if len(found) == 1 else None


def _best(events: Sequence[_Event], what: str, *, exact: bool = False) -> list[_Event]:
    fits = [(fit(event.what, what), event) for event in events]
    best = max((rank for rank, _ in fits), default=0)
    if best < (2 if exact else 1):
        return []
    return [event for rank, event in fits if rank == best]
