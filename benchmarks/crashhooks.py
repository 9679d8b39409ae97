"""CourtListener's events, sent to a Crier that may be dead, until it has taken them."""

from __future__ import annotations

import asyncio
import uuid
from random import Random
from typing import Any

from benchmarks.crashlives import Lives
from benchmarks.crashproof import What
from benchmarks.recorded import Filing, Item, Life, Recording, items
from filings.store import reports
from filings.types import CaseFacts, Report, Teller
from sandbox.courtlistener import SandboxCourtListener
from sandbox.listener import hooks

ALONE = 9000
"""Entries that CourtListener alone tells of are numbered from here on."""
TEXT = "NOTICE of something that was filed in this case."
AGAIN_SECONDS = 0.3
TWICE = 0.2
"""The share of events that are sent again though they were taken."""


class Hooks:
    """``alone`` are the filings that no feed lists, with their channels; ``twins`` those that
    a feed lists too; ``numbers`` names both by court, docket and number."""

    def __init__(self, lives: Lives, listener: SandboxCourtListener, random: Random) -> None:
        self._lives = lives
        self._listener = listener
        self._random = random
        self._listings: dict[tuple[str, str], int] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self._asked = 0
        self.alone: dict[What, list[str]] = {}
        self.twins: set[What] = set()
        self.numbers: dict[tuple[str, str, int], What] = {}
        self.sent = 0

    async def tell(self, recording: Recording, place: int) -> None:
        """Of a filing that the court lists about now, or of one that it never will."""
        near = [
            (filing, life)
            for filing, life in recording.lives.items()
            if life.first > 0 and abs(life.first - place) <= 2 and life.number
            and "-cv-" in filing[0] and (recording.court, filing) not in self.twins
        ]  # fmt: skip
        if near and self._random.random() < 0.5:
            await self._twin(recording, *self._random.choice(near))
        else:
            cases = [number for number in recording.cases if "-cv-" in number]
            await self._alone(recording, self._random.choice(cases))

    async def all_taken(self) -> None:
        while self._sending:
            await asyncio.wait(self._sending)

    async def _alone(self, recording: Recording, number: str) -> None:
        court, entry = recording.court, ALONE + len(self.alone)
        what = (court, (number, str(entry)))
        self.alone[what] = self._lives.hears[court, number]
        self.numbers[court, number, entry] = what
        listing = await self._listing(recording, number)
        now = self._lives.clock()
        self._send(self._listener.add_entry(listing, TEXT, filed=now, number=entry))

    async def _twin(self, recording: Recording, filing: Filing, life: Life) -> None:
        item = next(
            item for item in items(recording.polls[life.first].body)
            if recording.filing_of[item.ids] == filing
        )  # fmt: skip
        event, document, number = item.linked or ("", "", life.number or 0)
        what = (recording.court, filing)
        self.twins.add(what)
        self.numbers[recording.court, filing[0], number] = what
        listing = await self._listing(recording, filing[0])
        entry = self._listener.add_entry(
            listing, TEXT, filed=item.published, number=number, event=event,
            doc_id=document, seq=item.seq,
        )  # fmt: skip
        self._send(entry)

    async def _listing(self, recording: Recording, number: str) -> int:
        court = recording.court
        if (court, number) not in self._listings:
            item = _any_of(recording, number)
            case_id = item.ids.split()[0]
            made = self._listener.add_docket(court, number, item.caption, case_id=case_id)
            facts = CaseFacts(
                Teller.COURTLISTENER, court, number, item.caption, case_id, listing_id=made
            )
            await reports.record_report(self._lives.db, Report(facts), now=self._lives.clock())
            self._listings[court, number] = made
        return self._listings[court, number]

    def _send(self, entry: int) -> None:
        event = self._listener.docket_alert(entry)
        task = asyncio.create_task(self._until_taken(event))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _until_taken(self, event: dict[str, Any]) -> None:
        key, left = str(uuid.uuid4()), 2 if self._random.random() < TWICE else 1
        while left:
            url = self._lives.hook
            if url is not None:
                left -= (await hooks.send(url, event, key=key)).done
            await asyncio.sleep(AGAIN_SECONDS)
        self.sent += 1


def _any_of(recording: Recording, number: str) -> Item:
    found = (item for poll in recording.polls for item in items(poll.body))
    return next(item for item in found if item.number == number)
