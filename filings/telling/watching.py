"""Watched words against a filing: all watches in one pass. Pure.

Words are compared as whole words, without case, accents and punctuation:

    J.P. Morgan, J. P. Morgan = JP Morgan      initials are one word
    O'Neil = ONeil;  Acme's has acme           an apostrophe joins, and 's may be left off
    AT&T = AT and T;  Coca-Cola = Coca Cola    "&" is "and", other signs are spaces

A text that can be read in several ways ("SMITH V. J. P. DOE") is searched in each of them.
A phrase never reaches from one caption, event or text into the next.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ahocorasick_rs import AhoCorasick

MOST_WORDS = 200
"""Characters of a phrase, as typed."""
EVERYWHERE = "*"
"""Stands for every court."""

TYPES: Mapping[str, tuple[str, ...]] = {
    "civil": ("cv",),
    "criminal": ("cr",),
    "magistrate": ("mj",),
    "miscellaneous": ("mc",),
    "bankruptcy": ("bk",),
    "adversary": ("ap",),
    "multidistrict": ("md",),
}
"""Sorts of cases by the number types that mark them: 1:25-cv-00457 is civil."""
CODES = frozenset(code for codes in TYPES.values() for code in codes)

# Between the letters of a name: O'Neil, O’Neil, Plaintiffs'.
_APOSTROPHES = "'’‘ʼ`´"
_POSSESSIVE = re.compile(rf"(?<=\w)[{_APOSTROPHES}]s(?!\w)")
_APOSTROPHE = re.compile(rf"(?<=\w)[{_APOSTROPHES}](?=\w)")
_WORD = re.compile(r"[^\W_]+")
# What stands between initials, and what makes two of them surely one name.
_LOOSE, _TIGHT = ("", " ", ".", ". "), ("", ".")
_SPLIT = "\n"


@dataclass(frozen=True, slots=True)
class Watched:
    """What is looked for.

    id        of the watch
    phrase    as ``phrase_of`` gives it, "" where only types are watched
    types     number types such as "cr", empty for all
    courts    ids of courts, or ``EVERYWHERE``
    only_new  only cases that are new
    """

    id: int
    phrase: str
    types: frozenset[str] = frozenset()
    courts: frozenset[str] = frozenset((EVERYWHERE,))
    only_new: bool = False

    def takes(self, court: str, case_type: str) -> bool:
        """Whether a case of this court and number type may be told at all."""
        if EVERYWHERE not in self.courts and court not in self.courts:
            return False
        return not self.types or case_type in self.types


@dataclass(frozen=True, slots=True)
class Item:
    """A filing, or a case, to look in. ``captions`` are all that its case has."""

    court: str
    case_type: str
    captions: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    text: str = ""


def phrase_of(words: str) -> str:
    """Watched words as they are compared: "jp morgan"; "" where nothing is left of them."""
    readings = _initials(_plain(_APOSTROPHE.sub("", words[:MOST_WORDS])))
    return readings[0] if readings else ""


def said(words: str, types: Sequence[str] = ()) -> str:
    """A watch as it is named and typed: "“harbor gazette” criminal", "cr"."""
    sorts = {codes[0]: name for name, codes in TYPES.items()}
    parts = (f"“{words}”" if words else "", *(sorts.get(each, each) for each in types))
    return " ".join(part for part in parts if part)


def readings_of(text: str) -> list[str]:
    """The ways in which a text can be read, each as words with single spaces."""
    plain = _plain(text)
    whole = _APOSTROPHE.sub("", plain)
    found = _initials(whole)
    bare = _APOSTROPHE.sub("", _POSSESSIVE.sub("", plain))
    if bare != whole:
        found += _initials(bare)
    return list(dict.fromkeys(found))


def _plain(text: str) -> str:
    """Lower case, without accents, "&" in words."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return text.casefold().replace("&", " and ")


def _initials(plain: str) -> list[str]:
    """The words, with initials in a row as one; more than one way where a letter may be a
    word of its own. The first is the way in which a phrase is read."""
    words, gaps, end = [], [], 0
    for match in _WORD.finditer(plain):
        words.append(match.group())
        gaps.append(plain[end : match.start()])
        end = match.end()
    if not words:
        return []
    letters = [len(word) == 1 and word.isalpha() for word in words]
    if not any(a and b for a, b in pairwise(letters)):
        return [" ".join(words)]
    ways = []
    for joins in (_as_a_name, _loosely, _tightly):
        said = [words[0]]
        for at in range(1, len(words)):
            initials = letters[at - 1] and letters[at]
            one = initials and joins(words[at - 1], gaps[at], words[at])
            said.extend((words[at],) if one else (" ", words[at]))
        ways.append("".join(said))
    return list(dict.fromkeys(ways))


def _as_a_name(before: str, gap: str, after: str) -> bool:
    """Without "v." and the article: Smith v. J.P. Morgan, a J.P. Morgan fund."""
    if " " in gap and "v" in (before, after):
        return False
    return gap in _LOOSE and not (gap == " " and "a" in (before, after))


def _loosely(_before: str, gap: str, _after: str) -> bool:
    return gap in _LOOSE


def _tightly(_before: str, gap: str, _after: str) -> bool:
    return gap in _TIGHT


def haystack(item: Item) -> str:
    """All that a filing is searched in, in each way in which it can be read, between spaces."""
    readings = dict.fromkeys(
        reading
        for text in (*item.captions, *item.events, item.text)
        if text
        for reading in readings_of(text)
    )
    return f" {f' {_SPLIT} '.join(readings)} "


@dataclass(frozen=True, slots=True)
class Watchlist:
    """All watches, made ready once; ``of`` makes one.

    phrases    each once; ``by_phrase`` at the same place are its watches
    by_type    watches of types without words, by court and type
    """

    phrases: tuple[str, ...] = ()
    by_phrase: tuple[tuple[Watched, ...], ...] = ()
    by_type: Mapping[tuple[str, str], tuple[Watched, ...]] = field(default_factory=dict)
    _automaton: AhoCorasick | None = None

    def __bool__(self) -> bool:
        return bool(self.phrases or self.by_type)

    def find(self, item: Item) -> tuple[Watched, ...]:
        """The watches whose words, court and type fit, by id. One pass over the item's words;
        a watch that does not match costs nothing. Whether its case is new is not looked at."""
        found = {
            watched.id: watched
            for court in (item.court, EVERYWHERE)
            for watched in self.by_type.get((court, item.case_type), ())
        }
        if self._automaton is not None:
            hits = self._automaton.find_matches_as_indexes(haystack(item), overlapping=True)
            for place in {hit[0] for hit in hits}:
                for watched in self.by_phrase[place]:
                    if watched.takes(item.court, item.case_type):
                        found[watched.id] = watched
        return tuple(found[each] for each in sorted(found))


def watchlist(watches: Iterable[Watched]) -> Watchlist:
    """Watches made ready, some microseconds for each."""
    by_phrase: dict[str, list[Watched]] = {}
    by_type: dict[tuple[str, str], list[Watched]] = {}
    for watched in watches:
        if watched.phrase:
            by_phrase.setdefault(watched.phrase, []).append(watched)
            continue
        for court in watched.courts:
            for case_type in watched.types:
                by_type.setdefault((court, case_type), []).append(watched)
    phrases = tuple(by_phrase)
    return Watchlist(
        phrases,
        tuple(tuple(by_phrase[phrase]) for phrase in phrases),
        {key: tuple(found) for key, found in by_type.items()},
        AhoCorasick([f" {phrase} " for phrase in phrases]) if phrases else None,
    )
