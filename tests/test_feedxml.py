"""Cutting bodies at their items, texts of items, references, dates: however broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from watchers.feeddates import read_date
from watchers.feedxml import Split, decode, flatten, resolve, split, texts, tidy

HEAD = b"<?xml version='1.0'?>\n<rss version='2.0'>\n<channel>\n<title>Recent</title>\n"
TAIL = b"\n</channel>\n</rss>\n"


def body_of(*items: bytes, head: bytes = HEAD, tail: bytes = TAIL) -> bytes:
    return head + b"\n".join(b"<item>" + item + b"</item>" for item in items) + tail


def test_a_whole_body() -> None:
    assert split(body_of(b"<a/>", b"<b/>")) == Split(
        HEAD, (b"<a/>", b"<b/>"), (b"<a/>", b"<b/>"), (), complete=True
    )


@pytest.mark.parametrize(
    "between",
    [b"", b"\n\n\t", b"\r\n", b"<!-- the next <item> is late -->"],
    ids=["nothing", "blank lines", "CRLF", "a comment"],
)
def test_items_may_stand_in_any_way(between: bytes) -> None:
    cut = split(HEAD + b"<item>1</item>" + between + b"<item>2</item>" + TAIL)
    assert cut.items == (b"1", b"2")
    assert cut.complete


def test_an_empty_channel_is_whole() -> None:
    cut = split(HEAD + TAIL)
    assert cut.items == ()
    assert cut.complete


def test_an_item_with_attributes() -> None:
    body = HEAD + b"<item>1</item>\n<item rdf:about='x'>2</item >\n<item>3</item>" + TAIL
    assert split(body).items == (b"1", b"2", b"3")
    assert split(body).complete


def test_a_tag_that_only_begins_like_item() -> None:
    body = HEAD + b"<items/><newsitem>0</newsitem><item>1</item>" + TAIL
    assert split(body).items == (b"1",)


@pytest.mark.parametrize(
    "body",
    [
        HEAD + b"<item>1</item>\n<item>2",
        HEAD + b"<item>1</item>\n<item>2</item",
        HEAD + b"<item>1</item>\n",
        HEAD + b"<item>1</item>\n</channel>",
        HEAD + b"<item>1</item>\n</channel>\n</rss",
        HEAD[40:] + b"<item>1</item>" + TAIL,
        HEAD,
    ],
)
def test_a_body_that_is_cut_off_is_not_complete(body: bytes) -> None:
    cut = split(body)
    assert not cut.complete
    assert cut.items in ((), (b"1",))


def test_text_behind_the_end() -> None:
    whole = body_of(b"1", b"2")
    tail_of_another = b"tion>\n<pubDate/></item>\n<item>2</item>\n<item>3</item>" + TAIL
    cut = split(whole.rstrip() + tail_of_another)
    assert cut.items == (b"1", b"2", b"2", b"3")
    assert not cut.complete


def test_a_second_whole_document_behind_the_first() -> None:
    cut = split(body_of(b"1") + body_of(b"2"))
    assert cut.items == (b"1", b"2")
    assert not cut.complete
    assert not split((HEAD + TAIL) * 2).complete


def test_an_item_opened_within_another_ends_it() -> None:
    cut = split(HEAD + b"<item>half<item>2</item>\n<item>3</item>" + TAIL)
    assert cut.items == (b"2", b"3")
    assert cut.torn == (b"half",)
    assert not cut.complete


def test_known_items_change_nothing() -> None:
    body = body_of(b"1", b"2", b"3")
    cut = split(body, frozenset([b"1", b"3"]))
    assert cut.new == (b"2",)
    assert replace(cut, new=cut.items) == split(body)


def test_cdata_hides_tags() -> None:
    item = b"<title><![CDATA[A & B </item><item> C]]></title>"
    cut = split(body_of(item, b"2"))
    assert cut.items == (b"<title>A &amp; B &lt;/item&gt;&lt;item&gt; C</title>", b"2")
    assert cut.complete


def test_cdata_without_an_end() -> None:
    cut = split(HEAD + b"<item>1</item><item><![CDATA[ 2</item>\n<item>3</item>" + TAIL)
    assert (cut.items[0], cut.items[-1]) == (b"1", b"3")
    assert not cut.complete


def test_cdata_cut_off_by_another_document() -> None:
    seam = b"<item><title><![CDATA[Halvor"
    cut = split(HEAD + seam + body_of(b"<title><![CDATA[Halvorsen v. Mill]]></title>"))
    assert cut.items == (b"<title>Halvorsen v. Mill</title>",)
    assert not cut.complete


@pytest.mark.parametrize("opening", [b"<!--", b"<!DOCTYPE", b"<!DOCTYPE rss [", b"<![CDATA["])
def test_what_is_never_closed_hides_no_whole_item(opening: bytes) -> None:
    cut = split(HEAD + b"<item>1</item>\n<item>x" + opening + b"</item>\n<item>2</item>" + TAIL)
    # Of a document type the next ">" is the end.
    assert (cut.items[0], cut.items[-1]) == (b"1", b"2")
    assert not cut.complete


def test_definitions_are_passed_over() -> None:
    bomb = b"<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;<item>no</item>'>]>"
    cut = split(bomb + body_of(b"<title>&b;</title>"))
    assert cut.items == (b"<title>&b;</title>",)
    assert resolve("&b;") == "&b;"


def test_nul_bytes_are_left_out() -> None:
    assert flatten(b"<it\0em>") == b"<item>"


@given(st.lists(st.sampled_from([
    b"<item>", b"</item>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE", b"[", b"]>", b">",
    b"</rss>", b"<channel>", b"</channel>", b"<rss>", b"x", b"\n", b"\0", b"<item x='", b"&", b"<",
])))  # fmt: skip
@example([b"<item>", b"<item x='", b"</item>", b"<item>"])
def test_any_bytes_can_be_cut(pieces: list[bytes]) -> None:
    body = b"".join(pieces)
    cut = split(body)
    assert not any(b"<item>" in item or b"</item>" in item for item in cut.items)
    assert split(body, frozenset(cut.items)) == replace(cut, new=())


UNITS = (
    b"<item>", b"</item>", b"<item ", b"<![CDATA[", b"<!--", b"<!DOCTYPE ", b"<!DOCTYPE[", b"]]>",
    b"<title>", b"<title ", b"<a>", b"&#x3C;", b"&amp;", b"\0", b"   ", b"<![CDATA[]]>",
    b"<item><title>x</item>", b"<item></item>\n", b"</channel>",
)  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_megabytes_of_anything(unit: bytes) -> None:
    # A second at most; anything worse than linear would take the better part of an hour.
    cut = split(HEAD + unit * (4_000_000 // len(unit)))
    assert not cut.complete
    for item in (*cut.items[:3], *cut.torn[:3]):
        texts(decode(item))


ITEM = "<title>A</title><link>L</link><description>D</description>"


def test_texts_in_any_order() -> None:
    item = "<pubDate>P</pubDate><author></author><guid isPermaLink='true'> G </guid>" + ITEM
    got = texts(item)
    assert got is not None
    assert got == ("A", "L", "D", "G", "P")


def test_parts_that_are_missing_are_empty() -> None:
    assert texts("<title>A</title><link/>") == ("A", "", "", "", "")
    assert texts("") == ("", "", "", "", "")


@pytest.mark.parametrize(
    "item",
    [
        "<title>A v. <link>L</link>",
        "<title>A v. B<title>A v. B</title>",
        "<title>A</title><title>B</title>",
        "<title>A<link>L</link></title>",
        ITEM + "<guid>1</guid><pubDate>P",
    ],
)
def test_an_item_pieced_together_from_two(item: str) -> None:
    assert texts(item) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("AT&T v. P&LTD", "AT&T v. P&LTD"),
        ("A &amp; B", "A & B"),
        ("A &amp;amp; B", "A &amp; B"),
        ("&#x3C;a href=&#x22;x?a=1&#x26;b=2&#x22;&#x3E;", '<a href="x?a=1&b=2">'),
        ("&#x26;#x3C;", "&#x3C;"),
        ("&lt;&gt;&quot;&apos;&#39;&#60;", "<>\"''<"),
        ("Pe&ntilde;a &eacute;&nbsp;", "Peña é\xa0"),
        ("&nosuch; &; &#; &#xZZ; &#99999999;", "&nosuch; &; &#; &#xZZ; \ufffd"),
    ],
)
def test_references(written: str, meant: str) -> None:
    assert resolve(written) == meant


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Pe\xf1a", "Peña"),
        ("Peña".encode(), "Peña"),
        (b"caf\xe9 \x93quoted\x94", "café “quoted”"),
    ],
)
def test_bytes_of_either_encoding(raw: bytes, text: str) -> None:
    assert decode(raw) == text


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("  Halvorsen  v.\n\tMill ", "Halvorsen v. Mill"),
        ("A\x00\x07\x1bB\x7f", "AB"),
        ("A\u202ev. B\u2028C\u200b", "Av. B C"),
        ("\ud800A", "A"),
        ("x" * 30, "x" * 20),
        ("x" * 19 + " yy", "x" * 19),
    ],
)
def test_tidy(text: str, tidied: str) -> None:
    assert tidy(text, 20) == tidied


NOON = datetime(2025, 11, 3, 12, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 03 Nov 2025 12:00:05 GMT",
        "Mon, 3 Nov 2025 12:00:05 UTC",
        "3 Nov 25 12:00:05 Z",
        "Monday, 03-Nov-25 12:00:05",
        "Mon, 03 November 2025 12:00:05 +0000",
        "Mon, 03 Nov 2025 07:00:05 EST",
        "Mon, 03 Nov 2025 06:00:05 CST",
        "Mon, 03 Nov 2025 05:00:05 MST",
        "Mon, 03 Nov 2025 04:00:05 PST",
        "Mon, 03 Nov 2025 08:00:05 EDT",
        "Mon, 03 Nov 2025 05:00:05 PDT",
        "Mon, 03 Nov 2025 22:00:05 CHST",
        "Mon, 03 Nov 2025 02:00:05 HST",
        "Mon, 03 Nov 2025 17:30:05 +0530",
        " mon, 03 nov 2025 12:00:05 gmt ",
    ],
)
def test_dates(text: str) -> None:
    assert read_date(text) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "", "today", "Mon, 31 Feb 2025 12:00:00 GMT", "Mon, 03 Now 2025 12:00:00 GMT",
        "Mon, 03 Nov 2025 25:00:00 GMT", "Mon, 03 Nov 2025 12:00:00 XYZ",
        "Fri, 31 Dec 9999 23:59:59 EST", "Fri, 31 Dec 9999 23:59:59 GMT",
        "Sat, 01 Jan 0001 00:00:00 +1200", "Sat, 01 Jan 0001 00:00:00 GMT",
        "Mon, 03 Nov 2025 12:00:00 -9999", "2025-11-03T12:00:00Z", "Mon, 03 Nov 2025 12,00,05 GMT",
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert read_date(text) is None


@given(st.text(max_size=60))
def test_no_text_upsets_the_readers(text: str) -> None:
    read_date(text)
    tidied = tidy(resolve(text), 20)
    assert tidied.isprintable()
    assert len(tidied) <= 20
    assert tidy(tidied, 20) == tidied
