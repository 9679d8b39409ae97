"""The channel's own lines at the top of a CM/ECF feed: whose it is, when it was built.

They are looked up without reading the body, so that a feed that was not rebuilt costs
next to nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from filings.errors import EmptyBody, NotAFeed, NotConfigured, WrongCourt
from watchers import feedxml
from watchers.feeddates import read_date

_LOOKED_AT = 16_384
_ITEM = re.compile(rb"<item[\s>]")
_LINK = re.compile(rb"<link>([^<]*)</link>")
_BUILT = re.compile(rb"<lastBuildDate>([^<]*)</lastBuildDate>")
_PUBLISHED = re.compile(rb"<pubDate>([^<]*)</pubDate>")
_SAYS = re.compile(rb"<description>([^<]*)</description>")
_HOST = re.compile(rb"\s*https?://([A-Za-z0-9.-]{1,100})(?:[/?#:\s]|$)")


@dataclass(frozen=True, slots=True)
class Head:
    """The channel's own lines.

    host          of its link, lower case: ``ecf.dcd.uscourts.gov``; None when not given
    built_at_raw  its ``lastBuildDate`` as written, or ``pubDate`` where it has no other
    says          its description, which names the types of entries listed
    """

    host: str | None
    built_at_raw: bytes | None
    says: bytes | None


_NO_HEAD = Head(None, None, None)


def peek(body: bytes) -> Head:
    """The head of a body, from its first 16 KB; all None in what is not a feed."""
    start = feedxml.flatten(body[:_LOOKED_AT])
    if b"<rss" not in start:
        return _NO_HEAD
    # A link in an item names the court as well, should the channel have none.
    link = _LINK.search(start)
    host = _HOST.match(link[1]) if link else None
    item = _ITEM.search(start)
    channel = start[: item.start()] if item else start
    built = _BUILT.search(channel) or _PUBLISHED.search(channel)
    says = _SAYS.search(channel)
    return Head(
        host[1].decode("ascii").lower() if host else None,
        built[1].strip() or None if built else None,
        says[1].strip() if says else None,
    )


def not_rebuilt(body: bytes, court: str, last: bytes | str | None) -> bool:
    """Whether the court built this body when it built the one last read whole.

    ``last`` is that one's ``Head.built_at_raw``. Never true of an empty body, of what is
    not a feed, or of another court's: those are for ``read`` to refuse.
    """
    if not last:
        return False
    head = peek(body)
    last = last.encode() if isinstance(last, str) else last
    return head.built_at_raw == last and head.host == _host(court)


def _host(court: str) -> str:
    return f"ecf.{court}.uscourts.gov"


def checked(body: bytes, court: str) -> tuple[datetime | None, str | None]:
    """Build time and entry types of a body that is a feed of the court, else a ParseError."""
    if not body or body.isspace():
        raise EmptyBody(court, f"{court} answered with nothing in place of its feed.")
    head = peek(body)
    if head == _NO_HEAD:
        raise NotAFeed(court, f"{court} answered with something that is not a feed.")
    if head.host is None:
        raise NotAFeed(court, f"The feed of {court} breaks off before it names its court.")
    if head.host != _host(court):
        raise WrongCourt(court, f"{court} answered with the feed of {head.host}.")
    says = feedxml.tidy(feedxml.resolve(feedxml.decode(head.says or b"")), 500)
    if says.lower() == "not configured for feed":
        raise NotConfigured(court, f"{court} says that its feed is not configured.")
    types = says.rpartition("of type:")[2].split(",")
    return (
        read_date(feedxml.decode(head.built_at_raw or b"")),
        ", ".join(filter(None, map(str.strip, types))) or None,
    )
