"""What comes in at the webhook's address: kept, or turned away without a trace of the secret."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog

from bot.serving import web, webhooks
from filings import db as databases
from filings.db import Database
from filings.settings import Settings
from filings.store import inbox
from filings.store.core import webhook_events
from filings.types import Dropped
from tests.newsroom import START, Clock

SECRET = "abcdefghijklmnop-0123456789"
PATH = f"/webhooks/courtlistener/{SECRET}"


@pytest.fixture
async def db(either_url: str) -> AsyncIterator[Database]:
    made = await databases.prepare(either_url)
    yield made
    await made.close()


@pytest.fixture
def log() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as lines:
        yield lines


@contextlib.asynccontextmanager
async def site(db: Database, clock: Clock | None = None, **more: str) -> AsyncIterator[str]:
    given = {"COURTLISTENER_WEBHOOK_SECRET": SECRET, **more}
    settings = Settings.model_validate({name: value for name, value in given.items() if value})
    made = web.site(settings, db, clock or Clock(), None)
    async with web.serving(made, 0, "127.0.0.1") as port:
        yield f"http://127.0.0.1:{port}"


async def send(
    url: str, body: bytes, key: str | None = "k1", method: str = "POST", **headers: str
) -> tuple[int, str]:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if key is not None:
        given["Idempotency-Key"] = key
    async with (
        aiohttp.ClientSession(trust_env=False) as session,
        session.request(method, url, data=body, headers=given, allow_redirects=False) as answer,
    ):
        return answer.status, await answer.text()


async def kept(db: Database) -> dict[str, str]:
    async with db.read() as connection:
        rows = await connection.execute(webhook_events.select())
        return {row.id: row.body for row in rows}


async def test_an_event_is_kept_as_it_came(db: Database, shared: Path, log: list[Any]) -> None:
    body = (shared / "corpus/courtlistener/webhooks/docket_alert.json").read_bytes()
    async with site(db) as origin:
        assert (await send(origin + PATH, body))[0] == 200
        assert await kept(db) == {"k1": body.decode()}
        # Repeated, as CourtListener does when an answer was lost: nothing new.
        assert (await send(origin + PATH, body))[0] == 200
        assert await kept(db) == {"k1": body.decode()}
    view = await inbox.view(db)
    assert (view.last_at, view.waiting, view.unreadable) == (START, 1, 0)
    assert SECRET not in str(log)


async def test_the_same_key_with_another_body_is_kept_beside(db: Database, log: list[Any]) -> None:
    async with site(db) as origin:
        for body in (b'{"a": 1}', b'{"a": 2}', b'{"a": 2}', b'{"a": 1}'):
            assert (await send(origin + PATH, body))[0] == 200
    found = await kept(db)
    assert sorted(found.values()) == ['{"a": 1}', '{"a": 2}']
    assert found["k1"] == '{"a": 1}'
    assert [line["result"] for line in log if line["event"] == "webhook"] == [
        "new", "other body", "again", "again",
    ]  # fmt: skip


@pytest.mark.parametrize("key", [None, "", "x" * 3000])
async def test_a_key_that_is_missing_or_cannot_be_kept(db: Database, key: str | None) -> None:
    async with site(db) as origin:
        for _ in range(2):
            assert (await send(origin + PATH, b'{"a": 1}', key))[0] == 200
        assert (await send(origin + PATH, b'{"a": 2}', key))[0] == 200
    assert sorted((await kept(db)).values()) == ['{"a": 1}', '{"a": 2}']


async def test_bytes_that_are_no_text_are_kept_as_well(db: Database) -> None:
    async with site(db) as origin:
        assert (await send(origin + PATH, b"\x00\xff{")) == (200, "Kept.")
    assert list((await kept(db)).values()) == ["\\x00\\xff{"]


@pytest.mark.parametrize(
    "path",
    [
        "/webhooks/courtlistener/" + SECRET[:-1],
        "/webhooks/courtlistener/" + SECRET + "0",
        PATH + "/",
        "/webhooks/courtlistener/",
        "/webhooks/courtlistener",
        "/webhooks/courtlistener/%ff%00",
        "/webhooks/other/" + SECRET,
        "/nothing/at/all",
    ],
)
async def test_a_wrong_secret_is_as_any_unknown_path(database_url: str, path: str) -> None:
    db = await databases.prepare(database_url)
    async with site(db) as origin:
        assert await send(origin + path, b"{}") == (404, "Not Found")
    assert not await kept(db)
    await db.close()


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_only_post(database_url: str, method: str) -> None:
    db = await databases.prepare(database_url)
    async with site(db) as origin:
        assert await send(origin + PATH, b"", method=method) == (404, "Not Found")
    await db.close()


async def test_without_a_secret_there_is_no_webhook(database_url: str) -> None:
    db = await databases.prepare(database_url)
    async with site(db, COURTLISTENER_WEBHOOK_SECRET="") as origin:
        assert await send(origin + PATH, b"{}") == (404, "Not Found")
    await db.close()


async def pour(origin: str, head: str, most: int) -> tuple[bytes, int]:
    """Write up to ``most`` bytes behind a head; the status line, and how many were taken."""
    host, _, port = origin.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    request = f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n"
    writer.write(request.encode())
    piece, written = b"x" * 65536, 0
    chunked = "chunked" in head
    line: asyncio.Task[bytes] = asyncio.create_task(reader.readline())
    with contextlib.suppress(ConnectionError):
        while written < most and not line.done():
            writer.write(b"10000\r\n" + piece + b"\r\n" if chunked else piece)
            await writer.drain()
            written += len(piece)
    with contextlib.suppress(ConnectionError):
        await line
    writer.close()
    return (line.result() if line.exception() is None else b""), written


@pytest.mark.parametrize(
    "head", ["Content-Length: 50000000", "Transfer-Encoding: chunked"], ids=["told", "chunked"]
)
async def test_fifty_megabytes_are_not_read(database_url: str, head: str) -> None:
    db = await databases.prepare(database_url)
    async with site(db) as origin:
        status, written = await pour(origin, head, 50_000_000)
        assert b" 413 " in status
        # What the system's buffers took is not what we read.
        assert written < webhooks.BODY_BYTES + 20_000_000
        assert (await send(origin + PATH, b"{}"))[0] == 200
    assert len(await kept(db)) == 1
    await db.close()


async def test_a_database_that_is_busy_makes_it_come_again(database_url: str) -> None:
    """The answer does not wait for the turn to write; the event is kept nonetheless."""
    db = await databases.prepare(database_url)
    async with site(db) as origin:
        async with db.write():
            began = asyncio.get_running_loop().time()
            assert (await send(origin + PATH, b"{}"))[0] == 503
            assert asyncio.get_running_loop().time() - began < 1.0 + webhooks.KEEP_SECONDS
        # The turn to write is passed on in the order of asking, or nearly so.
        assert (await send(origin + PATH, b"{}"))[0] == 200
    assert await kept(db) == {"k1": "{}"}
    await db.close()


SENDERS = "34.210.230.218, 54.189.59.0/24"


@pytest.mark.parametrize(
    ("forwarded", "status"),
    [
        ("", 404),  # from loopback itself
        ("34.210.230.218", 200),
        ("54.189.59.91:4711", 200),
        ("::ffff:34.210.230.218", 200),
        ("34.210.230.218, 203.0.113.9", 404),
        ("203.0.113.9, 34.210.230.218", 200),
        ("not an address", 404),
    ],
)
async def test_senders_behind_a_proxy(database_url: str, forwarded: str, status: int) -> None:
    db = await databases.prepare(database_url)
    headers = {"X_Forwarded_For": forwarded} if forwarded else {}
    async with site(db, COURTLISTENER_WEBHOOK_FROM=SENDERS) as origin:
        assert (await send(origin + PATH, b"{}", **headers))[0] == status
    await db.close()


async def test_a_sender_that_is_allowed_by_its_own_address(database_url: str) -> None:
    db = await databases.prepare(database_url)
    async with site(db, COURTLISTENER_WEBHOOK_FROM="127.0.0.0/8") as origin:
        assert (await send(origin + PATH, b"{}"))[0] == 200
    await db.close()


async def test_a_sender_that_goes_away_in_the_middle(database_url: str) -> None:
    db = await databases.prepare(database_url)
    async with site(db) as origin:
        port = int(origin.rpartition(":")[2])
        with socket.socket() as gone:
            gone.connect(("127.0.0.1", port))
            gone.sendall(f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{{".encode())
        assert (await send(origin + PATH, b"{}"))[0] == 200
    assert list((await kept(db)).values()) == ["{}"]
    await db.close()


# The inbox.


async def test_an_event_is_in_one_pair_of_hands(db: Database) -> None:
    for number in range(3):
        now = START + timedelta(seconds=number)
        await inbox.keep(db, f"k{number}", b"{}", now)
    now = START + timedelta(minutes=1)
    first, second = await asyncio.gather(inbox.claim(db, now, 2), inbox.claim(db, now, 2))
    ids = [event.id for event in (*first, *second)]
    assert sorted(ids) == ["k0", "k1", "k2"]
    assert await inbox.claim(db, now, 9) == []
    # Whoever had them is gone: they are due again.
    again = await inbox.claim(db, now + inbox.IN_HAND, 9)
    assert [(event.id, event.tries) for event in again] == [("k0", 2), ("k1", 2), ("k2", 2)]


async def test_an_event_is_finished_once(db: Database) -> None:
    await inbox.keep(db, "k", b"{}", START)
    lost = Dropped("no id", json.dumps({"x": 1}))
    async with db.write() as connection:
        assert await inbox.finish(connection, "k", START, dropped=[lost, lost])
        assert not await inbox.finish(connection, "k", START)
    assert await inbox.claim(db, START + timedelta(days=1), 9) == []


async def test_bodies_are_kept_for_thirty_days(db: Database) -> None:
    for key in ("done", "unreadable", "waiting"):
        await inbox.keep(db, key, b"{}", START)
    await inbox.unreadable(db, "unreadable", START, "No JSON.")
    async with db.write() as connection:
        await inbox.finish(connection, "done", START)
    assert await inbox.purge(db, START + inbox.KEPT) == 0
    late = START + inbox.KEPT + timedelta(seconds=1)
    assert await inbox.purge(db, late) == 2
    view = await inbox.view(db)
    assert (view.waiting, view.unreadable) == (0, 1)
    assert view.error.startswith("It waited 30 days")
    assert await inbox.purge(db, late + inbox.KEPT + timedelta(seconds=1)) == 1
    assert (await inbox.view(db)).last_at is None
