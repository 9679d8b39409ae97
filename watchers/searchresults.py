"""Results of a search alert as docket entries. Pure.

A result of type ``r`` is a case with some of its documents, one of type ``rd`` a
document by itself (freelawproject/courtlistener, cl/search/api_serializers.py). A
document names its entry; documents of one entry are put together again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchers.clanswers import objects, whole


def is_opinion(result: Mapping[str, Any]) -> bool:
    return "cluster_id" in result or "opinions" in result


def is_document(result: Mapping[str, Any]) -> bool:
    return "docket_entry_id" in result


def entries_in(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Docket entries in the form of the API's own, in the order of their documents."""
    documents = [result] if is_document(result) else result.get("recap_documents")
    found: dict[int, dict[str, Any]] = {}
    unnamed: list[dict[str, Any]] = []
    for each in objects(documents):
        name = whole(each, "docket_entry_id")
        known = None if name is None else found.get(name)
        if known is not None:
            known["recap_documents"].append(_document(each))
            known["date_created"] = _earlier(known["date_created"], _made(each))
        elif name is not None:
            found[name] = _entry(each)
        else:
            unnamed.append(_entry(each))
    return [*found.values(), *unnamed]


def _entry(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": document.get("docket_entry_id"),
        "entry_number": document.get("entry_number"),
        "date_filed": document.get("entry_date_filed"),
        "description": document.get("description"),
        "date_created": _made(document),
        "recap_documents": [_document(document)],
    }


def _document(document: Mapping[str, Any]) -> dict[str, Any]:
    return {**document, "description": document.get("short_description")}


def _made(document: Mapping[str, Any]) -> object:
    """When the entry was made, as far as it can be told.

    A main document comes with its entry. An attachment may come long after, so that its
    own time would make an old filing look new.
    """
    if document.get("attachment_number") is not None:
        day = document.get("entry_date_filed")
        return f"{day[:10]}T00:00:00+00:00" if isinstance(day, str) else None
    meta = document.get("meta")
    return meta.get("date_created") if isinstance(meta, dict) else None


def _earlier(a: object, b: object) -> object:
    times = [each for each in (a, b) if isinstance(each, str)]
    return min(times, default=None)
