"""What is to be said of gaps: that there is one, and later what CourtListener shows of it.

Each is given once: it is marked as told in the transaction that writes the message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.deciding.merge import folded
from filings.store import outages
from filings.store.cases import groups_of
from filings.store.core import (
    chunks,
    dockets,
    entries,
    errands,
    filled_gaps,
    follows,
    gaps,
    same_case,
)
from filings.store.followviews import dockets_of
from filings.store.gapwaits import is_find, is_listed, is_ready
from filings.store.postcases import Named, NamedCase
from filings.store.termrows import terms_of_follow
from filings.telling.match import wants
from filings.types import Destination, Event
from filings.views import FilingView


@dataclass(frozen=True, slots=True)
class Unseen:
    """A stretch of time that no body of a court's feed reached."""

    court: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """A followed case that CourtListener does not list; ``case_name`` is "" while unseen."""

    docket_number: str
    case_name: str


@dataclass(slots=True)
class _Told:
    """What one channel is about to be told."""

    filings: dict[str, FilingView] = field(default_factory=dict)
    without: int = 0
    unlisted: list[Case] = field(default_factory=list)
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What CourtListener shows of a gap, for one channel.

    filings   that the channel's follows want, the oldest first
    without   cases of which it shows none of these
    unlisted  cases that it does not list
    partial   of some case not everything could be read
    """

    to: Destination
    gap: Unseen
    filings: tuple[FilingView, ...]
    without: int
    unlisted: tuple[Case, ...]
    partial: bool

    @property
    def cases(self) -> tuple[Named, ...]:
        """What it names."""
        others = (NamedCase(self.gap.court, each.docket_number) for each in self.unlisted)
        return (*self.filings, *others)


def anything(now: datetime) -> sa.ColumnElement[bool]:
    """Whether something is to be said of a gap."""
    return sa.or_(sa.exists().where(sa.not_(gaps.c.told)), sa.exists().where(is_ready(now)))


async def newly_unseen(connection: AsyncConnection, now: datetime) -> list[Unseen]:
    """Gaps that nobody was told of yet; marked as told. While other courts are still to be
    read after the same outage the first wait for them, so that a channel gets one message."""
    untold = sa.not_(gaps.c.told)
    oldest = await connection.scalar(sa.select(sa.func.min(gaps.c.found_at)).where(untold))
    if oldest is None:
        return []
    if now - oldest < outages.BACK_TOGETHER and await outages.is_any_to_come(connection, oldest):
        return []
    rows = await connection.execute(
        gaps.update().where(sa.not_(gaps.c.told)).values(told=True).returning(*gaps.c)
    )
    return [_unseen(row) for row in sorted(rows, key=lambda row: (row.court, row.since))]


def _unseen(row: Any) -> Unseen:
    return Unseen(row.court, row.since, row.until)


async def newly_answered(connection: AsyncConnection, now: datetime) -> list[Answer]:
    """What CourtListener was found to show, a message for each gap and channel; marked as told.

    A paused follow is told of nothing.
    """
    ready = (
        await connection.execute(
            sa.select(gaps)
            .where(is_ready(now))
            .order_by(gaps.c.court, gaps.c.since)
            .with_for_update()
        )
    ).all()
    return [answer for gap in ready for answer in await _answers(connection, gap)]


async def _answers(connection: AsyncConnection, gap: Any) -> list[Answer]:
    await connection.execute(gaps.update().where(gaps.c.id == gap.id).values(answered=True))
    filled = (
        await connection.execute(
            filled_gaps.update()
            .where(filled_gaps.c.gap_id == gap.id, sa.not_(filled_gaps.c.told))
            .values(told=True)
            .returning(*filled_gaps.c)
        )
    ).all()
    by_docket = {
        docket: list(rows)
        for docket, rows in groupby(
            sorted(filled, key=lambda row: (row.docket_id, row.listing_id)),
            key=lambda row: row.docket_id,
        )
    }
    channels: dict[Destination, _Told] = {}
    views = await _views(connection, gap.court, [key for row in filled for key in row.leads])
    await _add_filled(connection, gap, by_docket, views, channels)
    if not gap.answered:
        await _add_unlisted(connection, gap, channels)
    return [
        Answer(
            to, _unseen(gap), tuple(sorted(told.filings.values(), key=lambda v: v.filed_at)),
            told.without, tuple(told.unlisted), told.partial,
        )
        for to, told in sorted(channels.items(), key=lambda item: item[0].channel_id)
    ]  # fmt: skip


async def _add_filled(
    connection: AsyncConnection,
    gap: Any,
    by_docket: Mapping[int, Sequence[Any]],
    views: Mapping[str, FilingView],
    channels: dict[Destination, _Told],
) -> None:
    seen: dict[tuple[Destination, int], bool] = {}
    for some in chunks(sorted(by_docket)):
        rows = await connection.execute(
            _live_of(gap, dockets.c.id.label("docket_id"))
            .join(dockets, same_case(follows, dockets))
            .where(dockets.c.id.in_(some))
        )
        for row in rows:
            to = Destination(row.team_id, row.channel_id)
            told = channels.setdefault(to, _Told())
            rule = terms_of_follow(row).rule
            wanted = {
                key: views[key]
                for fill in by_docket[row.docket_id]
                for key in fill.leads
                if key in views and wants(rule, Event.NEW, views[key].events, views[key].text)
            }
            told.filings |= wanted
            told.partial |= any(fill.partial for fill in by_docket[row.docket_id])
            seen[to, row.docket_id] = seen.get((to, row.docket_id), False) or bool(wanted)
    for (to, _docket), shows in seen.items():
        channels[to].without += not shows


async def _add_unlisted(
    connection: AsyncConnection, gap: Any, channels: dict[Destination, _Told]
) -> None:
    asked = sa.exists().where(is_find(), errands.c.note != "")
    rows = (await connection.execute(_live_of(gap).where(~is_listed(), asked))).all()
    known = await dockets_of(connection, [row.id for row in rows])
    for row in rows:
        docket = known.get(row.id)
        name = "" if docket is None else docket.case_name
        to = Destination(row.team_id, row.channel_id)
        channels.setdefault(to, _Told()).unlisted.append(Case(row.number, name))


def _live_of(gap: Any, *more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return (
        sa.select(follows, *more)
        .where(
            follows.c.court == gap.court,
            follows.c.created_at < gap.until,
            follows.c.ended_at.is_(None),
            follows.c.paused_at.is_(None),
        )
        .order_by(follows.c.id)
    )


async def _views(
    connection: AsyncConnection, court: str, keys: Sequence[str]
) -> dict[str, FilingView]:
    """By the key that a fill kept, the filing as it is known now."""
    leads: dict[str, str] = {}
    for some in chunks(sorted(set(keys))):
        rows = await connection.execute(
            sa.select(entries.c.key, entries.c.lead).where(
                entries.c.court == court, entries.c.key.in_(some)
            )
        )
        leads.update((row.key, row.lead) for row in rows)
    groups = await groups_of(connection, [(court, lead) for lead in leads.values()])
    return {key: folded(groups[court, lead]) for key, lead in leads.items()}
