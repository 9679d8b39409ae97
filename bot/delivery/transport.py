"""How a written post reaches a destination: Slack's Web API, or this terminal.

A transport answers with the message's ``ts`` or raises one of three errors:
SlackRefused (it said no, and would again), SlackBusy (it surely has not taken
it; come back), SlackUnknown (it may have taken it).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.access.workspaces import Workspaces
from bot.delivery.refusals import CREDENTIALS_WAIT, NOT_TO_READ, translated
from bot.words import terminal
from bot.words.blocks import Message
from filings.errors import BadInput, SlackBusy, SlackRefused, SlackUnknown
from filings.store.outbox import PostRow

CLIENT_SECONDS = 10
NOT_INSTALLED = "not_installed"
"""Ours, not Slack's: there is no token to ask Slack with."""
_HISTORY_PAGE = 200
"""Where an app is installed in many workspaces Slack gives 15 at most, and one page a minute:
https://docs.slack.dev/reference/methods/conversations.history"""
_HISTORY_PAGES = 20


def payload_of(message: Message) -> str:
    """A message as the database keeps it."""
    return json.dumps(
        {"text": message.text, "blocks": list(message.blocks), "metadata": message.metadata}
    )


def message_of(payload: str) -> Message:
    kept = json.loads(payload)
    return Message(kept["text"], tuple(kept["blocks"]), kept["metadata"])


class Transport(Protocol):
    async def post(self, post: PostRow) -> str:
        """Send it; gives its ``ts``."""

    async def update(self, post: PostRow) -> None:
        """Show the post's payload in the message that was sent."""

    async def find(self, post: PostRow, since: float) -> str | None:
        """The ``ts`` of a post whose outcome is unknown, None when it is not there. ``since``
        is from when on it may be, in seconds by Slack's clock."""

    async def join(self, channel_id: str) -> None:
        """Enter a channel that may be entered; raises SlackRefused for any other."""


def posting_client(
    token: str,
    base_url: str,
    seconds: int = CLIENT_SECONDS,
    session: aiohttp.ClientSession | None = None,
) -> AsyncWebClient:
    """A client that never sends anything twice by itself.

    slack_sdk's default retries a call whose connection broke, and so posts a
    message twice that Slack had taken.
    """
    return AsyncWebClient(
        token=token, base_url=base_url, timeout=seconds, session=session, retry_handlers=[]
    )


class SlackTransports:
    """A transport for each workspace, with that workspace's own token. ``seconds`` is how long
    a request may take."""

    def __init__(self, workspaces: Workspaces, seconds: int = CLIENT_SECONDS) -> None:
        self._workspaces = workspaces
        self._seconds = seconds
        self._made: dict[str, SlackTransport] = {}

    async def of(self, team_id: str) -> SlackTransport:
        """Raises SlackBusy while nothing can be sent there; nothing was, so nothing is unclear."""
        try:
            client = await self._workspaces.client(team_id)
        except SlackApiError as error:
            said = translated(error)
            raise SlackBusy(said.code, str(said), retry_after=said.retry_after or 10.0) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SlackBusy("", "Slack could not be reached.", retry_after=10.0) from error
        except BadInput as error:
            raise SlackBusy(NOT_INSTALLED, str(error), retry_after=CREDENTIALS_WAIT) from error
        if client is None:
            raise SlackBusy(
                NOT_INSTALLED, "Crier has no token of that workspace.", retry_after=CREDENTIALS_WAIT
            )
        made = self._made.get(team_id)
        if made is None or made.token != client.token:
            poster = posting_client(
                client.token or "", client.base_url, self._seconds, client.session
            )
            made = self._made[team_id] = SlackTransport(poster)
        return made


@dataclass(frozen=True, slots=True)
class _Read:
    """How far a channel was read in search of a post, where Slack asked to wait."""

    cursor: str
    pages: int


class SlackTransport:
    """Posts with one bot token."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self.token = client.token
        self._read: dict[str, _Read] = {}

    async def post(self, post: PostRow) -> str:
        answer = await self._call(
            self._client.chat_postMessage,
            channel=post.to.channel_id,
            thread_ts=post.thread_ts,
            unfurl_links=False,
            unfurl_media=False,
            **_arguments(post),
        )
        return str(answer["ts"])

    async def update(self, post: PostRow) -> None:
        await self._call(
            self._client.chat_update, channel=post.to.channel_id, ts=post.ts, **_arguments(post)
        )

    async def find(self, post: PostRow, since: float) -> str | None:
        """Page through the channel, or the thread.

        Where Slack asks to wait between two pages, the next call goes on with the next.
        Raises SlackRefused where the bot may not read what it may write, or there are more
        messages than it reads.
        """
        for page_number in range(self._read.get(post.id, _Read("", 0)).pages, _HISTORY_PAGES):
            page = await self._next_page(post, since)
            for message in page.get("messages", ()):
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if payload.get("delivery") == post.id:
                    self._read.pop(post.id, None)
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                self._read.pop(post.id, None)
                return None
            self._read[post.id] = _Read(cursor, page_number + 1)
        self._read.pop(post.id, None)
        raise SlackRefused("too_many_messages", "The channel has too many messages to read.")

    async def _next_page(self, post: PostRow, since: float) -> Any:
        cursor = self._read[post.id].cursor if post.id in self._read else ""
        try:
            return await self._readable(post, since, cursor)
        except SlackRefused as refused:
            if not cursor or refused.code != "invalid_cursor":
                raise
            return await self._readable(post, since, "")

    async def _readable(self, post: PostRow, since: float, cursor: str) -> Any:
        try:
            return await self._page(post, since, cursor)
        except SlackBusy as busy:
            if busy.code in NOT_TO_READ:
                raise SlackRefused(busy.code, f"Slack refused it ({busy.code}).") from busy
            raise

    async def _page(self, post: PostRow, since: float, cursor: str) -> Any:
        arguments: dict[str, Any] = {
            "channel": post.to.channel_id,
            "oldest": f"{since:.6f}",
            "limit": _HISTORY_PAGE,
            "include_all_metadata": True,
        }
        if cursor:
            arguments["cursor"] = cursor
        if post.thread_ts:
            return await self._call(
                self._client.conversations_replies, ts=post.thread_ts, **arguments
            )
        return await self._call(self._client.conversations_history, **arguments)

    async def join(self, channel_id: str) -> None:
        """Join a public channel; raises SlackRefused for any other."""
        await self._call(self._client.conversations_join, channel=channel_id)

    async def _call(self, method: Callable[..., Any], **arguments: Any) -> Any:
        try:
            # Where a session is given, its own patience counts for slack_sdk and not the client's.
            async with asyncio.timeout(self._client.timeout):
                return await method(**arguments)
        except SlackApiError as error:
            raise translated(error) from error
        except aiohttp.ClientConnectorError as error:
            raise SlackBusy("", "Slack could not be reached.", retry_after=10.0) from error
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise SlackUnknown("", "Slack gave no answer.") from error
        except SlackClientError as error:
            raise SlackRefused("", f"Slack's client would not send it: {error}.") from error


def _arguments(post: PostRow) -> dict[str, Any]:
    message = message_of(post.payload)
    arguments: dict[str, Any] = {"text": message.text, "blocks": list(message.blocks)}
    if message.metadata is not None:
        arguments["metadata"] = message.metadata
    return arguments


class TerminalTransport:
    """Prints; what was printed stays printed, so an edit is printed anew."""

    def __init__(self, write: Callable[[str], None], width: int = 88) -> None:
        self._write = write
        self._width = width

    async def post(self, post: PostRow) -> str:
        self._write(self._shown(post))
        return post.id

    async def update(self, post: PostRow) -> None:
        self._write("Corrected:\n" + self._shown(post))

    def _shown(self, post: PostRow) -> str:
        return terminal.render(message_of(post.payload), self._width, buttons=False)

    async def find(self, post: PostRow, since: float) -> str | None:
        return None

    async def join(self, channel_id: str) -> None:
        """There is but the one."""
