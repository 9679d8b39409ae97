"""How well hearings and deadlines are read from real docket texts.

    python -m benchmarks.hearings ../shared/corpus [--half dev] [--show]
    python -m benchmarks.hearings FOLDER --labels FILE.csv [--entries FILE.csv]

Reads tests/labels/hearings.csv (docs/labels.md says how a label is decided), whose
rows refer to entries of the corpus by source and position. A label and a reading
are one when entry, date and status agree; several readings of one entry that agree
in all three count once. ``--show`` lists what was missed and what was wrong, of the
dev half only: nobody may write rules while looking at the other.

``--labels`` names another set, with the same columns but ``half``, whose sources are
files below FOLDER: court data as juriscraper keeps it has the form of the corpus.
``--entries`` (columns source and entry) names the entries that a reader of that set
has read, those without a label too; what is read in others does not count. Without it
every entry of a docket counts that a label refers to.
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
    entries: tuple[tuple[date | None, str], ...]
    """Local date and text; an entry without a date keeps its place and is not read."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Rows of a file of labels, and the entries they are of; ``read`` is None for whole dockets."""

    rows: tuple[dict[str, str], ...]
    read: frozenset[tuple[str, int]] | None

    @property
    def sources(self) -> set[str]:
        named = {row["source"] for row in self.rows}
        return named if self.read is None else {source for source, _ in self.read}

    def counts(self, source: str, entry: int) -> bool:
        return self.read is None or (source, entry) in self.read


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
        yield docket(corpus, f"dockets/{path.name}")


def docket(folder: Path, source: str) -> Docket:
    """One docket below a folder; raises OSError where it has none of that name."""
    data = json.loads((folder / source).read_text(encoding="utf-8"))
    entries = []
    for entry in data["docket_entries"]:
        filed = entry["date_filed"] or entry["date_entered"]
        entries.append((date.fromisoformat(filed) if filed else None, entry["description"] or ""))
    half = half_of(data["court_id"], data["docket_number"])
    return Docket(source, data["court_id"], half, tuple(entries))


def rows_of(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def labels_of(path: Path, entries: Path | None) -> Labels:
    """The labels of a file; raises ValueError for one of an entry that was not read."""
    rows = rows_of(path)
    if entries is None:
        return Labels(rows, None)
    read = frozenset((row["source"], int(row["entry"])) for row in rows_of(entries))
    for row in rows:
        if (row["source"], int(row["entry"])) not in read:
            raise ValueError(
                f"{path.name} labels entry {row['entry']} of {row['source']}, which "
                f"{entries.name} does not name; add it there or drop the label."
            )
    return Labels(rows, read)


def labelled(labels: Labels, kind: str) -> Found:
    hours: dict[Key, set[time | None]] = {}
    for row in labels.rows:
        if row["kind"] == kind:
            on = date.fromisoformat(row["date"])
            at = time.fromisoformat(row["time"]) if row["time"] else None
            hours.setdefault((row["source"], int(row["entry"]), on, row["status"]), set()).add(at)
    return Found(hours)


def read(dockets: list[Docket], kind: str, labels: Labels) -> Found:
    hours: dict[Key, set[time | None]] = {}
    reader = hearings.find if kind == "hearing" else hearings.deadlines
    for docket in dockets:
        for nth, (filed, text) in enumerate(docket.entries):
            if filed is None or not labels.counts(docket.source, nth):
                continue
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
    parser.add_argument("--labels", type=Path, help="another file of labels")
    parser.add_argument("--entries", type=Path, help="the entries that were read for --labels")
    args = parser.parse_args()
    if args.show and (args.half != "dev" or args.labels):
        parser.error("--show is for the dev half only")
    if args.entries and not args.labels:
        parser.error("--entries says what was read for --labels; name that file too")
    if args.labels:
        name = args.labels.stem
        labels = labels_of(args.labels, args.entries)
        chosen = [docket(args.corpus, source) for source in sorted(labels.sources)]
    else:
        name = args.half
        labels = Labels(tuple(row for row in rows_of(LABELS) if row["half"] == name), None)
        chosen = [docket for docket in dockets(args.corpus) if docket.half == name]
    begun = perf_counter()
    for kind in ("hearing", "deadline"):
        told, found = labelled(labels, kind), read(chosen, kind, labels)
        print(f"{kind + 's':10} {name}  {report(told, found)}")
        if args.show:
            for key in sorted(told.hours.keys() ^ found.hours.keys(), key=str):
                print("  ", "missed" if key in told.hours else "wrong ", *key)
    entries = sum(
        labels.counts(docket.source, nth) for docket in chosen for nth in range(len(docket.entries))
    )
    print(f"{entries} entries in {perf_counter() - begun:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
