"""Feeds that stand still or cannot be read, and their return; several in one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.words.blocks import Message
from bot.words.cards import said
from bot.words.coverage import shown_coverage
from bot.words.phrases import joined, span, when
from bot.words.templating import Templates
from filings.courts import court_of
from filings.store.downtimes import DownHere
from filings.store.gapnotices import Unseen
from filings.views import CoverageView

EASTERN = ZoneInfo("America/New_York")
NAMED = 15
"""Courts in one message; the others are counted."""


@dataclass(frozen=True, slots=True)
class ShownGap:
    """Hours that no body of a court's feed reached."""

    court: str
    since: str
    until: str


def stale(templates: Templates, coverage: CoverageView, cases: int, now: datetime) -> Message:
    return said(templates.mrkdwn("stale", v=shown_coverage(coverage, now), cases=cases))


def back(templates: Templates, coverage: CoverageView, late: int | None, now: datetime) -> Message:
    return said(templates.mrkdwn("back", v=shown_coverage(coverage, now), late=late))


def several_stale(
    templates: Templates, silent: Sequence[CoverageView], cases: int, now: datetime
) -> Message:
    shown = [shown_coverage(view, now) for view in silent[:NAMED]]
    more = len(silent) - len(shown)
    text = templates.mrkdwn("several_stale", count=len(silent), feeds=shown, more=more, cases=cases)
    return said(text)


def several_back(
    templates: Templates, returned: Sequence[CoverageView], late: int, still: int, now: datetime
) -> Message:
    shown = [shown_coverage(view, now) for view in returned[:NAMED]]
    more = len(returned) - len(shown)
    names = [view.court for view in shown]
    if more:
        names.append(f"{more} more")
    text = templates.mrkdwn("several_back", names=joined(names), late=late, still=still)
    return said(text)


def several_unseen(
    templates: Templates, gaps: Sequence[Unseen], cases: int, now: datetime, *, asks: bool
) -> Message:
    shown = [_gap(gap, now) for gap in gaps[:NAMED]]
    text = templates.mrkdwn(
        "several_unseen", gaps=shown, more=len(gaps) - len(shown), cases=cases, asks=asks
    )
    return said(text)


def _gap(gap: Unseen, now: datetime) -> ShownGap:
    name, zone = court_of(gap.court)
    return ShownGap(name, when(gap.since, zone, now), when(gap.until, zone, now))


def down(templates: Templates, here: DownHere, now: datetime) -> Message:
    """Times are in the zone of the courts, where it is one for all, else Eastern."""
    every = (*here.whole, *here.gaps, *here.silent)
    zones = {court_of(view.court)[1].key for view in every}
    zone = ZoneInfo(zones.pop()) if len(zones) == 1 else EASTERN
    partial = [view for view in here.whole if shown_coverage(view, now).partial]
    text = templates.mrkdwn(
        "down",
        hours=span(here.since, here.until, zone, now),
        whole=_names(here.whole),
        partial=_names(partial),
        gaps=_names(here.gaps),
        silent=_names(here.silent),
    )
    return said(text)


def _names(views: Sequence[CoverageView]) -> str:
    """ "D.D.C. and S.D.N.Y.", "" for none."""
    names = [court_of(view.court)[0] for view in views[:NAMED]]
    more = len(views) - len(names)
    return joined([*names, f"{more} more"] if more else names)
