"""Captions: what a court prints over a case, as a reporter cites it.

``caption`` shortens in the manner of the trade's citations (organisations
abbreviated, people by surname, first parties only); ``plain`` only mends case
and spacing. Both keep what they do not understand. The words are in
``captions.json``; which shapes courts print was read off the feeds kept in
splashingdiamonds/pacer-courts.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class _Words:
    """``captions.json``; every word in lower case but the initials.

    abbreviations  organisation word -> how a citation writes it
    organisations  words that people's names do not hold
    initials       words that stay in capitals
    """

    abbreviations: dict[str, str]
    organisations: frozenset[str]
    initials: frozenset[str]
    states: frozenset[str]
    firms: frozenset[str]
    given_names: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = json.loads((files("filings") / "captions.json").read_text(encoding="utf-8"))
    abbreviations: dict[str, str] = data["abbreviations"]
    shortened = {key for short in abbreviations.values() for key in _keys(short)}
    return _Words(
        abbreviations,
        frozenset(data["organisation_words"]) | abbreviations.keys() | shortened,
        frozenset(data["initials"]),
        frozenset(data["states"]),
        frozenset(data["firms_named_like_people"]),
        frozenset(data["given_names"]),
    )


_SPACES = re.compile(r"\s+")
_VERSUS = re.compile(
    r"(?:^|\s)(?:v\.?|vs\.?|versus)(?:\s+|$)|(?<=al)\s?v\.(?=[A-Z])", re.IGNORECASE
)
_ET_AL = re.compile(r",?\s+et\.?,?\s*als?\b\.?,?|,?\s+and others\b", re.IGNORECASE)
_IN_RE = re.compile(r"in\s+re\b\s*[:;,-]?\s*|in\s+the\s+matter\s+of\b\s*:?\s*", re.IGNORECASE)
# Eastern California prints the nature of the suit before the caption.
_SUIT_CODE = re.compile(r"(?:\([A-Z]{2,4}\)\s*){1,3}")
_COUNTRY = re.compile(
    r"(?:the )?(?:U\.?S\.?A\.?|U\.?S\.?|united states(?: of america)?)", re.IGNORECASE
)
_STATE_OF = re.compile(
    r"(?:the )?(?:state|commonwealth|people of the state) of ([a-z ]+)", re.IGNORECASE
)
_SUFFIX = re.compile(r",?\s+(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
_SECOND_FORM = re.compile(r"(\b(?:Co|Corp|R\.R|Ry)\.|\bAss'n),? (?:Inc|Ltd|L\.?L\.?C)\.?$")
_PERSON_WORD = re.compile(r"[A-Z][a-z]*(?:['\u2019-]?[A-Z]?[a-z]+)*\.?")
_CORE = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
_SMALL = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "as",
     "de", "del", "la", "las", "los", "y", "da", "do", "dos", "von", "und", "et", "al", "ex", "rel"]
)  # fmt: skip
_FIRST_LETTER = re.compile(r"^(\W*)([^\W\d_])")
_NAME_PREFIX = re.compile(r"^(Mc|O['\u2019]|D['\u2019]|L['\u2019])([a-z])(?=[a-z]{2})")
_NO_INITIALS = frozenset(
    ["NG", "MR", "MRS", "DR", "JR", "SR", "ST", "LTD", "BROS", "MFG", "MT", "FT"]
)
_VOWEL = re.compile(r"[AEIOUY]")
_SEALED_NOUN = (
    r"(?:cases?|matters?|part(?:y|ies)|plaintiffs?|defendants?|petitioners?|respondents?"
    r"|appellants?|appellees?|relators?|movants?|applicants?|debtors?|creditors?|juveniles?"
    r"|actions?|applications?|orders?|indictments?|complaints?|informations?|proceedings?"
    r"|(?:search|seizure|arrest|tracking) warrants?|warrants?|grand jury|subpoenas?"
    r"|pen registers?|entity|individuals?|persons?|vessels?)"
)
_SEALED = re.compile(
    rf"[\W_]*(?:filed )?(?:under seal|sealed(?: {_SEALED_NOUN}\b.*|(?: |-)*[0-9a-z]{{0,2}}))[\W_]*"
    r"|.*[(\[*-] ?(?:filed )?(?:sealed|under seal) ?[)\]*]*",
    re.IGNORECASE | re.DOTALL,
)


def caption(title: str) -> str:
    """Party names as a reporter cites them.

    ``CENTER FOR TAXPAYER RIGHTS v. INTERNAL REVENUE SERVICE`` gives ``Ctr. for
    Taxpayer Rights v. Internal Revenue Serv.``; of an empty title ``""``.
    """
    text = _folded(title)
    prefix, body = _in_re(text)
    parties = [_trimmed(_first_of(each)) for each in _split(body)]
    if len(parties) < 2:
        alone = _tidy(_ET_AL.sub("", body).strip(" -,;"))
        named = _abbreviated(alone) if _is_organisation(alone) else alone
        return (prefix + named).strip()
    surname_first = all("," in each for each in parties)
    return prefix + " v. ".join(_cited(each, surname_first=surname_first) for each in parties)


def plain(title: str) -> str:
    """A title with its case and spacing mended and nothing left out."""
    prefix, body = _in_re(_folded(title))
    return (prefix + " v. ".join(_tidy(each.strip()) for each in _split(body))).strip()


def normalised(title: str) -> str:
    """A title for comparing: case, spaces, punctuation and trailing hyphens aside."""
    return " ".join(re.findall(r"[^\W_]+", title.replace("'", "").replace("\u2019", "").casefold()))


def is_sealed(title: str) -> bool:
    """Whether a party of the caption, or the case, is only named "sealed"."""
    body = _in_re(_folded(title))[1]
    return any(_SEALED.fullmatch(_trimmed(each)) is not None for each in _split(body) if each)


def _folded(title: str) -> str:
    text = _SPACES.sub(" ", title[:2000]).strip().rstrip("-").rstrip()
    code = _SUIT_CODE.match(text)
    return text[code.end() :] if code else text


def _in_re(text: str) -> tuple[str, str]:
    found = _IN_RE.match(text)
    return ("In re ", text[found.end() :]) if found else ("", text)


def _split(text: str) -> list[str]:
    sides = [side.strip() for side in _VERSUS.split(text, maxsplit=1)]
    return sides if len(sides) == 2 and all(sides) else [text]


def _trimmed(party: str) -> str:
    return _ET_AL.sub("", party).strip(" ,;-")


def _first_of(party: str) -> str:
    """What comes before "d/b/a" and other names of the same party."""
    return re.split(
        r",?\s+(?:previously\s+)?[dfa]/[bk]/a\b", party, maxsplit=1, flags=re.IGNORECASE
    )[0]


def _cited(party: str, *, surname_first: bool) -> str:
    if _COUNTRY.fullmatch(party):
        return "United States"
    state = _STATE_OF.fullmatch(party)
    if state and state[1].strip().lower() in _words().states:
        return _tidy(state[1].strip())
    tidy = _tidy(party).replace("United States of America", "United States")
    if surname := _surname(tidy, surname_first=surname_first):
        return surname
    return _abbreviated(tidy) if _is_organisation(tidy) else tidy


def _keys(text: str) -> list[str]:
    return [re.sub(r"[^\w'\u2019-]", "", word).lower() for word in text.split()]


def _is_organisation(party: str) -> bool:
    keys = _keys(party)
    return len(keys) > 1 and not _words().organisations.isdisjoint(keys)


def _surname(party: str, *, surname_first: bool) -> str:
    """The surname of a party that is plainly one person, else ``""``."""
    words = _words()
    name = _SUFFIX.sub("", party)
    if _is_organisation(name) or name.lower() in words.firms:
        return ""
    last, comma, first = name.partition(", ")
    if comma:
        given = _keys(first)[:1]
        plainly = surname_first or any(each in words.given_names for each in given)
        shaped = len(last.split()) == 1 and len(first.split()) <= 2
        return last if plainly and shaped and first.lower() not in words.states else ""
    parts = name.split()
    if len(parts) == 1:
        return name if name != party else ""
    if not 2 <= len(parts) <= 3 or not all(map(_PERSON_WORD.fullmatch, parts)):
        return ""
    middle = parts[1] if len(parts) == 3 else "A."
    known = parts[0].lower() in words.given_names
    return parts[-1] if known and (len(middle.rstrip(".")) == 1) and len(parts[-1]) > 2 else ""


def _abbreviated(party: str) -> str:
    table = _words().abbreviations
    out: list[str] = []
    for word in party.removeprefix("The ").split(" "):
        found = _CORE.match(word)
        before, core, after = found.groups() if found else ("", word, "")
        if out and core.lower() in ("and", "of", "for", "the"):
            out.append(before + ("&" if core.lower() == "and" else core.lower()) + after)
        elif core[:1].isupper() and (short := table.get(core.lower())):
            out.append(before + short + after.removeprefix("." if short.endswith(".") else ""))
        else:
            out.append(word)
    return _SECOND_FORM.sub(r"\1", " ".join(out))


def _tidy(party: str) -> str:
    """Capitals made into ordinary case where the whole party is in capitals."""
    shouted = _ET_AL.sub("", party)
    if any(letter.islower() for letter in shouted) or not any(map(str.isalpha, shouted)):
        return re.sub(r"^SEALED\b", "Sealed", party)
    if party.strip(".") in _words().initials:
        return party
    return " ".join(_titled(word, at == 0) for at, word in enumerate(party.split(" ")))


def _titled(word: str, first: bool) -> str:
    core = word.strip("()[],.;:\"'")
    if core.lower() in _SMALL and not first:
        return word.lower()
    if core in _words().initials or any(map(str.isdigit, core)) or "." in core or "&" in core:
        return word
    if len(core) > 1 and not _VOWEL.search(core) and core not in _NO_INITIALS:
        return word
    return "-".join(_name_cased(each) for each in word.split("-"))


def _name_cased(word: str) -> str:
    cased = _FIRST_LETTER.sub(lambda m: m[1] + m[2].upper(), word.lower())
    return _NAME_PREFIX.sub(lambda m: m[1] + m[2].upper(), cased)
