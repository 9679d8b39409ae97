"""One party of a caption as a citation names it.

Shortened words are of ``captions.json``. What is left out (capacities, roles, what sort of
company it is, the state behind a city) and ``ex rel.`` for whoever speaks for another follow
the rules that lawyers cite cases by: The Bluebook, rule 10.2.1.
"""

from __future__ import annotations

import re

from filings.captions import partywords
from filings.captions.partywords import abbreviated, is_organisation, keys, tidy

_ET_AL = re.compile(
    r"(?:,\s*|\s+|(?<=\.))et\.?,?\s*als?\b[.,]*|,?\s+and others\b(?! similarly)", re.IGNORECASE
)
_COUNTRY = re.compile(
    r"(?:the )?(?:U\.?S\.?A\.?|U\.?S\.?|united states(?: of america)?)", re.IGNORECASE
)
_STATE_OF = re.compile(
    r"(?:the )?(?:state|commonwealth|people of the state|territory) of ([a-z ]+)", re.IGNORECASE
)
_SUFFIX = re.compile(r",?\s+(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
_PERSON_WORD = re.compile(r"[A-Z][a-z]*(?:['\u2019-]?[A-Z]?[a-z]+)*\.?")

_ALIAS = re.compile(
    r",?\s+\(?(?:previously\s+)?(?:doing business as\b|[dfan]/[bk]/a\b)", re.IGNORECASE
)
_FOR_ANOTHER = re.compile(
    r",?\s+(?:ex\.? rel\.?|on the relation of|o/b/o"
    r"|(?:for and |for )?(?:on behalf of(?: and for the use and benefit of)?|the use(?: and "
    r"benefit)? of)|(?:by (?:and through )?(?:his |her |their )?|as )?next friends?(?: of)?"
    r"|b/n/f)\s+",
    re.IGNORECASE,
)
_SELF_OR_ALL = re.compile(
    r"(?:all )?others\b|all\b|themselves|himself|herself|itself", re.IGNORECASE
)
_IN_WHAT_CAPACITY = re.compile(
    r",?\s+(?:individually\b|in (?:his|her|its|their|the)\b.*?\bcapacit|by and through\b"
    r"|(?:solely |not |acting |only )*as (?:\w+ )?(?:trustee|executor|executrix|administrat"
    r"|personal representative|guardian|parent|successor|owner|assignee|receiver|subrogee"
    r"|beneficiary|natural|legal|representative|attorney|agent|members?)\w*|successor\b)",
    re.IGNORECASE,
)
_WHAT_IT_IS = re.compile(r",\s+an?\s+\w", re.IGNORECASE)
_ROLE = re.compile(
    r",\s+(?:applicant|petitioner|respondent|appellant|appellee|debtor|plaintiff|defendant|movant"
    r"|intervenor|claimant|relator|real party in interest)s?\b",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"(?:,\s*(?:M\.?D|Ph\.?D|Esq(?:uire)?|D\.?D\.?S|R\.?N|D\.?O)\b\.?)+$", re.IGNORECASE
)
_NOTE = re.compile(
    r"(?<=\S)\s*\((?!(?:U\.?S\.?A?\.?|U\.?K\.?|H\.?K\.?|America|Canada)\)$)[^()]{1,80}\)$",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"^(?:john |jane )?(does?(?: \d+(?:-\d+)?)?)[ ,]+subscriber\b.*", re.IGNORECASE
)
_OFFICE = (
    r"(?:acting |deputy |assistant |former )*(?:commissioner|secretary|director|warden|sheriff"
    r"|attorney general|governor|superintendent|administrator|mayor|president|chair\w*|judge)"
)
_HOLDS_OFFICE = re.compile(rf"^([^,]+),\s+({_OFFICE}\b.*)$", re.IGNORECASE)
_TITLE = re.compile(
    rf"^(?:hon\.?|dr\.?|mrs?\.?|ms\.?|officer|sgt\.?|captain|lieutenant|{_OFFICE}) (?=\S+ \S)",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r"^([^,]+),\s+((?:commissioner|state|commonwealth|city|county|town(?:ship)?|village) of)$",
    re.IGNORECASE,
)
_LIES_SOMEWHERE = re.compile(
    r"\b(?:city|county|town|township|village|borough|parish|bank|company|co\.?)\b", re.IGNORECASE
)


def without_others(party: str) -> str:
    """A party without "et al."."""
    return _ET_AL.sub("", party).strip(" ,;-")


def bare(party: str) -> str:
    """A party without its other names, its capacity, its role and what sort of thing it is."""
    text = re.sub(r",(?=[A-Za-z]{2})", ", ", without_others(party))
    text = _NOTE.sub("", text)
    text = _ADDRESSED.sub(r"\1", text)
    for ending in (_ALIAS, _IN_WHAT_CAPACITY, _ROLE, _WHAT_IT_IS):
        found = ending.search(text)
        if found and found.start():
            text = text[: found.start()]
    text = _DEGREE.sub("", text).strip(" ,;-")
    if (inverted := _INVERTED.match(text)) is not None:
        text = f"{inverted[2]} {inverted[1]}"
    rest, _, place = text.rpartition(", ")
    if place.strip(". ").lower() in partywords.words().places and _LIES_SOMEWHERE.search(rest):
        text = rest
    return text


def cited(party: str, *, surname_first: bool = False) -> str:
    """A party as a citation names it; ``surname_first`` where every party of the caption is
    printed "Roe, Mary"."""
    first, *others = _FOR_ANOTHER.split(without_others(party), maxsplit=1)
    relator = ""
    if others and first.strip() and not _SELF_OR_ALL.match(others[0]):
        relator = _cited_alone(others[0], full_names=True)
    named = _cited_alone(first if others else party, surname_first)
    return f"{named} ex rel. {relator}" if named and relator else named


def _cited_alone(party: str, surname_first: bool = False, *, full_names: bool = False) -> str:
    party = bare(party)
    if _COUNTRY.fullmatch(party):
        return "United States"
    state = _STATE_OF.fullmatch(party)
    if state and state[1].strip().lower() in partywords.words().states:
        return tidy(state[1].strip())
    neat = tidy(party).replace("United States of America", "United States")
    if (office := _HOLDS_OFFICE.match(neat)) is not None:
        if name := surname(office[1], full_names=True):
            return name
        if office[2].lower() in ("warden", "sheriff", "director", "superintendent"):
            neat = f"{office[2]}, {office[1]}"
    title = _TITLE.match(neat)
    if title and (name := surname(neat[title.end() :], full_names=full_names)):
        return name
    if name := surname(neat, surname_first=surname_first, full_names=full_names):
        return name
    return abbreviated(neat) if is_organisation(neat) else neat


def surname(party: str, *, surname_first: bool = False, full_names: bool = False) -> str:
    """The surname of a party that is plainly one person, else ``""``.

    full_names  what surrounds the name says that it is a person's
    """
    words = partywords.words()
    name = _SUFFIX.sub("", party)
    if is_organisation(name) or name.lower() in words.two_words | words.states:
        return ""
    last, comma, first = name.partition(", ")
    if comma:
        given = keys(first)[:1]
        plainly = surname_first or any(each in words.given_names for each in given)
        shaped = len(last.split()) == 1 and len(first.split()) <= 2
        return last if plainly and shaped and first.lower() not in words.states else ""
    parts = name.split()
    if len(parts) == 1:
        return name if name != party else ""
    if not 2 <= len(parts) <= 3 or not all(map(_PERSON_WORD.fullmatch, parts)):
        return ""
    initial = len(parts) == 3 and len(parts[1].rstrip(".")) == 1
    known = parts[0].lower() in words.given_names and (initial or len(parts) == 2)
    return parts[-1] if (known or initial or full_names) and len(parts[-1]) > 2 else ""
