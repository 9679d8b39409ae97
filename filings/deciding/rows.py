"""Which row of a docket is which, where the court gives its rows no ids. Pure.

The Supreme Court rewrites rows in place, inserts them between others and repeats
them (the polls of No. 22O155 show all three), so that neither place nor words tell
a row. Two lists of rows are compared as multisets of (date, document ids, text);
what is left over on both sides is paired by its documents, then by its day and words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TypeVar

from filings.deciding.identity import KEY_LENGTH, digest
from filings.types import Entry

SIMILAR = 0.6
"""Share of the words that two rows without common documents must have in common, in order.
A row taken for another would go untold, so that doubt makes two rows."""

MOST_PAIRS = 2500
"""Rewritten rows of one day that are compared by their words, known times found."""

K = TypeVar("K")
Group = Callable[[Entry], Hashable]
Alike = Callable[[Entry, Entry], float]
"""How much a found row may be a known one: 0 not at all, 1 surely."""


def identified(known: Sequence[Entry], found: Sequence[Entry]) -> tuple[Entry, ...]:
    """The found rows in their order, each under the key of the known row that it is.

    ``known`` are all recorded rows of the docket, with distinct keys; ``found`` have
    distinct provisional keys. A row that is none of the known keeps its own key, or
    gets a fresh one where a known row has that key already. The order of either side
    decides nothing.
    """
    left = {entry.key: entry for entry in sorted(known, key=_order)}
    open_rows = dict(enumerate(found))
    keys: dict[int, str] = {}
    for group, alike in _PASSES:
        for key, place in _paired(left, open_rows, group, alike):
            keys[place] = key
            del left[key], open_rows[place]
    taken = {entry.key for entry in known}
    for place in sorted(open_rows, key=lambda at: _order(open_rows[at])):
        keys[place] = _free(open_rows[place].key, taken)
        taken.add(keys[place])
    return tuple(replace(row, key=keys[place]) for place, row in enumerate(found))


def _certain(known: Entry, found: Entry) -> float:
    return 1.0


def _by_words(known: Entry, found: Entry) -> float:
    """The documents have settled it; the words choose between several."""
    return 0.01 + _words_in_common(known, found)


def _rewritten(known: Entry, found: Entry) -> float:
    """Two replies of one party on one day differ in nothing but their documents."""
    one, other = _ids(known), _ids(found)
    if one and other and not set(one) & set(other):
        return 0.0
    alike = _words_in_common(known, found)
    return alike if alike >= SIMILAR else 0.0


def _words_in_common(one: Entry, other: Entry) -> float:
    words, others = one.text.casefold().split(), other.text.casefold().split()
    return SequenceMatcher(None, words, others, autojunk=False).ratio()


def _paired(
    known: dict[str, Entry], found: dict[int, Entry], group: Group, alike: Alike
) -> list[tuple[str, int]]:
    """One to one within each group, the most alike first."""
    knowns, founds = _grouped(known.items(), group), _grouped(found.items(), group)
    pairs: list[tuple[str, int]] = []
    for name, theirs in founds.items():
        ours = knowns.get(name, [])
        if not ours:
            continue
        if alike is _certain:
            pairs += zip((key for key, _ in ours), (place for place, _ in theirs), strict=False)
        elif len(ours) * len(theirs) <= MOST_PAIRS:
            pairs += _best(ours, theirs, alike)
    return pairs


def _best(
    ours: list[tuple[str, Entry]], theirs: list[tuple[int, Entry]], alike: Alike
) -> list[tuple[str, int]]:
    scored = [
        (-score, _order(known), _order(found), key, place)
        for key, known in ours
        for place, found in theirs
        if (score := alike(known, found)) > 0
    ]
    pairs: dict[str, int] = {}
    places: set[int] = set()
    for _score, _known, _found, key, place in sorted(scored):
        if key not in pairs and place not in places:
            pairs[key] = place
            places.add(place)
    return list(pairs.items())


def _grouped(
    rows: Iterable[tuple[K, Entry]], group: Group
) -> dict[Hashable, list[tuple[K, Entry]]]:
    groups: defaultdict[Hashable, list[tuple[K, Entry]]] = defaultdict(list)
    for name, entry in sorted(rows, key=lambda row: _order(row[1])):
        if (of := group(entry)) is not None:
            groups[of].append((name, entry))
    return groups


def _ids(entry: Entry) -> tuple[str, ...]:
    ids = {document.doc_id for document in entry.documents} | {entry.doc_id}
    return tuple(sorted(each for each in ids if each))


def _whole(entry: Entry) -> tuple[str, ...]:
    return tuple(sorted(repr(document) for document in entry.documents))


def _order(entry: Entry) -> tuple[object, ...]:
    return entry.filed_at, entry.text, _whole(entry), entry.key


def _free(key: str, taken: set[str]) -> str:
    """A row may come back under words that a rewritten row once had, and so under its key."""
    fresh, again = key, 1
    while fresh in taken:
        again += 1
        fresh = key[:1] + digest(f"{key}/{again}")[: KEY_LENGTH - 1]
    return fresh


_PASSES: tuple[tuple[Group, Alike], ...] = (
    (lambda e: (e.filed_at, e.text, _whole(e)), _certain),
    (lambda e: (e.filed_at, e.text, _ids(e)), _certain),
    (lambda e: (e.filed_at, _ids(e)) if _ids(e) else None, _by_words),
    (lambda e: _ids(e) or None, _by_words),
    (lambda e: e.filed_at, _rewritten),
)
