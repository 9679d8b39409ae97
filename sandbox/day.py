"""A small court day for the demo, as data: what the court lists, rebuild by rebuild.

One case is real, as far as the public knows it: *Ctr. for Taxpayer Rights v.
Internal Revenue Serv.*, D.D.C., No. 1:25-cv-00457, before Judge Kollar-Kotelly,
with the plaintiffs' notice of 11/3/25, an objection to the administrative record
that the IRS had filed. Its entry numbers, ids and times of day are samples, and
so is everything about the other cases, whose names and numbers say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from filings.types import Event
from sandbox.feeds import Item, render_feed

COURT = "dcd"
ZONE = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True)
class Told:
    """One filing that the channel has to be told of; ``number`` as in Entry."""

    event: Event
    docket: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Rebuild:
    """The feed as the court rebuilds it.

    at       its build time, aware
    listed   newest filing first, as courts list them
    title    of the step that shows it
    happens  what the court did since the rebuild before, in a sentence or two
    yours    what of it matters with a Slack of one's own
    told     what the followed cases bring, and nothing else may be told
    edited   messages that are updated because of it
    """

    at: datetime
    listed: tuple[Item, ...]
    title: str = ""
    happens: str = ""
    yours: str = ""
    told: tuple[Told, ...] = ()
    edited: int = 0

    @property
    def body(self) -> bytes:
        return render_feed(COURT, self.at, self.listed)


@dataclass(frozen=True, slots=True)
class Case:
    """``case_id`` and the document ids made from it are far beyond the court's own."""

    number: str
    name: str
    case_id: int

    def item(
        self, at: datetime, event: str, seq: int, entry: int | None = None, *, document: bool = True
    ) -> Item:
        linked = f"0451{self.case_id}{seq:03}" if entry is not None and document else None
        return Item(self.number, self.name, self.case_id, seq, event, at, entry, linked)


def on(day: int, hour: int, minute: int, month: int = 11) -> datetime:
    """A time of 2025 at the court."""
    return datetime(2025, month, day, hour, minute, tzinfo=ZONE)


TOLD_MORE = on(3, 15, 52)
"""When CourtListener has the text of the notice and its PDF."""

TAXPAYERS = Case(
    "1:25-cv-00457", "CENTER FOR TAXPAYER RIGHTS et al v. INTERNAL REVENUE SERVICE et al", 9900457
)
SAMPLE = Case("1:25-cv-99901", "SAMPLE COMPANY v. EXAMPLE AGENCY", 9999901)
SEALED = Case("1:25-cr-99902-1", "USA v. SEALED", 9999902)
UNSEALED = Case(SEALED.number, "USA v. SAMPLE DEFENDANT", SEALED.case_id)
UNION = Case("1:25-cv-99903", "SAMPLE UNION v. EXAMPLE BOARD", 9999903)
PRESS = Case("1:24-cv-99904", "EXAMPLE PRESS v. SAMPLE DEPARTMENT", 9999904)

_SECRET_NUMBER = SEALED.number.removesuffix("-1")
FOLLOWED_FIRST = f"{TAXPAYERS.number} {COURT}"
FOLLOWED_LATER = (f"{SAMPLE.number} {COURT}", f"{_SECRET_NUMBER} {COURT}")

# Of the days before; a feed shows them until they are too old for it.
_BEFORE = (
    UNION.item(on(3, 11, 48), "Notice of Appearance", 31, 9),
    SAMPLE.item(on(3, 10, 2), "Motion for Extension of Time", 41, 12),
    PRESS.item(on(3, 9, 31), "Status Report", 88, 27),
    TAXPAYERS.item(on(27, 16, 12, month=10), "Administrative Record", 207, 58),
)
_SECRET = SEALED.item(on(31, 15, 5, month=10), "Indictment", 3, 1)
_NAMED = replace(_SECRET, name=UNSEALED.name)
_NOTICE = (
    UNION.item(on(3, 15, 2), "Summons Issued", 33, 10),
    TAXPAYERS.item(on(3, 14, 41), "Notice (Other)", 211, 61),
    PRESS.item(on(3, 14, 30), "Motion for Summary Judgment", 90, 28),
)
_EXHIBIT = SAMPLE.item(on(3, 16, 5), "Exhibit", 45, 14)
_RULED = (
    UNSEALED.item(on(3, 15, 58), "Case Unsealed", 5),
    SAMPLE.item(on(3, 15, 52), "Minute Order", 44),
    UNION.item(on(3, 15, 40), "Certificate of Service", 34, 11),
)
_LATE = SAMPLE.item(on(31, 17, 40, month=10), "Memorandum in Opposition to Motion", 43, 13)
_ORDERED = (
    SAMPLE.item(on(3, 16, 49), "Order", 47, 15),
    SAMPLE.item(on(3, 16, 49), "Set/Reset Deadlines", 47, 15),
    PRESS.item(on(3, 16, 31), "Reply to opposition to motion", 92, 29),
)
_QUIET = (UNION.item(on(3, 17, 33), "Notice (Other)", 36, 12),)


def _listed(*groups: Sequence[Item]) -> tuple[Item, ...]:
    """Newest first; filings of one minute keep their order."""
    every = [item for group in groups for item in group]
    return tuple(sorted(every, key=lambda item: item.filed_at, reverse=True))


OPENING = Rebuild(on(3, 14, 17), _listed(_BEFORE, [_SECRET]))
"""What the court lists before anybody looks: history."""

NOTICE = Rebuild(
    on(3, 15, 17),
    _listed(_NOTICE, _BEFORE, [_SECRET]),
    title="the first alert",
    happens="The plaintiffs have filed a notice: they object to the administrative record. "
    "Two cases that nobody follows have filings too.",
    yours="a real court rebuilds its feed about once an hour. Crier learns when, and looks just "
    "after; here it is told to look.",
    told=(Told(Event.NEW, TAXPAYERS.number, 61),),
)
RULED = Rebuild(
    on(3, 16, 17),
    _listed([_EXHIBIT], _RULED, _NOTICE, _BEFORE, [_LATE, _NAMED]),
    title="several filings at once",
    happens="A minute order, which has no number and no document. An exhibit. A paper filed on "
    "Friday that the court lists only now. And the sealed case has got a name.",
    yours="what comes together is one message, the weightiest case first.",
    told=(
        Told(Event.NEW, SAMPLE.number),
        Told(Event.NEW, SAMPLE.number, 13),
        Told(Event.NEW, SAMPLE.number, 14),
        Told(Event.UNSEALED, _SECRET_NUMBER),
        Told(Event.NEW, _SECRET_NUMBER),
    ),
)
ORDERED = Rebuild(
    on(3, 17, 17),
    _listed(_ORDERED, _RULED, _NOTICE, _BEFORE, [_LATE, _NAMED]),
    title="a ruling",
    happens="An order that also sets deadlines: two lines in the feed, one filing. The exhibit "
    "of before is missing, which once may be an accident.",
    yours="⚖️ marks what a judge has decided.",
    told=(Told(Event.NEW, SAMPLE.number, 15),),
)
WITHDRAWN = Rebuild(
    on(3, 18, 17),
    _listed(_QUIET, _ORDERED, _RULED, _NOTICE, _BEFORE, [_LATE, _NAMED]),
    title="something is taken back",
    happens="The exhibit is missing from a second feed, which is no accident any more.",
    yours="a later fact is told, and updates the message that it belongs to.",
    told=(Told(Event.WITHDRAWN, SAMPLE.number, 14),),
    edited=1,
)
REBUILDS = (NOTICE, RULED, ORDERED, WITHDRAWN)
