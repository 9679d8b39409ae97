"""How much of a shared budget one person, or one workspace, may use, so that the next one who
asks finds some of it left. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from filings.quota import WINDOWS, Limits

PERSON = 60
WORKSPACE = 80
"""Percent of what a service answers an hour and a day. A minute passes while one waits. A
person's holds where others of the workspace ask too."""
KEPT = WINDOWS[-1][1]


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody in a workspace, or the workspace alone where ``user_id`` is "".

    Who runs Crier, on its command line, is in none, and is not bounded here.
    """

    team_id: str = ""
    user_id: str = ""

    @property
    def team(self) -> Asker:
        return Asker(self.team_id)


@dataclass(frozen=True, slots=True)
class Spent:
    """What an enquiry cost in questions: at most so many until it is answered."""

    at: datetime
    questions: int


def opens_at(
    spent: Sequence[Spent], limits: Limits, percent: int, now: datetime
) -> datetime | None:
    """When one who has spent that, the oldest first, may ask again; None when it may now.

    A single enquiry is never too much, whatever it costs.
    """
    found = []
    for name, span in WINDOWS[1:]:
        share = max(getattr(limits, name) * percent // 100, 1)
        within = [each for each in spent if each.at > now - span]
        used = sum(each.questions for each in within)
        for each in within:
            if used < share:
                break
            used -= each.questions
            found.append(each.at + span)
    return max(found, default=None)


def sentence(whom: str, *, person: bool, wait: timedelta) -> str:
    """Why not now. ``whom`` is who would have been asked."""
    who = "You have" if person else "This workspace has"
    one = "person" if person else "workspace"
    return (
        f"{who} asked {whom} as often as one {one} may, so that others can too; "
        f"ask again in {_in_words(wait)}."
    )


def _in_words(wait: timedelta) -> str:
    minutes = max(math.ceil(wait / timedelta(minutes=1)), 1)
    if minutes < 90:
        return "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"{math.ceil(minutes / 60)} hours"
