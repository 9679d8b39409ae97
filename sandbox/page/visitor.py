"""A person who uses the page: presses exactly this element, with the whole form around it.

``Person`` finds an element by its words and knows nothing of what else was filled
in; a browser sends both.
"""

from __future__ import annotations

from typing import Any

from sandbox.page.posted import Posted
from sandbox.slack import Interaction, Message, Person, SandboxSlack, payloads
from sandbox.slack.delivery import Kind
from sandbox.slack.forms import state_of
from sandbox.slack.interaction import PATIENCE
from sandbox.slack.model import elements_of, flat
from sandbox.slack.wire import Json

_WITH_VALUE = ("button", "workflow_button", "icon_button")


class Visitor(Person):
    @classmethod
    def to(cls, slack: SandboxSlack, user: str) -> Visitor:
        """A person of this Slack by id. Raises KeyError for one that is not there."""
        return cls(slack.core, slack.courier, slack.announcer, slack.core.workspace.users[user])

    async def press_in_message(self, message: Message, posted: Posted) -> Interaction:
        """Raises ValueError when the message does not have that element."""
        core, channel = self._core, self._core.workspace.channels[message.channel]
        element = element_at(message.blocks, posted)
        interaction, _ = self._begin(Kind.INTERACTIVE, channel, message.ts)
        state = filled_in(message.blocks, posted)
        payload = payloads.interaction(
            core,
            "block_actions",
            self.user,
            interaction.trigger_id,
            **payloads.in_message(core, message, channel),
            state={"values": state},
            response_url=interaction.response_url,
            actions=[_action(element, posted, state, interaction.since)],
        )
        return await self._send(interaction, payload, PATIENCE)

    async def press_in_a_view(self, view: Json, posted: Posted) -> Interaction:
        """In a modal or the Home tab. Raises ValueError as above."""
        element = element_at(view["blocks"], posted)
        interaction, _ = self._begin(Kind.INTERACTIVE, None, root_view=view["root_view_id"])
        state = filled_in(view["blocks"], posted)
        payload = payloads.interaction(
            self._core,
            "block_actions",
            self.user,
            interaction.trigger_id,
            container={"type": "view", "view_id": view["id"]},
            view=view | {"state": {"values": state}},
            actions=[_action(element, posted, state, interaction.since)],
        )
        return await self._send(interaction, payload, PATIENCE)


def filled_in(blocks: Any, posted: Posted) -> Json:
    """``state.values``: what the form held, and the initial value of what it lacked."""
    state = state_of(blocks)
    for block_id, actions in posted.values.items():
        for action_id, value in actions.items():
            entry = state[block_id][action_id]
            (field,) = (name for name in entry if name != "type")
            entry[field] = [] if value is None and isinstance(entry[field], list) else value
    return state


def element_at(blocks: Any, posted: Posted) -> Json:
    for block in flat(blocks):
        if block["block_id"] == posted.block_id:
            for element in elements_of(block):
                if element["action_id"] == posted.action_id:
                    found: Json = element
                    return found
    raise ValueError("what was pressed is no longer there")


def _action(element: Json, posted: Posted, state: Json, action_ts: str) -> Json:
    """An entry of ``actions``."""
    kind = element["type"]
    action: Json = {
        "type": kind,
        "action_id": posted.action_id,
        "block_id": posted.block_id,
        "action_ts": action_ts,
    }
    if kind == "overflow":
        return action | {"selected_option": posted.choice}
    if kind == "feedback_buttons":
        pressed = element.get(f"{posted.choice}_button")
        if pressed is None:
            raise ValueError("what was pressed is no longer there")
        return action | {"text": pressed["text"], "value": pressed["value"]}
    if kind in _WITH_VALUE:
        return action | {
            name: element[name] for name in ("text", "value", "style") if name in element
        }
    entry: Json = state[posted.block_id][posted.action_id]
    return action | entry
