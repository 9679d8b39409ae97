"""The Supreme Court's page of one case, read at once for somebody who asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.deciding.rows import identified
from filings.errors import NotAnAnswer, Unreachable
from filings.store import reports, sources, standing
from filings.store.core import parts_of
from filings.store.rows import rows_of
from filings.types import CaseFacts, Report, Teller
from watchers import scotus
from watchers.answers import NotModified
from watchers.fetch import Fetcher

SCOTUS = "scotus"


class DocketPages:
    """``origin`` is CRIER_SCOTUS_ORIGIN."""

    def __init__(
        self, db: Database, fetcher: Fetcher, clock: Callable[[], datetime], *, origin: str
    ) -> None:
        self._db = db
        self._fetcher = fetcher
        self._clock = clock
        self._origin = origin

    async def read(self, number: str) -> CaseFacts:
        """Read and record a docket; what it says of the case.

        Where the case is followed its own source reads it, so that what is new is told and
        not only recorded; that source is made due. Raises SourceError.
        """
        answer = await self._fetcher.get(SCOTUS, scotus.json_url(self._origin, number))
        if isinstance(answer, NotModified) or answer.torn:
            raise Unreachable(SCOTUS, "The Supreme Court broke off in the middle of its answer.")
        parsed = scotus.parse(answer.body, number)
        if parsed.facts is None:
            raise NotAnAnswer(SCOTUS, f"The Supreme Court's page of No. {number} names no case.")
        about = parsed.facts
        source = f"{SCOTUS}/{about.docket_number}"
        parts = parts_of(SCOTUS, about.docket_number)
        recorded = await rows_of(self._db, SCOTUS, parts, Teller.SCOTUS)
        entries = identified(recorded, parsed.entries)
        report = Report(about, entries, dropped=parsed.dropped)

        async def nobody_follows(connection: AsyncConnection) -> bool:
            return not await standing.is_read(connection, source)

        now = self._clock()
        await reports.record_report(self._db, report, now=now, settle=nobody_follows)
        await sources.check_now(self._db, source, now)
        return about
