"""What CourtListener's events say, as values. Pure. Their form: cl/api/webhooks.py."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from filings import courts
from filings.errors import NotAnAnswer
from filings.types import Dropped
from watchers.clanswers import SOURCE, Item, dropped, last_of, objects, read_json, whole, words

DOCKET_ALERT, SEARCH_ALERT, OLD_ALERTS = 1, 2, 4
"""CourtListener's numbers of events (freelawproject/courtlistener, cl/api/models.py)."""

_STORED = re.compile(r"gov\.uscourts\.([a-z0-9]{2,12})\.([0-9]{1,12})\.")
_PAGE = re.compile(r"/docket/([0-9]{1,15})/")


@dataclass(frozen=True, slots=True)
class HookEntry:
    """An entry in an event: of which listing, and what its documents' addresses say of the case."""

    listing_id: int
    item: Item
    court: str | None = None
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class Hook:
    """An event. ``kind``: 1 docket alert, 2 search alert, 3 fetch, 4 old alerts, 5 pray and pay.

    entries  of a docket alert;  results  of a search alert
    ended    listings whose alerts CourtListener switched off
    dropped  entries of which it cannot be told whose they are
    """

    kind: int
    version: int
    entries: tuple[HookEntry, ...] = ()
    results: tuple[Item, ...] = ()
    ended: tuple[int, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def webhook(body: bytes) -> Hook:
    """Read an event of either version. Raises NotAnAnswer for what is none."""
    told = read_json(body, "event")
    about, payload = told.get("webhook"), told.get("payload")
    if not isinstance(about, Mapping) or not isinstance(payload, Mapping):
        raise NotAnAnswer(SOURCE, "CourtListener sent an event of another form.")
    kind, version = whole(about, "event_type") or 0, whole(about, "version") or 1
    results = payload.get("results")
    if kind == DOCKET_ALERT:
        read = [_hook_entry(item) for item in (results if isinstance(results, list) else [])]
        return Hook(
            kind,
            version,
            entries=tuple(each for each in read if isinstance(each, HookEntry)),
            dropped=tuple(each for each in read if isinstance(each, Dropped)),
        )
    if kind == OLD_ALERTS:
        listed = (whole(each, "docket") for each in objects(payload.get("disabled_alerts")))
        return Hook(kind, version, ended=tuple(each for each in listed if each is not None))
    return Hook(kind, version, results=tuple(objects(results)) if kind == SEARCH_ALERT else ())


def _hook_entry(item: object) -> HookEntry | Dropped:
    if not isinstance(item, Mapping):
        return dropped(item, "not an entry")
    documents = objects(item.get("recap_documents"))
    listing = (
        whole(item, "docket")
        or whole({"id": last_of(words(item, "docket"))}, "id")
        or next(filter(None, map(listing_of, documents)), None)
    )
    if not listing:
        return dropped(item, "an entry of no docket")
    stored = next(filter(None, map(stored_as, documents)), (None, ""))
    return HookEntry(listing, item, *stored)


def listing_of(item: Item) -> int | None:
    """CourtListener's id of the docket, told or in the address of a document's page."""
    page = _PAGE.match(words(item, "absolute_url", "docket_absolute_url"))
    return whole(item, "docket_id") or (int(page[1]) if page else None)


def stored_as(document: Item) -> tuple[str, str] | None:
    """Court and the court's case id, which name the folder that a document's file lies in."""
    stored = _STORED.search(words(document, "filepath_local", "filepath_ia"))
    court = courts.known(stored[1]) if stored else None
    return (court.id, stored[2]) if stored and court else None
