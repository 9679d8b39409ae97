"""What recorded polls of courts hold, read without any of Crier's own code.

An entry is a guid. A filing is an entry, or all entries of one docket number (the defendant
aside) with equal sequence number and time.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypeAlias
from xml.etree import ElementTree

Filing: TypeAlias = tuple[str, ...]
"""Docket number, ids in the guid, and the time where defendants share it."""
_NUMBER = re.compile(r"(\d+:\d\d-\w+-\d+)|(\d\d-\d+)")
_DEFENDANT = re.compile(r"\d+:\d\d-\w+-\d+(-[A-Za-z]+)*-\d+\s")
_BUILT = re.compile(rb"<lastBuildDate>([^<]+)<")
_LINKED = re.compile(r"\[(.*?)\].*?/doc1/(\d+)\?.*?>(\d+)<", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Poll:
    """A body as somebody once got it, and when."""

    court: str
    at: datetime
    body: bytes

    @property
    def built(self) -> datetime | None:
        """When the court built it, None where it does not say."""
        found = _BUILT.search(self.body)
        return parsedate_to_datetime(found[1].decode()).astimezone(UTC) if found else None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a body. ``ids`` are the numbers in its guid, the last one counts the
    entries of the docket; ``linked`` is the event, the document's id and the entry's number,
    where a document is linked."""

    number: str
    caption: str
    ids: str
    published: datetime
    defendant: bool
    said: str
    linked: tuple[str, str, int] | None

    @property
    def seq(self) -> int:
        return int(self.ids.split()[-1])

    @property
    def filing(self) -> Filing:
        if self.defendant:
            return (self.number, str(self.seq), self.published.isoformat())
        return (self.number, self.ids)


def polls(folder: Path, court: str) -> list[Poll]:
    """The bodies recorded in ``folder``, which are named for their time; the oldest first."""
    return [
        Poll(
            court,
            datetime.strptime(path.name[:18], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC),
            gzip.decompress(path.read_bytes()),
        )
        for path in sorted(folder.glob("*.xml.gz"))
    ]


def items(body: bytes) -> Iterator[Item]:
    """Raises ElementTree.ParseError for a body that is no XML."""
    for item in ElementTree.fromstring(body).iter("item"):
        title = item.findtext("title") or ""
        said = item.findtext("description") or ""
        first, _, caption = title.partition(" ")
        number, linked = _NUMBER.match(first), _LINKED.search(said)
        guid = (item.findtext("guid") or "").split("?", 1)[-1]
        yield Item(
            number[0] if number else first,
            caption,
            " ".join(re.findall(r"\d+", guid)),
            parsedate_to_datetime(item.findtext("pubDate") or "").astimezone(UTC),
            _DEFENDANT.match(title) is not None,
            f"{title} {said}",
            (linked[1], linked[2], int(linked[3])) if linked else None,
        )


@dataclass(slots=True)
class Life:
    """When a filing was to be seen, by the places of the bodies in their sequence.

    bodies   those that list it
    settled  the last one in which it says something that was not said before
    stands   its time and the court's count: the order of a docket
    number   the entry's number on the docket, None where the feed gives none
    """

    stands: tuple[datetime, int]
    bodies: set[int] = field(default_factory=set)
    settled: int = 0
    number: int | None = None

    @property
    def first(self) -> int:
        return min(self.bodies)


@dataclass(frozen=True, slots=True)
class Half:
    """The filings of which a body that broke off has an item, and those it lacks wholly."""

    shown: frozenset[Filing]
    missing: frozenset[Filing]


@dataclass(frozen=True, slots=True)
class Recording:
    """A court's polls, the life of each filing in them, and the filing of every entry's ids."""

    court: str
    polls: Sequence[Poll]
    lives: dict[Filing, Life]
    filing_of: dict[str, Filing]

    @property
    def cases(self) -> list[str]:
        return sorted({filing[0] for filing in self.lives})

    def half(self, place: int, size: int) -> Half:
        """What ``size`` bytes of the body at a place in the sequence hold."""
        body = self.polls[place].body
        whole = body[:size].count(b"</item>")
        found = [self.filing_of[item.ids] for item in items(body)]
        shown = frozenset(found[:whole])
        return Half(shown, frozenset(found) - shown)


def read(folder: Path, court: str, most: int | None = None) -> Recording:
    """What is recorded of a court, or the first ``most`` polls of it."""
    found = polls(folder, court)[:most]
    lives: dict[Filing, Life] = {}
    filing_of: dict[str, Filing] = {}
    said: dict[Filing, set[str]] = {}
    for place, poll in enumerate(found):
        for item in items(poll.body):
            filing = filing_of.setdefault(item.ids, item.filing)
            life = lives.setdefault(filing, Life((item.published, item.seq)))
            life.bodies.add(place)
            life.number = life.number or (item.linked[2] if item.linked else None)
            if item.said not in said.setdefault(filing, set()):
                said[filing].add(item.said)
                life.settled = place
    return Recording(court, found, lives, filing_of)


def together(recordings: Iterable[Recording]) -> dict[str, Recording]:
    """By court, with all beginning when the latest begins, so that weeks between them are not
    to be waited for. The bodies stay as they are: what they list is then that much older."""
    found = list(recordings)
    begin = max(recording.polls[0].at for recording in found)
    return {
        recording.court: replace(
            recording,
            polls=[
                replace(poll, at=poll.at + (begin - recording.polls[0].at))
                for poll in recording.polls
            ],
        )
        for recording in found
    }
