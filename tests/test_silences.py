"""Feeds that fail or stand still: said once in each channel that depends on them, and once when
they are back; an outage of many is one message."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.delivery.notices import Notices
from bot.words.render import Renderer
from filings import db as databases
from filings.store import mornings, silences, upkeep, watches
from filings.store.core import posts as post_rows
from filings.store.core import sources as source_rows
from filings.store.watches import Wish
from filings.types import Destination
from sandbox import faults
from sandbox.faults import Behaviour
from sandbox.feeds import Item, render_feed
from tests.newsroom import START, Newsroom, newsroom
from watchers.poll import Result

CASE = "1:25-cv-00457"
MANY = ("dcd", "nysd", "cand", "txsd", "mad", "ilnd")
DOWN = faults.status(503)


def body(court: str, built_at: datetime, *entries: tuple[int, datetime]) -> bytes:
    old = (60, START - timedelta(hours=3))
    items = [
        Item(CASE, "HARBOR GAZETTE v. PORT OFFICE", 277000, 100 + number, "Notice (Other)",
             filed_at, number, f"0450{number:07d}")
        for number, filed_at in (old, *entries)
    ]  # fmt: skip
    return render_feed(court, built_at, items[::-1])


@contextlib.asynccontextmanager
async def reading(url: str, *courts: str, now: datetime = START) -> AsyncIterator[Newsroom]:
    """A newsroom that follows a case in each of these courts, whose baselines were read."""
    async with newsroom(url, now=now) as room:
        for court in courts:
            await room.follow(court, CASE)
            await room.publish(court, body(court, now))
        await tell(room)
        yield room


async def tell(room: Newsroom, channel: str = "courts") -> list[str]:
    before = len(notes(room, channel))
    await room.notices.duty(room.clock())
    await room.send()
    return notes(room, channel)[before:]


def notes(room: Newsroom, channel: str) -> list[str]:
    return [
        message.text
        for message in room.messages(channel)
        if message.metadata["event_type"] != "crier_alert"
    ]


async def pass_by(
    room: Newsroom, courts: Sequence[str], hours: float, *, rebuilt: bool = False
) -> list[str]:
    """The courts are looked at every 20 minutes; what the channel is told meanwhile."""
    said = []
    for _ in range(round(hours * 3)):
        room.clock.forward(minutes=20)
        for court in courts:
            if rebuilt:
                room.courts.publish(court, body(court, room.clock()))
            await room.read(court)
        said += await tell(room)
    return said


async def test_a_hiccup_is_not_said(database_url: str) -> None:
    async with reading(database_url, "dcd") as room:
        for _ in range(3):
            room.courts.behave("dcd", DOWN)
            assert await pass_by(room, ["dcd"], 2 / 3) == []
            room.courts.recover("dcd")
            assert await pass_by(room, ["dcd"], 2 / 3, rebuilt=True) == []


async def test_once_and_what_was_caught_up(either_url: str) -> None:
    async with reading(either_url, "dcd") as room:
        room.courts.behave("dcd", DOWN)
        (said,) = await pass_by(room, ["dcd"], 5)
        assert said.startswith("D.D.C.'s feed cannot be read; it was last read at 2 p.m. ET")
        assert "Filings since then will be late. I will say when it is back." in said
        room.courts.recover("dcd")
        now = room.clock()
        missed = [(n, now - timedelta(hours=3, minutes=n)) for n in (61, 62, 63)]
        await room.publish("dcd", body("dcd", now, *missed))
        # One good reading is not enough. Another worker begins where this one ends.
        assert await tell(room) == []
        other = Notices(room.db, Renderer())
        await other.duty(room.clock())
        (back,) = await pass_by(room, ["dcd"], 2 / 3)
        assert back == "D.D.C.'s feed has been back since 7 p.m. ET. 3 filings came late."
        assert len(room.told()) == 3
        assert await pass_by(room, ["dcd"], 1, rebuilt=True) == []


def breaks_off(missing: int) -> Behaviour:
    """Each body breaks off before its end, with so many of its last items."""

    async def behave(request: Any, whole: bytes) -> Any:
        mark = b"<item>" if missing else b"</channel>"
        kept = whole.rsplit(mark, missing or 1)[0]
        return await faults.torn(len(kept))(request, whole)

    return behave


async def test_a_feed_that_always_breaks_off_is_told_and_what_it_shows_too(
    either_url: str,
) -> None:
    missed = [(n, START - timedelta(minutes=n)) for n in (51, 50)]
    listed = list(missed)
    async with reading(either_url, "dcd") as room:
        room.courts.behave("dcd", breaks_off(3))
        said: list[str] = []
        for number in range(61, 70):
            listed.append((number, room.clock() + timedelta(minutes=10)))
            room.clock.forward(minutes=20)
            done = await room.publish("dcd", body("dcd", room.clock(), *listed))
            assert done.result is Result.READ
            said += await tell(room)
        assert said == [
            "D.D.C.'s feed breaks off before its end, since 2:20 p.m. ET. What stands before the "
            "break is told here; what stands after it is missing. I will say when it is whole "
            "again. Cases here that depend on it: 1."
        ]
        assert len(room.told()) == 9
        (view,) = await upkeep.source_views(room.db)
        assert view.error == (
            "dcd breaks off in the middle of its answers; what stands after the break is missing."
        )

        room.courts.recover("dcd")
        room.clock.forward(minutes=20)
        await room.publish("dcd", body("dcd", room.clock(), *listed))
        said = await tell(room) + await pass_by(room, ["dcd"], 2 / 3)
        assert said == ["D.D.C.'s feed has been back since 5:20 p.m. ET. 2 filings came late."]
        assert len(room.told()) == 11
        assert await pass_by(room, ["dcd"], 1, rebuilt=True) == []


async def test_a_body_that_breaks_off_now_and_then_is_not_said(database_url: str) -> None:
    async with reading(database_url, "dcd") as room:
        for _ in range(4):
            room.courts.behave("dcd", breaks_off(0))
            assert await pass_by(room, ["dcd"], 2 / 3, rebuilt=True) == []
            room.courts.recover("dcd")
            assert await pass_by(room, ["dcd"], 1 / 3, rebuilt=True) == []


async def flap(room: Newsroom, times: int, *, well: float) -> list[str]:
    """The court fails for 80 minutes and is well for ``well`` hours, again and again."""
    said = []
    for _ in range(times):
        room.courts.behave("dcd", DOWN)
        said += await pass_by(room, ["dcd"], 4 / 3)
        room.courts.recover("dcd")
        said += await pass_by(room, ["dcd"], well, rebuilt=True)
    return said


async def test_a_court_that_is_well_for_a_moment_is_not_back(either_url: str) -> None:
    async with reading(either_url, "dcd") as room:
        (said,) = await flap(room, 6, well=1 / 3)
        assert said.startswith("D.D.C.'s feed cannot be read")
        (back,) = await pass_by(room, ["dcd"], 2, rebuilt=True)
        assert back.startswith("D.D.C.'s feed has been back since ")


async def test_a_court_that_comes_and_goes_is_no_stream_of_messages(either_url: str) -> None:
    async with reading(either_url, "dcd") as room:
        silent, back, again = await flap(room, 6, well=1)
        assert "I will say when it is back." in silent
        assert back.startswith("D.D.C.'s feed has been back since ")
        assert "It comes and goes: I will say when it has been back for 3 hours." in again
        (returned,) = await pass_by(room, ["dcd"], 6, rebuilt=True)
        assert returned.startswith("D.D.C.'s feed has been back since ")
        # Long after, it is an outage like any other.
        await pass_by(room, ["dcd"], 6, rebuilt=True)
        silent, back = await flap(room, 1, well=1)
        assert "I will say when it is back." in silent


async def test_a_restart_says_nothing_twice(database_url: str) -> None:
    async with reading(database_url, "dcd") as room:
        room.courts.behave("dcd", DOWN)
        assert len(await pass_by(room, ["dcd"], 2)) == 1
        again = await databases.prepare(database_url)
        await Notices(again, Renderer()).duty(room.clock())
        await again.close()
        assert await tell(room) == []


async def test_an_outage_of_many_is_one_message_and_so_is_its_end(either_url: str) -> None:
    async with reading(either_url, *MANY) as room:
        said = []
        # They fail one after the other.
        for count in range(1, len(MANY) + 1):
            room.courts.behave(MANY[count - 1], DOWN)
            room.clock.forward(minutes=11)
            for court in MANY:
                room.courts.publish(court, body(court, room.clock()))
                await room.read(court)
            said += await tell(room)
        said += await pass_by(room, MANY, 2)
        assert len(said) == 1
        assert said[0].startswith(
            "6 feeds are silent: N.D. Cal.: cannot be read; last read at 11:22 a.m. PT"
        )
        assert said[0].count("cannot be read") == 6
        assert "I will say when they are back. Cases here that depend on them: 6." in said[0]

        back = []
        for court in MANY:
            room.courts.recover(court)
            room.clock.forward(minutes=5)
            now = room.clock()
            await room.publish(court, body(court, now, (61, now - timedelta(hours=3))))
            back += await tell(room)
        back += await pass_by(room, MANY, 2, rebuilt=True)
        assert len(back) == 1
        assert back[0].startswith("These feeds are back: ")
        assert back[0].endswith("6 filings came late.")


async def test_one_of_many_that_stays_away_is_counted(database_url: str) -> None:
    async with reading(database_url, *MANY) as room:
        for court in MANY:
            room.courts.behave(court, DOWN)
        assert len(await pass_by(room, MANY, 4)) == 1
        for court in MANY[1:]:
            room.courts.recover(court)
        (back,) = await pass_by(room, MANY, 1, rebuilt=True)
        assert back.endswith("Nothing here came late. 1 feed is still silent.")


async def test_what_fails_again_before_its_return_is_told_was_not_back(database_url: str) -> None:
    async with reading(database_url, *MANY) as room:
        for court in MANY:
            room.courts.behave(court, DOWN)
        assert len(await pass_by(room, MANY, 4)) == 1
        room.courts.recover("dcd")
        assert await pass_by(room, MANY, 1 / 3, rebuilt=True) == []
        room.courts.behave("dcd", DOWN)
        assert await pass_by(room, MANY, 3, rebuilt=True) == []
        async with room.db.read() as connection:
            assert len(await silences.told(connection)) == len(MANY)


async def test_a_single_court_is_not_held_up_by_the_hiccup_of_another(database_url: str) -> None:
    async with reading(database_url, "dcd", "nysd") as room:
        room.courts.behave("dcd", DOWN)
        await pass_by(room, ["dcd"], 2 / 3)
        room.courts.behave("nysd", DOWN)
        said = await pass_by(room, ["dcd", "nysd"], 2 / 3)
        assert len(said) == 1
        assert said[0].startswith("D.D.C.'s feed cannot be read")


async def test_watches_and_morning_lists_hear_of_it(either_url: str) -> None:
    async with reading(either_url, "dcd", "nysd") as room:
        team = room.slack.team_id
        room.slack.invite("general")
        general = Destination(team, room.slack.channel("general").id)
        morning = Destination("", "terminal")
        wish = Wish(words="port office", courts=("dcd",))
        await watches.keep(room.db, general, wish, by="", now=room.clock())
        await mornings.keep(room.db, morning, "nysd", (), by="", now=room.clock())
        for court in ("dcd", "nysd"):
            room.courts.behave(court, DOWN)
        here = await pass_by(room, ["dcd", "nysd"], 2)
        room.clock.forward(hours=50)
        assert len(here) == 1
        assert here[0].startswith("2 feeds are silent")
        (watched,) = notes(room, "general")
        assert watched.startswith("D.D.C.'s feed cannot be read")
        assert "What is watched here depends on it." in watched
        (listed,) = room.printed
        assert "S.D.N.Y.'s feed cannot be read" in " ".join(listed.split())

        # They were away for longer than their feeds reach back.
        for court in ("dcd", "nysd"):
            room.courts.recover(court)
        unseen, back = await pass_by(room, ["dcd", "nysd"], 1, rebuilt=True)
        assert "may be missing here; check them by hand" in unseen
        assert back == "These feeds are back: D.D.C. and S.D.N.Y. Nothing here came late."
        assert [text for text in notes(room, "general") if "may be missing" in text]
        assert [text for text in room.printed if "may be missing" in " ".join(text.split())]


@contextlib.asynccontextmanager
async def watching_all(url: str) -> AsyncIterator[Newsroom]:
    """Beside the channel that follows a case in each of many courts, one that watches words in
    all courts."""
    async with reading(url, *MANY) as room:
        room.slack.invite("general")
        general = Destination(room.slack.team_id, room.slack.channel("general").id)
        wish = Wish(words="port office", everywhere=True)
        await watches.keep(room.db, general, wish, by="", now=room.clock())
        yield room


async def test_who_watches_all_courts_hears_of_an_outage_of_many_alone(either_url: str) -> None:
    async with watching_all(either_url) as room:
        room.courts.behave("dcd", DOWN)
        assert len(await pass_by(room, ["dcd"], 2)) == 1
        assert notes(room, "general") == []

        for court in MANY[1:]:
            room.courts.behave(court, DOWN)
        assert len(await pass_by(room, MANY, 3)) == 1
        (silent,) = notes(room, "general")
        assert silent.startswith("6 feeds are silent")
        assert "What is watched here depends on them." in silent

        for court in MANY:
            room.courts.recover(court)
        await pass_by(room, MANY, 3, rebuilt=True)
        _, *back = notes(room, "general")
        assert back == [
            "These feeds are back: N.D. Cal., D.D.C., N.D. Ill., D. Mass., S.D.N.Y. and S.D. Tex. "
            "Nothing here came late."
        ]


async def test_a_court_told_of_before_counts_with_its_cases_in_an_outage_of_many(
    database_url: str,
) -> None:
    async with watching_all(database_url) as room:
        general = Destination(room.slack.team_id, room.slack.channel("general").id)
        await room.follow("dcd", CASE, where=general)
        room.courts.behave("dcd", DOWN)
        await pass_by(room, ["dcd"], 2)
        for court in MANY[1:]:
            room.courts.behave(court, DOWN)
        await pass_by(room, MANY, 3)
        first, outage = notes(room, "general")
        assert first.startswith("D.D.C.'s feed cannot be read;")
        assert outage.startswith("6 feeds are silent")
        assert "Cases here that depend on them: 1." in outage


async def test_what_is_no_court_feed_and_is_back_with_the_outage_is_told_too(
    database_url: str,
) -> None:
    """A case of the Supreme Court has a source of its own, which a channel may depend on."""
    async with watching_all(database_url) as room:
        general = Destination(room.slack.team_id, room.slack.channel("general").id)
        await room.follow("scotus", "22O155", where=general)
        for court in MANY:
            room.courts.behave(court, DOWN)
        await pass_by(room, MANY, 3)
        failing_since = room.clock() - timedelta(hours=2)
        async with room.db.write() as connection:
            silent = {"told_at": room.clock(), "read_at": START, "failing_since": failing_since}
            scotus = source_rows.update().where(source_rows.c.court == "scotus")
            await connection.execute(scotus.values(state="failing", failures=3, **silent))
        for court in MANY:
            room.courts.recover(court)
        async with room.db.write() as connection:
            await connection.execute(scotus.values(state="read", failures=0, failing_since=None))
        await pass_by(room, MANY, 3, rebuilt=True)
        told = notes(room, "general")[-1]
        assert told.startswith("These feeds are back: ")
        assert "and U.S. Nothing here came late." in told


async def test_an_outage_that_slack_never_took_has_no_end_either(database_url: str) -> None:
    async with watching_all(database_url) as room:
        for court in MANY:
            room.courts.behave(court, DOWN)
        await pass_by(room, MANY, 3)
        async with room.db.write() as connection:
            which = post_rows.c.kind == "outage"
            await connection.execute(post_rows.update().where(which).values(state="failed"))
        before = notes(room, "general")
        for court in MANY:
            room.courts.recover(court)
        await pass_by(room, MANY, 3, rebuilt=True)
        assert notes(room, "general") == before


async def test_courts_that_fail_one_by_one_are_no_flood_where_all_are_watched(
    database_url: str,
) -> None:
    """A quarter of the feeds is reached at the fourth, of six; the others say nothing more."""
    async with watching_all(database_url) as room:
        told = []
        for court in MANY:
            room.courts.behave(court, DOWN)
            await pass_by(room, MANY, 2, rebuilt=True)
            told.append(len(notes(room, "general")))
        assert told == [0, 0, 0, 1, 1, 1]
        assert notes(room, "general")[0].startswith("4 feeds are silent")
        for court in MANY:
            room.courts.recover(court)
            await pass_by(room, MANY, 2, rebuilt=True)
            told.append(len(notes(room, "general")))
        assert told[6:] == [1, 1, 1, 1, 1, 2]
        last = notes(room, "general")[1]
        assert last.startswith("These feeds are back: ")
        assert "came late" not in last
        # The channel that follows cases heard of each.
        assert len([text for text in notes(room, "courts") if "cannot be read;" in text]) == 6


async def test_hours_that_no_feed_reached_are_one_message_for_all_courts_of_an_outage(
    either_url: str,
) -> None:
    """A feed lists the last 24 hours; after 30 hours of silence six are out of reach."""
    async with reading(either_url, "dcd", "nysd") as room:
        for court in ("dcd", "nysd"):
            room.courts.behave(court, DOWN)
        await pass_by(room, ["dcd", "nysd"], 30)
        room.courts.recover("dcd")
        now = room.clock()
        await room.publish("dcd", body("dcd", now, (61, now - timedelta(hours=23))))
        assert not [text for text in await tell(room) if "may be missing" in text]
        room.courts.recover("nysd")
        room.clock.forward(minutes=20)
        now = room.clock()
        await room.publish("nysd", body("nysd", now, (61, now - timedelta(hours=23))))
        (told,) = [text for text in await tell(room) if "may be missing" in text]
        assert "D.D.C." in told
        assert "S.D.N.Y." in told


async def test_a_rest_that_the_court_always_takes_is_not_said(database_url: str) -> None:
    # A Monday, 7 a.m. in Washington; the feed is rebuilt each hour until 7 p.m., on weekdays.
    monday = datetime(2025, 10, 6, 11, 0, tzinfo=UTC)
    async with reading(database_url, "dcd", now=monday) as room:
        said: list[list[str]] = [[] for _ in range(8)]
        for hour in range(1, 24 * 8):
            room.clock.now = monday + timedelta(hours=hour)
            day, since = divmod(hour, 24)
            if since <= 12 and day not in (5, 6):
                room.courts.publish("dcd", body("dcd", room.clock()))
            await room.read("dcd")
            said[day] += [text for text in await tell(room) if "may be missing" not in text]
        # The first two nights teach it; the first is over on the second day.
        assert [len(found) for found in said] == [1, 2, 1, 0, 0, 0, 0, 0]


async def test_courtlistener_is_not_called_silent_in_its_maintenance(database_url: str) -> None:
    # Thursday, 22:30 in San Francisco.
    then = datetime(2025, 11, 7, 6, 30, tzinfo=UTC)
    async with newsroom(database_url, now=then) as room:
        async with room.db.write() as connection:
            await connection.execute(
                source_rows.insert().values(
                    id="atom/69000001", court="kyed", kind="atom", number=CASE, version=0,
                    rhythm="", state="failing", failures=3, error="", dropped=0,
                    epoch_at=then - timedelta(days=1), asked_at=then,
                    failing_since=then - timedelta(minutes=85),
                )
            )  # fmt: skip
        async with room.db.read() as connection:
            assert not await silences.anything(connection, then)
            assert not await silences.anything(connection, then + timedelta(minutes=59))
        async with room.db.write() as connection:
            await connection.execute(
                sa.update(source_rows).values(asked_at=then + timedelta(minutes=140))
            )
        async with room.db.read() as connection:
            assert not await silences.anything(connection, then + timedelta(minutes=130))
            assert await silences.anything(connection, then + timedelta(minutes=141))


async def test_a_quiet_second_writes_nothing_while_some_wait_for_others(database_url: str) -> None:
    async with reading(database_url, *MANY) as room:
        for name in MANY[:1]:
            room.courts.behave(name, DOWN)
        await pass_by(room, MANY[:1], 1)
        for name in MANY[1:]:
            room.courts.behave(name, DOWN)
            await room.read(name)
        room.clock.forward(minutes=6)
        async with room.db.read() as connection:
            assert not await silences.anything(connection, room.clock())
