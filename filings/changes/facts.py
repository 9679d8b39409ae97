"""What becomes of a case, as a teller's facts and the initials behind its number say. Pure.

The first that is known of something is no change: somebody may have asked late. What an entry
of the docket says is told with that entry, so that only what no entry said is told alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from filings import captions
from filings.changes.cases import CaseChange
from filings.types import CaseFacts, Event

SAID_NEAR = timedelta(days=30)
"""An entry about the same thing so long before or after is taken for its reason: other tellers
learn of it days later."""


@dataclass(frozen=True, slots=True)
class Heard:
    """That something became of a case was told: with an entry, or alone, and when.

    before, after  of one told alone, as in Change
    """

    event: Event
    at: datetime
    before: str = ""
    after: str = ""


def between(before: CaseFacts | None, after: CaseFacts) -> tuple[CaseChange, ...]:
    """What is different in what one teller says of a case, once it had said something."""
    if before is None:
        return ()
    found = []
    if before.judge and after.judge and not _same_judge(before.judge, after.judge):
        found.append(CaseChange(Event.REASSIGNED, before.judge, after.judge))
    if before.terminated_on is None and after.terminated_on is not None and before.filed_on:
        found.append(CaseChange(Event.CLOSED, after=after.terminated_on.isoformat()))
    # An answer that leaves out when a case began may leave out as well that it ended.
    if before.terminated_on is not None and after.terminated_on is None and after.filed_on:
        found.append(CaseChange(Event.REOPENED, before=before.terminated_on.isoformat()))
    return tuple(found)


def initials(before: str, after: Iterable[str]) -> tuple[CaseChange, ...]:
    """What the judges' initials in a feed say: ``CKK`` before, ``TSC`` in every item now.

    The first are of the judge, those behind a hyphen of whom something is referred to. A
    criminal case can be before several judges, a defendant each: then nothing is said.
    """
    now = {each.partition("-")[0] for each in after if each}
    was = before.partition("-")[0]
    if len(now) != 1 or not was or was in now:
        return ()
    return (CaseChange(Event.REASSIGNED, was, now.pop()),)


def untold(
    found: Sequence[CaseChange], heard: Iterable[Heard], now: datetime
) -> tuple[CaseChange, ...]:
    """Those of the changes that nobody was told of, whoever says them and in whatever order."""
    known = list(heard)
    return tuple(change for change in found if not _is_told(change, known, now))


def _is_told(change: CaseChange, heard: Sequence[Heard], now: datetime) -> bool:
    for each in heard:
        if each.event is not change.event:
            continue
        if (each.before, each.after) == (change.before, change.after) and each.after:
            # A feed that goes back and forth between two is told of once.
            return True
        if abs(now - each.at) < SAID_NEAR and not _undone(change.event, each.at, heard):
            return True
    return False


def _undone(event: Event, at: datetime, heard: Sequence[Heard]) -> bool:
    """Whether a case was reopened since it closed, or closed since it was reopened."""
    other = {Event.CLOSED: Event.REOPENED, Event.REOPENED: Event.CLOSED}.get(event)
    return any(each.event is other and each.at > at for each in heard)


def _same_judge(one: str, other: str) -> bool:
    """Whether two tellings name one judge: "Kollar-Kotelly" and "Judge Colleen Kollar-Kotelly"."""
    a, b = (set(captions.normalised(name).split()) - _TITLES for name in (one, other))
    return a <= b or b <= a or _last(one) == _last(other)


def _last(name: str) -> str:
    words = [w for w in captions.normalised(name).split() if w not in _TITLES | _SUFFIXES]
    return words[-1] if words else ""


_TITLES = {"judge", "justice", "hon", "honorable", "chief", "senior", "magistrate", "district"}
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}
