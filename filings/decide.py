"""Known + parsed + now -> what changed. Pure: no clock, no database, no network.

One filing can arrive as several entries: in a criminal case the court lists
it once under each defendant's case id, with equal sequence number and time
(one filing of the D.D.C. came under 11 case ids, one of the D. Conn. under
18). The first of them leads; the alert is about the lead and names the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b

from filings import captions
from filings.types import Change, Dropped, Entry, Event, Parsed

KEY_LENGTH = 24

FilingMark = tuple[str, int, datetime]
"""What makes entries of several defendants one filing: docket number without
the defendant, sequence number, time."""


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What is recorded of an entry, as far as a decision needs it."""

    entry: Entry
    lead: str
    missing_build: datetime | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class KnownTitle:
    """The caption recorded for a case id.

    ``past`` holds, normalised, every one it had and every one its docket was told of.
    """

    title: str
    past: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """A recorded entry that a complete body ought to hold still.

    ``built_at`` is the build that first showed it: an older build, which some
    courts serve now and then, cannot tell that it is gone.
    """

    filed_at: datetime
    lead: str
    docket_number: str
    case_id: str
    missing_build: datetime | None = None
    withdrawn: bool = False
    case_type: str = ""
    built_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is recorded that bears on one body.

    entries    by key, for every key the body may name
    spent      keys whose entries were purged: not new, and nothing to say
    titles     by case id
    leads      lead keys of recorded filings under several defendants
    standing   by key: recorded entries filed since the body's oldest
    baseline   whether this epoch had a complete body already
    newest_at  filing time of the newest entry seen so far
    history_from  a baseline entry filed earlier than this interests nobody
    """

    entries: Mapping[str, KnownEntry] = field(default_factory=dict)
    spent: frozenset[str] = frozenset()
    titles: Mapping[str, KnownTitle] = field(default_factory=dict)
    leads: Mapping[FilingMark, str] = field(default_factory=dict)
    standing: Mapping[str, Standing] = field(default_factory=dict)
    baseline: bool = False
    newest_at: datetime | None = None
    history_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewEntry:
    entry: Entry
    lead: str
    late: bool


@dataclass(frozen=True, slots=True)
class NewTitle:
    case_id: str
    docket_number: str
    defendant: int | None
    title: str
    past: tuple[str, ...]
    case_type: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to record. ``changes`` are told; the rest is the record itself.

    missing    keys that this complete build lacks for the first time
    back       keys that were missing and are there again
    withdrawn  keys that two successive complete builds lacked
    """

    new: tuple[NewEntry, ...] = ()
    updated: tuple[Entry, ...] = ()
    titles: tuple[NewTitle, ...] = ()
    changes: tuple[Change, ...] = ()
    missing: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


def mark_of(entry: Entry) -> FilingMark | None:
    """The mark shared by one filing's entries, None where an entry stands alone.

    A case's own entry, without a defendant, has the same mark as theirs.
    """
    if entry.seq is None:
        return None
    return (entry.docket_number, entry.seq, entry.filed_at)


def is_another(entry: Entry, known: Entry) -> bool:
    """Whether a guid was used again for another entry.

    A changed time alone is a change of the same entry (the 2d Cir. did that
    to No. 64 of 22-643); only when number and document differ too is it
    another one. A number or document that only one of them has came later.
    """
    return (
        entry.filed_at != known.filed_at
        and None not in (entry.number, known.number, entry.doc_id, known.doc_id)
        and entry.number != known.number
        and entry.doc_id != known.doc_id
    )


def decide(known: Known, parsed: Parsed, now: datetime) -> Decision:
    """Compare one body with the record. ``now`` marks a build without a date."""
    entries = _identified(known, parsed)
    new, updated, changes = _entries(known, parsed, entries)
    kept = known.entries.keys() | {n.entry.key for n in new}
    titles, title_changes = _titles(known, [e for e in entries if e.key in kept])
    present = _present(known, parsed, entries)
    missing, withdrawn, gone_changes = _absent(known, parsed, present, now)
    back, back_changes = _back(known, present)
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
            changes.append(_change(Event.NEW, entry, lead, history=not known.baseline))
    return new, updated, changes


def _is_old_history(known: Known, entry: Entry) -> bool:
    if known.baseline:
        return False
    return known.history_from is None or entry.filed_at < known.history_from


def _change(event: Event, entry: Entry, lead: str, *, history: bool = False) -> Change:
    keys = (lead,) if lead == entry.key else (lead, entry.key)
    return Change(
        event, entry.docket_number, entry.case_id, keys, history=history, case_type=entry.case_type
    )


def reused_key(entry: Entry) -> str:
    """The key of an entry whose guid belonged to another entry before.

    The watchers make the same one where both stand in one body.
    """
    key = f"{entry.key}@{int(entry.filed_at.timestamp())}"
    if len(key) <= KEY_LENGTH:
        return key
    return blake2b(key.encode("utf-8", "replace"), digest_size=KEY_LENGTH // 2).hexdigest()


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
    return Change(
        Event.UNSEALED if unsealed else Event.CAPTION,
        entry.docket_number,
        entry.case_id,
        before=before,
        after=entry.case_name,
        case_type=entry.case_type,
    )


def _present(known: Known, parsed: Parsed, entries: Iterable[Entry]) -> set[str]:
    """Keys of standing entries that are in the body, or may be.

    A filing under several defendants is there as long as one of its entries
    is. An item that could not be read may be any entry whose ids it names.
    """
    keys = parsed.remembered | {e.key for e in entries} | {e.key for e in parsed.entries}
    there = {
        key
        for key in known.standing
        # A guid that was used again is remembered under its first entry's key.
        if key in keys or key.partition("@")[0] in keys or _named_in(key, parsed.dropped)
    }
    leads = {known.standing[key].lead for key in there}
    return {key for key, standing in known.standing.items() if standing.lead in leads}


def _named_in(key: str, dropped: Sequence[Dropped]) -> bool:
    ids = key.partition("@")[0].replace("/", "-").split("-")
    return any(all(part in item.raw for part in ids) for item in dropped)


def _absent(
    known: Known, parsed: Parsed, present: set[str], now: datetime
) -> tuple[list[str], list[str], list[Change]]:
    """Entries that a complete body with older items ought to hold and does not."""
    if not parsed.complete or parsed.oldest_at is None:
        return [], [], []
    build = parsed.built_at or now
    missing: list[str] = []
    withdrawn: list[str] = []
    changes: list[Change] = []
    for key, standing in known.standing.items():
        if key in present or standing.withdrawn or standing.filed_at <= parsed.oldest_at:
            continue
        if standing.built_at is not None and build < standing.built_at:
            continue
        if standing.missing_build is None:
            missing.append(key)
        elif standing.missing_build != build:
            withdrawn.append(key)
            if key == standing.lead:
                changes.append(_standing_change(Event.WITHDRAWN, key, standing))
    return missing, withdrawn, changes


def _back(known: Known, present: set[str]) -> tuple[list[str], list[Change]]:
    back: list[str] = []
    changes: list[Change] = []
    for key, standing in known.standing.items():
        if key not in present or (standing.missing_build is None and not standing.withdrawn):
            continue
        back.append(key)
        if standing.withdrawn and key == standing.lead:
            changes.append(_standing_change(Event.RESTORED, key, standing))
    return back, changes


def _standing_change(event: Event, key: str, standing: Standing) -> Change:
    return Change(
        event, standing.docket_number, standing.case_id, (key,), case_type=standing.case_type
    )
