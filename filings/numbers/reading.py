"""Docket numbers of the federal courts: parse, normalise, compare, print.

A number is written in many ways and means one case in one court. What tells
cases apart is the year, the serial and, where both writers give them, the
case type and the office; judges' initials and the defendant's number do not.
The shapes follow freelawproject/courtlistener (``cl/lib/model_helpers.py``),
freelawproject/juriscraper (``pacer/docket_report.py``, ``scotus/``) and the
feeds kept in splashingdiamonds/pacer-courts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from filings.numbers import shapes

_TYPE_WORDS = {
    "c": "cv", "civ": "cv", "civil": "cv", "crim": "cr", "misc": "mc", "mag": "mj", "adv": "ap",
}  # fmt: skip


class Parts(NamedTuple):
    """What the store keeps of a number, and joins on.

    Two cases of one court are the same exactly when ``series``, ``year`` and
    ``serial`` are equal, and ``case_type`` and ``office`` where both have one.

    series     ``""`` for nearly every number; ``A``, ``M``, ``O`` (Supreme
               Court applications, motions, original cases), ``MDL``, ``/A``
               (a member case), ``raw:…`` (a number of no known shape)
    year       0 to 99; 0 with ``MDL`` and ``raw:``
    case_type  lower case, ``""`` when not written
    office     digits or one capital letter, ``""`` when not written
    """

    series: str
    year: int
    serial: int
    case_type: str
    office: str


@dataclass(frozen=True, slots=True)
class DocketNumber:
    """One docket number, taken apart.

    form       ``district``, ``bankruptcy``, ``appellate``, ``scotus``,
               ``mdl``, or ``bare`` for ``25-457`` of a court not known
    year       0 to 99
    judges     initials as written, joined by hyphens: ``CKK``, ``RC-AGR``
    defendant  number of the defendant in a criminal case, or None
    member     letter of a member case: ``A`` in ``1:20-cv-03877/A``
    series     ``A``, ``M``, ``O`` in the Supreme Court, ``MDL``, else ``""``
    """

    form: str
    year: int
    serial: int
    case_type: str = ""
    office: str = ""
    judges: str = ""
    defendant: int | None = None
    member: str = ""
    series: str = ""

    def __str__(self) -> str:
        """As the court prints it, without judges and defendant."""
        if self.series == "MDL":
            return f"MDL No. {self.serial}"
        if self.series:
            return f"{self.year:02d}{self.series}{self.serial}"
        member = f"/{self.member}" if self.member else ""
        if self.case_type:
            office = f"{self.office}:" if self.office else ""
            return f"{office}{self.year:02d}-{self.case_type}-{self.serial:05d}{member}"
        office = f"{self.office}-" if self.office else ""
        width = 5 if self.form == "bankruptcy" else 1
        return f"{office}{self.year:02d}-{self.serial:0{width}d}{member}"

    @property
    def core(self) -> str:
        """CourtListener's ``docket_number_core``, ``""`` where it has none."""
        if self.series or self.form == "scotus":
            return ""
        width = 5 if self.case_type else 6
        return f"{self.year:02d}{self.serial:0{width}d}"

    def parts(self) -> Parts:
        series = self.series or (f"/{self.member}" if self.member else "")
        return Parts(series, self.year, self.serial, self.case_type, self.office)


@dataclass(frozen=True, slots=True)
class Found:
    """A number within a text, at ``text[start:end]``.

    ``bare`` numbers (``25-457``, ``22-11242``) may be something else; only
    what stands around them can tell.
    """

    start: int
    end: int
    number: DocketNumber
    bare: bool


@lru_cache(maxsize=16384)
def parse(text: str, court_kind: str | None = None) -> DocketNumber | None:
    """The one number that the whole of a text is, or None.

    ``court_kind`` is ``Court.kind`` where the court is known; it decides what
    a bare ``22-11242`` is. Words before it ("Case No.") are passed over.
    """
    if len(text) > 120:
        return None
    clean = " ".join(shapes.flatten(text.translate(shapes.INVISIBLE)).split())
    clean = clean.partition(" *")[0].strip(" .,;:'\"[]\u2018\u2019\u201c\u201d-")
    for pattern in shapes.WHOLE:
        if match := pattern.fullmatch(clean):
            return _build(match, court_kind)
    return None


def find_all(text: str) -> list[Found]:
    """Every number in a text, in order, none overlapping; in linear time."""
    flat = shapes.flatten(text)
    taken = bytearray(len(flat))
    found = []
    for pattern in shapes.WITHIN:
        for match in pattern.finditer(flat):
            start, end = match.span("number")
            number = _build(match, None)
            if any(taken[start:end]) or not _plausible(number):
                continue
            taken[start:end] = b"\1" * (end - start)
            bare = not (number.case_type or number.series)
            found.append(Found(start, end, number, bare))
    return sorted(found, key=lambda each: each.start)


def same(a: DocketNumber, b: DocketNumber) -> bool:
    """Whether two numbers of one court mean one case."""
    return same_parts(a.parts(), b.parts())


def same_parts(a: Parts, b: Parts) -> bool:
    """The rule of ``same`` on stored parts; the store's SQL says the same."""
    return (
        a[:3] == b[:3]
        and (a.case_type == b.case_type or not a.case_type or not b.case_type)
        and (a.office == b.office or not a.office or not b.office)
    )


def fallback(text: str) -> Parts:
    """Parts for a number of no known shape, so that it can be kept; never raises."""
    clean = " ".join(shapes.flatten(text.translate(shapes.INVISIBLE)).split())
    return Parts("raw:" + clean.casefold().strip(" -")[:100], 0, 0, "", "")


def parts_of(text: str, court_kind: str | None = None) -> Parts:
    """The parts of a number as a court printed it, known shape or not."""
    number = parse(text, court_kind)
    return number.parts() if number else fallback(text)


def from_parts(parts: Parts, court_kind: str | None = None) -> str:
    """Parts printed as the court prints them; of ``raw:`` parts the text kept."""
    series = parts.series
    if series.startswith("raw:"):
        return series[4:]
    member = series[1:] if series.startswith("/") else ""
    lettered = "" if member else series
    form = _form(parts.case_type, court_kind, parts.serial, padded=False)
    return str(
        DocketNumber(
            form, parts.year, parts.serial, parts.case_type, parts.office,
            member=member, series=lettered,
        )
    )  # fmt: skip


def _form(case_type: str, court_kind: str | None, serial: int, *, padded: bool) -> str:
    if court_kind in ("bankruptcy", "appellate", "scotus"):
        return court_kind
    if case_type in ("bk", "ap"):
        return "bankruptcy"
    if case_type or court_kind:
        return "district"
    # Only bankruptcy courts pad the serial of a number without a type.
    return "bankruptcy" if padded and serial < 10000 else "bare"


def _build(match: re.Match[str], court_kind: str | None) -> DocketNumber:
    got = match.groupdict()
    if original := got.get("before") or got.get("after"):
        # Original cases are printed with one and the same "year", 22O.
        return DocketNumber("scotus", 22, int(original), series="O")
    serial = int(got["serial"])
    if "year" not in got:
        return DocketNumber("mdl", 0, serial, series="MDL")
    year = int(got["year"][-2:])
    if series := (got.get("series") or "").upper():
        return DocketNumber("scotus", 22 if series == "O" else year, serial, series=series)
    case_type = (got.get("type") or got.get("spoken") or "").lower()
    case_type = _TYPE_WORDS.get(case_type, case_type)
    if not case_type:
        case_type = "cv" if got.get("civil") else "cr" if got.get("criminal") else ""
    office = (got.get("office") or "").upper()
    judges = (got.get("judges") or "")[1:] or (got.get("initials") or "").replace("/", "-")
    return DocketNumber(
        form=_form(case_type, court_kind, serial, padded=len(got["serial"]) == 5),
        year=year,
        serial=serial,
        case_type=case_type,
        office=str(int(office)) if office.isdigit() else office,
        judges=judges,
        defendant=int(got["defendant"]) if got.get("defendant") else None,
        member=(got.get("member") or "").upper(),
    )


def _plausible(number: DocketNumber) -> bool:
    """Whether digits in running text could be a case of 1960 to 2039."""
    return number.form == "mdl" or not 40 <= number.year < 60
