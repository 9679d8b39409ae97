"""What follows and channels ask for, as the tables keep it."""

from __future__ import annotations

from datetime import time
from typing import Any

from filings.telling import match
from filings.terms import DIGEST_AT, Cadence, ChannelTerms, Routine, Terms


def written(at: time | None) -> str:
    """A local time, "" for none."""
    return "" if at is None else f"{at:%H:%M}"


def read_time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


def terms_of_follow(row: Any) -> Terms:
    """Of a row of ``follow``."""
    return Terms(
        rule=match.load(row.rule),
        cadence=Cadence(row.cadence),
        daily_at=read_time(row.daily_at),
        documents=row.documents,
        note=row.note,
        routine=Routine(row.routine),
    )


def terms_of_channel(row: Any) -> ChannelTerms:
    """Of a row of ``channel``."""
    return ChannelTerms(
        zone=row.zone,
        quiet_from=read_time(row.quiet_from),
        quiet_to=read_time(row.quiet_to),
        break_through=row.break_through,
        digest_at=read_time(row.digest_at) or DIGEST_AT,
        threads=row.threads,
        cite=row.cite,
        reminders=row.reminders,
    )
