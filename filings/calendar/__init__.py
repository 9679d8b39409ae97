"""What the texts of a docket, in their order, leave of hearings and deadlines. Pure.

fit, pairs  which event of before a reading means
making      a docket's calendar, made anew from all readings
times       when a channel is reminded
views       events as they are shown
"""

from filings.calendar.making import (
    Docketed,
    Earlier,
    Event,
    Kind,
    Reading,
    calendar,
)

__all__ = [
    "Docketed",
    "Earlier",
    "Event",
    "Kind",
    "Reading",
    "calendar",
]
