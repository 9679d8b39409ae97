"""Webhooks as CourtListener sends them: bodies, the plan of retries, and the sending.

freelawproject/courtlistener, ``cl/api/webhooks.py`` and ``cl/api/models.py``; bodies of the
events as in those kept of the real service.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp

from sandbox.listener.searching import docket_result
from sandbox.listener.shelf import Record, Shelf

DOCKET_ALERT, SEARCH_ALERT, RECAP_FETCH, OLD_ALERTS = 1, 2, 3, 4
RETRY_AFTER = tuple(timedelta(minutes=3 * 3**tries) for tries in range(7))
"""After each failure in turn, 3 minutes to 36:27 hours; then the event has failed."""
PATIENCE = 3.0
"""Seconds to connect, and to answer. The documentation promises only 1."""
_OLD_VERSION_ENDED = "2024-11-18T00:00:00+00:00"
_ENTRY_LEAVES_OUT = ("resource_uri", "tags")
_DOCUMENT_LEAVES_OUT = ("resource_uri", "tags", "plain_text")


@dataclass(frozen=True, slots=True)
class Sent:
    """One attempt. ``status`` is None where no answer came, ``error`` then says why."""

    url: str
    key: str
    status: int | None
    seconds: float
    error: str = ""

    @property
    def done(self) -> bool:
        """The service takes any 2xx, and no redirect."""
        return self.status is not None and 200 <= self.status < 300


def docket_alert(shelf: Shelf, *entry_ids: int, version: int = 2) -> Record:
    """Of entries of one docket; both versions have the same payload."""
    results = []
    for id_ in entry_ids:
        entry = _without(shelf.entries[id_], _ENTRY_LEAVES_OUT)
        entry["docket"] = shelf.docket_of(id_)["id"]
        entry["recap_documents"] = [
            _without(document, _DOCUMENT_LEAVES_OUT) for document in entry["recap_documents"]
        ]
        results.append(entry)
    return _event(shelf, DOCKET_ALERT, version, {"results": results})


def search_alert(
    shelf: Shelf, query: str, *docket_ids: int, version: int = 2, name: str = "Search"
) -> Record:
    """Dockets found by a search of type ``r``, their documents in them; the versions differ in
    the results of other types only (``cl/api/tasks.py``)."""
    results: list[Record] = []
    for id_ in docket_ids:
        docket = shelf.dockets[id_]
        entries = shelf.entries_of(id_)
        documents = [document for entry in entries for document in entry["recap_documents"]]
        result = docket_result(shelf, docket, documents)
        result["meta"] = {k: v for k, v in result["meta"].items() if k != "score"}
        results.append(result)
    alert = {
        "id": 1,
        "name": name,
        "rate": "rt",
        "user": 1,
        "query": query,
        "alert_type": "r",
        "secret_key": "REMOVED",
        "date_created": shelf.now(),
        "date_last_hit": shelf.now(),
        "date_modified": shelf.now(),
    }
    return _event(shelf, SEARCH_ALERT, version, {"results": results, "alert": alert})


def old_alerts(shelf: Shelf, *, old: list[Record], disabled: list[Record]) -> Record:
    """Alerts of cases that ended: about to be switched off, and switched off."""
    return _event(shelf, OLD_ALERTS, 2, {"old_alerts": old, "disabled_alerts": disabled})


async def send(
    url: str,
    event: Record | bytes,
    *,
    key: str | None = None,
    seconds: Callable[[], float] = time.monotonic,
) -> Sent:
    """POST an event once. Bytes go out as they are, for what no service would send."""
    key = key or str(uuid.uuid4())
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    timeout = aiohttp.ClientTimeout(total=2 * PATIENCE, connect=PATIENCE, sock_read=PATIENCE)
    started = seconds()
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            await answer.read()
            return Sent(url, key, answer.status, seconds() - started)
    except (aiohttp.ClientError, TimeoutError) as error:
        return Sent(url, key, None, seconds() - started, type(error).__name__)


def _event(shelf: Shelf, kind: int, version: int, payload: dict[str, Any]) -> Record:
    webhook = {
        "version": version,
        "event_type": kind,
        "date_created": shelf.now(),
        "deprecation_date": _OLD_VERSION_ENDED if version == 1 else None,
    }
    return {"payload": payload, "webhook": webhook}


def _without(record: Record, names: tuple[str, ...]) -> Record:
    return {name: value for name, value in record.items() if name not in names}
