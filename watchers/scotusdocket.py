"""The JSON of a Supreme Court docket -> every field of it that means something.

Fields vanish where the Court has nothing to say, dates come in four forms, and texts may
hold HTML; all of that ends here (fields: freelawproject/juriscraper, juriscraper/scotus/).
Contact details of people are not taken over.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from filings import numbers
from filings.errors import EmptyBody, NotAnAnswer, WrongCourt
from filings.types import Dropped
from watchers.scotusfields import a_date, address, dicts, plain, sound, untagged, words

COURT = "scotus"
RAW_LENGTH = 2000

_ANCHOR = re.compile(
    r"<a\s[^<>]*?href\s*=\s*['\"]([^'\"<>]+)['\"][^<>]*>([^<]*(?:<(?!/?a\b)[^<]*)*)</a>",
    re.IGNORECASE,
)
_DOCUMENT_ID = re.compile(r"/DocketPDF/[^/]+/[^/]+/(\d{1,12})/", re.IGNORECASE)
_BETWEEN_NUMBERS = re.compile(r"[,;()&]|\b(?:see also|and|nos?\.)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paper:
    """One linked document; ``number`` is the Court's id of what it was filed as, or None."""

    number: int | None
    description: str
    url: str


@dataclass(frozen=True, slots=True)
class Proceeding:
    """One row. ``text`` is without tags, ``html`` as it came; ``linked`` are links in the text."""

    date: date
    text: str
    html: str
    papers: tuple[Paper, ...]
    linked: tuple[Paper, ...]

    @property
    def number(self) -> int | None:
        return next((p.number for p in self.papers if p.number is not None), None)


@dataclass(frozen=True, slots=True)
class Attorney:
    name: str
    title: str | None
    of_record: bool
    city: str | None
    state: str | None


@dataclass(frozen=True, slots=True)
class Side:
    """A party. ``group`` is Petitioner, Respondent or Other; ``role`` the Court's heading."""

    name: str
    group: str
    role: str
    attorneys: tuple[Attorney, ...]


@dataclass(frozen=True, slots=True)
class ScotusDocket:
    """One docket. Dates are None where the Court writes none, or more than a date.

    links     what "Linked with" is followed by, "" where nothing is linked
    related   pairs of relation ("Vide") and number
    lower_court_numbers_raw  as written; ``lower_court_numbers`` taken apart
    questions  address of the questions presented, or None
    """

    number: str
    capital: bool
    case_name: str
    petitioner: str
    respondent: str
    docketed: date | None
    case_type: str
    links: str
    related: tuple[tuple[str, str], ...]
    lower_court: str
    lower_court_numbers: tuple[str, ...]
    lower_court_numbers_raw: str
    lower_court_decision: date | None
    lower_court_rehearing_denied: date | None
    discretionary_court_decision: date | None
    questions: str | None
    parties: tuple[Side, ...]
    proceedings: tuple[Proceeding, ...]
    dropped: tuple[Dropped, ...]


def read(body: bytes, number: str) -> ScotusDocket:
    """The docket that a body holds, which must be that of ``number``.

    Raises EmptyBody, NotAnAnswer or WrongCourt.
    """
    data = _loaded(body, number)
    printed = _printed(data, number)
    rows, dropped = _rows(data)
    petitioner, respondent = (
        plain(data.get("PetitionerTitle")),
        plain(data.get("RespondentTitle")),
    )
    raw = words(data.get("LowerCourtCaseNumbers"))
    links = re.sub(r"(?i)^linked with\s*", "", plain(data.get("Links")))
    return ScotusDocket(
        number=printed,
        capital=data.get("bCapitalCase") is True or "CAPITAL CASE" in str(data.get("CaseNumber")),
        case_name=" v. ".join(name for name in (petitioner, respondent) if name),
        petitioner=petitioner,
        respondent=respondent,
        docketed=a_date(data.get("DocketedDate")),
        case_type=words(data.get("sJsonCaseType")),
        links=links,
        related=tuple(_related(data.get("RelatedCaseNumber"))),
        lower_court=plain(data.get("LowerCourt")),
        lower_court_numbers=tuple(_numbers(raw)),
        lower_court_numbers_raw=raw,
        lower_court_decision=a_date(data.get("LowerCourtDecision")),
        lower_court_rehearing_denied=a_date(data.get("LowerCourtRehearingDenied")),
        discretionary_court_decision=a_date(data.get("DiscretionaryCourtDecision")),
        questions=_questions(data.get("QPLink")),
        parties=tuple(_parties(data)),
        proceedings=rows,
        dropped=dropped,
    )


def _loaded(body: bytes, number: str) -> Mapping[str, Any]:
    if not body.strip():
        raise EmptyBody(COURT, f"{COURT} sent nothing for No. {number}.")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        page = body.lstrip()[:1] == b"<"
        what = "a page in place of" if page else "something that is not"
        raise NotAnAnswer(COURT, f"{COURT} sent {what} the docket of No. {number}.") from error
    if not isinstance(data, dict) or not isinstance(data.get("ProceedingsandOrder", []), list):
        raise NotAnAnswer(COURT, f"{COURT} sent JSON that is no docket for No. {number}.")
    return data


def _printed(data: Mapping[str, Any], number: str) -> str:
    """The case's number as the Court prints it, without what stands behind it."""
    found = numbers.parse(words(data.get("CaseNumber")), "scotus")
    if found is None:
        raise NotAnAnswer(COURT, f"{COURT} sent JSON without a case number for No. {number}.")
    asked = numbers.parse(number, "scotus")
    if asked is None or not numbers.same(found, asked):
        raise WrongCourt(COURT, f"{COURT} sent the docket of No. {found} in place of No. {number}.")
    return str(found)


def _rows(data: Mapping[str, Any]) -> tuple[tuple[Proceeding, ...], tuple[Dropped, ...]]:
    rows: list[Proceeding] = []
    dropped: list[Dropped] = []
    for raw in data.get("ProceedingsandOrder", []):
        row = raw if isinstance(raw, dict) else {}
        day, text = a_date(row.get("Date")), row.get("Text")
        if day is None or not isinstance(text, str):
            reason = "no date that can be read" if day is None else "no text"
            dropped.append(Dropped(reason, json.dumps(raw)[:RAW_LENGTH]))
            continue
        linked = (
            Paper(None, plain(label), url)
            for target, label in _ANCHOR.findall(text)
            if (url := address(html.unescape(target)))
        )
        rows.append(Proceeding(day, untagged(text), text, _papers(row), tuple(linked)))
    return tuple(rows), tuple(dropped)


def _papers(row: Mapping[str, Any]) -> tuple[Paper, ...]:
    papers = []
    for link in dicts(row.get("Links")):
        url = link.get("DocumentUrl")
        if isinstance(url, str) and url.strip():
            found = _DOCUMENT_ID.search(url)
            number = int(found[1]) if found else None
            papers.append(Paper(number, plain(link.get("Description")), sound(url).strip()))
    return tuple(papers)


def _questions(link: object) -> str | None:
    """The link is relative to a page that lies one folder down."""
    text = words(link)
    return address(re.sub(r"^(?:\.\./)+", "/", text)) if text else None


def _parties(data: Mapping[str, Any]) -> list[Side]:
    parties: dict[tuple[str, str], Side] = {}
    for group in ("Petitioner", "Respondent", "Other"):
        heading = plain(data.get(f"AttorneyHeader{group}"))
        role = re.sub(r"(?i)^attorneys? for\s+", "", heading)
        role = role.removesuffix("s")
        for row in dicts(data.get(group)):
            name, lawyer = words(row.get("PartyName")), words(row.get("Attorney"))
            name = name or lawyer
            if not name:
                continue
            side = parties.setdefault((group, name), Side(name, group, role or group, ()))
            if lawyer:
                attorneys = (*side.attorneys, _attorney(row, lawyer))
                parties[group, name] = Side(name, group, side.role, attorneys)
    return list(parties.values())


def _attorney(row: Mapping[str, Any], name: str) -> Attorney:
    texts = [row.get(field) for field in ("Title", "City", "State")]
    title, city, state = (sound(text) if isinstance(text, str) else None for text in texts)
    return Attorney(name, title, row.get("IsCounselofRecord") is True, city, state)


def _related(value: object) -> list[tuple[str, str]]:
    return [
        (words(row.get("RelatedType")), number)
        for row in dicts(value)
        if (number := words(row.get("DisplayCaseNumber")))
    ]


def _numbers(raw: str) -> list[str]:
    """``(23-2051 (See also 23-1853))`` -> the two numbers, in the lower court's own forms."""
    parts = (part.strip() for part in _BETWEEN_NUMBERS.split(raw))
    return [part for part in parts if any(c.isdigit() for c in part)]
