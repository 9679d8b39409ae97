"""Moments as Slack's date tokens show them, in the zone of whoever reads.

Tokens and examples: slackapi/node-slack-sdk, packages/types, RichTextDate. Two
readings of ``{date}`` are in circulation, with and without its year; clients
leave out the year only while it is this one, and so does this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_TOKEN = re.compile(r"\{([a-z_]+)\}")
_SPANS = (
    (365 * 86400, "year"),
    (30 * 86400, "month"),
    (86400, "day"),
    (3600, "hour"),
    (60, "minute"),
    (1, "second"),
)


def local(timestamp: float, zone: ZoneInfo) -> datetime | None:
    """Seconds since 1970 as a local time; None outside the years 1 to 9999."""
    try:
        return datetime.fromtimestamp(timestamp, UTC).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return None


def shown(moment: datetime, pattern: str, now: datetime) -> str | None:
    """A pattern of Slack's with its tokens filled in.

    moment   with the reader's zone
    now      with any zone
    Gives None for a pattern without a token that Slack knows, which Slack
    refuses too. A relative word that opens the pattern has a capital.
    """
    today = now.astimezone(moment.tzinfo)
    known = False

    def fill(match: re.Match[str]) -> str:
        nonlocal known
        make = _TOKENS.get(match[1])
        if make is None:
            return match[0]
        known = True
        said = make(moment, today)
        return said[:1].upper() + said[1:] if match.start() == 0 else said

    said = _TOKEN.sub(fill, pattern)
    return said if known else None


def day_heading(moment: datetime, now: datetime) -> str:
    """ "Today", "Monday, November 3rd": what stands between the messages of two days."""
    said = _day_divider(moment, now.astimezone(moment.tzinfo))
    return said[:1].upper() + said[1:]


def clock(moment: datetime) -> str:
    """ "3:17 PM", as Slack's own clients write the time of a message."""
    return f"{moment:%I:%M %p}".removeprefix("0")


def ago(moment: datetime, now: datetime) -> str:
    """ "3 minutes ago", "in 2 days", "just now"."""
    seconds = (now - moment).total_seconds()
    for length, name in _SPANS:
        count = int(abs(seconds) // length)
        if count:
            span = f"{count} {name}{'' if count == 1 else 's'}"
            return f"{span} ago" if seconds > 0 else f"in {span}"
    return "just now"


def _ordinal(day: int) -> str:
    suffix = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def _year(moment: datetime, now: datetime) -> str:
    return "" if moment.year == now.year else f", {moment.year}"


def _date(moment: datetime, now: datetime) -> str:
    return f"{moment:%B} {_ordinal(moment.day)}{_year(moment, now)}"


def _short(moment: datetime, now: datetime) -> str:
    return f"{moment:%b} {moment.day}, {moment.year}"


def _long(moment: datetime, now: datetime) -> str:
    return f"{moment:%A}, {moment:%B} {_ordinal(moment.day)}, {moment.year}"


def _day_divider(moment: datetime, now: datetime) -> str:
    day = f"{moment:%A}, {moment:%B} {_ordinal(moment.day)}{_year(moment, now)}"
    return _relative(moment, now) or day


def _relative(moment: datetime, now: datetime) -> str:
    days = (moment.date() - now.date()) // timedelta(days=1)
    return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days, "")


def _pretty(
    make: Callable[[datetime, datetime], str],
) -> Callable[[datetime, datetime], str]:
    return lambda moment, now: _relative(moment, now) or make(moment, now)


def _seconds(moment: datetime, now: datetime) -> str:
    return f"{moment:%I:%M:%S %p}".removeprefix("0")


_TOKENS: dict[str, Callable[[datetime, datetime], str]] = {
    "date_num": lambda moment, _: f"{moment.year:04}-{moment:%m-%d}",
    "date_slash": lambda moment, _: f"{moment:%m/%d}/{moment.year:04}",
    "date": _date,
    "date_short": _short,
    "date_long": _long,
    "date_long_full": lambda moment, _: f"{moment:%B} {moment.day}, {moment.year}",
    "date_pretty": _pretty(_date),
    "date_short_pretty": _pretty(_short),
    "date_long_pretty": _pretty(_long),
    "day_divider_pretty": _day_divider,
    "time": lambda moment, _: clock(moment),
    "time_secs": _seconds,
    "ago": ago,
}
