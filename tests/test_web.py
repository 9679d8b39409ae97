"""What listens on PORT: the health page, and Slack's requests, signed or turned away."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.serving import web
from filings.errors import BadInput
from filings.settings import Settings
from filings.store import outbox, upkeep
from sandbox.slack.http_push import signature
from sandbox.slack.tokens import BOT_SCOPES, Token, TokenKind
from tests.newsroom import newsroom
from tests.slackroom import SlackRoom, bolt_app, settings_for, slackroom


@contextlib.asynccontextmanager
async def site(
    room: SlackRoom, settings: Settings | None = None, *, slack: bool = True
) -> AsyncIterator[str]:
    """The origin of a site of this newsroom."""
    settings = settings or settings_for(room.slack)
    app = bolt_app(room, settings) if slack else None
    made = web.site(settings, room.db, room.clock, app)
    async with web.serving(made, 0, "127.0.0.1") as port:
        yield f"http://127.0.0.1:{port}"


async def health(origin: str) -> tuple[int, list[str]]:
    async with (
        aiohttp.ClientSession(trust_env=False) as session,
        session.get(f"{origin}/healthz") as answer,
    ):
        said = await answer.json()
        assert said["ok"] is (answer.status == 200) is not bool(said["problems"])
        return answer.status, said["problems"]


def sentences(problems: list[str]) -> bool:
    return all(problem[0].isupper() and len(problem) > 20 for problem in problems)


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[SlackRoom]:
    async with slackroom(database_url) as made:
        yield made


async def test_all_is_well(room: SlackRoom) -> None:
    async with site(room) as origin:
        assert await health(origin) == (200, [])


async def test_no_worker(room: SlackRoom) -> None:
    room.clock.forward(seconds=upkeep.ALIVE.total_seconds() + 1)
    async with site(room) as origin:
        status, problems = await health(origin)
    assert status == 503
    assert problems == ["No worker is running: nothing is read or sent. Start: crier worker"]


async def test_no_token(room: SlackRoom) -> None:
    bare = settings_for(room.slack, SLACK_BOT_TOKEN=None)
    async with site(room, bare, slack=False) as origin:
        status, problems = await health(origin)
    assert status == 503
    assert problems == ["There is no SLACK_BOT_TOKEN: Slack's messages wait."]


async def test_neither_socket_nor_signing_secret(room: SlackRoom) -> None:
    deaf = settings_for(room.slack, SLACK_APP_TOKEN=None, SLACK_SIGNING_SECRET=None)
    async with site(room, deaf) as origin:
        status, problems = await health(origin)
    assert status == 503
    assert problems == ["There is neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET."]


@pytest.mark.parametrize("dead", ["invalid_auth", "token_revoked"])
async def test_a_token_that_slack_does_not_accept(dead: str, room: SlackRoom) -> None:
    token = Token(room.slack.bot_token, TokenKind.BOT, BOT_SCOPES, room.slack.bot_user, dead)
    room.slack.core.tokens.put(token)
    async with site(room) as origin:
        status, problems = await health(origin)
    assert status == 503
    assert problems == [f"Slack does not accept SLACK_BOT_TOKEN ({dead})."]
    assert room.slack.bot_token not in str(problems)


async def test_a_socket_that_is_not_connected(room: SlackRoom) -> None:
    async def connected() -> bool:
        return False

    made = web.site(settings_for(room.slack), room.db, room.clock, bolt_app(room), connected)
    async with web.serving(made, 0, "127.0.0.1") as port:
        status, problems = await health(f"http://127.0.0.1:{port}")
    assert status == 503
    assert problems == ["Socket Mode is not connected: no command is heard."]


async def test_messages_that_wait_for_long(room: SlackRoom) -> None:
    async with room.db.write() as connection:
        await outbox.add_note(connection, room.channel, "shown", lambda _: "{}", room.clock())
    room.clock.forward(minutes=6)
    await upkeep.alive(room.db, "worker", "worker", room.clock())
    async with site(room) as origin:
        status, problems = await health(origin)
    assert status == 503
    assert problems[0].startswith("Messages wait since 20")
    assert sentences(problems)


async def test_a_slack_out_of_reach(room: SlackRoom) -> None:
    async with site(room) as origin:
        await room.slack.close()
        assert await health(origin) == (503, ["Slack cannot be reached."])


# Signatures.


def command(room: SlackRoom, text: str = "help") -> bytes:
    place = room.slack.channel("courts")
    return urlencode(
        {
            "command": "/docket",
            "text": text,
            "team_id": room.slack.team_id,
            "channel_id": place.id,
            "channel_name": place.name,
            "user_id": room.slack.user("reporter").id,
            "response_url": f"{room.slack.api_url}nowhere",
            "trigger_id": "1.2.3",
        }
    ).encode()


async def post(origin: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    async with (
        aiohttp.ClientSession(trust_env=False) as session,
        session.post(f"{origin}/slack/events", data=body, headers=form) as answer,
    ):
        return answer.status, await answer.text()


def signed(room: SlackRoom, body: bytes, secret: str = "", **late: int) -> dict[str, str]:
    at = str(int((room.clock() - timedelta(**late)).timestamp()))
    return {
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": signature(secret or room.slack.signing_secret, at, body),
    }


async def test_a_signed_request_is_taken(room: SlackRoom) -> None:
    body = command(room)
    async with site(room) as origin:
        assert (await post(origin, body, signed(room, body)))[0] == 200


@pytest.mark.parametrize("kind", ["none", "wrong", "stale", "other body", "garbage"])
async def test_what_is_not_signed_by_slack_is_turned_away(kind: str, room: SlackRoom) -> None:
    body = command(room, "follow 1:25-cv-00457 dcd")
    headers = {
        "none": {},
        "wrong": signed(room, body, "0" * 32),
        "stale": signed(room, body, minutes=6),
        "other body": signed(room, command(room, "help")),
        "garbage": {"X-Slack-Request-Timestamp": "x", "X-Slack-Signature": "v0=é"},
    }[kind]
    async with site(room) as origin:
        status, _ = await post(origin, body, headers)
    assert status == 401
    await room.send()
    assert not room.messages()


async def test_slacks_handshake_is_answered(room: SlackRoom) -> None:
    async with site(room) as origin:
        room.slack.push.url = f"{origin}/slack/events"
        token = room.slack.core.app.verification_token
        assert await room.slack.push.verify("a-challenge", token)


async def test_without_a_signing_secret_nobody_is_listened_to(room: SlackRoom) -> None:
    by_socket = settings_for(room.slack, SLACK_SIGNING_SECRET=None)
    body = command(room)
    async with site(room, by_socket) as origin:
        assert (await post(origin, body, signed(room, body)))[0] == 404


async def test_only_what_it_knows(room: SlackRoom) -> None:
    async with site(room) as origin, aiohttp.ClientSession(trust_env=False) as session:
        for path, status in (("/", 404), ("/slack/events", 405), ("/healthz?x=1", 200)):
            async with session.get(origin + path) as answer:
                assert answer.status == status, path


async def test_a_taken_port_is_said(database_url: str) -> None:
    async with newsroom(database_url) as room:
        made = web.site(Settings(), room.db, room.clock, None)
        async with web.serving(made, 0, "127.0.0.1") as port:
            with pytest.raises(BadInput, match=f"Port {port} cannot be opened"):
                async with web.serving(made, port, "127.0.0.1"):
                    pass
        # And is free again.
        async with web.serving(made, port, "127.0.0.1") as again:
            assert again == port


async def test_an_open_connection_does_not_keep_it_from_ending(database_url: str) -> None:
    async with newsroom(database_url) as room:
        made = web.site(Settings(), room.db, room.clock, None)
        with socket.socket() as idle:
            async with web.serving(made, 0, "127.0.0.1") as port:
                idle.connect(("127.0.0.1", port))
                origin = f"http://127.0.0.1:{port}"
                assert (await health(origin))[0] == 503
