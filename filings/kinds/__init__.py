"""What a filing is, and how much it matters. Pure.

rules     what a name or a docket text is, by its head
rulings   what a ruling is about, what a court day brought
nouns     its name in plain words
reading   all of them, weighed
"""

from filings.kinds.reading import (
    NAMES,
    OTHER,
    RULINGS,
    Kind,
    Weight,
    kind_of,
    lowered,
    main_first,
    noun_of,
    noun_of_main,
    verb_of,
)

__all__ = [
    "NAMES",
    "OTHER",
    "RULINGS",
    "Kind",
    "Weight",
    "kind_of",
    "lowered",
    "main_first",
    "noun_of",
    "noun_of_main",
    "verb_of",
]
