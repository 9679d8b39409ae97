"""A database that is locked, full, or loses its connections: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot.delivery.sender import Sender
from bot.delivery.transport import SlackTransports
from bot.serving.health import Health, database_trouble
from bot.words.render import Renderer
from filings import db as databases
from filings.db import Database
from filings.errors import StoreAway, StoreError
from filings.settings import Settings
from filings.store import upkeep
from filings.store.core import posts
from tests.filed import CASE, OLD, feed, item
from tests.newsroom import START, Newsroom, newsroom
from watchers.fetch import Fetcher
from watchers.poll import Poller
from watchers.schedule import Schedule

BRIEFLY = 0.05


@dataclass
class Desk:
    """A newsroom whose database has faults, with a tick of its own."""

    room: Newsroom
    schedule: Schedule
    health: Health

    async def beat(self, *, minutes: float = 0) -> list[Any]:
        """A tick and all that it began; what was logged by it."""
        self.room.clock.forward(minutes=minutes)
        with capture_logs() as said:
            await self.schedule.tick()
            await self.schedule.finish(60)
        return [line for line in said if line["log_level"] in ("error", "warning")]

    async def until_told(self, number: int) -> None:
        for _ in range(12):
            if len(self.room.told()) >= number:
                break
            await self.beat(minutes=1)
        # And no more of them, when what had no answer is looked for.
        for _ in range(3):
            await self.beat(minutes=2)
        assert len(self.room.told()) == number

    async def problems(self) -> str:
        return " ".join(await self.health.problems())


@contextlib.asynccontextmanager
async def desk(url: str, db: Database) -> AsyncIterator[Desk]:
    async with (
        newsroom(url) as room,
        Fetcher(min_seconds=0, now=room.clock, sleep=room.clock.sleep) as fetcher,
    ):
        await room.follow("dcd", CASE)
        await room.publish("dcd", feed(0, OLD))
        poller = Poller(db, fetcher, room.clock, origin=room.courts.origin, min_seconds=0)
        sender = Sender(
            db, Renderer(), room.clock, slack=SlackTransports(room.workspace), terminal=None,
            sleep=room.clock.sleep,
        )  # fmt: skip

        async def alive(now: datetime) -> None:
            await upkeep.alive(db, "w", "worker", now)

        async def send(_now: datetime) -> None:
            await sender.send_ready()

        schedule = Schedule(db, poller, room.clock, [send, alive])
        settings = Settings.model_validate(
            {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "0" * 32}
        )
        health = Health(settings, db, room.clock, None)
        try:
            yield Desk(room, schedule, health)
        finally:
            await db.close()


def publish(room: Newsroom, *numbers: int) -> None:
    filed = [item(number, "Order", number - 30) for number in numbers]
    room.courts.publish("dcd", feed(max(numbers, default=0), OLD, *filed))


@contextlib.contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another process writes to the file and does not end."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_a_file_that_another_program_keeps_locked(database_url: str, tmp_path: Path) -> None:
    db = databases.connect(database_url, busy_seconds=BRIEFLY)
    async with desk(database_url, db) as newsdesk:
        publish(newsdesk.room, 61)
        with locked(tmp_path / "crier.db"):
            said = await newsdesk.beat(minutes=10)
            said += await newsdesk.beat(minutes=1)
            said += await newsdesk.beat(minutes=1)
            (line,) = said
            assert (line["event"], line["state"]) == ("database", "away")
            assert "another program is writing to its file" in line["error"]
            assert "another program is writing" in await newsdesk.problems()
            assert "No worker" not in await newsdesk.problems()
        said = await newsdesk.beat(minutes=1)
        assert [line.get("state") for line in said] == ["back"]
        assert await newsdesk.problems() == ""
        await newsdesk.until_told(1)


async def test_whoever_waits_for_a_lock_has_his_turn_when_it_ends(
    database_url: str, tmp_path: Path
) -> None:
    db = databases.connect(database_url)
    async with desk(database_url, db) as newsdesk:
        publish(newsdesk.room, 61)
        with locked(tmp_path / "crier.db"):
            beat = asyncio.create_task(newsdesk.beat(minutes=10))
            for _ in range(1_000_000):
                if db.held_for:
                    break
                await asyncio.sleep(0)
            assert not beat.done()
            assert "kept the database's file locked for 0 seconds" in database_trouble(db, 0)
            assert database_trouble(db) == ""
        assert await beat == []
        assert db.held_for == 0.0
        await newsdesk.until_told(1)


class Disk:
    """Has room for so many pages; ``sizes`` counts what a file has now."""

    def __init__(self, db: Database) -> None:
        self.pages = 2**30
        sa.event.listen(db.engine.sync_engine, "checkout", self._limit)

    def _limit(self, connection: Any, _record: Any, _proxy: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA max_page_count={self.pages}")
        cursor.close()

    async def fill(self, db: Database) -> None:
        async with db.read() as connection:
            self.pages = int(await connection.scalar(sa.text("PRAGMA page_count")) or 0)


async def test_a_full_disk(database_url: str) -> None:
    db = databases.connect(database_url)
    disk = Disk(db)
    async with desk(database_url, db) as newsdesk:
        await disk.fill(db)
        filed = range(61, 261)
        publish(newsdesk.room, *filed)
        before = await rows(db)
        said = await newsdesk.beat(minutes=300)
        said += await newsdesk.beat(minutes=1)
        away = [line for line in said if line.get("state") == "away"]
        assert away
        assert "its disk is full; make room, and Crier goes on by itself" in away[0]["error"]
        assert (await rows(db))["entry"] == before["entry"]
        assert newsdesk.room.told() == []
        disk.pages = 2**30
        for _ in range(200):
            await newsdesk.beat(minutes=3)
            if len(newsdesk.room.told()) >= len(filed):
                break
        numbers = sorted(f["number"] for f in newsdesk.room.told())
        assert numbers == list(filed)


async def rows(db: Database) -> dict[str, int]:
    async with db.read() as connection:
        return {
            name: await connection.scalar(sa.text(f'SELECT count(*) FROM "{name}"')) or 0
            for name in ("entry", "change", "delivery", "post")
        }


async def test_nothing_is_half_written_on_a_full_disk(database_url: str) -> None:
    db = databases.connect(database_url)
    disk = Disk(db)
    await disk.fill(db)
    with pytest.raises(StoreAway, match="its disk is full"):
        await add(db, *(f"post-{number}" for number in range(2000)))
    assert "its disk is full" in db.trouble
    assert (await rows(db))["post"] == 0
    disk.pages = 2**30
    await add(db, "one")
    assert (db.trouble, (await rows(db))["post"]) == ("", 1)
    await db.close()


async def add(db: Database, *names: str, between: Callable[[], object] | None = None) -> None:
    """Messages in one transaction, with something that happens before the last one."""
    async with db.write() as connection:
        for name in names:
            if between is not None and name == names[-1]:
                await asyncio.to_thread(between)
            await connection.execute(
                posts.insert().values(
                    id=name, team_id="T1", channel_id="C1", kind="note", payload="x" * 900,
                    state="waiting", created_at=START, attempts=0, error="", edits_wanted=0,
                    edits_done=0,
                )
            )  # fmt: skip


# PostgreSQL: connections that are ended from the other side


def end_connections(url: str) -> int:
    """As a restart of the server does; those of this test's database alone."""
    with psycopg.connect(url, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    return len(ended)


async def test_a_server_that_was_restarted(postgres_url: str) -> None:
    db = databases.connect(postgres_url)
    async with desk(postgres_url, db) as newsdesk:
        for number in (61, 62, 63):
            publish(newsdesk.room, *range(61, number + 1))
            await newsdesk.beat(minutes=40)
            assert await asyncio.to_thread(end_connections, postgres_url)
        await newsdesk.until_told(3)
        assert [f["number"] for f in newsdesk.room.told()] == [61, 62, 63]


async def test_a_connection_that_ends_within_a_transaction(postgres_url: str) -> None:
    db = databases.connect(postgres_url)
    with pytest.raises(StoreAway):
        await add(db, "one", "two", between=lambda: end_connections(postgres_url))
    assert db.trouble
    assert (await rows(db))["post"] == 0
    await add(db, "one")
    assert (db.trouble, (await rows(db))["post"]) == ("", 1)
    await db.close()


@pytest.mark.parametrize("statement", range(1, 40, 6))
async def test_a_connection_that_ends_at_any_statement(postgres_url: str, statement: int) -> None:
    db = databases.connect(postgres_url)
    made = 0

    @sa.event.listens_for(db.engine.sync_engine, "before_cursor_execute")
    def _before(*_: Any) -> None:
        nonlocal made
        made += 1
        if made == statement:
            end_connections(postgres_url)

    async with desk(postgres_url, db) as newsdesk:
        publish(newsdesk.room, 61, 62)
        said = await newsdesk.beat(minutes=40)
        assert {line["event"] for line in said} <= {"database", "not sent"}
        await newsdesk.until_told(2)
        assert made > statement


async def test_a_mistake_is_not_taken_for_trouble(either_url: str) -> None:
    db = databases.connect(either_url)
    with pytest.raises(StoreError) as caught:
        await _mistaken(db)
    assert not isinstance(caught.value, StoreAway)
    assert db.trouble == ""
    await db.close()


async def _mistaken(db: Database) -> None:
    async with db.write() as connection:
        await connection.execute(sa.text("SELECT * FROM nowhere"))


def test_a_lock_is_waited_for_as_long_as_is_said() -> None:
    assert timedelta(seconds=databases.BUSY_SECONDS) == timedelta(seconds=30)
