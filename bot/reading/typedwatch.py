"""``/docket watch``, ``unwatch`` and ``new``: what stands behind them, taken apart.

watch "harbor gazette" in dcd nysd new      words, courts, only new cases
watch "harbor gazette" criminal in all      words, sorts of cases, every court
watch cr in dcd new                         a sort of cases alone
new dcd criminal                            today's new cases of a court
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from filings import courts
from filings.errors import BadInput
from filings.store import watchcover
from filings.store.watches import MOST_OF_A_CHANNEL, Wish
from filings.telling import watching
from filings.terms import Cadence

TOO_MANY = (
    f"A channel can have {MOST_OF_A_CHANNEL} watches. Stop one that is not needed: "
    "/docket list shows them."
)
ALL = "all courts"
READ_NOW = "read"
"""What stands behind "in" for the courts that are read at present; a button says it."""
_EVERYWHERE = ("all", "all courts", "every court", "everywhere")
_QUOTED = re.compile(r'["“]([^"“”]*)["”]')
_QUOTE = re.compile(r'["“”]')
_CAPTION = re.compile(r"\bvs?\b\.?", re.IGNORECASE)
_SORTS = {
    **watching.TYPES,
    **{code: (code,) for code in watching.CODES},
    "crim": ("cr",), "misc": ("mc",), "mdl": ("md",), "bankruptcies": ("bk",),
}  # fmt: skip
_SCOPES = {"new": True, "any": False}
_CADENCES = {each.value: each for each in (Cadence.HOURLY, Cadence.DAILY)}
_FILLERS = frozenset(("cases", "case", "and", "or"))


@dataclass(frozen=True, slots=True)
class TypedWatch:
    """A line taken apart. ``wish.courts`` is empty where ``asks``: no court was typed.

    read_now  the courts that are read at present are meant
    """

    wish: Wish
    asks: bool = False
    read_now: bool = False


@dataclass(frozen=True, slots=True)
class TypedNew:
    """A court by its id, and codes of number types, none for all."""

    court: str
    types: tuple[str, ...] = ()


def watch_of(text: str) -> TypedWatch | None:
    """What is to be watched; None where a line without quotes may well be a case.

    Raises BadInput for what is meant as a watch and cannot be one.
    """
    quoted = _QUOTED.findall(text)
    if len(quoted) > 1:
        raise BadInput("One phrase is watched at a time; ask once for each.")
    if quoted:
        rest = " ".join(_QUOTED.sub(" ", text).split())
        return _made(quoted[0], *_options(rest))
    return _unquoted(text)


def _unquoted(text: str) -> TypedWatch | None:
    """Words up to "in COURT", or up to "new" or "any" at the end."""
    if _QUOTE.search(text) or _CAPTION.search(text) or not text.strip():
        return None
    head, where = _behind_in(text)
    words = head.split()
    scope: list[str] = []
    while words and words[-1].casefold() in (*_SCOPES, *_CADENCES):
        scope.append(words.pop())
    _none_unwanted(words)
    if where is None and not scope and not words:
        return None
    sorts = [word for word in words if word.casefold() in _SORTS]
    options = f"{' '.join(scope)} {'' if where is None else f'in {where}'}"
    if words and len(sorts) == len(words):
        return _made("", *_options(f"{' '.join(sorts)} {options}"))
    return _made(" ".join(words), *_options(options)) if words else None


def _none_unwanted(words: Sequence[str]) -> None:
    """A follow leaves out what begins with a hyphen; of a watch, which reads over punctuation,
    such a word would be what is found."""
    unwanted = next((word for word in words if re.match(r"[-–—]\w", word)), None)
    if unwanted is not None:
        raise BadInput(
            f"A watch leaves no words out: write only what is to be found, without "
            f"“{unwanted[:40]}”, or in quotation marks where the hyphen belongs to a phrase. "
            "A follow of a case can leave words out."
        )


def _behind_in(text: str) -> tuple[str, str | None]:
    """What stands before the last "in" behind which are only courts, and what is there."""
    for match in reversed(list(re.finditer(r"(?:^|\s)in\s", text, re.IGNORECASE))[-20:]):
        try:
            _options(f"in {text[match.end() :]}")
        except BadInput:
            continue
        return text[: match.start()].strip(), text[match.end() :]
    return text, None


_Options = tuple[tuple[str, ...], tuple[str, ...], str, bool, Cadence]


def _options(rest: str) -> _Options:
    """Types, courts, "" or where else it is watched, whether only new cases are, and when.

    Raises BadInput for words that are none of these.
    """
    before, inside, after = _around_in(rest)
    types: list[str] = []
    only_new, cadence = False, Cadence.NOW
    tail = after.split()
    # Behind the courts, "new" and "daily" may stand without a comma.
    while tail and (word := tail[-1].casefold()) in (*_SCOPES, *_CADENCES, *_SORTS):
        before = f"{before} {word}"
        tail.pop()
    _none_unwanted(before.split())
    for word in before.casefold().split():
        if word in _SORTS:
            types += _SORTS[word]
        elif word in _SCOPES:
            only_new = _SCOPES[word]
        elif word in _CADENCES:
            cadence = _CADENCES[word]
        elif word not in _FILLERS:
            raise BadInput(f"“{word[:40]}” is none of: in COURT, new, any, daily, criminal, civil.")
    named = " ".join(tail)
    if not inside:
        return tuple(dict.fromkeys(types)), (), "", only_new, cadence
    if named.casefold() in (*_EVERYWHERE, READ_NOW):
        where = READ_NOW if named.casefold() == READ_NOW else ALL
        return tuple(dict.fromkeys(types)), (), where, only_new, cadence
    return tuple(dict.fromkeys(types)), courts_of(named), "", only_new, cadence


def _around_in(rest: str) -> tuple[str, bool, str]:
    match = re.search(r"(?:^|\s)in\s+", f"{rest} ", re.IGNORECASE)
    if match is None:
        return rest, False, ""
    return rest[: match.start()], True, rest[match.end() :]


def courts_of(text: str) -> tuple[str, ...]:
    """All courts that a text names, ids; raises BadInput for other words among them."""
    found = courts.find_named(text)
    left = list(text)
    for each in found:
        left[each.start : each.end] = " " * (each.end - each.start)
    for word in re.findall(r"[^\s,;.]+", "".join(left)):
        if word.casefold() not in _FILLERS:
            courts.get(word)
    if not found:
        raise BadInput("Which courts? For example: in dcd nysd, or in all.")
    return tuple(dict.fromkeys(each.court.id for each in found))


def _made(
    words: str, types: tuple[str, ...], named: tuple[str, ...], where: str, only_new: bool,
    cadence: Cadence,
) -> TypedWatch:  # fmt: skip
    words = " ".join(words.split())
    if len(words) > watching.MOST_WORDS:
        raise BadInput(f"A watch takes {watching.MOST_WORDS} characters at most.")
    phrase = watching.phrase_of(words)
    if phrase and len(phrase.replace(" ", "")) < 2:
        raise BadInput("Watch two letters or more; a single one is in every caption.")
    if not phrase and not types:
        raise BadInput('What is to be watched? For example: /docket watch "harbor gazette" in dcd')
    wish = Wish(words, tuple(sorted(types)), named, where == ALL, only_new, cadence)
    return TypedWatch(wish, asks=not named and not where, read_now=where == READ_NOW)


def checked(wish: Wish) -> Wish:
    """A wish that did not come from a typed line, as a typed one would be.

    Raises BadInput for what cannot be watched, or not in those courts.
    """
    if _QUOTE.search(wish.words):
        raise BadInput("Watched words have no quotation marks in them; a phrase is watched whole.")
    where = ALL if wish.everywhere else ""
    made = _made(wish.words, wish.types, wish.courts, where, wish.only_new, wish.cadence)
    if made.asks:
        raise BadInput("Which courts? For example: in dcd nysd, or in all.")
    return readable(made.wish)


def readable(wish: Wish) -> Wish:
    """The same. Raises BadInput where none of its courts has a feed to find words in."""
    if not wish.everywhere and not any(watchcover.can_be_read(each) for each in wish.courts):
        names = " and ".join(courts.get(each).short_name for each in wish.courts)
        raise BadInput(
            f"{names}: words can be watched only in courts with a feed of all their cases."
        )
    return wish


def sorts_in(named: Sequence[str]) -> tuple[str, ...]:
    """Number types by the names or codes of sorts of cases. Raises BadInput for other words."""
    types: list[str] = []
    for each in named:
        if each.casefold() not in _SORTS:
            raise BadInput(f"“{each[:40]}” is no sort of cases; write criminal, civil or cr.")
        types += _SORTS[each.casefold()]
    return tuple(dict.fromkeys(types))


def as_typed(wish: Wish) -> str:
    """A watch as it is typed behind ``watch``; it parses to the same."""
    parts = [f'"{wish.words}"' if wish.words else "", *wish.types]
    if wish.everywhere or wish.courts:
        parts += ["in", "all" if wish.everywhere else " ".join(wish.courts)]
    parts += ["new" if wish.only_new else "any"]
    if wish.cadence is not Cadence.NOW:
        parts.append(wish.cadence.value)
    return " ".join(part for part in parts if part)


def new_of(text: str) -> TypedNew | None:
    """The court, and sorts of cases, that a line behind ``new`` asks for; None for any other."""
    types: list[str] = []
    rest = []
    for word in text.split():
        if (low := word.casefold().strip(",")) in _SORTS:
            types += _SORTS[low]
        elif low not in _FILLERS and low != "in":
            rest.append(word)
    try:
        found = courts_of(" ".join(rest))
    except BadInput:
        return None
    return TypedNew(found[0], tuple(dict.fromkeys(types))) if len(found) == 1 else None
