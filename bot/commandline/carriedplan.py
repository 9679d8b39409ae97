"""What an import of follows comes to, row by row, before anything is written or joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.access.channels import destination, enterable
from bot.commandline.carried import Carried, CarriedChannel, CarriedFollow, Fault
from bot.desk.enquiries import Enquiries
from bot.serving.process import Parts
from filings import courts, numbers
from filings.errors import BadInput
from filings.numbers import Parts as CaseParts
from filings.store import cases, follows, places
from filings.store.core import parts_of
from filings.types import TERMINAL, Destination
from filings.views import CaseView, FollowView


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


@dataclass(slots=True)
class Plan:
    """What an import comes to, before anything is written."""

    follows: list[Planned] = field(default_factory=list)
    channels: list[tuple[CarriedChannel, Destination]] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)

    def to_enter(self) -> dict[Destination, str]:
        """Channels in which something new is to be, and what the file calls each."""
        new = [(one.to, one.row.channel) for one in self.follows if one.there is None]
        named = dict([*new, *((to, row.channel) for row, to in self.channels)])
        return {to: name for to, name in named.items() if to != TERMINAL}

    def leave_out(self, why: Mapping[Destination, str]) -> None:
        """Make a fault of every row that needs one of these channels."""
        follows_out = [one for one in self.follows if one.there is None and one.to in why]
        channels_out = [(row, to) for row, to in self.channels if to in why]
        self.faults += [Fault(one.row.place, why[one.to]) for one in follows_out]
        self.faults += [Fault(row.place, why[to]) for row, to in channels_out]
        self.follows = [one for one in self.follows if one not in follows_out]
        self.channels = [each for each in self.channels if each not in channels_out]


class Planner:
    """Asks the record, and Slack where a channel is new, what each row would change."""

    def __init__(self, made: Parts, enquiries: Enquiries) -> None:
        self._made = made
        self._enquiries = enquiries
        self._slack = made.workspaces()
        self._found: dict[tuple[str, str], tuple[Destination, str] | str] = {}
        self._refused: dict[Destination, str] = {}

    async def plan(self, what: Carried) -> Plan:
        plan = Plan(faults=list(what.faults))
        seen: dict[tuple[Destination, str, int, int], list[Planned]] = {}
        for row in what.follows:
            try:
                one = await self._follow(row)
                case = (one.to, row.court, one.parts.year, one.parts.serial)
                alike = seen.setdefault(case, [])
                if twin := next((o for o in alike if numbers.same_parts(o.parts, one.parts)), None):
                    raise BadInput(f"{twin.row.place.capitalize()} has that case and channel too.")
                alike.append(one)
            except BadInput as error:
                plan.faults.append(Fault(row.place, str(error)))
                continue
            if one.there is None or one.changes or one.pauses:
                plan.follows.append(one)
            else:
                plan.same += 1
        for channel in what.channels:
            await self._channel(channel, plan)
        return plan

    async def _follow(self, row: CarriedFollow) -> Planned:
        to, name = await self._where(row)
        parts = parts_of(row.court, row.number)
        there = await follows.one(self._made.db, to, row.court, parts)
        if there is None:
            await self._check(row, parts)
            await self._enterable(row, to)
        return Planned(row, to, name or row.name, parts, there)

    async def _channel(self, row: CarriedChannel, plan: Plan) -> None:
        try:
            to, _ = await self._where(row)
            if await places.terms_of(self._made.db, to) == row.terms:
                plan.same += 1
                return
            await self._enterable(row, to)
        except BadInput as error:
            plan.faults.append(Fault(row.place, str(error)))
        else:
            plan.channels.append((row, to))

    async def _check(self, row: CarriedFollow, parts: CaseParts) -> None:
        """Raises BadInput for a case that nothing could ever tell of."""
        court = courts.get(row.court)
        case = await cases.case(self._made.db, row.court, parts, "", 0)
        if case is None:
            if numbers.parse(row.number, court.kind) is None:
                raise BadInput(f"“{row.number}” is not a docket number of {court.short_name}.")
            coverage = await cases.coverage(self._made.db, row.court)
            case = CaseView(row.court, row.number, "", known=False, filings=(), coverage=coverage)
        if refusal := self._enquiries.refusal(case):
            raise BadInput(refusal)

    async def _where(self, row: CarriedFollow | CarriedChannel) -> tuple[Destination, str]:
        key = (row.team, row.channel)
        if key not in self._found:
            try:
                self._found[key] = await destination(self._slack, _spec(row), enter=False)
            except BadInput as error:
                self._found[key] = str(error)
        found = self._found[key]
        if isinstance(found, str):
            raise BadInput(found)
        return found

    async def _enterable(self, row: CarriedFollow | CarriedChannel, to: Destination) -> None:
        """Raises BadInput where Crier cannot post; Slack is asked once for each channel."""
        if to == TERMINAL or self._slack is None:
            return
        if to not in self._refused:
            self._refused[to] = ""
            try:
                await enterable(self._slack, to, row.channel)
            except BadInput as error:
                self._refused[to] = str(error)
        if said := self._refused[to]:
            raise BadInput(said)


def _spec(row: CarriedFollow | CarriedChannel) -> str:
    if row.channel == TERMINAL.channel_id or not row.team:
        return row.channel
    return f"{row.team}/{row.channel}"
