"""A person in Slack, for tests and for the demo: types, presses, fills in, reads."""

from __future__ import annotations

import uuid
from typing import Any

from sandbox.slack import payloads
from sandbox.slack.answers import take_ack
from sandbox.slack.delivery import Kind
from sandbox.slack.forms import pressed, state_of, stateful
from sandbox.slack.interaction import PATIENCE, Interaction
from sandbox.slack.modal_acts import ModalActs
from sandbox.slack.model import Message
from sandbox.slack.typed import on_the_wire
from sandbox.slack.wire import Json


class Person(ModalActs):
    """Every act waits until the app has acked or failed to, then tells what came of it.

    ``within`` is in seconds; past it TimeoutError is raised. Channels are
    given by id or name.
    """

    async def command(
        self, channel: str, name: str, text: str = "", *, within: float = PATIENCE
    ) -> Interaction:
        """Type a slash command: ``await person.command("courts", "/docket", "help")``."""
        if self._core.app.should_escape:
            text = on_the_wire(self._core.workspace, text)
        core, place = self._core, self._writable(channel)
        interaction, url = self._begin(Kind.COMMAND, place)
        payload = payloads.command(
            core, self.user, place, name, text, interaction.trigger_id, interaction.response_url
        )
        interaction.delivery.on_ack = lambda answer: take_ack(core, url, answer)
        return await self._send(interaction, payload, within)

    async def press(
        self, message: Message, which: str, choice: Any = None, *, within: float = PATIENCE
    ) -> Interaction:
        """Press a button, by its action_id or its words; ``choice`` for menus and pickers."""
        core, channel = self._core, self._core.workspace.channels[message.channel]
        now = core.workspace.find(message.channel, message.ts)
        if now is None:
            raise ValueError("this message is gone")
        if now.ephemeral_to not in ("", self.id):
            raise ValueError(f"{self.user.name} does not see this message")
        interaction, _ = self._begin(Kind.INTERACTIVE, channel, now.ts)
        action = pressed(now.blocks, which, choice, interaction.since)
        state = {"values": state_of(now.blocks, stateful(action))}
        payload = payloads.interaction(
            core,
            "block_actions",
            self.user,
            interaction.trigger_id,
            **payloads.in_message(core, now, channel),
            state=state,
            response_url=interaction.response_url,
            actions=[action],
        )
        return await self._send(interaction, payload, within)

    async def shortcut(self, callback_id: str, *, within: float = PATIENCE) -> Interaction:
        """Choose a global shortcut."""
        interaction, _ = self._begin(Kind.INTERACTIVE, None)
        payload = payloads.interaction(
            self._core,
            "shortcut",
            self.user,
            interaction.trigger_id,
            callback_id=callback_id,
            action_ts=interaction.since,
        )
        return await self._send(interaction, payload, within)

    async def message_shortcut(
        self, message: Message, callback_id: str, *, within: float = PATIENCE
    ) -> Interaction:
        """Choose a shortcut from a message's menu."""
        channel = self._core.workspace.channels[message.channel]
        interaction, _ = self._begin(Kind.INTERACTIVE, channel, message.ts)
        where = payloads.in_message(self._core, message, channel)
        payload = payloads.interaction(
            self._core,
            "message_action",
            self.user,
            interaction.trigger_id,
            callback_id=callback_id,
            action_ts=interaction.since,
            channel=where["channel"],
            message=where.get("message"),
            message_ts=message.ts,
            response_url=interaction.response_url,
        )
        return await self._send(interaction, payload, within)

    async def say(
        self, channel: str, text: str, *, thread_ts: str = "", within: float = PATIENCE
    ) -> Message:
        """Write in a channel; the app hears of it as far as it is subscribed.

        ``text`` is what is typed; the message holds it as Slack hands it on.
        """
        place = self._writable(channel)
        said = self._core.post(
            Message(
                ts="",
                channel=place.id,
                user=self.id,
                text=on_the_wire(self._core.workspace, text),
                thread_ts=thread_ts,
                client_msg_id=str(uuid.uuid4()),
            )
        )
        await self._announcer.said(said, place, within)
        return said

    async def mention(
        self, channel: str, text: str, *, thread_ts: str = "", within: float = PATIENCE
    ) -> Message:
        """Write to the app by name."""
        bot = self._core.app.bot_user
        return await self.say(channel, f"<@{bot}> {text}", thread_ts=thread_ts, within=within)

    async def dm(self, text: str, *, within: float = PATIENCE) -> Message:
        """Write to the app alone."""
        return await self.say(self._core.im_with(self.id).id, text, within=within)

    async def open_home(self, *, within: float = PATIENCE) -> Json | None:
        """Look at the app's Home tab: what was published there before, or None."""
        im = self._core.im_with(self.id)
        view = self._core.views.homes.get(self.id)
        await self._announcer.home_opened(self.id, im, view, within)
        return view
