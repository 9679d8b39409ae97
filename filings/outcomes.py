"""What a court decided, as a docket text says it: granted, denied, in part, dismissed. Pure.

Two ways of saying it are read: "ORDER granting 42 Motion to Dismiss" at the head of an entry,
and "the motion to dismiss (ECF No. 42) is GRANTED" in a sentence of it. A text that says
neither has no outcome.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True, slots=True)
class Ruling:
    """outcome  "granted", "denied", "granted in part", "granted in part and denied in part",
              "dismissed", "found moot", …
    whose    "defendants'", "the government's", "" where the text does not say
    what     what it was about, in the court's words and without numbers: "Motion to Dismiss"
    """

    outcome: str
    whose: str = ""
    what: str = ""


# The participle that a head has, and the word for it.
PARTICIPLES = {
    "granting": "granted", "denying": "denied", "dismissing": "dismissed", "adopting": "adopted",
    "approving": "approved", "overruling": "overruled", "sustaining": "sustained",
    "vacating": "vacated", "affirming": "affirmed", "reversing": "reversed",
    "remanding": "remanded", "transferring": "transferred", "quashing": "quashed",
    "striking": "struck", "terminating": "terminated", "withdrawing": "withdrawn",
    "authorizing": "authorized", "confirming": "confirmed", "allowing": "allowed",
    "staying": "stayed", "certifying": "certified", "mooting": "found moot",
    "converting": "converted", "appointing": "appointed", "extending": "extended",
    "unsealing": "unsealed", "sealing": "sealed", "disallowing": "disallowed",
    "accepting": "accepted",
}  # fmt: skip
_DONE = {
    "granted": "granted", "denied": "denied", "dismissed": "dismissed", "moot": "found moot",
    "mooted": "found moot", "overruled": "overruled", "sustained": "sustained",
    "vacated": "vacated", "affirmed": "affirmed", "reversed": "reversed", "adopted": "adopted",
    "remanded": "remanded", "stayed": "stayed", "approved": "approved", "quashed": "quashed",
    "stricken": "struck", "withdrawn": "withdrawn", "allowed": "granted", "accepted": "accepted",
    "terminated": "terminated", "enjoined": "enjoined",
}  # fmt: skip
_IN_PART = (
    r"(?P<part> in part(?:(?:,| and|, and|;|/)? ?(?:denying|denied) in part)?"
    r"|(?:/| and | & )(?:denying|denied)(?: in part)?)?"
)
_HEAD = re.compile(
    rf"\b(?P<word>{'|'.join(PARTICIPLES)}|finding as moot|taking under advisement"
    rf"|reserving ruling on|deferring ruling on){_IN_PART}"
    r"(?P<moot> as moot)?(?P<how>,? with(?:out)? prejudice)?\b",
    re.IGNORECASE,
)
# What a motion of another paper's title asks to be done is no outcome ("Motion for Order
# Granting Leave"), and an order that sets something is about what it sets.
_ASKS = re.compile(
    r"\b(?:motion|application|request|petition|proposed order|stipulation|notice)\b", re.IGNORECASE
)
# "ORDER vacating 33 Order granting Motion": what another order did is not done by this one.
_EARLIER_PAPER = re.compile(
    r"(?:\d|\w{3}ing\b|\bre\b)[^;]*\b(?:order|judgment|opinion|ruling|decision)s?\s*$",
    re.IGNORECASE,
)
_PAPERS = tuple(
    f"{paper}{more}"
    for paper in ("order", "judgment", "opinion", "ruling", "decision")
    for more in ("", "s")
)
_ONLY_MAYBE = re.compile(
    r"\b(?:will|would|may|might|could|should|can|must|not|to)\s*$", re.IGNORECASE
)
_SAID = re.compile(
    r"(?:\b(?:(?:is|are|be|was|were)(?: hereby| therefore| accordingly|,? in all respects,?)?"
    r"|hereby)|-|–|:)"
    rf" ?(?P<word>{'|'.join(_DONE)}){_IN_PART}(?P<moot> as moot)?"
    r"(?P<how>,? with(?:out)? prejudice)?(?! counsel)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?<= )(?<!improvidently )(?P<word>granted|denied|dismissed|vacated|affirmed|reversed"
    rf"|remanded)"
    rf"{_IN_PART}(?P<moot> as moot)?(?P<how> with(?:out)? prejudice)?(?=[ .,;]|$)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b(?:(?P<whose>(?:the )?(?:(?:joint|plaintiff|defendant|petitioner|respondent|debtor"
    r"|appellant"
    r"|appellee|intervenor|movant|government|united states|party|partie|trustee)s?(?:'s|’s|'"
    r"|’)))\s)?"
    r"(?:\d{1,5}\s+)?(?P<what>(?:(?:joint|unopposed|consent|emergency|ex parte|oral|renewed"
    r"|amended"
    r"|first|second|third|sealed|letter|cross|agreed)[- ]){0,3}(?:motions?|request|applications?"
    r"|petitions?|objections?|appeals?|claims?|complaint|indictment|case|action|stipulation"
    r"|writ of certiorari|judgment|application)\b.*)$",
    re.IGNORECASE,
)
# "JUDGMENT: Plaintiff's claims are …" is about the claims.
_SHOUTED_HEAD = re.compile(r"^(?:[A-Z]{2,} ?){1,6}(?:: ?| - ?)")
_NUMBER = re.compile(
    r"\s*[\[(]*\s*(?:(?:ECF|Dkt\.?|Doc(?:ument|ket)?\.?|Filing|R\. Doc\.|D\.E\.|entry)\s*)?"
    r"(?:Nos?\.?\s*)?#?\s*(?<![/\d])\b\d{1,5}\b(?!/)(?:\s*(?:,|and|&)\s*\d{1,5}\b)*\s*[\])]*(?=\s"
    r"|,|$)",
    re.IGNORECASE,
)
_WHOSE = re.compile(
    r"^(?P<whose>(?:the )?(?:[A-Z][\w&.]*(?: [A-Z][\w&.]*){0,3}|plaintiff|defendant|petitioner"
    r"|respondent|debtor|government|movant|part(?:y|ie))(?:s'|s’|'s|’s|'|’))\s+"
)
_ENDS = re.compile(
    r" (?:--|, filed\b|as to (?=[A-Z])|(?:is|are|was|were|be)(?= |$)|as set forth|dated|adding"
    r"|until"
    r"|entered on|so that|to and including|IFP|filed by|signed(?= by| on|$)|re:? |for the reasons"
    r"|pursuant to"
    r"|by (?=[A-Z])|before (?=[A-Z])"
    r"|effective|and (?:directing|setting|ordering|referring)|with attachments?|IT IS|ORDERED"
    r"|FURTHER|So Ordered|in re )"
    r"|(?<!\b[A-Z])(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bNo)(?<!\bEsq)(?<!\bInc)\. |;|,? (?:granting"
    r"|denying|finding|dismissing|adopting) "
    r"|,{2,}|,$"
    r"|\x00|: (?!\d)|, (?=\d)",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<!\b[Nn]o)(?<!\bNos)(?<!\bDoc)(?<=[a-z)\]A-Z0-9])[.;] +(?=[\dA-Z(])")
# "9 Notice of Appeal filed by Jane Roe the judgment of the District Court is affirmed"
_BEHIND_A_NAME = re.compile(r"^.{0,200}\bfiled by .{1,100}\bthe (?=judgment|case|appeal|motion)")
# What is cut off must not end on a word that only begins the next thing.
_LEFT_OVER = re.compile(
    r"(?: (?:a|an|the|of|to|for|in|on|by|and|or|as|at|with|from|that|which|requiring|under|filing"
    r"|section|January|February"
    r"|March|April|May|June|July|August|September|October|November|December"
    r"|no|shall|hereby))+$",
    re.IGNORECASE,
)
_MOST_WHAT = 160
_LOOKED_AT = 4000
_HEAD_LOOKED_AT = 700
MOST = 6


def of_head(body: str, head: int) -> tuple[Ruling, ...]:
    """Rulings that the title of an order says ("ORDER granting 5 Motion …; denying …").

    head  where the words of the title begin that say what sort of order it is
    """
    text = body[: _HEAD_LOOKED_AT * 4]
    found: list[Ruling] = []
    for each in islice(_HEAD.finditer(text, head), 4 * MOST):
        between = text[head : each.start()]
        if not found and (_ASKS.search(between) or each.start() - head > 160 or ". " in between):
            break
        last = between[-160:]
        if last.rstrip().lower().endswith(_PAPERS) and _EARLIER_PAPER.search(last):
            break
        outcome = _outcome(each, PARTICIPLES)
        whose, what = _object(text[each.end() : each.end() + 300])
        if found and not re.search(r"\b(?:motion|request|application)|^\d", what, re.IGNORECASE):
            continue
        ruling = Ruling(outcome, whose, what)
        if ruling not in found:
            found.append(ruling)
        if len(found) == MOST:
            break
    return tuple(found)


def said(body: str) -> tuple[Ruling, ...]:
    """Rulings that sentences of an entry say ("the motion is GRANTED")."""
    found: list[Ruling] = []
    for sentence in _SENTENCES.split(body[:_LOOKED_AT]):
        if "recommend" in sentence.lower():
            continue
        sentence = _SHOUTED_HEAD.sub("", sentence[:900], count=1)
        since = 0
        for each in _SAID.finditer(sentence[:800]):
            if re.search(
                r"\b(?:if|unless|should|whether|until|once|when)\b",
                sentence[: each.start()],
                re.IGNORECASE,
            ):
                break
            if each[0].lower().startswith("be ") and _ONLY_MAYBE.search(sentence[: each.start()]):
                break
            subject = _SUBJECT.search(sentence[max(since, each.start() - 300) : each.start()])
            since = each.end()
            if subject is None:
                continue
            whose = (subject["whose"] or "").strip()
            what = _BEHIND_A_NAME.sub("", subject["what"])
            ruling = Ruling(_outcome(each, _DONE), whose, _tidy(what))
            if ruling not in found:
                found.append(ruling)
        if len(found) >= MOST:
            break
    return tuple(found[:MOST])


def first_sentence(body: str) -> tuple[Ruling, ...]:
    """Of the Supreme Court and of a hearing's ruling: "Petition DENIED.", "RULING - GRANTED"."""
    sentence = _SENTENCES.split(body[:600])[0]
    each = _BARE.search(sentence)
    if each is None:
        return ()
    subject = _SUBJECT.search(sentence[: each.start()])
    what = _tidy(subject["what"]) if subject else ""
    return (Ruling(_outcome(each, _DONE), (subject["whose"] or "") if subject else "", what),)


def _outcome(each: re.Match[str], words: dict[str, str]) -> str:
    word = " ".join(each["word"].lower().split())
    said = words.get(word, {"finding as moot": "found moot"}.get(word, ""))
    if not said:
        said = {"taking under advisement": "taken under advisement"}.get(word, "deferred")
    part = (each["part"] or "").lower()
    if "den" in part:
        said = f"{said} in part and denied in part"
    elif part:
        said = f"{said} in part"
    if each["moot"]:
        said += " as moot"
    if each["how"]:
        said += each["how"].lower().replace(",", "")
    return said


def _object(said: str) -> tuple[str, str]:
    """ " 42 Defendants' Motion to Dismiss as to …" gives whose and what."""
    said = (
        _NUMBER.sub(" ", f" {said.lstrip(' ,-:')}", count=1) if re.match(r"\W*\d", said) else said
    )
    said = said.strip(" ,-:[]")
    said = _ended(said)
    whose = _WHOSE.match(said)
    rest = said[whose.end() :] if whose else said
    return (whose["whose"] if whose else "", _tidy(rest))


def _ended(said: str) -> str:
    """What was decided, without the next thing that is said."""
    end = _ENDS.search(f"{said} ")
    if end is None:
        return said
    said = said[: end.start()]
    if end[0].strip().lower() in ("is", "are", "was", "were", "be"):
        # "granting 19 Motion for Summary Judgment and plaintiff's claims are dismissed"
        said = re.split(r",? (?:and|that|but|-) (?!.{0,300} (?:and|that|but|-) )", said)[0]
    return said


def _tidy(what: str) -> str:
    what = _ended(what)
    what = _NUMBER.sub(" ", f" {what}")
    what = " ".join(what.split())
    if len(what) > _MOST_WHAT:
        what = what[:_MOST_WHAT].rsplit(" ", 1)[0]
    return _LEFT_OVER.sub("", what.strip(" ,.;:-[]()")).strip(" ,.;:-[]()")
