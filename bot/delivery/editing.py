"""A sent message shows its members as they are now; nothing new waits for that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.delivery import anew, plainer
from bot.delivery.quiet import Quiet
from bot.delivery.refusals import CHANNEL_TROUBLE, GONE, RATE_LIMITED
from bot.delivery.transport import Transport
from filings.db import Database
from filings.errors import SlackBusy, SlackRefused, SlackUnknown
from filings.store import outbox, threads, unsettled
from filings.store.outbox import PostRow
from filings.store.writing import Compose

log = structlog.get_logger("crier.send")


class Edits:
    """Edits for every workspace. Where Slack asks to wait with them, or gives no clear answer,
    no more are asked for in that workspace for a while."""

    def __init__(self, db: Database, clock: Callable[[], datetime], compose: Compose) -> None:
        self._db = db
        self._clock = clock
        self._compose = compose
        self._quiet = Quiet(clock)

    def waiting(self) -> frozenset[str]:
        """The workspaces where edits wait."""
        return self._quiet.teams()

    async def edit(self, post: PostRow, transport: Transport) -> bool:
        """Make one; False where it has to wait.

        A message that is gone stays gone, but for the root of a thread. Raises SlackRefused
        where the channel is the trouble, SlackBusy where nothing at all can be asked for.
        """
        team = post.to.team_id
        if team in self.waiting():
            return False
        try:
            with self._quiet.kept(team):
                await self._edit(post, transport)
        except SlackBusy as busy:
            if busy.code != RATE_LIMITED:
                raise
            log.info("edits wait", team=team, seconds=busy.retry_after)
            return False
        except SlackUnknown as unknown:
            log.warning("edit unknown", post=post.id, error=str(unknown))
            self._quiet.keep(team, outbox.LOOK_AFTER)
            await unsettled.edit_unanswered(self._db, post, self._clock())
            return False
        return True

    async def _edit(self, post: PostRow, transport: Transport) -> None:
        payload, refused_as = await anew.payload(self._db, post, self._compose), ""
        try:
            # What is not made anew was rewritten where it is kept.
            if payload != post.payload or post.kind not in anew.RENDERED:
                payload, refused_as = await plainer.edit(transport, post, payload)
        except SlackRefused as refused:
            if refused.code in CHANNEL_TROUBLE:
                raise
            log.warning("not edited", post=post.id, error=str(refused))
            if post.kind == "root" and refused.code in GONE:
                await threads.replace_root(self._db, post, self._clock(), self._compose)
        await outbox.edited(self._db, post, payload, refused_as)
