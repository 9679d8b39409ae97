"""What stands in brackets in a docket text, taken apart in one pass. Pure.

Clerks nest them, forget to close them and put several behind one another; only what is
opened and closed counts, and only the outermost.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """``text[start:end]`` is a bracket with both its ends; ``inside`` is what it holds."""

    start: int
    end: int
    inside: str


def groups(text: str) -> list[Group]:
    """The outermost brackets that are closed, in order. Time is linear in the text."""
    closed: list[tuple[int, int]] = []
    opened: list[int] = []
    for place, character in enumerate(text):
        if character == "(":
            opened.append(place)
        elif character == ")" and opened:
            closed.append((opened.pop(), place + 1))
    found: list[Group] = []
    end = 0
    for first, last in sorted(closed):
        if first >= end:
            found.append(Group(first, last, text[first + 1 : last - 1].strip()))
            end = last
    return found
