"""What the texts of a docket, in their order, leave of hearings and deadlines. Pure."""

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
