"""The rows of a file against what is there, before anything is written or joined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

from bot.access.channels import destination, enterable
from bot.commandline.carried import Carried, CarriedChannel, CarriedFollow, Fault
from bot.commandline.carriedwatches import CarriedMorning, CarriedWatch
from bot.commandline.planned import Plan, Planned, PlannedMorning, PlannedWatch
from bot.desk.enquiries import Enquiries
from bot.reading.typedwatch import TOO_MANY
from bot.serving.process import Parts
from filings import courts, numbers
from filings.errors import BadInput
from filings.numbers import Parts as CaseParts
from filings.store import cases, follows, mornings, newcases, places, watches
from filings.store.core import parts_of
from filings.store.watches import Wish, mark
from filings.types import TERMINAL, Destination
from filings.views import CaseView

Key = TypeVar("Key", int, str)
Row = CarriedFollow | CarriedChannel | CarriedWatch | CarriedMorning


class Planner:
    """Asks the record, and Slack where a channel is new, what each row would change."""

    def __init__(self, made: Parts, enquiries: Enquiries) -> None:
        self._made = made
        self._enquiries = enquiries
        self._slack = made.workspaces()
        self._found: dict[tuple[str, str], tuple[Destination, str] | str] = {}
        self._refused: dict[Destination, str] = {}
        self._named: dict[tuple[Destination, object], str] = {}
        self._watching: Counter[Destination] = Counter()

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
        words = {(v.destination, mark(v.wish)): v.wish for v in await watches.listed(self._made.db)}
        self._watching = Counter(to for to, _ in words)
        lists = {(m.to, m.court): m.types for m in await mornings.everywhere(self._made.db)}
        for watch in what.watches:
            await self._watch(watch, plan, words)
        for morning in what.mornings:
            await self._morning(morning, plan, lists)
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

    async def _watch(
        self, row: CarriedWatch, plan: Plan, there: Mapping[tuple[Destination, int], Wish]
    ) -> None:
        try:
            to, name = await self._where(row)
            before = there.get(self._once(to, mark(row.wish), row.place, "those words"))
            if before is None:
                if self._watching[to] >= watches.MOST_OF_A_CHANNEL:
                    raise BadInput(TOO_MANY)
                await self._enterable(row, to)
        except BadInput as error:
            plan.faults.append(Fault(row.place, str(error)))
            return
        if before == row.wish:
            plan.same += 1
        else:
            self._watching[to] += before is None
            plan.watches.append(PlannedWatch(row, to, name or row.name, before))

    async def _morning(
        self,
        row: CarriedMorning,
        plan: Plan,
        there: Mapping[tuple[Destination, str], tuple[str, ...]],
    ) -> None:
        try:
            to, name = await self._where(row)
            before = there.get(self._once(to, row.court, row.place, "that court's list"))
            if before is None:
                await self._enterable(row, to)
                if not (await newcases.reading(self._made.db, row.court)).has_feed:
                    court = courts.get(row.court).short_name
                    raise BadInput(f"{court} has no feed in which new cases could be seen.")
        except BadInput as error:
            plan.faults.append(Fault(row.place, str(error)))
            return
        if before is not None and set(before) == set(row.types):
            plan.same += 1
        else:
            plan.mornings.append(PlannedMorning(row, to, name or row.name, before is not None))

    def _once(self, to: Destination, key: Key, place: str, what: str) -> tuple[Destination, Key]:
        """The key again. Raises BadInput where another line of the file has it."""
        first = self._named.setdefault((to, key), place)
        if first != place:
            raise BadInput(f"{first.capitalize()} has {what} and that channel too.")
        return to, key

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

    async def _where(self, row: Row) -> tuple[Destination, str]:
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

    async def _enterable(self, row: Row, to: Destination) -> None:
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


def _spec(row: Row) -> str:
    if row.channel == TERMINAL.channel_id or not row.team:
        return row.channel
    return f"{row.team}/{row.channel}"
