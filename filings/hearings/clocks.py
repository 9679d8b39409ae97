"""Hours that stand in a docket text, and the zones they are told in. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

_TIME = re.compile(
    r"(?<![\d:/.$-])(?P<h>\d{1,2})(?:[:.;](?P<min>[0-5]\d))?(?::[0-5]\d)?\s{0,2}(?:o'?clock\s)?"
    r"(?P<half>a\.?\s?m\b\.?|p\.?\s?m\b\.?|noon\b)"
    r"|\b(?P<noon>noon|midnight)\b"
    r"|(?<![\d:/.$-])(?P<h2>[01]?\d|2[0-3]):(?P<min2>[0-5]\d)(?![\d:])",
    re.IGNORECASE,
)


_ZONE = re.compile(
    r"\s{0,2}\(?\s?(?:(?P<short>AK|[ECMPH])[SD]?T\b(?!\s+(?:of|No))"
    r"|(?P<long>[Ee]astern|[Cc]entral|[Mm]ountain|[Pp]acific|[Aa]laska|[Hh]awaii)"
    r"(?:[\s-](?:[Ss]tandard|[Dd]aylight|[Pp]revailing))?(?:[\s-][Tt]ime\b|(?=\))))\)?"
)


_ZONES = {
    "e": "America/New_York",
    "c": "America/Chicago",
    "m": "America/Denver",
    "p": "America/Los_Angeles",
    "a": "America/Anchorage",
    "h": "Pacific/Honolulu",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour at ``text[start:end]``; ``zone`` is the IANA name the text gives, "" for none.

    sure  False where the text leaves open which half of the day it is
    """

    start: int
    end: int
    at: time
    zone: str
    sure: bool


def _read_clock(text: str, match: re.Match[str]) -> Clock | None:
    zone = _ZONE.match(text, match.end())
    name = _ZONES[(zone["short"] or zone["long"])[0].lower()] if zone else ""
    end = zone.end() if zone else match.end()
    if match["noon"]:
        return Clock(
            match.start(), end, time(12 if match["noon"].lower() == "noon" else 0), name, True
        )
    if match["h2"]:
        hour, minute = int(match["h2"]), int(match["min2"])
        guess = hour + 12 if 1 <= hour <= 6 and match["h2"][0] != "0" else hour
        return Clock(match.start(), end, time(guess, minute), name, hour > 12 or hour == 0)
    hour, minute, half = int(match["h"]), int(match["min"] or 0), match["half"][0].lower()
    if hour > 12 or hour == 0:  # "14:00 PM" is one way to write it; "00:30 AM" another
        return Clock(match.start(), end, time(hour, minute), name, False) if hour < 24 else None
    late = half in "pn"
    return Clock(match.start(), end, time(hour % 12 + (12 if late else 0), minute), name, True)


def read_clocks(text: str) -> list[Clock]:
    """The hours of a text in its order."""
    return [found for each in _TIME.finditer(text) if (found := _read_clock(text, each))]
