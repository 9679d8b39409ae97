"""The clock of a demo's day, and what is asked of any clock here."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Aware UTC, and the same in seconds since 1970."""

    def __call__(self) -> datetime: ...

    def seconds(self) -> float: ...


class DayClock:
    """Runs with the real one, from a time that can be set forward."""

    def __init__(self, start: datetime) -> None:
        self._start = start.astimezone(UTC)
        self._since = time.monotonic()

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._since)

    def seconds(self) -> float:
        return self().timestamp()

    def go_on_at(self, at: datetime) -> None:
        """Raises ValueError for a time that has passed: the database trusts the order."""
        if at < self():
            raise ValueError(f"the day is past {at}")
        self._start, self._since = at.astimezone(UTC), time.monotonic()
