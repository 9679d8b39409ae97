"""Names that a court withdrew from a case, and a text without them. Pure; linear time.

The record keeps no withdrawn name, only its digest, so that a teller who repeats the name
next week does not bring it back. A false alarm costs a few edits: a name is replaced that the
caption does not print any more.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from filings import captions
from filings.captions import parties, partywords
from filings.changes.besidenames import ORDINARY, WORDS_AND_NAMES, Beside


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A name that is not to be shown: how many words, their digest, and what stands instead."""

    words: int
    digest: str
    becomes: str


_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_INITIALS = re.compile(r"[A-Z]{2,3}|(?:[A-Z]\. ?){1,5}(?:[A-Z]\.?)?|[A-Z](?: [A-Z]){1,4}")
_GIVEN_AND_INITIAL = re.compile(r"[A-Z][\w'\u2019-]+(?: [A-Z]\.?)? [A-Z]\.?")
_NOBODY = re.compile(
    r"(?:(?:j(?:ohn|ane)|baby|minor|child|juvenile|mother|father|parent|student|victim) )?"
    r"(?:does?|roes?|poes?)(?: \d{1,4}| [a-z])?(?: (?:through|to|-) .{1,20})?"
    r"|(?:a )?(?:minor|juvenile|child|student|plaintiff|defendant|john|jane)(?: [a-z0-9]{1,3})?"
    r"|anonymous|redacted|pseudonym.{0,20}|name (?:redacted|withheld|withdrawn)|sealed.{0,30}"
    r"|under seal|\[?(?:redacted|sealed)\]?",
    re.IGNORECASE,
)
_ANYBODY = re.compile(
    r"(?:(?:john|jane) )?(?:does?|roes?|poes?)\b.*|(?:a )?(?:plaintiff|defendant)\b.*",
    re.IGNORECASE,
)
_PUBLIC = re.compile(
    r"(?:the )?(?:u\.? ?s\.? ?a?\.?|united states(?: of america)?|government"
    r"|(?:state|commonwealth|people|city|county) of .{1,60})",
    re.IGNORECASE,
)
_OWN = re.compile(r"['\u2019]s$", re.IGNORECASE)
_SUFFIX = {"jr", "sr", "ii", "iii", "iv", "esq", "md", "phd"}
_PARTICLES = {"della", "delle", "dalla", "vande", "vander"}
_ALONE = ""
"""Stands behind a half of a surname in its digest: it is looked for where no name is beside it."""
_SURNAME = "\n"
"""Behind a surname whose given name is known: it is looked for where no other one is beside it."""
_ADDRESSED = "\n\n"
"""Behind a name that is a word too: it is looked for where it is plainly a party's."""
LONGEST = 8
"""Words of a name that is looked for; of a longer one its first."""


def is_withdrawn(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """The names that ``before`` has and ``after`` hides, each with what stands in its place.

    Empty where a caption changed in another way: parties added, replaced or in another order,
    "et al.", an abbreviation. One side is hidden while the other stays; whatever is unsure is
    none, since what is taken out cannot be put back and an operator can take it out later.
    """
    old, new = _sides(before), _sides(after)
    if len(old) != len(new):
        return ()
    changed = [
        at
        for at, (was, now) in enumerate(zip(old, new, strict=True))
        if captions.normalised(was) != captions.normalised(now)
    ]
    if len(changed) != 1:
        return ()
    at = changed[0]
    name, hidden = old[at], new[at]
    # A defendant that is "Doe" now is another one, but for the government's cases.
    replaced = at == 1 and _ANYBODY.fullmatch(hidden) and not _PUBLIC.fullmatch(old[0])
    stands = set(_words(name)) & set(_words(after)) - set(_words(hidden))
    stood = captions.normalised(hidden) in captions.normalised(before).split()
    if replaced or stands or stood or _hides_already(name) or not _hides(name, hidden):
        return ()
    return ((name, hidden),)


def _sides(caption: str) -> list[str]:
    """The first party of each side, as the court prints it."""
    text = re.sub(
        r"^in (?:re|the matter of):? ", "", " ".join(caption[:2000].split()), flags=re.IGNORECASE
    )
    sides = re.split(r"\s+(?:v\.?|vs\.?|versus)\s+", text, maxsplit=1, flags=re.IGNORECASE)
    return [parties.bare(parties.without_others(side)).strip(" ,") for side in sides]


def _hides(name: str, hidden: str) -> bool:
    if (
        not name
        or _PUBLIC.fullmatch(name)
        or captions.normalised(name) == captions.normalised(hidden)
    ):
        return False
    if partywords.is_organisation(name):
        return False
    if _NOBODY.fullmatch(hidden):
        return not re.fullmatch(r"(?:a )?(?:plaintiff|defendant)", hidden, re.IGNORECASE)
    if _INITIALS.fullmatch(hidden):
        # "IBM" is no person's initials, and neither is what a firm is called for short.
        letters = re.findall(r"[A-Z]", hidden)
        fits = letters[-1].casefold() == _words(name)[-1][:1] if _words(name) else False
        return ("." in hidden or " " in hidden) and fits
    if _GIVEN_AND_INITIAL.fullmatch(hidden):
        was, now = _words(name), _words(hidden)
        return len(was) > 1 and was[0] == now[0] and was[-1][:1] == now[-1] and was[-1] != now[-1]
    return False


def _hides_already(name: str) -> bool:
    return bool(_NOBODY.fullmatch(name) or _INITIALS.fullmatch(name))


def _words(text: str) -> list[str]:
    found = [_fold(word) for word in _WORD.findall(text)]
    return [word for word in found if word not in _SUFFIX]


def _fold(word: str) -> str:
    """Small, without accents: courts print a name with and without them."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def marks(docket: int, name: str, becomes: str, still: str = "") -> tuple[Withdrawn, ...]:
    """How a name is found from now on: as a whole, without what stands in the middle, surname
    first, and a person's surname alone, or half of a double one.

    docket  whose it is: a digest says nothing of another case
    still   the caption as it is now; what it prints is not taken out
    """
    words = _words(name)[:LONGEST]
    forms: list[Sequence[str]] = [words] if words else []
    alone: list[tuple[str, str]] = []
    if words and not partywords.is_organisation(name):
        forms += _forms(words)
        alone = [(half, _ALONE) for half in _halves(words)]
        alone += [(words[-1], _SURNAME)] if len(words) > 1 and len(words[-1]) > 2 else []
    shown = set(_words(still))
    if words and words[-1] in WORDS_AND_NAMES - shown:
        alone.append((words[-1], _ADDRESSED))
    # A surname that is a word of every docket is found in the whole name alone.
    kept = {
        tuple(form)
        for form in forms
        if len("".join(form)) > 2 and not (len(form) == 1 and form[0] in shown | ORDINARY)
    }
    kept |= {(word, how) for word, how in alone
             if word not in shown and (how == _ADDRESSED or word not in ORDINARY)}  # fmt: skip
    digests = _Digests(docket)
    found = {
        digests.of(form): 1 if form[-1] in (_ALONE, _SURNAME, _ADDRESSED) else len(form)
        for form in kept
    }
    return tuple(Withdrawn(length, digest, becomes) for digest, length in sorted(found.items()))


def _forms(words: Sequence[str]) -> list[Sequence[str]]:
    """The ways in which a docket prints a person's name, but for halves of a surname."""
    first, last = words[0], words[-1]
    forms: list[Sequence[str]] = [part.split("-") for part in words if "-" in part]
    if len(words) == 1:
        return forms
    forms += [[first, last], [last, first], [last, *words[:-1]], words[:2]]
    forms += [[first[0], last]]
    if len(words) > 2:
        forms += [words[at:] for at in range(1, len(words) - 1)]
        double = f"{words[-2]}-{last}"
        forms += [[*words[1:], first], [double], [first, double], [double, first]]
    return forms


def _halves(words: Sequence[str]) -> list[str]:
    """What may be half of a double surname: neither a given name nor a particle. A name of two
    words may be all surname, as captions print it."""
    given = partywords.words().given_names
    parts = [half for word in words if "-" in word for half in word.split("-")]
    if len(words) > 1:
        parts += words[1:-1] if len(words) > 2 else words[:1]
    return [part for part in parts if len(part) > 3 and part not in given | _PARTICLES]


class _Digests:
    """Digests of words, salted with the case they are withdrawn from."""

    def __init__(self, docket: int) -> None:
        self._salted = hashlib.blake2b(f"{docket}\n".encode(), digest_size=16)

    def of(self, words: Sequence[str]) -> str:
        made = self._salted.copy()
        made.update("\n".join(words).encode())
        return made.hexdigest()


class _Finder:
    """Finds withdrawn names among the words of one text."""

    def __init__(self, text: str, names: Sequence[Withdrawn], docket: int) -> None:
        self.found = list(_WORD.finditer(text))
        # "Smith's" is Smith.
        self._said = [_fold(_OWN.sub("", match[0])) for match in self.found]
        self._by_digest = {name.digest: name for name in names}
        self._lengths = sorted({name.words for name in names}, reverse=True)
        self._digests = _Digests(docket)
        self._beside = Beside(text, self.found, self._said)

    def at(self, at: int) -> tuple[Withdrawn, int] | None:
        """The longest name that begins with this word, and its last word. A name begins in upper
        case."""
        if not self.found[at][0][:1].isupper():
            return None
        for length in self._lengths:
            for places in self._places(at, length):
                hit = self._by_digest.get(self._digests.of([self._said[each] for each in places]))
                if hit is not None and not self._beside.is_office(at, places[-1]):
                    return hit, places[-1]
        hit = self._by_kind(at)
        return (hit, at) if hit is not None else None

    def _places(self, at: int, length: int) -> Iterator[Sequence[int]]:
        """Where the words of a name may be; of two, with one or two middle names between."""
        if at + length <= len(self.found):
            yield range(at, at + length)
        if length != 2:
            return
        for last in (at + 2, at + 3):
            if last >= len(self.found) or not self._beside.may_be_passed(last - 1):
                return
            yield (at, last)

    def _by_kind(self, at: int) -> Withdrawn | None:
        beside = self._beside
        for kind, is_other in (
            (_SURNAME, beside.is_anothers),
            (_ALONE, beside.is_beside_a_name),
            (_ADDRESSED, lambda at: not beside.is_addressed(at) or beside.is_anothers(at)),
        ):
            hit = self._by_digest.get(self._digests.of((self._said[at], kind)))
            if hit is not None and not is_other(at) and not beside.is_office(at, at):
                return hit
        return None


def without(text: str, names: Sequence[Withdrawn], docket: int) -> str:
    """The text with each withdrawn name replaced, the longest first; the rest as it was."""
    if not names or not text:
        return text
    finder = _Finder(text, names, docket)
    found = finder.found
    pieces: list[str] = []
    end = at = 0
    while at < len(found):
        hit = finder.at(at)
        if hit is None:
            at += 1
            continue
        name, last = hit
        owns = _OWN.search(found[last][0])
        pieces += [text[end : found[at].start()], name.becomes]
        end = found[last].end() - len(owns[0] if owns else "")
        at = last + 1
    return "".join([*pieces, text[end:]]) if pieces else text
