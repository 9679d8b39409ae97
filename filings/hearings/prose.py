"""The parts of a docket text that say something of dates: its sentences, its own
words apart from those it quotes, the hearings it names, and its verbs. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from filings.hearings.words import NOT_FIRST, NOT_OF_NAMES, OF_NAMES

LONGEST = 40_000
# No text of a court names so many; more of them only cost time.
MOST = 500

_QUOTES = re.compile(
    r"\(\s{0,2}(?:re:|related\s(?:doc|to)|attachments?\b|entered:|additional\sattachment)",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"(?:(?<=[.;!?])|(?<=[.;!?]\)))\s{1,4}(?=[\"'(\[*#]{0,3}\s?[A-Z0-9])"
    r"|\n(?:[ \t]*+\n)++|\.(?=[A-Z][a-z]{2})"
)
_SHORT = re.compile(
    r"(?:^|[\s(.,\"'])(?:[A-Za-z]|mr|mrs|ms|dr|hon|nos?|jr|sr|inc|corp|ltd|co|st|ave|blvd|rd|fl|rm"
    r"|ctrm|crtrm|v|vs|ste|bldg|u\.s|dkt|doc|docs|fed|r\.civ|civ|crim|jan|feb|mar|apr|jun|jul"
    r"|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|fri|ext|approx|dist|div|adv|mot|ex|etc"
    r"|u\.s\.c|l\.civ|j|ch|cir)\.\)?$",
    re.IGNORECASE,
)
_HEADS = (
    r"341(?:\s?\(a\))?\s(?:meeting|hearing)s?|meetings?\sof\s(?:the\s)?creditors"
    r"|creditors?'?\smeetings?|(?:first|initial)\smeetings?(?!\sof)"
    r"|(?<!by\s)(?<!via\s)(?<!through\s)teleconferences?"
    r"|conference\scalls?|conf\.?\scalls?|hearing\ssessions?|hearings?|conferences?|conf\.?|hrg\.?|arguments?|trials?|sentencings?|re-?sentencings?"
    r"|(?:re-?)?arraignments?|pre-?trials?|initial\sappearances?|first\sappearances?|change\sof\splea|pleas?\shearings?"
    r"|plea\sand\ssentencing|docket\scalls?|preliminary\sexam(?:ination)?s?|calendar\scalls?|voir\sdire|jury\sselection"
    r"|jury\simpanel\w+|mediations?|presentments?|status\schecks?|status\sreviews?|show\scause"
    r"|(?:bench|oral|court'?s|the)\srulings?|evaluations?(?:\ssessions?)?|\bENE\b|allocution"
    r"|colloquy|proceedings?|deliberations?|(?<=\bcase\s)calendar(?:ing|ed)|verdict\swatch|auctions?"
    r"|debtor'?s?\sexaminations?|2004\sexaminations?|proffer|inspection|motions?"
    r"(?=\s(?:is\s|are\s|(?:has|have)\sbeen\s)?(?:set|reset|re-set|noticed|continued)\s(?:for|to|on|from)\b)"
    r"|(?-i:JS/JT|JT|FPTC?|PTC|ptc)"
    r"(?=\W{1,4}(?:(?:is|set|re-?set|on|for|at|held|date|to)\b|\d|$)|\s?[(;,.]|$)"
)
# "Jury Trial-October 19"; not "hearing-impaired".
_DATED = r"\s?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s\d|\d{1,2}/\d)"
_WHOLE = (["in", "chambers"], ["order", "to"])
# "9Hearing scheduled", "SteinHearing scheduled": what a system glued together.
_NOUN = re.compile(
    rf"(?:(?<![\w-])|(?-i:(?<=[a-z\d])(?=[A-Z][a-z])))(?:{_HEADS})(?!\w|-(?!{_DATED}))",
    re.IGNORECASE,
)
# What clerks write short, spelled out for the reader of an alert.
_SHORT_FOR = {
    "js/jt": "jury selection and jury trial",
    "jt": "jury trial",
    "fpt": "final pretrial conference",
    "fptc": "final pretrial conference",
    "ptc": "pretrial conference",
}


class Verb(Enum):
    SET = "set"
    RESET = "reset"
    HELD = "held"
    OFF = "called off"


_VERB = re.compile(
    r"(?<![\w-])(?:"
    r"(?P<set>(?:to|will|shall|would)\s(?:now\s)?(?:be|is)\s(?:held|heard|conducted|convened"
    r"|called)|(?:will|shall)\s(?:now\s)?(?:take\splace|commence|begin|proceed|convene|occur|be)"
    r"|to\s(?:commence|begin|take\splace|proceed)|(?:set|scheduled?|noticed|calendared|slated"
    r"|calendaring|continues(?!\s(?:the|this|all)\b)|resumes?|reconvenes?|fixed|specially\sset|settings?|remains?|distributed|returnable)"
    r"|(?<!failed\s)(?<!failure\s)(?:to|shall|must|will)\s(?:appear|return|report)\b|there\s(?:will|shall)\sbe"
    r"|(?:will|shall)\s(?:hold|conduct|hear))"
    r"|(?P<reset>re-?set(?:s|ting)?|reschedules|adjourns|continues|(?:cont|adj)'?d(?=\sto\b)|re-?scheduled|(?<!times\s)continued|adjourned|(?:adjournment|continuance)(?=\sof\b)|postponed|moved"
    r"|advanced|passed(?=\s(?:by\s(?:\w+\s){1,3})?to\b)"
    r"|(?:adjourning|continuing|postponing)(?=\s(?:the|all|this|balance|pre-?trial|hearing|trial|status|jury|341|meeting|sentencing)\b)"
    r"|rescheduling|relocated|deferred|bumped|re-?noticed)"
    r"|(?P<held>held|(?<=case\s)called(?=\s(?:for|on)\b)|(?<=matter\s)called(?=\s(?:for|on)\b)|came\son(?:\sregularly)?\sfor|conducted|convened|took\splace|was\sheard|began|begun|completed|concluded)"
    r"|(?P<off>vacat(?:ed|es|ing)|cancel(?:led|ed|s|ling|ing)|stricken|strikes|striking(?=\s(?:\w+\s){0,3}?(?:hearing|conference|trial)s?\b)|off\s(?:the\s)?"
    r"(?:court'?s\s)?calendar|terminated(?!\s(?:its|his|her|their|the|an?)\b)|withdrawn|excused|suspended|dismissed\sas\smoot"
    r"|no\slonger|removed\sfrom|not\sheld))(?![\w-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Noun:
    """A hearing that is named at ``text[start:end]``; ``what`` is its name, small."""

    start: int
    end: int
    what: str


@dataclass(frozen=True, slots=True)
class Act:
    """A verb at ``text[start:end]``."""

    start: int
    end: int
    verb: Verb


@dataclass(frozen=True, slots=True)
class Prose:
    """A docket text taken apart.

    text   with what it quotes of other entries blanked, every letter in its place
    stops  where sentences begin
    """

    text: str
    stops: tuple[int, ...]
    nouns: tuple[Noun, ...]
    acts: tuple[Act, ...]

    def sentence(self, at: int) -> tuple[int, int]:
        nth = bisect_right(self.stops, at)
        end = self.stops[nth] if nth < len(self.stops) else len(self.text)
        return self.stops[nth - 1], end


def read(text: str) -> Prose:
    own = _own_words(text[:LONGEST])
    stops = [0]
    stops += [
        match.end()
        for match in _STOP.finditer(own)
        if not _SHORT.search(own, max(0, match.start() - 12), match.start())
    ]
    nouns = _joined(own, [_noun(own, match) for match in islice(_NOUN.finditer(own), MOST)])
    acts = [
        Act(match.start(), match.end(), Verb[match.lastgroup.upper()])
        for match in islice(_VERB.finditer(own), MOST)
        if match.lastgroup and not _is_denied(own, match)
    ]
    return Prose(own, tuple(stops), tuple(nouns), tuple(acts))


_DENIES = re.compile(
    r"\b(?:not|never)\s(?:(?:be|been|being|hereby|yet|taken)\s){0,3}$", re.IGNORECASE
)


def _is_denied(text: str, verb: re.Match[str]) -> bool:
    """ "is NOT vacated", "was not held": nothing was called off, moved, or took place."""
    return verb.lastgroup in ("off", "reset", "held") and bool(
        _DENIES.search(text[max(0, verb.start() - 30) : verb.start()])
    )


def _own_words(text: str) -> str:
    """The text without what stands in parentheses and is said of other entries."""
    if not _QUOTES.search(text):
        return text
    opens: list[int] = []
    pairs: dict[int, int] = {}
    for match in re.finditer(r"[()]", text):
        if match[0] == "(":
            opens.append(match.start())
        elif opens:
            pairs[opens.pop()] = match.end()
    parts, done = [], 0
    for match in _QUOTES.finditer(text):
        end = pairs.get(match.start())
        if end and match.start() >= done:
            parts += [text[done : match.start()], " " * (end - match.start())]
            done = end
    return "".join([*parts, text[done:]])


# "Filed by Ada Quill Hearing scheduled": the name is not the hearing's.
_OF_SOMEBODY = ("by", "to", "behalf", "judge")
_WORD = re.compile(r"[^\s,;:.()\[\]]+[,;:.()\[\]]?|[,;:.()\[\]]")


def _noun(text: str, match: re.Match[str]) -> Noun:
    """Names of hearings begin with words that are known, or that have capitals."""
    head = re.sub(r"\s+", " ", match[0]).lower()
    if head in _SHORT_FOR:
        return Noun(match.start(), match.end(), _SHORT_FOR[head])
    begin = max(0, match.start() - 60)
    before = list(_WORD.finditer(text, begin, match.start()))
    shouted = text[begin : match.end()].isupper()
    words: list[str] = []
    start = match.start()
    for found in reversed(before[1:] if begin else before):
        word, small = found[0], found[0].lower()
        named = word[:1].isupper() and not shouted and small not in NOT_OF_NAMES and small.isalpha()
        apart = start - found.end() > 3
        if apart or not (small in OF_NAMES or named) or len(words) == 5:
            if small in _OF_SOMEBODY and not apart:
                while words and (words[0] == "of" or words[0] not in OF_NAMES):
                    start += len(words.pop(0)) + 1
            break
        words.insert(0, small)
        start = found.start()
    # "Scheduling" names a conference; before anything else it is what an order does.
    first = {*NOT_FIRST, "in"} if head.startswith("conf") else {*NOT_FIRST, "in", "scheduling"}
    while words and words[0] in first and words[:2] not in _WHOLE:
        start += len(words.pop(0)) + 1
    return Noun(start, match.end(), _spelled(" ".join([*words, head])))


def _spelled(what: str) -> str:
    return re.sub(r"\bhrgs?\b\.?", "hearing", re.sub(r"\bconf\b\.?", "conference", what))


_AND = re.compile(r"\s?(?:,|/|&|,?\s?and)\s?", re.IGNORECASE)


def _joined(text: str, nouns: list[Noun]) -> list[Noun]:
    """ "Initial appearance and arraignment" is one thing that is held."""
    joined: list[Noun] = []
    for noun in nouns:
        last = joined[-1] if joined else None
        between = text[last.end : noun.start] if last else ""
        if last and len(between) < 8 and _AND.fullmatch(between):
            what = noun.what if last.what == noun.what else f"{last.what} and {noun.what}"
            joined[-1] = Noun(last.start, noun.end, what)
        elif last and len(between) < 2 and noun.what == "proceedings":
            joined[-1] = Noun(last.start, noun.end, last.what)
        else:
            joined.append(noun)
    return joined


_IS = re.compile(
    r"\b(?:is|are|was|were|be|been|hereby|and|shall|the\scourt|court|it)\W{0,3}(?:\w+ly\s)?$|^\W{0,3}$",
    re.IGNORECASE,
)


def called_off(prose: Prose, act: Act, begin: int, end: int) -> Noun | None:
    """The hearing of a sentence without dates that a verb calls off, or None.

    "Jury trial is VACATED", "Court canceled the hearing"; not "the motion to vacate
    the hearing", nor "motion to vacate is DENIED".
    """
    before = [each for each in prose.nouns if begin <= each.start and each.end <= act.start]
    if before and act.start - before[-1].end < 120:
        return before[-1] if _IS.search(prose.text[before[-1].end : act.start]) else None
    if act.verb is Verb.OFF:
        for noun in prose.nouns:
            if act.end <= noun.start < min(end, act.end + 40):
                return noun
    return None
