"""What a person does in a modal or the Home tab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.slack import limits, modals, payloads
from sandbox.slack.actor import Actor
from sandbox.slack.delivery import Kind
from sandbox.slack.forms import missing_inputs, pressed, state_of, stateful
from sandbox.slack.happenings import Refusal
from sandbox.slack.interaction import PATIENCE, Interaction
from sandbox.slack.model import elements_of, flat
from sandbox.slack.wire import Json


class ModalActs(Actor):
    async def press_in_view(
        self, view: Json, which: str, choice: Any = None, *, within: float = PATIENCE
    ) -> Interaction:
        """Press or choose within a modal or the Home tab."""
        interaction, _ = self._begin(Kind.INTERACTIVE, None, root_view=view["root_view_id"])
        action = pressed(view["blocks"], which, choice, interaction.since)
        state = {"values": state_of(view["blocks"], stateful(action))}
        shown = view | {"state": state}
        payload = payloads.interaction(
            self._core,
            "block_actions",
            self.user,
            interaction.trigger_id,
            container={"type": "view", "view_id": view["id"]},
            view=shown,
            actions=[action],
        )
        return await self._send(interaction, payload, within)

    async def submit(
        self,
        view: Json,
        values: Mapping[str, Any] | None = None,
        *,
        within: float = PATIENCE,
    ) -> Interaction:
        """Send a modal with values by action_id or block_id.

        Raises ValueError where the client itself would not send it.
        """
        core = self._core
        state = state_of(view["blocks"], values)
        missing = missing_inputs(view["blocks"], state)
        if missing:
            raise ValueError(f"these inputs must be filled in: {missing}")
        interaction, _ = self._begin(Kind.INTERACTIVE, None, root_view=view["root_view_id"])
        payload = payloads.interaction(
            core,
            "view_submission",
            self.user,
            interaction.trigger_id,
            view=view | {"state": {"values": state}},
            response_urls=self._response_urls(view, state, interaction),
        )

        def obey(answer: Json | None) -> None:
            errors = modals.take_submission_ack(core, self.id, view, answer)
            interaction.shown_errors = errors or None

        interaction.delivery.on_ack = obey
        return await self._send(interaction, payload, within)

    def _response_urls(self, view: Json, state: Json, interaction: Interaction) -> list[Json]:
        """One for every chosen channel whose menu asked for it."""
        core, urls = self._core, []
        for block in flat(view["blocks"]):
            for element in elements_of(block):
                if not element.get("response_url_enabled"):
                    continue
                entry = state[block["block_id"]][element["action_id"]]
                chosen = entry.get("selected_conversation") or entry.get("selected_channel")
                if chosen:
                    url = core.responses.issue(chosen, self.id, interaction.id, core.clock())
                    urls.append(
                        {
                            "block_id": block["block_id"],
                            "action_id": element["action_id"],
                            "channel_id": chosen,
                            "response_url": f"{core.origin}/respond/{url.token}",
                        }
                    )
        return urls

    async def options(
        self, view: Json, action_id: str, typed: str, *, within: float = PATIENCE
    ) -> list[Json]:
        """What the app offers in an external menu after ``typed``; choose one by ``submit``.

        Empty when it offered nothing, or what Slack refuses.
        """
        interaction, _ = self._begin(Kind.INTERACTIVE, None)
        block_id = next(
            block["block_id"]
            for block in flat(view["blocks"])
            if any(element["action_id"] == action_id for element in elements_of(block))
        )
        payload = payloads.interaction(
            self._core,
            "block_suggestion",
            self.user,
            "",
            container={"type": "view", "view_id": view["id"]},
            view=view,
            block_id=block_id,
            action_id=action_id,
            value=typed,
        )
        await self._send(interaction, payload, within)
        offered: Json = interaction.ack or {}
        problem = limits.offered(offered)
        if problem is not None:
            self._core.refuse(Refusal("ack", problem.error, problem.reasons, offered))
            return []
        groups = offered.get("option_groups", ())
        return [*offered.get("options", ()), *(o for group in groups for o in group["options"])]

    async def close(self, view: Json, *, within: float = PATIENCE) -> Interaction | None:
        """Close a modal; the app hears of it when it asked to."""
        modals.close(self._core, self.id, view)
        if not view["notify_on_close"]:
            return None
        interaction, _ = self._begin(Kind.INTERACTIVE, None)
        payload = payloads.interaction(
            self._core, "view_closed", self.user, "", view=view, is_cleared=False
        )
        return await self._send(interaction, payload, within)
