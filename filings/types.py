"""The frozen values that cross a seam between two parts of the house.

Nothing here does any work: a watcher makes ``Parsed`` from bytes, ``decide``
makes ``Change`` from ``Parsed``, the store keeps both, and the bot renders
what the store gives back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Entry:
    """One docket entry as one source tells it.

    key            identity within the court, at most 24 characters
    docket_number  as the court prints it, without judges' initials and
                   defendant: ``1:25-cv-00457``, ``22-11242``, ``22-643``
    case_name      the caption as the court prints it, entities resolved and
                   white space folded; may be empty
    case_id        the court's own id of the case (PACER case id; appellate
                   courts have none and give the number), may be empty
    number         the entry's number on the docket, None for minute orders
                   and for whatever the feed leaves unnumbered
    doc_id         PACER document id with its fourth digit set to 0, or None
    seq            the sequence or part number in the guid or link, or None
    events         the court's own short descriptions, at least one unless the
                   feed gave none, in the feed's order, without repeats
    filed_at       aware, UTC
    url            the court's docket page; never fetched, only shown
    document_url   the court's page of the document, or None
    defendant      number of the defendant in a criminal case, or None
    case_type      ``cv``, ``cr``, ``bk``, ``ap``, … as the source states it
                   outside the number (bankruptcy feeds do), else ``""``
    office         likewise
    judges         initials behind the number: ``CKK``, ``RC-AGR``
    """

    key: str
    docket_number: str
    case_name: str
    case_id: str
    number: int | None
    doc_id: str | None
    seq: int | None
    events: tuple[str, ...]
    filed_at: datetime
    url: str
    document_url: str | None = None
    defendant: int | None = None
    case_type: str = ""
    office: str = ""
    judges: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """An item that could not be read: why, and its first 2,000 characters."""

    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one body of a source holds.

    entries      every entry that has at least one item not remembered from
                 the body before (without a memory: every entry), whole, in
                 the feed's order
    built_at     the feed's own build time, aware UTC, or None
    entry_types  what the channel says it lists ("all", "orders, opinions"),
                 or None where it says nothing
    dropped      items that could not be read
    complete     the body was whole: nothing torn off, nothing behind its end
    remembered   keys that are in this body too, but unchanged since the body
                 that the memory was made from
    oldest_at    filing time of the oldest entry in the body, or None
    """

    entries: tuple[Entry, ...]
    built_at: datetime | None
    entry_types: str | None
    dropped: tuple[Dropped, ...]
    complete: bool
    remembered: frozenset[str] = frozenset()
    oldest_at: datetime | None = None


class Event(StrEnum):
    """What a change is about; the word that message metadata carries.

    AMENDED never has a message of its own: it edits the one that was sent.
    """

    NEW = "new"
    CAPTION = "caption"
    UNSEALED = "unsealed"
    DOCUMENT = "document"
    WITHDRAWN = "withdrawn"
    AMENDED = "amended"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is different from what was recorded.

    keys      the entries it is about; for one filing under several defendants
              all of them that this body brought, the first being the one
              that the alert is about. Empty for a change of the case.
    docket_number, case_type  as in Entry
    before, after  what changed, for captions and amendments
    history   a baseline entry: told only to follows older than its filing
    """

    event: Event
    docket_number: str
    case_id: str
    keys: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    history: bool = False
    case_type: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a follow wants to hear. An empty rule wants everything.

    kinds     names of kinds or weights; empty means all
    include   words or phrases of which one must occur
    exclude   words or phrases of which none may occur
    """

    kinds: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Destination:
    """Where messages go: a Slack channel, or the terminal (team ``""``)."""

    team_id: str
    channel_id: str


TERMINAL = Destination("", "terminal")


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case that a text names.

    court     id in the courts list, or None when the text names no court
    number    normalised docket number, or "" when the text gives only a link
    text      the words of the text that name it
    links     ids found in links: ``{"courtlistener": "69651188"}``
    """

    court: str | None
    number: str
    text: str
    links: Mapping[str, str] = field(default_factory=dict)
