"""Channels close and open again: follows pause and go on, and people are told once.

The mark and the message are written in one transaction, so that of two who notice only one
tells. The look that a worker takes now and then finds what no event told of.
"""

from __future__ import annotations

import re
from datetime import datetime

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.access.channels import SlackChannels
from bot.access.workspaces import Workspaces
from bot.delivery.notes import add
from bot.words.render import Renderer
from filings.db import Database
from filings.errors import BadInput
from filings.store import closures, places, workspaces
from filings.store.closures import Closed, Why
from filings.types import Destination

log = structlog.get_logger("crier.channels")

_PERSON = re.compile(r"[UW][A-Z0-9]{2,20}")
# https://docs.slack.dev/reference/methods/chat.postMessage
_BY_SLACKS_WORD = {
    "is_archived": Why.ARCHIVED,
    "not_in_channel": Why.LEFT,
    "channel_not_found": Why.GONE,
}
# Any method's words for a token that will never do again: its user or app is gone, or it was
# taken back. https://docs.slack.dev/reference/methods/auth.test
_TOKEN_GONE = ("account_inactive", "token_revoked")
# No answer, or a token that cannot be read with the keys that are set.
_UNASKED = (aiohttp.ClientError, TimeoutError, BadInput)


async def lost(
    db: Database, renderer: Renderer, to: Destination, why: Why, now: datetime, *, tell: bool = True
) -> None:
    """Nothing can be posted in a channel; those who followed there are told, each once."""
    async with db.write() as connection:
        closed = await closures.close(connection, to, why, now)
        if closed is None:
            return
        log.info("closed", channel=to.channel_id, why=str(why), follows=len(closed.follows))
        if tell and why is not Why.UNINSTALLED:
            await _tell(connection, renderer, closed, now)


async def _tell(
    connection: AsyncConnection, renderer: Renderer, closed: Closed, now: datetime
) -> None:
    askers = dict.fromkeys(view.created_by for view in closed.follows)
    for asker in filter(_PERSON.fullmatch, askers):
        theirs = [view for view in closed.follows if view.created_by == asker]
        to = Destination(closed.to.team_id, asker)
        await add(connection, to, "closed", renderer.closed(closed, theirs), now, theirs)


async def refused(
    db: Database, renderer: Renderer, to: Destination, code: str, now: datetime
) -> None:
    """Slack did not take a message, and no event had said why: ``code`` is its word for it."""
    if code in _BY_SLACKS_WORD and not to.is_person:
        await lost(db, renderer, to, _BY_SLACKS_WORD[code], now)


async def back(db: Database, renderer: Renderer, to: Destination, now: datetime) -> None:
    """A channel can be posted in; where it could not before, it is told what goes on."""
    if not await closures.state_of(db, to):
        return
    async with db.write() as connection:
        reopened = await closures.reopen(connection, to, now)
        if reopened is None or not reopened.follows:
            return
        log.info("open again", channel=to.channel_id, follows=len(reopened.follows))
        zone = (await places.terms_in(connection, to)).zone
        message = renderer.reopened(reopened, zone, now)
        await add(connection, to, "reopened", message, now, reopened.follows)


async def look_again(
    db: Database,
    renderer: Renderer,
    slack: Workspaces,
    to: Destination,
    why: Why,
    now: datetime,
) -> None:
    """Open a closed channel if Slack says that Crier may post there.

    One that was archived, or closed with the workspace, is entered if that is possible;
    where somebody removed Crier, it stays out. Raises SlackApiError.
    """
    channels = SlackChannels(slack)
    if why in (Why.ARCHIVED, Why.UNINSTALLED):
        access = await channels.access(to)
        if access.archived:
            return
        if await channels.enter(to):
            await back(db, renderer, to, now)
        else:
            await _shut_out(db, renderer, to, now)
    elif (await channels.access(to)).inside:
        await back(db, renderer, to, now)


async def _shut_out(db: Database, renderer: Renderer, to: Destination, now: datetime) -> None:
    """It is open to others and not to Crier: what was told before does not hold any more."""
    async with db.write() as connection:
        left = await closures.shut_out(connection, to)
        if left is not None:
            await _tell(connection, renderer, left, now)


class Closures:
    """A duty of the worker: what is closed is looked at again, and what is gone is noticed."""

    def __init__(self, db: Database, renderer: Renderer, slack: Workspaces) -> None:
        self._db = db
        self._renderer = renderer
        self._slack = slack

    async def duty(self, now: datetime) -> None:
        """One workspace that cannot be asked holds up no other."""
        away = await self._workspaces(now)
        for to, why in await closures.closed(self._db):
            if to.team_id not in away and not await self._looked(to, why, now):
                away.add(to.team_id)

    async def _workspaces(self, now: datetime) -> set[str]:
        """Whose token is refused has gone; who has gone and has a good token is back. Gives
        those that stay away."""
        for team_id in await workspaces.refusing(self._db, _TOKEN_GONE):
            if await self._token(team_id) in _TOKEN_GONE:
                await workspaces.end(self._db, team_id, now)
                log.info("workspace gone", team=team_id)
        gone = set(await workspaces.ended(self._db))
        for team_id in sorted(gone):
            if await self._token(team_id) == "":
                known = await workspaces.get(self._db, team_id)
                await workspaces.begin(self._db, team_id, known.name, now)
                log.info("workspace back", team=team_id)
                gone.discard(team_id)
        return gone

    async def _token(self, team_id: str) -> str:
        """ "" for a token that Slack takes, else its word against it, or why it was not asked."""
        try:
            client = await self._slack.client(team_id)
            if client is None:
                return "not_installed"
            await client.auth_test()
        except SlackApiError as error:
            return str(error.response.get("error") or "refused")
        except _UNASKED as error:
            log.warning("not looked", team=team_id, error=type(error).__name__)
            return "not_asked"
        return ""

    async def _looked(self, to: Destination, why: Why, now: datetime) -> bool:
        """False where the workspace as a whole cannot be asked now."""
        try:
            if await self._slack.client(to.team_id) is not None:
                await look_again(self._db, self._renderer, self._slack, to, why, now)
        except SlackApiError as error:
            log.info("still closed", channel=to.channel_id, error=error.response.get("error"))
        except _UNASKED as error:
            log.warning("not looked", team=to.team_id, error=type(error).__name__)
            return False
        return True
