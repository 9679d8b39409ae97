"""Docket numbers, however they are written. Pure."""

from filings.numbers.reading import (
    DocketNumber,
    Found,
    Parts,
    fallback,
    find_all,
    from_parts,
    parse,
    parts_of,
    same,
    same_parts,
)

__all__ = [
    "DocketNumber",
    "Found",
    "Parts",
    "fallback",
    "find_all",
    "from_parts",
    "parse",
    "parts_of",
    "same",
    "same_parts",
]
