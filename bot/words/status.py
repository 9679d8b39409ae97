"""Quotas and the state of a channel's sources, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.words.coverage import watched
from bot.words.phrases import counted, joined, when
from bot.words.watchcards import named
from filings.courts import court_of
from filings.store.watchcover import with_feed
from filings.views import CoverageView, QuotaLine, StatusView, WatchedHere

MOST_FEEDS = 12
EASTERN = ZoneInfo("America/New_York")
MORE_WITH_IT = "With a CourtListener token I could also show whole texts, parties and free PDFs."
_RECORD = "Here is what the record already holds."


@dataclass(frozen=True, slots=True)
class ShownStatus:
    """cases "3 cases", or "" for none; the rest are sentences, "" where nothing is to be said.

    watches  what is watched, over which courts, and how those are that no case here needs
    """

    cases: str
    feeds: tuple[str, ...]
    more_feeds: str
    waiting: str
    lost: str
    worker: bool
    quota: str
    watches: tuple[str, ...] = ()


def shown_status(view: StatusView, now: datetime) -> ShownStatus:
    zone = _zone_of(view)
    feeds = tuple(_feed(feed, now) for feed in view.feeds[:MOST_FEEDS])
    more = len(view.feeds) - len(feeds)
    return ShownStatus(
        cases=_count(view.cases, "case") if view.cases else "",
        feeds=feeds,
        more_feeds=f"{_count(more, 'court')} more." if more else "",
        waiting=_waiting(view, zone, now),
        lost=_lost(view.lost),
        worker=view.worker,
        quota=MORE_WITH_IT if view.quota is None else quota(view.quota, zone, now),
        watches=_watches(view.watched),
    )


def _watches(view: WatchedHere) -> tuple[str, ...]:
    """ "2 watches over D.D.C. and S.D.N.Y.", and which of these courts are silent."""
    if not view.watches and not view.mornings:
        return ()
    what = []
    if view.watches:
        what.append(counted(view.watches, "watch", "watches"))
    if view.mornings:
        what.append(counted(view.mornings, "list of new cases", "lists of new cases"))
    where = named(view.courts, MOST_FEEDS)
    if view.everywhere:
        where = f"all {len(with_feed()):,} courts with a feed"
    lines = [f"{joined(what)} over {where}"]
    if view.silent:
        lines.append(f"Late, or not to be read now: {named(view.silent)}")
    if view.unread:
        lines.append(f"Not read yet: {named(view.unread)}")
    if view.without:
        lines.append(f"No feed can be read of {named(view.without)}")
    return tuple(lines)


def quota(line: QuotaLine, zone: ZoneInfo, now: datetime) -> str:
    """How many questions are left, or when the next may be asked."""
    allowed = f"CourtListener answers {_count(line.day, 'question')} a day for this token"
    if line.opens_at is None or line.opens_at <= now:
        return f"{allowed}; {line.used:,} asked in the last 24 hours."
    opens = f"the next opens at {when(line.opens_at, zone, now)}."
    if line.used < line.day:
        return f"{allowed}; {line.used:,} asked in the last 24 hours, and {opens}"
    if line.last_at is None:
        return f"{allowed} and all are used; {opens}"
    return f"{allowed} and the last was used at {when(line.last_at, zone, now)}; {opens}"


def spent(opens_at: datetime, court: str | None, now: datetime, line: QuotaLine | None) -> str:
    """Why CourtListener was not asked, and when it can be; times in the court's zone."""
    zone = EASTERN if court is None else court_of(court)[1]
    if line is not None and line.opens_at is not None and line.opens_at > now:
        return f"{quota(line, zone, now)} {_RECORD}"
    opens = when(opens_at, zone, now)
    return f"CourtListener takes no more questions until {opens}. {_RECORD}"


def _zone_of(view: StatusView) -> ZoneInfo:
    zones = {court_of(feed.court)[1].key for feed in view.feeds}
    return ZoneInfo(zones.pop()) if len(zones) == 1 else EASTERN


def _feed(view: CoverageView, now: datetime) -> str:
    """ "D.D.C.: read 3:20 p.m. ET", "S.D.N.Y.: cannot be read now, last read …"."""
    name, zone = court_of(view.court)
    read = "" if view.read_at is None else when(view.read_at, zone, now)
    if not watched(view):
        return f"{name}: no feed that I can watch"
    if view.state == "failing":
        return f"{name}: cannot be read now{f', last read {read}' if read else ''}"
    if view.state == "torn":
        return f"{name}: read {read}, but it broke off before its end"
    if view.stands_still and view.built_at is not None:
        since = when(view.built_at, zone, now)
        return f"{name}: read {read}, and not rebuilt since {since}"
    by = ", by CourtListener's pages" if view.by_listing else ""
    return f"{name}: read {read}{by}" if read else f"{name}: not read yet{by}"


def _waiting(view: StatusView, zone: ZoneInfo, now: datetime) -> str:
    if not view.waiting:
        return ""
    since = f" since {when(view.waiting_since, zone, now)}" if view.waiting_since else ""
    one = view.waiting == 1
    return f"{_count(view.waiting, 'message')} for this channel wait{'s' if one else ''}{since}."


def _lost(count: int) -> str:
    if not count:
        return ""
    given_up = (
        f"{_count(count, 'message')} for this channel {'was' if count == 1 else 'were'} given up"
    )
    return f"{given_up} in the last 7 days: Slack refused, or never gave a clear answer."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
