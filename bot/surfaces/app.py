"""The Bolt app: what comes from Slack goes to the desk, after it was acknowledged.

Every listener acknowledges first, so that Slack's three seconds never depend
on a database or a court, and answers after that. Each surface of Slack has a module
with a ``listen(app, room)``; ``SURFACES`` names them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest, AsyncRespond
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.access.boltenv import only_what_is_given
from bot.access.slackhosts import answered_there_alone
from bot.access.workspaces import NO_ACCESS, authorizing
from bot.desk.commands import Asked, Desk
from bot.reading.incoming import clean
from bot.surfaces import actions, happenings, home, mentions, shortcuts, unfurls
from bot.surfaces.forms import listening as forms
from bot.surfaces.once import Once
from bot.surfaces.pace import Pace
from bot.surfaces.replies import Afterwards, answer_command, answer_press, sorry_by
from bot.surfaces.room import Kick, OneWorkspace, Room, Workspaces
from bot.words.render import Renderer
from filings.settings import Settings
from filings.types import Destination

log = structlog.get_logger("crier.slack")


def build(
    settings: Settings,
    client: AsyncWebClient,
    desk: Desk,
    renderer: Renderer,
    kick: Kick,
    workspaces: Workspaces | None = None,
) -> AsyncApp:
    """The app. ``kick`` is called when something waits to be sent.

    Without ``workspaces`` there is one, whose token ``client`` has.
    """
    secret = settings.slack_signing_secret
    workspaces = workspaces or OneWorkspace(client)
    with only_what_is_given():
        app = AsyncApp(
            # Without one Bolt logs at the root's level, whatever bot.serving.logs says of its name.
            logger=logging.getLogger("slack_bolt"),
            client=AsyncWebClient(base_url=client.base_url, session=client.session),
            authorize=authorizing(workspaces),  # type: ignore[arg-type]  # None refuses
            signing_secret=secret.get_secret_value() if secret else None,
            request_verification_enabled=secret is not None,
            user_facing_authorize_error_message=NO_ACCESS,
        )
    room = Room(settings, desk.db, renderer, desk.clock, desk, workspaces, Afterwards(kick))
    app.middleware(cleaned)
    app.middleware(answered_there_alone(settings.slack_base_url))
    app.middleware(Once().__call__)
    app.middleware(Pace().__call__)
    for listen in SURFACES:
        listen(app, room)

    @app.error
    async def failed(error: Exception) -> None:
        log.error("listener", error=f"{type(error).__name__}: {error}")

    return app


async def cleaned(
    req: AsyncBoltRequest, next_: Callable[[], Awaitable[BoltResponse]]
) -> BoltResponse:
    """Listeners get the body of this request, the same object."""
    body = clean(req.body)
    req.body.clear()
    req.body.update(body)
    return await next_()


def commands(app: AsyncApp, room: Room) -> None:
    """``/docket …``"""

    @app.command("/docket")
    async def docket(ack: AsyncAck, respond: AsyncRespond, command: dict[str, Any]) -> None:
        await ack()
        asked = Asked(
            text=command.get("text") or "",
            where=Destination(command["team_id"], command["channel_id"]),
            user_id=command.get("user_id", ""),
            channel_name=command.get("channel_name", ""),
        )
        form = forms.asked_for(room, asked, command.get("trigger_id", ""))
        answer = answer_command(respond, room.renderer, form or room.desk.answer(asked))
        room.afterwards.start(answer, sorry_by(respond))


def presses(app: AsyncApp, room: Room) -> None:
    """Buttons in messages."""

    @app.action(re.compile(r"^crier:"))
    async def pressed(ack: AsyncAck, respond: AsyncRespond, body: dict[str, Any]) -> None:
        await ack()
        press = actions.press_of(body)
        form = forms.pressed_for(room, press)
        answer = form or actions.answer(room.desk, press)
        reply = answer_press(respond, room.renderer, answer, press.replaces)
        room.afterwards.start(reply, sorry_by(respond))


SURFACES: tuple[Callable[[AsyncApp, Room], None], ...] = (
    commands,
    presses,
    mentions.listen,
    unfurls.listen,
    forms.listen,
    home.listen,
    shortcuts.listen,
    happenings.listen,
)
