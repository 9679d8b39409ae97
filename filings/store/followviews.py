"""Follows as they are shown, with the case that each is about and its last filing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.store.cases import last_filing_of
from filings.store.core import chunks, dockets, follows, same_case
from filings.store.termrows import terms_of_follow
from filings.types import Destination
from filings.views import FilingView, FollowView


async def views_of(connection: AsyncConnection, rows: Sequence[Any]) -> list[FollowView]:
    """Rows of follows as they are shown, in a few queries however many they are."""
    cases = await dockets_of(connection, [row.id for row in rows])
    last = await last_filing_of(connection, sorted({case.id for case in cases.values()}))
    return [_view(row, cases.get(row.id), last) for row in rows]


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


def _view(row: Any, docket: Any | None, last: Mapping[int, FilingView]) -> FollowView:
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
    )
