"""Whom a process may ask beside the record: CourtListener and the Supreme Court."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime

from bot.questions.asking import Asking
from bot.questions.docketpages import DocketPages
from filings.db import Database
from filings.settings import Settings
from watchers.courtlistener import CourtListener
from watchers.fetch import Fetcher
from watchers.reach import reach_of

SCOTUS_SECONDS = 1.0
"""The Court's robots.txt asks for a second between two requests."""


def courtlistener(
    settings: Settings, db: Database, clock: Callable[[], datetime], fetcher: Fetcher
) -> CourtListener:
    token = settings.courtlistener_token
    return CourtListener(
        fetcher,
        db,
        clock,
        url=settings.courtlistener_url,
        token=token.get_secret_value() if token else None,
    )


@contextlib.asynccontextmanager
async def asking(
    settings: Settings, db: Database, clock: Callable[[], datetime]
) -> AsyncIterator[Asking]:
    """For people who wait: one question after the other, without a pause between them."""
    least, reach = min(SCOTUS_SECONDS, settings.min_seconds), reach_of(settings)
    async with (
        Fetcher(reach=reach, contact=settings.contact, min_seconds=0) as api,
        Fetcher(reach=reach, contact=settings.contact, min_seconds=least) as pages,
    ):
        listener = courtlistener(settings, db, clock, api)
        court = DocketPages(db, pages, clock, origin=settings.scotus_origin)
        others = Asking(
            db, listener, clock, court if settings.scotus else None,
            several=bool(settings.slack_client_id),
        )  # fmt: skip
        try:
            yield others
        finally:
            await others.close()
