"""The places that a person can go to, and how much is new there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.page.names import Names
from sandbox.page.place import Spot
from sandbox.slack import Channel, SandboxSlack
from sandbox.slack.model import ChannelKind


@dataclass(frozen=True, slots=True)
class ChannelLink:
    """A line of the sidebar; ``unread`` counts messages, 0 for none."""

    id: str
    name: str
    path: str
    mark: str
    unread: int
    current: bool


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    links: tuple[ChannelLink, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a channel: ``is_app`` for the conversation with the app."""

    mark: str
    name: str
    note: str
    is_app: bool


def channels_of(slack: SandboxSlack, user: str) -> Sequence[Channel]:
    """Public and private ones that the person is in, by name, without the archived."""
    channels = slack.core.workspace.channels.values()
    named = [c for c in channels if c.kind is not ChannelKind.IM and not c.archived]
    return sorted((c for c in named if user in c.members), key=lambda c: c.name)


def ims_of(slack: SandboxSlack, user: str) -> Sequence[Channel]:
    channels = slack.core.workspace.channels.values()
    return [c for c in channels if c.kind is ChannelKind.IM and user in c.members]


def link(channel: Channel, names: Names, read: str, *, current: bool) -> ChannelLink:
    """``read`` is the ts up to which the reader has seen the channel."""
    later = [channel.get(ts) for ts in channel.top_between(read, "", inclusive=False)]
    return ChannelLink(
        channel.id,
        _name(channel, names),
        Spot("channel", channel.id).path,
        _mark(channel) or "●",
        sum(message is not None and message.user != names.me for message in later),
        current,
    )


def head(slack: SandboxSlack, channel: Channel, names: Names) -> Head:
    there = slack.bot_user in channel.members
    if channel.kind is ChannelKind.IM:
        return Head("", _name(channel, names), "", there)
    note = channel.topic or f"{len(channel.members)} members"
    note += "" if there else f" · {slack.core.app.name} is not in this channel"
    return Head(_mark(channel), _name(channel, names), note, is_app=False)


def _name(channel: Channel, names: Names) -> str:
    place = names.channels.get(channel.id)
    return place.name if place else channel.name


def _mark(channel: Channel) -> str:
    return {ChannelKind.PUBLIC: "#", ChannelKind.PRIVATE: "▣ "}.get(channel.kind, "")
