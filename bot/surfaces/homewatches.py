"""Watched words and morning lists on the Home tab, each with a button that stops it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.reading.typedwatch import as_typed
from bot.surfaces.forms import parts
from bot.words import watchcards
from bot.words.blocks import Block, section
from bot.words.phrases import counted, joined
from bot.words.templating import Templates
from filings.store.homes import Listed, ListedWatch
from filings.store.mornings import Morning
from filings.store.watches import Wish


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is of each sort, in a channel or in all."""

    follows: int = 0
    watches: int = 0
    mornings: int = 0

    def said(self, one: str, many: str) -> str:
        """ "3 cases, 1 watch and 2 lists"; the follows by the words that are given."""
        pieces = [counted(self.follows, one, many)] if self.follows else []
        if self.watches:
            pieces.append(counted(self.watches, "watch", "watches"))
        if self.mornings:
            lists = "list of new cases", "lists of new cases"
            pieces.append(counted(self.mornings, *lists))
        return joined(pieces)


def counts_of(rows: Iterable[Listed | ListedWatch]) -> Counts:
    follows = watches = mornings = 0
    for row in rows:
        if isinstance(row, Listed):
            follows += 1
        elif isinstance(row.what, Morning):
            mornings += 1
        else:
            watches += 1
    return Counts(follows, watches, mornings)


def counts_by_channel(rows: Sequence[Listed | ListedWatch]) -> dict[str, Counts]:
    found: dict[str, list[Listed | ListedWatch]] = {}
    for row in rows:
        found.setdefault(row.channel_id, []).append(row)
    return {channel_id: counts_of(here) for channel_id, here in found.items()}


def block_of(templates: Templates, row: ListedWatch, place: int) -> Block:
    """One row. The button names the watch by its words, as somebody would type them."""
    if isinstance(row.what, Morning):
        said = templates.mrkdwn("home_morning", list=watchcards.of_morning(row.what))
        value = f"nomorning {row.channel_id} {row.what.court}"
    else:
        wish = row.what.wish
        said = watchcards.line(templates, wish)
        value = f"unwatch {row.channel_id} {as_typed(Wish(wish.words, wish.types))}"
    stop = {
        "type": "button", "action_id": f"home:stop:{place}", "text": parts.words("Stop"),
        "value": value,
    }  # fmt: skip
    return {**section(said), "accessory": stop}
