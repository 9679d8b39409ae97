"""sandbox.courts, sandbox.faults and sandbox.feeds: courts on loopback."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from filings import courts
from filings.errors import BadInput
from sandbox import faults
from sandbox.courts import CourtServer, Recorded, read_recording
from sandbox.feeds import Item, render_feed
from tests.conftest import SHARED
from watchers import pacer

BUILT = datetime(2026, 3, 8, 15, 17, 5, tzinfo=UTC)
FILED = datetime(2026, 3, 8, 6, 59, 30, tzinfo=UTC)
ORDER = Item(
    number="1:26-cv-00457",
    name="Harbor & Pine, Inc. v. O'Dell <Trustee>",
    case_id=248_001,
    seq=27,
    event='Order on Motion for "Leave" [ADI]',
    filed_at=FILED,
    entry=8,
    doc_id="04509600001",
)
MINUTE = Item(
    number="1:26-cr-00012-1",
    name="USA v. NIÑO",
    case_id=248_002,
    seq=9,
    event="Minute Entry",
    filed_at=FILED + timedelta(hours=1),
)
POLLS = SHARED / "corpus" / "rss" / "polls"


async def fetch(
    url: str, headers: dict[str, str] | None = None, method: str = "GET"
) -> tuple[int, bytes, Mapping[str, str]]:
    async with (
        aiohttp.ClientSession(auto_decompress=False) as session,
        session.request(method, url, headers=headers, allow_redirects=False) as response,
    ):
        return response.status, await response.read(), response.headers


@pytest.mark.parametrize("court", ["dcd", "deb", "ca2", "cit"])
def test_a_feed_says_what_it_was_made_of(court: str) -> None:
    number = "26-643" if court == "ca2" else ORDER.number
    item = Item(number, ORDER.name, 248_001, 27, ORDER.event, FILED, entry=8, doc_id="04509600001")
    parsed = pacer.parse(render_feed(court, BUILT, [item], entry_types="orders"), court)
    assert parsed.built_at == BUILT
    assert parsed.entry_types == "orders"
    assert parsed.complete
    assert parsed.dropped == ()
    (entry,) = parsed.entries
    assert entry.docket_number == number
    assert entry.case_name == ORDER.name
    assert (entry.number, entry.doc_id, entry.seq) == (8, "04509600001", 27)
    assert entry.events == (ORDER.event,)
    assert entry.filed_at == FILED


@pytest.mark.parametrize("court", ["dcd", "deb", "ca2"])
def test_entries_may_go_unnumbered_and_unlinked(court: str) -> None:
    plain = Item("26-643", "Harbor v. Pine", 7, 1, "Notice", FILED)
    numbered = Item("26-643", "Harbor v. Pine", 7, 2, "Notice", FILED, entry=5)
    linked = Item("26-643", "Harbor v. Pine", 7, 3, "Notice", FILED, doc_id="00209100001")
    body = render_feed(court, BUILT, [plain, numbered, linked])
    entries = pacer.parse(body, court).entries
    assert [(entry.number, entry.doc_id) for entry in entries] == [
        (None, None),
        (5, None),
        (None, "00209100001"),
    ]


def test_events_of_one_filing_share_their_guid() -> None:
    again = Item(ORDER.number, ORDER.name, ORDER.case_id, ORDER.seq, "Set Deadlines", FILED)
    (entry,) = pacer.parse(render_feed("dcd", BUILT, [ORDER, again]), "dcd").entries
    assert entry.events == (ORDER.event, "Set Deadlines")


def test_a_feed_is_ascii_and_may_be_of_no_known_court() -> None:
    body = render_feed("xyzd", BUILT, [MINUTE], kind="district")
    assert body.isascii()
    (entry,) = pacer.parse(body, "xyzd").entries
    assert entry.case_name == "USA v. NIÑO"
    assert entry.defendant == 1
    with pytest.raises(BadInput):
        render_feed("xyzd", BUILT, [MINUTE])


async def test_a_court_serves_what_was_published_last() -> None:
    async with CourtServer() as server:
        url = server.url("dcd")
        assert url == courts.feed_url(courts.get("dcd"), server.origin)
        assert (await fetch(url))[:2] == (200, b"")
        server.publish("dcd", b"one")
        assert (await fetch(url))[:2] == (200, b"one")
        server.publish("dcd", b"two")
        server.publish("ca2", b"three")
        assert (await fetch(url))[:2] == (200, b"two")
        assert (await fetch(server.url("ca2")))[:2] == (200, b"three")
        status, body, _ = await fetch(server.origin.replace("{court}", "dcd") + "/cgi-bin/other.pl")
        assert status == 404
        assert body.startswith(b"<?xml")
        assert (await fetch(url, method="POST"))[0] == 405


async def test_every_request_is_kept() -> None:
    ticks = iter(range(100))
    async with CourtServer(monotonic=lambda: float(next(ticks))) as server:
        await fetch(server.url("dcd"), {"User-Agent": "A/1"})
        await fetch(server.url("ca2"))
        first, second = server.requests
    assert (first.at, first.court, first.method) == (0.0, "dcd", "GET")
    assert first.path == "/cgi-bin/rss_outside.pl"
    assert first.headers["user-agent"] == "A/1"
    assert second.path == "/n/beam/servlet/TransportRoom?servlet=RSSGenerator"
    assert server.forbidden == []


@pytest.mark.parametrize(
    "path",
    [
        "/cgi-bin/DktRpt.pl?248635",
        "/doc1/04509600001",
        "/docs1/00209100001",
        "/cgi-bin/show_case_doc?1,2",
        "/n/beam/servlet/TransportRoom?servlet=CaseSummary.jsp",
        "/%64oc1/04509600001",
    ],
)
async def test_what_costs_money_is_told_on(path: str) -> None:
    async with CourtServer() as server:
        status, _, _ = await fetch(server.origin.replace("{court}", "dcd") + path)
        assert status == 402
        assert len(server.forbidden) == 1
        assert server.forbidden == server.requests


async def test_etags_are_an_option() -> None:
    async with CourtServer(etags=True) as server:
        server.publish("dcd", b"one")
        _, _, headers = await fetch(server.url("dcd"))
        again = {"If-None-Match": headers["ETag"]}
        assert (await fetch(server.url("dcd"), again))[0] == 304
        server.publish("dcd", b"two")
        assert (await fetch(server.url("dcd"), again))[:2] == (200, b"two")


async def test_a_frozen_court_keeps_its_body() -> None:
    async with CourtServer() as server:
        server.publish("dcd", b"one")
        server.freeze("dcd")
        server.publish("dcd", b"two")
        assert (await fetch(server.url("dcd")))[1] == b"one"
        server.recover("dcd")
        server.publish("dcd", b"three")
        assert (await fetch(server.url("dcd")))[1] == b"three"


async def test_faults_last_as_long_as_asked() -> None:
    async with CourtServer() as server:
        server.publish("dcd", b"one")
        server.behave("dcd", faults.status(503, retry_after="120"), times=2)
        answers = [await fetch(server.url("dcd")) for _ in range(3)]
        assert [status for status, _, _ in answers] == [503, 503, 200]
        assert answers[0][2]["Retry-After"] == "120"
        server.behave("dcd", faults.empty)
        assert (await fetch(server.url("dcd")))[:2] == (200, b"")
        server.behave("dcd", faults.html)
        status, body, _ = await fetch(server.url("dcd"))
        assert status == 200
        assert b"<html" in body
        server.behave("dcd", faults.cut(2))
        assert (await fetch(server.url("dcd")))[:2] == (200, b"on")
        server.behave("dcd", faults.not_found)
        assert (await fetch(server.url("dcd")))[0] == 404
        server.behave("dcd", faults.redirect("https://elsewhere.example/"))
        assert (await fetch(server.url("dcd")))[2]["Location"] == "https://elsewhere.example/"


async def test_connections_break_where_told() -> None:
    async with CourtServer() as server:
        server.publish("dcd", b"one two three")
        server.behave("dcd", faults.dropped)
        with pytest.raises(aiohttp.ClientError):
            await fetch(server.url("dcd"))
        server.behave("dcd", faults.torn(3))
        async with aiohttp.ClientSession() as session, session.get(server.url("dcd")) as response:
            assert response.content_length == 13
            assert await response.content.readexactly(3) == b"one"
            with pytest.raises(aiohttp.ClientPayloadError):
                await response.content.read()


async def test_a_bomb_is_small_on_the_wire() -> None:
    async with CourtServer() as server:
        server.behave("dcd", faults.bomb(5_000_000))
        _, packed, headers = await fetch(server.url("dcd"), {"Accept-Encoding": "gzip"})
        assert headers["Content-Encoding"] == "gzip"
        assert len(packed) < 20_000
        assert len(gzip.decompress(packed)) >= 5_000_000


async def test_loaded_bodies_come_out_as_the_clock_is_moved() -> None:
    hour = timedelta(hours=1)
    async with CourtServer() as server:
        server.load("dcd", [Recorded(BUILT + hour, b"two"), Recorded(BUILT, b"one")])
        server.load("deb", [Recorded(BUILT + hour / 2, b"other")])
        assert server.next_at == BUILT
        assert server.advance(BUILT - hour) == 0
        assert server.advance(BUILT) == 1
        assert (await fetch(server.url("dcd")))[1] == b"one"
        assert server.next_at == BUILT + hour / 2
        assert server.advance(BUILT + 5 * hour) == 2
        assert (await fetch(server.url("dcd")))[1] == b"two"
        assert server.next_at is None


async def test_a_recording_is_played_at_any_speed() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    server = CourtServer()
    server.load("dcd", [Recorded(BUILT + timedelta(hours=n), b"") for n in range(3)])
    await server.play(3600.0, sleep=sleep)
    assert slept == [0.0, 1.0, 1.0]
    assert server.next_at is None


def test_a_recording_is_read_by_its_build_times(tmp_path: Path) -> None:
    early = render_feed("dcd", BUILT, [])
    late = render_feed("dcd", BUILT + timedelta(hours=1), [ORDER])
    (tmp_path / "a.xml").write_bytes(late)
    (tmp_path / "b.xml.gz").write_bytes(gzip.compress(early))
    (tmp_path / "c.xml").write_bytes(b"")
    assert read_recording(tmp_path) == (
        Recorded(BUILT, early),
        Recorded(BUILT + timedelta(hours=1), late),
    )


@pytest.mark.skipif(not POLLS.is_dir(), reason="the recorded polls are not here")
async def test_real_recordings_are_replayed() -> None:
    async with CourtServer() as server:
        for court in ("dcd", "ca2"):
            server.replay(POLLS / court, court)
        first = server.next_at
        assert first is not None
        assert server.advance(first + timedelta(days=1)) > 20
        parsed = pacer.parse((await fetch(server.url("dcd")))[1], "dcd")
        assert parsed.complete
        assert parsed.built_at is not None
        assert parsed.built_at <= first + timedelta(days=1)
