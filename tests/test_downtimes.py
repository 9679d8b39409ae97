"""Hours in which Crier itself was away: said once, when the courts have been read again."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.words.render import Renderer
from filings import db as databases
from filings.store import backups, downtimes, restoring, upkeep, watches
from filings.store.core import sources as source_rows
from filings.store.downtimes import DownHere
from filings.store.watches import Wish
from filings.types import Destination
from tests.newsroom import Newsroom, newsroom
from tests.test_silences import CASE, DOWN, body, notes, tell

COURTS = ("dcd", "cand")


async def live(room: Newsroom, worker: str, minutes: float) -> None:
    """A worker says each ten minutes that it lives, from now on."""
    await downtimes.alive(room.db, worker, room.clock())
    for _ in range(int(minutes // 10)):
        room.clock.forward(minutes=10)
        await downtimes.alive(room.db, worker, room.clock())


@contextlib.asynccontextmanager
async def working(url: str, *courts: str) -> AsyncIterator[Newsroom]:
    """A newsroom whose worker has lived for ten minutes and has just read all courts."""
    async with newsroom(url) as room:
        for court in courts:
            await room.follow(court, CASE)
        await live(room, "first", 10)
        for court in courts:
            await room.publish(court, body(court, room.clock()))
        await tell(room)
        yield room


@contextlib.asynccontextmanager
async def away(url: str, hours: float) -> AsyncIterator[Newsroom]:
    """A newsroom after so many hours without a worker, when one has just begun."""
    async with working(url, *COURTS) as room:
        room.clock.forward(hours=hours)
        await downtimes.alive(room.db, "second", room.clock())
        yield room


async def read(room: Newsroom, *courts: str) -> None:
    room.clock.forward(seconds=20)
    for court in courts:
        await room.publish(court, body(court, room.clock()))


async def test_once_when_all_is_read_again(either_url: str) -> None:
    async with away(either_url, 6) as room:
        assert await tell(room) == []
        await read(room, "dcd")
        assert await tell(room) == []
        await read(room, "cand")
        assert await tell(room) == [
            "I was down from 2:10 to 8:10 p.m. ET, Nov. 3. The feeds of N.D. Cal. and D.D.C. reach "
            "back over it, so nothing is missing there."
        ]
        await live(room, "second", 60)
        await read(room, *COURTS)
        assert await tell(room) == []


async def test_a_short_one_is_not_worth_saying(database_url: str) -> None:
    async with away(database_url, 0.9) as room:
        await read(room, *COURTS)
        assert await tell(room) == []


async def test_a_plain_restart_between_two_looks_is_no_downtime(either_url: str) -> None:
    # A feed that is rebuilt each two hours is not asked in between.
    async with working(either_url, "nysd") as room:
        await live(room, "first", 90)
        await upkeep.gone(room.db, "first")
        assert not await upkeep.worker_lives(room.db, room.clock())
        room.clock.forward(seconds=5)
        await downtimes.alive(room.db, "second", room.clock())
        assert await upkeep.worker_lives(room.db, room.clock())
        await read(room, "nysd")
        assert await tell(room) == []


async def test_a_worker_beside_others_that_live_notes_nothing(database_url: str) -> None:
    async with working(database_url, "dcd") as room:
        room.clock.forward(hours=6)
        await live(room, "other", 10)
        # One that was suspended for a while, beside one that was not.
        await downtimes.alive(room.db, "first", room.clock())
        await read(room, "dcd")
        said = await tell(room)
        assert len(said) == 1
        room.clock.forward(hours=2)
        await live(room, "other", 10)
        await downtimes.alive(room.db, "first", room.clock())
        await read(room, "dcd")
        assert len(await tell(room)) == 1
        await live(room, "other", 120)
        await downtimes.alive(room.db, "first", room.clock())
        await read(room, "dcd")
        assert await tell(room) == []


async def test_workers_that_begin_together_say_it_once(either_url: str) -> None:
    async with away(either_url, 6) as room:
        for name in ("third", "second"):
            room.clock.forward(seconds=5)
            await downtimes.alive(room.db, name, room.clock())
        await read(room, *COURTS)
        assert len(await tell(room)) == 1


async def test_a_machine_that_slept_is_a_downtime_without_a_restart(either_url: str) -> None:
    async with working(either_url, "dcd") as room:
        room.clock.forward(hours=5)
        await downtimes.alive(room.db, "first", room.clock())
        await read(room, "dcd")
        (said,) = await tell(room)
        assert said.startswith(
            "I was down from 2:10 to 7:10 p.m. ET, Nov. 3. D.D.C.'s feed reaches"
        )


async def test_workers_that_crash_at_once_do_not_end_it(either_url: str) -> None:
    async with working(either_url, "dcd") as room:
        for attempt in range(30):
            room.clock.forward(minutes=10)
            await downtimes.alive(room.db, f"crashes{attempt}", room.clock())
        room.clock.forward(minutes=10)
        await downtimes.alive(room.db, "lives", room.clock())
        await read(room, "dcd")
        (said,) = await tell(room)
        assert said.startswith("I was down from 2:10 to 7:20 p.m. ET, Nov. 3.")


async def test_of_days_of_crashes_it_is_known_when_they_began(database_url: str) -> None:
    async with working(database_url, "dcd") as room:
        for attempt in range(30):
            room.clock.forward(hours=1)
            await downtimes.alive(room.db, f"crashes{attempt}", room.clock())
        await read(room, "dcd")
        said, *_ = await tell(room)
        assert said.startswith("I was down from 2:10 p.m., Nov. 3, to 8:10 p.m. ET, Nov. 4.")


async def test_all_courts_are_due_after_it(database_url: str) -> None:
    async with away(database_url, 6) as room, room.db.read() as connection:
        due = await connection.execute(source_rows.select())
        assert all(row.due_at <= room.clock() for row in due)


async def test_a_court_that_does_not_answer_is_named_after_a_while(database_url: str) -> None:
    async with away(database_url, 6) as room:
        room.courts.behave("cand", DOWN)
        await room.read("cand")
        await read(room, "dcd")
        (said,) = await tell(room)
        assert "D.D.C.'s feed reaches back over it, so nothing is missing there." in said
        assert said.endswith("Not read again yet: N.D. Cal.")


async def test_nobody_waits_for_ever_for_a_court_that_is_not_read(database_url: str) -> None:
    async with away(database_url, 6) as room:
        await read(room, "dcd")
        assert await tell(room) == []
        room.clock.forward(minutes=15)
        assert len(await tell(room)) == 1


async def test_hours_out_of_reach_are_in_another_message(either_url: str) -> None:
    async with away(either_url, 40) as room:
        await read(room, *COURTS)
        down, unseen = await tell(room)
        assert down == (
            "I was down from 2:10 p.m., Nov. 3, to 6:10 a.m. ET, Nov. 5. What N.D. Cal. and D.D.C. "
            "listed is no longer all there; I name the hours in another message."
        )
        assert "may be missing here" in unseen


async def test_of_a_feed_that_stands_still_nothing_is_promised(database_url: str) -> None:
    async with working(database_url, "dcd") as room:
        room.clock.forward(hours=10)
        await downtimes.alive(room.db, "second", room.clock())
        room.clock.forward(seconds=20)
        # The court has not rebuilt it since before.
        await room.read("dcd")
        down, silent = await tell(room)
        assert down == (
            "I was down from 2:10 p.m., Nov. 3, to 12:10 a.m. ET, Nov. 4. D.D.C.'s feed was read "
            "again and has not been rebuilt for longer than usual."
        )
        assert silent.startswith("D.D.C.'s feed has not been rebuilt since 2:10 p.m. ET")


@pytest.mark.parametrize(
    ("everywhere", "said"),
    [
        (True, "D.D.C.'s feed reaches back over it, so nothing is missing there."),
        (False, "1 case here is read page by page and has not been read again yet."),
    ],
)
async def test_who_follows_no_case_of_the_court_hears_too(
    either_url: str, everywhere: bool, said: str
) -> None:
    async with working(either_url, "dcd") as room:
        room.slack.invite("general")
        other = Destination(room.slack.team_id, room.slack.channel("general").id)
        if everywhere:
            wish = Wish(words="port office", courts=(), everywhere=True)
            await watches.keep(room.db, other, wish, by="", now=room.clock())
        else:
            await room.follow("scotus", "25-123", where=other)
        await live(room, "first", 10)
        await read(room, "dcd")
        await tell(room)
        room.clock.forward(hours=10)
        await downtimes.alive(room.db, "second", room.clock())
        await read(room, "dcd")
        room.clock.forward(minutes=15)
        assert len(await tell(room)) == 1
        (heard,) = notes(room, "general")
        assert heard.startswith("I was down from 2:20 p.m., Nov. 3, to 12:20 a.m. ET, Nov. 4.")
        assert said in heard


async def test_after_a_restore_it_says_what_is_lacking(database_url: str, tmp_path: Path) -> None:
    file, other_url = tmp_path / "crier.backup", f"sqlite:///{tmp_path}/restored.db"
    async with working(database_url, "dcd") as room:
        backups.take(database_url, file, room.clock())
        # The database that it was taken of was worked on for hours.
        await live(room, "first", 240)
        restoring.restore(other_url, file)
        restored = await databases.prepare(other_url)
        try:
            await downtimes.alive(restored, "second", room.clock())
            async with restored.write() as connection:
                found = await downtimes.newly_over(connection, room.clock() + timedelta(minutes=15))
        finally:
            await restored.close()
        (down,) = found
        lacking = room.clock() - timedelta(minutes=240)
        assert (down.restored, down.since, down.until) == (True, lacking, room.clock())
        here = DownHere(room.channel, down.since, down.until, restored=True)
        assert Renderer().notice_down(here, room.clock()).text == (
            "My record was restored from a backup and lacks 2:10 to 6:10 p.m. ET, Nov. 3. What was "
            "told here in those hours may be told again."
        )
