"""The life of a message: no step but those drawn, and no end of a process that loses or doubles."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.access.workspaces import OneWorkspace
from bot.delivery.finishing import send_all
from bot.delivery.sender import Sender
from bot.delivery.transport import SlackTransport, SlackTransports
from bot.words.render import Renderer
from filings import postlife
from filings.db import Database
from filings.postlife import ARROWS, State, Step
from filings.store import leases, outbox, poststeps
from filings.store.core import posts
from filings.store.outbox import PostRow
from sandbox.slack.faults import Broken, Dropped, Fault, Refused, TooMany
from tests.newsroom import Newsroom, newsroom
from tests.slackroom import shown
from tests.test_sender import CASES, POST, item, note, publish, states

KEPT = ("waiting", "asked", "sent", "failed")
TAKEOVER = timedelta(seconds=30)


# --- what may follow what ----------------------------------------------------------


def test_every_step_says_what_a_crash_there_means() -> None:
    assert set(ARROWS) == set(Step)
    for arrow in ARROWS.values():
        assert arrow.of
        assert arrow.before.endswith(".")
        assert arrow.after.endswith(".")


def test_what_is_known_or_given_up_stays_so() -> None:
    for arrow in ARROWS.values():
        assert arrow.of.isdisjoint((State.SENT, State.FAILED))


def test_every_state_is_reached_and_what_is_owed_can_end() -> None:
    reached = {State.OWED}
    for _ in ARROWS:
        reached |= {arrow.to for arrow in ARROWS.values() if arrow.of & reached}
    assert reached == set(State)


def test_what_is_owed_has_no_row() -> None:
    assert postlife.kept_as(State.LEASED) == postlife.kept_as(State.WAITING) == "waiting"
    with pytest.raises(ValueError, match="no post"):
        postlife.kept_as(State.OWED)


STEPS = [Step.ASK, Step.TAKEN, Step.REFUSE, Step.GIVE_UP, Step.LET_GO, Step.UNWRITE]


@pytest.mark.parametrize("step", STEPS)
async def test_the_table_takes_no_other_step(step: Step, either_url: str) -> None:
    async with newsroom(either_url) as room:
        post_id = await note(room, "A note")
        for state in KEPT:
            async with room.db.write() as connection:
                await connection.execute(posts.update().values(state=state))
                allowed = state in postlife.rows_before(step)
                which = posts.c.id == post_id
                if step is Step.UNWRITE:
                    assert await poststeps.may(connection, step, which) is allowed
                    continue
                assert await poststeps.take(connection, step, which) == [post_id] * allowed
                left = await connection.scalar(sa.select(posts.c.state))
                assert left == (postlife.row_after(step) if allowed else state)


# --- a process ends at any commit, and at the request itself -----------------------


class Killed(BaseException):
    """The process is gone: nothing of it catches this."""


class Mortal(Database):
    """A process's way to the database; it ends at the ``at``-th commit, before or after it."""

    def __init__(self, db: Database, at: int, *, after: bool) -> None:
        super().__init__(db.engine)
        self._at, self._after = at, after

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        self._at -= 1
        dies = self._at == 0
        async with super().write() as connection:
            yield connection
            if dies and not self._after:
                raise Killed
        if dies:
            raise Killed


class MortalTransport(SlackTransport):
    """A process that ends as its request leaves, or as the answer comes."""

    def __init__(self, client: AsyncWebClient, *, after: bool) -> None:
        super().__init__(client)
        self._after = after

    async def post(self, post: PostRow) -> str:
        if self._after:
            await super().post(post)
        raise Killed


class MortalTransports(SlackTransports):
    def __init__(self, workspace: OneWorkspace, *, after: bool) -> None:
        super().__init__(workspace)
        self._after = after

    async def of(self, team_id: str) -> SlackTransport:
        client = await self._workspaces.client(team_id)
        assert client is not None
        return MortalTransport(client, after=self._after)


def process(
    room: Newsroom, db: Database | None = None, slack: SlackTransports | None = None
) -> Sender:
    workspace = OneWorkspace(AsyncWebClient(room.slack.bot_token, room.slack.api_url))
    return Sender(
        db or room.db, Renderer(), room.clock, terminal=None,
        slack=slack or SlackTransports(workspace), sleep=room.clock.sleep,
    )  # fmt: skip


async def work(room: Newsroom, sender: Sender) -> bool:
    """Whether the process came to its end before the work did."""
    try:
        for _ in range(100):
            room.clock.forward(seconds=1.1)
            if not await sender.send_ready():
                return False
    except Killed:
        return True
    raise AssertionError("the outbox never became empty")


async def recover(room: Newsroom) -> None:
    """Another process goes on: when the lease has run out, and when it may look; where its own
    request has the fault, once more."""
    other = process(room)
    for wait in (TAKEOVER, outbox.LOOK_AFTER, outbox.LOOK_AFTER):
        room.clock.forward(seconds=wait.total_seconds())
        assert not await work(room, other)


async def live(room: Newsroom, mortal: Sender) -> bool:
    """Work until all is settled; whether the process came to its end before."""
    if await work(room, mortal):
        return True
    room.clock.forward(seconds=outbox.LOOK_AFTER.total_seconds())
    return await work(room, mortal)


class Day:
    """Filings of one case, each told before the next comes."""

    def __init__(self, room: Newsroom) -> None:
        self._room = room
        self._items = [item(room, 101, 1)]

    async def begin(self) -> None:
        await self._room.follow("dcd", CASES[0])
        await publish(self._room, self._items)

    async def file(self) -> None:
        self._items.append(item(self._room, 101, len(self._items) + 1))
        await publish(self._room, self._items)
        # The routine of a case rests behind its last message.
        self._room.clock.forward(seconds=95)

    def check(self) -> None:
        numbers = [filing["number"] for filing in self._room.told()]
        assert numbers == list(range(2, len(self._items) + 1))


async def end_at_every_commit(room: Newsroom, fault: Fault | None) -> None:
    """Each filing is told while its process ends one commit later than the last did."""
    day = Day(room)
    await day.begin()
    for after in (False, True):
        dies, commits = True, 0
        while dies:
            commits += 1
            await day.file()
            if fault:
                room.slack.faults.add(POST, fault)
            dies = await live(room, process(room, Mortal(room.db, commits, after=after)))
            await recover(room)
            room.slack.faults.clear()
            day.check()
        assert commits >= 5
    assert set(await states(room)) == {"sent"}


async def test_no_end_at_any_commit_loses_or_doubles(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await end_at_every_commit(room, Dropped(taken=True))


FAULTS = [
    None,
    Dropped(taken=False),
    Broken(500, taken=True),
    Refused("invalid_blocks"),
    TooMany(2),
]


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
async def test_no_end_beside_a_fault_loses_or_doubles(
    fault: Fault | None, database_url: str
) -> None:
    async with newsroom(database_url) as room:
        await end_at_every_commit(room, fault)


@pytest.mark.parametrize("after", [False, True])
async def test_no_end_at_the_request_itself_loses_or_doubles(after: bool, either_url: str) -> None:
    async with newsroom(either_url) as room:
        day = Day(room)
        await day.begin()
        await day.file()
        workspace = OneWorkspace(AsyncWebClient(room.slack.bot_token, room.slack.api_url))
        assert await work(room, process(room, slack=MortalTransports(workspace, after=after)))
        await recover(room)
        day.check()
        assert await states(room) == ["sent"]


async def test_no_end_at_any_commit_loses_an_edit(either_url: str) -> None:
    async with newsroom(either_url) as room:
        day = Day(room)
        await day.begin()
        await day.file()
        await work(room, process(room))
        old = [item(room, 101, 1), item(room, 101, 2)]
        dies, commits = True, 0
        while dies:
            commits += 1
            old.append(replace(item(room, 101, 2), event=f"Event {commits}"))
            await publish(room, old)
            dies = await live(room, process(room, Mortal(room.db, commits, after=commits % 2 > 0)))
            await recover(room)
            (message,) = room.messages()
            assert f"event {commits}" in shown(message).casefold()
        assert not await process(room).send_ready()


async def test_a_thread_that_is_gone_is_owed_anew_whenever_the_process_ends(
    database_url: str,
) -> None:
    async with newsroom(database_url) as room:
        await end_at_every_commit(room, Refused("thread_not_found"))


# --- late answers ------------------------------------------------------------------


async def asked(room: Newsroom) -> PostRow:
    await note(room, "A note")
    written = await outbox.waiting(room.db, room.channel)
    assert written is not None
    left = await outbox.asked(room.db, written, room.clock())
    assert left is not None
    return left


async def test_a_late_refusal_does_not_end_another_processs_try(either_url: str) -> None:
    async with newsroom(either_url) as room:
        first = await asked(room)
        second = await outbox.asked(room.db, first, room.clock())
        assert second is not None
        await outbox.not_taken(room.db, first, "Slack refused it.")
        assert await states(room) == ["asked"]
        await outbox.given_up(room.db, first, "Slack refused it.")
        assert await states(room) == ["asked"]
        await outbox.not_taken(room.db, second, "Slack refused it.")
        assert await states(room) == ["waiting"]


async def test_a_late_yes_is_true_and_a_second_one_changes_nothing(either_url: str) -> None:
    async with newsroom(either_url) as room:
        first = await asked(room)
        second = await outbox.asked(room.db, first, room.clock())
        assert second is not None
        await outbox.not_taken(room.db, second, "Slack refused it.")
        await outbox.sent(room.db, first, "1.000001", room.clock())
        await outbox.sent(room.db, second, "2.000002", room.clock())
        async with room.db.read() as connection:
            row: Any = (await connection.execute(sa.select(posts))).one()
        assert (row.state, row.ts) == ("sent", "1.000001")


# --- whose turn it is --------------------------------------------------------------


async def test_what_a_dead_process_had_leased_is_taken_over_within_30_seconds(
    either_url: str,
) -> None:
    async with newsroom(either_url) as room:
        await note(room, "A note")
        (dead,) = await leases.lease_ready(room.db, room.clock())
        assert not await leases.lease_ready(room.db, room.clock.forward(seconds=20))
        died_at = room.clock()
        assert await leases.extend(room.db, dead, died_at)
        while not (taken := await leases.lease_ready(room.db, room.clock.forward(seconds=1))):
            assert room.clock() < died_at + TAKEOVER
        assert room.clock() <= died_at + TAKEOVER
        assert not await leases.extend(room.db, dead, room.clock())
        assert await leases.extend(room.db, taken[0], room.clock())


# --- a command that ends when all is sent ------------------------------------------


async def test_check_waits_for_what_a_dead_process_had_begun(either_url: str) -> None:
    async with newsroom(either_url) as room:
        day = Day(room)
        await day.begin()
        await day.file()
        await note(room, "A note")
        workspace = OneWorkspace(AsyncWebClient(room.slack.bot_token, room.slack.api_url))
        assert await work(room, process(room, slack=MortalTransports(workspace, after=True)))
        left = await send_all(
            room.db, process(room), room.clock, slack=True, sleep=room.clock.sleep
        )
        assert left == 0
        day.check()
        assert await states(room) == ["sent", "sent"]


async def test_check_waits_for_an_edit_that_another_process_holds(either_url: str) -> None:
    async with newsroom(either_url) as room:
        day = Day(room)
        await day.begin()
        await day.file()
        await work(room, process(room))
        await publish(
            room, [item(room, 101, 1), item(room, 101, 2), item(room, 101, 2, "Redacted Document")]
        )
        assert await leases.lease_ready(room.db, room.clock())
        assert not await send_all(
            room.db, process(room), room.clock, slack=True, sleep=room.clock.sleep
        )
        assert "redacted document" in shown(room.messages()[0]).casefold()


async def test_check_says_how_many_wait_when_nothing_moves(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await note(room, "A note")
        room.slack.faults.add(POST, TooMany(3600))
        left = await send_all(
            room.db, process(room), room.clock, slack=True, sleep=room.clock.sleep
        )
        assert left == 1
