"""Names that a court withdrew from a case, and a text without them. Pure; linear time.

The record keeps no withdrawn name, only its digest, so that a teller who repeats the name
next week does not bring it back. A false alarm costs a few edits: a name is replaced that the
caption does not print any more.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from filings import captions, parties, partywords
from filings.kindrules import DATA


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
_BENCH = {"judge", "justice", "magistrate", "chief"}
_ORDINARY = frozenset(
    f"""{DATA["vocabulary"]["words"]} january february march april may june july august september
    october november december monday tuesday wednesday thursday friday saturday sunday rule
    grant price bond young long day law king bishop brown white black green will""".split()
)
_PARTICLES = {"della", "delle", "dalla", "vande", "vander"}
_NO_NAMES = _ORDINARY | {
    "v", "vs", "et", "al", "mr", "mrs", "ms", "miss", "dr", "petitioner", "petitioners",
    "respondent", "respondents", "appellant", "appellee", "movant", "movants", "debtor", "debtors",
    "relator", "claimant", "detainee", "counsel",
}  # fmt: skip
_ALONE = ""
"""Stands behind a half of a surname in its digest: it is looked for where no name is beside it."""
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
    halves: list[str] = []
    if words and not partywords.is_organisation(name):
        forms += _forms(words)
        halves = _halves(words)
    # A surname that is a word of every docket is found in the whole name alone.
    shown = set(_words(still)) | _ORDINARY
    kept = {
        tuple(form)
        for form in forms
        if len("".join(form)) > 2 and not (len(form) == 1 and form[0] in shown)
    }
    digests = _Digests(docket)
    found = {digests.of(form): len(form) for form in kept}
    found |= {digests.of((half, _ALONE)): 1 for half in halves if half not in shown}
    return tuple(Withdrawn(length, digest, becomes) for digest, length in sorted(found.items()))


def _forms(words: Sequence[str]) -> list[Sequence[str]]:
    """The ways in which a docket prints a person's name, but for halves of a surname."""
    first, last = words[0], words[-1]
    forms: list[Sequence[str]] = [part.split("-") for part in words if "-" in part]
    if len(words) == 1:
        return forms
    forms += [[first, last], [last, first], [last, *words[:-1]], words[:2], [last]]
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
        self._text = text
        # "Smith's" is Smith.
        self._said = [_fold(_OWN.sub("", match[0])) for match in self.found]
        self._by_digest = {name.digest: name for name in names}
        self._lengths = sorted({name.words for name in names}, reverse=True)
        self._digests = _Digests(docket)

    def at(self, at: int) -> Withdrawn | None:
        """The longest name that begins with this word. A name begins in upper case."""
        if not self.found[at][0][:1].isupper():
            return None
        for length in self._lengths:
            if at + length > len(self.found):
                continue
            hit = self._by_digest.get(self._digests.of(self._said[at : at + length]))
            if hit is not None and not (length == 1 and self._of_the_bench(at)):
                return hit
        half = self._by_digest.get(self._digests.of((self._said[at], _ALONE)))
        return half if half is not None and self._stands_alone(at) else None

    def _of_the_bench(self, at: int) -> bool:
        return at > 0 and self._said[at - 1] in _BENCH

    def _stands_alone(self, at: int) -> bool:
        """Beside another name it is somebody else's."""
        return not (
            self._of_the_bench(at) or self._beside(at - 1, at - 1) or self._beside(at, at + 1)
        )

    def _beside(self, left: int, other: int) -> bool:
        """Whether the word ``other`` is a name that goes on over the gap behind ``left``."""
        if not 0 <= left < len(self.found) - 1:
            return False
        gap = self._text[self.found[left].end() : self.found[left + 1].start()]
        named = self.found[other][0][:1].isupper() and self._said[other] not in _NO_NAMES
        return named and gap.strip() in ("", ".")


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
        last = found[at + hit.words - 1]
        owns = _OWN.search(last[0])
        pieces += [text[end : found[at].start()], hit.becomes]
        end = last.end() - len(owns[0] if owns else "")
        at += hit.words
    return "".join([*pieces, text[end:]]) if pieces else text
