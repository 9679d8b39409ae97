"""The frozen values that cross a seam between two parts of the house.

Nothing here does any work: a watcher makes ``Parsed`` from bytes, ``decide``
makes ``Change`` from ``Parsed``, the store keeps both, and the bot renders
what the store gives back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Teller(StrEnum):
    """Who tells of a filing; the word that the tables keep."""

    CMECF = "cmecf"
    SCOTUS = "scotus"
    COURTLISTENER = "courtlistener"


@dataclass(frozen=True, slots=True)
class Document:
    """One document of an entry: the main one, or an attachment.

    doc_id       PACER document id with its fourth digit set to 0, or the id that the
                 Supreme Court's addresses have; None where the source gives none
    attachment   number of the attachment, None for the main document
    description  as the source has it, may be empty
    free_url     where it can be read without a fee, or None
    pages        None where unknown
    sealed       the source says that the court keeps it under seal
    """

    doc_id: str | None = None
    attachment: int | None = None
    description: str = ""
    free_url: str | None = None
    pages: int | None = None
    sealed: bool = False


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
    text           the full docket text where the source has it, plain, else ""
    timed          False where the source gives only a date: ``filed_at`` is then
                   the beginning of that day in the court's zone
    documents      the entry's documents, main one first; empty where the source
                   tells of none (a feed's one link is ``doc_id``)
    created_at     aware UTC, when the source itself made its record of the entry,
                   None where it does not say
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
    text: str = ""
    timed: bool = True
    documents: tuple[Document, ...] = ()
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counsel:
    """A lawyer and the firm or office that the source names, "" where it names none."""

    name: str
    firm: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """role is the source's own word: ``Plaintiff``, ``Petitioner``, ``Amicus Curiae``."""

    name: str
    role: str
    counsel: tuple[Counsel, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """A case that a source names beside another one.

    relation  in a word or two, to be printed before the number: ``linked with``,
              ``on review from``, ``related to``
    court     id in the courts list, or None where the source's name for it is unknown
    number    as the source prints it
    """

    relation: str
    court: str | None
    number: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a source says of a case as a whole. Whatever it does not say is empty.

    docket_number, case_name, case_id  as in Entry
    listing_id      CourtListener's id of the docket, or None
    judge, referred_to  names as the source prints them
    filed_on, terminated_on  dates in the court's zone
    status          a word or two that the source gives instead of a date
    page            a page about the case that can be opened without a fee
    more_parties    the source has more than these ``parties``
    parties_asked   somebody asked for them
    lower_court     name of the court that a case on review comes from
    """

    teller: Teller
    court: str
    docket_number: str
    case_name: str = ""
    case_id: str = ""
    case_type: str = ""
    listing_id: int | None = None
    judge: str = ""
    referred_to: str = ""
    filed_on: date | None = None
    terminated_on: date | None = None
    status: str = ""
    nature_of_suit: str = ""
    cause: str = ""
    jurisdiction: str = ""
    page: str = ""
    parties: tuple[Party, ...] = ()
    more_parties: bool = False
    parties_asked: bool = False
    related: tuple[Related, ...] = ()
    lower_court: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What was learnt of one case other than from a feed that is read again and again.

    entries  of this case, keyed within the court as the teller identifies them
    alerts   a webhook's report may alert; a look-up and a backfill only record
    dropped  items that could not be read
    """

    facts: CaseFacts
    entries: tuple[Entry, ...] = ()
    alerts: bool = False
    dropped: tuple[Dropped, ...] = ()


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
    teller       who publishes the source
    facts        what the body says of the case, for sources that are one case
    """

    entries: tuple[Entry, ...]
    built_at: datetime | None
    entry_types: str | None
    dropped: tuple[Dropped, ...]
    complete: bool
    remembered: frozenset[str] = frozenset()
    oldest_at: datetime | None = None
    teller: Teller = Teller.CMECF
    facts: CaseFacts | None = None


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
    ANONYMISED = "anonymised"
    REASSIGNED = "reassigned"
    CLOSED = "closed"
    REOPENED = "reopened"
    TRANSFERRED = "transferred"
    CONSOLIDATED = "consolidated"
    CONVERTED = "converted"
    APPEALED = "appealed"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is different from what was recorded.

    keys      the entries it is about; for one filing under several defendants
              all of them that this body brought, the first being the one
              that the alert is about. Empty for a change of the case.
    docket_number, case_type  as in Entry
    before, after  what changed, for captions and amendments
    since     told only to follows that were there by then: the filing time of an
              entry that is history, or when CourtListener made its record of one;
              None where everybody is told
    wait      not to be told before the source had time for its own report
    """

    event: Event
    docket_number: str
    case_id: str
    keys: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    since: datetime | None = None
    case_type: str = ""
    wait: bool = False


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
    """Where messages go: a Slack channel, or the terminal (team ``""``).

    A person's id stands for the conversation of Crier with that person:
    https://docs.slack.dev/reference/methods/chat.postMessage
    """

    team_id: str
    channel_id: str

    @property
    def is_person(self) -> bool:
        return self.channel_id.startswith(("U", "W"))


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
