"""Days on which motions stand on a court's calendar, by the names that clerks give them. Pure."""

from __future__ import annotations

import re

from filings.hearings.dates import Day
from filings.hearings.fates import Reading
from filings.hearings.prose import Noun, Prose
from filings.hearings.types import Status

# "Motion Docket Date 5/6/2019", "Noting Date 5/5/2017": the day a motion is taken up, on papers
# too.
_NAMED = re.compile(
    r"\b(?P<what>motion\sdocket\sdate|(?<!re)noting\sdate|return\sdate|note\son\smotions?\scalendar)"
    r"(?:\s?[:,]|\sis|\s(?:set\s)?(?:for|on))?\s{1,2}$",
    re.IGNORECASE,
)
# "NOTICE of Motion by Acme for presentment of motion 5 before Honorable Ada Quill on DATE at TIME"
_PRESENTED = re.compile(
    r"\bfor\s(?P<what>presentment)\sof\b[^;]{0,260}\sbefore\s(?:the\s)?[^;]{3,60}\son\s{0,2}$",
    re.IGNORECASE,
)
_SUMMONS = re.compile(r"\b(?:summons|writ|subpoena|warrant|served)\b", re.IGNORECASE)
_PRESENTED_REACHES = 360


def on_calendar(prose: Prose, day: Day) -> Reading | None:
    """The day of a motion on the calendar; None where the words before it say no such thing."""
    head = prose.text[max(0, day.first - _PRESENTED_REACHES) : day.first]
    found = _NAMED.search(head)
    if found is not None and _SUMMONS.search(head[: found.start()][-80:]):
        return None
    if found is None and day.clock is not None:
        found = _PRESENTED.search(head)
    if found is None:
        return None
    start = day.first - len(head) + found.start("what")
    what = found["what"]
    noun = Noun(start, start + len(what), " ".join(what.lower().split()))
    return Reading(day, Status.SET, noun, start)
