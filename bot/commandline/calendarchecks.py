"""A newsroom's templates for hearings and deadlines, tried out with invented ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.words.render import Renderer
from filings.calendar import Earlier, Kind
from filings.calendar.views import CalendarView, EventView
from filings.hearings import Status
from filings.views import CaseView


def calendars(renderer: Renderer, case: CaseView, now: datetime) -> None:
    events = _events(case, now)
    for view in (
        CalendarView(events, events, 2, 1),
        CalendarView((), (), 0),
        CalendarView((), (), 2, 1),
        CalendarView((), (), 2),
    ):
        for courtlistener in (True, False):
            renderer.calendar(view, "Asia/Tokyo", now, courtlistener=courtlistener)
            renderer.case_calendar(view, case, "", now, courtlistener=courtlistener)
    for link, why in (("https://example.org/a.ics", ""), ("", ""), ("", "unset"), ("", "ended")):
        renderer.calendar_feed(link, why)
    for event in events:
        renderer.reminder([event], "Asia/Tokyo", now)
        for before in events:
            renderer.calendar_changed([(before, event)], "Asia/Tokyo", now)


def _events(case: CaseView, now: datetime) -> tuple[EventView, ...]:
    filing = case.filings[0]
    full = EventView(
        1, "0" * 32, case.court, case.docket_number, case.case_name, Kind.HEARING,
        "status conference", now.date(), time(10), now + timedelta(days=1), Status.SET, filing.key,
        now, now, "A Judge", "Courtroom 1", "Status conference set", False, False,
        (Earlier(now.date(), time(9)),), 1, case.url, filing,
    )  # fmt: skip
    bare = replace(full, time=None, starts_at=None, judge="", place="", quote="", filing=None,
                   past=())  # fmt: skip
    return (
        full,
        bare,
        *(replace(each, doubtful=True) for each in (full, bare)),
        replace(full, gone=True),
        replace(full, status=Status.VACATED),
        replace(full, status=Status.VACATED, doubtful=True),
        replace(bare, kind=Kind.DEADLINE),
        replace(full, date=full.date + timedelta(days=1)),
    )
