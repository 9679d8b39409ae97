"""A typed line taken apart, without asking the database.

A first word counts as a command only when what follows parses for it, so that
*New York v. Trump* and *Test v. List* are cases.
"""

from __future__ import annotations

import difflib
import html
import re
from dataclasses import dataclass

from bot.reading import lookup
from bot.reading.incoming import readable
from bot.reading.typedwatch import new_of, watch_of
from filings import references
from filings.errors import BadInput

_MISTYPED = ("follow", "unfollow", "recent")
_OF_A_CASE = (*_MISTYPED, "cite", "calendar", "pause", "resume", "settings")
_ALONE = ("list", "log", "status", "test", "help")
_OF_WORDS = ("watch", "unwatch", "new")
VERBS = (*_OF_A_CASE, *_ALONE, *_OF_WORDS)
MOST_RECENT = 25
_CAPTION_GOES_ON = re.compile(r"(?:v|vs)\b\.?", re.IGNORECASE)
_SMART = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Command:
    """A parsed line. ``verb`` is "" for a look-up; terms of a follow are still in ``text``."""

    verb: str
    text: str
    count: int = 5


def parse(text: str) -> Command:
    """Take a typed line apart, without asking the database.

    ``should_escape`` and people's keyboards bring ``<…|…>``, ``&amp;`` and
    smart quotes; references reads the former, the latter are undone here.
    """
    text = " ".join(html.unescape(readable(text)).translate(_SMART).split())[: lookup.MOST_TEXT]
    first, _, rest = text.partition(" ")
    verb = first.casefold()
    if not any(map(str.isprintable, text)):
        return Command("help", "")
    if verb in _ALONE:
        return Command(verb, "") if rest in ("", "here", "me") else Command("", text)
    if verb in _OF_WORDS and _parses(verb, rest):
        return Command(verb, rest)
    if verb == "calendar" and rest in ("", "here"):
        return Command(verb, "")
    if verb in _OF_A_CASE and not _CAPTION_GOES_ON.match(rest):
        counted = re.fullmatch(r"(.+?) (\d{1,2})", rest) if verb == "recent" else None
        if counted and (references.find(counted[1]) or not references.find(rest)):
            return Command(verb, counted[1], min(int(counted[2]) or 5, MOST_RECENT))
        return Command(verb, rest, 10)
    return Command("", text)


def _parses(verb: str, rest: str) -> bool:
    """Whether what follows is for watches and new cases: *New York v. Trump* is a case."""
    if verb == "new":
        return not rest or new_of(rest) is not None
    try:
        return not rest or watch_of(rest) is not None
    except BadInput:
        # Meant as a watch; what is wrong with it is said there.
        return True


def near_verb(text: str) -> tuple[str, str]:
    """A command that the first word looks like, and what follows it; else two times ""."""
    first, _, rest = text.partition(" ")
    if first.casefold() in VERBS or not rest or _CAPTION_GOES_ON.match(rest):
        return "", ""
    close = difflib.get_close_matches(first.casefold(), _MISTYPED, 1, 0.7)
    return (close[0], rest) if close else ("", "")
