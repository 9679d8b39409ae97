"""The cases that a text names: a tagline, a link, a number, an article.

Links are read first and taken out, then docket numbers, then the courts that
stand right beside them. A number is never given a court that does not stand
beside it, and bare digits (``25-457``) are a case only beside a court or
behind "No." or "Case". Time is linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import zip_longest

from filings import courts, numbers
from filings.courts import Court, NamedCourt
from filings.numbers import DocketNumber, Found, shapes
from filings.references import adjacency, links
from filings.types import CaseRef

_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"') | {"\u2019": "'"})
_EMPHASIS = str.maketrans(dict.fromkeys("*_`~", " "))
# A line that was wrapped in the middle of a tagline.
_WRAPPED = re.compile(r"(?:(?<=,)|(?<=No\.)|(?<=Nos\.)) ?\r?\n")


@dataclass(frozen=True, slots=True)
class _Named:
    """A reference with the place in the text where it stands."""

    start: int
    ref: CaseRef
    number: DocketNumber | None = None


def find(text: str) -> list[CaseRef]:
    """The cases that a text names, in order, without repeats.

    A number beside which no court stands has ``court`` None; a text that only
    has party names gives ``[]``.
    """
    clean, found = links.take(text)
    linked = [_Named(start, ref, numbers.parse(ref.number)) for start, ref in found]
    clean = shapes.flatten(clean.translate(_QUOTES))
    clean = _WRAPPED.sub(lambda found: " " * len(found[0]), clean)
    whole = clean.strip()
    number = None if linked else numbers.parse(whole)
    if number and not ("(" in whole and courts.find_named(whole)):
        return [CaseRef(_only_court(number, None), str(number), whole)]
    named = linked + _numbered(clean.translate(_EMPHASIS))
    return _without_repeats(sorted(named, key=lambda each: each.start))


def _numbered(text: str) -> list[_Named]:
    """The numbers of a text, each with the court that stands beside it."""
    groups = _groups(text, numbers.find_all(text))
    named_courts = [each for each in courts.find_named(text) if not _inside(each, groups)]
    starts = [each.start for each in named_courts]
    named: list[_Named] = []
    behind: NamedCourt | None = None  # the court that the number before it already has
    for numbers_here, following in zip_longest(groups, groups[1:]):
        group = numbers_here
        at = bisect_left(starts, group[0].start)
        before = named_courts[at - 1] if at else None
        after = named_courts[at] if at < len(starts) else None
        court: NamedCourt | None = None
        if before and before is not behind and adjacency.stands_before(text, before, group):
            court = before
            if after and adjacency.last_has_its_own(text, group, after):
                named += _of_group(text, group[:-1], before)
                group, court, behind = group[-1:], after, after
        elif after and adjacency.stands_behind(text, group, after, following):
            court = behind = after
        named += _of_group(text, group, court)
    return named


def _groups(text: str, found: list[Found]) -> list[list[Found]]:
    """Numbers that only "and", commas or "Nos." part, in one list each."""
    groups: list[list[Found]] = []
    for each in found:
        if groups and adjacency.joined(text, groups[-1][0], groups[-1][-1], each):
            groups[-1].append(each)
            continue
        groups.append([each])
    return groups


def _inside(court: NamedCourt, groups: list[list[Found]]) -> bool:
    at = bisect_left(groups, court.end, key=lambda group: group[0].start) - 1
    return at >= 0 and court.start < groups[at][-1].end


def _of_group(text: str, group: list[Found], court: NamedCourt | None) -> list[_Named]:
    lead = adjacency.lead_of(text, group[0])
    no_case = adjacency.counts_others(lead) or (not court and adjacency.doubtful(text, group))
    named = []
    for each in group:
        if no_case and _is_bare(each):
            continue
        number = each.number
        if each.bare and court:
            number = numbers.parse(text[each.start : each.end], court.court.kind) or number
        words = (
            _words_of(text, each, lead, court) if each is group[0] else text[each.start : each.end]
        )
        court_id = _only_court(number, court.court if court else None)
        named.append(_Named(each.start, CaseRef(court_id, str(number), words), number))
    return named


def _words_of(text: str, found: Found, lead: re.Match[str] | None, court: NamedCourt | None) -> str:
    """The words that name the first case of a group: "No.", number and court."""
    start = lead.start("lead") if lead else found.start
    end = found.end
    if court:
        start, end = min(start, court.start), max(end, court.end)
    words = text[start:end]
    if words.count("(") > words.count(")") and text.startswith(")", end):
        words += ")"
    return words.strip(" ,")


def _is_bare(found: Found) -> bool:
    """Whether these digits may well be something else than a case."""
    return found.bare or found.number.series in ("A", "M", "O")


def _only_court(number: DocketNumber, court: Court | None) -> str | None:
    if number.form == "mdl":
        return "jpml"
    if number.series:
        return "scotus"
    return court.id if court else None


def _without_repeats(named: list[_Named]) -> list[CaseRef]:
    """One reference a case, at its first place, with its fullest number.

    A number without a court is left out where the text also names it with one.
    """
    kept: list[_Named] = []
    by_serial: dict[tuple[str, int, int], list[int]] = {}
    seen: set[object] = set()
    for each in named:
        if each.number is None or each.ref.links:
            key = (each.ref.court, each.ref.number, tuple(sorted(each.ref.links.items())))
            if key not in seen:
                seen.add(key)
                kept.append(each)
            continue
        alike = by_serial.setdefault(each.number.parts()[:3], [])
        for at in alike:
            if merged := _merged(kept[at], each):
                kept[at] = merged
                break
        else:
            alike.append(len(kept))
            kept.append(each)
    return [each.ref for each in kept]


def _merged(first: _Named, second: _Named) -> _Named | None:
    """Two references in one where they mean one case, else None."""
    if first.number is None or second.number is None:
        return None
    one, two = first.ref.court, second.ref.court
    if (one and two and one != two) or not numbers.same(first.number, second.number):
        return None
    fuller = max(first, second, key=lambda each: (bool(each.ref.court), len(each.ref.number)))
    number = max(first.number, second.number, key=lambda each: len(str(each)))
    ref = replace(fuller.ref, number=str(number))
    return _Named(first.start, ref, number)
