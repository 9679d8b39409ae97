"""What sort of filing it is, and how much it matters.

Everything is read from the court's own words by the rules of ``kinds.toml``;
nothing is inferred from who files. Deterministic and pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from filings.kinds import rulings
from filings.kinds.nouns import cleaned, lowered, noun_of
from filings.kinds.rules import (
    DATA,
    NAMES,
    OTHER,
    Kind,
    Weight,
    any_of,
    by_rule,
    folded,
    says_sealed,
)

__all__ = [
    "NAMES", "OTHER", "RULINGS", "Kind", "Weight", "kind_of", "lowered", "main_first", "noun_of",
    "noun_of_main", "verb_of",
]  # fmt: skip

# Rulings: what the court decides, as against what it schedules or hears.
RULINGS = frozenset({"verdict", "sentence", "judgment", "opinion", "order"})

_ENTERED = frozenset(DATA["entered"])
_FILED = frozenset(DATA["filed"])
_DOCKETED = any_of(DATA["docketed"])
_ASKED_OR_GIVEN = re.compile(DATA["asked_or_given"])
_OWN_SORT = re.compile(DATA["own_sort"])

# Of a long text its beginning says what it is, and what was decided stands at either end.
_FRONT = 8_000
_BACK = 4_000
# Of little use beside a filing that has a kind of its own.
_SILENT = frozenset({"housekeeping", "other", "notice", "appearance"})
_SEALABLE = frozenset(DATA["heads"]["sealable"])
# That there is a plea agreement is news under seal too.
_NEWS_UNDER_SEAL = frozenset({"plea"})
_SAME = tuple((re.compile(row["beside"]), re.compile(row["said"])) for row in DATA["same"])


def _bounded(text: str) -> str:
    if len(text) <= _FRONT + _BACK:
        return text
    return f"{text[:_FRONT]} {text[-_BACK:]}"


def _weighed(kind: Kind, text: str) -> tuple[Kind, bool]:
    """The kind with the weight its words give it, and whether they do give one."""
    if kind.name == "order":
        weight = rulings.weight_of(text)
        return (kind if weight is None else replace(kind, weight=weight)), weight is not None
    if kind.name == "hearing" and kind.weight is Weight.SUBSTANCE:
        return _court_day(kind, text), True
    if kind.name == "judgment" and "sentence" in rulings.came_of(text):
        return replace(kind, also=("sentence",)), True
    if kind.name == "motion" and rulings.seeks_settlement(text):
        return replace(kind, weight=Weight.NEWS, also=("settlement",)), True
    return kind, kind.weight is not Weight.SUBSTANCE


def _court_day(kind: Kind, text: str) -> Kind:
    """A minute entry with what it tells: a ruling, a plea, only a new date."""
    brought = tuple(rulings.came_of(text))
    decided = rulings.decides(text)
    ruled = ("order",) if decided else ()
    for name in brought:
        if name != "settlement":
            return Kind(name, Weight.NEWS, ("hearing", *ruled))
    ends = rulings.weight_of(text) is Weight.NEWS or rulings.rules_on_its_subject(text)
    if brought or (decided and ends):
        return Kind("hearing", Weight.NEWS, (*brought, *ruled))
    if not decided and rulings.only_sets_a_date(rulings.body(text)):
        return replace(kind, weight=Weight.ROUTINE)
    return replace(kind, also=ruled or kind.also)


def _kept_back(kind: Kind, text: str) -> Kind:
    """Where the court says that a paper is sealed, that comes first."""
    if kind.name in _SEALABLE and says_sealed(text):
        weight = Weight.NEWS if kind.name in _NEWS_UNDER_SEAL else Weight.SUBSTANCE
        return Kind("sealed", weight, (kind.name,))
    return kind


@lru_cache(maxsize=8192)
def _kind_of_one(event: str) -> Kind:
    kind = by_rule(event)
    return _kept_back(OTHER if kind is None else _weighed(kind, folded(event))[0], event)


@lru_cache(maxsize=512)
def _kind_of_text(text: str) -> tuple[Kind | None, bool]:
    kind = by_rule(text)
    if kind is None:
        return None, False
    weighed, sure = _weighed(kind, folded(text))
    return _kept_back(weighed, text), sure


def _place(kind: Kind) -> tuple[int, int]:
    return -kind.weight.rank, NAMES.index(kind.name)


_ARRAIGNMENT = re.compile(r"\b(?<!re)arraignment\b", re.IGNORECASE)
_PLEA_ENTERED = re.compile(r"\bplea entered\b", re.IGNORECASE)


def _said_better(events: Sequence[str]) -> frozenset[str]:
    """Events that say what another one of the same filing says better."""
    names = {event: cleaned(event).lower() for event in events}
    return frozenset(
        event
        for beside, said in _SAME
        if any(beside.fullmatch(name) for name in names.values())
        for event, name in names.items()
        if said.fullmatch(name) and not beside.fullmatch(name)
    )


def _found(events: Sequence[str]) -> list[Kind]:
    repeats = _said_better(events) if len(events) > 1 else frozenset()
    named = [(event, _kind_of_one(_bounded(event))) for event in events if event not in repeats]
    asks = any(
        kind.name == "motion" and not _OWN_SORT.match(cleaned(event).lower())
        for event, kind in named
    )
    arraigned = any(_ARRAIGNMENT.search(event) for event in events)
    return [
        kind
        for event, kind in named
        # At an arraignment the plea that is entered is "not guilty" as a rule.
        if not (arraigned and kind.name == "plea" and _PLEA_ENTERED.search(event))
        and kind != OTHER
        and not (asks and _ASKED_OR_GIVEN.fullmatch(cleaned(event).lower()))
    ]


def _is_under_seal(kind: Kind, main: Kind) -> bool:
    """Whether it is the same as the main paper of a filing, and no less, but sealed."""
    return kind.name == "sealed" and main.name in kind.also and kind.weight >= main.weight


def _of_events(events: Sequence[str]) -> Kind:
    found = _found(events)
    if not found:
        return OTHER
    main = min(found, key=_place)
    held = any(kind.name == "hearing" and kind.weight > Weight.ROUTINE for kind in found)
    if held and main.name == "order" and main.weight < Weight.NEWS:
        # What a court rules in a hearing is docketed as one entry with both names.
        return Kind("hearing", main.weight, ("order",))
    if hidden := next((kind for kind in found if _is_under_seal(kind, main)), None):
        main = hidden
    others = (name for kind in found for name in (kind.name, *kind.also))
    also = (n for n in (*main.also, *others) if n != main.name and n not in _SILENT)
    return replace(main, also=tuple(dict.fromkeys(also)))


def kind_of(events: Sequence[str], text: str = "") -> Kind:
    """The kind and weight of a filing.

    events  the court's short descriptions; of several the weightiest decides, of equal
            weight the kind that stands first in ``NAMES``
    text    the docket text, which decides over the events where it says what it is
    """
    by_events = _of_events(events)
    told, sure = _kind_of_text(_bounded(text)) if text else (None, False)
    if told is None:
        return by_events
    if told.name == by_events.name:
        weight = told.weight if sure else by_events.weight
        return Kind(told.name, weight, tuple(dict.fromkeys((*told.also, *by_events.also))))
    return told


def verb_of(events: Sequence[str], text: str = "") -> str:
    """ "filed" is what a party does, "entered" what the court does; "docketed" when unsure."""
    if any(_DOCKETED.search(cleaned(event).lower()) for event in events):
        return "docketed"
    kind = kind_of(events, text)
    if kind.name in _ENTERED:
        return "entered"
    return "filed" if kind.name in _FILED else "docketed"


def main_first(events: Sequence[str]) -> tuple[str, ...]:
    """The event that decides the kind, then the others in the court's order."""
    if not events:
        return ()
    main = min(events, key=_importance)
    return (main, *(event for event in events if event != main))


def noun_of_main(events: Sequence[str]) -> str:
    """Only the event that decides the kind, for a citation: "Order"."""
    return noun_of(main_first(events)[:1])


def _importance(event: str) -> tuple[int, int]:
    return _place(_kind_of_one(_bounded(event)))
