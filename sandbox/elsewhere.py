"""What goes on in the demo's days beside the courts' feeds: CourtListener, the Supreme Court."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.words.phrases import when
from filings import courts
from filings.quota import Limits
from sandbox import docketday as day
from sandbox import highcourt, inside
from sandbox.docketlisted import Shelves, Text
from sandbox.stage import Stage
from sandbox.world import A_DAY, A_MINUTE, AN_HOUR

_ASKED_BEFORE = timedelta(hours=2)


class Elsewhere:
    """Both as they are at a time. ``opens_at``: when a quota that was used up opens again."""

    def __init__(self, stage: Stage) -> None:
        self.opens_at: datetime | None = None
        self._stage = stage
        self._shelves = Shelves(stage.world.listener)
        self._untold: list[Text] = []
        self._at = day.OPENED

    def begin(self) -> None:
        """What is there before anybody looks."""
        self._shelves.begin()
        self._shelves.go_on(day.OPENED)
        self.go_on(day.OPENED)

    def go_on(self, at: datetime) -> None:
        """What courts with a feed have filed by then comes to CourtListener after it, by
        ``waits``."""
        self._at = at
        number = highcourt.APPLICATION.number
        self._stage.world.supreme.publish(number, highcourt.docket_file(at))
        self._shelves.go_on(at, day.MUTE)

    async def waits(self) -> bool:
        """Whether there is something to ``tell``; what is of no followed case is dropped."""
        self._untold += self._shelves.go_on(self._at)
        now = self._stage.clock()
        looked = await inside.look(self._stage.db, now, now)
        self._untold = [
            text for text in self._untold if looked.follows_case(text.case.court, text.case.number)
        ]
        return bool(self._untold)

    async def tell(self) -> list[str]:
        """Send the events that wait to a bot that runs; what was sent, in sentences."""
        if not self._stage.bot.running:
            return []
        said = []
        for text in tuple(self._untold):
            if await self._shelves.tell(text, self._stage.bot.hook):
                self._untold.remove(text)
                court = courts.get(text.case.court).short_name
                which = "a minute order" if text.entry is None else f"No. {text.entry}"
                said.append(
                    f"CourtListener sends an event: the text of {which} in "
                    f"{court} {text.case.number}."
                )
        return said

    async def spend(self) -> str:
        """Another program uses the same token until nothing is left; a sentence on it."""
        now = self._stage.clock()
        self._stage.world.listener.spend(now - _ASKED_BEFORE)
        allowed = Limits(A_MINUTE, AN_HOUR, A_DAY)
        used = Limits(0, 0, A_DAY)
        self.opens_at = await inside.spent(self._stage.db, allowed, used, now)
        until = when(self.opens_at, day.ZONE, now) if self.opens_at else "later"
        return (
            f"Another program has used up CourtListener's quota, with the same token. It answers "
            f"again {until}."
        )

    @property
    def spent(self) -> bool:
        return self.opens_at is not None and self._stage.clock() < self.opens_at
