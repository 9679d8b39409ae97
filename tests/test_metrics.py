"""/metrics: what a monitor reads, who may read it, and what is never in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

import aiohttp
import pytest
import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from bot.serving import metrics, web
from bot.serving.counted import Counted
from filings import db as databases
from filings.quota import Rank
from filings.settings import Settings
from filings.store import outbox, quota, upkeep
from filings.store.core import dropped_items, posts
from filings.types import Destination
from sandbox import faults
from sandbox.slack.faults import Refused
from tests.filed import CASE, OLD, at, feed, item
from tests.newsroom import Newsroom, newsroom

TOKEN = "metrics-metrics-metrics"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
READABLE = {"CRIER_METRICS_TOKEN": TOKEN}
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
async def room(either_url: str) -> AsyncIterator[Newsroom]:
    async with newsroom(either_url) as made:
        await made.follow("dcd", CASE)
        await made.publish("dcd", feed(0, OLD))
        yield made


async def answered(
    room: Newsroom,
    headers: Mapping[str, str] | None = None,
    work: CollectorRegistry | None = None,
    settings: Mapping[str, str] | None = None,
) -> tuple[int, str, str]:
    given = Settings.model_validate(READABLE if settings is None else settings)
    site = Starlette(routes=metrics.routes(given, room.db, room.clock, work))
    async with (
        web.serving(site, 0, "127.0.0.1") as port,
        aiohttp.ClientSession(trust_env=False) as session,
        session.get(f"http://127.0.0.1:{port}/metrics", headers=headers) as answer,
    ):
        return answer.status, answer.headers.get("Content-Type", ""), await answer.text()


async def scraped(room: Newsroom, work: CollectorRegistry | None = None) -> Samples:
    """All samples of one scrape, parsed as a monitor does."""
    status, kind, text = await answered(room, BEARER, work)
    assert status == 200
    assert kind.startswith("text/plain")
    found: Samples = {}
    for family in text_string_to_metric_families(text):
        assert family.name.startswith("crier_")
        assert family.documentation
        for sample in family.samples:
            found[sample.name, frozenset(sample.labels.items())] = sample.value
    return found


def written(_post_id: str) -> str:
    return '{"text": "A note", "blocks": [], "metadata": null}'


def value(found: Samples, name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


DCD = {"kind": "cmecf", "court": "dcd"}


async def test_sources(room: Newsroom) -> None:
    room.clock.now = at(30)
    found = await scraped(room)
    assert value(found, "crier_source_read_age_seconds", **DCD) == 1800
    assert value(found, "crier_source_lag_seconds", **DCD) == 1800
    assert value(found, "crier_source_failing", **DCD) == 0
    room.courts.behave("dcd", faults.status(503))
    await room.read("dcd")
    room.clock.forward(minutes=1)
    await room.read("dcd")
    async with room.db.write() as connection:
        for digest in ("a", "b"):
            await connection.execute(
                dropped_items.insert().values(
                    source_id="cmecf/dcd", digest=digest, reason="", raw="", seen_at=room.clock()
                )
            )
    found = await scraped(room)
    assert value(found, "crier_source_failing", **DCD) == 1
    assert value(found, "crier_source_failures", **DCD) == 2
    assert value(found, "crier_source_silent", **DCD) == 0
    assert value(found, "crier_source_dropped_items", **DCD) == 2
    assert value(found, "crier_source_read_age_seconds", **DCD) == 1860


async def test_cases_that_are_read_one_by_one_are_one_row(room: Newsroom) -> None:
    for number in ("25-101", "25-102", "25A103"):
        await room.follow("scotus", number)
    found = await scraped(room)
    assert value(found, "crier_sources", kind="scotus", court="") == 3
    assert value(found, "crier_sources", **DCD) == 1
    assert not [name for name, labels in found if "25-101" in str(labels)]


async def test_what_waits_and_what_was_sent(room: Newsroom) -> None:
    await room.publish("dcd", feed(60, OLD, item(61, minutes=30)))
    room.clock.now = at(70)
    found = await scraped(room)
    assert value(found, "crier_deliveries_waiting") == 1
    assert value(found, "crier_oldest_waiting_seconds") >= 1
    assert value(found, "crier_messages_day", result="sent") == 0
    await room.send()
    found = await scraped(room)
    assert value(found, "crier_deliveries_waiting") == 0
    assert value(found, "crier_oldest_waiting_seconds") == 0
    assert value(found, "crier_messages_day", result="sent") == 1
    now = room.clock()
    async with room.db.write() as connection:
        for state, attempts in (("asked", 1), ("failed", 3), ("sent", 2)):
            name = await outbox.add_note(connection, room.channel, "shown", lambda _: "{}", now)
            await connection.execute(
                posts.update()
                .where(posts.c.id == name)
                .values(
                    state=state,
                    attempts=attempts,
                    asked_at=now - timedelta(minutes=2),
                    plainer="invalid_blocks" if state == "sent" else "",
                )
            )
    found = await scraped(room)
    assert value(found, "crier_messages_unknown") == 1
    assert value(found, "crier_messages_waiting") == 1
    assert value(found, "crier_message_retries_day") == 3
    assert value(found, "crier_messages_day", result="given up") == 1
    assert value(found, "crier_messages_day", result="sent") == 2
    assert value(found, "crier_messages_day", result="sent more plainly") == 1
    room.clock.forward(days=2)
    assert value(await scraped(room), "crier_messages_day", result="sent") == 0


@pytest.mark.parametrize(
    ("error", "why"), [("restricted_action", "refused"), ("is_archived", "closed")]
)
async def test_what_waits_for_people_makes_no_gauge_grow(
    room: Newsroom, error: str, why: str
) -> None:
    """In one channel Slack takes messages, in the other it does not until somebody acts."""
    room.slack.invite("general")
    other = Destination(room.slack.team_id, room.slack.channel("general").id)
    room.slack.faults.add(
        "chat.postMessage",
        Refused(error),
        times=99,
        when=lambda args: args.text("channel") == other.channel_id,
    )

    async def note(to: Destination) -> None:
        async with room.db.write() as connection:
            await outbox.add_note(connection, to, "shown", written, room.clock())

    await note(other)
    await room.send()
    for _ in range(3):
        room.clock.forward(minutes=4)
        await note(room.channel)
        await room.send()
        found = await scraped(room)
        assert value(found, "crier_oldest_waiting_seconds") == 0
        assert value(found, "crier_held_waiting", why=why) == 1
        assert (
            value(found, "crier_held_waiting", why="closed" if why == "refused" else "refused") == 0
        )
    await note(room.channel)
    room.clock.forward(seconds=30)
    assert value(await scraped(room), "crier_oldest_waiting_seconds") == 30


async def test_questions_and_what_is_left_of_the_quota(room: Newsroom) -> None:
    for _ in range(3):
        await quota.take(room.db, quota.SERVICE, Rank.PEOPLE, "lookup", room.clock())
    found = await scraped(room)
    assert value(found, "crier_questions_day", purpose="lookup") == 3
    assert value(found, "crier_quota_left", window="minute") == 2
    assert value(found, "crier_quota_left", window="day") == 97


async def test_workers_and_courts_that_wait(room: Newsroom) -> None:
    assert value(await scraped(room), "crier_workers") == 0
    room.clock.forward(hours=3)
    await upkeep.alive(room.db, "w", "worker", room.clock())
    await upkeep.pinged(room.db, "w", room.clock())
    room.clock.forward(seconds=30)
    found = await scraped(room)
    assert value(found, "crier_workers") == 1
    assert value(found, "crier_ping_age_seconds") == 30
    assert value(found, "crier_overdue_seconds") > 3600


async def test_workers_of_a_clock_that_was_ahead_live_no_more(room: Newsroom) -> None:
    await upkeep.alive(room.db, "w", "worker", room.clock() + timedelta(hours=3))
    assert value(await scraped(room), "crier_workers") == 0


async def test_what_lives_in_this_process(room: Newsroom) -> None:
    counted = Counted()
    log = structlog.wrap_logger(
        structlog.ReturnLogger(), processors=[structlog.processors.add_log_level, counted]
    )
    log.error("refused", post="7ac6", next="more plainly")
    log.info("sent", post="7ac7")
    found = await scraped(room, counted.registry)
    refused = {"what": "refused", "result": "more plainly", "level": "error"}
    assert value(found, "crier_work_total", **refused) == 1
    assert value(found, "crier_process_open_fds") > 3
    assert not [labels for _, labels in found if "7ac6" in str(labels)]


async def test_neither_channels_nor_cases_nor_secrets_are_in_it(room: Newsroom) -> None:
    await room.publish("dcd", feed(60, OLD, item(61, minutes=30)))
    await room.send()
    _, _, text = await answered(room, BEARER)
    for word in (room.channel.channel_id, room.slack.team_id, "courts", CASE, "HARBOR", "xoxb"):
        assert f'"{word}' not in text


async def test_a_database_that_is_away(tmp_path: object) -> None:
    db = databases.connect(f"sqlite:///{tmp_path}/nothing.db")
    settings = Settings.model_validate(READABLE)
    site = Starlette(routes=metrics.routes(settings, db, lambda: at(0), Counted().registry))
    async with (
        web.serving(site, 0, "127.0.0.1") as port,
        aiohttp.ClientSession(trust_env=False) as session,
        session.get(f"http://127.0.0.1:{port}/metrics", headers=BEARER) as answer,
    ):
        text = await answer.text()
        assert answer.status == 200
    assert "crier_database_up 0.0" in text
    assert "crier_workers" not in text
    await db.close()


async def test_who_may_read_it(room: Newsroom) -> None:
    async def status(headers: Mapping[str, str]) -> int:
        return (await answered(room, headers))[0]

    assert await status({}) == 404
    assert await status({"Authorization": "Bearer wrong-wrong-wrong-wrong"}) == 404
    assert await status(BEARER) == 200
    assert await status({**BEARER, "X-Forwarded-For": "203.0.113.9"}) == 200


@pytest.mark.parametrize("host", ["127.0.0.1:3000", "localhost", "crier.example.org"])
async def test_without_a_token_nobody_may(room: Newsroom, host: str) -> None:
    # As nginx's proxy_pass sends it unless told otherwise: nothing tells it from this machine's.
    through = {"Host": host, "Connection": "close"}
    for headers in (through, {**through, "Authorization": "Bearer "}):
        assert (await answered(room, headers, settings={}))[0] == 404
