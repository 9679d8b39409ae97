"""What Slack hands on, before anybody reads it: which workspace it is for, and its text.

Slack passes on what people paste. A character U+0000 cannot be kept by PostgreSQL, half of a
surrogate pair cannot be written as UTF-8 at all; neither means anything to a reader.
"""

from __future__ import annotations

import re
from typing import Any

_UNSPEAKABLE = re.compile("[\x00\ud800-\udfff]")
# Far deeper than any payload of Slack's.
_DEEPEST = 60


def readable(text: str) -> str:
    """Without what no database and no answer can hold."""
    return _UNSPEAKABLE.sub("", text)


def clean(body: Any, depth: int = 0) -> Any:
    """The same payload with every text readable; what is nested too deep is left out."""
    if isinstance(body, str):
        return readable(body)
    if depth > _DEEPEST:
        return None
    if isinstance(body, dict):
        return {clean(key): clean(value, depth + 1) for key, value in body.items()}
    if isinstance(body, list):
        return [clean(value, depth + 1) for value in body]
    return body


def team_of(body: dict[str, Any]) -> str:
    """The workspace whose Crier is meant, "" where none is named.

    In a channel that workspaces share, ``team_id`` of an event and ``team`` of a form may be
    those of whoever did something; the installation is named apart:
    https://docs.slack.dev/apis/slack-connect/using-slack-connect
    """
    view, team, user = (_part(body, name) for name in ("view", "team", "user"))
    installed = body.get("authorizations")
    first = installed[0] if isinstance(installed, list) and installed else None
    authorized = first.get("team_id") if isinstance(first, dict) else None
    for found in (
        view.get("app_installed_team_id"), authorized, team.get("id"), body.get("team_id"),
        user.get("team_id"),
    ):  # fmt: skip
        if isinstance(found, str) and found:
            return found[:40]
    return ""


def _part(body: dict[str, Any], name: str) -> dict[str, Any]:
    found = body.get(name)
    return found if isinstance(found, dict) else {}
