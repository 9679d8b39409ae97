"""The entries that a docket text answers, decides or belongs to, with their numbers. Pure.

CM/ECF writes a link as the number and the other entry's title behind it ("re 42 MOTION to
Dismiss"); bankruptcy courts name them in a bracket of their own, some clerks by "ECF No. 42".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answered:
    """An entry that a paper answers or an order decides, and what the text calls it."""

    number: int
    what: str = ""


_PAPER = (
    r"(?:MOTION|Motion|COMPLAINT|Complaint|ORDER|Order|MEMORANDUM|Memorandum|NOTICE|Notice"
    r"|RESPONSE|Response"
    r"|REPLY|Reply|BRIEF|Brief|LETTER|Letter|PETITION|Petition|ANSWER|Answer|APPLICATION"
    r"|Application|JUDGMENT"
    r"|Judgment|OPINION|Opinion|STIPULATION|Stipulation|REPORT|Report|DECLARATION|Declaration"
    r"|AFFIDAVIT"
    r"|Affidavit|OBJECTION|Objection|Opposition|OPPOSITION|TRANSCRIPT|Transcript|INDICTMENT"
    r"|Indictment"
    r"|INFORMATION|Amended|AMENDED|First|Second|Third|Emergency|Consent|CONSENT|Unopposed"
    r"|UNOPPOSED|Joint"
    r"|JOINT|Sealed|SEALED|Plan|Statement|STATEMENT|Scheduling|Minute|MINUTE|Exhibit|EXHIBIT"
    r"|Supplemental"
    r"|Administrative|ADMINISTRATIVE|Cross|CROSS|Bill|BILL|Summons|SUMMONS|Markman|MARKMAN"
    r"|Proposed|PROPOSED"
    r"|Corporate|CORPORATE|Redacted|REDACTED|Status|STATUS|Affirmation|AFFIRMATION|Mandate|Decree"
    r"|Verdict"
    r"|Request|REQUEST|Waiver|WAIVER|Suggestion|Certificate|Findings|FINDINGS|Ex|EX|EXPARTE"
    r"|EXPARTE/CONSENT"
    r"|Expedited|Partial|Renewed|Defendants?'|Plaintiffs?'|Chapter|Voluntary|Disclosure|Limited"
    r"|Omnibus|So"
    r"|Generic|APPEAL|Appeal|Agreed|Deficiency|Document|Pretrial|Protective|TEXT|Text|Trial"
    r"|Assented|Ordered|Hearing)"
)
_MARK = (
    r"(?:\bre(?:garding|f(?:erring)?)?:?|\bRE:?|\bto|\bas to|\bof|\bon|\bfor|\bdecument(?:\(s\)"
    r"|s)?|\bwithdrawing"
    r"|\b[Gg]ranting(?: in part(?: and denying in part)?)?|\bGRANTING|\b[Dd]enying(?: in part)?"
    r"|\bDENYING"
    r"|\b[Aa]dopting|\b[Mm]ooting|\bas moot|\b[Tt]erminating|\bvacating|\bREGARDING"
    r"|\bdocuments?(?:\(s\))?:?|\b[Dd]ocs?\.? #?|\bpldg\.|\bECF Nos?\.?|\bNos?\."
    r"|\bDkt\.(?: Nos?\.)?"
    r"|\b[Ff]ilings?(?: Nos?\.)?|\b[Rr]elated document:|\bParte|\bof record|'|’)"
)
_ENTRY = re.compile(
    rf"(?:(?P<mark>{_MARK})\s*[#\[(]*\s*|(?P<more>(?:,|;|\band|&)\s*)|(?P<own>\s))"
    rf"(?P<number>\d{{1,5}})(?:\]|\s\)|(?=,)|\s*$|(?P<paper>\s+(?={_PAPER}\b))|(?P<bare>\s))"
)
_TEXT_MARK = re.compile(
    r"(?:\bre(?:garding)?:?"
    r"|\bRE:?)\s+(?P<what>[A-Z][^()\[\].;]{3,120}?)\s+(?P<number>\d{1,5})"
    r"(?=\s|\.|,|$)"
)
_NOT_BEFORE = re.compile(
    r"(?:^|[^a-z])(?:cja|chapter|rule|rules|section|sections|courtroom|room|counts?|exhibit"
    r"|(?<!in )part|local|title|schedule|form"
    r"|volume|vol\.?|page|pages|level|phase|no\.?|suite|article|january|february|march|april|may"
    r"|june"
    r"|july|august|september|october|november|december|u\.?s\.?c\.?|claims?|district|§+|grade"
    r"|form|group)"
    r"\s*[#(]?$",
    re.IGNORECASE,
)

_SAYS_ENTRY = re.compile(r"\b(?:ecf|dkt\.?|docket|docs?\.?|filing|entry) nos?\.?$", re.IGNORECASE)


def is_other_number(before: str) -> bool:
    """Whether a number behind these words is a rule's, a room's or a date's, not an entry's."""
    before = before[-20:].rstrip(" (#")
    return _NOT_BEFORE.search(before) is not None and _SAYS_ENTRY.search(before) is None


_WHAT_ENDS = re.compile(
    r"(?:,+|;)?\s+(?:filed by|by (?=[A-Z])|as to (?=[A-Z])|[Ss]igned|SIGNED|and \d"
    r"|\d{1,5}\s+[A-Z]|re:? \d)"
    r"|,+ \d|\. (?=[A-Z0-9])|;|\(|\)|\bParties notified|\bFee amount|,{2,}|,\s*\.|,\s*$|\]"
)
_LOOKED_AT = 6000


def answered(text: str, *, marked: bool = True) -> tuple[Answered, ...]:
    """The entries that a text names with their numbers, as CM/ECF writes them, in order.

    marked  False inside a bracket that says "related document(s)", where bare numbers count
    """
    text = text[:_LOOKED_AT]
    found: dict[int, str] = {}
    going = not marked
    last = 0
    for each in _ENTRY.finditer(text):
        if is_other_number(text[max(0, each.start("number") - 20) : each.start("number")]):
            continue
        papered = each["paper"] is not None
        if each["own"] is not None:
            # A number by itself counts where nothing else can be meant, as in
            # "Strike 81 Markman Response Brief"; inside another paper's title it is part of it.
            if found or not papered:
                continue
        elif (
            each["more"] is not None and not (going and (papered or each.start() - last < 12))
        ) or (
            each["mark"] is not None
            and marked
            and each["mark"] in ("to", "of", "on", "for", "as to")
            and not papered
        ):
            continue
        going = True
        last = each.end()
        number = int(each["number"])
        if number and not found.get(number):
            found[number] = _what(text, each.end()) if papered else ""
    if marked and not found:
        for each in _TEXT_MARK.finditer(text):
            if re.match(_PAPER, each["what"]):
                found.setdefault(int(each["number"]), each["what"].strip())
    return tuple(Answered(number, what) for number, what in found.items())


def _what(text: str, start: int) -> str:
    said = text[start : start + 240]
    end = _WHAT_ENDS.search(said)
    said = said[: end.start()] if end else said
    return said.strip(" ,.;")


def merged(several: Iterable[Iterable[Answered]]) -> tuple[Answered, ...]:
    """Each entry once, with what is said of it anywhere."""
    found: dict[int, str] = {}
    for each in (one for some in several for one in some):
        if not found.get(each.number):
            found[each.number] = each.what
    return tuple(Answered(number, what) for number, what in found.items())
