"""Dates and hours that stand in a docket text. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from itertools import pairwise
from zoneinfo import ZoneInfo

from filings.hearings.clocks import Clock, read_clocks

MOST_DATES = 240

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    r"(?<![\d/.$#])(?P<m>\d{1,2})/(?P<d>\d{1,2})(?:/(?P<y>\d{4}|\d{2}))?(?![\d/%])"
    r"|(?<![\d/.$#-])(?P<m2>\d{1,2})-(?P<d2>\d{1,2})-(?P<y2>\d{4})(?![\d-])"
    r"|(?<![\d/.$#-])(?P<m6>\d{1,2})-(?P<d6>\d{1,2})-(?P<y6>\d{2})(?![\d-])"
    r"|(?<![\d/.$#-])(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)(?![\d-])"
    rf"|\b(?P<m4>{_MONTH})\b\.?\s{{1,3}}(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:/])"
    r"(?:\s?[-\u2013]\s?\d{1,2}(?!\d))?(?:,?\s{1,2}(?P<y4>(?:19|2\d)\d\d)(?!\d))?"
    rf"|(?<![\d/.-])(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?\s(?:day\sof\s)?(?P<m5>{_MONTH})\b\.?,?"
    r"\s(?P<y5>20\d\d)(?!\d)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\b(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?[,\s]{1,3}(?:the\s)?$",
    re.IGNORECASE,
)
_WEEKDAY_AFTER = re.compile(
    r"[,\s]{0,2}\(?\s?(mon|tues|wednes|thurs|fri|satur|sun)day\b\)?", re.IGNORECASE
)


class Lean(Enum):
    """Which year is meant where the text gives none."""

    AHEAD = "what is to come"
    BACK = "what has been"
    NEAR = "either"


@dataclass(frozen=True, slots=True)
class Day:
    """A date at ``text[start:end]``.

    head   where it begins with its weekday
    year   of two digits where the text has two, None where it has none
    clock  the hour that belongs to it; ``first`` and ``last`` span both
    """

    start: int
    end: int
    head: int
    month: int
    day: int
    year: int | None
    weekday: int | None
    clock: Clock | None = None

    @property
    def first(self) -> int:
        return min(self.head, self.clock.start) if self.clock else self.head

    @property
    def last(self) -> int:
        return max(self.end, self.clock.end) if self.clock else self.end

    def on(self, filed: date, lean: Lean) -> tuple[date, bool] | None:
        """The date, and whether it is doubtful; None where no such day exists."""
        if self.year is not None:
            # "97" is of the century that is nearest.
            century = (filed.year - self.year + 50) // 100 * 100 if self.year < 100 else 0
            found = _day(self.year + century, self.month, self.day)
            if found is None:
                return None
            odd = self.weekday is not None and found.weekday() != self.weekday
            return found, odd or not -60 < found.year - filed.year < 10
        near = [_day(filed.year + by, self.month, self.day) for by in (-1, 0, 1)]
        days = [each for each in near if each is not None]
        agree = [each for each in days if self.weekday in (None, each.weekday())]
        if not days:
            return None
        found = _closest(agree or days, filed, lean)
        return found, not agree or abs((found - filed).days) > 270


def _closest(days: list[date], filed: date, lean: Lean) -> date:
    def far(day: date) -> tuple[bool, int]:
        wrong = (lean is Lean.AHEAD and day < filed - timedelta(days=14)) or (
            lean is Lean.BACK and day > filed + timedelta(days=1)
        )
        return wrong, abs((day - filed).days)

    return min(days, key=far)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def local(day: date, clock: Clock | None, zone: ZoneInfo) -> tuple[date, time | None, bool]:
    """Date and hour on the court's clock, and whether they had to be converted."""
    if clock is None:
        return day, None, False
    if clock.zone and clock.zone != zone.key:
        named = datetime.combine(day, clock.at, ZoneInfo(clock.zone))
        there = named.astimezone(zone)
        if there.utcoffset() != named.utcoffset():
            return there.date(), there.time(), True
    return day, clock.at, False


def has_days(text: str) -> bool:
    """Whether a text holds any date: most texts do not, and need no more reading."""
    return _DATE.search(text) is not None


def read_days(text: str) -> list[Day]:
    """The dates of a text in its order, each with the hour that stands beside it."""
    clocks = read_clocks(text)
    days: list[Day] = []
    for match in _DATE.finditer(text):
        if day := _read(text, match):
            days.append(day)
            if len(days) == MOST_DATES:
                break
    return _with_clocks(text, _with_years(days), clocks)


def _read(text: str, match: re.Match[str]) -> Day | None:
    group = match.groupdict()
    month = next(group[n] for n in ("m", "m2", "m3", "m4", "m5", "m6") if group[n])
    day = next(group[n] for n in ("d", "d2", "d3", "d4", "d5", "d6") if group[n])
    year = next((group[n] for n in ("y", "y2", "y3", "y4", "y5", "y6") if group[n]), None)
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    if not 1 <= number <= 12 or not 1 <= int(day) <= 31:
        return None
    before = _WEEKDAY.search(text[max(0, match.start() - 16) : match.start()])
    after = _WEEKDAY_AFTER.match(text, match.end())
    weekday = before or after
    return Day(
        match.start(),
        after.end() if after else match.end(),
        match.start() - (len(before[0]) if before else 0),
        number,
        int(day),
        int(year) if year else None,
        _DAYS.index(weekday[1][:3].lower()) if weekday else None,
    )


_NEXT_HAS_YEAR = 40
_FAR, _NEAR = 45, 20
_RANGE = re.compile(r"\s?(?:[-\u2013]|to|through|and)\s?")
_BEFORE = re.compile(
    r"\s{0,2}(?:\(.{1,12}\)\s)?(?:,\s?)?(?:sharp,?\s)?(?:on|,|of|-)?\s{0,2}(?:the\s)?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:[\s,;:(@\u2013-]|\b(?:at|from|by|beginning|starting|commencing|promptly|will|shall|be|held|is"
    r"|begin|begins|commence|time|the|hour|of|on|or|before|hearing|each|day|scheduled|set|for)\b){0,12}",
    re.IGNORECASE,
)


def _with_years(days: list[Day]) -> list[Day]:
    """ "March 6, March 22 or March 23, 2018": the last year is that of all."""
    done: list[Day] = []
    for day in reversed(days):
        after = done[-1] if done else None
        shared = after is not None and after.year and after.start - day.end < _NEXT_HAS_YEAR
        if after and day.year is None and shared and after.month >= day.month:
            done.append(replace(day, year=after.year))
        else:
            done.append(day)
    return done[::-1]


def _with_clocks(text: str, days: list[Day], clocks: list[Clock]) -> list[Day]:
    starts = [clock.start for clock in clocks]
    taken = -1
    result: list[Day] = []
    for index, day in enumerate(days):
        floor = days[index - 1].end if index else 0
        ceiling = days[index + 1].head if index + 1 < len(days) else len(text)
        nth = bisect_left(starts, day.start)
        after = clocks[nth] if nth < len(clocks) else None
        before = clocks[nth - 1] if nth and nth - 1 != taken else None
        found = None
        if (
            after
            and after.end <= ceiling
            and after.start - day.end < _FAR
            and _AFTER.fullmatch(text, day.end, after.start)
        ):
            found, taken = after, nth
        elif (
            before
            and floor <= before.start
            and day.head - before.end < _NEAR
            and _BEFORE.fullmatch(text, before.end, day.head)
        ):
            found = before
        result.append(replace(day, clock=found))
    for nth, (one, two) in enumerate(pairwise(result)):
        # "11/18-11/20 at 9 AM": the hour is that of each day.
        shared = one.clock is None and _RANGE.fullmatch(text, one.end, two.head)
        if shared and two.clock and two.clock.start >= two.end:
            result[nth] = replace(one, clock=replace(two.clock, start=one.end, end=one.end))
    return result
