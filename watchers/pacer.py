"""CM/ECF feeds of the federal courts: body -> entries, and what is new since the last body.

Shapes follow the feeds kept in splashingdiamonds/pacer-courts and the fixtures of
freelawproject/juriscraper (``tests/examples/pacer/rss_feeds``).

An item's guid names the docket entry. Several items with one guid are one entry with
several events. The raw bytes of an item change for no reason that matters when the
court toggles ``pdf_toggle_possible`` in a link, so that parameter is taken out first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from filings.deciding.identity import is_another, reused_key
from filings.types import Dropped, Entry, Parsed
from watchers import feedxml
from watchers.channel import Head, checked, not_rebuilt, peek
from watchers.docketitem import RAW_LENGTH, TORN, read_item

__all__ = ["Head", "Memory", "not_rebuilt", "parse", "peek", "read"]

WINDOW = timedelta(hours=24)
"""How far back a body reaches before its build; never more, in 26,650 bodies of
splashingdiamonds/pacer-courts."""

_EVENTS_MOST = 50
_ENTRIES_MOST = 20  # under one guid; courts make one
_DROPPED_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Memory:
    """What a body left behind, to tell the next one's news; a value, never changed.

    bases   raw item -> key in its guid. The item itself, not a digest of it, so that
            no chance can hide a filing; about as large as the body
    items   key in a guid -> its raw items
    filed   key in a guid -> filing time of the earliest entry under it
    shared  key in a guid -> keys of its entries, where it has more than one
    """

    bases: Mapping[bytes, str] = field(default_factory=dict)
    items: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    filed: Mapping[str, datetime] = field(default_factory=dict)
    shared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


# The parameter with the ampersand before it, escaped as courts may, or behind it.
_TOGGLE = re.compile(
    rb"&(?:#x26;|#38;|amp;)?pdf_toggle_possible=\w*"
    rb"|(?<=\?)pdf_toggle_possible=\w*(?:&(?:#x26;|#38;|amp;)?)?"
)


def parse(body: bytes, court: str, memory: Memory | None = None) -> Parsed:
    """The entries of a body of ``court`` (a PACER id); what ``read`` gives first."""
    return read(body, court, memory)[0]


def read(body: bytes, court: str, memory: Memory | None = None) -> tuple[Parsed, Memory]:
    """Entries of a body, and the memory to read the next one with.

    With the memory of an earlier body, ``Parsed.entries`` holds what has changed since:
    each entry of which an item is new or gone, whole. The new memory should take the old
    one's place once all that was parsed is safely recorded.

    Raises EmptyBody, NotAFeed, WrongCourt or NotConfigured.
    """
    built_at, entry_types = checked(body, court)
    known = memory or Memory()
    split = feedxml.split(body, known.bases)
    items, new = split.items, split.new
    if b"pdf_toggle_possible" in b" ".join(new):
        items = tuple([raw if raw in known.bases else _untoggled(raw) for raw in items])
        new = tuple([raw for raw in items if raw not in known.bases])
    gone = known.bases.keys() - items
    entries, dropped = _read_items(new, court, {})
    touched = {known.bases[raw] for raw in gone}
    touched.update([entry.key for entry in entries.values()])
    others = {raw for base in touched for raw in known.items.get(base, ()) if raw not in gone}
    if others:
        # Other items of changed entries: read them too, and put all in the feed's order.
        changed = [raw for raw in items if raw in entries or raw in others]
        entries, _ = _read_items(changed, court, entries)
    groups = _grouped(entries.values())
    after = _remembering(known, gone, touched, entries, groups)
    torn = [
        Dropped("it breaks off", raw[:RAW_LENGTH].decode("utf-8", "replace")) for raw in split.torn
    ]
    parsed = Parsed(
        entries=tuple(entry for group in groups.values() for entry in group),
        built_at=built_at,
        entry_types=entry_types,
        dropped=tuple((dropped + torn)[:_DROPPED_MOST]),
        complete=split.complete and not any(item.reason in TORN for item in dropped),
        remembered=_remembered(known, touched),
        oldest_at=min(after.filed.values(), default=None),
    )
    return parsed, after


def _untoggled(raw: bytes) -> bytes:
    if b"pdf_toggle_possible" not in raw:
        return raw
    raw = raw.replace(b"&#x26;pdf_toggle_possible=1", b"")
    return _TOGGLE.sub(b"", raw) if b"pdf_toggle_possible" in raw else raw


def _read_items(
    items: Iterable[bytes], court: str, done: Mapping[bytes, Entry]
) -> tuple[dict[bytes, Entry], list[Dropped]]:
    """Items read, each once and in order, as far as they are not in ``done``; and those that
    cannot be read."""
    entries: dict[bytes, Entry] = {}
    dropped: list[Dropped] = []
    for raw in items:
        if raw not in entries:
            told = done.get(raw) or read_item(raw, court)
            if isinstance(told, Entry):
                entries[raw] = told
            else:
                dropped.append(told)
    return entries, dropped


def _grouped(told: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """What items told, put together: guid's key -> the entries under it, nearly always one."""
    groups: dict[str, tuple[Entry, ...]] = {}
    several: dict[str, list[Entry]] = {}
    for entry in told:
        if entry.key in groups:
            several.setdefault(entry.key, [*groups[entry.key]]).append(entry)
        else:
            groups[entry.key] = (entry,)
    for base, items in several.items():
        groups[base] = _merged(items)
    return groups


def _merged(told: list[Entry]) -> tuple[Entry, ...]:
    """The entries that items of one guid tell, in the feed's order."""
    alike: list[list[Entry]] = []
    for entry in told:
        for items in alike:
            if not is_another(entry, items[0]) or len(alike) == _ENTRIES_MOST:
                items.append(entry)
                break
        else:
            alike.append([entry])
    entries = [_one(items) for items in alike]
    first = min(entries, key=lambda entry: entry.filed_at)
    return tuple(
        entry if entry is first else replace(entry, key=reused_key(entry)) for entry in entries
    )


def _one(items: list[Entry]) -> Entry:
    """One entry of its several items, each with an event of it."""
    events = dict.fromkeys(event for item in items for event in item.events)
    numbered = next((item for item in items if item.number is not None), items[0])
    linked = next((item for item in items if item.doc_id or item.document_url), items[0])
    return replace(
        items[0],
        case_name=next((item.case_name for item in items if item.case_name), ""),
        number=numbered.number,
        doc_id=linked.doc_id,
        document_url=linked.document_url,
        seq=next((item.seq for item in items if item.seq is not None), None),
        events=tuple(events)[:_EVENTS_MOST],
    )


def _remembered(known: Memory, touched: set[str]) -> frozenset[str]:
    """Keys of the entries in a memory that nothing has touched since."""
    bases = known.filed.keys() - touched
    if not known.shared:
        return frozenset(bases)
    return frozenset(key for base in bases for key in known.shared.get(base, (base,)))


def _remembering(
    known: Memory,
    gone: set[bytes],
    touched: set[str],
    entries: Mapping[bytes, Entry],
    groups: Mapping[str, tuple[Entry, ...]],
) -> Memory:
    bases, items, filed = dict(known.bases), dict(known.items), dict(known.filed)
    for raw in gone:
        del bases[raw]
    for base in touched & items.keys():
        del items[base], filed[base]
    for raw, entry in entries.items():
        base = bases[raw] = entry.key
        items[base] = (*items[base], raw) if base in items else (raw,)
    shared = {base: keys for base, keys in known.shared.items() if base not in touched}
    for base, group in groups.items():
        filed[base] = group[0].filed_at
        if len(group) > 1:
            filed[base] = min(entry.filed_at for entry in group)
            shared[base] = tuple(entry.key for entry in group)
    return Memory(bases, items, filed, shared)
