"""How well hearings and deadlines are read from real docket texts.

    python -m benchmarks.hearings ../shared/corpus [--half dev] [--show]

Reads tests/labels/hearings.csv (docs/labels.md says how a label is decided), whose
rows refer to entries of the corpus by source and position. A label and a reading
are one when entry, date and status agree; several readings of one entry that agree
in all three count once. ``--show`` lists what was missed and what was wrong, of the
dev half only: nobody may write rules while looking at the other.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from time import perf_counter

from filings import hearings

LABELS = Path(__file__).parent.parent / "tests" / "labels" / "hearings.csv"

Key = tuple[str, int, date, str]


@dataclass(frozen=True, slots=True)
class Docket:
    """A docket of the corpus: its entries' dates and texts, in the file's order."""

    source: str
    court: str
    half: str
    entries: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What is labelled or read, by entry, date and status, with the hours told for it."""

    hours: dict[Key, set[time | None]]


def half_of(court: str, number: str) -> str:
    """Which half a docket belongs to."""
    digest = hashlib.sha256(f"{court} {number}".encode()).hexdigest()
    return "test" if int(digest, 16) % 2 else "dev"


def dockets(corpus: Path) -> Iterator[Docket]:
    for path in sorted((corpus / "dockets").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        yield Docket(
            f"dockets/{path.name}",
            data["court_id"],
            half_of(data["court_id"], data["docket_number"]),
            tuple(
                (
                    date.fromisoformat(entry["date_filed"] or entry["date_entered"]),
                    entry["description"] or "",
                )
                for entry in data["docket_entries"]
            ),
        )


def labelled(half: str, kind: str) -> Found:
    hours: dict[Key, set[time | None]] = {}
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["half"] == half and row["kind"] == kind:
                key = (
                    row["source"],
                    int(row["entry"]),
                    date.fromisoformat(row["date"]),
                    row["status"],
                )
                at = time.fromisoformat(row["time"]) if row["time"] else None
                hours.setdefault(key, set()).add(at)
    return Found(hours)


def read(dockets: list[Docket], kind: str) -> Found:
    hours: dict[Key, set[time | None]] = {}
    reader = hearings.find if kind == "hearing" else hearings.deadlines
    for docket in dockets:
        for nth, (filed, text) in enumerate(docket.entries):
            for each in reader(text, filed, docket.court):
                key = (docket.source, nth, each.date, each.status.value)
                hours.setdefault(key, set()).add(each.time)
    return Found(hours)


def report(labels: Found, found: Found) -> str:
    right = labels.hours.keys() & found.hours.keys()
    precision = len(right) / len(found.hours) if found.hours else 1.0
    recall = len(right) / len(labels.hours) if labels.hours else 1.0
    timed = [key for key in right if labels.hours[key] - {None}]
    agree = sum(bool(labels.hours[key] & found.hours[key]) for key in timed)
    return (
        f"{len(labels.hours):4} labelled {len(found.hours):4} read {len(right):4} right"
        f"   precision {precision:.3f}   recall {recall:.3f}"
        f"   hour right {agree} of {len(timed)}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--half", choices=["test", "dev"], default="test")
    parser.add_argument("--show", action="store_true", help="list the errors of the dev half")
    args = parser.parse_args()
    if args.show and args.half != "dev":
        parser.error("--show is for the dev half only")
    chosen = [docket for docket in dockets(args.corpus) if docket.half == args.half]
    begun = perf_counter()
    for kind in ("hearing", "deadline"):
        labels, found = labelled(args.half, kind), read(chosen, kind)
        print(f"{kind + 's':10} {args.half}  {report(labels, found)}")
        if args.show:
            for key in sorted(labels.hours.keys() ^ found.hours.keys(), key=str):
                print("  ", "missed" if key in labels.hours else "wrong ", *key)
    entries = sum(len(docket.entries) for docket in chosen)
    print(f"{entries} entries in {perf_counter() - begun:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
