"""What is missing from a docket, what became of a case, and names that were withdrawn."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from filings import courts
from filings.changes import anonymised
from filings.changes import cases as casechanges
from filings.changes import facts as factchanges
from filings.changes.cases import CaseChange
from filings.changes.circuits import circuit_of
from filings.changes.facts import Heard
from filings.changes.skipped import Listed, Reading, below
from filings.numbers import parts_of
from filings.store import cases, nameless
from filings.store.core import changes, dockets, entries, posts, titles
from filings.types import CaseFacts, Event, Teller
from tests.filed import CASE, OLD, item, minute_order
from tests.spent import least
from tests.test_promises import build, following, told

NOW = datetime(2025, 11, 3, 15, tzinfo=UTC)
READING = Reading(NOW - timedelta(days=3))


def listed(number: int | None, minutes: float, seq: int | None = None, **more: object) -> Listed:
    filed = NOW + timedelta(minutes=minutes)
    return Listed(number, seq, filed, more.get("seen", filed), more.get("teller", Teller.CMECF))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("docket", "reading", "missing"),
    [
        ([listed(42, -9)], READING, (43, 44)),
        ([listed(42, -9), listed(44, 5)], READING, ()),
        ([listed(42, -9), listed(43, 9)], READING, (44,)),
        ([], READING, ()),
        ([listed(42, -9), listed(None, -5)], READING, ()),
        ([listed(42, -9, 100), listed(None, -5, 99)], READING, (43, 44)),
        ([listed(42, -9, seen=NOW - timedelta(days=9))], READING, ()),
        ([listed(42, -9, teller=Teller.COURTLISTENER)], READING, (43, 44)),
        ([listed(42, -9000, teller=Teller.COURTLISTENER)], READING, ()),
        ([listed(42, -90)], Reading(READING.since, ((NOW - timedelta(hours=1), NOW),)), ()),
        ([listed(-200, -9)], READING, ()),
    ],
)
def test_numbers_that_a_feed_passed_over(
    docket: list[Listed], reading: Reading, missing: tuple[int, ...]
) -> None:
    assert below(listed(45, 0, 103), docket, reading) == missing


async def test_a_missing_number_is_named_until_it_appears(either_url: str) -> None:
    async with following(either_url) as room:
        one, three = item(2, "Answer", 30), item(4, "Reply", 40)
        await build(room, 60, OLD, one)
        await build(room, 120, OLD, one, three)
        first, second = room.messages()
        assert "not in the feed" not in str(first.blocks)
        assert "No. 3 is not in the feed" in str(second.blocks)
        assert "sealed" not in str(second.blocks)
        await build(room, 180, OLD, one, three, item(3, "Brief", 35))
        assert "not in the feed" not in str(room.messages()[1].blocks)
        unnumbered = minute_order(6, minutes=190)
        await build(room, 240, OLD, one, three, unnumbered, item(8, "Exhibit", 200))
        assert "not in the feed" not in str(room.messages()[-1].blocks)


@pytest.mark.parametrize(
    ("events", "text", "said"),
    [
        (("USA",), "", []),
        (("Terminate Civil Case",), "", [("closed", "", "", None, "")]),
        (("Order on Motion to Reopen Case",), "", []),
        (("Case Assigned/Reassigned",), "", []),
        (("Notice of Appearance",), "", []),
        (("Notice of Appeal - Final Judgment",), "", [("appealed", "", "", "cadc", "")]),
        ((), "NOTICE OF APPEAL TRANSCRIPT ORDER", []),
        (
            ("USCA Case Number",),
            "USCA Case Number 25-5123 for 64 Notice of Appeal to DC Circuit Court",
            [("appealed", "", "", "cadc", "25-5123")],
        ),
        (
            (),
            "Case reassigned to Judge Ada B. Exam. Judge Otto Sample, Jr. no longer assigned.",
            [("reassigned", "Otto Sample, Jr.", "Ada B. Exam", None, "")],
        ),
        (
            (),
            "Case transferred in from District of California Northern; Case Number 3:25-cv-00123.",
            [("transferred", "", "from Northern District of California", "cand", "3:25-cv-00123")],
        ),
        (
            (),
            "Cases consolidated. Lead case: 1:25-cv-00001",
            [("consolidated", "", "", "dcd", "1:25-cv-00001")],
        ),
        ((), "ORDER. The Clerk is directed to close this case.", []),
        ((), "Adversary Case 8:09-ap-8602 Closed", []),
    ],
)
def test_what_an_entry_says_became_of_its_case(
    events: tuple[str, ...], text: str, said: list[tuple[object, ...]]
) -> None:
    found = casechanges.read(events, text, "dcd")
    assert [(str(c.event), c.before, c.after, c.court, c.number) for c in found] == said


def test_every_district_has_its_circuit() -> None:
    districts = [court.id for court in courts.all_courts() if court.kind == "district"]
    assert all(circuit_of(each) for each in districts)
    assert [circuit_of(each) for each in ("nysd", "nmid", "cod", "dcd", "vid", "nysb")] == [
        "ca2", "ca9", "ca10", "cadc", "ca3", None,
    ]  # fmt: skip


def facts(**more: object) -> CaseFacts:
    values: dict[str, object] = {"judge": "Ada Exam", "filed_on": date(2025, 2, 17), **more}
    return CaseFacts(Teller.COURTLISTENER, "dcd", CASE, **values)  # type: ignore[arg-type]


def test_only_what_is_different_is_a_change_and_the_first_knowledge_is_none() -> None:
    ended = facts(terminated_on=date(2025, 11, 3))
    assert factchanges.between(None, ended) == ()
    assert factchanges.between(facts(judge=""), facts()) == ()
    assert factchanges.between(facts(), facts(judge="Judge Ada B. Exam")) == ()
    assert [c.event for c in factchanges.between(facts(), ended)] == [Event.CLOSED]
    assert [c.event for c in factchanges.between(ended, facts())] == [Event.REOPENED]
    assert factchanges.between(ended, facts(filed_on=None)) == ()
    assert factchanges.initials("ABC-DE", ["XYZ"]) == (CaseChange(Event.REASSIGNED, "ABC", "XYZ"),)
    assert factchanges.initials("ABC", ["XYZ", "ABC"]) == ()
    assert factchanges.initials("", ["XYZ"]) == ()


@given(st.permutations(["initials", "facts", "entry", "initials", "facts"]))
def test_whoever_says_it_first_a_reassignment_is_told_alone_once_at_most(order: list[str]) -> None:
    says = {
        "initials": CaseChange(Event.REASSIGNED, "OS", "AE"),
        "facts": CaseChange(Event.REASSIGNED, "Otto Sample", "Ada Exam"),
    }
    heard: list[Heard] = []
    alone = 0
    for day, teller in zip(itertools.count(), order):
        now = NOW + timedelta(days=day)
        if teller == "entry":
            heard.append(Heard(Event.REASSIGNED, now))
            continue
        new = factchanges.untold([says[teller]], heard, now)
        alone += len(new)
        heard += [Heard(each.event, now, each.before, each.after) for each in new]
    assert alone == (order[0] != "entry")


async def test_other_initials_behind_the_number_are_told_once(either_url: str) -> None:
    async with following(
        either_url, first=(item(1, "Complaint", -600, number=f"{CASE}-OS"),)
    ) as room:
        for minutes, number, judge in (
            (60, 2, "OS"),
            (120, 3, "AE"),
            (180, 4, "OS"),
            (240, 5, "AE"),
        ):
            new = item(number, "Notice (Other)", minutes - 20, number=f"{CASE}-{judge}")
            await build(room, minutes, new)
        kinds = [event for event, _, _ in told(room)]
        assert kinds.count("new") == 4
        assert kinds.count("reassigned") == 1
        assert any("to another judge" in str(m.blocks) for m in room.messages())


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("Sampleton v. Acme", "J.S. v. Acme", [("Sampleton", "J.S.")]),
        ("USA v. Sampleton", "USA v. SEALED", [("Sampleton", "SEALED")]),
        ("SAMPLETON v. JONES", "DOE v. JONES", [("SAMPLETON", "DOE")]),
        ("Brenda Sampleton v. Comm", "Brenda S. v. Comm", [("Brenda Sampleton", "Brenda S.")]),
        ("Acme et al v. Ng", "Acme v. Ng", []),
        ("Hewlett Packard Company v. Ng", "HP v. Ng", []),
        ("Doe v. Acme", "J.S. v. Acme", []),
        ("Sampleton v. Acme", "Acme v. Sampleton", []),
        ("USA v. SEALED", "USA v. Sampleton", []),
        ("USA v. Sampleton", "USA v. Doe", [("Sampleton", "Doe")]),
        # Parties that change places, or are others now.
        ("Donald Sampleton v. Poe", "Poe v. Donald Sampleton", []),
        ("Sampleton v. Acme", "Sampleton v. Doe", []),
        ("Sampleton v. Roe", "Doe v. Sampleton", []),
        ("Acme v. Sampleton", "B. S. v. Sampleton", []),
        ("Acme v. Sampleton", "Defendant v. Sampleton", []),
    ],
)
def test_captions_that_withdraw_a_name(
    before: str, after: str, names: list[tuple[str, str]]
) -> None:
    assert list(anonymised.is_withdrawn(before, after)) == names


def test_a_text_without_a_name() -> None:
    names = anonymised.marks(1, "Joan Q. Sampleton", "J.S.", "J.S. v. Acme")
    text = "MOTION by JOAN Q. SAMPLETON, Sampleton's reply; Sampleton, Joan; (Sampletons, A)"
    assert anonymised.without(text, names, 1) == (
        "MOTION by J.S., J.S.'s reply; J.S.; (Sampletons, A)"
    )
    assert anonymised.without(text, names, 2) == text


def test_a_surname_that_is_a_word_stays_a_word() -> None:
    names = anonymised.marks(1, "Joan May", "J.M.")
    text = "Order of May 5; JOAN MAY moves; may it please"
    assert anonymised.without(text, names, 1) == "Order of May 5; J.M. moves; may it please"
    names = anonymised.marks(1, "José Sampleñez", "J.S.")
    text = "JOSE SAMPLENEZ before Judge Samplenez; Samplenez"
    assert anonymised.without(text, names, 1) == "J.S. before Judge Samplenez; J.S."


@pytest.mark.parametrize(
    "piece", ["case is hereby ", "lead case ", "usca case number ", "Judge A.B. ", " ", "A", "Aa "]
)
def test_nothing_takes_long(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    names = anonymised.marks(1, "Joan Q. Sampleton", "J.S.")

    def both(_: int) -> None:
        casechanges.read((text,), text, "dcd")
        anonymised.without(text, names, 1)

    # What goes back over its steps takes minutes; a busy machine takes a few times its usual 20 ms.
    assert least(both) < 0.5


async def test_a_withdrawn_name_goes_from_record_search_and_messages(either_url: str) -> None:
    old = "SAMPLETON v. PORT OFFICE"
    named = item(1, "Complaint", -600, name=old)
    async with following(either_url, first=(named,)) as room:
        await build(room, 60, named, item(2, "Motion by Sampleton", 30, name=old))
        assert "Sampleton" in str(room.messages()[0].blocks)
        new = "J.S. v. PORT OFFICE"
        hidden = [item(1, "Complaint", -600, name=new), item(2, "Motion", 30, name=new)]
        await build(room, 120, *hidden, item(3, "Reply", 90, name=new))
        # A feed that still has the old name says nothing new, and brings it back nowhere.
        await build(room, 180, *hidden, item(4, "Letter from Sampleton", 150, name=old))
        assert [e for e, _, _ in told(room)].count("anonymised") == 1
        assert [e for e, _, _ in told(room)].count("caption") == 0
        shown = json.dumps([(m.text, m.blocks, m.metadata) for m in room.messages()])
        assert "sampleton" not in shown.casefold()
        assert "A name in this case was withdrawn" in shown
        assert await cases.by_name(room.db, ["Sampleton"], "T1") == []
        async with room.db.read() as connection:
            for table in (dockets, titles, entries, changes, posts):
                rows = (await connection.execute(sa.select(table))).all()
                assert rows
                assert "sampleton" not in str(rows).casefold()


async def test_a_name_is_forgotten_when_somebody_asks(database_url: str) -> None:
    async with following(database_url) as room:
        await build(room, 60, OLD, item(2, "Declaration of Joan Sampleton", 30))
        done = await nameless.forget(room.db, "dcd", parts_of(CASE), "Joan Sampleton")
        assert done == 1
        await room.send()
        assert "Sampleton" not in str(room.messages()[0].blocks)
        assert (
            await nameless.forget(room.db, "dcd", parts_of("1:25-cv-9"), "Joan Sampleton") is None
        )
