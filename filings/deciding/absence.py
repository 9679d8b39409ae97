"""Entries that are gone from a feed, and entries that are back. Pure.

Withdrawn means: absent from two successive complete builds that still hold
older entries, and never while the whole feed is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from filings.deciding.known import Known, Standing
from filings.types import Change, Dropped, Entry, Event, Parsed

SAME_BUILD = timedelta(minutes=2)
"""Dates closer than this are one build: they are known to wobble by about a
minute (freelawproject/courtlistener, cl/recap_rss/tasks.py)."""


def present(known: Known, parsed: Parsed, entries: Iterable[Entry]) -> set[str]:
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


def absent(
    known: Known, parsed: Parsed, there: set[str], now: datetime
) -> tuple[list[str], list[str], list[Change]]:
    """Entries that a complete body with older items ought to hold and does not."""
    if not parsed.complete or (parsed.oldest_at is None and parsed.facts is None):
        return [], [], []
    # What is one case is shown from its beginning, so that nothing in it is too old.
    oldest = None if parsed.facts is not None else parsed.oldest_at
    build = parsed.built_at or now
    missing: list[str] = []
    withdrawn: list[str] = []
    changes: list[Change] = []
    for key, standing in known.standing.items():
        if key in there or standing.withdrawn:
            continue
        if oldest is not None and standing.filed_at <= oldest:
            continue
        if standing.built_at is not None and build < standing.built_at:
            continue
        if standing.missing_build is None:
            missing.append(key)
        elif abs(build - standing.missing_build) >= SAME_BUILD:
            withdrawn.append(key)
            if _speaks(known, key, withdrawn):
                changes.append(_standing_change(Event.WITHDRAWN, standing.lead, standing))
    return missing, withdrawn, changes


def back(known: Known, there: set[str]) -> tuple[list[str], list[Change]]:
    again: list[str] = []
    changes: list[Change] = []
    for key, standing in known.standing.items():
        if key not in there or (standing.missing_build is None and not standing.withdrawn):
            continue
        again.append(key)
        if standing.withdrawn and _speaks(known, key, again):
            changes.append(_standing_change(Event.RESTORED, standing.lead, standing))
    return again, changes


def _speaks(known: Known, key: str, so_far: Sequence[str]) -> bool:
    """Whether this entry tells of its filing: it leads, or the first of another teller's lead."""
    lead = known.standing[key].lead
    if lead in known.standing:
        return key == lead
    return next(k for k in so_far if known.standing[k].lead == lead) == key


def _standing_change(event: Event, key: str, standing: Standing) -> Change:
    return Change(
        event, standing.docket_number, standing.case_id, (key,), case_type=standing.case_type
    )
