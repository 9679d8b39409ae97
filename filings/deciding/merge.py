"""Several tellers' entries of one filing, shown as one. Pure; their order makes no difference.

What the court's own feed says goes before what others say of it, and a defendant's
entry behind the case's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from filings import newsdates
from filings.courts import court_of
from filings.deciding.reported import documents_of
from filings.types import Document, Entry, Event, Teller
from filings.views import FilingView

_RANK = {Teller.CMECF: 0, Teller.SCOTUS: 0, Teller.COURTLISTENER: 1}


@dataclass(frozen=True, slots=True)
class Told:
    """One recorded entry of a filing, as a view needs it.

    free_at  when its main document was first seen to be free, or None
    """

    entry: Entry
    court: str
    teller: Teller
    seen_at: datetime
    built_at: datetime | None = None
    late: bool = False
    withdrawn: bool = False
    free_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Saying:
    """The words of one recorded entry, and what places it among those of its filing."""

    teller: Teller
    defendant: int | None
    key: str
    events: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """The words by which it is known what a filing is: the same that its view has."""

    events: tuple[str, ...] = ()
    text: str = ""


def said(sayings: Iterable[Saying]) -> Said:
    """The words of a filing, of those of all its entries."""
    in_order = sorted(sayings, key=lambda one: _order(one.teller, one.defendant, one.key))
    return Said(
        next((one.events for one in in_order if one.events), ()),
        max((one.text for one in in_order), key=lambda text: (len(text), text), default=""),
    )


def _order(teller: Teller, defendant: int | None, key: str) -> tuple[object, ...]:
    return (_RANK[teller], -1 if defendant is None else defendant, key)


def _place(told: Told) -> tuple[object, ...]:
    return _order(told.teller, told.entry.defendant, told.entry.key)


def folded(
    rows: Sequence[Told], event: Event = Event.NEW, before: str = "", after: str = ""
) -> FilingView:
    """One filing of one entry at least."""
    rows = sorted(rows, key=_place)
    first = rows[0]
    words = said(
        Saying(r.teller, r.entry.defendant, r.entry.key, r.entry.events, r.entry.text) for r in rows
    )
    entries = [row.entry for row in rows]
    timed = next((entry for entry in entries if entry.timed), entries[0])
    seen = min(rows, key=lambda row: (row.seen_at, _place(row)))
    best = _RANK[first.teller]
    main = _main(entries)
    return FilingView(
        event=event,
        court=first.court,
        docket_number=first.entry.docket_number,
        case_name=next((e.case_name for e in entries if e.case_name), ""),
        key=first.entry.key,
        number=_first(e.number for e in entries),
        events=words.events,
        text=words.text,
        filed_at=timed.filed_at,
        filed_on=_filed_on(rows),
        timed=timed.timed,
        seen_at=seen.seen_at,
        built_at=seen.built_at,
        url=next((e.url for e in entries if e.url), ""),
        document_url=next((e.document_url for e in entries if e.document_url), None),
        free_url=main.free_url if main else None,
        pages=main.pages if main else None,
        free_at=min((row.free_at for row in rows if row.free_at is not None), default=None),
        seq=_first(e.seq for e in entries),
        defendants=_defendants(entries),
        before=before,
        after=after,
        withdrawn=all(row.withdrawn for row in rows if _RANK[row.teller] == best),
        late=first.late,
        tellers=_tellers(rows),
    )


def _filed_on(rows: Sequence[Told]) -> date | None:
    """The court's own feed has the time of docketing; the others have the day of filing."""
    said = next((row for row in rows if row.teller is not Teller.CMECF), None)
    if said is None:
        return None
    return newsdates.local_date(said.entry.filed_at, court_of(said.court)[1])


def _first(found: Iterable[int | None]) -> int | None:
    return next((each for each in found if each is not None), None)


def _main(entries: Sequence[Entry]) -> Document | None:
    documents = documents_of(d for entry in entries for d in entry.documents)
    return next((found for found in documents if found.attachment is None), None)


def _defendants(entries: Sequence[Entry]) -> tuple[int, ...]:
    numbers = {entry.defendant for entry in entries if entry.defendant is not None}
    return tuple(sorted(numbers)) if len(numbers) > 1 else ()


def _tellers(rows: Sequence[Told]) -> tuple[Teller, ...]:
    """The first to tell of it first."""
    in_order = sorted(rows, key=lambda row: (row.seen_at, _place(row)))
    return tuple(dict.fromkeys(row.teller for row in in_order))
