"""The arguments of one call, however they travelled: query, form or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.slack.tokens import Token
from sandbox.slack.wire import Json, SlackSaysNo


class Arguments:
    """A form sends every value as words, JSON as what it is; both read alike."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = {name: value for name, value in values.items() if value is not None}

    def given(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        value = self._values.get(name, "")
        return value if isinstance(value, str) else json.dumps(value)

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "1")

    def number(self, name: str, default: int) -> int:
        """``invalid_arguments`` for what is no whole number."""
        words = self.text(name)
        if not words:
            return default
        try:
            return int(words)
        except ValueError:
            raise SlackSaysNo(
                "invalid_arguments", f"[ERROR] must be an integer [json-pointer:/{name}]"
            ) from None

    def words(self, name: str) -> list[str]:
        """A list, or words with commas between."""
        value = self._values.get(name, "")
        parts = value if isinstance(value, list) else str(value).split(",")
        return [str(part).strip() for part in parts if str(part).strip()]

    def structure(self, name: str, error: str) -> Any:
        """A JSON value; ``error`` is Slack's word for one that cannot be read."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise SlackSaysNo(error) from None

    def without_token(self) -> Json:
        return {name: value for name, value in self._values.items() if name != "token"}


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    args: Arguments
    token: Token
