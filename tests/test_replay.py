"""Recorded poll sequences through the real program: every later filing told exactly once.

What is to be expected is worked out here from the bodies' bytes alone, by
ElementTree and without the watchers: an entry is a guid; a filing is an
entry, or all entries of one docket number (the defendant aside) with equal
sequence number and time.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.newsroom import newsroom
from watchers.poll import Result

COURTS = ("akd", "ca2", "ctd", "dcd", "deb")
ODD = (
    "cob_empty.xml",
    "ca7_unsuccessful.txt",
    "alnb_504.html",
    "ca3_beam_error.html",
    "ca11_503.html",
    "utd_404.xhtml",
    "caeb_stale.xml.gz",
)
"""What broken or other courts answered: between two polls it changes nothing."""


def read(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def bodies(folder: Path) -> list[tuple[datetime, bytes]]:
    return [
        (
            datetime.strptime(path.name[:18], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC),
            read(path),
        )
        for path in sorted(folder.glob("*.xml.gz"))
    ]


def items(body: bytes) -> list[tuple[str, str, str]]:
    """(docket number without defendant and judges, ids in the guid, pubDate) of each item."""
    found = []
    for item in ElementTree.fromstring(body).iter("item"):
        title = (item.findtext("title") or "").split()[0]
        number = re.match(r"(\d+:\d\d-\w+-\d+)|(\d\d-\d+)", title)
        guid = (item.findtext("guid") or "").strip()
        ids = " ".join(re.findall(r"\d+", guid.split("?", 1)[1]))
        found.append((number[0] if number else title, ids, item.findtext("pubDate") or ""))
    return found


def filing_of(item: tuple[str, str, str], criminal: bool) -> tuple[str, ...]:
    number, ids, published = item
    return (number, ids.split()[-1], published) if criminal else (number, ids)


def is_criminal(body: bytes) -> set[str]:
    """Guid ids of items whose title carries a defendant's number."""
    return {
        " ".join(re.findall(r"\d+", (item.findtext("guid") or "").split("?", 1)[1]))
        for item in ElementTree.fromstring(body).iter("item")
        if re.match(r"\d+:\d\d-\w+-\d+(-[A-Za-z]+)*-\d+\s", item.findtext("title") or "")
    }


def expected(
    polls: list[tuple[datetime, bytes]],
) -> tuple[set[tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Filings that appear after the first body, and the filing of every entry."""
    by_ids: dict[str, tuple[str, ...]] = {}
    later: set[tuple[str, ...]] = set()
    first: set[tuple[str, ...]] = set()
    for place, (_, body) in enumerate(polls):
        criminal = is_criminal(body)
        for item in items(body):
            if item[1] in by_ids:
                continue
            filing = filing_of(item, item[1] in criminal)
            by_ids[item[1]] = filing
            (first if place == 0 else later).add(filing)
    return later - first, by_ids


@pytest.mark.parametrize("court", COURTS)
async def test_every_later_filing_is_told_once(court: str, shared: Path, database_url: str) -> None:
    polls = bodies(shared / "corpus/rss/polls" / court)
    wanted, by_ids = expected(polls)
    odd = [read(shared / "corpus/rss/odd" / name) for name in ODD]
    numbers = sorted({number for _, body in polls for number, _, _ in items(body)})
    async with newsroom(database_url, now=polls[0][0]) as room:
        await room.follow(court, *numbers)
        for place, (at, body) in enumerate(polls):
            room.clock.now = max(room.clock.now, at)
            assert (await room.publish(court, body)).result is not Result.FAILED
            assert (await room.publish(court, odd[place % len(odd)])).result is Result.FAILED
            await room.send()
        told = Counter(
            by_ids[" ".join(re.findall(r"\d+", filing["key"]))]
            for filing in room.told()
            if filing["event"] == "new"
        )
        assert not room.slack.refusals
        assert not room.courts.forbidden
    assert {filing for filing, times in told.items() if times > 1} == set()
    assert set(told) == wanted
