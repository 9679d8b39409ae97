"""Events of a calendar as they are shown: frozen, free of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from filings.calendar.making import Earlier, Kind
from filings.hearings import Status
from filings.views import FilingView

AHEAD = timedelta(days=30)
"""How far a calendar of several cases looks."""


@dataclass(frozen=True, slots=True)
class EventView:
    """A hearing or a deadline.

    date, time  in the court's zone; starts_at is both as a moment, None without a time
    status      as the docket leaves it; ``gone`` where no recorded text names it any more
    key         the filing that said the last of it; ``filing`` is that filing, None where it
                is not recorded any more
    past        dates that it was for before, the oldest first
    sequence    counted up by each change that a calendar has to show; changed_at, the last one
    found_at    since when it is in the calendar
    """

    id: int
    uid: str
    court: str
    docket_number: str
    case_name: str
    kind: Kind
    what: str
    date: date
    time: time | None
    starts_at: datetime | None
    status: Status
    key: str
    found_at: datetime
    changed_at: datetime
    judge: str = ""
    place: str = ""
    quote: str = ""
    doubtful: bool = False
    gone: bool = False
    past: tuple[Earlier, ...] = ()
    sequence: int = 0
    url: str = ""
    filing: FilingView | None = None

    @property
    def is_off(self) -> bool:
        return self.gone or self.status is Status.VACATED

    @property
    def is_open(self) -> bool:
        return not self.gone and self.status in (Status.SET, Status.RESET)


@dataclass(frozen=True, slots=True)
class CalendarView:
    """What is asked for of a calendar.

    ahead   what is to come, by date
    lately  what was vacated or moved in the last days, the last change first
    cases   how many cases were looked at; of ``with_texts`` some docket text is recorded
    """

    ahead: tuple[EventView, ...] = ()
    lately: tuple[EventView, ...] = ()
    cases: int = 1
    with_texts: int = 0
