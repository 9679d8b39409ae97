"""What goes on behind the page: the seam between it and a demo.

The page shows what a ``Backstage`` says and hands on the pace that was chosen.
``Board`` is one that a demo can write on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened inside: "D.D.C. rebuilt its feed: 3 entries, 2 changes".

    at     aware; shown in the page's zone
    wrong  something failed
    """

    at: datetime
    text: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to try next, in a sentence.

    typed    put into the composer by one press, "" for what is not typed
    channel  name of the channel to type it in, "" for any
    """

    text: str
    typed: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """A speed of the court day: ``key`` is what the page sends, ``label`` what it shows."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done behind the page, as a button: "Stop the bot"."""

    key: str
    label: str


class Backstage(Protocol):
    """Whatever changes is told to the subscribers; the page then asks anew."""

    def lines(self) -> Sequence[Line]:
        """The newest last."""

    def suggestions(self) -> Sequence[Suggestion]: ...

    def paces(self) -> Sequence[Pace]:
        """What can be chosen, the slowest first; empty where nothing can."""

    @property
    def pace(self) -> str:
        """The key of the pace at which the day goes now."""

    def set_pace(self, key: str) -> None:
        """Raises ValueError for a key that is not among ``paces``."""

    def actions(self) -> Sequence[Action]:
        """What can be done now; empty where nothing can."""

    async def act(self, key: str) -> None:
        """Do it. Raises ValueError, in a sentence, for what cannot be done now."""

    def subscribe(self, told: Callable[[], None]) -> Callable[[], None]:
        """Have ``told`` called after every change; gives what ends that."""


class Board:
    """A Backstage to write on. It keeps the last 200 lines.

    on_pace  told the key that was chosen
    on_act   does the action with this key, which ``offer`` has put there
    """

    def __init__(
        self,
        paces: Sequence[Pace] = (),
        pace: str = "",
        on_pace: Callable[[str], None] | None = None,
        on_act: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        self._paces = tuple(paces)
        self._pace = pace or next((one.key for one in self._paces), "")
        self._on_pace = on_pace
        self._on_act = on_act
        self._actions: tuple[Action, ...] = ()
        self._lines: deque[Line] = deque(maxlen=MOST_LINES)
        self._suggestions: tuple[Suggestion, ...] = ()
        self._told: list[Callable[[], None]] = []

    def note(self, at: datetime, text: str, *, wrong: bool = False) -> None:
        self._lines.append(Line(at, text, wrong))
        self._tell()

    def suggest(self, *suggestions: Suggestion) -> None:
        """Put these in place of what was suggested before."""
        self._suggestions = suggestions
        self._tell()

    def offer(self, *actions: Action) -> None:
        """Put these in place of what could be done before."""
        self._actions = actions
        self._tell()

    def lines(self) -> Sequence[Line]:
        return tuple(self._lines)

    def suggestions(self) -> Sequence[Suggestion]:
        return self._suggestions

    def paces(self) -> Sequence[Pace]:
        return self._paces

    @property
    def pace(self) -> str:
        return self._pace

    def set_pace(self, key: str) -> None:
        if key not in {one.key for one in self._paces}:
            raise ValueError(f"There is no pace {key!r}.")
        self._pace = key
        if self._on_pace is not None:
            self._on_pace(key)
        self._tell()

    def actions(self) -> Sequence[Action]:
        return self._actions

    async def act(self, key: str) -> None:
        if self._on_act is None or key not in {one.key for one in self._actions}:
            raise ValueError("That cannot be done now.")
        await self._on_act(key)
        self._tell()

    def subscribe(self, told: Callable[[], None]) -> Callable[[], None]:
        self._told.append(told)

        def stop() -> None:
            if told in self._told:
                self._told.remove(told)

        return stop

    def _tell(self) -> None:
        for told in tuple(self._told):
            told()
