"""sandbox.supremecourt: docket files on loopback."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import aiohttp
import pytest

from filings.errors import BadStatus
from sandbox import faults
from sandbox.supremecourt import SandboxSupremeCourt, after, read_versions
from tests.conftest import SHARED
from watchers.answers import Fetched, NotModified
from watchers.fetch import Fetcher

POLLS = SHARED / "corpus" / "scotus" / "polls" / "22O155"
BODY = b'{"CaseNumber": "25-123 "}'
AT = datetime(2026, 3, 8, 15, 0, tzinfo=UTC)


async def test_a_file_is_where_the_court_has_it_and_what_is_asked_is_kept() -> None:
    ticks = iter((10.0, 11.5))
    async with (
        SandboxSupremeCourt(monotonic=lambda: next(ticks)) as court,
        Fetcher(min_seconds=0) as fetcher,
    ):
        court.publish("25-123", BODY)
        got = await fetcher.get("scotus", f"{court.origin}/RSS/Cases/JSON/25-123.json")
        assert isinstance(got, Fetched)
        assert (got.body, got.etag, got.last_modified) == (BODY, None, None)
        with pytest.raises(BadStatus) as missing:
            await fetcher.get("scotus", court.url("25A456"))
        assert missing.value.status == 404
        told = [(each.at, each.number, each.status) for each in court.requests]
        assert told == [(10.0, "25-123", 200), (11.5, "25A456", 404)]


async def test_with_validators_it_answers_304() -> None:
    async with SandboxSupremeCourt(validators=True) as court, Fetcher(min_seconds=0) as fetcher:
        court.publish("25-123", BODY, at=AT)
        got = await fetcher.get("scotus", court.url("25-123"))
        assert got.last_modified == "Sun, 08 Mar 2026 15:00:00 GMT"
        for validators in ({"etag": got.etag}, {"last_modified": got.last_modified}):
            again = await fetcher.get("scotus", court.url("25-123"), **validators)
            assert isinstance(again, NotModified)
        court.publish("25-123", BODY + b"\n")
        assert isinstance(await fetcher.get("scotus", court.url("25-123"), etag=got.etag), Fetched)


async def test_it_fails_as_the_court_does_as_often_as_it_is_told() -> None:
    async with SandboxSupremeCourt() as court, aiohttp.ClientSession() as session:
        court.publish("25-123", BODY)
        court.behave("25-123", faults.html, times=1)
        async with session.get(court.url("25-123")) as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")
        async with session.get(court.url("25-123")) as answer:
            assert await answer.read() == BODY
        court.behave("25-123", faults.empty)
        async with session.get(court.url("25-123")) as answer:
            assert (answer.status, await answer.read()) == (200, b"")
        court.recover("25-123")
        court.withdraw("25-123")
        async with session.get(court.url("25-123")) as answer:
            assert answer.status == 404
        async with session.post(court.url("25-123")) as answer:
            assert answer.status == 405


async def test_a_slow_answer_is_kept_as_asked_before_it_comes() -> None:
    gate, asked = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        asked.set()
        await gate.wait()

    async with SandboxSupremeCourt() as court, Fetcher(min_seconds=0) as fetcher:
        court.publish("25-123", BODY)
        court.behave("25-123", after(wait))
        reading = asyncio.create_task(fetcher.get("scotus", court.url("25-123")))
        await asked.wait()
        assert [each.status for each in court.requests] == [0]
        assert not reading.done()
        gate.set()
        got = await reading
        assert isinstance(got, Fetched)
        assert got.body == BODY
        assert [each.status for each in court.requests] == [200]


async def test_a_recording_comes_out_on_the_callers_clock() -> None:
    versions = read_versions(POLLS)
    assert len(versions) == 5
    async with SandboxSupremeCourt() as court, Fetcher(min_seconds=0) as fetcher:
        court.replay(POLLS, "22O155")
        seen = []
        while (at := court.next_at) is not None:
            assert court.advance(at) == 1
            got = await fetcher.get("scotus", court.url("22O155"))
            assert isinstance(got, Fetched)
            seen.append(got.body)
        assert seen == [version.body for version in versions]
        rows = [len(json.loads(body)["ProceedingsandOrder"]) for body in seen]
        assert rows == sorted(rows)
        assert court.advance(datetime(2030, 1, 1, tzinfo=UTC)) == 0
