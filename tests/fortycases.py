"""A scripted day as data: 40 invented cases in 12 courts, and what is filed in them.

Twenty-eight cases are in seven courts whose feeds list everything. In the others a feed
leaves something out or is not to be had, so that events of CourtListener tell the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from sandbox.feeds import Item, render_feed

ALL = ("dcd", "cand", "txsd", "paed", "ctd", "flsd", "deb")
ORDERS = ("nvd", "nysd", "med")
NONE = ("mdd", "vaed")
COURTS = (*ALL, *ORDERS, *NONE)
ORDERS_ONLY = "order, order-cr"
WINDOW = timedelta(hours=24)

FOLLOWED = datetime(2025, 11, 3, 13, 0, tzinfo=UTC)
DOWN = datetime(2025, 11, 3, 20, 40, tzinfo=UTC)
UP = datetime(2025, 11, 5, 2, 30, tzinfo=UTC)
END = datetime(2025, 11, 5, 19, 30, tzinfo=UTC)


class Told(Enum):
    """Who tells of a filing at all, and who first."""

    FEED = "the feed alone"
    FEED_FIRST = "the feed, then an event"
    EVENT_FIRST = "an event, then the feed"
    EVENT = "an event alone"


@dataclass(frozen=True, slots=True)
class Case:
    """``subscribed``: the newsroom has asked CourtListener for its events by itself."""

    place: int
    court: str
    number: str
    name: str
    subscribed: bool

    @property
    def case_id(self) -> int:
        return 550_000 + self.place


@dataclass(frozen=True, slots=True)
class Filing:
    """``entry`` is None where the court gives no number; then ``event`` names it alone.

    recap_at  when CourtListener makes its record; pdf_at when its PDF can be had there
    """

    case: Case
    filed_at: datetime
    event: str
    seq: int
    entry: int | None
    told: Told
    recap_at: datetime
    attachments: int = 0
    pdf_at: datetime | None = None

    @property
    def doc_id(self) -> str:
        return "" if self.entry is None else f"045{self.case.place:03}{self.seq:04}"

    @property
    def name(self) -> tuple[str, str, str]:
        """Court, docket, and what a newsroom would know the filing by."""
        known = self.event if self.entry is None else f"No. {self.entry}"
        return self.case.court, self.case.number, known

    @property
    def unseen(self) -> bool:
        """Filed while nobody looked, and farther back than the feeds reach afterwards."""
        return UNSEEN <= self.filed_at < UNSEEN + timedelta(hours=1)

    @property
    def text(self) -> str:
        return f"{self.event.upper()} filed in {self.case.name} ({self.seq})."

    def item(self) -> Item:
        return Item(
            self.case.number, self.case.name, self.case.case_id, self.seq, self.event,
            self.filed_at, self.entry, self.doc_id or None,
        )  # fmt: skip


def _cases() -> Iterator[Case]:
    for place in range(40):
        court = ALL[place % 7] if place < 28 else (*ORDERS, *NONE)[(place - 28) % 5]
        number = f"25-{10000 + place}" if court == "deb" else f"1:25-cv-{60000 + place:05}"
        name = f"Harbor Gazette No. {place} v. Port Office"
        # More than the newsroom needs, as people subscribe by hand to what they care about.
        yield Case(place, court, number, name, subscribed=place in (1, 2, 8))


CASES = tuple(_cases())

_EVENTS = ("Motion to Dismiss", "Order", "Notice (Other)", "Response")
_MINUTES = ("Minute Order", "Minute Entry", "Scheduling Order")
_DAYS = (
    datetime(2025, 11, 3, 15, 30, tzinfo=UTC),
    datetime(2025, 11, 4, 15, 30, tzinfo=UTC),
    datetime(2025, 11, 5, 14, 0, tzinfo=UTC),
)
UNSEEN = datetime(2025, 11, 4, 0, 0, tzinfo=UTC)
"""While the bot is down, and farther back than the feeds reach when it is up again."""


def _filings() -> Iterator[Filing]:
    for case in CASES:
        for day, start in enumerate(_DAYS):
            at = start + timedelta(minutes=(case.place * 37 + day * 11) % 240, seconds=case.place)
            yield _numbered(case, day, at)
            if (case.place + day) % 3 == 0:
                yield _unnumbered(case, day, at + timedelta(minutes=20))
        if case.place % 4 == 0:
            yield _numbered(case, 3, UNSEEN + timedelta(minutes=case.place))


def _numbered(case: Case, day: int, at: datetime) -> Filing:
    event = "Order" if case.court in ORDERS and day != 1 else _EVENTS[(case.place + day) % 4]
    told = _teller(case, listed=event == "Order")
    seq = 100 + 10 * day
    pdf = timedelta(minutes=25 + case.place) if (case.place + day) % 4 == 0 else None
    return Filing(
        case, at, event, seq, 40 + day, told, at + _lag(told),
        attachments=2 if (case.place + day) % 5 == 0 else 0,
        pdf_at=at + _lag(told) + pdf if pdf else None,
    )  # fmt: skip


def _unnumbered(case: Case, day: int, at: datetime) -> Filing:
    told = _teller(case, listed=False)
    return Filing(case, at, _MINUTES[day], 105 + 10 * day, None, told, at + _lag(told))


def _teller(case: Case, *, listed: bool) -> Told:
    if case.court in NONE or (case.court in ORDERS and not listed):
        return Told.EVENT
    if case.court in ORDERS or case.subscribed:
        return Told.EVENT_FIRST if case.place % 2 else Told.FEED_FIRST
    return Told.FEED


def _lag(told: Told) -> timedelta:
    """Feeds are rebuilt every half hour or hour, so this decides who is first."""
    return timedelta(minutes=2 if told in (Told.EVENT_FIRST, Told.EVENT) else 95)


FILINGS = tuple(sorted(_filings(), key=lambda filing: filing.filed_at))


def feed(court: str, built_at: datetime, filings: Sequence[Filing]) -> bytes:
    """What the court lists, newest first; nothing at all where it has no feed."""
    if court in NONE:
        return b""
    shown = [
        filing.item()
        for filing in filings
        if filing.case.court == court
        and filing.told is not Told.EVENT
        and built_at - WINDOW < filing.filed_at <= built_at
    ]
    types = ORDERS_ONLY if court in ORDERS else "all"
    return render_feed(court, built_at, shown[::-1], entry_types=types)
