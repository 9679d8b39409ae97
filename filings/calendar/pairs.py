"""Which events of a calendar are those of the same docket's calendar before. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from filings.calendar.fit import fit
from filings.calendar.making import Event


def paired(before: Sequence[Event], after: Sequence[Event]) -> list[int | None]:
    """For each event of ``after`` the place in ``before`` of what it was, None for a new one.

    An event that is still on its day goes before one that was moved or corrected.
    """
    found: list[int | None] = [None] * len(after)
    free = dict(enumerate(before))
    for test in (_same, _same_day, _same_filing, _moved):
        for place, event in enumerate(after):
            if found[place] is not None:
                continue
            match = next((at for at, old in free.items() if test(old, event)), None)
            if match is not None:
                found[place] = match
                del free[match]
    return found


def _same(old: Event, new: Event) -> bool:
    return (old.kind, old.what, old.date, old.time) == (
        new.kind,
        new.what,
        new.date,
        new.time,
    ) and (bool(set(old.sources) & set(new.sources)))


def _same_day(old: Event, new: Event) -> bool:
    times = old.time == new.time or old.time is None or new.time is None
    return old.kind is new.kind and old.date == new.date and times and bool(fit(old.what, new.what))


def _same_filing(old: Event, new: Event) -> bool:
    shared = bool(set(old.sources) & set(new.sources))
    return old.kind is new.kind and shared and fit(old.what, new.what) == 2


def _moved(old: Event, new: Event) -> bool:
    was = any(earlier.date == old.date for earlier in new.past)
    return old.kind is new.kind and was and bool(fit(old.what, new.what))
