"""What is typed after a case: which filings are wanted, and when.

``[kinds] [+word|-word|+"a phrase"|-"…"] [now|hourly|daily [HH:MM|8am]] [routine daily|routine
now] [pdf]``, in any order.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import time

from bot.reading.timesofday import no_time, time_of
from filings import kinds, references
from filings.errors import BadInput
from filings.kinds import Weight
from filings.terms import Cadence, Routine, Terms
from filings.types import Rule

MOST_PHRASES = 20
_NAMES = (*kinds.NAMES, *(str(weight) for weight in Weight))
_KINDS = {
    **{f"{name}s": name for name in _NAMES}, **{name: name for name in _NAMES},
    "judgement": "judgment", "judgements": "judgment",
}  # fmt: skip
_ROUTINE_KINDS = frozenset({"routine", "appearance", "housekeeping"})
"""What nobody names who does not want routine papers."""
_GROUP_OF = {"at": "when", "routine_at": "routine"}
_TIME = r"(?:\d{1,2}:\d{2}(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?[ap]\.?m\b\.?|noon|midnight)"
# Where case is ignored beyond ASCII, a dotless i would pass for the one in "motion".
_TERM = re.compile(
    rf"""
    (?ai:
    (?P<pdf> (?:with\s|\+)?pdfs?)
  | (?P<when> now | at\sonce | hourly | daily (?:\s(?:at\s)?(?P<at>{_TIME}))? )
  | (?P<routine> routine (?:\s(?:papers?|filings?))?
        \s(?: now | at\sonce | daily (?:\s(?:at\s)?(?P<routine_at>{_TIME}))? ) )
  | (?P<kind> {"|".join(sorted(_KINDS, key=len, reverse=True))} )
  | (?P<all> all (?:\sfilings)? )
  | (?P<filler> only | and | , )
    )
  | (?P<phrase> [+-] (?: "[^"]{{1,200}}" | (?!vs?\.?-) \w[\w'.-]* ))
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ENDS = re.compile(r",?(?:\s+|$)|(?=,)")
_WORD = re.compile(r"\S+")
# A caption does not end with one of these.
_GOES_ON = re.compile(r"(?:^|\W)(?:v|vs|and|of|for|the|in|re|in re|ex parte|&)\.?$", re.IGNORECASE)
LISTED = ", ".join(name for name in _NAMES if name != "other")


@dataclass(frozen=True, slots=True)
class Typed:
    """Terms as somebody typed them; what was not typed is None.

    ``rule`` is one filter: another word for another kind means a new one.
    """

    rule: Rule | None = None
    cadence: Cadence | None = None
    daily_at: time | None = None
    documents: bool | None = None
    routine: Routine | None = None

    @property
    def _names_routine(self) -> bool:
        return self.rule is not None and not _ROUTINE_KINDS.isdisjoint(self.rule.kinds)

    def over(self, terms: Terms) -> Terms:
        """Terms in which what was typed takes the place of what was there.

        Whoever says when, or names routine papers, and does not set these apart, means them too.
        Whoever sets them apart wants them, also beside weights without routine.
        """
        rule = terms.rule if self.rule is None else self.rule
        made = replace(terms, rule=rule)
        if self.cadence is not None:
            made = replace(made, cadence=self.cadence, daily_at=self.daily_at)
        if self.routine is not None:
            at = self.daily_at if self.routine is Routine.DAILY else made.daily_at
            made = replace(made, rule=_with_routine(rule), routine=self.routine, daily_at=at)
        elif self.cadence is not None or self._names_routine:
            made = replace(made, routine=Routine.AT_ONCE)
        if self.documents is not None:
            made = replace(made, documents=self.documents)
        return made


def _with_routine(rule: Rule) -> Rule:
    """The rule with routine papers where it names weights and not this one."""
    weights = set(map(str, Weight))
    named = set(rule.kinds) | {str(Weight.ROUTINE)}
    if weights.isdisjoint(rule.kinds) or named == set(rule.kinds):
        return rule
    # All weights are all filings.
    return replace(rule, kinds=() if weights <= named else (*rule.kinds, str(Weight.ROUTINE)))


@dataclass(frozen=True, slots=True)
class Reading:
    """A typed line as a case and what is wanted of it, None where no terms were typed.

    beyond  words behind a number that are no terms, so that they can only be its caption
    """

    case: str
    typed: Typed | None = None
    beyond: tuple[str, ...] = ()

    @property
    def by_number(self) -> bool:
        """Whether a number or a link names the case."""
        return bool(references.find(self.case))


@dataclass(frozen=True, slots=True)
class _Piece:
    """One term, where it stands in the line."""

    what: str
    text: str
    at: str = ""
    begins: int = 0


def as_line(words: Sequence[str]) -> str:
    """Words of a shell, which took the quotes around a phrase, as the line they were."""
    return " ".join(
        f'{word[0]}"{word[1:]}"' if re.match(r"[+-][^\"]* ", word) else word for word in words
    )


def readings(text: str) -> tuple[Reading, ...]:
    """The ways to read a line, the one with the most terms first; at least one.

    A number or a link leaves one way. A caption may hold words that are terms, so that
    whoever knows the record has to choose. ``text`` has straight quotes and single spaces.
    Raises BadInput for a word beside a number that is nearly a kind of filing, and for a
    time that no clock shows.
    """
    start, pieces = _tail(text)
    beyond = _beyond(text)
    found = []
    if pieces and (case := _case(text[:start])):
        found.append(Reading(case, _typed(pieces), beyond))
    if not found or not found[0].by_number:
        start, pieces = _tail(text, certain=True)
        typed = _typed(pieces) if pieces else None
        certain = Reading(_case(text[:start]) or text, typed, beyond)
        if certain not in found:
            found.append(certain)
    return tuple(found)


def _case(text: str) -> str:
    """What stands before the terms as a case, "" where that cannot be one."""
    said = text.strip().rstrip(",").rstrip()
    return "" if _GOES_ON.search(said) else said


def _tail(text: str, *, certain: bool = False) -> tuple[int, list[_Piece]]:
    """The longest end of a line that is nothing but terms: where it begins, and its terms.

    ``certain`` are those that no caption holds.
    """
    at = 0
    while (word := _WORD.search(text, at)) is not None:
        pieces, end = _pieces(text, word.start(), certain=certain)
        if end == len(text):
            # No term begins with "and", or with a comma.
            first = next((n for n, each in enumerate(pieces) if each.what != "filler"), None)
            return (len(text), []) if first is None else (pieces[first].begins, pieces[first:])
        # Whatever begins before the word that is no term ends there too.
        at = max(word.end(), (_WORD.search(text, end) or word).end())
    return len(text), []


def _pieces(text: str, at: int, *, certain: bool) -> tuple[list[_Piece], int]:
    pieces = []
    while at < len(text):
        found = _TERM.match(text, at)
        ending = found and _ENDS.match(text, found.end())
        if not found or ending is None:
            break
        what = _GROUP_OF.get(found.lastgroup or "", found.lastgroup)
        if certain and not _is_certain(found):
            break
        pieces.append(_Piece(what or "", found[0], found["at"] or found["routine_at"] or "", at))
        at = ending.end()
    return pieces, at


def _is_certain(found: re.Match[str]) -> bool:
    clock = found["at"] or found["routine_at"]
    return bool(found["phrase"] or clock or found["routine"] or found[0].startswith("+"))


def _typed(pieces: list[_Piece]) -> Typed:
    named = dict.fromkeys(_KINDS[p.text.casefold()] for p in pieces if p.what == "kind")
    phrases = [p.text for p in pieces if p.what == "phrase"][:MOST_PHRASES]
    include, exclude = (
        tuple(dict.fromkeys(t[1:].strip('"') for t in phrases if t[0] == sign)) for sign in "+-"
    )
    filters = any(p.what in ("kind", "phrase", "all") for p in pieces)
    when = next((p for p in reversed(pieces) if p.what == "when"), None)
    routine = next((p for p in reversed(pieces) if p.what == "routine"), None)
    clock = next((p.at for p in (when, routine) if p is not None and p.at), "")
    return Typed(
        rule=Rule(tuple(named), include, exclude) if filters else None,
        cadence=None if when is None else _cadence(when.text),
        daily_at=time_of(clock) if clock else None,
        documents=True if any(p.what == "pdf" for p in pieces) else None,
        routine=None if routine is None else _routine(routine.text),
    )


def _routine(said: str) -> Routine:
    return Routine.DAILY if "daily" in said.casefold().split() else Routine.AT_ONCE


def _cadence(said: str) -> Cadence:
    first = said.casefold().partition(" ")[0]
    return {"daily": Cadence.DAILY, "hourly": Cadence.HOURLY}.get(first, Cadence.NOW)


_FOR_MANNERS = ("here", "please")
_LINK_ENDS = re.compile(r"^(?:\|[^>]*)?>")
# What stands behind a number may be a caption or the end of a citation.
_NO_TERMS = re.compile(r"\b(?:vs?|in re|filed|entered|docketed)\b", re.IGNORECASE)


def _beyond(text: str) -> tuple[str, ...]:
    """Of a line that begins with a number: the words behind it that are no terms.

    Raises BadInput for one that stands among terms, or is nearly one.
    """
    refs = references.find(text)
    at = text.find(refs[0].text) if len(refs) == 1 and refs[0].text else -1
    rest = _LINK_ENDS.sub("", text[at + len(refs[0].text) :]) if at >= 0 else ""
    if not rest or text[:at].strip("<") or _NO_TERMS.search(rest):
        return ()
    found, unknown = _sorted_out(rest)
    for word in unknown:
        if found and word.isdecimal():
            raise no_time(word)
        if found or difflib.get_close_matches(word.casefold(), _KINDS, 1, 0.75):
            raise BadInput(f"“{word}” is not a kind of filing I know. Kinds are: {LISTED}.")
    return tuple(unknown)


def refuse_beyond(reading: Reading, captions: Iterable[str]) -> None:
    """Raises BadInput for words that are neither terms nor of one of the case's captions."""
    named = {word for caption in captions for word in _words(caption)}
    for said in reading.beyond:
        if not named.issuperset(_words(said)):
            raise BadInput(
                f"I do not know “{said}” behind a case. What can stand there: kinds of filings "
                "such as orders, +word, -word, hourly, daily 8am, routine daily, pdf."
            )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _sorted_out(rest: str) -> tuple[bool, list[str]]:
    """Whether there are terms in it, and the words that are none."""
    at, found, unknown = 0, False, []
    while (word := _WORD.search(rest, at)) is not None:
        pieces, end = _pieces(rest, word.start(), certain=False)
        found = found or any(piece.what != "filler" for piece in pieces)
        at = end if pieces else word.end()
        said = word[0].strip("<>,.()")
        if not pieces and _words(said) and said.casefold() not in _FOR_MANNERS:
            unknown.append(said)
    return found, unknown


def as_typed(typed: Typed | None) -> str:
    """The same terms as a line, for the value of a button; "" for none."""
    if typed is None:
        return ""
    said = []
    if typed.rule is not None:
        # With "daily" behind it, "routine" would be when and not which.
        said += ["routine," if k == Weight.ROUTINE else k for k in typed.rule.kinds] or ["all"]
        said += [f'+"{phrase}"' for phrase in typed.rule.include]
        said += [f'-"{phrase}"' for phrase in typed.rule.exclude]
    if typed.cadence is not None:
        apart = typed.daily_at if typed.cadence is Cadence.DAILY else None
        said.append(str(typed.cadence) + (f" {apart:%H:%M}" if apart else ""))
    if typed.routine is not None:
        apart = None if typed.cadence is Cadence.DAILY else typed.daily_at
        said.append(f"routine {typed.routine}" + (f" {apart:%H:%M}" if apart else ""))
    if typed.documents:
        said.append("pdf")
    return " ".join(said)
