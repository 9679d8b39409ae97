"""Hearings and deadlines that a docket text names. Pure.

The text is taken apart once (``prose``, ``dates``); what each date is comes from the
words in front of it (``reader``, ``duedates``), what becomes of it from those behind
(``fates``), and what a motion does to it from whether it was granted (``grants``). A date
without such words is nobody's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from filings import courts
from filings.hearings import duedates, grants, telling
from filings.hearings import prose as docketprose
from filings.hearings.afterwards import off_afterwards
from filings.hearings.asks import doubts, is_asked, is_wished
from filings.hearings.calendars import on_calendar
from filings.hearings.dates import Day, has_days, read_days
from filings.hearings.fates import (
    Fate,
    Reading,
    fate,
    is_on_condition,
    left,
    moved_from,
    moved_to,
    named_before,
    nouns_in,
    other_hour,
    paired,
    was_before,
    week_of,
)
from filings.hearings.grants import granted
from filings.hearings.minutes import of_its_day
from filings.hearings.moves import moves_on
from filings.hearings.once import once, without_the_old_date
from filings.hearings.prose import Noun, Prose, Verb
from filings.hearings.reader import classify
from filings.hearings.recalls import to_come
from filings.hearings.types import CalledOff, Deadline, Hearing, Status

__all__ = ["CalledOff", "Deadline", "Hearing", "Status", "called_off", "deadlines", "find"]

_Moved = tuple[Day, Noun | None] | None
"""The date that a hearing was moved from, and its name."""
_ELSEWHERE = ZoneInfo("America/New_York")


def find(text: str, filed: date, court: str) -> list[Hearing]:
    """Hearings in a docket text, in the order of the text.

    filed  local date of the entry, by which missing years are read
    court  id in the courts list; a court that is not there is read on the clock
           of New York

    One that is moved comes once, RESET, on its new date. A hearing that is called
    off and whose date the text does not give is not here but in ``called_off``.
    """
    if not has_days(text):
        return []
    prose = docketprose.read(text)
    days = read_days(prose.text)
    known = courts.known(court)
    zone = known.zone if known else _ELSEWHERE
    found = [
        hearing
        for reading, was in _readings(prose, days)
        if (hearing := telling.hearing(text, prose, days, reading, was, filed, zone))
    ]
    return once(found)


def deadlines(text: str, filed: date, court: str) -> list[Deadline]:
    """Deadlines in a docket text, in the order of the text; parameters as for ``find``."""
    if not has_days(text):
        return []
    prose = docketprose.read(text)
    known = courts.known(court)
    zone = known.zone if known else _ELSEWHERE
    days = read_days(prose.text)
    readings = _readings(prose, days)
    taken = {reading.day.start for reading, _ in readings}
    taken |= {was.start for _, was in readings if was}
    return duedates.read(text, prose, days, taken, filed, zone)


def called_off(text: str) -> list[CalledOff]:
    """Hearings that are called off, or put off to no date, whose date is not said.

    "The hearing on the motion is VACATED", "Trial is continued pending a ruling".
    """
    prose = docketprose.read(text)
    days = read_days(prose.text)
    dates = [day.start for day in days]
    # "Hearing continued. Hearing to be held on DATE" calls nothing off.
    set_anew = {reading.noun.what.split()[-1] for reading, _ in _readings(prose, days)}
    found: dict[str, CalledOff] = {}
    for act in prose.acts:
        if act.verb not in (Verb.OFF, Verb.RESET):
            continue
        begin, end = prose.sentence(act.start)
        if end - begin > 2_000 or any(begin <= at < end for at in dates):
            continue
        noun = docketprose.called_off(prose, act, begin, end)
        if noun and (is_wished(prose, noun, act, begin) or is_on_condition(prose, act)):
            continue
        if _TO_A_DAY.match(prose.text, act.end):
            continue
        if noun and noun.what.split()[-1] not in set_anew:
            found.setdefault(noun.what, CalledOff(noun.what, _quoted(text, begin, end)))
    for noun, begin, end in grants.called_off(prose, dates):
        if noun.what.split()[-1] not in set_anew:
            found.setdefault(noun.what, CalledOff(noun.what, _quoted(text, begin, end)))
    return list(found.values())


# The day is said by its name, and so is no date.
_TO_A_DAY = re.compile(
    r"\s(?:to|until|for)\s(?:today|tomorrow|\d{1,2}:\d\d"
    r"|(?:this\s|next\s)?(?:mon|tues|wednes|thurs|fri)day)\b",
    re.IGNORECASE,
)


def _quoted(text: str, begin: int, end: int) -> str:
    return " ".join(text[begin : min(end, begin + 240)].split())


def _readings(prose: Prose, days: list[Day]) -> list[tuple[Reading, Day | None]]:
    """The dates that are hearings', each with the one it was moved from."""
    result: list[tuple[Reading, Day | None]] = []
    moved: _Moved = None
    for nth, day in enumerate(days):
        given = granted(prose, day, days[nth + 1 : nth + 4])
        reading: Reading | None
        if given is not None:
            reading, ends = given
        else:
            last = result[-1][0] if result else None
            reading, asked = _named(prose, days, nth, last)
            if asked and (reading is None or not reading.sure):
                result += [(reading, None)] if reading else []
                moved = None
                continue
            ends = _ends(prose, days, nth, reading)
        held = reading is not None and reading.status is Status.HELD
        if ends is Fate.MOVED and not held and (reading or was_before(prose, day)):
            moved = day, reading.noun if reading else None
            continue
        if reading := _settled(prose, day, reading, ends, moved):
            result.append((reading, moved[0] if moved else None))
        moved = None
    return without_the_old_date(prose, off_afterwards(prose, days, result))


def _named(
    prose: Prose, days: list[Day], nth: int, last: Reading | None
) -> tuple[Reading | None, bool]:
    """What the words before a date make of it, and whether somebody only asks for that.

    last  what the date before was read as
    """
    day = days[nth]
    before = days[nth - 1].end if nth else 0
    if calendared := on_calendar(prose, day):
        return calendared, False
    reading = of_its_day(prose, day) or week_of(prose, day) or classify(prose, day, before)
    if reading is None and last is not None:
        reading = _listed(prose, last, day)
    if reading is None:
        reading = to_come(prose, day, max(before, prose.sentence(day.start)[0]))
    if reading is None:
        return None, False
    asked = is_asked(prose, reading)
    return doubts(prose, reading, asked), asked


def _ends(prose: Prose, days: list[Day], nth: int, reading: Reading | None) -> Fate:
    """What the words behind a date make of its hearing."""
    day = days[nth]
    following, after = (*days[nth + 1 : nth + 3], None, None)[:2]
    ends = fate(prose, day, following)
    if following is not None and moved_from(prose, day, following):
        return Fate.MOVED
    if reading and following and moves_on(prose, reading, following):
        return Fate.MOVED
    if reading and reading.status is Status.RESET and left(prose, day):
        anew = following is not None and classify(prose, following, day.end) is not None
        return Fate.MOVED if anew else Fate.MOVED_AWAY
    if reading is None or following is None:
        return ends
    if ends is Fate.NONE and paired(prose, day, following):
        ends = Fate.OFF if fate(prose, following, after) in _GONE else ends
    return ends


def _settled(
    prose: Prose, day: Day, reading: Reading | None, ends: Fate, moved: _Moved
) -> Reading | None:
    """A date that is a hearing's, by the words on both sides and by where it was before."""
    if reading is None and moved and moved[1] and moved_to(prose, day):
        reading = Reading(day, Status.RESET, moved[1], moved[0].first)
    if reading is None:
        reading = was_before(prose, day) if ends in _GONE else None
    if reading is None and ends is Fate.OFF:
        reading = named_before(prose, day)
        if reading is not None and is_asked(prose, reading):
            return None
    if reading is None and ends is Fate.ON_CONDITION:
        reading = was_before(prose, day)
    if reading is None or reading.status is Status.HELD:
        return reading
    if ends is Fate.ON_CONDITION:
        return replace(reading, status=Status.SET, sure=False)
    if ends in _GONE:
        moves = ends is Fate.MOVED_AWAY
        reading = replace(reading, status=Status.VACATED, moved=moves)
    elif ends is Fate.OTHER_HOUR and (clock := other_hour(prose, day)):
        clock = replace(clock, start=day.end, end=day.end)
        reading = replace(reading, status=Status.RESET, day=replace(day, clock=clock))
    if moved and moved[1]:
        reading = replace(reading, noun=moved[1], status=Status.RESET)
    return reading


_GONE = (Fate.OFF, Fate.MOVED_AWAY)
_AGAIN = (Status.SET, Status.VACATED)
_LISTED_REACHES = 80
_AND_THE = re.compile(r"\s?,?\s?(?:and|&)\s(?:the\s|a\s)?", re.IGNORECASE)
_AND = re.compile(r"\s{0,2}(?:,|&|,?\s?and)\s(?:on\s)?\s?", re.IGNORECASE)


def _alike(last: Reading, day: Day) -> Reading:
    """The same of the next date; whether it is called off is read anew."""
    return replace(last, day=day, status=Status.SET if last.status in _AGAIN else last.status)


def _listed(prose: Prose, before: Reading, day: Day) -> Reading | None:
    """ "set for DATE at TIME and DATE at TIME", "conference for DATE and a trial for DATE"."""
    if not 0 <= day.first - before.day.last < _LISTED_REACHES:
        return None
    between = prose.text[before.day.last : day.first]
    if len(between) < 12 and _AND.fullmatch(between):
        return _alike(before, day)
    for noun in nouns_in(prose, before.day.last, day.first):
        ahead = prose.text[before.day.last : noun.start]
        if _AND_THE.fullmatch(ahead) and moved_to(prose, day):
            return replace(_alike(before, day), noun=noun)
    return None
