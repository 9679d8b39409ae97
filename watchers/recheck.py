"""When to look again for the free document of a filing that was alerted. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

STEPS = (
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    *(timedelta(days=day) for day in range(1, 14)),
)
"""After the alert. A document that CourtListener gets at all it mostly has within minutes."""

LAST = timedelta(days=14)
"""After that nobody waits for it any more."""


def next_look(alerted: Iterable[datetime], looked_at: datetime | None) -> datetime | None:
    """The first step of any of these alerts after the last look; None after the last step."""
    due = (
        min(
            (at + step for step in STEPS if looked_at is None or at + step > looked_at),
            default=None,
        )
        for at in alerted
    )
    return min((each for each in due if each is not None), default=None)
