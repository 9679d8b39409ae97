"""Brings deliveries to the app: by socket when one is open, else by HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sandbox.slack.delivery import Delivery, Kind
from sandbox.slack.happenings import Delivered, Happenings
from sandbox.slack.http_push import HttpPush
from sandbox.slack.sockets import Sockets

ACK_SECONDS = 3.0
RETRY_SECONDS = (0.0, 60.0, 300.0)
RECONNECT_SECONDS = 300.0


class Courier:
    """``ack_seconds`` an app has to answer; ``retry_seconds`` before each further attempt.

    Only events are tried again. An event that breaks off with its socket is
    sent again at once, as soon as another one is open.
    """

    def __init__(
        self,
        sockets: Sockets,
        push: HttpPush,
        happenings: Happenings,
        ack_seconds: float = ACK_SECONDS,
        retry_seconds: Sequence[float] = RETRY_SECONDS,
    ) -> None:
        self.sockets = sockets
        self.push = push
        self.deliveries: list[Delivery] = []
        self._happenings = happenings
        self._ack_seconds = ack_seconds
        self._retry_seconds = tuple(retry_seconds)
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, delivery: Delivery) -> Delivery:
        """Begin to deliver; ``delivery.first`` and ``delivery.done`` tell of the rest."""
        self.deliveries.append(delivery)
        task = asyncio.get_running_loop().create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    async def _deliver(self, delivery: Delivery) -> None:
        waits = self._retry_seconds if delivery.kind is Kind.EVENT else ()
        error = await self._attempt(delivery, "")
        for wait in waits:
            if not error or delivery.acked:
                break
            delivery.fail(error)
            lost = error in ("socket_closed", "dispatch_failed")
            if lost and self.sockets.opened:
                if not await self._reconnected():
                    break
            else:
                await asyncio.sleep(wait)
            error = await self._attempt(delivery, error)
        if error:
            delivery.fail(error)
        delivery.done.set()
        self._happenings.tell(Delivered(delivery.kind.value, delivery.acked, delivery.error))

    async def _reconnected(self) -> bool:
        try:
            await self.sockets.wait_connected(within=RECONNECT_SECONDS)
        except TimeoutError:
            return False
        return True

    async def _attempt(self, delivery: Delivery, reason: str) -> str:
        delivery.attempts += 1
        if self.sockets.connected:
            return await self.sockets.attempt(delivery, reason, self._ack_seconds)
        if self.push.url:
            return await self.push.attempt(delivery, reason, self._ack_seconds)
        return "dispatch_failed"

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sockets.close()
        await self.push.close()
