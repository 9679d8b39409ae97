"""Rows without ids, from one reading to the next."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.deciding.rows import identified
from filings.types import Document, Entry
from watchers import scotus

DAY = datetime(2020, 12, 10, 5, tzinfo=UTC)


def row(key: str, text: str, *ids: str, day: int = 0) -> Entry:
    return Entry(
        key=key, docket_number="22O155", case_name="", case_id="22O155", number=None,
        doc_id=ids[0] if ids else None, seq=None, events=(), filed_at=DAY + timedelta(days=day),
        url="", text=text, timed=False, documents=tuple(Document(doc_id=each) for each in ids),
    )  # fmt: skip


def keys(known: list[Entry], found: list[Entry]) -> list[str]:
    return [entry.key for entry in identified(known, found)]


def test_the_same_rows_keep_their_keys() -> None:
    known = [row("a", "Reply.", "1"), row("b", "Reply.", "2"), row("c", "Order.")]
    assert keys(known, [row("x", "Order."), row("y", "Reply.", "2"), row("z", "Reply.", "1")]) == [
        "c", "b", "a",
    ]  # fmt: skip


def test_equal_rows_are_as_many_as_they_are() -> None:
    known = [row("a", "DISTRIBUTED."), row("b", "DISTRIBUTED.")]
    found = [row(key, "DISTRIBUTED.") for key in ("x", "y", "z")]
    got = keys(known, found)
    assert sorted(got)[:2] == ["a", "b"]
    assert len(set(got)) == 3


def test_a_row_that_is_rewritten_in_place_is_known_by_its_documents() -> None:
    known = [row("a", "Amicus brief of State of Missouri submitted.", "163215")]
    found = [row("x", "Brief amicus curiae of State of Missouri filed.", "163215")]
    assert keys(known, found) == ["a"]


def test_a_corrected_day_is_the_same_row() -> None:
    assert keys([row("a", "Reply filed.", "7")], [row("x", "Reply filed.", "7", day=1)]) == ["a"]


def test_two_rows_with_the_same_documents_are_told_apart_by_their_words() -> None:
    known = [row("a", "Motion of Ohio submitted.", "7"), row("b", "Brief of Ohio submitted.", "7")]
    found = [row("x", "Brief of Ohio filed.", "7"), row("y", "Motion of Ohio filed.", "7")]
    assert keys(known, found) == ["b", "a"]


def test_similar_words_on_one_day_are_one_row_only_without_other_documents() -> None:
    known = [row("a", "Motion of State of Ohio for leave to file amicus brief submitted.", "1")]
    other = row("x", "Motion of State of Iowa for leave to file amicus brief submitted.", "2")
    assert keys(known, [other]) == ["x"]
    bare = row("x", "Motion of State of Ohio for leave to file amicus brief not accepted.")
    assert keys(known, [bare]) == ["a"]
    assert keys(known, [replace(bare, filed_at=DAY + timedelta(days=1))]) == ["x"]
    assert keys(known, [row("x", "Petition DENIED.")]) == ["x"]


def test_a_new_row_never_takes_the_key_of_a_known_one() -> None:
    # The row "s1" was rewritten, and now its first words are there once more.
    known = [row("s1", "Reply filed.", "1")]
    found = [row("s9", "Reply filed.", "1"), row("s1", "Motion granted.")]
    first, second = keys(known, found)
    assert first == "s1"
    assert second not in {"s1", "s9"}
    assert len(second) <= 24
    assert keys(known, list(reversed(found))) == [second, first]


def test_a_day_with_very_many_rewritten_rows_is_bounded() -> None:
    known = [row(f"k{n}", f"Letter {n} of a person received.") for n in range(400)]
    found = [row(f"f{n}", f"Letter {n} of that person recorded.") for n in range(400)]
    assert len(set(keys(known, found))) == 400


def test_a_large_docket_costs_little() -> None:
    known = [row(f"k{n}", f"Brief {n} filed.", str(n)) for n in range(4000)]
    found = [row(f"f{n}", f"Brief {n} filed.", str(n)) for n in reversed(range(4000))]
    assert keys(known, found) == [f"k{n}" for n in reversed(range(4000))]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Reply filed.", "Reply submitted.", "Order granted.", "Order."]),
        st.sampled_from([(), ("1",), ("2",)]),
        st.integers(0, 1),
    ),
    max_size=6,
)


@given(before=ROWS, after=ROWS, seed=st.integers(0, 10_000))
def test_the_order_of_the_rows_decides_nothing(
    before: list[tuple[str, tuple[str, ...], int]],
    after: list[tuple[str, tuple[str, ...], int]],
    seed: int,
) -> None:
    known = [row(f"k{n}", t, *ids, day=day) for n, (t, ids, day) in enumerate(before)]
    found = [row(f"f{n}", t, *ids, day=day) for n, (t, ids, day) in enumerate(after)]
    got = identified(known, found)
    assert len({entry.key for entry in got}) == len(found)
    chance = random.Random(seed)
    chance.shuffle(known)
    shuffled = list(found)
    chance.shuffle(shuffled)
    again = identified(known, shuffled)

    def marks(entries: tuple[Entry, ...]) -> list[tuple[object, ...]]:
        return sorted((e.text, e.doc_id or "", e.filed_at, e.key) for e in entries)

    assert marks(got) == marks(again)


POLLS = (
    "2020-12-10T150320Z", "2020-12-10T164132Z", "2020-12-11T064127Z", "2020-12-11T151937Z",
    "2020-12-11T153507Z",
)  # fmt: skip

NEW_OVERNIGHT = """
Motion of State of Ohio for leave to file amicus brief not accepted for filing. (December 10
Response to motion for leave to file bill of complaint and motion for preliminary injunction
Opposition to Texas's motion for leave to file bill of complaint and its motion for
Opposition to motions for leave to file bill of complaint and for injunctive relief from def
Opposition to motion for leave to file bill of complaint and motion for preliminary injuncti
Motion for leave to file amicus brief from the District of Columbia on behalf of 22 States
Motion to Intervene and Proposed Bill of Complaint in Intervention of State of Missouri
Motion of State of Ohio for leave to file amicus brief submitted.
Motion for Leave to File Brief as Amicus Curiae and Brief for Members of the Pennsylvania
Motion of Certain Select Pennsylvania State Senators for leave to file amicus brief
Motion of Christian Family Coalition for leave to file amicus brief submitted.
Amicus brief of Bryan Cutler Speaker of the Pennsylvania House of Representatives and
For Leave to File Complaint-in-Intervention of Ron Heuer, et al. submitted.
Motion of U.S. Representative Mike Johnson and 105 Other Members for leave to file
Motion of Lieutenant Governor Janice McGeachin, Senator Lora Reinbold, Representative
Amicus brief of City of Detroit submitted.
Motion for Leave to File and Amicus Curiae Brief of Justice and Freedom Fund in Support
Complaint in Intervention of Ron Heuer, et al. submitted.
Amicus brief of Ga. state Sen. William Ligon et al. submitted.
Motion of L. Lin Wood for leave to file amicus brief submitted.
Motion of Steve Bullock, in his official capacity as Governor of Montana for leave to file
""".strip().splitlines()

LISTED: tuple[tuple[list[str], list[tuple[str, str]]], ...] = (
    (
        [],
        [
            (
                "Motion to Intervene of Donald J. Trump, President of the United States submitted.",
                "Motion to intervene filed by Donald J. Trump, President of the United States.",
            )
        ],
    ),
    (
        NEW_OVERNIGHT,
        [
            (
                "Amicus brief of State of Missouri submitted.",
                "Brief amicus curiae of State of Missouri filed.",
            )
        ],
    ),
    (["Reply of State of Texas submitted.", "Reply of State of Texas submitted."], []),
    (["Motion of Citizens United, Citizens United Foundation, and The Presidential Coalition"], []),
)
"""By a person reading the five recorded polls of No. 22O155: the beginnings of the rows
that are new in each, and the rows that were rewritten. Nothing was taken away."""


def polled(shared: Path, at: str) -> tuple[Entry, ...]:
    body = (shared / "corpus/scotus/polls/22O155" / f"{at}.json").read_bytes()
    return scotus.parse(body, "22O155").entries


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_the_polls_of_an_original_case(seed: int | None, shared: Path) -> None:
    recorded = {entry.key: entry for entry in polled(shared, POLLS[0])}
    for at, (new, rewritten) in zip(POLLS[1:], LISTED, strict=True):
        found = list(polled(shared, at))
        if seed is not None:
            random.Random(seed).shuffle(found)
        now = {entry.key: entry for entry in identified(list(recorded.values()), found)}
        assert recorded.keys() <= now.keys()
        fresh = sorted(now[key].text for key in now.keys() - recorded.keys())
        assert len(fresh) == len(new)
        for text, beginning in zip(fresh, sorted(new), strict=True):
            assert text.startswith(beginning)
        assert [
            (recorded[key].text, now[key].text)
            for key in recorded
            if recorded[key].text != now[key].text
        ] == rewritten
        recorded = now
    assert len(recorded) == 33
