"""A docket's calendar from what its texts say, when a channel is reminded, and the file of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.reading.typed import Command, parse
from bot.words.calendarfile import ics
from filings.calendar import Docketed, Event, Kind, Reading, calendar
from filings.calendar.pairs import paired
from filings.calendar.times import evening_before, hour_before, is_time
from filings.calendar.views import EventView
from filings.hearings import CalledOff, Deadline, Hearing, Status
from filings.terms import ChannelTerms
from tests.samples import NOW

SET, RESET, VACATED, HELD = Status.SET, Status.RESET, Status.VACATED, Status.HELD
EASTERN, CENTRAL = ZoneInfo("America/New_York"), "America/Chicago"
TEN, TWO = time(10), time(14)
STATUS = "status conference"


def day(number: int) -> date:
    return date(2025, 11, number)


def hearing(on: int, what: str = STATUS, status: Status = SET, at: time | None = TEN,
            was: int | None = None, **more: object) -> Hearing:  # fmt: skip
    return Hearing(what, day(on), at, status, was=day(was) if was else None,
                   quote=f"{what} {status} {on}", **more)  # type: ignore[arg-type]  # fmt: skip


def filed(on: int, *said: Hearing | Deadline | CalledOff, key: str = "") -> Docketed:
    reading = Reading(
        tuple(each for each in said if isinstance(each, Hearing)),
        tuple(each for each in said if isinstance(each, Deadline)),
        tuple(each for each in said if isinstance(each, CalledOff)),
    )
    return Docketed(key or f"k{on}", datetime(2025, 11, on, tzinfo=UTC), day(on), reading)


def left(*filings: Docketed) -> list[tuple[int, str, str, bool]]:
    """Day, what, status and doubt of each event."""
    return [(e.date.day, e.what, str(e.status), e.doubtful) for e in calendar(filings)]


FIRST = filed(3, hearing(12))
CASES: list[tuple[str, list[Docketed], list[tuple[int, str, str, bool]]]] = [
    ("order and notice", [FIRST, filed(4, hearing(12))], [(12, STATUS, "set", False)]),
    ("in more words", [filed(3, hearing(12, "conference")), filed(4, hearing(12))],
     [(12, STATUS, "set", False)]),
    ("at another hour it is another one", [FIRST, filed(4, hearing(12, at=TWO))],
     [(12, STATUS, "set", False)] * 2),
    ("moved, as the text says", [FIRST, filed(10, hearing(14, status=RESET, at=TWO, was=12))],
     [(14, STATUS, "reset", False)]),
    ("moved, the only one of its sort",
     [FIRST, filed(3, hearing(20, "jury trial"), key="t"), filed(10, hearing(14, status=RESET))],
     [(14, STATUS, "reset", False), (20, "jury trial", "set", False)]),
    ("moved, and which of two is not said",
     [FIRST, filed(4, hearing(13)), filed(10, hearing(14, status=RESET))],
     [(12, STATUS, "set", False), (13, STATUS, "set", False), (14, STATUS, "reset", True)]),
    ("what is over is not moved", [FIRST, filed(13, hearing(20, status=RESET))],
     [(12, STATUS, "set", False), (20, STATUS, "reset", False)]),
    ("moved twice", [FIRST, filed(10, hearing(14, status=RESET, was=12)),
                     filed(11, hearing(20, status=RESET, was=14))],
     [(20, STATUS, "reset", False)]),
    ("vacated", [FIRST, filed(10, hearing(12, status=VACATED))], [(12, STATUS, "vacated", False)]),
    ("vacated and set again",
     [FIRST, filed(9, hearing(12, status=VACATED)), filed(10, hearing(12))],
     [(12, STATUS, "set", False)]),
    ("vacated, and another one that day stays",
     [FIRST, filed(4, hearing(12, "motion hearing")),
      filed(10, hearing(12, "motion hearing", VACATED))],
     [(12, "motion hearing", "vacated", False), (12, STATUS, "set", False)]),
    ("vacated, and which of two is not said",
     [FIRST, filed(4, hearing(12, "motion hearing")),
      filed(10, hearing(12, "hearing", VACATED, None))],
     [(12, "hearing", "vacated", True), (12, "motion hearing", "set", False),
      (12, STATUS, "set", False)]),
    ("one of several matters of one day is vacated",
     [filed(3, hearing(12, "hearing")), filed(4, hearing(12, "hearing")),
      filed(10, hearing(12, "hearing", VACATED))],
     [(12, "hearing", "vacated", True), (12, "hearing", "set", False)]),
    ("called off without its date", [FIRST, filed(10, CalledOff(STATUS, "VACATED"))],
     [(12, STATUS, "vacated", False)]),
    ("called off, one of two", [FIRST, filed(4, hearing(13)), filed(10, CalledOff(STATUS, "off"))],
     [(12, STATUS, "set", True), (13, STATUS, "set", True)]),
    ("held, and the next is set",
     [FIRST, filed(12, hearing(12, status=HELD, at=None), hearing(19))],
     [(12, STATUS, "held", False), (19, STATUS, "set", False)]),
    ("deadlines by their own names",
     [filed(3, Deadline("answer due", day(12)), Deadline("reply due", day(12))),
      filed(10, Deadline("answer due", day(20), status=RESET))],
     [(12, "reply due", "set", False), (20, "answer due", "reset", False)]),
    ("a deadline moves no hearing", [FIRST, filed(10, Deadline(STATUS, day(14), status=RESET))],
     [(12, STATUS, "set", False), (14, STATUS, "reset", False)]),
]  # fmt: skip


@pytest.mark.parametrize(("_name", "filings", "events"), CASES, ids=[name for name, *_ in CASES])
def test_what_texts_leave(
    _name: str, filings: list[Docketed], events: list[tuple[int, str, str, bool]]
) -> None:
    assert left(*filings) == events
    assert left(*reversed(filings)) == events


def test_an_event_keeps_what_it_was_and_who_said_so() -> None:
    (event,) = calendar([
        filed(3, hearing(12, judge="Testwood")), filed(4, hearing(12, at=None, place="Room 4")),
        filed(10, hearing(14, status=RESET, at=TWO, was=12)),
    ])  # fmt: skip
    assert (event.key, event.sources) == ("k10", ("k3", "k4", "k10"))
    assert (event.judge, event.place, event.time) == ("Testwood", "Room 4", TWO)
    assert [(e.date, e.time) for e in event.past] == [(day(12), TEN)]
    assert event.quote == f"{STATUS} reset 14"


SAID = st.builds(
    hearing,
    st.integers(5, 9),
    st.sampled_from([STATUS, "hearing", "motion hearing"]),
    st.sampled_from(list(Status)),
    st.sampled_from([None, TEN]),
    st.none() | st.integers(5, 9),
)
FILINGS = st.lists(st.tuples(st.integers(1, 9), SAID), max_size=8)


@given(FILINGS, st.randoms())
def test_no_order_of_arrival_counts(said: list[tuple[int, Hearing]], random: object) -> None:
    filings = [filed(on, each, key=f"k{place}") for place, (on, each) in enumerate(said)]
    events = calendar(filings)
    mixed = list(filings)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert calendar(mixed) == events
    # No date that no text holds, and none that a text holds gets lost.
    told = {each.date for _, each in said}
    shown = {e.date for e in events} | {p.date for e in events for p in e.past}
    was = {each.was for _, each in said if each.was}
    assert told <= shown <= told | was
    assert paired(events, events) == list(range(len(events)))


def test_which_event_was_which_before() -> None:
    before = calendar([FIRST, filed(4, hearing(20, "jury trial"))])
    moved = calendar([
        FIRST, filed(4, hearing(20, "jury trial")),
        filed(10, hearing(21, status=RESET, was=12)), filed(11, hearing(5, "plea hearing")),
    ])  # fmt: skip
    assert [(e.what, place) for e, place in zip(moved, paired(before, moved), strict=True)] == [
        ("plea hearing", None), ("jury trial", 1), (STATUS, 0),
    ]  # fmt: skip
    corrected = calendar([filed(3, hearing(13)), filed(4, hearing(20, "jury trial"))])
    assert paired(before, corrected) == [0, 1]


VIEW = EventView(
    1, "a" * 32, "dcd", "1:25-cv-00457", "HARBOR GAZETTE v. PORT OFFICE", Kind.HEARING, STATUS,
    day(12), TEN, datetime(2025, 11, 12, 15, tzinfo=UTC), SET, "k3", NOW, NOW,
)  # fmt: skip


def local(text: str, zone: str = CENTRAL) -> datetime:
    return datetime.fromisoformat(f"2025-11-{text}").replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        (ChannelTerms(CENTRAL), "11T18:00"),
        (ChannelTerms(CENTRAL, time(20), time(7)), "11T18:00"),
        (ChannelTerms(CENTRAL, time(17), time(7)), "11T16:45"),
        (ChannelTerms(CENTRAL, time(19), time(18, 30)), "10T18:45"),
    ],
)
def test_the_evening_before_and_never_in_quiet_hours(terms: ChannelTerms, due: str) -> None:
    assert evening_before(VIEW, terms, EASTERN).due == local(due)


def test_without_a_zone_it_is_the_courts_and_the_day_is_the_channels() -> None:
    assert evening_before(VIEW, ChannelTerms(), EASTERN).due == local(
        "11T18:00", "America/New_York"
    )
    tokyo = ChannelTerms("Asia/Tokyo")
    assert evening_before(VIEW, tokyo, EASTERN).due == local("12T18:00", "Asia/Tokyo")
    untimed = replace(VIEW, time=None, starts_at=None)
    assert hour_before(untimed) is None
    assert evening_before(untimed, ChannelTerms(CENTRAL), EASTERN).until == local("12T09:00")


def test_neither_too_early_nor_too_late() -> None:
    window = hour_before(VIEW)
    assert window is not None
    start = window.until
    assert not is_time(window, VIEW, start - timedelta(minutes=61))
    assert is_time(window, VIEW, start - timedelta(minutes=60))
    assert is_time(window, VIEW, start - timedelta(minutes=1))
    assert not is_time(window, VIEW, start)
    found_late = replace(VIEW, changed_at=start - timedelta(minutes=30))
    assert not is_time(window, found_late, start - timedelta(minutes=20))


def test_the_file_is_what_calendar_programs_need() -> None:
    hostile = "END:VEVENT\r\nBEGIN:VALARM, \\n; " + "ü" * 300
    views = [
        VIEW,
        replace(VIEW, uid="b" * 32, time=None, starts_at=None, quote=hostile, place=hostile,
                doubtful=True, sequence=3, url="javascript:alert(1)"),
        replace(VIEW, uid="c" * 32, kind=Kind.DEADLINE, what="answer due", status=VACATED,
                url="https://ecf.dcd.uscourts.gov/x?1"),
    ]  # fmt: skip
    body = ics(views, "Court Crier")
    assert body == ics(views, "Court Crier")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    made = Calendar.from_ical(body)
    first, second, third = made.walk("VEVENT")
    assert not made.walk("VALARM")
    assert first["SUMMARY"] == (
        "Status conference: Harbor Gazette v. Port Office (D.D.C. 1:25-cv-00457)"
    )
    assert first.decoded("DTSTART") == VIEW.starts_at
    assert (first["STATUS"], first["SEQUENCE"]) == ("CONFIRMED", 0)
    assert all(each.decoded("DTSTAMP") == NOW for each in (first, second, third))
    assert len({str(each["UID"]) for each in (first, second, third)}) == 3
    assert second.decoded("DTSTART") == day(12)
    assert "URL" not in second
    assert (second["STATUS"], second["SEQUENCE"]) == ("TENTATIVE", 3)
    assert "doubtful" in str(second["SUMMARY"])
    assert "END:VEVENT BEGIN:VALARM, \\n; üü" in str(second["DESCRIPTION"])
    assert third["STATUS"] == "CANCELLED"
    assert str(third["SUMMARY"]).startswith("Off: Answer due: ")
    assert str(third["URL"]) == "https://ecf.dcd.uscourts.gov/x?1"


@pytest.mark.parametrize(
    ("typed", "verb", "text"),
    [
        ("calendar", "calendar", ""),
        ("calendar here", "calendar", ""),
        ("calendar 1:25-cv-00457 dcd", "calendar", "1:25-cv-00457 dcd"),
        ("Calendar v. List", "", "Calendar v. List"),
    ],
)
def test_the_word_is_typed(typed: str, verb: str, text: str) -> None:
    command = parse(typed)
    assert (command.verb, command.text) == (verb, text)
    assert isinstance(command, Command)


def test_events_are_values() -> None:
    (event,) = calendar([FIRST])
    assert event == Event(Kind.HEARING, STATUS, day(12), TEN, SET, "k3",
                          quote=f"{STATUS} set 12", sources=("k3",))  # fmt: skip
