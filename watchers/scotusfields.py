"""Single fields of a Supreme Court docket: dates in their forms, texts, links. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

SITE = "https://www.supremecourt.gov"

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPOKEN = re.compile(r"([a-z]{3})[a-z]*\.? +(\d{1,2}),? +(\d{4})", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
# PostgreSQL keeps no NUL, and half a surrogate is no text.
_UNSOUND = re.compile("[\x00\ud800-\udfff]")
_YEARS = range(1789, 2200)


def a_date(value: object) -> date | None:
    """A date in one of the Court's forms: ``Mar 01 2021``, ``March 12, 2021``, ``05/03/2021``,
    ``2021-05-03``. None for anything that is not a date and nothing else, or of no year of
    the Court's."""
    text = words(value)
    if found := _SPOKEN.fullmatch(text):
        month = found[1].lower()
        if month not in _MONTHS:
            return None
        parts = int(found[3]), _MONTHS.index(month) + 1, int(found[2])
    elif found := _SLASHED.fullmatch(text):
        parts = int(found[3]), int(found[1]), int(found[2])
    elif found := _ISO.fullmatch(text):
        parts = int(found[1]), int(found[2]), int(found[3])
    else:
        return None
    try:
        return date(*parts) if parts[0] in _YEARS else None
    except ValueError:
        return None


def address(url: str) -> str | None:
    """Where a link of the Court leads, by https; None for what is no such link."""
    try:
        parts = urlsplit(urljoin(f"{SITE}/", sound(url).strip()))
        host = parts.hostname
    except ValueError:
        return None
    if not host or parts.scheme not in ("http", "https"):
        return None
    return parts._replace(scheme="https").geturl()


def dicts(value: object) -> Sequence[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def sound(text: str) -> str:
    """A text without what no database keeps."""
    return _UNSOUND.sub("", text)


def untagged(text: str) -> str:
    return html.unescape(_TAG.sub("", sound(text).replace("\r\n", "\n")))


def words(value: object) -> str:
    return " ".join(sound(value).split()) if isinstance(value, str) else ""


def plain(value: object) -> str:
    return words(untagged(value)) if isinstance(value, str) else ""
