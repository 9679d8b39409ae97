"""Whose addresses Slack's are.

A request says where its answer is to be sent. It is signed, and yet an answer, with what a
channel follows in it, goes to Slack and to nobody else, whoever has got hold of a secret.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import structlog
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from filings.settings import is_loopback

log = structlog.get_logger("crier.slack")

DOMAINS = ("slack.com", "slack-gov.com")
Middleware = Callable[
    [AsyncBoltRequest, Callable[[], Awaitable[BoltResponse]]], Awaitable[BoltResponse]
]


def is_slacks(url: str, base_url: str) -> bool:
    """Whether an address is Slack's. ``base_url`` is where its Web API is: a Slack on loopback
    has its other addresses on loopback too."""
    try:
        asked, base = urlsplit(url), urlsplit(base_url)
        if is_loopback(base_url):
            return is_loopback(url)
        plain = asked.username is None and asked.port in (None, 443)
    except ValueError:
        return False
    host = asked.hostname or ""
    named = host == base.hostname or any(
        host == domain or host.endswith("." + domain) for domain in DOMAINS
    )
    return asked.scheme == "https" and plain and named


def answered_there_alone(base_url: str) -> Middleware:
    """Refuses a request that wants its answer elsewhere."""

    async def check(
        req: AsyncBoltRequest, next_: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        url = req.context.get("response_url")
        if url is not None and not is_slacks(str(url), base_url):
            log.error("slack", result="refused", error="its answer was wanted elsewhere")
            return BoltResponse(status=400, body="")
        return await next_()

    return check
