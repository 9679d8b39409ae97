"""The words of a docket text in ordinary case: "MOTION to Dismiss" is "motion to dismiss". Pure.

A word is written small only when it is one of the courts' event lists or of
``plainwords.txt``; whatever else may be a name stays as the court prints it, and one that
is all capitals is taken for a name only where it is long enough not to be initials.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from importlib.resources import files

from filings import kinds

_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*(?:\([a-z]{1,2}\))?")
_MONTH = re.compile(r"\b(?:may|march)(?= \d)")
# A title in front of a name.
_JUDGE = re.compile(
    r"\b(?:(?:chief|magistrate|senior|district|bankruptcy) ){0,2}(?:judge|justice)(?= [A-Z])"
)
# Whoever presides over the Supreme Court is named by the title alone.
_PRESIDING = re.compile(r"\b[Cc]hief [Jj]ustice\b")
_HALF = re.compile(r"\bChief judge\b")
# Words that are small elsewhere.
_PROPER = re.compile(
    r"\bunited states\b|(?:\b(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth"
    r"|Eleventh|Federal) |\dth )circuit\b"
)
# Capitals of up to so many letters are initials: FBI, NAACP is kept by the list below.
_INITIALS = 3
_KEPT = frozenset(
    ["NAACP", "ACLU", "FOIA", "HIPAA", "ERISA", "FEMA", "NASA", "USCA", "USDC", "USMJ", "USDJ",
     "FRCP", "ICE", "SEC", "FTC", "EPA", "FBI", "DOJ", "DACA", "RICO", "FISA", "CIPA", "ADA", "BNC",
     "PACER", "AUSA", "JPML"]
)  # fmt: skip


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    lines = (files("filings.text") / "plainwords.txt").read_text(encoding="utf-8").splitlines()
    listed = {word for line in lines if not line.startswith("#") for word in line.split()}
    return frozenset(listed)


@lru_cache(maxsize=8192)
def is_plain(low: str) -> bool:
    """Whether a word, given in lower case, is written small inside a sentence."""
    # ``kinds`` has the words of the courts' event lists.
    return low in _words() or kinds.lowered(low.capitalize()) == low


def mended(text: str, names: Collection[str] = ()) -> str:
    """A piece of docket text inside a sentence.

    names  words that are known to be of names, in lower case; they are never written small
    """
    shouted = sum(map(str.isupper, text)) * 2 > sum(map(str.isalpha, text))

    def small(match: re.Match[str]) -> str:
        word = match.group()
        low = word.lower().replace("’", "'").rstrip("'")
        if low in names and not (word.isupper() and len(word) > _INITIALS):
            return word
        if low not in names and is_plain(low):
            # "A" may be an exhibit's letter.
            return word if word in ("A", "I") and not shouted else word.lower()
        if word.isupper() and len(word) > _INITIALS and word not in _KEPT:
            return word[0] + word[1:].lower()
        return word

    said = _WORD.sub(small, text)
    said = _MONTH.sub(lambda found: found[0].capitalize(), said)
    said = _JUDGE.sub(lambda found: found[0].title(), said)
    said = _HALF.sub("chief judge", _PRESIDING.sub("Chief Justice", said))
    return _PROPER.sub(
        lambda found: (
            found[0].replace("circuit", "Circuit").replace("united states", "United States")
        ),
        said,
    )


def begun(text: str) -> str:
    """With its first letter large, as at the beginning of a line."""
    return text[:1].upper() + text[1:]
