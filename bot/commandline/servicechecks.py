"""What ``crier doctor`` says of CourtListener, its webhook and the Supreme Court."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.questions.outside import asking
from bot.serving.process import Parts
from bot.words.phrases import when
from filings.errors import BudgetSpent, NotAllowed, SourceError
from filings.quota import ANONYMOUS, QuotaView
from filings.store import errands, inbox
from filings.store.quota import SERVICE, view

LATELY = timedelta(days=7)
EASTERN = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, and one sentence or word on it."""

    name: str
    ok: bool
    detail: str

    def as_text(self) -> str:
        return f"{'ok  ' if self.ok else 'FAIL'}  {self.name}: {self.detail}"

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "ok": self.ok, "detail": self.detail}


async def checks(made: Parts, now: datetime) -> list[Check]:
    """One of each service. Only the token is asked about, by a question that costs nothing."""
    return [
        await _token(made),
        await _quota(made, now),
        await _unanswered(made, now),
        await _webhook(made, now),
        _scotus(made),
    ]


async def _token(made: Parts) -> Check:
    name = "courtlistener"
    if made.settings.courtlistener_token is None:
        return Check(
            name, True, "no COURTLISTENER_TOKEN; only its search is used, which finds cases but "
            "no texts, parties or PDFs",
        )  # fmt: skip
    try:
        async with asking(made.settings, made.db, made.clock) as others:
            await others.usage()
    except NotAllowed:
        return Check(name, False, "COURTLISTENER_TOKEN is not accepted; check or replace it")
    except (SourceError, BudgetSpent) as error:
        return Check(name, False, str(error))
    return Check(name, True, "the token is accepted")


async def _quota(made: Parts, now: datetime) -> Check:
    ceiling = ANONYMOUS if made.settings.courtlistener_token is None else None
    found = await view(made.db, SERVICE, now, ceiling=ceiling)
    return Check("quota", True, quota_line(found, now))


def quota_line(found: QuotaView, now: datetime) -> str:
    """The budget in one line; a spent one is no fault."""
    limits, used = found.limits, found.used
    said = [
        f"{used.day} of {limits.day} questions used in 24 hours, {used.hour} of {limits.hour} in "
        f"an hour, {used.minute} of {limits.minute} in a minute"
    ]
    if found.by_purpose:
        said.append("for " + ", ".join(f"{what} {count}" for what, count in found.by_purpose))
    if found.opens_at is not None:
        said.append(f"the next opens at {when(found.opens_at, EASTERN, now)}")
    if found.told_at is None:
        said.append("the limits are those it documents")
    return "; ".join(said)


async def _unanswered(made: Parts, now: datetime) -> Check:
    count, error = await errands.given_up(made.db, now - LATELY)
    if not count:
        return Check("backfill", True, "nothing was given up in the last 7 days")
    some = "1 question" if count == 1 else f"{count} questions"
    return Check("backfill", True, f"gave up on {some} in the last 7 days, last: {error}")


async def _webhook(made: Parts, now: datetime) -> Check:
    name = "webhook"
    found = await inbox.view(made.db)
    if made.settings.courtlistener_webhook_secret is None and found.last_at is None:
        return Check(name, True, "not set up; COURTLISTENER_WEBHOOK_SECRET opens it")
    if found.last_at is None:
        return Check(
            name, True, "no event has ever arrived; CourtListener must be told the address that "
            "ends in /webhooks/courtlistener/ and your secret",
        )  # fmt: skip
    said = f"last event {when(found.last_at, EASTERN, now)}, {found.waiting} waiting"
    if found.unreadable:
        return Check(name, False, f"{said}, {found.unreadable} could not be read: {found.error}")
    return Check(name, True, said)


def _scotus(made: Parts) -> Check:
    if made.settings.scotus:
        return Check("supreme court", True, "docket pages of followed cases are read")
    return Check("supreme court", True, "switched off by CRIER_SCOTUS")
