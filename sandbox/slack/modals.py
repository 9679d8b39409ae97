"""views.*: open, push and change modals, publish Home tabs, obey a submission's ack."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sandbox.slack import limits
from sandbox.slack.args import Call
from sandbox.slack.core import Core
from sandbox.slack.forms import state_of
from sandbox.slack.happenings import Refusal, ViewClosed, ViewShown
from sandbox.slack.method import Method
from sandbox.slack.model import with_ids
from sandbox.slack.responses import Trigger
from sandbox.slack.wire import Json, SlackSaysNo


def open_view(core: Core, call: Call) -> Json:
    given = _given(call, "modal")
    trigger = _trigger(core, call)
    view = made(core, given)
    core.views.open(trigger.user, view)
    core.happenings.tell(ViewShown(trigger.user, view))
    return {"view": view}


def push_view(core: Core, call: Call) -> Json:
    given = _given(call, "modal")
    trigger = _trigger(core, call)
    if not trigger.root_view:
        raise SlackSaysNo("invalid_trigger_id")
    return {"view": _push(core, trigger.user, given)}


def update_view(core: Core, call: Call) -> Json:
    view_id, external_id = call.args.text("view_id"), call.args.text("external_id")
    found = core.views.find(view_id=view_id, external_id=external_id)
    if found is None:
        raise SlackSaysNo("not_found")
    user, before = found
    given = _given(call, before["type"])
    if call.args.given("hash") and call.args.text("hash") != before["hash"]:
        raise SlackSaysNo("hash_conflict")
    return {"view": _replace(core, user, before, given)}


def publish(core: Core, call: Call) -> Json:
    user = call.args.text("user_id")
    if user not in core.workspace.users:
        raise SlackSaysNo("invalid_arguments", "[ERROR] user not found [json-pointer:/user_id]")
    given = _given(call, "home")
    before = core.views.homes.get(user)
    if before and call.args.given("hash") and call.args.text("hash") != before["hash"]:
        raise SlackSaysNo("hash_conflict")
    view = made(core, given, view_id=before["id"] if before else "")
    core.views.homes[user] = view
    core.happenings.tell(ViewShown(user, view))
    return {"view": view}


def take_submission_ack(core: Core, user: str, view: Json, answer: Json | None) -> Json:
    """Do what the ack of a submission says; gives the errors it shows, by block_id."""
    action = (answer or {}).get("response_action", "")
    try:
        if action == "errors":
            return _errors(view, (answer or {}).get("errors"))
        if action == "clear":
            for closed in core.views.clear(user):
                core.happenings.tell(ViewClosed(user, closed["id"]))
        elif action in ("update", "push"):
            given = _checked((answer or {}).get("view"), "modal")
            if action == "push":
                _push(core, user, given)
            else:
                _replace(core, user, view, given)
        else:
            close(core, user, view)
    except SlackSaysNo as no:
        core.refuse(Refusal("ack", no.error, no.reasons, answer or {}))
    return {}


def close(core: Core, user: str, view: Json) -> None:
    core.views.close(user, view["id"])
    core.happenings.tell(ViewClosed(user, view["id"]))


def made(
    core: Core, given: Json, *, view_id: str = "", previous: str | None = None, root: str = ""
) -> Json:
    """A view as Slack gives it back."""
    blocks = list(with_ids(given["blocks"]))
    named = view_id or core.ids.new("V")
    digest = hashlib.sha256(json.dumps([given, core.ids.new("H")]).encode()).hexdigest()
    return {
        "id": named,
        "team_id": core.workspace.team_id,
        "type": given["type"],
        "blocks": blocks,
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "state": {"values": state_of(blocks)},
        "hash": f"{int(core.clock())}.{digest[:8]}",
        "title": given.get("title"),
        "clear_on_close": given.get("clear_on_close", False),
        "notify_on_close": given.get("notify_on_close", False),
        "close": given.get("close"),
        "submit": given.get("submit"),
        "previous_view_id": previous,
        "root_view_id": root or named,
        "app_id": core.app.id,
        "external_id": given.get("external_id", ""),
        "app_installed_team_id": core.workspace.team_id,
        "bot_id": core.app.bot_id,
    }


def _push(core: Core, user: str, given: Json) -> Json:
    top = core.views.top(user)
    if top is None:
        raise SlackSaysNo("not_found")
    view = made(core, given, previous=top["id"], root=top["root_view_id"])
    core.views.push(user, view)
    core.happenings.tell(ViewShown(user, view))
    return view


def _replace(core: Core, user: str, before: Json, given: Json) -> Json:
    view = made(
        core,
        given,
        view_id=before["id"],
        previous=before["previous_view_id"],
        root=before["root_view_id"],
    )
    core.views.replace(user, view)
    core.happenings.tell(ViewShown(user, view))
    return view


def _given(call: Call, kind: str) -> Json:
    return _checked(call.args.structure("view", "invalid_arguments"), kind)


def _checked(given: Any, kind: str) -> Json:
    problem = limits.view(given, kind)
    if problem is not None:
        raise SlackSaysNo(problem.error, *problem.reasons)
    checked: Json = given
    return checked


def _trigger(core: Core, call: Call) -> Trigger:
    named = call.args.text("trigger_id")
    if not named:
        raise SlackSaysNo("invalid_arguments", "[ERROR] missing required field: trigger_id")
    return core.triggers.spend(named, core.clock())


def _errors(view: Json, errors: Any) -> Json:
    """Slack shows an error below an input; one for any other block breaks the modal."""
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
        raise SlackSaysNo("invalid_errors", "[ERROR] every key must be the block_id of an input")
    return errors


METHODS = (
    Method("views.open", open_view, (), 4, ("view",)),
    Method("views.push", push_view, (), 4, ("view",)),
    Method("views.update", update_view, (), 4, ("view",)),
    Method("views.publish", publish, (), 4, ("user_id", "view")),
)
