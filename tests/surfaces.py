"""Everything that the program can show of a case, made from one docket.

``SURFACES`` names each by the function that makes it; a test fails for one that is not named.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from bot.reading.messagecases import MOST_CASES, Named, Offered
from bot.reading.typedterms import Typed
from bot.surfaces import homeview
from bot.surfaces.forms import answering, channel, follow, several, start, watch
from bot.surfaces.forms.filled import Origin
from bot.surfaces.forms.follow import FollowForm
from bot.surfaces.forms.watch import Entered
from bot.surfaces.homepages import MOST_FOLLOWS, Looking
from bot.surfaces.homeview import HomePage, Shown
from bot.surfaces.homewatches import Counts
from bot.words.blocks import Message
from bot.words.render import Renderer
from bot.words.shown import case_of
from filings import courts
from filings.calendar import Earlier, Kind
from filings.calendar.views import CalendarView, EventView
from filings.hearings import Status
from filings.store.audit import AuditLine
from filings.store.closures import Closed, Reopened, Why
from filings.store.downtimes import DownHere
from filings.store.gapnotices import Answer, Case, Unseen
from filings.store.homes import FollowAndSource, ListedWatch
from filings.store.mornings import Morning
from filings.store.newcases import NewCase, Reading
from filings.store.watchcover import Coverage
from filings.store.watches import Kept, WatchView, Wish
from filings.store.watchpreviews import WatchPreview
from filings.telling.preview import Preview
from filings.terms import OFFERED, Cadence, ChannelTerms, Routine, Terms
from filings.types import Destination, Event, Rule
from filings.views import (
    CaseView,
    CoverageView,
    FollowView,
    PostView,
    QuotaLine,
    StatusView,
    WatchedHere,
)
from tests.payloadchecks import Payload
from tests.samples import NOW

TO = Destination("T1", "C012345")
R = Renderer()
TEMPLATES = R.templates
Made = Iterator[Message | dict[str, Any]]


def follow_of(case: CaseView, to: Destination = TO) -> FollowView:
    words = (case.case_name[:200] or "order",) * 20
    terms = Terms(Rule(("order", "opinion"), words, words), Cadence.DAILY, time(8, 5), True,
                  case.case_name[:500])  # fmt: skip
    return FollowView(
        to, case.court, case.docket_number, case.case_name, True, NOW, "U012345",
        case.filings[0], terms, NOW, Why.LEFT,
    )  # fmt: skip


def post_of(case: CaseView, count: int, kind: str = "alert", **more: Any) -> PostView:
    return PostView("post-1", TO, case.filings[:count], kind, **more)


def alerts(case: CaseView) -> Made:
    for count in (1, 20):
        yield R.alert(post_of(case, count), NOW)
        yield R.alert(post_of(case, count, "digest", part=1, parts=3, zone="America/Chicago"), NOW)
        yield R.alert(post_of(case, count, cite=True), NOW)
    yield R.alert(post_of(case, 1, "root", total=1234), NOW)
    watched = replace(case.filings[0], watched=("“harbor gazette”" * 12,) * 9)
    yield R.alert(replace(post_of(case, 1), filings=(watched,)), NOW)
    for event in Event:
        filing = replace(case.filings[0], event=event, before=case.case_name, after="X" * 3000)
        yield R.alert(replace(post_of(case, 1), filings=(filing,)), NOW)
    cases = [replace(f, docket_number=f"1:25-cv-{n:05}") for n, f in enumerate(case.filings[:20])]
    yield R.alert(replace(post_of(case, 1), filings=tuple(cases)), NOW)


def routines(case: CaseView) -> Made:
    yield R.routine(post_of(case, 20), NOW)


def cards(case: CaseView) -> Made:
    for asked_in in (None, "C012345", "C9"):
        yield R.case_card(case, NOW, asked_in, "A note. " * 300)
    yield R.case_card(replace(case, known=False, filings=(), facts=None), NOW, "C9")


def choices(case: CaseView) -> Made:
    yield R.choices(case.case_name or "?", [case] * 30, "follow", 999, "orders daily 8:05am")
    yield R.choices("x" * 4000, [case])


def coverages(case: CaseView) -> Made:
    for state in ("unread", "read", "failing", "no feed", "not configured"):
        there = replace(case.coverage, state=state, error="The court said no. " * 40)
        yield R.notice_stale(there, 12, NOW, again=True)
        yield R.followed(follow_of(case), there, NOW, ChannelTerms("UTC", time(20), time(7)))


def down_here(views: tuple[CoverageView, ...]) -> DownHere:
    since = NOW - timedelta(hours=9)
    return DownHere(TO, since, NOW, views, views, views, views, 12, 12, restored=True)


def backs(case: CaseView) -> Made:
    yield from (R.notice_back(case.coverage, late, NOW) for late in (None, 0, 7))


def outages(make: Callable[[list[CoverageView], int], Message]) -> Callable[[CaseView], Made]:
    def made(case: CaseView) -> Made:
        states = ("unread", "read", "failing", "no feed", "not configured")
        for count in (2, 190):
            some = [replace(case.coverage, state=states[n % 5]) for n in range(count)]
            yield from (make(some, cases) for cases in (0, 1, 4_000))

    return made


def lists(make: Callable[[list[FollowView]], Message]) -> Callable[[CaseView], Made]:
    def made(case: CaseView) -> Made:
        for count in (1, 2, 40, 300):
            places = (replace(TO, channel_id=f"C{n % 40:05}") for n in range(count))
            yield make([follow_of(case, to) for to in places])

    return made


def closed(case: CaseView) -> Made:
    for why in Why:
        yield R.closed(Closed(TO, "courts", why, ()), [follow_of(case)] * 60)


def reopened(case: CaseView) -> Made:
    follows = (follow_of(case),) * 60
    yield R.reopened(Reopened(TO, follows, NOW - timedelta(days=3), 12), "UTC", NOW)


def gap_of(case: CaseView) -> Unseen:
    return Unseen(case.court, NOW - timedelta(days=2), NOW - timedelta(hours=1))


def filled(case: CaseView) -> Made:
    unlisted = tuple(Case(case.docket_number, case.case_name) for _ in range(40))
    for filings, others in ((case.filings, unlisted), ((), unlisted[:1]), (case.filings[:1], ())):
        yield R.notice_filled(Answer(TO, gap_of(case), filings, 2, others, bool(others)), NOW)


def logs(case: CaseView) -> Made:
    whats = ("follow", "change", "pause", "resume", "unfollow", "channel")
    lines = [
        AuditLine(TO, NOW, "U012345", what, case.court, case.docket_number, case.case_name)
        for what in whats * 4
    ]
    yield R.log(lines[:20], "America/Chicago", NOW)
    yield R.log([], "", NOW)


def events_of(case: CaseView, count: int = 1) -> tuple[EventView, ...]:
    return tuple(
        EventView(
            n, f"{n:032}", case.court, case.docket_number, case.case_name, kind,
            (case.case_name or "status conference")[:200], NOW.date() + timedelta(days=n),
            time(10) if n % 2 else None, NOW + timedelta(days=n) if n % 2 else None,
            list(Status)[n % 4], "457-61", NOW, NOW, (case.case_name or "?")[:90],
            case.case_name * 3, case.filings[0].text or "Set for 11/12/2025", n % 3 == 0,
            n % 5 == 0, (Earlier(NOW.date(), None),), n, case.url,
            replace(case.filings[0], key=f"457-{n}"),
        )
        for n in range(count)
        for kind in Kind
    )  # fmt: skip


def calendars(case: CaseView) -> Made:
    full = CalendarView(events_of(case, 40), events_of(case, 10), 7, 5)
    for view in (full, CalendarView((), (), 0), CalendarView((), (), 3, 2), CalendarView()):
        for token in (True, False):
            yield R.calendar(view, "America/Chicago", NOW, courtlistener=token)


def case_calendars(case: CaseView) -> Made:
    full = CalendarView(events_of(case, 40), events_of(case, 10), 1, 1)
    for view in (full, CalendarView(with_texts=1), CalendarView()):
        yield R.case_calendar(view, case, "Asia/Tokyo", NOW, courtlistener=False)


def calendar_changes(case: CaseView) -> Made:
    many = events_of(case, 20)
    yield R.calendar_changed([(each, each) for each in many], "America/Chicago", NOW)
    yield R.calendar_changed([(many[0], many[2])], "", NOW)


def statuses(case: CaseView) -> Made:
    yield R.status(StatusView(999, (case.coverage,) * 30, QuotaLine(125, 3), 7, NOW, False), NOW)
    yield R.status(StatusView(0), NOW)
    ids = tuple(each.id for each in courts.all_courts())
    for everywhere in (True, False):
        watched = WatchedHere(3, 1, ids[:30], everywhere, ids[:190], ids[:3], ids[3:4])
        yield R.status(StatusView(0, watched=watched), NOW)


def follow_forms(case: CaseView) -> Made:
    shown, origin = case_of(case, NOW), Origin("C012345", f"{case.court} {case.docket_number}")
    found = Preview(12, 41, 9, case.filings[:3])
    terms = follow_of(case).terms
    yield follow.view(FollowForm(Origin("C012345")), NOW)
    yield follow.view(FollowForm(Origin("D012345"), shown, preview=found), NOW)
    yield follow.view(FollowForm(origin, shown, terms, found, True, True), NOW)
    apart = Terms(cadence=Cadence.HOURLY, daily_at=time(17), routine=Routine.DAILY)
    counted = replace(found, routine=4)
    yield follow.view(FollowForm(origin, shown, apart, counted, False, True), NOW)


def several_forms(case: CaseView) -> Made:
    numbered = [replace(case, docket_number=f"1:25-cv-{n:05}") for n in range(MOST_CASES)]
    offered = [Offered(each, n % 3 == 0, n % 3 == 1) for n, each in enumerate(numbered)]
    yield several.view(Origin("C012345"), Named(tuple(offered), (case.case_name or "?",) * 20))
    yield several.view(Origin("C012345"), Named())


def channel_forms(_: CaseView) -> Made:
    yield channel.view(Origin("C012345"), ChannelTerms())
    terms = ChannelTerms("Asia/Tokyo", time(20), time(7), threads=True, cite=True, reminders=True)
    yield channel.view(Origin("C1"), terms)


def answers(case: CaseView) -> Made:
    """Messages as modals."""
    for message in (*cards(case), R.recent(case, NOW), *choices(case), R.help(), None):
        if not isinstance(message, dict):
            yield answering.answered("Look up a case", message)


def homes(case: CaseView) -> Made:
    here = [follow_of(case, replace(TO, channel_id=f"C{n // 3:05}")) for n in range(MOST_FOLLOWS)]
    follows = [FollowAndSource(each, case.coverage, late=True) for each in here]
    watched = [WatchView(TO, wish, "U012345", NOW) for wish in wishes()]
    lists = [Morning(TO, case.court, ("cr",), NOW, NOW)]
    rows: list[Shown] = list(follows[:-4])
    rows += [ListedWatch(TO.channel_id, each) for each in watched]
    rows += [ListedWatch(TO.channel_id, each) for each in lists]
    counts = {each.destination.channel_id: Counts(3, 2, 1) for each in here}
    text = R.help().text
    page = HomePage(
        Looking((case.case_name or "x")[:200], 3), tuple(rows), 151, 500, 10, counts, (case,) * 5,
        (homeview.texts_of(R.error(text))[0],), worker=False,
    )  # fmt: skip
    yield homeview.view(TEMPLATES, page, NOW)
    yield homeview.view(TEMPLATES, HomePage(anything=False), NOW)
    yield homeview.view(TEMPLATES, replace(page, looking=Looking(), notices=()), NOW)


WISH = Wish("harbor gazette " * 13, ("cr", "cv"), ("dcd", "nysd"))


def wishes() -> Iterator[Wish]:
    everywhere = replace(WISH, courts=(), everywhere=True, cadence=Cadence.DAILY)
    yield from (WISH, everywhere, Wish("", ("cr",), ("dcd",), only_new=True))


def new_of(case: CaseView, count: int) -> tuple[NewCase, ...]:
    sorts = ("cv", "cr", "mc", "")
    return tuple(
        NewCase(case.court, f"1:25-cv-{n:05}", sorts[n % 4], case.case_name,
                case.filings[0].events, NOW)
        for n in range(count)
    )  # fmt: skip


def watch_previews(case: CaseView) -> Made:
    for wish in wishes():
        yield R.watch_preview(wish, WatchPreview(), ("dcd",) * 190, NOW)
        yield R.watch_preview(
            wish, WatchPreview(timedelta(days=1), 190, 9000, 80, new_of(case, 3)), (), NOW,
            Wish("port", (), ("dcd", "nysd"), cadence=Cadence.HOURLY),
        )  # fmt: skip


def watch_forms(case: CaseView) -> Made:
    words = "\n".join([(case.case_name or "?")[:200]] * watch.MOST_LINES)
    every = [each.id for each in courts.all_courts()]
    yield watch.view(Entered(words, watch.CHOSEN, "dcd nysd", sorts=("cr",), to="C012345"), every)
    yield watch.view(Entered(channel="D012345"), ())


def watch_form_previews(case: CaseView) -> Made:
    texts = [text for made in watch_previews(case) if isinstance(made, Message)
             for text in homeview.texts_of(made)]  # fmt: skip
    yield watch.preview(Entered("harbor", watch.ALL), (texts * 4)[: watch.MOST_LINES])


def watchings(case: CaseView) -> Made:
    every = tuple(each.id for each in courts.all_courts())
    for wish in wishes():
        view = WatchView(TO, wish, "U012345", NOW)
        yield R.watching([Kept(view, wish, every)], Coverage(every, every))
        yield R.watching([Kept(view)], Coverage())


def watch_lists(case: CaseView) -> Made:
    mine = [WatchView(TO, wish, "U012345", NOW) for wish in [*wishes()] * 20]
    mornings = [Morning(TO, each.id, ("cr",), NOW, NOW) for each in courts.all_courts()[1:20]]
    yield R.follow_list([], NOW, mine, mornings)
    yield R.follow_list([follow_of(case)] * 100, NOW, mine, mornings)


def new_cases(case: CaseView) -> Made:
    for count in (0, 1, 300):
        yield R.new_cases(
            case.court, ("cr",), new_of(case, count), Reading(NOW, "order"), NOW, every_morning=True
        )
    yield R.new_cases(case.court, (), (), Reading(), NOW, every_morning=False)


def mornings(case: CaseView) -> Made:
    morning = Morning(TO, case.court, (), NOW - timedelta(days=1), NOW, "America/Chicago")
    yield from (R.morning(morning, new_of(case, count), NOW) for count in (1, 300))


def of_message(make: Callable[[CaseView], Message]) -> Callable[[CaseView], Made]:
    return lambda case: iter((make(case),))


EPHEMERAL, POSTED, ALL = ("ephemeral",), ("message",), ("message", "update", "ephemeral", "unfurl")
SENT = ("message", "update")
Surface = tuple[tuple[str, ...], Callable[[CaseView], Made]]
"""The kinds in which it reaches Slack, and what makes it of a case."""

SURFACES: dict[str, Surface] = {
    "Renderer.alert": (SENT, alerts),
    "Renderer.routine": (EPHEMERAL, routines),
    "Renderer.whole_text": (EPHEMERAL, of_message(lambda c: R.whole_text(c.filings[0], NOW))),
    "Renderer.whole_texts": (EPHEMERAL, of_message(lambda c: R.whole_texts(c.filings, NOW))),
    "Renderer.case_card": (ALL, cards),
    "Renderer.recent": (ALL, of_message(lambda c: R.recent(c, NOW))),
    "Renderer.followed": (SENT, coverages),
    "Renderer.which_terms": (EPHEMERAL, of_message(
        lambda c: R.which_terms(c.case_name or "?", [([c] * 5, None), ([c] * 9, Typed())])
    )),
    "Renderer.unfollowed": (POSTED, of_message(lambda c: R.unfollowed(follow_of(c)))),
    "Renderer.changed": (POSTED, of_message(lambda c: R.changed(follow_of(c), NOW, OFFERED))),
    "Renderer.paused": (POSTED, of_message(lambda c: R.paused(follow_of(c)))),
    "Renderer.resumed": (POSTED, of_message(lambda c: R.resumed(follow_of(c)))),
    "Renderer.not_paused": (EPHEMERAL, of_message(lambda c: R.not_paused(follow_of(c)))),
    "Renderer.no_reader": (EPHEMERAL, of_message(lambda _: R.no_reader())),
    "Renderer.channel_set": (POSTED, of_message(
        lambda _: R.channel_set(ChannelTerms(
            "UTC", time(20), time(7), threads=True, cite=True, reminders=True
        ))
    )),
    "Renderer.log": (EPHEMERAL, logs),
    "Renderer.closed": (POSTED, closed),
    "Renderer.reopened": (POSTED, reopened),
    "Renderer.follow_list": (EPHEMERAL, lambda c: itertools.chain(
        lists(lambda f: R.follow_list(f, NOW))(c), watch_lists(c)
    )),
    "Renderer.choices": (EPHEMERAL, choices),
    "Renderer.doubt": (EPHEMERAL, of_message(lambda c: R.doubt(c.case_name, c, NOW))),
    "Renderer.not_understood": (EPHEMERAL, of_message(lambda c: R.not_understood(c.case_name))),
    "Renderer.help": (EPHEMERAL, of_message(lambda _: R.help())),
    "Renderer.private_channel": (EPHEMERAL, of_message(lambda _: R.private_channel())),
    "Renderer.sample_alert": (POSTED, of_message(lambda _: R.sample_alert(NOW))),
    "Renderer.notice_stale": (SENT, coverages),
    "Renderer.notice_back": (SENT, backs),
    "Renderer.notice_down": (
        SENT,
        outages(
            lambda views, cases: R.notice_down(
                down_here(tuple(views)), NOW
            )
        ),
    ),
    "Renderer.notice_several_stale": (
        SENT,
        outages(
            lambda views, cases: R.notice_several_stale(views, cases, NOW, again=True)
        ),
    ),
    "Renderer.notice_several_back": (
        SENT,
        outages(lambda views, late: R.notice_several_back(views, late, late, NOW)),
    ),
    "Renderer.notice_several_unseen": (
        SENT,
        outages(
            lambda views, cases: R.notice_several_unseen(
                [Unseen(view.court, NOW - timedelta(days=2), NOW) for view in views],
                cases,
                NOW,
                asks=not cases,
            )
        ),
    ),
    "Renderer.notice_unseen": (POSTED, of_message(
        lambda c: R.notice_unseen(gap_of(c), 9, NOW, asks=True)
    )),
    "Renderer.notice_filled": (POSTED, filled),
    "Renderer.brought_in": (POSTED, of_message(lambda _: R.brought_in(7))),
    "Renderer.became_known": (POSTED, lists(lambda f: R.became_known(f, NOW))),
    "Renderer.unconfirmed_after_7_days": (POSTED, of_message(
        lambda c: R.unconfirmed_after_7_days([follow_of(c)], NOW)
    )),
    "Renderer.watch_where": (EPHEMERAL, of_message(
        lambda _: R.watch_where(WISH, [each.id for each in courts.all_courts()])
    )),
    "Renderer.watch_preview": (EPHEMERAL, watch_previews),
    "Renderer.watching": (POSTED, watchings),
    "Renderer.watch_stopped": (EPHEMERAL, of_message(
        lambda _: R.watch_stopped(WatchView(TO, WISH, "U012345", NOW))
    )),
    "Renderer.new_cases": (EPHEMERAL, new_cases),
    "Renderer.morning": (POSTED, mornings),
    "Renderer.mornings_arranged": (POSTED, of_message(
        lambda c: R.mornings_arranged(Morning(TO, c.court, ("cr",), NOW, NOW), "U012345")
    )),
    "Renderer.no_more_mornings": (EPHEMERAL, of_message(lambda c: R.no_more_mornings(c.court))),
    "Renderer.error": (EPHEMERAL, of_message(lambda c: R.error(c.filings[0].text))),
    "Renderer.status": (EPHEMERAL, statuses),
    "Renderer.calendar": (EPHEMERAL, calendars),
    "Renderer.case_calendar": (EPHEMERAL, case_calendars),
    "Renderer.calendar_feed": (EPHEMERAL, lambda _: iter((
        R.calendar_feed("https://crier.example.org/calendar/abc.ics"), R.calendar_feed(""),
        R.calendar_feed("", "unset"), R.calendar_feed("", "ended"),
    ))),
    "Renderer.reminder": (POSTED, lambda c: iter(
        R.reminder(events_of(c, count), "America/Chicago", NOW) for count in (1, 20)
    )),
    "Renderer.calendar_changed": (POSTED, calendar_changes),
    "Renderer.looking": (EPHEMERAL, of_message(lambda c: R.looking(c.case_name))),
    "Renderer.follow_documents": (EPHEMERAL, of_message(lambda _: R.follow_documents(True))),
    "Renderer.note": (POSTED, of_message(lambda c: R.note(c.filings[0].text or "A note."))),
    "Renderer.cite": (EPHEMERAL, of_message(R.cite)),
    "bot.surfaces.homeview.done": (POSTED, of_message(
        lambda c: homeview.done(TEMPLATES, "C012345", R.paused(follow_of(c)))
    )),
    "bot.surfaces.homeview.mine": (POSTED, of_message(
        lambda c: homeview.mine(TEMPLATES, follow_of(c), NOW)
    )),
    "bot.surfaces.homeview.view": (("home",), homes),
    "bot.surfaces.forms.answering.answered": (("modal",), answers),
    "bot.surfaces.forms.answering.result": (("modal",), lambda c: iter(
        (answering.result("Crier", c.filings[0].text or "Done."),)
    )),
    "bot.surfaces.forms.channel.view": (("modal",), channel_forms),
    "bot.surfaces.forms.follow.view": (("modal",), follow_forms),
    "bot.surfaces.forms.several.view": (("modal",), several_forms),
    "bot.surfaces.forms.watch.view": (("modal",), watch_forms),
    "bot.surfaces.forms.watch.preview": (("modal",), watch_form_previews),
    "bot.surfaces.forms.start.view": (("modal",), lambda _: iter((start.view(),))),
    "bot.surfaces.forms.start.waiting": (("modal",), lambda _: iter((start.waiting(),))),
}  # fmt: skip


def of_case(name: str, case: CaseView) -> Iterator[Payload]:
    """Every payload of every surface, of one case."""
    for surface, (kinds, make) in SURFACES.items():
        for place, made in enumerate(make(case)):
            for kind in kinds:
                yield Payload(f"{surface} {place}, {name}", kind, sent_as(kind, made))


def sent_as(kind: str, made: Message | dict[str, Any]) -> dict[str, Any]:
    """What goes to Slack."""
    if not isinstance(made, Message):
        return made
    blocks = list(made.blocks)
    if kind == "unfurl":
        return {"blocks": blocks}
    metadata = {} if made.metadata is None or kind == "ephemeral" else {"metadata": made.metadata}
    return {"text": made.text, "blocks": blocks, **metadata}
