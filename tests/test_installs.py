"""A workspace installs Crier: the pages, what is kept, and what is refused."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from cryptography.fernet import Fernet
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.access import tokenkeys
from bot.access.installs import MOST_BEGUN, Installs
from bot.access.tokenkeys import TokenKeys
from bot.access.workspaces import workspaces_of
from bot.commandline import doctor
from bot.delivery.refusals import CREDENTIALS_WAIT
from bot.delivery.transport import SlackTransports
from bot.serving import installpages, web
from bot.serving.process import Parts
from bot.words.render import Renderer
from filings import models
from filings.errors import BadInput, SlackBusy
from filings.settings import Settings
from filings.store import workspaces as kept
from sandbox.slack.faults import Broken, Dropped
from tests.newsroom import Clock, told_in
from tests.slackroom import GAZETTE, feed
from tests.twoteams import KEY, TwoTeams, two_teams

CASE = "1:25-cv-00457"
MANIFEST = Path(__file__).parents[1] / "slack" / "manifest.yaml"


@pytest.fixture
async def teams(database_url: str) -> AsyncIterator[TwoTeams]:
    async with two_teams(database_url) as made:
        yield made


async def rows(teams: TwoTeams, table: sa.Table) -> list[Any]:
    async with teams.room.db.read() as connection:
        return list((await connection.execute(sa.select(table))).all())


async def test_from_the_page_to_an_alert(either_url: str) -> None:
    async with two_teams(either_url) as teams:
        page = await teams.get("/slack/install")
        assert page.status == 200
        assert "Go on to Slack" in page.words
        scopes = re.search(r"scope=([^&]*)", page.link)
        assert scopes is not None
        assert scopes[1].split(",") == list(installpages.SCOPES)

        done = await teams.install(teams.gazette)
        assert done.status == 200
        assert "Crier is in Gazette" in done.words
        assert teams.gazette.team_id in done.link
        reporter, room = teams.reporter(teams.gazette), teams.room
        await reporter.types(f"follow {CASE} dcd")
        await reporter.hears("Following")
        await room.publish("dcd", feed(room, "dcd", CASE, GAZETTE))
        room.clock.forward(seconds=90)
        await room.publish("dcd", feed(room, "dcd", CASE, GAZETTE, 62))
        await room.send()
        (alert,) = told_in(teams.gazette.channel("courts").messages)
        assert alert["number"] == 62
        assert not teams.gazette.refusals
        assert not teams.herald.calls


async def test_tokens_are_not_readable_in_the_database(either_url: str) -> None:
    async with two_teams(either_url) as teams:
        await teams.install(teams.gazette)
        installs = teams.workspaces.installs
        for table in (installs.bots, installs.installations):
            (row,) = await rows(teams, table)
            assert teams.gazette.bot_token not in str(row)
            assert Fernet(KEY).decrypt(row.bot_token).decode() == teams.gazette.bot_token
        found = await installs.of(teams.gazette.team_id)
        assert found is not None
        assert found.token == teams.gazette.bot_token
        assert found.token not in repr(found)


async def test_an_install_is_finished_once_and_by_who_began_it(teams: TwoTeams) -> None:
    back, cookie = await teams.agreed(teams.gazette)
    for other in ("", "slack-app-oauth-state=another"):
        page = await teams.get(back, other)
        assert page.status == 400
        assert "begun in another browser" in page.words
    assert (await teams.get(back, cookie)).status == 200
    again = await teams.get(back, cookie)
    assert again.status == 400
    assert "finished already" in again.words
    assert again.link == "/slack/install"
    assert len(await rows(teams, teams.workspaces.installs.bots)) == 1


async def test_what_was_begun_too_long_ago_is_begun_again(teams: TwoTeams) -> None:
    back, cookie = await teams.agreed(teams.gazette)
    states = models.SQLModel.metadata.tables["slack_oauth_states"]
    past = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=1)
    async with teams.room.db.write() as connection:
        await connection.execute(states.update().values(expire_at=past))
    page = await teams.get(back, cookie)
    assert page.status == 400
    assert "more than ten minutes ago" in page.words
    await teams.get("/slack/install")
    assert len(await rows(teams, states)) == 1, "what has expired is not kept"


async def test_a_flood_of_visitors_fills_no_database(either_url: str) -> None:
    """Anybody may open the page; nobody has to go on."""
    async with two_teams(either_url) as teams:
        db, states = teams.room.db, models.SQLModel.metadata.tables["slack_oauth_states"]
        later = datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=5)
        begun = [{"state": f"s{n}", "expire_at": later} for n in range(MOST_BEGUN + 200)]
        async with db.write() as connection:
            await connection.execute(states.insert(), begun)
        back, cookie = await teams.agreed(teams.gazette)
        assert len(await rows(teams, states)) == MOST_BEGUN
        assert (await teams.get(back, cookie)).status == 200


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("error=access_denied", 200, "It was declined in Slack."),
        ("error=%3Cscript%3Ealert(1)%3C/script%3E", 200, "Slack did not confirm it."),
        ("", 400, "begun in another browser"),
        ("state=x&code=y", 400, "begun in another browser"),
    ],
)
async def test_what_goes_wrong_is_a_calm_page(
    teams: TwoTeams, query: str, status: int, words: str
) -> None:
    page = await teams.get(f"/slack/oauth_redirect?{query}")
    assert page.status == status
    assert "Court Crier was not installed" in page.words
    assert words in page.words
    assert "alert(1)" not in page.words


async def test_what_the_address_says_is_never_markup(teams: TwoTeams) -> None:
    page = await teams.get("/slack/install?team=%22%3E%3Cscript%3E")
    assert page.link.endswith('&team="><script>')


async def test_a_code_that_slack_does_not_take(teams: TwoTeams) -> None:
    back, cookie = await teams.agreed(teams.gazette)
    page = await teams.get(re.sub("code=[^&]+", "code=forged", back), cookie)
    assert page.status == 400
    assert "Slack did not confirm it." in page.words
    assert not await rows(teams, teams.workspaces.installs.bots)


@pytest.mark.parametrize("fault", [Broken(), Dropped()])
async def test_a_slack_that_does_not_answer(teams: TwoTeams, fault: Any) -> None:
    back, cookie = await teams.agreed(teams.gazette)
    teams.gazette.faults.add("auth.test", fault)
    teams.gazette.faults.add("auth.test", fault)
    page = await teams.get(back, cookie)
    assert page.status in (400, 503)
    assert "begin again" in page.words.casefold()
    assert not await rows(teams, teams.workspaces.installs.bots)


async def test_an_organization_is_told_to_choose_a_workspace(teams: TwoTeams) -> None:
    teams.gazette.core.organization = "E0ORG"
    page = await teams.install(teams.gazette)
    assert "one workspace at a time" in page.words
    assert not await rows(teams, teams.workspaces.installs.bots)
    assert await teams.workspaces.teams() == ()
    # The token that Slack had made is given back.
    (revoked,) = [call for call in teams.gazette.calls if call.method == "auth.revoke"]
    assert revoked.error == ""
    with pytest.raises(SlackApiError, match="token_revoked"):
        await AsyncWebClient(teams.gazette.bot_token, teams.gazette.api_url).auth_test()


async def test_a_workspace_that_comes_back_is_served_with_its_new_token(teams: TwoTeams) -> None:
    await teams.install(teams.gazette)
    old, team = teams.gazette.bot_token, teams.gazette.team_id
    teams.gazette.uninstall()
    left_at = datetime.now(UTC)
    await teams.install(teams.gazette)
    assert teams.gazette.bot_token != old
    # Slack's word that the workspace left may come after it has returned.
    await teams.workspaces.forget(team, left_at)
    client = await teams.workspaces.client(team)
    assert client is not None
    assert client.token == teams.gazette.bot_token
    await teams.workspaces.forget(team, datetime.now(UTC))
    assert await teams.workspaces.client(team) is None
    assert await teams.workspaces.teams() == ()


@pytest.mark.parametrize("found_out_before", [False, True])
async def test_a_token_is_deleted_when_its_workspace_leaves(
    teams: TwoTeams, found_out_before: bool
) -> None:
    await teams.install(teams.gazette)
    await teams.install(teams.herald)
    if found_out_before:
        await kept.end(teams.room.db, teams.gazette.team_id, teams.room.clock())
    teams.room.clock.forward(seconds=60)
    for _ in teams.gazette.uninstall():
        await teams.room.wait_answered()
    for table in (teams.workspaces.installs.bots, teams.workspaces.installs.installations):
        assert [row.team_id for row in await rows(teams, table)] == [teams.herald.team_id]


async def test_another_process_learns_of_it_within_a_minute(teams: TwoTeams) -> None:
    team = teams.gazette.team_id
    worker = workspaces_of(teams.settings, teams.room.db, teams.room.clock)
    assert worker is not None
    assert await worker.client(team) is None
    await teams.install(teams.gazette)
    assert await worker.client(team) is not None, "nothing was kept of there being none"
    await teams.workspaces.forget(team, datetime.now(UTC))
    teams.room.clock.forward(seconds=61)
    assert await worker.client(team) is None


async def test_a_workspace_begins_and_what_waited_there_may_go(teams: TwoTeams) -> None:
    where = teams.courts(teams.gazette)
    await teams.room.follow("dcd", "1:25-cv-00457", where=where)
    channel = models.SQLModel.metadata.tables["channel"]
    async with teams.room.db.write() as connection:
        late = teams.room.clock() + timedelta(minutes=5)
        await connection.execute(channel.update().values(not_before=late, trouble="not_installed"))
    await teams.install(teams.gazette)
    (row,) = await rows(teams, channel)
    assert (row.trouble, row.not_before) == ("", None)
    (workspace,) = await rows(teams, models.SQLModel.metadata.tables["workspace"])
    assert (workspace.team_id, workspace.name, workspace.ended_at) == (
        where.team_id,
        "Gazette",
        None,
    )
    await kept.end(teams.room.db, where.team_id, teams.room.clock())
    (workspace,) = await rows(teams, models.SQLModel.metadata.tables["workspace"])
    assert workspace.ended_at == teams.room.clock()


async def test_an_old_key_reads_until_the_tokens_are_under_the_new_one(teams: TwoTeams) -> None:
    await teams.install(teams.gazette)
    team, token = teams.gazette.team_id, teams.gazette.bot_token
    new = tokenkeys.new_key()

    def under(*keys: str) -> Installs:
        client_id = teams.settings.slack_client_id
        return Installs(client_id, teams.room.db, TokenKeys(keys))

    with pytest.raises(BadInput, match="CRIER_TOKEN_KEY"):
        await under(new).of(team)
    assert await under(new, KEY).rekey() == 1
    found = await under(new).of(team)
    assert found is not None
    assert found.token == token
    with pytest.raises(BadInput):
        await under(KEY).of(team)


async def test_doctor_names_each_workspace(teams: TwoTeams) -> None:
    made = Parts(teams.settings, teams.room.db, Renderer(), teams.room.clock)
    assert "no workspace has installed Crier yet" in (await doctor.examine(made)).text
    await teams.install(teams.gazette)
    await teams.install(teams.herald)
    teams.herald.uninstall()
    text = (await doctor.examine(made)).text
    gazette, herald = teams.gazette.team_id, teams.herald.team_id
    assert f"ok    workspace {gazette}: Gazette: the token is accepted" in text
    assert f"FAIL  workspace {herald}: Slack does not accept its token" in text
    other = teams.settings.model_copy(update={"token_key": None})
    text = (await doctor.examine(Parts(other, made.db, Renderer(), made.clock))).text
    assert "FAIL  slack: CRIER_TOKEN_KEY is missing" in text


async def test_health_is_that_of_the_program_not_of_a_workspace(teams: TwoTeams) -> None:
    await teams.install(teams.gazette)
    teams.gazette.uninstall()
    page = await teams.get("/healthz")
    assert (page.status, page.words) == (200, '{"ok":true,"problems":[]}')


async def test_a_key_that_was_dropped_too_soon_keeps_everything_waiting(teams: TwoTeams) -> None:
    await teams.install(teams.gazette)
    room, team = teams.room, teams.gazette.team_id
    new = SecretStr(tokenkeys.new_key())
    settings = teams.settings.model_copy(update={"token_key": new})
    unreadable = workspaces_of(settings, room.db, room.clock)
    assert unreadable is not None
    with pytest.raises(SlackBusy, match="cannot be read with CRIER_TOKEN_KEY") as busy:
        await SlackTransports(unreadable).of(team)
    assert busy.value.retry_after == CREDENTIALS_WAIT
    site = web.site(settings, room.db, room.clock, None, workspaces=unreadable)
    async with web.serving(site, 0, "127.0.0.1") as port:
        page = await teams.get(f"http://127.0.0.1:{port}/healthz")
    assert page.status == 503
    assert "cannot be read with CRIER_TOKEN_KEY" in page.words
    text = (await doctor.examine(Parts(settings, room.db, Renderer(), room.clock))).text
    assert f"FAIL  workspace {team}: A workspace's token cannot be read" in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"SLACK_CLIENT_ID": "1.2"}, "one is missing"),
        ({"SLACK_CLIENT_SECRET": "x"}, "one is missing"),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x"}, "crier newkey"),
    ],
)
async def test_settings_that_do_not_go_together_are_one_sentence(
    given: dict[str, str], words: str
) -> None:
    db: Any = None
    with pytest.raises(BadInput, match=words) as caught:
        workspaces_of(Settings.model_validate(given), db, Clock())
    assert "\n" not in str(caught.value)


def test_a_new_key_is_one() -> None:
    key = tokenkeys.new_key()
    settings = Settings.model_validate({"CRIER_TOKEN_KEY": f"{key}, {KEY}"})
    assert settings.token_keys == (key, KEY)
    assert TokenKeys((key,)).reveal(TokenKeys((key,)).hide("xoxb-1")) == "xoxb-1"
    with pytest.raises(ValueError, match="crier newkey"):
        Settings.model_validate({"CRIER_TOKEN_KEY": "correct horse battery staple"})


def test_the_scopes_are_those_of_the_manifest() -> None:
    manifest = yaml.safe_load(MANIFEST.read_text())
    assert sorted(manifest["oauth_config"]["scopes"]["bot"]) == sorted(installpages.SCOPES)


def test_the_tables_have_what_slack_sdk_looks_for() -> None:
    engine: Any = None
    installs = AsyncSQLAlchemyInstallationStore("1.2", engine)
    states = AsyncSQLAlchemyOAuthStateStore(600, engine)
    for theirs in (installs.bots, installs.installations, states.oauth_states):
        ours = models.SQLModel.metadata.tables[theirs.name]
        assert set(ours.columns.keys()) == set(theirs.columns.keys())
        for column in theirs.columns:
            assert ours.columns[column.name].nullable == column.nullable
