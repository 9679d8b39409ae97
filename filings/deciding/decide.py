"""Known + parsed + now -> what changed. Pure: no clock, no database, no network.

One filing can arrive as several entries: in a criminal case the court lists
it once under each defendant's case id, with equal sequence number and time
(one filing of the D.D.C. came under 11 case ids, one of the D. Conn. under
18). The first of them leads; the alert is about the lead and names the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from filings import captions
from filings.changes import anonymised
from filings.deciding import absence
from filings.deciding.identity import is_another, reused_key
from filings.deciding.known import Decision, FilingMark, Known, KnownEntry, NewEntry, NewTitle
from filings.types import Change, Entry, Event, Parsed


def mark_of(entry: Entry) -> FilingMark | None:
    """The mark shared by one filing's entries, None where an entry stands alone.

    A case's own entry, without a defendant, has the same mark as theirs.
    """
    if entry.seq is None:
        return None
    return (entry.docket_number, entry.seq, entry.filed_at)


def decide(known: Known, parsed: Parsed, now: datetime) -> Decision:
    """Compare one body with the record. ``now`` marks a build without a date."""
    entries = _identified(known, parsed)
    new, updated, changes = _entries(known, parsed, entries)
    kept = known.entries.keys() | {n.entry.key for n in new}
    titles, title_changes = _titles(known, [e for e in entries if e.key in kept])
    there = absence.present(known, parsed, entries)
    missing, withdrawn, gone_changes = absence.absent(known, parsed, there, now)
    back, back_changes = absence.back(known, there)
    return Decision(
        new=tuple(new),
        updated=tuple(updated),
        titles=tuple(titles),
        changes=(*changes, *title_changes, *gone_changes, *back_changes),
        missing=tuple(missing),
        back=tuple(back),
        withdrawn=tuple(withdrawn),
    )


def _identified(known: Known, parsed: Parsed) -> list[Entry]:
    """The body's entries under the keys that the record has for them."""
    found = []
    for entry in parsed.entries:
        recorded = known.entries.get(entry.key)
        if recorded is not None and is_another(entry, recorded.entry):
            entry = replace(entry, key=reused_key(entry))
        found.append(entry)
    return found


def _entries(
    known: Known, parsed: Parsed, entries: Iterable[Entry]
) -> tuple[list[NewEntry], list[Entry], list[Change]]:
    new: list[NewEntry] = []
    updated: list[Entry] = []
    changes: list[Change] = []
    told: dict[str, int] = {}
    leads = dict(known.leads)
    for entry in entries:
        recorded = known.entries.get(entry.key)
        if recorded is not None:
            current = _merged(recorded.entry, entry, whole=parsed.complete)
            if _substance(current) != _substance(recorded.entry):
                updated.append(current)
                changes.append(_amended(recorded, current))
            continue
        if entry.key in known.spent:
            continue
        mark = mark_of(entry)
        lead = entry.key if mark is None else leads.setdefault(mark, entry.key)
        late = known.newest_at is not None and entry.filed_at < known.newest_at
        new.append(NewEntry(entry, lead, late))
        if lead in told:
            place = told[lead]
            changes[place] = replace(changes[place], keys=(*changes[place].keys, entry.key))
        elif lead != entry.key:
            changes.append(_change(Event.AMENDED, entry, lead))
        elif not _is_old_history(known, entry):
            told[lead] = len(changes)
            since = None if known.baseline else entry.filed_at
            changes.append(_change(Event.NEW, entry, lead, since=since))
    return new, updated, changes


def _is_old_history(known: Known, entry: Entry) -> bool:
    if known.baseline:
        return False
    return known.history_from is None or entry.filed_at < known.history_from


def _change(event: Event, entry: Entry, lead: str, *, since: datetime | None = None) -> Change:
    keys = (lead,) if lead == entry.key else (lead, entry.key)
    return Change(
        event, entry.docket_number, entry.case_id, keys, since=since, case_type=entry.case_type
    )


def _merged(recorded: Entry, entry: Entry, *, whole: bool) -> Entry:
    """The entry as it is now known.

    A whole body has every event of the entry; a torn one may lack some. A
    number, once given, does not go away when a later item omits it.
    """
    events = entry.events
    if not whole:
        more = (event for event in entry.events if event not in recorded.events)
        events = (*recorded.events, *more)
    return replace(
        entry,
        events=events or recorded.events,
        case_name=recorded.case_name,
        number=recorded.number if entry.number is None else entry.number,
        doc_id=entry.doc_id or recorded.doc_id,
        document_url=entry.document_url if whole else entry.document_url or recorded.document_url,
        text=entry.text or recorded.text,
        documents=entry.documents or recorded.documents,
    )


def _substance(entry: Entry) -> tuple[object, ...]:
    """What of an entry is recorded and shown; the order of its events is not."""
    return (
        entry.number,
        entry.doc_id,
        entry.seq,
        frozenset(entry.events),
        entry.filed_at,
        entry.url,
        entry.document_url,
        entry.text,
        entry.documents,
    )


def _amended(recorded: KnownEntry, current: Entry) -> Change:
    return Change(
        Event.AMENDED,
        current.docket_number,
        current.case_id,
        (recorded.lead,) if recorded.lead == current.key else (recorded.lead, current.key),
        before=" AND ".join(recorded.entry.events),
        after=" AND ".join(current.events),
        case_type=current.case_type,
    )


def _titles(known: Known, entries: Iterable[Entry]) -> tuple[list[NewTitle], list[Change]]:
    """Captions that are new or different, the case's newest item deciding.

    One docket can have several case ids; what was told under one is no news
    under another.
    """
    titles: list[NewTitle] = []
    changes: dict[tuple[str, str], Change] = {}
    for case_id, entry in _newest_named(entries).items():
        norm = captions.normalised(entry.case_name)
        recorded = known.titles.get(case_id)
        past = recorded.past if recorded else frozenset[str]()
        if recorded is not None and recorded.title == entry.case_name:
            continue
        titles.append(
            NewTitle(
                case_id,
                entry.docket_number,
                entry.defendant,
                entry.case_name,
                tuple(sorted(past | {norm})),
                entry.case_type,
            )
        )
        if recorded is not None and norm not in past:
            changes.setdefault((entry.docket_number, norm), _renamed(recorded.title, entry))
    return titles, list(changes.values())


def _newest_named(entries: Iterable[Entry]) -> dict[str, Entry]:
    """By case id, the newest entry that names its parties."""
    newest: dict[str, Entry] = {}
    for entry in entries:
        if entry.case_id and captions.normalised(entry.case_name):
            there = newest.get(entry.case_id)
            if there is None or entry.filed_at > there.filed_at:
                newest[entry.case_id] = entry
    return newest


def _renamed(before: str, entry: Entry) -> Change:
    unsealed = captions.is_sealed(before) and not captions.is_sealed(entry.case_name)
    event = Event.UNSEALED if unsealed else Event.CAPTION
    if anonymised.is_withdrawn(before, entry.case_name):
        event = Event.ANONYMISED
    return Change(
        event,
        entry.docket_number,
        entry.case_id,
        before=before,
        after=entry.case_name,
        case_type=entry.case_type,
    )
