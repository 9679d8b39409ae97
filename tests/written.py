"""What the tests wrote must hold no secret: each test's output, and whatever it adds itself.

A test of this checker is in test_written.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_FORMS = {
    "a token of Slack's": re.compile(r"\b(?:xox[a-z]|xapp)-[A-Za-z0-9][\w.-]{7,}"),
    "the path of a webhook": re.compile(r"/webhooks/courtlistener/[\w-]{8,}"),
    "a response_url": re.compile(r"https?://\S+/(?:response|actions|commands)/[\w/-]{8,}"),
    "a calendar's link": re.compile(r"/calendars?/[\w-]{16,}"),
    "an OAuth code": re.compile(r"[?&]code=[\w.-]{4,}"),
    "a key of CRIER_TOKEN_KEY": re.compile(r"(?<![\w-])[\w-]{43}=(?![\w=])"),
}
_known: set[str] = set()
_added: list[str] = []


def never(secret: str) -> str:
    """Remember a value of this test session that nothing may write; gives it back."""
    _known.add(secret)
    return secret


def add(text: str) -> None:
    """What a test wrote elsewhere than on its output: a process of its own, a runner."""
    _added.append(text)


def taken() -> str:
    """What was added since this was asked last."""
    text = "\n".join(_added)
    _added.clear()
    return text


def secrets_in(text: str, known: Iterable[str] = ()) -> Iterator[str]:
    """What kinds of secrets a text holds, each with where it stands, without itself."""
    for kind, form in _FORMS.items():
        for found in form.finditer(text):
            yield f"{kind}, {_around(text, found.start(), found.end())}"
    for secret in sorted({*known, *_known}):
        at = text.find(secret)
        if at >= 0:
            yield f"a known secret, {_around(text, at, at + len(secret))}"


def _around(text: str, start: int, end: int) -> str:
    before = text[max(0, start - 60) : start].rpartition("\n")[2]
    after = text[end : end + 40].partition("\n")[0]
    return f"here: {before}[…]{after}"
