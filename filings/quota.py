"""How many questions a service may be asked, and who goes first. Pure.

The windows slide, as CourtListener counts them (freelawproject/courtlistener,
cl/api/utils.py): every question of the last minute, hour and day is held against one limit
each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

GRACE = timedelta(seconds=2)
"""A question is counted here a little before the service counts it."""


class Rank(IntEnum):
    """Whom a question is for; the lower, the sooner."""

    PEOPLE = 0
    GAPS = 1
    DOCUMENTS = 2
    REST = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """Questions a minute, an hour and a day: what is allowed, or what was used."""

    minute: int = 5
    hour: int = 50
    day: int = 125

    def at_most(self, other: Limits) -> Limits:
        return Limits(
            min(self.minute, other.minute), min(self.hour, other.hour), min(self.day, other.day)
        )


ANONYMOUS = Limits(5, 50, 100)
"""CourtListener counts 100 a day for an address without a token; the rest is our restraint."""

_PERCENT = {Rank.PEOPLE: 100, Rank.GAPS: 80, Rank.DOCUMENTS: 60, Rank.REST: 40}
WINDOWS = (
    ("minute", timedelta(minutes=1)),
    ("hour", timedelta(hours=1)),
    ("day", timedelta(days=1)),
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question may not be asked now.

    opens_at  when one of its rank may be
    window    ``minute``, ``hour`` or ``day``; "" where the service itself asked for a pause
    """

    opens_at: datetime
    window: str


@dataclass(frozen=True, slots=True)
class QuotaView:
    """A budget as it stands.

    used        questions within the last minute, hour and day
    by_purpose  those of the last day, most frequent purpose first
    opens_at    when a person's question may be asked again; None when it may now
    told_at     when the service itself said its limits; None where it never did
    last_at     when the last question from here was asked, None where none was lately
    """

    limits: Limits
    used: Limits
    by_purpose: tuple[tuple[str, int], ...]
    opens_at: datetime | None
    told_at: datetime | None
    last_at: datetime | None = None


def share(limit: int, rank: Rank) -> int:
    """How full a window may be for a question of this rank still to be asked.

    People may use all of it. The others stop at 80, 60 and 40 percent of everything that
    was asked, so that whoever waits for an answer finds room however busy the rest is.
    """
    return limit * _PERCENT[rank] // 100


def refusal(
    limits: Limits,
    asked: Sequence[datetime],
    rank: Rank,
    now: datetime,
    closed_until: datetime | None = None,
) -> Refusal | None:
    """Whether a question has to wait; ``asked`` in any order. None when there is room."""
    found: list[Refusal] = []
    if closed_until is not None and closed_until > now:
        found.append(Refusal(closed_until, ""))
    for name, span in WINDOWS:
        room = share(getattr(limits, name), rank)
        within = sorted(at for at in asked if at > now - span - GRACE)
        if room <= 0:
            found.append(Refusal(now + span, name))
        elif len(within) >= room:
            found.append(Refusal(within[len(within) - room] + span + GRACE, name))
    return max(found, key=lambda each: each.opens_at, default=None)


def opens_at(
    limits: Limits,
    asked: Sequence[datetime],
    rank: Rank,
    now: datetime,
    closed_until: datetime | None = None,
) -> datetime | None:
    """When a question may be asked, None when it may now."""
    found = refusal(limits, asked, rank, now, closed_until)
    return found.opens_at if found else None


def used(asked: Sequence[datetime], now: datetime) -> Limits:
    """How many questions are held against each limit."""
    minute, hour, day = (sum(at > now - span for at in asked) for _, span in WINDOWS)
    return Limits(minute, hour, day)


def sentence(name: str, limits: Limits, rank: Rank, found: Refusal) -> str:
    """Why not now, for a person; ``opens_at`` is for the caller to add in the reader's zone."""
    if not found.window:
        return f"{name} asked for a pause."
    figure = getattr(limits, found.window)
    noun = "question" if figure == 1 else "questions"
    unit = "an hour" if found.window == "hour" else f"a {found.window}"
    if rank is Rank.PEOPLE:
        return f"{name} answers {figure} {noun} {unit} here, and they are used up."
    return f"What is left of {name}'s {figure} {noun} {unit} is kept for people who ask."
