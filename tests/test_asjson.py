from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

from filings.asjson import case_json, entry_json
from filings.types import CaseFacts, Counsel, Party, Related, Teller
from filings.views import CoverageView
from tests.samples import CASE, CASE_VIEW, FILING, filing


def test_an_entry_has_exactly_the_promised_keys() -> None:
    assert entry_json(FILING) == {
        "key": "457-61",
        "number": 61,
        "filed_at": "2025-11-03T14:41:00-05:00",
        "events": ["Notice (Other)"],
        "text": "",
        "sentence": "Notice filed (No. 61).",
        "kind": "notice",
        "url": FILING.document_url,
        "free_url": None,
    }
    assert entry_json(filing(None, document_url=None))["url"] == FILING.url


def test_a_case_has_exactly_the_promised_keys() -> None:
    found = case_json(CASE_VIEW)
    assert list(found) == [
        "court", "number", "case_name", "caption", "cite", "url", "coverage", "entries",
        "judge", "filed_on", "terminated_on", "nature_of_suit", "page", "parties", "related",
    ]  # fmt: skip
    assert found["case_name"] == CASE
    assert found["caption"] == "Harbor Gazette v. Port Office"
    assert found["cite"] == (
        "The case is Harbor Gazette v. Port Office, D.D.C., No. 1:25-cv-00457,"
        " notice filed 11/3/25."
    )
    assert found["coverage"]["entry_types"] == "all"
    assert found["coverage"]["read_at"] == "2025-11-03T15:20:00-05:00"
    assert found["entries"] == [entry_json(FILING)]
    assert json.loads(json.dumps(found)) == found


def test_what_is_known_of_the_case_stands_beside_the_promised_keys() -> None:
    facts = CaseFacts(
        Teller.COURTLISTENER, "dcd", "1:25-cv-00457", judge="Jane Roe", filed_on=date(2025, 2, 17),
        parties=(Party("Harbor Gazette", "Plaintiff", (Counsel("J. Poe", "Poe & Doe"),)),),
        related=(Related("linked with", "scotus", "25A456"),),
    )  # fmt: skip
    found = case_json(replace(CASE_VIEW, facts=facts))
    assert found["judge"] == "Jane Roe"
    assert (found["filed_on"], found["terminated_on"]) == ("2025-02-17", None)
    counsel = [{"name": "J. Poe", "firm": "Poe & Doe"}]
    assert found["parties"] == [{"name": "Harbor Gazette", "role": "Plaintiff", "counsel": counsel}]
    assert found["related"] == [{"relation": "linked with", "court": "scotus", "number": "25A456"}]
    assert json.loads(json.dumps(found)) == found
    assert case_json(CASE_VIEW)["parties"] == []


def test_a_case_that_is_read_by_its_page_says_so() -> None:
    listed = CaseFacts(
        Teller.COURTLISTENER, "dcd", "1:25-cv-00457", listing_id=7, page="https://a.example/7/"
    )
    case = replace(CASE_VIEW, url="", coverage=CoverageView("dcd", "no feed"))
    assert (case_json(case)["coverage"]["state"], case_json(case)["url"]) == ("no feed", "")
    found = case_json(replace(case, facts=listed))
    assert (found["coverage"]["state"], found["url"]) == ("by page", listed.page)
    court = replace(case, court="scotus", docket_number="25-123")
    assert case_json(court)["coverage"]["state"] == "by page"
    switched_off = replace(court, coverage=CoverageView("scotus", "not configured"))
    assert case_json(switched_off)["coverage"]["state"] == "not configured"


def test_a_day_without_its_hour_is_the_beginning_of_that_day() -> None:
    day = filing(filed_at=datetime(2025, 11, 3, 5, tzinfo=UTC), timed=False)
    assert entry_json(day)["filed_at"] == "2025-11-03T00:00:00-05:00"
