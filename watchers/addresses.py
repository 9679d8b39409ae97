"""Which addresses may be requested at all, and for whom a host is asked."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urldefrag, urljoin, urlsplit

from filings.errors import Refused
from filings.settings import is_loopback

# Opening any of these costs money or shows a page that is not ours to automate.
_PAID = re.compile(r"dktrpt\.pl|/docs?1/|show_doc|show_case_doc")
_PORTS = {"http": 80, "https": 443}


def check_allowed(source: str, url: str) -> None:
    """Raise Refused for an address that must never be requested."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        odd = parts.username is not None or parts.port == 0
    except ValueError as error:
        raise Refused(source, f"{source} has an address that cannot be read.") from error
    if not host or odd:
        raise Refused(source, f"{source} has an address that cannot be used.")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(url)):
        raise Refused(source, f"{source} may be read by https only.")
    if is_paid(f"{parts.path}?{parts.query}"):
        raise Refused(source, f"{source}: this page costs money and is never opened.")


def is_paid(path: str) -> bool:
    """Whether a path with its query leads to a PACER page that is never to be opened.

    Names: freelawproject/juriscraper, juriscraper/pacer/rss_feeds.py. Of the appellate
    courts' one servlet only the feed is free.
    """
    plain = path
    while (decoded := unquote(plain)) != plain:
        plain = decoded
    plain = plain.lower()
    if "transportroom" in plain:
        return "servlet=rssgenerator" not in plain
    return _PAID.search(re.sub(r"/{2,}", "/", plain)) is not None


def turn_key(source: str, url: str) -> str:
    """What requests must take turns for: a host, or on loopback one source of a host."""
    host = urlsplit(url).netloc.lower()
    return f"{host} {source}" if is_loopback(url) else host


def within_origin(source: str, url: str, location: str) -> str:
    """The address that a redirect leads to.

    Raises Refused when it leaves the scheme, host and port of ``url``.
    """
    try:
        target = urldefrag(urljoin(url, location)).url
        there, here = _origin(urlsplit(target)), _origin(urlsplit(url))
    except ValueError as error:
        raise Refused(source, f"{source} redirected to an unusable address.") from error
    if there != here:
        raise Refused(source, f"{source} redirected to another site, {there[1]}.")
    return target


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)
