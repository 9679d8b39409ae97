"""Cases that a text names, by number or by link. Pure.

adjacency  what stands beside a number: its court, "No.", a list
links      what the address of a court's or CourtListener's page says of a case
finding    all of it, for one text
"""

from filings.references.finding import (
    find,
)

__all__ = [
    "find",
]
