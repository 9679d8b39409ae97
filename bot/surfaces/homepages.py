"""Which follows stand on which page of a Home tab. Pure.

A view takes 100 blocks and 250 KB (https://docs.slack.dev/surfaces/app-home): a follow is one
block, each channel's heading another, on every page that shows one of its follows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.reading.follownames import naming
from bot.reading.incoming import readable
from bot.surfaces.forms.filled import kept_in
from filings.store.homes import Listed

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


def fitting(found: Sequence[Listed], names: Mapping[str, str], find: str) -> list[Listed]:
    """Those that ``find`` means by case, number or channel, in the order they are shown:
    a person's own first, then channel by channel."""
    if find:
        named, words = naming(find), find.casefold().lstrip("#").split()
        found = [
            each
            for each in found
            if named(each)
            or all(word in each.case_name.casefold() for word in words)
            or " ".join(words) in names.get(each.channel_id, "").casefold()
        ]
    return sorted(found, key=lambda each: _place(each, names))


def _place(each: Listed, names: Mapping[str, str]) -> tuple[bool, str, str, str, str, int]:
    name = names.get(each.channel_id, "")
    case = each.case_name.casefold()
    return (bool(name), name, each.channel_id, case, each.docket_number, each.id)


def pages(found: Sequence[Listed]) -> list[tuple[int, int]]:
    """From which follow to which each page goes; one page at least."""
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
