"""Pages of a list, by cursor or by number, as CourtListener's v4 API turns them.

freelawproject/courtlistener, ``cl/api/pagination.py``: by cursor where the list is ordered
by an id or a time of the service's own, else by number up to page 100. ``previous`` is
left out here (null) on pages by cursor.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

from sandbox.listener.filters import Endpoint

DEEPEST = 100
_NUMBERS = ("id", "entry_number", "position")
_INVALID = {"detail": "Invalid cursor"}
_TOO_DEEP = "Deep API pagination is not allowed. Please review API documentation."


@dataclass(frozen=True, slots=True)
class Page:
    status: int
    body: dict[str, Any]


def turn(
    endpoint: Endpoint, query: Mapping[str, str], address: str, records: list[dict[str, Any]]
) -> Page:
    """``address`` is that of the list without its query; it goes into ``next``."""
    if query.get("count") == "on":
        return Page(200, {"count": len(records)})
    asked = query.get("order_by") or endpoint.default
    field = asked.removeprefix("-")
    known = asked if field in endpoint.ordering else endpoint.default
    rows = _ordered(records, known)
    size = _size(endpoint, query)
    if field in endpoint.cursor:
        return _by_cursor(rows, asked, size, query, address)
    return _by_number(rows, size, query, address)


def link(address: str, query: Mapping[str, str], **more: str) -> str:
    """The same question with other parameters."""
    return f"{address}?{urlencode({**query, **more})}"


def pack(**tokens: str) -> str:
    """A cursor as both sorts of lists have it: a query string in base64."""
    return base64.b64encode(urlencode(tokens).encode("ascii")).decode("ascii")


def unpack(cursor: str) -> dict[str, str] | None:
    """None for what is no cursor."""
    try:
        text = base64.b64decode(cursor.encode("ascii"), validate=True).decode("ascii")
    except (binascii.Error, UnicodeError):
        return None
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}


def _size(endpoint: Endpoint, query: Mapping[str, str]) -> int:
    asked = query.get("page_size", "")
    # Only the alerts' paginator takes a page size from the query.
    return int(asked) if endpoint.page == 50 and asked.isdigit() and int(asked) else endpoint.page


def _ordered(records: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    field = order.removeprefix("-")
    by_id = sorted(records, key=lambda record: str(record.get("id", "")), reverse=True)
    return sorted(by_id, key=lambda record: _place(record, field), reverse=order.startswith("-"))


def _place(record: dict[str, Any], field: str) -> tuple[bool, Any]:
    """Null comes last in ascending order, as PostgreSQL has it; so does what a test put
    there and is no value of the field."""
    value = record.get(field)
    if field in ("date_created", "date_modified"):
        moment = _moment(value) if isinstance(value, str) else None
        return (True, 0) if moment is None else (False, moment)
    kind = int if field in _NUMBERS else str
    return (False, value) if isinstance(value, kind) else (True, 0)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _by_cursor(
    rows: list[dict[str, Any]], order: str, size: int, query: Mapping[str, str], address: str
) -> Page:
    field = order.removeprefix("-")
    start = 0
    if "cursor" in query:
        tokens = unpack(query["cursor"])
        position = _position(field, tokens.get("p", "") if tokens else "")
        if tokens is None or position is None:
            return Page(404, _INVALID)
        places = [_place(row, field) for row in rows]
        at = (False, position)
        ahead = [place > at if order.startswith("-") else place < at for place in places]
        start = sum(ahead) + int(tokens.get("o", "0"))
    shown = rows[start : start + size]
    following = None
    if shown and start + size < len(rows):
        last = shown[-1][field]
        # Records with the same time are told apart by how many of them were shown.
        told = sum(1 for row in rows[: start + size] if row[field] == last)
        following = link(address, query, cursor=pack(p=str(last), o=str(told)))
    count = link(address, query, count="on")
    body = {"count": count, "next": following, "previous": None, "results": shown}
    return Page(200, body)


def _position(field: str, text: str) -> int | datetime | None:
    """The place that a cursor names, or None where it is not one of this field."""
    if field == "id":
        return int(text) if text.isdigit() else None
    return _moment(text)


def _by_number(
    rows: list[dict[str, Any]], size: int, query: Mapping[str, str], address: str
) -> Page:
    asked = query.get("page", "1")
    if not asked.isdigit():
        return Page(404, {"detail": "Invalid page: That page number is not an integer"})
    number = int(asked)
    if number > DEEPEST:
        return Page(404, {"detail": f"Invalid page: {_TOO_DEEP}"})
    start = (number - 1) * size
    if number < 1 or (start >= len(rows) and number > 1):
        return Page(404, {"detail": "Invalid page."})
    more = start + size < len(rows)
    body = {
        "count": len(rows),
        "next": link(address, query, page=str(number + 1)) if more else None,
        "previous": link(address, query, page=str(number - 1)) if number > 1 else None,
        "results": rows[start : start + size],
    }
    return Page(200, body)
