"""Tokens, what kind they are and what they may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sandbox.slack.wire import SlackSaysNo

BOT_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "links:read",
        "links:write",
        "users:read",
    }
)
"""Those of slack/manifest.yaml."""
WIDE_SCOPES = BOT_SCOPES | {"chat:write.public", "reactions:write", "team:read"}
"""Those of an app that may do all that the sandbox knows."""


class TokenKind(StrEnum):
    BOT = "bot"
    APP = "app"


@dataclass(frozen=True, slots=True)
class Token:
    """``dead`` is the error that a token gives which works no more, else ``""``."""

    value: str
    kind: TokenKind
    scopes: frozenset[str]
    user: str = ""
    dead: str = ""


class Tokens:
    def __init__(self, tokens: Iterable[Token]) -> None:
        self._tokens = {token.value: token for token in tokens}

    def put(self, token: Token) -> None:
        """Add a token, or change what is known of it."""
        self._tokens[token.value] = token

    def __contains__(self, value: str) -> bool:
        return value in self._tokens

    def of(self, user: str) -> Token:
        """The newest token of a bot. Raises KeyError."""
        for token in reversed(self._tokens.values()):
            if token.user == user:
                return token
        raise KeyError(user)

    def check(self, value: str, kind: TokenKind | None, scopes: tuple[str, ...]) -> Token:
        """The token, when it is alive, of this kind and has one of these scopes.

        ``kind`` None takes any. Raises SlackSaysNo as Slack does.
        """
        if not value:
            raise SlackSaysNo("not_authed")
        token = self._tokens.get(value)
        if token is None:
            raise SlackSaysNo("invalid_auth")
        if token.dead:
            raise SlackSaysNo(token.dead)
        if kind is not None and token.kind is not kind:
            raise SlackSaysNo("not_allowed_token_type")
        if scopes and not token.scopes.intersection(scopes):
            provided = ",".join(sorted(token.scopes))
            raise SlackSaysNo(
                "missing_scope", extra={"needed": ",".join(scopes), "provided": provided}
            )
        return token
