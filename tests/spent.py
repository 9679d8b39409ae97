"""How long something takes, whatever else the machine does."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time


def least(act: Callable[[int], object], times: int = 3) -> float:
    """Seconds of processor time of the quickest of a few turns: in one of them the garbage of
    other tests may be collected. ``act`` gets the turn's number, for what remembers its input."""
    taken = []
    for turn in range(times):
        begun = process_time()
        act(turn)
        taken.append(process_time() - begun)
    return min(taken)
