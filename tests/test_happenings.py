"""Channels are archived, left, deleted and renamed, workspaces leave: follows pause and go on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from slack_sdk.web.async_client import AsyncWebClient

from bot.access.installs import Team
from bot.access.workspaces import Bot, Workspaces
from bot.delivery import closures as doors
from bot.delivery.closures import Closures
from bot.surfaces.happenings import Happened, What, happened_in, take_up
from bot.surfaces.replies import Afterwards
from bot.surfaces.room import Room
from bot.words.render import Renderer
from filings import models
from filings.errors import BadInput, StoreError
from filings.settings import Settings
from filings.store import audit, channelids, closures, follows, outbox, workspaces
from filings.store.audit import AuditLine
from filings.store.closures import Reopened, Why
from filings.store.core import parts_of
from filings.terms import Terms
from filings.types import Destination, Rule
from filings.views import FollowView
from sandbox.slack import Message
from sandbox.slack.delivery import Delivery
from sandbox.slack.faults import Refused
from tests.newsroom import START, Newsroom, newsroom
from tests.slackroom import GAZETTE, Reporter, SlackRoom, feed, shown, slackroom
from tests.twoteams import two_teams

CASE = "1:25-cv-00457"
DCD = f"{CASE} dcd"
NAME = "Harbor Gazette v. Port Office"


BOTH = pytest.mark.parametrize("room", ["socket", "http"], indirect=True)


@pytest.fixture
async def room(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[SlackRoom]:
    """The reporter follows a case in #courts."""
    async with slackroom(database_url, getattr(request, "param", "socket")) as made:
        await Reporter(made).types(f"follow {DCD}")
        await Reporter(made).hears("Following")
        await made.publish("dcd", feed(made, "dcd", CASE, GAZETTE))
        yield made


async def told_of(room: SlackRoom, deliveries: Sequence[Delivery]) -> None:
    """Wait until the app has done what an event asks for."""
    for delivery in deliveries:
        await delivery.done.wait()
        assert delivery.acked
        await room.wait_answered()
    await room.send()


async def the_follow(room: Newsroom, to: Destination | None = None) -> FollowView:
    found = await follows.one(room.db, to or room.channel, "dcd", parts_of("dcd", CASE))
    assert found is not None
    return found


def alone(room: Newsroom, name: str = "reporter") -> list[Message]:
    """What Crier has written to one person."""
    return list(room.slack.core.im_with(room.slack.user(name).id).messages)


async def file(room: Newsroom, *entries: int) -> None:
    room.clock.forward(seconds=90)
    await room.publish("dcd", feed(room, "dcd", CASE, GAZETTE, *entries))
    await room.send()


@BOTH
async def test_an_archived_channel_pauses_and_goes_on(room: SlackRoom) -> None:
    await told_of(room, room.slack.archive("courts"))
    assert (await the_follow(room)).paused_why == "archived"
    (told,) = alone(room)
    assert "#courts was archived" in shown(told)
    assert NAME in shown(told)
    before = len(room.messages())
    await file(room, 62, 63)
    assert len(room.messages()) == before
    assert not (await outbox.backlog(room.db, room.clock())).deliveries

    await told_of(room, room.slack.archive("courts", archived=False))
    assert (await the_follow(room)).paused_at is None
    said = shown(room.messages()[-1])
    assert "I can post here again" in said
    assert "2 filings came since I stopped" in said
    assert f"/docket recent {DCD}" in said
    assert len(alone(room)) == 1
    await file(room, 62, 63, 64)
    assert [filing["number"] for filing in room.told()] == [64]
    lines = await audit.lines(room.db, room.slack.team_id)
    assert [(line.who, line.what) for line in lines[:2]] == [
        ("crier", "resume"), ("crier", "pause"),
    ]  # fmt: skip


async def test_removed_and_invited_again(room: SlackRoom) -> None:
    room.slack.remove("courts")
    await told_of(room, room.slack.courier.deliveries[-2:])
    assert (await the_follow(room)).paused_why == "left"
    (told,) = alone(room)
    assert "/invite @Crier" in shown(told)
    await file(room, 62)
    room.slack.invite("courts")
    await told_of(room, room.slack.courier.deliveries[-1:])
    assert "1 filing came" in shown(room.messages()[-1])
    assert not room.slack.refusals


async def test_a_renamed_and_a_deleted_channel(room: SlackRoom) -> None:
    place = room.channel
    await told_of(room, room.slack.rename("courts", "the-courts"))
    await told_of(room, room.slack.delete_channel("the-courts"))
    assert (await the_follow(room, place)).paused_why == "gone"
    (told,) = alone(room)
    assert "I cannot find #the-courts any more" in shown(told)


async def test_a_channel_gets_another_id(room: SlackRoom) -> None:
    old = room.channel
    await told_of(room, room.slack.renumber("courts"))
    assert room.channel != old
    assert await follows.one(room.db, old, "dcd", parts_of("dcd", CASE)) is None
    await file(room, 62)
    assert [filing["number"] for filing in room.told()] == [62]


@BOTH
async def test_a_workspace_removes_crier(room: SlackRoom) -> None:
    team = room.slack.team_id
    await told_of(room, room.slack.uninstall())
    assert (await the_follow(room)).paused_why == "uninstalled"
    assert (await workspaces.get(room.db, team)).ended_at is not None
    calls = len(room.slack.calls)
    await file(room, 62)
    assert len(room.slack.calls) == calls, "Slack is left alone"


async def test_what_one_workspace_does_is_its_own(database_url: str) -> None:
    async with two_teams(database_url) as teams:
        room, gazette, herald = teams.room, teams.gazette, teams.herald
        for slack in (gazette, herald):
            await teams.install(slack)
            await teams.reporter(slack).types(f"follow {DCD}")
        here, there = teams.courts(gazette), teams.courts(herald)
        # slack_sdk dates an installation by its own clock.
        room.clock.forward(minutes=2)
        await told_of(room, gazette.uninstall())
        assert (await the_follow(room, here)).paused_why == "uninstalled"
        assert (await the_follow(room, there)).paused_at is None
        assert await teams.workspaces.client(gazette.team_id) is None
        duty = Closures(room.db, Renderer(), teams.workspaces).duty
        await duty(room.clock())
        assert (await the_follow(room, here)).paused_at is not None

        room.clock.forward(minutes=2)
        await teams.install(gazette)
        await duty(room.clock())
        await room.send()
        assert (await the_follow(room, here)).paused_at is None
        assert "I can post here again" in shown(gazette.channel("courts").messages[-1])
        assert "I can post here again" not in str(herald.channel("courts").messages)


async def test_what_does_not_concern_crier_is_let_be(room: SlackRoom) -> None:
    """Not counted as an answer: the next one is to what is typed."""
    editor = room.slack.user("editor").id
    for channel in ("general", "courts"):
        room.slack.remove(channel, editor)
    for delivery in room.slack.archive("general"):
        await delivery.done.wait()
    assert NAME in shown(await Reporter(room).asks("list"))
    assert (await the_follow(room)).paused_at is None


# What no event told of.


async def followed(room: Newsroom, by: str = "reporter") -> None:
    parts = parts_of("dcd", CASE)
    await follows.follow(
        room.db, room.channel, "dcd", parts, CASE,
        by=room.slack.user(by).id, now=room.clock(), channel_name="courts",
    )  # fmt: skip
    await room.publish("dcd", feed(room, "dcd", CASE, GAZETTE))


@pytest.mark.parametrize(
    ("happens", "why"),
    [("archive", "archived"), ("remove", "left"), ("make_private", "gone")],
)
async def test_a_refusal_leads_to_the_same_place(happens: str, why: str, database_url: str) -> None:
    async with newsroom(database_url) as room:
        await followed(room)
        getattr(room.slack, happens)("courts")
        if happens == "make_private":
            room.slack.remove("courts")
        await file(room, 62)
        assert (await the_follow(room)).paused_why == why
        assert len(alone(room)) == 1
        await file(room, 62, 63)
        assert len(alone(room)) == 1


@pytest.mark.parametrize("of_workspace", [False, True])
async def test_a_look_now_and_then_finds_what_no_event_told_of(
    of_workspace: bool, either_url: str
) -> None:
    async with newsroom(either_url) as room:
        await followed(room)
        duty = Closures(room.db, Renderer(), room.workspace).duty
        if of_workspace:
            room.slack.uninstall()
        else:
            room.slack.archive("courts")
        await file(room, 62)
        await duty(room.clock())
        assert (await the_follow(room)).paused_why == (
            "uninstalled" if of_workspace else "archived"
        )
        await duty(room.clock())
        assert (await the_follow(room)).paused_at is not None

        if of_workspace:
            tokens = room.slack.core.tokens
            tokens.put(replace(tokens.of(room.slack.bot_user), dead=""))
        else:
            room.slack.archive("courts", archived=False)
        await duty(room.clock())
        await room.send()
        assert (await the_follow(room)).paused_at is None
        assert room.slack.bot_user in room.slack.channel("courts").members
        assert [filing["number"] for filing in room.told()] == [62], "it was owed, and comes late"
        assert any("Nothing was filed since" in shown(said) for said in room.messages())


async def test_what_was_owed_for_longer_than_a_day_is_a_number(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await followed(room)
        room.slack.archive("courts")
        await file(room, 62)
        room.slack.archive("courts", archived=False)
        room.clock.forward(days=2)
        await doors.back(room.db, Renderer(), room.channel, room.clock())
        await room.send()
        (said,) = room.messages()
        assert "1 filing came since I stopped at 2:01 p.m. ET, Nov. 3" in shown(said)


async def test_one_that_was_unarchived_without_crier_says_how_to_let_it_in(
    database_url: str,
) -> None:
    async with newsroom(database_url) as room:
        await followed(room)
        room.slack.make_private("courts")
        await doors.lost(room.db, Renderer(), room.channel, Why.ARCHIVED, room.clock())
        room.slack.remove("courts")
        duty = Closures(room.db, Renderer(), room.workspace).duty
        for _ in range(2):
            await duty(room.clock())
            await room.send()
        first, second = alone(room)
        assert "was archived" in shown(first)
        assert "/invite @Crier" in shown(second)


async def test_a_private_channel_is_named_by_slack_itself(database_url: str) -> None:
    async with slackroom(database_url) as room:
        room.slack.invite("investigations")
        place = room.slack.channel("investigations").id
        await Reporter(room, channel="investigations").types(f"follow {DCD}")
        await told_of(room, room.slack.archive("investigations"))
        (told,) = alone(room)
        assert f"<#{place}> was archived" in told.text


async def test_each_who_followed_is_told_of_their_own(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await followed(room)
        others = [f"1:25-cv-{n:05d}" for n in range(500, 512)]
        for number in others:
            parts = parts_of("dcd", number)
            await follows.follow(
                room.db, room.channel, "dcd", parts, number,
                by=room.slack.user("editor").id, now=room.clock(),
            )  # fmt: skip
        await follows.pause(
            room.db, room.channel, "dcd", parts_of("dcd", others[0]), by="U9", now=room.clock()
        )
        for _ in range(2):
            await doors.lost(room.db, Renderer(), room.channel, Why.LEFT, room.clock())
        await room.send()
        (mine,), (theirs,) = alone(room), alone(room, "editor")
        assert NAME in shown(mine)
        assert others[1] not in shown(mine)
        assert "and 1 more" in shown(theirs)
        await doors.back(room.db, Renderer(), room.channel, room.clock())
        views = await follows.listed(room.db)
        paused = [view.docket_number for view in views if view.paused_at is not None]
        assert paused == [others[0]], "what a person paused stays so"


async def test_a_person_who_cannot_be_written_to_is_left_alone(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await followed(room)
        await doors.lost(room.db, Renderer(), room.channel, Why.LEFT, room.clock())
        room.slack.faults.add("chat.postMessage", Refused("messages_tab_disabled"))
        room.slack.faults.add("chat.postMessage", Refused("channel_not_found"))
        await room.send()
        calls = len(room.slack.calls)
        room.clock.forward(hours=5)
        await room.send()
        assert len(room.slack.calls) == calls
        for _ in range(2):
            await doors.back(room.db, Renderer(), room.channel, room.clock())
            await doors.lost(room.db, Renderer(), room.channel, Why.LEFT, room.clock())
            room.clock.forward(minutes=11)
            await room.send()
        assert len(alone(room)) == 1, "the next note is for them again"


async def test_a_token_that_is_gone_ends_the_workspace_once(database_url: str) -> None:
    async with newsroom(database_url) as room:
        team, now = room.slack.team_id, room.clock()
        await followed(room)
        assert await workspaces.end(room.db, team, now, now)
        assert not await workspaces.end(room.db, team, now, now)
        await workspaces.begin(room.db, team, "Newsroom", now + timedelta(minutes=5))
        assert not await workspaces.end(room.db, team, now, now), "it came late"
        assert (await workspaces.get(room.db, team)).name == "Newsroom"


async def test_people_can_be_written_to_once_a_workspace_is_back(database_url: str) -> None:
    async with newsroom(database_url) as room:
        team, now = room.slack.team_id, room.clock()
        await followed(room)
        await doors.lost(room.db, Renderer(), room.channel, Why.LEFT, now)
        await workspaces.end(room.db, team, now)
        await room.send()
        assert not alone(room)
        await workspaces.begin(room.db, team, "Newsroom", room.clock())
        await room.send()
        assert len(alone(room)) == 1


@pytest.mark.parametrize("trouble", [BadInput("no key"), aiohttp.ClientError(), TimeoutError()])
async def test_a_workspace_that_cannot_be_asked_holds_up_no_other(
    trouble: Exception, database_url: str
) -> None:
    async with newsroom(database_url) as room:
        await followed(room)
        other = Destination("T0000000001", "C1")
        await room.follow("dcd", CASE, where=other)
        gone = Destination("T0000000002", "C1")
        await room.follow("dcd", CASE, where=gone)
        await workspaces.end(room.db, gone.team_id, room.clock())
        assert other.team_id < room.channel.team_id
        for to in (other, room.channel):
            await doors.lost(room.db, Renderer(), to, Why.ARCHIVED, room.clock())
        slack = OneOutOfReach(room.workspace, (other.team_id, gone.team_id), trouble)
        await Closures(room.db, Renderer(), slack).duty(room.clock())
        assert (await the_follow(room)).paused_at is None
        assert (await the_follow(room, other)).paused_why == "archived"


@dataclass(frozen=True)
class OneOutOfReach:
    """Workspaces, of which some have no token that can be used."""

    others: Workspaces
    out: tuple[str, ...]
    trouble: Exception

    async def bot(self, team_id: str) -> Bot | None:
        if team_id in self.out:
            raise self.trouble
        return await self.others.bot(team_id)

    async def client(self, team_id: str) -> AsyncWebClient | None:
        found = await self.bot(team_id)
        return None if found is None else found.client

    async def teams(self) -> tuple[Team, ...]:
        return await self.others.teams()

    async def forget(self, team_id: str, until: datetime) -> None:
        await self.others.forget(team_id, until)


async def test_only_filings_that_would_have_been_told_are_counted(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await followed(room)
        other = replace(room.channel, channel_id="C0OTHER001")
        await follows.follow(
            room.db, other, "dcd", parts_of("dcd", CASE), CASE,
            by="U1", now=room.clock(), terms=Terms(Rule(kinds=("opinion",))),
        )  # fmt: skip
        for to in (other, room.channel):
            await doors.lost(room.db, Renderer(), to, Why.LEFT, room.clock())
        await file(room, 62)
        async with room.db.write() as connection:
            here = await closures.reopen(connection, room.channel, room.clock())
            there = await closures.reopen(connection, other, room.clock())
        assert here is not None
        assert there is not None
        assert (here.missed, there.missed) == (1, 0)


def test_a_zone_that_this_machine_does_not_know_keeps_nothing_from_being_said() -> None:
    to, zone = Destination("T1", "C1"), "Mars/Olympus"
    line = AuditLine(to, START, "U1", "follow", "dcd", CASE, "")
    follow = FollowView(to, "dcd", CASE, GAZETTE, True, START)
    for said in (
        Renderer().log([line], zone, START),
        Renderer().reopened(Reopened(to, (follow,), START, 1), zone, START),
    ):
        assert "2 p.m. ET" in str(said.blocks)


async def test_an_event_whose_work_broke_off_is_done_when_it_comes_again(
    database_url: str,
) -> None:
    async with newsroom(database_url) as made:
        room = Room(
            Settings(), made.db, Renderer(), made.clock, made.desk, made.workspace,
            Afterwards(made.send),
        )  # fmt: skip
        old, new = made.channel, replace(made.channel, channel_id="C0NEW00001")
        await made.follow("dcd", CASE, where=old)
        happened = Happened(What.MOVED, old, new.channel_id, "Ev1", made.clock())
        async with made.db.write() as connection:
            await connection.execute(sa.text(_FULL))
        with pytest.raises(StoreError):
            await take_up(room, happened)
        async with made.db.write() as connection:
            await connection.execute(sa.text("DROP TRIGGER disk_full"))
        for _ in range(2):
            await take_up(room, happened)
        assert (await the_follow(made, new)).destination == new
        lines = await audit.lines(made.db, new.team_id, new.channel_id)
        assert [line.what for line in lines] == ["moved", "follow"]


_FULL = """
CREATE TRIGGER disk_full BEFORE UPDATE ON follow BEGIN SELECT RAISE(ABORT, 'disk is full'); END
"""


async def test_a_channel_moves_onto_one_that_is_known(either_url: str) -> None:
    async with newsroom(either_url) as room:
        old, new = room.channel, Destination(room.slack.team_id, "C0NEW00001")
        await room.follow("dcd", CASE, "1:25-cv-00500", where=old)
        await room.follow("dcd", CASE, where=new)
        await room.publish("dcd", feed(room, "dcd", CASE, GAZETTE))
        room.clock.forward(minutes=5)
        await room.publish("dcd", feed(room, "dcd", CASE, GAZETTE, 62))
        async with room.db.write() as connection:
            await channelids.moved(connection, old, new, room.clock())
        listed = await follows.listed(room.db)
        assert {view.destination for view in listed} == {new}
        assert len(listed) == 2
        async with room.db.read() as connection:
            for table in ("channel", "delivery", "post", "post_member"):
                rows = models.SQLModel.metadata.tables[table]
                there = sa.select(sa.func.count()).where(rows.c.channel_id == old.channel_id)
                assert await connection.scalar(there) == 0


@pytest.mark.parametrize("ended_there", [True, False])
async def test_of_two_follows_of_a_case_the_live_one_moves(
    ended_there: bool, either_url: str
) -> None:
    async with newsroom(either_url) as room:
        old, new = room.channel, Destination(room.slack.team_id, "C0NEW00001")
        for to in (old, new):
            await room.follow("dcd", CASE, where=to)
        gone = new if ended_there else old
        await follows.unfollow(room.db, gone, "dcd", parts_of("dcd", CASE), room.clock())
        async with room.db.write() as connection:
            await channelids.moved(connection, old, new, room.clock())
        assert (await the_follow(room, new)).destination == new


# Events as they are read.


def event(kind: str, **more: Any) -> dict[str, Any]:
    return {"team_id": "T1", "event_id": "Ev1", "event_time": 5, "event": {"type": kind, **more}}


@pytest.mark.parametrize(
    ("body", "what", "value"),
    [
        (event("group_archive", channel="C1"), What.CLOSED, "archived"),
        (event("channel_left", channel="C1"), What.CLOSED, "left"),
        (event("group_deleted", channel="C1"), What.CLOSED, "gone"),
        (event("member_left_channel", channel="C1", user="U0"), What.CLOSED, "left"),
        (event("member_joined_channel", channel="C1", user="U0"), What.OPENED, "open"),
        (event("group_rename", channel={"id": "C1", "name": "x"}), What.RENAMED, "x"),
        (event("app_uninstalled"), What.UNINSTALLED, ""),
        (event("tokens_revoked", tokens={"bot": ["U0"]}), What.UNINSTALLED, ""),
    ],
)
def test_an_event_is_read(body: dict[str, Any], what: What, value: str) -> None:
    happened = happened_in(body, "U0")
    assert happened is not None
    assert (happened.what, happened.value) == (what, value)


@pytest.mark.parametrize(
    "body",
    [
        {}, {"event": []}, event("member_left_channel", channel="C1", user="U2"),
        event("tokens_revoked", tokens={"oauth": ["U2"], "bot": []}),
        event("tokens_revoked", tokens=["U0"]), event("channel_archive"),
        event("channel_rename", channel="C1"), event("channel_rename", channel={"id": 3}),
        event("channel_id_changed", old_channel_id="C1"),
        event("channel_archive", channel="C1") | {"team_id": ""},
    ],
)  # fmt: skip
def test_what_is_none_of_criers_is_not_read(body: dict[str, Any]) -> None:
    assert happened_in(body, "U0") is None
