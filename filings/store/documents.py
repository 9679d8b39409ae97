"""Documents of an entry as a JSON column keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from filings.types import Document


def documents_from(kept: Iterable[Mapping[str, Any]]) -> tuple[Document, ...]:
    return tuple(
        Document(
            doc_id=each.get("doc_id"),
            attachment=each.get("attachment"),
            description=each.get("description", ""),
            free_url=each.get("free_url"),
            pages=each.get("pages"),
            sealed=each.get("sealed", False),
        )
        for each in kept
    )


def free_at(kept: Iterable[Mapping[str, Any]]) -> datetime | None:
    """When the main document was first seen to be free."""
    for each in kept:
        if each.get("attachment") is None and each.get("free_at"):
            return datetime.fromisoformat(each["free_at"])
    return None


def kept_of(
    documents: Sequence[Document], before: Iterable[Mapping[str, Any]], now: datetime
) -> list[dict[str, Any]]:
    """For the column; a document that was free before keeps the time of it."""
    since = {each.get("attachment"): each.get("free_at") for each in before}
    kept = []
    for document in documents:
        row: dict[str, Any] = {
            "doc_id": document.doc_id,
            "attachment": document.attachment,
            "description": document.description,
            "free_url": document.free_url,
            "pages": document.pages,
            "sealed": document.sealed,
        }
        if document.free_url:
            row["free_at"] = since.get(document.attachment) or now.isoformat()
        kept.append(row)
    return kept
