"""``crier doctor`` and ``/docket status`` on what waits, what was lost and what stands still."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.commandline.doctor import examine
from bot.commandline.machinechecks import checks
from bot.desk.enquiries import quota_line
from bot.desk.standing import standing
from bot.serving.parts import Parts
from bot.words.render import Renderer
from filings.quota import Limits, Rank
from filings.settings import Settings
from filings.store import outbox, quota, upkeep
from filings.store.core import posts, sources
from tests.filed import CASE, OLD, at, feed, item
from tests.newsroom import Newsroom, newsroom
from tests.slackroom import settings_for


async def examined(room: Newsroom, **more: Any) -> dict[str, tuple[bool, str]]:
    given = settings_for(room.slack, CRIER_SCOTUS="false", **more)
    # Nobody is to be asked but this Slack.
    given = given.model_copy(update={"courtlistener_url": "http://127.0.0.1:9/"})
    answer = await examine(Parts(given, room.db, Renderer(), room.clock))
    assert answer.value is not None
    return {check["name"]: (check["ok"], check["detail"]) for check in answer.value["checks"]}


def url_of(room: Newsroom) -> str:
    return f"sqlite:///{room.db.engine.url.database}"


async def test_the_machine(database_url: str) -> None:
    async with newsroom(database_url) as room:
        found = await examined(room, DATABASE_URL=database_url)
        ok, said = found["database"]
        assert ok
        assert said.startswith("sqlite, tables at revision 00")
        assert found["disk"][1].endswith("GB free beside the database")
        ok, said = found["clock"]
        assert not ok
        assert said.startswith("this machine's is ")
        assert said.endswith("minutes behind Slack's; set it, by NTP")
        assert found["monitor"][0]


async def test_a_proxy_is_not_what_courts_are_asked_through(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with newsroom(database_url) as room:
        await room.follow("dcd", CASE)
        unset = Parts(settings_for(room.slack), room.db, Renderer(), room.clock)
        assert "proxy" not in [each.name for each in await checks(unset, None, room.clock())]
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
        for failures, ok in ((0, True), (3, False)):
            async with room.db.write() as connection:
                since = room.clock() if failures else None
                await connection.execute(
                    sources.update().values(failing_since=since, failures=failures)
                )
            found = {each.name: each for each in await checks(unset, None, room.clock())}
            assert found["proxy"].ok is ok
            assert found["proxy"].detail.startswith("HTTPS_PROXY is set")


async def test_a_monitor_that_no_longer_answers(database_url: str) -> None:
    async with newsroom(database_url) as room:
        given = {"CRIER_PING_URL": "http://127.0.0.1:9/secret-path"}
        await upkeep.alive(room.db, "w", "worker", room.clock())
        assert (await examined(room, **given))["monitor"] == (
            False, "it has not answered a worker that runs; see the log",
        )  # fmt: skip
        await upkeep.pinged(room.db, "w", room.clock())
        room.clock.forward(minutes=1)
        assert (await examined(room, **given))["monitor"] == (True, "last answered 2 p.m. ET")
        room.clock.forward(minutes=9)
        assert (await examined(room, **given))["monitor"] == (False, "last answered 2 p.m. ET")


async def test_what_waits_and_since_when(database_url: str) -> None:
    async with newsroom(database_url) as room:
        assert (await examined(room))["outbox"] == (True, "empty")
        async with room.db.write() as connection:
            await outbox.add_note(connection, room.channel, "shown", lambda _: "{}", room.clock())
        room.clock.forward(minutes=1)
        assert (await examined(room))["outbox"] == (True, "1 waiting, the oldest since 2 p.m. ET")
        room.clock.forward(minutes=5)
        assert (await examined(room))["outbox"][0] is False


async def test_a_feed_that_stands_still(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await room.follow("dcd", CASE)
        await room.publish("dcd", feed(0, OLD))
        assert (await examined(room))["D.D.C."] == (True, "last read 2 p.m. ET")
        room.clock.forward(hours=3)
        await room.read("dcd")
        await room.notices.duty(room.clock())
        assert (await examined(room))["D.D.C."] == (
            False, "has not been rebuilt since 2 p.m. ET; the channels were told",
        )  # fmt: skip
        view = await standing(room.db, room.channel, None, room.clock())
        said = Renderer().status(view, room.clock()).text
        assert "D.D.C.: read 5 p.m. ET, and not rebuilt since 2 p.m. ET" in said
        await room.publish("dcd", feed(181, OLD, item(61, minutes=170)))
        await room.notices.duty(room.clock())
        assert (await examined(room))["D.D.C."] == (True, "last read 5 p.m. ET")


@pytest.mark.parametrize(("age", "count"), [(1, 1), (8, 0)])
async def test_what_slack_never_took(database_url: str, age: int, count: int) -> None:
    async with newsroom(database_url) as room:
        then = room.clock() - timedelta(days=age)
        async with room.db.write() as connection:
            await outbox.add_note(connection, room.channel, "shown", lambda _: "{}", then)
            await connection.execute(posts.update().values(state="failed", error="msg_too_long"))
        view = await standing(room.db, room.channel, None, room.clock())
        said = Renderer().status(view, room.clock()).text
        told = "1 message for this channel was given up in the last 7 days: Slack refused"
        assert (told in said) is bool(count)


async def test_when_the_last_question_was_asked(either_url: str) -> None:
    async with newsroom(either_url) as room:
        empty = quota_line(await quota.view(room.db, quota.SERVICE, room.clock()))
        assert empty.last_at is None
        for _ in range(2):
            await quota.take(room.db, quota.SERVICE, Rank.PEOPLE, "lookup", room.clock())
            room.clock.forward(minutes=1)
        # Somebody else with the same token has asked since.
        used = Limits(3, 3, 125)
        await quota.learnt(room.db, quota.SERVICE, Limits(), room.clock(), used)
        line = quota_line(await quota.view(room.db, quota.SERVICE, room.clock()))
        assert line.last_at == at(1)
        view = await standing(room.db, room.channel, line, room.clock())
        said = Renderer().status(view, room.clock()).text
        assert "all are used" not in said
        assert "the last was used at 2:01 p.m. ET; the next opens at" in said


def test_no_secret_path_is_said() -> None:
    given = Settings.model_validate({"CRIER_PING_URL": "https://hc-ping.com/secret-path"})
    assert "secret-path" not in repr(given)
