"""The newsroom with its Bolt app connected, and people who type and press in it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.access.channels import SlackChannels
from bot.access.workspaces import OneWorkspace
from bot.desk.commands import Desk
from bot.serving import web
from bot.surfaces import app
from bot.words import terminal
from bot.words.blocks import Message as Said
from bot.words.render import Renderer
from filings.settings import Settings
from filings.store import upkeep
from sandbox.feeds import Item, render_feed
from sandbox.slack import Interaction, Message, SandboxSlack
from sandbox.slack.wire import Json
from tests import written
from tests.newsroom import Newsroom, newsroom

Mode = Literal["socket", "http"]

GAZETTE = "HARBOR GAZETTE et al v. PORT OFFICE"


@dataclass
class SlackRoom(Newsroom):
    """``answered`` counts the commands and presses that are done with."""

    answered: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def wait_answered(self, within: float = 20.0) -> None:
        async with asyncio.timeout(within):
            await self.answered.acquire()


def settings_for(slack: SandboxSlack, **more: Any) -> Settings:
    """The settings of a newsroom that is connected to this Slack."""
    written.never(slack.signing_secret)
    given = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        **more,
    }
    return Settings.model_validate({name: value for name, value in given.items() if value})


def bolt_app(room: SlackRoom, settings: Settings | None = None) -> AsyncApp:
    """The app as ``crier run`` builds it."""
    slack = room.slack

    async def kick() -> None:
        await room.sender.send_ready()
        room.answered.release()

    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    return app.build(settings or settings_for(slack), client, room.desk, Renderer(), kick)


@contextlib.asynccontextmanager
async def by_socket(room: SlackRoom) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(bolt_app(room), room.slack.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        await room.slack.sockets.wait_connected()
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@contextlib.asynccontextmanager
async def by_http(room: SlackRoom) -> AsyncIterator[None]:
    settings = settings_for(room.slack, SLACK_APP_TOKEN=None)
    site = web.site(settings, room.db, room.clock, bolt_app(room, settings))
    async with web.serving(site, 0, "127.0.0.1") as port:
        room.slack.push.url = f"http://127.0.0.1:{port}/slack/events"
        try:
            yield
        finally:
            room.slack.push.url = None


@dataclass
class Reporter:
    """Types ``/docket`` in a channel, presses buttons, reads what comes.

    Waits until what was asked for is done, unless told to go on at once.
    """

    room: SlackRoom
    name: str = "reporter"
    channel: str = "courts"

    @property
    def id(self) -> str:
        return self.room.slack.user(self.name).id

    async def types(self, text: str, *, go_on: bool = False) -> Interaction:
        person = self.room.slack.user(self.name)
        done = await person.command(self.channel, "/docket", text)
        assert done.acked, done.error
        if not go_on:
            await self.room.wait_answered()
        return done

    async def asks(self, text: str) -> Message:
        """The answer, which the asker alone sees."""
        answer = await (await self.types(text)).reply()
        assert answer.ephemeral_to == self.id
        return answer

    async def presses(self, message: Message, which: str) -> Interaction:
        done = await self.room.slack.user(self.name).press(message, which)
        assert done.acked, done.error
        await self.room.wait_answered()
        return done

    async def presses_for(self, message: Message, which: str) -> Message:
        return await (await self.presses(message, which)).reply()

    async def hears(self, words: str) -> Message:
        """The message in the channel that has these words, once it was sent."""
        place = self.room.slack.channel(self.channel)

        def said(message: Message) -> bool:
            return (
                message.channel == place.id and not message.ephemeral_to and words in shown(message)
            )

        return await self.room.slack.wait_for(said)


def shown(message: Message) -> str:
    """What a person reads, in one line without markup."""
    if not message.blocks:
        return message.text
    said = Said(message.text, message.blocks)
    return " ".join(terminal.render(said, 4000).split())


def shown_in(view: Json) -> str:
    """What a view shows, in one line."""
    said = []
    for block in view["blocks"]:
        if block["type"] == "section":
            said.append(block["text"]["text"])
        elif block["type"] == "context":
            said += [element["text"] for element in block["elements"]]
    return " ".join(" ".join(said).split())


def buttons(message: Message) -> dict[str, str]:
    """Labels of the buttons and the values that they carry."""
    return {
        element["text"]["text"]: element["value"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    }


@contextlib.asynccontextmanager
async def slackroom(
    database_url: str,
    mode: Mode = "socket",
    *,
    worker: bool = True,
    desk_clock: Callable[[], datetime] | None = None,
) -> AsyncIterator[SlackRoom]:
    """A newsroom whose Bolt app is connected."""
    # Bolt compares the signature's time with its own clock.
    now = datetime.now(UTC).replace(microsecond=0)
    async with newsroom(database_url, now=now) as made:
        room = SlackRoom(**vars(made))
        if desk_clock is not None:
            client = AsyncWebClient(made.slack.bot_token, base_url=made.slack.api_url)
            room.desk = Desk(made.db, Renderer(), desk_clock, SlackChannels(OneWorkspace(client)))
        if worker:
            await upkeep.alive(room.db, "worker", "worker", room.clock())
        connected = by_socket if mode == "socket" else by_http
        async with connected(room):
            yield room


async def read_courts(room: Newsroom, **numbers: tuple[str, str]) -> None:
    """Let courts be read in which each has one case: ``dcd=("1:25-cv-00457", GAZETTE)``."""
    for court, (number, name) in numbers.items():
        await room.follow(court, "1:99-cv-00001")
        await room.publish(court, feed(room, court, number, name))


def feed(room: Newsroom, court: str, number: str, name: str, *entries: int) -> bytes:
    """A body with entries 61 and the given ones of one case, filed a minute apart."""
    now = room.clock()
    items = [
        Item(
            number, name, 277000, 100 + entry, "Notice (Other)",
            now - timedelta(minutes=30 - place), entry, f"0450{entry:07d}",
        )
        for place, entry in enumerate((61, *entries))
    ]  # fmt: skip
    return render_feed(court, now - timedelta(minutes=1), items[::-1])
