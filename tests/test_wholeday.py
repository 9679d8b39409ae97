"""A scripted day through the real program: 40 cases, 12 courts, 125 questions.

Courts' feeds, CourtListener's API and events, people's look-ups and Slack are all there;
the program is put together as ``crier run`` does and only its ticks are played by hand.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog

from bot.delivery.notices import Notices
from bot.delivery.sender import Sender
from bot.delivery.transport import SlackTransports
from bot.questions.errandduties import errand_duties
from bot.serving import process
from filings.quota import Rank
from filings.settings import Settings
from filings.store import cases, follows, quota
from filings.store.core import parts_of, questions
from filings.terms import Terms
from filings.types import Destination
from sandbox.courtlistener import SandboxCourtListener
from sandbox.courts import CourtServer
from sandbox.listener.hooks import RETRY_AFTER
from sandbox.listener.shelf import Record
from sandbox.slack import Message, SandboxSlack
from sandbox.supremecourt import SandboxSupremeCourt
from sandbox.world import LOOPBACK, World, hook
from tests.fortycases import (
    CASES,
    COURTS,
    DOWN,
    END,
    FILINGS,
    FOLLOWED,
    NONE,
    ORDERS,
    UP,
    Case,
    Filing,
    Told,
    feed,
)
from tests.newsroom import Clock, told_in
from tests.slackroom import shown
from watchers.schedule import Schedule

ALERTS = 15
"""What CourtListener gives an account with its browser extension."""
WITH_PDFS = CASES[:8]
TWICE = CASES[::10]
"""Followed in a second channel too."""
STRANGERS = tuple(
    ("dcd", f"1:25-cv-{70001 + place}", f"Example Orchard No. {place} v. Sample Dairy")
    for place in range(16)
)
"""Cases that nobody follows and somebody asks about."""


@dataclass
class Script:
    """What happens outside, as the clock passes it: rebuilds, records, events, documents."""

    clock: Clock
    courts: CourtServer
    listener: SandboxCourtListener
    hook: str | None = None
    dockets: dict[Case, int] = field(default_factory=dict)
    delivered: set[Filing] = field(default_factory=set)
    _coming: list[tuple[datetime, int, Any]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def prepare(self) -> None:
        for case in CASES:
            self.dockets[case] = self.listener.add_docket(
                case.court, case.number, case.name, case_id=str(case.case_id)
            )
            if case.subscribed:
                form = {"docket": str(self.dockets[case])}
                self.listener.api.alerts.create(self.listener.token, form)
        for place, (court, number, name) in enumerate(STRANGERS):
            self.listener.add_docket(court, number, name, case_id=str(990_000 + place))
        for filing in FILINGS:
            self.at(filing.recap_at, lambda filing=filing: self._recap(filing))
        for place, court in enumerate(COURTS):
            at = FOLLOWED - timedelta(minutes=43 - place)
            while at < END:
                self.at(at, lambda court=court, at=at: self._rebuild(court, at))
                at += timedelta(minutes=60 if place % 3 else 30)

    def at(self, when: datetime, act: Any) -> None:
        heapq.heappush(self._coming, (when, next(self._order), act))

    async def go_on(self) -> None:
        while self._coming and self._coming[0][0] <= self.clock():
            await heapq.heappop(self._coming)[2]()

    async def _rebuild(self, court: str, at: datetime) -> None:
        self.courts.publish(court, feed(court, at, FILINGS))

    async def _recap(self, filing: Filing) -> None:
        listener, docket = self.listener, self.dockets[filing.case]
        # Half of what CourtListener has comes from a feed, which says the time of day.
        filed = filing.filed_at if filing.seq % 2 else filing.filed_at.date()
        entry = listener.add_entry(
            docket, filing.text, filed=filed, number=filing.entry, doc_id=filing.doc_id,
            event=filing.event if filing.entry else "",
        )  # fmt: skip
        for attachment in range(1, filing.attachments + 1):
            listener.add_attachment(entry, attachment, description="Exhibit")
        if filing.pdf_at is not None:
            self.at(filing.pdf_at, lambda: self._document(entry))
        if listener.subscribed(docket):
            await self._tell(filing, listener.docket_alert(entry), None, RETRY_AFTER)

    async def _document(self, entry: int) -> None:
        self.listener.make_available(entry, pages=6)

    async def _tell(
        self, filing: Filing, event: Record, key: str | None, waits: tuple[timedelta, ...]
    ) -> None:
        """Once, and again by CourtListener's plan while the newsroom does not take it."""
        sent = None
        if self.hook is not None:
            sent = await self.listener.send(self.hook, event, key=key)
        if sent is not None and sent.done:
            self.delivered.add(filing)
        elif waits:
            again = sent.key if sent else key
            self.at(self.clock() + waits[0], lambda: self._tell(filing, event, again, waits[1:]))


@dataclass(frozen=True)
class Question:
    """As the program counted it."""

    id: int
    at: datetime
    rank: int
    purpose: str


@dataclass
class Day:
    """The program between its servers; it is up within ``up``."""

    clock: Clock
    world: World
    settings: Settings
    script: Script

    @property
    def slack(self) -> SandboxSlack:
        return self.world.slack

    def is_subscribed(self, case: Case) -> bool:
        return self.world.listener.subscribed(self.script.dockets[case])

    def told(self, filing: Filing) -> bool:
        """Whether anybody told of it by the end: a feed that was read, an event that was taken,
        or CourtListener's own feed of a case whose court has none."""
        if filing.case.court in NONE or filing in self.script.delivered:
            return True
        return filing.told is not Told.EVENT and not filing.unseen

    @property
    def missed(self) -> list[Filing]:
        """What no source told of: it can only be looked up."""
        return [filing for filing in FILINGS if not self.told(filing)]

    def alerts(self, channel: str) -> list[Message]:
        return [
            message
            for message in self.slack.channel(channel).messages
            if message.thread_ts in ("", message.ts)
            and message.metadata
            and message.metadata["event_type"] == "crier_alert"
        ]

    @contextlib.asynccontextmanager
    async def up(self) -> AsyncIterator[Running]:
        async with process.parts(self.settings, self.clock) as made:
            workspaces = made.workspaces()
            assert workspaces is not None
            outbox = Sender(
                made.db, made.renderer, self.clock, slack=SlackTransports(workspaces),
                terminal=None, sleep=self.clock.sleep,
            )  # fmt: skip
            stop = asyncio.Event()
            port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
            async with (
                process.poller(made) as reading,
                errand_duties(made.settings, made.db, self.clock) as errands,
                asyncio.TaskGroup() as tasks,
            ):
                tasks.create_task(
                    process.serve(made, stop, outbox, host=LOOPBACK, listening=port.set_result)
                )
                duties = [*errands, Notices(made.db, made.renderer).duty]
                schedule = Schedule(made.db, reading, self.clock, duties)
                self.script.hook = hook(await port)
                await self.slack.sockets.wait_connected()
                try:
                    yield Running(self, made, schedule, outbox)
                finally:
                    self.script.hook = None
                    stop.set()


@dataclass
class Running:
    day: Day
    made: process.Parts
    schedule: Schedule
    outbox: Sender

    async def until(self, at: datetime) -> None:
        while self.day.clock() < at:
            await self.day.script.go_on()
            await self.schedule.tick()
            await self.schedule.finish(30)
            while await self.outbox.send_ready():
                self.day.clock.forward(seconds=1.1)
            self.day.clock.now = max(self.day.clock(), _next(self.day.clock()))

    async def follow(self) -> None:
        courts, general = (
            Destination(self.day.slack.team_id, self.day.slack.channel(name).id)
            for name in ("courts", "general")
        )
        async with self.made.db.write() as connection:
            for case in CASES:
                parts, now = parts_of(case.court, case.number), self.day.clock()
                terms = Terms(documents=case in WITH_PDFS)
                await follows.follow_in(
                    connection, courts, case.court, parts, case.number,
                    by="U1", now=now, terms=terms,
                )  # fmt: skip
                if case in TWICE:
                    await follows.follow_in(
                        connection, general, case.court, parts, case.number, by="U1", now=now
                    )

    async def asked(self) -> set[Question]:
        """What is held against the budget; questions are kept for two days."""
        async with self.made.db.read() as connection:
            rows = await connection.execute(
                sa.select(questions.c.id, questions.c.asked_at, questions.c.rank,
                          questions.c.purpose).where(questions.c.purpose != quota.ELSEWHERE)
            )  # fmt: skip
            return {Question(*row) for row in rows}

    async def records(self, filing: Filing) -> bool:
        """Whether the case's record holds a filing."""
        case = filing.case
        parts = parts_of(case.court, case.number)
        found = await cases.case(self.made.db, case.court, parts, "", 100)
        if found is None:
            return False
        if filing.entry is not None:
            return filing.entry in {each.number for each in found.filings}
        return any(filing.event in each.events for each in found.filings)

    async def looks_up(self, text: str, *words: str) -> Message:
        """A reporter's look-up, until the answer has some of these words."""
        done = await self.day.slack.user("reporter").command("courts", "/docket", text)
        assert done.acked, done.error
        return await done.reply(lambda message: any(each in shown(message) for each in words))


def _next(now: datetime) -> datetime:
    """The next beat: seldom in the night, when nothing is filed."""
    step = timedelta(minutes=60 if now.hour < 13 else 15)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + ((now - midnight) // step + 1) * step


@pytest.fixture
async def day(tmp_path: Path) -> AsyncIterator[Day]:
    clock = Clock(FOLLOWED)
    listener = SandboxCourtListener(clock=clock, alerts_allowed=ALERTS)
    async with (
        SandboxSlack(clock=clock.seconds) as slack,
        CourtServer() as courts,
        listener,
        SandboxSupremeCourt() as supreme,
    ):
        world = World(slack, courts, listener, supreme)
        script = Script(clock, courts, listener)
        script.prepare()
        for channel in ("courts", "general"):
            slack.invite(channel)
        yield Day(clock, world, world.settings(tmp_path / "crier.db"), script)


async def test_every_filing_is_told_once_within_the_budget(day: Day) -> None:
    asked: set[Question] = set()
    with structlog.testing.capture_logs() as lines:
        async with day.up() as crier:
            await crier.follow()
            await crier.until(FOLLOWED + timedelta(hours=2.5))
            # Before anything is filed whatever no feed tells of is subscribed to.
            told_by_events = [c for c in CASES if c.court in (*ORDERS, *NONE) or c.subscribed]
            assert all(day.is_subscribed(case) for case in told_by_events)
            await crier.until(DOWN)
            asked |= await crier.asked()
        day.clock.now = UP
        async with day.up() as crier:
            await crier.until(UP + timedelta(hours=12))
            await crier.looks_up(f"{CASES[3].number} {CASES[3].court}", CASES[3].name)
            court, number, name = STRANGERS[0]
            await crier.looks_up(f"{number} {court}", name)
            await crier.looks_up(name, name)
            await crier.until(END)
            # People who wait may use up what all the rest left them, and are told so then.
            for court, number, name in STRANGERS[1:]:
                day.clock.forward(minutes=7)
                answer = await crier.looks_up(f"{number} {court}", name, "opens at")
            assert "CourtListener answers 125 questions a day" in shown(answer)
            asked |= await crier.asked()
            assert not [case for case in day.missed if not await crier.records(case)]
    print(_spent(asked))  # noqa: T201
    assert [line for line in lines if line["log_level"] == "error"] == []
    _check_budget(day, asked)
    _check_told(day, "courts", CASES)
    _check_told(day, "general", TWICE)
    _check_documents(day)


def _check_told(day: Day, channel: str, followed: Sequence[Case]) -> None:
    """By their metadata and by their words: each filing once, and no other."""
    expected = {filing.name for filing in FILINGS if filing.case in followed and day.told(filing)}
    alerts = day.alerts(channel)
    assert Counter(_name(fact) for fact in told_in(alerts)) == Counter(expected)
    assert len({message.text for message in alerts}) == len(alerts)
    assert day.world.courts.forbidden == []


def _check_documents(day: Day) -> None:
    """A free PDF that came later is linked in its alert, and named once in its thread where
    the follow asks for it."""
    alerts = {message.ts: message for message in day.alerts("courts")}
    replies = [
        message for message in day.slack.channel("courts").messages
        if message.thread_ts not in ("", message.ts)
    ]  # fmt: skip
    facts = [_name(fact) for fact in told_in(replies)]
    asked_for = {filing.name for filing in FILINGS if filing.case in WITH_PDFS and filing.pdf_at}
    assert facts
    assert len(facts) == len(set(facts))
    assert set(facts) <= asked_for
    assert all(message.thread_ts in alerts for message in replies)
    assert any(message.edits and "storage.courtlistener.com" in str(message.blocks)
               for message in alerts.values())  # fmt: skip


def _check_budget(day: Day, counted: set[Question]) -> None:
    """As CourtListener counts: it never had to refuse, and no window was ever overfull."""
    asked = [
        each for each in day.world.listener.asked
        if each.path.startswith("/api/") and not each.path.endswith("/api-usage/")
    ]  # fmt: skip
    assert {each.status for each in asked} <= {200, 201}
    assert len(asked) == len(counted)
    times = sorted(each.at for each in asked)
    fullest = [
        max(sum(start <= at < start + span for at in times) for start in times)
        for span in (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))
    ]
    assert all(found <= most for found, most in zip(fullest, (5, 50, 125), strict=True))
    assert fullest[-1] == 125


def _spent(asked: set[Question]) -> str:
    """The table of what the questions were spent on."""
    days = sorted({each.at.date() for each in asked})
    counted = Counter((each.rank, each.purpose, each.at.date()) for each in asked)
    lines = [f"{'rank':12}{'for':12}" + "".join(f"{day:%b %d}".rjust(8) for day in days)]
    for rank, purpose in sorted({(each.rank, each.purpose) for each in asked}):
        figures = "".join(f"{counted[rank, purpose, day]:8}" for day in days)
        lines.append(f"{Rank(rank).name.lower():12}{purpose:12}{figures}")
    totals = Counter(each.at.date() for each in asked)
    lines.append(f"{'all':24}" + "".join(f"{totals[day]:8}" for day in days))
    return "\n".join(lines)


def _name(fact: dict[str, Any]) -> tuple[str, str, str]:
    known = f"No. {fact['number']}" if "number" in fact else fact["what"]
    return fact["court"], fact["docket"], known
