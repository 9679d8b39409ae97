"""CM/ECF bodies: heads, identity, whole and torn ones, memory, hostile ones.

The feeds are written for these tests in the form the courts use; parties are invented.
"""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings import numbers
from filings.deciding import identity
from filings.errors import EmptyBody, NotAFeed, NotConfigured, ParseError, WrongCourt
from filings.types import Entry, Parsed
from watchers.docketitem import read_any, read_usual
from watchers.feedxml import decode, split
from watchers.pacer import Memory, not_rebuilt, parse, peek, read

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "rss"
needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of real feeds is not here"
)

NOON = datetime(2025, 11, 3, 17, 0, tzinfo=UTC)
BUILT = "Mon, 03 Nov 2025 20:17:00 GMT"


def stamp(moment: datetime) -> str:
    return moment.strftime("%a, %d %b %Y %H:%M:%S GMT")


class Item(NamedTuple):
    """An item of dcd as CM/ECF writes it."""

    seq: int = 27
    event: str = "Notice (Other)"
    number: int | None = 8
    doc: str = "04519621885"
    title: str = "1:25-cv-00457 HALVORSEN v. BRIGHTWATER MILLS, INC."
    case: int = 277000
    filed_at: datetime = NOON
    toggled: bool = False

    def __str__(self) -> str:
        return item(
            self.title,
            f"[{self.event}] {self.link()}",
            guid=f"https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?{self.case}&#x26;{self.seq}",
            link=f"https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?{self.case}",
            published=stamp(self.filed_at),
        )

    def link(self) -> str:
        if self.number is None:
            return ""
        toggle = "&#x26;pdf_toggle_possible=1" if self.toggled else ""
        return (
            f"(&#x3C;a href=&#x22;https://ecf.dcd.uscourts.gov/doc1/{self.doc}?caseid={self.case}"
            f"&#x26;de_seq_num={self.seq}{toggle}&#x22; &#x3E;{self.number}&#x3C;/a&#x3E;)"
        )


def item(title: str, description: str, *, guid: str, link: str, published: str) -> str:
    return (
        f"<item>\n<title>{title}</title>\n<link>{link}</link>\n"
        f"<description>{description}</description>\n"
        f'<guid isPermaLink="true">{guid}</guid>\n<pubDate>{published}</pubDate>\n</item>'
    )


def feed(
    *items: Item | str,
    court: str = "dcd",
    built: str = BUILT,
    says: str = "Docket entries of type: all",
) -> bytes:
    inner = "\n".join(map(str, items))
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n\n<rss version="2.0"\n>\n\n<channel>\n'
        f"<title>A District - Recent Entries</title>\n<link>https://ecf.{court}.uscourts.gov</link>\n"
        f"<description>{says}</description>\n<lastBuildDate>{built}</lastBuildDate>\n\n"
        f"{inner}\n</channel>\n</rss>\n"
    ).encode()


def only(body: bytes, court: str = "dcd") -> Entry:
    (entry,) = parse(body, court).entries
    return entry


def keys(parsed: Parsed) -> list[str]:
    return [entry.key for entry in parsed.entries]


def test_every_field_of_a_district_entry() -> None:
    assert only(feed(Item())) == Entry(
        key="277000-27",
        docket_number="1:25-cv-00457",
        case_name="HALVORSEN v. BRIGHTWATER MILLS, INC.",
        case_id="277000",
        number=8,
        doc_id="04509621885",
        seq=27,
        events=("Notice (Other)",),
        filed_at=NOON,
        url="https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000",
        document_url="https://ecf.dcd.uscourts.gov/doc1/04519621885?caseid=277000&de_seq_num=27",
    )


def test_a_minute_order_has_neither_number_nor_document() -> None:
    entry = only(feed(Item(number=None)))
    assert (entry.number, entry.doc_id, entry.document_url) == (None, None, None)
    assert entry.seq == 27


def test_a_bankruptcy_entry() -> None:
    case = "https://ecf.deb.uscourts.gov/cgi-bin/DktRpt.pl?188634"
    body = feed(
        item(
            "22-10753- Northgate Foundry LLC                           ",
            "Type: bk Office: 1 Chapter: 11 Trustee: Amsel, Ruth [Motion to Sell [ADI]] "
            "(&#x3C;a href=&#x27;https://ecf.deb.uscourts.gov/doc1/042120690367?pdf_header=&#x26;"
            "de_seq_num=19&#x26;caseid=188634&#x27;&#x3E;93&#x3C;/a&#x3E;)",
            guid=case + "-19",
            link=case,
            published=stamp(NOON),
        ),
        court="deb",
    )
    entry = only(body, "deb")
    assert (entry.key, entry.docket_number, entry.case_name) == (
        "188634-19", "22-10753", "Northgate Foundry LLC",
    )  # fmt: skip
    assert (entry.case_type, entry.office) == ("bk", "1")
    assert entry.events == ("Motion to Sell [ADI]",)
    assert (entry.number, entry.doc_id, entry.seq) == (93, "042020690367", 19)


def appellate(part: int, anchor: str, case: str = "22-2127") -> str:
    url = (
        "https://ecf.ca10.uscourts.gov/n/beam/servlet/TransportRoom"
        f"?servlet=DocketReportFilter.jsp&amp;caseNum={case}"
    )
    return item(
        f"{case} Halvorsen v. Mill Creek",
        f"[Opinion Issued] (&lt;a href='https://ecf.ca10.uscourts.gov/docs1/010110807970'>{anchor}&lt;/a>)",
        guid=f"{url}&amp;partId={part}",
        link=url,
        published="Fri, 03 Feb 2023 09:05:16 MST",
    )


def test_an_appellate_entry() -> None:
    entry = only(feed(appellate(10974672, "23"), court="ca10"), "ca10")
    assert entry.key == "22-2127/10974672"
    assert (entry.case_id, entry.seq, entry.number) == ("22-2127", 10974672, 23)
    assert entry.doc_id == "010010807970"
    assert entry.filed_at == datetime(2023, 2, 3, 16, 5, 16, tzinfo=UTC)
    assert entry.url.endswith("?servlet=DocketReportFilter.jsp&caseNum=22-2127")
    assert entry.document_url == "https://ecf.ca10.uscourts.gov/docs1/010110807970"


@pytest.mark.parametrize("anchor", ["Document", "doc", "010110807970"])
def test_an_appellate_document_without_a_number(anchor: str) -> None:
    entry = only(feed(appellate(1, anchor), court="ca10"), "ca10")
    assert entry.number is None
    assert entry.doc_id == "010010807970"


def test_one_filing_in_two_appeals_is_two_entries() -> None:
    body = feed(appellate(1, "5"), appellate(1, "5", case="22-2128"), court="ca10")
    assert keys(parse(body, "ca10")) == ["22-2127/1", "22-2128/1"]


def nyed(event: str, published: str, anchor: str = "", case: int = 405412) -> str:
    link = f"https://ecf.nyed.uscourts.gov/cgi-bin/DktRpt.pl?{case}"
    return (
        "\t\t<item>\n\t\t\t<title>"
        "<![CDATA[1:17-cv-02925-WFK-RML Halvorsen v. A & B <Mills>]]></title>\n"
        f"\t\t\t<pubDate>{published}</pubDate>\n\t\t\t<author></author>\n"
        f'\t\t\t<guid isPermaLink="true">{link}</guid>\n'
        f"\t\t\t<description><![CDATA[[{event}] Halvorsen v. Studio 54 {anchor}]]></description>\n"
        f"\t\t\t<link>{link}</link>\n\t\t</item>"
    )


SHOWN = '(<a href="https://ecf.nyed.uscourts.gov/cgi-bin/show_case_doc?39,405412,,,,,">39</a>)'


def test_a_guid_that_is_only_the_docket_goes_with_its_time() -> None:
    body = feed(
        nyed("Order", "Tue, 22 May 2018 22:10:04 GMT"),
        nyed("Letter", "Tue, 22 May 2018 21:00:00 GMT", SHOWN),
        nyed("Order(Other)", "Tue, 22 May 2018 22:10:04 GMT"),
        nyed("Order", "Tue, 22 May 2018 22:10:04 GMT"),
        court="nyed",
    )
    parsed = parse(body, "nyed")
    first, second = parsed.entries
    assert parsed.complete
    assert (first.key, second.key) == ("405412@1527027004", "405412@1527022800")
    assert first.events == ("Order", "Order(Other)")
    assert first.case_name == "Halvorsen v. A & B <Mills>"
    assert (first.docket_number, first.judges) == ("1:17-cv-02925", "WFK-RML")
    assert first.number is None
    assert (second.number, second.doc_id) == (39, None)
    assert (
        second.document_url == "https://ecf.nyed.uscourts.gov/cgi-bin/show_case_doc?39,405412,,,,,"
    )


TITLES: list[tuple[str, str, str, int | None, str]] = [
    ("1:25-cv-00457-CKK A v. B", "1:25-cv-00457", "CKK", None, "A v. B"),
    ("3:17-cr-00055-JJH-10 USA v. B", "3:17-cr-00055", "JJH", 10, "USA v. B"),
    ("1:21-cr-00699-1 USA v. B et al", "1:21-cr-00699", "", 1, "USA v. B et al"),
    ("4:22-mj-00718/A-DTF-1 USA v. B", "4:22-mj-00718/A", "DTF", 1, "USA v. B"),
    ("1:20-cv-03877/A ", "1:20-cv-03877/A", "", None, ""),
    ("L:22-po-00651-1 USA v. B", "L:22-po-00651", "", 1, "USA v. B"),
    ("2:22-LB-00012 In re B", "2:22-LB-00012", "", None, "In re B"),
    ("5:18-~gr-00001 ", "5:18-~gr-00001", "", None, ""),
    ("22-70008- Name", "22-70008", "", None, "Name"),
    ("22-12345-smb Foundry, Inc.", "22-12345", "smb", None, "Foundry, Inc."),
    ("8-09-78585-ast Foundry", "8-09-78585", "ast", None, "Foundry"),
    ("MDL No. 2168 In re Foundry", "MDL No. 2168", "", None, "In re Foundry"),
    ("Case 1:25-cv-00457 A v. B", "1:25-cv-00457", "", None, "A v. B"),
    ("1:25-cv-00457  A &amp;amp; B   v.\n C ", "1:25-cv-00457", "", None, "A & B v. C"),
    ("1:25-cv-00457 &lt;!channel&gt; v. B", "1:25-cv-00457", "", None, "<!channel> v. B"),
    ("1:25-cv-00457 <!channel> v. B", "1:25-cv-00457", "", None, "<!channel> v. B"),
    ("1:25-cv-00457 A\x00\x07 v. &#x202E;B", "1:25-cv-00457", "", None, "A v. B"),
    ("1:25-cv-00457 Pe\u00f1a v. B", "1:25-cv-00457", "", None, "Pe\u00f1a v. B"),
]


@pytest.mark.parametrize(("title", "number", "judges", "defendant", "name"), TITLES)
def test_titles(title: str, number: str, judges: str, defendant: int | None, name: str) -> None:
    entry = only(feed(Item(title=title)))
    assert (entry.docket_number, entry.judges, entry.defendant) == (number, judges, defendant)
    assert entry.case_name == name


def test_bytes_of_the_declared_encoding() -> None:
    assert only(feed(Item(title="1:25-cv-00457 Pe~a v. B")).replace(b"~", b"\xf1")).case_name == (
        "Peña v. B"
    )


@pytest.mark.parametrize(
    ("description", "events", "number"),
    [
        ("[Stipulation] (38)", ("Stipulation",), 38),
        ("[none] 378", ("none",), 378),
        ("[] ", (), None),
        ("", (), None),
        ("[Order [a [b]] c] tail", ("Order [a [b]] c",), None),
        ("[Order [never closed] (5)", ("Order [never closed",), 5),
        ("[never closed", ("never closed",), None),
        ("No brackets at all", ("No brackets at all",), None),
        ("[Order] Halvorsen v. Studio 54", ("Order",), None),
        ("[Fees &#x26;amp; Costs]", ("Fees & Costs",), None),
        ("[A &amp; B]", ("A & B",), None),
        ("[Order] (12345678)", ("Order",), None),
        ("Type: ap Office: 1 Chapter:   ", (), None),
    ],
)
def test_descriptions(description: str, events: tuple[str, ...], number: int | None) -> None:
    written = str(Item(number=None)).replace("[Notice (Other)] ", description)
    entry = only(feed(written))
    assert (entry.events, entry.number) == (events, number)


@pytest.mark.parametrize(
    "url",
    [
        "https://ecf.example.com/doc1/04519621885",
        "https://ecf.dcd.uscourts.gov.example.com/doc1/04519621885",
        "https://ecf.dcd.uscourts.gov@example.com/doc1/04519621885",
        "https://ecf.dcd.uscourts.gov:8443/doc1/04519621885",
        "javascript:alert(1)//doc1/04519621885",
        "ftp://ecf.dcd.uscourts.gov/doc1/04519621885",
        "https://ecf.dcd.uscourts.gov/doc1/04519621885|x",
        "//ecf.dcd.uscourts.gov/doc1/04519621885",
    ],
)
def test_links_to_elsewhere_are_dropped(url: str) -> None:
    own = "https://ecf.dcd.uscourts.gov/doc1/04519621885?caseid=277000&#x26;de_seq_num=27"
    entry = only(feed(str(Item()).replace(own, url)))
    assert entry.document_url is None
    assert entry.number == 8


def test_a_docket_link_to_elsewhere_is_dropped() -> None:
    written = str(Item()).replace("<link>https://ecf.dcd.uscourts.gov", "<link>https://example.com")
    assert only(feed(written)).url == ""


@pytest.mark.parametrize(
    ("scheme", "host"), [("http", "ecf.dcd.uscourts.gov"), ("https", "ECF.DCD.USCOURTS.GOV")]
)
def test_the_courts_own_link_in_another_dress(scheme: str, host: str) -> None:
    written = str(Item()).replace("https://ecf.dcd.uscourts.gov", f"{scheme}://{host}")
    assert only(feed(written)).url == f"{scheme}://{host}/cgi-bin/DktRpt.pl?277000"


def test_items_of_one_guid_are_one_entry() -> None:
    body = feed(
        Item(event="Motion to Stay", number=None),
        Item(seq=28, event="Order"),
        Item(event="Motion to Compel"),
        Item(event="Motion to Stay"),
    )
    first, second = parse(body, "dcd").entries
    assert first.events == ("Motion to Stay", "Motion to Compel")
    assert (first.key, first.number, first.doc_id) == ("277000-27", 8, "04509621885")
    assert second.events == ("Order",)


def test_no_key_depends_on_words_numbers_or_links() -> None:
    item_ = Item()
    for changed in (
        item_._replace(title="1:25-cv-00457-CKK SEALED v. SEALED"),
        item_._replace(event="Order"),
        item_._replace(number=None),
        item_._replace(doc="04519999999", number=9),
        item_._replace(filed_at=NOON + timedelta(minutes=3)),
        item_._replace(toggled=True),
    ):
        assert only(feed(changed)).key == only(feed(item_)).key


def test_a_changed_time_alone_is_the_same_entry() -> None:
    later = Item(event="Order", filed_at=NOON + timedelta(hours=1))
    entry = only(feed(later, Item()))
    assert entry.key == "277000-27"
    assert entry.events == ("Order", "Notice (Other)")


def test_a_guid_used_again_for_another_entry() -> None:
    again = Item(event="Order", number=9, doc="04519999999", filed_at=NOON + timedelta(hours=1))
    newer, older = parse(feed(again, Item()), "dcd").entries
    assert older.key == "277000-27"
    assert newer.key == identity.dated("277000-27", again.filed_at)
    assert newer.key == "277000-27@1762192800"


@pytest.mark.parametrize("key", ["277000-27", "22-2127/10974672", "x" * 24])
def test_keys_fit(key: str) -> None:
    assert len(identity.dated(key, NOON)) <= 24
    assert identity.dated(key, NOON) != identity.dated(key, NOON + timedelta(seconds=1))


@pytest.mark.parametrize(
    "guid",
    [
        "tag:court,2025:entry/1",
        "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?9999999999999999&#x26;27",
        "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000000000&#x26;270000000000",
    ],
)
def test_odd_and_long_guids_become_digests(guid: str) -> None:
    old = "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000&#x26;27"
    link = "<link>https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000</link>"
    entry = only(feed(str(Item()).replace(old, guid).replace(link, "<link></link>")))
    assert len(entry.key) == 24
    assert set(entry.key) <= set("0123456789abcdef")


def test_items_without_a_guid() -> None:
    def bare(item_: Item) -> str:
        start, _, rest = str(item_).partition("<guid")
        return start + rest.partition("</guid>")[2]

    body = feed(
        bare(Item()),
        bare(Item(event="Order")),
        bare(Item(number=None)),
        bare(Item(number=None, filed_at=NOON + timedelta(minutes=1))),
    )
    entries = parse(body, "dcd").entries
    assert [entry.events for entry in entries] == [
        ("Notice (Other)", "Order"), ("Notice (Other)",), ("Notice (Other)",),
    ]  # fmt: skip
    assert len({entry.key for entry in entries}) == 3
    assert entries[0].case_id == "277000"
    assert entries[0].seq == 27


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (stamp(NOON), "yesterday", "its date cannot be read"),
        (stamp(NOON), "Fri, 31 Dec 9999 23:59:59 EST", "its date cannot be read"),
        ("1:25-cv-00457 ", "", "its title has no docket number"),
    ],
)
def test_items_that_cannot_be_read_are_put_aside(old: str, new: str, reason: str) -> None:
    parsed = parse(feed(str(Item()).replace(old, new), Item(seq=28)), "dcd")
    assert keys(parsed) == ["277000-28"]
    assert [dropped.reason for dropped in parsed.dropped] == [reason]
    assert parsed.complete


def test_an_item_made_of_two_is_torn() -> None:
    seam = str(Item())[:40] + "nk>" + str(Item(seq=28)).partition("</link>")[2]
    parsed = parse(feed(seam, Item(seq=29)), "dcd")
    assert keys(parsed) == ["277000-29"]
    assert not parsed.complete
    assert len(parsed.dropped) == 1


def test_link_and_guid_of_different_cases() -> None:
    written = str(Item()).replace("pl?277000</link>", "pl?277001</link>")
    parsed = parse(feed(written, Item(seq=28)), "dcd")
    assert keys(parsed) == ["277000-28"]
    assert not parsed.complete


def test_what_the_channel_says() -> None:
    parsed = parse(feed(Item(), Item(seq=2, filed_at=NOON - timedelta(hours=5))), "dcd")
    assert parsed.built_at == datetime(2025, 11, 3, 20, 17, tzinfo=UTC)
    assert parsed.entry_types == "all"
    assert parsed.oldest_at == NOON - timedelta(hours=5)
    assert parsed.remembered == frozenset()
    partial = feed(says="Docket entries of type: orders,opinions, judgments")
    assert parse(partial, "dcd").entry_types == "orders, opinions, judgments"
    assert parse(partial, "dcd").oldest_at is None
    assert parse(feed(built="soon", says=""), "dcd").built_at is None
    assert parse(feed(says=""), "dcd").entry_types is None


@pytest.mark.parametrize("body", [b"", b"  \r\n\t"])
def test_nothing(body: bytes) -> None:
    with pytest.raises(EmptyBody):
        parse(body, "dcd")


@pytest.mark.parametrize(
    "body",
    [
        b"<html><head><title>504 Gateway Timeout</title></head></html>",
        b'<?xml version="1.0"?>\n<!DOCTYPE html>\n<html><title>Object not found!</title></html>',
        b"Error: Beam client not running",
        b"Unsuccessful operation, please see logs.",
        b"\x00\x00\x00",
        feed(Item())[:70],
    ],
)
def test_what_is_not_a_feed(body: bytes) -> None:
    with pytest.raises(NotAFeed) as caught:
        parse(body, "dcd")
    assert caught.value.source == "dcd"


def test_a_feed_of_another_court() -> None:
    with pytest.raises(WrongCourt):
        parse(feed(Item(), court="dcb"), "dcd")


def test_a_feed_that_is_switched_off() -> None:
    with pytest.raises(NotConfigured):
        parse(feed(says="not configured for feed"), "dcd")


@pytest.mark.parametrize(
    "link",
    [
        "http://ecf.dcd.uscourts.gov",
        "https://ecf.dcd.uscourts.gov/",
        "https://ECF.dcd.uscourts.gov/x?y",
    ],
)
def test_the_channels_link_in_another_dress(link: str) -> None:
    body = feed(Item()).replace(
        b"<link>https://ecf.dcd.uscourts.gov</link>", f"<link>{link}</link>".encode()
    )
    assert keys(parse(body, "dcd")) == ["277000-27"]


def test_peek() -> None:
    head = peek(feed(Item()))
    assert head.host == "ecf.dcd.uscourts.gov"
    assert head.built_at_raw == BUILT.encode()
    assert peek(feed(Item()).replace(b"lastBuildDate", b"pubDate")).built_at_raw == BUILT.encode()
    assert peek(b"<html>").built_at_raw is None


def test_not_rebuilt() -> None:
    body = feed(Item())
    assert not_rebuilt(body, "dcd", BUILT)
    assert not_rebuilt(body, "dcd", BUILT.encode())
    assert not not_rebuilt(body, "dcd", "Mon, 03 Nov 2025 20:47:00 GMT")
    assert not not_rebuilt(body, "dcd", None)
    assert not not_rebuilt(body, "dcb", BUILT)
    for wrong in (b"", b"<html>" + BUILT.encode(), body.replace(b"<lastBuild", b"<Build")):
        assert not not_rebuilt(wrong, "dcd", BUILT)
        assert not not_rebuilt(wrong, "dcd", "")


def test_a_torn_body_keeps_its_whole_items() -> None:
    whole = feed(Item(seq=1), Item(seq=2), Item(seq=3))
    behind = parse(whole.rstrip() + whole[400:], "dcd")
    assert not behind.complete
    assert set(keys(behind)) == {"277000-1", "277000-2", "277000-3"}


SMALL = feed(Item(), Item(seq=28, event="Order [ADI]", number=None), Item(seq=27, event="B"))
WHOLE = parse(SMALL, "dcd")


@given(st.integers(0, len(SMALL.rstrip()) - 1))
def test_every_truncation_is_noticed(length: int) -> None:
    try:
        parsed = parse(SMALL[:length], "dcd")
    except ParseError:
        return
    assert not parsed.complete
    assert {entry.key for entry in parsed.entries} <= set(keys(WHOLE))


@given(st.integers(0, len(SMALL) - 1), st.integers(0, 40), st.binary(max_size=40))
def test_nothing_but_a_parse_error(place: int, cut: int, put: bytes) -> None:
    body = SMALL[:place] + put + SMALL[place + cut :]
    try:
        parsed, memory = read(body, "dcd")
    except ParseError:
        return
    for entry in parsed.entries:
        assert 0 < len(entry.key) <= 24
        assert entry.case_name.isprintable()
        assert all(event.isprintable() for event in entry.events)
    again, _ = read(body, "dcd", memory)
    assert again.entries == ()
    assert again.remembered == set(keys(parsed))


def test_memory_leaves_out_what_is_known() -> None:
    first, memory = read(feed(Item(seq=1), Item(seq=2)), "dcd")
    second, _ = read(feed(Item(seq=3), Item(seq=1), Item(seq=2)), "dcd", memory)
    assert keys(first) == ["277000-1", "277000-2"]
    assert keys(second) == ["277000-3"]
    assert second.remembered == {"277000-1", "277000-2"}
    assert second.oldest_at == NOON


def test_a_toggled_parameter_is_no_change() -> None:
    _, memory = read(feed(Item()), "dcd")
    toggled, after = read(feed(Item(toggled=True)), "dcd", memory)
    assert toggled.entries == ()
    assert after == memory
    back, _ = read(feed(Item()), "dcd", after)
    assert back.entries == ()


def test_the_parameter_is_in_no_link() -> None:
    for written in (
        "&#x26;pdf_toggle_possible=1",
        "&amp;pdf_toggle_possible=0",
        "&pdf_toggle_possible=",
    ):
        body = feed(str(Item(toggled=True)).replace("&#x26;pdf_toggle_possible=1", written))
        assert only(body) == only(feed(Item()))
    first = str(Item()).replace("?caseid", "?pdf_toggle_possible=1&#x26;caseid")
    assert only(feed(first)) == only(feed(Item()))


def test_an_entry_with_a_new_event_comes_whole() -> None:
    _, memory = read(feed(Item(event="Motion"), Item(seq=9)), "dcd")
    parsed, _ = read(feed(Item(event="Motion"), Item(event="Stay"), Item(seq=9)), "dcd", memory)
    (entry,) = parsed.entries
    assert entry.events == ("Motion", "Stay")
    assert parsed.remembered == {"277000-9"}


def test_an_entry_that_lost_an_event_comes_too() -> None:
    _, memory = read(feed(Item(event="Motion"), Item(event="Stay"), Item(seq=9)), "dcd")
    parsed, after = read(feed(Item(event="Motion"), Item(seq=9)), "dcd", memory)
    (entry,) = parsed.entries
    assert entry.events == ("Motion",)
    assert read(feed(Item(seq=9)), "dcd", after)[0].entries == ()


def test_reading_leaves_the_memory_alone() -> None:
    _, memory = read(feed(Item(seq=1), Item(seq=2)), "dcd")
    before = Memory(dict(memory.bases), dict(memory.items), dict(memory.filed), dict(memory.shared))
    read(feed(Item(seq=2), Item(seq=1, event="More"), Item(seq=3)), "dcd", memory)
    assert memory == before


ITEMS = st.builds(
    Item,
    seq=st.integers(1, 4),
    event=st.sampled_from(["Motion", "Order", "Notice [ADI]", ""]),
    number=st.sampled_from([None, 1, 2]),
    doc=st.sampled_from(["04519621885", "04519999999"]),
    filed_at=st.sampled_from([NOON, NOON + timedelta(minutes=1), NOON + timedelta(minutes=2)]),
    toggled=st.booleans(),
)


@given(st.lists(st.lists(ITEMS, max_size=7), min_size=2, max_size=4))
def test_with_memory_and_without_it_is_the_same(bodies: list[list[Item]]) -> None:
    memory = Memory()
    for items in bodies:
        body = feed(*items)
        full = parse(body, "dcd")
        parsed, memory = read(body, "dcd", memory)
        assert len(set(keys(full))) == len(full.entries)
        assert set(keys(parsed)) | parsed.remembered == set(keys(full))
        assert not set(keys(parsed)) & parsed.remembered
        assert [e for e in full.entries if e.key not in parsed.remembered] == list(parsed.entries)
        assert replace(parsed, entries=(), remembered=frozenset()) == replace(full, entries=())


def test_an_entity_bomb_stays_as_written() -> None:
    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 30))
    body = feed(Item(title="1:25-cv-00457 &b29; v. B"))
    body = body.replace(b"\n\n<rss", f"\n<!DOCTYPE rss [{bomb}]>\n<rss".encode())
    assert only(body).case_name == "&b29; v. B"


def test_an_external_entity_is_not_read() -> None:
    body = feed(Item(title="1:25-cv-00457 &x; v. B"))
    body = body.replace(
        b"\n\n<rss", b'\n<!DOCTYPE rss [<!ENTITY x SYSTEM "pyproject.toml">]>\n<rss'
    )
    assert only(body).case_name == "&x; v. B"


def test_texts_of_any_length_are_cut() -> None:
    title = "1:25-cv-00457 " + "A" * 100_000
    entry = only(feed(Item(title=title, event="E" * 100_000)))
    assert len(entry.case_name) <= 2_000
    assert [len(event) for event in entry.events] == [1_000]


def test_an_entry_has_fifty_events_at_most() -> None:
    body = feed(*(Item(event=f"Event {n}") for n in range(80)))
    assert len(only(body).events) == 50


def test_twenty_megabytes() -> None:
    items = [Item(seq=n) for n in range(1, 1_001)]
    times = 20_000_000 // len(feed(*items)) + 1
    body = feed(*(item_._replace(case=277_000 + n) for n in range(times) for item_ in items))
    parsed, memory = read(body, "dcd")
    assert len(body) > 20_000_000
    assert len(parsed.entries) == times * 1_000
    assert parsed.complete
    assert read(body, "dcd", memory)[0].entries == ()


def test_endless_nesting() -> None:
    assert not parse(feed("<item>" * 100_000), "dcd").complete
    assert only(feed(Item(event="[" * 100_000))).events[0].startswith("[")


def test_one_guid_a_thousand_times() -> None:
    body = feed(
        *(
            Item(number=n, doc=f"0451{n:07d}", filed_at=NOON + timedelta(minutes=n))
            for n in range(1_000)
        )
    )
    entries = parse(body, "dcd").entries
    assert len({entry.key for entry in entries}) == len(entries)


def agree(raw: bytes, court: str) -> bool:
    """Whether the quick reading of an item, where there is one, is the thorough one."""
    text = decode(raw)
    quick = read_usual(text, court)
    assert quick is None or quick == read_any(text, court)
    return quick is not None


@given(ITEMS, st.text(max_size=20), st.text("[]&#x3C;a ()<>12-", max_size=12))
def test_quick_and_thorough_reading_agree(item_: Item, name: str, event: str) -> None:
    title = "1:25-cv-00457-CKK-2 " + name
    written = str(item_._replace(toggled=False, title=title, event=item_.event + event))
    for guid in (f"&#x26;{item_.seq}", f"&#x26;0{item_.seq}", f"-{item_.seq}"):
        raw = written.replace(f"&#x26;{item_.seq}</guid>", guid + "</guid>").encode(
            "utf-8", "replace"
        )
        agree(raw.removeprefix(b"<item>").removesuffix(b"</item>"), "dcd")


@needs_corpus
def test_both_readings_of_real_items_agree() -> None:
    quick = total = 0
    for path in sorted((CORPUS / "snapshot-2022-12").glob("*.xml.gz")):
        court = path.name.partition(".")[0]
        readings = [agree(raw, court) for raw in split(gzip.decompress(path.read_bytes())).items]
        quick, total = quick + sum(readings), total + len(readings)
    assert quick > 0.97 * total


@pytest.mark.parametrize(("title", "number", "judges", "defendant"), [case[:4] for case in TITLES])
def test_numbers_agree(title: str, number: str, judges: str, defendant: int | None) -> None:
    token = title.removeprefix("Case ").partition(" " if "MDL" not in title else " In")[0]
    parsed = numbers.parse(token)
    assert parsed is not None
    assert (str(parsed).lower(), parsed.judges, parsed.defendant) == (
        number.lower(), judges, defendant,
    )  # fmt: skip


@needs_corpus
def test_numbers_of_real_entries_agree() -> None:
    for path in sorted((CORPUS / "snapshot-2022-12").glob("*d.xml.gz")):
        body = gzip.decompress(path.read_bytes())
        if peek(body).host is None:
            continue
        for entry in parse(body, path.name.partition(".")[0]).entries:
            parsed = numbers.parse(entry.docket_number)
            assert parsed is not None
            assert str(parsed) == entry.docket_number


@needs_corpus
@pytest.mark.parametrize(
    ("name", "court", "error"),
    [
        ("alnb_504.html", "alnb", NotAFeed),
        ("ca11_503.html", "ca11", NotAFeed),
        ("ca3_beam_error.html", "ca3", NotAFeed),
        ("ca7_unsuccessful.txt", "ca7", NotAFeed),
        ("utd_404.xhtml", "utd", NotAFeed),
        ("cob_empty.xml", "cob", EmptyBody),
        ("ctd_two_documents.xml", "dcd", WrongCourt),
    ],
)
def test_odd_bodies(name: str, court: str, error: type[ParseError]) -> None:
    with pytest.raises(error):
        parse((CORPUS / "odd" / name).read_bytes(), court)


@needs_corpus
def test_the_torn_read_that_was_seen() -> None:
    parsed = parse((CORPUS / "odd" / "ctd_two_documents.xml").read_bytes(), "ctd")
    assert not parsed.complete
    assert len(parsed.entries) == 546


@needs_corpus
def test_a_feed_frozen_for_weeks_is_still_read() -> None:
    body = gzip.decompress((CORPUS / "odd" / "caeb_stale.xml.gz").read_bytes())
    parsed = parse(body, "caeb")
    assert parsed.complete
    assert len(parsed.entries) == 4_927
    with pytest.raises(WrongCourt):
        parse(body, "canb")


@needs_corpus
@pytest.mark.parametrize(
    ("court", "entries"), [("akd", 183), ("ca2", 162), ("ctd", 1_354), ("dcd", 888), ("deb", 585)]
)
def test_successive_bodies(court: str, entries: int) -> None:
    # In ca2 one entry's time was changed (22-643, No. 64): still the same entry.
    memory = Memory()
    seen: set[str] = set()
    for path in sorted((CORPUS / "polls" / court).glob("*.xml.gz")):
        body = gzip.decompress(path.read_bytes())
        full = parse(body, court)
        parsed, memory = read(body, court, memory)
        assert full.complete
        assert not full.dropped
        assert set(keys(parsed)) | parsed.remembered == set(keys(full))
        assert [e for e in full.entries if e.key not in parsed.remembered] == list(parsed.entries)
        seen |= set(keys(full))
    assert len(seen) == entries
