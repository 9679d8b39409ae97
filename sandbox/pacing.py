"""How fast the docket day goes: what the slider offers, and the wait between two scenes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

from sandbox.page.backstage import Pace

PAUSE, DEFAULT = "pause", "x4"
SECONDS: Mapping[str, float | None] = {
    PAUSE: None, "x1": 60.0, "x2": 30.0, "x4": 15.0, "x12": 5.0, "x60": 1.0,
}  # fmt: skip
"""Between two scenes, by the key of the pace; None for ever."""
PACES = (
    Pace(PAUSE, "paused"),
    Pace("x1", "×1, a scene a minute"),
    Pace("x2", "×2, a scene in 30 seconds"),
    Pace("x4", "×4, a scene in 15 seconds"),
    Pace("x12", "×12, a scene in 5 seconds"),
    Pace("x60", "×60, a scene a second"),
)


def nearest(seconds: float) -> str:
    """The key of the pace whose wait comes nearest to so many seconds."""
    waits = ((key, wait) for key, wait in SECONDS.items() if wait is not None)
    return min(waits, key=lambda pair: abs(pair[1] - seconds))[0]


class Pacing:
    """Waits at the pace that is chosen meanwhile.

    seconds  by the key of the pace, None to stand still
    """

    def __init__(
        self,
        pace: str = DEFAULT,
        seconds: Mapping[str, float | None] = SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pace = pace
        self._seconds = seconds
        self._monotonic = monotonic
        self._changed = asyncio.Event()

    def choose(self, pace: str) -> None:
        """What was waited already counts as its share of the new wait."""
        self._pace = pace
        self._changed.set()

    async def wait(self, most: float | None = None) -> None:
        """As long as the pace says, or ``most`` seconds when that is less."""
        share = 0.0
        while True:
            self._changed.clear()
            seconds = self._seconds[self._pace]
            if seconds is not None and most is not None:
                seconds = min(seconds, most)
            since = self._monotonic()
            try:
                async with asyncio.timeout(None if seconds is None else seconds * (1 - share)):
                    await self._changed.wait()
            except TimeoutError:
                return
            if seconds:
                share = min(1.0, share + (self._monotonic() - since) / seconds)
