"""Hearings and deadlines that a docket text names. Pure.

prose, dates, clocks   a text taken apart, its days and hours
words                  what hearings are called
reader, fates, asks    what each date is, and what became of it
moves, minutes         set anew, by the head of the text; day and outcome of a minute entry
calendars              the day of a motion on the court's calendar
afterwards             called off by a later sentence
recalls, once          what is only recalled; what is told twice
places                 where, before whom
duedates               deadlines
telling, finding       a reading as a hearing; all of it, for one text
"""

from filings.hearings.finding import (
    CalledOff,
    Deadline,
    Hearing,
    Status,
    called_off,
    deadlines,
    find,
)

__all__ = [
    "CalledOff",
    "Deadline",
    "Hearing",
    "Status",
    "called_off",
    "deadlines",
    "find",
]
