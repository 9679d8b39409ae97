"""CourtListener's Atom feed of one docket -> ``Parsed``.

The page ``/docket/ID/feed/`` lists the last 30 entries, to anybody (freelawproject/
courtlistener, cl/opinion_page/feeds.py). An entry has the day of filing, written as
midnight in Pacific time, its number or, where it has none, CourtListener's own id in
the link, its text, and the PDF where there is one. What falls off its end is not gone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml import etree

from filings import courts
from filings.deciding.identity import fitting
from filings.errors import EmptyBody, NotAFeed, WrongCourt
from filings.types import Document, Dropped, Entry, Parsed, Teller
from watchers.addresses import is_paid

SOURCE = "courtlistener"
PACIFIC = ZoneInfo("America/Los_Angeles")
RAW_LENGTH = 2000
LONGEST_EVENT = 60

_YEARS = range(1789, 2200)
_NAME = "{http://www.w3.org/2005/Atom}"
_DOCKET = re.compile(r"/docket/(\d{1,15})/")
_ANCHOR = re.compile(r"#(minute-)?entry-(\d{1,15})$")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")


def feed_url(origin: str, listing: int) -> str:
    return f"{origin.rstrip('/')}/docket/{listing}/feed/"


def parse(body: bytes, listing: int, court: str, number: str) -> Parsed:
    """The entries of the docket that CourtListener lists under this id.

    Nothing can be withdrawn by it: it has no ``oldest_at`` and no facts. Raises
    EmptyBody, NotAFeed, and WrongCourt for the feed of another docket.
    """
    feed = _root(body, listing)
    entries: list[Entry] = []
    dropped: list[Dropped] = []
    for node in feed.iterchildren(f"{_NAME}entry"):
        entry = _entry(node, listing, court, number)
        if isinstance(entry, Dropped):
            dropped.append(entry)
        else:
            entries.append(entry)
    return Parsed(
        entries=tuple({entry.key: entry for entry in entries}.values()),
        built_at=None,
        entry_types="all",
        dropped=tuple(dropped),
        complete=True,
        teller=Teller.COURTLISTENER,
    )


def _root(body: bytes, listing: int) -> etree._Element:
    if not body.strip():
        raise EmptyBody(SOURCE, f"{SOURCE} sent an empty feed of docket {listing}.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        feed = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise NotAFeed(
            SOURCE, f"{SOURCE} sent something that is not the feed of docket {listing}."
        ) from error
    if feed.tag != f"{_NAME}feed":
        raise NotAFeed(SOURCE, f"{SOURCE} sent something that is not the feed of docket {listing}.")
    for link in _links(feed, "self"):
        found = _DOCKET.search(link)
        if found and int(found[1]) != listing:
            raise WrongCourt(
                SOURCE, f"{SOURCE} sent the feed of docket {found[1]} in place of {listing}."
            )
    return feed


def _entry(node: etree._Element, listing: int, court: str, number: str) -> Entry | Dropped:
    page = next(_links(node, "alternate"), "") or _text(node, "id")
    anchor, docket = _ANCHOR.search(page), _DOCKET.search(page)
    filed = _filed(_text(node, "published") or _text(node, "updated"), court)
    elsewhere = docket is None or int(docket[1]) != listing or not page.startswith("http")
    if anchor is None or filed is None or elsewhere:
        raw = etree.tostring(node, encoding="unicode")[:RAW_LENGTH]
        return Dropped("no id" if filed else "no date that can be read", raw)
    minute, count = bool(anchor[1]), int(anchor[2])
    # A numbered entry's own id is not told; its number says no less within the docket.
    key = f"cl-{count}" if minute else f"cln-{listing}-{count}"
    text = " ".join(html.unescape(_TAG.sub("", _text(node, "summary"))).split())
    # An entry born of a court's feed has that feed's short description and no text yet.
    short = text if len(text) <= LONGEST_EVENT and "." not in text else ""
    return Entry(
        key=fitting(key), docket_number=number, case_name="", case_id="",
        number=None if minute else count, doc_id=None, seq=None,
        events=(short,) if short else (), filed_at=filed, url=_https(page), text=text,
        timed=False, documents=_documents(node),
    )  # fmt: skip


def _documents(node: etree._Element) -> tuple[Document, ...]:
    """The PDF that CourtListener has; a link to PACER's page is no free document."""
    links = map(_https, _links(node, "enclosure"))
    return tuple(Document(free_url=link) for link in links if _is_free(link))


def _is_free(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    host = parts.hostname or ""
    ours = parts.scheme in ("http", "https") and host and not host.endswith("uscourts.gov")
    return bool(ours) and not is_paid(f"{parts.path}?{parts.query}")


def _filed(written: str, court: str) -> datetime | None:
    """The beginning of the day of filing in the court's zone, aware UTC."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    if moment.tzinfo is None or moment.year not in _YEARS:
        return None
    day = moment.astimezone(PACIFIC).date()
    return datetime.combine(day, time(), courts.get(court).zone).astimezone(UTC)


def _links(node: etree._Element, relation: str) -> Iterator[str]:
    for link in node.iterchildren(f"{_NAME}link"):
        href = link.get("href")
        if href and link.get("rel", "alternate") == relation:
            yield str(href)


def _text(node: etree._Element, name: str) -> str:
    found = node.find(f"{_NAME}{name}")
    return "".join(str(part) for part in found.itertext()).strip() if found is not None else ""


def _https(url: str) -> str:
    return re.sub(r"^http://(?=[a-z.]*courtlistener\.com/)", "https://", url)
