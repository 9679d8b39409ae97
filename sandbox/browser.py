"""The court day of the demo beside an open page: the court goes on by itself, people act.

Nothing here is scripted but the court. What the program makes of it shows in the
page as it would in Slack, and in a few words behind the scenes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

from sandbox import day
from sandbox.day import Rebuild
from sandbox.page.backstage import Board, Pace, Suggestion
from sandbox.page.site import PORT, Site
from sandbox.rehearsal import CHANNEL, PATIENCE, Rehearsal, rehearsal
from sandbox.slack import Message
from sandbox.slack.happenings import Happening, MessageEdited, MessagePosted

SECONDS = {"slow": 60.0, "brisk": 20.0, "fast": 5.0}
"""Between two rebuilds of the court's feed, by the key of the pace."""

PACES = (
    Pace("slow", "an hour a minute"),
    Pace("brisk", "an hour in 20 seconds"),
    Pace("fast", "an hour in 5 seconds"),
)
COMMAND = "/docket"
START = day.on(3, 14, 24)

BEGIN = (
    Suggestion(
        f"Follow the case of the story. Crier joins #{CHANNEL} by itself; the court's day "
        "begins when it does.",
        f"{COMMAND} follow {day.FOLLOWED_FIRST}",
        CHANNEL,
    ),
    Suggestion("Or ask what is known of it.", f"{COMMAND} {day.FOLLOWED_FIRST}", CHANNEL),
)
MEANWHILE = (
    *(
        Suggestion(said, f"{COMMAND} follow {case}", CHANNEL)
        for said, case in zip(
            ("Follow a case with a ruling to come.", "Follow one that is under seal."),
            day.FOLLOWED_LATER,
            strict=True,
        )
    ),
    Suggestion("See what this channel follows.", f"{COMMAND} list", CHANNEL),
    Suggestion("Mistype it, and see what Crier makes of it.", f"{COMMAND} flolow 25-457", CHANNEL),
)
OVER = (
    Suggestion(
        "The court's day is over. Ask for its filings.", f"{COMMAND} recent 25-457", CHANNEL
    ),
    Suggestion("All that Crier understands.", f"{COMMAND} help", CHANNEL),
    Suggestion("README.md says how to connect a Slack of your own."),
)


class CourtDay:
    """Writes on the board what the court does and what comes of it.

    hurried  set when another pace was chosen
    seconds  between two rebuilds, by the key of the pace
    """

    def __init__(
        self,
        stage: Rehearsal,
        board: Board,
        hurried: asyncio.Event,
        seconds: Mapping[str, float] = SECONDS,
    ) -> None:
        self._seconds = seconds
        self._stage = stage
        self._board = board
        self._rebuilt_at = 0.0
        self._hurried = hurried

    async def play(self) -> None:
        """From the first follow to the last rebuild and on, until it is cancelled."""
        self._board.suggest(*BEGIN)
        self._stage.open(day.OPENING)
        self._note(f"The court put out its feed: {len(day.OPENING.listed)} filings.")
        followed = asyncio.Event()

        def heard(happening: Happening) -> None:
            if isinstance(happening, MessagePosted) and self._by_app(happening.message):
                followed.set()
            self._told(happening)

        stop = self._stage.slack.core.happenings.call(heard)
        try:
            await followed.wait()
            self._board.suggest(*MEANWHILE)
            before = day.OPENING
            for rebuild in day.REBUILDS:
                await self._wait()
                await self._rebuild(rebuild, before)
                before = rebuild
            await self._wait()
            self._board.suggest(*OVER)
            await asyncio.Event().wait()
        finally:
            stop()

    async def _rebuild(self, rebuild: Rebuild, before: Rebuild) -> None:
        new = len(set(rebuild.listed) - set(before.listed))
        self._rebuilt_at = time.monotonic()
        await self._stage.rebuild(rebuild)
        at = newsdates.clock(rebuild.at, day.ZONE)
        self._note(
            f"{at}: the court rebuilt its feed, {new} new {'line' if new == 1 else 'lines'}."
        )

    async def _wait(self) -> None:
        """As long as the pace says; a new pace begins the wait again."""
        while True:
            self._hurried.clear()
            try:
                async with asyncio.timeout(self._seconds[self._board.pace]):
                    await self._hurried.wait()
            except TimeoutError:
                return

    def _told(self, happening: Happening) -> None:
        if not isinstance(happening, MessagePosted | MessageEdited):
            return
        message = happening.message
        if not self._by_app(message) or not _is_alert(message) or not self._rebuilt_at:
            return
        took = f"{time.monotonic() - self._rebuilt_at:.1f} s after the rebuild"
        if isinstance(happening, MessageEdited):
            self._note(f"A message was corrected {took}.")
            return
        count = len((message.metadata or {})["event_payload"]["filings"])
        self._note(f"{count} {'filing' if count == 1 else 'filings'} told in a message, {took}.")

    def _by_app(self, message: Message) -> bool:
        return message.user == self._stage.slack.bot_user and not message.ephemeral_to

    def _note(self, text: str) -> None:
        self._board.note(self._stage.clock(), text)


def _is_alert(message: Message) -> bool:
    return message.metadata is not None and message.metadata["event_type"] == "crier_alert"


async def play(
    ready: Callable[[str], None],
    *,
    pace: str = "brisk",
    port: int = PORT,
    or_next: bool = True,
    patience: float = PATIENCE,
) -> None:
    """Show the day in a page until it is cancelled; ``ready`` is told its address.

    Raises BadInput when no port is free and RehearsalFailed when Crier does not
    start; in a group, as ``rehearsal`` does.
    """
    hurried = asyncio.Event()
    board = Board(PACES, pace, lambda _: hurried.set())
    async with (
        rehearsal(START, patience) as stage,
        Site(stage.slack, board, zone=day.ZONE, port=port, or_next=or_next) as site,
    ):
        ready(site.url)
        await CourtDay(stage, board, hurried).play()
