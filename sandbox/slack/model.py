"""The people, channels and messages of one workspace, and the rules between them.

Pure: no sockets, no clock; whoever changes something says what time it is
(``now``, seconds since 1970) and reads the result from what is returned.
"""

from __future__ import annotations

import copy
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sandbox.slack.wire import Json, short_id


class ChannelKind(StrEnum):
    PUBLIC = "public_channel"
    PRIVATE = "private_channel"
    IM = "im"


@dataclass(frozen=True, slots=True)
class User:
    """``tz`` is an IANA name, ``tz_offset`` seconds east of Greenwich; ``team`` is "" for
    somebody of this workspace."""

    id: str
    name: str
    real_name: str
    is_bot: bool = False
    is_admin: bool = False
    tz: str = "America/New_York"
    tz_offset: int = -18000
    deleted: bool = False
    is_guest: bool = False
    team: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it stands; an edit replaces it by another with the same ts.

    user          author; bot_id and app_id are "" for a person
    thread_ts     the parent's ts, also on the parent once it has replies
    ephemeral_to  the only user who sees it, "" when the channel does
    via           the interaction that wrote or last changed it, "" otherwise
    reactions     (name, user) pairs
    """

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    metadata: Json | None = None
    bot_id: str = ""
    app_id: str = ""
    team: str = ""
    thread_ts: str = ""
    broadcast: bool = False
    edited_at: str = ""
    edits: int = 0
    ephemeral_to: str = ""
    via: str = ""
    client_msg_id: str = ""
    unfurl: bool = True
    reactions: tuple[tuple[str, str], ...] = ()

    @property
    def is_reply(self) -> bool:
        return bool(self.thread_ts) and self.thread_ts != self.ts


@dataclass(slots=True)
class Channel:
    """``messages`` in the order of their ts, replies included, ephemerals not."""

    id: str
    name: str
    kind: ChannelKind
    created: int
    members: dict[str, None] = field(default_factory=dict)
    archived: bool = False
    topic: str = ""
    purpose: str = ""
    _by_ts: dict[str, Message] = field(default_factory=dict)
    _top: list[str] = field(default_factory=list)
    _replies: dict[str, list[str]] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)

    @property
    def messages(self) -> list[Message]:
        return list(self._by_ts.values())

    def get(self, ts: str) -> Message | None:
        return self._by_ts.get(ts)

    def replies_of(self, ts: str) -> list[Message]:
        return [self._by_ts[reply] for reply in self._replies.get(ts, ())]

    def top_between(self, oldest: str, latest: str, *, inclusive: bool) -> Sequence[str]:
        """ts of the channel's own messages in a span, oldest first."""
        low = bisect_left if inclusive else bisect_right
        high = bisect_right if inclusive else bisect_left
        start = low(self._top, oldest) if oldest else 0
        stop = high(self._top, latest) if latest else len(self._top)
        return self._top[start:stop]

    def put(self, message: Message) -> None:
        """Add a message with a new ts, or replace the one that has its ts."""
        if message.ephemeral_to:
            kept = [other for other in self.ephemerals if other.ts != message.ts]
            self.ephemerals = [*kept, message]
            return
        known = message.ts in self._by_ts
        self._by_ts[message.ts] = message
        if known:
            return
        if not message.is_reply or message.broadcast:
            self._top.append(message.ts)
        if message.is_reply:
            self._replies.setdefault(message.thread_ts, []).append(message.ts)
            parent = self._by_ts.get(message.thread_ts)
            if parent is not None and not parent.thread_ts:
                self._by_ts[parent.ts] = replace(parent, thread_ts=parent.ts)

    def remove(self, message: Message) -> None:
        self.ephemerals = [other for other in self.ephemerals if other.ts != message.ts]
        if self._by_ts.pop(message.ts, None) is None:
            return
        if message.ts in self._top:
            self._top.remove(message.ts)
        if message.is_reply:
            self._replies[message.thread_ts].remove(message.ts)


class Workspace:
    """Users, channels and messages; identifiers come from outside."""

    def __init__(self, team_id: str, name: str, domain: str) -> None:
        self.team_id = team_id
        self.name = name
        self.domain = domain
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self._last_micro = 0

    def add_user(self, user: User) -> User:
        self.users[user.id] = user
        return user

    def add_channel(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        return channel

    def user_named(self, name: str) -> User | None:
        """By id, by handle or by full name."""
        if name in self.users:
            return self.users[name]
        wanted = name.removeprefix("@")
        return next((u for u in self.users.values() if wanted in (u.name, u.real_name)), None)

    def channel_named(self, name: str) -> Channel | None:
        """By id, or by name with or without its ``#``."""
        if name in self.channels:
            return self.channels[name]
        wanted = name.removeprefix("#")
        found = (c for c in self.channels.values() if c.name == wanted)
        return next((c for c in found if c.kind is not ChannelKind.IM), None)

    def im_between(self, one: str, other: str) -> Channel | None:
        pair = {one, other}
        ims = (c for c in self.channels.values() if c.kind is ChannelKind.IM)
        return next((c for c in ims if set(c.members) == pair), None)

    def new_ts(self, now: float) -> str:
        """A ts later than every one given before, also when the clock stands still."""
        micro = max(int(now * 1_000_000), self._last_micro + 1)
        self._last_micro = micro
        return f"{micro // 1_000_000}.{micro % 1_000_000:06d}"

    def post(self, message: Message, now: float) -> Message:
        """Store a message under a new ts; its blocks and actions get the ids they lack."""
        stored = replace(
            message,
            ts=self.new_ts(now),
            team=self.team_id,
            blocks=with_ids(message.blocks),
        )
        self.channels[message.channel].put(stored)
        return stored

    def edit(self, message: Message, now: float, *, mark: bool = True) -> Message:
        """Replace the message that has this ts; ``mark`` shows it as edited."""
        edited_at = self.new_ts(now) if mark else message.edited_at
        stored = replace(
            message, edited_at=edited_at, edits=message.edits + 1, blocks=with_ids(message.blocks)
        )
        self.channels[message.channel].put(stored)
        return stored

    def find(self, channel_id: str, ts: str) -> Message | None:
        """A message or an ephemeral one."""
        channel = self.channels.get(channel_id)
        if channel is None:
            return None
        ephemeral = (m for m in channel.ephemerals if m.ts == ts)
        return channel.get(ts) or next(ephemeral, None)

    def everything(self) -> Iterator[Message]:
        for channel in self.channels.values():
            yield from channel.messages
            yield from channel.ephemerals


def with_ids(blocks: Sequence[Json]) -> tuple[Json, ...]:
    """Copies in which every block has a block_id and every action an action_id."""
    done = tuple(copy.deepcopy(list(blocks)))
    for block in flat(done):
        if not block.get("block_id"):
            block["block_id"] = short_id()
        for element in elements_of(block):
            element.setdefault("action_id", short_id())
    return done


def flat(blocks: Iterable[Json]) -> Iterator[Json]:
    """Blocks and the blocks within them: a container's children, a carousel's cards."""
    for block in blocks:
        yield block
        if block["type"] == "container":
            yield from flat(block["child_blocks"])
        elif block["type"] == "carousel":
            yield from block["elements"]


def elements_of(block: Json) -> list[Json]:
    """What a person can press or fill in within one block."""
    kind = block["type"]
    if kind in ("actions", "context_actions"):
        return list(block["elements"])
    if kind == "card":
        return list(block.get("actions", ()))
    found = [block[name] for name in ("accessory", "element") if name in block]
    return [element for element in found if element["type"] != "image"]
