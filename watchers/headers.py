"""What the headers of a request say, and one of an answer's."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version

_DAY = 86_400.0


def user_agent(contact: str) -> str:
    """``CourtCrier/VERSION (+contact)``, of printable ASCII only."""
    try:
        name = f"CourtCrier/{version('court-crier')}"
    except PackageNotFoundError:
        name = "CourtCrier/0"
    clean = "".join(c for c in contact if c.isascii() and c.isprintable() and c not in "()").strip()
    return f"{name} (+{clean})" if clean else name


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, at most a day; None for anything odd."""
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]+", text):
        return min(float(text), _DAY)
    try:
        at = parsedate_to_datetime(text)
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        seconds = (at - now).total_seconds()
    except (ValueError, OverflowError):
        return None
    return min(seconds, _DAY) if seconds > 0 else None


def validators(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Headers of a conditional request, without what cannot stand in a header."""
    pairs = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {k: v for k, v in pairs.items() if v and v.isascii() and v.isprintable()}
