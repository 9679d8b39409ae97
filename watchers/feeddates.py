"""Dates of a feed, as RFC 822 has them and as courts write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_MONTHS = {
    month: f"{number:02d}"
    for number, month in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
USUAL_DATE = "[A-Z][a-z]{2}, ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}:[0-9]{2}:[0-9]{2}) GMT"
_DATE = re.compile(
    r"\s*(?:[A-Za-z]{3,9},?\s+)?([0-9]{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}[ -]([0-9]{4}|[0-9]{2})\s+"
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?\s*([A-Za-z]{1,5}|[+-][0-9]{4})?\s*"
)
# Hours from UTC, as RFC 822 and the courts outside the mainland write them.
_ZONES = {
    "GMT": 0, "UTC": 0, "UT": 0, "Z": 0, "AST": -4, "EDT": -4, "EST": -5, "CDT": -5, "CST": -6,
    "MDT": -6, "MST": -7, "PDT": -7, "PST": -8, "AKDT": -8, "AKST": -9, "HST": -10, "SST": -11,
    "CHST": 10,
}  # fmt: skip
_NOTHING = timedelta()
_FURTHEST = 14 * 60  # minutes from UTC


def read_date(text: str) -> datetime | None:
    """An RFC 822 date as aware UTC; None when it is none, or not of 1970 to 9998.

    A date without a zone is taken for GMT. ``EST`` is five hours behind, all year.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    day, name, year, hour, minute, second, zone = match.groups("0")
    month = _MONTHS.get(name.title())
    behind = _offset(zone)
    full = int(year)
    if len(year) == 2:
        full += 2000 if full < 70 else 1900
    if month is None or behind is None or not 1970 <= full <= 9998:
        return None
    try:
        moment = datetime(
            full, int(month), int(day), int(hour), int(minute), int(second), tzinfo=UTC
        )
    except ValueError:
        return None
    return moment - behind if behind else moment


def usual_date(day: str, month: str, year: str, clock: str) -> datetime | None:
    """The same for the groups of ``USUAL_DATE``, the form that CM/ECF writes."""
    try:
        moment = datetime.fromisoformat(f"{year}-{_MONTHS.get(month)}-{day}T{clock}+00:00")
    except ValueError:
        return None
    return moment if 1970 <= moment.year <= 9998 else None


def _offset(zone: str) -> timedelta | None:
    if zone in ("GMT", "0"):
        return _NOTHING
    if zone[0] in "+-":
        minutes = int(zone[1:3]) * 60 + int(zone[3:])
        if minutes > _FURTHEST:
            return None
        return timedelta(minutes=minutes if zone[0] == "+" else -minutes)
    hours = _ZONES.get(zone.upper())
    return None if hours is None else timedelta(hours=hours)
