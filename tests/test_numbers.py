from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings import numbers
from filings.numbers import DocketNumber, Parts, find_all, from_parts, parse, same, same_parts

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of feeds is not here")


@pytest.mark.parametrize(
    ("text", "kind", "printed"),
    [
        ("1:25-cv-00457", None, "1:25-cv-00457"),
        ("1:25-cv-00457-CKK", "district", "1:25-cv-00457"),
        ("1:25-CV-457", "district", "1:25-cv-00457"),
        ("25-cv-457", None, "25-cv-00457"),
        ("25cv457", None, "25-cv-00457"),
        ("25 Civ. 457", "district", "25-cv-00457"),
        ("25 Cr. 457 (LAK)", "district", "25-cr-00457"),
        ("1:2025-cv-457", None, "1:25-cv-00457"),
        ("Case No. 1:25-cv-00457", None, "1:25-cv-00457"),
        ("Civil Action No. 25-457 (CKK)", "district", "25-cv-00457"),
        ("Criminal No. 25-457", "district", "25-cr-00457"),
        ("1:25\u2013cv\u201300457", None, "1:25-cv-00457"),
        ("1:25\u2011cv\u201100457", None, "1:25-cv-00457"),
        ("1:25 \u2014 cv \u2014 00457.", None, "1:25-cv-00457"),
        ("\u201c1:25-cv-00457,\u201d", None, "1:25-cv-00457"),
        ("1:25-\u200bcv-00457", None, "1:25-cv-00457"),
        ("4:22-mj-00718/A-DTF-1", "district", "4:22-mj-00718/A"),
        ("1:20-cv-03877/A", "national", "1:20-cv-03877/A"),
        ("L:22-po-00651-1", "district", "L:22-po-00651"),
        ("B:22-po-90072-1", "district", "B:22-po-90072"),
        ("2:22-LB-00012", "district", "2:22-lb-00012"),
        ("5:18-~gr-00001", "district", "5:18-~gr-00001"),
        ("1:21-cr-00699-1", "district", "1:21-cr-00699"),
        ("4:20-cr-00382-107", "district", "4:20-cr-00382"),
        ("3:17-cr-00055-JJH-10", "district", "3:17-cr-00055"),
        ("2:17-cv-02105-JAD-GWF", "district", "2:17-cv-02105"),
        ("22-11242", "bankruptcy", "22-11242"),
        ("22-70008-", "bankruptcy", "22-70008"),
        ("22-12345-smb", "bankruptcy", "22-12345"),
        ("18-00079", "bankruptcy", "18-00079"),
        ("18-00079", None, "18-00079"),
        ("8-09-78585", "bankruptcy", "8-09-78585"),
        ("1:22-bk-11242", "bankruptcy", "1:22-bk-11242"),
        ("6:09-bk-34090", None, "6:09-bk-34090"),
        ("1:18-ap-00079", "bankruptcy", "1:18-ap-00079"),
        ("22-643", "appellate", "22-643"),
        ("19-8054", None, "19-8054"),
        ("22-643-cv", "appellate", "22-643"),
        ("25-123C", "national", "25-123"),
        ("MDL No. 2168", None, "MDL No. 2168"),
        ("MDL-2168", "national", "MDL No. 2168"),
        ("1:16-md-02742", "district", "1:16-md-02742"),
        ("25-123", "scotus", "25-123"),
        ("24-5001 *** CAPITAL CASE ***", "scotus", "24-5001"),
        ("25a456", None, "25A456"),
        ("25M12", "scotus", "25M12"),
        ("22O155", "scotus", "22O155"),
        ("No. 155, Orig.", "scotus", "22O155"),
        ("Orig. No. 155", None, "22O155"),
    ],
)
def test_prints_as_the_court_does(text: str, kind: str | None, printed: str) -> None:
    assert str(parse(text, kind)) == printed


@pytest.mark.parametrize(
    "text",
    ["", "-", "11-03-25", "New York v. Trump", "99999999", "11/3/25", "12-Nov-25", "2021-22",
     "10-to-1", "212-555-1234", "1:25-cv-1 and 1:25-cv-2", "x" * 30000, "1:25-cv-" + "9" * 40],
)  # fmt: skip
def test_other_text_is_no_number(text: str) -> None:
    assert parse(text) is None


def test_takes_a_number_apart() -> None:
    number = parse("3:17-cr-00055-JJH-RC-10", "district")
    assert number == DocketNumber(
        "district", 17, 55, case_type="cr", office="3", judges="JJH-RC", defendant=10
    )
    assert number.parts() == Parts("", 17, 55, "cr", "3")


@pytest.mark.parametrize(
    ("text", "kind", "core"),
    [
        ("1:25-cv-00457-CKK", "district", "2500457"),
        ("25-cv-457", None, "2500457"),
        ("22-11242", "bankruptcy", "22011242"),
        ("22-643", "appellate", "22000643"),
        ("25-123", "scotus", ""),
        ("25A456", None, ""),
        ("MDL No. 2168", None, ""),
    ],
)
def test_core_is_courtlisteners(text: str, kind: str | None, core: str) -> None:
    number = parse(text, kind)
    assert number is not None
    assert number.core == core


@pytest.mark.parametrize(
    ("one", "two", "equal"),
    [
        ("1:25-cv-00457-CKK", "25-cv-457", True),
        ("1:25-cv-00457", "25-457", True),
        ("1:21-cr-00699-1", "1:21-cr-00699-2", True),
        ("1:25-cv-00457", "1:25-cr-00457", False),
        ("1:25-cv-00457", "2:25-cv-00457", False),
        ("5:18-~gr-00001", "5:18-gr-00001", False),
        ("1:20-cv-03877/A", "1:20-cv-03877", False),
        ("1:20-cv-03877/A", "1:20-cv-03877/a", True),
        ("22-11242", "1:22-bk-11242", True),
        ("18-00079", "1:18-ap-00079", True),
        ("25A456", "25-456", False),
        ("25A456", "25M456", False),
        ("MDL No. 25", "25-25", False),
        ("1:24-cv-00457", "1:25-cv-00457", False),
    ],
)
def test_same_case(one: str, two: str, equal: bool) -> None:
    a, b = parse(one), parse(two)
    assert a is not None
    assert b is not None
    assert same(a, b) is same(b, a) is same_parts(a.parts(), b.parts()) is equal


def test_a_number_of_no_known_shape_is_kept() -> None:
    parts = numbers.fallback(" X\u2013TRA  77 - ")
    assert parts == Parts("raw:x-tra 77", 0, 0, "", "")
    assert from_parts(parts, "district") == "x-tra 77"
    assert numbers.parts_of("X-TRA 77", "district") == parts
    assert len(numbers.fallback("9" * 30000).series) < 110


def test_finds_numbers_in_running_text() -> None:
    text = (
        "Case 1:25-cv-00457-CKK Document 61; Civil Action No. 25-458 (CKK), "
        "and 1:25\u2013cr\u20139, No. 25A456, MDL No. 2168, No. 22-643."
    )
    found = find_all(text)
    assert [(str(each.number), each.bare) for each in found] == [
        ("1:25-cv-00457", False),
        ("25-cv-00458", False),
        ("1:25-cr-00009", False),
        ("25A456", False),
        ("MDL No. 2168", False),
        ("22-643", True),
    ]
    assert text[found[0].start : found[0].end] == "1:25-cv-00457-CKK"


@pytest.mark.parametrize(
    "text",
    ["11-03-25", "212-555-1234", "2021-22", "$25-300", "43-44", "25-30%", "12:25-13", "1.25-457"],
)
def test_other_digits_are_not_found(text: str) -> None:
    assert find_all(f"on {text} of") == []


docket_numbers = st.one_of(
    st.builds(
        DocketNumber,
        st.just("district"),
        st.integers(0, 99),
        st.integers(0, 999_999),
        case_type=st.sampled_from(["cv", "cr", "mj", "mc", "po", "~gr", "lb"]),
        office=st.sampled_from(["", "0", "1", "8", "12", "L", "B"]),
        member=st.sampled_from(["", "A", "B"]),
    ),
    st.builds(
        DocketNumber,
        st.just("bankruptcy"),
        st.integers(0, 99),
        st.integers(0, 99_999),
        case_type=st.sampled_from(["", "bk", "ap"]),
        office=st.sampled_from(["", "1", "8"]),
    ),
    st.builds(DocketNumber, st.just("appellate"), st.integers(0, 99), st.integers(1, 99_999)),
    st.builds(
        DocketNumber,
        st.just("scotus"),
        st.integers(0, 99),
        st.integers(1, 9999),
        series=st.sampled_from(["", "A", "M"]),
    ),
)


@given(docket_numbers)
def test_printing_and_parsing_are_inverse(number: DocketNumber) -> None:
    assert parse(str(number), number.form) == number
    assert from_parts(number.parts(), number.form) == str(number)


@given(docket_numbers, docket_numbers)
def test_same_looks_at_the_parts_alone(a: DocketNumber, b: DocketNumber) -> None:
    assert same(a, a)
    assert same(a, b) == same(b, a)


@given(st.text(alphabet="0123459:-cvr/~ ()AMOnNo.LD", max_size=300))
def test_never_raises(text: str) -> None:
    parse(text)
    numbers.fallback(text)
    for each in find_all(text):
        assert 0 <= each.start < each.end <= len(text)


@pytest.mark.parametrize(
    "piece", ["1:", "1-", "25-cv-", "-a", "25-1-a", "mdl ", "civil action no. ", "22-cv-1 (a/"]
)
def test_hostile_text_is_read_through(piece: str) -> None:
    assert len(find_all(piece * (30_000 // len(piece)))) <= 3000


def titles(pattern: str) -> Iterator[tuple[str, str]]:
    """Court id and first word of every title of the corpus feeds."""
    kinds = {
        row["pacer_id"]: row["kind"]
        for row in json.loads((CORPUS / "courts" / "cmecf_courts.json").read_bytes())
    } | {"sdny": "district"}
    for path in sorted((CORPUS / "rss").glob(pattern)):
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        court = path.parent.name if "polls" in path.parts else re.split(r"[._]", path.name)[0]
        for title in re.findall(rb"<item>\s*<title>(?:<!\[CDATA\[)?(.*?)<", body, re.DOTALL):
            words = html.unescape(title.decode("latin-1")).split()
            if court in kinds and words:
                yield kinds[court], words[0]


@needs_corpus
@pytest.mark.parametrize("pattern", ["*.xml", "snapshot-2022-12/*.xml.gz", "polls/*/*T1[05]*.gz"])
def test_every_number_of_the_corpus_prints_back(pattern: str) -> None:
    shown = set(titles(pattern))
    assert shown
    for kind, text in shown:
        number = parse(text, kind)
        assert number is not None, text
        without = re.sub(
            r"(?:-[A-Z]{2,4})?(?:-\d{1,3})?$" if ":" in text else r"-[a-z]*$", "", text
        )
        assert str(number) == without
        assert from_parts(number.parts(), kind) == without
