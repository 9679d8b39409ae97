"""Two workspaces share a Crier: neither sees, changes or is sent anything of the other's."""

from __future__ import annotations

import contextlib
import json
import os
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from slack_sdk.web.async_client import AsyncWebClient

from bot.access.channels import destination
from bot.access.workspaces import NO_ACCESS, Installed, OneWorkspace
from bot.serving import web
from filings import models
from filings.errors import BadInput
from filings.store import audit, follows, homes
from filings.store.core import parts_of
from filings.terms import Terms
from filings.types import Destination
from sandbox.slack import Message, SandboxSlack, payloads
from sandbox.slack.delivery import Delivery, Kind
from tests.newsroom import told_in
from tests.slackroom import (
    GAZETTE,
    Reporter,
    bolt_app,
    feed,
    settings_for,
    shown,
    slackroom,
)
from tests.twoteams import TwoTeams, two_teams

CASE = "1:25-cv-00457"
NOTE = "Our source in the port office is nervous"
PLAN = "Sunday page one"


def everything_of(slack: SandboxSlack) -> list[str]:
    """What names this workspace and nothing else: team, people, channels."""
    workspace = slack.core.workspace
    return [workspace.team_id, slack.bot_token, *workspace.users, *workspace.channels]


async def rows_of(teams: TwoTeams, team_id: str) -> str:
    """Every row of every table that is kept by team, but the times and the rest of channels."""
    found = []
    async with teams.room.db.read() as connection:
        for table in models.SQLModel.metadata.sorted_tables:
            if "team_id" in table.c:
                rows = await connection.execute(sa.select(table).where(table.c.team_id == team_id))
                found += [(table.name, *row) for row in rows]
    return "\n".join(map(str, found))


async def follow(teams: TwoTeams, slack: SandboxSlack, channel: str, note: str) -> None:
    to = Destination(slack.team_id, slack.channel(channel).id)
    person = slack.user("reporter").id
    await follows.follow(
        teams.room.db, to, "dcd", parts_of("dcd", CASE), CASE,
        by=person, now=teams.room.clock(), terms=Terms(note=note), channel_name=channel,
    )  # fmt: skip


@contextlib.asynccontextmanager
async def both_follow(url: str) -> AsyncIterator[TwoTeams]:
    """Both follow one case, with a note each; the gazette also where nobody else looks."""
    async with two_teams(url) as made:
        for slack in (made.gazette, made.herald):
            await made.install(slack)
            slack.invite("courts")
            slack.invite("investigations")
        await follow(made, made.gazette, "investigations", NOTE)
        await follow(made, made.gazette, "courts", NOTE)
        await follow(made, made.herald, "courts", PLAN)
        await alert(made)
        yield made


async def alert(teams: TwoTeams) -> None:
    """A filing in the case that both follow, told to whoever can be."""
    room = teams.room
    await room.publish("dcd", feed(room, "dcd", CASE, GAZETTE))
    room.clock.forward(seconds=65)
    await room.publish("dcd", feed(room, "dcd", CASE, GAZETTE, 62))
    await room.send()


@pytest.fixture
async def teams(database_url: str) -> AsyncIterator[TwoTeams]:
    async with both_follow(database_url) as made:
        yield made


@dataclass
class Watch:
    """What one workspace has, and that it reaches nobody who acts in the other."""

    teams: TwoTeams
    theirs: SandboxSlack
    before: str
    calls: int

    async def nothing_passed(self, to: SandboxSlack, *typed: str) -> None:
        """Neither told to ``to``, nor changed, nor asked of Slack with the other's token.

        What was ``typed`` there may be said back.
        """
        said = [json.dumps(call.arguments) for call in to.calls]
        said += [json.dumps([m.text, *m.blocks]) for m in to.core.workspace.everything()]
        said += [json.dumps(view) for view in to.core.views.homes.values()]
        whole = "\n".join(said)
        assert PLAN in whole or "Following" in whole or CASE in whole, "nothing was said at all"
        names = (NOTE, *everything_of(self.theirs))
        known = " ".join(typed)
        assert [name for name in names if name in whole and name not in known] == []
        assert await rows_of(self.teams, self.theirs.team_id) == self.before
        assert len(self.theirs.calls) == self.calls


async def watch(teams: TwoTeams, theirs: SandboxSlack) -> Watch:
    return Watch(teams, theirs, await rows_of(teams, theirs.team_id), len(theirs.calls))


async def test_each_is_sent_its_own_with_its_own_token(either_url: str) -> None:
    async with both_follow(either_url) as teams:
        for slack, channels in (
            (teams.gazette, ("courts", "investigations")),
            (teams.herald, ("courts",)),
        ):
            for name in channels:
                (told,) = told_in(slack.channel(name).messages)
                assert told["number"] == 62
            assert not slack.refusals
            posts = [call for call in slack.calls if call.method == "chat.postMessage"]
            assert sorted(call.arguments["channel"] for call in posts) == sorted(
                slack.channel(name).id for name in channels
            )


async def test_what_is_typed_shows_nothing_of_the_other(teams: TwoTeams) -> None:
    watched = await watch(teams, teams.gazette)
    reporter = teams.reporter(teams.herald)
    for text in (
        f"{CASE} dcd", "list", "status", "help", f"recent {CASE} dcd", f"cite {CASE} dcd",
        "Harbor Gazette", "1:25-cv-00457", "log", "settings workspace",
    ):  # fmt: skip
        await reporter.asks(text)
    listed = await reporter.asks("list")
    assert CASE in shown(listed)
    card = await reporter.asks(f"{CASE} dcd")
    assert teams.herald.channel("courts").id in json.dumps(card.blocks)
    await reporter.types(f"unfollow {CASE} dcd")
    await watched.nothing_passed(teams.herald)


async def test_what_is_said_to_it_shows_nothing_of_the_other(teams: TwoTeams) -> None:
    watched = await watch(teams, teams.gazette)
    person, room = teams.herald.user("reporter"), teams.room
    await person.mention("courts", f"{CASE} dcd")
    await room.wait_answered()
    for text in (f"{CASE} dcd", "list", f"follow {CASE} dcd", "list"):
        await person.dm(text)
        await room.wait_answered()
    await person.say("courts", "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000")
    await room.wait_answered()
    assert [call.method for call in teams.herald.calls if call.method == "chat.unfurl"]
    await watched.nothing_passed(teams.herald)


async def forged(teams: TwoTeams) -> list[str]:
    """Values that a button of the gazette's might carry, and some that none does."""
    gazette = teams.courts(teams.gazette)
    ids = []
    async with teams.room.db.read() as connection:
        for name in ("post", "follow"):
            table = models.SQLModel.metadata.tables[name]
            of_it = sa.select(table.c.id).where(table.c.team_id == gazette.team_id)
            ids.append(str(await connection.scalar(of_it.limit(1))))
    return [f"dcd {CASE}", *ids, f"{gazette.team_id} {gazette.channel_id} {CASE}"]


VERBS = (
    "follow", "unfollow", "mute", "resume", "orders", "settings", "recent", "cite", "text",
    "documents", "routine", "show", "choose", "open", "card", "anything",
)  # fmt: skip


async def test_a_forged_button_reaches_no_further_than_its_own_workspace(teams: TwoTeams) -> None:
    values = await forged(teams)
    watched = await watch(teams, teams.gazette)
    herald = teams.herald
    reporter = teams.reporter(herald)
    for number, value in enumerate(values):
        elements = [
            {
                "type": "button", "action_id": f"crier:{verb}", "value": value,
                "text": {"type": "plain_text", "text": verb},
            }
            for verb in VERBS
        ]  # fmt: skip
        blocks = ({"type": "actions", "block_id": f"b{number}", "elements": elements},)
        place = herald.channel("courts").id
        message = herald.core.post_as_app(Message("", place, "", "Buttons", blocks))
        for verb in VERBS:
            await reporter.presses(message, f"crier:{verb}")
    await watched.nothing_passed(herald, *values)


async def sends(slack: SandboxSlack, kind: str, view: dict[str, Any], **action: Any) -> str:
    """Send a view that was never shown, with whatever it claims; what the ack said."""
    person = slack.user("reporter").user
    whole = {"type": "modal", "id": "V0FORGED", "hash": "1", "blocks": [], **view}
    more: dict[str, Any] = {"view": whole}
    if action:
        more["actions"] = [{"type": "button", "block_id": "b", **action}]
    payload = payloads.interaction(slack.core, kind, person, f"1.2.{uuid.uuid4().hex}", **more)
    delivery = slack.courier.send(Delivery(Kind.INTERACTIVE, payload))
    await delivery.first.wait()
    assert delivery.acked, delivery.error
    return json.dumps(delivery.answer)


def chosen(name: str, **value: Any) -> dict[str, Any]:
    return {name: {f"form:{name}": value}}


MODALS = ("follow", "follow_settings", "channel_settings", "follow_cases", "start")


async def test_a_forged_modal_reaches_no_further_than_its_own_workspace(teams: TwoTeams) -> None:
    watched = await watch(teams, teams.gazette)
    herald, room = teams.herald, teams.room
    channel = teams.gazette.channel("investigations").id
    kept = json.dumps({"channel": channel, "case": f"dcd {CASE}", "team": teams.gazette.team_id})
    case = {"value": f"dcd {CASE}", "text": {"type": "plain_text", "text": "x"}}
    values = {
        **chosen("case", selected_option=case, value=CASE),
        **chosen("cases0", selected_options=[case]),
        **chosen("place", selected_conversation=channel),
        **chosen("when", selected_option={"value": "hourly"}),
        **chosen("note", value="forged"),
        **chosen("zone", selected_option={"value": "UTC"}),
    }
    said = []
    for name in MODALS:
        view = {"private_metadata": kept, "state": {"values": values}}
        view |= {"callback_id": f"crier:{name}"}
        said.append(await sends(herald, "view_submission", view))
        await room.wait_answered()
    view |= {"callback_id": "crier:follow_settings"}
    for action in ("form:pause", "form:resume", "form:unfollow", "form:kinds", "start:follow"):
        await sends(herald, "block_actions", view, action_id=action, value=f"dcd {CASE}")
        await room.wait_answered()
    assert NOTE not in "".join(said)
    # The channel that was claimed is the gazette's, which Slack does not know here.
    assert not [call for call in herald.calls if channel in str(call.arguments) and not call.error]
    await watched.nothing_passed(herald, channel)


async def test_a_home_tab_shows_its_own_workspace_whatever_is_forged(teams: TwoTeams) -> None:
    watched = await watch(teams, teams.gazette)
    herald, room, person = teams.herald, teams.room, teams.herald.user("reporter")
    channel = teams.gazette.channel("investigations").id
    await person.open_home()
    await room.wait_answered()
    shown_there = json.dumps(herald.core.views.homes[person.id])
    assert f"{herald.channel('courts').id} dcd {CASE}" in shown_there
    home = {"type": "home", "private_metadata": json.dumps({"find": "Harbor", "page": 0})}
    for verb in ("settings", "pause", "resume", "unfollow", "me", "look"):
        forged = {"value": f"{verb} {channel} dcd {CASE}"}
        await sends(herald, "block_actions", home, action_id="home:more", selected_option=forged)
        await room.wait_answered()
    await sends(herald, "block_actions", home, action_id="home:channel", value=channel)
    await room.wait_answered()
    message = await person.say("courts", f"See {CASE} (D.D.C.)")
    await person.message_shortcut(message, "crier:follow_cases")
    await room.wait_answered()
    await watched.nothing_passed(herald)


async def test_a_channel_of_the_same_id_in_two_workspaces_is_two_channels(teams: TwoTeams) -> None:
    """Channels that two organizations share have one id in both."""
    db, now = teams.room.db, teams.room.clock()
    ours = teams.courts(teams.gazette)
    shared = replace(ours, team_id=teams.herald.team_id)
    before = await rows_of(teams, ours.team_id)
    parts = parts_of("dcd", CASE)
    assert await follows.listed(db, shared.team_id, shared.channel_id) == []
    assert await follows.one(db, shared, "dcd", parts) is None
    assert await follows.unfollow(db, shared, "dcd", parts, now) == []
    assert await follows.pause(db, shared, "dcd", parts, by="U1", now=now) is None
    assert await audit.lines(db, shared.team_id, shared.channel_id) == []
    person = teams.gazette.user("reporter").id
    assert len(await homes.listed(db, ours.team_id, [ours.channel_id], person)) == 1
    assert await homes.listed(db, shared.team_id, [shared.channel_id], person) == []
    assert await rows_of(teams, ours.team_id) == before


async def test_a_workspace_that_never_installed_is_told_so(either_url: str) -> None:
    async with two_teams(either_url) as teams:
        await teams.install(teams.gazette)
        done = await teams.reporter(teams.herald).types("list", go_on=True)
        assert (await done.reply()).text == NO_ACCESS
        assert await rows_of(teams, teams.herald.team_id) == ""
        assert not teams.herald.calls


async def test_what_waits_for_a_workspace_without_a_token_is_sent_with_no_other(
    database_url: str,
) -> None:
    async with two_teams(database_url) as teams:
        await teams.install(teams.gazette)
        await follow(teams, teams.herald, "courts", PLAN)
        before = len(teams.gazette.calls)
        await alert(teams)
        assert len(teams.gazette.calls) == before
        assert "not_installed" in await rows_of(teams, teams.herald.team_id)
        teams.herald.invite("courts")
        await teams.install(teams.herald)
        await teams.room.send()
        assert len(list(told_in(teams.herald.channel("courts").messages))) == 1


async def test_a_newsroom_goes_from_its_token_to_an_install(database_url: str) -> None:
    async with two_teams(database_url) as teams:
        one = OneWorkspace(AsyncWebClient(teams.gazette.bot_token, teams.gazette.api_url))
        both = Installed(teams.workspaces.installs, teams.front.api_url, teams.room.clock, one)
        team = teams.gazette.team_id
        assert [found.id for found in await both.teams()] == [team]
        assert await both.client(team) is one.only
        assert await both.client(teams.herald.team_id) is None
        await teams.install(teams.gazette)
        client = await both.client(team)
        assert client is not None
        assert client is not one.only
        assert [found.id for found in await both.teams()] == [team]


async def test_the_command_line_names_the_workspace_where_there_are_two(
    database_url: str,
) -> None:
    async with two_teams(database_url) as teams:
        with pytest.raises(BadInput, match="No workspace has installed Crier yet"):
            await destination(teams.workspaces, "#courts", enter=True)
        await teams.install(teams.gazette)
        gazette, herald = teams.courts(teams.gazette), teams.courts(teams.herald)
        assert await destination(teams.workspaces, "#courts", enter=True) == (gazette, "courts")
        await teams.install(teams.herald)
        with pytest.raises(BadInput, match=f"{gazette.team_id} .Gazette., {herald.team_id}"):
            await destination(teams.workspaces, "#courts", enter=True)
        named = f"{herald.team_id}/#courts"
        assert await destination(teams.workspaces, named, enter=True) == (herald, "courts")
        with pytest.raises(BadInput, match="not in a workspace T0ELSEWHERE"):
            await destination(teams.workspaces, "T0ELSEWHERE/#courts", enter=True)
        with pytest.raises(BadInput, match=r"channel_not_found|not in"):
            await destination(
                teams.workspaces, f"{herald.team_id}/{gazette.channel_id}", enter=True
            )


async def test_one_token_answers_its_own_workspace_alone(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with slackroom(database_url, "http") as room:
        settings = settings_for(room.slack, SLACK_APP_TOKEN=None)
        # Bolt reads these by itself, and would look for tokens in the home folder.
        for name in ("CLIENT_ID", "CLIENT_SECRET", "SIGNING_SECRET", "BOT_TOKEN"):
            monkeypatch.setenv(f"SLACK_{name}", "hostile")
        bolt = bolt_app(room, settings)
        assert bolt.oauth_flow is None
        site = web.site(settings, room.db, room.clock, bolt)
        assert os.environ["SLACK_CLIENT_ID"] == "hostile"
        async with web.serving(site, 0, "127.0.0.1") as port:
            origin = f"http://127.0.0.1:{port}"
            room.slack.push.url = f"{origin}/slack/events"
            reporter = Reporter(room)
            assert "No case" in shown(await reporter.asks("list"))
            async with (
                aiohttp.ClientSession(trust_env=False) as session,
                session.get(f"{origin}/slack/install") as page,
            ):
                assert page.status == 404
            room.slack.core.workspace.team_id = "T0STRANGER"
            done = await reporter.types("list", go_on=True)
            assert (await done.reply()).text == NO_ACCESS
