"""Secrets that a line of the log must not hold, taken out of it.

No line is meant to have one; this is the second line of defence, for what an error of a library
or of another program says. What is known by value is found whatever it stands in; the rest by
its form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from filings.settings import Settings

GONE = "[secret]"
LEAST = 8
"""Shorter values would take ordinary words out of the log."""
_FORMS = re.compile(
    r"(?P<keep>"
    r"/webhooks/courtlistener/|/calendars?/"
    r"|\bhooks\.slack(?:-gov)?\.com/|/(?:commands|actions|workflows)/(?=[A-Z])"
    r"|[?&](?:code|state|client_secret|token|signature)="
    r"|\b(?:Token|Bearer|Basic) (?=\S{16})"
    r"|://[^\s/:@\"]*:(?=[^\s/@\"]+@)"
    r")(?P<secret>[^\s\"'<>&?@\\]+)"
    r"|\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w.%-]{6,}"
)


class Scrubber:
    """Takes ``secrets``, and what looks like one, out of a text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets for form in _written(secret) if len(secret) >= LEAST}
        # The longest first: one may be part of another.
        known = sorted(forms, key=lambda form: (-len(form), form))
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def scrubbed(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(GONE, text)
        return _FORMS.sub(lambda found: f"{found['keep'] or ''}{GONE}", text)

    def __call__(self, _logger: object, _method: str, line: Any) -> Any:
        """As the last processor of structlog, after the one that makes a line of text."""
        return self.scrubbed(line) if isinstance(line, str) else line


def _written(secret: str) -> tuple[str, ...]:
    """A value as it is, as JSON writes it, and as addresses do."""
    plain = unquote(secret)
    return secret, plain, json.dumps(secret)[1:-1], json.dumps(plain)[1:-1]


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Every value of the settings that nobody else may know."""
    found: list[str] = []
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr) and name not in ("database_url", "ping_url"):
            found.append(value.get_secret_value())
    password = urlsplit(settings.database_url.get_secret_value()).password
    if password:
        found.append(password)
    if settings.ping_url is not None:
        parts = urlsplit(settings.ping_url.get_secret_value())
        found += [part for part in (parts.path.strip("/"), parts.query) if part]
    return (*found, *settings.token_keys)
