"""Which of the waiting filings make the next message, and in what order. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from filings import kinds
from filings.kinds import RULINGS, Weight
from filings.terms import Cadence
from filings.types import Event
from filings.views import FilingView

MOST = 20
"""Filings in one message."""
CALM = timedelta(seconds=90)
"""How long the routine of a case waits behind a message about that case, so that a burst
that comes bit by bit is two messages and not ten."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that is owed to a channel.

    docket    the case's row in the record
    ready_at  since when it may be told
    due_at    when it is due
    cadence   the earliest of those that ask for it
    events, text  of its filing
    """

    change_id: int
    docket: int
    event: Event
    ready_at: datetime
    due_at: datetime
    cadence: Cadence = Cadence.NOW
    events: tuple[str, ...] = ()
    text: str = ""

    @property
    def urgent(self) -> bool:
        """Held back by nothing: news, what the court decides, and corrections."""
        return self.event is not Event.NEW or is_strong(self.events, self.text)


def is_strong(events: Sequence[str], text: str) -> bool:
    """News, or a ruling that is more than routine."""
    kind = kinds.kind_of(events, text)
    ruling = not RULINGS.isdisjoint((kind.name, *kind.also))
    return kind.weight is Weight.NEWS or (ruling and kind.weight > Weight.ROUTINE)


def is_routine(view: FilingView) -> bool:
    return (
        view.event is Event.NEW
        and not view.withdrawn
        and kinds.kind_of(view.events, view.text).weight is Weight.ROUTINE
    )


@dataclass(frozen=True, slots=True)
class Sorted:
    """What may be told now, and until when the rest rests."""

    now: tuple[Waiting, ...]
    resting: Mapping[int, datetime]


def sort_out(waiting: Sequence[Waiting], told: Mapping[int, datetime], now: datetime) -> Sorted:
    """Of what is told at once: what may go, and by change id until when others rest.

    ``told`` is when a case had its last message in the channel. What came after that rests,
    unless something urgent of its case takes it along: the order of a case holds. ``waiting``
    has what is due, and what rested and is not.
    """
    due = [each for each in waiting if each.due_at <= now]
    hurried = {each.docket for each in due if each.urgent}
    going = [each for each in waiting if each.docket in hurried]
    resting = {}
    for each in due:
        if each.docket in hurried:
            continue
        last = told.get(each.docket)
        if last is not None and each.ready_at > last and now < last + CALM:
            resting[each.change_id] = last + CALM
        else:
            going.append(each)
    return Sorted(tuple(going), resting)


def court_order(filing: FilingView) -> tuple[object, ...]:
    """Where a filing stands on its docket: by time, then as the court counted."""
    # What has no sequence or number stands before what has; the court lists it so.
    return (filing.filed_at, filing.seq or 0, filing.number or 0, filing.key)


def ordered(filings: Sequence[FilingView]) -> list[FilingView]:
    """Cases by their weightiest filing, within a case in the court's order."""
    cases: dict[tuple[str, str], list[FilingView]] = {}
    for filing in filings:
        cases.setdefault((filing.court, filing.docket_number), []).append(filing)
    for case in cases.values():
        case.sort(key=court_order)

    def place(case: list[FilingView]) -> tuple[object, ...]:
        heaviest = max(kinds.kind_of(f.events, f.text).weight for f in case)
        first = case[0]
        return (-heaviest.rank, court_order(first), first.court, first.docket_number)

    return [filing for case in sorted(cases.values(), key=place) for filing in case]


def next_message(filings: Sequence[FilingView], most: int = MOST) -> list[FilingView]:
    """The first message's share; what is left keeps its order for the next ones."""
    return ordered(filings)[:most]
