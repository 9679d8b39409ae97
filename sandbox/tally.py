"""What came of a rebuild, counted and said.

D.D.C. feed rebuilt · 3 entries, 2 changes · 1 message, posted after 0.4 s
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from filings import courts
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
    """A line for each court that is read and has something new, and whether it failed.

    Those without anything new share the last line. ``what`` was done with the feeds: "rebuilt".
    """
    quiet = []
    for court, reading in found.readings.items():
        name = courts.get(court).short_name
        if reading.error:
            yield f"{name} feed not read · {reading.error}", True
            continue
        entries, changes = found.entries.get(court, 0), found.changes.get(court, 0)
        if not entries and not changes:
            quiet.append(name)
            continue
        counted = f"{count(entries, 'entry')}, {count(changes, 'change')}"
        said = (f"{name} feed {what}", counted, tally.said(court))
        yield " · ".join(part for part in said if part), False
    if quiet:
        feeds = "feed" if len(quiet) == 1 else "feeds"
        yield f"{', '.join(quiet)} {feeds} {what} · nothing new", False


def count(number: int, one: str) -> str:
    """ "1 entry", "3 entries"."""
    many = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return f"1 {one}" if number == 1 else f"{number} {many}"
