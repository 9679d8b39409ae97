"""What a form of the page sends, read back into Slack's own values.

The contract of the forms is in ``blocks``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from sandbox.page.seen import Seen, json, raw
from sandbox.slack.model import elements_of, flat
from sandbox.slack.wire import Json

Values: TypeAlias = dict[str, dict[str, Any]]
_WORDS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
_PICKED = (
    "users_select", "conversations_select", "channels_select", "datepicker", "timepicker",
)  # fmt: skip
_OPTION = ("static_select", "external_select", "radio_buttons")
_OPTIONS = ("multi_static_select", "multi_external_select", "checkboxes")


@dataclass(frozen=True, slots=True)
class Posted:
    """One form that came in.

    block_id, action_id  what was pressed, "" and "" when nothing was
    choice  an overflow's option, ``positive`` or ``negative`` of feedback, or the value
            that the pressed element has now; None for a button
    values  by block_id and action_id: an option or a list of them as Slack's JSON, an id or
            a list of ids, a date, a time, seconds since 1970, or words; None for nothing
    do      ``submit``, ``close``, the callback_id of a shortcut, or ""
    """

    block_id: str
    action_id: str
    choice: Any
    values: Values
    do: str

    @property
    def is_press(self) -> bool:
        return bool(self.block_id or self.action_id)

    def given(self) -> dict[str, Any]:
        """The values by action_id, or by block_id where two blocks share an action_id."""
        named = [action for block in self.values.values() for action in block]
        return {
            block_id if named.count(action) > 1 else action: value
            for block_id, block in self.values.items()
            for action, value in block.items()
        }


def read(blocks: Iterable[Json], form: Sequence[tuple[str, str]], zone: ZoneInfo) -> Posted:
    """A form against the blocks that it was made of.

    form  name and value as they came, names repeated
    zone  whose local time a datetimepicker holds
    Fields that belong to none of the blocks are left out; what no longer fits its
    element (an option that is gone) counts as nothing.
    """
    held: dict[tuple[str, ...], list[str]] = {}
    for name, said in form:
        prefix, _, rest = name.partition("/")
        # Ids are compared decoded: a client may encode more than it must.
        named = (name,) if prefix != "f" else tuple(unquote(part) for part in rest.split("/"))
        held.setdefault(named, []).append(said)
    values: Values = {}
    choice: Any = None
    press, do = (next(iter(held.get((name,), ())), "") for name in ("press", "do"))
    block_id, action_id, nth = (unquote(part) for part in [*press.split("/"), "", ""][:3])
    pressed = (block_id, action_id)
    for block in flat(blocks):
        for element in elements_of(block):
            seen = Seen(element)
            ids = (raw(Seen(block).block_id), raw(seen.action_id))
            if _holds(str(seen.type)):
                now = value(seen, held.get(ids, ()), zone)
                values.setdefault(ids[0], {})[ids[1]] = now
                choice = now if ids == pressed else choice
            elif ids == pressed and nth:
                choice = _option(seen, nth) if seen.type == "overflow" else nth
    return Posted(block_id, action_id, choice, values, do)


def value(element: Seen, held: Sequence[str], zone: ZoneInfo) -> Any:
    """What an element holds, from the values of its field. See ``Posted.values``."""
    kind, first = str(element.type), next(iter(held), "")
    if kind in _WORDS:
        return first.replace("\r\n", "\n") or None
    if kind in _PICKED:
        return first or None
    if kind in _OPTION:
        return _option(element, first)
    if kind in _OPTIONS:
        return [found for one in held if (found := _option(element, one)) is not None]
    if kind.startswith("multi_"):
        return [one for one in held if one]
    if kind == "datetimepicker":
        return _timestamp(first, zone)
    return _rich_text(first) if kind == "rich_text_input" else None


def options_of(element: Seen) -> list[Seen]:
    """All options in the order they show, those of groups and of an external menu too."""
    grouped = [option for group in element.option_groups for option in group.options]
    found = [*element.options, *grouped]
    if found or element.type not in ("external_select", "multi_external_select"):
        return found
    return [*element.initial_options] or (
        [element.initial_option] if element.initial_option else []
    )


def _holds(kind: str) -> bool:
    return kind.endswith(("select", "picker", "input")) or kind in ("checkboxes", "radio_buttons")


def _option(element: Seen, place: str) -> Json | None:
    options = options_of(element)
    if not place.isascii() or not place.isdigit() or int(place) >= len(options):
        return None
    option: Json = json(options[int(place)])
    return option


def _timestamp(typed: str, zone: ZoneInfo) -> int | None:
    try:
        return int(datetime.fromisoformat(typed).replace(tzinfo=zone).timestamp())
    except (ValueError, OverflowError):
        return None


def _rich_text(typed: str) -> Json | None:
    if not typed:
        return None
    text = {"type": "text", "text": typed.replace("\r\n", "\n")}
    section = {"type": "rich_text_section", "elements": [text]}
    return {"type": "rich_text", "elements": [section]}
