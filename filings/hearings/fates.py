"""What becomes of a hearing, by the words around its date. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import Enum

from filings.hearings.clocks import Clock, read_clocks
from filings.hearings.dates import Day
from filings.hearings.prose import Act, Noun, Prose, Verb
from filings.hearings.types import Status

REACH = 260


class Fate(Enum):
    """What the words behind a date say of it."""

    NONE = "nothing"
    OFF = "called off"
    ON_CONDITION = "called off if something comes to pass"
    MOVED = "moved to the next date of the sentence"
    MOVED_AWAY = "moved, to no date"
    OTHER_HOUR = "moved to another hour of its day"


@dataclass(frozen=True, slots=True)
class Reading:
    """A date that is a hearing's.

    ahead  it counts only where it is still to come: what is behind is recalled, not set
    moved  VACATED by words that move it: the new date may stand in another sentence
    """

    day: Day
    status: Status
    noun: Noun
    begin: int
    sure: bool = True
    ahead: bool = False
    moved: bool = False


# "(Adjourned Hearing Date: DATE) Notice of Adjournment": what follows is another matter.
_CLOSES = re.compile(r"\)\W{0,3}(?=[A-Z][a-z])")
_OBJECT_FOLLOWS = re.compile(r"(?:adjourn|continu|postpon)ing", re.IGNORECASE)
_UP_TO = re.compile(r"\b(?:to|for|until|till|on|at)\W{0,3}$", re.IGNORECASE)
_LEFT = re.compile(
    r"\b(?:(?:re-?scheduled|re-?set|continued|adjourned|moved|postponed)\s(?:the\s)?(?:hearing\s)?from"
    r"|(?:adjourn|continu|postpon)ing\s(?:the\s)?(?:\w+\s){1,3}of)\s{0,2}$",
    re.IGNORECASE,
)
_PAIRED = re.compile(r"\b(?:are|were|both|all|be)\b", re.IGNORECASE)


def fate(prose: Prose, day: Day, following: Day | None) -> Fate:
    """What becomes of a hearing, by the words between its date and the next."""
    _, end = prose.sentence(day.start)
    here = following is not None and following.first < end
    stop = min(end, day.last + REACH, following.first if following and here else end)
    if closed := _CLOSES.search(prose.text, day.last, stop):
        stop = closed.start()
    for act in acts_in(prose, day.last, stop):
        if act.verb is Verb.SET and other_hour(prose, day):
            return Fate.OTHER_HOUR
        if act.verb is Verb.SET and act.start - day.last > 30 and _own(prose, day.last, act.start):
            return Fate.NONE
        if _OBJECT_FOLLOWS.match(prose.text, act.start, act.end) or _resets_another(prose, act):
            return Fate.NONE
        if act.verb is Verb.RESET and not _own(prose, day.last, act.start, "motion"):
            moved = here and _UP_TO.search(prose.text[act.end : stop])
            if moved:
                return Fate.MOVED
            return Fate.OTHER_HOUR if other_hour(prose, day) else Fate.MOVED_AWAY
        if act.verb is Verb.OFF and _calls_off_another(prose, day, act):
            return Fate.NONE
        if act.verb is Verb.OFF and is_on_condition(prose, act):
            return Fate.ON_CONDITION
        if act.verb is Verb.OFF:
            later = any(each.verb is Verb.RESET for each in acts_in(prose, act.end, stop))
            to = _UP_TO.search(prose.text[max(act.end, stop - 12) : stop])
            return Fate.MOVED if later and here and to else Fate.OFF
    return Fate.NONE


_TO_BE = re.compile(r"\b(?:will|shall|to)\sbe\s(?:automatically\s|taken\s)?$", re.IGNORECASE)
_IF = re.compile(r"\b(?:if|unless|absent|in\sthe\sevent|provided\sthat)\b", re.IGNORECASE)


def is_on_condition(prose: Prose, act: Act) -> bool:
    """ "If no objection is filed, the hearing set for DATE will be vacated": it stands as yet."""
    begin, end = prose.sentence(act.start)
    if not _TO_BE.search(prose.text[max(begin, act.start - 30) : act.start]):
        return False
    return bool(_IF.search(prose.text, max(begin, act.start - 400), min(end, act.end + 400)))


_RESET = re.compile(r"re-?set\s(?:the\s)?", re.IGNORECASE)


def _resets_another(prose: Prose, act: Act) -> bool:
    """ "complaint due by DATE, reset telephone conference for DATE"."""
    found = _RESET.match(prose.text, act.start)
    if found is None:
        return False
    nth = bisect_left(prose.nouns, act.end, key=lambda noun: noun.start)
    return nth < len(prose.nouns) and prose.nouns[nth].start == found.end()


def _calls_off_another(prose: Prose, day: Day, act: Act) -> bool:
    """ "plea hearing set for DATE; jury trial vacated"."""
    between = nouns_in(prose, day.last, act.start)
    begin, _ = prose.sentence(day.start)
    own = nouns_in(prose, max(begin, day.first - REACH), day.first)
    if not between or not own or not re.match(r"\W*[;,]", prose.text[day.last : between[-1].start]):
        return False
    return _kind(between[-1]) not in ("hearing", _kind(own[-1]))


def _kind(noun: Noun) -> str:
    return noun.what.split()[-1].removesuffix("s")


def _own(prose: Prose, begin: int, end: int, but: str = "") -> bool:
    """Whether another hearing is named in between."""
    nth = bisect_left(prose.nouns, begin, key=lambda noun: noun.start)
    return any(noun.end <= end and noun.what != but for noun in prose.nouns[nth : nth + 3])


def acts_in(prose: Prose, begin: int, end: int) -> list[Act]:
    nth = bisect_left(prose.acts, begin, key=lambda act: act.start)
    return [act for act in prose.acts[nth : nth + 40] if act.end <= end]


def nouns_in(prose: Prose, begin: int, end: int) -> list[Noun]:
    nth = bisect_left(prose.nouns, begin, key=lambda noun: noun.end)
    return [
        noun for noun in prose.nouns[nth : nth + 40] if noun.end <= end and noun.start >= begin - 60
    ]


# "Status report due by DATE, hearing vacated"
_DUE = re.compile(r"\b(?:due(?:\son)?|by|on\sor\sbefore|later\sthan)\s{0,2}$", re.IGNORECASE)


def was_before(prose: Prose, day: Day) -> Reading | None:
    """ "the DATE motion hearing": a hearing named by its date."""
    nth = bisect_left(prose.nouns, day.last, key=lambda noun: noun.start)
    noun = prose.nouns[nth] if nth < len(prose.nouns) else None
    if (
        noun
        and noun.start - day.last < 40
        and not _DUE.search(prose.text[max(0, day.first - 16) : day.first])
        and not re.search(r"[.;:()]|\b(?:for|on|the|motion)\b", prose.text[day.last : noun.start])
    ):
        return Reading(day, Status.VACATED, noun, day.first)
    return None


def moved_from(prose: Prose, day: Day, following: Day) -> bool:
    """ "RESCHEDULED from DATE to DATE": the first is where it was."""
    between = prose.text[day.last : following.first]
    return len(between) < 40 and bool(
        re.search(r"\bfrom\s{0,2}$", prose.text[max(0, day.first - 8) : day.first], re.IGNORECASE)
        and re.search(r"\b(?:to|until)\s{0,2}$", between, re.IGNORECASE)
    )


_OTHER_HOUR = re.compile(
    r"[^.;]{0,40}\b(?:(?:re-?set|re-?scheduled|moved|changed|continued)\s(?:to|for|until)|will\snow\s(?:be\sheld|begin)\sat)\s{1,2}(?=\d)",
    re.IGNORECASE,
)


def other_hour(prose: Prose, day: Day) -> Clock | None:
    """ "set for DATE at 10:00 a.m. is reset for 1:00 p.m. the same day"."""
    found = _OTHER_HOUR.match(prose.text, day.last)
    clocks = read_clocks(prose.text[found.end() : found.end() + 20]) if found else []
    return clocks[0] if clocks and clocks[0].start == 0 else None


def named_before(prose: Prose, day: Day) -> Reading | None:
    """ "Hearing on DATE cancelled": named right before its date."""
    nouns = nouns_in(prose, max(0, day.first - 40), day.first)
    if nouns and re.fullmatch(
        r"\s{1,2}(?:(?:on|of|for)\s)?", prose.text[nouns[-1].end : day.first]
    ):
        return Reading(day, Status.VACATED, nouns[-1], nouns[-1].start)
    return None


def left(prose: Prose, day: Day) -> bool:
    """ "Hearing rescheduled from DATE": where it was, wherever the text says where it is."""
    return bool(_LEFT.search(prose.text[max(0, day.first - 60) : day.first]))


def moved_to(prose: Prose, day: Day) -> bool:
    head = prose.text[max(0, day.first - 12) : day.first]
    return bool(re.search(r"\b(?:to|until|for)\s{0,2}$", head, re.IGNORECASE))


def paired(prose: Prose, day: Day, following: Day) -> bool:
    """ "The hearing set for DATE and the trial set for DATE are ...": one fate for both."""
    begin, end = prose.sentence(day.start)
    if not (begin <= following.start < end):
        return False
    between = prose.text[day.last : following.first]
    behind = prose.text[following.last : min(end, following.last + 60)]
    return len(between) < 120 and bool(
        re.search(r"\b(?:and|,)\b|,|&", between) and _PAIRED.search(behind)
    )


def week_of(prose: Prose, day: Day) -> Reading | None:
    """ "CASE CALENDARING, for the week of DATE": the week is known, the day is not."""
    begin, _ = prose.sentence(day.start)
    head = prose.text[max(begin, day.first - 120) : day.first]
    if not re.search(r"\bweek\sof\W{0,3}$", head, re.IGNORECASE):
        return None
    if match := re.search(r"\bargument|\bcalendar|\btrial|\bhearing", head, re.IGNORECASE):
        what = "argument" if match[0][0].lower() in "ac" else match[0].lower()
        at = max(begin, day.first - 120) + match.start()
        return Reading(day, Status.SET, Noun(at, at + len(match[0]), what), at, sure=False)
    return None
