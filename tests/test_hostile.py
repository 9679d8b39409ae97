"""Events and pages that lie: each is read as far as it can be, and stops nothing behind it."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from filings.errors import BudgetSpent, NotAFeed, NotAnAnswer
from filings.quota import Rank
from filings.store import inbox
from filings.store.core import dropped_items, webhook_events
from filings.store.core import entries as entry_rows
from filings.types import CaseFacts
from tests.filed import CASE, OLD, feed
from tests.newsroom import START
from tests.test_atom import LISTING as FED
from tests.test_atom import entry as atom_entry
from tests.test_atom import feed as atom_feed
from tests.test_atom import parse as parse_atom
from tests.test_errands import LISTING, Listener, Room, facts, hold, raw, room
from watchers import scotus
from watchers.clevents import webhook
from watchers.inbox import MOST_ASKED, MOST_ENTRIES, Inbox
from watchers.searchresults import entries_in


async def followed(made: Room) -> None:
    await made.news.follow("dcd", CASE)
    await made.news.publish("dcd", feed(0, OLD))
    await hold(made)
    made.news.clock.forward(minutes=1)


ODD: list[dict[str, Any]] = [
    {"entry_number": 2**63, "pacer_sequence_number": -1, "id": 1},
    {"entry_number": 2**61, "pacer_sequence_number": 2**61, "id": 2**61},
    {"id": "3", "entry_number": "62", "description": "NUL \x00 and half a \ud800 surrogate"},
    {"id": 4, "date_filed": "9999-12-31", "time_filed": "23:59:59-23:59"},
    {"id": 5, "date_filed": "0001-01-01", "date_created": "0001-01-01T00:00:00+23:59"},
    {"id": 6, "entry_number": float("nan"), "description": float("inf"), "date_filed": [1]},
    {"id": 7, "recap_documents": [[], "x", None, {"page_count": 2**80, "attachment_number": {}}]},
    {"id": 8, "recap_documents": {"a": 1}, "description": {"b": ["c"]}},
    {"id": 9, "description": "WORD " * 50_000},
    {"id": 10, "recap_documents": [{"description": " AND ".join("A" * 9 for _ in range(9_000))}]},
    {"id": 2**63}, {"id": -1}, {"id": [1]}, {"id": float("nan")},
]  # fmt: skip


async def test_odd_entries_are_kept_or_set_aside_and_the_good_one_tells_once(
    either_url: str,
) -> None:
    async with room(either_url) as made:
        await followed(made)
        odd = [{"docket": LISTING, **each} for each in ODD]
        good = raw(61, made.news.clock())
        row = await made.event(*odd, good, key="odd")
        assert (row.state, row.error) == (inbox.DONE, "")
        keys = {each.key for each in await made.rows(entry_rows) if each.source == "courtlistener"}
        assert keys == {f"cl-{n}" for n in (2**61, 1, *range(3, 11), 9061)}
        assert len(await made.rows(dropped_items)) == 4
        await made.event(*odd, good, key="again")
        assert len([one for one in await made.told() if one == ("new", 61)]) == 1


async def test_what_the_database_refuses_does_not_stop_what_is_behind(either_url: str) -> None:
    """The oldest event cannot be recorded; the next turn begins with the one behind it."""
    async with room(either_url) as made:
        await followed(made)
        made.inbox = Inbox(made.news.db, Broken(made), made.news.clock)
        body = {"webhook": {"event_type": 1}, "payload": {"results": [{"docket": 5, "id": 1}]}}
        db = made.news.db
        await inbox.keep(db, "first", json.dumps(body).encode(), START)
        body["payload"] = {"results": [raw(61, made.news.clock())]}
        await inbox.keep(db, "second", json.dumps(body).encode(), made.news.clock())
        with pytest.raises(RuntimeError):
            await made.inbox.duty(made.news.clock())
        await made.inbox.duty(made.news.clock())
        states = {row.id: row.state for row in await made.rows(webhook_events)}
        assert states == {"first": inbox.WAITING, "second": inbox.DONE}
        assert await made.told() == [("new", 61)]


class Broken(Listener):
    """Fails in a way that nobody foresaw."""

    def __init__(self, made: Room) -> None:
        super().__init__(made.news.clock)

    async def docket(self, listing_id: int, *, rank: Rank, purpose: str) -> CaseFacts:
        raise RuntimeError("Not foreseen.")


async def test_an_event_of_many_unknown_dockets_asks_about_few(database_url: str) -> None:
    async with room(database_url) as made:
        await followed(made)
        lies = [{"docket": 500_000 + n, "id": n + 1} for n in range(10_000)]
        row = await made.event(raw(61, made.news.clock()), *lies)
        assert row.state == inbox.UNREADABLE
        assert "dockets more than are looked up" in row.error
        assert made.listener.count("docket") == MOST_ASKED
        assert await made.told() == [("new", 61)]


async def test_an_event_of_ten_thousand_entries_is_taken_in_part(database_url: str) -> None:
    async with room(database_url) as made:
        await followed(made)
        row = await made.event(*({"docket": LISTING, "id": n + 1} for n in range(MOST_ENTRIES + 9)))
        assert row.state == inbox.DONE
        told = [each for each in await made.rows(entry_rows) if each.source == "courtlistener"]
        assert (len(told), len(await made.rows(dropped_items))) == (MOST_ENTRIES, 9)


async def test_a_docket_that_was_told_is_not_asked_about_again(either_url: str) -> None:
    """Where the budget ends between two of an event's dockets, the first answer stays."""
    async with room(either_url) as made:
        opens = made.news.clock() + timedelta(minutes=1)
        made.listener.known = {LISTING: facts(), 7: facts(7, "1:25-cv-00009", case_id="9")}
        spending = Spending(made, opens)
        made.inbox = Inbox(made.news.db, spending, made.news.clock)
        await made.event(raw(61, START), {**raw(3, START), "docket": 7, "id": 8})
        made.news.clock.forward(minutes=2)
        await made.inbox.duty(made.news.clock())
        (row,) = await made.rows(webhook_events)
        assert row.state == inbox.DONE
        assert spending.dockets_asked == [LISTING, 7, 7]


class Spending(Listener):
    """Has no room for a second question before a minute is over."""

    def __init__(self, made: Room, opens: Any) -> None:
        super().__init__(made.news.clock, known=made.listener.known)
        self.opens = opens
        self.dockets_asked: list[int] = []

    async def docket(self, listing_id: int, *, rank: Rank, purpose: str) -> CaseFacts:
        self.dockets_asked.append(listing_id)
        if len(self.dockets_asked) == 2:
            raise BudgetSpent("Used up.", self.opens)
        return await super().docket(listing_id, rank=rank, purpose=purpose)


# Whose an entry is.


def event(*results: object) -> bytes:
    return json.dumps({"webhook": {"event_type": 1}, "payload": {"results": results}}).encode()


def test_a_docket_is_known_by_its_documents_page() -> None:
    page = {"absolute_url": "/docket/4214664/140/a-v-b/"}
    hook = webhook(event({"id": 1, "recap_documents": [None, page]}, {"id": 2}, 7))
    assert [each.listing_id for each in hook.entries] == [4214664]
    assert [each.reason for each in hook.dropped] == [
        "CourtListener: an entry of no docket", "CourtListener: not an entry",
    ]  # fmt: skip


async def test_a_document_found_by_a_search_is_known_by_where_its_file_lies(
    database_url: str,
) -> None:
    async with room(database_url) as made:
        await followed(made)
        now = made.news.clock()
        result = {
            "docket_entry_id": 77, "entry_number": 61, "entry_date_filed": f"{now:%Y-%m-%d}",
            "description": "NOTICE by Port Office", "meta": {"date_created": now.isoformat()},
            "filepath_local": raw(61, now, free=True)["recap_documents"][0]["filepath_local"],
        }  # fmt: skip
        row = await made.event(result, kind=2)
        assert (row.state, row.error) == (inbox.DONE, "")
        assert await made.told() == [("new", 61)]


@pytest.mark.parametrize("name", [[1], {"a": 1}, float("nan"), None, 2**70])
def test_search_results_with_odd_ids_are_entries_without_one(name: object) -> None:
    document = {"docket_entry_id": name, "description": "x"}
    found = entries_in({"recap_documents": [document, "y", {"docket_entry_id": 5}, document]})
    assert [each["id"] for each in found][:1] == [5]
    assert len(found) == 3


@pytest.mark.parametrize("depth", [500, 980, 10_000, 500_000])
def test_nesting_ends_as_no_event_or_as_one(depth: int) -> None:
    body = b'{"webhook": {"event_type": 1}, "payload": {"results": [%s]}}'
    try:
        hook = webhook(body % (b"[" * depth + b"]" * depth))
    except NotAnAnswer:
        return
    assert len(hook.dropped) == 1


# The Supreme Court's pages and CourtListener's feeds.


def docket(*rows: object, **more: object) -> bytes:
    told = {"CaseNumber": "25-123", "PetitionerTitle": "A", "RespondentTitle": "B", **more}
    return json.dumps({**told, "ProceedingsandOrder": rows}).encode()


def row(text: object, day: object = "Aug 03 2026", **more: object) -> dict[str, object]:
    return {"Date": day, "Text": text, **more}


def test_a_docket_of_the_court_holds_nothing_that_cannot_be_kept() -> None:
    bad = "x\x00\ud800y"
    link = {"DocumentUrl": f"https://www.supremecourt.gov/{bad}.pdf", "Description": bad}
    lawyer = {"PartyName": bad, "Attorney": bad, "Title": bad}
    parsed = scotus.parse(
        docket(row(bad, Links=[link]), PetitionerTitle=bad, Petitioner=[lawyer]), "25-123"
    )
    kept = repr(parsed.entries) + repr(parsed.facts)
    assert parsed.entries[0].text == "xy"
    assert "\\x00" not in kept
    assert "\\ud800" not in kept


@pytest.mark.parametrize("day", ["Jan 01 0001", "Dec 31 9999", "01/01/0001", 7, ["Aug 3 2026"]])
def test_a_row_of_a_day_that_cannot_be_is_set_aside(day: object) -> None:
    parsed = scotus.parse(docket(row("Petition filed.", day), row("Brief filed.")), "25-123")
    assert [entry.text for entry in parsed.entries] == ["Brief filed."]
    assert [item.reason for item in parsed.dropped] == ["no date that can be read"]


def test_a_docket_of_the_court_of_any_length_is_read() -> None:
    rows = [row(f"Brief amicus curiae of Group {n} filed.") for n in range(4_000)]
    hostile = [
        row("<a href='x'>" * 30_000), row("application (" + ") " * 9_000 + " granted" * 9_000),
        row("application (" + ") " * 900 + " granted" * 900 + " submitted"),
    ]  # fmt: skip
    people = [{"PartyName": f"Party {n}", "Attorney": f"Lawyer {n}"} for n in range(300)]
    parsed = scotus.parse(docket(*rows, *hostile, Other=people), "25-123")
    assert len(parsed.entries) == 4_003
    assert parsed.facts is not None
    assert len(parsed.facts.parties) == 300


@pytest.mark.parametrize(
    "pdf", ["http://[/x.pdf", "javascript:alert(1)", "//", "https://ecf.kyed.uscourts.gov/doc1/1"]
)
def test_a_feeds_link_that_leads_nowhere_is_no_document(pdf: str) -> None:
    (entry,) = parse_atom(atom_feed(atom_entry("entry-61", "Order", pdf=pdf))).entries
    assert entry.documents == ()


@pytest.mark.parametrize("day", ["0001-01-02T12:00:00Z", "9999-12-31T23:00:00-08:00", "2026-08-05"])
def test_a_feeds_day_that_cannot_be_is_set_aside(day: str) -> None:
    parsed = parse_atom(atom_feed(atom_entry("entry-61", "Order", day=day)))
    assert (parsed.entries, len(parsed.dropped)) == ((), 1)


def test_a_feed_that_unfolds_without_end_is_none() -> None:
    names = "abcdefghij"
    grown = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names))
    body = atom_feed(atom_entry("entry-61", "&j;")).decode()
    head, rest = body.split("\n", 1)
    bomb = f'{head}<!DOCTYPE feed [<!ENTITY a "ha">{grown}]>{rest}'
    with pytest.raises(NotAFeed):
        parse_atom(bomb.encode())
    secret = f'{head}<!DOCTYPE feed [<!ENTITY j SYSTEM "file:///etc/hostname">]>{rest}'
    (entry,) = parse_atom(secret.encode()).entries
    assert entry.text == "&j;"


def test_an_entry_of_another_page_than_its_dockets_is_set_aside() -> None:
    body = atom_feed(atom_entry("entry-61", "Order")).replace(b"/docket/%d/harbor" % FED, b"/x")
    parsed = parse_atom(body.replace(b"https://www.courtlistener.com/x", b"javascript:x"))
    assert (parsed.entries, len(parsed.dropped)) == ((), 1)
