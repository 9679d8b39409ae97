"""Cases named beside another one, as buttons that follow them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.words.blocks import MAX_BUTTON, Button
from bot.words.mrkdwn import fold
from filings import courts, numbers
from filings.courts import court_of

MOST = 3
RELATED = "Follow the related case"
BELOW = "Follow the case below"


@dataclass(frozen=True, slots=True)
class Other:
    """A case and what its button says; "" where it says the number."""

    label: str
    court: str | None
    number: str


def buttons(own: Other, others: Iterable[Other]) -> list[Button]:
    """A button for each that can be followed and is not ``own``, each case once, at most three.

    Where several would say the same, each says its number.
    """
    found: dict[str, Other] = {}
    for other in others:
        value = _value(other)
        if value and not _same(own, other):
            found.setdefault(value, other)
    chosen = list(found.items())[:MOST]
    labels = [other.label for _, other in chosen]
    return [
        Button(
            other.label if labels.count(other.label) == 1 and other.label else _named(own, other),
            "follow",
            value,
        )
        for value, other in chosen
    ]


def _value(other: Other) -> str:
    """ "dcd 1:25-cv-00457", "" for what is no number of a court that is known."""
    known = None if other.court is None else courts.known(other.court)
    number = fold(other.number)
    if known is None or not number or numbers.parse(number, known.kind) is None:
        return ""
    return f"{known.id} {number}"


def _same(own: Other, other: Other) -> bool:
    known = courts.known(own.court or "")
    if known is None or courts.known(other.court or "") != known:
        return False
    mine, theirs = (numbers.parse(fold(each.number), known.kind) for each in (own, other))
    if mine is None or theirs is None:
        return False
    return numbers.same_parts(mine.parts(), theirs.parts())


def _named(own: Other, other: Other) -> str:
    where = "" if own.court == other.court or not other.court else court_of(other.court)[0]
    return " ".join(filter(None, ("Follow", where, fold(other.number))))[:MAX_BUTTON]
