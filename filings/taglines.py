"""The line that a reporter pastes under a story, in the trade's house style.

"The case is Ctr. for Taxpayer Rights v. Internal Revenue Serv., D.D.C.,
No. 1:25-cv-00457, notice filed 11/3/25."
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from filings import captions, kinds, newsdates
from filings.courts import court_of
from filings.views import CaseView, FilingView

_MAX_NOUN = 120
# What is said of a filing by its outcome needs no verb.
_DONE = re.compile(
    r"\b(?:granted|denied|dismissed|argued|issued|affirmed|reversed|vacated|withdrawn|requested"
    r"|received|distributed for conference)\b(?!.*\bfiled$)"
)
_CERTIORARI = re.compile(r"\bpetition for (?:a )?writ of certiorari\b", re.IGNORECASE)
_PETITION = re.compile(r"(?:cert\. )?petition (granted|denied|dismissed)\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tagline:
    """Its parts, as plain text.

    case   the short caption, or "" where the court gives none
    filed  "notice filed 11/3/25", or "" when none is known
    """

    case: str
    court: str
    docket: str
    filed: str

    def __str__(self) -> str:
        number = self.docket if "No." in self.docket else f"No. {self.docket}"
        said = ", ".join(part for part in (self.case, self.court, number, self.filed) if part)
        return f"The case is {said}."


def of_filing(view: FilingView) -> Tagline:
    """With what was filed and when: on the day that a source names, else when it was docketed.

    What the court enters is "entered" until a source names the day of filing.
    """
    citation, zone = court_of(view.court)
    caption = _caption(view.case_name, view.court)
    on = view.filed_on or newsdates.local_date(view.filed_at, zone)
    said = _what(view, caption)
    if not _DONE.search(said):
        verb = kinds.verb_of(view.events, view.text)
        said += f" {'filed' if verb == 'entered' and view.filed_on else verb}"
    return Tagline(caption, citation, view.docket_number, f"{said} {newsdates.slashed(on)}")


def _what(view: FilingView, caption: str) -> str:
    """The filing as a noun, or as what was done: "notice", "cert. petition", "cert. denied"."""
    noun = kinds.lowered(kinds.noun_of_main(view.events))
    # "Order FILED" is an event of the appellate courts; the verb follows anyway.
    noun = re.sub(r" (?:filed|entered|docketed)$", "", noun)
    if view.court == "scotus":
        noun = _of_the_supreme_court(noun, view.docket_number, caption)
    return noun if len(noun) <= _MAX_NOUN else noun[: _MAX_NOUN - 1].rstrip() + "…"


def _of_the_supreme_court(noun: str, number: str, caption: str) -> str:
    noun = _CERTIORARI.sub("cert. petition", noun[:1].lower() + noun[1:])
    noun = re.sub(r"(for conference) of [\d/]+$", r"\1", noun)
    plain = _PETITION.fullmatch(noun)
    # "In re" asks for another writ, and an application has no petition of its own.
    if plain and not caption.startswith("In re") and re.fullmatch(r"\d+-\d+", number):
        return f"cert. {plain[1]}"
    return noun


def of_case(view: CaseView) -> Tagline:
    """With the first of the view's filings, which is the last one filed."""
    if view.filings:
        return of_filing(view.filings[0])
    citation, _ = court_of(view.court)
    return Tagline(_caption(view.case_name, view.court), citation, view.docket_number, "")


def _caption(case_name: str, court: str) -> str:
    return " ".join(captions.caption(case_name, court).split())
