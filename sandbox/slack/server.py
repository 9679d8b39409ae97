"""A Slack on loopback: ``async with SandboxSlack() as slack: … slack.api_url``."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from aiohttp import web

from sandbox.slack import chat, conversations, modals, people
from sandbox.slack.api import Api, CallMade, is_loopback_address
from sandbox.slack.args import Call
from sandbox.slack.core import Core
from sandbox.slack.courier import Courier
from sandbox.slack.delivery import Delivery
from sandbox.slack.events import Announcer
from sandbox.slack.faults import Faults
from sandbox.slack.happenings import (
    Happening,
    MembershipChanged,
    MessageEdited,
    MessagePosted,
    Refusal,
    Stream,
)
from sandbox.slack.http_push import HttpPush
from sandbox.slack.interaction import PATIENCE
from sandbox.slack.method import Method
from sandbox.slack.model import Channel, ChannelKind, Message
from sandbox.slack.person import Person
from sandbox.slack.setup import Setup, new_core
from sandbox.slack.sockets import Sockets
from sandbox.slack.tokens import TokenKind
from sandbox.slack.wire import Clock, Json

METHODS = (*chat.METHODS, *conversations.METHODS, *modals.METHODS, *people.METHODS)


class SandboxSlack:
    """``port`` 0 takes a free one; ``clock`` gives seconds since 1970.

    core, api, courier, sockets, push, faults and announcer are its parts;
    what tests and pages need most has a name here.
    """

    def __init__(
        self,
        setup: Setup | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock = time.time,
    ) -> None:
        if host != "localhost" and not is_loopback_address(host):
            raise ValueError(f"{host} is not a loopback address")
        setup = setup or Setup()
        self._host, self._port = host, port
        self._runner: web.AppRunner | None = None
        self.app_token = f"xapp-1-sandbox-{secrets.token_hex(12)}"
        self.core = new_core(setup, clock, f"xoxb-sandbox-{secrets.token_hex(12)}", self.app_token)
        app = self.core.app
        self.faults = Faults()
        self.sockets = Sockets(app.id, clock)
        self.push = HttpPush(app.signing_secret, clock, setup.request_url)
        self.courier = Courier(
            self.sockets,
            self.push,
            self.core.happenings,
            setup.ack_seconds,
            setup.retry_seconds,
        )
        self.announcer = Announcer(self.core, self.courier, self.faults, setup.events)
        self.api = Api(self.core, self.faults, (*METHODS, self._connections_open()))
        # A page may add its routes before the start.
        self.application = self.api.application(self.sockets.serve)

    def _connections_open(self) -> Method:
        def run(core: Core, call: Call) -> Json:
            return {"url": self.sockets.link(core.origin)}

        return Method("apps.connections.open", run, ("connections:write",), 3, kind=TokenKind.APP)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        self.core.happenings.call(self._tell_of_members)
        self._runner = web.AppRunner(self.application, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        host = f"[{self._host}]" if ":" in self._host else self._host
        self.core.origin = f"http://{host}:{self._port}"

    async def close(self) -> None:
        await self.courier.close()
        self.core.happenings.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        return f"{self.core.origin}/api/"

    def environment(self, *, sockets: bool = True) -> dict[str, str]:
        """The settings of a Crier that is to talk to this Slack.

        ``sockets`` False leaves out the app token: it then takes signed HTTP.
        """
        given = {
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
        }
        return given | ({"SLACK_APP_TOKEN": self.app_token} if sockets else {})

    @property
    def bot_token(self) -> str:
        """The newest: an app that is installed again after it was removed gets another."""
        return self.core.tokens.of(self.bot_user).value

    @property
    def signing_secret(self) -> str:
        return self.core.app.signing_secret

    @property
    def team_id(self) -> str:
        return self.core.workspace.team_id

    @property
    def bot_user(self) -> str:
        return self.core.app.bot_user

    @property
    def refusals(self) -> list[Refusal]:
        """Every call that Slack turned down; faults on request are not among them."""
        return self.core.refusals

    @property
    def calls(self) -> Sequence[CallMade]:
        """The last 100,000 calls in order."""
        return self.api.calls

    def user(self, name: str) -> Person:
        """A person by id, handle or full name."""
        user = self.core.workspace.user_named(name)
        if user is None:
            raise ValueError(f"there is no user {name}")
        return Person(self.core, self.courier, self.announcer, user)

    def channel(self, name: str) -> Channel:
        """A channel by id or name."""
        channel = self.core.workspace.channel_named(name)
        if channel is None:
            raise ValueError(f"there is no channel {name}")
        return channel

    def add_user(self, name: str, real_name: str = "") -> Person:
        return self.user(self.core.add_user(name, real_name).id)

    def add_channel(self, name: str, *, private: bool = False, with_app: bool = False) -> Channel:
        """A channel with all people in it, and the app when asked."""
        people_there = [u.id for u in self.core.workspace.users.values() if not u.is_bot]
        kind = ChannelKind.PRIVATE if private else ChannelKind.PUBLIC
        channel = self.core.add_channel(name, kind, tuple(people_there))
        if with_app:
            self.invite(channel.id)
        return channel

    def invite(self, channel: str, user: str | None = None) -> None:
        """Bring the app, or a user by id, into a channel."""
        self.core.join(self.channel(channel), user or self.bot_user)

    def remove(self, channel: str, user: str | None = None) -> None:
        """Take the app, or a user by id, out of a channel."""
        self.core.leave(self.channel(channel), user or self.bot_user)

    def _tell_of_members(self, happening: Happening) -> None:
        if isinstance(happening, MembershipChanged):
            channel = self.core.workspace.channels[happening.channel]
            if self.bot_user in (happening.user, *channel.members):
                self.announcer.member_changed(channel, happening.user, joined=happening.joined)
            if happening.user == self.bot_user and not happening.joined:
                self.announcer.left(channel)

    def archive(self, channel: str, *, archived: bool = True) -> list[Delivery]:
        place = self.channel(channel)
        self.core.archive(place, archived=archived)
        return self.announcer.archived(place, next(iter(place.members), ""))

    def rename(self, channel: str, name: str) -> list[Delivery]:
        place = self.channel(channel)
        self.core.rename(place, name)
        return self.announcer.renamed(place)

    def make_private(self, channel: str) -> None:
        """Members stay, whoever is none does not see it any more; no event tells of it."""
        self.core.make_private(self.channel(channel))

    def renumber(self, channel: str) -> list[Delivery]:
        """Give a channel another id."""
        place = self.channel(channel)
        old = self.core.renumber(place)
        return self.announcer.id_changed(old, place.id)

    def delete_channel(self, channel: str) -> list[Delivery]:
        place = self.channel(channel)
        self.core.delete_channel(place)
        return self.announcer.deleted(place)

    def uninstall(self) -> list[Delivery]:
        """Remove the app: its token dies, it is in no channel any more, then it is told."""
        bot = self.core.tokens.check(self.bot_token, None, ())
        self.core.tokens.put(replace(bot, dead="account_inactive"))
        for channel in self.core.workspace.channels.values():
            if channel.kind is not ChannelKind.IM:
                channel.members.pop(self.bot_user, None)
        tokens = {"oauth": [], "bot": [self.bot_user]}
        told = self.announcer.tell({"type": "tokens_revoked", "tokens": tokens})
        return told + self.announcer.tell({"type": "app_uninstalled"})

    def message(self, message: Message) -> Message | None:
        """A message as it stands now."""
        return self.core.workspace.find(message.channel, message.ts)

    def events(self) -> Stream:
        """All happenings from now on; end it, or use it in a ``with`` block."""
        return self.core.happenings.stream()

    async def wait_for(
        self, matches: Callable[[Message], bool], within: float = PATIENCE
    ) -> Message:
        """The first message that matches, there already or yet to come, ephemeral or not.

        Raises TimeoutError after ``within`` seconds.
        """
        with self.events() as stream:
            known = next(filter(matches, self.core.workspace.everything()), None)
            if known is not None:
                return known
            async with asyncio.timeout(within):
                async for happening in stream:
                    if isinstance(happening, MessagePosted | MessageEdited) and matches(
                        happening.message
                    ):
                        return happening.message
        raise TimeoutError("the sandbox was closed")
