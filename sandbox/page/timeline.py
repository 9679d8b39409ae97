"""What one person sees in a channel or a thread, in order, refusals among it."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.page.surfaces import Item, Refused
from sandbox.slack import Channel, Message, SandboxSlack
from sandbox.slack.happenings import Refusal

WINDOW = 100
KEPT_REFUSALS = 500


@dataclass(frozen=True, slots=True)
class Placed:
    """A refusal and where it shows: ``channel`` is "" for a call that named none."""

    id: str
    channel: str
    refused: Refused


class Refusals:
    """The last 500, each at the time at which it was told."""

    def __init__(self, slack: SandboxSlack) -> None:
        self._slack = slack
        self._placed: deque[Placed] = deque(maxlen=KEPT_REFUSALS)
        self._numbers = itertools.count(1)

    def note(self, refusal: Refusal) -> None:
        named = refusal.arguments.get("channel")
        workspace = self._slack.core.workspace
        channel = workspace.channel_named(named) if isinstance(named, str) else None
        refused = Refused(self._slack.core.clock(), refusal)
        place = channel.id if channel else ""
        self._placed.append(Placed(f"refusal-{next(self._numbers)}", place, refused))

    def of(self, channel: str) -> list[Placed]:
        return [placed for placed in self._placed if placed.channel == channel]

    def find(self, refusal: Refusal) -> Placed | None:
        return next((one for one in self._placed if one.refused.refusal is refusal), None)


@dataclass(frozen=True, slots=True)
class Window:
    """``earlier`` is the ts to ask for what is above, "" where nothing is."""

    items: Sequence[Item]
    earlier: str


def window(items: Sequence[Item], before: str = "") -> Window:
    """The last 100 items, or the last 100 older than ``before``."""
    shown = [item for item in items if seconds(item) < float(before)] if before else list(items)
    last = shown[-WINDOW:]
    return Window(last, f"{seconds(last[0]):.6f}" if len(shown) > WINDOW else "")


def in_channel(channel: Channel, refusals: Refusals, user: str) -> list[Item]:
    """A channel's own messages, and the ephemeral ones for this person."""
    top = [channel.get(ts) for ts in channel.top_between("", "", inclusive=True)]
    mine = [m for m in channel.ephemerals if m.ephemeral_to == user and not m.thread_ts]
    refused = [placed.refused for placed in refusals.of(channel.id)]
    found: list[Item] = [*filter(None, top), *mine, *refused]
    return sorted(found, key=seconds)


def in_thread(channel: Channel, thread_ts: str, user: str) -> list[Message]:
    """The replies, and the ephemeral ones for this person."""
    mine = [m for m in channel.ephemerals if m.ephemeral_to == user and m.thread_ts == thread_ts]
    return sorted([*channel.replies_of(thread_ts), *mine], key=seconds)


def above(items: Sequence[Item], item: Item) -> Item | None:
    """What stands right above an item in a list that has it; None for the first."""
    at = seconds(item)
    older = [one for one in items[-WINDOW * 10 :] if seconds(one) < at]
    return older[-1] if older else None


def seconds(item: Item) -> float:
    """When it was said or refused, since 1970."""
    return item.at if isinstance(item, Refused) else float(item.ts)
