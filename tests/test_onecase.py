"""Sources that are one case: the Supreme Court's dockets, CourtListener's feeds."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import web

from bot.desk.standing import standing
from filings.store import follows, notices, sources
from filings.store.core import changes, deliveries, dockets, entries, listings, parts_of
from filings.store.core import sources as source_table
from filings.types import Destination, Event
from tests.newsroom import Newsroom, newsroom
from tests.test_atom import entry as atom_entry
from tests.test_atom import feed as atom_feed
from tests.test_rows import LISTED, POLLS
from watchers.poll import Outcome, Poller, Result
from watchers.schedule import Schedule, check

START = datetime(2020, 12, 10, 15, 4, tzinfo=UTC)
OTHER = Destination("", "terminal")


@dataclass
class Site:
    """Answers each path with a body or a status; remembers what was asked."""

    origin: str = ""
    answers: dict[str, bytes | int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        found = self.answers.get(request.path, 404)
        if isinstance(found, int):
            return web.Response(status=found)
        return web.Response(body=found)

    def docket(self, number: str, body: bytes | int) -> None:
        self.answers[f"/RSS/Cases/JSON/{number}.json"] = body


@asynccontextmanager
async def watching(
    url: str, *numbers: str, off: bool = False
) -> AsyncIterator[tuple[Newsroom, Site]]:
    site = Site()
    app = web.Application()
    app.router.add_get("/{path:.*}", site.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    host, port = runner.addresses[0][:2]
    site.origin = f"http://{host}:{port}"
    try:
        async with newsroom(url, now=START) as room:
            room.poller = Poller(
                room.db, room.poller._fetcher, room.clock, origin=room.courts.origin,
                min_seconds=0, scotus_origin=None if off else site.origin,
                courtlistener_origin=site.origin,
            )  # fmt: skip
            await room.follow("scotus", *numbers)
            yield room, site
    finally:
        await runner.cleanup()


async def beat(room: Newsroom) -> None:
    schedule = Schedule(room.db, room.poller, room.clock)
    await schedule.tick()
    await schedule.finish()


async def row(room: Newsroom, source: str) -> Mapping[str, Any]:
    async with room.db.read() as connection:
        found = await connection.execute(sa.select(source_table).where(source_table.c.id == source))
        return dict(found.mappings().one())


def docket(number: str, *rows: tuple[str, str], **more: Any) -> bytes:
    data = {
        "CaseNumber": f"{number} ", "PetitionerTitle": "Harbor Gazette, Petitioner",
        "RespondentTitle": "Port Office",
        "ProceedingsandOrder": [{"Date": day, "Text": text} for day, text in rows], **more,
    }  # fmt: skip
    return json.dumps(data).encode()


FILED = ("Dec 01 2020", "Application (20A100) for a stay, submitted to Justice Alito.")
ALL = "scotus/20A100"


async def changed(room: Newsroom, after: int) -> list[tuple[str, str, str]]:
    """Event of each change since the change with that id, and the row's text."""
    async with room.db.read() as connection:
        found = await connection.execute(
            sa.select(changes.c.event, entries.c.text, changes.c.key)
            .join(
                entries,
                sa.and_(entries.c.court == changes.c.court, entries.c.key == changes.c.key),
            )
            .where(changes.c.id > after)
        )
        return sorted((r.event, r.text, r.key) for r in found)


async def last_change(room: Newsroom) -> int:
    async with room.db.read() as connection:
        return await connection.scalar(sa.select(sa.func.max(changes.c.id))) or 0


async def test_the_polls_of_an_original_case_give_what_a_person_would_list(
    either_url: str, shared: Path
) -> None:
    async with watching(either_url, "No. 155, Orig.") as (room, site):
        for place, at in enumerate(POLLS):
            body = (shared / "corpus/scotus/polls/22O155" / f"{at}.json").read_bytes()
            site.docket("22O155", body)
            before = await last_change(room)
            room.clock.forward(hours=2)
            assert (await room.read("scotus/22O155")).result is Result.READ
            found = await changed(room, before)
            if not place:
                assert found == []
                continue
            new, rewritten = LISTED[place - 1]
            told = [text for event, text, _key in found if event == Event.NEW]
            assert len(told) == len(new)
            assert all(t.startswith(n) for t, n in zip(sorted(told), sorted(new), strict=True))
            others = [(event, text) for event, text, _key in found if event != Event.NEW]
            assert others == [(Event.AMENDED, after) for _before, after in rewritten]
            # The same once more, and a third time, is no change.
            for expected in (Result.READ, Result.UNCHANGED):
                room.clock.forward(hours=1)
                before = await last_change(room)
                assert (await room.read("scotus/22O155")).result is expected
                assert await changed(room, before) == []
        async with room.db.read() as connection:
            assert await connection.scalar(sa.select(sa.func.count()).select_from(entries)) == 33
            owed = await connection.scalar(sa.select(sa.func.count()).select_from(deliveries))
        assert owed == sum(len(new) for new, _ in LISTED)


async def test_only_the_followed_cases_are_read(database_url: str) -> None:
    async with watching(database_url, "20A100", "20-55") as (room, site):
        site.docket("20A100", docket("20A100", FILED))
        await beat(room)
        assert sorted(site.asked) == ["/RSS/Cases/JSON/20-55.json", "/RSS/Cases/JSON/20A100.json"]
        await follows.unfollow(
            room.db, room.channel, "scotus", parts_of("scotus", "20-55"), room.clock()
        )
        assert [source.id for source in await sources.followed(room.db)] == [ALL]


async def test_a_pending_application_is_looked_at_every_ten_minutes(database_url: str) -> None:
    async with watching(database_url, "20A100", "20-55") as (room, site):
        site.docket("20A100", docket("20A100", FILED))
        site.docket("20-55", docket("20-55", ("Dec 01 2020", "Petition filed.")))
        waits: list[list[timedelta]] = []
        for _ in range(4):
            waits.append([])
            for source in (ALL, "scotus/20-55"):
                outcome = await room.read(source)
                assert outcome.due_at is not None
                waits[-1].append(outcome.due_at - room.clock())
        assert waits == [[timedelta(minutes=10), timedelta(hours=1)]] * 4
        denied = ("Dec 11 2020", "Application (20A100) denied by Justice Alito.")
        site.docket("20A100", docket("20A100", FILED, denied))
        outcome = await room.read(ALL)
        assert outcome.due_at == room.clock() + timedelta(hours=1)


async def test_a_failure_costs_only_the_case_and_ten_minutes(database_url: str) -> None:
    async with watching(database_url, "20A100", "20-55") as (room, site):
        site.docket("20A100", docket("20A100", FILED))
        site.docket("20-55", docket("20-55", ("Dec 01 2020", "Petition filed.")))
        await beat(room)
        site.docket("20-55", 503)
        failed = await room.read("scotus/20-55")
        assert (failed.result, failed.case) == (Result.FAILED, "20-55")
        assert failed.due_at == room.clock() + timedelta(seconds=600)
        assert (await row(room, ALL))["failures"] == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>gone</html>", docket("20-56"), b"{"],
    ids=["empty", "page", "other", "cut"],
)
async def test_an_answer_that_is_no_docket_withdraws_nothing(
    body: bytes, database_url: str
) -> None:
    async with watching(database_url, "20A100") as (room, site):
        site.docket("20A100", docket("20A100", FILED))
        await room.read(ALL)
        site.docket("20A100", body)
        for _ in range(3):
            room.clock.forward(hours=1)
            assert (await room.read(ALL)).result is Result.FAILED
        assert await changed(room, 0) == []


async def test_a_case_that_the_court_does_not_know_is_no_outage(database_url: str) -> None:
    async with watching(database_url, "20-9999") as (room, _site):
        outcome = await room.read("scotus/20-9999")
        assert outcome.due_at == room.clock() + timedelta(hours=1)
        for _ in range(3):
            room.clock.forward(hours=1)
            await room.read("scotus/20-9999")
        await room.notices.duty(room.clock())
        await room.send()
        assert room.messages() == []
        assert (await row(room, "scotus/20-9999"))["state"] == "unknown"


async def test_a_row_that_is_gone_twice_is_withdrawn(database_url: str) -> None:
    async with watching(database_url, "20A100") as (room, site):
        more = ("Dec 02 2020", "Response requested, due December 9.")
        site.docket("20A100", docket("20A100", FILED, more))
        await room.read(ALL)
        site.docket("20A100", docket("20A100", FILED))
        for _ in range(2):
            assert [event for event, _t, _k in await changed(room, 0)] == []
            room.clock.forward(minutes=10)
            await room.read(ALL)
        assert [(e, t) for e, t, _k in await changed(room, 0)] == [(Event.WITHDRAWN, more[1])]


async def test_the_switch_turns_it_off(database_url: str) -> None:
    async with watching(database_url, "20A100", off=True) as (room, site):
        await beat(room)
        read = await sources.followed(room.db)
        outcomes = await check(
            room.db, room.poller, read, room.clock, min_seconds=0, sleep=room.clock.sleep
        )
        assert [(o.result, o.case) for o in outcomes] == [(Result.FAILED, "20A100")]
        assert site.asked == []


async def test_check_reads_every_case(either_url: str) -> None:
    async with watching(either_url, *(f"20A{n}" for n in range(1, 13))) as (room, site):
        for number in range(1, 13):
            site.docket(f"20A{number}", docket(f"20A{number}"))
        read = await sources.followed(room.db)
        outcomes = await check(
            room.db, room.poller, read, room.clock, min_seconds=0, sleep=room.clock.sleep
        )
        assert {(o.court, o.result) for o in outcomes} == {("scotus", Result.READ)}
        assert len({o.case for o in outcomes}) == len(site.asked) == 12


async def test_an_outage_is_told_once_in_each_channel_that_it_concerns(either_url: str) -> None:
    async with watching(either_url, "20A100", "20-55") as (room, site):
        site.docket("20A100", docket("20A100", FILED))
        site.docket("20-55", docket("20-55"))
        site.docket("20-77", docket("20-77"))
        await room.follow("scotus", "20-77", where=OTHER)
        await beat(room)
        # That the cases were found is said first.
        await room.notices.duty(room.clock())
        await room.send()
        found, printed = len(room.messages()), len(room.printed)

        async def an_hour(*failing: str) -> None:
            for number in ("20A100", "20-55"):
                body = docket(number, FILED) if number == "20A100" else docket(number)
                site.docket(number, 503 if number in failing else body)
            for _ in range(7):
                room.clock.forward(minutes=10, seconds=1)
                await beat(room)
                await room.notices.duty(room.clock())
            await room.send()

        said = []
        for failing in (("20A100",), ("20A100", "20-55"), ("20A100", "20-55"), ("20-55",), ()):
            await an_hour(*failing)
            said.append(len(room.messages()) - found)
        assert said == [1, 1, 1, 1, 2]
        assert len(room.printed) == printed


# CourtListener's feed of a docket


async def listed(room: Newsroom, listing: int) -> None:
    async with room.db.write() as connection:
        parts = parts_of("kyed", "1:25-cv-00457")
        made = await connection.execute(
            sa.insert(dockets)
            .values(
                court="kyed", **parts._asdict(), number="1:25-cv-00457", case_name="A v. B",
                judges="", url="", first_seen_at=room.clock(),
            )
            .returning(dockets.c.id)
        )  # fmt: skip
        await connection.execute(
            sa.insert(listings).values(
                id=listing, court="kyed", docket_id=made.scalar_one(), case_id="", page="", alert=""
            )
        )


async def test_a_court_without_a_feed_is_read_at_courtlistener(either_url: str) -> None:
    async with watching(either_url) as (room, site):
        room.clock.now = datetime(2025, 11, 3, 19, tzinfo=UTC)
        await listed(room, 69651188)
        await room.follow("kyed", "1:25-cv-00457")
        assert [s.id for s in await sources.followed(room.db)] == ["cmecf/kyed"]
        room.courts.publish("kyed", b"")
        assert (await room.read("kyed")).result is Result.FAILED
        assert [s.id for s in await sources.followed(room.db)] == ["atom/69651188", "cmecf/kyed"]
        # Nothing is missed there, so that nobody is told of an outage.
        async with room.db.read() as connection:
            assert await notices.dependents(connection, "kyed") == []
        (stands,) = (await standing(room.db, room.channel, None, room.clock())).feeds
        assert stands.by_listing

        async def read(*lines: str) -> Outcome:
            site.answers["/docket/69651188/feed/"] = atom_feed(*lines)
            room.clock.forward(minutes=31)
            return await room.read("atom/69651188")

        old, new = atom_entry("entry-60", "Complaint"), atom_entry("entry-61", "Order")
        first = await read(old)
        assert first.result is Result.READ
        assert first.due_at == room.clock() + timedelta(minutes=30)
        await read(new, old)
        # What falls off the end of thirty entries is not withdrawn.
        for _ in range(3):
            await read(new)
        assert [(e, t) for e, t, _k in await changed(room, 0)] == [(Event.NEW, "Order")]
        await follows.unfollow(
            room.db, room.channel, "kyed", parts_of("kyed", "1:25-cv-00457"), room.clock()
        )
        assert await sources.followed(room.db) == []


async def test_a_court_with_a_feed_is_not_read_at_courtlistener(database_url: str) -> None:
    async with watching(database_url) as (room, _site):
        await listed(room, 69651188)
        await room.follow("kyed", "1:25-cv-00457")
        assert [s.kind for s in await sources.followed(room.db)] == ["cmecf"]
