"""Slack's own answers have an end: what is too large breaks off, packed or not."""

from __future__ import annotations

import contextlib
import gzip
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiohttp import web

from bot.access.slacksession import MOST, slack_session
from bot.delivery.transport import SlackTransports
from bot.serving.parts import parts
from filings.errors import SlackUnknown
from filings.settings import Settings
from filings.store.outbox import PostRow
from filings.types import Destination
from tests.newsroom import START

PIECE = b" " * 1_000_000
HUGE = 50
"""Such pieces in front of the end of an answer: JSON may begin with blanks."""
TEAM = {"ok": True, "team_id": "T1", "team": "Gazette", "bot_id": "B1", "user_id": "U1"}
POSTED = json.dumps({"ok": True, "ts": "1762196400.000100"}).encode()
Answer = Callable[[web.Request], AsyncIterator[bytes]]


async def huge(_request: web.Request) -> AsyncIterator[bytes]:
    for _ in range(HUGE):
        yield PIECE
    yield POSTED


async def usual(_request: web.Request) -> AsyncIterator[bytes]:
    yield PIECE
    yield POSTED


async def bomb(_request: web.Request) -> AsyncIterator[bytes]:
    yield gzip.compress(PIECE * HUGE + POSTED)


async def small_and_packed(_request: web.Request) -> AsyncIterator[bytes]:
    yield gzip.compress(PIECE + POSTED)


@contextlib.asynccontextmanager
async def slack(answer: Answer, *, packed: bool) -> AsyncIterator[tuple[str, list[int]]]:
    """A Slack that answers each message so; its address, and how many bytes it got rid of."""
    sent = [0]

    async def post(request: web.Request) -> web.StreamResponse:
        head = {"Content-Type": "application/json"}
        if packed:
            head["Content-Encoding"] = "gzip"
        response = web.StreamResponse(headers=head)
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            async for piece in answer(request):
                await response.write(piece)
                sent[0] += len(piece)
        return response

    async def who(_request: web.Request) -> web.StreamResponse:
        return web.json_response(TEAM)

    app = web.Application()
    app.router.add_post("/api/auth.test", who)
    app.router.add_post("/api/chat.postMessage", post)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = runner.addresses[0][1]
        yield f"http://127.0.0.1:{port}/api/", sent
    finally:
        await runner.cleanup()


async def posted(address: str, folder: Path) -> str:
    """A message sent as a process does, with the pieces that it makes of its settings."""
    settings = Settings.model_validate(
        {
            "DATABASE_URL": f"sqlite:///{folder}/crier.db",
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_API_URL": address,
        }
    )
    payload = json.dumps({"text": "A note", "blocks": [], "metadata": None})
    to = Destination("T1", "C1")
    post = PostRow("p1", to, "shown", payload, "asked", None, None, START, 1, 0, START)
    async with parts(settings) as made:
        workspaces = made.workspaces()
        assert workspaces is not None
        transport = await SlackTransports(workspaces).of("T1")
        return await transport.post(post)


@pytest.mark.parametrize(("answer", "packed"), [(huge, False), (bomb, True)])
async def test_an_answer_without_an_end_is_none(
    answer: Answer, packed: bool, tmp_path: Path
) -> None:
    async with slack(answer, packed=packed) as (address, sent):
        with pytest.raises(SlackUnknown, match="no answer"):
            await posted(address, tmp_path)
        # What lies in the sockets' buffers was written and never read.
        assert sent[0] < MOST + 15_000_000


@pytest.mark.parametrize(("answer", "packed"), [(usual, False), (small_and_packed, True)])
async def test_an_answer_of_a_usual_size_is_read(
    answer: Answer, packed: bool, tmp_path: Path
) -> None:
    async with slack(answer, packed=packed) as (address, _sent):
        assert await posted(address, tmp_path) == "1762196400.000100"


async def test_a_packed_answer_is_never_whole_in_memory() -> None:
    """Of a body that unpacks to 50 MB, no more is held than what is allowed and one piece."""
    async with slack(bomb, packed=True) as (address, _sent), slack_session() as session:
        async with session.post(f"{address}chat.postMessage") as answer:
            largest = 0
            async for piece in answer.content.iter_any():
                largest = max(largest, len(piece))
        assert 0 < largest < 5_000_000
