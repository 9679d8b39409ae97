"""Cases that a text names, by number or by link. Pure."""

from filings.references.finding import (
    find,
)

__all__ = [
    "find",
]
