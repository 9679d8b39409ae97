"""How long the record takes to answer a look-up.

    python -m benchmarks.lookup [--dockets N] [--entries N] [--rounds N] [--json]

An SQLite database in a folder of its own is filled with invented cases, most of them with
a few entries and some with thousands; then cases are asked for as ``/docket`` does, each
way of writing one apart, and the card is rendered. Printed are the median and the slowest
time in milliseconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bot.reading import lookup
from bot.words.render import Renderer
from filings import courts
from filings import db as databases
from filings.db import Database
from filings.store.core import case_facts, chunks, dockets, entries, listings, parts_of, titles
from filings.store.facts import dump
from filings.types import CaseFacts, Counsel, Party, Teller

NOW = datetime(2025, 11, 3, 19, 0, tzinfo=UTC)
_FIRST = ("Harbor", "Summit", "Prairie", "Orchard", "Granite", "Juniper", "Beacon", "Willow")
_SECOND = ("Gazette", "Bank", "Freight", "Energy", "Medical", "Holdings", "School", "Dairy")
_THIRD = ("Port", "County", "Insurance", "Transit", "Labor", "Water", "Housing", "Trade")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds, of one way to write a case."""

    way: str
    median: float
    slowest: float


def _docket(place: int, court: str) -> dict[str, Any]:
    number = f"1:{10 + place % 16}-cv-{place:05d}"
    names = (_FIRST[place % 8], _SECOND[place // 8 % 8], place, _THIRD[place // 64 % 8])
    return {
        "id": place, "court": court, **parts_of(court, number)._asdict(), "number": number,
        "case_name": "{} {} No. {} v. {} Office".format(*names), "judges": "CKK",
        "url": f"https://ecf.{court}.uscourts.gov/cgi-bin/DktRpt.pl?{place}",
        "first_seen_at": NOW - timedelta(minutes=place),
    }  # fmt: skip


def _entry(place: int, docket: dict[str, Any]) -> dict[str, Any]:
    key = f"{docket['id']}.{place}"
    return {
        "court": docket["court"], "key": key, "lead": key, "docket_id": docket["id"],
        "case_id": str(docket["id"]), "number": place, "doc_id": f"0450{place:08d}",
        "seq": place, "events": ["Notice"], "text": "NOTICE of something that was filed " * 4,
        "url": docket["url"], "filed_at": NOW - timedelta(minutes=place), "seen_at": NOW,
        "late": False, "source": "cmecf", "timed": True, "documents": [], "silent": False,
    }  # fmt: skip


def _facts(docket: dict[str, Any]) -> CaseFacts:
    people = tuple(
        Party(f"Party {n}", "Plaintiff" if n % 2 else "Defendant", (Counsel("A Lawyer", "A Firm"),))
        for n in range(12)
    )
    return CaseFacts(
        Teller.COURTLISTENER, docket["court"], docket["number"], docket["case_name"],
        str(docket["id"]), listing_id=docket["id"], judge="Ada Quill", parties=people,
    )  # fmt: skip


async def fill(db: Database, how_many: int, how_many_entries: int) -> list[dict[str, Any]]:
    """The dockets; every thousandth has 2,000 entries or its share."""
    ids = [court.id for court in courts.all_courts() if court.kind == "district"]
    made = [_docket(place, ids[place % len(ids)]) for place in range(1, how_many + 1)]
    large = made[::1000]
    each = min(2000, how_many_entries // 2 // max(len(large), 1))
    few = max((how_many_entries - each * len(large)) // how_many, 1)
    rows = [_entry(n, d) for d in large for n in range(100, 100 + each)]
    rows += [_entry(n, d) for d in made for n in range(1, few + 1)]
    told = [
        {"docket_id": d["id"], "teller": "courtlistener", "facts": dump(_facts(d)), "as_of": NOW}
        for d in made
    ]
    known = [
        {"court": d["court"], "case_id": str(d["id"]), "docket_id": d["id"],
         "title": d["case_name"], "past": []}
        for d in made
    ]  # fmt: skip
    listed = [
        {"id": d["id"], "court": d["court"], "docket_id": d["id"], "case_id": str(d["id"]),
         "page": "", "alert": ""}
        for d in made
    ]  # fmt: skip
    async with db.write() as connection:
        for table, values in (
            (dockets, made), (entries, rows), (titles, known), (case_facts, told),
            (listings, listed),
        ):  # fmt: skip
            for some in chunks(values, 5000):
                await connection.execute(table.insert(), list(some))
    return made


def ways(docket: dict[str, Any]) -> dict[str, str]:
    """A case as people write it."""
    bare = docket["number"][2:]
    return {
        "court and number": f"{docket['number']} {docket['court']}",
        "number alone": bare,
        "court's link": docket["url"],
        "CourtListener's link": f"https://www.courtlistener.com/docket/{docket['id']}/x/",
        "name of one": docket["case_name"],
        "name of many": " ".join(docket["case_name"].split()[:2]),
        "name of none": "Nobody v. No One At All",
    }


async def measure(db: Database, made: list[dict[str, Any]], rounds: int) -> list[Times]:
    chosen = random.Random(1)
    renderer = Renderer()
    taken: dict[str, list[float]] = {}
    for docket in [made[0], *chosen.choices(made, k=rounds)]:
        for way, text in ways(docket).items():
            start = perf_counter()
            meant = await lookup.meant(db, text, "T1")
            if meant.case is not None:
                renderer.case_card(meant.case, NOW, "C1")
            elif meant.choices:
                renderer.choices(text, meant.choices)
            taken.setdefault(way, []).append((perf_counter() - start) * 1000)
    return [Times(way, round(median(all_), 1), round(max(all_), 1)) for way, all_ in taken.items()]


async def run(how_many: int, how_many_entries: int, rounds: int) -> list[Times]:
    with tempfile.TemporaryDirectory() as folder:
        db = await databases.prepare(f"sqlite:///{Path(folder) / 'lookup.db'}")
        try:
            made = await fill(db, how_many, how_many_entries)
            return await measure(db, made, rounds)
        finally:
            await db.close()


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--dockets", type=int, default=20_000)
    reader.add_argument("--entries", type=int, default=200_000)
    reader.add_argument("--rounds", type=int, default=30)
    reader.add_argument("--json", action="store_true")
    given = reader.parse_args()
    times = asyncio.run(run(given.dockets, given.entries, given.rounds))
    if given.json:
        print(json.dumps([asdict(each) for each in times], indent=2))
        return
    print(f"{'':24}{'median ms':>12}{'slowest ms':>12}")
    for each in times:
        print(f"{each.way:24}{each.median:12.1f}{each.slowest:12.1f}")


if __name__ == "__main__":
    main()
