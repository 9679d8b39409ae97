"""The state of one sandbox and the changes that can be made to it.

Everything that changes goes through here, so that whoever listens to the
happenings misses nothing. Nothing here waits.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from sandbox.slack.happenings import (
    ChannelChanged,
    Happenings,
    MembershipChanged,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    Refusal,
)
from sandbox.slack.model import Channel, ChannelKind, Message, User, Workspace
from sandbox.slack.rate import RateLimiter
from sandbox.slack.responses import ResponseUrls, Triggers
from sandbox.slack.tokens import Tokens
from sandbox.slack.views import Views
from sandbox.slack.wire import Clock, Identifiers, Json

TOMBSTONE = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class App:
    """The app that is installed: the identity that its messages carry."""

    id: str
    bot_id: str
    bot_user: str
    name: str
    client_id: str
    client_secret: str
    signing_secret: str
    verification_token: str
    unfurl_domains: tuple[str, ...] = ()
    should_escape: bool = False


@dataclass(slots=True)
class Core:
    """``origin`` is ``http://127.0.0.1:PORT`` once the server listens.

    redirect_urls  of the app's page at Slack; the first counts where none is asked for
    organization   the id of the organization that people install the app for, "" for the
                   workspace alone
    """

    workspace: Workspace
    app: App
    tokens: Tokens
    clock: Clock
    ids: Identifiers
    rates: RateLimiter
    happenings: Happenings = field(default_factory=Happenings)
    responses: ResponseUrls = field(default_factory=ResponseUrls)
    triggers: Triggers = field(default_factory=Triggers)
    views: Views = field(default_factory=Views)
    refusals: list[Refusal] = field(default_factory=list)
    via: dict[str, dict[tuple[str, str], None]] = field(default_factory=dict)
    unfurls: dict[tuple[str, str], Json] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    redirect_urls: list[str] = field(default_factory=list)
    organization: str = ""
    origin: str = ""

    def post(self, message: Message) -> Message:
        """Store a message (its ts is given here) and tell of it."""
        stored = self.workspace.post(message, self.clock())
        self._note(stored)
        self.happenings.tell(MessagePosted(stored))
        return stored

    def post_as_app(self, message: Message) -> Message:
        app = self.app
        return self.post(replace(message, user=app.bot_user, bot_id=app.bot_id, app_id=app.id))

    def edit(self, before: Message, after: Message, *, mark: bool = True) -> Message:
        stored = self.workspace.edit(after, self.clock(), mark=mark)
        self._note(stored)
        self.happenings.tell(MessageEdited(stored, before))
        return stored

    def delete(self, message: Message) -> None:
        """A thread outlives its first message: a tombstone stands in for that one."""
        channel = self.workspace.channels[message.channel]
        if channel.replies_of(message.ts):
            deleted = "This message was deleted."
            stone = Message(message.ts, channel.id, TOMBSTONE, deleted, thread_ts=message.ts)
            channel.put(stone)
            self.happenings.tell(MessageEdited(stone, message))
        else:
            channel.remove(message)
            self.happenings.tell(MessageDeleted(message))

    def _note(self, message: Message) -> None:
        if message.via:
            self.via.setdefault(message.via, {})[(message.channel, message.ts)] = None

    def join(self, channel: Channel, user: str) -> bool:
        """False when the user was in the channel already."""
        if user in channel.members:
            return False
        channel.members[user] = None
        self.happenings.tell(MembershipChanged(channel.id, user, joined=True))
        return True

    def leave(self, channel: Channel, user: str) -> None:
        if channel.members.pop(user, self) is None:
            self.happenings.tell(MembershipChanged(channel.id, user, joined=False))

    def add_channel(self, name: str, kind: ChannelKind, members: tuple[str, ...] = ()) -> Channel:
        letter = "D" if kind is ChannelKind.IM else "C"
        channel = Channel(self.ids.new(letter), name, kind, int(self.clock()))
        channel.members.update(dict.fromkeys(members))
        self.workspace.add_channel(channel)
        self.happenings.tell(ChannelChanged(channel.id))
        return channel

    def archive(self, channel: Channel, *, archived: bool = True) -> None:
        channel.archived = archived
        self.happenings.tell(ChannelChanged(channel.id))

    def rename(self, channel: Channel, name: str) -> None:
        channel.name = name
        self.happenings.tell(ChannelChanged(channel.id))

    def make_private(self, channel: Channel) -> None:
        channel.kind = ChannelKind.PRIVATE
        self.happenings.tell(ChannelChanged(channel.id))

    def renumber(self, channel: Channel) -> str:
        """Give a channel another id, as Slack does when it is shared; gives the old one."""
        old, channel.id = channel.id, self.ids.new("C")
        del self.workspace.channels[old]
        self.workspace.add_channel(channel)
        self.happenings.tell(ChannelChanged(channel.id))
        return old

    def delete_channel(self, channel: Channel) -> None:
        del self.workspace.channels[channel.id]
        self.happenings.tell(ChannelChanged(channel.id))

    def add_user(self, name: str, real_name: str = "") -> User:
        return self.workspace.add_user(User(self.ids.new("U"), name, real_name or name.title()))

    def im_with(self, user: str) -> Channel:
        """The conversation of the app with a user, opened when there was none."""
        bot = self.app.bot_user
        known = self.workspace.im_between(user, bot)
        return known or self.add_channel("", ChannelKind.IM, (user, bot))

    def new_code(self) -> str:
        """A code of an installation, good for one oauth.v2.access."""
        code = secrets.token_hex(16)
        self.codes.add(code)
        return code

    def refuse(self, refusal: Refusal) -> None:
        self.refusals.append(refusal)
        self.happenings.tell(refusal)
