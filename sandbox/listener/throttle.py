"""How CourtListener counts requests.

As in freelawproject/courtlistener, ``cl/api/utils.py`` (ExceptionalUserRateThrottle) and
Django REST framework's SimpleRateThrottle, August 2026: every rate looks at one list of
times, its window slides, and what is refused is not counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Rate:
    """``requests`` in any ``seconds``; ``name`` as the service prints it: ``5/min``."""

    requests: int
    seconds: int
    unit: str

    @property
    def name(self) -> str:
        return f"{self.requests}/{self.unit}"


def rates(minute: int | None, hour: int | None, day: int | None) -> tuple[Rate, ...]:
    """The shortest window first, as it is looked at; None leaves a window out."""
    given = ((minute, 60, "min"), (hour, 3600, "hour"), (day, 86400, "day"))
    return tuple(Rate(count, seconds, unit) for count, seconds, unit in given if count is not None)


@dataclass(frozen=True, slots=True)
class Refusal:
    """``retry_after`` in whole seconds; ``detail`` is the sentence in the answer."""

    retry_after: int
    detail: str


class Throttle:
    """One user's times under a set of rates."""

    def __init__(self, allowed: tuple[Rate, ...], *, names_rate: bool = True) -> None:
        self.allowed = allowed
        self._names_rate = names_rate
        self._times: list[datetime] = []

    def ask(self, now: datetime) -> Refusal | None:
        """Count a request, or refuse it uncounted."""
        for rate in self.allowed:
            inside = self._inside(rate, now)
            if len(inside) >= rate.requests:
                return self._refusal(rate, inside, now)
        self._times.append(now)
        return None

    def spend(self, at: datetime) -> None:
        """Count, as of then, all that the longest window still has room for."""
        longest = max(self.allowed, key=lambda rate: rate.seconds)
        self._times = sorted([*self._times, *[at] * longest.requests])[-longest.requests :]

    def used(self, rate: Rate, now: datetime) -> int:
        return len(self._inside(rate, now))

    def resets_at(self, rate: Rate, now: datetime) -> datetime | None:
        """When the window next lets in a request that it does not let in now."""
        inside = self._inside(rate, now)
        if not inside or rate.requests == 0:
            return None
        leaving = max(len(inside) - rate.requests, 0)
        return inside[leaving] + timedelta(seconds=rate.seconds)

    def per_day(self) -> dict[str, int]:
        """Requests by UTC date."""
        counts: dict[str, int] = {}
        for at in self._times:
            counts[at.date().isoformat()] = counts.get(at.date().isoformat(), 0) + 1
        return counts

    def _inside(self, rate: Rate, now: datetime) -> list[datetime]:
        start = now - timedelta(seconds=rate.seconds)
        return [at for at in self._times if at > start]

    def _refusal(self, rate: Rate, inside: list[datetime], now: datetime) -> Refusal:
        opens = self.resets_at(rate, now)
        wait = 0 if opens is None else max(math.ceil((opens - now).total_seconds()), 0)
        cause = f" Rate limit exceeded: {rate.name}." if self._names_rate else ""
        plural = "second" if wait == 1 else "seconds"
        detail = f"Request was throttled.{cause} Expected available in {wait} {plural}."
        return Refusal(wait, detail)
