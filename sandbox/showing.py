"""The steps of the demo: who does what, what Slack shows then, how it is done elsewhere."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.words import blocks
from filings import newsdates
from sandbox import day
from sandbox.day import Rebuild
from sandbox.rehearsal import CHANNEL, Rehearsal, RehearsalFailed
from sandbox.slack import Interaction, Message
from sandbox.teller import Teller

COMMAND = "/docket"


@dataclass(frozen=True, slots=True)
class Report:
    """What came of the day.

    messages   of the channel, as they stand at its end
    filings    told in them
    requests   that the court got
    """

    messages: tuple[Message, ...]
    filings: int
    requests: int


class Showing:
    """One showing of the day; ``pace`` is the pause after each step, in seconds."""

    def __init__(self, stage: Rehearsal, tell: Teller, pace: float) -> None:
        self._stage = stage
        self._tell = tell
        self._pace = pace
        self._steps = 0
        self._shown: dict[str, int] = {}
        workspace = stage.slack.core.workspace
        tell.names.update({user.id: user.name for user in workspace.users.values()})
        tell.names.update({place.id: place.name for place in workspace.channels.values()})

    async def play(self) -> Report:
        """Raises RehearsalFailed at the first thing that goes otherwise than written."""
        self._stage.open(day.OPENING)
        await self._first_follow()
        await self._rebuilt(day.NOTICE)
        await self._grown()
        await self._more_follows()
        for rebuild in day.REBUILDS[1:]:
            await self._rebuilt(rebuild)
        await self._question()
        return self._report()

    async def _first_follow(self) -> None:
        self._heading("A reporter follows a case")
        await self._type("reporter", f"follow {day.FOLLOWED_FIRST}")
        await self._stage.until(lambda: len(self._stage.messages) >= 2, "The case")
        self._show_new()
        self._tell.say(
            "Crier had never read this court, so it did not know the case; a second later it had "
            "read the feed. What was in it is history: shown when asked, not alerted."
        )
        self._tell.yours("type the same in any channel, with a case of yours.")
        await self._pause()

    async def _grown(self) -> None:
        self._heading("CourtListener has got the text of the notice, and its PDF")
        self._tell.say(
            "It sends what it knows to Crier's webhook. The message from before is edited; no "
            "second one comes."
        )
        edits = self._edits()
        await self._stage.tell_of_texts()
        await self._stage.until(lambda: self._edits() > edits, "The text")
        self._show_new()
        self._tell.yours(
            "COURTLISTENER_TOKEN and COURTLISTENER_WEBHOOK_SECRET; .env.example explains both."
        )
        await self._pause()

    async def _more_follows(self) -> None:
        self._heading("An editor follows two more, one of them under seal")
        for case in day.FOLLOWED_LATER:
            there = len(self._stage.messages)
            await self._type("editor", f"follow {case}")
            await self._stage.until(
                lambda there=there: len(self._stage.messages) > there,  # type: ignore[misc]
                "The announcement",
            )
            self._show_new()
        self._tell.yours(f"{COMMAND} list says what a channel follows, [ Undo ] ends a follow.")
        await self._pause()

    async def _rebuilt(self, rebuild: Rebuild) -> None:
        self._heading(f"{_clock(rebuild.at)}: the court rebuilds its feed; {rebuild.title}")
        self._tell.say(rebuild.happens)
        before, edits = len(self._stage.told), self._edits()
        since = time.monotonic()
        await self._stage.rebuild(rebuild)
        await self._stage.until(
            lambda: len(self._stage.told) >= before + len(rebuild.told), "The alert"
        )
        took = time.monotonic() - since
        await self._stage.until(lambda: self._edits() >= edits + rebuild.edited, "The correction")
        if Counter(self._stage.told[before:]) != Counter(rebuild.told):
            raise RehearsalFailed("What Crier told is not what the court has listed.")
        self._tell.say(f"Crier looks; {took:.1f} s after the rebuild this is in #{CHANNEL}:")
        self._tell.gap()
        self._show_new()
        self._tell.yours(rebuild.yours)
        await self._pause()

    async def _question(self) -> None:
        self._heading("Somebody asks what is known")
        asked = await self._type("reporter", day.FOLLOWED_FIRST)
        try:
            answer = await asked.reply(within=self._stage.patience)
        except TimeoutError as error:
            raise self._stage.too_late("The answer") from error
        self._show(answer, "seen by @reporter alone")
        self._tell.yours("a number, a link, a citation or the parties' names will do.")

    async def _type(self, who: str, text: str) -> Interaction:
        self._tell.typed(who, CHANNEL, f"{COMMAND} {text}")
        person, within = self._stage.slack.user(who), self._stage.patience
        try:
            asked = await person.command(CHANNEL, COMMAND, text, within=within)
        except TimeoutError as error:
            raise self._stage.too_late("The answer") from error
        if not asked.acked:
            raise RehearsalFailed(f"Crier did not take {COMMAND} {text} ({asked.error}).")
        return asked

    def _report(self) -> Report:
        stage = self._stage
        for refusal in stage.slack.refusals:
            raise RehearsalFailed(f"The Slack refused {refusal.method} ({refusal.error}).")
        for asked in stage.courts.forbidden:
            raise RehearsalFailed(f"The court was asked for a paid page ({asked.path}).")
        if Counter(stage.told) != Counter(told for r in day.REBUILDS for told in r.told):
            raise RehearsalFailed("Crier told something twice.")
        return Report(tuple(stage.messages), len(stage.told), len(stage.courts.requests))

    def _edits(self) -> int:
        return sum(message.edits for message in self._stage.messages)

    def _show_new(self) -> None:
        """What the channel holds that was not shown yet, updates last."""
        fresh = [m for m in self._stage.messages if self._shown.get(m.ts) != m.edits]
        for message in sorted(fresh, key=lambda m: m.ts in self._shown):
            self._show(message, "updated" if message.ts in self._shown else "")
            self._shown[message.ts] = message.edits

    def _show(self, message: Message, note: str) -> None:
        at = _clock(datetime.fromtimestamp(float(message.ts), UTC))
        said = f"Crier, {at}" + (f" · {note}" if note else "")
        self._tell.heard(said, blocks.Message(message.text, message.blocks))

    def _heading(self, text: str) -> None:
        self._steps += 1
        self._tell.step(self._steps, text)

    async def _pause(self) -> None:
        await asyncio.sleep(self._pace)


def _clock(at: datetime) -> str:
    return newsdates.clock(at, day.ZONE)
