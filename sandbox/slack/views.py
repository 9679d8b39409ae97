"""Modals, in the stack that Slack allows, and Home tabs."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.slack.wire import Json, SlackSaysNo

STACK = 3


@dataclass(slots=True)
class Views:
    """A view is the JSON that Slack gives for it. ``homes`` is by user id."""

    homes: dict[str, Json] = field(default_factory=dict)
    _stacks: dict[str, list[Json]] = field(default_factory=dict)

    def stack(self, user: str) -> list[Json]:
        """The open modals of a user, the one on top last."""
        return list(self._stacks.get(user, ()))

    def top(self, user: str) -> Json | None:
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def open(self, user: str, view: Json) -> None:
        self._stacks[user] = [view]

    def push(self, user: str, view: Json) -> None:
        """Raises ``push_limit_reached`` for a fourth, ``not_found`` without one below."""
        stack = self._stacks.get(user)
        if not stack:
            raise SlackSaysNo("not_found")
        if len(stack) >= STACK:
            raise SlackSaysNo("push_limit_reached")
        stack.append(view)

    def find(self, *, view_id: str = "", external_id: str = "") -> tuple[str, Json] | None:
        """(user, view) of an open modal or a Home tab."""
        open_ones = [(user, view) for user, stack in self._stacks.items() for view in stack]
        for user, view in [*open_ones, *self.homes.items()]:
            if view_id and view["id"] == view_id:
                return user, view
            if external_id and view["external_id"] == external_id:
                return user, view
        return None

    def replace(self, user: str, view: Json) -> None:
        """Put a view in place of the one that has its id."""
        stack = self._stacks.get(user, [])
        for index, other in enumerate(stack):
            if other["id"] == view["id"]:
                stack[index] = view
        if user in self.homes and self.homes[user]["id"] == view["id"]:
            self.homes[user] = view

    def close(self, user: str, view_id: str) -> None:
        """Close a view; the one below it shows again."""
        stack = self._stacks.get(user, [])
        self._stacks[user] = [view for view in stack if view["id"] != view_id]

    def clear(self, user: str) -> list[Json]:
        return self._stacks.pop(user, [])
