from __future__ import annotations

import gzip
import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.captions import caption, is_sealed, normalised, plain

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"


@pytest.mark.parametrize(
    ("title", "cited"),
    [
        ("", ""),
        (
            "CENTER FOR TAXPAYER RIGHTS v. INTERNAL REVENUE SERVICE",
            "Ctr. for Taxpayer Rights v. Internal Revenue Serv.",
        ),
        (
            "CENTER FOR TAXPAYER RIGHTS et al v. INTERNAL REVENUE SERVICE et al",
            "Ctr. for Taxpayer Rights v. Internal Revenue Serv.",
        ),
        ("USA v. SEALED", "United States v. Sealed"),
        ("USA v. POE et al", "United States v. Poe"),
        ("USA vs Poe", "United States v. Poe"),
        ("United States of America v. Poe, et al.", "United States v. Poe"),
        ("UNITED STATES OF AMERICA EX REL. POE v. ACME CORPORATION",
         "United States ex rel. Poe v. Acme Corp."),
        ("In Re: Acme Network, LLC", "In re Acme Network, LLC"),
        ("IN RE: ACME MEDICAL INC.", "In re Acme Med. Inc."),
        ("In the Matter of Acme, Inc.", "In re Acme, Inc."),
        ("Roe et al v. Poe et al", "Roe v. Poe"),
        ("ROE ET AL V. POE ET AL", "Roe v. Poe"),
        ("ROE v. POE et. al.", "Roe v. Poe"),
        ("ROE v. MCDONALD", "Roe v. McDonald"),
        ("O'BRIEN v. D'ARCO", "O'Brien v. D'Arco"),
        ("SMITH-ROE v. DE LA CRUZ", "Smith-Roe v. De la Cruz"),
        ("USA v. ROE, JR", "United States v. Roe"),
        ("Roe, Mary v. Kingston, Kilo", "Roe v. Kingston"),
        ("Mary B. Roe v. Acme Express Boats, Inc.", "Roe v. Acme Express Boats, Inc."),
        ("Roe v. Jane Doe", "Roe v. Doe"),
        ("Roe v. Charles Schwab", "Roe v. Charles Schwab"),
        ("Roe v. Rise Credit", "Roe v. Rise Credit"),
        ("Roe v. Doe 1", "Roe v. Doe 1"),
        ("ROE v. LONG ELECTRIC COMPANY, INC.", "Roe v. Long Elec. Co."),
        ("Roe v. State of North Carolina", "Roe v. North Carolina"),
        ("STATE OF WASHINGTON v. U.S. DEPARTMENT OF STATE", "Washington v. U.S. Dep't of State"),
        ("Roe v. United States Department of Justice", "Roe v. United States Dep't of Justice"),
        ("Securities and Exchange Commission v. Roe", "Sec. & Exch. Comm'n v. Roe"),
        ("Securities And Exchange Commission v. Roe", "Sec. & Exch. Comm'n v. Roe"),
        ("ACME TECHNOLOGIES CO., LTD. v. Roe Corp", "Acme Techs. Co. v. Roe Corp."),
        ("The Roe Insurance Company v. Poe", "Roe Ins. Co. v. Poe"),
        ("ROE v. IRS", "Roe v. IRS"),
        ("ACME II, L.P. v. POE III", "Acme II, L.P. v. Poe"),
        ("Roe v. Acme, LLC d/b/a Acme Gas et al", "Roe v. Acme, LLC"),
        ("(PC) Roe v. Poe", "Roe v. Poe"),
        ("Roe v. Poe-", "Roe v. Poe"),
        ("Mary R. Roe", "Mary R. Roe"),
        ("Roe Roe and Poe Roe", "Roe Roe and Poe Roe"),
        ("ACME HOLDINGS CORPORATION", "Acme Holdings Corp."),
        ("New York v. Roe", "New York v. Roe"),
        ("v. Pro Se Submissions", "v. Pro Se Submissions"),
        # Read by eye among 300 of the courts' own, and mended; the names are made up.
        ("Roe v. Social Security Administration, Commissioner of",
         "Roe v. Comm'r of Soc. Sec. Admin."),
        ("Roe v. Acmeville, City of, et al", "Roe v. City of Acmeville"),
        ("Roe v. Ohio, State of", "Roe v. Ohio"),
        ("Roe v. FCI Acmeville, Warden", "Roe v. Warden, FCI Acmeville"),
        ("Roe v. City of Acmeville, Texas et al", "Roe v. City of Acmeville"),
        ("Roe v. Acme County, TN (TV1)", "Roe v. Acme Cnty."),
        ("Roe v. City of Acmeville,et al.", "Roe v. City of Acmeville"),
        ("ROE v. ACME LIQUOR, INC.et al", "Roe v. Acme Liquor, Inc."),
        ("Acme Films,LLC v. JOHN DOE subscriber assigned IP address 192.0.2.1",
         "Acme Films, LLC v. Doe"),
        ("ACME FILMS, LLC v. JOHN DOE SUBSCRIBER ASSIGNED IP ADDRESS 192.0.2.1",
         "Acme Films, LLC v. Doe"),
        ("Roe v. Acme Corp. <B><font color=red>DO NOT DOCKET. CASE HAS BEEN REMANDED.</font></B>",
         "Roe v. Acme Corp."),
        ("USA v. Roe et al<b><font color=red>***Poe supervision moved***</b></font>",
         "United States v. Roe"),
        ("***DO NOT DOCKET - CASE MERGED***", "***Do Not Docket - Case Merged***"),
        ("Acme Offshore Alliance, a D.C. Nonprofit Corporation v. Roe",
         "Acme Offshore Alliance v. Roe"),
        ("Roe v. ACME MUTUAL INSURANCE COMPANY, a foreign insurance company",
         "Roe v. Acme Mut. Ins. Co."),
        ("ROE o/b/o K.E.H., a minor v. POE", "Roe ex rel. K.E.H. v. Poe"),
        ("K.E.H., by next friend Mary Roe v. Acme County", "K.E.H. ex rel. Roe v. Acme Cnty."),
        ("USA for the use and benefit of Acme Concrete, Inc. v. Roe",
         "United States ex rel. Acme Concrete, Inc. v. Roe"),
        ("United States of America ex rel. Mary Roe, et al v. Acme, Inc.",
         "United States ex rel. Roe v. Acme, Inc."),
        ("Roe, individually and on behalf of all others similarly situated v. Acme Inc.",
         "Roe v. Acme Inc."),
        ("Estate of Mary Roe, by and through its Administratrix, Ann Poe v. Acme",
         "Estate of Mary Roe v. Acme"),
        ("Acme Bank, N.A. as Trustee for Acme Trust 7 v. Roe", "Acme Bank, N.A. v. Roe"),
        ("Mary Roe, Applicant v. Zebadiah Poe, Warden", "Roe v. Poe"),
        ("State of Ohio v. Zebadiah Poe, Secretary of the U.S. Department of Commerce et al",
         "Ohio v. Poe"),
        ("E.F. et al v. Mayor Mary Roe et al", "E.F. v. Roe"),
        ("Roe, M.D. v. Poe, M.D., Ph.D.", "Roe v. Poe"),
        ("Roe v. Acme Hospital (Acmeville)", "Roe v. Acme Hosp."),
        ("Roe v. Acme International (USA) LLC", "Roe v. Acme Int'l (USA) LLC"),
        ("Roe v. Secretary, Department of Corrections", "Roe v. Sec'y, Dep't of Corr."),
        ("In re Mary R. Roe", "In re Roe"),
        ("Acme Trust Company v. Northern Acme Solutions Group",
         "Acme Tr. Co. v. N. Acme Sols. Grp."),
        ("University of South Carolina v. Roe", "Univ. of South Carolina v. Roe"),
        ("Roe v. Project South: The Acme Institution, Inc.",
         "Roe v. Project South: the Acme Inst., Inc."),
        ("In re: Acme Digital Advertising Litigation", "In re Acme Dig. Advert. Litig."),
        ("Roe v. Sao Tome", "Roe v. Sao Tome"),
    ],
)  # fmt: skip
def test_as_a_reporter_cites_it(title: str, cited: str) -> None:
    assert caption(title) == cited
    assert caption(cited) == cited


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("", ""),
        ("  ROE   et al v. ACME SERVICE  et al", "Roe et al v. Acme Service et al"),
        ("USA v. SEALED", "USA v. Sealed"),
        ("In Re: ACME", "In re Acme"),
        ("Roe vs Poe", "Roe v. Poe"),
    ],
)
def test_plain_leaves_nothing_out(title: str, shown: str) -> None:
    assert plain(title) == shown


def test_a_bankruptcy_is_cited_by_its_debtor() -> None:
    assert caption("Acme Trend, Inc., Debtor", "deb") == "In re Acme Trend, Inc."
    assert caption("Mary Roe", "deb") == "In re Roe"
    assert caption("Acme, Inc. v. Roe", "deb") == "Acme, Inc. v. Roe"
    assert caption("Acme Trend, Inc.", "nosuchcourt") == "Acme Trend, Inc."


def test_captions_are_compared_without_case_spaces_and_signs() -> None:
    assert normalised("ROE  v. Poe-") == normalised("Roe v Poe") == normalised(" roe V. POE - ")
    assert normalised("O'Brien v. Poe") == normalised("O\u2019BRIEN V POE")
    assert normalised("USA v. SEALED") != normalised("USA v. Roe")


@pytest.mark.parametrize(
    ("title", "sealed"),
    [
        ("USA v. SEALED", True),
        ("USA v. Sealed, et al", True),
        ("USA v. SEALED DEFENDANTS", True),
        ("USA v. Sealed Search Warrant", True),
        ("SEALED v. SEALED", True),
        ("Sealed Party X v. Sealed Party Y", True),
        ("UNDER SEAL v. UNDER SEAL", True),
        ("In re: Sealed Case", True),
        ("SEALED", True),
        ("USA v. Roe (SEALED)", True),
        ("USA v. Seal", False),
        ("Sealed Air Corporation v. Roe", False),
        ("Seals v. Roe", False),
        ("USA v. Roe", False),
        ("", False),
    ],
)
def test_sealed(title: str, sealed: bool) -> None:
    assert is_sealed(title) is sealed


@given(st.text(max_size=200))
def test_never_raises(title: str) -> None:
    caption(title)
    plain(title)
    is_sealed(title)
    assert normalised(normalised(title)) == normalised(title)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "v. ",
        " et al",
        "- ",
        "sealed ",
        "(AA) ",
        "O'",
        " ",
        "city, ",
        "o/b/o ",
        ", a b",
        "in the ",
    ],
)
def test_hostile_titles_are_read_through(piece: str) -> None:
    title = piece * 10_000
    assert len(caption(title)) <= 2100
    assert len(plain(title)) <= 2100
    is_sealed(title)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of feeds is not here")
def test_every_caption_of_the_corpus() -> None:
    names = set()
    for path in sorted((CORPUS / "rss" / "snapshot-2022-12").glob("*.xml.gz")):
        body = gzip.decompress(path.read_bytes()).decode("latin-1")
        for title in re.findall(r"<item>\s*<title>(.*?)</title>", body, re.DOTALL):
            names.add(html.unescape(html.unescape(title)).partition(" ")[2].strip())
    assert len(names) > 5000
    for name in sorted(names)[::4]:
        cited = caption(name)
        assert bool(cited) == bool(name.strip("- "))
        assert caption(cited) == cited
        assert normalised(plain(name)).replace(" ", "")[:3] or not normalised(name)
    assert sum(map(is_sealed, names)) < 30
