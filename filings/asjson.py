"""Cases and entries as JSON, for ``--json`` and for tools outside. Keys are a promise."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from filings import captions, courts, kinds, taglines
from filings.text import headlines
from filings.types import CaseFacts, Teller
from filings.views import CaseView, FilingView

SCOTUS = "scotus"
_NOTHING = CaseFacts(Teller.CMECF, "", "")


def entry_json(view: FilingView) -> dict[str, Any]:
    """One entry. ``filed_at`` is ISO 8601 in the court's zone; ``number`` and ``free_url``
    are null where there is none; ``url`` is the document's page, else the docket's."""
    _, zone = courts.court_of(view.court)
    return {
        "key": view.key,
        "number": view.number,
        "filed_at": view.filed_at.astimezone(zone).isoformat(),
        "events": list(view.events),
        "text": view.text,
        "sentence": headlines.of_filing(view).sentence,
        "kind": kinds.kind_of(view.events, view.text).name,
        "url": view.document_url or view.url,
        "free_url": view.free_url,
    }


def case_json(view: CaseView) -> dict[str, Any]:
    """One case with the entries of the view, newest first as there.

    What nobody was asked about yet is empty, and null where it is a date. The state of the
    coverage is "by page" where a page of the case takes the place of a feed.
    """
    _, zone = courts.court_of(view.court)
    return {
        "court": view.court,
        "number": view.docket_number,
        "case_name": view.case_name,
        "caption": captions.caption(view.case_name, view.court),
        "cite": str(taglines.of_case(view)),
        "url": view.url or (view.facts.page if view.facts else ""),
        "coverage": _coverage(view, zone),
        "entries": [entry_json(filing) for filing in view.filings],
        **_facts(view.facts),
    }


def _facts(facts: CaseFacts | None) -> dict[str, Any]:
    known = facts or _NOTHING
    return {
        "judge": known.judge,
        "filed_on": _day(known.filed_on),
        "terminated_on": _day(known.terminated_on),
        "nature_of_suit": known.nature_of_suit,
        "page": known.page,
        "parties": [
            {
                "name": party.name,
                "role": party.role,
                "counsel": [{"name": one.name, "firm": one.firm} for one in party.counsel],
            }
            for party in known.parties
        ],
        "related": [
            {"relation": other.relation, "court": other.court, "number": other.number}
            for other in known.related
        ],
    }


def _day(found: date | None) -> str | None:
    return None if found is None else found.isoformat()


def _coverage(case: CaseView, zone: ZoneInfo) -> dict[str, Any]:
    view = case.coverage
    return {
        "state": "by page" if _by_page(case) else view.state,
        "entry_types": view.entry_types,
        "read_at": _iso(view.read_at, zone),
        "built_at": _iso(view.built_at, zone),
        "rebuild_minutes": view.rebuild_minutes,
        "error": view.error,
    }


def _by_page(case: CaseView) -> bool:
    """Whether a page of the case is read in place of a feed, or would be if it were followed."""
    if case.court == SCOTUS:
        return case.coverage.state == "no feed"
    listed = case.facts is not None and case.facts.listing_id is not None
    return case.coverage.state in ("no feed", "not configured") and listed


def _iso(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return None if moment is None else moment.astimezone(zone).isoformat()
