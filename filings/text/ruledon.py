"""What a ruling is about, cut out of the words around it: whose motion, and to do what. Pure."""

from __future__ import annotations

import re

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
    r"|entered on|so that|to and including|IFP|filed by|signed(?= by| on|$)|re:? "
    r"|for (?:the )?reasons|pursuant to|except (?:as|for|to|insofar|with)\b"
    r"|by (?=[A-Z])|before (?=[A-Z])"
    r"|effective|and (?:directing|setting|ordering|referring)|with attachments?|IT IS|ORDERED"
    r"|FURTHER|So Ordered|in re )"
    r"|(?<!\b[A-Z])(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bNo)(?<!\bEsq)(?<!\bInc)\. |;|,? (?:granting"
    r"|denying|finding|dismissing|adopting) "
    r"|,{2,}|,$"
    r"|\x00|: (?!\d)|, (?=\d)",
    re.IGNORECASE,
)
# What is cut off must not end on a word that only begins the next thing.
_LEFT_OVER = re.compile(
    r"(?: (?:a|an|the|of|to|for|in|on|by|and|or|as|at|with|from|that|which|requiring|under|filing"
    r"|section|January|February"
    r"|March|April|May|June|July|August|September|October|November|December"
    r"|no|shall|hereby))+$",
    re.IGNORECASE,
)
_MOST_WHAT = 160


def named(said: str) -> tuple[str, str]:
    """ " 42 Defendants' Motion to Dismiss as to …" gives whose and what."""
    said = (
        _NUMBER.sub(" ", f" {said.lstrip(' ,-:')}", count=1) if re.match(r"\W*\d", said) else said
    )
    said = said.strip(" ,-:[]")
    said = _ended(said)
    whose = _WHOSE.match(said)
    rest = said[whose.end() :] if whose else said
    return (whose["whose"] if whose else "", tidy(rest))


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


def tidy(what: str) -> str:
    what = _ended(what)
    what = _NUMBER.sub(" ", f" {what}")
    what = " ".join(what.split())
    if len(what) > _MOST_WHAT:
        what = what[:_MOST_WHAT].rsplit(" ", 1)[0]
    return _LEFT_OVER.sub("", what.strip(" ,.;:-[]()")).strip(" ,.;:-[]()")
