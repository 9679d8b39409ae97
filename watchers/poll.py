"""One source once: fetch -> parse -> decide -> record.

Whatever goes wrong with a court is written to its source and costs only
itself. What was read is remembered in this process (``Memory``) only after
the database has it, so a failed write means that the next reading sees the
same items as new again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from filings import courts
from filings.db import Database
from filings.decide import decide
from filings.errors import (
    EmptyBody,
    NotConfigured,
    SourceError,
    Unreachable,
)
from filings.store import known as known_queries
from filings.store import record as record_queries
from filings.store import sources
from filings.store.record import Recorded
from filings.store.sources import Claim, Next
from watchers import cadence, pacer
from watchers.cadence import Rhythm
from watchers.feeddates import read_date
from watchers.fetch import Fetched, Fetcher, NotModified

log = structlog.get_logger("crier.poll")

SWITCHED_OFF_WAIT = timedelta(hours=6)
"""How long a feed that says it is switched off is left alone."""

MARK_LENGTH = 200


LARGE = 1_000_000
"""Bytes of a body that is parsed beside the event loop. Recorded ones have 0.6 MB at most,
but for the feed of one large bankruptcy court with 2.2 MB."""


class Result(StrEnum):
    READ = "read"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one reading came to; ``error`` is one sentence when it failed."""

    court: str
    result: Result
    recorded: Recorded | None = None
    error: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Remembered:
    memory: pacer.Memory
    version: int


class Poller:
    """Reads claimed sources.

    origin       CRIER_ECF_ORIGIN
    min_seconds  least time between two requests to one court
    clock        gives aware UTC
    """

    def __init__(
        self,
        db: Database,
        fetcher: Fetcher,
        clock: Callable[[], datetime],
        *,
        origin: str,
        min_seconds: float,
    ) -> None:
        self._db = db
        self._fetcher = fetcher
        self._clock = clock
        self._origin = origin
        self._min_seconds = min_seconds
        self._remembered: dict[str, _Remembered] = {}

    async def poll(self, held: Claim) -> Outcome:
        """Read one claimed source and give the claim back.

        Raises StoreError when the database could not keep the outcome; nothing
        of it is kept then, and the source is due again when its lease ends.
        """
        try:
            return await self._read(held)
        except SourceError as error:
            return await self._failed(held, error)

    async def _read(self, held: Claim) -> Outcome:
        url = courts.feed_url(courts.get(held.court), self._origin)
        answer = await self._fetcher.get(
            held.court, url, etag=held.etag, last_modified=held.last_modified
        )
        now = self._clock()
        if isinstance(answer, NotModified):
            return await self._unchanged(held, now, None, answer.etag, answer.last_modified)
        if not answer.torn and pacer.not_rebuilt(answer.body, held.court, held.last_build):
            built_at = read_date(_mark(answer.body) or "")
            return await self._unchanged(held, now, built_at, answer.etag, answer.last_modified)
        return await self._record(held, answer, now)

    async def _unchanged(
        self,
        held: Claim,
        now: datetime,
        built_at: datetime | None,
        etag: str | None,
        last_modified: str | None,
    ) -> Outcome:
        rhythm = Rhythm.from_json(held.rhythm).seen(built_at, now)
        after = self._next(rhythm, now, etag=etag, last_modified=last_modified)
        await sources.read_unchanged(self._db, held, now, after)
        self._still_remembered(held)
        log.info("read", court=held.court, result="unchanged", due=after.due_at.isoformat())
        return Outcome(held.court, Result.UNCHANGED, due_at=after.due_at)

    def _still_remembered(self, held: Claim) -> None:
        """The memory still stands for what the database holds, one version on."""
        remembered = self._remembered.get(held.id)
        if remembered is not None and remembered.version == held.version:
            self._remembered[held.id] = replace(remembered, version=held.version + 1)

    async def _record(self, held: Claim, answer: Fetched, now: datetime) -> Outcome:
        remembered = self._remembered.get(held.id)
        valid = remembered is not None and remembered.version == held.version
        before = remembered.memory if remembered is not None and valid else None
        if len(answer.body) > LARGE:
            # What a court sends must not hold up Slack's commands.
            parsed, memory = await asyncio.to_thread(pacer.read, answer.body, held.court, before)
        else:
            parsed, memory = pacer.read(answer.body, held.court, before)
        if answer.torn:
            parsed = replace(parsed, complete=False)
            if not parsed.entries and not parsed.remembered:
                raise Unreachable(held.court, f"{held.court} broke off in the middle of its feed.")
        # A torn body counts as no new build, so that the next look comes soon.
        built_at = parsed.built_at if parsed.complete else None
        before_now = Rhythm.from_json(held.rhythm)
        after = self._next(
            before_now.seen(built_at, now),
            now,
            etag=answer.etag,
            last_modified=answer.last_modified,
            last_build=_mark(answer.body),
        )
        if held.baseline_at is not None:
            after = replace(after, unseen=_unseen(before_now, built_at))
        known = await known_queries.known(self._db, held, parsed)
        decision = decide(known, parsed, now)
        recorded = await record_queries.record(
            self._db, held, parsed, decision, now=now, after=after
        )
        # A torn body may lack items that the database holds: the next is read in full.
        self._remembered.pop(held.id, None)
        if parsed.complete:
            self._remembered[held.id] = _Remembered(memory, held.version + 1)
        for item in parsed.dropped[:3]:
            log.warning("dropped", court=held.court, reason=item.reason)
        log.info(
            "read", court=held.court, result="read", complete=parsed.complete,
            built=parsed.built_at and parsed.built_at.isoformat(), entries=recorded.entries,
            changes=recorded.changes, deliveries=recorded.deliveries,
            dropped=len(parsed.dropped), due=after.due_at.isoformat(),
        )  # fmt: skip
        return Outcome(held.court, Result.READ, recorded, due_at=after.due_at)

    def _next(
        self,
        rhythm: Rhythm,
        now: datetime,
        *,
        retry_after: float | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        last_build: str | None = None,
    ) -> Next:
        look = cadence.next_look(
            rhythm, now, min_seconds=self._min_seconds, retry_after=retry_after
        )
        minutes, minute = cadence.rebuild(rhythm.builds)
        stale_at = rhythm.builds[-1] + cadence.stale_after(rhythm) if rhythm.builds else None
        return Next(
            look.due_at, rhythm.to_json(), etag, last_modified, last_build, minutes, minute,
            stale_at,
        )  # fmt: skip

    async def _failed(self, held: Claim, error: SourceError) -> Outcome:
        now = self._clock()
        rhythm = Rhythm.from_json(held.rhythm).failed()
        after = self._next(rhythm, now, retry_after=error.retry_after)
        state = _state(error, ever_read=held.baseline_at is not None)
        if state == "not configured":
            after = replace(after, due_at=max(after.due_at, now + SWITCHED_OFF_WAIT))
        await sources.failed(self._db, held, error, state, now, after)
        self._still_remembered(held)
        log.warning(
            "read", court=held.court, result="failed", kind=type(error).__name__,
            error=str(error), failures=held.failures + 1, due=after.due_at.isoformat(),
        )  # fmt: skip
        return Outcome(held.court, Result.FAILED, error=str(error), due_at=after.due_at)


def _unseen(rhythm: Rhythm, built_at: datetime | None) -> tuple[datetime, datetime] | None:
    """The time between the last build that was read and the reach of this one."""
    if built_at is None or not rhythm.builds:
        return None
    reach = built_at - pacer.WINDOW
    return (rhythm.builds[-1], reach) if reach > rhythm.builds[-1] else None


def _state(error: SourceError, *, ever_read: bool) -> str:
    if isinstance(error, NotConfigured):
        return "not configured"
    return "no feed" if isinstance(error, EmptyBody) and not ever_read else "failing"


def _mark(body: bytes) -> str | None:
    """The build time as the court writes it, to know the same body by."""
    raw = pacer.peek(body).built_at_raw
    return raw.decode("latin-1")[:MARK_LENGTH] if raw else None
