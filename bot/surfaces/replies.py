"""Answers to people: given after Slack was acknowledged, and never a stack trace.

Slack waits three seconds for an acknowledgement and takes up to five answers for half
an hour at an address that came with the request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncRespond
from slack_sdk.errors import SlackApiError

from bot.delivery.refusals import CREDENTIALS
from bot.desk.enquiries import Pending
from bot.words.blocks import Message
from bot.words.render import Renderer
from filings.errors import CrierError

log = structlog.get_logger("crier.slack")

SOON = 4.0
"""Seconds that a press waits for the whole answer before it gives what is known."""

UNFORESEEN = (
    "That did not work, and the reason is in Crier's log. Try again; if it happens again, "
    "tell whoever runs Crier."
)

Sorry = Callable[[], Coroutine[Any, Any, None]]
"""Tells the asker that what nobody foresaw has happened."""


class Afterwards:
    """What goes on once Slack has its acknowledgement.

    Apart from Bolt's listeners, because Bolt takes an acknowledgement back
    when the listener fails in the same hundredth of a second. ``kick`` is called
    after each piece of work, for what it left to be sent.
    """

    def __init__(self, kick: Callable[[], Awaitable[None]]) -> None:
        self._kick = kick
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None], sorry: Sorry | None = None) -> None:
        """Begin ``work``; whatever nobody foresaw is logged, and ``sorry`` says so."""
        task = self._begin(self._whole(work))
        task.add_done_callback(lambda done: self._ended(done, sorry))

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _whole(self, work: Coroutine[Any, Any, None]) -> None:
        await work
        await self._kick()

    def _ended(self, done: asyncio.Task[None], sorry: Sorry | None) -> None:
        error = None if done.cancelled() else done.exception()
        if error is None:
            return
        log.error("answer", error=f"{type(error).__name__}: {error}", exc_info=error)
        if sorry is not None:
            self._begin(sorry())


def sorry_by(respond: AsyncRespond) -> Sorry:
    """Says it to the asker alone."""

    async def sorry() -> None:
        try:
            await respond(text=UNFORESEEN)
        except (aiohttp.ClientError, TimeoutError) as error:
            log.error("answer", error=f"not delivered: {type(error).__name__}")

    return sorry


async def answer_command(
    respond: AsyncRespond, renderer: Renderer, answer: Awaitable[Message | None]
) -> None:
    """Answer a command; what comes later takes the place of what was said at once."""
    message = await told(renderer, answer)
    await respond_with(respond, message, replace=False)
    if isinstance(message, Pending):
        await respond_with(respond, await told(renderer, message.then()), replace=True)


async def answer_press(
    respond: AsyncRespond, renderer: Renderer, answer: Awaitable[Message | None], replace: bool
) -> None:
    """Answer a press.

    An answer beside the message that was pressed cannot be replaced by its address, so
    where another one is to follow soon it is not given twice.
    """
    message = await told(renderer, answer)
    if not isinstance(message, Pending):
        await respond_with(respond, message, replace=replace)
        return
    later = asyncio.ensure_future(told(renderer, message.then()))
    if not replace:
        await asyncio.wait([later], timeout=SOON)
    if replace or not later.done():
        await respond_with(respond, message, replace=replace)
    await respond_with(respond, await later, replace=replace)


async def told(renderer: Renderer, answer: Awaitable[Message | None]) -> Message | None:
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


async def respond_with(respond: AsyncRespond, message: Message | None, *, replace: bool) -> None:
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
