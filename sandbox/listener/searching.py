"""``/search/``: dockets (``d``), dockets with documents (``r``), documents (``rd``).

Fields are those of freelawproject/courtlistener, ``cl/search/documents.py`` and
``cl/search/api_serializers.py``. What ranks how is not imitated: all words of the question
must occur, the newest docket comes first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from filings import courts
from sandbox.listener.pages import Page, link, pack, unpack
from sandbox.listener.shelf import Record, Shelf

PAGE = 20
SHOWN_DOCUMENTS = 3
_SAME = (
    "absolute_url",
    "attachment_number",
    "filepath_local",
    "id",
    "is_available",
    "pacer_doc_id",
    "page_count",
)
TYPES = ("r", "d", "rd", "o", "oa", "p")
_WORD = re.compile(r'"[^"]+"|[^\s"]+')


def search(shelf: Shelf, query: Mapping[str, str], address: str) -> Page:
    """One page; ``address`` is that of the list without its query."""
    kind = query.get("type", "o")
    if kind not in TYPES:
        sentence = f"Select a valid choice. {kind} is not one of the available choices."
        return Page(400, {"type": [sentence]})
    for name in ("filed_after", "filed_before", "entry_date_filed_after"):
        if query.get(name) and _day(query[name]) is None:
            return Page(400, {name: ["Enter a valid date."]})
    tokens: dict[str, str] | None = {"p": "1", "t": kind}
    if "cursor" in query:
        tokens = unpack(query["cursor"])
    number = (tokens or {}).get("p", "")
    if tokens is None or tokens.get("t") != kind or not number.isdigit():
        return Page(404, {"detail": "Invalid cursor"})
    found = _hits(shelf, query) if kind in ("r", "d", "rd") else []
    rows = _rows(shelf, kind, found, query)
    start = (int(number) - 1) * PAGE
    body: dict[str, Any] = {"count": len(rows)}
    if kind == "r":
        body["document_count"] = sum(len(_documents(shelf, docket)) for docket in found)
    more = start + PAGE < len(rows)
    following = pack(s=str(start + PAGE), t=kind, p=str(int(number) + 1))
    body["next"] = link(address, query, cursor=following) if more else None
    body["previous"] = None
    body["results"] = rows[start : start + PAGE]
    return Page(200, body)


def docket_result(shelf: Shelf, docket: Record, documents: list[Record] | None = None) -> Record:
    """A docket as a search result; without ``documents`` of type ``d``."""
    known = courts.known(docket["court_id"])
    parties = shelf.people.parties_of(docket["id"])
    lawyers = shelf.people.attorneys_of(docket["id"])
    result: Record = {
        "assignedTo": docket["assigned_to_str"] or None,
        "assigned_to_id": None,
        "attorney": [lawyer["name"] for lawyer in lawyers],
        "attorney_id": [lawyer["id"] for lawyer in lawyers],
        "caseName": docket["case_name"],
        "case_name_full": docket["case_name_full"],
        "cause": docket["cause"],
        "chapter": None,
        "court": known.name if known else docket["court_id"],
        "court_citation_string": known.citation if known else "",
        "court_id": docket["court_id"],
        "dateArgued": docket["date_argued"],
        "dateFiled": docket["date_filed"],
        "dateTerminated": docket["date_terminated"],
        "docketNumber": docket["docket_number"],
        "docket_absolute_url": docket["absolute_url"],
        "docket_id": docket["id"],
        "firm": sorted({lawyer["contact_raw"].split("\n")[0] for lawyer in lawyers}),
        "firm_id": [],
        "juryDemand": docket["jury_demand"],
        "jurisdictionType": docket["jurisdiction_type"],
        "meta": _meta(docket),
        "pacer_case_id": docket["pacer_case_id"],
        "party": [party["name"] for party in parties],
        "party_id": [party["id"] for party in parties],
        "referredTo": docket["referred_to_str"] or None,
        "referred_to_id": None,
        "suitNature": docket["nature_of_suit"],
        "trustee_str": None,
    }
    if documents is not None:
        shown = documents[:SHOWN_DOCUMENTS]
        result["meta"]["more_docs"] = len(documents) > len(shown)
        result["recap_documents"] = [document_result(shelf, document) for document in shown]
    return result


def document_result(shelf: Shelf, document: Record, *, alone: bool = False) -> Record:
    """A document as a search result, inside its docket or ``alone``."""
    entry = shelf.entry_of(document["id"])
    number = document["document_number"]
    result: Record = {name: document[name] for name in _SAME} | {
        "cites": [],
        "description": entry["description"],
        "docket_entry_id": entry["id"],
        "document_number": int(number) if number.isdigit() else None,
        "document_type": "PACER Document" if document["document_type"] == 1 else "Attachment",
        "entry_date_filed": entry["date_filed"],
        "entry_number": entry["entry_number"],
        "meta": _meta(document),
        "short_description": document["description"],
        "snippet": document["plain_text"][:500],
    }
    return result | ({"docket_id": shelf.docket_of(entry["id"])["id"]} if alone else {})


def _meta(record: Record) -> Record:
    times = {"timestamp": record["date_modified"], "date_created": record["date_created"]}
    return {**times, "score": {"bm25": 1.0}}


def _rows(shelf: Shelf, kind: str, found: list[Record], query: Mapping[str, str]) -> list[Record]:
    if kind == "d":
        return [docket_result(shelf, docket) for docket in found]
    if kind == "r":
        return [docket_result(shelf, docket, _documents(shelf, docket)) for docket in found]
    documents = [document for docket in found for document in _documents(shelf, docket)]
    if (after := _day(query.get("entry_date_filed_after", ""))) is not None:
        documents = [
            document
            for document in documents
            if (shelf.entry_of(document["id"])["date_filed"] or "") >= after.isoformat()
        ]
    return [document_result(shelf, document, alone=True) for document in documents]


def _documents(shelf: Shelf, docket: Record) -> list[Record]:
    entries = shelf.entries_of(docket["id"])
    return [document for entry in reversed(entries) for document in entry["recap_documents"]]


def _hits(shelf: Shelf, query: Mapping[str, str]) -> list[Record]:
    wanted = set(re.split(r"[\s,]+", query.get("court", "").strip())) - {""}
    hits = [
        docket
        for docket in shelf.dockets.values()
        if (not wanted or docket["court_id"] in wanted)
        and _numbered(docket, query.get("docket_number", ""))
        and _says(docket["case_name"], query.get("case_name", ""))
        and _between(docket["date_filed"], query)
        and _says(_words_of(shelf, docket, query.get("type", "")), query.get("q", ""))
    ]
    field = "date_filed" if query.get("order_by", "").startswith("dateFiled") else "id"
    hits.sort(key=lambda docket: docket["id"], reverse=True)
    if field == "date_filed":
        falling = query["order_by"].endswith("desc")
        hits.sort(key=lambda docket: docket["date_filed"] or "", reverse=falling)
    return hits


def _numbered(docket: Record, wanted: str) -> bool:
    plain = wanted.strip('" ').casefold()
    return not plain or plain in docket["docket_number"].casefold()


def _between(filed: str | None, query: Mapping[str, str]) -> bool:
    after, before = (_day(query.get(name, "")) for name in ("filed_after", "filed_before"))
    if after is None and before is None:
        return True
    if not filed:
        return False
    day = date.fromisoformat(filed)
    return (after is None or day >= after) and (before is None or day <= before)


def _words_of(shelf: Shelf, docket: Record, kind: str) -> str:
    parts = [docket["case_name"], docket["docket_number"], docket["court_id"]]
    parts += [party["name"] for party in shelf.people.parties_of(docket["id"])]
    if kind in ("r", "rd"):
        for entry in shelf.entries_of(docket["id"]):
            parts.append(entry["description"])
            parts += [document["description"] for document in entry["recap_documents"]]
    return " ".join(parts)


def _says(text: str, wanted: str) -> bool:
    folded = text.casefold()
    words = [word.strip('"').casefold() for word in _WORD.findall(wanted)]
    return all(word in folded for word in words if word not in ("and", "v.", "v"))


def _day(text: str) -> date | None:
    """As the form reads it: 2026-03-08 or 03/08/2026."""
    if found := re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text):
        text = f"{found[3]}-{found[1]}-{found[2]}"
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
