"""Which addresses a reader may follow from the page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_SCHEME = re.compile(r"(?i)(https?|mailto|tel):")
_REFUSED = re.compile('[\x00-\x20\x7f-\x9f"<>\\\\\ud800-\udfff]')


def safe(url: str) -> str:
    """The address, or "" for one that is not to be followed.

    http and https with a host, mailto and tel. Nothing with blanks, controls or
    what a browser would silently drop.
    """
    found = _SCHEME.match(url)
    if found is None or _REFUSED.search(url):
        return ""
    if found[1].lower() in ("mailto", "tel"):
        return url
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return ""
    return url if host else ""
