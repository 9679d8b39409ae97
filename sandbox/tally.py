"""What came of a rebuild, counted and said.

D.D.C. feed read again · 3 entries, 2 changes · 1 message, posted after 0.4 s
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.inside import Inside
from sandbox.slack import Message


@dataclass(slots=True)
class Tally:
    """The alerts since a moment, by the court that they tell of.

    since   of the monotonic clock, in seconds
    posted  how many seconds after that each came
    edited  how many corrections
    """

    since: float = field(default_factory=time.monotonic)
    posted: dict[str, list[float]] = field(default_factory=dict)
    edited: dict[str, int] = field(default_factory=dict)

    def note(self, message: Message, *, edit: bool) -> None:
        """Count a message when it is an alert."""
        metadata = message.metadata
        if not metadata or metadata["event_type"] != "crier_alert":
            return
        for court in sorted({fact["court"] for fact in metadata["event_payload"]["filings"]}):
            if edit:
                self.edited[court] = self.edited.get(court, 0) + 1
            else:
                self.posted.setdefault(court, []).append(time.monotonic() - self.since)

    def said(self, court: str) -> str:
        """ "1 message, posted after 0.4 s", "" where nothing came."""
        found = []
        if after := self.posted.get(court):
            found.append(f"{count(len(after), 'message')}, posted after {after[0]:.1f} s")
        if edited := self.edited.get(court):
            found.append(count(edited, "correction"))
        return " · ".join(found)


def report(found: Inside, tally: Tally, what: str) -> Iterator[tuple[str, bool]]:
    """A line for each source that has something new, and whether it failed.

    Those without anything new share the last line. ``what`` was done with them: "read again".
    """
    quiet = []
    for reading in found.readings:
        court = reading.court
        if reading.empty:
            continue
        if reading.error:
            yield f"{reading.name} not read · {reading.error}", True
            continue
        entries, changes = found.entries.get(court, 0), found.changes.get(court, 0)
        if not entries and not changes:
            quiet.append(reading.name)
            continue
        counted = f"{count(entries, 'entry')}, {count(changes, 'change')}"
        said = (f"{reading.name} {what}", counted, tally.said(court))
        yield " · ".join(part for part in said if part), False
    if quiet:
        yield f"{', '.join(quiet)} {what} · nothing new", False


def count(number: int, one: str) -> str:
    """ "1 entry", "3 entries"."""
    many = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return f"1 {one}" if number == 1 else f"{number} {many}"
