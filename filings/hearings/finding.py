"""Hearings and deadlines that a docket text names. Pure.

The text is taken apart once (``docketprose``, ``docketdates``); what each date
is comes from the words in front of it (``hearingreader``, ``duedates``), what
becomes of it from those behind. A date without such words is nobody's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from filings import courts
from filings.hearings import duedates, grants, places
from filings.hearings import prose as docketprose
from filings.hearings.asks import doubts, is_asked, is_wished
from filings.hearings.dates import Day, Lean, has_days, local, read_days
from filings.hearings.fates import (
    Fate,
    Reading,
    fate,
    moved_from,
    moved_to,
    paired,
    was_before,
    week_of,
)
from filings.hearings.grants import granted
from filings.hearings.prose import Noun, Prose, Verb
from filings.hearings.reader import classify
from filings.hearings.types import CalledOff, Deadline, Hearing, Status

__all__ = ["CalledOff", "Deadline", "Hearing", "Status", "called_off", "deadlines", "find"]

_Moved = tuple[Day, Noun | None] | None
"""The date that a hearing was moved from, and its name."""
_ELSEWHERE = ZoneInfo("America/New_York")
_LEANS = {Status.HELD: Lean.BACK, Status.VACATED: Lean.NEAR}


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
        if (hearing := _hearing(text, prose, days, reading, was, filed, zone))
    ]
    return _once(found)


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
        if noun and is_wished(prose, noun, act, begin):
            continue
        if noun and noun.what.split()[-1] not in set_anew:
            found.setdefault(noun.what, CalledOff(noun.what, _quoted(text, begin, end)))
    for noun, begin, end in grants.called_off(prose, dates):
        if noun.what.split()[-1] not in set_anew:
            found.setdefault(noun.what, CalledOff(noun.what, _quoted(text, begin, end)))
    return list(found.values())


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
    return result


def _named(
    prose: Prose, days: list[Day], nth: int, last: Reading | None
) -> tuple[Reading | None, bool]:
    """What the words before a date make of it, and whether somebody only asks for that.

    last  what the date before was read as
    """
    day = days[nth]
    before = days[nth - 1].end if nth else 0
    reading = week_of(prose, day) or classify(prose, day, before)
    if reading is None and last is not None and _listed(prose, last, day):
        reading = _alike(last, day)
    if reading is None:
        return None, False
    return doubts(prose, reading), is_asked(prose, reading)


def _ends(prose: Prose, days: list[Day], nth: int, reading: Reading | None) -> Fate:
    """What the words behind a date make of its hearing."""
    day = days[nth]
    following, after = (*days[nth + 1 : nth + 3], None, None)[:2]
    ends = fate(prose, day, following)
    if reading is None or following is None:
        return ends
    if ends is Fate.NONE and paired(prose, day, following):
        ends = Fate.OFF if fate(prose, following, after) in _GONE else ends
    return Fate.MOVED if moved_from(prose, day, following) else ends


def _settled(
    prose: Prose, day: Day, reading: Reading | None, ends: Fate, moved: _Moved
) -> Reading | None:
    """A date that is a hearing's, by the words on both sides and by where it was before."""
    if reading is None and moved and moved[1] and moved_to(prose, day):
        reading = Reading(day, Status.RESET, moved[1], moved[0].first)
    if reading is None:
        reading = was_before(prose, day) if ends in _GONE else None
    if reading is None or reading.status is Status.HELD:
        return reading
    if ends in _GONE:
        reading = replace(reading, status=Status.VACATED)
    if moved and moved[1]:
        reading = replace(reading, noun=moved[1], status=Status.RESET)
    return reading


_GONE = (Fate.OFF, Fate.MOVED_AWAY)
_AGAIN = (Status.SET, Status.VACATED)
_AND = re.compile(r"\s{0,2}(?:,|&|,?\s?and)\s(?:on\s)?\s?", re.IGNORECASE)


def _alike(last: Reading, day: Day) -> Reading:
    """The same of the next date; whether it is called off is read anew."""
    return replace(last, day=day, status=Status.SET if last.status in _AGAIN else last.status)


def _listed(prose: Prose, before: Reading, day: Day) -> bool:
    """ "set for DATE at TIME and DATE at TIME"."""
    if before.status is Status.HELD or before.day.last > day.first:
        return False
    between = prose.text[before.day.last : day.first]
    return len(between) < 12 and bool(_AND.fullmatch(between))


def _hearing(
    text: str,
    prose: Prose,
    days: list[Day],
    reading: Reading,
    was: Day | None,
    filed: date,
    zone: ZoneInfo,
) -> Hearing | None:
    day = reading.day
    on = day.on(filed, _LEANS.get(reading.status, Lean.AHEAD))
    if on is None:
        return None
    when, at, converted = local(on[0], day.clock, zone)
    earlier = was.on(filed, Lean.NEAR) if was else None
    judge, place = _whereabouts(prose, days, reading)
    begin, _ = prose.sentence(day.start)
    quote = text[max(begin, min(reading.begin, (was or day).first) - 40) : day.last + 60]
    late = reading.status is Status.HELD and when > filed
    early = reading.status in (Status.SET, Status.RESET) and when < filed
    return Hearing(
        reading.noun.what,
        when,
        at,
        reading.status,
        judge,
        place,
        earlier[0] if earlier else None,
        " ".join(quote.split())[:300],
        on[1] or late or early or not reading.sure or bool(day.clock and not day.clock.sure),
        text[day.clock.start : day.clock.end].strip() if converted and day.clock else "",
    )


def _whereabouts(prose: Prose, days: list[Day], reading: Reading) -> tuple[str, str]:
    day = reading.day
    begin, end = prose.sentence(day.start)
    next_day = next((each.first for each in days if each.start > day.start), len(prose.text))
    # "at 2:30 p.m. Please dial ...": the sentence ends with the hour.
    stop = min(next_day, max(end, day.last + 1), day.last + 220)
    behind = prose.text[day.last : stop]
    dial = prose.text[day.last : min(next_day, day.last + 300)]
    ahead = prose.text[max(begin, reading.begin) : day.first]
    judge = places.judge(behind) or places.judge(ahead)
    if not judge and reading.status is Status.HELD:
        judge = places.judge(prose.text[:200])
    return judge, places.place(behind, dial, reading.noun.what)


def _once(found: list[Hearing]) -> list[Hearing]:
    """Without repeats: the same date and status, where one says no more than the other."""
    kept: list[Hearing] = []
    for hearing in found:
        for nth, other in enumerate(kept):
            if (other.date, other.status) == (hearing.date, hearing.status) and (
                hearing.time == other.time or None in (hearing.time, other.time)
            ):
                if other.time is None and hearing.time:
                    kept[nth] = hearing
                break
        else:
            kept.append(hearing)
    return kept
