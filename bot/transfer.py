"""Follows are carried out of the database and into it again.

What is there already is left as it is, so that the same file can be read any number of times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.answers import enquiries_of
from bot.carried import Carried, CarriedChannel, CarriedFollow, Fault
from bot.channels import destination
from bot.enquiries import Enquiries
from bot.notes import announce
from bot.process import Parts
from filings import courts, numbers
from filings.errors import BadInput
from filings.numbers import Parts as CaseParts
from filings.store import cases, follows, places
from filings.store.core import parts_of
from filings.types import TERMINAL, Destination
from filings.views import CaseView, FollowView

AT_ONCE = 200
"""Follows begun in one transaction: on SQLite nobody else can write meanwhile."""


async def everything(made: Parts) -> Carried:
    """All live follows and all channels that have chosen how they are told."""
    chosen = await places.all_terms(made.db)
    names = {known.to: known.name for known in chosen}
    return Carried(
        tuple(_carried_follow(view, names) for view in await follows.listed(made.db)),
        tuple(
            CarriedChannel(known.to.team_id, known.to.channel_id, known.name, known.terms)
            for known in chosen
            if known.is_chosen
        ),
    )


def _carried_follow(view: FollowView, names: dict[Destination, str]) -> CarriedFollow:
    to = view.destination
    # A pause that an archived channel brought about is the channel's, not a wish.
    paused = view.paused_at is not None and not view.paused_why
    return CarriedFollow(
        to.team_id, to.channel_id, names.get(to, ""), view.court, view.docket_number, view.terms,
        paused,
    )  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Done:
    """What an import did: rows of the file. ``same`` were as the file says already."""

    begun: int
    changed: int
    same: int
    faults: tuple[Fault, ...]
    written: bool


async def take_in(made: Parts, what: Carried, *, partly: bool = False) -> Done:
    """Follow what a file holds. With a fault in it nothing is written, unless ``partly``."""
    async with enquiries_of(made) as enquiries:
        plan = await _Planner(made, enquiries).plan(what)
    faults = tuple(sorted(plan.faults, key=lambda fault: _order(fault.place)))
    if faults and not partly:
        return Done(0, 0, 0, faults, written=False)
    await _begin(made, [one for one in plan.follows if one.there is None])
    changed = [one for one in plan.follows if one.there is not None]
    for one in changed:
        await _change(made, one)
    now = made.clock()
    for row, to in plan.channels:
        await places.set_terms(made.db, to, row.terms, by="", now=now)
    begun = len(plan.follows) - len(changed)
    return Done(begun, len(changed) + len(plan.channels), plan.same, faults, written=True)


def _order(place: str) -> tuple[str, int]:
    word, _, number = place.rpartition(" ")
    return word, int(number) if number.isdigit() else 0


class _Planner:
    """Asks the record, and Slack where a channel is new, what each row would change."""

    def __init__(self, made: Parts, enquiries: Enquiries) -> None:
        self._made = made
        self._enquiries = enquiries
        self._slack = made.workspaces()
        self._found: dict[tuple[str, str], tuple[Destination, str] | str] = {}
        self._entered: dict[tuple[str, str], str] = {}

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
            await self._enter(row)
        return Planned(row, to, name or row.name, parts, there)

    async def _channel(self, row: CarriedChannel, plan: Plan) -> None:
        try:
            to, _ = await self._where(row)
            if await places.terms_of(self._made.db, to) == row.terms:
                plan.same += 1
                return
            await self._enter(row)
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

    async def _enter(self, row: CarriedFollow | CarriedChannel) -> None:
        """Raises BadInput where Crier cannot post; Slack is asked once for each channel."""
        key = (row.team, row.channel)
        if key not in self._entered:
            self._entered[key] = ""
            try:
                await destination(self._slack, _spec(row), enter=True)
            except BadInput as error:
                self._entered[key] = str(error)
        if said := self._entered[key]:
            raise BadInput(said)


def _spec(row: CarriedFollow | CarriedChannel) -> str:
    if row.channel == TERMINAL.channel_id or not row.team:
        return row.channel
    return f"{row.team}/{row.channel}"


async def _begin(made: Parts, new: Sequence[Planned]) -> None:
    now = made.clock()
    for some in _pieces(new):
        async with made.db.write() as connection:
            for one in some:
                row = one.row
                await follows.follow_in(
                    connection, one.to, row.court, one.parts, row.number,
                    by="", now=now, terms=row.terms, channel_name=one.name,
                )  # fmt: skip
    for one in new:
        if one.row.paused:
            await _pause(made, one)
    for to in dict.fromkeys(one.to for one in new):
        if to != TERMINAL:
            count = sum(one.to == to for one in new)
            await announce(made.db, to, "follow", made.renderer.brought_in(count), now)


def _pieces(new: Sequence[Planned]) -> list[Sequence[Planned]]:
    return [new[start : start + AT_ONCE] for start in range(0, len(new), AT_ONCE)]


async def _change(made: Parts, one: Planned) -> None:
    row, now = one.row, made.clock()
    if one.changes:
        await follows.change(made.db, one.to, row.court, one.parts, row.terms, by="", now=now)
    if one.pauses:
        await _pause(made, one)


async def _pause(made: Parts, one: Planned) -> None:
    act = follows.pause if one.row.paused else follows.resume
    await act(made.db, one.to, one.row.court, one.parts, by="", now=made.clock())
