"""Federal holidays, on which courts are closed; pure.

5 U.S.C. 6103(a) names them, and (b) gives the Friday before for one that falls on a Saturday;
Executive Order 11582 the Monday behind for a Sunday. What a president gives in one year alone,
such as a Christmas Eve, and Inauguration Day, which only one region has, are not among them.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6


def is_holiday(day: date) -> bool:
    """Whether federal offices are closed then by law, weekends aside."""
    # New Year's Day of the next year may be kept on 31 December.
    return day in _kept(day.year) or day in _kept(day.year + 1)


@lru_cache(maxsize=8)
def _kept(year: int) -> frozenset[date]:
    fixed = [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)]
    return frozenset(
        {
            *(_instead(date(year, month, day)) for month, day in fixed),
            _nth(year, 1, _MONDAY, 3),  # Martin Luther King, Jr.
            _nth(year, 2, _MONDAY, 3),  # Washington's Birthday
            _nth(year, 6, _MONDAY, 1) - timedelta(days=7),  # Memorial Day, the last of May
            _nth(year, 9, _MONDAY, 1),  # Labor Day
            _nth(year, 10, _MONDAY, 2),  # Columbus Day
            _nth(year, 11, _THURSDAY, 4),  # Thanksgiving
        }
    )


def _instead(day: date) -> date:
    if day.weekday() == _SATURDAY:
        return day - timedelta(days=1)
    return day + timedelta(days=1) if day.weekday() == _SUNDAY else day


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
