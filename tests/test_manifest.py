"""The Slack app that a newsroom creates is the one that the program expects."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "slack" / "manifest.yaml").read_text())
    assert isinstance(loaded, dict)
    return loaded


def test_the_schema_of_slack_accepts_it(manifest: dict[str, Any], shared: Path) -> None:
    path = shared / "slack" / "manifest.schema.2.0.0.json"
    if not path.is_file():
        pytest.skip("the schema of manifests is not in ../shared/slack")
    schema = json.loads(path.read_text())
    checker = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in checker.iter_errors(manifest)] == []
    # A schema that took anything would prove nothing.
    broken = manifest | {"features": manifest["features"] | {"slash_command": []}}
    assert list(checker.iter_errors(broken))


def test_it_asks_for_the_scopes_in_use_and_no_other(manifest: dict[str, Any]) -> None:
    assert sorted(manifest["oauth_config"]["scopes"]["bot"]) == [
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
    ]
    assert "user" not in manifest["oauth_config"]["scopes"]


def test_one_command_by_socket_mode_as_typed(manifest: dict[str, Any]) -> None:
    (command,) = manifest["features"]["slash_commands"]
    assert command["command"] == "/docket"
    assert command["usage_hint"] == "[follow|unfollow|list|recent|test|help] case"
    assert command["should_escape"] is False
    assert manifest["features"]["bot_user"]["display_name"] == "Crier"
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
