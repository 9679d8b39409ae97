"""What people press, choose and fill in, as Slack reports it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.slack.model import elements_of, flat
from sandbox.slack.wire import Json

_VALUES = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}
_STATELESS = ("button", "overflow", "workflow_button", "icon_button", "feedback_buttons")


def state_of(blocks: Iterable[Json], given: Mapping[str, Any] | None = None) -> Json:
    """``state.values`` of a view or message: block_id -> action_id -> what is in it.

    ``given`` is by action_id, or by block_id where that is clearer; what it
    leaves out keeps its initial value. Raises ValueError for what is not there.
    """
    left = dict(given or {})
    values: Json = {}
    for block in flat(blocks):
        for element in elements_of(block):
            if element["type"] in _STATELESS:
                continue
            for name in (element["action_id"], block["block_id"]):
                if name in left:
                    entry = filled(element, left.pop(name))
                    break
            else:
                entry = _initial(element)
            values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    if left:
        raise ValueError(f"nothing here is called {sorted(left)}")
    return values


def filled(element: Json, value: Any) -> Json:
    """The state of one element with a value that a person put in; None is nothing."""
    field = _VALUES[element["type"]]
    if field == "selected_option" and value is not None:
        value = option_of(element, value)
    elif field == "selected_options":
        value = [option_of(element, one) for one in value]
    return {"type": element["type"], field: value}


def option_of(element: Json, wanted: Any) -> Json:
    """An option by its value or by the words that it shows."""
    if isinstance(wanted, dict):
        return wanted
    groups = element.get("option_groups", ())
    options = [*element.get("options", ()), *(o for group in groups for o in group["options"])]
    for option in options:
        if wanted in (option.get("value"), option["text"]["text"]):
            found: Json = option
            return found
    raise ValueError(f"{element['type']} has no option {wanted!r}")


def missing_inputs(blocks: Iterable[Json], values: Json) -> list[str]:
    """block_ids of inputs that must not stay empty but are; the client says so by itself."""
    missing = []
    for block in blocks:
        if block["type"] != "input" or block.get("optional"):
            continue
        element = block["element"]
        entry = values[block["block_id"]][element["action_id"]]
        if entry[_VALUES[element["type"]]] in (None, "", []):
            missing.append(block["block_id"])
    return missing


def pressed(blocks: Iterable[Json], which: str, choice: Any, action_ts: str) -> Json:
    """An entry of ``actions``: the element with this action_id or these words on it.

    ``choice`` is what was chosen or typed, for everything that is no button.
    Raises ValueError when there is no such element, or more than one.
    """
    every = [(block, element) for block in flat(blocks) for element in elements_of(block)]
    found = [
        (block, element)
        for block, element in every
        if which in (element["action_id"], element.get("text", {}).get("text"))
    ]
    if len(found) != 1:
        there = [e.get("text", {}).get("text", e["action_id"]) for _, e in every]
        raise ValueError(f"{len(found)} elements match {which!r}; there are {there}")
    block, element = found[0]
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": action_ts,
    }
    if element["type"] in ("button", "workflow_button"):
        kept = {name: element[name] for name in ("text", "value", "style") if name in element}
        return action | kept
    return action | filled(element, choice)


def stateful(action: Json) -> Json:
    """What a press changes in the state of the message or view it happened in."""
    if action["type"] in _STATELESS:
        return {}
    return {action["action_id"]: action[_VALUES[action["type"]]]}


def _initial(element: Json) -> Json:
    field = _VALUES[element["type"]]
    if field == "value" or field == "rich_text_value":
        initial = element.get("initial_value")
    else:
        many = field.endswith("s")
        initial = element.get(field.replace("selected_", "initial_"), [] if many else None)
    return {"type": element["type"], field: initial}
