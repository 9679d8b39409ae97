"""Posts written down before their requests leave, within one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import postlife
from filings.postlife import State
from filings.store.core import deliveries, is_of, members, posts
from filings.store.outbox import PostRow, post_row
from filings.terms import ChannelTerms
from filings.types import Destination
from filings.views import FilingView, PostView

Compose = Callable[[PostView], str]
"""Makes the payload of a post: a pure rendering, no network."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What is written for one channel in one transaction; ``place`` is how it wants to be told."""

    connection: AsyncConnection
    to: Destination
    now: datetime
    compose: Compose
    place: ChannelTerms

    async def alert(
        self, views: Mapping[int, FilingView], change_ids: Sequence[int], thread: str | None
    ) -> PostRow:
        """A message of these changes, in this order, as asked for."""
        filings = tuple(views[change_id] for change_id in change_ids)
        view = PostView(
            uuid.uuid4().hex, self.to, filings, zone=self.place.zone, cite=self.place.cite
        )
        row = await self.write(view, asked=True, thread=thread)
        await self._take_in(view.id, change_ids)
        return row

    async def digest(
        self,
        views: Mapping[int, FilingView],
        change_ids: Sequence[int],
        part: int,
        parts: int,
    ) -> PostRow:
        """One of a digest's messages; the first as asked for, the others go out after it."""
        view = PostView(
            uuid.uuid4().hex, self.to, tuple(views[change_id] for change_id in change_ids),
            "digest", part, parts, self.place.zone, cite=self.place.cite,
        )  # fmt: skip
        row = await self.write(view, asked=part == 1)
        await self._take_in(view.id, change_ids)
        return row

    async def write(self, view: PostView, *, asked: bool, thread: str | None = None) -> PostRow:
        """Keep a post with its payload; not asked for, it goes out in its turn."""
        # What is written together goes out in the order of its parts.
        created = self.now + timedelta(microseconds=view.part - 1)
        written = sa.insert(posts).values(
            id=view.id, team_id=self.to.team_id, channel_id=self.to.channel_id,
            thread_ts=thread, kind=view.kind, payload=self.compose(view),
            state=postlife.kept_as(State.ASKED if asked else State.WAITING), created_at=created,
            asked_at=self.now if asked else None, attempts=int(asked), error="",
            edits_wanted=0, edits_done=0, part=view.part, parts=view.parts,
        )  # fmt: skip
        await self.connection.execute(written)
        row = await self.connection.execute(sa.select(posts).where(posts.c.id == view.id))
        return post_row(row.one())

    async def _take_in(self, post_id: str, change_ids: Sequence[int]) -> None:
        """Make changes the members of a post, in this order, and settle what is owed of them."""
        await self.connection.execute(
            sa.insert(members),
            [
                {
                    "team_id": self.to.team_id, "channel_id": self.to.channel_id,
                    "change_id": change_id, "post_id": post_id, "position": position,
                }
                for position, change_id in enumerate(change_ids)
            ],
        )  # fmt: skip
        await self.connection.execute(
            deliveries.update()
            .where(is_of(deliveries, self.to), deliveries.c.change_id.in_(change_ids))
            .values(post_id=post_id)
        )
