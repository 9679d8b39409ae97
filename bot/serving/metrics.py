"""``/metrics``, for Prometheus and what reads the same form.

Figures that all processes share are read from the database when somebody asks; what lives in a
process is that process's own.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.serving import counted
from bot.serving.exposition import exposition, families, reached
from filings.db import Database
from filings.errors import StoreError
from filings.quota import ANONYMOUS
from filings.settings import Settings
from filings.store import figures
from filings.store import quota as budgets


def routes(
    settings: Settings,
    db: Database,
    clock: Callable[[], datetime],
    work: CollectorRegistry | None = None,
) -> list[Route]:
    """``work``: what this process counted; that of its log unless given."""
    own = CollectorRegistry(auto_describe=False)
    ProcessCollector(namespace="crier", registry=own)
    lines = counted.HERE.registry if work is None else work

    async def metrics(request: Request) -> Response:
        if not _may_read(request, settings):
            # Who may not read it need not know that it is there.
            return Response(status_code=404)
        body = await _scraped(settings, db, clock(), own, lines)
        return Response(body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [Route("/metrics", metrics, methods=["GET"])]


async def _scraped(
    settings: Settings, db: Database, now: datetime, *more: CollectorRegistry
) -> bytes:
    ceiling = ANONYMOUS if settings.courtlistener_token is None else None
    try:
        found = await figures.figures(db, now, settings.min_seconds)
        quota = await budgets.view(db, budgets.SERVICE, now, ceiling=ceiling)
    except StoreError:
        return exposition([reached(False)], *more)
    return exposition([reached(True), *families(found, quota, now)], *more)


def _may_read(request: Request, settings: Settings) -> bool:
    """With the token alone. Where a request comes from says nothing: behind nginx as it is set up
    by default, anybody's comes from this machine, for this machine, and names no other."""
    if settings.metrics_token is None:
        return False
    wanted = f"Bearer {settings.metrics_token.get_secret_value()}"
    given = request.headers.get("authorization", "")
    return hmac.compare_digest(given.encode(), wanted.encode())
