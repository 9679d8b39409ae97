"""The pieces of a docket text: names, attachments, judge and dates. Pure.

Every pattern is bounded, so that no text takes more than linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment by its number, with the name that the filer gave it, "" for none."""

    number: int
    name: str


# -- dates -------------------------------------------------------------------------------------

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august",
           "september", "october", "november", "december")  # fmt: skip
_NUMERIC = r"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})"
DATE = rf"(?:{_NUMERIC}|(?:{'|'.join(_MONTHS)}) \d{{1,2}}, \d{{4}})"
_WRITTEN = re.compile(r"([A-Za-z]+) (\d{1,2}), (\d{4})")


def date_of(said: str) -> date | None:
    """ "11/3/25", "11/03/2025", "November 3, 2025"; None for what is no day."""
    written = _WRITTEN.fullmatch(said)
    try:
        if written:
            month = _MONTHS.index(written[1].lower()) + 1
            return date(int(written[3]), month, int(written[2]))
        month, day, year = (int(part) for part in said.split("/"))
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


# -- names -------------------------------------------------------------------------------------

_SUFFIXES = re.compile(
    r"(?:inc|llc|l\.l\.c|ltd|l\.p|lp|llp|l\.l\.p|corp|co|company|n\.a|na|s\.a|sa|ag|gmbh|plc|jr"
    r"|sr|ii|iii"
    r"|iv|pllc|p\.c|pc|esq|m\.d|ph\.d|et al|limited|incorporated|s\.a\. de c\.v|as trustee.*"
    r"|u\.s\.m\.j|u\.s\.d\.j|p\.a|p\.l\.l\.c)\.*",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(
    r"(?:^|[\s,])(?:[A-Z]|[A-Za-z](?:\.[A-Za-z])+|Inc|Co|Corp|Ltd|Jr|Sr|Dr|Mr|Ms|Mrs|St|No|Bros"
    r"|Hon|Esq"
    r"|et al|Dept|Dep't|Ass'n|Mfg|Int'l|v|vs|Gov|Sen|Rep|Gen|Pharms)$"
)
# What begins the clerk's next sentence behind a name.
_NEXT = re.compile(
    r"\.? +(?=(?:Responses?|Repl(?:y|ies)|Hearing|Motions? (?:set|ref)|Modified|Fee |Filing fee"
    r"|Related"
    r"|Attorney (?:added|terminated|for)|Answers?|Suggestions in|Objections? due|Last day|This"
    r"|Attached|Chapter 11 Plan"
    r"|Disclosure Statement|Incorrect|Receipt|Noting|Notification|Certificate of|Redaction|with "
    r"(?:hearing|presentment)|Document (?:filed|applicable)|(?-i:The )|Service |Served|Note[: ]"
    r"|NOTICE"
    r"|Set "
    r"|Please|\(?Attachments|\*|w/|Status|Proposed|In opp|-|(?-i:THE |PLEASE|ACCESS)))|"
    r" +(?:re:?|of cases?(?:\(s\))?|as to|regarding|identifying|identified|against|in support"
    r"|in opposition"
    r"|in response"
    r"|to (?:the|pay|amend|seal)|for (?:leave|an? )|submitted|filed|with (?=\w)|on (?=\d)"
    r"|relating to"
    r"|served)(?= |$|\.)|;|\.\.|\. (?=\d)| - ",
    re.IGNORECASE,
)
_LONGEST_NAMES = 1500
# "Quill, Roe & Teal LLP" is one firm.
_FIRM = re.compile(
    r"(?:[A-Z][\w'’-]{0,30}, ){1,4}[A-Z][\w'’-]{0,30},? & [A-Z][\w'’-]{0,30},? "
    r"(?:LLP|L\.L\.P|LLC|P\.?C)\.?"
)


def name_end(text: str, start: int) -> int:
    """Where a list of names ends that begins at ``start``."""
    stop = min(len(text), start + _LONGEST_NAMES)
    found = _NEXT.search(text, start, stop)
    end = found.start() if found else stop
    # A full stop ends it, unless it belongs to an abbreviation.
    at = text.find(". ", start, end)
    while at != -1:
        if not _ABBREVIATED.search(text[max(start, at - 12) : at]):
            return at
        at = text.find(". ", at + 1, end)
    return end


def names_of(said: str) -> tuple[str, ...]:
    """The names in a list: ``A Inc., B, LLC and C`` is ``("A Inc.", "B, LLC", "C")``."""
    if _FIRM.fullmatch(said.strip(" .,;:")):
        return (_closed(said.strip(" .,;:")),)
    names: list[str] = []
    for piece in said.strip(" .,;:").split(", "):
        piece = piece.strip(" ,;")
        if names and _SUFFIXES.fullmatch(piece):
            names[-1] = f"{names[-1]}, {piece}"
        elif piece:
            names.append(piece)
    if len(names) > 1:
        *others, last = names
        halves = re.split(r"^and (?=\S)| and (?=[A-Z])", last, maxsplit=1)
        names = [*others, *(half.strip() for half in halves if half.strip())]
    return tuple(_closed(name) for name in names[:60])


def _closed(name: str) -> str:
    """A name without the full stop of the sentence, with that of its last word."""
    name = name.strip(" ,;")
    last = name.rsplit(" ", 1)[-1].rstrip(".")
    abbreviated = re.fullmatch(
        r"(?:inc|co|corp|ltd|jr|sr|esq|[a-z](?:\.[a-z])+)", last, re.IGNORECASE
    )
    return name.rstrip(".") + ("." if abbreviated else "")


# -- judge -------------------------------------------------------------------------------------

_TITLE = (
    r"(?:Honorable |Hon\. |Chief |Senior |Acting |Circuit |Associate |U\.?S\.? |United States "
    r"|Bankruptcy |District |Judge (?=Magistrate))*"
    r"(?P<title>(?:Chief |U\.?S\.? )?Magistrate Judge|Magistrate|Judge|Justice|Special Master)"
)
_PERSON = (
    r"(?P<name>(?!Judge |Magistrate )[A-Z][\w'’-]*(?:\.(?=[ A-Z]))?(?: ?(?:[A-Z]\.|(?:de la|de|la"
    r"|von|van|del) (?=[A-Z])|[A-Z][\w'’-]+"
    r"|[A-Z](?= ))){1,4}(?:, (?:III|II|IV|Jr|Sr)\b\.?)?|(?<=Justice )[A-Z][a-z]+)"
)
_SIGNED = re.compile(
    rf"\b(?:signed|ordered|entered|issued|approved|granted|denied) by (?:the )?{_TITLE} {_PERSON}"
    rf"(?:,? on (?P<on>{DATE}))?",
)
_SIGNED_I = re.compile(
    r"\b(?:Signed|Ordered|Entered|ORDERED|SIGNED|Issued|Approved|Granted|Denied) by "
)
_HELD = re.compile(rf"\bbefore (?:the )?{_TITLE} {_PERSON}")
_BY_JUDGE = re.compile(rf"^{_TITLE} {_PERSON}: ")
_SIGNED_ON = re.compile(rf"\bsigned on (?P<on>{DATE})", re.IGNORECASE)
_ENTERED = re.compile(rf"\(?\bEntered(?: on)?:? (?P<on>{DATE})", re.IGNORECASE)
_TAIL = 4000


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decided or presided, with the title that the text gives, and when it was signed."""

    judge: str = ""
    on: date | None = None


def signature(text: str) -> Signature:
    """Whoever signed an order; else before whom a hearing was held, at its beginning."""
    for part in _ends(text):
        found = _SIGNED.search(_SIGNED_I.sub(lambda m: m[0].lower(), part))
        if found:
            on = date_of(found["on"]) if found["on"] else None
            return Signature(_titled(found), on)
    opening = text[:400]
    found = _BY_JUDGE.search(opening) or _HELD.search(opening)
    signed = _SIGNED_ON.search(text[:_TAIL])
    return Signature(_titled(found) if found else "", date_of(signed["on"]) if signed else None)


def by_judge(body: str) -> int:
    """Where an order begins behind "Judge Jane Roe: ", 0 where nobody is named in front."""
    found = _BY_JUDGE.match(body[:200])
    return found.end() if found else 0


def _ends(text: str) -> list[str]:
    return [text] if len(text) <= 2 * _TAIL else [text[-_TAIL:], text[:_TAIL]]


def _titled(found: re.Match[str]) -> str:
    title = "Magistrate Judge" if "Magistrate" in found["title"] else found["title"]
    return f"{title} {found['name']}"


def entered_on(text: str) -> date | None:
    """The day behind "Entered:", the last that the text gives."""
    found = None
    for each in _ENTERED.finditer(text[-_TAIL:]):
        found = each
    return date_of(found["on"]) if found else None


# -- attachments -------------------------------------------------------------------------------

_ATTACHED = re.compile(r"\s*(?:Attachments?\s*:)?\s*(?=#)", re.IGNORECASE)
_NUMBERED = re.compile(r"#\s*\(?(\d{1,4})\)?(?=\s|$)")


def attachments(inside: str) -> tuple[Attachment, ...] | None:
    """Of what a bracket holds; None where it holds no attachments."""
    begun = _ATTACHED.match(inside)
    if begun is None:
        return None
    marks: list[re.Match[str]] = []
    for found in _NUMBERED.finditer(inside):
        # "Exhibit # 1" inside a name is not the next attachment.
        if not marks or int(found[1]) == int(marks[-1][1]) + 1:
            marks.append(found)
    ends = [found.start() for found in marks[1:]] + [len(inside)]
    return tuple(
        Attachment(int(found[1]), inside[found.end() : end].strip(" ,;"))
        for found, end in zip(marks, ends, strict=True)
    )
