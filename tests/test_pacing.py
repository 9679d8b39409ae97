"""The wait between two scenes, at the pace that the slider says meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from sandbox import pacing
from sandbox.pacing import PACES, SECONDS, Pacing


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_slider_goes_from_standing_still_to_sixty_times() -> None:
    assert [pace.key for pace in PACES] == list(SECONDS)
    waits = [wait for wait in SECONDS.values() if wait is not None]
    assert waits == sorted(waits, reverse=True)
    assert SECONDS[PACES[0].key] is None
    assert waits[0] == 60 * waits[-1]


@pytest.mark.parametrize(
    ("seconds", "key"), [(0, "x60"), (2, "x60"), (5, "x12"), (15, "x4"), (60, "x1")]
)
def test_a_pace_in_seconds_is_one_of_the_slider(seconds: float, key: str) -> None:
    assert pacing.nearest(seconds) == key


async def test_a_paused_day_waits_until_it_is_told_to_go_on() -> None:
    going = Pacing("pause", {"pause": None, "now": 0.0})
    waiting = asyncio.create_task(going.wait())
    await asyncio.sleep(0)
    assert not waiting.done()
    going.choose("now")
    await waiting


async def test_a_first_wait_has_its_most() -> None:
    going = Pacing("slow", {"slow": 3600.0})
    waiting = asyncio.create_task(going.wait(0.0))
    assert waiting in (await asyncio.wait([waiting], timeout=60))[0]


async def test_what_was_waited_counts() -> None:
    clock = Clock()
    going = Pacing("slow", {"slow": 3600.0, "slower": 7200.0}, clock)
    waiting = asyncio.create_task(going.wait())
    await asyncio.sleep(0)
    clock.now = 3600.0
    going.choose("slower")
    await asyncio.sleep(0)
    assert not waiting.done()
    clock.now = 7200.0
    going.choose("slow")
    await waiting
    assert waiting.done()
