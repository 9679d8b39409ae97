"""Captions as a newsroom cites them. Pure.

partywords   words and abbreviations of parties (captions.json)
parties      one party
writing      the whole caption
"""

from filings.captions.writing import (
    caption,
    is_sealed,
    normalised,
    plain,
)

__all__ = [
    "caption",
    "is_sealed",
    "normalised",
    "plain",
]
