"""Who told of a filing and when, in pieces of sentences. Plain text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.words.phrases import ago, joined
from filings import newsdates
from filings.types import Teller
from filings.views import FilingView

_TOLD = {
    Teller.CMECF: "in the court's feed",
    Teller.COURTLISTENER: "via CourtListener",
    Teller.SCOTUS: "on the Court's docket page",
}
_AT_ONCE = timedelta(minutes=1)


def told(tellers: Sequence[Teller], courts: int = 1) -> str:
    """ "in the court's feed", "in the courts' feeds and via CourtListener"."""
    found = [_TOLD[teller] for teller in Teller if teller in tellers]
    said = joined(found or [_TOLD[Teller.CMECF]])
    return said if courts == 1 else said.replace("the court's feed", "the courts' feeds")


def place(view: FilingView, citation: str) -> str:
    """Where a filing stands, and where a withdrawn one no longer does."""
    if Teller.CMECF in view.tellers or not view.tellers:
        return f"in {citation}'s feed"
    return "on the Court's docket page" if Teller.SCOTUS in view.tellers else "at CourtListener"


def seen(view: FilingView, zone: ZoneInfo, now: datetime) -> str:
    """ "3:17 p.m."; with ", Nov. 4," where it was filed on another day."""
    clock = newsdates.clock(view.seen_at, zone, label=not view.timed)
    if newsdates.local_date(view.filed_at, zone) == newsdates.local_date(view.seen_at, zone):
        return clock
    return f"{clock}, {newsdates.day(view.seen_at, zone, now)},"


def after(view: FilingView, zone: ZoneInfo) -> str:
    """How much later it was seen; in days where the hour of filing is unknown."""
    if view.timed:
        return ago(view.seen_at - view.filed_at)
    filed = newsdates.local_date(view.filed_at, zone)
    days = (newsdates.local_date(view.seen_at, zone) - filed).days
    return f"{days} days later" if days > 1 else ""


def pdf(view: FilingView, zone: ZoneInfo, now: datetime) -> str:
    """ "PDF 4:05 p.m. via CourtListener", where it came after the filing was seen."""
    if view.free_url is None or view.free_at is None or view.free_at - view.seen_at < _AT_ONCE:
        return ""
    clock = newsdates.clock(view.free_at, zone, label=False)
    if newsdates.local_date(view.free_at, zone) != newsdates.local_date(view.seen_at, zone):
        clock = f"{clock}, {newsdates.day(view.free_at, zone, now)},"
    via = " via CourtListener" if Teller.COURTLISTENER in view.tellers else ""
    return f"PDF {clock}{via}".rstrip(",")
