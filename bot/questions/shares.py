"""Who has asked how much: one person cannot use up what all of them share.

Kept by the process that answers people, for a day; the budget itself is in the database.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime

from filings import fairness
from filings.fairness import PERSON, WORKSPACE, Asker, Spent
from filings.quota import Limits

PAGES = Limits(20, 200, 1000)
"""Of the Supreme Court, which counts nothing itself."""
MOST_KEPT = 20_000


class Shares:
    """Of one service. ``several``: whether more than one workspace is served."""

    def __init__(self, whom: str, *, several: bool) -> None:
        self._whom = whom
        self._several = several
        self._spent: dict[Asker, deque[Spent]] = {}

    def refusal(self, asker: Asker, limits: Limits, now: datetime) -> str:
        """Why this one has to wait, "" where nothing is in the way."""
        if not asker.team_id:
            return ""
        for who, percent in self._shares(asker, now):
            until = fairness.opens_at(self._of(who, now), limits, percent, now)
            if until is not None:
                person = bool(who.user_id)
                return fairness.sentence(self._whom, person=person, wait=until - now)
        return ""

    def count(self, asker: Asker, questions: int, now: datetime) -> Spent:
        """Keep what an enquiry may cost; ``correct`` says what it did."""
        spent = Spent(now, questions)
        if not asker.team_id:
            return spent
        for who in {asker, asker.team}:
            # Whoever asked longest ago is the first to be forgotten.
            kept = self._spent.pop(who, None) or deque()
            kept.append(spent)
            self._spent[who] = kept
        while len(self._spent) > MOST_KEPT:
            del self._spent[next(iter(self._spent))]
        return spent

    def correct(self, asker: Asker, spent: Spent, questions: int) -> None:
        """What was counted came to so many questions; of none is kept that somebody asked."""
        for who in {asker, asker.team}:
            kept = self._spent.get(who) or deque()
            if spent in kept:
                kept[kept.index(spent)] = Spent(spent.at, questions)

    def _shares(self, asker: Asker, now: datetime) -> list[tuple[Asker, int]]:
        person = [(asker, PERSON)] if asker.user_id and self._others(asker, now) else []
        return [*person, (asker.team, WORKSPACE)] if self._several else person

    def _others(self, asker: Asker, now: datetime) -> bool:
        """Whether anybody else of the workspace asked within a day: what is kept for nobody
        would be lost to the one who asks."""
        return any(
            who.user_id and who != asker and who.team == asker.team and self._of(who, now)
            for who in self._spent
        )

    def _of(self, who: Asker, now: datetime) -> deque[Spent]:
        kept = self._spent.get(who) or deque()
        while kept and kept[0].at <= now - fairness.KEPT:
            kept.popleft()
        return kept
