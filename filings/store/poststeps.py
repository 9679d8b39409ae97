"""A post's row takes a step of its life, or none: no other change of its state is made."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import postlife
from filings.postlife import Step
from filings.store.core import posts


async def take(
    connection: AsyncConnection,
    step: Step,
    which: sa.ColumnElement[bool],
    **values: object,
) -> list[str]:
    """The ids of those of ``which`` that took the step: such as may, and as others have not
    moved on meanwhile. ``values`` are kept with it."""
    done = await connection.execute(
        posts.update()
        .where(posts.c.state.in_(postlife.rows_before(step)), which)
        .values(state=postlife.row_after(step), **values)
        .returning(posts.c.id)
    )
    return list(done.scalars())


async def may(connection: AsyncConnection, step: Step, which: sa.ColumnElement[bool]) -> bool:
    """Whether a post may take the step now; until the transaction ends no other changes it.
    For the step that leaves no row."""
    row = sa.select(posts.c.id).where(posts.c.state.in_(postlife.rows_before(step)), which)
    return await connection.scalar(row.with_for_update()) is not None
