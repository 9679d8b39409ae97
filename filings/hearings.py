"""Hearings and deadlines that a docket text names. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
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
    """

    what: str
    date: date
    time: time | None
    status: Status
    judge: str = ""
    place: str = ""
    was: date | None = None
    quote: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something due by a date that the text holds. ``what`` is "answer due", "briefs due"."""

    what: str
    date: date
    time: time | None = None
    status: Status = Status.SET
    was: date | None = None
    quote: str = ""
    doubtful: bool = False


def find(text: str, filed: date, court: str) -> list[Hearing]:
    """Hearings in a docket text, in the order of the text.

    filed  local date of the entry, by which missing years are read
    court  id in the courts list
    """
    return []


def deadlines(text: str, filed: date, court: str) -> list[Deadline]:
    """Deadlines in a docket text, in the order of the text."""
    return []
