"""Filings and feeds of an invented case, for tests of what is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sandbox.feeds import Item, render_feed
from tests.newsroom import START

CASE = "1:25-cv-00457"
NAME = "HARBOR GAZETTE v. PORT OFFICE"
CASE_ID = 277000


def at(minutes: float) -> datetime:
    """Minutes after the tests' clock began."""
    return START + timedelta(minutes=minutes)


def item(seq: int, event: str = "Notice (Other)", minutes: float = 0, **more: Any) -> Item:
    """An item filed ``minutes`` after the start, numbered and linked unless told otherwise."""
    values: dict[str, Any] = {
        "number": CASE, "name": NAME, "case_id": CASE_ID, "entry": seq,
        "doc_id": f"0450{1000000 + seq}", **more,
    }  # fmt: skip
    return Item(seq=seq, event=event, filed_at=at(minutes), **values)


def minute_order(seq: int, event: str = "Minute Order", minutes: float = 0, **more: Any) -> Item:
    return item(seq, event, minutes, entry=None, doc_id=None, **more)


def feed(built: float, *items: Item, court: str = "dcd", **more: Any) -> bytes:
    """A body built ``built`` minutes after the start, newest item first."""
    newest_first = sorted(items, key=lambda each: each.filed_at, reverse=True)
    return render_feed(court, at(built), newest_first, **more)


OLD = item(1, "Complaint", -600)
"""Holds the far end of the window, so that younger entries can be missed."""
