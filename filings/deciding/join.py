"""Which entries of different tellers are one filing. Pure.

A CM/ECF feed, a webhook and an answer of CourtListener's API tell of the same
filing in their own ways and in any order. They are joined by what they share:
the court's sequence number, then the document's id, then the number on the
docket. One of them is enough, unless the other two are known on both sides and
both differ: courts do use a number twice.

What has none of these is joined only to an entry of another teller, of the same
docket, minute (day, where one side has only that) and words, and only when each
side has exactly one candidate: the D. Conn. has two "[Order]" in one minute.

A filing has at most one entry of the court's own feed, defendants aside: two
items there are two filings, whatever anybody else says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from filings.deciding.groups import Groups
from filings.deciding.known import Decision, Row
from filings.types import Change, Entry, Event, Teller

FALLBACK_ROOM = 60
"""Characters at the beginning of a text in which its event is named."""


def same_by_id(one: Entry, other: Entry) -> int:
    """How surely two entries of a docket are one filing: 0 not at all, 3 by sequence number,
    2 by document, 1 by number."""
    pairs = ((one.seq, other.seq), (one.doc_id, other.doc_id), (one.number, other.number))
    equal = [None not in pair and pair[0] == pair[1] for pair in pairs]
    differ = [None not in pair and pair[0] != pair[1] for pair in pairs]
    if not any(equal) or sum(differ) == 2:
        return 0
    return 3 - equal.index(True)


def has_id(entry: Entry) -> bool:
    return any(found is not None for found in (entry.seq, entry.doc_id, entry.number))


def _clash(one: Entry, other: Entry) -> bool:
    pairs = ((one.seq, other.seq), (one.doc_id, other.doc_id), (one.number, other.number))
    return any(None not in pair for pair in pairs)


def alike(one: Entry, other: Entry) -> bool:
    """Same minute, or day where one has no more, and the same words."""
    if one.timed and other.timed:
        when = one.filed_at.replace(second=0, microsecond=0) == other.filed_at.replace(
            second=0, microsecond=0
        )
    else:
        # An untimed entry stands at the beginning of its day in the court's zone.
        early, late = sorted((one, other), key=lambda entry: entry.timed)
        when = 0 <= (late.filed_at - early.filed_at).total_seconds() < 86_400
    return when and _same_words(one, other)


def _same_words(one: Entry, other: Entry) -> bool:
    mine, yours = _names(one), _names(other)
    if mine and mine == yours:
        return True
    return _heads(mine, other.text) or _heads(yours, one.text)


def _names(entry: Entry) -> frozenset[str]:
    return frozenset(name for name in (_plain(event) for event in entry.events) if name)


def _heads(names: frozenset[str], text: str) -> bool:
    """Whether a docket text begins with one of these events."""
    head = f" {_plain(text[:FALLBACK_ROOM])} "
    return any(f" {name} " in head for name in names)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def joined(
    decision: Decision,
    teller: Teller,
    rows: Sequence[Row],
    told: Mapping[str, int],
    docket_of: Callable[[Entry], int],
) -> Decision:
    """The decision with its entries under the leads of the filings that they are.

    ``rows`` are recorded entries of the same dockets: all that another teller told of,
    and whatever stands under one lead with them or with what is updated. ``told`` has, by
    lead, the change that told of it; ``docket_of`` the docket of an entry.
    """
    groups = Groups(rows, told)
    before = {row.lead: (groups.heard(row.lead), groups.free(row.lead)) for row in rows}
    fresh = [Row(n.entry, n.lead, teller, docket_of(n.entry), n.silent) for n in decision.new]
    updated = [
        replace(row, entry=entry)
        for entry in decision.updated
        if (row := groups.rows.get(entry.key)) is not None
    ]
    peers = [*fresh, *updated]
    moved: dict[str, str] = {}
    for row in fresh:
        own = moved.get(row.lead, row.lead)
        mine = [own] if groups.of(own) else []
        if leads := _fitting(groups, replace(row, lead=own), peers):
            moved[row.lead] = groups.merge([*leads, *mine])
        groups.put(replace(row, lead=moved.get(row.lead, own)))
    for row in updated:
        current = replace(row, lead=groups.rows[row.entry.key].lead)
        groups.put(current)
        if leads := _fitting(groups, current, peers):
            groups.merge([current.lead, *leads])
    final = {made.lead: groups.rows[made.entry.key].lead for made in decision.new}
    new = tuple(replace(n, lead=groups.rows[n.entry.key].lead) for n in decision.new)
    touched = {n.lead for n in new if n.lead in before} | {lead for _, lead in groups.merges}
    return replace(
        decision,
        new=new,
        changes=tuple(_changes(decision, groups, before, final)),
        merged=tuple(groups.merges),
        joined=tuple(sorted(touched)),
    )


def _fitting(groups: Groups, row: Row, peers: Sequence[Row]) -> list[str]:
    """Leads of the recorded filings, other than its own, that an entry belongs to."""
    if row.teller is Teller.SCOTUS:
        return []
    from_feed = row.teller is Teller.CMECF or groups.has(row.lead, Teller.CMECF)
    sure: dict[str, int] = {}
    for other in groups.sharing_an_id(row):
        if other.lead == row.lead:
            continue
        how = same_by_id(row.entry, other.entry)
        if how and other.teller is not Teller.SCOTUS:
            sure[other.lead] = max(how, sure.get(other.lead, 0))
    if not sure:
        twin = _twin(groups, row, peers)
        return [twin] if twin else []
    courts_own = [lead for lead in sure if groups.has(lead, Teller.CMECF)]
    kept = [] if from_feed else sorted(courts_own, key=lambda lead: (-sure[lead], lead))[:1]
    return [lead for lead in sure if lead not in courts_own or lead in kept]


def _twin(groups: Groups, row: Row, peers: Sequence[Row]) -> str:
    """The lead of the one filing of another teller that this entry must be, else ""."""
    if len(groups.of(row.lead)) > 1:
        return ""
    theirs = {
        other.lead: other
        for other in groups.near(row)
        if other.teller not in (row.teller, Teller.SCOTUS)
        and other.lead != row.lead
        and _could_be(row, other)
        and not groups.has(other.lead, row.teller)
    }
    if len(theirs) != 1:
        return ""
    lead, found = theirs.popitem()
    alone = (
        other
        for other in groups.near(found)
        if other.teller is row.teller and other.lead != row.lead and len(groups.of(other.lead)) == 1
    )
    rivals = [*alone, *(peer for peer in peers if peer.entry.key != row.entry.key)]
    mine = _filing(row.entry)
    if any(_filing(rival.entry) != mine and _could_be(rival, found) for rival in rivals):
        return ""
    return lead


def _could_be(one: Row, other: Row) -> bool:
    return (
        one.docket == other.docket
        and not _clash(one.entry, other.entry)
        and alike(one.entry, other.entry)
    )


def _filing(entry: Entry) -> tuple[object, ...]:
    """What entries of one filing under several defendants share."""
    return (entry.docket_number, entry.seq if entry.seq is not None else entry.key, entry.filed_at)


def _changes(
    decision: Decision,
    groups: Groups,
    before: Mapping[str, tuple[bool, str]],
    final: Mapping[str, str],
) -> list[Change]:
    changes: list[Change] = []
    for change in decision.changes:
        told = change.event is Event.NEW and change.keys
        lead = final.get(change.keys[0]) if change.keys else None
        if told and change.keys[0] in groups.rows:
            lead = groups.rows[change.keys[0]].lead
        if lead is None:
            changes.append(change)
            continue
        keys = (lead, *(key for key in change.keys if key != lead))
        event = change.event
        if event is Event.NEW and before.get(lead, (False, ""))[0]:
            event = Event.AMENDED
        lonely = event is Event.NEW and change.wait and lead == change.keys[0]
        changes.append(replace(change, event=event, keys=keys, wait=lonely))
    said = {change.keys[0] for change in changes if change.keys}
    about = {made.lead: made.entry for made in decision.new} | {
        row.lead: row.entry for row in groups.rows.values()
    }
    stale = {lead for pair in groups.merges for lead in pair}
    stale |= {lead for lead in final.values() if lead in before}
    for lead in sorted(stale - said):
        entry = about.get(lead) or groups.rows[lead].entry
        changes.append(_about(Event.AMENDED, lead, entry))
    new = {change.keys[0] for change in changes if change.event is Event.NEW}
    for lead, (heard, free) in before.items():
        now_free = groups.free(lead)
        if heard and not free and now_free and lead not in new and groups.of(lead):
            changes.append(_about(Event.DOCUMENT, lead, groups.of(lead)[0].entry, now_free))
    return changes


def _about(event: Event, lead: str, entry: Entry, after: str = "") -> Change:
    return Change(
        event,
        entry.docket_number,
        entry.case_id,
        (lead,),
        after=after,
        case_type=entry.case_type,
    )
