"""Entry numbers that a court's feed passed over. Pure.

Nothing is said here of why: a number may be withheld, delayed, or never have been used.
Only feeds that list all types of entry can pass over one; what was filed before the feed
was read, or while it could not be, is not missing from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from filings.types import Teller

NUMBERED = ("district", "bankruptcy")
"""Kinds of court that number the entries of a docket one after the other. Appellate feeds
number few, and some none."""

MOST = 100
"""More than so many at once are a renumbered docket or a slip of the clerk's."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A recorded entry of the docket, as far as its place among the numbers goes.

    seq, filed_at  as in Entry
    seen_at        when it was first recorded
    """

    number: int | None
    seq: int | None
    filed_at: datetime
    seen_at: datetime
    teller: Teller = Teller.CMECF


@dataclass(frozen=True, slots=True)
class Reading:
    """How a court's feed has been read.

    since    from when on without a break: the beginning of the epoch
    outages  stretches of time that no body reached, from and to
    """

    since: datetime
    outages: tuple[tuple[datetime, datetime], ...] = ()


def lists_all(entry_types: str | None) -> bool:
    """Whether a feed says that it lists every type of entry."""
    return "all" in (entry_types or "").casefold().replace(",", " ").split()


def below(filing: Listed, docket: Iterable[Listed], reading: Reading) -> tuple[int, ...]:
    """The numbers just below a filing's that nobody has told of, in order.

    ``docket`` has every recorded entry of the docket, this one or not. Empty where the next
    lower number is not known from this reading of the feed, where an outage may hide what is
    between them, or where an unnumbered entry stands between them: courts that print no
    number beside their text orders count them all the same (all 39 numbers that the D. Conn.
    seemed to skip in 24 builds were such).
    """
    if filing.number is None:
        return ()
    rows = list(docket)
    lower = [row for row in rows if row.number is not None and row.number < filing.number]
    if not lower:
        return ()
    highest = max(row.number or 0 for row in lower)
    count = filing.number - highest - 1
    if not 0 < count <= MOST:
        return ()
    before = [row for row in lower if row.number == highest and _was_read(row, reading)]
    if not before:
        return ()
    first = min(before, key=lambda row: (row.filed_at, row.seq or 0))
    if any(row.number is None and _between(first, row, filing) for row in rows):
        return ()
    since, until = sorted((first.filed_at, filing.filed_at))
    if any(begun <= until and since <= ended for begun, ended in reading.outages):
        return ()
    return tuple(range(highest + 1, filing.number))


def _was_read(row: Listed, reading: Reading) -> bool:
    """Whether the feed showed it in this epoch, or somebody else dates it in it."""
    if row.teller is Teller.CMECF:
        return row.seen_at >= reading.since
    return row.filed_at >= reading.since


def _between(lower: Listed, row: Listed, upper: Listed) -> bool:
    """Whether an entry was docketed between two others, by the court's sequence or by time.

    Of two in one minute the sequence decides; where it is not known, it may have been.
    """
    if lower.seq is not None and upper.seq is not None and row.seq is not None:
        return lower.seq < row.seq < upper.seq
    return lower.filed_at <= row.filed_at <= upper.filed_at
