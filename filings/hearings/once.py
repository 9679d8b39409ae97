"""One event told once, however often a docket text tells it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from filings.hearings.dates import Day
from filings.hearings.fates import Reading
from filings.hearings.prose import Prose
from filings.hearings.types import Hearing, Status

_WISHED_AWAY = re.compile(
    r"\b(?:adjourn|continue|postpone|re-?schedule|vacate|move)\s[^.;]{0,80}$", re.IGNORECASE
)
_ASKED_FOR_IT = 100

Told = tuple[Reading, Day | None]
"""A reading, and the date that its hearing was moved from."""


def sort_of(what: str) -> str:
    """ "conference" of "initial pretrial conferences"."""
    return what.split()[-1].removesuffix("s")


def without_the_old_date(prose: Prose, told: Sequence[Told]) -> list[Told]:
    """ "Motion to adjourn the conference set for DATE ... The conference is adjourned to DATE",
    "The hearing set for DATE is rescheduled. Hearing set for DATE".

    The first date is where the hearing was, which the second says.
    """
    kept: list[Told | None] = []
    wished: dict[str, tuple[int, Day, bool]] = {}
    for reading, was in told:
        kept.append((reading, was))
        sort = sort_of(reading.noun.what)
        anew = reading.status is Status.RESET and was is None
        if sort in wished and not _may_be_one(kept[wished[sort][0]], reading):
            del wished[sort]
        if sort in wished and (anew or (reading.status is Status.SET and wished[sort][2])):
            nth, day, _ = wished.pop(sort)
            kept[nth] = None
            kept[-1] = (replace(reading, status=Status.RESET), day)
        elif reading.moved or (reading.status is Status.SET and _is_wished_away(prose, reading)):
            wished[sort] = (len(kept) - 1, reading.day, reading.moved)
    return [each for each in kept if each is not None]


def _may_be_one(earlier: Told | None, reading: Reading) -> bool:
    """Not "detention hearing" and "preliminary hearing"; "hearing" may be either."""
    if earlier is None:
        return False
    one, two = (set(each.noun.what.replace("-", "").split()[:-1]) for each in (earlier[0], reading))
    return one <= two or two <= one


def _is_wished_away(prose: Prose, reading: Reading) -> bool:
    head = prose.text[max(0, reading.noun.start - _ASKED_FOR_IT) : reading.noun.start]
    return _WISHED_AWAY.search(head) is not None


def once(found: Sequence[Hearing]) -> list[Hearing]:
    """Without repeats: the same date and status, where one says no more than the other.

    What is moved to a date and then said to be set for it is moved.
    """
    kept: list[Hearing] = []
    for hearing in found:
        for nth, other in enumerate(kept):
            if not _alike(other, hearing):
                continue
            if _says_more(hearing, other):
                kept[nth] = hearing
            break
        else:
            kept.append(hearing)
    return kept


def _says_more(one: Hearing, two: Hearing) -> bool:
    if one.status is not two.status:
        return one.status is Status.RESET
    return one.time is not None and two.time is None


def _alike(one: Hearing, two: Hearing) -> bool:
    if one.date != two.date or not (one.time == two.time or None in (one.time, two.time)):
        return False
    if one.status is two.status:
        return True
    return {one.status, two.status} == {Status.SET, Status.RESET} and (
        sort_of(one.what) == sort_of(two.what)
    )
