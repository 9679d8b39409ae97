"""The title of a docket text: its beginning, up to who filed it or what it answers. Pure."""

from __future__ import annotations

import re

from filings.text import answered

_TITLE_ENDS = re.compile(
    r"(?:\.|,)* (?:re:? |RE:? |Re:? |regarding |as to (?=[A-Z\d]|the |[Dd]efendant)|[Ee]ntered on"
    r"|Entered by|against (?=[A-Z])|with hearing|appearing for"
    r"|addressed to|Fee Amount|Filing fee|Fee amount|Receipt (?:[Nn]umber|[Nn]o|#)|pursuant to"
    r"|identifying|dated \d"
    r"|filed\b|submitted\b"
    r"|FILED\b|Filed\b|for the reasons|(?:Objections?|Responses?) due|Hearing (?:scheduled|set"
    r"|to be)|Motion (?:set|ref)"
    r"|[Ss]igned |SIGNED "
    r"|Service date|The (?=[Hh]earing)"
    r"|,? before (?=(?:the )?(?:Hon|Judge|Mag|Chief|Senior|District|Justice))"
    r"|and Certification|held (?=before)|(?:is|are) (?=granted|denied|hereby)|to The Honorable"
    r"|to the Honorable"
    r"|to Judge|to Magistrate|that\b|[Oo]rdered by|So [Oo]rdered)"
    r"|: |\. |; |\.\.|,,| - (?!for |to )| -- | / |--|, (?:MOTION|signed|filed)|\s\.(?=\s|$)"
    r"|,? \d{1,5} (?=[A-Z])"
    r"|, \d{1,2} |, on behalf| /(?=[A-Z\[])| \((?![^()]{0,260}\))|(?<=ORDER)- ?"
    r"| by (?=(?:(?:Chief|Senior|Magistrate|District|Bankruptcy) ){0,2}Judge )"
)
# "Hearing Set The Hearing date is …", "Hearing reset Reset Preliminary Hearing to be …"
_HEARING = re.compile(r"(?P<what>Hearing (?:(?:re)?set|(?:re)?scheduled)) (?=[A-Z])", re.IGNORECASE)
_LONGEST_TITLE = 260
_EDGES = " .,;:-–*/"
_HOUR = re.compile(r"\d ?[ap]\.m\.$", re.IGNORECASE)
_DANGLING = re.compile(
    r"(?: (?:re|to|of|on|for|by|as|and|in|granting|denying|the|at|with|regarding|from|related"
    r"|filed|pursuant|granting adequate protection pursuant))+$",
    re.IGNORECASE,
)


def title_of(body: str) -> str:
    """The beginning of a text, up to who filed it, what it answers or the first full stop."""
    said = body[: _LONGEST_TITLE * 2]
    # "BRIEF, on behalf of …" and "MOTION, to extend time, …" as the appellate courts write.
    said = re.sub(r"^([A-Z][A-Z ]{2,40}), (?=to |for |of )", r"\1 ", said)
    if hearing := _HEARING.match(said):
        return " ".join(hearing["what"].split())
    found = _TITLE_ENDS.search(said, 3)
    while found and _inside_abbreviation(said, found):
        found = _TITLE_ENDS.search(said, found.end())
    said = said[: found.start()] if found else said
    said = said.strip(_EDGES)
    number = re.search(r"(?<=[a-z]) \d{1,5}$", said, re.IGNORECASE)
    if (
        number
        and not re.search(r"\bnumber$", said[: number.start()], re.IGNORECASE)
        and not answered.is_other_number(said[: number.start()])
    ):
        said = said[: number.start()]
    said = _DANGLING.sub("", said).strip(_EDGES)
    return f"{said}." if _HOUR.search(f"{said}.") else said


def _inside_abbreviation(said: str, found: re.Match[str]) -> bool:
    if found[0].strip(" ,").isdigit():
        return answered.is_other_number(said[: found.start()])
    if not found[0].startswith(". "):
        return False
    if _HOUR.search(said[: found.start() + 1]):
        # "due by 4 p.m. on March 3" goes on, "at 4 p.m. The parties shall" does not.
        return not said[found.end() : found.end() + 1].isupper()
    return re.search(r"(?:^|[ .,])(?:[A-Z]|Inc|Dr|Mr|Ms|Mrs|No|Nos|Fed|Civ|Crim|Evid|vs?|Hon|St"
        r"|Jr|Esq|Ph\.D|Pat|Pharms|U\.S)$",
                     said[: found.start()]) is not None  # fmt: skip


_HEARING_SET = re.compile(
    r"(?P<what>[A-Z][\w/'’ ,-]{2,140}?) (?P<done>Hearing (?:re)?set) for \d", re.IGNORECASE
)
_ORDER_SETS = re.compile(
    r"(?P<order>(?:(?:TEXT|MINUTE|ELECTRONIC|PAPERLESS) )?ORDER)\W{1,3}(?P<article>An? |The )?"
    r"(?P<what>(?:telephone|telephonic|video|in-person|final|pretrial|status|settlement|scheduling"
    r"|case|management|discovery|evidentiary|motion|oral|sentencing|jury|bench|[ ])*"
    r"(?:conference|hearing|argument|trial|sentencing)) "
    r"(?:(?:is|has been|will be|shall be)(?: hereby)? )?(?P<done>(?:re)?set|(?:re)?scheduled"
    r"|continued|adjourned)\b(?! (?:by|in) )",
    re.IGNORECASE,
)
_SETTING = {
    "set": "setting", "scheduled": "setting", "reset": "resetting", "rescheduled": "resetting",
    "continued": "continuing", "adjourned": "adjourning",
}  # fmt: skip


def hearing_set(body: str) -> str:
    """A title for an entry that only says when something will be heard, "" for any other."""
    found = _HEARING_SET.match(body[:220])
    if found and not re.search(
        r"\b(?:by|order|ordered|notice|filed|minute|minutes)\b", found["what"], re.IGNORECASE
    ):
        return found["done"].capitalize()
    found = _ORDER_SETS.match(body[:200])
    if found is None:
        return ""
    setting = _SETTING[found["done"].lower()]
    return f"{found['order']} {setting} {found['what'].lower().strip()}"
