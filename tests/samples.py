"""Filings, cases and follows for tests of what is shown; all parties are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from filings.types import Destination, Event
from filings.views import CaseView, CoverageView, FilingView, FollowView, PostView

NOW = datetime(2025, 11, 3, 20, 20, tzinfo=UTC)
FILED = datetime(2025, 11, 3, 19, 41, tzinfo=UTC)
CASE = "HARBOR GAZETTE v. PORT OFFICE"

FILING = FilingView(
    event=Event.NEW,
    court="dcd",
    docket_number="1:25-cv-00457",
    case_name=CASE,
    key="457-61",
    number=61,
    events=("Notice (Other)",),
    filed_at=FILED,
    seen_at=FILED + timedelta(minutes=36),
    url="https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000",
    document_url="https://ecf.dcd.uscourts.gov/doc1/04501234567?caseid=277000&de_seq_num=200",
)
COVERAGE = CoverageView("dcd", "read", "all", NOW, NOW - timedelta(minutes=3), 60, 17)
FOLLOW = FollowView(
    Destination("T1", "C012345"), "dcd", "1:25-cv-00457", CASE, True, FILED, "U012345", FILING
)
CASE_VIEW = CaseView("dcd", "1:25-cv-00457", CASE, True, (FILING,), COVERAGE, url=FILING.url)


def filing(number: int | None = 61, *events: str, **changes: Any) -> FilingView:
    key = changes.pop("key", f"457-{number}")
    changed = {"number": number, "key": key, "events": events or FILING.events, **changes}
    return replace(FILING, **changed)


def post(*filings: FilingView) -> PostView:
    return PostView("post-1", Destination("T1", "C012345"), filings)
