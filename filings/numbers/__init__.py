"""Docket numbers, however they are written. Pure.

shapes   how courts print them
reading  a number taken apart, found in a text, compared
"""

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
