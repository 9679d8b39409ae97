"""lease -> render -> post -> finish: what is owed to a channel goes out.

A channel is worked through while this process holds it: first whatever has an
unknown outcome is settled by looking in the channel, then written messages go
out, then what is owed is folded into new ones, then what is said unasked, then
sent messages of which something changed are edited. At least a second passes
between two messages to a channel; when Slack names a time, that one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.delivery import closures, plainer, settling
from bot.delivery.editing import Edits
from bot.delivery.quiet import Quiet
from bot.delivery.refusals import CHANNEL_TROUBLE, MESSAGE_TROUBLE
from bot.delivery.transport import SlackTransports, Transport, payload_of
from bot.words.render import Renderer
from filings.db import Database
from filings.errors import CrierError, SlackBusy, SlackRefused, SlackUnknown, StoreAway
from filings.store import clockset, folding, leases, outbox, unsettled
from filings.store.core import WORKERS_APART
from filings.store.leases import ChannelLease
from filings.store.outbox import PostRow
from filings.types import Destination
from filings.views import PostView

log = structlog.get_logger("crier.send")

SPACING = timedelta(seconds=1)
TROUBLE_WAIT = timedelta(minutes=10)
MOST_IN_A_TURN = 5
"""Requests for one channel before the others have their turn."""


class Sender:
    """Sends for every destination that has a transport.

    slack     None while there are no usable credentials: Slack's messages wait
    terminal  None in processes that have no terminal to print to
    """

    def __init__(
        self,
        db: Database,
        renderer: Renderer,
        clock: Callable[[], datetime],
        *,
        slack: SlackTransports | None,
        terminal: Transport | None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        spacing: timedelta = SPACING,
    ) -> None:
        self._db = db
        self._renderer = renderer
        self._clock = clock
        self._slack = slack
        self._terminal = terminal
        self._sleep = sleep
        self._spacing = spacing
        self._saying = Quiet(clock)
        self._looking = Quiet(clock)
        self._edits = Edits(db, clock, self._compose)
        self._looked_at: datetime | None = None
        self._sending_to: set[Destination] = set()
        self._under_way: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def duty(self, _now: datetime) -> None:
        """Begin to send whatever may go now. A channel where Slack is slow holds up no other."""
        for held in await self._lease_ready():
            task = asyncio.create_task(self._channel(held))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def send_ready(self) -> int:
        """Work through the channels that have something to send; how many there were."""
        held = await self._lease_ready()
        await asyncio.gather(*(self._channel(one) for one in held))
        return len(held)

    async def finish(self, seconds: float) -> None:
        """Let the requests under way end; begin no others."""
        self._stopping = True
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _lease_ready(self) -> list[ChannelLease]:
        if self._stopping or (self._slack is None and self._terminal is None):
            return []
        now = self._clock()
        back = self._looked_at is None or now < self._looked_at - WORKERS_APART
        if back and await clockset.owe_now(self._db, now):
            log.warning("clock was set back", next="what was owed later is owed now")
        self._looked_at = now
        return await leases.lease_ready(
            self._db,
            now,
            slack=self._slack is not None,
            terminal=self._terminal is not None,
            busy=self._sending_to,
            no_edits=self._edits.waiting(),
        )

    async def _channel(self, held: ChannelLease) -> None:
        self._sending_to.add(held.to)
        try:
            await self._turn_and_rest(held)
        except StoreAway as error:
            # Its lease ends by itself, and what was asked for is looked for then.
            log.error("not sent", channel=held.to.channel_id, error=str(error))
        finally:
            self._sending_to.discard(held.to)

    async def _turn_and_rest(self, held: ChannelLease) -> None:
        rest, trouble = self._spacing, ""
        try:
            await self._turn(held)
        except SlackBusy as busy:
            rest, trouble = timedelta(seconds=busy.retry_after or 1.0), busy.code
        except SlackUnknown as unknown:
            rest = outbox.LOOK_AFTER
            log.warning("outcome unknown", channel=held.to.channel_id, error=str(unknown))
        except SlackRefused as refused:
            rest, trouble = TROUBLE_WAIT, refused.code
            log.error("channel refuses", channel=held.to.channel_id, error=str(refused))
            now = self._clock()
            await closures.refused(self._db, self._renderer, held.to, refused.code, now)
        except StoreAway:
            raise
        except CrierError as error:
            log.error("not sent", channel=held.to.channel_id, error=str(error))
        await leases.release(self._db, held, self._clock(), rest, trouble)

    async def _turn(self, held: ChannelLease) -> None:
        """A few requests, one a second, while the channel has work and is still held."""
        transport = self._terminal
        if held.to.team_id:
            transport = await self._slack.of(held.to.team_id) if self._slack else None
        if transport is None:
            return
        for request in range(MOST_IN_A_TURN):
            if request:
                if self._stopping or not await self._has_work(held.to):
                    return
                await self._sleep(self._spacing.total_seconds())
                if not await leases.extend(self._db, held, self._clock()):
                    return
            self._saying.heed(held.to.team_id)
            if not await self._one(held.to, transport):
                return

    async def _has_work(self, to: Destination) -> bool:
        return await leases.has_work(self._db, to, self._clock(), self._edits.waiting())

    async def _one(self, to: Destination, transport: Transport) -> bool:
        """The next thing to do in a channel; False when there is nothing."""
        now = self._clock()
        unknown = await unsettled.unsettled(self._db, to, now)
        if unknown is not None:
            return await self._settle(unknown, transport, now)
        written = await outbox.waiting(self._db, to)
        if written is not None and written.kind not in outbox.NOTICES:
            await self._ask(written, transport)
            return True
        alert = await folding.write_alert(self._db, to, now, self._compose)
        if alert is not None:
            await self._send(alert, transport)
            return True
        if written is not None:
            await self._ask(written, transport)
            return True
        changed = await outbox.to_edit(self._db, to)
        if changed is not None:
            return await self._edits.edit(changed, transport)
        return False

    def _compose(self, post: PostView) -> str:
        return payload_of(self._renderer.alert(post, self._clock()))

    async def _settle(self, post: PostRow, transport: Transport, now: datetime) -> bool:
        """Find out what came of a post whose outcome is unknown; False while it is too early."""
        await settling.clock_was_wrong(self._db, post, now)
        if not settling.is_ripe(post, now):
            return False
        left = None
        try:
            self._looking.heed(post.to.team_id)
            with self._looking.kept(post.to.team_id):
                left = await settling.look(self._db, post, transport, now)
            if left is not None:
                await self._ask(left, transport)
        except (SlackBusy, SlackUnknown) as error:
            if post.look_at is None and (left is None or left.look_at is None):
                raise
            # It holds up no other message.
            log.warning("outcome unknown", post=post.id, error=str(error))
            await unsettled.look_again(self._db, post, now + settling.TRY_AGAIN)
        return True

    async def _ask(self, post: PostRow, transport: Transport) -> None:
        """Send a written post, unless another process has begun to since it was read."""
        asked = await outbox.asked(self._db, post, self._clock())
        if asked is not None:
            await self._send(asked, transport)

    async def _send(self, post: PostRow, transport: Transport) -> None:
        """One request. SlackUnknown leaves the post as asked for."""
        try:
            with self._saying.kept(post.to.team_id):
                ts = await transport.post(post)
        except SlackBusy as busy:
            await outbox.not_taken(self._db, post, str(busy))
            raise
        except SlackUnknown as unknown:
            await outbox.unanswered(self._db, post, str(unknown))
            raise
        except SlackRefused as refused:
            await outbox.not_taken(self._db, post, str(refused))
            await self._mend(post, refused)
            return
        sent_at = self._clock()
        await outbox.sent(self._db, post, ts, sent_at)
        log.info("sent", post=post.id, kind=post.kind, channel=post.to.channel_id)

    async def _mend(self, post: PostRow, refused: SlackRefused) -> None:
        """Make the next try of a refused post more likely to be taken."""
        if post.to.is_person and refused.code not in MESSAGE_TROUBLE:
            # Whoever cannot be written to now may be later: only this note is lost.
            log.error("refused", post=post.id, error=str(refused), next="given up")
            await outbox.given_up(self._db, post, str(refused))
            return
        if refused.code in CHANNEL_TROUBLE:
            raise refused
        if refused.code == "thread_not_found":
            if not await folding.unthread(self._db, post):
                await outbox.given_up(self._db, post, str(refused))
            log.warning("thread is gone", post=post.id)
        elif (less := plainer.of(post.payload, refused.code)) != post.payload:
            log.error("refused", post=post.id, error=str(refused), next="more plainly")
            await outbox.rewritten(self._db, post, less, refused.code or plainer.UNSAID)
        elif refused.code in MESSAGE_TROUBLE:
            log.error("refused", post=post.id, error=str(refused), next="given up")
            await outbox.given_up(self._db, post, str(refused))
        else:
            raise refused
