"""What a row of a Supreme Court docket is, in a few of the Court's own words. Pure."""

from __future__ import annotations

import re

# What a row is, from its first sentence: the pattern's groups joined by a space.
_EVENTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(application) \(.*?\).*?\b(granted|denied|dismissed|withdrawn|referred to the court)\b"
        r"(?!.*\bsubmitted\b).*",
        r"(application)\b.*",
        r"(motion|petition)\b.*?\b(distributed for conference.*)",
        r"(.*?)(?: is| are| is hereby)? (granted|denied|dismissed(?: as improvidently granted)?"
        r"|not accepted for filing|withdrawn)\b(?!.* (?:filed|submitted)\b).*",
        r"(brief amic(?:us|i) curiae)\b.*",
        r"(amicus brief)\b.*",
        r"(brief) of .*?\b(in (?:opposition|support))\b.*",
        r"(brief of (?:the )?(?:petitioner|respondent|appellant|appellee|applicant)s?)\b.*",
        r"(waiver of right) of .*?\b(to respond)\b.*",
        r"(response) to application \(.*?\) (requested)\b.*",
        r"(response requested|reply|response|opposition|blanket consent|argued)\b.*",
        r"(record (?:requested|received))\b.*",
        r"(motion) of .*?\b(for leave to file .*?) (?:filed|submitted)\b.*",
        r"(motion to intervene)\b.*",
        r"(.*?)(?:,| is| are)? (?:filed|submitted)\b.*",
        r"(.*)",
    )
)
_LONGEST_EVENT = 90
# What is looked at: some patterns take the cube of a text's length.
_LONGEST_TEXT = 2_000
# Not behind an initial ("L. Lin Wood", "U.S. Representative").
_END = re.compile(r"(?<=[a-z0-9)]{2})\.(?= [A-Z(]|$)|(?<=[A-Z]{2})\.(?= |$)| \(")
_SHOUTED = re.compile(r"\b(?:[A-Z]{5,}|SET|FOR)\b")


def event_of(text: str) -> str:
    """A row's short name in the Court's words: ``Brief in opposition``, ``Petition denied``."""
    text = text.strip()[:_LONGEST_TEXT]
    sentence = _END.split(text, maxsplit=1)[0]
    if sentence.casefold() in ("application", "motion", "response to application"):
        # What stands in brackets behind the word is only its number.
        sentence = re.split(r"\.(?: |$)", text, maxsplit=1)[0]
    for pattern in _EVENTS:
        if found := pattern.fullmatch(sentence):
            name = " ".join(group.strip(" ,") for group in found.groups() if group)
            return _cut(_lowered(name))
    return ""


def _lowered(name: str) -> str:
    """``DISTRIBUTED for Conference`` -> ``Distributed for Conference``."""
    whole = _SHOUTED.sub(lambda found: found[0].lower(), name)
    return whole[:1].upper() + whole[1:]


def _cut(name: str) -> str:
    if len(name) <= _LONGEST_EVENT:
        return name
    return name[:_LONGEST_EVENT].rsplit(" ", 1)[0].rstrip(" ,") + " …"
