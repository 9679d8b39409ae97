"""The words of a party's name: shortened, in ordinary case, a person's or an organisation's."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Words:
    """``captions.json``; every word in lower case but the initials.

    abbreviations  organisation word -> how a citation writes it
    organisations  words that people's names do not hold
    initials       words that stay in capitals
    places         states in full and shortened, without the last dot
    two_words      countries and firms of two words that look like a person's name
    """

    abbreviations: dict[str, str]
    organisations: frozenset[str]
    initials: frozenset[str]
    states: frozenset[str]
    places: frozenset[str]
    two_words: frozenset[str]
    given_names: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    data = json.loads((files("filings.captions") / "captions.json").read_text(encoding="utf-8"))
    abbreviations: dict[str, str] = data["abbreviations"]
    shortened = {key for short in abbreviations.values() for key in keys(short)}
    return Words(
        abbreviations,
        # These stand in people's names too.
        (frozenset(data["organisation_words"]) | abbreviations.keys() | shortened)
        - frozenset(data["words_of_names_too"]),
        frozenset(data["initials"]),
        frozenset(data["states"]),
        frozenset(data["states"]) | frozenset(data["postal"]),
        frozenset(data["firms_named_like_people"]) | frozenset(data["countries"]),
        frozenset(data["given_names"]),
    )


_SECOND_FORM = re.compile(r"(\b(?:Co|Corp|R\.R|Ry)\.|\bAss'n),? (?:Inc|Ltd|L\.?L\.?C)\.?$")
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
_OTHERS = re.compile(r"\bet\.?,? als?\b", re.IGNORECASE)
_VOWEL = re.compile(r"[AEIOUY]")


def keys(text: str) -> list[str]:
    return [re.sub(r"[^\w'\u2019-]", "", word).lower() for word in text.split()]


def is_organisation(party: str) -> bool:
    found = keys(party)
    return len(found) > 1 and not words().organisations.isdisjoint(found)


_STAYS = {"north": "carolina dakota", "south": "carolina dakota", "west": "virginia"}


def abbreviated(party: str) -> str:
    """The words of an organisation shortened; "&" for "and"; a second "Inc." left out."""
    table = words().abbreviations
    of_name = party.removeprefix("The ").split(" ")
    out: list[str] = []
    for word, after_it in zip(of_name, [*of_name[1:], ""], strict=True):
        found = _CORE.match(word)
        before, core, after = found.groups() if found else ("", word, "")
        if out and core.lower() in ("and", "of", "for", "the"):
            out.append(before + ("&" if core.lower() == "and" else core.lower()) + after)
        elif after == ":" or keys(after_it or "-")[0] in _STAYS.get(core.lower(), "").split():
            out.append(word)
        elif core[:1].isupper() and (short := table.get(core.lower())):
            out.append(before + short + after.removeprefix("." if short.endswith(".") else ""))
        else:
            out.append(word)
    return _SECOND_FORM.sub(r"\1", " ".join(out))


def tidy(party: str) -> str:
    """Capitals made into ordinary case where the party is in capitals."""
    if not _is_shouted(party):
        return re.sub(r"^SEALED\b", "Sealed", party)
    if party.strip(".") in words().initials:
        return party
    return " ".join(_titled(word, at == 0) for at, word in enumerate(party.split(" ")))


def _is_shouted(party: str) -> bool:
    """All in capitals, or all but a few letters of a long name."""
    letters = [letter for letter in _OTHERS.sub("", party) if letter.isalpha()]
    small = sum(map(str.islower, letters))
    return bool(letters) and (small == 0 or (len(letters) > 12 and small * 10 < len(letters)))


def _titled(word: str, first: bool) -> str:
    core = word.strip("()[],.;:\"'")
    if core.lower() in _SMALL and not first:
        return word.lower()
    if core in words().initials or any(map(str.isdigit, core)) or "." in core or "&" in core:
        return word
    if len(core) > 1 and not _VOWEL.search(core) and core not in _NO_INITIALS:
        return word
    if not core.isupper() and len(core) > 1:
        return word
    return "-".join(_name_cased(each) for each in word.split("-"))


def _name_cased(word: str) -> str:
    cased = _FIRST_LETTER.sub(lambda m: m[1] + m[2].upper(), word.lower())
    return _NAME_PREFIX.sub(lambda m: m[1] + m[2].upper(), cased)
