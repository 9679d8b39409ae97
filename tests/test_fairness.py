"""Who may ask how much: filings.fairness, bot.questions.shares, bot.surfaces.pace."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.desk.commands import Asked, Desk
from bot.desk.enquiries import Pending
from bot.questions.asking import Asking
from bot.questions.counting import Counted
from bot.questions.shares import PAGES, Shares
from bot.questions.wanted import Wanted, cost
from bot.surfaces import pace
from bot.surfaces.pace import Pace, asker_of
from bot.words.render import Renderer
from filings import db as databases
from filings.errors import BadStatus, BudgetSpent, CrierError, TimedOut, Unreachable
from filings.fairness import PERSON, WORKSPACE, Asker, Spent, opens_at
from filings.quota import Limits, Rank
from filings.types import CaseFacts, Destination, Report
from tests.newsroom import Clock
from tests.test_lookup import Anywhere, Listed, PageOf, facts, words

NOW = datetime(2026, 3, 3, 15, 17, tzinfo=UTC)
LIMITS = Limits(5, 50, 125)
ANNA, BERT = Asker("T1", "ANNA"), Asker("T1", "BERT")
OUTSIDER = Asker("T2", "CARL")


def spent(*ages: int, each: int = 4) -> list[Spent]:
    return [Spent(NOW - timedelta(minutes=age), each) for age in sorted(ages, reverse=True)]


def test_a_share_of_the_hour_and_of_the_day() -> None:
    assert opens_at([], LIMITS, PERSON, NOW) is None
    # 30 of 50 questions an hour: seven enquiries at four leave room, an eighth does not.
    assert opens_at(spent(*range(7)), LIMITS, PERSON, NOW) is None
    assert opens_at(spent(*range(8)), LIMITS, PERSON, NOW) == NOW + timedelta(minutes=53)
    # 75 of 125 a day, spread over the hours.
    day = [minutes for hour in range(1, 20) for minutes in (60 * hour,)]
    assert opens_at(spent(*day), LIMITS, PERSON, NOW) == NOW + timedelta(hours=24 - 19)


def test_what_costs_nothing_of_the_budget_is_never_in_the_way() -> None:
    assert opens_at(spent(*range(60), each=0), LIMITS, PERSON, NOW) is None
    assert opens_at([], Limits(0, 0, 0), PERSON, NOW) is None


@given(
    st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 5)), max_size=60),
    st.sampled_from([PERSON, WORKSPACE]),
)
def test_at_the_opening_there_is_room_and_not_before(
    asked: list[tuple[int, int]], percent: int
) -> None:
    given = [Spent(NOW - timedelta(minutes=age), cost) for age, cost in sorted(asked)[::-1]]
    until = opens_at(given, LIMITS, percent, NOW)
    if until is not None:
        assert until > NOW
        assert opens_at(given, LIMITS, percent, until) is None
        assert opens_at(given, LIMITS, percent, until - timedelta(seconds=1)) is not None


def exhausted(shares: Shares, asker: Asker) -> int:
    """How many questions somebody gets who asks on and on."""
    total = 0
    while not shares.refusal(asker, LIMITS, NOW):
        shares.count(asker, 4, NOW)
        total += 4
    return total


def test_one_person_leaves_something_for_the_next() -> None:
    shares = Shares("CourtListener", several=False)
    shares.count(BERT, 1, NOW)
    assert exhausted(shares, ANNA) == 32
    said = shares.refusal(ANNA, LIMITS, NOW)
    assert said == (
        "You have asked CourtListener as often as one person may, so that others can too; "
        "ask again in 60 minutes."
    )
    assert not shares.refusal(BERT, LIMITS, NOW)
    assert not shares.refusal(ANNA, LIMITS, NOW + timedelta(hours=1))


def test_nothing_is_left_for_nobody() -> None:
    """A newsroom of one has all of its token."""
    shares = Shares("CourtListener", several=False)
    for _ in range(LIMITS.hour):
        shares.count(ANNA, 4, NOW)
        shares.count(Asker("T2", "CARL"), 1, NOW)
    assert not shares.refusal(ANNA, LIMITS, NOW)
    # Somebody else asks, in vain as it may be: there are two now, for a day.
    shares.correct(BERT, shares.count(BERT, 4, NOW), 0)
    assert shares.refusal(ANNA, LIMITS, NOW)
    assert not shares.refusal(ANNA, LIMITS, NOW + timedelta(days=1))


def test_what_was_set_aside_and_not_asked_is_free_again() -> None:
    shares = Shares("CourtListener", several=True)
    shares.count(BERT, 0, NOW)
    for _ in range(40):
        assert not shares.refusal(ANNA, LIMITS, NOW)
        shares.correct(ANNA, shares.count(ANNA, 4, NOW), 0)
    shares.correct(ANNA, shares.count(ANNA, 4, NOW), 30)
    assert shares.refusal(ANNA, LIMITS, NOW)


def test_one_workspace_leaves_something_for_the_next() -> None:
    shares = Shares("CourtListener", several=True)
    shares.count(BERT, 0, NOW)
    assert exhausted(shares, ANNA) + exhausted(shares, BERT) == 40
    assert shares.refusal(Asker("T1", "DORA"), LIMITS, NOW).startswith("This workspace has asked")
    assert not shares.refusal(OUTSIDER, LIMITS, NOW)
    # What nobody asked for by name counts for the workspace.
    assert shares.refusal(Asker("T1"), LIMITS, NOW)
    alone = Shares("CourtListener", several=False)
    alone.count(BERT, 0, NOW)
    assert exhausted(alone, ANNA) + exhausted(alone, BERT) == 64


def test_whoever_runs_crier_is_not_bounded() -> None:
    shares = Shares("CourtListener", several=True)
    for _ in range(200):
        shares.count(Asker(), 4, NOW)
    assert not shares.refusal(Asker(), LIMITS, NOW)


def test_what_an_enquiry_costs() -> None:
    first = Wanted("dcd", "1:25-cv-00457")
    assert cost(first, has_token=True) == 4
    assert cost(first, has_token=False) == 1
    assert cost(Wanted("dcd", "1:25-cv-00457", rest=False), has_token=True) == 2
    assert cost(Wanted("scotus", "25-1"), has_token=True) == 1


class Bare(Listed):
    """Dockets without an entry: those of the other are all the same."""

    async def entries(self, facts: CaseFacts, *, rank: Rank, purpose: str) -> PageOf:
        self._ask("entries", rank)
        return PageOf(Report(facts, (), alerts=True))


async def test_one_persons_enquiries_do_not_end_anothers(database_url: str) -> None:
    """Through the desk: the ninth case within an hour is for somebody else to ask for."""
    clock = Clock()
    listener = Bare(tuple(facts(number=f"1:25-cv-{n:05}", listing_id=n) for n in range(100, 120)))
    db = await databases.prepare(database_url)
    asking = Asking(db, listener, clock, None)
    desk = Desk(db, Renderer(), clock, Anywhere(), asking)

    async def asks(who: str, number: int) -> str:
        asked = Asked(f"1:25-cv-{number:05} dcd", Destination("T1", "C1"), who)
        answer = await desk.answer(asked)
        return words(await answer.then() if isinstance(answer, Pending) else answer)

    assert "as often as one person may" not in await asks("BERT", 109)
    for number in range(100, 108):
        assert "as often as one person may" not in await asks("ANNA", number)
    before = len(listener.asked)
    assert "You have asked CourtListener as often as one person may" in await asks("ANNA", 108)
    assert len(listener.asked) == before
    # What the record has is answered all the same.
    assert "Plaintiff: Harbor Gazette" in await asks("ANNA", 100)
    assert "Plaintiff: Harbor Gazette" in await asks("BERT", 108)
    await asking.close()
    await db.close()


WANTED = Wanted("dcd", "1:25-cv-00100")


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        # Nothing was asked.
        (BudgetSpent("CourtListener answers 5 questions a minute here.", NOW), 60),
        # One was, of which the budget knows: 30 of 50 an hour.
        (Unreachable("courtlistener", "CourtListener could not be reached."), 29),
        (TimedOut("courtlistener", "CourtListener did not answer."), 29),
    ],
)
async def test_nobody_is_charged_for_what_was_not_asked(
    database_url: str, error: CrierError, tries: int
) -> None:
    clock = Clock()
    listener = Bare((facts(number="1:25-cv-00100", listing_id=100),), fails={"dockets": error})
    db = await databases.prepare(database_url)
    asking = Asking(db, listener, clock, None)
    await asking.ask(WANTED, BERT)
    for _ in range(tries):
        assert (await asking.ask(WANTED, ANNA)).note == str(error)
    listener.fails.clear()
    assert (await asking.ask(WANTED, ANNA)).found
    await asking.close()
    await db.close()


async def test_a_court_that_cannot_be_reached_costs_nothing(database_url: str) -> None:
    class Away:
        async def read(self, number: str) -> CaseFacts:
            raise Unreachable("scotus", "The Supreme Court could not be reached.")

    db = await databases.prepare(database_url)
    asking = Asking(db, Bare(()), Clock(), Away())
    for who in (BERT, *[ANNA] * (PAGES.hour + 1)):
        assert "could not be reached" in (await asking.ask(Wanted("scotus", "25-1"), who)).note
    await asking.close()
    await db.close()


async def test_what_an_enquiry_came_to() -> None:
    listener = Counted(Bare((facts(number="1:25-cv-00100", listing_id=100),)))
    assert await listener.dockets("dcd", "1:25-cv-00100")
    assert listener.asked == 1
    assert not await listener.dockets("dcd", "1:25-cv-00999")
    assert listener.asked == 1 + 2, "a number that is not found is asked for twice"
    await listener.parties(100)
    assert listener.asked == 3 + 2
    with pytest.raises(BadStatus):
        await listener.docket(7)
    assert listener.asked == 5 + 1


async def test_the_day_without_a_token_is_the_shorter_one(database_url: str) -> None:
    """60 of 100 a day, not 75 of 125."""
    clock = Clock()
    listener = Bare((facts(number="1:25-cv-00100", listing_id=100),), has_token=False)
    db = await databases.prepare(database_url)
    asking = Asking(db, listener, clock, None)
    await asking.ask(WANTED, BERT)
    for _ in range(60):
        clock.forward(minutes=3)
        assert (await asking.ask(WANTED, ANNA)).found
    assert "You have asked" in (await asking.ask(WANTED, ANNA)).note
    await asking.close()
    await db.close()


async def test_parties_wait_where_somebody_else_does(database_url: str) -> None:
    """Of five questions a minute a first look at a case takes four; not while two ask."""
    clock = Clock()
    listener = Bare(tuple(facts(number=f"1:25-cv-{n:05}", listing_id=n) for n in (100, 101)))
    db = await databases.prepare(database_url)
    asking = Asking(db, listener, clock, None)
    both = (Wanted("dcd", "1:25-cv-00100"), Wanted("dcd", "1:25-cv-00101"))
    learnt = await asyncio.gather(
        asking.ask(both[0], ANNA), asking.ask(both[1], BERT), asking.ask(both[1], OUTSIDER)
    )
    assert all(each.found for each in learnt)
    assert listener.asked.count("dockets") == 2, "what is in the air is not asked again"
    assert listener.asked.count("parties") <= 1
    await asking.close()
    await db.close()


def test_the_supreme_court_is_shared_too() -> None:
    shares = Shares("the Supreme Court", several=False)
    shares.count(BERT, 1, NOW)
    for _ in range(PAGES.hour * PERSON // 100):
        assert not shares.refusal(ANNA, PAGES, NOW)
        shares.count(ANNA, 1, NOW)
    assert "asked the Supreme Court" in shares.refusal(ANNA, PAGES, NOW)
    assert not shares.refusal(BERT, PAGES, NOW)


# How fast.


class Seconds:
    """A clock that goes on by hand."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


def press(user: str = "U1", team: str = "T1") -> dict[str, Any]:
    return {"type": "block_actions", "user": {"id": user, "team_id": team}}


async def through(made: Pace, body: dict[str, Any]) -> BoltResponse:
    """What is answered; 204 where it got through."""

    async def goes_on() -> BoltResponse:
        return BoltResponse(status=204)

    return await made(AsyncBoltRequest(body=body, mode="socket_mode"), goes_on)


async def test_a_button_that_is_kept_down() -> None:
    clock = Seconds()
    made = Pace(clock)
    for _ in range(pace.OF_A_PERSON):
        assert not made.refusal("T1", "U1")
    assert made.refusal("T1", "U1") == pace.TOO_FAST
    assert not made.refusal("T1", "U2")
    assert not made.refusal("T2", "U1")
    clock.at += 61
    assert not made.refusal("T1", "U1")


async def test_a_workspace_that_floods() -> None:
    made = Pace(Seconds())
    for person in range(pace.OF_A_WORKSPACE // pace.OF_A_PERSON):
        for _ in range(pace.OF_A_PERSON):
            assert not made.refusal("T1", f"U{person}")
    assert made.refusal("T1", "U99") == pace.TOO_MANY
    assert not made.refusal("T2", "U99")


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({"command": "/docket", "user_id": "U1", "team_id": "T1"}, pace.TOO_FAST),
        (press(), ""),
        (
            {
                "type": "view_submission", "user": {"id": "U1", "team_id": "T1"},
                "view": {"blocks": [{"type": "section"}, {"type": "input", "block_id": "case"}]},
            },
            '{"response_action": "errors", "errors": {"case": "' + pace.TOO_FAST + '"}}',
        ),
        ({"event": {"type": "app_mention", "user": "U1"}, "team_id": "T1"}, ""),
    ],
)  # fmt: skip
async def test_what_is_said_to_whoever_is_too_fast(body: dict[str, Any], answer: str) -> None:
    made = Pace(Seconds())
    for _ in range(pace.OF_A_PERSON):
        assert (await through(made, body)).status == 204
    response = await through(made, body)
    assert (response.status, response.body) == (200, answer)


@pytest.mark.parametrize(
    "event", ["channel_archive", "tokens_revoked", "app_uninstalled", "member_joined_channel"]
)
def test_what_happens_is_not_what_somebody_asks(event: str) -> None:
    assert asker_of({"event": {"type": event, "user": "U1"}, "team_id": "T1"}) is None
    assert asker_of({}) is None
    assert asker_of({**press(), "type": "block_suggestion"}) is None
    assert asker_of({"user": "U1"}) is None
