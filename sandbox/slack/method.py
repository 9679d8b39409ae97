"""What a Web API method is, and what the methods share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack.args import Call
from sandbox.slack.core import Core
from sandbox.slack.model import Channel, ChannelKind
from sandbox.slack.tokens import TokenKind
from sandbox.slack.wire import Json, SlackSaysNo


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API.

    run        gives the answer without ``ok``, or raises SlackSaysNo
    scopes     one of which the token needs
    tier       0 where Slack publishes a limit of the method's own
    takes_json whether a JSON body is read; Slack ignores it elsewhere
    kind       of token; None where the method brings its own credentials
    """

    name: str
    run: Callable[[Core, Call], Json]
    scopes: tuple[str, ...] = ()
    tier: int = 3
    required: tuple[str, ...] = ()
    takes_json: bool = True
    kind: TokenKind | None = TokenKind.BOT


class TooFast(SlackSaysNo):
    """Answered with status 429 and Retry-After, in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


def visible_channel(core: Core, channel_id: str) -> Channel:
    """A channel by id that the app may know of: any public one, else its own."""
    channel = core.workspace.channels.get(channel_id)
    if channel is None or not may_see(core, channel):
        raise SlackSaysNo("channel_not_found")
    return channel


def may_see(core: Core, channel: Channel) -> bool:
    return channel.kind is ChannelKind.PUBLIC or core.app.bot_user in channel.members


def page(items: list[Json], cursor: str, limit: int) -> tuple[list[Json], str]:
    """One page of a list and the cursor of the next, ``""`` at the end."""
    try:
        start = int(cursor.removeprefix("at:")) if cursor else 0
    except ValueError:
        raise SlackSaysNo("invalid_cursor") from None
    stop = start + limit
    return items[start:stop], f"at:{stop}" if stop < len(items) else ""
