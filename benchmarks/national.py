"""The feeds of a hundred courts, rebuilt each hour with new filings, from a body of each."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

_ITEM = re.compile(rb"<item>.*?</item>\s*", re.DOTALL)
_BUILT = re.compile(rb"(?<=<lastBuildDate>)[^<]*")
_PUBLISHED = re.compile(rb"(?<=<pubDate>)[^<]*")
_SEQ = re.compile(rb"\d+(?=</guid>)")
_SAID = re.compile(rb"(?<=<description>)[^<]*")
_NUMBER = re.compile(rb"<title>(\d+:\d\d-cv-\d+)[ -]")
A_DAY = 24
AMENDED = 50
"""Of so many items one says something else after a rebuild."""


@dataclass(slots=True)
class Feed:
    """``items`` as bytes, the newest first."""

    court: str
    head: bytes
    items: list[bytes]
    tail: bytes
    made: int = 0
    cases: list[str] = field(default_factory=list)

    def rebuild(self, now: datetime) -> bytes:
        """An hour's share of the items is new, as many of the oldest are gone."""
        share = max(1, len(self.items) // A_DAY)
        written = _written(now)
        for _ in range(share):
            self.made += 1
            item = _PUBLISHED.sub(written, self.items.pop())
            self.items.insert(0, _SEQ.sub(str(900_000_000 + self.made).encode(), item))
        if len(self.items) > AMENDED:
            for place in range(self.made % AMENDED, len(self.items), AMENDED):
                said = _SAID.search(self.items[place - 1])
                if said is not None:
                    self.items[place] = _SAID.sub(lambda _: said[0], self.items[place])  # noqa: B023
        return _BUILT.sub(written, self.head) + b"".join(self.items) + self.tail


def _written(at: datetime) -> bytes:
    return format_datetime(at.astimezone(UTC), usegmt=True).encode()


def feeds(folder: Path) -> Iterator[Feed]:
    """Those of the bodies that list anything; the case numbers are those of civil cases."""
    for path in sorted(folder.glob("*.xml.gz")):
        body = gzip.decompress(path.read_bytes())
        items = _ITEM.findall(body)
        if not items:
            continue
        head, tail = body[: body.index(items[0])], body[body.rindex(b"</item>") + 7 :]
        items.sort(key=_filed, reverse=True)
        cases = dict.fromkeys(
            found[1].decode() for item in items if (found := _NUMBER.search(item))
        )
        yield Feed(path.name.partition(".")[0], head, items, tail, cases=list(cases))


def _filed(item: bytes) -> datetime:
    found = _PUBLISHED.search(item)
    return parsedate_to_datetime(found[0].decode() if found else "").astimezone(UTC)
