"""Whether two names of a hearing or a deadline may mean the same one. Pure."""

from __future__ import annotations

import re

_MOST = 300
_FILLING = """a an and the of on re for in at to by with before via hearing hearings proceeding
 proceedings further continued continuation telephonic telephone telephonically video remote virtual
 videoconference zoom in-person due deadline deadlines"""
# What is said of one event in one text and left out in the next.
_WITHOUT = frozenset(re.findall(r"\S+", _FILLING))


def core(what: str) -> frozenset[str]:
    """The words that tell one sort of hearing from another; none for "hearing"."""
    words = re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", what[:_MOST].casefold())
    return frozenset(word.removesuffix("s") for word in words if word not in _WITHOUT)


def fit(one: str, other: str) -> int:
    """How well two names of an event agree: 2 the same, 1 one says less than the other, else 0."""
    mine, yours = core(one), core(other)
    if mine == yours:
        return 2
    return 1 if mine <= yours or yours <= mine else 0
