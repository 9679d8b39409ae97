"""What a worker does beside reading and sending: events that came in, and errands."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime

from bot.questions.outside import courtlistener
from filings.db import Database
from filings.settings import Settings
from watchers.errands import Errands
from watchers.fetch import Fetcher
from watchers.inbox import Inbox
from watchers.planner import Planner
from watchers.reach import reach_of
from watchers.schedule import Duty


@contextlib.asynccontextmanager
async def errand_duties(
    settings: Settings, db: Database, clock: Callable[[], datetime]
) -> AsyncIterator[list[Duty]]:
    """Without a token only what arrives by webhook is worked on."""
    reach = reach_of(settings)
    async with Fetcher(reach=reach, contact=settings.contact, min_seconds=0) as fetcher:
        service = courtlistener(settings, db, clock, fetcher)
        duties: list[Duty] = [Inbox(db, service, clock).duty]
        if service.has_token:
            # An alert without a webhook would tell us nothing.
            alerts = settings.courtlistener_webhook_secret is not None
            duties += [Planner(db, alerts=alerts).duty, Errands(db, service, clock).duty]
        yield duties
