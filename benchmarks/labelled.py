"""Filings of the court data whose kind and weight people decided by reading them.

The labels are in ``tests/labels/kinds.csv`` and, of cases drawn later, ``kinds_fresh.csv``,
``kinds_second.csv`` and ``kinds_third.csv`` beside it, the last never looked at while a rule
was written; ``docs/labels.md`` says how they are decided. A row refers to a filing and holds
none of its words, so the words come from the folder of court data: a feed's body (by the
entry's key), a docket with full texts or a docket of the Supreme Court (by the entry's place
in the file, from 0).
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from watchers import pacer

LABELS = Path(__file__).parent.parent / "tests" / "labels" / "kinds.csv"
FRESH_LABELS = LABELS.with_name("kinds_fresh.csv")
SECOND_LABELS = LABELS.with_name("kinds_second.csv")
THIRD_LABELS = LABELS.with_name("kinds_third.csv")
HALVES = ("dev", "test")
FRESH = "fresh"
SECOND = "second"
THIRD = "third"
SETS = {FRESH: FRESH_LABELS, SECOND: SECOND_LABELS, THIRD: THIRD_LABELS}
"""Sets of their own, and the file that holds each."""

Words = tuple[tuple[str, ...], str]  # events, text


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the labels.

    source  path under the folder of court data
    key     of the entry in a feed, or its place in the file
    also    a second kind, or ``""``
    """

    source: str
    key: str
    court: str
    docket: str
    half: str
    kind: str
    weight: str
    also: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A filing's words and what they were read as; a feed has no text, a docket no events."""

    events: tuple[str, ...]
    text: str
    kind: str
    weight: str
    also: str


def half_of(court: str, docket: str) -> str:
    """The half a case belongs to: a whole docket is in one."""
    digest = hashlib.sha256(f"{court} {docket}".encode()).hexdigest()
    return "test" if int(digest, 16) % 2 else "dev"


def rows(path: Path = LABELS) -> tuple[Row, ...]:
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(Row(**line) for line in csv.DictReader(lines))


def labelled(corpus: Path, half: str) -> list[Labelled]:
    """The labelled filings of a half or of a set of its own, in the order of the labels.

    Raises FileNotFoundError or KeyError where the data lacks what a row refers to.
    """
    if half not in (*HALVES, *SETS):
        raise ValueError(f"there is no half {half!r}")
    every = rows(SETS.get(half, LABELS))
    chosen = [row for row in every if row.half == half]
    told = words(corpus, chosen)
    return [Labelled(*told[row.source, row.key], row.kind, row.weight, row.also) for row in chosen]


def words(corpus: Path, chosen: Iterable[Row]) -> Mapping[tuple[str, str], Words]:
    """Words by source and key of all filings in the sources of ``chosen``, each read once."""
    found: dict[tuple[str, str], Words] = {}
    for source, court in sorted({(row.source, row.court) for row in chosen}):
        for key, told in _source(corpus / source, court):
            found[source, key] = told
    return found


def _source(path: Path, court: str) -> list[tuple[str, Words]]:
    if path.suffix == ".json":
        docket = json.loads(path.read_bytes())
        if court == "scotus":
            texts = [entry["Text"] for entry in docket["ProceedingsandOrder"]]
        else:
            texts = [entry["description"] for entry in docket["docket_entries"]]
        return [(str(place), ((), text)) for place, text in enumerate(texts)]
    body = gzip.decompress(path.read_bytes())
    return [(entry.key, (entry.events, "")) for entry in pacer.parse(body, court).entries]
