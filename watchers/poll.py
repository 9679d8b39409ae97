"""One source once: fetch -> parse -> decide -> record.

Whatever goes wrong with a court is written to its source and costs only
itself. What was read is remembered in this process (``Memory``) only after
the database has it, so a failed write means that the next reading sees the
same items as new again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import structlog

from filings.db import Database
from filings.deciding import rows
from filings.deciding.decide import decide
from filings.errors import Overtaken, SourceError, StoreError, Unreachable
from filings.store import known as known_queries
from filings.store import record as record_queries
from filings.store import sources
from filings.store.reports import Recorded
from filings.store.rows import rows_of
from filings.store.sources import Claim, Next
from filings.types import Parsed
from watchers import pacer
from watchers.answers import Fetched, NotModified
from watchers.fetch import Fetcher
from watchers.sourcekinds import kinds_of

log = structlog.get_logger("crier.poll")

LARGE = 1_000_000
"""Bytes of a body that is parsed beside the event loop. Recorded ones have 0.6 MB at most,
but for the feed of one large bankruptcy court with 2.2 MB."""
KEEP_SECONDS = 8.0
"""Between two renewals of a claim: two may fail before it is over."""


class Result(StrEnum):
    READ = "read"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one reading came to; ``error`` is one sentence when it failed.

    ``case`` is the number where the source is one case, "" where it is a whole court;
    ``first`` marks the first whole reading, whose entries are history.
    """

    court: str
    result: Result
    recorded: Recorded | None = None
    error: str = ""
    due_at: datetime | None = None
    case: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class _Remembered:
    memory: pacer.Memory
    version: int


class Poller:
    """Reads claimed sources.

    origin       CRIER_ECF_ORIGIN
    scotus_origin, courtlistener_origin  None where these are not to be read
    min_seconds  least time between two requests to one court
    gentle       reads hosts that serve many cases, each of them a source; ``fetcher``
                 where there is none of its own
    clock        gives aware UTC
    sleep        waits on that clock
    """

    def __init__(
        self,
        db: Database,
        fetcher: Fetcher,
        clock: Callable[[], datetime],
        *,
        origin: str,
        min_seconds: float,
        scotus_origin: str | None = None,
        courtlistener_origin: str | None = None,
        gentle: Fetcher | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._db = db
        self._sleep = sleep
        self._fetcher = fetcher
        self._gentle = gentle or fetcher
        self._clock = clock
        self._kinds = kinds_of(
            ecf_origin=origin,
            min_seconds=min_seconds,
            scotus_origin=scotus_origin,
            courtlistener_origin=courtlistener_origin,
        )
        self._remembered: dict[str, _Remembered] = {}

    @property
    def kinds(self) -> frozenset[str]:
        """Of the sources that it can read; others are not to be claimed for it."""
        return frozenset(self._kinds)

    async def poll(self, held: Claim) -> Outcome:
        """Read one claimed source of one of ``kinds`` and give the claim back.

        Raises StoreError when the database could not keep the outcome; nothing
        of it is kept then, and the source is due again when its lease ends.
        """
        keeping = asyncio.ensure_future(self._keep(held))
        try:
            return await self._read(held)
        except SourceError as error:
            return await self._failed(held, error)
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])

    async def _keep(self, held: Claim) -> None:
        """Hold the claim for as long as the reading takes."""
        while True:
            await self._sleep(KEEP_SECONDS)
            try:
                if not await sources.keep(self._db, held, self._clock()):
                    return
            except StoreError as error:
                # Who claims it meanwhile is found out when the reading is recorded.
                log.warning("claim not renewed", source=held.id, error=str(error))

    async def _read(self, held: Claim) -> Outcome:
        kind = self._kinds[held.kind]
        fetcher = self._gentle if kind.gentle else self._fetcher
        answer = await fetcher.get(
            held.court, kind.address(held), etag=held.etag, last_modified=held.last_modified
        )
        now = self._clock()
        if isinstance(answer, NotModified) or (not answer.torn and kind.is_unchanged(held, answer)):
            return await self._unchanged(held, now, kind.after_unchanged(held, answer, now))
        return await self._record(held, answer, now)

    async def _unchanged(self, held: Claim, now: datetime, after: Next) -> Outcome:
        await sources.read_unchanged(self._db, held, now, after)
        self._still_remembered(held)
        log.info("read", source=held.id, result="unchanged", due=after.due_at.isoformat())
        return Outcome(held.court, Result.UNCHANGED, due_at=after.due_at, case=held.number)

    def _still_remembered(self, held: Claim) -> None:
        """The memory still stands for what the database holds, one version on."""
        remembered = self._remembered.get(held.id)
        if remembered is not None and remembered.version == held.version:
            self._remembered[held.id] = replace(remembered, version=held.version + 1)

    async def _record(self, held: Claim, answer: Fetched, now: datetime) -> Outcome:
        parsed, memory = await self._parse(held, answer.body)
        if answer.torn:
            parsed = replace(parsed, complete=False)
            if not parsed.entries and not parsed.remembered:
                raise Unreachable(held.court, f"{held.court} broke off in the middle of its feed.")
        parsed = await self._identified(held, parsed)
        after = self._kinds[held.kind].after_reading(held, answer, parsed, now)
        try:
            recorded = await self._decided(held, parsed, after, now)
        except Overtaken:
            # An event told of the same entry while this was decided.
            recorded = await self._decided(held, parsed, after, now)
        # A torn body may lack items that the database holds: the next is read in full.
        self._remembered.pop(held.id, None)
        if parsed.complete and memory is not None:
            self._remembered[held.id] = _Remembered(memory, held.version + 1)
        _say(held, parsed, recorded, after)
        first = parsed.complete and held.baseline_at is None
        return Outcome(
            held.court, Result.READ, recorded, due_at=after.due_at, case=held.number, first=first
        )

    async def _decided(self, held: Claim, parsed: Parsed, after: Next, now: datetime) -> Recorded:
        known = await known_queries.known(self._db, held, parsed)
        decision = decide(known, parsed, now)
        return await record_queries.record(self._db, held, parsed, decision, now=now, after=after)

    async def _parse(self, held: Claim, body: bytes) -> tuple[Parsed, pacer.Memory | None]:
        kind = self._kinds[held.kind]
        remembered = self._remembered.get(held.id)
        valid = remembered is not None and remembered.version == held.version
        before = remembered.memory if remembered is not None and valid else None
        if len(body) > LARGE:
            # What a court sends must not hold up Slack's commands.
            return await asyncio.to_thread(kind.parse, held, body, before)
        return kind.parse(held, body, before)

    async def _identified(self, held: Claim, parsed: Parsed) -> Parsed:
        """Rows that have no ids of their own under the keys that they are recorded by."""
        if parsed.facts is None or held.parts is None:
            return parsed
        known = await rows_of(self._db, held.court, held.parts, parsed.teller)
        return replace(parsed, entries=rows.identified(known, parsed.entries))

    async def _failed(self, held: Claim, error: SourceError) -> Outcome:
        now = self._clock()
        after, state = self._kinds[held.kind].after_failure(held, error, now)
        await sources.failed(self._db, held, error, state, now, after)
        self._still_remembered(held)
        log.warning(
            "read", source=held.id, result="failed", kind=type(error).__name__,
            error=str(error), cause=type(error.__cause__ or error).__name__,
            failures=held.failures + 1, due=after.due_at.isoformat(),
        )  # fmt: skip
        return Outcome(
            held.court, Result.FAILED, error=str(error), due_at=after.due_at, case=held.number
        )


def _say(held: Claim, parsed: Parsed, recorded: Recorded, after: Next) -> None:
    for item in parsed.dropped[:3]:
        log.warning("dropped", source=held.id, reason=item.reason)
    log.info(
        "read", source=held.id, result="read", complete=parsed.complete,
        built=parsed.built_at and parsed.built_at.isoformat(), entries=recorded.entries,
        changes=recorded.changes, deliveries=recorded.deliveries,
        dropped=len(parsed.dropped), due=after.due_at.isoformat(),
    )  # fmt: skip
