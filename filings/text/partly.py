"""Rulings of which one half says another thing than the other: "GRANTED as to Count I and
otherwise DENIED". Pure; time linear in a bounded piece of text.
"""

from __future__ import annotations

import re

IN_PART = "granted in part and denied in part"
_OPPOSITE = {"grant": "den", "den": "grant", "allow": "den"}
_ROOM = 320
_WITHIN = r"(?:[^.;\x00]|\.(?! ?[A-Z]))"
_SCOPE = r"(?:as to|with (?:respect|regard) to|to the extent|insofar as|in so far as|only as to)"
# What the second half is about: the rest of the same thing, and never a thing of its own.
_THE_REST = (
    r"(?:otherwise|in (?:all|every) (?:other )?(?:respects?|matters)|in all (?:other|remaining)"
    rf"|{_SCOPE}|in other respects|(?:as to )?the (?:rest|remainder|balance)|it\b)"
)
_OTHER_HALF = re.compile(
    rf"(?P<between>{_WITHIN}{{0,180}}?)"
    r"(?:[,;] (?:and |but )?| (?:and|but) )(?:(?:it )?(?:is|are) )?"
    r"(?P<otherwise>(?:otherwise|in all other respects),? (?:(?:is|are) )?)?"
    r"(?P<word>granted|denied|allowed|granting|denying|allowing|grants|denies)\b"
    rf"(?P<tail>,? {_THE_REST})?",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    rf"(?:{_WITHIN}{{0,120}}?),? except (?:{_SCOPE}|for (?:claims?|counts?)\b)", re.IGNORECASE
)
_ANOTHER_THING = re.compile(
    r"\b(?:motions?|requests?|applications?|petitions?|objections?)\b", re.IGNORECASE
)
_BEGINS_WITH_SCOPE = re.compile(rf",? {_SCOPE}\b", re.IGNORECASE)


def other_half(word: str, text: str, at: int) -> int:
    """Where the other half of a ruling ends, 0 where it has none.

    word  what was done in the first half: "granted", "denying", "grants"
    at    where that word ends in ``text``
    """
    opposite = next((no for yes, no in _OPPOSITE.items() if word.lower().startswith(yes)), None)
    if opposite is None:
        return 0
    said = text[at : at + _ROOM]
    found = _OTHER_HALF.match(said)
    if found is not None and found["word"].lower().startswith(opposite):
        # "granting 12 Motion to Compel and denying 13 Motion to Seal" are two rulings.
        about = _ANOTHER_THING.findall(found["between"])
        of_one = len(about) <= (1 if word.lower().endswith(("ing", "s")) else 0)
        if of_one and (found["otherwise"] or found["tail"]):
            return at + found.end()
    only = _EXCEPT.match(said)
    if only is not None and len(_ANOTHER_THING.findall(only[0])) <= 1:
        return at + only.end()
    return 0


def begins_with_scope(said: str) -> bool:
    """Whether a part is named before the motion: "granting as to Count I and otherwise …"."""
    return _BEGINS_WITH_SCOPE.match(said) is not None
