"""What CourtListener holds: dockets, entries, documents, parties, as its API writes them.

A record is the JSON object that the API answers with, field by field as in the answers and
OPTIONS that were kept of the real service; so a test can put any wrong value into one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from filings import courts, numbers
from sandbox.listener import blanks
from sandbox.listener.people import People

Record: TypeAlias = dict[str, Any]

SITE = "https://www.courtlistener.com"
API = f"{SITE}/api/rest/v4"
STORAGE = "https://storage.courtlistener.com"
PACIFIC = ZoneInfo("America/Los_Angeles")


class Shelf:
    """``clock`` gives aware UTC and dates what is added."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.dockets: dict[int, Record] = {}
        self.entries: dict[int, Record] = {}
        self.documents: dict[int, Record] = {}
        self.people = People(API, self.now)
        self._docket_of: dict[int, int] = {}
        self._entry_of: dict[int, int] = {}
        self._entries_of: dict[int, list[int]] = {}
        self._on_a_day: Counter[tuple[int, str]] = Counter()
        self._ids = {"docket": 69_000_000, "entry": 400_000_000, "document": 430_000_000}

    def now(self) -> str:
        """The service writes its own times in the Pacific zone."""
        return self._clock().astimezone(PACIFIC).isoformat()

    def take_id(self, noun: str) -> int:
        self._ids[noun] += 1
        return self._ids[noun]

    def add_docket(
        self,
        court: str,
        number: str,
        case_name: str,
        *,
        listing_id: int | None = None,
        case_id: str | None = None,
        **fields: Any,
    ) -> int:
        """A docket, ``court`` by its id here or there; ``fields`` as the API names them."""
        id_ = self.take_id("docket") if listing_id is None else listing_id
        if id_ in self.dockets:
            raise ValueError(f"There is a docket {id_} already.")
        known = courts.known(court)
        court_id = known.courtlistener_id if known else court
        slug = slug_of(case_name)
        parsed = numbers.parse(number, known.kind if known else None)
        self.dockets[id_] = blanks.docket() | {
            "resource_uri": f"{API}/dockets/{id_}/",
            "id": id_,
            "court": f"{API}/courts/{court_id}/",
            "court_id": court_id,
            "absolute_url": f"/docket/{id_}/{slug}/",
            "date_created": self.now(),
            "date_modified": self.now(),
            "date_last_index": self.now(),
            "case_name": case_name,
            "slug": slug,
            "docket_number": number,
            "docket_number_core": parsed.core if parsed else "",
            "docket_number_raw": number,
            "pacer_case_id": case_id,
            **{name: plain(value) for name, value in fields.items()},
        }
        return id_

    def add_entry(
        self,
        docket_id: int,
        text: str = "",
        *,
        filed: date,
        number: int | None = None,
        event: str = "",
        doc_id: str = "",
        seq: int | None = None,
        created_at: datetime | None = None,
        **fields: Any,
    ) -> int:
        """An entry with its main document, which is made when there is anything to say of it.

        filed       with a time (an aware datetime) the service knows it to the second
        event       the short description; doc_id PACER's id of the main document
        seq         PACER's sequence number; created_at when the service made its record
        """
        id_ = self.take_id("entry")
        made = created_at.astimezone(PACIFIC).isoformat() if created_at else self.now()
        day, clock_time = self._filed(docket_id, filed)
        self._on_a_day[docket_id, day] += 1
        self.entries[id_] = {
            "resource_uri": f"{API}/docket-entries/{id_}/",
            "id": id_,
            "docket": f"{API}/dockets/{docket_id}/",
            "recap_documents": [],
            "tags": [],
            "date_created": made,
            "date_modified": made,
            "date_filed": day,
            "time_filed": clock_time,
            "entry_number": number,
            "recap_sequence_number": f"{day}.{self._on_a_day[docket_id, day]:03}",
            "pacer_sequence_number": seq,
            "description": text,
            **{name: plain(value) for name, value in fields.items()},
        }
        self._docket_of[id_] = docket_id
        self._entries_of.setdefault(docket_id, []).append(id_)
        if number is not None or event or doc_id:
            self.add_document(id_, description=event, doc_id=doc_id, made=made)
        self._filed_on(docket_id, day)
        return id_

    def _filed_on(self, docket_id: int, day: str) -> None:
        docket = self.dockets[docket_id]
        docket["date_last_filing"] = max(docket["date_last_filing"] or "", day)
        docket["date_modified"] = self.now()

    def add_document(
        self,
        entry_id: int,
        *,
        attachment: int | None = None,
        description: str = "",
        doc_id: str = "",
        made: str | None = None,
        **fields: Any,
    ) -> int:
        """A document of an entry: an attachment when it has a number, else the main one."""
        entry, docket = self.entries[entry_id], self.docket_of(entry_id)
        id_ = self.take_id("document")
        number = entry["entry_number"]
        path = "/".join(str(part) for part in (number, attachment) if part is not None)
        record = blanks.document() | {
            "resource_uri": f"{API}/recap-documents/{id_}/",
            "id": id_,
            "absolute_url": f"/docket/{docket['id']}/{path}/{docket['slug']}/" if path else "",
            "date_created": made or self.now(),
            "date_modified": made or self.now(),
            "document_number": "" if number is None else str(number),
            "attachment_number": attachment,
            "pacer_doc_id": doc_id,
            "document_type": 1 if attachment is None else 2,
            "description": description,
            **{name: plain(value) for name, value in fields.items()},
        }
        self.documents[id_] = record
        self._entry_of[id_] = entry_id
        entry["recap_documents"].append(record)
        entry["date_modified"] = record["date_modified"]
        return id_

    def make_available(self, entry_id: int, *, attachment: int | None, pages: int) -> str:
        """The PDF of the main document or an attachment is there; returns its free address."""
        entry, docket = self.entries[entry_id], self.docket_of(entry_id)
        found = (d for d in entry["recap_documents"] if d["attachment_number"] == attachment)
        document = next(found)
        case_id = docket["pacer_case_id"] or docket["docket_number"]
        folder = f"gov.uscourts.{docket['court_id']}.{case_id}"
        name = f"{document['document_number'] or document['pacer_doc_id']}"
        path = f"recap/{folder}/{folder}.{name}.{document['attachment_number'] or 0}.pdf"
        document |= {
            "is_available": True,
            "filepath_local": path,
            "page_count": pages,
            "file_size": 30_000 * pages,
            "sha1": f"{document['id']:040x}",
            "ocr_status": 2,
            "date_upload": self.now(),
            "date_modified": self.now(),
        }
        entry["date_modified"] = self.now()
        return f"{STORAGE}/{path}"

    def add_party(
        self,
        docket_id: int,
        name: str,
        role: str = "Plaintiff",
        *,
        counsel: tuple[tuple[str, str], ...] = (),
    ) -> int:
        """A party and its lawyers as (name, firm); lawyers have an endpoint of their own."""
        return self.people.add_party(docket_id, name, role, counsel)

    def main_document(self, entry_id: int) -> Record | None:
        found = self.entries[entry_id]["recap_documents"]
        return next((d for d in found if d["attachment_number"] is None), None)

    def entry_of(self, document_id: int) -> Record:
        return self.entries[self._entry_of[document_id]]

    def docket_of(self, entry_id: int) -> Record:
        return self.dockets[self._docket_of[entry_id]]

    def dockets_of(self, record: Record) -> list[Record]:
        """Those that an entry, a party or an attorney belongs to."""
        if "party_types" in record:
            return [self.dockets[role["docket_id"]] for role in record["party_types"]]
        if "parties_represented" in record:
            links = {role["docket"] for role in record["parties_represented"]}
            return [docket for docket in self.dockets.values() if docket["resource_uri"] in links]
        return [self.docket_of(record["id"])]

    def entries_of(self, docket_id: int) -> list[Record]:
        return [self.entries[id_] for id_ in self._entries_of.get(docket_id, ())]

    def _filed(self, docket_id: int, filed: date) -> tuple[str, str | None]:
        if not isinstance(filed, datetime):
            return filed.isoformat(), None
        known = courts.known(self.dockets[docket_id]["court_id"])
        local = filed.astimezone(known.zone if known else PACIFIC)
        return local.date().isoformat(), local.time().isoformat()


def plain(value: Any) -> Any:
    """Dates as JSON has them, all else as it is."""
    return value.isoformat() if isinstance(value, date) else value


def slug_of(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:75]
