"""Calendars as they are kept, shown, told unasked and fetched."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from icalendar import Calendar

from bot.commandline.calendarcli import answer
from bot.delivery.reminders import Reminders
from bot.desk.following import Asked
from bot.serving import process, web
from bot.words.blocks import Message
from bot.words.render import Renderer
from filings.settings import Settings
from filings.store import calendar, calendarlinks, places, upkeep
from filings.store.core import (
    calendar_dockets,
    calendar_readings,
    court_events,
    entries,
    events_told,
    follows,
    posts,
)
from filings.store.reports import record_report
from filings.terms import ChannelTerms
from filings.types import CaseFacts, Destination, Entry, Report, Teller
from tests.filed import CASE, CASE_ID, NAME, at
from tests.newsroom import Newsroom, newsroom
from tests.slackroom import shown

FACTS = CaseFacts(Teller.COURTLISTENER, "dcd", CASE, NAME, str(CASE_ID), listing_id=1)
SET = (
    "MINUTE ORDER: Status Conference set for 11/5/2025 at 10:00 AM in Courtroom 28A before Judge "
    "Ann Testwood."
)
MOVED = (
    "MINUTE ORDER: The Status Conference set for 11/5/2025 is RESET to 11/7/2025 at 2:00 PM in "
    "Courtroom 28A before Judge Ann Testwood."
)
VACATED = "MINUTE ORDER: The Status Conference set for 11/5/2025 at 10:00 AM is VACATED."
BEGINS = datetime(2025, 11, 5, 15, tzinfo=UTC)
EVENING = datetime(2025, 11, 5, 0, tzinfo=UTC)
"""6 p.m. in Chicago."""
MINUTE = timedelta(minutes=1)


def told(text: str, key: str = "cl-1", minutes: float = 0) -> Entry:
    return Entry(
        key=key, docket_number=CASE, case_name=NAME, case_id=str(CASE_ID), number=None,
        doc_id=None, seq=None, events=("Minute Order",), filed_at=at(minutes), url="", text=text,
        created_at=at(minutes),
    )  # fmt: skip


async def report(room: Newsroom, *found: Entry) -> None:
    await record_report(room.db, Report(FACTS, found), now=room.clock())


@contextlib.asynccontextmanager
async def following(url: str, **terms: Any) -> AsyncIterator[Newsroom]:
    """A channel that follows a case and wants reminders, and the order that sets a hearing."""
    async with newsroom(url) as room:
        await room.follow("dcd", CASE)
        chosen = ChannelTerms("America/Chicago", reminders=True, **terms)
        await places.set_terms(room.db, room.channel, chosen, by="U1", now=room.clock())
        await report(room, told(SET))
        yield room


async def said(room: Newsroom, now: datetime) -> list[str]:
    """What the channel is told at that moment, by two workers at once."""
    before = len(room.messages())
    room.clock.now = now
    for _ in range(2):
        await Reminders(room.db, Renderer()).duty(now)
    await room.send()
    return [shown(message) for message in room.messages()[before:]]


async def rows(room: Newsroom, table: sa.Table) -> list[Any]:
    async with room.db.read() as connection:
        return list((await connection.execute(sa.select(table))).all())


async def test_the_evening_before_and_an_hour_before_once_each(either_url: str) -> None:
    async with following(either_url) as room:
        assert await said(room, EVENING - MINUTE) == []
        (evening,) = await said(room, EVENING)
        assert evening.startswith(
            "Tomorrow, 10 a.m. ET (9 a.m. CT): status conference, Courtroom 28A, Judge Ann "
            "Testwood · Harbor Gazette v. Port Office “"
        )
        assert "11/5/2025 at 10:00 AM" in evening
        assert "(minute order, Nov. 3)" in evening
        assert await said(room, EVENING + MINUTE) == []
        assert await said(room, BEGINS - 61 * MINUTE) == []
        (hour,) = await said(room, BEGINS - 60 * MINUTE)
        assert hour.startswith("Today, 10 a.m. ET (9 a.m. CT): status conference")
        assert await said(room, BEGINS - 59 * MINUTE) == []


async def test_what_was_told_and_is_moved_is_told_at_once(either_url: str) -> None:
    async with following(either_url, quiet_from=time(20), quiet_to=time(7)) as room:
        await said(room, EVENING)
        night = EVENING + timedelta(hours=4)
        await report(room, told(MOVED, "cl-2", 60))
        (moved,) = await said(room, night)
        assert moved.startswith(
            "Moved: the status conference of Nov. 5, 10 a.m. ET is now Nov. 7, 2 p.m. ET "
            "(1 p.m. CT) · Harbor Gazette v. Port Office"
        )
        assert "(minute order, Nov. 3)" in moved
        assert await said(room, night + MINUTE) == []
        assert await said(room, BEGINS - 60 * MINUTE) == []
        (again,) = await said(room, EVENING + timedelta(days=2))
        assert again.startswith("Tomorrow, 2 p.m. ET")


async def test_what_was_not_told_is_the_filings_affair(database_url: str) -> None:
    async with following(database_url) as room:
        await report(room, told(VACATED, "cl-2", 60))
        assert await said(room, EVENING) == []
        assert [row.status for row in await rows(room, court_events)] == ["vacated"]


async def test_quiet_hours_hold_back_what_may_not_break_through(database_url: str) -> None:
    quiet = {"quiet_from": time(20), "quiet_to": time(9, 30), "break_through": False}
    async with following(database_url, **quiet) as room:
        await said(room, EVENING)
        await report(room, told(VACATED, "cl-2", 60))
        assert await said(room, EVENING + timedelta(hours=4)) == []
        assert await said(room, BEGINS - 60 * MINUTE) == []
        (off,) = await said(room, BEGINS + 31 * MINUTE)
        assert off.startswith("Off: the status conference of Nov. 5, 10 a.m. ET")


async def test_who_is_not_told(database_url: str) -> None:
    async with following(database_url) as room:
        other = Destination(room.channel.team_id, "C9")
        await room.follow("dcd", CASE, where=other)
        async with room.db.write() as connection:
            await connection.execute(follows.update().values(paused_at=room.clock()))
        assert await said(room, EVENING) == []
        async with room.db.write() as connection:
            await connection.execute(follows.update().values(paused_at=None))
        assert len(await said(room, EVENING + MINUTE)) == 1
        assert [row.channel_id for row in await rows(room, events_told)] == [
            room.channel.channel_id
        ]


async def test_a_worker_that_comes_too_late_says_nothing(either_url: str) -> None:
    async with following(either_url) as room:
        reminders = Reminders(room.db, Renderer())
        await reminders.duty(BEGINS - 30 * MINUTE)
        room.clock.now = BEGINS
        await reminders.begin(BEGINS)
        await room.send()
        assert [row.state for row in await rows(room, posts)] == ["failed"]
        assert room.messages() == []
        assert await said(room, BEGINS + MINUTE) == []


async def test_tomorrow_is_not_said_when_it_is_today(database_url: str) -> None:
    async with following(database_url) as room:
        reminders = Reminders(room.db, Renderer())
        await reminders.duty(EVENING)
        room.clock.now = EVENING + timedelta(hours=8)
        await reminders.begin(room.clock())
        await room.send()
        assert room.messages() == []
        assert len(await said(room, BEGINS - 60 * MINUTE)) == 1


async def test_the_record_is_the_same_in_whatever_order_it_came(either_url: str) -> None:
    orders = ([told(SET), told(MOVED, "cl-2", 60)], [told(MOVED, "cl-2", 60), told(SET)])
    async with newsroom(either_url) as room:
        for number, order in enumerate(orders):
            docket = f"1:25-cv-0060{number}"
            case = CaseFacts(Teller.COURTLISTENER, "dcd", docket, NAME, listing_id=10 + number)
            for entry in order:
                key = f"{entry.key}-{number}"
                own = replace(entry, key=key, docket_number=docket, case_id="")
                await record_report(room.db, Report(case, (own,)), now=room.clock())
        first, second = [
            (row.what, row.on_date, row.at_time, row.status, row.past)
            for row in await rows(room, court_events)
        ]
    assert first == second
    assert first[1].day == 7


async def test_texts_from_before_there_were_calendars_are_read(either_url: str) -> None:
    async with following(either_url) as room:
        async with room.db.write() as connection:
            for table in (events_told, court_events, calendar_readings, calendar_dockets):
                await connection.execute(table.delete())
        assert await calendar.catch_up(room.db, room.clock()) == 1
        assert await calendar.catch_up(room.db, room.clock()) == 0
        (event,) = await rows(room, court_events)
        assert (event.at_time, event.sequence) == ("10:00", 0)
        # A text that names withheld is taken out of is read again, and what it said is gone.
        async with room.db.write() as connection:
            await connection.execute(entries.update().values(text=""))
            await calendar.reread(connection, event.docket_id, room.clock())
        (event,) = await rows(room, court_events)
        assert (event.status, event.sequence) == ("gone", 1)
        assert await rows(room, calendar_readings) == []


async def test_the_calendar_is_shown(database_url: str) -> None:
    async with following(database_url) as room:
        asked = Asked("calendar", room.channel, "U1", "courts")
        here = await room.desk.answer(asked)
        assert here is not None
        assert "Wed., Nov. 5, 10 a.m. ET" in here.text
        await report(room, told(MOVED, "cl-2", 60))
        one = await room.desk.answer(Asked(f"calendar {CASE} dcd", room.channel, "U1"))
        assert one is not None
        assert "Fri., Nov. 7, 2 p.m. ET" in one.text
        assert "Moved: status conference is now Nov. 7, 2 p.m. ET, was Nov. 5, 10 a.m. ET" in (
            one.text
        )
        assert "is RESET to 11/7/2025" in one.text
        elsewhere = Destination(room.channel.team_id, "C9")
        empty = await room.desk.answer(Asked("calendar here", elsewhere, "U1"))
        assert empty is not None
        assert "No case is followed here." in empty.text
        await room.follow("dcd", "1:25-cv-00999", where=elsewhere)
        empty = await room.desk.answer(Asked("calendar", elsewhere, "U1"))
        assert empty is not None
        assert "The courts' feeds give no hearing dates" in empty.text
        card = await room.desk.answer(Asked(f"{CASE} dcd", room.channel, "U1"))
        assert card is not None
        assert "crier:calendar" in str(card.blocks)


async def test_the_calendar_on_a_terminal(database_url: str) -> None:
    async with following(database_url) as room:
        made = process.Parts(Settings(), room.db, Renderer(), room.clock)
        everything = await answer(made, "")
        (event,) = everything.value["events"]
        assert event["starts_at"] == "2025-11-05T10:00:00-05:00"
        assert (event["what"], event["time"], event["was"]) == ("status conference", "10:00", None)
        assert "Wed., Nov. 5, 10 a.m. ET" in everything.text
        one = await answer(made, f"{CASE} dcd")
        assert one.value == everything.value
        assert "11/5/2025 at 10:00 AM" in one.text


async def test_what_nobody_follows_any_more_is_forgotten(database_url: str) -> None:
    async with following(database_url) as room:
        await said(room, EVENING)
        async with room.db.write() as connection:
            await connection.execute(follows.update().values(ended_at=room.clock()))
        await upkeep.purge(room.db, room.clock() + timedelta(days=60))
        assert await rows(room, calendar_readings) == []


@contextlib.asynccontextmanager
async def feed(room: Newsroom) -> AsyncIterator[tuple[str, aiohttp.ClientSession]]:
    settings = Settings.model_validate({"CRIER_PUBLIC_URL": "https://crier.example.org"})
    made = web.site(settings, room.db, room.clock, None)
    async with (
        web.serving(made, 0, "127.0.0.1") as port,
        aiohttp.ClientSession(trust_env=False) as session,
    ):
        yield f"http://127.0.0.1:{port}", session


async def test_a_channels_feed(either_url: str, capfd: pytest.CaptureFixture[str]) -> None:
    async with following(either_url) as room, feed(room) as (origin, session):
        token = await calendarlinks.make(
            room.db, room.channel, by="U1", now=room.clock(), anew=False
        )
        private = Destination(room.channel.team_id, "D9")
        theirs = await calendarlinks.make(room.db, private, by="U2", now=room.clock(), anew=False)
        assert token != theirs
        assert len(token) >= 32

        async def get(path: str, **headers: str) -> tuple[int, bytes, str]:
            async with session.get(f"{origin}/calendar/{path}", headers=headers) as answer:
                return answer.status, await answer.read(), answer.headers.get("ETag", "")

        status, body, tag = await get(f"{token}.ics")
        assert status == 200
        (first,) = Calendar.from_ical(body).walk("VEVENT")
        assert (await get(f"{token}.ics", **{"If-None-Match": tag}))[0] == 304
        await report(room, told(MOVED, "cl-2", 60))
        _, body, _ = await get(f"{token}.ics", **{"If-None-Match": tag})
        (moved,) = Calendar.from_ical(body).walk("VEVENT")
        assert moved["UID"] == first["UID"]
        assert (first["SEQUENCE"], moved["SEQUENCE"]) == (0, 1)
        assert moved.decoded("DTSTART") == datetime(2025, 11, 7, 19, tzinfo=UTC)
        # The other conversation follows nothing, and sees nothing.
        assert not Calendar.from_ical((await get(f"{theirs}.ics"))[1]).walk("VEVENT")
        assert (await get(token))[0] == 404
        assert (await get("nobody.ics"))[:2] == (404, b"Not Found")
        assert (await get(f"{'%F0%9F' * 3000}.ics"))[0] == 404
        again = await calendarlinks.make(room.db, room.channel, by="U1", now=at(1), anew=True)
        assert (await get(f"{token}.ics"))[0] == 404
        assert (await get(f"{again}.ics"))[0] == 200
        assert await calendarlinks.end(room.db, room.channel, by="U1", now=at(2))
        assert not await calendarlinks.end(room.db, room.channel, by="U1", now=at(2))
        assert (await get(f"{again}.ics"))[0] == 404
    logged = "".join(capfd.readouterr())
    assert not any(secret in logged for secret in (token, theirs, again))


async def test_a_link_is_for_those_in_the_channel(database_url: str) -> None:
    async with following(database_url) as room:
        member, stranger = room.slack.user("reporter").id, "U0STRANGER"
        asked = Asked("", room.channel, member, "courts")
        unset = await room.desk.calendar_feed(asked)
        assert "CRIER_PUBLIC_URL" in unset.text
        room.desk.public_url = "https://crier.example.org"
        assert "has no link yet" in (await room.desk.calendar_feed(asked)).text
        made = await room.desk.new_calendar_link(asked)
        token = await calendarlinks.link_of(room.db, room.channel)
        assert len(token) == 48
        assert token.isalnum()
        assert f"https://crier.example.org/calendar/{token}.ics" in made.text
        assert token in (await room.desk.calendar_feed(asked)).text
        outside = await room.desk.calendar_feed(Asked("", room.channel, stranger, "courts"))
        assert token not in outside.text
        await room.desk.new_calendar_link(asked)
        await room.desk.end_calendar_link(asked)
        assert await calendarlinks.link_of(room.db, room.channel) == ""
        log = await room.desk.log(asked)
        # What was done is kept, and never the link itself.
        assert [line.partition("> ")[2] for line in _log_lines(log)[:3]] == [
            "ended the link to the calendar",
            "made a new link to the calendar",
            "made a link to the calendar",
        ]
        assert token not in str(log)


def _log_lines(log: Message) -> list[str]:
    return [line for block in log.blocks for line in block["text"]["text"].splitlines()]
