"""A channel that wants threads: one message a case, its filings beneath it, whatever happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from bot.delivery.transport import payload_of
from bot.words.render import Renderer
from filings.store import folding, follows, outbox, places, upkeep
from filings.store.core import parts_of, thread_roots
from filings.store.reports import record_report
from filings.terms import ChannelTerms, Terms
from filings.types import CaseFacts, Entry, Party, Report, Teller
from filings.views import PostView
from sandbox.slack.faults import Dropped, Refused, TooMany
from tests.filed import CASE, CASE_ID, NAME, OLD, at, feed, item
from tests.newsroom import Newsroom, newsroom, told_in
from tests.slackroom import shown

OTHER = "1:25-cv-00999"
POST = "chat.postMessage"
LOOK = outbox.LOOK_AFTER.total_seconds()


async def threads(room: Newsroom, on: bool = True) -> None:
    terms = replace(ChannelTerms("America/New_York"), threads=on)
    await places.set_terms(room.db, room.channel, terms, by="U1", now=room.clock())


async def follow(room: Newsroom, **terms: Any) -> None:
    for number in (CASE, OTHER):
        await follows.follow(
            room.db, room.channel, "dcd", parts_of("dcd", number), number, by="U1",
            now=room.clock(), terms=Terms(**terms),
        )  # fmt: skip
    await room.publish("dcd", feed(0, OLD))


async def file(room: Newsroom, minutes: float, *items: Any) -> None:
    """A later feed with these, sent once nothing rests any more."""
    room.clock.forward(minutes=3)
    await room.publish("dcd", feed(minutes, OLD, *items))
    await room.send()


def other(seq: int, minutes: float) -> Any:
    return item(seq, "Letter", minutes, number=OTHER, case_id=277999, name="GULL v. HERON")


def roots(room: Newsroom) -> list[Any]:
    return [message for message in room.messages() if message.thread_ts in ("", message.ts)]


def beneath(room: Newsroom, root: Any) -> list[int]:
    replies = [m for m in room.messages() if m.thread_ts == root.ts != m.ts]
    return [told["number"] for told in told_in(replies)]


FIRST, SECOND, THIRD = (item(seq, "Letter", seq) for seq in (2, 3, 4))


async def test_a_case_has_one_root_that_shows_the_latest(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await threads(room)
        await follow(room)
        await file(room, 10, FIRST, other(7, 1))
        await file(room, 20, FIRST, other(7, 1), SECOND)
        gazette, gull = sorted(roots(room), key=lambda root: "Gull" in shown(root))
        assert beneath(room, gazette) == [2, 3]
        assert beneath(room, gull) == [7]
        assert "Latest: Letter, No. 3, Nov. 3 · 2 filings in the thread" in shown(gazette)
        assert "Latest: Letter, No. 7" in shown(gull)
        assert gazette.metadata["event_type"] == "crier_note"
        assert not any(message.broadcast for message in room.messages())
        assert not room.slack.refusals


async def test_a_root_names_nothing_that_quiet_hours_hold(database_url: str) -> None:
    async with newsroom(database_url) as room:
        terms = ChannelTerms("America/New_York", time(14), time(18), threads=True)
        await places.set_terms(room.db, room.channel, terms, by="U1", now=room.clock())
        await follow(room)
        await file(room, 10, item(3, "Memorandum Opinion", 1), item(4, "Letter", 2))
        (root,) = roots(room)
        assert beneath(room, root) == [3]
        assert "Latest: Memorandum opinion, No. 3, Nov. 3" in shown(root)
        assert "in the thread" not in shown(root)


async def test_a_root_that_slack_never_takes_keeps_no_filing_back(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await threads(room)
        await follow(room)
        room.slack.faults.add(POST, Refused("invalid_blocks"), times=2)
        await file(room, 10, FIRST)
        await file(room, 20, FIRST, SECOND)
        assert [[told["number"] for told in told_in([message])] for message in roots(room)] == [
            [2], [3],
        ]  # fmt: skip
        room.clock.forward(hours=1)
        await file(room, 80, FIRST, SECOND, THIRD)
        root = roots(room)[-1]
        assert beneath(room, root) == [4]
        assert len(room.messages()) == 4


@pytest.mark.parametrize("which", [0, 1], ids=["root", "reply"])
@pytest.mark.parametrize("taken", [True, False])
async def test_an_unknown_outcome_doubles_and_loses_nothing(
    which: int, taken: bool, database_url: str
) -> None:
    async with newsroom(database_url) as room:
        await threads(room)
        await follow(room)
        room.clock.forward(minutes=3)
        await room.publish("dcd", feed(10, OLD, FIRST))
        if which == 1:
            await room.send()
            await room.publish("dcd", feed(12, OLD, FIRST, item(9, "Memorandum Opinion", 9)))
        room.slack.faults.add(POST, Dropped(taken=taken))
        await room.send()
        room.clock.forward(seconds=LOOK)
        await room.send()
        (root,) = roots(room)
        assert beneath(room, root) == ([2, 9] if which else [2])


async def test_a_deleted_root_is_replaced(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await threads(room)
        await follow(room)
        await file(room, 10, FIRST)
        (root,) = roots(room)
        room.slack.core.delete(root)
        await file(room, 20, FIRST, SECOND)
        await file(room, 30, FIRST, SECOND, THIRD)
        (again,) = [message for message in roots(room) if "Latest" in shown(message)]
        assert "Latest: Letter, No. 4" in shown(again)
        told = [found["number"] for found in told_in(room.messages())]
        assert sorted(told)[-2:] == [3, 4]
        assert 4 in beneath(room, again)


async def test_a_thread_that_is_gone_altogether_is_begun_anew(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await threads(room)
        await follow(room)
        await file(room, 10, FIRST)
        for message in reversed(room.messages()):
            room.slack.core.delete(message)
        assert not room.messages()
        await file(room, 20, FIRST, SECOND)
        (root,) = roots(room)
        assert beneath(room, root) == [3]


async def test_threads_can_be_switched_off_and_on(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await follow(room)
        await file(room, 10, FIRST)
        await threads(room)
        await file(room, 20, FIRST, SECOND)
        await threads(room, on=False)
        await file(room, 30, FIRST, SECOND, THIRD)
        first, root, third = roots(room)
        assert [len(list(told_in([message]))) for message in (first, root, third)] == [1, 0, 1]
        assert beneath(room, root) == [3]
        await threads(room)
        await file(room, 40, FIRST, SECOND, THIRD, item(5, "Letter", 5))
        assert beneath(room, root) == [3, 5]
        # What was told outside the thread is not counted as in it.
        assert "Latest: Letter, No. 5, Nov. 3 · 2 filings in the thread" in shown(roots(room)[1])


@pytest.mark.parametrize("taken", [True, False])
async def test_a_switch_while_an_outcome_is_unknown_doubles_and_loses_nothing(
    taken: bool, either_url: str
) -> None:
    """A root, then an alert in the channel, then a reply."""
    async with newsroom(either_url) as room:
        await threads(room)
        await follow(room)
        filed = []
        for place, item_ in enumerate((FIRST, SECOND, THIRD)):
            filed.append(item_)
            room.slack.faults.add(POST, Dropped(taken=taken))
            await file(room, 10 + 10 * place, *filed)
            await threads(room, on=place == 1)
            room.clock.forward(seconds=LOOK)
            await room.send()
        assert len(room.slack.faults.fired) == 3
        assert [told["number"] for told in room.told()] == [2, 3, 4]
        (root,) = [message for message in roots(room) if not list(told_in([message]))]
        assert beneath(room, root) == [4]


@pytest.mark.parametrize(
    "fault",
    [Dropped(), TooMany(30), Dropped(taken=False)],
    ids=["root unknown", "reply refused", "reply unknown"],
)
async def test_a_root_that_is_deleted_before_its_alert_is_there(
    fault: Any, either_url: str
) -> None:
    async with newsroom(either_url) as room:
        await threads(room)
        await follow(room)
        of_reply = fault != Dropped()
        room.slack.faults.add(POST, fault, when=lambda args: args.given("thread_ts") == of_reply)
        await file(room, 10, FIRST)
        (message,) = room.messages()
        room.slack.core.delete(message)
        room.clock.forward(seconds=LOOK)
        await room.send()
        (root,) = roots(room)
        assert beneath(room, root) == [2]
        assert "Latest: Letter, No. 2" in shown(root)


async def test_a_correction_shows_in_the_reply_and_in_the_root(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await threads(room)
        await follow(room)
        await file(room, 10, FIRST)
        await file(room, 20, item(2, "Notice of Appeal", 2))
        (root,) = roots(room)
        assert "Latest: Notice of appeal, No. 2" in shown(root)
        (reply,) = [
            message for message in room.messages() if message.thread_ts not in ("", message.ts)
        ]
        assert "Notice of appeal" in shown(reply)


async def test_who_filed_is_named_alike_in_the_reply_and_in_the_root(either_url: str) -> None:
    about = CaseFacts(Teller.COURTLISTENER, "dcd", CASE, NAME, str(CASE_ID), listing_id=1)
    text = "NOTICE OF OBJECTION to the record by HARBOR GAZETTE"
    told = Entry(
        key="cl-2", docket_number=CASE, case_name=NAME, case_id=str(CASE_ID), number=2, seq=2,
        doc_id="04501000002", events=(), filed_at=at(2), url="", text=text, created_at=at(5),
    )  # fmt: skip
    async with newsroom(either_url) as room:
        await threads(room)
        await follow(room)
        await file(room, 10, FIRST)
        for parties in ((), (Party("Harbor Gazette", "Plaintiff"),)):
            # Whoever asks for the case's card brings its parties into the record, days later.
            room.clock.forward(hours=20)
            found = replace(about, parties=parties)
            await record_report(room.db, Report(found, (told,)), now=room.clock())
            await room.send()
            (root,) = roots(room)
            (reply,) = [m for m in room.messages() if m.thread_ts not in ("", m.ts)]
            who = "Plaintiff's" if parties else "Harbor Gazette's"
            assert f"Latest: {who} notice objecting to the record, No. 2" in shown(root)
            assert f"{who} notice objecting to the record · No. 2" in shown(reply)


async def test_a_root_that_never_had_a_filing_does_not_keep_its_case(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await threads(room)
        await follow(room)
        await room.publish("dcd", feed(10, OLD, other(7, 1)))

        def compose(post: PostView) -> str:
            return payload_of(Renderer().alert(post, room.clock()))

        root = await folding.write_alert(room.db, room.channel, room.clock(), compose)
        assert root is not None
        assert root.kind == "root"
        parts = parts_of("dcd", OTHER)
        await follows.unfollow(room.db, room.channel, "dcd", parts, room.clock())
        room.clock.forward(days=40)
        later = 40 * 24 * 60
        await room.publish("dcd", feed(later, item(8, "Order", later - 60)))
        assert await upkeep.purge(room.db, room.clock()) == 1
        async with room.db.read() as connection:
            assert (await connection.execute(thread_roots.select())).all() == []
