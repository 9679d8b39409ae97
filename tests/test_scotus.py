"""A docket of the Supreme Court as its JSON has it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from filings.errors import EmptyBody, NotAnAnswer, WrongCourt
from filings.types import Counsel, Document, Related, Teller
from watchers import scotus, scotusdocket
from watchers.scotusdocket import Proceeding, ScotusDocket, Side
from watchers.scotusevents import event_of
from watchers.scotusfields import a_date

NUMBERS = ("20-1268", "21-1397", "23-7483", "23A999", "24-966", "24A1")
REMOVED = {"address", "email", "phone", "zip"}
"""Contact details are blanked in the recorded files, and Crier does not take them over."""


def raw(shared: Path, number: str) -> bytes:
    return (shared / "corpus/scotus/raw" / f"{number}.json").read_bytes()


def expected(shared: Path, number: str) -> dict[str, Any]:
    path = shared / "corpus/scotus/expected" / f"{number}.json"
    data: dict[str, Any] = json.loads(path.read_bytes())
    for party in data["parties"]:
        for attorney in party["attorneys"]:
            for name in REMOVED:
                del attorney[name]
    return data


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _row(row: Proceeding) -> dict[str, Any]:
    return {
        "attachments": [
            {"description": p.description, "document_number": p.number, "document_url": p.url}
            for p in row.papers
        ],
        "date_filed": row.date.isoformat(),
        "description": row.text,
        "description_html": row.html,
        "document_number": row.number,
    }


def _party(side: Side) -> dict[str, Any]:
    return {
        "attorneys": [
            {
                "city": a.city, "is_counsel_of_record": a.of_record, "name": a.name,
                "state": a.state, "title": a.title,
            }
            for a in side.attorneys
        ],
        "name": side.name,
        "type": side.group,
    }  # fmt: skip


def comparable(docket: ScotusDocket) -> dict[str, Any]:
    """Under the names that the expected files use."""
    return {
        "capital_case": docket.capital,
        "case_name": docket.case_name,
        "date_filed": _day(docket.docketed),
        "discretionary_court_decision": _day(docket.discretionary_court_decision),
        "docket_entries": [_row(row) for row in docket.proceedings],
        "docket_number": docket.number,
        "links": docket.links,
        "lower_court": docket.lower_court,
        "lower_court_case_numbers": list(docket.lower_court_numbers),
        "lower_court_case_numbers_raw": docket.lower_court_numbers_raw,
        "lower_court_decision_date": _day(docket.lower_court_decision),
        "lower_court_rehearing_denied_date": _day(docket.lower_court_rehearing_denied),
        "parties": [_party(side) for side in docket.parties],
        "questions_presented": docket.questions,
    }


@pytest.mark.parametrize("number", NUMBERS)
def test_every_field_is_read(number: str, shared: Path) -> None:
    docket = scotusdocket.read(raw(shared, number), number)
    found, wanted = comparable(docket), expected(shared, number)
    assert found.keys() == wanted.keys()
    for name, value in wanted.items():
        assert found[name] == value, name
    assert docket.dropped == ()


@pytest.mark.parametrize("number", NUMBERS)
def test_every_row_is_an_entry(number: str, shared: Path) -> None:
    parsed = scotus.parse(raw(shared, number), number)
    rows = expected(shared, number)["docket_entries"]
    assert [entry.text for entry in parsed.entries] == [
        " ".join(row["description"].split()) for row in rows
    ]
    assert len({entry.key for entry in parsed.entries}) == len(rows)
    assert all(len(entry.key) <= 24 for entry in parsed.entries)
    for entry, row in zip(parsed.entries, rows, strict=True):
        number_there = row["document_number"]
        assert entry.doc_id == (None if number_there is None else str(number_there))
        free = {d.free_url for d in entry.documents}
        assert {a["document_url"].replace("http:", "https:") for a in row["attachments"]} <= free
        assert all(url and url.startswith("https://www.supremecourt.gov/") for url in free)
        assert all(entry.events)
        assert entry.events
    assert (parsed.teller, parsed.complete) == (Teller.SCOTUS, True)


def test_a_case(shared: Path) -> None:
    parsed = scotus.parse(raw(shared, "24-966"), "24-966")
    facts = parsed.facts
    assert facts is not None
    assert facts.case_name == (
        "Responsible Offshore Development Alliance, a D.C. Nonprofit Corporation v. "
        "Department of the Interior, et al."
    )
    assert (facts.court, facts.docket_number, facts.filed_on) == (
        "scotus",
        "24-966",
        date(2025, 3, 10),
    )
    assert facts.related == (
        Related("see also", "scotus", "24-971"),
        Related("on review from", "ca1", "23-2051"),
        Related("on review from", "ca1", "23-1853"),
    )
    first = facts.parties[0]
    assert first.counsel == (Counsel("Nancie G. Marzulla", "Marzulla Law, LLC"),)
    assert [party.role for party in facts.parties[:3]] == ["Petitioner", "Respondent", "Respondent"]
    assert facts.page.endswith("/docket/docketfiles/html/public/24-966.html")


def test_an_application_names_the_case_it_is_linked_with(shared: Path) -> None:
    parsed = scotus.parse(raw(shared, "24A1"), "24A1")
    assert parsed.facts is not None
    assert parsed.facts.related[0] == Related("linked with", "scotus", "24-170")
    assert [entry.events for entry in parsed.entries] == [
        ("Application",),
        ("Application granted",),
    ]


def test_a_state_court_has_no_id(shared: Path) -> None:
    parsed = scotus.parse(raw(shared, "20-1268"), "20-1268")
    assert parsed.facts is not None
    assert [r.court for r in parsed.facts.related] == [None, None]
    assert parsed.facts.lower_court.startswith("District Court of Appeal of Florida")


def test_a_capital_case_and_its_days(shared: Path) -> None:
    parsed = scotus.parse(raw(shared, "23A999"), "23a999")
    assert parsed.facts is not None
    assert (parsed.facts.docket_number, parsed.facts.status) == ("23A999", "capital case")
    first = parsed.entries[0]
    assert (first.filed_at, first.timed) == (datetime(2024, 5, 7, 4, tzinfo=UTC), False)
    assert first.documents[0].attachment is None


def test_a_link_in_the_text_is_a_document(shared: Path) -> None:
    parsed = scotus.parse(raw(shared, "21-1397"), "21-1397")
    (dismissed,) = [e for e in parsed.entries if "improvidently" in e.text]
    assert dismissed.documents == (
        Document(
            description="Opinion",
            free_url="https://www.supremecourt.gov/opinions/22pdf/21-1397_ap6b.pdf",
        ),
    )
    assert dismissed.text.endswith("granted. Opinion per curiam.")


def test_an_original_case_has_a_plaintiff(shared: Path) -> None:
    body = next((shared / "corpus/scotus/polls/22O155").glob("*.json")).read_bytes()
    parsed = scotus.parse(body, "22O155")
    assert parsed.facts is not None
    assert (parsed.facts.case_name, parsed.facts.parties[0].role) == (
        "Texas v. Pennsylvania, et al.",
        "Plaintiff",
    )
    assert parsed.facts.related == ()


BARE: dict[str, Any] = {"CaseNumber": "25-123 "}


def body_of(**fields: Any) -> bytes:
    return json.dumps(BARE | fields).encode()


def test_a_docket_may_lack_nearly_everything() -> None:
    parsed = scotus.parse(body_of(), "25-123")
    assert (parsed.entries, parsed.oldest_at) == ((), None)
    assert parsed.facts is not None
    assert (parsed.facts.case_name, parsed.facts.parties, parsed.facts.question) == ("", (), "")


@pytest.mark.parametrize(
    "odd",
    [
        {"Petitioner": None, "Links": None, "LowerCourtCaseNumbers": 7, "QPLink": ["x"]},
        {"RelatedCaseNumber": "25-1", "Other": [None, "x", {"PartyName": 5}]},
        {"PetitionerTitle": {"a": 1}, "bCapitalCase": "yes", "DocketedDate": "soon"},
        {"QPLink": "http://[bad", "LowerCourt": "<b>Court</b>"},
    ],
)
def test_fields_of_another_type_are_passed_over(odd: dict[str, Any]) -> None:
    assert scotus.parse(body_of(**odd), "25-123").facts is not None


def test_rows_that_cannot_be_read_are_kept_aside() -> None:
    rows = [
        {"Date": "Feb 30 2021", "Text": "Petition filed."},
        {"Date": "Mar 01 2021"},
        "words",
        {"Date": "03/01/2021", "Text": "Reply of <i>A &amp; B</i> filed.", "Links": [{}, None]},
    ]
    parsed = scotus.parse(body_of(ProceedingsandOrder=rows), "25-123")
    assert [entry.text for entry in parsed.entries] == ["Reply of A & B filed."]
    assert [item.reason for item in parsed.dropped] == [
        "no date that can be read", "no text", "no date that can be read",
    ]  # fmt: skip


def test_no_link_leads_anywhere_but_to_a_page() -> None:
    link = {"Description": "Main Document", "DocumentUrl": "javascript:alert(1)"}
    row = {"Date": "Mar 01 2021", "Text": "Filed <a href='javascript:x()'>it</a>.", "Links": [link]}
    (entry,) = scotus.parse(body_of(ProceedingsandOrder=[row]), "25-123").entries
    assert [document.free_url for document in entry.documents] == [None]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", EmptyBody),
        (b" \n", EmptyBody),
        (b"<!DOCTYPE html><html>Not found</html>", NotAnAnswer),
        (b'{"CaseNumber": "25-123", "Proceed', NotAnAnswer),
        (b"[]", NotAnAnswer),
        (b'{"ProceedingsandOrder": []}', NotAnAnswer),
        (b'{"CaseNumber": "25-123", "ProceedingsandOrder": {}}', NotAnAnswer),
        (b"\xff\xfe\x00", NotAnAnswer),
        (b"[" * 100_000, NotAnAnswer),
        (b'{"CaseNumber": "25-124 "}', WrongCourt),
        (b'{"CaseNumber": "25A123 "}', WrongCourt),
    ],
)
def test_what_is_no_such_docket_is_one_sentence(body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error) as raised:
        scotus.parse(body, "25-123")
    said = str(raised.value)
    assert said.startswith("scotus ")
    assert said.endswith(".")
    assert "25-123" in said


@pytest.mark.parametrize(
    "written", ["Mar 01 2021", "March 1, 2021", "03/01/2021", "2021-03-01", "2021-03-01T00:00:00"]
)
def test_dates_come_in_several_forms(written: str) -> None:
    assert a_date(written) == date(2021, 3, 1)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Petition DENIED.", "Petition denied"),
        ("Application (25A1) denied by Justice Kagan.", "Application denied"),
        ("Application (25A1) referred to the Court.", "Application referred to the Court"),
        (
            "Application (25A1) to stay the order that granted relief, submitted to Justice Alito.",
            "Application",
        ),
        ("Motion of U.S. Representative X for leave to file amicus brief submitted.",
         "Motion for leave to file amicus brief"),
        ("Brief of respondents State of Ohio, et al. in opposition filed.", "Brief in opposition"),
        ("SET FOR ARGUMENT on Monday, January 9, 2023.",
         "Set for argument on Monday, January 9, 2023"),
        ("Response Requested. (Due June 27, 2024)", "Response Requested"),
        ("", ""),
        (
            "Response to application (20A100) requested by Justice Alito, due by 4 p.m. (EST), "
            "on December 10, 2020.", "Response requested",
        ),
        ("Response to application (20A100) from respondent Port Office filed.", "Response"),
    ],
)  # fmt: skip
def test_a_row_has_a_short_name(text: str, event: str) -> None:
    assert event_of(text) == event


def test_a_hostile_text_costs_little() -> None:
    assert len(event_of("Motion of " * 5000)) < 100
