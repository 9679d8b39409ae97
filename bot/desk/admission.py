"""Whether somebody may change what a channel follows, and whether Crier can post there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from bot.access import permission
from bot.delivery import closures
from bot.words.blocks import Message
from bot.words.render import Renderer
from filings.db import Database
from filings.store import places, workspaces
from filings.types import Destination

_A_CONVERSATION = (
    "I am not in this conversation, so I could not post here. "
    "Ask in a channel, or write to me alone."
)


class ChannelAccess(Protocol):
    """The Slack side of a follow. Its methods may raise what slack_sdk and aiohttp raise."""

    async def enter(self, where: Destination) -> bool:
        """Join it if it is public. False for a private one that the bot is not in.

        Raises BadInput for one that is archived.
        """

    async def refusal(self, where: Destination, user_id: str, who: str) -> str:
        """Why this person may not change what a channel follows, "" where they may.

        ``who`` is one of ``workspaces.WHO``.
        """

    async def is_admin(self, where: Destination, user_id: str) -> bool:
        """Whether somebody is an admin or an owner of the workspace."""

    async def zone(self, where: Destination, user_id: str) -> str:
        """The zone that somebody has chosen in Slack, by its IANA name; "" if not known."""


class Admission:
    """``refused`` and ``shut`` give what to say instead, None where all is well."""

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

    async def refused(self, where: Destination, user_id: str, name: str = "") -> Message | None:
        """For whoever may not change what the channel follows; ``name`` is the channel's."""
        workspace = await workspaces.get(self._db, where.team_id)
        said = await self._access.refusal(where, user_id, workspace.who_follows)
        if said == permission.NOT_THERE:
            return self._outside(where, name)
        return self._renderer.error(said) if said else None

    async def outside(self, where: Destination, user_id: str, name: str = "") -> Message | None:
        """For whoever is not in the channel, whatever they may change there."""
        said = await self._access.refusal(where, user_id, workspaces.MEMBERS)
        if said == permission.NOT_THERE:
            return self._outside(where, name)
        return self._renderer.error(said) if said else None

    async def shut(self, where: Destination, name: str = "") -> Message | None:
        """Where Crier cannot post. A channel that had closed and is open goes on."""
        if not await self._access.enter(where):
            return self._outside(where, name)
        await closures.back(self._db, self._renderer, where, self._clock())
        return None

    def _outside(self, where: Destination, name: str) -> Message:
        alone = where.channel_id.startswith("D") or name == "directmessage"
        # Nobody can be invited to a conversation of two or of some.
        if alone or name.startswith("mpdm-"):
            return self._renderer.error(_A_CONVERSATION)
        return self._renderer.private_channel()

    async def is_admin(self, where: Destination, user_id: str) -> bool:
        return await self._access.is_admin(where, user_id)

    async def zone(self, where: Destination, user_id: str) -> str:
        """The zone for a channel that has none yet: that of whoever follows first."""
        if (await places.terms_of(self._db, where)).zone:
            return ""
        return await self._access.zone(where, user_id)
