"""What CourtListener's answer means when it is none, in a sentence for a reporter. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from filings.errors import BadStatus, NotAllowed, NotAnAnswer, SourceError, TooMany
from watchers import clanswers
from watchers.answers import Answer
from watchers.clanswers import SOURCE

NEEDS = "CourtListener answers this only with a token; set COURTLISTENER_TOKEN."
_PACIFIC = ZoneInfo("America/Los_Angeles")
_EXPECTED = re.compile(r"available in ([0-9]{1,6}) second")
_PAUSE, _LONGEST = 60.0, 86_400.0


def refusal(answer: Answer, now: datetime, *, has_token: bool) -> SourceError | None:
    """Why an answer cannot be used, None where it can; TooMany has the pause it asks for."""
    status = answer.status
    if 200 <= status < 300:
        if answer.body.strip() and "json" not in answer.content_type:
            return NotAnAnswer(SOURCE, "CourtListener sent a web page in place of an answer.")
        return None
    if status == 429:
        return TooMany(SOURCE, "CourtListener asked for a pause.", retry_after=_wait(answer))
    if status in (401, 403):
        theirs = f"CourtListener does not accept COURTLISTENER_TOKEN for this (HTTP {status})."
        return NotAllowed(SOURCE, theirs if has_token else NEEDS)
    return BadStatus(SOURCE, status, _sentence(answer, now), retry_after=answer.retry_after)


def _sentence(answer: Answer, now: datetime) -> str:
    if answer.status >= 500 and _in_maintenance(now):
        return "CourtListener is in its weekly maintenance, Thursdays 9 p.m. to midnight PT."
    if answer.status == 404:
        return "CourtListener has nothing under that address."
    if answer.status == 400:
        return f"CourtListener did not understand the question ({_unknown(answer)})."
    return f"CourtListener answered with an error ({answer.status})."


def _wait(answer: Answer) -> float:
    if answer.retry_after is not None:
        return answer.retry_after
    found = _EXPECTED.search(answer.body[:2000].decode("utf-8", "replace"))
    return min(float(found[1]), _LONGEST) if found else _PAUSE


def _unknown(answer: Answer) -> str:
    try:
        told = clanswers.read_json(answer.body, "answer")
    except NotAnAnswer:
        return "HTTP 400"
    kept = told.get("unknown_params")
    names = kept if isinstance(kept, list) else list(told)
    return ", ".join(clanswers.sound(str(name)[:40]) for name in names[:5]) or "HTTP 400"


def _in_maintenance(now: datetime) -> bool:
    there = now.astimezone(_PACIFIC)
    return there.weekday() == 3 and there.hour >= 21
