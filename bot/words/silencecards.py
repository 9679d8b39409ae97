"""Feeds that stand still or cannot be read, and their return; several in one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.words.blocks import Message
from bot.words.cards import said
from bot.words.coverage import shown_coverage
from bot.words.phrases import joined, span, when
from bot.words.templating import Templates
from filings.courts import court_of
from filings.store.downtimes import DownHere
from filings.store.gapnotices import Unseen
from filings.store.outages import STEADY_AGAIN
from filings.views import CoverageView

EASTERN = ZoneInfo("America/New_York")
NAMED = 15
"""Courts in one message; the others are counted."""
SORTS = 3
"""What feeds leave out is said for each sort of them, up to so many."""


@dataclass(frozen=True, slots=True)
class ShownGap:
    """Hours that no body of a court's feed reached."""

    court: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class ShownFeeds:
    """``names``: "D.D.C. and S.D.N.Y."; ``many``: it is more than one; ``lists``: what they list,
    where they leave something out."""

    names: str
    many: bool
    lists: str = ""


_STEADY_HOURS = STEADY_AGAIN // timedelta(hours=1)


def stale(
    templates: Templates, coverage: CoverageView, cases: int, now: datetime, *, again: bool
) -> Message:
    v = shown_coverage(coverage, now)
    return said(templates.mrkdwn("stale", v=v, cases=cases, again=again, steady=_STEADY_HOURS))


def back(
    templates: Templates,
    coverage: CoverageView,
    late: int | None,
    now: datetime,
    since: datetime | None,
) -> Message:
    v = shown_coverage(coverage, now)
    clock = v.built if since is None else when(since, court_of(coverage.court)[1], now)
    return said(templates.mrkdwn("back", v=v, late=late, since=clock))


def several_stale(
    templates: Templates,
    silent: Sequence[CoverageView],
    cases: int,
    now: datetime,
    *,
    again: bool,
) -> Message:
    shown = [shown_coverage(view, now) for view in silent[:NAMED]]
    more = len(silent) - len(shown)
    text = templates.mrkdwn(
        "several_stale", count=len(silent), feeds=shown, more=more, cases=cases,
        again=again, steady=_STEADY_HOURS,
    )  # fmt: skip
    return said(text)


def several_back(
    templates: Templates,
    returned: Sequence[CoverageView],
    late: int | None,
    still: int,
    now: datetime,
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
    every = (*here.whole, *here.gaps, *here.silent, *here.still)
    zones = {court_of(view.court)[1].key for view in every}
    zone = ZoneInfo(zones.pop()) if len(zones) == 1 else EASTERN
    text = templates.mrkdwn(
        "down",
        hours=span(here.since, here.until, zone, now),
        restored=here.restored,
        whole=_feeds([v for v in here.whole if not shown_coverage(v, now).partial]),
        partial=_partial(here.whole, now),
        gaps=_feeds(here.gaps),
        still=_feeds(here.still),
        silent=_feeds(here.silent),
        pages=here.pages,
        unread=here.unread,
    )
    return said(text)


def _feeds(views: Sequence[CoverageView], lists: str = "") -> ShownFeeds | None:
    return ShownFeeds(_names(views), len(views) > 1, lists) if views else None


def _partial(views: Sequence[CoverageView], now: datetime) -> list[ShownFeeds]:
    """Feeds that leave something out, by what they list."""
    sorts: dict[str, list[CoverageView]] = {}
    for view in views:
        shown = shown_coverage(view, now)
        if shown.partial:
            no_minutes = shown.no_minutes and not shown.lists.startswith("only ")
            lists = f"{shown.lists} and no minute entries" if no_minutes else shown.lists
            sorts.setdefault(lists, []).append(view)
    if len(sorts) > SORTS:
        sorts = {"some types of entry only": [view for some in sorts.values() for view in some]}
    return [ShownFeeds(_names(some), len(some) > 1, lists) for lists, some in sorts.items()]


def _names(views: Sequence[CoverageView]) -> str:
    """ "D.D.C. and S.D.N.Y.", "" for none."""
    names = [court_of(view.court)[0] for view in views[:NAMED]]
    more = len(views) - len(names)
    return joined([*names, f"{more} more"] if more else names)
