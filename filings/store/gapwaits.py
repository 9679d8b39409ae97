"""Whether what CourtListener shows of a gap may be told: conditions on ``gaps``."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from filings.store.core import (
    dockets,
    errands,
    filled_gaps,
    follows,
    gaps,
    listings,
    same_case,
)
from filings.store.gaps import OLD_NEWS

TOGETHER = timedelta(hours=2)
"""How long an answer waits for the others, so that a channel gets one message."""


def is_ready(now: datetime) -> sa.ColumnElement[bool]:
    """An answer is there, or that there will be none, and no other is waited for."""
    untold = sa.and_(filled_gaps.c.gap_id == gaps.c.id, sa.not_(filled_gaps.c.told))
    waited = now - TOGETHER
    overdue = sa.or_(
        sa.and_(sa.not_(gaps.c.answered), gaps.c.found_at < waited),
        sa.exists().where(untold, filled_gaps.c.filled_at < waited).correlate(gaps),
    )
    return sa.and_(
        gaps.c.told,
        gaps.c.until > now - OLD_NEWS,
        sa.or_(sa.not_(gaps.c.answered), sa.exists().where(untold).correlate(gaps)),
        sa.or_(overdue, sa.not_(sa.or_(_fill_awaited(), _find_awaited()))),
    )


def _concerned() -> sa.ColumnElement[bool]:
    """A follow that was there before a gap of its court ended."""
    return sa.and_(
        follows.c.court == gaps.c.court,
        follows.c.created_at < gaps.c.until,
        follows.c.ended_at.is_(None),
    )


def _fill_awaited() -> sa.ColumnElement[bool]:
    errand = sa.literal("fill/").concat(sa.cast(listings.c.id, sa.String))
    filled = sa.exists().where(
        filled_gaps.c.gap_id == gaps.c.id, filled_gaps.c.listing_id == listings.c.id
    )
    given_up = sa.exists().where(errands.c.id == errand, errands.c.until.is_not(None))
    return (
        sa.exists()
        .where(
            listings.c.court == gaps.c.court,
            dockets.c.id == listings.c.docket_id,
            sa.exists().where(_concerned(), same_case(follows, dockets)),
            ~filled,
            ~given_up,
        )
        .correlate(gaps)
    )


def _find_awaited() -> sa.ColumnElement[bool]:
    asked = sa.exists().where(is_find(), sa.or_(errands.c.until.is_not(None), errands.c.note != ""))
    return (
        sa.exists()
        .where(_concerned(), follows.c.series.not_like("raw:%"), ~is_listed(), ~asked)
        .correlate(gaps)
    )


def is_find() -> sa.ColumnElement[bool]:
    """The errand that looks for a follow's case; its note says that it was looked for in vain."""
    name = sa.literal("find/").concat(follows.c.court).concat("/").concat(follows.c.number)
    return errands.c.id == name


def is_listed() -> sa.ColumnElement[bool]:
    """Whether CourtListener is known to list a follow's case."""
    return sa.exists().where(same_case(follows, dockets), listings.c.docket_id == dockets.c.id)
