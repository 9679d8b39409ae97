"""What is missing and could be asked for: one query for each sort of errand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from filings.db import Database
from filings.numbers import Parts
from filings.store import gaps
from filings.store.core import (
    CMECF,
    dockets,
    errands,
    follows,
    is_case,
    listings,
    same_case,
    sources,
)
from filings.store.core import gaps as gap_rows
from filings.store.epochs import ATOM, SCOTUS, WITHOUT_FEED
from filings.store.listed import ON, REFUSED, THEIRS

MOST = 500
"""Of one sort at a time; the rest is found when these are done."""

LONG = timedelta(hours=24)
"""How long a feed must have failed, and how often what it lacks is asked for."""

_LIVE = follows.c.ended_at.is_(None)


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A followed case of which CourtListener's listing is not known.

    mute    its court has no feed, so that nothing is known of it otherwise
    missed  its court's feed left a window out since it is followed
    entry_types  what the court's feed lists; None while it was never read
    """

    court: str
    number: str
    mute: bool
    missed: bool
    entry_types: str | None


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A listing whose entries are to be asked for.

    mute    as in Unlisted
    missed  its court's feed has a gap that it was not asked about, or cannot be read
    """

    listing_id: int
    court: str
    mute: bool
    missed: bool


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A listing without an alert whose court's feed may leave something out."""

    listing_id: int
    court: str
    state: str
    entry_types: str | None


async def unlisted(db: Database) -> list[Unlisted]:
    known = (
        sa.exists()
        .select_from(dockets.join(listings, listings.c.docket_id == dockets.c.id))
        .where(same_case(follows, dockets))
    )
    feed = sources
    first = sa.func.min(follows.c.created_at)
    last = (
        sa.select(gap_rows.c.court, sa.func.max(gap_rows.c.until).label("until"))
        .group_by(gap_rows.c.court)
        .subquery()
    )
    wanted = (
        sa.select(
            follows.c.court, follows.c.number,
            sa.func.coalesce(feed.c.state.in_(WITHOUT_FEED), False).label("mute"),
            sa.func.coalesce(last.c.until > first, False).label("missed"),
            feed.c.entry_types,
        )
        .outerjoin(feed, sa.and_(feed.c.court == follows.c.court, feed.c.kind == CMECF))
        .outerjoin(last, last.c.court == follows.c.court)
        .where(
            _LIVE,
            follows.c.court != SCOTUS,
            follows.c.series.not_like("raw:%"),
            ~known.correlate(follows),
        )
        .group_by(
            follows.c.court, follows.c.number, feed.c.state, last.c.until, feed.c.entry_types
        )
        .order_by(first)
        .limit(MOST)
    )  # fmt: skip
    async with db.read() as connection:
        return [
            Unlisted(row.court, row.number, bool(row.mute), bool(row.missed), row.entry_types)
            for row in await connection.execute(wanted)
        ]


async def unfilled(db: Database, now: datetime) -> list[Unfilled]:
    """Listings never asked for, those not yet asked about a gap in their court's feed,
    and once a day those whose feed goes on failing and that nothing else tells of."""
    feed, atom = sources.alias("feed"), sources.alias("atom")
    first = (
        sa.select(sa.func.min(follows.c.created_at))
        .where(_LIVE, same_case(follows, dockets))
        .scalar_subquery()
    )
    at = listings.c.filled_to
    fresh = sa.or_(at.is_(None), at < first)
    unseen = gaps.is_open(now)
    failing = _failing_unseen(feed, atom, now)
    wanted = (
        sa.select(
            listings.c.id, listings.c.court,
            sa.func.coalesce(feed.c.state.in_(WITHOUT_FEED), False).label("mute"),
            sa.func.coalesce(sa.or_(unseen, failing), False).label("missed"),
        )
        .join(dockets, dockets.c.id == listings.c.docket_id)
        .outerjoin(
            feed, sa.and_(feed.c.court == listings.c.court, feed.c.kind == CMECF)
        )
        .outerjoin(
            atom,
            atom.c.id == sa.literal(f"{ATOM}/").concat(sa.cast(listings.c.id, sa.String)),
        )
        .where(
            listings.c.court != SCOTUS,
            sa.exists().where(_LIVE, same_case(follows, dockets)),
            sa.or_(fresh, unseen, failing),
        )
        .order_by(listings.c.id)
        .limit(MOST)
    )  # fmt: skip
    async with db.read() as connection:
        return [
            Unfilled(row.id, row.court, bool(row.mute), bool(row.missed))
            for row in await connection.execute(wanted)
        ]


def _failing_unseen(
    feed: sa.FromClause, atom: sa.FromClause, now: datetime
) -> sa.ColumnElement[bool]:
    """Its court's feed has failed for ``LONG``, nothing else tells of the listing, and it was
    not asked about for as long."""
    told_otherwise = sa.or_(
        listings.c.alert.in_((ON, THEIRS)),
        sa.and_(atom.c.state == "read", atom.c.failing_since.is_(None)),
    )
    return sa.and_(
        feed.c.failing_since < now - LONG,
        listings.c.filled_to < now - LONG,
        ~sa.func.coalesce(told_otherwise, False),
    )


class Earlier(StrEnum):
    """Whether filings from before a follow are to be asked for: if the case proves listed, or
    because it is."""

    NO = ""
    PERHAPS = "perhaps"
    YES = "yes"


async def earlier(db: Database, court: str, parts: Parts, number: str, now: datetime) -> Earlier:
    """Of a case that has just been followed under this number; given that there is a token."""
    if court == SCOTUS or parts.series.startswith("raw:"):
        return Earlier.NO
    first = sa.select(sa.func.min(follows.c.created_at, type_=follows.c.created_at.type)).where(
        _LIVE, is_case(follows, court, parts)
    )
    at = listings.c.filled_to
    fresh = sa.or_(at.is_(None), at < first.scalar_subquery())
    rests = sa.exists().where(
        errands.c.id == f"find/{court}/{number}", errands.c.until.is_not(None),
        errands.c.due_at > now,
    )  # fmt: skip
    async with db.read() as connection:
        rows = await connection.execute(
            sa.select(fresh)
            .join(dockets, dockets.c.id == listings.c.docket_id)
            .where(is_case(dockets, court, parts))
        )
        if found := rows.scalars().all():
            return Earlier.YES if any(found) else Earlier.NO
        return Earlier.NO if await connection.scalar(sa.select(rests)) else Earlier.PERHAPS


async def uncovered(db: Database, refused_before: datetime) -> list[Uncovered]:
    """Listings that an alert could be made for; not those refused since ``refused_before``."""
    wanted = (
        sa.select(listings.c.id, listings.c.court, sources.c.state, sources.c.entry_types)
        .join(dockets, dockets.c.id == listings.c.docket_id)
        .join(sources, sa.and_(sources.c.court == listings.c.court, sources.c.kind == CMECF))
        .where(
            listings.c.court != SCOTUS,
            sa.or_(
                listings.c.alert == "",
                sa.and_(listings.c.alert == REFUSED, listings.c.alert_at < refused_before),
            ),
            sa.or_(sources.c.state.in_(WITHOUT_FEED), sources.c.entry_types.is_not(None)),
            sa.exists().where(_LIVE, same_case(follows, dockets)),
        )
        .order_by(listings.c.id)
        .limit(MOST)
    )
    async with db.read() as connection:
        return [Uncovered(*row) for row in await connection.execute(wanted)]


async def last_refusal(db: Database) -> datetime | None:
    """When CourtListener last refused an alert: its allowance was used up."""
    async with db.read() as connection:
        at: datetime | None = await connection.scalar(
            sa.select(sa.func.max(listings.c.alert_at, type_=listings.c.alert_at.type)).where(
                listings.c.alert == REFUSED
            )
        )
    return at


async def needless(db: Database) -> list[tuple[int, str]]:
    """Listings with an alert of ours that nobody follows any more, and their courts."""
    wanted = (
        sa.select(listings.c.id, listings.c.court)
        .join(dockets, dockets.c.id == listings.c.docket_id)
        .where(listings.c.alert == ON, ~sa.exists().where(_LIVE, same_case(follows, dockets)))
        .order_by(listings.c.id)
        .limit(MOST)
    )
    async with db.read() as connection:
        return [(row.id, row.court) for row in await connection.execute(wanted)]
