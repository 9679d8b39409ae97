"""The courts of the demo in a browser, as data: months of one case in a few minutes.

One case is real, as far as the public knows it: *Ctr. for Taxpayer Rights v.
Internal Revenue Serv.*, D.D.C., No. 1:25-cv-00457, before Judge Kollar-Kotelly,
with the plaintiffs' notice of 11/3/25, an objection to the administrative record
that the IRS had filed. All else on its docket is a sample: other filings, entry
numbers, ids, times. The other cases are invented, and their names say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from filings import courts
from sandbox.feeds import Item, render_feed

ZONE = ZoneInfo("America/New_York")
TRIAL, BANKRUPTCY, APPEALS, SUPREME = "dcd", "deb", "cadc", "scotus"
MUTE = "vaed"
"""A court without a feed: CourtListener alone tells of its cases."""
WINDOW = timedelta(hours=24)
"""A court lists what was filed since so long before the rebuild."""
_DOCUMENTS = {TRIAL: "0451", BANKRUPTCY: "0421", APPEALS: "0112", MUTE: "0640"}


@dataclass(frozen=True, slots=True)
class Case:
    """``case_id`` and the document ids made from it are far beyond the courts' own."""

    court: str
    number: str
    name: str
    case_id: int

    @property
    def typed(self) -> str:
        """As a person types it, the number of a defendant left out."""
        if self.court == SUPREME:
            return f"No. {self.number}"
        number = self.number.rsplit("-", 1)[0] if "-cr-" in self.number else self.number
        return f"{number} {self.court}"


def document_id(case: Case, seq: int) -> str:
    """PACER's id of a filing's document."""
    return f"{_DOCUMENTS[case.court]}{case.case_id}{seq:03}"


@dataclass(frozen=True, slots=True)
class Paper:
    """A filing; with two events it is two items of the feed.

    entry   number on the docket, None where the court gives none
    listed  the first rebuild that shows it, None for the first after its filing
    linked  whether the feed links a document
    """

    case: Case
    at: datetime
    seq: int
    events: tuple[str, ...]
    entry: int | None = None
    listed: datetime | None = None
    linked: bool = True

    def items(self, name: str) -> Iterator[Item]:
        case = self.case
        doc_id = document_id(case, self.seq) if self.linked else None
        for event in self.events:
            yield Item(
                case.number, name, case.case_id, self.seq, event, self.at, self.entry, doc_id
            )


@dataclass(frozen=True, slots=True)
class Scene:
    """All courts rebuild their feeds.

    happens  what the courts did since the scene before, in a sentence or two
    down     courts that cannot be read now, and what they answer instead
    """

    at: datetime
    happens: str
    down: tuple[tuple[str, str], ...] = ()


def on(month: int, day: int, hour: int, minute: int) -> datetime:
    """A time of 2025 at the courts."""
    return datetime(2025, month, day, hour, minute, tzinfo=ZONE)


def _filed(case: Case, at: datetime, seq: int, event: str, entry: int | None) -> Paper:
    return Paper(case, at, seq, (event,), entry, linked=entry is not None)


TAXPAYERS = Case(
    TRIAL,
    "1:25-cv-00457",
    "CENTER FOR TAXPAYER RIGHTS et al v. INTERNAL REVENUE SERVICE et al",
    9900457,
)
SEALED = Case(TRIAL, "1:25-cr-99902-1", "USA v. SEALED", 9999902)
UNION = Case(TRIAL, "1:25-cv-99903", "SAMPLE UNION v. EXAMPLE BOARD", 9999903)
PRESS = Case(TRIAL, "1:24-cv-99904", "EXAMPLE PRESS v. SAMPLE DEPARTMENT", 9999904)
STORES = Case(BANKRUPTCY, "25-99905", "Sample Stores Holdings, Inc.", 999905)
FOODS = Case(BANKRUPTCY, "25-99906", "Example Foods LLC", 999906)
APPEAL = Case(APPEALS, "25-9945", "SAMPLE APPEAL Center for Taxpayer Rights v. IRS", 9945)

START = on(2, 17, 10, 20)
OPENED = on(2, 17, 10, 17)
"""The rebuild that is there before anybody looks: what it lists is history."""
UNSEALED_AT = on(11, 3, 16, 17)
UNSEALED_NAME = "USA v. SAMPLE DEFENDANT"
_LATE = on(3, 3, 18, 17)

_OF_THE_STORY = (
    _filed(TAXPAYERS, on(2, 17, 10, 2), 1, "Complaint", 1),
    _filed(TAXPAYERS, on(2, 17, 10, 49), 5, "Motion for Preliminary Injunction", 2),
    Paper(TAXPAYERS, on(2, 19, 14, 38), 12, ("Minute Order", "Set/Reset Hearings"), linked=False),
    replace(_filed(TAXPAYERS, on(3, 3, 16, 5), 20, "Notice of Appearance", 6), listed=_LATE),
    _filed(TAXPAYERS, on(3, 3, 16, 31), 21, "Memorandum in Opposition to Motion", 7),
    _filed(TAXPAYERS, on(10, 27, 15, 12), 207, "Administrative Record", 58),
    _filed(TAXPAYERS, on(11, 3, 14, 41), 211, "Notice (Other)", 61),
    _filed(TAXPAYERS, on(11, 20, 10, 41), 219, "Memorandum Opinion", 63),
    _filed(TAXPAYERS, on(11, 20, 10, 43), 220, "Order on Motion for Preliminary Injunction", 64),
    _filed(TAXPAYERS, on(11, 21, 9, 32), 224, "Notice of Appeal to DC Circuit Court", 65),
    _filed(TAXPAYERS, on(11, 21, 14, 20), 226, "USCA Case Number", 66),
    _filed(APPEAL, on(11, 21, 10, 55), 2100001, "US Civil Case Docketed", None),
    Paper(APPEAL, on(11, 21, 13, 47), 2100007, ("Clerk Order Filed",)),
)
_CRIMINAL = (
    _filed(SEALED, on(11, 3, 13, 50), 3, "Indictment", 1),
    _filed(SEALED, on(11, 3, 15, 58), 5, "Case Unsealed", None),
)
_BANKRUPT = (
    _filed(STORES, on(2, 17, 9, 40), 1, "Voluntary Petition (Chapter 11)", 1),
    _filed(FOODS, on(2, 17, 9, 55), 2, "Meeting of Creditors", 7),
    _filed(STORES, on(11, 3, 12, 21), 901, "Certificate of Service", 401),
    _filed(STORES, on(11, 3, 12, 24), 902, "Affidavit/Declaration of Service", 402),
    _filed(STORES, on(11, 3, 12, 31), 903, "Notice of Agenda", 403),
    _filed(STORES, on(11, 3, 12, 40), 904, "Monthly Operating Report", 404),
    _filed(STORES, on(11, 3, 12, 44), 905, "Fee Application", 405),
    _filed(STORES, on(11, 3, 12, 52), 906, "Certificate of No Objection", 406),
    _filed(STORES, on(11, 3, 12, 58), 907, "Objection", 407),
    _filed(STORES, on(11, 3, 13, 2), 908, "Order Confirming Chapter 11 Plan", 408),
    _filed(STORES, on(11, 3, 13, 6), 909, "Certificate of Service", 409),
    _filed(FOODS, on(11, 3, 13, 9), 310, "Proof of Claim", 61),
    _filed(STORES, on(11, 3, 14, 50), 911, "Motion to Shorten", 410),
    _filed(STORES, on(11, 3, 15, 20), 912, "Order (Other)", 411),
)
_OF_OTHERS = (
    _filed(UNION, on(2, 17, 9, 48), 31, "Notice of Appearance", 9),
    _filed(PRESS, on(2, 17, 9, 31), 88, "Status Report", 27),
    _filed(UNION, on(2, 17, 11, 5), 33, "Summons Issued", 10),
    _filed(PRESS, on(2, 19, 13, 30), 90, "Motion for Summary Judgment", 28),
    _filed(UNION, on(3, 3, 15, 40), 34, "Certificate of Service", 11),
    _filed(PRESS, on(3, 3, 17, 31), 92, "Reply to opposition to motion", 29),
    _filed(UNION, on(10, 27, 14, 2), 61, "Answer to Complaint", 21),
    _filed(PRESS, on(11, 3, 11, 3), 140, "Status Report", 44),
    _filed(UNION, on(11, 3, 13, 44), 66, "Joint Stipulation", 24),
    _filed(PRESS, on(11, 3, 16, 40), 142, "Notice of Appearance", 45),
    _filed(UNION, on(11, 20, 9, 12), 70, "Motion for Extension of Time", 26),
    _filed(UNION, on(11, 21, 13, 33), 73, "Notice (Other)", 27),
)
PAPERS = (*_OF_THE_STORY, *_CRIMINAL, *_BANKRUPT, *_OF_OTHERS)

_ERROR = ((BANKRUPTCY, "503"),)
SCENES = (
    Scene(on(2, 17, 11, 17), "The plaintiffs ask for a preliminary injunction."),
    Scene(
        on(2, 19, 15, 17),
        "A minute order sets a hearing. It has no number and no document, and a feed does not "
        "say for when.",
    ),
    Scene(on(3, 3, 17, 17), "The government opposes the motion, No. 7. No. 6 is not listed."),
    Scene(_LATE, "No. 6 turns up: filed before No. 7, listed an hour after it."),
    Scene(
        on(10, 27, 16, 17),
        "The IRS has filed the administrative record, No. 58. What lies between is left out here.",
    ),
    Scene(on(11, 3, 13, 17), "Nine papers in a bankruptcy within the hour, most of them routine."),
    Scene(
        on(11, 3, 14, 17),
        "D.D.C. lists an indictment under seal. Bankr. D. Del. answers with an error, 503.",
        _ERROR,
    ),
    Scene(
        on(11, 3, 15, 17),
        "The plaintiffs have filed a notice, No. 61: they object to the administrative record.",
        _ERROR,
    ),
    Scene(
        UNSEALED_AT,
        "The criminal case is unsealed and has got a name. Bankr. D. Del. sends a web page where "
        "its feed should be.",
        ((BANKRUPTCY, "html"),),
    ),
    Scene(on(11, 3, 17, 17), "Bankr. D. Del. is back, with what was filed in the meantime."),
    Scene(
        on(11, 20, 11, 17),
        "The court rules: an opinion, and an order that grants the motion in part. A feed names "
        "the motion and not the outcome.",
    ),
    Scene(on(11, 21, 11, 17), "The government appeals; the D.C. Circuit opens a case for it."),
    Scene(on(11, 21, 15, 17), "The clerk of the D.C. Circuit enters an order."),
)


def listed(court: str, at: datetime) -> tuple[Item, ...]:
    """What a court lists when it rebuilds its feed at ``at``, the newest filing first."""
    shown = [
        paper
        for paper in PAPERS
        if paper.case.court == court
        and at - WINDOW < paper.at <= at
        and (paper.listed is None or paper.listed <= at)
    ]
    shown.sort(key=lambda paper: (paper.at, paper.seq), reverse=True)
    return tuple(item for paper in shown for item in paper.items(_name(paper.case, at)))


def _name(case: Case, at: datetime) -> str:
    return UNSEALED_NAME if case == SEALED and at >= UNSEALED_AT else case.name


def body(court: str, at: datetime, built_at: datetime | None = None) -> bytes:
    """The feed of a court with what it lists at ``at``, built then or later.

    A court without a part in the day lists nothing, and of the sort that it lists.
    """
    types = courts.get(court).feed
    whole = types in ("all", "unknown", "off", "not configured") or court in _DOCUMENTS
    items = listed(court, at)
    return render_feed(court, built_at or at, items, entry_types="all" if whole else types)


def feeding() -> tuple[str, ...]:
    """Every court that has a feed: whatever a visitor follows, its court answers."""
    return tuple(court.id for court in courts.all_courts() if court.has_feed and court.id != MUTE)
