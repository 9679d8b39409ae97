"""Kinds and weights of filings as people choose and read them."""

from __future__ import annotations

_PLURALS = {
    "evidence": "Evidence", "housekeeping": "Housekeeping", "sealed": "Sealed papers",
    "other": "Whatever has no kind", "brief": "Briefs", "complaint": "Complaints, indictments",
    "sentence": "Sentences", "appearance": "Appearances",
    "news": "News", "substance": "Substance", "routine": "Routine papers",
}  # fmt: skip


def label(name: str) -> str:
    """ "Orders" of "order"."""
    return _PLURALS.get(name, f"{name.capitalize()}s")
