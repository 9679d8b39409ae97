"""The kinds of sources: where each is read, what its body says, when to look again.

A kind is an object in the mapping that ``kinds_of`` gives; poll.py asks it and knows no
kind by name. What is not in the mapping is neither claimed nor read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import ClassVar, Protocol

from filings import courts
from filings.errors import BadInput, BadStatus, EmptyBody, NotConfigured, SourceError
from filings.store.core import CMECF
from filings.store.epochs import ATOM, SCOTUS
from filings.store.sources import UNKNOWN, Claim, Next
from filings.types import Entry, Parsed
from watchers import atom, cadence, pacer, scotus
from watchers.answers import Fetched, NotModified
from watchers.cadence import Rhythm
from watchers.feeddates import read_date

SWITCHED_OFF_WAIT = timedelta(hours=6)
"""How long a feed that says it is switched off is left alone."""

MARK_LENGTH = 200


class Kind(Protocol):
    """How sources of one kind are read.

    gentle  its host serves many cases and asks for one second between requests
    """

    @property
    def gentle(self) -> bool: ...

    def address(self, held: Claim) -> str: ...

    def is_unchanged(self, held: Claim, answer: Fetched) -> bool:
        """Whether a whole body is the one that was read before."""
        ...

    def parse(
        self, held: Claim, body: bytes, before: pacer.Memory | None
    ) -> tuple[Parsed, pacer.Memory | None]:
        """What the body holds, and what to remember of it. Raises ParseError."""
        ...

    def after_unchanged(
        self, held: Claim, answer: Fetched | NotModified, now: datetime
    ) -> Next: ...

    def after_reading(
        self, held: Claim, answer: Fetched, parsed: Parsed, now: datetime
    ) -> Next: ...

    def after_failure(self, held: Claim, error: SourceError, now: datetime) -> tuple[Next, str]:
        """When to look again, and the state that the source is in."""
        ...


def kinds_of(
    *,
    ecf_origin: str,
    min_seconds: float,
    scotus_origin: str | None = None,
    courtlistener_origin: str | None = None,
) -> Mapping[str, Kind]:
    """By name, the kinds that are read; a kind without an origin is switched off."""
    kinds: dict[str, Kind] = {CMECF: CourtFeed(ecf_origin, min_seconds)}
    if scotus_origin is not None:
        kinds[SCOTUS] = SupremeCourtCase(scotus_origin)
    if courtlistener_origin is not None:
        kinds[ATOM] = ListedCase(courtlistener_origin)
    return kinds


@dataclass(frozen=True, slots=True)
class CourtFeed:
    """A whole court's CM/ECF feed, looked at in the rhythm of its own rebuilds."""

    origin: str
    min_seconds: float
    gentle: ClassVar[bool] = False

    def address(self, held: Claim) -> str:
        return courts.feed_url(courts.get(held.court), self.origin)

    def is_unchanged(self, held: Claim, answer: Fetched) -> bool:
        return pacer.not_rebuilt(answer.body, held.court, held.last_build)

    def parse(
        self, held: Claim, body: bytes, before: pacer.Memory | None
    ) -> tuple[Parsed, pacer.Memory | None]:
        return pacer.read(body, held.court, before)

    def after_unchanged(self, held: Claim, answer: Fetched | NotModified, now: datetime) -> Next:
        built_at = read_date(_mark(answer.body) or "") if isinstance(answer, Fetched) else None
        rhythm = Rhythm.from_json(held.rhythm).seen(built_at, now)
        after = self._next(held, rhythm, now)
        return replace(after, etag=answer.etag, last_modified=answer.last_modified)

    def after_reading(self, held: Claim, answer: Fetched, parsed: Parsed, now: datetime) -> Next:
        # A torn body counts as no new build, so that the next look comes soon.
        built_at = parsed.built_at if parsed.complete else None
        before_now = Rhythm.from_json(held.rhythm)
        rhythm = before_now.seen(built_at, now) if parsed.complete else before_now.torn()
        return replace(
            self._next(held, rhythm, now),
            etag=answer.etag,
            last_modified=answer.last_modified,
            last_build=_mark(answer.body),
            unseen=None if held.baseline_at is None else _unseen(before_now, built_at),
        )

    def after_failure(self, held: Claim, error: SourceError, now: datetime) -> tuple[Next, str]:
        rhythm = Rhythm.from_json(held.rhythm).failed()
        after = self._next(held, rhythm, now, error.retry_after)
        if isinstance(error, NotConfigured):
            due_at = max(after.due_at, now + SWITCHED_OFF_WAIT)
            return replace(after, due_at=due_at), "not configured"
        never_read = held.baseline_at is None
        return after, "no feed" if isinstance(error, EmptyBody) and never_read else "failing"

    def _next(
        self, held: Claim, rhythm: Rhythm, now: datetime, retry_after: float | None = None
    ) -> Next:
        look = cadence.next_look(rhythm, now, min_seconds=self.min_seconds, retry_after=retry_after)
        minutes, minute = cadence.rebuild(rhythm.builds)
        allowed = cadence.stale_after(rhythm, courts.get(held.court).zone)
        stale_at = rhythm.builds[-1] + allowed if rhythm.builds else None
        return Next(
            look.due_at, rhythm.to_json(), rebuild_minutes=minutes, rebuild_minute=minute,
            stale_at=stale_at,
        )  # fmt: skip


def _unseen(rhythm: Rhythm, built_at: datetime | None) -> tuple[datetime, datetime] | None:
    """The time between the last build that was read and the reach of this one."""
    if built_at is None or not rhythm.builds:
        return None
    reach = built_at - pacer.WINDOW
    return (rhythm.builds[-1], reach) if reach > rhythm.builds[-1] else None


def _mark(body: bytes) -> str | None:
    """The build time as the court writes it, to know the same body by."""
    raw = pacer.peek(body).built_at_raw
    return raw.decode("latin-1")[:MARK_LENGTH] if raw else None


class _OneCase:
    """What sources have in common that are one case and have no rhythm of their own.

    A body must come twice before it counts as unchanged: what is gone from it is
    withdrawn only when a second reading lacks it too.
    """

    gentle: ClassVar[bool] = True
    every: ClassVar[timedelta]
    after_trouble: ClassVar[timedelta]

    def is_unchanged(self, held: Claim, answer: Fetched) -> bool:
        return held.last_build == _twice(answer.body)

    def after_unchanged(self, held: Claim, answer: Fetched | NotModified, now: datetime) -> Next:
        return Next(now + self.wait(held.rhythm), held.rhythm, answer.etag, answer.last_modified)

    def after_reading(self, held: Claim, answer: Fetched, parsed: Parsed, now: datetime) -> Next:
        note = self.note(held, parsed.entries)
        due_at = now + self.wait(note)
        if held.last_build in (_once(answer.body), _twice(answer.body)):
            return Next(
                due_at, note, answer.etag, answer.last_modified, last_build=_twice(answer.body)
            )
        # Without a validator the next answer has its body.
        return Next(due_at, note, last_build=_once(answer.body))

    def after_failure(self, held: Claim, error: SourceError, now: datetime) -> tuple[Next, str]:
        wait = max(self.after_trouble, timedelta(seconds=error.retry_after or 0))
        state = "failing"
        if isinstance(error, BadStatus) and error.status in (404, 410) and held.baseline_at is None:
            state, wait = UNKNOWN, max(self.every, wait)
        return Next(now + wait, held.rhythm, held.etag, held.last_modified), state

    def note(self, held: Claim, entries: Iterable[Entry]) -> str:
        """What the next look's distance depends on."""
        return ""

    def wait(self, note: str) -> timedelta:
        return self.every


def _once(body: bytes) -> str:
    return "1 " + blake2b(body, digest_size=16).hexdigest()


def _twice(body: bytes) -> str:
    return "2 " + blake2b(body, digest_size=16).hexdigest()


PENDING = "pending"
_DECIDED = re.compile(
    r"\bapplication\b.*\b(?:granted|denied|dismissed|withdrawn)\b(?!.*\bsubmitted\b)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class SupremeCourtCase(_OneCase):
    """A docket of the Supreme Court, looked at once an hour, a pending application every
    ten minutes. CourtListener waits ten minutes after a failure (its scotus command)."""

    origin: str
    every: ClassVar[timedelta] = timedelta(hours=1)
    after_trouble: ClassVar[timedelta] = timedelta(seconds=600)
    pending_every: ClassVar[timedelta] = timedelta(minutes=10)

    def address(self, held: Claim) -> str:
        return scotus.json_url(self.origin, held.number)

    def parse(
        self, held: Claim, body: bytes, before: pacer.Memory | None
    ) -> tuple[Parsed, pacer.Memory | None]:
        return scotus.parse(body, held.number), None

    def note(self, held: Claim, entries: Iterable[Entry]) -> str:
        pending = held.series == "A" and not any(_DECIDED.search(e.text) for e in entries)
        return PENDING if pending else ""

    def wait(self, note: str) -> timedelta:
        return self.pending_every if note == PENDING else self.every


@dataclass(frozen=True, slots=True)
class ListedCase(_OneCase):
    """CourtListener's feed of one docket, for a court that has no feed to read."""

    origin: str
    every: ClassVar[timedelta] = timedelta(minutes=30)
    after_trouble: ClassVar[timedelta] = timedelta(minutes=30)

    def address(self, held: Claim) -> str:
        return atom.feed_url(self.origin, _listing(held))

    def parse(
        self, held: Claim, body: bytes, before: pacer.Memory | None
    ) -> tuple[Parsed, pacer.Memory | None]:
        return atom.parse(body, _listing(held), held.court, held.number), None


def _listing(held: Claim) -> int:
    name = held.id.partition("/")[2]
    if not name.isdecimal():
        raise BadInput(f"{held.id} names no docket at CourtListener.")
    return int(name)
