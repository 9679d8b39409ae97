"""Who may follow in a channel, whose zone it gets, and what is kept of who did what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.desk.following import Asked
from bot.words.render import Renderer
from filings.errors import BadInput
from filings.store import follows, places, workspaces
from filings.store.audit import BY_SLACK, AuditLine
from filings.terms import ChannelTerms, Terms
from filings.types import Destination
from sandbox.slack.faults import Broken, Refused
from tests.newsroom import START
from tests.slackroom import Reporter, SlackRoom, shown, slackroom

NUMBER = "1:25-cv-00457"
DCD = f"{NUMBER} dcd"
MEMBERS_ONLY = "Only members of a channel"
ADMINS_ONLY = "only its admins"


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[SlackRoom]:
    async with slackroom(database_url) as made:
        yield made


def is_admin(room: SlackRoom, name: str) -> None:
    users = room.slack.core.workspace.users
    known = users[room.slack.user(name).id]
    users[known.id] = replace(known, is_admin=True)


async def admins_only(room: SlackRoom) -> None:
    await workspaces.set_who_follows(room.db, room.slack.team_id, "admins", by="", now=room.clock())


def asked(room: SlackRoom, name: str, channel: str, text: str = "") -> Asked:
    """What a form or a button says: any channel can be named in it."""
    where = Destination(room.slack.team_id, room.slack.channel(channel).id)
    return Asked(text, where, room.slack.user(name).id)


async def every_change(room: SlackRoom, who: Asked) -> list[str]:
    """What is answered to each thing that somebody can do to a follow."""
    desk = room.desk
    return [
        shown_message(await answer)
        for answer in (
            desk.follow(who, "1:25-cv-00500 dcd"),
            desk.follow(who, "1:25-cv-00501 dcd", Terms(note="x")),
            desk.follow(who, f"{DCD} orders"),
            desk.change(who, DCD, Terms(note="x")),
            desk.only_orders(who, DCD),
            desk.documents(who, DCD),
            desk.pause(who, DCD),
            desk.resume(who, DCD),
            desk.unfollow(who, DCD),
            desk.set_channel(who, ChannelTerms(threads=True)),
        )
    ]


def shown_message(message: Any) -> str:
    assert message is not None
    return str(message.text)


@pytest.mark.parametrize("channel", ["courts", "investigations"])
async def test_whoever_is_no_member_changes_nothing(room: SlackRoom, channel: str) -> None:
    room.slack.invite("investigations")
    where = asked(room, "reporter", channel).where
    await room.follow("dcd", NUMBER, where=where)
    room.slack.remove(channel, room.slack.user("editor").id)
    before = await follows.listed(room.db)
    for said in await every_change(room, asked(room, "editor", channel)):
        assert MEMBERS_ONLY in said
    assert await follows.listed(room.db) == before
    assert await places.terms_of(room.db, where) == ChannelTerms()
    nobody = replace(asked(room, "editor", channel), user_id="")
    assert MEMBERS_ONLY in shown_message(await room.desk.pause(nobody, DCD))


async def test_a_channel_that_crier_does_not_see_stays_as_it_is(room: SlackRoom) -> None:
    where = asked(room, "reporter", "investigations").where
    await room.follow("dcd", NUMBER, where=where)
    before = await follows.listed(room.db)
    for said in await every_change(room, asked(room, "reporter", "investigations")):
        assert "/invite @Crier" in said
    assert await follows.listed(room.db) == before


async def test_where_only_admins_may(room: SlackRoom) -> None:
    is_admin(room, "editor")
    await room.follow("dcd", NUMBER)
    await admins_only(room)
    for said in await every_change(room, asked(room, "reporter", "courts")):
        assert ADMINS_ONLY in said
    answer = await room.desk.pause(asked(room, "editor", "courts"), DCD)
    assert "is paused here" in answer.text
    reporter = Reporter(room)
    reporter.channel = room.slack.core.im_with(reporter.id).id
    await reporter.types(f"follow {DCD}")
    await reporter.hears("Following")


async def test_an_admin_says_who_may(room: SlackRoom) -> None:
    reporter, editor = Reporter(room), Reporter(room, "editor")
    is_admin(room, "editor")
    assert "The channel's members can change" in shown(await reporter.asks("settings workspace"))
    assert "Only an admin" in shown(await reporter.asks("settings workspace admins"))
    said = shown(await editor.asks("settings workspace Admins"))
    assert "the workspace's admins can change what a channel follows" in said
    assert ADMINS_ONLY in shown(await reporter.asks(f"follow {DCD}"))
    assert (await workspaces.get(room.db, "T0OTHER")).who_follows == "members"
    log = shown(await reporter.asks("log"))
    assert "changed the settings (who may follow: admins)" in log


@pytest.mark.parametrize("fault", [Refused("ratelimited"), Broken()])
async def test_without_an_answer_of_slack_nothing_is_allowed(room: SlackRoom, fault: Any) -> None:
    room.slack.faults.add("conversations.members", fault, times=20)
    said = shown(await Reporter(room).asks(f"follow {DCD}"))
    assert "Slack did not let me do that" in said
    assert not await follows.listed(room.db)


async def test_of_many_members_the_last_is_one(room: SlackRoom) -> None:
    staff = [room.slack.add_user(f"staff{n}").id for n in range(1003)]
    room.slack.channel("courts").members.update(dict.fromkeys(staff))
    await Reporter(room, staff[-1]).types(f"follow {DCD}")
    await Reporter(room, staff[-1]).hears("Following")
    calls = [call for call in room.slack.calls if call.method == "conversations.members"]
    assert len(calls) == 2


# The zone, and the log.


async def test_a_channel_gets_the_zone_of_who_follows_first(room: SlackRoom) -> None:
    users = room.slack.core.workspace.users
    for name, zone in (("reporter", "America/Los_Angeles"), ("editor", "Europe/London")):
        user = users[room.slack.user(name).id]
        users[user.id] = replace(user, tz=zone)
        await Reporter(room, name).types(f"follow 1:25-cv-0{len(zone):04d} dcd")
    assert (await places.terms_of(room.db, room.channel)).zone == "America/Los_Angeles"


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../etc"])
async def test_a_zone_that_cannot_be_had_keeps_nobody_from_following(
    room: SlackRoom, zone: str
) -> None:
    users = room.slack.core.workspace.users
    user = users[room.slack.user("reporter").id]
    users[user.id] = replace(user, tz=zone)
    if not zone:
        room.slack.faults.add("users.info", Refused("fatal_error"), times=20)
    await Reporter(room).types(f"follow {DCD}")
    await Reporter(room).hears("Following")
    assert (await places.terms_of(room.db, room.channel)).zone == ""


async def test_the_log_says_who_did_what_and_when(room: SlackRoom) -> None:
    reporter = Reporter(room)
    assert "Nothing was followed" in shown(await reporter.asks("log"))
    await reporter.types(f"follow {DCD}")
    await reporter.types(f"pause {DCD}")
    await Reporter(room, "editor").types(f"unfollow {DCD}")
    log = shown(await reporter.asks("log"))
    editor = room.slack.user("editor").id
    assert f"@{editor} stopped following D.D.C. {NUMBER}" in log
    assert f"@{reporter.id} paused D.D.C. {NUMBER}" in log
    assert log.index("stopped") < log.index("paused") < log.index("followed D.D.C.")
    assert " ET · " in log
    reporter.channel = "general"
    assert "Nothing was followed" in shown(await reporter.asks("log"))


def test_the_log_of_what_no_person_in_slack_did() -> None:
    line = AuditLine(Destination("T1", "C1"), START, "", "change", "dcd", NUMBER, "")
    moved = replace(line, who=BY_SLACK, what="moved", court="", number="", detail="it was C2")
    said = [shown_message(Renderer().log([each], "", START)) for each in (line, moved)]
    assert said == [
        f"2 p.m. ET · Changed the settings of D.D.C. {NUMBER} from the command line",
        "2 p.m. ET · Crier noted that Slack gave this channel another id",
    ]


# Where Crier cannot post.


@pytest.mark.parametrize("name", ["directmessage", "mpdm-reporter--editor-1"])
async def test_a_conversation_of_others_is_no_channel(room: SlackRoom, name: str) -> None:
    who = replace(asked(room, "reporter", "investigations"), channel_name=name)
    said = shown_message(await room.desk.follow(who, DCD))
    assert "write to me alone" in said
    assert "/invite" not in said


async def test_an_archived_channel_is_said_to_be_one(room: SlackRoom) -> None:
    room.slack.archive("courts")
    with pytest.raises(BadInput, match="is archived"):
        await room.desk.follow(asked(room, "reporter", "courts"), DCD)
    assert not await follows.listed(room.db)
