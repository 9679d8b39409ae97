"""What stands beside a docket number in a text: its court, "No.", a list.

Each question is answered from the few characters between the two things, so
that a text of any length is read in linear time.
"""

from __future__ import annotations

import re

from filings.courts import Court, NamedCourt
from filings.numbers import DocketNumber, Found

_LEAD = re.compile(
    r"(?:\b(?P<before>[a-z]{1,14})\.? ?)?(?P<lead>\b(?P<plural>nos\.?|numbers)|\bno\.?|\bnumber"
    r"|\bcase|\bdocket|\bapplication|(?<![a-z0-9])#)[ :]{0,3}$",
    re.IGNORECASE,
)
# Numbers that are counted, but are not cases: "ECF No. 61-2", "Pub. L. No. 99-514".
_NOT_CASES = frozenset(
    ["ecf", "dkt", "doc", "docs", "document", "documents", "exhibit", "ex", "exs", "entry",
     "entries", "l", "law", "release", "rel", "order", "resolution", "res", "bill", "ordinance",
     "reg", "registration", "patent", "form", "rule", "part", "section", "page", "proclamation",
     "opinion", "op", "report", "item", "exec", "notice", "ruling", "flight", "route", "tab",
     "count", "counts"]
)  # fmt: skip
_INITIALS = r"(?: ?\([a-z/-]{1,9}\))?"
_JOINED = re.compile(
    _INITIALS + r",?(?: ?(?:and|&|or|,|/|\+))?[ ,]{0,2}(?:(?:case )?nos?\.? ?|case |# ?)?",
    re.IGNORECASE,
)
_COURT_THEN_NUMBER = re.compile(
    r"(?: court of appeals)?[ ,:()\[\]'\"./-]{0,4}(?:(?:in|as|under|the|is|case|docket|civil"
    r"|criminal|action|adversary|proceeding|misc|appeal|lead|civ|cr)[ .,]{1,2}){0,4}"
    r"(?:(?:nos?\.?|numbers?|#|case|docket)[ :]{0,3})?[\"'(\[]?",
    re.IGNORECASE,
)
_NUMBER_THEN_COURT = re.compile(
    _INITIALS + r"[ ,:()\[\]'\"./-]{0,4}(?:(?:in|at|before|of|from|for|the|us|u\.s\."
    r"|united states|federal|district|bankruptcy|court|courts|appeals)[ ,]{1,2}){0,8}\(?",
    re.IGNORECASE,
)
# "No. 1:25-cv-00457, 2025 WL 123456, at *2 (D.D.C. Mar. 3, 2025)"
_CITED_COURT = re.compile(
    _INITIALS + r"(?:, (?:[0-9]{4} (?:wl|(?:u\.s\. (?:dist|app)\. )?lexis) [0-9]{1,9}|slip op\.?"
    r"|(?:ecf|dkt\.?|doc\.?)(?: no\.)? ?[0-9-]{1,9})(?:,? at [* ]{0,2}[0-9-]{1,9})?){1,3},? \(",
    re.IGNORECASE,
)
_TOUCHING = re.compile(r"[ ,(\[]{1,2}")
_ONLY_SIGNS = re.compile(r"[ ,:()\[\]'\"./-]{0,4}")


def lead_of(text: str, found: Found) -> re.Match[str] | None:
    """The "No." or "Case" that introduces a number."""
    return _LEAD.search(text, max(0, found.start - 40), found.start)


def stands_before(text: str, court: NamedCourt, group: list[Found]) -> bool:
    start, end = court.end, group[0].start
    if end - start > 80 or not _fits(group[0].number, court.court):
        return False
    between = _TOUCHING if court.is_word else _COURT_THEN_NUMBER
    return between.fullmatch(text, start, end) is not None


def stands_behind(
    text: str, group: list[Found], court: NamedCourt, following: list[Found] | None
) -> bool:
    start, end = group[-1].end, court.start
    if end - start > 80 or not _fits(group[0].number, court.court):
        return False
    if court.is_word:
        return _TOUCHING.fullmatch(text, start, end) is not None
    if following and "(" not in text[start:end] and stands_before(text, court, following):
        # "…, D.D.C., No. 2" and "…, D.D.C. 2" are the court of what follows it.
        nearer = following[0].start - court.end < end - start
        if nearer or lead_of(text, following[0]) is not None:
            return False
    if group[0].bare and not lead_of(text, group[0]) and not _nothing_else(text, group, court):
        return _ONLY_SIGNS.fullmatch(text, start, end) is not None
    between = _NUMBER_THEN_COURT.fullmatch(text, start, end)
    return (between or _CITED_COURT.fullmatch(text, start, end)) is not None


def _nothing_else(text: str, group: list[Found], court: NamedCourt) -> bool:
    """Whether a number and the court behind it are the whole text."""
    start, end = group[0].start, court.end
    if start > 9 or len(text) - end > 9:
        return False
    return not (text[:start] + text[end:]).strip(" .,)'\"\n")


def _fits(number: DocketNumber, court: Court) -> bool:
    """Whether a court could print such a number."""
    if number.form == "mdl":
        return court.id == "jpml"
    if number.series:
        return court.kind == "scotus"
    if number.case_type in ("bk", "ap"):
        return court.kind == "bankruptcy"
    if number.case_type in ("cv", "cr", "mj", "md"):
        return court.kind in ("district", "national")
    return court.kind != "scotus" if number.case_type else True


def last_has_its_own(text: str, group: list[Found], court: NamedCourt) -> bool:
    """Whether a list goes on in another court: "D.D.C., No. 1, and No. 2 (S.D.N.Y.)"."""
    lead = lead_of(text, group[0])
    if len(group) == 1 or (lead and lead["plural"]) or "(" not in text[group[-1].end : court.start]:
        return False
    return stands_behind(text, group[-1:], court, None)


def joined(text: str, first: Found, last: Found, other: Found) -> bool:
    """Whether another number goes on with the list that ``first`` to ``last`` are."""
    if _JOINED.fullmatch(text, last.end, other.start) is None:
        return False
    lead = lead_of(text, first)
    return first.number.case_type == other.number.case_type or bool(lead and lead["plural"])


def doubtful(text: str, group: list[Found]) -> bool:
    """Whether bare digits that no court stands beside are something else than a case."""
    lead = lead_of(text, group[0])
    return lead is None or bool(lead["plural"] and len(group) == 1 and _is_range(group[0].number))


def counts_others(lead: re.Match[str] | None) -> bool:
    """Whether "No." counts docket entries, laws or the like: "ECF No. 61-2"."""
    if lead is None:
        return False
    return (lead["before"] or "").lower() in _NOT_CASES or lead[0].startswith("in case")


def _is_range(number: DocketNumber) -> bool:
    """Whether "Nos. 10-12" is a range of small numbers."""
    return number.year < number.serial < 100
