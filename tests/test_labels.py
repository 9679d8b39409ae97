"""The labelled filings: well formed, split by case, each of them in the court data."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from benchmarks.kinds import main
from benchmarks.labelled import (
    FRESH,
    FRESH_LABELS,
    HALVES,
    LABELS,
    SECOND,
    SECOND_LABELS,
    SETS,
    THIRD,
    half_of,
    labelled,
    rows,
    words,
)

FILES = pytest.mark.parametrize("file", [LABELS, *SETS.values()], ids=["halves", *SETS])
BEFORE = {
    FRESH: (LABELS,),
    SECOND: (LABELS, FRESH_LABELS),
    THIRD: (LABELS, FRESH_LABELS, SECOND_LABELS),
}
"""A set of its own, and the files that were there when it was drawn."""
OWN = pytest.mark.parametrize("name", SETS)
MOST_ALIKE = {FRESH: 1, SECOND: 1, THIRD: 6}
"""How many filings of a set have the same words."""

KINDS = frozenset(
    [
        "opinion",
        "order",
        "judgment",
        "verdict",
        "plea",
        "sentence",
        "complaint",
        "answer",
        "motion",
        "brief",
        "notice",
        "evidence",
        "hearing",
        "transcript",
        "appeal",
        "settlement",
        "sealed",
        "appearance",
        "housekeeping",
        "other",
    ]
)


@FILES
def test_labels_are_well_formed(file: Path) -> None:
    every = rows(file)
    assert len(every) >= 500
    assert len({(row.source, row.key) for row in every}) == len(every)
    for row in every:
        assert row.kind in KINDS, row
        assert row.also in (KINDS | {""}) - {row.kind}, row
        assert row.weight in ("news", "substance", "routine"), row


@FILES
def test_labels_follow_their_own_rules(file: Path) -> None:
    news = {"opinion", "judgment", "verdict", "plea", "sentence", "complaint", "appeal"}
    for row in rows(file):
        assert row.kind not in news or row.weight == "news", row
        assert row.kind not in ("appearance", "housekeeping") or row.weight == "routine", row


def test_halves_are_split_by_case() -> None:
    every = rows()
    assert [row.half for row in every] == [half_of(row.court, row.docket) for row in every]
    assert min(Counter(row.half for row in every).values()) >= 300


def test_each_label_refers_to_a_filing(shared: Path) -> None:
    both = [one for half in HALVES for one in labelled(shared / "corpus", half)]
    assert len(both) == len(rows())
    assert all(one.text or one.events for one in both)


@OWN
def test_a_set_of_its_own_is_of_cases_that_no_earlier_row_is_of(name: str) -> None:
    assert {row.half for row in rows(SETS[name])} == {name}
    for earlier in BEFORE[name]:
        assert not _cases(SETS[name]) & _cases(earlier)


@OWN
def test_few_filings_of_a_set_of_its_own_have_the_same_words(shared: Path, name: str) -> None:
    events = _events(shared / "corpus", SETS[name])
    assert len(events) == len(rows(SETS[name]))
    assert all(events)
    assert max(Counter(events).values()) == MOST_ALIKE[name]


def test_second_rows_have_words_that_no_earlier_row_has(shared: Path) -> None:
    corpus = shared / "corpus"
    for earlier in BEFORE[SECOND]:
        assert not set(_events(corpus, SECOND_LABELS)) & set(_events(corpus, earlier))


def test_what_is_misread_in_the_third_set_is_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path), "--show"])
    assert "third set is not shown" in capsys.readouterr().err


def test_there_is_no_half_called_both(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no half"):
        labelled(tmp_path, "both")


def _cases(file: Path) -> set[tuple[str, str]]:
    return {(row.court, row.docket) for row in rows(file)}


@cache
def _events(corpus: Path, file: Path) -> tuple[tuple[str, ...], ...]:
    """The event names of each row; none for a row of a docket with full texts."""
    every = rows(file)
    told = words(corpus, every)
    return tuple(told[row.source, row.key][0] for row in every)


@pytest.mark.parametrize("name", ["hearings_fresh", "hearings_second"])
def test_each_hearing_is_of_an_entry_that_was_read(name: str) -> None:
    labels, read = (_lines(LABELS.with_name(f"{name}{end}.csv")) for end in ("", "_entries"))
    entries = {(row["source"], row["entry"]) for row in read}
    assert len(entries) == len(read) > 1_000
    assert {(row["source"], row["entry"]) for row in labels} <= entries
    for row in labels:
        assert row["kind"] in ("hearing", "deadline"), row
        assert row["status"] in ("set", "reset", "vacated", "held"), row
        assert date.fromisoformat(row["date"]), row


def test_no_entry_with_hearings_is_in_two_sets() -> None:
    fresh, second = (
        {(row["source"], row["entry"]) for row in _lines(LABELS.with_name(f"hearings_{name}.csv"))}
        for name in ("fresh_entries", "second_entries")
    )
    assert not fresh & second


def _lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
