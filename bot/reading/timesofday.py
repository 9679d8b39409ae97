"""A time of day as somebody types it."""

from __future__ import annotations

import re
from datetime import time

from filings.errors import BadInput


def time_of(said: str) -> time:
    """ "8am", "8:30 p.m.", "20:30", "noon". Raises BadInput for "25:00"."""
    named = {"noon": time(12), "midnight": time(0)}.get(said.casefold())
    if named is not None:
        return named
    found = re.fullmatch(r"(\d{1,2})(?::(\d{2}))?\s?(?:([ap])\.?m\.?)?", said, re.IGNORECASE)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    half = (found[3] or "").casefold() if found else ""
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 24
    if hour > 23 or minute > 59:
        raise no_time(said)
    return time(hour, minute)


def no_time(said: str) -> BadInput:
    """What is said of one that no clock shows."""
    return BadInput(f"“{said}” is not a time of day. Write it as 8am, 8:30pm or 20:30.")
