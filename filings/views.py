"""What the store hands back for showing: frozen, complete, free of queries.

The bot renders these and asks nothing more. Times are aware UTC; the renderer
turns them into the court's zone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from filings.terms import ChannelTerms, Terms
from filings.types import CaseFacts, Destination, Event, Party, Teller


@dataclass(frozen=True, slots=True)
class AnsweredView:
    """An entry that a filing answers or decides, and a page of it, "" where none is known."""

    number: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class FilingView:
    """One filing as it is known now, and why it is being told.

    event       NEW in an alert; a correction says which one it is
    court       id in the courts list
    docket_number, case_name  as the court prints them
    key         the entry's key; "" for a change of the case
    number      entry number, None when unnumbered
    events      the court's short descriptions, in its order
    text        the full docket text when a source gave it, else ""
    filed_at    when it was filed or entered, by the source
    seen_at     when we first saw it
    built_at    when the court built the feed we saw it in, or None
    url, document_url  the court's pages (PACER); free_url costs nothing
    defendants  numbers of the defendants it was docketed for; empty outside
                criminal cases and where only the case itself is meant
    before, after  what a correction changed ("USA v. SEALED", "USA v. Doe")
    withdrawn   the court's feed no longer has it
    late        it appeared in the feed with a filing time older than items
                already seen there
    missing     entry numbers just below this one that the feed never showed;
                empty where the feed is partial or nothing is missing
    told_here   the channel that is told of a withdrawal has an alert of the
                filing, which is marked now
    timed       False where only the day of filing is known: then no clock is shown
    tellers     who told of it, the first to do so first
    pages       of the free document, None where unknown
    free_at     when we learnt of the free document, or None
    also_in     docket numbers of the same court that hold the same document
    filed_on    local date of filing, where a source gives that and not only when it was docketed
    same_as     what the channel was told of it before, when two alerts proved to be
                one filing: "No. 61" or the event; "" otherwise
    judge       who has the case, as a source names them, "" unknown
    parties     of the case as a source lists them, where the filing has a text to read
    answered    entries that the text says it answers or decides, in its order
    watched     the watches that brought it, as they are typed, where the channel does not
                follow the case
    """

    event: Event
    court: str
    docket_number: str
    case_name: str
    key: str
    number: int | None
    events: tuple[str, ...]
    filed_at: datetime
    seen_at: datetime
    built_at: datetime | None = None
    text: str = ""
    url: str = ""
    document_url: str | None = None
    free_url: str | None = None
    seq: int | None = None
    defendants: tuple[int, ...] = ()
    before: str = ""
    after: str = ""
    withdrawn: bool = False
    late: bool = False
    missing: tuple[int, ...] = ()
    told_here: bool = True
    timed: bool = True
    tellers: tuple[Teller, ...] = (Teller.CMECF,)
    pages: int | None = None
    free_at: datetime | None = None
    also_in: tuple[str, ...] = ()
    filed_on: date | None = None
    same_as: str = ""
    judge: str = ""
    parties: tuple[Party, ...] = ()
    answered: tuple[AnsweredView, ...] = ()
    watched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverageView:
    """What the feed of a court covers, as last seen.

    entry_types  what the channel says it lists: "all", "orders, opinions";
                 None when it was never read or says nothing
    state        "unread", "read", "torn" (its body broke off before the end), "failing",
                 "no feed", "not configured"
    read_at      last successful read; built_at its build time
    rebuild_minutes  how often it is rebuilt, None while unknown
    rebuild_minute   minute past the hour of the rebuild, for hourly feeds
    error        one sentence, when failing
    by_listing   without a feed, CourtListener's page of the case is read instead
    stands_still the feed is read and has not been rebuilt for longer than is usual for it
    failing_since  of one that fails or is torn: its first reading that was no whole one
    """

    court: str
    state: str
    entry_types: str | None = None
    read_at: datetime | None = None
    built_at: datetime | None = None
    rebuild_minutes: int | None = None
    rebuild_minute: int | None = None
    error: str = ""
    by_listing: bool = False
    stands_still: bool = False
    failing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with its last filings (newest first) and who follows it here.

    known        some source has seen the case
    followed_in  channel ids of the asking workspace
    facts        what is known of the case as a whole, of all tellers; None where nobody
                 was asked yet
    facts_at     as of when
    calendar_to  the last date that its calendar has, in the court's zone; None where it has none
    """

    court: str
    docket_number: str
    case_name: str
    known: bool
    filings: tuple[FilingView, ...]
    coverage: CoverageView
    judges: str = ""
    url: str = ""
    first_seen_at: datetime | None = None
    followed_in: tuple[str, ...] = ()
    facts: CaseFacts | None = None
    facts_at: datetime | None = None
    calendar_to: date | None = None


@dataclass(frozen=True, slots=True)
class FollowView:
    """One follow, for lists and announcements.

    paused_at, paused_why  while set nothing is owed; the reason as in the table
    place  how its channel wants to be told
    """

    destination: Destination
    court: str
    docket_number: str
    case_name: str
    known: bool
    created_at: datetime
    created_by: str = ""
    last_filing: FilingView | None = None
    terms: Terms = field(default_factory=Terms)
    paused_at: datetime | None = None
    paused_why: str = ""
    place: ChannelTerms = field(default_factory=ChannelTerms)


@dataclass(frozen=True, slots=True)
class PostView:
    """A message to write or to edit: its id and its members.

    id       the delivery id that goes into the message's metadata
    filings  at most 20; of a root the latest beneath it, or the case without a filing
    kind     "alert", "digest" for what was collected, "root" of a case's thread
    part, parts  of a digest: "1 of 3"
    zone     the channel's, "" where it has none
    total    of a root: how many filings were told of
    cite     the channel wants the line to paste below each case's main filing
    """

    id: str
    destination: Destination
    filings: tuple[FilingView, ...]
    kind: str = "alert"
    part: int = 1
    parts: int = 1
    zone: str = ""
    total: int = 0
    cite: bool = False


@dataclass(frozen=True, slots=True)
class SourceView:
    """The state of one source, for `crier doctor` and the health page."""

    court: str
    state: str
    follows: int
    read_at: datetime | None
    built_at: datetime | None
    due_at: datetime | None
    failures: int
    error: str
    dropped: int
    coverage: CoverageView | None = None


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """How many questions CourtListener answers this token, for a sentence about it.

    day       how many in 24 hours; used  of these, in the last 24 hours
    last_at   when the last of ours was asked, None where none was
    opens_at  when the next may be asked, None where it may be asked now
    """

    day: int
    used: int
    last_at: datetime | None = None
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WatchedHere:
    """What a channel watches, as far as its standing goes.

    watches, mornings  how many watches, and lists of new cases each morning
    courts      ids of the courts that they need; empty where one watch is ``everywhere``
    silent      of those that no case followed here needs: not to be read now, or late
    unread      of the same: not read yet;  without  have no feed
    """

    watches: int = 0
    mornings: int = 0
    courts: tuple[str, ...] = ()
    everywhere: bool = False
    silent: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusView:
    """What ``/docket status`` says of one channel.

    cases    how many it follows; feeds  what their courts' feeds cover, a court once
    quota    None without a token of CourtListener
    waiting  messages that should have gone here by now, and since when
    lost     messages that Slack refused for good, in the last 7 days
    worker   a process lives that reads and sends
    watched  what is watched here
    """

    cases: int
    feeds: tuple[CoverageView, ...] = ()
    quota: QuotaLine | None = None
    waiting: int = 0
    waiting_since: datetime | None = None
    lost: int = 0
    worker: bool = True
    watched: WatchedHere = field(default_factory=WatchedHere)
