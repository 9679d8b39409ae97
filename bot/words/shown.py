"""Filings and cases in words: what the templates get.

Every ``str`` here is plain text that the templates escape; nothing is markup
but the fields typed ``Mrkdwn``. Times are in the court's own zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.words import becoming, tellers
from bot.words.casefacts import NOTHING as NO_FACTS
from bot.words.casefacts import ShownFacts, shown_facts
from bot.words.filingphrases import (
    also_in_of,
    answered_of,
    document_is_paid,
    free_label,
    judge_of,
    same_as_of,
    watched_of,
)
from bot.words.mrkdwn import Mrkdwn, channel, cut, dots, fold
from bot.words.mrkdwn import court as court_text
from bot.words.phrases import defendants_of, missing_of
from filings import captions, kinds, newsdates, text
from filings.courts import court_of
from filings.kinds import Weight
from filings.text import headlines
from filings.types import Teller
from filings.views import AnsweredView, CaseView, FilingView

NOTHING = Mrkdwn("")
NO_CAPTION = "Caption not given by the court"
_CAPTION_ROOM = 400
_DOCKET_ROOM = 80


@dataclass(frozen=True, slots=True)
class ShownFiling:
    """One filing for ``alert``, ``alert_line``, ``alert_note``, ``alert_text`` and cards.

    what      "Plaintiffs' notice objecting to the administrative record" where a text says
              so, else "Order on motion to dismiss; set deadlines", the main event first;
              cut to fit, with how much is left out
    number    "No. 61", or "";  re  "re No. 58" with a link where a page is known, or ""
    sentence  "Plaintiffs filed a notice (No. 61), re No. 58." where a text says so, or ""
    judge     "Judge Kollar-Kotelly": who signed it, else who has the case, or ""
    defendants  "for defendants 1, 3 and 16 more", or ""
    verb      "Filed", "Entered" or "Docketed"
    clock     "2:41 p.m. ET", "" where only the day is known;  date "Mon., Nov. 3"
    filed     both, as far as known: "2:41 p.m. ET, Mon., Nov. 3"
    seen      "3:17 p.m.", with the day when it is another one
    told      who told of it first: "in the court's feed", "via CourtListener"
    place     where it stands: "in D.D.C.'s feed", "on the Court's docket page"
    after     "5 hours later" when it was seen 2 hours or more after, or ""
    pdf       "PDF 4:05 p.m. via CourtListener" when that came later, or ""
    free_label  "Free PDF, 6 pages"
    paid      the court's link costs a fee; document_label, document_short say so, in an alert
              and in a line
    also_in   "The same document is in 1:25-cv-00458.", or ""
    same_as   "The same filing as No. 61, told above.", or ""
    became    "Case closed.", "Judge reassigned: …", what the filing says became of the case
    from_judge, to_judge  of a reassigned case; on  "Nov. 3, 2025" of a closed one;
              changed_to  what another change of the case says
    watched   "watch “harbor gazette”", or ""
    missing   "No. 60 is not in the feed", or ""
    mark      "⚖️" for a ruling that is more than routine, or ""
    strong    news, or such a ruling
    told_here  the channel has the alert that a withdrawal is about
    named     the view is about a filing, not about the case alone
    """

    event: str
    what: Mrkdwn
    re: Mrkdwn
    sentence: Mrkdwn
    judge: str
    kind: str
    weight: str
    number: str
    defendants: str
    case: Mrkdwn
    before: Mrkdwn
    after_caption: Mrkdwn
    court: str
    docket: Mrkdwn
    text: Mrkdwn
    docket_url: str
    document_url: str
    free_url: str
    verb: str
    clock: str
    date: str
    seen: str
    after: str
    missing: str
    mark: str
    late: bool
    withdrawn: bool
    told_here: bool
    named: bool
    told: str
    place: str
    pdf: str
    free_label: str
    paid: bool
    also_in: Mrkdwn
    same_as: Mrkdwn
    watched: Mrkdwn
    became: Mrkdwn = NOTHING
    from_judge: Mrkdwn = NOTHING
    to_judge: Mrkdwn = NOTHING
    changed_to: Mrkdwn = NOTHING
    on: str = ""

    @property
    def cited(self) -> Mrkdwn:
        """ "D.D.C. 1:25-cv-00457"."""
        return Mrkdwn(f"{court_text(self.court)} {self.docket}")

    @property
    def numbered(self) -> Mrkdwn:
        """ "No. 61, re No. 58"."""
        return Mrkdwn(", ".join(part for part in (court_text(self.number), self.re) if part))

    @property
    def filed(self) -> str:
        return ", ".join(part for part in (self.clock, self.date) if part)

    @property
    def strong(self) -> bool:
        return bool(self.mark) or self.weight == str(Weight.NEWS)

    @property
    def document_label(self) -> str:
        return "Document on PACER, fee" if self.paid else "Document"

    @property
    def document_short(self) -> str:
        return "PACER, fee" if self.paid else "document"


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case for ``card``, ``followed``, ``choice`` and the rest.

    judges  "Judge Colleen Kollar-Kotelly", else "Judge's initials CKK", as a feed has them, or ""
    """

    case: Mrkdwn
    court: str
    docket: Mrkdwn
    known: bool
    url: str = ""
    judges: str = ""
    followed: Mrkdwn = NOTHING
    value: str = ""
    first_seen: str = ""
    facts: ShownFacts = NO_FACTS

    @property
    def cited(self) -> Mrkdwn:
        return Mrkdwn(f"{court_text(self.court)} {self.docket}")

    @property
    def typed(self) -> str:
        """ "1:25-cv-00457 dcd", as it stands behind /docket."""
        court, _, number = self.value.partition(" ")
        return f"{number} {court}"


def caption_of(case_name: str, court: str, room: int = _CAPTION_ROOM) -> Mrkdwn:
    """The short caption, cut to ``room``; a sentence where the court gives none."""
    return cut(captions.caption(case_name, court) or NO_CAPTION, room, "in the caption")


def filing(view: FilingView, now: datetime, what_room: int = 900) -> ShownFiling:
    """A filing in words. ``what_room`` is in characters, escapes counted."""
    citation, zone = court_of(view.court)
    kind = kinds.kind_of(view.events, view.text)
    ruling = kind.name in kinds.RULINGS and kind.weight > Weight.ROUTINE
    reading = text.read(view.text, view.events)
    said = headlines.of_filing(view)
    return ShownFiling(
        event=view.event.value,
        what=cut(said.headline, what_room),
        re=answered_of(view.answered or [AnsweredView(number) for number in said.re], view.number),
        sentence=cut(said.sentence if said.ours else "", 600),
        judge=judge_of(reading.judge or view.judge),
        kind=kind.name,
        weight=str(kind.weight),
        number="" if view.number is None else f"No. {view.number}",
        defendants=defendants_of(view.defendants),
        case=caption_of(view.case_name, view.court),
        before=cut(view.before or view.case_name, _CAPTION_ROOM, "in the caption"),
        after_caption=caption_of(view.after or view.case_name, view.court),
        court=citation,
        docket=cut(view.docket_number, _DOCKET_ROOM),
        text=cut(view.text, what_room),
        docket_url=view.url,
        document_url=view.document_url or "",
        free_url=view.free_url or "",
        verb=kinds.verb_of(view.events, view.text).capitalize(),
        clock=newsdates.clock(view.filed_at, zone) if view.timed else "",
        date=newsdates.day(view.filed_at, zone, now, weekday=True),
        seen=tellers.seen(view, zone, now),
        after=tellers.after(view, zone),
        missing=missing_of(view.missing),
        mark="⚖️" if ruling else "",
        late=view.late and view.tellers[:1] == (Teller.CMECF,),
        withdrawn=view.withdrawn,
        told_here=view.told_here,
        named=bool(view.events) or view.number is not None,
        told=tellers.told(view.tellers[:1]),
        place=tellers.place(view, citation),
        pdf=tellers.pdf(view, zone, now),
        free_label=free_label(view.pages),
        paid=document_is_paid(view.document_url),
        also_in=also_in_of(view.also_in),
        same_as=same_as_of(view.same_as),
        watched=watched_of(view.watched),
        became=becoming.line(becoming.of_filing(view)),
        from_judge=becoming.judge(view.before),
        to_judge=becoming.judge(view.after),
        changed_to=cut(view.after, 120),
        on=becoming.day_of(view.after),
    )


def case(
    court: str,
    docket_number: str,
    case_name: str,
    *,
    known: bool,
    room: int = _CAPTION_ROOM,
) -> ShownCase:
    citation, _ = court_of(court)
    return ShownCase(
        case=caption_of(case_name, court, room),
        court=citation,
        docket=cut(docket_number, _DOCKET_ROOM),
        known=known,
        value=value_of(court, docket_number),
    )


def value_of(court: str, docket_number: str) -> str:
    """What a button carries; it parses again as if somebody had typed it."""
    return f"{court} {docket_number}"


def case_of(view: CaseView, now: datetime) -> ShownCase:
    citation, zone = court_of(view.court)
    first = view.first_seen_at
    known = NO_FACTS if view.facts is None else shown_facts(view.facts, view.facts_at, now)
    same_page = known.page == view.url
    return ShownCase(
        case=caption_of(view.case_name, view.court),
        court=citation,
        docket=cut(view.docket_number, _DOCKET_ROOM),
        known=view.known,
        url=view.url,
        judges=known.judge or (f"Judge's initials {view.judges}" if view.judges else ""),
        followed=dots(channel(found) for found in told_to_all(view.followed_in)[:10]),
        value=value_of(view.court, view.docket_number),
        first_seen="" if first is None else newsdates.day(first, zone, now),
        facts=replace(known, page="") if same_page else known,
    )


def told_to_all(channels: Sequence[str]) -> tuple[str, ...]:
    """Without conversations of one person with Crier, which are nobody else's to know."""
    return tuple(each for each in channels if not each.startswith("D"))


def with_url(found: ShownCase, url: str) -> ShownCase:
    return replace(found, url=url)


def plain_caption(case_name: str, court: str) -> str:
    """The short caption as plain text, for a button or a line to paste."""
    return fold(captions.caption(case_name, court))
