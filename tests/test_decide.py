"""What a body changes, decided purely."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from filings.deciding.decide import decide, mark_of
from filings.deciding.identity import is_another, reused_key
from filings.deciding.known import Decision, Known, KnownEntry, KnownTitle, Standing
from filings.types import Dropped, Entry, Event, Parsed
from tests.filed import CASE, NAME, at

NOW = at(61)


def entry(key: str = "277000-5", **changes: Any) -> Entry:
    made = Entry(
        key=key, docket_number=CASE, case_name=NAME, case_id="277000", number=5,
        doc_id="04501000005", seq=5, events=("Notice (Other)",), filed_at=at(30),
        url="https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000",
        document_url="https://ecf.dcd.uscourts.gov/doc1/04501000005",
    )  # fmt: skip
    return replace(made, **changes)


def body(*entries: Entry, built: datetime | None = None, **changes: Any) -> Parsed:
    oldest = min((e.filed_at for e in entries), default=at(-600))
    made = Parsed(entries, built or at(60), "all", (), True, oldest_at=min(oldest, at(-600)))
    return replace(made, **changes)


def recorded(*entries: Entry, baseline: bool = True, **changes: Any) -> Known:
    made = Known(
        entries={e.key: KnownEntry(e, e.key) for e in entries},
        titles={"277000": KnownTitle(NAME, frozenset({"harbor gazette v port office"}))},
        standing={e.key: Standing(e.filed_at, e.key, e.docket_number, e.case_id) for e in entries},
        baseline=baseline,
        newest_at=at(40),
    )
    return replace(made, **changes)


def events(decision: Decision) -> list[Event]:
    return [change.event for change in decision.changes]


def test_nothing_new_is_nothing() -> None:
    assert decide(recorded(entry()), body(entry()), NOW) == Decision()


def test_an_unseen_entry_is_new_whatever_its_date() -> None:
    late = entry("277000-9", filed_at=at(-500), seq=9)
    decision = decide(recorded(), body(late), NOW)
    assert events(decision) == [Event.NEW]
    assert decision.new[0].late
    assert decision.changes[0].since is None


def test_before_the_baseline_only_what_was_filed_after_a_follow_is_told() -> None:
    before, after = entry("277000-1", seq=1, filed_at=at(-1)), entry("277000-2", seq=2)
    known = Known(history_from=at(0))
    decision = decide(known, body(before, after), NOW)
    assert [n.entry.key for n in decision.new] == ["277000-1", "277000-2"]
    assert [c.keys for c in decision.changes] == [("277000-2",)]
    assert decision.changes[0].since == after.filed_at


def test_history_alone_tells_nothing() -> None:
    assert events(decide(Known(), body(entry()), NOW)) == []


@pytest.mark.parametrize(
    "later",
    [
        {"events": ("Notice (Other)", "Exhibit")},
        {"number": 6},
        {"doc_id": "04501000006"},
        {"filed_at": at(35)},
        {"filed_at": at(35), "number": 6},
        {"document_url": "https://ecf.dcd.uscourts.gov/doc1/04501000006"},
        {"seq": 6},
    ],
)
def test_what_is_different_amends(later: dict[str, Any]) -> None:
    decision = decide(recorded(entry()), body(entry(**later)), NOW)
    assert events(decision) == [Event.AMENDED]
    assert [e.key for e in decision.updated] == ["277000-5"]
    assert not decision.new


@pytest.mark.parametrize(
    "told", [{"case_name": "Harbor Gazette v Port Office-"}, {"judges": "ABC"}]
)
def test_what_is_not_shown_amends_nothing(told: dict[str, Any]) -> None:
    decision = decide(recorded(entry()), body(entry(**told)), NOW)
    assert events(decision) == []
    assert not decision.updated


def test_the_order_of_events_is_no_change() -> None:
    both = entry(events=("Order", "Notice (Other)"))
    turned = entry(events=("Notice (Other)", "Order"))
    assert decide(recorded(both), body(turned), NOW) == Decision()


def test_number_and_link_that_come_with_another_time_amend_still() -> None:
    bare = entry(number=None, doc_id=None, document_url=None)
    later = entry(filed_at=at(31))
    decision = decide(recorded(bare), body(later), NOW)
    assert events(decision) == [Event.AMENDED]
    assert not is_another(bare, later)


def test_a_number_once_given_stays() -> None:
    decision = decide(recorded(entry()), body(entry(number=None, doc_id=None)), NOW)
    assert decision == Decision()


def test_a_torn_body_takes_no_event_or_link_away() -> None:
    both = entry(events=("Notice (Other)", "Exhibit"))
    half = entry(events=("Exhibit",), document_url=None)
    assert decide(recorded(both), body(half, complete=False), NOW) == Decision()
    whole = decide(recorded(both), body(half), NOW)
    assert whole.updated[0].events == ("Exhibit",)


def test_a_guid_used_again_is_another_entry() -> None:
    other = entry(filed_at=at(50), number=8, doc_id="04501000008")
    decision = decide(recorded(entry()), body(other), NOW)
    assert events(decision) == [Event.NEW]
    key = decision.new[0].entry.key
    assert key == reused_key(other) != "277000-5"


@pytest.mark.parametrize("key", ["277000-5", "277000-123456", "277000-12345678", "9" * 24])
def test_the_key_of_a_guid_used_again_is_the_watchers(key: str) -> None:
    other = entry(key)
    assert len(reused_key(other)) <= 24
    assert reused_key(other) != reused_key(entry(key[:-1] + "7"))


def test_a_guid_used_again_stays_while_its_second_entry_is_there() -> None:
    first = entry()
    second = entry(filed_at=at(50), number=8, doc_id="04501000008")
    kept = replace(second, key=reused_key(second))
    known = recorded(first, kept)
    for parsed in (body(second), body(remembered=frozenset({"277000-5"}))):
        decision = decide(known, parsed, NOW)
        assert not decision.missing
        assert events(decision) == []


def test_spent_keys_are_neither_new_nor_name_a_case() -> None:
    known = Known(spent=frozenset({"277000-5"}), baseline=True)
    assert decide(known, body(entry()), NOW) == Decision()


# One filing under many defendants


def several(*defendants: int | None, minutes: float = 30) -> list[Entry]:
    return [
        entry(
            f"28000{d or 0}-7", docket_number="1:25-cr-00100", case_id=f"28000{d or 0}",
            seq=7, defendant=d, filed_at=at(minutes), case_name="USA v. Able et al",
        )
        for d in defendants
    ]  # fmt: skip


def test_one_filing_under_many_defendants_is_one_change() -> None:
    decision = decide(recorded(), body(*several(1, 2, 3)), NOW)
    assert [c.keys for c in decision.changes] == [("280001-7", "280002-7", "280003-7")]
    assert {n.lead for n in decision.new} == {"280001-7"}


def test_the_cases_own_entry_is_the_same_filing() -> None:
    decision = decide(recorded(), body(*several(None, 1)), NOW)
    assert events(decision) == [Event.NEW]


def test_a_further_defendant_amends() -> None:
    first, second = several(1, 2)
    mark = mark_of(first)
    assert mark is not None
    known = recorded(first, leads={mark: first.key})
    decision = decide(known, body(first, second), NOW)
    assert [(c.event, c.keys) for c in decision.changes] == [
        (Event.AMENDED, ("280001-7", "280002-7"))
    ]


def test_another_time_is_another_filing() -> None:
    (first,), (second,) = several(1), several(2, minutes=31)
    decision = decide(recorded(), body(first, second), NOW)
    assert events(decision) == [Event.NEW, Event.NEW]


def test_entries_without_a_sequence_stand_alone() -> None:
    one, two = (replace(e, seq=None) for e in several(1, 2))
    assert events(decide(recorded(), body(one, two), NOW)) == [Event.NEW, Event.NEW]


# Withdrawn


def standing(**changes: Any) -> Known:
    one = Standing(at(30), "277000-5", CASE, "277000")
    return recorded(standing={"277000-5": replace(one, **changes)})


def test_absent_once_is_missing_only() -> None:
    decision = decide(standing(), body(), NOW)
    assert (decision.missing, decision.withdrawn, decision.changes) == (("277000-5",), (), ())


def test_absent_from_two_builds_is_withdrawn() -> None:
    decision = decide(standing(missing_build=at(0)), body(), NOW)
    assert decision.withdrawn == ("277000-5",)
    assert events(decision) == [Event.WITHDRAWN]


@pytest.mark.parametrize(
    "parsed",
    [
        pytest.param(body(complete=False), id="torn"),
        pytest.param(body(built=at(0)), id="the same build"),
        pytest.param(body(built=at(1)), id="the same build, its date a minute off"),
        pytest.param(body(oldest_at=None), id="empty"),
        pytest.param(body(oldest_at=at(30)), id="nothing older"),
        pytest.param(body(oldest_at=at(31)), id="the window moved on"),
        pytest.param(body(remembered=frozenset({"277000-5"})), id="remembered"),
        pytest.param(
            body(dropped=(Dropped("its date cannot be read", "DktRpt.pl?277000&#x26;5"),)),
            id="perhaps the unreadable item",
        ),
    ],
)
def test_not_withdrawn(parsed: Parsed) -> None:
    decision = decide(standing(missing_build=at(0)), parsed, NOW)
    assert decision.withdrawn == ()
    assert decision.changes == ()


def test_a_build_from_before_it_was_there_withdraws_nothing() -> None:
    known = standing(missing_build=at(0), built_at=at(50))
    assert decide(known, body(built=at(40)), NOW) == Decision()


def test_an_unreadable_item_of_another_entry_shields_nothing() -> None:
    other = Dropped("its date cannot be read", "DktRpt.pl?277111&#x26;9")
    decision = decide(standing(missing_build=at(0)), body(dropped=(other,)), NOW)
    assert decision.withdrawn == ("277000-5",)


def test_withdrawn_is_told_once() -> None:
    known = standing(missing_build=at(0), withdrawn=True)
    assert decide(known, body(built=at(120)), NOW) == Decision()


def test_back_before_it_was_withdrawn_is_not_told() -> None:
    known = standing(missing_build=at(0))
    decision = decide(known, body(remembered=frozenset({"277000-5"})), NOW)
    assert (decision.back, decision.changes) == (("277000-5",), ())


def test_back_after_it_was_withdrawn_is_restored() -> None:
    known = standing(missing_build=at(0), withdrawn=True)
    decision = decide(known, body(remembered=frozenset({"277000-5"})), NOW)
    assert events(decision) == [Event.RESTORED]


def test_a_filing_is_there_while_one_of_its_defendants_entries_is() -> None:
    rows = {
        e.key: Standing(e.filed_at, "280001-7", e.docket_number, e.case_id, at(0))
        for e in several(1, 2)
    }
    known = recorded(standing=rows)
    decision = decide(known, body(remembered=frozenset({"280002-7"})), NOW)
    assert decision.withdrawn == ()
    assert set(decision.back) == {"280001-7", "280002-7"}
    gone = decide(known, body(), NOW)
    assert events(gone) == [Event.WITHDRAWN]
    assert set(gone.withdrawn) == {"280001-7", "280002-7"}


# Captions


def titled(name: str, *past: str) -> Known:
    return recorded(entry(), titles={"277000": KnownTitle(name, frozenset(past))})


def test_a_caption_is_compared_normalised() -> None:
    known = titled(NAME, "harbor gazette v port office")
    decision = decide(known, body(entry(case_name="Harbor Gazette  v  Port Office,-")), NOW)
    assert events(decision) == []
    assert [t.title for t in decision.titles] == ["Harbor Gazette  v  Port Office,-"]


def test_a_new_caption_is_told_and_an_old_one_is_not() -> None:
    known = titled(NAME, "harbor gazette v port office")
    decision = decide(known, body(entry(case_name="Harbor Gazette v. Harbor Office")), NOW)
    assert events(decision) == [Event.CAPTION]
    assert decision.changes[0].before == NAME
    known = titled("Harbor Gazette v. Harbor Office", *decision.titles[0].past)
    assert events(decide(known, body(entry()), NOW)) == []


def test_sealed_becomes_a_name() -> None:
    known = titled("USA v. SEALED", "usa v sealed")
    decision = decide(known, body(entry(case_name="USA v. Able")), NOW)
    assert events(decision) == [Event.UNSEALED]


def test_several_case_ids_of_one_docket_change_once() -> None:
    entries = several(1, 2)
    names = {e.case_id: KnownTitle("USA v. SEALED", frozenset({"usa v sealed"})) for e in entries}
    known = recorded(*entries, titles=names)
    assert events(decide(known, body(*entries), NOW)) == [Event.UNSEALED]


@pytest.mark.parametrize("name", ["", "-", " . "])
def test_an_empty_caption_says_nothing(name: str) -> None:
    decision = decide(recorded(entry()), body(entry(case_name=name)), NOW)
    assert decision == Decision()


def test_a_build_without_a_date_counts_from_its_reading() -> None:
    undated = replace(body(), built_at=None)
    assert decide(standing(missing_build=NOW), undated, NOW).withdrawn == ()
    later = NOW + timedelta(hours=1)
    assert decide(standing(missing_build=NOW), undated, later).withdrawn == ("277000-5",)
