"""Which of the waiting filings make the next message, and in what order. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from filings import kinds
from filings.views import FilingView

MOST = 20
"""Filings in one message."""


def court_order(filing: FilingView) -> tuple[object, ...]:
    """Where a filing stands on its docket: by time, then as the court counted."""
    # What has no sequence or number stands before what has; the court lists it so.
    return (filing.filed_at, filing.seq or 0, filing.number or 0, filing.key)


def ordered(filings: Sequence[FilingView]) -> list[FilingView]:
    """Cases by their weightiest filing, within a case in the court's order."""
    cases: dict[tuple[str, str], list[FilingView]] = {}
    for filing in filings:
        cases.setdefault((filing.court, filing.docket_number), []).append(filing)
    for case in cases.values():
        case.sort(key=court_order)

    def place(case: list[FilingView]) -> tuple[object, ...]:
        heaviest = max(kinds.kind_of(f.events, f.text).weight for f in case)
        first = case[0]
        return (-heaviest.rank, court_order(first), first.court, first.docket_number)

    return [filing for case in sorted(cases.values(), key=place) for filing in case]


def next_message(filings: Sequence[FilingView], most: int = MOST) -> list[FilingView]:
    """The first message's share; what is left keeps its order for the next ones."""
    return ordered(filings)[:most]
