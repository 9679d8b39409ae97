"""An alert that grows: text and free PDF edit it, and a line in its thread says so."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from filings.db import Database
from filings.store import folding, leases, outbox
from filings.store.core import deliveries, entries, follows, is_of, posts
from filings.store.reports import record_report
from filings.types import CaseFacts, Document, Entry, Report, Teller
from sandbox.slack.faults import Broken, Dropped, Refused
from tests.filed import CASE, CASE_ID, NAME, OLD, at, feed, item
from tests.newsroom import Newsroom, newsroom
from tests.slackroom import shown

POST = "chat.postMessage"
LOOK = outbox.LOOK_AFTER.total_seconds()
PDF = "https://storage.courtlistener.com/recap/gov.uscourts.dcd.277000.61.0.pdf"
TEXT = "NOTICE OF OBJECTION to the administrative record by HARBOR GAZETTE re 58"
FACTS = CaseFacts(Teller.COURTLISTENER, "dcd", CASE, NAME, str(CASE_ID), listing_id=1)


def told(number: int, *, minutes: float = 30, free: bool = True, text: str = TEXT) -> Entry:
    """Entry ``number`` as CourtListener tells it, with its document or without."""
    doc_id = f"0450{1000000 + number}"
    document = Document(doc_id, free_url=PDF if free else None, pages=6 if free else None)
    return Entry(
        key=f"cl-{number}", docket_number=CASE, case_name=NAME, case_id=str(CASE_ID),
        number=number, doc_id=doc_id, seq=number, events=(), filed_at=at(minutes), url="",
        text=text, documents=(document,), created_at=at(minutes + 5),
    )  # fmt: skip


async def report(room: Newsroom, *entries: Entry) -> None:
    room.clock.forward(minutes=40)
    await record_report(room.db, Report(FACTS, entries), now=room.clock())


async def alerted(room: Newsroom, *numbers: int, documents: bool = True) -> None:
    """Let the channel follow a case, with PDFs in threads, and get its filings' alerts."""
    await room.follow("dcd", CASE)
    async with room.db.write() as connection:
        await connection.execute(follows.update().values(documents=documents))
    room.clock.now = at(1)
    await room.publish("dcd", feed(0, OLD))
    room.clock.now = at(61)
    new = [item(number, minutes=30 + place) for place, number in enumerate(numbers)]
    await room.publish("dcd", feed(60, OLD, *new))


def threads(room: Newsroom) -> list[Any]:
    """The replies; a message that has some carries its own ts as the thread's."""
    return [found for found in room.messages() if found.thread_ts not in ("", found.ts)]


async def waiting(room: Newsroom) -> list[Any]:
    async with room.db.read() as connection:
        open_ = deliveries.c.post_id.is_(None)
        return list((await connection.execute(sa.select(deliveries).where(open_))).all())


async def test_text_and_a_free_pdf_edit_the_alert_and_are_said_in_its_thread(
    either_url: str,
) -> None:
    async with newsroom(either_url) as room:
        await alerted(room, 61)
        await room.send()
        (alert,) = room.messages()
        before = shown(alert)
        assert "Free PDF" not in before
        await report(room, told(61))
        await room.send()
        (line,) = threads(room)
        said = "Harbor Gazette's notice objecting to the administrative record"
        assert shown(line).startswith(f"Free PDF, 6 pages ({PDF}): {said}, No. 61")
        assert line.thread_ts == alert.ts
        assert line.metadata["event_payload"]["filings"][0]["event"] == "document"
        after = shown(room.messages()[0])
        assert after.startswith(f"{said} · No. 61, re No. 58")
        assert said not in before
        assert f"“{TEXT}”" in after
        assert "Free PDF, 6 pages" in after
        assert "· PDF 3:41 p.m. via CourtListener" in after
        assert len(room.messages()) == 2
        await report(room, told(61))
        await room.send()
        assert len(room.messages()) == 2
        assert not room.slack.refusals


async def test_a_pdf_belongs_to_the_alert_whichever_entry_stands_for_the_filing(
    either_url: str,
) -> None:
    async with newsroom(either_url) as room:
        await alerted(room, 61)
        await room.send()
        await report(room, told(61, free=False))
        async with room.db.write() as connection:
            lead = entries.update().where(entries.c.number == 61).values(lead="cl-61")
            await connection.execute(lead)
        await report(room, told(61))
        await room.send()
        (line,) = threads(room)
        assert line.thread_ts == room.messages()[0].ts
        # A filing that comes right behind a PDF has nothing to rest for.
        await room.publish("dcd", feed(110, OLD, item(61, minutes=30), item(62, minutes=105)))
        await room.send()
        assert [found["number"] for found in room.told()] == [61, 61, 62]


async def test_a_follow_that_did_not_ask_hears_nothing_in_threads(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await alerted(room, 61, documents=False)
        await room.send()
        await report(room, told(61))
        await room.send()
        (alert,) = room.messages()
        assert "Free PDF, 6 pages" in shown(alert)


@pytest.mark.parametrize(
    "fault", [Dropped(taken=True), Dropped(taken=False), Broken(500, taken=True)], ids=str
)
async def test_a_lost_reply_doubles_no_line_in_a_thread(database_url: str, fault: Any) -> None:
    async with newsroom(database_url) as room:
        await alerted(room, 61)
        await room.send()
        await report(room, told(61))
        room.slack.faults.add(POST, fault)
        await room.sender.send_ready()
        room.clock.forward(seconds=LOOK + 1)
        await room.send()
        assert len(threads(room)) == 1
        assert len(room.messages()) == 2


async def test_a_document_waits_for_its_alert_and_holds_up_nothing(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await alerted(room, 61)
        room.slack.faults.add(POST, Dropped(taken=True))
        await room.sender.send_ready()
        await report(room, told(61))
        to, now = room.channel, room.clock()
        # Nobody knows yet whether the alert arrived.
        assert await folding.write_alert(room.db, to, now, lambda _post: "") is None
        (left,) = await waiting(room)
        assert left.due_at == now + outbox.LOOK_AFTER
        await room.publish("dcd", feed(90, OLD, item(61, minutes=30), item(62, minutes=60)))
        await room.send()
        assert [found["number"] for found in room.told()] == [61, 62]
        room.clock.forward(seconds=LOOK)
        await room.send()
        (line,) = threads(room)
        assert line.thread_ts == room.messages()[0].ts
        assert not await waiting(room)


async def test_the_document_of_an_alert_that_failed_is_not_told(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await alerted(room, 61)
        room.slack.faults.add(POST, Refused("msg_too_long"), times=2)
        await room.send()
        await report(room, told(61))
        await room.send()
        assert room.messages() == []
        assert await waiting(room) == []


async def test_an_alert_that_was_deleted_takes_no_line(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await alerted(room, 61)
        await room.send()
        await report(room, told(61))
        room.slack.faults.add(POST, Refused("thread_not_found"))
        await room.send()
        assert threads(room) == []
        async with room.db.read() as connection:
            states = (await connection.execute(sa.select(posts.c.state))).scalars().all()
        assert sorted(states) == ["failed", "sent"]


async def test_each_document_of_a_folded_alert_is_a_line_of_its_own(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await alerted(room, 61, 62, 63)
        await room.send()
        (alert,) = room.messages()
        await report(room, told(61), told(62, minutes=31, free=False), told(63, minutes=32))
        await room.send()
        lines = threads(room)
        assert {line.thread_ts for line in lines} == {alert.ts}
        assert [shown(line).split("): ")[1].split(" Harbor")[0] for line in lines] == [
            f"Harbor Gazette's notice objecting to the administrative record, No. {number}"
            for number in (61, 63)
        ]  # fmt: skip
        assert shown(room.messages()[0]).count("free PDF") == 2


async def test_a_very_long_text_stays_under_slacks_limits(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await alerted(room, 61)
        await room.send()
        await report(room, told(61, text="ORDER & <more> of it. " * 4000))
        await room.send()
        alert = room.messages()[0]
        assert "more characters on the docket ]" in shown(alert)
        assert len(alert.text) <= 4000
        assert not room.slack.refusals


# --- the indexes of what waits -----------------------------------------------------


async def _plan(db: Database, statement: Any) -> list[str]:
    async with db.read() as connection:
        compiled = statement.compile(
            dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
        )
        parameters = tuple(
            value.replace(tzinfo=None) if isinstance(value, type(at(0))) else value
            for value in (compiled.params[name] for name in compiled.positiontup)
        )
        rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", parameters)
        return [str(row.detail) for row in rows]


@pytest.mark.parametrize("one_channel", [False, True])
async def test_looking_for_work_reads_only_what_waits(database_url: str, one_channel: bool) -> None:
    async with newsroom(database_url) as room:
        await alerted(room, 61)
        await room.send()
        to = room.channel if one_channel else None
        plan = await _plan(room.db, leases.wanting_work(room.clock(), to))
        owed = "delivery_team_id_channel_id_post_id" if one_channel else "ix_delivery_waiting"
        assert any(owed in step for step in plan), plan
        assert any("ix_post_to_edit" in step for step in plan), plan
        assert not [step for step in plan if step in ("SCAN delivery", "SCAN post")], plan
        edit = sa.select(posts).where(is_of(posts, room.channel), outbox.edit_wanted())
        assert any("ix_post_to_edit" in step for step in await _plan(room.db, edit))
