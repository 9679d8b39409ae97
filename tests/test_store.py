"""The database keeps a reading whole or not at all, on either engine."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from filings import db as databases
from filings.db import Database
from filings.deciding.decide import decide
from filings.errors import BadInput, Overtaken, StoreError
from filings.store import (
    cases,
    folding,
    follows,
    known,
    notices,
    outbox,
    record,
    reports,
    sources,
    upkeep,
)
from filings.store.core import (
    changes,
    deliveries,
    dropped_items,
    entries,
    parts_of,
    posts,
    titles,
)
from filings.store.core import sources as source_table
from filings.terms import Terms
from filings.types import CaseFacts, Entry, Parsed, Report, Rule, Teller
from filings.views import PostView
from tests.filed import CASE, CASE_ID, NAME, OLD, at, feed, item
from tests.newsroom import Newsroom, newsroom
from watchers.poll import Poller, Result


@asynccontextmanager
async def watching(url: str) -> AsyncIterator[Newsroom]:
    async with newsroom(url) as room:
        await room.follow("dcd", CASE)
        room.clock.now = at(1)
        await room.publish("dcd", feed(0, OLD))
        yield room


async def count(db: Database, table: sa.Table) -> int:
    async with db.read() as connection:
        return int(await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


async def source(db: Database) -> Any:
    async with db.read() as connection:
        return (await connection.execute(sa.select(source_table))).one()


RECORD = (entries, changes, deliveries, titles)


async def kept(db: Database) -> tuple[Any, ...]:
    """All that a reading writes, without the lease that it was read with."""
    state = await source(db)
    figures = [await count(db, table) for table in RECORD]
    return (*figures, state.version, state.last_build, state.read_at, state.due_at, state.rhythm)


async def execute(db: Database, *statements: str) -> None:
    async with db.write() as connection:
        for statement in statements:
            await connection.exec_driver_sql(statement)


def raising(db: Database, table: str) -> list[str]:
    """Statements after which nothing can be added to a table."""
    if db.dialect == "sqlite":
        return [
            f"CREATE TRIGGER refuse BEFORE INSERT ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'no room'); END"
        ]
    return [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'no room'; END $$",
        f"CREATE TRIGGER refuse BEFORE INSERT ON {table} EXECUTE FUNCTION refuse()",
    ]


async def test_a_failure_in_the_middle_keeps_nothing_and_loses_nothing(either_url: str) -> None:
    async with watching(either_url) as room:
        before = await kept(room.db)
        room.courts.publish("dcd", feed(60, OLD, item(5, "Order", 30)))
        room.clock.now = at(61)
        await execute(room.db, *raising(room.db, "delivery"))
        with pytest.raises(StoreError, match="no room"):
            await room.read("dcd")
        assert await kept(room.db) == before
        on = "" if room.db.dialect == "sqlite" else " ON delivery"
        await execute(room.db, f"DROP TRIGGER refuse{on}")
        assert await sources.claim(room.db, "dcd", room.clock()) is None
        room.clock.forward(seconds=121)
        await room.read("dcd")
        await room.send()
        assert [f["what"] for f in room.told()] == ["Order"]


async def test_a_full_disk_keeps_nothing_and_loses_nothing(database_url: str) -> None:
    many = [item(n, f"Notice {n}", 30, name="A v. B " + "x" * 900) for n in range(5, 200)]
    async with watching(database_url) as room:
        before = await kept(room.db)
        limit = "PRAGMA max_page_count = {}"

        def cap(connection: Any, _record: Any) -> None:
            connection.cursor().execute(limit.format(1))

        sa.event.listen(room.db.engine.sync_engine, "connect", cap)
        await room.db.engine.dispose()
        room.courts.publish("dcd", feed(60, OLD, *many))
        room.clock.now = at(61)
        with pytest.raises(StoreError, match="full"):
            await room.read("dcd")
        sa.event.remove(room.db.engine.sync_engine, "connect", cap)
        await room.db.engine.dispose()
        assert await kept(room.db) == before
        room.clock.forward(seconds=121)
        outcome = await room.read("dcd")
        assert outcome.recorded is not None
        assert outcome.recorded.deliveries == len(many) + 1


async def test_a_database_that_another_holds_is_an_error_and_loses_nothing(
    database_url: str,
) -> None:
    async with watching(database_url) as room:
        before = await kept(room.db)

        def impatient(connection: Any, _record: Any) -> None:
            connection.cursor().execute("PRAGMA busy_timeout = 20")

        sa.event.listen(room.db.engine.sync_engine, "connect", impatient)
        await room.db.engine.dispose()
        room.courts.publish("dcd", feed(60, OLD, item(5, "Order", 30)))
        room.clock.now = at(61)
        held = await sources.claim(room.db, "dcd", room.clock())
        assert held is not None
        other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="does not let go"):
            await room.poller.poll(held)
        assert await kept(room.db) == before
        other.execute("ROLLBACK")
        other.close()
        room.clock.forward(seconds=121)
        await room.read("dcd")
        await room.send()
        assert [f["what"] for f in room.told()] == ["Order"]


async def test_who_lost_the_claim_writes_nothing(either_url: str) -> None:
    async with watching(either_url) as room:
        room.courts.publish("dcd", feed(60, OLD, item(5, "Order", 30)))
        room.clock.now = at(61)
        slow = await sources.claim(room.db, "dcd", room.clock())
        room.clock.forward(seconds=121)
        quick = await sources.claim(room.db, "dcd", room.clock())
        assert slow is not None
        assert quick is not None
        before = await kept(room.db)
        with pytest.raises(StoreError, match="claim on cmecf/dcd is over"):
            await room.poller.poll(slow)
        assert await kept(room.db) == before
        assert (await room.poller.poll(quick)).result is Result.READ
        await room.send()
        assert [f["what"] for f in room.told()] == ["Order"]


async def test_a_reading_of_an_epoch_that_is_over_is_dropped(either_url: str) -> None:
    async with watching(either_url) as room:
        room.courts.publish("dcd", feed(60, OLD, item(5, "Order", 30)))
        room.clock.now = at(61)
        held = await sources.claim(room.db, "dcd", room.clock())
        assert held is not None
        await follows.unfollow(room.db, room.channel, "dcd", parts_of("dcd", CASE), room.clock())
        await room.follow("dcd", CASE)
        with pytest.raises(StoreError, match="is over"):
            await room.poller.poll(held)
        await room.read("dcd")
        await room.send()
        assert room.told() == []
        assert (await source(room.db)).baseline_at is not None


async def test_what_cannot_be_read_is_kept_and_counted_once(either_url: str) -> None:
    broken = b"<item>\n<title>1:25-cv-00457 A</title><pubDate>soon</pubDate>\n</item>\n"
    async with watching(either_url) as room:
        for hour in (1, 2):
            room.clock.now = at(60 * hour + 1)
            body = feed(60 * hour, OLD, item(5, "Order", 30))
            body = body.replace(b"</channel>", broken + broken + b"</channel>")
            outcome = await room.publish("dcd", body)
            assert outcome.recorded is not None
            assert outcome.recorded.dropped == (1 if hour == 1 else 0)
        assert await count(room.db, dropped_items) == 1
        (view,) = await upkeep.source_views(room.db)
        assert view.dropped == 1
        await room.send()
        assert [f["what"] for f in room.told()] == ["Order"]


async def test_the_longest_things_a_court_can_print_fit(either_url: str) -> None:
    odd = item(5, "Order " * 300, 30, number="1:25-cv-00888" + "-ABCDEF" * 30, case_id=288888,
               name="A v. " + "B" * 3000)  # fmt: skip
    async with watching(either_url) as room:
        room.clock.now = at(61)
        await room.follow("dcd", "1:25-cv-00888")
        body = feed(60, OLD, odd, item(6, "Letter", 40)).replace(
            b"</lastBuildDate>", b" " + b"x" * 900 + b"</lastBuildDate>"
        )
        outcome = await room.publish("dcd", body)
        assert outcome.result is Result.READ
        await room.send()
        assert len(room.told()) == 2


async def test_a_rule_is_kept_to(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await follows.follow(
            room.db, room.channel, "dcd", parts_of("dcd", CASE), CASE, by="U1",
            now=room.clock(), terms=Terms(Rule(include=("order",), exclude=("proposed order",))),
        )  # fmt: skip
        room.clock.now = at(61)
        body = feed(
            60, OLD, item(5, "Order", 30), item(6, "Proposed Order", 31), item(7, "Letter", 32)
        )
        outcome = await room.publish("dcd", body)
        assert outcome.recorded is not None
        assert outcome.recorded.deliveries == 1
        await room.send()
        assert [f["what"] for f in room.told()] == ["Order"]


async def test_more_entries_than_one_statement_takes(either_url: str) -> None:
    many = [item(n, "Notice", 30 + n / 100) for n in range(5, 1005)]
    async with watching(either_url) as room:
        for hour in (2, 3):
            room.clock.now = at(60 * hour + 1)
            room.poller = Poller(
                room.db, room.poller._fetcher, room.clock, origin=room.courts.origin, min_seconds=0
            )
            outcome = await room.publish("dcd", feed(60 * hour, OLD, *many))
            assert outcome.recorded is not None
            assert outcome.recorded.deliveries == (1000 if hour == 2 else 0)


# Follows


async def test_a_number_that_fits_two_follows_of_a_channel(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await room.follow("dcd", CASE, "2:25-cv-00457")
        bare = parts_of("dcd", "25-cv-457")
        found = await follows.follow(
            room.db, room.channel, "dcd", bare, "25-cv-457", by="U1", now=room.clock()
        )
        assert found.already
        assert len(await follows.unfollow(room.db, room.channel, "dcd", bare, room.clock())) == 2
        assert len(await follows.listed(room.db)) == 2


async def test_a_live_follow_goes_before_one_that_ended(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await room.follow("dcd", CASE, "2:25-cv-00457")
        ended = await follows.unfollow(
            room.db, room.channel, "dcd", parts_of("dcd", CASE), room.clock()
        )
        assert len(ended) == 1
        bare = parts_of("dcd", "25-cv-457")
        found = await follows.follow(
            room.db, room.channel, "dcd", bare, "25-cv-457", by="U1", now=room.clock()
        )
        assert found.already
        assert len(await follows.listed(room.db)) == 1


async def test_two_workers_tell_once_that_a_case_is_known(postgres_url: str) -> None:
    async with newsroom(postgres_url) as room:
        await room.follow("dcd", CASE)
        await room.publish("dcd", feed(0, OLD))
        other = databases.connect(postgres_url)

        async def tell() -> int:
            async with other.write() as connection:
                return len(await notices.became_known(connection, room.clock()))

        async with room.db.write() as connection:
            assert len(await notices.became_known(connection, room.clock())) == 1
            second = asyncio.create_task(tell())
            await _until_blocked(postgres_url, second)
        assert await second == 0
        await other.close()


async def _until_blocked(url: str, task: asyncio.Task[Any]) -> None:
    """Until a statement of the task waits for a lock; at once when it never does."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as watch:
        while not task.done():
            found = await (await watch.execute(waiting)).fetchone()
            if found is not None and found[0]:
                return


async def test_what_changes_while_a_message_is_written_is_edited(postgres_url: str) -> None:
    composing, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def compose(post: PostView) -> str:
        loop.call_soon_threadsafe(composing.set)
        go_on.wait(30)
        return str(post.filings[0].events)

    async def write(room: Newsroom) -> outbox.PostRow | None:
        other = databases.connect(postgres_url)
        try:
            return await folding.write_alert(other, room.channel, room.clock(), compose)
        finally:
            await other.close()

    async with watching(postgres_url) as room:
        room.clock.now = at(61)
        await room.publish("dcd", feed(60, OLD, item(5, "Order", 30)))
        room.clock.now = at(121)
        room.courts.publish("dcd", feed(120, OLD, item(5, "Order", 30), item(5, "Opinion", 30)))
        writing = asyncio.create_task(asyncio.to_thread(lambda: asyncio.run(write(room))))
        await composing.wait()
        reading = asyncio.create_task(room.read("dcd"))
        await _until_blocked(postgres_url, reading)
        go_on.set()
        written = await writing
        await reading
        assert written is not None
        assert written.payload == "('Order',)"
        async with room.db.read() as connection:
            post = (await connection.execute(sa.select(posts))).one()
        assert (post.edits_wanted, post.edits_done) == (1, 0)


async def test_two_workers_never_hold_one_source(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await room.follow("dcd", CASE)
        await room.follow("nysd", CASE)
        workers = [room.db, *(databases.connect(either_url) for _ in range(3))]
        claimed = await asyncio.gather(*(sources.claim_due(w, room.clock(), 1) for w in workers))
        courts = [held.court for found in claimed for held in found]
        assert sorted(courts) == ["dcd", "nysd"]
        for worker in workers[1:]:
            await worker.close()


async def test_workers_are_known_to_live(either_url: str) -> None:
    async with newsroom(either_url) as room:
        now = room.clock()
        assert not await upkeep.worker_lives(room.db, now)
        await upkeep.alive(room.db, "p1", "worker", now)
        await upkeep.alive(room.db, "p1", "worker", now + timedelta(seconds=15))
        assert await upkeep.worker_lives(room.db, now + timedelta(seconds=70))
        assert not await upkeep.worker_lives(room.db, now + timedelta(seconds=80))
        await upkeep.gone(room.db, "p1")
        assert not await upkeep.worker_lives(room.db, now + timedelta(seconds=20))


async def test_a_court_that_asked_to_wait_is_not_due_because_somebody_asks(
    either_url: str,
) -> None:
    async with watching(either_url) as room:
        held = await sources.claim(room.db, "dcd", room.clock())
        assert held is not None
        async with room.db.write() as connection:
            await connection.execute(
                source_table.update().values(
                    lease=None, lease_until=None, not_before=room.clock() + timedelta(hours=1)
                )
            )
        await sources.check_now(room.db, "dcd", room.clock())
        assert await sources.claim_due(room.db, room.clock()) == []
        room.clock.forward(hours=1)
        assert [held.court for held in await sources.claim_due(room.db, room.clock())] == ["dcd"]


async def test_the_least_time_between_requests_holds_for_every_process(either_url: str) -> None:
    async with watching(either_url) as room:
        await sources.check_now(room.db, "dcd", room.clock())
        for wait in (0, 14):
            now = room.clock.forward(seconds=wait)
            assert await sources.claim_due(room.db, now, min_seconds=15) == []
            assert await sources.claim(room.db, "dcd", now, min_seconds=15) is None
        now = room.clock.forward(seconds=1)
        assert len(await sources.claim_due(room.db, now, min_seconds=15)) == 1


async def test_the_least_time_counts_from_the_answer(either_url: str) -> None:
    """A claim is early: redirects and waits for a turn make the last request a later one."""
    async with watching(either_url) as room:
        room.clock.forward(minutes=1)
        held = await sources.claim(room.db, "dcd", room.clock())
        assert held is not None
        room.clock.forward(seconds=40)
        await room.poller.poll(held)
        now = room.clock.forward(seconds=14)
        assert await sources.claim(room.db, "dcd", now, min_seconds=15) is None
        now = room.clock.forward(seconds=1)
        assert await sources.claim(room.db, "dcd", now, min_seconds=15) is not None


# Showing


async def test_a_case_with_its_filings_newest_first(either_url: str) -> None:
    async with watching(either_url) as room:
        room.clock.now = at(61)
        await room.publish("dcd", feed(60, OLD, item(5, "Order", 30), item(6, "Letter", 40)))
        team = room.channel.team_id
        found = await cases.case(room.db, "dcd", parts_of("dcd", "25-cv-457"), team)
        assert found is not None
        assert [filing.number for filing in found.filings] == [6, 5, 1]
        assert found.followed_in == (room.channel.channel_id,)
        (by_name,) = await cases.by_name(room.db, ["gazette", "PORT"], team)
        assert by_name.docket_number == CASE
        assert await cases.by_name(room.db, ["gaz%"], team) == []
        (by_id,) = await cases.by_case_id(room.db, "dcd", "277000", team)
        assert by_id.docket_number == CASE


# The engine


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mysql://host/crier", "DATABASE_URL names 'mysql'"),
        ("nonsense", "is not a database address"),
        ("postgres://crier:hush@db:port/crier", "is not a database address"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
    ],
)
def test_addresses_that_cannot_be_used(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        databases.url_of(text)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_addresses_as_hosts_give_them(scheme: str) -> None:
    url = databases.url_of(f"{scheme}://crier:secret@db.example.com/crier?sslmode=require")
    assert url.drivername == "postgresql+psycopg"
    assert url.query == {"sslmode": "require"}


@pytest.mark.parametrize(("told", "waits"), [("", "10"), ("?connect_timeout=4", "4")])
async def test_a_server_without_a_word_is_not_waited_for_long(
    postgres_url: str, told: str, waits: str
) -> None:
    db = databases.connect(postgres_url + told)
    async with db.engine.connect() as connection:
        raw = await connection.get_raw_connection()
        found = raw.driver_connection.info.get_parameters()  # type: ignore[union-attr]
    await db.close()
    assert found["connect_timeout"] == waits
    assert found["keepalives_idle"] == "30"
    assert found["tcp_user_timeout"] == "30000"


async def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Any) -> None:
    path = tmp_path / "crier.db"
    path.write_bytes(b"not a database at all" * 200)
    with pytest.raises(StoreError, match="not a database"):
        await databases.prepare(f"sqlite:///{path}")


async def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path}/nowhere/crier.db"
    with pytest.raises(BadInput, match="nowhere, which is no folder"):
        await databases.prepare(url)
    with pytest.raises(BadInput, match="nowhere, which is no folder"):
        databases.migrate(url)


async def test_a_server_that_does_not_answer_is_one_sentence() -> None:
    with pytest.raises(StoreError, match="could not do its part"):
        await databases.prepare("postgresql://nobody@127.0.0.1:9/none?connect_timeout=2")


async def test_sqlite_keeps_a_log_ahead_and_its_references(database_url: str) -> None:
    db = await databases.prepare(database_url)
    async with db.read() as connection:
        pragma = connection.exec_driver_sql
        assert (await pragma("PRAGMA journal_mode")).scalar() == "wal"
        assert (await pragma("PRAGMA foreign_keys")).scalar() == 1
    await db.close()


async def test_a_moment_without_a_zone_is_refused(database_url: str) -> None:
    db = await databases.prepare(database_url)
    with pytest.raises(sa.exc.StatementError, match="without a zone"):
        await upkeep.alive(db, "p1", "worker", at(0).replace(tzinfo=None))
    await db.close()


async def test_what_an_event_told_while_a_body_was_decided_is_decided_anew(either_url: str) -> None:
    """CourtListener's feed of a case and its events have the same keys."""
    async with watching(either_url) as room:
        told = Entry("cl-9001", CASE, NAME, str(CASE_ID), 9, None, None, ("Order",), at(2), "")
        parsed = Parsed((told,), None, "all", (), complete=False, teller=Teller.COURTLISTENER)
        room.clock.forward(hours=1)
        held = await sources.claim(room.db, "dcd", room.clock())
        assert held is not None
        now, after = room.clock(), sources.Next(room.clock() + timedelta(hours=1), held.rhythm)
        decision = decide(await known.known(room.db, held, parsed), parsed, now)
        about = CaseFacts(Teller.COURTLISTENER, "dcd", CASE, NAME, str(CASE_ID))
        await reports.record_report(room.db, Report(about, (told,), alerts=True), now=now)
        with pytest.raises(Overtaken):
            await record.record(room.db, held, parsed, decision, now=now, after=after)
        decision = decide(await known.known(room.db, held, parsed), parsed, now)
        recorded = await record.record(room.db, held, parsed, decision, now=now, after=after)
        assert recorded.entries == 0
        await room.send()
        assert [fact["key"] for fact in room.told()] == ["cl-9001"]
