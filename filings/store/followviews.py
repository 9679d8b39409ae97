"""Follows as they are shown, with the case that each is about and its last filing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.store.cases import last_filing_of
from filings.store.core import channels, chunks, dockets, follows, same_case
from filings.store.termrows import terms_of_channel, terms_of_follow
from filings.terms import ChannelTerms
from filings.types import Destination
from filings.views import FilingView, FollowView


async def views_of(connection: AsyncConnection, rows: Sequence[Any]) -> list[FollowView]:
    """Rows of follows as they are shown, in a few queries however many they are."""
    cases = await dockets_of(connection, [row.id for row in rows])
    last = await last_filing_of(connection, sorted({case.id for case in cases.values()}))
    places = await _places_of(connection, rows)
    return [
        _view(row, cases.get(row.id), last, places.get((row.team_id, row.channel_id)))
        for row in rows
    ]


async def _places_of(
    connection: AsyncConnection, rows: Sequence[Any]
) -> dict[tuple[str, str], ChannelTerms]:
    """By team and channel, how the channels of follows want to be told."""
    wanted = sorted({(row.team_id, row.channel_id) for row in rows})
    found: dict[tuple[str, str], ChannelTerms] = {}
    for some in chunks(wanted):
        of_some = sa.tuple_(channels.c.team_id, channels.c.channel_id).in_(some)
        for row in await connection.execute(sa.select(channels).where(of_some)):
            found[row.team_id, row.channel_id] = terms_of_channel(row)
    return found


async def dockets_of(connection: AsyncConnection, follow_ids: Sequence[int]) -> dict[int, Any]:
    """By follow, the docket that it is about, the first seen where a number fits several."""
    found: dict[int, Any] = {}
    for some in chunks(follow_ids):
        rows = await connection.execute(
            sa.select(
                follows.c.id.label("follow_id"),
                dockets.c.id,
                dockets.c.number,
                dockets.c.case_name,
            )
            .select_from(follows)
            .join(dockets, same_case(follows, dockets))
            .where(follows.c.id.in_(some))
            .order_by(dockets.c.first_seen_at, dockets.c.id)
        )
        for row in rows:
            found.setdefault(row.follow_id, row)
    return found


def _view(
    row: Any, docket: Any | None, last: Mapping[int, FilingView], place: ChannelTerms | None
) -> FollowView:
    return FollowView(
        destination=Destination(row.team_id, row.channel_id),
        court=row.court,
        docket_number=docket.number if docket is not None else row.number,
        case_name=docket.case_name if docket is not None else "",
        known=docket is not None,
        created_at=row.created_at,
        created_by=row.created_by,
        last_filing=last.get(docket.id) if docket is not None else None,
        terms=terms_of_follow(row),
        paused_at=row.paused_at,
        paused_why=row.paused_why,
        place=place or ChannelTerms(),
    )
