"""Whether a case is new at its court, by what is recorded of it. Pure.

That its first entry is seen now does not make it new: a case of last year whose docket was
quiet until today is no new case. What opens it does, and so does a number that follows all
those that the court had given before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from filings import kinds

OPENS = "complaint"
"""The kind of whatever opens a case: complaint, petition, indictment, notice of removal."""
STILL_NEW = timedelta(days=7)
"""For how long after it was first seen a case can turn out to be new, by the opening paper."""
GIVEN_BEFORE = timedelta(hours=48)
"""Numbers of cases seen longer ago than this were given before any that is new."""
_FIRST_NUMBERS = (None, 1, 2, 3)


@dataclass(frozen=True, slots=True)
class Paper:
    """An entry, as far as it can tell that a case is new."""

    number: int | None
    events: tuple[str, ...]
    text: str = ""

    @property
    def opens(self) -> bool:
        """An amended complaint is of the same kind, and has a later number."""
        if self.number == 1:
            return True
        return self.number in _FIRST_NUMBERS and kinds.kind_of(self.events, self.text).name == OPENS


def opening(papers: Sequence[Paper]) -> Paper | None:
    """The paper that opens a case: the one of that kind, else entry No. 1."""
    found = [paper for paper in papers if paper.opens]
    of_kind = [p for p in found if kinds.kind_of(p.events, p.text).name == OPENS]
    return next(iter(of_kind or found), None)


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers that a court gives one sort of cases in one year, such as 1:25-cv-.

    before   the highest of those seen ``GIVEN_BEFORE`` ago, or None
    highest  the highest of those seen before this one, or None
    read     the court was read ``GIVEN_BEFORE`` ago already
    """

    before: int | None = None
    highest: int | None = None
    read: bool = False


def is_new(
    papers: Iterable[Paper],
    first_seen_at: datetime,
    now: datetime,
    *,
    year: int,
    this_year: int,
    serial: int,
    series: Series,
) -> bool:
    """Whether a case is new at its court at ``now``, when ``papers`` of it came.

    year, serial  of its number, as ``numbers.Parts`` has them; this_year  the same of ``now``,
                  by the court's clock
    """
    if first_seen_at + STILL_NEW < now:
        return False
    if any(paper.opens for paper in papers):
        return True
    if first_seen_at < now or year != this_year:
        return False
    last = series.before if series.before is not None else series.highest
    # The first of the year, in a court that was read last year too, follows none.
    return series.read if last is None else serial > last
