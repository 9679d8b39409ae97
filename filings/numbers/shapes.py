"""The shapes in which docket numbers are written, as regular expressions.

Groups: ``office``, ``year``, ``type`` or ``spoken`` ("Civ."), ``serial``,
``member``, ``judges`` or ``initials``, ``defendant``; ``series`` (A, M, O);
``before`` and ``after`` for the number of an original case; ``civil`` and
``criminal`` for words in front that tell the type. No pattern backtracks over
more than a few dozen characters, so hostile text costs no more than any other.
"""

from __future__ import annotations

import re

# One character for one, so that a span in the result is a span in the text.
_SAME_LENGTH = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
    | dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000\t\r\f\v", " ")
    | {"\u2236": ":", "\uff1a": ":", "\u2044": "/"}
)
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))

_SPOKEN = r"(?:cv|cr|mc|mj|md|bk|ap|civil|civ|crim|misc|mag|adv|c)"
# What stands between two numbers in dates and phrases ("12-Nov-25", "10-to-1").
_NO_TYPE = (
    r"(?!(?:jan|feb|mar|march|apr|april|may|june?|july?|aug|sept?|oct|nov|dec"
    r"|to|or|by|in|on|of|at|is|as|an|it|no|am|pm|and|for|day|year|point)(?![a-z]))"
)
_DASH = r" {0,2}- {0,2}"
_YEAR = r"(?P<year>(?:19|20)?[0-9]{2})"
# Judges' initials and the defendant's number, in the order the courts use.
_JUDGES = r"(?P<judges>(?:-[a-z]{1,5}(?![a-z0-9])){1,4})?"
_TAIL = _JUDGES + r"(?:-(?P<defendant>[0-9]{1,4})(?![0-9a-z]))?"
# "(CKK)" behind a number; within a text it may as well be a court: "(SDNY)".
_INITIALS = r"(?: ?\((?P<initials>[a-z]{1,4}(?:[/-][a-z]{1,4}){0,3})\))?"
_TYPED = (
    rf"(?:(?P<office>[0-9]{{1,2}}|[a-z]) ?: ?)?{_YEAR}"
    rf"(?:{_DASH}{_NO_TYPE}(?P<type>~?[a-z]{{1,5}}){_DASH}"
    rf"|(?: ?- ?| )?(?P<spoken>{_SPOKEN})(?:\. ?| ?- ?| )?)"
    rf"(?P<serial>[0-9]{{1,9}})(?:/(?P<member>[a-z]{{1,2}})(?![a-z0-9]))?{_TAIL}"
)
_PREFIX = (
    r"(?:(?:(?P<civil>civil action|civil case|civil|civ\. a\.|c\.a\.)"
    r"|(?P<criminal>criminal action|criminal case|criminal|crim\.)"
    r"|adversary proceeding|adv\. proc\.|adversary|bankruptcy|appeal|docket|case)[ :]{0,2})?"
    r"(?:(?:nos?\.?|numbers?|#)[ :]{0,2})?"
)
# The Court of Federal Claims marks the kind of claim: 25-123C.
_FEDERAL_CLAIMS = r"(?:[ctv](?![a-z0-9]))?"
_OFFICE_BARE = r"(?:(?P<office>[0-9])-(?=[0-9]{2}-[0-9]{5}))?"
_BARE = rf"{_OFFICE_BARE}(?P<year>[0-9]{{2}})%s(?P<serial>[0-9]{{1,6}}){_FEDERAL_CLAIMS}{_JUDGES}"
_LETTERED = r"(?P<year>[0-9]{2})-?(?P<series>[amo])-?(?P<serial>[0-9]{1,5})"
_ORIGINAL = (
    r"(?:(?P<before>[0-9]{1,3})(?:, ?| )orig(?:inal|\.)?(?![a-z])"
    r"|orig(?:inal|\.)?,? (?:no\. ?)?(?P<after>[0-9]{1,3}))"
)
_MDL = r"mdl(?: docket)?(?: ?- ?| )?(?:(?:no\.?|number|#) ?)?(?P<serial>[0-9]{1,5})"
_NOT_BEFORE = (
    r"(?:(?<=case)|(?<=no\.)|(?<![a-z0-9~:/$.,-])|(?<=[a-z .]-)|(?<=[a-z ][,.])|(?<=[a-z][:/]))"
)
_NOT_AFTER = r"(?![a-z0-9%])(?![/:,.][0-9])(?!-[0-9])"

WHOLE = tuple(
    re.compile(_PREFIX + shape + _INITIALS, re.IGNORECASE)
    for shape in (_TYPED, _BARE % _DASH, _LETTERED, _ORIGINAL, _MDL)
)
WITHIN = tuple(
    re.compile(f"{_NOT_BEFORE}(?:{before})(?P<number>{shape}){_NOT_AFTER}", re.IGNORECASE)
    for before, shape in (
        ("", _TYPED),
        ("", _MDL),
        ("", _LETTERED),
        ("", _ORIGINAL),
        (r"(?:(?P<civil>civil action|civ\. a\.)|(?P<criminal>criminal)) no\. ?", _BARE % "-"),
        ("", _BARE % "-"),
    )
)


def flatten(text: str) -> str:
    """A text with plain dashes, colons and spaces, and as long as it was."""
    return text.translate(_SAME_LENGTH)
