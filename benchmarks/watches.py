"""What it costs to look for watched words in a filing.

    python -m benchmarks.watches FEEDS [--counts 10,1000,100000] [--json]

FEEDS is a folder of recorded feeds, one file a court (dcd.xml, dcd.xml.gz). They are
parsed; what was filed in the busiest hour before they were built is the national hour.
Printed are microseconds for each item with so many watches, and for 10 and 1,000 of them
also what looking for each one costs; then how long 10,000 watches take to be made ready and
to go through the national hour. Half of the watched words are parties of those captions, so
that they are found; half occur nowhere.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from filings import courts
from filings.errors import SourceError
from filings.store.core import entry_parts
from filings.telling.watching import (
    EVERYWHERE,
    Item,
    Watched,
    haystack,
    phrase_of,
    readings_of,
    watchlist,
)
from watchers import pacer

COUNTS = (10, 1_000, 100_000)
NATIONAL = 10_000
_NAIVE = 1_000
_NAIVE_ITEMS = 300
_ROUNDS = 5
_ITEMS = 5_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one number of watches; microseconds an item, the median of some rounds.

    ready  milliseconds to make them ready
    naive  the same, one watch after the other; None where that was not tried
    hits   matches over all items
    """

    watches: int
    ready: float
    item: float
    naive: float | None
    hits: int


@dataclass(frozen=True, slots=True)
class Hour:
    """The national hour: items of how many courts, and milliseconds for all of them."""

    watches: int
    items: int
    courts: int
    whole: float
    item: float
    hits: int


def recorded(folder: Path) -> list[tuple[datetime, Item]]:
    """Every entry of the feeds in a folder, with its filing time."""
    found = []
    for path in sorted(folder.iterdir()):
        court = courts.known(path.name.partition(".")[0].partition("_")[0])
        if court is None or not path.is_file():
            continue
        body = path.read_bytes()
        body = gzip.decompress(body) if path.suffix == ".gz" else body
        try:
            parsed = pacer.parse(body, court.id)
        except SourceError:
            # Some courts answered with nothing when the corpus was recorded.
            continue
        for entry in parsed.entries:
            kind = entry_parts(court.id, entry).case_type
            item = Item(court.id, kind, (entry.case_name,), entry.events, entry.text)
            found.append((entry.filed_at, item))
    return found


def watches_of(items: Sequence[Item], count: int) -> list[Watched]:
    """Half from the captions, one to three words each, half that are found nowhere."""
    chance = random.Random(count)
    ids = sorted({item.court for item in items})
    names = sorted({name for item in items for name in _names(item)}) or ["harbor gazette"]
    made = []
    for place in range(count):
        invented = f"Qx{place} Holdings {chance.randrange(10**6)}"
        phrase = chance.choice(names) if place % 2 else phrase_of(invented)
        where = frozenset((EVERYWHERE,) if place % 3 else chance.sample(ids, 3))
        made.append(Watched(place, phrase, courts=where, only_new=bool(place % 5)))
    return made


def _names(item: Item) -> list[str]:
    """The parties of a caption, those of several words: a newsroom watches no "USA"."""
    found = [readings_of(part) for part in item.captions[0].split(" v. ")]
    return [ways[0] for ways in found if ways and " " in ways[0]]


def found_naively(watches: Sequence[Watched], item: Item) -> tuple[Watched, ...]:
    """What ``Watchlist.find`` gives, one watch after the other: to measure and test it by."""
    searched = haystack(item)
    return tuple(
        watched
        for watched in watches
        if watched.takes(item.court, item.case_type)
        and (not watched.phrase or f" {watched.phrase} " in searched)
    )


def _micros(work: Callable[[], object], items: int) -> float:
    took = []
    for _ in range(_ROUNDS):
        begun = perf_counter()
        work()
        took.append(perf_counter() - begun)
    return median(took) / items * 1e6


def cost(items: Sequence[Item], count: int) -> Cost:
    watches = watches_of(items, count)
    begun = perf_counter()
    looking = watchlist(watches)
    ready = (perf_counter() - begun) * 1e3
    each = _micros(lambda: [looking.find(item) for item in items], len(items))
    naive = None
    if count <= _NAIVE:
        few = items[:_NAIVE_ITEMS]
        naive = _micros(lambda: [found_naively(watches, item) for item in few], len(few))
    hits = sum(len(looking.find(item)) for item in items)
    return Cost(count, ready, each, naive, hits)


def national_hour(found: Sequence[tuple[datetime, Item]]) -> list[Item]:
    """What was filed in the hour in which most was."""
    hours = Counter(at.replace(minute=0, second=0, microsecond=0) for at, _ in found)
    busiest = max(hours, key=lambda hour: (hours[hour], hour))
    return [item for at, item in found if at.replace(minute=0, second=0, microsecond=0) == busiest]


def hour(items: Sequence[Item], count: int = NATIONAL) -> Hour:
    looking = watchlist(watches_of(items, count))
    each = _micros(lambda: [looking.find(item) for item in items], len(items))
    hits = sum(len(looking.find(item)) for item in items)
    return Hour(
        count, len(items), len({item.court for item in items}), each * len(items) / 1e3, each, hits
    )


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    said.add_argument("feeds", type=Path, metavar="FEEDS")
    said.add_argument("--counts", default=",".join(map(str, COUNTS)))
    said.add_argument("--json", action="store_true")
    chosen = said.parse_args()
    if not chosen.feeds.is_dir():
        said.error(f"{chosen.feeds} is no folder of recorded feeds.")
    found = recorded(chosen.feeds)
    if not found:
        said.error(f"{chosen.feeds} holds no feed of a court that can be read.")
    items = random.Random(0).sample([item for _, item in found], min(_ITEMS, len(found)))
    costs = [cost(items, int(count)) for count in chosen.counts.split(",")]
    national = hour(national_hour(found))
    if chosen.json:
        rows = {"costs": [asdict(each) for each in costs], "national_hour": asdict(national)}
        print(json.dumps(rows, indent=2))
        return
    print(f"{len(items):,} items of {len({item.court for item in items})} courts")
    print(f"{'watches':>9} {'ready ms':>9} {'µs an item':>11} {'naive µs':>9} {'hits':>9}")
    for each in costs:
        naive = "–" if each.naive is None else f"{each.naive:,.1f}"
        print(
            f"{each.watches:>9,} {each.ready:>9,.1f} {each.item:>11,.1f} {naive:>9} {each.hits:>9,}"
        )
    print(
        f"national hour, {national.watches:,} watches: {national.items:,} items of"
        f" {national.courts} courts in {national.whole:,.0f} ms, {national.item:,.1f} µs an item,"
        f" {national.hits:,} hits"
    )


if __name__ == "__main__":
    main()
