"""Feeds made from real ones, read as the program reads them: whatever is whole is recorded."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gzip
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.sender import Sender
from bot.delivery.transport import message_of
from bot.words.render import Renderer
from filings import db as databases
from filings.db import Database
from filings.deciding.identity import reused_key
from filings.store import follows, sources
from filings.store.core import entries as entry_rows
from filings.store.core import parts_of
from filings.store.outbox import PostRow
from filings.types import Destination, Entry
from tests.filed import OLD, feed, item, minute_order
from tests.fuzzing import Change, Stopwatch, changed, changes, fuzzed, is_a_sentence, wrong_with
from tests.longdockets import SHARED
from tests.newsroom import Clock
from watchers.docketitem import read_item
from watchers.fetch import Fetcher
from watchers.poll import Outcome, Poller, Result

IN_ONE = 50
HERE = Destination("", "terminal")
_ITEM = re.compile(rb"<item>.*?</item>\s*", re.DOTALL)
_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<!DOCTYPE.*?\]\s*>", re.DOTALL)
_BUILT = re.compile(rb"(?<=<lastBuildDate>)[^<]*")

WHOLE = ("double all", "swap", "drop", "utf-16", "bom", "crlf", "nul", "end", "front", "put")


@dataclass(frozen=True)
class Sample:
    """A real feed: what stands around its items, and they."""

    court: str
    head: bytes
    items: tuple[bytes, ...]
    tail: bytes

    @property
    def numbers(self) -> list[str]:
        told = [read_item(raw, self.court) for raw in map(inside, self.items[:40])]
        return sorted({each.docket_number for each in told if isinstance(each, Entry)})[:6]


def inside(raw: bytes) -> bytes:
    return raw.strip().removeprefix(b"<item>").removesuffix(b"</item>")


def sample(court: str, body: bytes) -> Sample:
    found = list(_ITEM.finditer(body))
    items = tuple(each[0] for each in found)[:60]
    return Sample(court, body[: found[0].start()], items, body[found[-1].end() :])


@functools.cache
def samples() -> tuple[Sample, ...]:
    """Our own, and recorded ones where they are at hand: of every form of guid and title."""
    mine = [OLD, item(2), minute_order(3), *(item(n, "Order", n) for n in range(4, 30))]
    made = [sample("dcd", feed(60, *mine))]
    rss = SHARED / "corpus/rss"
    if rss.is_dir():
        named = {"nysd": "sdny_1", "nysb": "nysb_1", "ca2": "ca2_1", "ca10": "ca10", "cafc": "cafc"}
        made += [sample(court, (rss / f"{n}.xml").read_bytes()) for court, n in named.items()]
        for court in ("cand", "cit", "deb", "txsd"):
            path = rss / "snapshot-2022-12" / f"{court}.xml.gz"
            made.append(sample(court, gzip.decompress(path.read_bytes())))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Case:
    """``count`` items of a feed from ``first`` on; what is done to some of them, and to all.

    each   (which item, what is done to its bytes)
    """

    first: int
    count: int
    each: list[tuple[int, list[Change]]]
    whole: list[Change]


CASES = st.builds(
    Case,
    st.integers(0, 59),
    st.integers(1, 8),
    st.lists(st.tuples(st.integers(0, 7), changes(most=3)), max_size=3),
    changes(WHOLE, 2),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A body, and the items that stand in it as the court wrote them.

    refusable  its head, its encoding or all of it were touched
    """

    body: bytes
    untouched: tuple[bytes, ...]
    refusable: bool


def made(of: Sample, case: Case, built: datetime) -> Made:
    head = _BUILT.sub(format_datetime(built, usegmt=True).encode(), of.head, count=1)
    places = [(case.first + n) % len(of.items) for n in range(min(case.count, len(of.items)))]
    items = [of.items[at] for at in places]
    whole = [True] * len(items)
    for which, done in case.each:
        at = which % len(items)
        after = changed(items[at], done)
        whole[at] = whole[at] and after == items[at]
        items[at] = after
    for one in case.whole:
        a, b = one.at % max(len(items), 1), one.more % max(len(items), 1)
        if one.how == "swap" and items:
            items[a], items[b], whole[a], whole[b] = items[b], items[a], whole[b], whole[a]
        elif one.how == "drop" and items:
            del items[a], whole[a]
    body, refusable = head + b"".join(items) + of.tail, False
    untouched = [raw for raw, is_whole in zip(items, whole, strict=True) if is_whole]
    for one in case.whole:
        body, harmed = _done_to_all(body, one, len(head))
        refusable = refusable or harmed
        if one.how == "crlf":
            untouched = [raw.replace(b"\n", b"\r\n") for raw in untouched]
    seen = _HIDDEN.sub(b"", body)
    left = tuple(raw for raw in untouched if raw.strip() in seen)
    return Made(body, left, refusable)


def _done_to_all(body: bytes, one: Change, head: int) -> tuple[bytes, bool]:
    """A body after one thing, and whether it may now be refused altogether."""
    at = one.at % (len(body) + 1)
    if one.how == "double all":
        return body + body, False
    if one.how == "utf-16":
        return body.decode("utf-8", "replace").encode("utf-16"), True
    if one.how == "bom":
        return b"\xef\xbb\xbf" + body, False
    if one.how == "crlf":
        return body.replace(b"\n", b"\r\n"), False
    if one.how == "nul":
        return body[:at] + b"\0" * (one.more % 300) + body[at:], False
    if one.how == "end":
        return body[:at], at < head
    if one.how == "front":
        return body[at:], True
    if one.how == "put":
        return changed(body, [one]), at < head
    return body, False


class Kept:
    """A destination that keeps what is posted to it."""

    def __init__(self) -> None:
        self.posts: list[PostRow] = []

    async def post(self, post: PostRow) -> str:
        self.posts.append(post)
        return post.id

    async def update(self, post: PostRow) -> None:
        self.posts.append(post)

    async def find(self, post: PostRow, since: float) -> str | None:
        return None

    async def join(self, channel_id: str) -> None:
        """It is always there."""


@dataclass
class Reading:
    """The program between one court and one channel; ``body`` is what the court answers."""

    db: Database
    clock: Clock
    kept: Kept
    sender: Sender
    body: bytes = b""
    poller: Poller | None = None

    def answer(self, _request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=self.body, headers={"Content-Type": "text/xml"})

    async def read(self, source: str, body: bytes) -> Outcome:
        self.body = body
        held = await sources.claim(self.db, source, self.clock())
        assert held is not None
        assert self.poller is not None
        return await self.poller.poll(held)

    async def keys(self) -> set[str]:
        async with self.db.read() as connection:
            return set((await connection.execute(entry_rows.select())).scalars("key"))

    async def send(self) -> None:
        for _ in range(200):
            self.clock.forward(minutes=2)
            if not await self.sender.send_ready():
                return
        raise AssertionError("the outbox never became empty")


def copied(template: Path, folder: Path) -> str:
    """The address of a new database in a folder, instead of the last one there."""
    for old in folder.glob("fuzzed.db*"):
        old.unlink()
    shutil.copyfile(template, folder / "fuzzed.db")
    return f"sqlite:///{folder}/fuzzed.db"


@contextlib.asynccontextmanager
async def reading(template: Path, folder: Path) -> AsyncIterator[Reading]:
    clock, kept = Clock(), Kept()
    db = databases.connect(copied(template, folder))
    sender = Sender(db, Renderer(), clock, slack=None, terminal=kept, sleep=clock.sleep)
    room = Reading(db, clock, kept, sender)
    transport = httpx.MockTransport(room.answer)
    async with Fetcher(min_seconds=0, transport=transport, now=clock, sleep=clock.sleep) as fetcher:
        room.poller = Poller(
            db, fetcher, clock, origin="https://ecf.{court}.uscourts.gov", min_seconds=0,
            scotus_origin="https://www.supremecourt.gov",
        )  # fmt: skip
        try:
            yield room
        finally:
            await db.close()


async def follow(room: Reading, court: str, *numbers: str) -> None:
    async with room.db.write() as connection:
        for number in numbers:
            parts = parts_of(court, number)
            now = room.clock()
            await follows.follow_in(connection, HERE, court, parts, number, by="U1", now=now)


async def read_all(room: Reading, of: Sample, cases: list[Case], watch: Stopwatch) -> None:
    await follow(room, of.court, *of.numbers)
    baseline = Case(59, 2, [], [])
    for case in (baseline, *cases):
        room.clock.forward(minutes=60)
        one = made(of, case, room.clock() - timedelta(minutes=1))
        with watch.one(one):
            outcome = await room.read(of.court, one.body)
        assert not outcome.error or is_a_sentence(outcome.error), outcome.error
        assert one.refusable or not one.untouched or outcome.result is Result.READ, (outcome, one)
        if outcome.result is Result.READ:
            await nothing_is_lost(room, of.court, one)
    with watch.one(cases):
        await room.send()
    for post in room.kept.posts:
        assert wrong_with("message", message_of(post.payload)) == []


async def nothing_is_lost(room: Reading, court: str, one: Made) -> None:
    recorded = await room.keys()
    for raw in one.untouched:
        told = read_item(inside(raw), court)
        if isinstance(told, Entry):
            assert {told.key, reused_key(told)} & recorded, (raw, one)


def test_a_changed_feed_costs_no_more_than_what_was_changed(
    sqlite_template: Path, tmp_path: Path
) -> None:
    watch = Stopwatch()

    @fuzzed(IN_ONE)
    @given(st.sampled_from(samples()), st.lists(CASES, min_size=IN_ONE, max_size=IN_ONE))
    def read(of: Sample, cases: list[Case]) -> None:
        async def go() -> None:
            async with reading(sqlite_template, tmp_path) as room:
                await read_all(room, of, cases, watch)

        with structlog.testing.capture_logs():
            asyncio.run(go())
        watch.aim()

    read()
    watch.say()
