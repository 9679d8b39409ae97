"""The real Slack client, pointed at the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SandboxSlack

Heard = list[dict[str, Any]]


def web_client(slack: SandboxSlack, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(token or slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@asynccontextmanager
async def connected(app: AsyncApp, slack: SandboxSlack) -> AsyncIterator[AsyncSocketModeHandler]:
    """A Bolt app on one socket."""
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        await slack.sockets.wait_connected()
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def listening(slack: SandboxSlack) -> AsyncIterator[Heard]:
    """An app that acks everything; gives what it is told."""
    told: Heard = []
    bolt = AsyncApp(client=web_client(slack))

    @bolt.middleware
    async def keep(body: Any) -> BoltResponse:
        told.append(body)
        return BoltResponse(status=200)

    async with connected(bolt, slack):
        yield told


async def refused(call: Awaitable[object]) -> SlackApiError:
    """How Slack turned a call down."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value
