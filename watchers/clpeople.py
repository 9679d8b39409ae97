"""Parties, their counsel and our account, as CourtListener tells of them. Pure.

Field names and roles: freelawproject/courtlistener, cl/people_db/models.py, cl/alerts and
cl/api/views.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from filings.errors import NotAnAnswer
from filings.quota import Limits
from filings.types import Counsel, Party
from watchers.clanswers import SOURCE, Item, last_of, objects, sound, whole, words

_LEFT = frozenset({5, 6, 7, 8, 9})
"""Roles of lawyers who are no longer counsel: terminated, suspended, inactive, disbarred."""
_NO_FIRM = re.compile(r"[0-9@]|^p\.? ?o\.? box|^pro se\b", re.IGNORECASE)
MOST_QUESTIONS = 10_000
"""Of a minute, an hour or a day: more is never asked, whatever an account is allowed."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Questions a minute, an hour and a day: what the account is allowed, and has used."""

    allowed: Limits
    used: Limits


def parties_of(items: Sequence[Any], lawyers: Sequence[Any]) -> tuple[Party, ...]:
    """Parties with their first role, and counsel who have not left."""
    known = {whole(each, "id"): _counsel(each) for each in objects(list(lawyers))}
    found = []
    for item in objects(list(items)):
        if not words(item, "name"):
            continue
        types = objects(item.get("party_types"))
        role = words(types[0], "name") if types else ""
        rows = objects(item.get("attorneys"))
        left = {_lawyer(row) for row in rows if whole(row, "role") in _LEFT}
        ids = dict.fromkeys(each for row in rows if (each := _lawyer(row)) not in left)
        counsel = tuple(known[each] for each in ids if each in known and known[each].name)
        found.append(Party(words(item, "name")[:400], role[:80], counsel[:20]))
    return tuple(found)


def _lawyer(row: Item) -> int | None:
    return whole(row, "attorney_id") or whole({"id": last_of(words(row, "attorney"))}, "id")


def _counsel(lawyer: Item) -> Counsel:
    """A lawyer's address as PACER has it begins with the firm, where there is one."""
    contact = lawyer.get("contact_raw")
    lines = sound(contact).strip().splitlines() if isinstance(contact, str) else []
    first = " ".join(lines[0].split()) if len(lines) > 1 else ""
    name = words(lawyer, "name")[:200]
    firm = "" if _NO_FIRM.search(first) or first.casefold() == name.casefold() else first[:200]
    return Counsel(name, firm)


def alerts_of(items: Sequence[Any]) -> dict[int, int]:
    """Listing -> alert."""
    return {
        listing: alert
        for each in objects(list(items))
        if (listing := whole(each, "docket")) is not None
        and (alert := whole(each, "id")) is not None
    }


def usage_of(answer: Item) -> Usage:
    """Raises NotAnAnswer where one of the three limits is missing."""
    told = {
        whole(row, "window_seconds"): row
        for row in objects(answer.get("current_usage"))
        if row.get("scope") == "user"
    }
    limits, used = [], []
    for span in (60, 3600, 86400):
        limit = whole(told.get(span, {}), "limit")
        if limit is None:
            raise NotAnAnswer(SOURCE, "CourtListener did not say how much it answers.")
        limits.append(min(limit, MOST_QUESTIONS))
        # What is used beyond the limit leaves no less than nothing.
        used.append(min(whole(told.get(span, {}), "used") or 0, limits[-1]))
    return Usage(Limits(*limits), Limits(*used))
