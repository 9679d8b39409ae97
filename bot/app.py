"""The Bolt app: what comes from Slack goes to the desk, after it was acknowledged.

Every listener acknowledges first, so that Slack's three seconds never depend
on a database or a court, and answers by the ``response_url`` after that.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import actions
from bot.blocks import Message
from bot.commands import Asked, Desk
from bot.enquiries import Pending
from bot.render import Renderer
from bot.transport import CREDENTIALS
from filings.errors import CrierError
from filings.settings import Settings
from filings.types import Destination

log = structlog.get_logger("crier.slack")

SOON = 4.0
"""Seconds that a press waits for the whole answer before it gives what is known."""

Kick = Callable[[], Awaitable[None]]


def build(
    settings: Settings,
    client: AsyncWebClient,
    desk: Desk,
    renderer: Renderer,
    kick: Kick,
) -> AsyncApp:
    """The app for one workspace. ``kick`` is called when something waits to be sent."""
    secret = settings.slack_signing_secret
    app = AsyncApp(
        # Without one Bolt logs at the root's level, whatever bot.logs says of its name.
        logger=logging.getLogger("slack_bolt"),
        client=client,
        signing_secret=secret.get_secret_value() if secret else None,
        request_verification_enabled=secret is not None,
    )

    afterwards = _Afterwards(kick)

    @app.command("/docket")
    async def docket(ack: AsyncAck, respond: AsyncRespond, command: dict[str, Any]) -> None:
        await ack()
        asked = Asked(
            text=command.get("text") or "",
            where=Destination(command["team_id"], command["channel_id"]),
            user_id=command.get("user_id", ""),
            channel_name=command.get("channel_name", ""),
        )
        afterwards.start(_command(respond, renderer, desk.answer(asked)), respond)

    @app.action(re.compile(r"^crier:"))
    async def pressed(ack: AsyncAck, respond: AsyncRespond, body: dict[str, Any]) -> None:
        await ack()
        press = actions.press_of(body)
        answer = actions.answer(desk, press)
        afterwards.start(_press(respond, renderer, answer, press.replaces), respond)

    @app.error
    async def failed(error: Exception) -> None:
        log.error("listener", error=f"{type(error).__name__}: {error}")

    return app


class _Afterwards:
    """What goes on once Slack has its acknowledgement.

    Apart from Bolt's listeners, because Bolt takes an acknowledgement back
    when the listener fails in the same hundredth of a second.
    """

    def __init__(self, kick: Kick) -> None:
        self._kick = kick
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, reply: Coroutine[Any, Any, None], respond: AsyncRespond) -> None:
        task = self._begin(self._whole(reply))
        task.add_done_callback(lambda done: self._ended(done, respond))

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _whole(self, reply: Coroutine[Any, Any, None]) -> None:
        await reply
        await self._kick()

    def _ended(self, done: asyncio.Task[None], respond: AsyncRespond) -> None:
        """What nobody foresaw: the log has it, and the asker hears of it."""
        error = None if done.cancelled() else done.exception()
        if error is None:
            return
        log.error("answer", error=f"{type(error).__name__}: {error}", exc_info=error)
        self._begin(_sorry(respond))


async def _sorry(respond: AsyncRespond) -> None:
    try:
        await respond(text="That did not work, and the reason is in Crier's log.")
    except (aiohttp.ClientError, TimeoutError) as error:
        log.error("answer", error=f"not delivered: {type(error).__name__}")


async def _command(
    respond: AsyncRespond, renderer: Renderer, answer: Awaitable[Message | None]
) -> None:
    """Answer a command; what comes later takes the place of what was said at once."""
    message = await _told(renderer, answer)
    await _respond(respond, message, replace=False)
    if isinstance(message, Pending):
        await _respond(respond, await _told(renderer, message.then()), replace=True)


async def _press(
    respond: AsyncRespond, renderer: Renderer, answer: Awaitable[Message | None], replace: bool
) -> None:
    """Answer a press.

    An answer beside the message that was pressed cannot be replaced by its address, so
    where another one is to follow soon it is not given twice.
    """
    message = await _told(renderer, answer)
    if not isinstance(message, Pending):
        await _respond(respond, message, replace=replace)
        return
    later = asyncio.ensure_future(_told(renderer, message.then()))
    if not replace:
        await asyncio.wait([later], timeout=SOON)
    if replace or not later.done():
        await _respond(respond, message, replace=replace)
    await _respond(respond, await later, replace=replace)


async def _told(renderer: Renderer, answer: Awaitable[Message | None]) -> Message | None:
    """The answer; a failure is one sentence that says what to do."""
    try:
        return await answer
    except CrierError as error:
        log.error("answer", error=str(error))
        again = "" if error.permanent else " Try again in a minute."
        return renderer.error(f"That did not work: {error}{again}")
    except SlackApiError as error:
        code = error.response.get("error", "no answer")
        log.error("answer", error=f"Slack: {code}")
        again = (
            "Whoever installed Crier can mend that: crier doctor"
            if code in CREDENTIALS
            else "Try again in a minute."
        )
        return renderer.error(f"Slack did not let me do that ({code}). {again}")
    except (aiohttp.ClientError, TimeoutError) as error:
        log.error("answer", error=f"Slack: {type(error).__name__}")
        return renderer.error("Slack did not answer me. Try again in a minute.")


async def _respond(respond: AsyncRespond, message: Message | None, *, replace: bool) -> None:
    """To the asker alone."""
    if message is None:
        if replace:
            await respond(delete_original=True)
        return
    await respond(
        text=message.text,
        blocks=list(message.blocks),
        response_type="ephemeral",
        replace_original=replace,
        unfurl_links=False,
        unfurl_media=False,
    )
