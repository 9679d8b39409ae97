"""What CourtListener holds in the demo's days, as data: cases, and texts that come later.

Of the one real case (see docketday.py) its court, its judge and its first two parties are
public; the texts are samples. All other cases, and all their people, are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sandbox import docketday as day
from sandbox.courtlistener import SandboxCourtListener
from sandbox.docketday import Case, on

Party = tuple[str, str, tuple[tuple[str, str], ...]]
"""Name, role, and counsel as pairs of name and firm."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A case at CourtListener; ``id`` is far beyond the ids that it gives."""

    case: Case
    id: int
    filed: date
    judge: str = ""
    nature: str = ""
    parties: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A filing as CourtListener tells of it.

    at      when it makes its record; pdf_at when the free PDF of ``pages`` pages is there
    seq, entry  as in the court's feed, where the court has one; no entry for a minute order
    """

    case: Case
    at: datetime
    filed: datetime
    seq: int
    entry: int | None
    event: str
    words: str
    pdf_at: datetime | None = None
    pages: int = 0


PILOTS = Case(
    day.MUTE, "1:25-cv-99907", "Sample Pilots' Association v. Example Port Authority", 9999907
)
HARBOR = "Sample Harbor Trust"
_OF_HARBOR = (
    Case("mad", "1:25-cv-99909", f"{HARBOR} v. Example Port Office", 9999909),
    Case("cand", "3:24-cv-99910", f"Example Insurance Company v. {HARBOR}", 9999910),
    Case("nysb", "25-99911", HARBOR, 999911),
    Case("ca1", "25-9912", f"{HARBOR} v. Example Port Office", 9912),
)
_FIRM = (("Ada Sample", "Sample & Example LLP"),)
LISTED = (
    Listed(
        day.TAXPAYERS,
        99_000_457,
        date(2025, 2, 17),
        "Colleen Kollar-Kotelly",
        "Administrative Procedure Act/Review or Appeal of Agency Decision",
        (
            ("Center for Taxpayer Rights", "Plaintiff", ()),
            ("Internal Revenue Service", "Defendant", ()),
        ),
    ),
    Listed(
        PILOTS,
        99_000_907,
        date(2025, 1, 14),
        "Quentin Sample",
        "Admiralty",
        (
            ("Sample Pilots' Association", "Plaintiff", _FIRM),
            ("Example Port Authority", "Defendant", ()),
            ("Example Harbor Master", "Defendant", ()),
        ),
    ),
    *(
        Listed(case, 99_000_909 + place, date(2025 - (place == 1), 1 + place, 3 * (place + 1)))
        for place, case in enumerate(_OF_HARBOR)
    ),
    Listed(day.UNION, 99_000_903, date(2025, 1, 6), "Quentin Sample", "Labor"),
    Listed(day.PRESS, 99_000_904, date(2024, 6, 3), "Ada Example", "Freedom of Information Act"),
    Listed(day.STORES, 99_000_905, date(2025, 2, 17)),
)
TEXTS = (
    Text(
        day.TAXPAYERS, on(2, 17, 10, 11), on(2, 17, 10, 2), 1, 1, "Complaint",
        "COMPLAINT against INTERNAL REVENUE SERVICE filed by CENTER FOR TAXPAYER RIGHTS. "
        "(Attachments: # 1 Civil Cover Sheet, # 2 Summons)", on(2, 17, 10, 11), 34,
    ),
    Text(
        PILOTS, on(2, 14, 16, 0), on(2, 14, 15, 12), 21, 14, "Motion to Dismiss",
        "MOTION to Dismiss for Failure to State a Claim by Example Port Authority.",
        on(2, 14, 16, 0), 18,
    ),
    Text(
        day.TAXPAYERS, on(2, 19, 15, 2), on(2, 19, 14, 38), 12, None, "Minute Order",
        "MINUTE ORDER: Motion Hearing set for 3/12/2025 at 10:00 AM in Courtroom 28A before Judge "
        "Colleen Kollar-Kotelly. Status Conference set for 11/12/2025 at 02:00 PM in Courtroom "
        "28A before Judge Colleen Kollar-Kotelly.",
    ),
    Text(
        PILOTS, on(3, 3, 15, 40), on(3, 3, 15, 2), 30, 19, "Order on Motion to Dismiss",
        "ORDER granting in part and denying in part 14 Motion to Dismiss. Signed by District "
        "Judge Quentin Sample on 3/3/2025.", on(3, 3, 15, 40), 11,
    ),
    Text(
        day.TAXPAYERS, on(11, 3, 15, 11), on(11, 3, 14, 41), 211, 61, "Notice (Other)",
        "NOTICE OF OBJECTION to the administrative record by CENTER FOR TAXPAYER RIGHTS re 58 "
        "Administrative Record", on(11, 3, 15, 52), 6,
    ),
)  # fmt: skip


def address(case: Case) -> str:
    """CourtListener's page of a case, as people paste it."""
    one = next(one for one in LISTED if one.case == case)
    return f"https://www.courtlistener.com/docket/{one.id}/sample/"


class Shelves:
    """Puts into CourtListener what it knows at a time."""

    def __init__(self, listener: SandboxCourtListener) -> None:
        self._listener = listener
        self._entries: dict[Text, int] = {}
        self._free: set[Text] = set()

    def begin(self) -> None:
        for one in LISTED:
            self._listener.add_docket(
                one.case.court, one.case.number.removesuffix("-1"), one.case.name.title()
                if one.case.name.isupper() else one.case.name,
                listing_id=one.id, case_id=str(one.case.case_id), date_filed=one.filed,
                assigned_to_str=one.judge, nature_of_suit=one.nature,
            )  # fmt: skip
            for name, role, counsel in one.parties:
                self._listener.add_party(one.id, name, role, counsel=counsel)

    def go_on(self, at: datetime, court: str | None = None) -> tuple[Text, ...]:
        """What it knows at ``at``, new records of one court only or of all; returns those."""
        fresh = tuple(
            text
            for text in TEXTS
            if text.at <= at
            and text not in self._entries
            and (court is None or text.case.court == court)
        )
        for text in fresh:
            listing = next(one.id for one in LISTED if one.case == text.case)
            self._entries[text] = self._listener.add_entry(
                listing, text.words, filed=text.filed, number=text.entry, event=text.event,
                doc_id=day.document_id(text.case, text.seq), seq=text.seq, created_at=text.at,
            )  # fmt: skip
        for text, entry in self._entries.items():
            if text.pdf_at and text.pdf_at <= at and text not in self._free:
                self._free.add(text)
                self._listener.make_available(entry, pages=text.pages)
        return fresh

    async def tell(self, text: Text, url: str) -> bool:
        """Send the event of a record to a bot; whether it was taken."""
        event = self._listener.docket_alert(self._entries[text])
        return (await self._listener.send(url, event)).done
