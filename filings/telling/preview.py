"""What a rule would have posted, had it been there. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from filings import kinds
from filings.kinds import Weight
from filings.telling import match
from filings.types import Event, Rule
from filings.views import FilingView

LOOKED_BACK = timedelta(days=30)
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """A rule over what is recorded of a case.

    days     1 to 30, over which filings are recorded
    filings  how many there were; wanted  how many the rule would have posted
    routine  how many of these are routine papers
    samples  the newest of these, three at most
    """

    days: int
    filings: int
    wanted: int
    samples: tuple[FilingView, ...]
    routine: int = 0


def preview(
    filings: Sequence[FilingView], rule: Rule, known_since: datetime, now: datetime
) -> Preview:
    """``filings`` are those of the last 30 days, the newest first."""
    wanted = [f for f in filings if match.wants(rule, Event.NEW, f.events, f.text)]
    since = min([known_since, *(f.filed_at for f in filings)])
    days = -(-(now - since) // timedelta(days=1))
    return Preview(
        max(1, min(LOOKED_BACK.days, days)), len(filings), len(wanted), tuple(wanted[:SAMPLES]),
        sum(kinds.kind_of(f.events, f.text).weight is Weight.ROUTINE for f in wanted),
    )  # fmt: skip
