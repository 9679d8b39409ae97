"""Alive, ready, well: three questions, each with its own reasons."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa

from bot.access.workspaces import workspaces_of
from bot.serving import web
from bot.serving.health import STILL_SECONDS, Health, Pulse
from filings import db as databases
from filings.settings import Settings
from filings.store.core import sources
from sandbox.slack.faults import Refused, TooMany
from tests.newsroom import newsroom
from tests.slackroom import SlackRoom, settings_for, slackroom

PATHS = ("/healthz/live", "/healthz/ready", "/healthz")


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[SlackRoom]:
    async with slackroom(database_url) as made:
        yield made


async def statuses(
    room: SlackRoom, settings: Settings | None = None, **more: Any
) -> dict[str, tuple[int, list[str]]]:
    settings = settings or settings_for(room.slack)
    site = web.site(settings, room.db, room.clock, None, **more)
    found = {}
    async with (
        web.serving(site, 0, "127.0.0.1") as port,
        aiohttp.ClientSession(trust_env=False) as session,
    ):
        for path in PATHS:
            async with session.get(f"http://127.0.0.1:{port}{path}") as answer:
                found[path] = answer.status, (await answer.json())["problems"]
    return found


def codes(found: dict[str, tuple[int, list[str]]]) -> tuple[int, ...]:
    return tuple(found[path][0] for path in PATHS)


async def test_all_three_are_well(room: SlackRoom) -> None:
    assert codes(await statuses(room)) == (200, 200, 200)


async def test_no_worker_is_no_reason_to_restart_this_process(room: SlackRoom) -> None:
    room.clock.forward(minutes=2)
    assert codes(await statuses(room)) == (200, 200, 503)


async def test_a_slack_that_is_down_is_no_reason_to_restart_or_to_turn_away(
    room: SlackRoom,
) -> None:
    await room.slack.close()
    assert codes(await statuses(room)) == (200, 200, 503)


async def test_a_deaf_socket(room: SlackRoom) -> None:
    async def connected() -> bool:
        return False

    found = await statuses(room, connected=connected)
    # What else comes in, such as webhooks and calendars, is taken.
    assert codes(found) == (200, 200, 503)
    assert found["/healthz"][1] == ["Socket Mode is not connected: no command is heard."]


async def test_slack_is_not_asked_as_often_as_the_page_is(room: SlackRoom) -> None:
    settings = settings_for(room.slack)
    health = Health(settings, room.db, room.clock, workspaces_of(settings, room.db, room.clock))
    room.slack.faults.add("auth.test", Refused("invalid_auth"))
    for _ in range(3):
        for said in await asyncio.gather(health.problems(), health.problems()):
            assert said == ["Slack does not accept SLACK_BOT_TOKEN (invalid_auth)."]
        room.clock.forward(seconds=9)
    room.clock.forward(seconds=9)
    assert await health.problems() == []
    room.slack.faults.add("auth.test", Refused("invalid_auth"))
    room.clock.forward(hours=-1)
    assert "invalid_auth" in str(await health.problems())


@pytest.mark.parametrize("fault", [TooMany(30), Refused("ratelimited")])
async def test_a_slack_that_asks_to_wait_has_nothing_against_the_token(
    room: SlackRoom, fault: TooMany | Refused
) -> None:
    room.slack.faults.add("auth.test", fault, times=9)
    assert codes(await statuses(room)) == (200, 200, 200)


async def test_without_credentials_nothing_can_be_taken(room: SlackRoom) -> None:
    bare = settings_for(room.slack, SLACK_BOT_TOKEN=None)
    assert codes(await statuses(room, bare)) == (200, 503, 503)


async def test_a_process_that_ends_takes_nothing_more(room: SlackRoom) -> None:
    found = await statuses(room, stopping=lambda: True)
    assert codes(found) == (200, 503, 200)
    assert found["/healthz/ready"][1] == ["This process is ending."]


async def test_a_worker_that_stands_still_is_a_reason_to_restart(room: SlackRoom) -> None:
    pulse = Pulse()
    pulse.beat_at -= STILL_SECONDS + 40
    found = await statuses(room, pulse=pulse)
    assert codes(found)[0] == 503
    assert found["/healthz/live"][1] == ["The worker has stood still for 100 seconds."]
    await pulse.beat(room.clock())
    assert codes(await statuses(room, pulse=pulse))[0] == 200


async def test_tables_of_another_version(either_url: str) -> None:
    async with newsroom(either_url) as room:
        async with room.db.write() as connection:
            await connection.execute(sa.text("UPDATE alembic_version SET version_num = '0002'"))
        health = health_of(room.db, room.clock)
        assert await health.not_ready() == [
            "The database's tables are not those of this version. Run: crier migrate"
        ]


async def test_tables_of_a_newer_version_can_be_used_until_this_process_is_replaced(
    either_url: str,
) -> None:
    async with newsroom(either_url) as room:
        async with room.db.write() as connection:
            await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        assert await health_of(room.db, room.clock).not_ready() == []


async def test_a_database_that_is_gone(empty_postgres_url: str) -> None:
    nobody = empty_postgres_url.replace("127.0.0.1:5432", "127.0.0.1:9")
    db = databases.connect(nobody)
    (problem,) = await health_of(db, lambda: None).not_ready()
    assert problem.startswith("The database")
    assert await health_of(db, lambda: None).not_living() == []
    await db.close()


def health_of(db: databases.Database, clock: Any) -> Health:
    settings = Settings.model_validate(
        {"SLACK_BOT_TOKEN": "a bot's", "SLACK_SIGNING_SECRET": "a secret"}
    )
    return Health(settings, db, clock, workspaces_of(settings, db, clock))


async def test_courts_that_nobody_reads(room: SlackRoom) -> None:
    await room.follow("dcd", "1:25-cv-00457")
    found = await statuses(room)
    assert codes(found) == (200, 200, 200)
    async with room.db.write() as connection:
        due_at = room.clock() - timedelta(minutes=11)
        await connection.execute(sources.update().values(due_at=due_at))
    found = await statuses(room)
    assert codes(found) == (200, 200, 503)
    assert found["/healthz"][1] == [f"Courts wait to be read since {due_at:%Y-%m-%d %H:%M} UTC."]
    async with room.db.write() as connection:
        # Somebody is at it.
        await connection.execute(sources.update().values(asked_at=room.clock()))
    assert codes(await statuses(room)) == (200, 200, 200)


async def test_when_no_court_can_be_read_it_is_our_network(room: SlackRoom) -> None:
    for court in ("dcd", "nysd", "cand"):
        await room.follow(court, "1:25-cv-00457")
    then = room.clock() - timedelta(minutes=9)
    failing = {"failing_since": then, "failures": 5, "state": "failing"}
    async with room.db.write() as connection:
        await connection.execute(sources.update().where(sources.c.court != "dcd").values(**failing))
    assert codes(await statuses(room)) == (200, 200, 200)
    async with room.db.write() as connection:
        await connection.execute(sources.update().values(**failing))
    found = await statuses(room)
    assert codes(found) == (200, 200, 503)
    assert "look at this machine's network" in found["/healthz"][1][0]
