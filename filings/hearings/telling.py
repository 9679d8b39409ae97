"""A reading told as a hearing: its year, its hour, before whom and where. Pure."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from filings.hearings import places
from filings.hearings.dates import Day, Lean, local
from filings.hearings.fates import Reading
from filings.hearings.prose import Prose
from filings.hearings.recalls import is_recalled
from filings.hearings.types import Hearing, Status

_LEANS = {Status.HELD: Lean.BACK, Status.VACATED: Lean.NEAR}


def hearing(
    text: str,
    prose: Prose,
    days: list[Day],
    reading: Reading,
    was: Day | None,
    filed: date,
    zone: ZoneInfo,
) -> Hearing | None:
    """The hearing of a reading; None where there is no such day, or it is only recalled.

    was    the date it was moved from
    filed  local date of the entry, by which missing years are read
    """
    day = reading.day
    on = day.on(filed, _LEANS.get(reading.status, Lean.AHEAD))
    if on is None:
        return None
    when, at, converted = local(on[0], day.clock, zone)
    if _is_past(text, reading, when, filed):
        return None
    earlier = was.on(filed, Lean.NEAR) if was else None
    judge, place = _whereabouts(prose, days, reading)
    begin, _ = prose.sentence(day.start)
    quote = text[max(begin, min(reading.begin, (was or day).first) - 40) : day.last + 60]
    return Hearing(
        reading.noun.what,
        when,
        at,
        reading.status,
        judge,
        place,
        earlier[0] if earlier else None,
        " ".join(quote.split())[:300],
        on[1] or _is_odd(reading, when, filed) or bool(day.clock and not day.clock.sure),
        text[day.clock.start : day.clock.end].strip() if converted and day.clock else "",
    )


def _is_past(text: str, reading: Reading, when: date, filed: date) -> bool:
    """Whether a text only recalls it."""
    if reading.ahead and when < filed:
        return True
    return reading.status is Status.HELD and is_recalled(text, reading, when, filed)


def _is_odd(reading: Reading, when: date, filed: date) -> bool:
    """Whether it is doubtful: held after the day of its entry, or set for a day before."""
    late = reading.status is Status.HELD and when > filed
    early = reading.status in (Status.SET, Status.RESET) and when < filed
    return late or early or not reading.sure


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
