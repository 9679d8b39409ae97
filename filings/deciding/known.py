"""What a decision is made from and what it comes to: frozen values, no rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from filings.types import Change, Entry, Teller

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
class Row:
    """A recorded entry as far as joining needs it: who told of it, under which lead and docket.

    ``silent``: a look-up or a backfill brought it, and nobody was to be told.
    """

    entry: Entry
    lead: str
    teller: Teller
    docket: int
    silent: bool = False


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
    silent: bool = False


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
    merged     pairs of leads: what was told under the first is the filing of the second
    joined     leads under which another teller's entry of the same filing now stands
    heard      keys that were recorded in silence and are told by a source that may alert
    """

    new: tuple[NewEntry, ...] = ()
    updated: tuple[Entry, ...] = ()
    titles: tuple[NewTitle, ...] = ()
    changes: tuple[Change, ...] = ()
    missing: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()
    joined: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
