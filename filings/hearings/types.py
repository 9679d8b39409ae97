"""What a docket text says of hearings and deadlines, as values."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What the text says of a hearing."""

    SET = "set"
    RESET = "reset"
    VACATED = "vacated"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Hearing:
    """A hearing, argument or trial on a date that the text holds.

    what     "status conference", "motion hearing", "jury trial": the text's own words, small
    date     in the court's zone
    time     in the court's zone, None where the text gives none
    status   RESET on its new date; VACATED and HELD on the date they were for
    judge    as the text names it, without title, "" where it names none
    place    courtroom, address, or how to dial in, "" where it names none
    was      of one that is reset or vacated: the date it was for, where the text says so
    quote    the words that it was read from, as they stand in the text
    doubtful the reading is one of several; it is shown with the quote and marked
    told     the hour in the text's own words where it is of another zone than the
             court's ("1:00 PM (ET)"), else ""
    """

    what: str
    date: datetime.date
    time: datetime.time | None
    status: Status
    judge: str = ""
    place: str = ""
    was: datetime.date | None = None
    quote: str = ""
    doubtful: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something due by a date that the text holds. ``what`` is "answer due", "briefs due"."""

    what: str
    date: datetime.date
    time: datetime.time | None = None
    status: Status = Status.SET
    was: datetime.date | None = None
    quote: str = ""
    doubtful: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A hearing that the text calls off without saying which date it was for.

    what   as in ``Hearing``: "hearing", "jury trial"
    quote  the words that it was read from
    """

    what: str
    quote: str
