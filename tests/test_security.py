"""What docs/security.md says of whoever knocks: each claim that no other file tests."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import re
import secrets
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import httpx
import pytest

from bot.access.slackhosts import is_slacks
from bot.serving import signed, web
from bot.serving.signed import Signatures
from filings.errors import NotAFeed, TooLarge
from filings.settings import Settings
from filings.store import calendarlinks
from sandbox.slack.http_push import signature
from tests.newsroom import Newsroom, newsroom
from tests.slackroom import SlackRoom, bolt_app, settings_for, slackroom
from tests.test_atom import entry as atom_entry
from tests.test_atom import feed as atom_feed
from tests.test_atom import parse as parse_atom
from tests.twoteams import two_teams
from watchers.answers import Limits
from watchers.fetch import Fetcher

DOC = Path(__file__).parents[1] / "docs" / "security.md"
CASE = "1:25-cv-00457"


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[SlackRoom]:
    async with slackroom(database_url) as made:
        yield made


@contextlib.asynccontextmanager
async def site(room: Newsroom, settings: Settings, *, slack: bool = False) -> AsyncIterator[str]:
    app = bolt_app(room, settings) if slack and isinstance(room, SlackRoom) else None
    made = web.site(settings, room.db, room.clock, app)
    async with web.serving(made, 0, "127.0.0.1") as port:
        yield f"http://127.0.0.1:{port}"


@contextlib.asynccontextmanager
async def door(room: SlackRoom) -> AsyncIterator[str]:
    async with site(room, settings_for(room.slack), slack=True) as origin:
        yield f"{origin}/slack/events"


def command(room: SlackRoom, text: str, **more: str) -> bytes:
    place = room.slack.channel("courts")
    fields = {
        "command": "/docket", "text": text, "team_id": room.slack.team_id,
        "channel_id": place.id, "channel_name": place.name,
        "user_id": room.slack.user("reporter").id, "trigger_id": "1.2.3", **more,
    }  # fmt: skip
    return urlencode(fields).encode()


def signing(room: SlackRoom, body: bytes, late: float = 0) -> dict[str, str]:
    at = str(int((room.clock() - timedelta(seconds=late)).timestamp()))
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": signature(room.slack.signing_secret, at, body),
    }


async def post(url: str, body: Any, headers: dict[str, str]) -> tuple[int, bytes]:
    async with (
        aiohttp.ClientSession(trust_env=False) as session,
        session.post(url, data=body, headers=headers) as answer,
    ):
        return answer.status, await answer.read()


# Slack's door.


async def test_a_request_that_is_sent_again_is_not_done_again(room: SlackRoom) -> None:
    body = command(room, "test")
    headers = signing(room, body)
    async with door(room) as url:
        for _ in range(3):
            assert await post(url, body, headers) == (200, b"")
            await room.send()
        await room.slack.wait_for(lambda message: not message.ephemeral_to)
    assert len(room.messages()) == 1


@pytest.mark.parametrize("gone", ["X-Slack-Request-Timestamp", "X-Slack-Signature"])
async def test_a_request_without_one_of_its_headers(room: SlackRoom, gone: str) -> None:
    body = command(room, "test")
    headers = signing(room, body)
    del headers[gone]
    async with door(room) as url:
        assert await post(url, body, headers) == (401, b"")
        # The same, whole, was not used up by that.
        assert (await post(url, body, signing(room, body)))[0] == 200


@pytest.mark.parametrize("late", [-400, 400])
async def test_a_signature_of_another_hour(room: SlackRoom, late: float) -> None:
    body = command(room, "test")
    async with door(room) as url:
        assert await post(url, body, signing(room, body, late)) == (401, b"")


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"{" * 100_000, b"payload=%7B%7B", b'{"type": "url_verification"}']
)
async def test_what_is_not_signed_is_not_taken_apart(room: SlackRoom, body: bytes) -> None:
    async with door(room) as url:
        headers = signing(room, b"another") | {"Content-Type": "application/json"}
        assert await post(url, body, headers) == (401, b"")


async def parts(number: int) -> AsyncIterator[bytes]:
    for _ in range(number):
        yield b"x" * 100_000


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_over_the_cap_is_not_read_to_its_end(room: SlackRoom, chunked: bool) -> None:
    """Whoever has no secret can write the headers as well."""
    async with door(room) as url:
        body = parts(30) if chunked else b"x" * (web.SLACK_BYTES + 1)
        with contextlib.suppress(aiohttp.ClientError):
            status, _ = await post(url, body, signing(room, b""))
            assert status == 413
        body = command(room, "help")
        assert (await post(url, body, signing(room, body)))[0] == 200


async def test_an_answer_is_sent_to_slack_alone(room: SlackRoom) -> None:
    body = command(room, "test", response_url="https://elsewhere.example/hook")
    async with door(room) as url:
        assert (await post(url, body, signing(room, body)))[0] == 400
        await room.send()
    assert not room.messages()


@pytest.mark.parametrize(
    ("url", "base", "slacks"),
    [
        ("https://hooks.slack.com/commands/T1/2/3", "https://slack.com/api/", True),
        ("https://slack.com/x", "https://slack.com/api/", True),
        ("https://hooks.slack-gov.com/commands/1", "https://slack-gov.com/api/", True),
        ("https://hooks.slack.com/commands/1", "https://proxy.newsroom.org/api/", True),
        ("https://proxy.newsroom.org/x", "https://proxy.newsroom.org/api/", True),
        ("https://evil.newsroom.org/x", "https://proxy.newsroom.org/api/", False),
        ("http://hooks.slack.com/commands/1", "https://slack.com/api/", False),
        ("https://hooks.slack.com:8443/x", "https://slack.com/api/", False),
        ("https://user@hooks.slack.com/x", "https://slack.com/api/", False),
        ("https://hooks.slack.com.example.org/", "https://slack.com/api/", False),
        ("https://evilslack.com/", "https://slack.com/api/", False),
        ("http://127.0.0.1:80/", "https://slack.com/api/", False),
        ("http://127.0.0.1:81/respond/1", "http://127.0.0.1:80/api/", True),
        ("https://hooks.slack.com/", "http://127.0.0.1:80/api/", False),
        ("https://[::1", "https://slack.com/api/", False),
        ("", "https://slack.com/api/", False),
    ],
)
def test_whose_addresses_are_slacks(url: str, base: str, slacks: bool) -> None:
    assert is_slacks(url, base) is slacks


def test_what_was_signed_is_remembered_for_long_enough_and_no_longer() -> None:
    made = Signatures("s" * 32)

    def headers(number: int) -> dict[str, str]:
        return {
            "x-slack-request-timestamp": str(1_700_000_000 + number),
            "x-slack-signature": f"v0={number:064x}",
        }

    for number in range(0, 4 * signed.WITHIN, 10):
        assert made.first(headers(number))
        assert not made.first(headers(number))
        assert not made.first(headers(max(number - signed.WITHIN, 0)))
    made.again(headers(number))
    assert made.first(headers(number)), "one that was not taken after all may come again"


# Whoever holds a connection.


@pytest.mark.parametrize("head", [b"", b"GET /healthz HTTP/1.1\r\nHost: x\r\n"])
async def test_a_connection_that_says_little_is_closed(room: SlackRoom, head: bytes) -> None:
    made = web.site(settings_for(room.slack), room.db, room.clock, None)
    async with web.serving(made, 0, "127.0.0.1", head_seconds=0.05) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head)
        async with asyncio.timeout(5):
            assert await reader.read() == b""
        writer.close()


async def test_a_connection_that_says_little_after_an_answer_is_closed(room: SlackRoom) -> None:
    made = web.site(settings_for(room.slack), room.db, room.clock, None)
    async with web.serving(made, 0, "127.0.0.1", head_seconds=0.05) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\nGET /nothing HTT")
        async with asyncio.timeout(5):
            assert (await reader.read()).startswith(b"HTTP/1.1 404")
        writer.close()


# Links to calendars.


async def test_a_calendars_link_tells_nothing_to_whoever_guesses(database_url: str) -> None:
    settings = Settings.model_validate({"CRIER_PUBLIC_URL": "https://crier.example.org"})
    async with newsroom(database_url) as room, site(room, settings) as origin:
        given = await calendarlinks.make(
            room.db, room.channel, by="U1", now=room.clock(), anew=False
        )
        revoked, wrong = given, secrets.token_hex(calendarlinks.TOKEN_BYTES)
        given = await calendarlinks.make(
            room.db, room.channel, by="U1", now=room.clock(), anew=True
        )

        async def get(token: str) -> tuple[int, bytes, dict[str, str]]:
            async with (
                aiohttp.ClientSession(trust_env=False) as session,
                session.get(f"{origin}/calendar/{token}.ics") as answer,
            ):
                headers = {k.lower(): v for k, v in answer.headers.items() if k != "date"}
                return answer.status, await answer.read(), headers

        status, _, headers = await get(given)
        assert status == 200
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"].startswith("private")
        refused = await get(revoked)
        assert refused == await get(wrong) == await get(given[:-1])
        assert refused[:2] == (404, b"Not Found")
        assert refused[2]["cache-control"] == "no-store"
    assert calendarlinks.TOKEN_BYTES * 8 >= 128


# Whoever has the file.


def bytes_in(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.glob("crier.db*"))


async def test_no_token_is_in_the_databases_bytes(database_url: str, tmp_path: Path) -> None:
    async with two_teams(database_url) as teams:
        await teams.install(teams.gazette)
        token = teams.gazette.bot_token.encode()
        async with teams.room.db.read() as connection:
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(FULL)")
        written = bytes_in(tmp_path)
        assert teams.gazette.team_id.encode() in written, "the install is in there"
        assert token not in written
        secret = teams.settings.slack_client_secret
        assert secret is not None
        assert secret.get_secret_value().encode() not in written


# What the outside sends.


@pytest.mark.parametrize("packed", [True, False])
async def test_a_bomb_is_not_unpacked_whoever_sends_it(packed: bool) -> None:
    """Courts and the Supreme Court are read by ``get``, CourtListener is spoken to by ``ask``."""
    body = gzip.compress(b" " * 200_000) if packed else b" " * 200_000
    headers = {"Content-Encoding": "gzip"} if packed else {}

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=streamed(body), headers=headers)

    limits, transport = Limits(size=100_000), httpx.MockTransport(answer)
    async with Fetcher(min_seconds=0, limits=limits, transport=transport) as fetcher:
        with pytest.raises(TooLarge):
            await fetcher.get("scotus", "https://www.supremecourt.gov/RSS/Cases/JSON/25-1.json")
        with pytest.raises(TooLarge):
            await fetcher.ask("courtlistener", "https://www.courtlistener.com/api/rest/v4/search/")
    if packed:
        assert len(body) < 1_000, "a bomb in fact"


async def streamed(body: bytes) -> AsyncIterator[bytes]:
    yield body


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE feed SYSTEM "file:///etc/hostname">',
        '<!DOCTYPE feed SYSTEM "http://127.0.0.1:1/feed.dtd">',
        '<!DOCTYPE feed [<!ENTITY % x SYSTEM "file:///etc/hostname"> %x;]>',
    ],
)
def test_a_feeds_document_type_opens_nothing(doctype: str) -> None:
    head, rest = atom_feed(atom_entry("entry-61", "Order")).decode().split("\n", 1)
    try:
        (entry,) = parse_atom(f"{head}{doctype}{rest}".encode()).entries
    except NotAFeed:
        return
    assert socket.gethostname() not in entry.text


def test_a_feed_as_deep_as_a_well_is_none() -> None:
    deep = "<a>" * 100_000 + "</a>" * 100_000
    with pytest.raises(NotAFeed):
        parse_atom(atom_feed(deep))


# The page itself.


def test_the_page_names_what_exists() -> None:
    """Files and settings that docs/security.md leans on."""
    text = DOC.read_text()
    root = DOC.parents[1]
    for path in set(re.findall(r"`((?:bot|filings|watchers|tests|docs|scripts)/[\w/.]+)`", text)):
        assert (root / path).exists(), path
    known = {field.alias for field in Settings.model_fields.values()}
    for name in set(re.findall(r"`((?:CRIER|SLACK|COURTLISTENER|DATABASE)_[A-Z_]+)`", text)):
        assert name in known, name
