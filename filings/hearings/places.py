"""Before whom and where a hearing is, as a docket text says it. Pure."""

from __future__ import annotations

import re

_JUDGE = re.compile(
    r"\b(?:before|by|to)\s(?:the\s)?(?:(?:honorable|hon\.?|senior|chief|u\.?\s?s\.?|united\sstates|magistrate"
    r"|district|bankruptcy|circuit|presiding|visiting)\s){0,5}(?:(?:judge|justice|mag\.?\sjudge)s?\s){0,2}",
    re.IGNORECASE,
)
_TITLE = re.compile(r"judge|justice|honorable|hon\b", re.IGNORECASE)
_NAME = re.compile(
    r"(?:(?:[A-Z]\.|(?:Mc|Mac|Mag)?[A-Z][\w'\u2019-]+|de|la|del|van|von|[IV]{2,3}\b|Jr\.?|Sr\.?)"
    r"(?:,?\s(?=Jr|Sr|[IV]{2})|\s|(?=[^\w]|$))){1,5}"
)
_AFTER_NAME = re.compile(
    r"\s(?:In|On|At|By|Via|For|The|This|Room|Courtroom|Court|Motion|Please|Signed|Counsel|Hearing"
    r"|Status|Telephonic|Defendant|Plaintiff|Parties|Senior|United)\b.*$",
    re.DOTALL,
)
_ADDRESS = re.compile(
    r"\s{0,2}[,;(-]?\s{0,2}(?:or\ssoon\sthereafter\s)?(?:,\s)?"
    r"(?P<how>\b(?:in\sperson\s)?(?:in|at|via|by|through|over)\s|before\scourtroom\sdeputy\s|@\s?"
    r"|(?=\(?(?:telephonic|courtroom|ctrm|crtrm|room|zoom|video|[A-Z][a-z]+\s(?:Judge|Courtroom))))",
    re.IGNORECASE,
)
_PLACE_ENDS = re.compile(
    r"\sbefore\b|\swith\shearing|\sto\s(?:discuss|consider|address|hear|be)\b|\sregarding\b|\sre:?\s|\sas\sto\b"
    r"|\sfor\s(?:\d|the\b|a\b)|\(related|\(re:|\sobjections?\b|\scomplaints?\b|\sresponses?\b|\ssigned\b|;|\sand\s(?:the|that|all)\b"
    r"|\sfiled\b|\s\(?attachments?|\sthe\s(?:court|parties|defendant)|,?\s(?:on|at)\s\d"
    r"|,\s(?:the\s)?(?:parties|counsel|to)\b|\swill\b|\sis\b|\sare\b|\((?:[a-z]{2,4},?\s?|[A-Z][\w'-]+,\s[A-Z]\w+)\)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"court|ctrm|crtrm|room|chambers|building|bldg|street|\bst\.|telephon|phone|zoom|video|teams|webex"
    r"|floor|\bfl\.|facetime|avenue|plaza|\bsuite|square|[A-Z]{2}\b|skype",
    re.IGNORECASE,
)
_BY_WHOM = re.compile(
    r"by\s(?!.{0,60}(?:phone|video|zoom|teams|webex|skype|facetime|remote|conference))",
    re.IGNORECASE,
)
_DIAL = re.compile(
    r"\b(?:please\s)?(?:dial(?:-?\s?in)?|call(?:-?\s?in)?|telephone|phone|conference|access\scode|meeting\sid|toll)"
    r"\b[^.;\n]{0,60}?"
    r"(?=(?:1[-. ])?\(?\d{3}\)?[-. ]\d{2,3}[-. ]\d{4})[^;\n.)]{0,20}\)?[^;\n.)]{0,90}",
    re.IGNORECASE,
)


def judge(text: str) -> str:
    """The judge before whom a text says that something is, without title, or ""."""
    for match in _JUDGE.finditer(text):
        name = _NAME.match(text, match.end())
        # "by Acme" is who filed it.
        alone = name and len(name[0].split()) == 1 and match[0][:2].lower() != "by"
        if name and (_TITLE.search(match[0]) or alone):
            found = _AFTER_NAME.sub("", name[0]).strip(" ,")
            if found.lower() not in {"", "judge", "the", "court"} and not found.isdigit():
                return found.removesuffix("'s")
    return ""


def place(text: str, dial: str, name: str) -> str:
    """Where it is.

    text  what follows the date and the hour in the same sentence
    dial  the same and what comes after, where a number to dial is looked for
    name  of the hearing: "telephonic status conference" is by telephone
    """
    found = ""
    if (match := _ADDRESS.match(text)) and (rest := text[match.start("how") :][:200]):
        end = _PLACE_ENDS.search(rest, 4)
        words = " ".join(rest[: end.start() if end else 160].split())
        if words.count("(") > words.count(")") and not words.startswith("("):
            words = words[: words.rindex("(")]
        words = re.sub(r"^(?:in|at|through|over|@)\s", "", words, flags=re.IGNORECASE)
        if words.lower() == "through" or _BY_WHOM.match(words):
            words = ""
        if _PLACE.search(words) and not re.match(r"before (?!courtroom)", words, re.IGNORECASE):
            found = words.strip(" ,.;(-")
    if not found and re.search(r"\btelephon|\bby phone", name + text[:60], re.IGNORECASE):
        found = "by telephone"
    number = _DIAL.search(dial)
    said = " ".join(number[0].split()).strip(" ,(") if number else ""
    return "; ".join(each for each in (found, said if said not in found else "") if each)
