"""The Slack app that a newsroom creates is the one that the program expects."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
import yaml
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.reading.typed import VERBS
from bot.serving.installpages import SCOPES
from bot.surfaces.app import SURFACES
from bot.surfaces.room import Room
from sandbox.slack.events import SUBSCRIBED
from sandbox.slack.tokens import BOT_SCOPES

ROOT = Path(__file__).parents[1]
PLACES = ("channels", "groups", "im")

# What each method needs of a bot: https://docs.slack.dev/reference/methods. Where Slack names
# a scope for each kind of conversation, "*" stands for those that Crier posts in.
NEEDS = {
    "auth.revoke": set(),
    "auth.test": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.unfurl": {"links:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"*:history"},
    "conversations.info": {"*:read"},
    "conversations.join": {"channels:join"},
    "conversations.list": {"*:read"},
    "conversations.members": {"*:read"},
    "conversations.open": {"im:write"},
    "conversations.replies": {"*:history"},
    "users.conversations": {"*:read"},
    "users.info": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.update": set(),
}  # fmt: skip
HEARD_WITH = {"app_mention": {"app_mentions:read"}, "link_shared": {"links:read"}}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "slack" / "manifest.yaml").read_text())
    assert isinstance(loaded, dict)
    return loaded


def of_shared(shared: Path, name: str) -> Any:
    path = shared / "slack" / name
    if not path.is_file():
        pytest.skip(f"{name} is not in ../shared/slack")
    return json.loads(path.read_text())


def calls() -> Iterator[str]:
    """Names of the Web API's methods that the program speaks of, by slack_sdk's names."""
    client = {name for name in vars(AsyncWebClient) if not name.startswith("_")}
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in client and "_" in node.attr:
                yield node.attr


def wide(scopes: set[str]) -> set[str]:
    return {scope.replace("*", place) for scope in scopes for place in PLACES}


class Ears:
    """Takes the place of Bolt's app, and notes what is listened to."""

    def __init__(self) -> None:
        self.events: set[str] = set()
        self.shortcuts: set[tuple[str, str]] = set()
        self.commands: set[str] = set()

    def event(self, name: str) -> Callable[[object], object]:
        self.events.add(name)
        return lambda listener: listener

    def shortcut(self, which: dict[str, str]) -> Callable[[object], object]:
        self.shortcuts.add((which["type"], which["callback_id"]))
        return lambda listener: listener

    def command(self, name: str) -> Callable[[object], object]:
        self.commands.add(name)
        return lambda listener: listener

    def other(self, _: object) -> Callable[[object], object]:
        """The manifest says nothing of presses, forms and menus."""
        return lambda listener: listener

    action = view = options = other


@pytest.fixture(scope="module")
def ears() -> Ears:
    noted = Ears()
    app = cast("AsyncApp", noted)
    # Listeners ask nothing of the room before something happens.
    nothing: Any = None
    room = Room(nothing, nothing, nothing, nothing, nothing, nothing, nothing)
    for listen in SURFACES:
        listen(app, room)
    return noted


def test_the_schema_of_slack_accepts_it(manifest: dict[str, Any], shared: Path) -> None:
    schema = of_shared(shared, "manifest.schema.2.0.0.json")
    checker = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in checker.iter_errors(manifest)] == []
    # A schema that took anything would prove nothing.
    broken = manifest | {"features": manifest["features"] | {"slash_command": []}}
    assert list(checker.iter_errors(broken))


def test_it_asks_for_the_scopes_in_use_and_no_other(manifest: dict[str, Any]) -> None:
    methods = {name.replace(".", "_"): name for name in NEEDS}
    called = set(calls())
    assert sorted(called - set(methods)) == [], "NEEDS is to say what these need"
    assert sorted(set(methods) - called) == []
    needed = {"commands"}.union(*(wide(NEEDS[methods[name]]) for name in called))
    heard = manifest["settings"]["event_subscriptions"]["bot_events"]
    needed.update(*(HEARD_WITH.get(event, set()) for event in heard))
    asked = manifest["oauth_config"]["scopes"]
    assert asked == {"bot": sorted(needed)}
    assert sorted(SCOPES) == sorted(needed), "a workspace that installs is asked for others"
    assert sorted(needed) == sorted(BOT_SCOPES), "the sandbox allows others"


def test_slack_says_the_same_of_what_methods_and_events_need(
    manifest: dict[str, Any], shared: Path
) -> None:
    facts = of_shared(shared, "method_facts.json")
    for method, scopes in NEEDS.items():
        said = set(facts["methods"][method]["bot_scopes"])
        # One of several is enough where they differ by the kind of conversation.
        assert wide(scopes) <= said if scopes else not said, method
    asked = set(manifest["oauth_config"]["scopes"]["bot"])
    for event in manifest["settings"]["event_subscriptions"]["bot_events"]:
        needs = {
            scope.replace("mentions.", "mentions:") for scope in facts["events"].get(event) or ()
        }
        assert not needs or needs & asked, event
        assert HEARD_WITH.get(event, set()) <= needs


def test_the_readme_explains_each_scope(manifest: dict[str, Any]) -> None:
    readme = (ROOT / "README.md").read_text()
    asked = manifest["oauth_config"]["scopes"]["bot"]
    assert [scope for scope in asked if f"`{scope}`" not in readme] == []


def test_it_subscribes_to_what_is_listened_to(manifest: dict[str, Any], ears: Ears) -> None:
    subscribed = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert sorted(subscribed) == sorted(subscribed_for(ears.events))
    assert set(subscribed) == SUBSCRIBED, "the sandbox tells of others"


def subscribed_for(events: set[str]) -> set[str]:
    """Messages are subscribed to by the kind of conversation; Crier hears those to itself."""
    return {"message.im" if event == "message" else event for event in events}


def test_it_has_the_shortcuts_and_the_command(manifest: dict[str, Any], ears: Ears) -> None:
    kinds = {"message": "message_action", "global": "shortcut"}
    named = {
        (kinds[each["type"]], each["callback_id"]) for each in manifest["features"]["shortcuts"]
    }
    assert named == ears.shortcuts
    (command,) = manifest["features"]["slash_commands"]
    assert {command["command"]} == ears.commands == {"/docket"}
    hint = command["usage_hint"]
    assert sorted(hint[1 : hint.index("]")].split("|")) == sorted(VERBS)
    assert command["should_escape"] is False


def test_home_links_and_socket_mode_are_on(manifest: dict[str, Any]) -> None:
    assert manifest["features"]["app_home"]["home_tab_enabled"] is True
    assert manifest["features"]["app_home"]["messages_tab_read_only_enabled"] is False
    assert manifest["features"]["unfurl_domains"] == ["courtlistener.com", "uscourts.gov"]
    assert manifest["features"]["bot_user"]["display_name"] == "Crier"
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
