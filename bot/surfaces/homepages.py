"""Which follows and watches stand on which page of a Home tab. Pure.

A view takes 100 blocks and 250 KB (https://docs.slack.dev/surfaces/app-home): a row is one
block, each channel's heading another, on every page that shows one of its rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.reading.follownames import naming
from bot.reading.incoming import readable
from bot.surfaces.forms.filled import kept_in
from filings import courts
from filings.store.homes import Listed, ListedWatch
from filings.store.mornings import Morning

Row = Listed | ListedWatch

MOST_FOLLOWS = 50
MOST_BLOCKS = 84
MOST_FIND = 200
MOST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Looking:
    """What somebody sees of their Home tab: what they searched for, which page, from 0."""

    find: str = ""
    page: int = 0

    def kept(self) -> str:
        """For ``private_metadata``."""
        return json.dumps({"find": self.find, "page": self.page})


def looking_of(view: Mapping[str, Any]) -> Looking:
    """Whatever cannot be read is the first page of everything."""
    kept = kept_in(view)
    find, page = kept.get("find"), kept.get("page")
    return Looking(sought(find), page_number(page))


def sought(typed: object) -> str:
    return " ".join(readable(typed).split())[:MOST_FIND] if isinstance(typed, str) else ""


def page_number(value: object) -> int:
    """From 0; what is no number of a page is the first."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 6:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return 0
    return min(max(value, 0), MOST_PAGE)


def fitting(found: Sequence[Row], names: Mapping[str, str], find: str) -> list[Row]:
    """Those that ``find`` means by case, number, watched words or channel, in the order they are
    shown: a person's own first, then channel by channel, watches behind the cases."""
    if find:
        named, words = naming(find), find.casefold().lstrip("#").split()
        found = [
            each
            for each in found
            if (isinstance(each, Listed) and named(each))
            or all(word in _called(each).casefold() for word in words)
            or " ".join(words) in names.get(each.channel_id, "").casefold()
        ]
    return sorted(found, key=lambda each: _place(each, names))


def _called(row: Row) -> str:
    """A case by its caption, a watch by its words, a list by its court."""
    if isinstance(row, Listed):
        return row.case_name
    if isinstance(row.what, Morning):
        return courts.get(row.what.court).short_name
    return row.what.wish.words


def _place(row: Row, names: Mapping[str, str]) -> tuple[bool, str, str, int, str, str, int]:
    name = names.get(row.channel_id, "")
    called = _called(row).casefold()
    number, id_ = (row.docket_number, row.id) if isinstance(row, Listed) else ("", 0)
    sort = 0 if isinstance(row, Listed) else 1 + isinstance(row.what, Morning)
    return (bool(name), name, row.channel_id, sort, called, number, id_)


def pages(found: Sequence[Row]) -> list[tuple[int, int]]:
    """From which row to which each page goes; one page at least."""
    bounds: list[tuple[int, int]] = []
    start = blocks = 0
    channel = ""
    for place, each in enumerate(found):
        needed = 1 if each.channel_id == channel else 2
        if place - start >= MOST_FOLLOWS or blocks + needed > MOST_BLOCKS:
            bounds.append((start, place))
            start, blocks, needed = place, 0, 2
        blocks += needed
        channel = each.channel_id
    return [*bounds, (start, len(found))]
