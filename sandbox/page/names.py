"""Whose names a page shows, and who looks at it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.slack.model import ChannelKind, Workspace

TONES = 8


@dataclass(frozen=True, slots=True)
class Who:
    """A person or an app, as its messages name it."""

    id: str
    name: str
    is_app: bool = False

    @property
    def initials(self) -> str:
        """One or two letters for the square beside a message."""
        words = [word for word in self.name.split() if word[0].isalnum()]
        letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
        return "".join(letters).upper() or "?"

    @property
    def tone(self) -> int:
        """Which of the style sheet's ``TONES`` colours is theirs; always the same one."""
        return zlib.crc32(self.id.encode("utf-8", "replace")) % TONES


@dataclass(frozen=True, slots=True)
class Place:
    """A channel that can be chosen or linked to; ``kind`` as Slack's filters name it."""

    id: str
    name: str
    kind: str = "public"


@dataclass(frozen=True, slots=True)
class Names:
    """By id. ``me`` is the user id of whoever looks at the page."""

    users: Mapping[str, Who] = field(default_factory=dict)
    channels: Mapping[str, Place] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    me: str = ""

    @classmethod
    def of(cls, workspace: Workspace, me: str) -> Names:
        """Everybody, and every channel that this person sees; a DM is named by the other one."""
        users = {
            user.id: Who(user.id, user.real_name or user.name, user.is_bot)
            for user in workspace.users.values()
        }
        channels = {}
        for channel in workspace.channels.values():
            if channel.kind is ChannelKind.IM:
                if me in channel.members:
                    other = next((member for member in channel.members if member != me), me)
                    name = users[other].name if other in users else other
                    channels[channel.id] = Place(channel.id, name, "im")
            elif channel.kind is ChannelKind.PUBLIC:
                channels[channel.id] = Place(channel.id, channel.name)
            elif me in channel.members:
                channels[channel.id] = Place(channel.id, channel.name, "private")
        return cls(users, channels, {}, me)

    def who(self, user: str) -> Who:
        """The person, or one named by the bare id when nobody has it."""
        return self.users.get(user) or Who(user, user or "Unknown")

    def channel_named(self, name: str) -> Place | None:
        found = (place for place in self.channels.values() if place.name == name)
        return next((place for place in found if place.kind != "im"), None)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, where and when: what dates, mentions and "today" depend on.

    now  with a zone, any
    """

    zone: ZoneInfo
    names: Names
    now: datetime
