"""A newsroom's templates tried out before a filing needs them.

Each is rendered with an invented case, once with all that can be known of it and once with
next to nothing, so that a value that does not exist is found in either branch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.commandline.calendarchecks import calendars
from bot.commandline.watchchecks import listed, watches
from bot.reading.typedterms import Typed
from bot.surfaces import homeview
from bot.surfaces.homepages import Looking
from bot.surfaces.homeview import HomePage, Shown
from bot.surfaces.homewatches import Counts
from bot.words import lists
from bot.words.render import Renderer
from bot.words.sample import sample_filing
from bot.words.templating import OURS, SUFFIX, Problem
from filings.store.audit import AuditLine
from filings.store.closures import Closed, Reopened, Why
from filings.store.downtimes import DownHere
from filings.store.gapnotices import Answer, Case, Unseen
from filings.store.homes import FollowAndSource
from filings.terms import Cadence, ChannelTerms, Terms
from filings.types import CaseFacts, Destination, Event, Rule, Teller
from filings.views import (
    CaseView,
    CoverageView,
    FollowView,
    PostView,
    QuotaLine,
    StatusView,
    WatchedHere,
)  # fmt: skip

TO = Destination("T0000000001", "C0000000001")
_STATES = ("unread", "read", "torn", "failing", "no feed", "not configured")


def problems(folder: Path | None, now: datetime) -> tuple[Problem, ...]:
    """What is wrong with the templates in ``folder``, one sentence each; none without one."""
    if folder is None:
        return ()
    found = [*_unknown(folder)]
    renderer = Renderer(folder)
    for case in (_rich(now), _bare(now)):
        for say in (_alerts, _cases, _follows, _channels, _home, calendars, watches):
            say(renderer, case, now)
    return (*found, *renderer.problems)


def _unknown(folder: Path) -> Iterator[Problem]:
    if not folder.is_dir():
        yield Problem(str(folder), "CRIER_TEMPLATES names no folder; ours are used")
        return
    ours = {path.name for path in OURS.glob(f"*{SUFFIX}")}
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        if path.name not in ours:
            yield Problem(path.name, "no message has this name; docs/templates.md lists them")


def _rich(now: datetime) -> CaseView:
    filing = replace(
        sample_filing(now), text="NOTICE of Appearance", free_url="https://example.org/61.pdf",
        pages=6, free_at=now, missing=(60,), defendants=(1, 2), also_in=("1:25-cv-00458",),
        late=True, same_as="No. 60", watched=("“harbor”",),
        tellers=(Teller.CMECF, Teller.COURTLISTENER),
    )  # fmt: skip
    facts = CaseFacts(
        Teller.COURTLISTENER, filing.court, filing.docket_number, filing.case_name,
        judge="A Judge", filed_on=now.date(), nature_of_suit="Contract", cause="28:1332",
        jurisdiction="Diversity", page="https://example.org/case",
    )  # fmt: skip
    minutes = timedelta(minutes=3)
    coverage = CoverageView(filing.court, "read", "all", now, now - minutes, 60, 17, "It failed.")
    return CaseView(
        filing.court, filing.docket_number, filing.case_name, True, (filing,) * 3, coverage,
        "ABC", filing.url, now - timedelta(days=9), (TO.channel_id,), facts, now,
    )  # fmt: skip


def _bare(now: datetime) -> CaseView:
    filing = replace(sample_filing(now), number=None, events=(), case_name="", url="",
                     document_url=None, timed=False)  # fmt: skip
    coverage = CoverageView(filing.court, "unread")
    return CaseView(filing.court, filing.docket_number, "", False, (filing,), coverage)


def _follow(case: CaseView, now: datetime) -> FollowView:
    last = case.filings[0] if case.known else None
    terms = Terms(Rule(("order",), ("fee",), ("extension",)), Cadence.DAILY, time(8), True, "Why.")
    return FollowView(
        TO, case.court, case.docket_number, case.case_name, case.known, now, "U0000000001", last,
        terms if case.known else Terms(), now if case.known else None, Why.LEFT,
    )  # fmt: skip


def _alerts(renderer: Renderer, case: CaseView, now: datetime) -> None:
    one = case.filings[0]
    another = replace(one, docket_number="1:25-cv-00002", key="another")
    for filings in ((one,), (one, replace(one, key="second")), (one, another)):
        for kind in ("alert", "digest"):
            renderer.alert(PostView("sample", TO, filings, kind, 1, 2), now)
    papers = (replace(one, key=f"r{n}", events=("Summons Issued",)) for n in range(5))
    mixed = PostView("sample", TO, (replace(one, events=("Order",)), *papers))
    renderer.alert(mixed, now)
    renderer.routine(mixed, now)
    for filing in (one, replace(one, key="")):
        renderer.alert(PostView("sample", TO, (filing,), "root", total=3), now)
    for event in Event:
        for told in (True, False):
            changed = replace(one, event=event, before="A", after="B", told_here=told)
            renderer.alert(PostView("sample", TO, (changed,)), now)
    renderer.whole_text(one, now)
    renderer.whole_texts([one], now)
    renderer.sample_alert(now)


def _cases(renderer: Renderer, case: CaseView, now: datetime) -> None:
    renderer.case_card(case, now, TO.channel_id, "A note.")
    renderer.recent(case, now)
    renderer.cite(case)
    renderer.tagline(case.filings[0])
    for total in (2, 40):
        renderer.choices("a case", [case, replace(case, court="nysd")], total=total)
    for verb in ("follow", "unfollow", "recent"):
        renderer.doubt("follow it", case, now, verb)
    renderer.which_terms("a case", [([case], None), ([case], Typed())])
    renderer.not_understood("a case")
    renderer.help()
    renderer.private_channel()


def _follows(renderer: Renderer, case: CaseView, now: datetime) -> None:
    follow = _follow(case, now)
    for state in _STATES:
        coverage = replace(case.coverage, state=state)
        renderer.followed(follow, coverage, now, ChannelTerms("UTC"))
        renderer.notice_stale(coverage, 2, now)
        renderer.notice_stale(coverage, 0, now, again=True)
    for late in (None, 0, 1, 2):
        renderer.notice_back(case.coverage, late, now)
    _outages(renderer, case, now)
    renderer.unfollowed(follow)
    for before in (None, Terms()):
        renderer.changed(follow, now, before)
    renderer.paused(follow)
    renderer.resumed(follow)
    renderer.not_paused(follow)
    renderer.became_known([follow], now)
    renderer.became_known([follow, follow], now)
    renderer.unconfirmed_after_7_days([follow], now)
    renderer.unconfirmed_after_7_days([follow, follow], now)
    for follows in ([], [follow], [follow] * 2):
        renderer.follow_list(follows, now)
        lists.followed_several(renderer.templates, follows, "U0000000001", now)


def _outages(renderer: Renderer, case: CaseView, now: datetime) -> None:
    silent = [replace(case.coverage, state=state) for state in _STATES] * 4
    gap = Unseen(case.court, now - timedelta(days=2), now)
    some = (case.coverage, replace(case.coverage, entry_types="order"))
    for whole, others in ((some, ()), ((), some), (some, some)):
        for count in (0, 1, 2):
            here = DownHere(
                TO, gap.since, now, whole, others, others, others, count, count, bool(count)
            )
            renderer.notice_down(here, now)
    for count in (0, 1, 2):
        renderer.notice_several_stale(silent, count, now, again=bool(count))
        renderer.notice_several_back(silent, count, count, now)
        renderer.notice_several_back(silent, None, count, now)
        renderer.notice_unseen(gap, count, now, asks=bool(count))
        renderer.notice_several_unseen([gap] * 20, count, now, asks=bool(count))


def _channels(renderer: Renderer, case: CaseView, now: datetime) -> None:
    follow, earlier = _follow(case, now), now - timedelta(days=1)
    for why in Why:
        renderer.closed(Closed(TO, "courts", why, (follow,)), [follow])
    for since, missed in ((None, 0), (earlier, 1), (earlier, 9)):
        renderer.reopened(Reopened(TO, (follow,), since, missed), "UTC", now)
    whats = ("follow", "change", "pause", "resume", "unfollow", "channel")
    line = AuditLine(TO, now, "U0000000001", "", case.court, case.docket_number, "orders only")
    renderer.log([replace(line, what=what) for what in whats], "UTC", now)
    quota = QuotaLine(125, 3)
    renderer.status(StatusView(2, (case.coverage,) * 20, quota, 7, now, worker=False), now)
    renderer.status(StatusView(0), now)
    watched = WatchedHere(2, 1, ("dcd", "nysd"), False, ("dcd",), ("nysd",), ("cit",))
    renderer.status(StatusView(0, watched=watched), now)
    gap = Unseen(case.court, earlier, now)
    unlisted = (Case(case.docket_number, case.case_name),) * 12
    for filings, others in ((case.filings * 6, unlisted), ((), unlisted[:1]), ((), ())):
        renderer.notice_filled(Answer(TO, gap, filings, len(others), others, bool(others)), now)


def _home(renderer: Renderer, case: CaseView, now: datetime) -> None:
    templates, follow = renderer.templates, _follow(case, now)
    for channel_id in (TO.channel_id, "D0000000001"):
        homeview.done(templates, channel_id, renderer.help())
        here = replace(follow, destination=replace(TO, channel_id=channel_id))
        for late in (True, False):
            source = FollowAndSource(here, case.coverage, late=late)
            counts = {channel_id: Counts(1, 1, 1), "C9": Counts(2)}
            rows: list[Shown] = [source, *listed(channel_id, now)]
            page = HomePage(Looking("a case"), tuple(rows), 1, 9, 2, counts, (case,))
            for each in (page, replace(page, looking=Looking(), worker=False)):
                homeview.view(templates, each, now)
    homeview.mine(templates, follow, now)
    homeview.view(templates, HomePage(anything=False), now)
