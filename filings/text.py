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

from filings import answered, filers, outcomes, textparts
from filings.answered import Answered
from filings.brackets import Group, groups
from filings.filers import Filed
from filings.outcomes import Ruling
from filings.textparts import Attachment


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
_LONGEST_BODY = 6_000
_TAGS = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
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
    r"|plea)(?! filed)|electronic|assignment|resetting|setting"
    r"|case assignment|deficien)|summons(?:es)? issued|hearing|judge|usca|transcript|audio"
    r"|receipt|writ"
    r"|arrest|distributed|motions?\(?s?\)? (?:no longer )?referred|bnc|meeting of creditors|record"
    r"|related to|deficien|correction|abstract|circulat|argued|electronic notice"
    r"|generalreporter)\b",
    re.IGNORECASE,
)
_APPELLATE = re.compile(r",? FILED\b\.?")
_COUNSEL = re.compile(r"([A-Z][\w.'’ -]{1,30}), ([A-Z][\w.'’ -]{0,30})")
_CLERK = re.compile(r"[a-z]{2,8}\d?,? *|[A-Z]{2,4},? *|[A-Za-z]+, \d+|auto-docket|Admin\.?|e-file")
# A judge's initials behind a courtroom end nothing.
_GOES_ON = re.compile(r"[ ,.]*(?:filed|responses?|before|objections?|as to)\b", re.IGNORECASE)
_UNCLOSED = re.compile(r"\s*\((?=RE\b|re:|related doc|attachments|entered)", re.IGNORECASE)
_RELATED = re.compile(
    r"(?:re:? )?(?:related )?(?:documents?|docs?|dkts?|pldg)\b|re:? \[?\d"
    r"|related to document",
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
    said = " ".join(_TAGS.sub(" ", text).split())
    if not said:
        return NOTHING
    body, found = _taken_apart(said)
    start = _STARRED.match(body)
    body = body[start.end() :] if start else body
    named_judge = textparts.by_judge(body)
    body = body[named_judge:]
    by = textparts.signature(said)
    minutes = _MINUTES.match(body) is not None
    court_made = minutes or bool(named_judge) or _is_courts(body) or _CLERKS.match(body) is not None
    end, filed = (len(body), Filed()) if court_made else filers.filed(body)
    title = _title(f"{body[:end]}{filed.rest}" if filed.rest else body[:end])
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
        entered_on=textparts.entered_on(said), rulings=rulings, court_made=court_made,
        held=_held(body) if minutes else "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """What stood in brackets."""

    attachments: tuple[Attachment, ...] = ()
    counsel: tuple[str, ...] = ()
    related: tuple[Group, ...] = ()


def _taken_apart(said: str) -> tuple[str, _Found]:
    """The text without its brackets, ending where the clerk's notes begin; what they hold."""
    pieces: list[str] = []
    attachments: tuple[Attachment, ...] = ()
    counsel: list[str] = []
    related: list[Group] = []
    ended, at, length = False, 0, 0
    for group in groups(said):
        if not ended and length < _LONGEST_BODY:
            pieces.append(said[at : group.start])
            length += group.start - at
        at = group.end
        inside = group.inside
        lawyer = _COUNSEL.fullmatch(inside)
        if (names := textparts.attachments(inside)) is not None:
            attachments = attachments or names
            ended = True
        elif _RELATED.match(inside):
            related.append(group)
        elif lawyer and not lawyer[2].isdigit() and group.start > 20:
            if not counsel:
                counsel.append(f"{lawyer[2].strip()} {lawyer[1].strip()}")
            ended = True
        elif inside.lower().startswith("entered"):
            ended = True
        elif _CLERK.fullmatch(inside) and group.start > 20:
            ended = ended or not _GOES_ON.match(said, group.end)
        elif inside in ("s", "S", "es", "ES"):
            if not ended:
                pieces.append(f"({inside.lower()})")
        elif inside.isdigit() and group.end < len(said) and said[group.end] != ".":
            # "Defendant (1) Jane Roe" is about a defendant, "(filing 42)" about an entry.
            pieces.append(" ")
        elif re.search(r"\d", inside) and len(inside) < 40 and not re.search(r"[/:$]", inside):
            pieces.append(
                f" ( {inside} ) "
                if re.match(r"(?:ECF|filing|doc|dkt)", inside, re.IGNORECASE)
                else " "
            )
    if not ended and length < _LONGEST_BODY:
        pieces.append(said[at:])
    body = re.sub(r"\[\d[^\[\]]{0,30}\]\s*(?=\[|$)", "", " ".join("".join(pieces).split()))
    body = re.sub(r"\[\s*(\d{1,5})\s*\]", r" \1 ", body)
    body = re.sub(r"\[[a-z]{2,12},\w{1,12}\]", " ", body)
    if unclosed := _UNCLOSED.search(body):
        related.append(Group(unclosed.start(), len(body), body[unclosed.end() :]))
        body = body[: unclosed.start()]
    return " ".join(body.split())[:_LONGEST_BODY], _Found(
        attachments, tuple(counsel), tuple(related)
    )


def _is_courts(body: str) -> bool:
    head = _COURTS.match(body[:160])
    if head is None:
        return False
    return _PARTYS.search(head[0]) is None or head[0].lower().startswith(
        ("memorandum and", "letter order")
    )


# -- what it is --------------------------------------------------------------------------------

_TITLE_ENDS = re.compile(
    r"(?:\.|,)* (?:re:? |RE:? |Re:? |regarding |as to (?=[A-Z\d]|the |[Dd]efendant)|[Ee]ntered on"
    r"|Entered by|against (?=[A-Z])|with hearing|appearing for"
    r"|addressed to|Fee Amount|Filing fee|Fee amount|Receipt|pursuant to|identifying|dated \d"
    r"|filed\b|submitted\b"
    r"|FILED\b|Filed\b|for the reasons|Hearing (?:scheduled|set|to be)|Motion (?:set|ref)"
    r"|[Ss]igned |SIGNED "
    r"|Service date|The (?=hearing)"
    r"|,? before (?=(?:the )?(?:Hon|Judge|Mag|Chief|Senior|District|Justice))"
    r"|and Certification|(?:is|are) (?=granted|denied|hereby)|to The Honorable|to the Honorable"
    r"|to Judge|to Magistrate|that\b|[Oo]rdered by|So [Oo]rdered)"
    r"|: |\. |; |\.\.|,,| - (?!for |to )| -- | / |--|, (?:MOTION|signed|filed)|\s\.(?=\s|$)"
    r"|,? \d{1,5} (?=[A-Z])"
    r"|, \d{1,2} |, on behalf"
)
_LONGEST_TITLE = 260
_EDGES = " .,;:-–*/"
_DANGLING = re.compile(
    r"(?: (?:re|to|of|on|for|by|as|and|in|granting|denying|the|at|with|regarding|from|related"
    r"|filed))+$",
    re.IGNORECASE,
)


def _title(body: str) -> str:
    """The beginning of a text, up to who filed it, what it answers or the first full stop."""
    said = body[: _LONGEST_TITLE * 2]
    # "BRIEF, on behalf of …" and "MOTION, to extend time, …" as the appellate courts write.
    said = re.sub(r"^([A-Z][A-Z ]{2,40}), (?=to |for |of )", r"\1 ", said)
    found = _TITLE_ENDS.search(said, 3)
    while found and _inside_abbreviation(said, found):
        found = _TITLE_ENDS.search(said, found.end())
    said = said[: found.start()] if found else said
    said = said.strip(_EDGES)
    number = re.search(r"(?<=[a-z]) \d{1,5}$", said, re.IGNORECASE)
    if number and not answered.is_other_number(said[: number.start()]):
        said = said[: number.start()]
    return _DANGLING.sub("", said).strip(_EDGES)


def _inside_abbreviation(said: str, found: re.Match[str]) -> bool:
    if found[0].strip(" ,").isdigit():
        return answered.is_other_number(said[: found.start()])
    if not found[0].startswith(". "):
        return False
    return re.search(r"(?:^|[ .,])(?:[A-Z]|Inc|Dr|Mr|Ms|Mrs|No|Nos|Fed|Civ|Crim|Evid|vs?|Hon|St"
        r"|Jr|Pat|Pharms|U\.S)$",
                     said[: found.start()]) is not None  # fmt: skip


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


def _rulings(body: str, title: str, minutes: bool, court_made: bool) -> tuple[Ruling, ...]:
    if re.match(r"hearing|ruling", body, re.IGNORECASE):
        return outcomes.first_sentence(body) or outcomes.said(body[:600])
    if re.match(r"(?:[\w/]+ ){0,6}recommendations?\b", body[:120], re.IGNORECASE):
        return ()
    if court_made and not minutes and (at_head := outcomes.of_head(body, 0)):
        return at_head
    if minutes or (court_made and _is_courts(body)):
        return outcomes.of_head(body, 0) or outcomes.said(body)
    if re.match(r"(?:motion|petition|application|writ|judgment)\b", body, re.IGNORECASE):
        return (
            ()
            if re.search(r"\b(?:filed|submitted)\b", body[:300], re.IGNORECASE)
            else outcomes.first_sentence(body)
        )
    return ()
