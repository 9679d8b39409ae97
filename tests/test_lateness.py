"""When messages wait and it is not the channel's own affair."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.serving.health import not_working
from filings.settings import Settings
from filings.store import outbox
from filings.store.core import posts
from filings.store.lateness import Held, Late, judged
from filings.types import Destination
from sandbox.slack.faults import Broken, Refused, TooMany
from tests.newsroom import START, Newsroom, newsroom

NOW = START
THEN = NOW - timedelta(hours=30)
POST = "chat.postMessage"


def held(**more: object) -> Held:
    given = {"since": THEN, "trouble": "", "rests_until": None, "rest": timedelta(), **more}
    return Held(**given)  # type: ignore[arg-type]


REFUSED = held(trouble="restricted_action", rests_until=NOW + timedelta(minutes=4))
TOLD_TO_WAIT = held(rests_until=NOW + timedelta(hours=20), rest=timedelta(days=1))


@pytest.mark.parametrize("own", [REFUSED, TOLD_TO_WAIT])
def test_what_a_channel_waits_for_is_its_own(own: Held) -> None:
    assert judged([own], NOW - timedelta(hours=1), NOW) is None


@pytest.mark.parametrize(
    "ours",
    [
        held(),
        # Slack is down: each try is waited after for a moment.
        held(rests_until=NOW + timedelta(seconds=30), rest=outbox.LOOK_AFTER),
        # Nobody tries any more.
        held(trouble="restricted_action", rests_until=NOW - timedelta(minutes=6)),
    ],
)
def test_what_waits_for_nothing_but_us_is_late(ours: Held) -> None:
    assert judged([REFUSED, ours], NOW, NOW) == Late(THEN)


def test_where_slack_takes_nothing_anywhere_it_is_an_outage() -> None:
    lately = NOW - timedelta(minutes=9)
    revoked = held(since=lately, trouble="token_revoked", rests_until=NOW + timedelta(minutes=4))
    assert judged([revoked], None, NOW) == Late(lately, everywhere=True)
    taken = THEN + timedelta(hours=1)
    assert judged([REFUSED], taken, NOW) is None
    assert judged([REFUSED, revoked], taken, NOW) == Late(lately, everywhere=True)


def written(_post_id: str) -> str:
    return '{"text": "A note", "blocks": [], "metadata": null}'


async def note(room: Newsroom, to: Destination) -> None:
    async with room.db.write() as connection:
        await outbox.add_note(connection, to, "shown", written, room.clock())


async def problems(room: Newsroom) -> list[str]:
    return await not_working(Settings.model_validate({}), room.db, room.clock())


@pytest.mark.parametrize("fault", [Refused("restricted_action"), TooMany(86_400)])
async def test_one_channel_does_not_hide_how_the_others_are(
    either_url: str, fault: Refused | TooMany
) -> None:
    async with newsroom(either_url) as room:
        room.slack.faults.add(POST, fault)
        await note(room, room.channel)
        await room.sender.send_ready()
        room.clock.forward(minutes=6)
        assert await problems(room) == [
            "Messages wait since 2025-11-03 19:00 UTC; Slack has taken none since then."
        ]
        # In another workspace they are taken.
        async with room.db.write() as connection:
            other = Destination("T0ELSE", "C0ELSE")
            name = await outbox.add_note(connection, other, "shown", written, room.clock())
            await connection.execute(
                posts.update().where(posts.c.id == name).values(state="sent", asked_at=room.clock())
            )
        assert await problems(room) == []
        await note(room, other)
        room.clock.forward(minutes=6)
        (problem,) = await problems(room)
        assert problem == "Messages wait since 2025-11-03 19:06 UTC."


async def test_a_slack_that_is_down_is_told(either_url: str) -> None:
    async with newsroom(either_url) as room:
        room.slack.faults.add(POST, Broken(503), times=99)
        await note(room, room.channel)
        for _ in range(9):
            await room.sender.send_ready()
            room.clock.forward(seconds=41)
        assert await problems(room) == ["Messages wait since 2025-11-03 19:00 UTC."]
