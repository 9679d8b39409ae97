"""Errands, one at a time in a process: what is to be asked when there is room for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from filings.db import Database
from filings.errors import BudgetSpent, NotAllowed, SourceError
from filings.store import errands
from filings.store.errands import Held
from watchers.errandkinds import DAY, WEEK, Runner
from watchers.outcomes import Done, GivenUp, Later, Listener, Outcome

log = structlog.get_logger("crier.errands")

AT_A_BEAT = 5
REFUSED_FOR = timedelta(hours=1)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
TRIES = 12
"""With the waits doubling, about two days."""


class Errands:
    """The duty that runs what is due. Without a token nothing is run."""

    def __init__(self, db: Database, service: Listener, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._service = service
        self._clock = clock
        self._runner = Runner(db, service, clock)
        self._opens: dict[int, datetime] = {}
        self._paused_until: datetime | None = None

    async def duty(self, now: datetime) -> None:
        if not self._service.has_token:
            return
        for _ in range(AT_A_BEAT):
            now = self._clock()
            if self._paused_until is not None and now < self._paused_until:
                return
            below = min((rank for rank, at in self._opens.items() if at > now), default=None)
            held = await errands.claim(self._db, now, below=below)
            if held is None:
                return
            await self._run(held)

    async def _run(self, held: Held) -> None:
        try:
            outcome = await self._runner.run(held)
        except BudgetSpent as error:
            # Whatever ranks no higher has no room either.
            self._opens[held.rank] = error.opens_at
            await errands.later(self._db, held, error.opens_at, error=str(error))
        except NotAllowed as error:
            self._paused_until = self._clock() + REFUSED_FOR
            log.error("errands", result="paused", error=str(error))
            await errands.later(self._db, held, self._paused_until, error=str(error))
        except SourceError as error:
            await self._failed(held, error)
        else:
            await self._settle(held, outcome)

    async def _settle(self, held: Held, outcome: Outcome) -> None:
        match outcome:
            case Later(due_at, note, error):
                await errands.later(self._db, held, due_at, note=note, error=error)
            case GivenUp(error, rest):
                log.warning("errand", errand=held.id, result="given up", error=error)
                await errands.give_up(self._db, held, self._clock(), error, rest=rest)
            case Done():
                log.info("errand", errand=held.id, result="done")
                await errands.done(self._db, held)

    async def _failed(self, held: Held, error: SourceError) -> None:
        now = self._clock()
        if error.permanent or held.tries + 1 >= TRIES:
            log.warning("errand", errand=held.id, result="given up", error=str(error))
            rest = WEEK if error.permanent else DAY
            await errands.give_up(self._db, held, now, str(error), rest=rest)
            return
        wait = backoff(held.tries)
        if error.retry_after is not None:
            wait = max(wait, timedelta(seconds=error.retry_after))
        log.warning("errand", errand=held.id, result="failed", error=str(error))
        await errands.later(self._db, held, now + wait, error=str(error), failed=True)


def backoff(tries: int) -> timedelta:
    """How long to wait after so many failures before this one."""
    return min(FIRST_WAIT * (1 << min(tries, 16)), LONGEST_WAIT)
