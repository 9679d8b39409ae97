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
        for who, percent in self._shares(asker):
            until = fairness.opens_at(self._of(who, now), limits, percent, now)
            if until is not None:
                person = bool(who.user_id)
                return fairness.sentence(self._whom, person=person, wait=until - now)
        return ""

    def count(self, asker: Asker, questions: int, now: datetime) -> None:
        if not asker.team_id:
            return
        for who in {asker, asker.team}:
            # Whoever asked longest ago is the first to be forgotten.
            kept = self._spent.pop(who, None) or deque()
            kept.append(Spent(now, questions))
            self._spent[who] = kept
        while len(self._spent) > MOST_KEPT:
            del self._spent[next(iter(self._spent))]

    def _shares(self, asker: Asker) -> list[tuple[Asker, int]]:
        person = [(asker, PERSON)] if asker.user_id else []
        return [*person, (asker.team, WORKSPACE)] if self._several else person

    def _of(self, who: Asker, now: datetime) -> deque[Spent]:
        kept = self._spent.get(who) or deque()
        while kept and kept[0].at <= now - fairness.KEPT:
            kept.popleft()
        return kept
