"""The line to paste, for every court of the list and every form that a case takes."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from filings import courts, taglines
from filings.types import Event, Teller
from filings.views import CaseView, CoverageView, FilingView

GOLDEN = Path(__file__).parent / "golden" / "citations.txt"
# 7:41 p.m. in Washington, so that GMT has the next day.
EVENING = datetime(2025, 11, 4, 0, 41, tzinfo=UTC)
NOTICE = FilingView(
    Event.NEW, "dcd", "1:25-cv-00457", "HARBOR GAZETTE et al v. PORT OFFICE OF ACME COUNTY et al",
    "1-61", 61, ("Notice (Other)",), EVENING, EVENING,
)  # fmt: skip
ORDER = replace(NOTICE, events=("Order on Motion to Dismiss",))
COURTLISTENER = (Teller.CMECF, Teller.COURTLISTENER)


def scotus(event: str, number: str = "25-123", name: str = "Mary Roe v. Edward Poe, Warden") -> str:
    view = replace(
        NOTICE, court="scotus", docket_number=number, case_name=name, events=(event,),
        tellers=(Teller.SCOTUS,), filed_on=date(2025, 9, 4),
    )  # fmt: skip
    return str(taglines.of_filing(view))


def lines() -> list[str]:
    forms = [
        NOTICE,
        ORDER,
        replace(ORDER, tellers=COURTLISTENER, filed_on=date(2025, 10, 31)),
        replace(NOTICE, tellers=COURTLISTENER, filed_on=date(2025, 11, 2)),
        replace(NOTICE, events=("Notice of Appeal",), court="gud"),
        replace(NOTICE, case_name="USA v. SEALED", docket_number="1:25-cr-00123"),
        replace(NOTICE, case_name="J.S. v. ACME SCHOOL DISTRICT"),
        replace(NOTICE, case_name="USA ex rel. Mary Roe et al v. Acme Health Systems, Inc."),
        replace(NOTICE, case_name="STATE OF OHIO v. Mary Roe, Secretary of Commerce"),
        replace(NOTICE, case_name=""),
        replace(NOTICE, court="deb", docket_number="23-10423", case_name="Acme Holdings, LLC"),
        replace(NOTICE, court="deb", docket_number="23-10424", case_name="Richard R. Roe"),
        replace(NOTICE, court="deb", docket_number="23-50001", case_name="Acme LLC v. Roe et al"),
        replace(NOTICE, court="jpml", docket_number="MDL No. 9999", case_name="IN RE: Acme Data"),
        replace(NOTICE, court="cofc", docket_number="1:25-cv-00099", case_name="ACME v. USA"),
        replace(ORDER, court="ca2", docket_number="22-643", events=("ORDER FILED",)),
        replace(ORDER, court="ca9", docket_number="25-1234", events=("Opinion",)),
        replace(ORDER, court="cadc", docket_number="25-5001", events=("MOTION filed",)),
    ]  # fmt: skip
    case = CaseView("dcd", NOTICE.docket_number, NOTICE.case_name, True, (),
                    CoverageView("dcd", "read"))  # fmt: skip
    return [
        *(str(taglines.of_filing(view)) for view in forms),
        str(taglines.of_case(case)),
        scotus("Petition for a writ of certiorari"),
        scotus("Petition denied"),
        scotus("Petition granted"),
        scotus("Petition denied", "25-124", "In re Mary Roe"),
        scotus("Brief in opposition"),
        scotus("Brief amicus curiae of Acme Farms"),
        scotus("Petition distributed for conference of 9/29/2025"),
        scotus("Application granted", "25A456", "Mary Roe, Applicant v. Acme County"),
        scotus("Application for a stay", "25A457", "Mary Roe, Applicant v. Acme County"),
        scotus("Motion for leave to file a bill of complaint", "22O199", "Ohio v. Utah"),
        scotus("Argued"),
        *(
            str(taglines.of_filing(replace(NOTICE, case_name="Roe v. Poe", court=court.id)))
            for court in courts.all_courts()
        ),
    ]


def test_the_lines_to_paste_are_those_that_were_read_by_eye() -> None:
    """``CRIER_WRITE_GOLDEN=1`` writes the file anew; whoever does reads the difference."""
    said = "\n".join(lines()) + "\n"
    if os.environ.get("CRIER_WRITE_GOLDEN"):
        GOLDEN.write_text(said, encoding="utf-8")
    assert said == GOLDEN.read_text(encoding="utf-8")
