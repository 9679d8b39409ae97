"""The labelled filings: well formed, split by case, each of them in the court data."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.labelled import HALVES, LABELS, half_of, labelled, rows, words

FRESH = LABELS.with_name("kinds_fresh.csv")
FILES = pytest.mark.parametrize("file", [LABELS, FRESH], ids=["halves", "fresh"])

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
    assert len(every) >= 600
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


def test_fresh_rows_are_of_cases_that_no_other_row_is_of() -> None:
    fresh = rows(FRESH)
    assert {row.half for row in fresh} == {"fresh"}
    assert not {(row.court, row.docket) for row in fresh} & {
        (row.court, row.docket) for row in rows()
    }


def test_each_fresh_row_refers_to_a_filing_of_its_own_words(shared: Path) -> None:
    fresh = rows(FRESH)
    told = words(shared / "corpus", fresh)
    events = [told[row.source, row.key][0] for row in fresh]
    assert all(events)
    assert len(set(events)) == len(fresh)


def test_there_is_no_third_half(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no half"):
        labelled(tmp_path, "both")
