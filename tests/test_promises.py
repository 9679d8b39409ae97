"""The promises, each kept by the whole program: a court's feed over HTTP, a channel in Slack."""

from __future__ import annotations

import contextlib
import gzip
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from filings.store import follows, sources, upkeep
from filings.store.core import entries, parts_of, spent_keys
from filings.types import Destination
from sandbox import faults
from sandbox.feeds import Item
from tests.filed import CASE, NAME, OLD, at, feed, item, minute_order
from tests.newsroom import Newsroom, newsroom
from watchers.poll import Outcome, Result

CRIMINAL = "1:25-cr-00100"


@contextlib.asynccontextmanager
async def following(
    url: str, *numbers: str, court: str = "dcd", first: tuple[Item, ...] = (OLD,)
) -> AsyncIterator[Newsroom]:
    """A newsroom that follows cases of a court whose baseline was read."""
    async with newsroom(url) as room:
        await room.follow(court, *(numbers or (CASE,)))
        await build(room, 0, *first, court=court)
        assert room.told() == []
        yield room
        assert not room.slack.refusals
        assert not room.courts.forbidden


async def build(room: Newsroom, minutes: float, *items: Item, court: str = "dcd") -> Outcome:
    """The court builds its feed, a minute later it is read, and what is due is sent."""
    room.clock.now = max(room.clock.now, at(minutes + 1))
    outcome = await room.publish(court, feed(minutes, *items, court=court))
    await room.send()
    return outcome


def told(room: Newsroom, channel: str = "courts") -> list[tuple[Any, ...]]:
    return [(f["event"], f.get("number"), f["what"]) for f in room.told(channel)]


def alerts(room: Newsroom) -> list[Any]:
    return [m for m in room.messages() if m.metadata["event_type"] == "crier_alert"]


def defendants(*found: int | None, seq: int = 7, minutes: float = 30) -> list[Item]:
    return [
        item(
            seq, "Order", minutes, number=CRIMINAL + (f"-{d}" if d else ""),
            case_id=280000 + (d or 0), name="USA v. Able et al",
        )
        for d in found
    ]  # fmt: skip


# Identity


async def test_items_with_one_key_are_one_alert_with_several_events(either_url: str) -> None:
    async with following(either_url) as room:
        await build(room, 60, OLD, item(5, "Motion to Stay", 30), item(5, "Exhibit", 30))
        assert told(room) == [("new", 5, "Motion to Stay; Exhibit")]


async def test_event_number_and_link_that_come_later_edit_the_alert(either_url: str) -> None:
    async with following(either_url) as room:
        await build(room, 60, OLD, minute_order(5, "Order", 30))
        (before,) = room.messages()
        await build(room, 120, OLD, item(5, "Order", 30), item(5, "Set Hearings", 30))
        (after,) = room.messages()
        assert (after.ts, after.edits) == (before.ts, 1)
        delivery = before.metadata["event_payload"]["delivery"]
        assert after.metadata["event_payload"]["delivery"] == delivery
        assert told(room) == [("new", 5, "Order; Set Hearings")]
        assert "/doc1/04501000005" in str(after.blocks)


async def test_a_toggled_parameter_of_a_link_changes_nothing(database_url: str) -> None:
    async with following(database_url) as room:
        await build(room, 60, OLD, item(5, "Order", 30))
        body = feed(120, OLD, item(5, "Order", 30))
        toggled = body.replace(b"de_seq_num=5", b"de_seq_num=5&#x26;pdf_toggle_possible=1")
        assert toggled != body
        outcome = await room.publish("dcd", toggled)
        assert outcome.recorded is not None
        assert outcome.recorded.changes == 0
        await room.send()
        (message,) = room.messages()
        assert message.edits == 0


async def test_a_changed_date_alone_edits(database_url: str) -> None:
    async with following(database_url) as room:
        await build(room, 60, OLD, item(5, "Order", 30))
        await build(room, 120, OLD, item(5, "Order", 45))
        (message,) = room.messages()
        assert message.edits == 1
        assert told(room) == [("new", 5, "Order")]


async def test_a_guid_used_for_another_entry_is_another_alert(database_url: str) -> None:
    other = item(5, "Judgment", 90, entry=9, doc_id="04501000009")
    async with following(database_url) as room:
        await build(room, 60, OLD, item(5, "Order", 30))
        await build(room, 120, OLD, other)
        assert told(room) == [("new", 5, "Order"), ("new", 9, "Judgment")]
        for minutes in (180, 240, 300):
            await build(room, minutes, OLD, other)
        await build(room, 360, OLD, other, item(5, "Order", 30))
        assert len(room.messages()) == 2


def without_sequence(body: bytes) -> bytes:
    """As the E.D.N.Y. writes it: one guid for all entries of a case."""
    lines = body.split(b"\n")
    return b"\n".join(
        line.partition(b"&#x26;")[0] + b"</guid>" if line.startswith(b"<guid") else line
        for line in lines
    )


async def test_where_the_guid_is_only_the_docket_the_date_tells_entries_apart(
    database_url: str,
) -> None:
    async with newsroom(database_url) as room:
        await room.follow("nyed", CASE)
        day = [
            (OLD,),
            (OLD, item(5, "Order", 30), item(6, "Letter", 31)),
            (OLD, item(5, "Order", 30), item(6, "Letter", 31), item(7, "Answer", 90)),
        ]
        for hour, items in enumerate(day):
            room.clock.now = at(60 * hour + 1)
            body = without_sequence(feed(60 * hour, *items, court="nyed"))
            await room.publish("nyed", body)
            await room.send()
        assert sorted(told(room)) == [
            ("new", 5, "Order"),
            ("new", 6, "Letter"),
            ("new", 7, "Answer"),
        ]


# One filing under many defendants


async def test_many_defendants_are_one_alert_that_lists_them(either_url: str) -> None:
    async with following(either_url, CRIMINAL) as room:
        await build(room, 60, OLD, *defendants(1, 2, 3))
        assert len(room.told()) == 1
        assert "defendants 1, 2 and 3" in str(room.messages()[0].blocks)


async def test_further_defendants_edit_the_alert(either_url: str) -> None:
    async with following(either_url, CRIMINAL) as room:
        await build(room, 60, OLD, *defendants(2))
        await build(room, 120, OLD, *defendants(2, 4))
        (message,) = room.messages()
        assert message.edits == 1
        assert "defendants 2 and 4" in str(message.blocks)


async def test_a_torn_body_and_the_rest_of_the_defendants(database_url: str) -> None:
    async with following(database_url, CRIMINAL) as room:
        room.clock.forward(hours=1)
        body = feed(60, OLD, *defendants(1, 2, 3))
        room.courts.behave("dcd", faults.cut(body.index(b"280002")), times=1)
        await room.publish("dcd", body)
        await room.send()
        assert len(room.told()) == 1
        await build(room, 60, OLD, *defendants(1, 2, 3))
        (message,) = room.messages()
        assert "defendants 1, 2 and 3" in str(message.blocks)


async def test_equal_sequence_at_another_time_is_another_filing(database_url: str) -> None:
    async with following(database_url, CRIMINAL) as room:
        await build(room, 60, OLD, *defendants(1), *defendants(2, minutes=31))
        assert len(room.told()) == 2


async def test_the_cases_own_entry_joins_its_defendants(database_url: str) -> None:
    async with following(database_url, CRIMINAL) as room:
        await build(room, 60, OLD, *defendants(None, 1))
        await build(room, 120, OLD, *defendants(None, 1, 2))
        assert len(room.told()) == 1


# New


async def test_the_baseline_is_history_but_for_what_was_filed_after_the_follow(
    either_url: str,
) -> None:
    async with newsroom(either_url) as room:
        await room.follow("dcd", CASE)
        await build(room, 60, OLD, item(4, "Notice (Other)", -1), item(5, "Order", 30))
        assert told(room) == [("new", 5, "Order")]
        (view,) = await follows.listed(room.db)
        assert view.last_filing is not None


async def test_a_follow_of_a_court_that_is_read_hears_what_is_unseen_only(
    database_url: str,
) -> None:
    other = "1:25-cv-00999"
    theirs = {"number": other, "case_id": 279999}
    async with following(database_url) as room:
        await build(room, 60, OLD, item(50, "Complaint", 30, **theirs))
        await room.follow("dcd", other)
        await build(
            room, 120, OLD, item(50, "Complaint", 30, **theirs), item(51, "Summons", 20, **theirs)
        )
        assert told(room) == [("new", 51, "Summons")]


async def test_a_late_entry_alerts(database_url: str) -> None:
    async with following(database_url) as room:
        await build(room, 60, OLD, item(6, "Order", 30))
        await build(room, 480, OLD, item(6, "Order", 30), item(5, "Transcript", -200))
        assert told(room) == [("new", 6, "Order"), ("new", 5, "Transcript")]


async def test_an_outage_does_not_end_the_epoch(database_url: str) -> None:
    async with following(database_url) as room:
        room.courts.behave("dcd", faults.status(503))
        for _ in range(10):
            room.clock.forward(hours=1)
            assert (await room.read("dcd")).result is Result.FAILED
        room.courts.recover("dcd")
        await build(room, 620, OLD, item(5, "Order", 30), item(6, "Notice (Other)", 590))
        assert told(room) == [("new", 5, "Order"), ("new", 6, "Notice (Other)")]


async def test_the_last_unfollow_ends_the_epoch(either_url: str) -> None:
    async with following(either_url) as room:
        parts = parts_of("dcd", CASE)
        await follows.unfollow(room.db, room.channel, "dcd", parts, room.clock())
        assert await sources.claim(room.db, "dcd", room.clock()) is None
        room.clock.now = at(600)
        await room.follow("dcd", CASE)
        unseen_then = item(5, "Order", 30)
        await build(room, 660, OLD, unseen_then, item(6, "Notice (Other)", 630))
        await build(room, 720, OLD, unseen_then, item(6, "Notice (Other)", 630), item(7, "X", 10))
        assert told(room) == [("new", 6, "Notice (Other)"), ("new", 7, "X")]


async def test_a_new_epoch_has_its_baseline_where_the_court_knows_our_etag(
    database_url: str,
) -> None:
    async with following(database_url) as room:
        await follows.unfollow(room.db, room.channel, "dcd", parts_of("dcd", CASE), room.clock())
        await room.follow("dcd", CASE)
        held = await sources.claim(room.db, "dcd", room.clock())
        assert held is not None
        assert (held.etag, held.last_modified, held.last_build) == (None, None, None)
        assert held.baseline_at is None


async def test_a_torn_first_body_is_not_the_baseline(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await room.follow("dcd", CASE)
        body = feed(0, OLD, item(4, "Answer", -100), item(3, "Motion", -200))
        room.courts.behave("dcd", faults.cut(body.index(b"Motion")), times=1)
        await room.publish("dcd", body)
        await build(room, 60, OLD, item(4, "Answer", -100), item(3, "Motion", -200))
        assert told(room) == []
        await build(room, 120, OLD, item(2, "Summons", -300))
        assert told(room) == [("new", 2, "Summons")]


# Complete or not


async def test_withdrawn_after_two_builds_and_back_again(either_url: str) -> None:
    there = item(5, "Exhibit", 30)
    async with following(either_url) as room:
        await build(room, 60, OLD, there)
        await build(room, 120, OLD)
        await room.read("dcd")
        await room.send()
        assert told(room) == [("new", 5, "Exhibit")]
        await build(room, 180, OLD)
        assert told(room) == [("new", 5, "Exhibit"), ("withdrawn", 5, "Exhibit")]
        assert room.messages()[0].edits == 1
        await build(room, 240, OLD)
        assert len(room.messages()) == 2
        await build(room, 300, OLD, there)
        assert len(room.messages()) == 2
        assert room.messages()[0].edits == 2


async def test_nothing_is_withdrawn_by_an_empty_torn_or_shorter_feed(database_url: str) -> None:
    there = item(5, "Exhibit", 30)
    async with following(database_url) as room:
        await build(room, 60, OLD, there)
        await build(room, 120)
        await build(room, 180)
        await build(room, 240, item(6, "Order", 31))
        await build(room, 300, item(6, "Order", 31))
        body = feed(360, item(6, "Order", 31), OLD)
        for minutes in (360, 420):
            room.courts.behave("dcd", faults.cut(len(body) - 12), times=1)
            await build(room, minutes, OLD, item(6, "Order", 31))
        assert told(room) == [("new", 5, "Exhibit"), ("new", 6, "Order")]


async def test_another_courts_body_is_an_error_that_changes_nothing(
    shared: Path, database_url: str
) -> None:
    frozen = gzip.decompress((shared / "corpus/rss/odd/caeb_stale.xml.gz").read_bytes())
    async with following(database_url) as room:
        outcome = await room.publish("dcd", frozen)
        assert outcome.result is Result.FAILED
        assert outcome.error == "dcd answered with the feed of ecf.caeb.uscourts.gov."


# Once


async def test_two_follows_of_one_case_in_a_channel_are_one_alert(either_url: str) -> None:
    # The court prints this number without the office, so that both follows fit it.
    async with following(either_url, CASE, "2:25-cv-00457") as room:
        outcome = await build(room, 60, OLD, item(5, "Order", 30, number="25-cv-00457"))
        assert outcome.recorded is not None
        assert outcome.recorded.deliveries == 2
        assert told(room) == [("new", 5, "Order")]


async def test_every_channel_hears_of_it(database_url: str) -> None:
    async with following(database_url) as room:
        room.slack.invite("general")
        other = Destination(room.slack.team_id, room.slack.channel("general").id)
        await room.follow("dcd", CASE, where=other)
        await build(room, 60, OLD, item(5, "Order", 30))
        assert told(room) == told(room, "general") == [("new", 5, "Order")]


# Corrections


async def test_a_caption_is_told_once_however_it_flickers(either_url: str) -> None:
    renamed = "HARBOR GAZETTE v. HARBOR OFFICE"
    async with following(either_url) as room:
        await build(room, 60, OLD, item(5, "Order", 30))
        for hour, name in enumerate((renamed, NAME, renamed, NAME), 2):
            await build(room, 60 * hour, *(item(5, "Order", 30, name=name),))
        assert [f["event"] for f in room.told()] == ["new", "caption"]


async def test_a_caption_that_differs_in_case_and_hyphens_alone_is_not_told(
    database_url: str,
) -> None:
    async with following(database_url) as room:
        await build(room, 60, OLD, item(5, "Order", 30, name="Harbor Gazette v Port  Office --"))
        await build(room, 120, OLD, item(5, "Order", 30, name=NAME.lower()))
        assert [f["event"] for f in room.told()] == ["new"]


def sealed(name: str, *found: int) -> list[Item]:
    return [
        item(9, "Indictment", 30, number=f"{CRIMINAL}-{d}", case_id=280000 + d, name=name)
        for d in found
    ]


async def test_unsealed_is_told_once_for_all_case_ids_and_edits_the_alert(
    either_url: str,
) -> None:
    async with following(either_url, CRIMINAL) as room:
        await build(room, 60, OLD, *sealed("USA v. SEALED", 1, 2))
        await build(room, 120, OLD, *sealed("USA v. Able", 1), *sealed("USA v. SEALED", 2))
        await build(room, 180, OLD, *sealed("USA v. Able", 1, 2))
        assert [f["event"] for f in room.told()] == ["new", "unsealed"]
        alert = room.messages()[0]
        assert alert.edits >= 1
        assert "Able" in str(alert.blocks)
        assert "SEALED" not in str(alert.blocks).upper()


async def test_a_new_defendants_caption_does_not_hide_that_a_case_was_unsealed(
    database_url: str,
) -> None:
    async with following(database_url, CRIMINAL) as room:
        await build(room, 60, OLD, *sealed("USA v. SEALED", 1))
        await build(room, 120, OLD, *sealed("USA v. Able", 2))
        await build(room, 180, OLD, *sealed("USA v. Able", 1))
        assert [f["event"] for f in room.told()].count("unsealed") == 1


async def test_a_case_that_is_given_another_number(either_url: str) -> None:
    async with following(either_url) as room:
        await build(room, 60, OLD, item(5, "Order", 30))
        moved = {"number": "2:25-cv-00881", "name": "HARBOR GAZETTE v. HARBOR OFFICE"}
        outcome = await build(room, 120, item(5, "Amended Order", 30, **moved))
        assert outcome.result is Result.READ
        assert told(room)[0] == ("new", 5, "Amended Order")


# Silence is explained


def notes(room: Newsroom) -> list[str]:
    return [m.text for m in room.messages() if m not in alerts(room)]


async def tell(room: Newsroom) -> list[str]:
    before = len(notes(room))
    await room.notices.duty(room.clock())
    await room.send()
    return notes(room)[before:]


async def test_an_unconfirmed_case_is_told_when_it_is_seen(either_url: str) -> None:
    async with following(either_url, "1:25-cv-00888") as room:
        assert await tell(room) == []
        await build(room, 60, OLD, item(1, "Complaint", 30, number="1:25-cv-00888", case_id=288888))
        (said,) = await tell(room)
        assert "is in the court's feed now" in said
        assert await tell(room) == []


async def test_cases_that_are_seen_together_are_told_in_one_message(database_url: str) -> None:
    numbers = [f"1:25-cv-009{n:02}" for n in range(40)]
    async with newsroom(database_url) as room:
        await room.follow("dcd", *numbers)
        items = [
            item(n, "Complaint", -60, number=number, case_id=290000 + n)
            for n, number in enumerate(numbers, 1)
        ]
        await build(room, 60, *items)
        said = await tell(room)
        assert len(said) == 1
        assert "40 cases followed here are in their courts' feeds now" in said[0]


async def test_an_unconfirmed_case_is_asked_about_after_seven_days_once(either_url: str) -> None:
    async with following(either_url, "1:25-cv-00888") as room:
        asked = []
        for day in range(1, 12):
            await build(room, 1440 * day, item(1, "Complaint", 1440 * day - 600))
            asked += [day for text in await tell(room) if "no source has seen this case" in text]
        assert asked == [7]


async def test_unconfirmed_cases_of_a_channel_are_asked_about_in_one_message(
    database_url: str,
) -> None:
    async with newsroom(database_url) as room:
        await room.follow("dcd", *(f"1:25-cv-009{n:02}" for n in range(3)))
        room.clock.forward(days=7, minutes=1)
        (said,) = await tell(room)
        assert said.startswith("No source has seen 3 cases that have been followed here for 7 days")
        assert "1:25-cv-00902" in said
        assert await tell(room) == []


async def test_a_failing_source_and_its_return_are_told_once_a_channel(either_url: str) -> None:
    async with following(either_url, CASE, "1:25-cv-00999") as room:
        room.slack.invite("general")
        other = Destination(room.slack.team_id, room.slack.channel("general").id)
        await room.follow("dcd", CASE, where=other)
        await tell(room)
        room.courts.behave("dcd", faults.status(503))
        said = []
        for _ in range(8):
            room.clock.forward(minutes=20)
            await room.read("dcd")
            said += await tell(room)
        assert len(said) == 1
        assert "cannot be read" in said[0]
        assert "depend on it: 2" in said[0]
        room.courts.recover("dcd")
        back = []
        for hour in (4, 5):
            await build(room, 60 * hour, OLD)
            back += await tell(room)
        assert len(back) == 1
        assert "has been back since" in back[0]
        assert len(room.messages("general")) == 2


async def test_a_feed_that_stands_still_is_told_once(database_url: str) -> None:
    async with following(database_url) as room:
        await tell(room)
        said = []
        for _ in range(15):
            room.clock.forward(hours=2)
            await room.read("dcd")
            said += await tell(room)
        assert len(said) == 1
        assert "has not been rebuilt" in said[0]


async def test_hours_that_no_body_reached_are_named_once(either_url: str) -> None:
    async with following(either_url) as room:
        await build(room, 60, OLD)
        await tell(room)
        await build(room, 60 + 24 * 60, item(5, "Order", 60 + 23 * 60))
        assert not [text for text in await tell(room) if "may be missing" in text]
        await build(room, 60 + 51 * 60, item(6, "Order", 60 + 50 * 60))
        named = [text for text in await tell(room) if "may be missing" in text]
        assert len(named) == 1
        assert "from 3 p.m. ET, Nov. 4, to 6 p.m. ET, Nov. 4, may be missing" in named[0]
        await build(room, 60 + 52 * 60, item(6, "Order", 60 + 50 * 60))
        assert not [text for text in await tell(room) if "may be missing" in text]


async def test_a_court_followed_anew_is_not_called_silent_before_it_was_read(
    database_url: str,
) -> None:
    async with following(database_url) as room:
        await follows.unfollow(room.db, room.channel, "dcd", parts_of("dcd", CASE), room.clock())
        room.clock.forward(days=9)
        await room.follow("dcd", CASE)
        assert await tell(room) == []


# What nobody follows is forgotten


async def kept(room: Newsroom) -> list[str]:
    async with room.db.read() as connection:
        return sorted((await connection.execute(sa.select(entries.c.key))).scalars())


async def test_unfollowed_entries_are_purged_and_their_keys_are_kept(either_url: str) -> None:
    theirs = item(3, "Answer", -300, number="1:25-cv-00999", case_id=279999)
    async with following(either_url, first=(OLD, theirs)) as room:
        room.clock.now = at(0) + timedelta(days=29)
        await build(room, 60 * 24 * 29, item(8, "Order", 60 * 24 * 29 - 60))
        assert await upkeep.purge(room.db, room.clock()) == 0
        room.clock.forward(days=2)
        assert await upkeep.purge(room.db, room.clock()) == 1
        assert "279999-3" not in await kept(room)
        shown_again = replace_filed(theirs)
        messages = len(room.messages())
        outcome = await build(room, 60 * 24 * 31, item(8, "Order", 60 * 24 * 29 - 60), shown_again)
        assert outcome.recorded is not None
        assert (outcome.recorded.entries, outcome.recorded.changes) == (0, 0)
        assert len(room.messages()) == messages
        room.clock.forward(days=400)
        await upkeep.purge(room.db, room.clock())
        async with room.db.read() as connection:
            assert await connection.scalar(sa.select(sa.func.count()).select_from(spent_keys)) == 0


def replace_filed(theirs: Item) -> Item:
    return item(3, "Answer", 60 * 24 * 31 - 90, number=theirs.number, case_id=theirs.case_id)


async def test_what_the_last_complete_body_may_hold_is_not_purged(database_url: str) -> None:
    theirs = item(3, "Answer", -300, number="1:25-cv-00999", case_id=279999)
    async with following(database_url, first=(OLD, theirs)) as room:
        room.clock.forward(days=60)
        assert await upkeep.purge(room.db, room.clock()) == 0
        assert "279999-3" in await kept(room)


async def test_what_was_told_stays(database_url: str) -> None:
    async with following(database_url, CRIMINAL) as room:
        await build(room, 60, OLD, *defendants(1, 2))
        parts = parts_of("dcd", CRIMINAL)
        await follows.unfollow(room.db, room.channel, "dcd", parts, room.clock())
        room.clock.forward(days=60)
        await upkeep.purge(room.db, room.clock())
        assert await kept(room) == ["280001-7", "280002-7"]
