"""What comes of asking a court or a service, and within which bounds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one fetch, in seconds and bytes.

    ``connect`` and ``read`` are those of CourtListener's scraper (freelawproject/
    courtlistener, cl/recap_rss/tasks.py); ``whole`` is the traffic of one fetch with its
    redirects, waiting for a turn aside; ``size`` holds before and after decompression.
    """

    connect: float = 5.0
    read: float = 20.0
    whole: float = 60.0
    size: int = 20_000_000
    redirects: int = 3


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body that came with HTTP 200.

    url            where it came from, after redirects
    etag, last_modified  to be kept for the next call; None when the court gives none
    torn           the connection broke inside the body, or nothing more came for the
                   seconds of a read; ``body`` is what had come
    """

    body: bytes
    url: str
    etag: str | None
    last_modified: str | None
    torn: bool = False


@dataclass(frozen=True, slots=True)
class NotModified:
    """HTTP 304 to validators that we sent; those to send next are here."""

    url: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered, whatever its status.

    content_type   as sent, lower case, ``""`` where it sent none
    retry_after    seconds that it asked to wait, at most a day, or None
    """

    status: int
    body: bytes
    content_type: str
    retry_after: float | None
