"""Words that every part of the sandbox Slack shares: JSON, errors, identifiers."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Clock = Callable[[], float]
"""Seconds since 1970, as ``time.time`` gives them."""

APP_NAME = "Court Crier"
_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class SlackSaysNo(Exception):
    """A call that Slack answers with ``ok: false``.

    ``error`` is Slack's word for it, ``reasons`` what it lists under
    ``response_metadata.messages``, ``extra`` further fields of the answer.
    """

    def __init__(self, error: str, *reasons: str, extra: Json | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.reasons = reasons
        self.extra = extra or {}

    def answer(self) -> Json:
        body: Json = {"ok": False, "error": self.error, **self.extra}
        if self.reasons:
            body["response_metadata"] = {"messages": list(self.reasons)}
        return body


class Identifiers:
    """Slack-shaped identifiers, counted so that no two are equal."""

    def __init__(self, first: int = 1) -> None:
        self._count = itertools.count(first)

    def new(self, kind: str) -> str:
        """``kind`` is the first letter, ``C`` for a channel; 11 characters in all."""
        number, digits = next(self._count), ""
        while number:
            number, rest = divmod(number, len(_LETTERS))
            digits = _LETTERS[rest] + digits
        return kind + digits.rjust(10, "0")


def short_id() -> str:
    """What Slack makes up for a block or an action that came without an id."""
    return secrets.token_urlsafe(4)[:5]
