"""What an outage hid from a feed and CourtListener shows is asked for, and said once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import command

from bot.delivery.notices import Notices
from bot.words.phrases import span
from bot.words.render import Renderer
from filings import db as databases
from filings.errors import BudgetSpent
from filings.store import cases, follows, gaps, wants
from filings.store.core import filled_gaps, parts_of, posts
from filings.store.core import follows as follow_rows
from filings.store.gapwaits import TOGETHER
from filings.types import Destination
from tests.filed import CASE, OLD, at, feed, item
from tests.newsroom import START
from tests.test_errands import LISTING, Room, hold, raw, room
from tests.test_migrations import engine_of

DAY = timedelta(days=1)
EASTERN = ZoneInfo("America/New_York")
OTHER, UNLISTED = "1:25-cv-00500", "1:25-cv-00999"


async def outage(made: Room, hours: float, *items: Any) -> None:
    """Nothing is read for so long; then the feed shows its last 24 hours."""
    made.news.clock.forward(hours=hours)
    minutes = (made.news.clock() - START) / timedelta(minutes=1)
    await made.news.publish("dcd", feed(minutes, OLD, *items))


async def read_until_now(made: Room, listing: int = LISTING) -> None:
    """CourtListener was asked for all that it had of a case when the outage began."""
    await gaps.filled(made.news.db, listing, START, reached=None, now=START)


async def following(made: Room) -> None:
    await made.news.follow("dcd", CASE)
    await hold(made)
    await read_until_now(made)
    await outage(made, 0)


async def said(made: Room, channel: str = "courts") -> list[str]:
    """What the channel was told of gaps since it was last asked."""
    before = len(made.news.messages(channel))
    await Notices(made.news.db, Renderer(), asks=True).duty(made.news.clock())
    await made.news.send()
    of_gaps = {row.ts for row in await made.rows(posts) if row.kind in ("unseen", "filled")}
    return [each.text for each in made.news.messages(channel)[before:] if each.ts in of_gaps]


async def fill(made: Room) -> None:
    await made.plan()
    await made.work()


async def test_a_second_outage_does_not_hide_the_first(either_url: str) -> None:
    async with room(either_url) as made:
        await following(made)
        await outage(made, 30)
        await outage(made, 40)
        await fill(made)
        assert made.listener.asked == [("entries", (LISTING, at(0), ""))]
        first, second = await said(made), await said(made)
        assert [text.partition("What was filed from ")[2][:9] for text in first[:2]] == [
            "2 p.m. ET", "8 p.m. ET",
        ]  # fmt: skip
        assert len(first) == 4
        assert second == []


async def test_what_courtlistener_shows_is_said_once(either_url: str) -> None:
    async with room(either_url) as made:
        await following(made)
        await made.news.follow("dcd", OTHER, UNLISTED)
        await hold(made, 69002, number=OTHER, case_id="277500")
        # The feed shows No. 90; No. 40 was filed before the outage began.
        await outage(made, 30, item(90, minutes=29 * 60))
        (unseen,) = await said(made)
        assert "I look for what is missing at CourtListener and say what it shows." in unseen
        now = made.news.clock()
        await gaps.filled(made.news.db, 69002, now, reached=START, now=now)
        made.listener.held = [
            raw(40, at(1), date_filed="2025-11-01"),
            raw(60, at(200), free=True),
            raw(61, at(210)),
            raw(90, at(1790)),
        ]
        await fill(made)
        (filled,) = await said(made)
        assert filled.startswith(
            "CourtListener shows 2 filings from the hours that D.D.C.'s feed did not "
            "(2 to 8 p.m. ET, Nov. 3): Harbor Gazette v. Port Office · "
        )
        assert "No. 60 · Nov. 3 · free PDF" in filled
        assert "No. 61" in filled
        assert "No. 40" not in filled
        assert "No. 90" not in filled
        assert "In 1 other case it shows none." in filled
        assert f"Not at CourtListener: D.D.C. {UNLISTED}." in filled
        await fill(made)
        assert await said(made) == []
        assert [each["number"] for each in made.news.told()] == [90]


async def test_an_answer_waits_for_the_others_and_not_for_ever(either_url: str) -> None:
    async with room(either_url) as made:
        await following(made)
        await made.news.follow("dcd", OTHER)
        await hold(made, 69002, number=OTHER, case_id="277500")
        await outage(made, 30)
        await said(made)
        await gaps.filled(
            made.news.db, 69002, made.news.clock(), reached=START, now=made.news.clock()
        )
        made.listener.error = BudgetSpent("Used up.", made.news.clock() + DAY)
        await fill(made)
        assert await said(made) == []
        made.news.clock.forward(seconds=TOGETHER.total_seconds())
        (text,) = await said(made)
        assert "In 1 case it shows none" in text
        # What comes the day after is told then.
        made.listener.error = None
        made.listener.held = [raw(60, START + timedelta(hours=2))]
        made.news.clock.forward(days=1)
        await fill(made)
        (late,) = await said(made)
        assert late.startswith("CourtListener shows 1 filing")


async def test_a_fill_that_stops_is_partial_and_the_newest_fill_no_gap(database_url: str) -> None:
    async with room(database_url) as made:
        await made.news.follow("dcd", CASE)
        await hold(made)
        await outage(made, 0)
        await outage(made, 40)
        await said(made)
        made.listener.held = [
            raw(number, START + timedelta(minutes=number)) for number in range(1, 300)
        ]
        await made.plan()
        await made.errands.duty(made.news.clock())
        assert await made.rows(filled_gaps) == []
        for _ in range(3):
            await fill(made)
        (row,) = await made.rows(filled_gaps)
        assert row.partial
        (text,) = await said(made)
        assert "CourtListener shows 219 filings" in text
        assert "209 more; /docket recent" in text
        assert "Only the first 200 entries of a docket could be read." in text


async def test_a_paused_and_a_later_follow_are_told_of_nothing(either_url: str) -> None:
    async with room(either_url) as made:
        await following(made)
        await made.news.follow("dcd", CASE, where=Destination("", "terminal"))
        async with made.news.db.write() as connection:
            await connection.execute(follow_rows.update().values(paused_at=made.news.clock()))
        await outage(made, 30)
        await made.news.follow("dcd", CASE, where=Destination("T2", "C222"))
        await said(made)
        made.listener.held = [raw(60, START + timedelta(hours=2))]
        await fill(made)
        await said(made)
        assert [row.told for row in await made.rows(filled_gaps)] == [True]
        assert "filled" not in {row.kind for row in await made.rows(posts)}


async def test_whether_earlier_filings_are_asked_for(either_url: str) -> None:
    parts = parts_of("dcd", CASE)

    async def earlier(made: Room) -> str:
        return await wants.earlier(made.news.db, "dcd", parts, CASE, made.news.clock())

    async with room(either_url) as made:
        await made.news.follow("dcd", CASE)
        assert await earlier(made) == wants.Earlier.PERHAPS
        (view,), coverage = (
            await follows.listed(made.news.db),
            await cases.coverage(made.news.db, "dcd"),
        )
        message = Renderer().followed(view, coverage, START, earlier=wants.Earlier.PERHAPS)
        assert "Earlier filings come from CourtListener, if it lists the case." in message.text
        await hold(made)
        assert await earlier(made) == wants.Earlier.YES
        made.news.clock.forward(minutes=1)
        await fill(made)
        assert await earlier(made) == wants.Earlier.NO
        scotus = parts_of("scotus", "25-123")
        assert not await wants.earlier(made.news.db, "scotus", scotus, "25-123", START)


def test_a_gap_that_an_older_version_kept_is_filled_too(either_url: str) -> None:
    engine = databases.plain_engine(databases.url_of(either_url))
    command.downgrade(databases.alembic_config(engine), "0002")
    with engine_of(either_url).begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO source (id, court, version, rhythm, state, failures, error, dropped,"
                " kind, number, unseen_from, unseen_to, unseen_told) VALUES ('cmecf/dcd', 'dcd',"
                " 0, '', 'read', 0, '', 0, 'cmecf', '', '2025-11-03 20:00:00+00:00',"
                " '2025-11-04 02:00:00+00:00', true)"
            )
        )
    databases.migrate(either_url)
    with engine_of(either_url).connect() as connection:
        (row,) = connection.execute(sa.text("SELECT court, told, answered FROM gap"))
    assert tuple(row) == ("dcd", True, True)


def test_hours_and_days() -> None:
    def moment(day: int, hour: int, minute: int = 0) -> datetime:
        return datetime(2025, 11, day, hour, minute, tzinfo=EASTERN).astimezone(UTC)

    now = moment(5, 12)
    assert span(moment(3, 15, 10), moment(3, 21, 40), EASTERN, now) == (
        "3:10 to 9:40 p.m. ET, Nov. 3"
    )
    assert span(moment(3, 9), moment(3, 12), EASTERN, now) == "9 a.m. to noon ET, Nov. 3"
    assert (
        span(moment(3, 23), moment(4, 1), EASTERN, now) == "11 p.m., Nov. 3, to 1 a.m. ET, Nov. 4"
    )
    hours = moment(3, 15), moment(3, 21)
    assert gaps.falls_in(moment(3, 16), True, *hours, EASTERN)
    assert not gaps.falls_in(moment(3, 14), True, *hours, EASTERN)
    assert gaps.falls_in(moment(3, 0), False, *hours, EASTERN)
    assert not gaps.falls_in(moment(2, 23), False, *hours, EASTERN)
