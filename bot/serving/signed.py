"""Whether a request is Slack's: signed, of the last minutes, and here for the first time.

https://docs.slack.dev/authentication/verifying-requests-from-slack says how Slack signs. Bolt
verifies too, but only after it has taken a body apart, and it lets the same request in again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from slack_sdk.signature import SignatureVerifier

WITHIN = 300
"""Seconds for which slack_sdk takes a signature, before and after its time."""
MOST_KEPT = 20_000


class Signatures:
    """What one process has taken another does not know of."""

    def __init__(self, secret: str) -> None:
        self._verifier = SignatureVerifier(secret)
        self._seen: dict[str, int] = {}

    def could_be(self, headers: Mapping[str, str]) -> bool:
        """Whether they have the form of Slack's: a body of any other is not even read."""
        return _read(headers) is not None

    def fits(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether Slack signed this body within the last minutes; compared in constant time."""
        found = _read(headers)
        try:
            return found is not None and self._verifier.is_valid(body.decode(), *found)
        except UnicodeDecodeError:  # Slack signs text
            return False

    def first(self, headers: Mapping[str, str]) -> bool:
        """Whether a request that fits is here for the first time; it is not from now on."""
        found = _read(headers)
        if found is None or found[1] in self._seen:
            return False
        at, signature = found
        self._forget(int(at))
        self._seen[signature] = int(at)
        return True

    def again(self, headers: Mapping[str, str]) -> None:
        """It was not taken after all: Slack may repeat it within the same second."""
        if (found := _read(headers)) is not None:
            self._seen.pop(found[1], None)

    def _forget(self, now: int) -> None:
        """Those that are too old to be taken again anyway, and the oldest of too many."""
        while self._seen:
            oldest = next(iter(self._seen))
            if self._seen[oldest] > now - 2 * WITHIN and len(self._seen) < MOST_KEPT:
                return
            del self._seen[oldest]


def _read(headers: Mapping[str, str]) -> tuple[str, str] | None:
    at = headers.get("x-slack-request-timestamp", "")
    signature = headers.get("x-slack-signature", "")
    if re.fullmatch(r"[0-9]{1,12}", at) and re.fullmatch(r"v0=[0-9a-f]{64}", signature):
        return at, signature
    return None
