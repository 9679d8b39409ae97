"""What a court decided, as a docket text says it: granted, denied, in part, dismissed. Pure.

Two ways of saying it are read: "ORDER granting 42 Motion to Dismiss" at the head of an entry,
and "the motion to dismiss (ECF No. 42) is GRANTED" in a sentence of it. A text that says
neither has no outcome.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from filings.text import partly, ruledon


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
_CONDITION = re.compile(r"\b(?:if|unless|should|whether|until|once|when)\b", re.IGNORECASE)
# What a judge does in courtroom minutes.
_DOING = {
    "grants": "granted", "denies": "denied", "dismisses": "dismissed", "overrules": "overruled",
    "sustains": "sustained", "vacates": "vacated", "affirms": "affirmed", "reverses": "reversed",
    "adopts": "adopted", "stays": "stayed", "approves": "approved", "quashes": "quashed",
}  # fmt: skip
_DOES = re.compile(
    r"\b(?:court|judge(?: [A-Z][\w.'’-]+){1,3}) (?:(?:hereby|orally|now|also|then|therefore) )?"
    rf"(?P<word>{'|'.join(_DOING)}){_IN_PART}(?P<moot> as moot)?"
    r"(?P<how>,? with(?:out)? prejudice)?\b",
    re.IGNORECASE,
)
_BEGINS_BARE = re.compile(
    r"(?:(?:the|oral|[\w.]+(?:'s|s'|’s|s’)) ){0,2}(?:\d{1,5} )?(?:[\w-]+ ){0,2}?"
    r"(?:motions?|requests?|applications?|petitions?|objections?)\b",
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
_SENTENCES = re.compile(
    r"(?<!\b[Nn]o)(?<!\bNos)(?<!\bDoc)(?<!\bDkt)(?<=[a-z)\]A-Z0-9])[.;] +(?=[\dA-Z(])"
)
# "9 Notice of Appeal filed by Jane Roe the judgment of the District Court is affirmed"
_BEHIND_A_NAME = re.compile(r"^.{0,200}\bfiled by .{1,100}\bthe (?=judgment|case|appeal|motion)")
_LOOKED_AT = 4000
_HEAD_LOOKED_AT = 700
MOST = 6


def of_head(body: str, head: int) -> tuple[Ruling, ...]:
    """Rulings that the title of an order says ("ORDER granting 5 Motion …; denying …").

    head  where the words of the title begin that say what sort of order it is
    """
    text = body[: _HEAD_LOOKED_AT * 4]
    found: list[Ruling] = []
    half = 0
    for each in islice(_HEAD.finditer(text, head), 4 * MOST):
        if each.start() < half:
            continue
        between = text[head : each.start()]
        if not found and (_ASKS.search(between) or each.start() - head > 160 or ". " in between):
            break
        last = between[-160:]
        if last.rstrip().lower().endswith(_PAPERS) and _EARLIER_PAPER.search(last):
            break
        half = partly.other_half(each["word"], text, each.end())
        outcome = partly.IN_PART if half else _outcome(each, PARTICIPLES)
        rest = text[each.end() : each.end() + 300]
        if half and partly.begins_with_scope(rest):
            rest = text[half : half + 300]
        whose, what = ruledon.named(rest)
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
            if _CONDITION.search(sentence[: each.start()]):
                break
            if each[0].lower().startswith("be ") and _ONLY_MAYBE.search(sentence[: each.start()]):
                break
            subject = _SUBJECT.search(sentence[max(since, each.start() - 300) : each.start()])
            since = each.end()
            if subject is None:
                continue
            whose = (subject["whose"] or "").strip()
            what = _BEHIND_A_NAME.sub("", subject["what"])
            half = partly.other_half(each["word"], sentence, each.end())
            outcome = partly.IN_PART if half else _outcome(each, _DONE)
            ruling = Ruling(outcome, whose, ruledon.tidy(what))
            if ruling not in found:
                found.append(ruling)
        if not since:
            found += [each for each in _plainly(sentence) if each not in found]
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
    what = ruledon.tidy(subject["what"]) if subject else ""
    half = partly.other_half(each["word"], body, each.end())
    outcome = partly.IN_PART if half else _outcome(each, _DONE)
    return (Ruling(outcome, (subject["whose"] or "") if subject else "", what),)


def _plainly(sentence: str) -> list[Ruling]:
    """Of a sentence without a verb, as minutes have them ("Motion to dismiss denied"), and of
    one that says what the judge does ("The Court GRANTS the motion")."""
    active = _DOES.search(sentence[:800])
    if active is not None and not _CONDITION.search(sentence[: active.start()]):
        half = partly.other_half(active["word"], sentence, active.end())
        outcome = partly.IN_PART if half else _outcome(active, _DOING)
        whose, what = ruledon.named(sentence[active.end() : active.end() + 300])
        return [Ruling(outcome, whose, what)] if what else []
    if _BEGINS_BARE.match(sentence) is None or _CONDITION.search(sentence):
        return []
    return [each for each in first_sentence(sentence) if each.what]


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
