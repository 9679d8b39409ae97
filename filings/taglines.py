"""The line that a reporter pastes under a story, in the trade's house style.

"The case is Ctr. for Taxpayer Rights v. Internal Revenue Serv., D.D.C.,
No. 1:25-cv-00457, notice filed 11/3/25."
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from filings import captions, courts, kinds, newsdates
from filings.errors import BadInput
from filings.views import CaseView, FilingView

NO_CAPTION = "Caption not given by the court"
_MAX_NOUN = 120


@dataclass(frozen=True, slots=True)
class Tagline:
    """Its parts, as plain text. ``filed`` is "notice filed 11/3/25", or "" when none is known."""

    case: str
    court: str
    docket: str
    filed: str

    def __str__(self) -> str:
        ending = f", {self.filed}" if self.filed else ""
        return f"The case is {self.case}, {self.court}, No. {self.docket}{ending}."


def court_of(court_id: str) -> tuple[str, ZoneInfo]:
    """Citation and zone. A court that is not in the list keeps its id, in UTC."""
    try:
        court = courts.get(court_id)
    except BadInput:
        return court_id, ZoneInfo("UTC")
    return court.citation, court.zone


def of_filing(view: FilingView) -> Tagline:
    citation, zone = court_of(view.court)
    noun = kinds.lowered(kinds.noun_of_main(view.events))
    # "Order FILED" is an event of the appellate courts; the verb follows anyway.
    noun = re.sub(r" (?:filed|entered|docketed|issued)$", "", noun)
    if len(noun) > _MAX_NOUN:
        noun = noun[: _MAX_NOUN - 1].rstrip() + "…"
    verb = kinds.verb_of(view.events, view.text)
    date = newsdates.slashed(newsdates.local_date(view.filed_at, zone))
    return Tagline(_caption(view.case_name), citation, view.docket_number, f"{noun} {verb} {date}")


def of_case(view: CaseView) -> Tagline:
    """With the first of the view's filings, which is the last one filed."""
    if view.filings:
        return of_filing(view.filings[0])
    citation, _ = court_of(view.court)
    return Tagline(_caption(view.case_name), citation, view.docket_number, "")


def _caption(case_name: str) -> str:
    return " ".join(captions.caption(case_name).split()) or NO_CAPTION
