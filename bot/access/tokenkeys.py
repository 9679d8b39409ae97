"""Tokens as the database keeps them: encrypted by a key that only the environment has.

The keys are Fernet's (https://github.com/fernet/spec): 32 random bytes, in base64.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from filings.errors import BadInput
from filings.settings import Settings


def new_key() -> str:
    return Fernet.generate_key().decode()


class TokenKeys:
    """The first key encrypts, any of them decrypts."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._keys = MultiFernet([Fernet(key) for key in keys])

    def hide(self, token: str | None) -> str | None:
        return None if token is None else self._keys.encrypt(token.encode()).decode()

    def reveal(self, hidden: str | None) -> str | None:
        """Raises BadInput where none of the keys fits."""
        if hidden is None:
            return None
        try:
            return self._keys.decrypt(hidden.encode()).decode()
        except InvalidToken as error:
            raise BadInput(
                "A workspace's token cannot be read with CRIER_TOKEN_KEY; the key that it was "
                "kept under is missing there."
            ) from error


def keys_of(settings: Settings) -> TokenKeys:
    """Raises BadInput where there is none."""
    if not settings.token_keys:
        raise BadInput(
            "CRIER_TOKEN_KEY is missing: with SLACK_CLIENT_ID and SLACK_CLIENT_SECRET it encrypts "
            "the workspaces' tokens, and crier newkey prints one."
        )
    return TokenKeys(settings.token_keys)
