"""What every act of a person has in common: it begins, is sent, and is waited for."""

from __future__ import annotations

import asyncio

from sandbox.slack.core import Core
from sandbox.slack.courier import Courier
from sandbox.slack.delivery import Delivery, Kind
from sandbox.slack.events import Announcer
from sandbox.slack.interaction import Interaction
from sandbox.slack.model import Channel, User
from sandbox.slack.responses import ResponseUrl
from sandbox.slack.wire import Json


class Actor:
    def __init__(self, core: Core, courier: Courier, announcer: Announcer, user: User) -> None:
        self.user = user
        self._core = core
        self._courier = courier
        self._announcer = announcer

    @property
    def id(self) -> str:
        return self.user.id

    def _writable(self, named: str) -> Channel:
        """A channel where this person can type. Raises ValueError."""
        channel = self._core.workspace.channel_named(named)
        if channel is None or self.id not in channel.members:
            raise ValueError(f"{self.user.name} is in no channel {named}")
        if channel.archived:
            raise ValueError(f"{named} is archived")
        return channel

    def _begin(
        self, kind: Kind, channel: Channel | None, message_ts: str = "", root_view: str = ""
    ) -> tuple[Interaction, ResponseUrl]:
        core, now = self._core, self._core.clock()
        named = core.ids.new("X")
        place = channel.id if channel else ""
        url = core.responses.issue(place, self.id, named, now, message_ts)
        interaction = Interaction(
            id=named,
            user=self.id,
            channel=place,
            since=core.workspace.new_ts(now),
            delivery=Delivery(kind, {}, accepts_answer=True),
            core=core,
            response_url=f"{core.origin}/respond/{url.token}",
            trigger_id=core.triggers.issue(self.id, named, now, root_view),
        )
        return interaction, url

    async def _send(self, interaction: Interaction, payload: Json, within: float) -> Interaction:
        interaction.delivery.payload = payload
        self._courier.send(interaction.delivery)
        async with asyncio.timeout(within):
            await interaction.delivery.first.wait()
        return interaction
