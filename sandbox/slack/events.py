"""Events: what the app subscribed to hears of, and how often."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from sandbox.slack import payloads
from sandbox.slack.core import Core
from sandbox.slack.courier import Courier
from sandbox.slack.delivery import Delivery, Kind
from sandbox.slack.faults import Faults
from sandbox.slack.model import Channel, ChannelKind, Message
from sandbox.slack.wire import Json

SUBSCRIBED = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "channel_archive",
        "channel_deleted",
        "channel_id_changed",
        "channel_left",
        "channel_rename",
        "channel_unarchive",
        "group_archive",
        "group_deleted",
        "group_left",
        "group_rename",
        "group_unarchive",
        "link_shared",
        "member_joined_channel",
        "member_left_channel",
        "message.im",
        "tokens_revoked",
    }
)
MOST_LINKS = 5
_LINK = re.compile(r"https?://[^\s<>|]+")


class Announcer:
    """``subscribed`` holds event names; ``message.channels``, ``message.groups`` and
    ``message.im`` by kind of channel. The app hears only from where it is a member."""

    def __init__(
        self, core: Core, courier: Courier, faults: Faults, subscribed: Iterable[str]
    ) -> None:
        self.subscribed = frozenset(subscribed)
        self._core = core
        self._courier = courier
        self._faults = faults

    def tell(self, inner: Json, name: str = "") -> list[Delivery]:
        """Begin to deliver an event, when it is subscribed to under ``name`` or its type."""
        if (name or inner["type"]) not in self.subscribed:
            return []
        payload = payloads.event(self._core, inner)
        times, self._faults.repeat_events = 1 + self._faults.repeat_events, 0
        return [self._courier.send(Delivery(Kind.EVENT, payload)) for _ in range(times)]

    def again(self, delivery: Delivery) -> Delivery:
        """Deliver what was delivered, with the same event_id."""
        return self._courier.send(Delivery(delivery.kind, delivery.payload))

    async def said(self, message: Message, channel: Channel, within: float) -> None:
        """A person's message: as a message, a mention, links, or nothing at all."""
        core, told = self._core, []
        if core.app.bot_user in channel.members:
            kinds = {ChannelKind.PUBLIC: "channels", ChannelKind.PRIVATE: "groups"}
            name = f"message.{kinds.get(channel.kind, 'im')}"
            told += self.tell(payloads.message_event(core, message, channel, "message"), name)
            mentioned = f"<@{core.app.bot_user}>" in message.text
            if mentioned and channel.kind is not ChannelKind.IM:
                told += self.tell(payloads.message_event(core, message, channel, "app_mention"))
        links = self._links(message.text)
        if links:
            told += self.tell(self._shared(message, links))
        await _first(told, within)

    def _shared(self, message: Message, links: list[Json]) -> Json:
        return {
            "type": "link_shared",
            "user": message.user,
            "channel": message.channel,
            "message_ts": message.ts,
            "thread_ts": message.thread_ts or None,
            "links": links,
            "unfurl_id": f"{message.channel}.{message.ts}",
            "source": "conversations_history",
            "is_bot_user_member": True,
            "event_ts": message.ts,
        }

    def _links(self, text: str) -> list[Json]:
        """Links to the app's domains and what lies below them."""
        found = []
        for url in dict.fromkeys(map(html.unescape, _LINK.findall(text))):
            host = urlsplit(url).hostname or ""
            for domain in self._core.app.unfurl_domains:
                if host == domain or host.endswith("." + domain):
                    found.append({"url": url, "domain": domain})
                    break
        return found[:MOST_LINKS]

    async def home_opened(self, user: str, im: Channel, view: Json | None, within: float) -> None:
        inner: Json = {"type": "app_home_opened", "user": user, "channel": im.id, "tab": "home"}
        inner["event_ts"] = self._core.workspace.new_ts(self._core.clock())
        if view is not None:
            inner["view"] = view
        await _first(self.tell(inner), within)

    def member_changed(self, channel: Channel, user: str, *, joined: bool) -> list[Delivery]:
        types = {ChannelKind.PUBLIC: "C", ChannelKind.PRIVATE: "G", ChannelKind.IM: "D"}
        return self.tell(
            {
                "type": "member_joined_channel" if joined else "member_left_channel",
                "user": user,
                "channel": channel.id,
                "channel_type": types[channel.kind],
                "team": self._core.workspace.team_id,
                "event_ts": self._core.workspace.new_ts(self._core.clock()),
            }
        )

    def left(self, channel: Channel) -> list[Delivery]:
        """The app itself is out of a channel."""
        return self._of_channel(channel, "left", channel.id)

    def archived(self, channel: Channel, user: str) -> list[Delivery]:
        return self._of_channel(
            channel, "archive" if channel.archived else "unarchive", channel.id, user=user
        )

    def renamed(self, channel: Channel) -> list[Delivery]:
        named = {"id": channel.id, "name": channel.name, "created": channel.created}
        return self._of_channel(channel, "rename", named)

    def deleted(self, channel: Channel) -> list[Delivery]:
        return self._of_channel(channel, "deleted", channel.id)

    def id_changed(self, old: str, new: str) -> list[Delivery]:
        event_ts = self._core.workspace.new_ts(self._core.clock())
        inner = {"old_channel_id": old, "new_channel_id": new, "event_ts": event_ts}
        return self.tell({"type": "channel_id_changed", **inner})

    def _of_channel(
        self, channel: Channel, what: str, named: Json | str, **more: str
    ) -> list[Delivery]:
        """A private channel's events have names of their own."""
        kind = "group" if channel.kind is ChannelKind.PRIVATE else "channel"
        event_ts = self._core.workspace.new_ts(self._core.clock())
        return self.tell({"type": f"{kind}_{what}", "channel": named, **more, "event_ts": event_ts})


async def _first(told: list[Delivery], within: float) -> None:
    async with asyncio.timeout(within):
        for delivery in told:
            await delivery.first.wait()
