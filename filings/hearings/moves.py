"""Whether a hearing that is set was set before, by what stands at the head of a text. Pure."""

from __future__ import annotations

import re

from filings.hearings import minutes
from filings.hearings.dates import Day
from filings.hearings.fates import Reading, acts_in, moved_to
from filings.hearings.prose import Noun, Prose, Verb

_ASKS = re.compile(
    r"^.{0,40}\b(?:motions?|application|request|letter|stipulation|proposed|consent)\b(?!.{0,20}\border)",
    re.IGNORECASE | re.DOTALL,
)
_CLERKS = re.compile(r"\W{0,4}(?:set|re-?set|hearing|notice|trial|conference)\b", re.IGNORECASE)
_GRANTS = re.compile(r"\border|grant|minute|resetting", re.IGNORECASE)
_MOVED_HEAD = re.compile(
    r"(?<!set/)(?<!scheduled/)(?<!setting/)(?<!not\s)(?<!not\sbe\s)\b(?:re-?set(?:ting)?|re-?scheduled|re-?scheduling|adjourned"
    r"|continued(?!\s(?:use|authority|employment|operations?|existence))|continuing|adjourning"
    r"|(?:adjournment|continuance|postponement)\sof|notice\sof\s(?:adjournment|continuance|postponement)"
    r"|order\s(?:of\sthe\scourt\s)?to\s(?:adjourn|continue|reschedule))\b",
    re.IGNORECASE,
)
_GRANTED = re.compile(
    r"\bgrant(?:ing|s|ed)\b[^().;]{0,60}\b(?:motion|request|stipulation)\sto\s(?:continue|reset|reschedule"
    r"|adjourn)\s(?:the\s)?(?P<what>(?P<all>(?:as\sto|by|filed)\b)?[\w\s-]{2,40})",
    re.IGNORECASE,
)


# "VACATING hearing set for DATE", "the court vacates the hearing set for DATE"
_DOES = re.compile(
    r"(?:ing|vacates|cancels|strikes|continues|adjourns|reschedules|resets)$", re.IGNORECASE
)
_OF_IT = re.compile(r"\W{1,3}(?:(?:the|all|this|an?)\s)?(?:\w+\s){0,2}", re.IGNORECASE)
_OF_IT_REACHES = 40


def undoing(prose: Prose, noun: Noun, begin: int) -> Verb | None:
    """ "Order VACATING hearing set for DATE": what a participle does to the hearing behind it."""
    acts = acts_in(prose, max(begin, noun.start - _OF_IT_REACHES), noun.start)
    if not acts or not _DOES.search(prose.text, acts[-1].start, acts[-1].end):
        return None
    if not _OF_IT.fullmatch(prose.text, acts[-1].end, noun.start):
        return None
    return acts[-1].verb


def moves_on(prose: Prose, reading: Reading, following: Day) -> bool:
    """ "Order CONTINUING the hearing set for DATE to DATE"."""
    begin, end = prose.sentence(reading.noun.start)
    said = acts_in(prose, reading.noun.end, reading.day.first)
    return (
        following.first < end
        and bool(said)
        and said[-1].verb is Verb.SET
        and moved_to(prose, following)
        and undoing(prose, reading.noun, begin) is Verb.RESET
    )


def is_asked_for(text: str) -> bool:
    """Whether a paper asks for the move that it names."""
    if _GRANTS.search(text[:120]) or _CLERKS.match(text[:40]):
        return False
    return bool(_ASKS.match(text[:90]))


_NEW_DATES = re.compile(
    r"\bnew\s(?:\w+\s){0,2}?dates?\s(?:are|is|as)\b"
    r"|\b(?:schedule|dates?|deadlines?)\b[^.;]{0,80}?\b(?:is|are)\s(?:hereby\s)?"
    r"(?:amended|modified|revised|re-?set|continued|extended)\sas\sfollows\b",
    re.IGNORECASE,
)
_NEW_DATES_REACH = 400


def among_new_dates(prose: Prose, day: Day) -> bool:
    """ "New dates are as follows: ...", "the schedule is amended as follows: ..."."""
    return bool(_NEW_DATES.search(prose.text, max(0, day.first - _NEW_DATES_REACH), day.first))


def is_moved(prose: Prose, noun: Noun, day: Day) -> bool:
    """Set anew, by the head of the entry or the words before the hearing's name."""
    # What a subject is called is not what became of it.
    head = re.split(r"\bsubject:", prose.text[: min(day.first, 160)], flags=re.IGNORECASE)[0]
    near = max(0, noun.start - 20)
    if _MOVED_HEAD.search(prose.text, near, noun.end) or minutes.moves(prose, day):
        return True
    if among_new_dates(prose, day):
        return True
    granted = _GRANTED.search(prose.text[:300])
    if granted and (granted["all"] or noun.what.split()[-1] in granted["what"].lower().split()):
        return True
    return bool(_MOVED_HEAD.search(head)) and not is_asked_for(prose.text)
