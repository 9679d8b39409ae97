"""One control of a form: its names, its label and what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from sandbox.page import angle, seen
from sandbox.page.seen import Seen


def key(block_id: str, action_id: str) -> str:
    """``BLOCK_ID/ACTION_ID`` as field names and ``press`` carry it."""
    return f"{_quoted(block_id)}/{_quoted(action_id)}"


def _quoted(identifier: str) -> str:
    return quote(identifier, safe="", errors="replace")


def label(text: Seen) -> str:
    """A text object as words only, for attributes."""
    said = str(text) or str(text.text)
    return " ".join(angle.unescape(said).split())


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one surface.

    surface  a prefix for HTML ids, different for each surface on a page
    errors   by block_id, shown under the inputs of a modal
    state    ``state.values`` of a view: wins over what the elements have initially
    """

    surface: str
    errors: Mapping[str, str] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)

    def error(self, block: Seen) -> str:
        return str(Seen(self.errors.get(seen.raw(block.block_id))))


@dataclass(frozen=True, slots=True)
class Control:
    """Where an element stands and what is in it: what its macro is given as ``at``.

    key     ``BLOCK_ID/ACTION_ID``, percent-encoded
    id      for HTML, one in a page
    label   what a screen reader calls it when nothing on it says so
    sends   the app hears at once when a value changes
    needed  it may not stay empty
    now     the entry of ``state.values``, empty where there is none
    """

    key: str
    id: str
    label: str
    sends: bool
    needed: bool
    now: Seen
    error: str = ""
    hint: bool = False

    @classmethod
    def of(cls, form: Form, element: Seen, block: Seen, *, sends: bool = False) -> Control:
        block_id, action_id = seen.raw(block.block_id), seen.raw(element.action_id)
        named = key(block_id, action_id)
        is_input = block.type == "input"
        return cls(
            key=named,
            id=f"{form.surface}/{named}",
            label=_label(element, block),
            sends=sends,
            needed=is_input and not block.optional,
            now=Seen(form.state)[block_id][action_id],
            error=form.error(block) if is_input else "",
            hint=is_input and bool(block.hint),
        )

    @property
    def described(self) -> str:
        """For ``aria-describedby``: the ids of the hint and the error."""
        found = [f"{self.id}/hint"] if self.hint else []
        return " ".join([*found, f"{self.id}/error"] if self.error else found)

    def holds(self, element: Seen, name: str) -> Seen:
        """The value: of the state, or ``initial_…`` where the state says nothing."""
        if self.now:
            return self.now[name if name.startswith("value") else f"selected_{name}"]
        return element[f"initial_{name}"]

    def chosen(self, element: Seen, options: list[Seen], *, many: bool) -> list[int]:
        """The places of the options that are chosen."""
        held = self.holds(element, "options" if many else "option")
        wanted = [str(one.value) for one in held] if many else [str(held.value)] if held else []
        return [place for place, option in enumerate(options) if str(option.value) in wanted]


def _label(element: Seen, block: Seen) -> str:
    named = (element.accessibility_label, block.label, element.placeholder, block.text)
    said = next((words for text in named if (words := label(text))), "")
    return said or str(element.type).replace("_", " ")
