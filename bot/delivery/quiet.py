"""What Slack asked to wait with: 429 holds one method in one workspace, and no other."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.refusals import RATE_LIMITED
from filings.errors import SlackBusy


@dataclass(frozen=True, slots=True)
class _Wait:
    """``since`` is when Slack asked for it."""

    since: datetime
    until: datetime


class Quiet:
    """The waits of every workspace, for one thing that is asked of Slack."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._waits: dict[str, _Wait] = {}

    def heed(self, team_id: str) -> None:
        """Raises SlackBusy while Slack's wait for a workspace lasts."""
        now = self._clock()
        if team_id in self.teams():
            left = (self._waits[team_id].until - now).total_seconds()
            raise SlackBusy("", "Slack asked to wait.", retry_after=left)

    def teams(self) -> frozenset[str]:
        """The workspaces where a wait lasts."""
        now = self._clock()
        # A clock that was set back would wait for the day that it had skipped.
        lasting = (t for t, wait in self._waits.items() if wait.since <= now < wait.until)
        return frozenset(lasting)

    def keep(self, team_id: str, wait: timedelta) -> None:
        """Ask nothing for so long."""
        now = self._clock()
        self._waits[team_id] = _Wait(now, now + wait)

    @contextlib.contextmanager
    def kept(self, team_id: str) -> Iterator[None]:
        """Ask Slack within this: the wait that it names is kept."""
        try:
            yield
        except SlackBusy as busy:
            if busy.code == RATE_LIMITED and busy.retry_after:
                self.keep(team_id, timedelta(seconds=busy.retry_after))
            raise
