"""The real Slack client, pointed at the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SandboxSlack


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
