"""What a report other than a feed's changes: known + report -> decision. Pure.

A look-up or a backfill only records, in silence. A webhook tells, and only those
follows that were there when the teller made its record of the entry: an old filing
that it learns of today is news, one that it has had for years is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from filings.deciding.join import has_id
from filings.deciding.known import Decision, NewEntry, Row
from filings.types import Change, Document, Entry, Event, Report

T = TypeVar("T", int, str, datetime)


def decide_report(
    known: Mapping[str, Row], spent: frozenset[str], report: Report, now: datetime
) -> Decision:
    """``known`` has the recorded entries by key; ``spent`` keys are of purged ones."""
    new: dict[str, NewEntry] = {}
    updated: dict[str, Entry] = {}
    heard: list[str] = []
    changes: list[Change] = []
    for entry in report.entries:
        if entry.key in spent:
            continue
        if entry.key in new:
            new[entry.key] = replace(new[entry.key], entry=added(new[entry.key].entry, entry))
            continue
        row = known.get(entry.key)
        if row is None:
            new[entry.key] = NewEntry(entry, entry.key, late=False, silent=not report.alerts)
            if report.alerts:
                changes.append(_told(entry, entry.key, now))
            continue
        current = added(updated.get(entry.key, row.entry), entry)
        if current != row.entry:
            updated[entry.key] = current
        if report.alerts and row.silent and entry.key not in heard:
            heard.append(entry.key)
            changes.append(_told(current, row.lead, now))
        elif current != row.entry and entry.key not in heard:
            changes.append(_amended(current, row.lead))
    return Decision(
        new=tuple(new.values()),
        updated=tuple(updated.values()),
        changes=tuple(_once(changes)),
        heard=tuple(heard),
    )


def _once(changes: Iterable[Change]) -> list[Change]:
    return list(dict.fromkeys(changes))


def _told(entry: Entry, lead: str, now: datetime) -> Change:
    # A date to come is a mistake: nobody's follow can be newer than this moment.
    since = min(entry.created_at or now, now)
    keys = (lead,) if lead == entry.key else (lead, entry.key)
    return Change(
        Event.NEW,
        entry.docket_number,
        entry.case_id,
        keys,
        since=since,
        case_type=entry.case_type,
        wait=not has_id(entry),
    )


def _amended(entry: Entry, lead: str) -> Change:
    keys = (lead,) if lead == entry.key else (lead, entry.key)
    return Change(
        Event.AMENDED, entry.docket_number, entry.case_id, keys, case_type=entry.case_type
    )


def added(known: Entry, entry: Entry) -> Entry:
    """Two reports of one entry in one. Their order makes no difference.

    What one of them lacks the other gives; of two texts the longer stays, since
    reports are repeated hours later as they were first made.
    """
    timed = max((known, entry), key=lambda e: (e.timed, -e.filed_at.timestamp()))
    return replace(
        known,
        number=_one(known.number, entry.number),
        doc_id=_one(known.doc_id, entry.doc_id),
        seq=_one(known.seq, entry.seq),
        case_name=max(known.case_name, entry.case_name, key=lambda found: (len(found), found)),
        case_id=max(known.case_id, entry.case_id),
        events=max(known.events, entry.events, key=lambda found: (len("".join(found)), found)),
        text=max(known.text, entry.text, key=lambda found: (len(found), found)),
        url=max(known.url, entry.url, key=lambda found: (len(found), found)),
        document_url=_one(known.document_url, entry.document_url),
        filed_at=timed.filed_at,
        timed=timed.timed,
        documents=documents_of((*known.documents, *entry.documents)),
        created_at=_one(known.created_at, entry.created_at),
    )


def _one(known: T | None, other: T | None) -> T | None:
    """What is there; of two different ones the smaller, so that no order counts."""
    found = [each for each in (known, other) if each is not None]
    return min(found) if found else None


def documents_of(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Each document once, with all that is known of it, the main one first."""
    found: dict[int | str, Document] = {}
    for document in documents:
        place: int | str = document.attachment if document.attachment is not None else "main"
        found[place] = _filled(found[place], document) if place in found else document
    main = (document for place, document in found.items() if place == "main")
    others = (found[place] for place in sorted(p for p in found if isinstance(p, int)))
    return (*main, *others)


def _filled(known: Document, other: Document) -> Document:
    return Document(
        doc_id=_one(known.doc_id, other.doc_id),
        attachment=known.attachment,
        description=max(known.description, other.description, key=lambda d: (len(d), d)),
        free_url=_one(known.free_url, other.free_url),
        pages=_one(known.pages, other.pages),
        sealed=known.sealed or other.sealed,
    )
