"""Failures on request, each for the next calls of one method."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from sandbox.slack.args import Arguments


@dataclass(frozen=True, slots=True)
class TooMany:
    """429, with Retry-After in seconds."""

    retry_after: int = 1


@dataclass(frozen=True, slots=True)
class Broken:
    """A status with an HTML page; ``taken``: the call was carried out all the same."""

    status: int = 500
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """``ok: false`` with this error: ``invalid_auth``, ``token_revoked``, ``is_archived``…

    ``taken`` for errors like ``internal_error``, after which it may have worked.
    """

    error: str
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """The connection breaks off without an answer, after the call was carried out or before."""

    taken: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The answer waits for ``until``; ``reached`` is set when the call has come in.

    ``taken``: carried out before the wait, else after it.
    """

    until: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    taken: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Trickle:
    """The answer begins with some bytes, after which ``reached`` is set; the others come when
    ``until`` is. ``taken``: the call is carried out before, else not at all."""

    until: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    taken: bool = True


Fault: TypeAlias = TooMany | Broken | Refused | Dropped | Held | Trickle


@dataclass(slots=True)
class _Planned:
    method: str
    fault: Fault
    times: int
    when: Callable[[Arguments], bool] | None


class Faults:
    """``fired`` lists what happened, as (method, fault).

    ``otherwise`` is asked about each call that nothing is planned for, for faults at random.
    """

    def __init__(self) -> None:
        self.otherwise: Callable[[str, Arguments], Fault | None] | None = None
        self.fired: list[tuple[str, Fault]] = []
        self.repeat_events = 0
        self._planned: list[_Planned] = []

    def add(
        self,
        method: str,
        fault: Fault,
        *,
        times: int = 1,
        when: Callable[[Arguments], bool] | None = None,
    ) -> None:
        """Let the next ``times`` calls fail; ``*`` is any method, ``when`` picks by argument."""
        self._planned.append(_Planned(method, fault, times, when))

    def clear(self) -> None:
        self._planned.clear()
        self.otherwise = None
        self.repeat_events = 0

    def repeat_next_event(self, times: int = 1) -> None:
        """Deliver the next event so many times more, with the same event_id."""
        self.repeat_events += times

    def take(self, method: str, args: Arguments) -> Fault | None:
        for planned in self._planned:
            if planned.method not in ("*", method) or planned.times < 1:
                continue
            if planned.when is None or planned.when(args):
                planned.times -= 1
                self.fired.append((method, planned.fault))
                return planned.fault
        fault = self.otherwise(method, args) if self.otherwise else None
        if fault is not None:
            self.fired.append((method, fault))
        return fault
