"""What goes wrong meanwhile: a Slack and courts that fail at random."""

from __future__ import annotations

import asyncio
from random import Random

from aiohttp import web

from sandbox import faults as courtly
from sandbox.courts import CourtServer
from sandbox.slack import SandboxSlack
from sandbox.slack.args import Arguments
from sandbox.slack.faults import Broken, Dropped, Fault, Held, Refused, TooMany

_WRITES = ("chat.postMessage", "chat.update")
_LOOKS = ("conversations.history", "conversations.replies")
_HELD_SECONDS = 1.5
"""Longer than the client waits at the benchmark's speed, and let go before it looks."""


class SlackTrouble:
    """``drop`` is the share of messages that Slack takes and does not answer, ``often`` the
    share of calls that go wrong in some other way."""

    def __init__(self, slack: SandboxSlack, random: Random, drop: float, often: float) -> None:
        self._faults = slack.faults
        self._random = random
        self._drop, self._often = drop, often
        self._held: set[Held] = set()
        self._faults.otherwise = self._choose

    def _choose(self, method: str, _: Arguments) -> Fault | None:
        if method not in (*_WRITES, *_LOOKS):
            return None
        if method in _WRITES and self._random.random() < self._drop:
            return Dropped(taken=True)
        if self._random.random() >= self._often:
            return None
        taken = self._random.random() < 0.5
        faults = (
            TooMany(self._random.choice((1, 5, 30))),
            Broken(self._random.choice((500, 502, 503)), taken),
            Refused("internal_error", taken),
            Dropped(taken),
        )
        return self._random.choice((*faults, self._hang(taken)))

    def _hang(self, taken: bool) -> Held:
        held = Held(taken=taken)
        self._held.add(held)
        asyncio.get_running_loop().call_later(_HELD_SECONDS, self._let_go, held)
        return held

    def _let_go(self, held: Held) -> None:
        self._held.discard(held)
        held.until.set()

    def let_all_go(self) -> None:
        """Whatever hangs is answered now."""
        for held in list(self._held):
            self._let_go(held)

    def calm(self) -> None:
        """Nothing but what ``drop`` says goes wrong from now on."""
        self._often = 0.0


class CourtTrouble:
    """Courts of which one answer in ``1 / often`` is none.

    ``served`` are the bodies that left whole, by court: as (life, place in the sequence);
    ``broken`` those that broke off: as (place in the sequence, bytes that left).
    """

    def __init__(self, courts: CourtServer, random: Random, often: float) -> None:
        self._courts = courts
        self._random = random
        self._often = often
        self._places: dict[bytes, int] = {}
        self.served: dict[str, set[tuple[int, int]]] = {}
        self.broken: dict[str, list[tuple[int, int]]] = {}
        self.life = 0

    def publish(self, court: str, body: bytes, place: int) -> None:
        self._places[body] = place
        self._courts.publish(court, body)
        self._courts.behave(court, self._answer)

    async def _answer(self, request: web.Request, body: bytes) -> web.StreamResponse:
        court = request.match_info["court"]
        if self._random.random() < self._often:
            half = self._random.randrange(len(body) // 2, len(body))
            cut, torn = courtly.cut(half), courtly.torn(half)
            fault = self._random.choice(
                (
                    courtly.status(503), courtly.status(429, retry_after="60"), courtly.html,
                    courtly.empty, courtly.dropped, cut, torn,
                )
            )  # fmt: skip
            if fault in (cut, torn):
                self.broken.setdefault(court, []).append((self._places[body], half))
            return await fault(request, body)
        self.served.setdefault(court, set()).add((self.life, self._places[body]))
        return web.Response(body=body, content_type="text/xml")

    def calm(self) -> None:
        self._often = 0.0
