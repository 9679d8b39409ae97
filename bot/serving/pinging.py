"""A dead man's switch: somebody else is told each healthy minute, and raises the alarm when not.

One request, in the way of healthchecks-style monitors: GET, no body, any answer of 200 to 299.
It is never tried again: the next minute has its own. What follows the host in the address is
as good as a password, so that no line of the log has it.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog

from bot.serving.health import not_working
from filings.db import Database
from filings.errors import SourceError, StoreError
from filings.settings import Settings
from filings.store import upkeep
from watchers.answers import Limits
from watchers.fetch import Fetcher
from watchers.reach import Reach
from watchers.schedule import Duty

log = structlog.get_logger("crier.ping")

EVERY = timedelta(minutes=1)
SECONDS = 10.0
MOST_BYTES = 100_000
NAME = "The monitor of CRIER_PING_URL"


class Monitor:
    """Tells the monitor at ``url``, on behalf of the worker ``process``."""

    def __init__(
        self, settings: Settings, db: Database, process: str, url: str, fetcher: Fetcher
    ) -> None:
        self._settings = settings
        self._db = db
        self._process = process
        self._url = url
        self._fetcher = fetcher

    async def duty(self, now: datetime) -> None:
        """To be called once a minute. Says nothing while something keeps filings back."""
        host = urlsplit(self._url).hostname
        try:
            problems = await not_working(self._settings, self._db, now)
            if problems:
                log.warning("ping", result="held back", host=host, error=" ".join(problems))
                return
            answer = await self._fetcher.ask(NAME, self._url)
        except SourceError as error:
            log.warning("ping", result="failed", host=host, error=str(error))
            return
        except StoreError as error:
            log.warning("ping", result="held back", host=host, error=str(error))
            return
        if not 200 <= answer.status < 300:
            log.warning("ping", result="failed", host=host, error=f"{NAME} said {answer.status}.")
            return
        await upkeep.pinged(self._db, self._process, now)
        log.info("ping", result="answered", host=host)


@contextlib.asynccontextmanager
async def monitoring(settings: Settings, db: Database, process: str) -> AsyncIterator[list[Duty]]:
    """The duty of a worker, none where no monitor is set."""
    if settings.ping_url is None:
        yield []
        return
    url = settings.ping_url.get_secret_value()
    limits = Limits(connect=5.0, read=SECONDS, whole=SECONDS, size=MOST_BYTES, redirects=0)
    async with Fetcher(
        reach=Reach.of([url]), contact=settings.contact, min_seconds=0, limits=limits
    ) as fetcher:
        yield [Monitor(settings, db, process, url, fetcher).duty]
