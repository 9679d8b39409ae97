"""Follows, watches and morning lists are carried out of the database and into it again.

What is there already is made to be as the file says, and what the file
does not name stays as it is. The same file, read again, changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.access.channels import entered
from bot.commandline.answers import enquiries_of
from bot.commandline.carried import Carried, CarriedChannel, CarriedFollow, Fault
from bot.commandline.carriedplan import Planner
from bot.commandline.carriedwatches import CarriedMorning, CarriedWatch
from bot.commandline.planned import Begun, Plan, Planned, PlannedMorning, PlannedWatch
from bot.delivery.notes import announce
from bot.serving.process import Parts
from filings.errors import BadInput
from filings.store import follows, mornings, places, watches
from filings.types import TERMINAL, Destination
from filings.views import FollowView

AT_ONCE = 200
"""Follows begun in one transaction: on SQLite nobody else can write meanwhile."""


async def everything(made: Parts) -> Carried:
    """All live follows, watches and morning lists, and all channels that have chosen how they are
    told."""
    chosen = await places.all_terms(made.db)
    names = {known.to: known.name for known in chosen}
    return Carried(
        tuple(_carried_follow(view, names) for view in await follows.listed(made.db)),
        tuple(
            CarriedChannel(known.to.team_id, known.to.channel_id, known.name, known.terms)
            for known in chosen
            if known.is_chosen
        ),
        tuple(
            CarriedWatch(to.team_id, to.channel_id, names.get(to, ""), view.wish)
            for view in await watches.listed(made.db)
            if (to := view.destination)
        ),
        tuple(
            CarriedMorning(to.team_id, to.channel_id, names.get(to, ""), each.court, each.types)
            for each in await mornings.everywhere(made.db)
            if (to := each.to)
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
class Done:
    """What an import did: rows of the file. ``same`` were as the file says already."""

    begun: int
    changed: int
    same: int
    faults: tuple[Fault, ...]
    written: bool


async def take_in(made: Parts, what: Carried, *, partly: bool = False) -> Done:
    """Follow and watch what a file holds; with a fault in it nothing, unless ``partly``."""
    async with enquiries_of(made) as enquiries:
        plan = await Planner(made, enquiries).plan(what)
    if partly or not plan.faults:
        await _enter(made, plan)
    faults = tuple(sorted(plan.faults, key=lambda fault: _order(fault.place)))
    if faults and not partly:
        return Done(0, 0, 0, faults, written=False)
    await _begin(made, [one for one in plan.follows if one.there is None])
    for one in plan.follows:
        if one.there is not None:
            await _change(made, one)
    await _watch(made, plan)
    now = made.clock()
    for row, to in plan.channels:
        await places.set_terms(made.db, to, row.terms, by="", now=now)
    begun = plan.new
    await _tell(made, begun)
    asked = len(plan.follows) + len(plan.watches) + len(plan.mornings)
    changed = asked - len(begun) + len(plan.channels)
    return Done(len(begun), changed, plan.same, faults, written=True)


async def _watch(made: Parts, plan: Plan) -> None:
    now = made.clock()
    for watch in plan.watches:
        await watches.keep(
            made.db, watch.to, watch.row.wish, by="", now=now, channel_name=watch.name
        )
    for one in plan.mornings:
        await mornings.keep(
            made.db, one.to, one.row.court, one.row.types, by="", now=now, channel_name=one.name
        )


async def _tell(made: Parts, begun: Sequence[Begun]) -> None:
    """Each channel what it gets from now on, in one message."""
    counts = {to: Counter(sort for at, sort in begun if at == to) for to, _ in begun}
    for to, count in counts.items():
        if to != TERMINAL:
            message = made.renderer.brought_in(
                count[Planned], count[PlannedWatch], count[PlannedMorning]
            )
            await announce(made.db, to, "follow", message, made.clock())


def _order(place: str) -> tuple[str, int]:
    word, _, number = place.rpartition(" ")
    return word, int(number) if number.isdigit() else 0


async def _enter(made: Parts, plan: Plan) -> None:
    """Join the channels that the plan needs, and leave out what it has of the others."""
    slack = made.workspaces()
    if slack is None:
        return
    refused: dict[Destination, str] = {}
    for to, named in plan.to_enter().items():
        try:
            await entered(slack, to, named)
        except BadInput as error:
            refused[to] = str(error)
    plan.leave_out(refused)


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
