"""Cases and entries as JSON, for ``--json`` and for tools outside. Keys are a promise."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from filings import captions, kinds, taglines
from filings.views import CaseView, CoverageView, FilingView


def entry_json(view: FilingView) -> dict[str, Any]:
    """One entry. ``filed_at`` is ISO 8601 in the court's zone; ``number`` and ``free_url``
    are null where there is none; ``url`` is the document's page, else the docket's."""
    _, zone = taglines.court_of(view.court)
    return {
        "key": view.key,
        "number": view.number,
        "filed_at": view.filed_at.astimezone(zone).isoformat(),
        "events": list(view.events),
        "text": view.text,
        "kind": kinds.kind_of(view.events, view.text).name,
        "url": view.document_url or view.url,
        "free_url": view.free_url,
    }


def case_json(view: CaseView) -> dict[str, Any]:
    """One case with the entries of the view, newest first as there."""
    _, zone = taglines.court_of(view.court)
    return {
        "court": view.court,
        "number": view.docket_number,
        "case_name": view.case_name,
        "caption": captions.caption(view.case_name),
        "cite": str(taglines.of_case(view)),
        "url": view.url,
        "coverage": _coverage(view.coverage, zone),
        "entries": [entry_json(filing) for filing in view.filings],
    }


def _coverage(view: CoverageView, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "state": view.state,
        "entry_types": view.entry_types,
        "read_at": _iso(view.read_at, zone),
        "built_at": _iso(view.built_at, zone),
        "rebuild_minutes": view.rebuild_minutes,
        "error": view.error,
    }


def _iso(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return None if moment is None else moment.astimezone(zone).isoformat()
