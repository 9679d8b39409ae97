"""Two newsrooms, each in a workspace of its own, and one Crier that both install by OAuth."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.access.channels import SlackChannels
from bot.access.workspaces import Installed, workspaces_of
from bot.delivery.notices import Notices
from bot.delivery.sender import Sender
from bot.delivery.transport import SlackTransports
from bot.desk.commands import Desk
from bot.serving import web
from bot.surfaces import app
from bot.words.render import Renderer
from filings import db as databases
from filings.settings import Settings
from filings.store import upkeep
from filings.types import Destination
from sandbox.courts import CourtServer
from sandbox.slack import OFF, SandboxSlack, Setup
from sandbox.slack.setup import Registration, new_registration
from sandbox.slack.several import SeveralSlacks
from tests.newsroom import Clock
from tests.slackroom import Reporter, SlackRoom
from watchers.fetch import Fetcher
from watchers.poll import Poller

KEY = "5uxhTB1oN1kwrfcbVTH6MtQl7zGKfqoIP9hQXB9BGkE="


@dataclass(frozen=True)
class Page:
    """A page as a browser gets it; ``words`` are what a person reads, ``link`` where it leads."""

    status: int
    words: str
    link: str
    cookie: str
    location: str = ""


@dataclass
class TwoTeams:
    """``gazette`` and ``herald`` share a Crier and know nothing of each other."""

    gazette: SandboxSlack
    herald: SandboxSlack
    front: SeveralSlacks
    room: SlackRoom
    workspaces: Installed
    settings: Settings
    origin: str = ""
    session: aiohttp.ClientSession = field(init=False)

    def reporter(self, slack: SandboxSlack, name: str = "reporter") -> Reporter:
        """A person in one of the two."""
        room = SlackRoom(**{**vars(self.room), "slack": slack})
        return Reporter(room, name)

    def courts(self, slack: SandboxSlack) -> Destination:
        return Destination(slack.team_id, slack.channel("courts").id)

    async def get(self, url: str, cookie: str = "") -> Page:
        url = url if url.startswith("http") else self.origin + url
        headers = {"Cookie": cookie} if cookie else {}
        async with self.session.get(url, headers=headers, allow_redirects=False) as answer:
            text = await answer.text()
            words = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL))
            link = re.search(r'<a href="([^"]+)"', text)
            return Page(
                answer.status,
                " ".join(words.split()),
                unescape(link[1]) if link else "",
                answer.headers.get("Set-Cookie", "").partition(";")[0],
                answer.headers.get("Location", ""),
            )

    async def agreed(self, slack: SandboxSlack) -> tuple[str, str]:
        """Begin to install and agree in Slack: where that leads back to, and the cookie."""
        begun = await self.get("/slack/install")
        self.front.chosen = slack
        return (await self.get(begun.link)).location, begun.cookie

    async def install(self, slack: SandboxSlack) -> Page:
        back, cookie = await self.agreed(slack)
        return await self.get(back, cookie)


def settings_of(registration: Registration, api_url: str, **more: Any) -> Settings:
    values = {
        "SLACK_CLIENT_ID": registration.client_id,
        "SLACK_CLIENT_SECRET": registration.client_secret,
        "SLACK_SIGNING_SECRET": registration.signing_secret,
        "SLACK_API_URL": api_url,
        "CRIER_TOKEN_KEY": KEY,
        **more,
    }
    return Settings.model_validate({name: value for name, value in values.items() if value})


@contextlib.asynccontextmanager
async def two_teams(database_url: str, **more: Any) -> AsyncIterator[TwoTeams]:
    """Neither has installed Crier yet. ``more`` are settings."""
    # Bolt compares a signature's time with its own clock.
    clock = Clock(datetime.now(UTC).replace(microsecond=0))
    registration = new_registration("A0CRIER0000")
    gazettes = Setup(team_name="Gazette", rates=OFF, registration=registration)
    heralds = Setup(team_name="Herald", rates=OFF, registration=registration, first_id=70_000)
    async with (
        SandboxSlack(gazettes, clock=clock.seconds) as gazette,
        SandboxSlack(heralds, clock=clock.seconds) as herald,
        SeveralSlacks(gazette, herald) as front,
        CourtServer() as courts,
        Fetcher(min_seconds=0, now=clock, sleep=clock.sleep) as fetcher,
    ):
        db = await databases.prepare(database_url)
        settings = settings_of(registration, front.api_url, **more)
        workspaces = workspaces_of(settings, db, clock)
        assert isinstance(workspaces, Installed)
        renderer = Renderer()
        room = SlackRoom(
            db=db,
            clock=clock,
            slack=gazette,
            workspace=workspaces,
            courts=courts,
            poller=Poller(db, fetcher, clock, origin=courts.origin, min_seconds=0),
            sender=Sender(
                db, renderer, clock, slack=SlackTransports(workspaces), terminal=None,
                sleep=clock.sleep,
            ),
            desk=Desk(db, renderer, clock, SlackChannels(workspaces)),
            notices=Notices(db, renderer),
        )  # fmt: skip
        teams = TwoTeams(gazette, herald, front, room, workspaces, settings)
        await upkeep.alive(db, "worker", "worker", clock())
        try:
            async with _served(teams):
                yield teams
        finally:
            await db.close()


@contextlib.asynccontextmanager
async def _served(teams: TwoTeams) -> AsyncIterator[None]:
    room, settings = teams.room, teams.settings

    async def kick() -> None:
        await room.sender.send_ready()
        room.answered.release()

    client = AsyncWebClient(base_url=settings.slack_base_url)
    bolt = app.build(settings, client, room.desk, Renderer(), kick, teams.workspaces)
    site = web.site(settings, room.db, room.clock, bolt, workspaces=teams.workspaces)
    async with (
        web.serving(site, 0, "127.0.0.1") as port,
        aiohttp.ClientSession(trust_env=False) as teams.session,
    ):
        teams.origin = f"http://127.0.0.1:{port}"
        for slack in (teams.gazette, teams.herald):
            slack.push.url = f"{teams.origin}/slack/events"
            slack.core.redirect_urls = [f"{teams.origin}/slack/oauth_redirect"]
        yield
        await asyncio.sleep(0)
