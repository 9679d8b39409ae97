"""The dead man's switch: told after a healthy minute, not told otherwise, and nobody else is."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.serving import pinging
from filings import settings as all_settings
from filings.errors import BadInput
from filings.settings import Settings
from filings.store import figures, outbox, upkeep
from filings.store.core import sources
from tests.newsroom import Newsroom, newsroom

SECRET = "5f1c9a52-3a9e-4b8e-9d1e-0a4f5d6e7f80"


@dataclass
class Monitor:
    """What a monitor hears; ``answer`` makes what it says."""

    answer: Callable[[], web.Response] = lambda: web.Response(text="OK")
    heard: list[tuple[str, str]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.heard.append((request.method, request.path_qs))
        return self.answer()


@contextlib.asynccontextmanager
async def listening(monitor: Monitor) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", monitor.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}/{SECRET}"
    finally:
        await runner.cleanup()


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[Newsroom]:
    async with newsroom(database_url) as made:
        await upkeep.alive(made.db, "w", "worker", made.clock())
        yield made


async def minute(room: Newsroom, url: str) -> list[str]:
    """What came of it, as the log has it."""
    settings = Settings.model_validate({"CRIER_PING_URL": url, "CRIER_MIN_SECONDS": "0"})
    async with pinging.monitoring(settings, room.db, "w") as duties:
        (duty,) = duties
        with capture_logs() as lines:
            await duty(room.clock())
    assert SECRET not in str(lines)
    return [line["result"] for line in lines if line["event"] == "ping"]


async def last(room: Newsroom) -> object:
    return (await figures.figures(room.db, room.clock())).pinged_at


async def test_a_healthy_minute_is_told(room: Newsroom) -> None:
    monitor = Monitor()
    async with listening(monitor) as url:
        assert await minute(room, url) == ["answered"]
    assert monitor.heard == [("GET", f"/{SECRET}")]
    assert await last(room) == room.clock()


async def test_without_an_address_nobody_is(room: Newsroom) -> None:
    async with pinging.monitoring(Settings.model_validate({}), room.db, "w") as duties:
        assert duties == []


async def test_messages_that_wait_hold_it_back(room: Newsroom) -> None:
    async with room.db.write() as connection:
        await outbox.add_note(connection, room.channel, "shown", lambda _: "{}", room.clock())
    room.clock.forward(minutes=6)
    monitor = Monitor()
    async with listening(monitor) as url:
        assert await minute(room, url) == ["held back"]
    assert monitor.heard == []
    assert await last(room) is None


async def test_courts_that_nobody_reads_hold_it_back(room: Newsroom) -> None:
    await room.follow("dcd", "1:25-cv-00457")
    monitor = Monitor()
    async with listening(monitor) as url:
        assert await minute(room, url) == ["answered"]
        room.clock.forward(minutes=11)
        assert await minute(room, url) == ["held back"]
        await room.read("dcd")
        assert await minute(room, url) == ["answered"]
    assert len(monitor.heard) == 2


async def test_one_court_that_cannot_be_read_does_not(room: Newsroom) -> None:
    for court in ("dcd", "nysd"):
        await room.follow(court, "1:25-cv-00457")
    async with room.db.write() as connection:
        then = room.clock() - timedelta(hours=3)
        await connection.execute(
            sources.update()
            .where(sources.c.court == "dcd")
            .values(failing_since=then, failures=9, state="failing")
        )
    monitor = Monitor()
    async with listening(monitor) as url:
        assert await minute(room, url) == ["answered"]


@pytest.mark.parametrize("status", [404, 500, 503])
async def test_a_refusal_is_a_line_and_no_second_try(room: Newsroom, status: int) -> None:
    monitor = Monitor(lambda: web.Response(status=status))
    async with listening(monitor) as url:
        assert await minute(room, url) == ["failed"]
    assert len(monitor.heard) == 1
    assert await last(room) is None


async def test_a_redirect_is_not_followed(room: Newsroom) -> None:
    other = Monitor()
    async with listening(other) as elsewhere:
        monitor = Monitor(lambda: web.Response(status=302, headers={"Location": elsewhere}))
        async with listening(monitor) as url:
            assert await minute(room, url) == ["failed"]
    assert other.heard == []


async def test_a_monitor_that_is_away(room: Newsroom) -> None:
    assert await minute(room, f"http://127.0.0.1:9/{SECRET}") == ["failed"]


@pytest.mark.parametrize(
    "url",
    [
        "http://hc-ping.com/x", "ftp://127.0.0.1/x", "https://user@hc-ping.com/x", "hc-ping.com/x",
        "https://hc-ping.com:99999/x", "https://hc-ping.com:no/x",
        "https://10.0.0.5/api/push/x", "https://[fd00::5]/x", "https://169.254.1.1/x",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_used(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRIER_PING_URL", url)
    all_settings.load.cache_clear()
    with pytest.raises(BadInput, match="CRIER_PING_URL") as caught:
        all_settings.load()
    assert url not in str(caught.value)
    all_settings.load.cache_clear()
