"""Any way a person writes a case, answered by the record and by whoever can be asked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.access.channels import SlackChannels
from bot.access.workspaces import OneWorkspace
from bot.desk.commands import Asked, Desk
from bot.desk.enquiries import Pending
from bot.questions.asking import Asking
from bot.questions.docketpages import DocketPages
from bot.words.blocks import Message
from bot.words.render import Renderer
from filings import db as databases
from filings.db import Database
from filings.errors import BadStatus, BudgetSpent, CrierError, TimedOut, TooMany
from filings.fairness import Asker
from filings.quota import Rank
from filings.store import cases, follows, reports, upkeep
from filings.store.core import parts_of
from filings.types import CaseFacts, Destination, Document, Entry, Party, Report, Teller
from sandbox.slack import Message as Said
from sandbox.supremecourt import SandboxSupremeCourt
from tests.newsroom import START, Clock, newsroom
from tests.slackroom import Reporter, SlackRoom, buttons, by_socket, shown
from watchers.courtlistener import Parties
from watchers.fetch import Fetcher

HERE = Destination("T1", "C1")
NUMBER = "1:25-cv-00457"
NAME = "Harbor Gazette v. Port Office"


def facts(court: str = "dcd", number: str = NUMBER, **more: Any) -> CaseFacts:
    values: dict[str, Any] = {
        "case_name": NAME, "listing_id": 101, "case_id": "277000",
        "judge": "Ada Quill", "filed_on": date(2025, 2, 17), **more,
    }  # fmt: skip
    return CaseFacts(Teller.COURTLISTENER, court, number, **values)


def entry(number: int) -> Entry:
    return Entry(
        f"cl-{number}", NUMBER, NAME, "277000", number, f"0450{number:07d}", number,
        ("Notice",), START - timedelta(hours=100 - number), "https://example.com/d",
        text=f"NOTICE {number} by Harbor Gazette", created_at=START,
        documents=(Document(f"0450{number:07d}", free_url="https://example.com/a.pdf", pages=3),),
    )  # fmt: skip


@dataclass(frozen=True)
class PageOf:
    report: Report


@dataclass(frozen=True)
class ResultsOf:
    cases: tuple[CaseFacts, ...]
    total: int | None


@dataclass
class Listed:
    """A CourtListener that has some cases, and counts what it is asked."""

    listed: tuple[CaseFacts, ...] = ()
    has_token: bool = True
    total: int | None = None
    fails: dict[str, CrierError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def _ask(self, what: str, rank: Rank) -> None:
        assert rank is Rank.PEOPLE
        self.asked.append(what)
        if what in self.fails:
            raise self.fails[what]

    async def docket(self, listing_id: int, *, rank: Rank, purpose: str) -> CaseFacts:
        self._ask("docket", rank)
        for about in self.listed:
            if about.listing_id == listing_id:
                return about
        raise BadStatus("courtlistener", 404, "CourtListener has no such docket.")

    async def dockets(
        self, court: str, number: str, *, rank: Rank, purpose: str
    ) -> tuple[CaseFacts, ...]:
        self._ask("dockets", rank)
        parts = parts_of(court, number)[:3]
        return tuple(
            about for about in self.listed
            if about.court == court and parts_of(court, about.docket_number)[:3] == parts
        )  # fmt: skip

    async def by_case_id(
        self, court: str, case_id: str, *, rank: Rank, purpose: str
    ) -> tuple[CaseFacts, ...]:
        self._ask("by_case_id", rank)
        return tuple(a for a in self.listed if (a.court, a.case_id) == (court, case_id))

    async def parties(self, listing_id: int, *, rank: Rank, purpose: str) -> Parties:
        self._ask("parties", rank)
        return Parties((Party("Harbor Gazette", "Plaintiff"), Party("Port Office", "Defendant")))

    async def entries(self, facts: CaseFacts, *, rank: Rank, purpose: str) -> PageOf:
        self._ask("entries", rank)
        return PageOf(Report(facts, (entry(61), entry(60)), alerts=True))

    async def search(
        self, text: str, *, court: str | None = None, rank: Rank, purpose: str
    ) -> ResultsOf:
        self._ask("search", rank)
        found = tuple(a for a in self.listed if court in (None, a.court))
        return ResultsOf(found[:10], len(found) if self.total is None else self.total)

    async def usage(self) -> None:
        self._ask("usage", Rank.PEOPLE)


@dataclass
class Anywhere:
    """Crier can post everywhere; ``refuses`` is what is said to whoever may not follow."""

    refuses: str = ""

    async def enter(self, where: Destination) -> bool:
        return True

    async def refusal(self, where: Destination, user_id: str, who: str) -> str:
        return self.refuses

    async def is_admin(self, where: Destination, user_id: str) -> bool:
        return False

    async def zone(self, where: Destination, user_id: str) -> str:
        return ""


@dataclass
class Room:
    db: Database
    clock: Clock
    listener: Listed
    desk: Desk

    async def says(self, text: str) -> list[Message | None]:
        """What is answered at once, and what takes its place."""
        first = await self.desk.answer(Asked(text, HERE, "U1"))
        if isinstance(first, Pending):
            return [first, await first.then()]
        return [first]

    async def answers(self, text: str) -> str:
        """The last word."""
        return words((await self.says(text))[-1])


def words(message: Message | None) -> str:
    assert message is not None
    return shown(as_said(message))


def as_said(message: Message) -> Said:
    return Said("", "C1", "", text=message.text, blocks=message.blocks)


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[Room]:
    clock, listener = Clock(), Listed((facts(),))
    db = await databases.prepare(database_url)
    asking = Asking(db, listener, clock, None)
    yield Room(db, clock, listener, Desk(db, Renderer(), clock, Anywhere(), asking))
    await asking.close()
    await db.close()


@pytest.mark.parametrize(
    "text",
    [
        f"{NUMBER} dcd",
        "D.D.C. 25-457",
        "https://www.courtlistener.com/docket/101/harbor-gazette-v-port-office/",
        "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000",
        "25-cv-00457",
        "Harbor Gazette v. Port Office",
        f"The case is {NAME}, D.D.C., No. {NUMBER}, notice filed 11/3/25.",
    ],
)
async def test_a_case_that_the_record_lacks_is_asked_for_once(room: Room, text: str) -> None:
    first, last = await room.says(text)
    assert "Asking CourtListener; the answer will be here in a moment." in words(first)
    said = words(last)
    assert said.startswith(f"{NAME} D.D.C. {NUMBER}")
    for part in ("Judge Ada Quill", "filed Feb. 17, 2025", "Harbor Gazette", "No. 61"):
        assert part in said
    assert len(room.listener.asked) <= 4
    asked = len(room.listener.asked)

    # From now on the record answers alone, by whatever words.
    (again,) = await room.says(text)
    assert words(again).removesuffix(" [ Other cases ]") == said
    (card,) = await room.says(f"{NUMBER} dcd")
    assert words(card) == said
    assert len(room.listener.asked) == asked


async def test_of_a_case_that_nobody_asked_about_only_parties_are_missing(room: Room) -> None:
    """What an errand brought is fresh, and has no parties."""
    await reports.record_report(room.db, Report(facts(), (entry(61),)), now=room.clock())
    first, last = await room.says(f"{NUMBER} dcd")
    assert "No. 61" in words(first)
    assert "Plaintiff: Harbor Gazette" in words(last)
    assert room.listener.asked == ["parties"]
    assert "Plaintiff: Harbor Gazette" in words((await room.says(f"{NUMBER} dcd"))[0])
    assert room.listener.asked == ["parties"]


async def test_a_name_that_fits_one_recorded_case_may_fit_others(room: Room) -> None:
    await room.answers(f"{NUMBER} dcd")
    card = (await room.says("harbor gazette"))[-1]
    assert card is not None
    assert buttons(as_said(card))["Other cases"] == "harbor gazette"
    by_number = (await room.says(f"{NUMBER} dcd"))[-1]
    assert by_number is not None
    assert "Other cases" not in buttons(as_said(by_number))

    room.listener.listed = (
        facts(),
        facts("nysd", "1:24-cv-00001", listing_id=102),
    )
    asked = Asked("", HERE, "U1")
    pending = await room.desk.search(asked, "harbor gazette")
    assert isinstance(pending, Pending)
    chosen = await pending.then()
    assert chosen is not None
    assert len(buttons(as_said(chosen))) == 2
    assert "not a docket number" in words(await room.desk.search(asked, " "))


async def test_nothing_that_was_looked_up_is_owed_to_a_follow(room: Room) -> None:
    await follows.follow(
        room.db, HERE, "dcd", parts_of("dcd", NUMBER), NUMBER, by="U1", now=START
    )  # fmt: skip
    await room.answers(f"{NUMBER} dcd")
    async with room.db.read() as connection:
        owed = await connection.exec_driver_sql("SELECT count(*) FROM delivery")
        assert owed.scalar() == 0


async def test_facts_are_asked_for_again_after_a_day(room: Room) -> None:
    await room.answers(f"{NUMBER} dcd")
    room.listener.asked.clear()
    room.clock.forward(hours=25)
    first, last = await room.says(f"{NUMBER} dcd")
    # What is recorded is shown at once; the parties are known.
    assert "Judge Ada Quill" in words(first)
    assert "Asking CourtListener" in words(first)
    assert "Asking" not in words(last)
    assert room.listener.asked == ["docket", "entries"]


async def test_names_that_fit_several_cases(room: Room) -> None:
    room.listener.listed = tuple(
        facts(
            court, number, listing_id=place, case_id=str(place), filed_on=date(2020 + place, 1, 1)
        )
        for place, (court, number) in enumerate([("dcd", NUMBER), ("nysd", "1:24-cv-00009")])
    )
    first, choice = await room.says("gazette v. port")
    assert "Asking CourtListener" in words(first)
    assert choice is not None
    offered = buttons(as_said(choice))
    assert list(offered.values()) == [f"card dcd {NUMBER}", "card nysd 1:24-cv-00009"]
    assert list(offered)[1].endswith("2021")
    assert await cases.by_name(room.db, ["gazette"], "") == []
    assert room.listener.asked == ["search"]

    chosen = await room.answers("nysd 1:24-cv-00009")
    assert chosen.startswith(f"{NAME} S.D.N.Y. 1:24-cv-00009")


async def test_ten_thousand_cases(room: Room) -> None:
    room.listener.listed = tuple(
        facts("dcd", f"1:25-cv-{n:05d}", listing_id=n, case_id=str(n)) for n in range(30)
    )
    room.listener.total = 10_000
    _, choice = await room.says("smith v. jones")
    assert choice is not None
    assert len(buttons(as_said(choice))) == 10
    assert "10,000" in words(choice)


async def test_a_number_of_several_courts_is_a_choice(room: Room) -> None:
    room.listener.listed = (facts(), facts("nysd", listing_id=102, case_id="5"))
    _, choice = await room.says(NUMBER)
    assert choice is not None
    assert set(buttons(as_said(choice)).values()) == {f"card dcd {NUMBER}", f"card nysd {NUMBER}"}
    _, choice = await room.says(f"follow {NUMBER}")
    assert choice is not None
    assert f"follow dcd {NUMBER}" in buttons(as_said(choice)).values()
    assert await follows.listed(room.db) == []


async def test_a_spent_budget_is_a_sentence_with_the_time(room: Room) -> None:
    await room.answers(f"{NUMBER} dcd")
    room.clock.forward(days=2)
    opens = room.clock() + timedelta(hours=1)
    room.listener.fails["docket"] = BudgetSpent("CourtListener answers 125 questions.", opens)
    said = await room.answers(f"{NUMBER} dcd")
    assert "Judge Ada Quill" in said
    assert "until 3 p.m. ET" in said or "3 p.m. ET" in said
    assert "record" in said


async def test_a_budget_that_ends_between_two_questions(room: Room) -> None:
    opens = room.clock() + timedelta(hours=1)
    room.listener.fails["parties"] = BudgetSpent("CourtListener answers 125 questions.", opens)
    said = await room.answers(f"{NUMBER} dcd")
    assert "No. 61" in said
    assert "3 p.m. ET" in said


async def test_a_service_that_is_down(room: Room) -> None:
    room.listener.fails["dockets"] = TimedOut("courtlistener", "CourtListener did not answer.")
    said = await room.answers(f"{NUMBER} dcd")
    assert "CourtListener did not answer." in said
    assert f"D.D.C. {NUMBER}" in said


async def test_a_service_that_asks_for_a_pause(room: Room) -> None:
    busy = TooMany("courtlistener", "CourtListener asked for a pause.", retry_after=3600)
    room.listener.fails["dockets"] = busy
    assert "3 p.m. ET" in await room.answers(f"{NUMBER} dcd")


async def test_a_case_that_nobody_has(room: Room) -> None:
    room.listener.listed = ()
    assert f"CourtListener does not list D.D.C. {NUMBER}." in await room.answers(f"{NUMBER} dcd")
    assert "no case by the name" in await room.answers("nobody v. no one")
    assert "does not list" in await room.answers("https://www.courtlistener.com/docket/7/x/")


async def test_without_a_token_the_search_is_asked_and_says_so(room: Room) -> None:
    room.listener.has_token = False
    said = await room.answers(f"{NUMBER} dcd")
    assert "Judge Ada Quill" in said
    assert "With a CourtListener token I could also show" in said
    assert room.listener.asked == ["search"]


async def test_a_follow_waits_for_nobody(room: Room) -> None:
    await room.says(f"follow {NUMBER} dcd pdfs")
    (follow,) = await follows.listed(room.db)
    assert (follow.court, follow.terms.documents) == ("dcd", True)
    assert room.listener.asked == []
    assert "followed here already" in await room.answers(f"follow {NUMBER} dcd")
    toggled = await room.desk.documents(Asked("", HERE, "U1"), f"dcd {NUMBER}")
    assert "no longer named" in words(toggled)
    toggled = await room.desk.documents(Asked("", HERE, "U1"), f"dcd {NUMBER}")
    assert "will be named" in words(toggled)
    gone = await room.desk.documents(Asked("", HERE, "U1"), "dcd 1:25-cv-00001")
    assert "not followed" in words(gone)


async def test_a_follow_by_name_is_asked_for(room: Room) -> None:
    first, _ = await room.says("follow harbor gazette v. port office")
    assert "Asking CourtListener" in words(first)
    (follow,) = await follows.listed(room.db)
    assert (follow.court, follow.docket_number) == ("dcd", NUMBER)


async def test_for_somebody_who_may_not_follow_nobody_is_asked(room: Room) -> None:
    renderer, access = Renderer(), Anywhere("Only members of a channel can do that.")
    asking = Asking(room.db, room.listener, room.clock, None)
    room.desk = Desk(room.db, renderer, room.clock, access, asking)
    assert "Only members" in await room.answers("follow harbor gazette v. port office")
    assert room.listener.asked == []
    await asking.close()


async def test_few_of_the_links_in_a_message_are_asked_for(room: Room) -> None:
    meaning = room.desk.meaning(Asker(HERE.team_id, "U1"))
    link = "https://www.courtlistener.com/docket/{}/harbor-gazette-v-port-office/"
    meant = await meaning(link.format(101))
    assert meant.target is not None
    assert (meant.target.court, meant.target.number) == ("dcd", NUMBER)
    for unknown in range(200, 206):
        assert (await meaning(link.format(unknown))).case is None
    assert room.listener.asked.count("docket") == 3
    assert "parties" not in room.listener.asked


async def test_status_of_a_channel(room: Room) -> None:
    assert "No case is followed here." in await room.answers("status")
    await room.says(f"follow {NUMBER} dcd")
    said = await room.answers("status")
    assert "1 case followed here" in said
    assert "CourtListener answers 125 questions a day" in said


async def test_a_follow_in_a_court_without_a_feed_needs_its_page(room: Room) -> None:
    room.listener.listed = (facts("ca9", "25-123", listing_id=9, case_id=""),)
    first, _ = await room.says("follow 9th Cir. No. 25-123")
    assert "Asking CourtListener" in words(first)
    assert room.listener.asked[0] == "dockets"
    (follow,) = await follows.listed(room.db)
    assert follow.court == "ca9"


# Through Slack.


@pytest.fixture
async def connected(database_url: str) -> AsyncIterator[tuple[SlackRoom, Listed]]:
    now = datetime.now(UTC).replace(microsecond=0)
    async with newsroom(database_url, now=now) as made:
        room, listener = SlackRoom(**vars(made)), Listed((facts(),))
        asking = Asking(room.db, listener, room.clock, None)
        workspace = OneWorkspace(AsyncWebClient(room.slack.bot_token, room.slack.api_url))
        room.desk = Desk(room.db, Renderer(), room.clock, SlackChannels(workspace), asking)
        await upkeep.alive(room.db, "worker", "worker", room.clock())
        async with by_socket(room):
            yield room, listener
        await asking.close()
        assert not room.slack.refusals


async def test_the_answer_takes_the_place_of_the_first_word(
    connected: tuple[SlackRoom, Listed],
) -> None:
    room, _ = connected
    done = await Reporter(room).types(f"{NUMBER} dcd")
    (card,) = done.messages
    assert shown(card).startswith(f"{NAME} D.D.C. {NUMBER}")
    assert card.ephemeral_to == Reporter(room).id


async def test_a_choice_is_replaced_by_what_was_chosen(
    connected: tuple[SlackRoom, Listed],
) -> None:
    room, listener = connected
    listener.listed = (facts(), facts("nysd", "1:24-cv-00009", listing_id=2, case_id="2"))
    reporter = Reporter(room)
    (choice,) = (await reporter.types("gazette v. port")).messages
    label = next(label for label in buttons(choice) if label.startswith("S.D.N.Y."))
    card = await reporter.presses_for(choice, label)
    assert shown(card).startswith(f"{NAME} S.D.N.Y. 1:24-cv-00009")
    assert card.ts == choice.ts


async def test_a_button_in_the_channel_leaves_its_message_alone(
    connected: tuple[SlackRoom, Listed],
) -> None:
    room, _ = connected
    reporter = Reporter(room)
    await reporter.types(f"follow {NUMBER} dcd")
    await room.send()
    announced = await reporter.hears("Following")
    on = await reporter.presses_for(announced, "PDFs in thread")
    assert "will be named in its thread" in shown(on)
    assert shown(room.messages()[-1]) == shown(announced)


# The Supreme Court.


def original_155(shared: Path) -> bytes:
    """The docket of No. 22O155 as it last was."""
    return max((shared / "corpus/scotus/polls/22O155").glob("*.json")).read_bytes()


@pytest.fixture
async def supreme(room: Room, shared: Path) -> AsyncIterator[SandboxSupremeCourt]:
    async with (
        SandboxSupremeCourt() as court,
        Fetcher(min_seconds=0) as fetcher,
    ):
        court.publish("22O155", original_155(shared))
        pages = DocketPages(room.db, fetcher, room.clock, origin=court.origin)
        asking = Asking(room.db, room.listener, room.clock, pages)
        room.desk = Desk(room.db, Renderer(), room.clock, Anywhere(), asking)
        yield court
        await asking.close()


async def test_a_supreme_court_case_is_read_at_the_court(
    room: Room, supreme: SandboxSupremeCourt, shared: Path
) -> None:
    first, card = await room.says("No. 22O155")
    assert "Asking the Supreme Court" in words(first)
    assert "Texas v. Pennsylvania" in words(card)
    assert room.listener.asked == []
    assert len(supreme.requests) == 1
    recorded = await cases.case(room.db, "scotus", parts_of("scotus", "22O155"), "", 10_000)
    assert recorded is not None
    count = len(recorded.filings)
    assert count == len(json.loads(original_155(shared))["ProceedingsandOrder"])
    # Read again it is the same record.
    room.clock.forward(hours=1)
    await room.answers("22O155 SCOTUS")
    recorded = await cases.case(room.db, "scotus", parts_of("scotus", "22O155"), "", 10_000)
    assert recorded is not None
    assert len(recorded.filings) == count


async def test_a_followed_case_is_left_to_its_own_source(
    room: Room, supreme: SandboxSupremeCourt
) -> None:
    """What a look-up recorded would not be new to the source that tells of it."""
    await room.says("follow No. 22O155")
    assert [follow.court for follow in await follows.listed(room.db)] == ["scotus"]
    await room.answers("No. 22O155")
    recorded = await cases.case(room.db, "scotus", parts_of("scotus", "22O155"), "", 10)
    assert recorded is None


async def test_a_number_that_the_supreme_court_does_not_have(
    room: Room, supreme: SandboxSupremeCourt
) -> None:
    assert "no docket page for No. 25-99999" in await room.answers("No. 25-99999 SCOTUS")


async def test_the_supreme_court_can_be_switched_off(room: Room) -> None:
    assert "switched off here (CRIER_SCOTUS)" in await room.answers("No. 22O155")
    assert "switched off here (CRIER_SCOTUS)" in await room.answers("follow No. 22O155")
    assert await follows.listed(room.db) == []
