"""What becomes of a case, as an entry of its docket says. Pure; time linear in the text.

Event names are CM/ECF's, read off the feeds kept in splashingdiamonds/pacer-courts. A text is
only taken at its first words, or where it gives the number of another case: an order that
asks the clerk to close a case, or a motion to consolidate, changes nothing yet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from filings import courts, numbers
from filings.changes.circuits import circuit_of
from filings.types import Event

CASE_CHANGES = (
    Event.REASSIGNED,
    Event.CLOSED,
    Event.REOPENED,
    Event.TRANSFERRED,
    Event.CONSOLIDATED,
    Event.CONVERTED,
    Event.APPEALED,
)
READ = 2_000
"""So much of a text is read: what becomes of the case stands at its beginning."""


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One thing that became of a case.

    event   one of ``CASE_CHANGES``
    before  of a reassigned case the judge it was taken from, "" where that is not said
    after   the judge who has it now; "to District of Delaware" of a transfer; the chapter
            of a converted one; how of a closed one, "administratively"
    court, number  the other case, as it can be followed; None and "" where it is not named
    """

    event: Event
    before: str = ""
    after: str = ""
    court: str | None = None
    number: str = ""


_UTILITY = re.compile(r"^(?:~?util(?:ity)?\s*[-_]+|\d\s*-|retired\s*-|\*+)\s*", re.IGNORECASE)
_NAMED = (
    (Event.CLOSED, re.compile(
        r"terminat(?:e|ed) (?:civil |criminal |adversary |bankruptcy )?case"
        r"|case (?:closed|terminated)|close[d]? (?:bankruptcy |adversary |civil |criminal )?case"
        r"(?: \(auto close\))?|final decree & close bankruptcy case|closed (?:judgment|dismissed)"
        r"|case termination (?:for|without) [a-z ]{1,40}"
    )),
    (Event.REOPENED, re.compile(
        r"(?:order )?reopen(?:ing|ed)? (?:bankruptcy |adversary |civil )?case"
        r"|(?:bankruptcy |adversary )?case reopened"
    )),
    (Event.REASSIGNED, re.compile(
        r"(?:judge|case) reassign(?:ment|ed)(?: \(text only\))?|reassignment order"
        r"|(?:minute entry/)?(?:order )?reassigning case|clerk'?s order of random reassignment"
        r"|notice of (?:case )?reassignment|order of judge transfer"
    )),
    (Event.TRANSFERRED, re.compile(
        r"case transferred (?:in|out)(?: ?- ?[a-z ]{1,40})?"
        r"|(?:case )?remand(?:ed)? to (?:state|superior) court|case remanded to superior court"
        r"|order for multi-?district litigation \(mdl\) transfer|mdl transfer order"
    )),
    (Event.CONSOLIDATED, re.compile(
        r"consolidate cases|cases? consolidated|order consolidating cases"
    )),
    (Event.CONVERTED, re.compile(r"(?:order )?convert(?:ing|ed)? case(?: to chapter \d{1,2})?"
                                 r"|case converted(?: to chapter \d{1,2})?")),
    (Event.APPEALED, re.compile(
        r"notice of (?:interlocutory |cross[- ])?appeal(?: -? ?(?:final judgment|interlocutory))?"
        r"|notice of appeal (?:to|\().{1,60}|usca case number|usca appeal number"
    )),
)  # fmt: skip

_ANY_CASE = re.IGNORECASE
_LEAD = (
    r"[\W_]{0,6}(?:(?:minute |text |text only |paperless |electronic )?"
    r"(?:order|notice|entry)[:.]? )?"
)
# With a number behind it, another case may be meant: an adversary proceeding in a bankruptcy.
_CASE = r"(?:(?:civil|criminal|adversary|bankruptcy|adversary proceeding) )?case\b"
_BE = r"(?: (?:is|has been|was|hereby|directly|randomly|now)){0,4}"
_OTHER = r"([^.;()\[]{3,80})"
_CLOSED = re.compile(
    _LEAD + _CASE + _BE + r"( administratively)? (?:closed|terminated)\b", _ANY_CASE
)
_REOPENED = re.compile(_LEAD + _CASE + _BE + r" reopened\b", _ANY_CASE)
_CONVERTED = re.compile(
    _LEAD + _CASE + _BE + r" converted\b[^.]{0,40}? to (?:a )?chapter (\d{1,2})\b", _ANY_CASE
)
_MOVED = re.compile(
    _LEAD + _CASE + _BE + rf" transferred\b(?: (?:in|out))?(?: (to|from)(?: the)? {_OTHER})?",
    _ANY_CASE,
)
_REMANDED = re.compile(_LEAD + _CASE + _BE + rf" remanded to (?:the )?{_OTHER}", _ANY_CASE)
_REASSIGNED = re.compile(rf"\bcase{_BE} re-?assigned to ", _ANY_CASE)
_TITLES = re.compile(
    r"(?:(?:the|hon(?:orable)?\.?|u\.?s\.?|united states|chief|senior|district|magistrate"
    r"|bankruptcy|circuit|judge|justice) ){0,6}",
    _ANY_CASE,
)
_NAME = r"(?:[A-Z]\.|[A-Z][\w'\u2019-]{1,30})"
_PERSON = re.compile(
    rf"{_NAME}(?: (?:{_NAME}|de|van|von|la)){{0,5}}(?:,? (?:Jr|Sr|II|III|IV)\b\.?)?"
)
_NO_LONGER = re.compile(
    r"\bjudge ([^.;()]{3,60}(?:\.[^.;()]{2,40}){0,2}\.?) (?:is )?no longer assigned", _ANY_CASE
)
_APPEALED = re.compile(
    _LEAD + r"(?:notice of (?:interlocutory |cross[- ]?)?appeal\b(?! transcript| record)"
    r"|usca case number\b)",
    _ANY_CASE,
)
_USCA = re.compile(
    r"\b(?:usca|court of appeals|appeal|appeals court)\b[^.;]{0,60}?"
    r"(?:case |docket |appeal )?(?:number|no\.?|nos\.?|#)[:\s]{0,2}#? ?(\d\d-\d{3,6})\b",
    _ANY_CASE,
)
_NUMBER = re.compile(r"\b(?:\d{1,2}:)?\d\d-[a-z]{2,4}-\d{1,6}\b", _ANY_CASE)
_LEAD_CASE = re.compile(
    r"\b(?:lead (?:case|docket)|consolidated (?:with|into|under)|master (?:case|docket))\b"
    r"([^.;]{0,60})",
    _ANY_CASE,
)
_CONSOLIDATED = re.compile(
    _LEAD + rf"(?:cases?\b[^.;]{{0,40}}{_BE} consolidated|consolidating cases?)\b", _ANY_CASE
)
_MDL = re.compile(r"\bmdl(?: no\.?| number)? ?#?(\d{3,4})\b", _ANY_CASE)
_DISTRICT = re.compile(
    r"\bdistrict of ([a-z]+(?: [a-z]+)?) (northern|southern|eastern|western|middle|central)\b",
    _ANY_CASE,
)


def read(events: Sequence[str], text: str = "", court: str = "") -> tuple[CaseChange, ...]:
    """What became of the case by this entry, each sort at most once, in a fixed order.

    events  the court's short descriptions
    court   id of the court that the entry is of, "" where it is not known
    """
    found = {event: CaseChange(event) for event in _named(events)}
    begun = " ".join(text[:READ].split())
    for change in _said(begun):
        there = found.get(change.event, change)
        found[change.event] = replace(
            change, before=change.before or there.before, after=change.after or there.after
        )
    known = courts.known(court)
    if known is not None and known.kind in ("appellate", "scotus"):
        # What was appealed is the case below.
        found.pop(Event.APPEALED, None)
    if Event.APPEALED in found:
        found[Event.APPEALED] = _appeal(begun, events, court)
    if Event.CONSOLIDATED in found:
        found[Event.CONSOLIDATED] = _with_lead(found[Event.CONSOLIDATED], begun, court)
    if Event.TRANSFERRED in found:
        found[Event.TRANSFERRED] = _with_place(found[Event.TRANSFERRED], begun, events)
    return tuple(found[event] for event in CASE_CHANGES if event in found)


def _named(events: Sequence[str]) -> list[Event]:
    found = []
    for each in events:
        name = _UTILITY.sub("", " ".join(each[:200].split()).casefold())
        found += [event for event, pattern in _NAMED if pattern.fullmatch(name)]
    return found


def _said(text: str) -> list[CaseChange]:
    found = []
    if closed := _CLOSED.match(text):
        found.append(CaseChange(Event.CLOSED, after="administratively" if closed[1] else ""))
    if _REOPENED.match(text):
        found.append(CaseChange(Event.REOPENED))
    if converted := _CONVERTED.match(text):
        found.append(CaseChange(Event.CONVERTED, after=f"chapter {converted[1]}"))
    if moved := _MOVED.match(text):
        after = f"{moved[1].lower()} {moved[2].strip(' ,')}" if moved[1] else ""
        found.append(CaseChange(Event.TRANSFERRED, after=after))
    if remanded := _REMANDED.match(text):
        found.append(CaseChange(Event.TRANSFERRED, after=f"back to {remanded[1].strip(' ,')}"))
    if _CONSOLIDATED.match(text):
        found.append(CaseChange(Event.CONSOLIDATED))
    if _APPEALED.match(text):
        found.append(CaseChange(Event.APPEALED))
    if (judge := _judge(text)) is not None:
        found.append(judge)
    return found


def _judge(text: str) -> CaseChange | None:
    """ "Case reassigned to Judge A. Judge B no longer assigned to the case"."""
    said = _REASSIGNED.search(text)
    if said is None:
        return None
    titles = _TITLES.match(text, said.end())
    start = titles.end() if titles else said.end()
    person = _PERSON.match(text, start)
    if person is None or not titles or "judge" not in titles[0].casefold():
        return None
    gone = _NO_LONGER.search(text, person.end())
    before = "" if gone is None else _TITLES.sub("", gone[1], count=1).strip()
    return CaseChange(Event.REASSIGNED, before=before, after=_without_stop(person[0]))


def _without_stop(name: str) -> str:
    return name if re.search(r"\b(?:Jr|Sr|[A-Z])\.$", name) else name.rstrip(".")


def _appeal(text: str, events: Sequence[str], court: str) -> CaseChange:
    above = circuit_of(court)
    if re.search(r"federal circuit", " ".join((*events, text[:300])), re.IGNORECASE):
        above = "cafc"
    number = _USCA.search(text)
    if number is None or above is None:
        return CaseChange(Event.APPEALED, court=above)
    return CaseChange(Event.APPEALED, court=above, number=number[1])


def _with_lead(change: CaseChange, text: str, court: str) -> CaseChange:
    for place in _LEAD_CASE.finditer(text):
        number = _NUMBER.search(place[1])
        if number and numbers.parse(number[0]) is not None:
            return replace(change, court=court or None, number=number[0])
    return change


def _with_place(change: CaseChange, text: str, events: Sequence[str]) -> CaseChange:
    if not change.after:
        name = " ".join(events).casefold()
        remanded = "remand" in name
        change = replace(change, after="back to state court" if remanded else "")
    if mdl := _MDL.search(text):
        return replace(change, court="jpml", number=f"MDL No. {mdl[1]}")
    place = _DISTRICT.sub(r"\2 District of \1", change.after)
    change = replace(change, after=place)
    named = courts.find_named(place)
    if len(named) != 1:
        return change
    number = _NUMBER.search(text)
    return replace(change, court=named[0].court.id, number=number[0] if number else "")
