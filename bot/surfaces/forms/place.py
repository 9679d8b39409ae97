"""Where a follow is told: in a channel, or to whoever asks alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.surfaces.forms import parts
from bot.surfaces.forms.filled import Origin, State
from bot.words.blocks import Block

ONLY_ME = "me"


def place_fields(origin: Origin) -> list[Block]:
    """The channel that it was asked in stands there, unless another is chosen."""
    place: dict[str, Any] = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if _is_channel(origin):
        place["initial_conversation"] = origin.channel_id
    alone = parts.option("Only me, in a direct message", ONLY_ME)
    return [
        parts.field("place", "Channel", place),
        parts.field("me", "Or", parts.ticks([alone], ())),
    ]


@dataclass(frozen=True, slots=True)
class FilledPlace:
    """What was chosen; ``problem`` says why it is neither, or both."""

    channel_id: str
    only_me: bool
    problem: str = ""


def filled(state: State, origin: Origin) -> FilledPlace:
    """Read a submitted form. A tick wins over the channel that stood there already, and not
    over one that somebody chose."""
    channel, only_me = state.channel("place"), ONLY_ME in state.ticked("me")
    problem = ""
    if not channel and not only_me:
        problem = "Choose a channel, or “Only me”."
    elif channel and only_me and not (_is_channel(origin) and channel == origin.channel_id):
        problem = "Choose a channel or “Only me”, not both."
    return FilledPlace(channel, only_me, problem)


def _is_channel(origin: Origin) -> bool:
    return origin.channel_id.startswith(("C", "G"))
