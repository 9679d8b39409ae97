"""Whether a docket text says what the court did or what somebody asks it to do. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from filings.hearings.fates import Reading, acts_in, left, nouns_in
from filings.hearings.prose import Act, Noun, Prose, Verb
from filings.hearings.types import Status

_PROPOSED = re.compile(
    r"\W{0,4}(?:notice\sof\s(?:filing\s(?:of\s)?)?)?\W?proposed\b", re.IGNORECASE
)
# "Stipulation and [Proposed] Order"
_PROPOSES = re.compile(r"\bproposed\W{1,2}(?:\w+\s)?order\b", re.IGNORECASE)
_PAPER = re.compile(
    r"\W{0,4}(?:(?:joint|consent|unopposed|emergency|amended|first|second|agreed)\s){0,2}"
    r"(?:response|reply|memorandum|brief|objections?|opposition|declaration|application|request"
    r"|letter|stipulation|motion(?!s?\s(?:hearing|conference|calendar)))\b",
    re.IGNORECASE,
)
_RULES = re.compile(
    r"\b(?:ordered|grant(?:s|ed|ing)|minute|so\sordered|the\scourt\s(?:vacates|cancels|strikes))\b"
    r"|\border:|\.\sorder\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:asks?|asking|requests|requesting|moves|moving|seeks?|seeking|urges|urging"
    r"|request\sthat)\b"
    r"|\b(?:motion|request|application|stipulation|letter)\s(?:to|for)\s(?:(?:an\s)?order\s)?"
    r"(?:vacat|cancel|continu|strike|striking|adjourn|postpone|re-?set|re-?schedul|move|an?\s(?:\w+\s){0,2}$)",
    re.IGNORECASE,
)
_ORDER_SETS = re.compile(
    r"\W{0,4}(?:\w+\s){0,3}?order\s(?:re-?)?(?:setting|scheduling|continuing|noticing)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(r"\b(?:is|are|was|were|hereby)\b", re.IGNORECASE)
_MODAL = re.compile(r"\b(?:should|ought|may|might|would|could)\b", re.IGNORECASE)
_SO_ORDERED = re.compile(
    r"\W{0,4}(?:\w+\s){0,3}?(?:(?:stipulation\sand|letter)\sorder\b"
    r"|stipulation\b(?:(?!\bproposed\b)[^.]){0,140}\band\sorder\sby\b)",
    re.IGNORECASE,
)
# "Order on Motion to Continue: Hearing continued to DATE" says behind the colon what it orders.
_ON_A_MOTION = re.compile(r"\W{0,4}(?:\w+\s){0,3}?order\s[^:.;]{3,150}:\s?", re.IGNORECASE)
_GRANTING = re.compile(
    r"\bgrant(?:s|ed|ing)\b(?!\sin\spart)(?:(?!\bden(?:y|ie[sd]|ying)\b)[^.;]){0,80}?"
    r"\b(?:motion|request|application|stipulation|letter)\s(?:to|for)\s\w+",
    re.IGNORECASE,
)
_REACH = 200


def is_paper(prose: Prose) -> bool:
    """Whether a party wrote it: what it quotes of an order, the court has not said here."""
    if _PROPOSED.match(prose.text):
        return True
    return bool(_PAPER.match(prose.text[:80]) and not _SO_ORDERED.match(prose.text[:220]))


def _asked_for(prose: Prose, begin: int, noun: Noun) -> bool:
    head = prose.text[max(begin, noun.start - _REACH) : noun.start]
    asks = [match.start() for match in _ASKS.finditer(head)]
    return bool(asks) and not _RULES.search(head, asks[-1])


def doubts(prose: Prose, reading: Reading, asked: bool) -> Reading | None:
    """A reading as far as the court is behind it.

    asked  as ``is_asked`` has it

    What a proposed order or a request sets is nothing; a date that a request recalls
    as set is SET and doubtful, whatever the request wants of it.
    """
    if _PROPOSED.match(prose.text) or reading.noun.what.startswith("proposed "):
        return None
    begin, _ = prose.sentence(reading.noun.start)
    if reading.status is Status.RESET and is_paper(prose):
        said = acts_in(prose, reading.noun.end, reading.day.first)
        # "Motion to continue the continued hearing set for", "Stipulation adjourning hearing of"
        # A sentence that begins "Scheduled for" is the clerk's.
        clerks = bool(said) and said[-1].start in prose.stops
        if not said and _PROPOSES.search(prose.text[:100]):
            return None
        if (said and said[-1].verb is Verb.SET and not clerks) or left(prose, reading.day):
            return replace(reading, status=Status.SET, sure=False)
    if reading.status is Status.HELD or not asked:
        return reading
    acts = acts_in(prose, max(begin, reading.noun.start), reading.day.first)
    recalled = reading.status in (Status.SET, Status.VACATED)
    wished = acts and prose.text[acts[-1].start - 3 : acts[-1].start].lower() == "be "
    if recalled and acts and acts[-1].verb is Verb.SET and not wished:
        return replace(reading, status=Status.SET, sure=False)
    return None


def is_asked(prose: Prose, reading: Reading) -> bool:
    """Whether the hearing of a reading stands behind words that ask for something."""
    if _ORDER_SETS.match(prose.text[:80]):
        return False
    begin, _ = prose.sentence(reading.noun.start)
    if _ON_A_MOTION.fullmatch(
        prose.text, max(begin, reading.noun.start - _REACH), reading.noun.start
    ):
        return False
    behind = prose.text[reading.noun.end : reading.day.first]
    if _SAYS.search(behind) or not _asked_for(prose, begin, reading.noun):
        return False
    return not _granted_before(prose, begin, reading.noun)


def _granted_before(prose: Prose, begin: int, noun: Noun) -> bool:
    """ "ORDER granting Motion to Continue Hearing (1) Hearing set for": the court's words."""
    head = prose.text[max(begin, noun.start - _REACH) : noun.start]
    found = _GRANTING.search(head)
    if found is None:
        return False
    first = noun.start - len(head) + found.end()
    if ";" in prose.text[first : noun.start]:
        return True
    return any(each.start >= first for each in nouns_in(prose, first, noun.start))


def is_wished(prose: Prose, noun: Noun, act: Act, begin: int) -> bool:
    """Whether a verb that calls a hearing off says only what somebody would like."""
    if _PROPOSED.match(prose.text):
        return True
    if _PAPER.match(prose.text[:80]) and not _RULES.search(prose.text):
        return True
    between = prose.text[noun.end : act.start]
    if _MODAL.search(between):
        return True
    first = noun if noun.start < act.start else Noun(act.start, act.end, "")
    return _asked_for(prose, begin, first) and not _SAYS.search(between)
