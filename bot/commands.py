"""What people type: ``/docket …``.

Each handler is told what was asked and where, and answers with messages; it
knows nothing of Bolt.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot import lookup
from bot.blocks import Message
from bot.lookup import Meant
from bot.notes import announce
from bot.render import Renderer
from bot.typed import near_verb, parse, unusable_filters
from filings import courts, references
from filings.db import Database
from filings.numbers import same_parts
from filings.store import cases, follows, upkeep
from filings.store.core import parts_of
from filings.types import Destination
from filings.views import CaseView, CoverageView, FollowView


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked what, and where."""

    text: str
    where: Destination
    user_id: str = ""
    channel_name: str = ""


class ChannelAccess(Protocol):
    """Whether the bot can post to a channel; the Slack side of a follow."""

    async def enter(self, where: Destination) -> bool:
        """Join it if it is public. False for a private one that the bot is not in."""


class Desk:
    """Answers what is typed and pressed."""

    def __init__(
        self,
        db: Database,
        renderer: Renderer,
        clock: Callable[[], datetime],
        access: ChannelAccess,
    ) -> None:
        self._db = db
        self._renderer = renderer
        self._clock = clock
        self._access = access

    async def answer(self, asked: Asked) -> Message | None:
        """The reply that the asker alone sees; None where the channel gets it all."""
        command = parse(asked.text)
        text = command.text
        if command.verb == "help":
            return self._renderer.help()
        if command.verb == "list":
            return await self.list_(asked)
        if command.verb == "test":
            return await self.test(asked)
        if command.verb == "follow":
            return await self.follow(asked, text)
        if command.verb == "unfollow":
            return await self.unfollow(asked, text)
        if command.verb == "recent":
            return await self.recent(asked, text, command.count)
        return await self.look_up(asked, text)

    async def look_up(self, asked: Asked, text: str) -> Message:
        meant = await lookup.meant(self._db, text, asked.where.team_id)
        verb, rest = near_verb(text)
        if verb and meant.case is None and not meant.by_number:
            named = await lookup.meant(self._db, rest, asked.where.team_id)
            meant = named if named.case is not None else meant
        if meant.case is None:
            return self._unclear(text, meant, "")
        if verb:
            return self._renderer.doubt(text, meant.case, self._clock(), verb)
        return self._renderer.case_card(meant.case, self._clock(), asked.where.channel_id)

    async def recent(self, asked: Asked, text: str, count: int) -> Message:
        meant = await lookup.meant(self._db, text, asked.where.team_id, count)
        if meant.case is None:
            whole = await self._whole(asked, f"recent {text}")
            return whole or self._unclear(text, meant, "recent")
        return self._renderer.recent(meant.case, self._clock())

    async def follow(self, asked: Asked, text: str) -> Message | None:
        """Follow a case here; the announcement goes to the channel."""
        if refusal := unusable_filters(text):
            return self._renderer.error(refusal)
        meant = await lookup.meant(self._db, text, asked.where.team_id)
        if meant.target is None:
            whole = await self._whole(asked, f"follow {text}")
            return whole or self._unclear(text, meant, "follow")
        if refusal := _not_covered(meant.case):
            return self._renderer.error(refusal)
        if not await self._access.enter(asked.where):
            return self._renderer.private_channel()
        now = self._clock()
        target = meant.target
        done = await follows.follow(
            self._db, asked.where, target.court, target.parts, target.number,
            by=asked.user_id, now=now, channel_name=asked.channel_name,
        )  # fmt: skip
        coverage = await cases.coverage(self._db, target.court)
        if done.already:
            return self._already(done.view)
        message = self._renderer.followed(done.view, coverage, now)
        await announce(self._db, asked.where, "follow", message, now)
        return await self._nobody_reads(now)

    async def unfollow(self, asked: Asked, text: str) -> Message:
        if not text:
            return self._renderer.error(_which("unfollow"))
        fitting = await self._followed_here(asked, text)
        if len(fitting) > 1:
            return self._renderer.choices(text, [_as_case(f) for f in fitting], "unfollow")
        if fitting:
            one = fitting[0]
            parts = parts_of(one.court, one.docket_number)
            await follows.unfollow(self._db, asked.where, one.court, parts, self._clock())
            return self._renderer.unfollowed(one)
        whole = await self._whole(asked, f"unfollow {text}")
        return whole or self._renderer.error(
            f"“{text}” is not followed in this channel. /docket list shows what is."
        )

    async def _followed_here(self, asked: Asked, text: str) -> list[FollowView]:
        """Follows of the channel that a text means; a link is looked up for its number."""
        here = await follows.listed(self._db, asked.where.team_id, asked.where.channel_id)
        fitting = [follow for follow in here if _names(text, follow)]
        if fitting or not references.find(text):
            return fitting
        meant = await lookup.meant(self._db, text, asked.where.team_id, 0)
        number = "" if meant.target is None else f"{meant.target.number} {meant.target.court}"
        return [follow for follow in here if number and _names(number, follow)]

    async def list_(self, asked: Asked) -> Message:
        here = await follows.listed(self._db, asked.where.team_id, asked.where.channel_id)
        return self._renderer.follow_list(here, self._clock())

    async def test(self, asked: Asked) -> Message | None:
        """A sample alert in the channel, by the way that alerts take."""
        if not await self._access.enter(asked.where):
            return self._renderer.private_channel()
        now = self._clock()
        await announce(self._db, asked.where, "sample", self._renderer.sample_alert(now), now)
        return await self._nobody_reads(now)

    async def show(self, asked: Asked, text: str) -> Message | None:
        """Show to the channel what the asker alone has seen."""
        verb, _, named = text.partition(" ")
        count = 10 if verb == "recent" else 5
        meant = await lookup.meant(self._db, named, asked.where.team_id, count)
        if meant.case is None:
            return self._unclear(named, meant, "")
        if not await self._access.enter(asked.where):
            return self._renderer.private_channel()
        now = self._clock()
        if verb == "recent":
            message = self._renderer.recent(meant.case, now)
        else:
            message = self._renderer.case_card(meant.case, now)
        await announce(self._db, asked.where, "shown", message, now)
        return None

    async def _whole(self, asked: Asked, text: str) -> Message | None:
        """The whole line as a case, when its first word turns out to be none of ours."""
        if not re.search(r"\bvs?\b\.?", text):
            return None
        meant = await lookup.meant(self._db, text, asked.where.team_id)
        if meant.case is None:
            return None
        return self._renderer.case_card(meant.case, self._clock(), asked.where.channel_id)

    def _unclear(self, text: str, meant: Meant, verb: str) -> Message:
        if meant.choices:
            return self._renderer.choices(text, meant.choices, verb or "card")
        if meant.problem:
            return self._renderer.error(meant.problem)
        if not text:
            return self._renderer.error(_which(verb))
        return self._renderer.not_understood(text)

    def _already(self, view: FollowView) -> Message:
        return self._renderer.error(
            f"{courts.get(view.court).short_name} {view.docket_number} is followed here already."
        )

    async def _nobody_reads(self, now: datetime) -> Message | None:
        if await upkeep.worker_lives(self._db, now):
            return None
        return self._renderer.error(
            "Noted, but no worker is running, so nothing is read or posted yet. "
            "Whoever runs Crier can start one: crier worker"
        )


def _which(verb: str) -> str:
    return f"Which case? For example: {f'/docket {verb}'.strip()} 1:25-cv-00457 dcd"


def _not_covered(case: CaseView | None) -> str:
    """Why a case cannot be watched: its court has no feed at all."""
    if case is None or courts.get(case.court).has_feed:
        return ""
    court = courts.get(case.court).short_name
    return f"{court} publishes no feed that I can read, so I cannot watch its cases yet."


def _names(text: str, follow: FollowView) -> bool:
    """Whether a text means this follow: by its number or by words of its caption."""
    refs = references.find(text)
    if refs:
        mine = parts_of(follow.court, follow.docket_number)
        return any(
            ref.number
            and ref.court in (None, follow.court)
            and same_parts(parts_of(follow.court, ref.number), mine)
            for ref in refs
        )
    words = re.findall(r"\w+", text.casefold())
    name = re.findall(r"\w+", follow.case_name.casefold())
    telling = [word for word in words if word not in ("v", "vs")]
    return bool(telling) and all(word in name for word in telling)


def _as_case(follow: FollowView) -> CaseView:
    return CaseView(
        follow.court, follow.docket_number, follow.case_name, follow.known, (),
        CoverageView(follow.court, "unread"),
    )  # fmt: skip
