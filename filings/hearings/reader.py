"""One date of a docket text and what the words around it say of it. Pure."""

from __future__ import annotations

import re

from filings.hearings import minutes
from filings.hearings.dates import Day
from filings.hearings.fates import REACH, Reading, acts_in, nouns_in, was_before
from filings.hearings.moves import is_asked_for, is_moved, undoing
from filings.hearings.prose import Act, Noun, Prose, Verb
from filings.hearings.types import Status

_GAP = 150
_NEAR = 40
_MINUTES_REACH = 400


_TO = re.compile(
    r"(?:\b(?:for|to|t0|on|until|till|through|at|of|is|be|held|scheduled?|set|reset|from|date|commencing|beginning"
    r"|begin|commence|place)|[:,(=-]|\bbefore\s.{3,60}|\b(?:in|by|via)\s.{3,50})\s{0,3}$",
    re.IGNORECASE,
)
_BREAKS = re.compile(
    r"\b(?:signed|filed|dated|entered|due|by\s(?:the\s)?(?:parties|plaintiff|defendant)|between|excluded|deadlines?(?!/hearings?)"
    r"|served|service\sdate|added|no\slater|on\sor\sbefore|until\sfurther|see)\b",
    re.IGNORECASE,
)
# "Hearing Held, OUTCOME: Granted ... for the period DATE": what was held has no date here.
_PASSES_OVER = re.compile(
    r"\b(?:outcome|granted|period|beginning|nunc|dated)\b|\b(?:to|from|until|through)\s{0,3}$",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:due(?:\sby|\son|\sdate)?|by|on\sor\sbefore|(?:no|not)\slater\sthan|deadlines?(?:\s\w+){0,4}"
    r"|cut[-\s]?off(?:\s\w+){0,2}|and\sincluding)\s{0,2}[:=]?\s{0,2}$",
    re.IGNORECASE,
)
_PAST_PAPER = re.compile(
    r"^\W{0,4}(?:\w+\W{1,6}){0,3}?(?:transcripts?|audio|exhibit|witness\s(?:and|list)|request\sfor\stranscript"
    r"|notice\sof\sfiling\sof\s(?:official\s)?transcript|letter\sby\sclerk|recording)\b",
    re.IGNORECASE,
)
_RECALLS = re.compile(
    r"\b(?:at|from|during|following|after|regarding|re:?|since|transcripts?\sof|exhibits?\s(?:from|of)|recording\sof"
    r"|prior\sto|pursuant\sto|made\s(?:at|in)|in)\s(?:(?:the|a|an|this|its|his|her|their)\s)?$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\bto\s(?:be\s)?(?:re-?set|set|re-?schedule|schedule|continue|move|adjourn)\b", re.IGNORECASE
)
_MATTER = re.compile(r"\b(?:matter|case|same|it|action|cause)\b|\(\s?$", re.IGNORECASE)


def classify(prose: Prose, day: Day, before: int) -> Reading | None:
    """What the words in front of a date (from ``before`` on) make of it, or None.

    Whether it is called off is for ``fate`` to say.
    """
    start, end = prose.sentence(day.start)
    begin = max(start, day.first - REACH)
    acts = acts_in(prose, max(begin, before), day.first)
    head = prose.text[begin : day.first]
    if _DUE.search(head[-60:]) and not (acts and acts[-1].verb is Verb.RESET):
        return None
    if acts:
        return _by_act(prose, day, acts[-1], begin, before)
    return _announced(prose, day, begin, end) or _bare(prose, day, begin)


def _by_act(prose: Prose, day: Day, act: Act, begin: int, before: int) -> Reading | None:
    gap = prose.text[act.end : day.first]
    if len(gap) > _GAP or _BREAKS.search(gap):
        return None
    if act.verb is Verb.HELD and _PASSES_OVER.search(gap):
        return None
    if gap.strip() not in ("", "the") and not _TO.search(gap[-70:]):
        last = nouns_in(prose, act.end, day.first)[-1:]
        # "Set Hearings: Status Conference DATE at TIME"
        named = act.verb is not Verb.HELD and day.clock and last
        if not named or prose.text[last[0].end : day.first].strip():
            return None
    if act.verb is Verb.OFF:
        return _of_vacating(prose, day, act, begin)
    noun = _noun_of(prose, act, day, begin, before)
    if act.verb is Verb.HELD:
        noun = _held(prose, act, noun)
    if noun is None:
        return None
    if _ASKED.search(prose.text[max(begin, act.start - 6) : act.end]) and is_asked_for(prose.text):
        return None
    status = Status(act.verb.value)
    gone = _NO_LONGER.search(prose.text[max(0, act.start - 12) : act.start]) or (
        undoing(prose, noun, begin) is Verb.OFF
    )
    if status is Status.SET and gone:
        status = Status.VACATED
    elif status is Status.SET and is_moved(prose, noun, day):
        status = Status.RESET
    return Reading(day, status, noun, min(noun.start, act.start))


def _of_vacating(prose: Prose, day: Day, act: Act, begin: int) -> Reading | None:
    """ "VACATING hearing set for DATE", "cancels the hearing on DATE"."""
    gap = prose.text[act.end : day.first]
    # "VACATED: per stipulation to continue hearing to DATE"
    status = Status.RESET if re.search(r"\bto\s{0,2}$", gap, re.IGNORECASE) else Status.VACATED
    for noun in nouns_in(prose, act.end, day.first):
        return Reading(day, status, noun, act.start)
    before = nouns_in(prose, begin, act.start)
    if before and _NOT_HELD.match(prose.text, act.start) and gap.strip().lower() in ("on", ""):
        return Reading(day, Status.VACATED, before[-1], before[-1].start, moved=True)
    named = was_before(prose, day) if len(gap) < _NEAR else None
    return Reading(day, Status.VACATED, named.noun, act.start) if named else None


_NOT_HELD = re.compile(r"not\sheld\b", re.IGNORECASE)


def _noun_of(prose: Prose, act: Act, day: Day, begin: int, before: int) -> Noun | None:
    """The hearing that is set: named behind the verb, or before it, or earlier."""
    behind = nouns_in(prose, act.end, day.first)
    if behind:  # "continuing the pretrial deadlines to DATE"
        return None if _DATES.match(prose.text, behind[-1].end) else behind[-1]
    own = nouns_in(prose, max(begin, act.start - REACH), act.start)
    if own:
        last = own[-1]
        if last.what in ("motion", "motions") and len(own) > 1 and last.start - own[-2].end < 80:
            last = own[-2]  # "the hearing on the motion set for DATE"
        # A deadline that stands nearer to the verb is what is set.
        between = prose.text[last.end : act.start]
        return (
            None
            if re.search(
                r"\b(?:deadline|ddl|cut[-\s]?off|designation|restriction)", between, re.IGNORECASE
            )
            else last
        )
    subject = prose.text[max(begin, act.start - 60) : act.start]
    # "Notice of Motion and Hearing filed by Acme. Scheduled for DATE at TIME"
    bare = not subject.strip(" (*,") and (act.verb is Verb.RESET or day.clock is not None)
    if act.verb in (Verb.RESET, Verb.SET) and (bare or _MATTER.search(subject)):
        earlier = nouns_in(prose, max(0, act.start - 700), act.start)
        if earlier:
            return earlier[-1]
        if day.clock:
            return Noun(act.start, act.end, "hearing")
    if _APPEAR.match(prose.text, act.start) and day.clock:
        after = nouns_in(prose, day.last, day.last + _SAYS_WHY)
        return after[0] if after else Noun(act.start, act.end, "appearance")
    return _by_its_title(prose, act, day, begin)


# "The parties shall appear on DATE at TIME to show cause"
_APPEAR = re.compile(r"(?:to|shall|must|will)\sappear\b", re.IGNORECASE)
_SAYS_WHY = 60
_NO_LONGER = re.compile(r"\bno\slonger\s$", re.IGNORECASE)
_DATES = re.compile(r"\s(?:deadlines?|cut[-\s]?offs?|schedule)\b", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:^|(?<=[.;:,(] )|(?<=[.;:,(]))"
    r"((?:[A-Z][\w/&'-]*)(?: (?:[A-Z][\w/&'-]*|of|and|to|on|re|with)){0,5})"
    r"\s(?:(?:is|was|has\sbeen)\s)?$"
)
_NO_HEARING = re.compile(
    r"\b(?:deadline|cut[-\s]?off|due|bond|bail|motions?|briefs?|responses?|repl(?:y|ies)"
    r"|restriction|answers?|discovery|reports?)$",
    re.IGNORECASE,
)


def _by_its_title(prose: Prose, act: Act, day: Day, begin: int) -> Noun | None:
    """ "Sentence With PSR set for DATE at TIME": whatever has an hour is a sitting, by any name."""
    if act.verb not in (Verb.RESET, Verb.SET) or not day.clock:
        return None
    found = _TITLE.search(prose.text[max(begin, act.start - 80) : act.start])
    if found is None or _NO_HEARING.search(found[1]):
        return None
    start = act.start - len(found[0])
    return Noun(start, start + len(found[1]), found[1].lower())


def _held(prose: Prose, act: Act, noun: Noun | None) -> Noun | None:
    """The hearing that was held; a minute entry may name it a sentence before."""
    if minutes.fell_through(prose):
        return None
    if noun and _is_held(prose, noun):
        return noun
    if not minutes.is_minute(prose.text):
        return None
    earlier = nouns_in(prose, max(0, act.start - _MINUTES_REACH), noun.start if noun else act.start)
    return next((each for each in reversed(earlier) if _is_held(prose, each)), None)


def _is_held(prose: Prose, noun: Noun) -> bool:
    """Held according to this entry, not recalled by a paper that came of it."""
    if _PAST_PAPER.match(prose.text[:100]):
        return False
    return not _RECALLS.search(prose.text[max(0, noun.start - 40) : noun.start])


_ANNOUNCES = re.compile(
    r"[\s,]{0,2}(?:[^.;]{0,60}?)\b(?:there\s(?:will|shall)\sbe|(?:will|shall)\s(?:hold|conduct|convene|hear|appear)"
    r"|(?P<held>held|conducted|convened|presided\sover))\b",
    re.IGNORECASE,
)


def _announced(prose: Prose, day: Day, begin: int, end: int) -> Reading | None:
    """ "On DATE at TIME there shall be a conference", "On DATE, the court held a hearing"."""
    if not re.search(
        r"(?:^|[.:;,]\s{0,3}|\bthat\s)on\s{0,2}$", prose.text[begin : day.first], re.IGNORECASE
    ):
        return None
    match = _ANNOUNCES.match(prose.text, day.last, min(end, day.last + 120))
    nouns = nouns_in(prose, match.end(), min(end, match.end() + 90)) if match else []
    if not match or not nouns or (match["held"] and _PAST_PAPER.match(prose.text[:100])):
        return None
    return Reading(day, Status.HELD if match["held"] else Status.SET, nouns[0], day.first)


_NOT_HEARD = re.compile(
    r"\b(?:motions?|matters?|hearings?)\s(?:will|shall)\snot\sbe\s(?:heard|held)\son\W{0,3}$",
    re.IGNORECASE,
)
_SESSION = re.compile(r"\bsession")
_NOTICE = re.compile(
    r"\W{0,4}(?:\w+\s){0,3}?(?:notice\sof\s(?:\w+\s){0,3}?(?:hearing|setting)|hearing\snotice)",
    re.IGNORECASE,
)


def _bare(prose: Prose, day: Day, begin: int) -> Reading | None:
    """No verb: "Hearing Date: DATE at TIME", "Notice of hearing on DATE", "the DATE hearing"."""
    if refused := _NOT_HEARD.search(prose.text[begin : day.first]):
        at = begin + refused.start()
        return Reading(day, Status.VACATED, Noun(at, at, "hearing"), at)
    nouns = nouns_in(prose, begin, day.first)
    noun = nouns[-1] if nouns else None
    if noun:
        gap = prose.text[noun.end : day.first]
        dated = re.fullmatch(
            r"\s?(?:dates?|date\sif\s[^.;:]{3,40}|date\sand\stime|time)?\s?(?:is(?:\snow)?|:|=|-|of|for\sthe\sweek\sof|,)\s{0,3}",
            gap,
            re.IGNORECASE,
        )
        notice = _NOTICE.match(prose.text[:80]) or re.search(
            r"\b(?:notice\sof|scheduling|noticing)\s(?:\w+\s){0,3}$|\border\s$",
            prose.text[max(begin, noun.start - 40) : noun.start],
            re.IGNORECASE,
        )
        on = re.fullmatch(r"\s{1,2}(?:date\s{1,2})?(?:(?:on|for)\s{0,2})?", gap, re.IGNORECASE) or (
            re.fullmatch(
                r"\s(?:with|before|in|via|by)\s[^.;]{3,60}\s(?:on|for)\s{0,2}"
                r"|\son\s(?:the\s)?motion\s[^.;]{3,80}\son\s{0,2}"
                r"|\s\([^()]{2,40}\)\s(?:on|for)\s{0,2}|\sto\sconsider\s[^.;]{3,60}\s",
                gap,
                re.IGNORECASE,
            )
        )
        recalled = _RECALLS.search(prose.text[max(0, noun.start - 40) : noun.start])
        if (
            dated or (on and not recalled and (notice or day.clock or _SESSION.search(noun.what)))
        ) and not _PAST_PAPER.match(prose.text[:100]):
            status = Status.RESET if is_moved(prose, noun, day) else Status.SET
            return Reading(day, status, noun, noun.start, sure="week" not in gap)
    return None
