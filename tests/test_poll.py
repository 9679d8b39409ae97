"""One court read once: whatever it answers costs only itself."""

from __future__ import annotations

import gzip
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from filings.store import sources, upkeep
from sandbox import faults
from sandbox.faults import Behaviour
from tests.filed import CASE, OLD, at, feed, item
from tests.newsroom import Newsroom, newsroom
from watchers.fetch import Fetcher
from watchers.poll import Poller, Result

ORDER = item(5, "Order", 30)


@asynccontextmanager
async def watching(url: str, *, etags: bool = False) -> AsyncIterator[Newsroom]:
    async with newsroom(url, etags=etags) as room:
        await room.follow("dcd", CASE)
        room.clock.now = at(1)
        await room.publish("dcd", feed(0, OLD))
        yield room


async def told(room: Newsroom) -> list[str]:
    await room.send()
    return [filing["what"] for filing in room.told()]


def is_one_sentence(error: str, court: str = "dcd") -> bool:
    return court in error and error.endswith(".") and "\n" not in error and len(error) < 120


FAULTS: dict[str, Behaviour] = {
    "empty": faults.empty,
    "a page": faults.html,
    "503": faults.status(503),
    "504": faults.status(504),
    "404": faults.not_found,
    "cut in its head": faults.cut(100),
    "torn in its head": faults.torn(100),
    "torn before its items": faults.torn(430),
    "no answer": faults.dropped,
    "to itself": faults.redirect(),
    "to elsewhere": faults.redirect("https://example.com/login"),
    "a bomb": faults.bomb(21_000_000),
    "endless": faults.endless,
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_costs_only_itself(fault: str, database_url: str) -> None:
    async with watching(database_url) as room:
        await room.follow("nysd", CASE)
        room.clock.now = at(61)
        room.courts.behave("dcd", FAULTS[fault], times=10)
        failed = await room.publish("dcd", feed(60, OLD, ORDER))
        assert failed.result is Result.FAILED
        assert is_one_sentence(failed.error), failed.error
        assert failed.due_at is not None
        assert failed.due_at > room.clock()
        other = await room.publish("nysd", feed(60, OLD, court="nysd"))
        assert other.result is Result.READ
        views = {view.court: view for view in await upkeep.source_views(room.db)}
        assert (views["dcd"].failures, views["dcd"].error) == (1, failed.error)
        assert views["nysd"].error == ""
        room.courts.recover("dcd")
        assert (await room.read("dcd")).result is Result.READ
        assert await told(room) == ["Order"]
        views = {view.court: view for view in await upkeep.source_views(room.db)}
        assert (views["dcd"].failures, views["dcd"].error, views["dcd"].state) == (0, "", "read")


@pytest.mark.parametrize(
    "name",
    [
        "alnb_504.html", "ca11_503.html", "ca3_beam_error.html", "ca7_unsuccessful.txt",
        "cob_empty.xml", "utd_404.xhtml", "caeb_stale.xml.gz",
    ],
)  # fmt: skip
async def test_recorded_odd_bodies_change_nothing(
    name: str, shared: Path, database_url: str
) -> None:
    body = (shared / "corpus/rss/odd" / name).read_bytes()
    if name.endswith(".gz"):
        body = gzip.decompress(body)
    async with watching(database_url) as room:
        room.clock.now = at(61)
        await room.publish("dcd", feed(60, OLD, ORDER))
        outcome = await room.publish("dcd", body)
        assert outcome.result is Result.FAILED
        assert is_one_sentence(outcome.error), outcome.error
        unchanged = await room.publish("dcd", feed(60, OLD, ORDER))
        assert unchanged.result is Result.UNCHANGED
        room.clock.now = at(121)
        await room.publish("dcd", feed(120, OLD, ORDER))
        assert await told(room) == ["Order"]


async def test_the_whole_items_of_a_recorded_torn_body_are_told(
    shared: Path, database_url: str
) -> None:
    body = (shared / "corpus/rss/odd/ctd_two_documents.xml").read_bytes()
    whole: dict[str, str] = {}
    for raw in re.findall(rb"<item>(?:(?!<item>).)*?</item>", body, re.DOTALL):
        try:
            found = ElementTree.fromstring(raw)
        except ElementTree.ParseError:
            continue
        ids = re.findall(r"\d+", (found.findtext("guid") or "").partition("?")[2])
        number = re.match(r"\d+:\d\d-\w+-\d+", found.findtext("title") or "")
        if number and len(ids) == 2 and found.findtext("link", "").endswith(f"?{ids[0]}"):
            whole["-".join(ids)] = number[0]
    assert len(whole) > 300
    async with newsroom(database_url) as room:
        await room.follow("ctd", *sorted(set(whole.values())))
        room.clock.now = at(1)
        await room.publish("ctd", feed(0, OLD, court="ctd"))
        outcome = await room.publish("ctd", body)
        assert outcome.result is Result.READ
        await room.send()
        marks = {key.partition("-")[2] for key in whole}
        keys = [filing["key"] for filing in room.told() if filing["event"] == "new"]
        assert len(keys) == len(set(keys))
        # Of one filing under several defendants the first one's key is told.
        assert {key.partition("-")[2] for key in keys} == marks
        assert [f for f in room.told() if f["event"] == "withdrawn"] == []


async def test_a_torn_body_tells_its_whole_items_and_the_next_one_the_rest(
    either_url: str,
) -> None:
    async with watching(either_url) as room:
        room.clock.now = at(61)
        body = feed(60, OLD, ORDER, item(6, "Letter", 40))
        room.courts.behave("dcd", faults.torn(body.index(b"[Order]")), times=1)
        torn = await room.publish("dcd", body)
        assert torn.result is Result.READ
        assert await told(room) == ["Letter"]
        assert (await room.read("dcd")).result is Result.READ
        assert await told(room) == ["Letter", "Order"]


async def test_the_same_build_is_not_read_twice(either_url: str) -> None:
    async with watching(either_url) as room:
        again = await room.read("dcd")
        assert again.result is Result.UNCHANGED
        assert again.recorded is None


async def test_not_modified(either_url: str) -> None:
    async with watching(either_url, etags=True) as room:
        assert (await room.read("dcd")).result is Result.UNCHANGED
        assert "if-none-match" in room.courts.requests[-1].headers
        room.clock.now = at(61)
        assert (await room.publish("dcd", feed(60, OLD, ORDER))).result is Result.READ
        assert await told(room) == ["Order"]


async def test_a_torn_body_is_asked_for_in_full_again(database_url: str) -> None:
    async with watching(database_url, etags=True) as room:
        room.clock.now = at(61)
        room.courts.behave("dcd", faults.cut(900), times=1)
        await room.publish("dcd", feed(60, OLD, ORDER))
        await room.read("dcd")
        assert "if-none-match" not in room.courts.requests[-1].headers
        assert await told(room) == ["Order"]


@pytest.mark.parametrize("remembering", [True, False])
async def test_a_body_that_is_nearly_known(remembering: bool, database_url: str) -> None:
    """The same comes out with the memory of the body before as without it."""
    day = [item(100 + n, f"Notice {n}", n) for n in range(60)]
    async with watching(database_url) as room:
        recorded = []
        for step in range(4):
            built = 60 * (step + 2)
            room.clock.now = at(built + 1)
            shown = day[step : 50 + 2 * step]
            if step == 3:
                shown[5] = item(108, "Notice 8 as amended", 8)
            if not remembering:
                room.poller = await _another(room)
            outcome = await room.publish("dcd", feed(built, *shown))
            assert outcome.recorded is not None
            recorded.append((outcome.recorded.entries, outcome.recorded.deliveries))
        assert recorded == [(50, 50), (2, 2), (2, 2), (2, 2)]
        what = await told(room)
        assert "Notice 8 as amended" in what
        assert len(what) == 56


async def _another(room: Newsroom) -> Poller:
    """A poller that remembers nothing, as after a restart."""
    fetcher = Fetcher(min_seconds=0, now=room.clock, sleep=room.clock.sleep)
    return Poller(room.db, fetcher, room.clock, origin=room.courts.origin, min_seconds=0)


async def test_an_hour_that_retry_after_asks_for(database_url: str) -> None:
    async with watching(database_url) as room:
        room.courts.behave("dcd", faults.status(503, retry_after="7200"))
        outcome = await room.read("dcd")
        assert outcome.due_at == room.clock() + timedelta(hours=2)
        assert await sources.earliest(room.db, "dcd", 15, room.clock()) == outcome.due_at


async def test_failures_are_asked_about_less_and_less(database_url: str) -> None:
    async with watching(database_url) as room:
        room.courts.behave("dcd", faults.status(503))
        waits = []
        for _ in range(8):
            outcome = await room.read("dcd")
            assert outcome.due_at is not None
            waits.append((outcome.due_at - room.clock()).total_seconds())
        assert waits == sorted(waits)
        assert waits[0] < waits[-1] <= 3600


async def test_a_feed_that_was_never_there(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await room.follow("dcd", CASE)
        await room.publish("dcd", b"")
        (view,) = await upkeep.source_views(room.db)
        assert view.state == "no feed"
        room.clock.now = at(61)
        await room.publish("dcd", feed(60, OLD, item(4, "Answer", -30)))
        assert await told(room) == []


async def test_a_feed_that_says_it_is_switched_off(database_url: str) -> None:
    off = feed(60, entry_types="x").replace(
        b"Docket entries of type: x", b"not configured for feed"
    )
    async with watching(database_url) as room:
        room.clock.now = at(61)
        outcome = await room.publish("dcd", off)
        assert outcome.result is Result.FAILED
        assert outcome.due_at is not None
        assert outcome.due_at >= room.clock() + timedelta(hours=6)
        (view,) = await upkeep.source_views(room.db)
        assert view.state == "not configured"
