"""What a docket text plainly says: who filed, for whom, with what, in answer to what, and how
the court ruled. Pure.

    reading = read("MOTION to Dismiss by ACME CORP. re 1 Complaint (Roe, Ann)")
    reading.filers      ("ACME CORP.",)
    reading.answers     (Answered(1, "Complaint"),)

The shapes are those of CM/ECF's district, bankruptcy and appellate courts, of the Supreme
Court's proceedings and of CourtListener, which prints the same texts. What a text does not
say is empty: nothing is inferred from a case's name or from who usually files what.
No text raises, and none takes more than linear time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from filings.text import answered, filers, outcomes, parts
from filings.text.answered import Answered
from filings.text.asides import taken_apart
from filings.text.filers import Filed
from filings.text.outcomes import Ruling
from filings.text.parts import Attachment
from filings.text.titles import hearing_set, title_of


@dataclass(frozen=True, slots=True)
class Reading:
    """title       what the paper calls itself, in the court's words, without filer and numbers
    filers      names as the text prints them
    side        "plaintiff", "defendant", "debtor", "government", … in the singular; "" unknown
    several     the side is named in the plural, or there are several filers
    counsel     whoever filed for them, "John Smith"
    attachments in the filer's order
    answers     entries that the paper answers or the order decides
    relief      what is asked for: "to Dismiss", "for Summary Judgment"; "" where nothing is
    judge       who signed or presided, "Magistrate Judge Jane Roe"
    rulings     what was decided, in the text's order; outcome is that of the first
    court_made  the court or its clerk made the entry, not a party
    held        a minute entry's own words for what was held: "Status Conference held"
    """

    title: str = ""
    filers: tuple[str, ...] = ()
    side: str = ""
    several: bool = False
    counsel: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    answers: tuple[Answered, ...] = ()
    relief: str = ""
    judge: str = ""
    signed_on: date | None = None
    entered_on: date | None = None
    rulings: tuple[Ruling, ...] = ()
    court_made: bool = False
    held: str = ""

    @property
    def outcome(self) -> str:
        return self.rulings[0].outcome if self.rulings else ""


NOTHING = Reading()
_LONGEST = 30_000
_TAGS = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
# Clerks' events and the filer's title behind one another: "Notice of hearingNotice of …".
_GLUED = re.compile(
    r"(?<=[a-z.])(?=(?:Notice|Motion|Order|This|Application|Objection|Response)\b)"
    r"|(?<=hearing)(?=\[[A-Z]+\])"
)
_STARRED = re.compile(
    r"^(?:\s*\*{1,3}[^*]{1,60}\*{1,3}|\s*\[[^\[\]]{1,120}\]|\s*\*{1,3}(?=\w))+\s*[-–]?\s*"
)
_MINUTES = re.compile(
    r"^(?:\w+ ){0,3}minute (?:entry|order)\b|^(?:\w+ )?minutes? of\b", re.IGNORECASE
)
_COURTS = re.compile(
    r"^(?:[\w'./&-]+,? ){0,5}?(?:order|ordered|orders|opinion|judgment|decree|ruling|decision"
    r"|verdict"
    r"|mandate|findings|recommendations?)\b",
    re.IGNORECASE,
)
_PARTYS = re.compile(
    r"\b(?:proposed|motions?|application|stipulation|notice|proof|transcript|request"
    r"|letter (?:from|to)"
    r"|objections?|memorandum (?:of law )?in|brief|response|reply|certificate|affidavit"
    r"|declaration"
    r"|petition|exhibit|appeal|receipt|service|opposition|consent to)\b",
    re.IGNORECASE,
)
_CLERKS = re.compile(
    r"^(?:(?:amended|electronic|sealed|second) ){0,2}(?:set|reset|set/reset|terminate|case|clerk"
    r"|notice of (?:(?:telephone |bond |change of |changed of )?(?:hearing|conference"
    r"|plea)(?! filed| ?\[\w+\] filed| - \w+ filed| ?notice)|electronic|assignment|resetting"
    r"|setting"
    r"|case assignment|deficien)|summons(?:es)? issued|hearing|judge|usca|transcript|audio"
    r"|receipt|notification of appeal|duplicate entry|exhibit receipt"
    r"|notice of document discrepanc\w*|writ"
    r"|arrest|distributed|motions?\(?s?\)? (?:no longer )?referred|bnc|meeting of creditors|record"
    r"|related to|deficien|correction|abstract|circulat|argued|electronic notice"
    r"|generalreporter)\b",
    re.IGNORECASE,
)


def read(text: str, events: Sequence[str] = ()) -> Reading:
    """What a docket text says. Without a text nothing is read: event names name no party.

    events  the court's short descriptions; where the text has no title of its own, what
            it is about is theirs
    """
    return _read(text[:_LONGEST], tuple(events))


@lru_cache(maxsize=1024)
def _read(text: str, events: tuple[str, ...]) -> Reading:
    said = " ".join(_GLUED.sub(" ", _TAGS.sub(" ", text)).split())
    if not said:
        return NOTHING
    body, found = taken_apart(said)
    start = _STARRED.match(body)
    body = body[start.end() :] if start else body
    named_judge = parts.by_judge(body)
    body = body[named_judge:]
    by = parts.signature(said)
    minutes = _MINUTES.match(body) is not None
    court_made = minutes or bool(named_judge) or _is_courts(body) or _CLERKS.match(body) is not None
    end, filed = (len(body), Filed()) if court_made else filers.filed(body)
    title = title_of(f"{body[:end]}{filed.rest}" if filed.rest else body[:end])
    if hearing := hearing_set(body):
        title, court_made = hearing, True
        filed = Filed()
    rulings = _rulings(body, title, minutes, court_made)
    if rulings and not court_made:
        # "Application granted by Justice Roe": what decides is no filer.
        filed = Filed()
    inside = answered.merged(
        answered.answered(group.inside, marked=False) for group in found.related
    )
    return Reading(
        title=title or (events[0] if events else ""),
        filers=filed.names, side=filed.side or _side_of_title(title), several=filed.several,
        counsel=filed.counsel or (found.counsel if _is_papers(filed, title, court_made) else ()),
        attachments=found.attachments,
        answers=answered.merged([answered.answered(_answering(body)), inside]),
        relief="" if court_made else _relief(title),
        judge=by.judge if court_made else "", signed_on=by.on if court_made else None,
        entered_on=parts.entered_on(said), rulings=rulings, court_made=court_made,
        held=_held(body) if minutes else "",
    )  # fmt: skip


def _is_courts(body: str) -> bool:
    head = _COURTS.match(body[:160])
    if head is None:
        return False
    return _PARTYS.search(head[0]) is None or head[0].lower().startswith(
        ("memorandum and", "letter order")
    )


_MOVES = re.compile(
    r"\b(?:motions?|application|petition|request)\s+(?P<relief>(?:to|for"
    r"|in limine)\b.*)$",
    re.IGNORECASE,
)


def _relief(title: str) -> str:
    found = _MOVES.search(title)
    return found["relief"].strip() if found else ""


def _is_papers(filed: Filed, title: str, court_made: bool) -> bool:
    """Whether the name in brackets is of a lawyer who filed; under an order it is a clerk's."""
    if court_made:
        return False
    return bool(filed.names or filed.side) or bool(
        re.search(
            r"\b(?:motion|memorandum|brief|reply|response|answer|complaint)\b", title, re.IGNORECASE
        )
    )


def _side_of_title(title: str) -> str:
    found = re.match(
        r"(plaintiff|defendant|government|debtor|petitioner|respondent|appellant"
        r"|appellee)s?['’]s? ?",
        title, re.IGNORECASE,
    )  # fmt: skip
    return found[1].lower() if found else ""


def _answering(body: str) -> str:
    """Of a long order only the beginning; what stands later is mentioned, not answered."""
    return body[:2500]


_HELD_IN = re.compile(
    r"\b(?:(?:An?|The) )?(?P<what>(?:[A-Z]|(?:status|motion|scheduling|settlement|pretrial"
    r"|telephon|video|discovery))"
    r"[A-Za-z/&'’ -]{3,90}?)(?: as to [A-Z][\w .,'’-]{2,60}?)?(?: was)? (?P<done>(?:not )?held"
    r"|continued|reset)\b"
)


_CALLED = re.compile(
    r"hearing|conference|trial|arraignment|plea|appearance|sentenc|argument|call|setting"
    r"|mediation|voir dire"
    r"|jury|proceeding|inquiry|session|meeting",
    re.IGNORECASE,
)


def _held(body: str) -> str:
    """ "Status Conference held" of a minute entry, "" where it names nothing that was held."""
    begins = re.search(r"\bbefore\b", body[:120])
    found = _HELD_IN.search(body[:900], begins.end() if begins else 0)
    if found is None:
        return ""
    return f"{found['what'].strip()} {found['done']}" if _CALLED.search(found["what"]) else ""


_MIXED = re.compile(r"\b(?:granting|denying|dismissing)(?: in part)? \d", re.IGNORECASE)


def _rulings(body: str, title: str, minutes: bool, court_made: bool) -> tuple[Ruling, ...]:
    if re.match(r"hearing|ruling", body, re.IGNORECASE):
        return outcomes.first_sentence(body) or outcomes.said(body[:600])
    if re.match(r"(?:[\w/]+ ){0,6}recommendations?\b", body[:120], re.IGNORECASE):
        return ()
    if court_made and not minutes and (at_head := outcomes.of_head(body, 0)):
        return at_head
    if minutes or (court_made and _is_courts(body)):
        at_head = outcomes.of_head(body, 0)
        # Where both ways of saying it are mixed, one alone would tell half of what was ruled.
        return at_head or (() if minutes and _MIXED.search(body) else outcomes.said(body))
    if re.match(r"(?:motion|petition|application|writ|judgment)\b", body, re.IGNORECASE):
        return (
            ()
            if re.search(r"\b(?:filed|submitted)\b", body[:300], re.IGNORECASE)
            else outcomes.first_sentence(body)
        )
    return ()
