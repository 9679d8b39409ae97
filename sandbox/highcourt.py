"""A case at the Supreme Court in the demo's days, as data. It is invented, as its names say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.docketday import Case, on

APPLICATION = Case("scotus", "24A9908", "Sample Harbor Pilots v. Example Port Office", 249908)


@dataclass(frozen=True, slots=True)
class Proceeding:
    """A row of the docket: ``at`` when the Court puts it there, ``paper`` its document's id."""

    at: datetime
    text: str
    paper: int | None = None


PROCEEDINGS = (
    Proceeding(
        on(2, 13, 17, 0),
        "Application (24A9908) for a stay, submitted to The Chief Justice.",
        9_990_801,
    ),
    Proceeding(
        on(2, 19, 13, 0),
        "Response to application (24A9908) requested by The Chief Justice, due by 4 p.m. (EST), "
        "on March 3, 2025.",
    ),
    Proceeding(
        on(3, 3, 15, 30),
        "Response to application from respondent Example Port Office filed.",
        9_990_802,
    ),
    Proceeding(
        on(3, 3, 16, 10),
        "Motion of Sample Shipowners' Council for leave to file amicus brief filed.",
        9_990_803,
    ),
    Proceeding(on(3, 3, 18, 0), "Application (24A9908) denied by The Chief Justice."),
)


def docket_file(at: datetime) -> bytes:
    """The docket's JSON as the Court serves it at ``at``."""
    rows = [_row(one) for one in PROCEEDINGS if one.at <= at]
    return json.dumps(
        {
            "CaseNumber": f"{APPLICATION.number} ",
            "bCapitalCase": False,
            "sJsonCreationDate": at.strftime("%m/%d/%Y"),
            "sJsonTerm": "2024",
            "sJsonCaseNumber": "09908",
            "sJsonCaseType": "Application",
            "RelatedCaseNumber": [],
            "PetitionerTitle": "Sample Harbor Pilots, Applicant",
            "RespondentTitle": "Example Port Office",
            "DocketedDate": "February 13, 2025",
            "LowerCourt": "United States Court of Appeals for the First Circuit",
            "LowerCourtCaseNumbers": "(25-9913)",
            "ProceedingsandOrder": rows,
            "AttorneyHeaderPetitioner": "Attorneys for Petitioner",
            "Petitioner": [_lawyer("Ada Sample", "Sample & Example LLP", "Sample Harbor Pilots")],
            "AttorneyHeaderRespondent": "Attorneys for Respondent",
            "Respondent": [_lawyer("Eve Example", "Example Port Counsel", "Example Port Office")],
        }
    ).encode()


def _row(one: Proceeding) -> dict[str, Any]:
    row: dict[str, Any] = {"Date": one.at.strftime("%b %d %Y"), "Text": one.text}
    if one.paper is not None:
        name = f"{one.paper}_Main_Document.pdf"
        url = f"http://www.supremecourt.gov/DocketPDF/24/{APPLICATION.number}/{one.paper}/{name}"
        row["Links"] = [{"Description": "Main Document", "File": name, "DocumentUrl": url}]
    return row


def _lawyer(name: str, firm: str, party: str) -> dict[str, Any]:
    return {
        "Attorney": name,
        "IsCounselofRecord": True,
        "Title": firm,
        "City": "Washington",
        "State": "DC",
        "PartyName": party,
    }
