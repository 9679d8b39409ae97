"""Which courts can be watched for words, which are read, and what their feeds leave out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from filings import courts
from filings.db import Database
from filings.store import epochs
from filings.store.core import CMECF, sources
from filings.store.watches import Wish

_LISTS_NOTHING = ("off", "not configured")


async def read_now(db: Database) -> tuple[str, ...]:
    """Courts whose feeds are read at present, in the order of the list of courts."""
    async with db.read() as connection:
        rows = await connection.execute(
            sa.select(sources.c.court).where(
                sources.c.kind == CMECF, sources.c.epoch_at.is_not(None),
                sources.c.state.not_in(epochs.WITHOUT_FEED),
            )
        )  # fmt: skip
        found = set(rows.scalars())
    return tuple(court.id for court in courts.all_courts() if court.id in found)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the courts of a watch: those without a feed, and those whose feeds list some filings."""

    without: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()


def can_be_read(court_id: str) -> bool:
    """Whether a court has a feed of all its cases to read."""
    court = courts.get(court_id)
    return court.has_feed and court.kind != epochs.SCOTUS


def with_feed() -> tuple[str, ...]:
    """Courts that "all courts" stands for: those whose feeds list anything, as far as is known."""
    return tuple(
        court.id
        for court in courts.all_courts()
        if can_be_read(court.id) and court.feed not in _LISTS_NOTHING
    )


async def unread(db: Database, wish: Wish) -> tuple[str, ...]:
    """Courts that begin to be read when a watch is kept."""
    reading = await read_now(db)
    wanted = with_feed() if wish.everywhere else tuple(filter(can_be_read, wish.courts))
    return tuple(each for each in wanted if each not in reading)


async def coverage(db: Database, wish: Wish) -> Coverage:
    """What the feeds cover that a watch needs, by their own words where they were read."""
    async with db.read() as connection:
        rows = await connection.execute(
            sa.select(sources.c.court, sources.c.state, sources.c.entry_types).where(
                sources.c.kind == CMECF
            )
        )
        read = {row.court: row for row in rows}
    without, partial = [], []
    for court in courts.all_courts():
        if court.kind == epochs.SCOTUS or not (wish.everywhere or court.id in wish.courts):
            if court.kind == epochs.SCOTUS and court.id in wish.courts:
                without.append(court.id)
            continue
        row = read.get(court.id)
        lists = (row.entry_types if row is not None else None) or court.feed
        mute = row is not None and row.state in epochs.WITHOUT_FEED
        if not court.has_feed or mute or lists in _LISTS_NOTHING:
            without.append(court.id)
        elif "all" not in lists.split() and lists not in ("unknown", ""):
            partial.append(court.id)
    return Coverage(tuple(without), tuple(partial))


@dataclass(frozen=True, slots=True)
class Reading:
    """Of some courts: those whose feeds cannot be read now or are late, those that were not read
    yet, and those that have none."""

    silent: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


async def reading(db: Database, of: Collection[str]) -> Reading:
    """How the feeds of these courts are; late is what channels were told of."""
    async with db.read() as connection:
        rows = await connection.execute(
            sa.select(sources.c.court, sources.c.state, sources.c.read_at, sources.c.told_at).where(
                sources.c.kind == CMECF
            )
        )
        found = {row.court: row for row in rows if row.court in of}
    silent, unread, without = [], [], []
    for court in (each.id for each in courts.all_courts() if each.id in of):
        row = found.get(court)
        if not can_be_read(court) or (row is not None and row.state in epochs.WITHOUT_FEED):
            without.append(court)
        elif row is not None and (row.state == "failing" or row.told_at is not None):
            silent.append(court)
        elif row is None or row.read_at is None:
            unread.append(court)
    return Reading(tuple(silent), tuple(unread), tuple(without))
