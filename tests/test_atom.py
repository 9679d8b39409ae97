"""CourtListener's Atom feed of one docket, written as its Django application writes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from filings.errors import EmptyBody, NotAFeed, WrongCourt
from filings.types import Parsed, Teller
from watchers import atom

SITE = "https://www.courtlistener.com"
LISTING, NUMBER = 69651188, "1:25-cv-00457"
PAGE = f"{SITE}/docket/{LISTING}/harbor-gazette-v-port-office/"
PDF = "https://storage.courtlistener.com/recap/gov.uscourts.kyed.277000.61.0.pdf"


def entry(anchor: str, text: str, *, day: str = "2025-11-03T00:00:00-08:00", pdf: str = "") -> str:
    enclosure = f'<link length="0" href="{pdf}" type="application/pdf" rel="enclosure"/>'
    return (
        f"<entry><title>Entry in Harbor Gazette v. Port Office</title>"
        f'<link href="{PAGE}?order_by=desc#{anchor}" rel="alternate"/>'
        f"<published>{day}</published><id>{PAGE}?order_by=desc#{anchor}</id>"
        f'<summary type="html">{text}</summary>{enclosure if pdf else ""}'
        f"<rights>Created for the public domain by Free Law Project</rights></entry>"
    )


def feed(*entries: str, listing: int = LISTING) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-us">'
        f"<title>Docket updates for Harbor Gazette v. Port Office, {NUMBER}</title>"
        f'<link href="{SITE}/" rel="alternate"/>'
        f'<link href="{SITE}/docket/{listing}/feed/" rel="self"/><id>{SITE}/</id>'
        f"<updated>2025-11-03T00:00:00-08:00</updated>{''.join(entries)}</feed>"
    ).encode()


def parse(body: bytes) -> Parsed:
    return atom.parse(body, LISTING, "kyed", NUMBER)


def test_numbered_and_minute_entries() -> None:
    parsed = parse(
        feed(
            entry("entry-61", "MOTION to Dismiss by Port Office. (Doe, J.)", pdf=PDF),
            entry("minute-entry-4021", "Order"),
        )
    )
    motion, order = parsed.entries
    assert (motion.key, motion.number) == (f"cln-{LISTING}-61", 61)
    assert (order.key, order.number) == ("cl-4021", None)
    assert (motion.docket_number, motion.timed) == (NUMBER, False)
    assert motion.text == "MOTION to Dismiss by Port Office. (Doe, J.)"
    assert (motion.events, order.events) == ((), ("Order",))
    assert [document.free_url for document in motion.documents] == [PDF]
    assert order.documents == ()
    assert motion.url == f"{PAGE}?order_by=desc#entry-61"


def test_nothing_can_be_withdrawn_by_what_lists_thirty_entries() -> None:
    parsed = parse(feed(entry("entry-61", "Order")))
    assert (parsed.teller, parsed.complete) == (Teller.COURTLISTENER, True)
    assert (parsed.oldest_at, parsed.facts) == (None, None)


def test_the_day_is_the_courts() -> None:
    """Midnight in California is the day that CourtListener means."""
    (found,) = parse(feed(entry("entry-1", "Order", day="2025-07-03T00:00:00-07:00"))).entries
    assert found.filed_at == datetime(2025, 7, 3, 4, tzinfo=UTC)


def test_markup_in_a_text_is_text() -> None:
    (found,) = parse(
        feed(entry("entry-1", "Order &lt;b&gt;granting&lt;/b&gt; A &amp;amp; B."))
    ).entries
    assert found.text == "Order granting A & B."


@pytest.mark.parametrize(
    "pdf", ["https://ecf.kyed.uscourts.gov/doc1/03510001", "https://ecf.ca6.uscourts.gov/docs1/1"]
)
def test_a_paid_page_is_no_free_document(pdf: str) -> None:
    (found,) = parse(feed(entry("entry-1", "Order", pdf=pdf))).entries
    assert found.documents == ()


def test_items_that_cannot_be_read_are_kept_aside() -> None:
    parsed = parse(
        feed(
            entry("entry-2", "Order", day="yesterday"),
            entry("top", "Order"),
            entry("entry-3", "Order", day="9999-12-31T23:59:59-08:00"),
            entry("entry-1", "Order"),
        )
    )
    assert [found.number for found in parsed.entries][-1] == 1
    assert len(parsed.dropped) >= 2


def test_an_empty_docket_is_a_feed() -> None:
    assert parse(feed()).entries == ()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", EmptyBody),
        (b"<!DOCTYPE html><html><body>Maintenance</body></html>", NotAFeed),
        (b"<rss version='2.0'><channel/></rss>", NotAFeed),
        (feed(entry("entry-1", "Order"))[:-40], NotAFeed),
        (feed(listing=5), WrongCourt),
    ],
)
def test_what_is_no_such_feed_is_one_sentence(body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^courtlistener .*\.$"):
        parse(body)


def test_entities_are_not_honoured() -> None:
    bomb = b'<!DOCTYPE f [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    body = feed(entry("entry-1", "Order &b;")).replace(b"<feed", bomb + b"<feed", 1)
    (found,) = parse(body).entries
    assert "aaa" not in found.text
