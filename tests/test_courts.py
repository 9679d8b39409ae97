from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings import courts
from filings.courts import Court, all_courts, feed_url, find_named, get, named
from filings.errors import BadInput

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
ORIGIN = "https://ecf.{court}.uscourts.gov"


def test_every_court_is_complete() -> None:
    rows = all_courts()
    assert len(rows) == len({court.id for court in rows}) == 205
    assert len({court.citation for court in rows}) == 205
    for court in rows:
        assert court.kind in ("scotus", "appellate", "national", "district", "bankruptcy")
        assert court.name
        assert court.short_name
        assert court.zone_name.startswith(("America/", "Pacific/"))
        assert datetime(2025, 7, 1, tzinfo=UTC).astimezone(court.zone).utcoffset() is not None
        assert court.has_feed == (court.kind != "scotus")


@pytest.mark.parametrize(
    ("court_id", "citation", "summer", "winter"),
    [
        ("dcd", "D.D.C.", -4, -5),
        ("nysd", "S.D.N.Y.", -4, -5),
        ("ca2", "2d Cir.", -4, -5),
        ("ca9", "9th Cir.", -7, -8),
        ("cafc", "Fed. Cir.", -4, -5),
        ("cofc", "Fed. Cl.", -4, -5),
        ("cit", "Ct. Int'l Trade", -4, -5),
        ("jpml", "J.P.M.L.", -4, -5),
        ("scotus", "U.S.", -4, -5),
        ("deb", "Bankr. D. Del.", -4, -5),
        ("dcb", "Bankr. D.D.C.", -4, -5),
        ("flsb", "Bankr. S.D. Fla.", -4, -5),
        ("wvsd", "S.D. W. Va.", -4, -5),
        ("cand", "N.D. Cal.", -7, -8),
        ("txsd", "S.D. Tex.", -5, -6),
        ("insd", "S.D. Ind.", -4, -5),
        ("azd", "D. Ariz.", -7, -7),
        ("azb", "Bankr. D. Ariz.", -7, -7),
        ("hid", "D. Haw.", -10, -10),
        ("akd", "D. Alaska", -8, -9),
        ("idd", "D. Idaho", -6, -7),
        ("prd", "D.P.R.", -4, -4),
        ("vid", "D.V.I.", -4, -4),
        ("gud", "D. Guam", 10, 10),
        ("nmid", "D. N. Mar. I.", 10, 10),
        ("nmib", "Bankr. D. N. Mar. I.", 10, 10),
    ],
)
def test_citation_and_clock(court_id: str, citation: str, summer: int, winter: int) -> None:
    court = get(court_id)
    assert court.citation == citation
    for month, hours in ((7, summer), (1, winter)):
        offset = datetime(2025, month, 1, tzinfo=UTC).astimezone(court.zone).utcoffset()
        assert offset is not None
        assert offset.total_seconds() == hours * 3600


@pytest.mark.parametrize(
    ("text", "court_id"),
    [("dcd", "dcd"), (" DCD ", "dcd"), ("arb", "azb"), ("uscfc", "cofc"), ("nebraskab", "neb")],
)
def test_get_takes_pacer_and_courtlistener_ids(text: str, court_id: str) -> None:
    assert get(text).id == court_id


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SDNY", 'I know no court "SDNY"; did you mean nysd (S.D.N.Y.)?'),
        ("dcdd", 'I know no court "dcdd"; did you mean dcd (D.D.C.)?'),
        ("qqqq", 'I know no court "qqqq"; try dcd, D.D.C. or 9th Cir.'),
    ],
)
def test_get_says_what_comes_close(text: str, message: str) -> None:
    with pytest.raises(BadInput) as failure:
        get(text)
    assert str(failure.value) == message


@pytest.mark.parametrize(
    ("court_id", "path"),
    [
        ("dcd", "/cgi-bin/rss_outside.pl"),
        ("nyed", "/cgi-bin/readyDockets.pl"),
        ("ared", "/cgi-bin/rss_outside4.pl"),
        ("ca2", "/n/beam/servlet/TransportRoom?servlet=RSSGenerator"),
        ("cit", "/cgi-bin/rss_outside.pl"),
        ("deb", "/cgi-bin/rss_outside.pl"),
    ],
)
def test_feed_url_keeps_path_and_query(court_id: str, path: str) -> None:
    court = get(court_id)
    assert feed_url(court, ORIGIN) == f"https://ecf.{court_id}.uscourts.gov{path}"
    assert feed_url(court, "http://127.0.0.1:8099/") == f"http://127.0.0.1:8099{path}"
    assert feed_url(court, "http://{court}.localhost:1") == f"http://{court_id}.localhost:1{path}"


def test_the_supreme_court_has_no_such_feed() -> None:
    with pytest.raises(BadInput):
        feed_url(get("scotus"), ORIGIN)


def written(court: Court) -> list[str]:
    squeezed = court.citation.replace(" ", "")
    return [court.id, court.id.upper(), court.citation, squeezed, court.name, *court.also]


@pytest.mark.parametrize("court", all_courts(), ids=lambda court: court.id)
def test_a_court_is_known_however_it_is_written(court: Court) -> None:
    for text in written(court):
        assert [each.court.id for each in find_named(text)] == [court.id], text
        assert named(text) is court


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("SDNY, EDNY and edva", ["nysd", "nyed", "vaed"]),
        ("S. D. N. Y.", ["nysd"]),
        ("N.D. Calif.", ["cand"]),
        ("2nd Cir.", ["ca2"]),
        ("the Ninth Circuit", ["ca9"]),
        ("District of Columbia Circuit", ["cadc"]),
        ("U.S. Supreme Court", ["scotus"]),
        ("SCOTUS", ["scotus"]),
        ("Trump v. Roe, U.S., No. 25-332", ["scotus"]),
        ("Roe v. U.S., D.D.C., No. 25-332", ["dcd"]),
        ("Bankruptcy Court for the District of Delaware", ["deb"]),
        ("Bankr. SDNY", ["nysb"]),
        ("D. Del. Bankr.", ["deb"]),
        ("New York Supreme Court", []),
        ("Supreme Court of Texas", []),
        ("5 U.S.C. 552 and 5 U.S. 137", []),
        ("they did dor", []),
    ],
)
def test_finds_courts_in_text(text: str, ids: list[str]) -> None:
    assert [each.court.id for each in find_named(text)] == ids


def test_an_id_that_is_a_word_is_marked() -> None:
    assert [(each.court.id, each.is_word) for each in find_named("mad and MAD")] == [
        ("mad", True),
        ("mad", False),
    ]


@given(st.text(alphabet="SDNYsdny. ,9thCirUBankMaof'", max_size=200))
def test_spans_are_ordered_and_within_the_text(text: str) -> None:
    last = 0
    for each in find_named(text):
        assert last <= each.start < each.end <= len(text)
        last = each.start


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of courts is not here")
def test_no_court_of_the_corpus_is_missing() -> None:
    rows = json.loads((CORPUS / "courts" / "cmecf_courts.json").read_bytes())
    assert len(rows) == len(all_courts()) - 1
    for row in rows:
        court = get(row["courtlistener_id"])
        assert (court.id, court.kind) == (row["pacer_id"], row["kind"])
        assert feed_url(court, ORIGIN) == row["feed_url"]
        seen = row["observed_dec_2022"]
        assert court.rebuild_minutes == seen["rebuild_minutes_about"]
        assert (court.feed == "off") == seen["state"].startswith("200 with empty")
        assert courts.known(row["pacer_id"]) is court
