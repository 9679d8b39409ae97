"""Webhooks and dockets of the Supreme Court made from real ones: each is kept and read as far
as it can be, and what is whole in it is recorded."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import functools
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import sqlalchemy as sa
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.transport import message_of
from bot.serving import web
from filings.errors import ParseError
from filings.settings import Settings
from filings.store import inbox
from filings.store.core import entries as entry_rows
from filings.store.core import webhook_events
from tests.filed import CASE
from tests.fuzzing import (
    JsonCase,
    Stopwatch,
    fuzzed,
    is_a_sentence,
    json_cases,
    wrong_with,
)
from tests.longdockets import SHARED
from tests.newsroom import START
from tests.test_errands import LISTING, Listener, facts, raw
from tests.test_fuzz_feeds import Reading, follow, reading
from watchers import scotus
from watchers.clevents import webhook
from watchers.inbox import Inbox
from watchers.poll import Result

IN_ONE = 50
SECRET = "abcdefghijklmnop-0123456789"
RESULTS = ("payload", "results")


def events() -> tuple[dict[str, Any], ...]:
    """Whole events: an alert of our own, and those that CourtListener itself sends as tests."""
    about = {"version": 2, "event_type": 1, "date_created": "2025-11-03T12:00:00-08:00"}
    made = [raw(n, START, free=n % 2 == 0) for n in range(1, 5)]
    mine = {"payload": {"results": made}, "webhook": about}
    folder = SHARED / "corpus/courtlistener/webhooks"
    recorded = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return (mine, mine, *(json.loads(path.read_bytes()) for path in recorded))


def numbered(event: dict[str, Any], place: int) -> dict[str, Any]:
    """The same event of entries that no other event has."""
    event = copy.deepcopy(event)
    results = event["payload"].get("results")
    for n, each in enumerate(results if isinstance(results, list) else ()):
        if "entry_number" in each:
            number = 1000 * place + n
            each |= {"id": 9_000_000 + number, "entry_number": number, "docket": LISTING}
            each["description"] = f"NOTICE {number} by HARBOR GAZETTE"
            for paper, document in enumerate(each["recap_documents"]):
                document["pacer_doc_id"] = f"0450{100 * number + paper:07}"
    return event


def whole_in(made: Any, event: dict[str, Any], sent: bytes) -> list[str]:
    """Keys of the entries that stand in what was sent as they stood in the event."""
    try:
        # Python's json takes bytes of half a character, which are not UTF-8 (RFC 8259, 8.1).
        read = json.loads(sent.decode())
        hook = webhook(sent)
    except (ValueError, RecursionError, ParseError):
        return []
    results = read["payload"].get("results")
    before = event["payload"].get("results")
    if hook.kind != 1 or not isinstance(results, list) or not isinstance(before, list):
        return []
    return [f"cl-{each['id']}" for each in before if each in results]


@contextlib.asynccontextmanager
async def site(room: Reading) -> AsyncIterator[str]:
    settings = Settings.model_validate({"COURTLISTENER_WEBHOOK_SECRET": SECRET})
    made = web.site(settings, room.db, room.clock, None)
    async with web.serving(made, 0, "127.0.0.1") as port:
        yield f"http://127.0.0.1:{port}/webhooks/courtlistener/{SECRET}"


async def take_all(room: Reading, cases: list[tuple[int, JsonCase]], watch: Stopwatch) -> None:
    await follow(room, "dcd", CASE)
    listener = Listener(room.clock, known={LISTING: facts()})
    duty, wanted = Inbox(room.db, listener, room.clock), set[str]()
    async with site(room) as url, aiohttp.ClientSession(trust_env=False) as session:
        for place, (which, case) in enumerate(cases, 1):
            whole = numbered(events()[which % len(events())], place)
            made, sent = case.of(whole, RESULTS if "results" in whole["payload"] else ())
            with watch.one(sent):
                headers = {"Idempotency-Key": f"k{place}"}
                async with session.post(url, data=sent, headers=headers) as answer:
                    assert answer.status == 200, sent
                room.clock.forward(minutes=1)
                await duty.duty(room.clock())
            wanted.update(whole_in(made, whole, sent))
    room.clock.forward(hours=1)
    await duty.duty(room.clock())
    async with room.db.read() as connection:
        rows = (await connection.execute(webhook_events.select())).all()
    assert {row.state for row in rows} <= {inbox.DONE, inbox.UNREADABLE}, rows
    assert all(not row.error or is_a_sentence(row.error[:300]) for row in rows), rows
    assert wanted <= await room.keys(), wanted - await room.keys()
    with watch.one(cases):
        await room.send()
    for post in room.kept.posts:
        assert wrong_with("message", message_of(post.payload)) == []


def test_a_changed_event_costs_no_more_than_what_was_changed(
    sqlite_template: Path, tmp_path: Path
) -> None:
    watch = Stopwatch()
    case = st.tuples(st.integers(0, 5), json_cases())

    @fuzzed(IN_ONE)
    @given(st.lists(case, min_size=IN_ONE, max_size=IN_ONE))
    def take(cases: list[tuple[int, JsonCase]]) -> None:
        async def go() -> None:
            async with reading(sqlite_template, tmp_path) as room:
                await take_all(room, cases, watch)

        with structlog.testing.capture_logs():
            asyncio.run(go())
        watch.aim()

    take()
    watch.say()


# The Supreme Court.

ROWS = ("ProceedingsandOrder",)


@functools.cache
def dockets() -> tuple[dict[str, Any], ...]:
    texts = ["Petition for a writ of certiorari filed.", "Brief of respondent filed.",
             "DISTRIBUTED for Conference of 11/14/2025.", "Petition DENIED."]  # fmt: skip
    rows = [{"Date": f"Oct {day:02} 2025", "Text": text} for day, text in enumerate(texts, 6)]
    mine = {
        "CaseNumber": "25-123 ", "PetitionerTitle": "Harbor Gazette, Petitioner",
        "RespondentTitle": "Port Office", "DocketedDate": "October 6, 2025",
        "ProceedingsandOrder": rows, "Petitioner": [{"Attorney": "Ada Quill", "PartyName": "H"}],
    }  # fmt: skip
    folder = SHARED / "corpus/scotus/raw"
    recorded = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return (mine, *(json.loads(path.read_bytes()) for path in recorded))


def the_number(docket: dict[str, Any]) -> str:
    return str(docket["CaseNumber"]).split()[0]


async def read_dockets(
    room: Reading, docket: dict[str, Any], cases: list[JsonCase], watch: Stopwatch
) -> None:
    number = the_number(docket)
    await follow(room, "scotus", number)
    earlier = {**docket, "ProceedingsandOrder": docket["ProceedingsandOrder"][:1]}
    await room.read(f"scotus/{number}", json.dumps(earlier).encode())
    for case in cases:
        room.clock.forward(minutes=61)
        made, sent = case.of(docket, ROWS)
        with watch.one(sent):
            outcome = await room.read(f"scotus/{number}", sent)
        assert not outcome.error or is_a_sentence(outcome.error), outcome.error
        if case.only_rows:
            assert outcome.result is not Result.FAILED, (outcome, sent)
            await rows_are_kept(room, docket, made)
    with watch.one(cases):
        await room.send()
    for post in room.kept.posts:
        assert wrong_with("message", message_of(post.payload)) == []


async def rows_are_kept(room: Reading, docket: dict[str, Any], made: Any) -> None:
    async with room.db.read() as connection:
        texts = set((await connection.execute(sa.select(entry_rows.c.text))).scalars())
    whole = [row for row in made["ProceedingsandOrder"] if row in docket["ProceedingsandOrder"]]
    alone = json.dumps({**docket, "ProceedingsandOrder": whole}).encode()
    wanted = {entry.text for entry in scotus.parse(alone, the_number(docket)).entries}
    assert wanted <= texts, wanted - texts


def test_a_changed_docket_costs_no_more_than_what_was_changed(
    sqlite_template: Path, tmp_path: Path
) -> None:
    watch = Stopwatch()

    @fuzzed(IN_ONE)
    @given(st.sampled_from(dockets()), st.lists(json_cases(), min_size=IN_ONE, max_size=IN_ONE))
    def read(docket: dict[str, Any], cases: list[JsonCase]) -> None:
        async def go() -> None:
            async with reading(sqlite_template, tmp_path) as room:
                await read_dockets(room, docket, cases, watch)

        with structlog.testing.capture_logs():
            asyncio.run(go())
        watch.aim()

    read()
    watch.say()
