"""Six courts that enter a filing every 20 minutes and rebuild their feeds each hour."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import web

from sandbox import faults
from sandbox.feeds import Item, render_feed
from sandbox.world import World

START = datetime(2025, 11, 3, 14, tzinfo=UTC)
COURTS = ("dcd", "ctd", "cand", "txsd", "ilnd", "vtd")
CASES = 10
"""Followed cases of each court."""
APART = timedelta(minutes=20)
"""Between two filings of one court."""
WINDOW = timedelta(hours=24)
REBUILT = timedelta(hours=1)


def number(place: int) -> str:
    return f"1:25-cv-{80_000 + place % CASES:05}"


def filed(court: str, since: datetime, until: datetime) -> list[Item]:
    """What a court enters in a stretch of time; the newest first. A filing is known by its
    entry's number, which counts them from the beginning."""
    begin = math.ceil((since - START) / APART)
    return [
        Item(
            number(place), f"Harbor Gazette No. {place % CASES} v. Port Office",
            660_000 + place % CASES, 50_000 + place, "Motion to Compel",
            START + place * APART, 5_000 + place, f"0450{place + 100_000:07}",
        )
        for place in range(math.ceil((until - START) / APART) - 1, begin - 1, -1)
    ]  # fmt: skip


@dataclass(slots=True)
class Feeds:
    """``listed`` are the filings, by court and entry's number, of the bodies that were got."""

    world: World
    listed: set[tuple[str, int]] = field(default_factory=set)
    built: dict[str, datetime] = field(default_factory=dict)

    async def answer(self, request: web.Request, body: bytes) -> web.StreamResponse:
        court = request.match_info["court"]
        items = filed(court, self.built[court] - WINDOW, self.built[court])
        self.listed |= {(court, item.entry or 0) for item in items}
        return web.Response(body=body, content_type="text/xml")

    def rebuild(self, now: datetime) -> None:
        for place, court in enumerate(COURTS):
            built = now.replace(minute=7 * place, second=0, microsecond=0)
            if built > now:
                built -= REBUILT
            if self.built.get(court) != built:
                self.built[court] = built
                items = filed(court, built - WINDOW, built)
                self.world.courts.publish(court, render_feed(court, built, items))

    def fail(self) -> None:
        for court in COURTS:
            self.world.courts.behave(court, faults.status(503))

    def recover(self) -> None:
        for court in COURTS:
            self.world.courts.behave(court, self.answer)
