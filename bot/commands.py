"""What people type: ``/docket …``.

Each handler is told what was asked and where, and answers with messages; it
knows nothing of Bolt. A first word counts as a command only when what follows
parses for it, so that *New York v. Trump* and *Test v. List* are cases.
"""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot import lookup
from bot.blocks import Message
from bot.lookup import Meant
from bot.render import Renderer
from bot.transport import payload_of
from filings import courts, references
from filings.db import Database
from filings.numbers import same_parts
from filings.store import cases, follows, outbox, upkeep
from filings.store.core import parts_of
from filings.types import Destination
from filings.views import CaseView, CoverageView, FollowView

_OF_A_CASE = ("follow", "unfollow", "recent")
VERBS = (*_OF_A_CASE, "list", "test", "help")
MOST_RECENT = 25
_CAPTION_GOES_ON = re.compile(r"(?:v|vs)\b\.?", re.IGNORECASE)
_SMART = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked what, and where."""

    text: str
    where: Destination
    user_id: str = ""
    channel_name: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A parsed line. ``verb`` is "" for a look-up."""

    verb: str
    text: str
    count: int = 5


class ChannelAccess(Protocol):
    """Whether the bot can post to a channel; the Slack side of a follow."""

    async def enter(self, where: Destination) -> bool:
        """Join it if it is public. False for a private one that the bot is not in."""


def parse(text: str) -> Command:
    """Take a typed line apart, without asking the database.

    ``should_escape`` and people's keyboards bring ``<…|…>``, ``&amp;`` and
    smart quotes; references reads the former, the latter are undone here.
    """
    text = " ".join(html.unescape(text).translate(_SMART).split())[: lookup.MOST_TEXT]
    first, _, rest = text.partition(" ")
    verb = first.casefold()
    if not text:
        return Command("help", "")
    if verb in ("list", "test", "help"):
        return Command(verb, "") if rest in ("", "here", "me") else Command("", text)
    if verb in ("follow", "unfollow", "recent") and not _CAPTION_GOES_ON.match(rest):
        counted = re.fullmatch(r"(.+?) (\d{1,2})", rest) if verb == "recent" else None
        if counted and (references.find(counted[1]) or not references.find(rest)):
            return Command(verb, counted[1], min(int(counted[2]) or 5, MOST_RECENT))
        return Command(verb, rest, 10)
    return Command("", text)


def near_verb(text: str) -> tuple[str, str]:
    """A command that the first word looks like, and what follows it; else two times ""."""
    first, _, rest = text.partition(" ")
    if first.casefold() in VERBS or not rest or _CAPTION_GOES_ON.match(rest):
        return "", ""
    close = difflib.get_close_matches(first.casefold(), _OF_A_CASE, 1, 0.7)
    return (close[0], rest) if close else ("", "")


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
        await self._announce(asked.where, "follow", message, now)
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
        await self._announce(asked.where, "sample", self._renderer.sample_alert(now), now)
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
        await self._announce(asked.where, "shown", message, now)
        return None

    async def _announce(
        self, where: Destination, kind: str, message: Message, now: datetime
    ) -> None:
        async with self._db.write() as connection:
            await outbox.add_note(
                connection, where, kind, lambda post_id: payload_of(noted(message, post_id)), now
            )

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


def noted(message: Message, post_id: str) -> Message:
    """A message that is no alert, with the delivery id by which it can be found again."""
    metadata = {"event_type": "crier_note", "event_payload": {"delivery": post_id}}
    return Message(message.text, message.blocks, metadata)


def _which(verb: str) -> str:
    return f"Which case? For example: {f'/docket {verb}'.strip()} 1:25-cv-00457 dcd"


def unusable_filters(text: str) -> str:
    """Why a follow with filters cannot be made; "" when there are none."""
    # "Smith -v- Jones" is a caption.
    if re.search(r"(?:^|\s)[+-](?:\"|(?!vs?-)[a-z])", text, re.IGNORECASE):
        return (
            "Words to keep or leave out cannot be set yet; every filing of the case is posted. "
            "Follow it without them: /docket follow 1:25-cv-00457 dcd"
        )
    return ""


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
    return bool(words) and all(word in name for word in words if word not in ("v", "vs"))


def _as_case(follow: FollowView) -> CaseView:
    return CaseView(
        follow.court, follow.docket_number, follow.case_name, follow.known, (),
        CoverageView(follow.court, "unread"),
    )  # fmt: skip
