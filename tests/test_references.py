from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings import courts
from filings.references import find


def told(text: str) -> list[tuple[str | None, str]]:
    return [(each.court, each.number) for each in find(text)]


DCD = ("dcd", "1:25-cv-00457")
ROE = ("nysd", "1:22-cr-00673")


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("Roe Found. v. Doe Serv., D.D.C., No. 1:25-cv-00457, notice filed 11/3/25", [DCD]),
        (
            "The case is Roe v. Doe, D.D.C., No. 1:25-cv-00457, notice filed 11/3/25; "
            "United States v. Roe, S.D.N.Y., No. 1:22-cr-00673, order filed 1/2/24 "
            "and Roe v. Poe, 9th Cir., No. 25-1234, opinion filed 5/6/25.",
            [DCD, ROE, ("ca9", "25-1234")],
        ),
        ("S.D.N.Y., Nos. 1:22-cr-00673 and 1:23-cv-1", [ROE, ("nysd", "1:23-cv-00001")]),
        ("D.D.C., No. 1:25-cv-00457, and 1:22-cr-673 (S.D.N.Y.)", [DCD, ROE]),
        (
            "D.D.C., No. 1:25-cv-00457, and 1:23-cv-1 (S.D.N.Y.)",
            [DCD, ("nysd", "1:23-cv-00001")],
        ),
        ("1:25-cv-00457, 1:22-cr-673 (S.D.N.Y.)", [(None, "1:25-cv-00457"), ROE]),
        ("1:25-cv-00457, S.D.N.Y. 1:22-cr-673", [(None, "1:25-cv-00457"), ROE]),
        ("nos. 22-1234, 22-1235 (2d Cir.)", [("ca2", "22-1234"), ("ca2", "22-1235")]),
        ("D.D.C., No. 1:25-cv-00457, and S.D.N.Y., No. 1:22-cr-673", [DCD, ROE]),
        (
            "The case is Roe v. Doe, case number 1:25-cv-00457, in the U.S. District Court "
            "for the District of Columbia.",
            [DCD],
        ),
        ("Roe v. Doe, U.S. District Court, Southern District of New York, No. 1:22-cr-673", [ROE]),
        ("Roe v. Doe, 9th U.S. Circuit Court of Appeals, No. 25-1234", [("ca9", "25-1234")]),
        ("D.C. Circuit Court of Appeals, No. 25-1234", [("cadc", "25-1234")]),
        (
            "In re Acme, U.S. Bankruptcy Court, District of Delaware, No. 22-11068",
            [("deb", "22-11068")],
        ),
        ("D.D.C.,\nNo. 1:25-cv-00457", [DCD]),
        ("D.D.C.\u2014No. 1:25\u2013cv\u201300457", [DCD]),
        ("Roe v. U.S., D.D.C., No. 1:25-cv-00457", [DCD]),
        ("Roe v. Doe, U.S., No. 25-332", [("scotus", "25-332")]),
        ("Roe v. Doe, No. 155, Orig.", [("scotus", "22O155")]),
        ("In re Acme Ltd., Bankr. D. Del., No. 22-11068", [("deb", "22-11068")]),
        ("In re Acme, MDL No. 2168 (J.P.M.L.)", [("jpml", "MDL No. 2168")]),
        (
            "Roe v. Doe, No. 1:25-cv-00457, 2025 WL 123456, at *2 (D.D.C. Mar. 3, 2025)",
            [DCD],
        ),
        (
            "Roe v. Doe, No. 25-1234 (9th Cir.), on appeal from 4:24-cv-00099 (N.D. Cal.)",
            [("ca9", "25-1234"), ("cand", "4:24-cv-00099")],
        ),
    ],
)
def test_taglines_and_citations(text: str, cases: list[tuple[str | None, str]]) -> None:
    assert told(text) == cases


PRINTED = {
    "district": "1:25-cv-00457",
    "national": "1:25-cv-00457",
    "bankruptcy": "25-10457",
    "appellate": "25-457",
    "scotus": "25-457",
}


@pytest.mark.parametrize("court", courts.all_courts(), ids=lambda court: court.id)
def test_the_tagline_of_every_court_is_read_back(court: courts.Court) -> None:
    number = "MDL No. 457" if court.id == "jpml" else PRINTED[court.kind]
    for citation in (court.citation, court.citation.replace("'", "\u2019")):
        line = f"The case is Roe v. Doe, {citation}, No. {number}, order filed 11/3/25."
        assert told(line) == [(court.id, number)]
        assert told(f"{line} {line}") == [(court.id, number)]
        assert told(line.replace("Roe v. Doe, ", "")) == [(court.id, number)]
    for text in (f"{number} {court.id}", f"{number} ({court.citation})", f"{court.id} {number}"):
        assert told(text) == [(court.id, number)]


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("1:25-cv-00457 dcd", [DCD]),
        ("dcd 1:25-cv-00457", [DCD]),
        ("dcd:1:25-cv-00457", [DCD]),
        ("1:25-cv-00457/dcd", [DCD]),
        ("*1:25-cv-00457* dcd", [DCD]),
        ("1:25-cv-00457-CKK (D.D.C.)", [DCD]),
        ("1:25-cv-00457 (CKK) (D.D.C.)", [DCD]),
        ("1:25-cv-00457 (DDC)", [DCD]),
        ("1:25-cv-00457 in the U.S. District Court for the District of Columbia", [DCD]),
        ("1:25-cv-00457 dcd 1:22-cr-00673 nysd", [DCD, ROE]),
        ("1:25-cv-00457 dcd, 1:22-cr-00673 nysd", [DCD, ROE]),
        ("D.D.C. 1:25-cv-00457, SDNY 1:22-cr-673", [DCD, ROE]),
        ("25-cv-457 (D.D.C.)", [("dcd", "25-cv-00457")]),
        ("SDNY 22 Cr. 673 (LAK)", [("nysd", "22-cr-00673")]),
        ("Civil Action No. 25-457 (CKK) (D.D.C.)", [("dcd", "25-cv-00457")]),
        ("D.D.C. 25-457", [("dcd", "25-457")]),
        ("25-457 in SDNY", [("nysd", "25-457")]),
        ("No. 25-123 SCOTUS", [("scotus", "25-123")]),
        ("19-8054 ca10", [("ca10", "19-8054")]),
        ("Bankr. D. Del. 22-11242", [("deb", "22-11242")]),
        ("25-123C (Fed. Cl.)", [("cofc", "25-123")]),
        ("application 25A456 to the court", [("scotus", "25A456")]),
        ("MDL No. 2168", [("jpml", "MDL No. 2168")]),
        ("25A456", [("scotus", "25A456")]),
        ("25-457", [(None, "25-457")]),
        ("\u201c25-457\u201d", [(None, "25-457")]),
        ("1:25-cv-00457", [(None, "1:25-cv-00457")]),
        ("Case 1:25-cv-00457-CKK Document 61 Filed 11/03/25", [(None, "1:25-cv-00457")]),
        ("they were mad. No. 1:25-cv-00457 is", [(None, "1:25-cv-00457")]),
        ("1:25-cv-00457 (9th Cir.)", [(None, "1:25-cv-00457")]),
        ("1:25-cv-1\nS.D.N.Y. 1:22-cr-673", [(None, "1:25-cv-00001"), ROE]),
        ("1:25-cv-1, S.D.N.Y., No. 1:22-cr-673", [(None, "1:25-cv-00001"), ROE]),
    ],
)
def test_numbers_with_and_without_a_court(text: str, cases: list[tuple[str | None, str]]) -> None:
    assert told(text) == cases


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Roe Foundation v. Doe Service",
        "New York v. Trump",
        "99999999",
        "call 212-555-1234",
        "5 U.S.C. 552(b) and Rule 12-10",
        "see Nos. 43-44 and Nos. 10-12",
        "in fiscal 2021-22 and on 11-03-25 or 11/3/25",
        "$25-300 million, 25-30%",
        "ECF No. 61-2; Dkt. Nos. 58-61; Exhibit No. 10-2; Pub. L. No. 99-514",
        "SEC Release No. 34-12345",
        "the court voted 10-12 in the Ninth Circuit",
        "I read 25-457 today",
        "in case 25-30 people come",
        "https://example.com/2025/11-03/25-457",
        "<@U123> <#C123|25-457-news>",
    ],
)
def test_other_text_names_no_case(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("url", "court", "number", "ids"),
    [
        (
            "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?248635",
            "dcd", "", {"pacer_case_id": "248635"},
        ),
        (
            "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?248635-L_1_0-1",
            "dcd", "", {"pacer_case_id": "248635"},
        ),
        (
            "https://ecf.dcd.uscourts.gov/doc1/04511234567?caseid=248635&amp;de_seq_num=12",
            "dcd", "", {"pacer_case_id": "248635", "pacer_doc_id": "04501234567"},
        ),
        (
            "https://ecf.ca2.uscourts.gov/docs1/00207654321",
            "ca2", "", {"pacer_doc_id": "00207654321"},
        ),
        (
            "https://ecf.nyed.uscourts.gov/cgi-bin/show_case_doc?61,248635,,,",
            "nyed", "", {"pacer_case_id": "248635"},
        ),
        (
            "https://ecf.ca2.uscourts.gov/n/beam/servlet/TransportRoom"
            "?servlet=DocketReportFilter.jsp&amp;caseNum=22-643&amp;partId=1",
            "ca2", "22-643", {},
        ),
        ("https://www.courtlistener.com/docket/69651188/roe-v-doe/?page=2", None, "",
         {"courtlistener": "69651188"}),
        ("www.courtlistener.com/docket/69651188/61/1/roe-v-doe/", None, "",
         {"courtlistener": "69651188"}),
        (
            "https://storage.courtlistener.com/recap/gov.uscourts.dcd.248635/"
            "gov.uscourts.dcd.248635.61.0.pdf",
            "dcd", "", {"pacer_case_id": "248635"},
        ),
        (
            "https://www.supremecourt.gov/docket/docketfiles/html/public/25-332.html",
            "scotus", "25-332", {},
        ),
        (
            "https://www.supremecourt.gov/search.aspx"
            "?filename=/docket/docketfiles/html/public/25a456.html",
            "scotus", "25A456", {},
        ),
    ],
)  # fmt: skip
def test_links(url: str, court: str | None, number: str, ids: dict[str, str]) -> None:
    for text in (url, f"<{url}>", f"<{url}|the docket>", f"see {url}, please."):
        (ref,) = find(text)
        assert (ref.court, ref.number, dict(ref.links)) == (court, number, ids)


def test_a_label_gives_a_link_its_number() -> None:
    (ref,) = find("<https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?248635|1:25-cv-00457>")
    assert (ref.court, ref.number) == DCD
    assert ref.links == {"pacer_case_id": "248635"}
    assert ref.text == "1:25-cv-00457"


def test_a_label_of_another_link_is_text() -> None:
    assert told("<https://example.com/x|D.D.C. 1:25-cv-00457>") == [DCD]


def test_a_case_is_told_once_and_fully() -> None:
    text = "Case 1:25-cv-00457: 25-cv-457 (D.D.C.), D.D.C. 25-457, 1:25-cv-00457-1 dcd"
    assert told(text) == [DCD]
    assert told("D.D.C. 1:25-cv-00457, D.D.C. 1:25-cr-00457") == [DCD, ("dcd", "1:25-cr-00457")]


def test_text_is_the_words_that_name_the_case() -> None:
    refs = find("Order in Roe v. Doe, D.D.C., No. 1:25-cv-00457, and 22-cr-673 (S.D.N.Y.) today")
    assert [ref.text for ref in refs] == ["D.D.C., No. 1:25-cv-00457", "22-cr-673 (S.D.N.Y.)"]


@given(st.text(alphabet="1:25-cv0,. ()DCNo<>|@&;\n\u2013*/", max_size=300))
def test_never_raises(text: str) -> None:
    for ref in find(text):
        assert ref.number or ref.links


@pytest.mark.parametrize(
    "piece",
    ["1:25-cv-00457 ", "D.D.C. 25-457, ", "http://", "<https://a|", "No. ", "ecf.", "(", "&amp;",
     "25-457 and ", "D.D.C., ", "<@", "No. 25-457 (a", "https://ecf.dcd.uscourts.gov/", "/25-1",
     "bankr court of the ", "25-cv-457 (LAK), ", ", 2025 WL 1", "\u200b", "Case "],
)  # fmt: skip
def test_hostile_text_is_read_through(piece: str) -> None:
    assert len(find(piece * (30_000 // len(piece)))) <= 2
