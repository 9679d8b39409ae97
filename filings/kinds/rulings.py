"""What a ruling is about and how much that matters, from an order's or a minute entry's words.

Every search is over a bounded text with bounded gaps, so that its time grows with the
text's length alone. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from filings.kinds.rules import DATA, LONGEST_NAME, Weight, any_of

_DATA = DATA["ruling"]
_DECIDES = re.compile(_DATA["decides"])
_MOTION = re.compile(_DATA["motion"])
_MENTIONED = re.compile(_DATA["mentioned"])
_ENDS = any_of(_DATA["ends"])
_MINOR = any_of(_DATA["minor"])
_NEWS = any_of(_DATA["news"])
_ASKED = re.compile(_DATA["asked"])
_ROUTINE = any_of(_DATA["routine"])
_SAID = any_of(_DATA["said"])
_SETS = re.compile(_DATA["sets"])
_HELD = re.compile(_DATA["held"])
_THAT_MOTION = re.compile(_DATA["that_motion"])
_CAME_OF = tuple((name, re.compile(_DATA[name])) for name in ("verdict", "sentence", "plea"))
_SEEKS = re.compile(_DATA["seeks"])
_SETTLED = re.compile(_DATA["settlement"])

# An order's subject stands in its first words.
_FIRST_WORDS = 160
# Not after an initial ("Stefan A. Halper's motion").
_NEXT = re.compile(rf"(?<! \w)[.;] |{_DATA['decides']}")
_BEFORE = 60
_AFTER = 90
# Signatures and attachments say nothing about the ruling.
_BOILERPLATE = re.compile(r"\((?:entered|attachments):|\bsigned by\b|\bcourt reporter\b")


def body(text: str) -> str:
    """The text up to signatures and attachments."""
    found = _BOILERPLATE.search(text, _FIRST_WORDS // 4)
    return text[: found.start()] if found else text


def decides(text: str) -> bool:
    return _DECIDES.search(text) is not None or _SAID.search(text) is not None


def only_sets_a_date(text: str) -> bool:
    if _HELD.search(text) is not None or _SAID.search(text) is not None:
        return False
    return _SETS.search(text) is not None


def seeks_settlement(text: str) -> bool:
    """Whether a motion asks for approval of a settlement or a consent judgment."""
    return _SEEKS.search(text[:_FIRST_WORDS]) is not None


def came_of(text: str) -> Iterator[str]:
    """Kinds that are news and that a court day brought: a plea, a sentence, a verdict."""
    for name, pattern in _CAME_OF:
        if pattern.search(text):
            yield name
    if _SETTLED.search(text):
        yield "settlement"


def rules_on_its_subject(text: str) -> bool:
    """Whether a court day on a motion that can end the case, or on an injunction, brought the
    ruling on "the motion"."""
    if _THAT_MOTION.search(text) is None:
        return False
    return any(
        _ENDS.match(text[found.end() : found.end() + _AFTER]) for found in _MOTION.finditer(text)
    )


def _is_mention(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - _BEFORE) : found.start()]
    return _MENTIONED.search(before) is not None


def _motions(text: str) -> Iterator[Weight]:
    """One weight for each motion that is ruled on."""
    mentioned: int | None = None
    for found in _MOTION.finditer(text):
        # "re 17 MOTION to Intervene, 18 MOTION to Seal": one mention leads the next.
        listed = mentioned is not None and not _NEXT.search(text, mentioned, found.start())
        if listed or _is_mention(text, found):
            mentioned = found.end()
            continue
        relief = text[found.end() : found.end() + _AFTER]
        if _ENDS.match(relief):
            yield Weight.NEWS
        elif _MINOR.match(relief):
            yield Weight.ROUTINE
        else:
            yield Weight.SUBSTANCE


def _without_mentions(text: str) -> str:
    """Up to the first motion that is not itself ruled on."""
    for found in _MOTION.finditer(text):
        if _is_mention(text, found):
            return text[: found.start()]
    return text


def weight_of(text: str) -> Weight | None:
    """Of an order in lower case; None where its words do not say what it is about."""
    said = body(text)
    about = list(_motions(said))
    first = _without_mentions(said[:_FIRST_WORDS])
    if Weight.NEWS in about or _SAID.search(said):
        return Weight.NEWS
    # "to extend time re the motion to dismiss" is about time.
    if about and about[0] is Weight.ROUTINE:
        return max(about)
    if _NEWS.search(first) and not _ASKED.search(first):
        return Weight.NEWS
    if _ROUTINE.search(first):
        return Weight.ROUTINE
    if about:
        return max(about)
    if len(text) > LONGEST_NAME and not decides(said) and _SETS.search(said):
        return Weight.ROUTINE
    return None
