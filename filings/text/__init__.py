"""What a docket text plainly says, and the words of an alert that come of it. Pure.

brackets, asides, parts, titles   a text taken apart
filers, answered, outcomes        who filed it, what it answers, how it was ruled
naming, rulingwords, papertitles, plainwords   how these are said
reading                           all of it, for one text
headlines                         first words and a sentence of an alert
"""

from filings.text.reading import (
    NOTHING,
    Reading,
    read,
)

__all__ = [
    "NOTHING",
    "Reading",
    "read",
]
