"""Small pieces of sentences: numbers, defendants, gaps, spans and moments. Plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from filings import newsdates


def numbers(found: Iterable[int]) -> str:
    """ "60", "58 and 60", "56–58 and 60"."""
    runs: list[list[int]] = []
    for number in sorted(set(found)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = []
    for run in runs:
        said += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    return joined(said)


def joined(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def counted(number: int, one: str, more: str) -> str:
    """ "1 entry", "1,204 entries"."""
    return f"{number:,} {one if number == 1 else more}"


def sentence_case(words: str) -> str:
    """Its first letter large, the others as they are."""
    return words[:1].upper() + words[1:]


def defendants_of(found: Sequence[int]) -> str:
    if not found:
        return ""
    if len(found) == 1:
        return f"for defendant {found[0]}"
    if len(found) <= 4:
        return f"for defendants {joined([str(number) for number in found])}"
    return f"for defendants {found[0]}, {found[1]} and {len(found) - 2} more"


def missing_of(found: Sequence[int]) -> str:
    if not found:
        return ""
    if len(found) > 8:
        return f"{len(found)} numbers before it are not in the feed"
    many = len(set(found)) > 1
    return f"{'Nos.' if many else 'No.'} {numbers(found)} {'are' if many else 'is'} not in the feed"


def ago(span: timedelta) -> str:
    """ "5 hours later", "3 days later"; nothing under 2 hours."""
    hours = int(span.total_seconds() // 3600)
    if hours < 2:
        return ""
    return f"{hours} hours later" if hours < 48 else f"{hours // 24} days later"


def span(since: datetime, until: datetime, zone: ZoneInfo, now: datetime) -> str:
    """ "3:10 to 9:40 p.m. ET, Nov. 3"; "11:10 p.m., Nov. 3, to 1 a.m. ET, Nov. 4"."""
    begun, ended = newsdates.clock(since, zone, label=False), newsdates.clock(until, zone)
    first, last = newsdates.day(since, zone, now), newsdates.day(until, zone, now)
    if first != last:
        return f"{begun}, {first}, to {ended}, {last}"
    half = begun[-5:]
    same = half == " a.m." or half == " p.m."
    if same and half in ended:
        begun = begun.removesuffix(half)
    return f"{begun} to {ended}, {last}"


def when(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """ "3:17 p.m. ET", with ", Nov. 2" behind it on another day than today."""
    clock = newsdates.clock(moment, zone)
    if newsdates.local_date(moment, zone) == newsdates.local_date(now, zone):
        return clock
    return f"{clock}, {newsdates.day(moment, zone, now)}"
