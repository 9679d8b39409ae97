"""What an import comes to: what begins, what is changed, and what of the file cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.commandline.carried import CarriedChannel, CarriedFollow, Fault
from bot.commandline.carriedwatches import CarriedMorning, CarriedWatch
from filings.numbers import Parts as CaseParts
from filings.store.watches import Wish
from filings.types import TERMINAL, Destination
from filings.views import FollowView


@dataclass(frozen=True, slots=True)
class Planned:
    """A follow of the file, where it is to be, and the one that is there, if any."""

    row: CarriedFollow
    to: Destination
    name: str
    parts: CaseParts
    there: FollowView | None

    @property
    def changes(self) -> bool:
        return self.there is not None and self.there.terms != self.row.terms

    @property
    def pauses(self) -> bool:
        """Whether it has to be paused, or to go on."""
        if self.there is None:
            return self.row.paused
        by_person = self.there.paused_at is not None and not self.there.paused_why
        return by_person != self.row.paused and (self.there.paused_at is None or by_person)


@dataclass(frozen=True, slots=True)
class PlannedWatch:
    """A watch of the file, and what is watched there by these words, if anything."""

    row: CarriedWatch
    to: Destination
    name: str
    there: Wish | None


@dataclass(frozen=True, slots=True)
class PlannedMorning:
    """A morning list of the file; ``there`` where the channel has one of that court."""

    row: CarriedMorning
    to: Destination
    name: str
    there: bool


Begun = tuple[Destination, type[Planned | PlannedWatch | PlannedMorning]]


@dataclass(slots=True)
class Plan:
    """What an import comes to, before anything is written."""

    follows: list[Planned] = field(default_factory=list)
    channels: list[tuple[CarriedChannel, Destination]] = field(default_factory=list)
    watches: list[PlannedWatch] = field(default_factory=list)
    mornings: list[PlannedMorning] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def _beginning(self) -> list[Planned | PlannedWatch | PlannedMorning]:
        """What is not there yet."""
        some: list[Planned | PlannedWatch | PlannedMorning] = [
            *self.follows, *self.watches, *self.mornings
        ]  # fmt: skip
        return [one for one in some if not one.there]

    @property
    def new(self) -> list[Begun]:
        """Where something begins, and which sort of thing it is."""
        return [(one.to, type(one)) for one in self._beginning]

    def to_enter(self) -> dict[Destination, str]:
        """Channels in which something new is to be, and what the file calls each."""
        new = [(one.to, one.row.channel) for one in self._beginning]
        named = dict([*new, *((to, row.channel) for row, to in self.channels)])
        return {to: name for to, name in named.items() if to != TERMINAL}

    def leave_out(self, why: Mapping[Destination, str]) -> None:
        """Make a fault of every row that needs one of these channels."""
        out = [one for one in self._beginning if one.to in why]
        channels_out = [(row, to) for row, to in self.channels if to in why]
        self.faults += [Fault(one.row.place, why[one.to]) for one in out]
        self.faults += [Fault(row.place, why[to]) for row, to in channels_out]
        self.follows = [one for one in self.follows if one not in out]
        self.watches = [one for one in self.watches if one not in out]
        self.mornings = [one for one in self.mornings if one not in out]
        self.channels = [each for each in self.channels if each not in channels_out]
