"""What is read from a docket text, and what is said of it. Every text here is written for it."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.words.filingphrases import judge_of
from bot.words.render import Renderer
from bot.words.sample import sample_filing
from filings.text import NOTHING, Reading, headlines, read
from filings.text.answered import Answered
from filings.text.headlines import said_of
from filings.text.outcomes import Ruling
from filings.text.parts import Attachment
from filings.types import Destination, Party
from filings.views import AnsweredView, PostView
from tests.samples import NOW
from tests.spent import least

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
GOLDEN = tomllib.loads(Path(__file__).with_name("headlines.toml").read_text("utf-8"))["filing"]


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: row["headline"][:60])
def test_what_is_said_of_a_filing(row: dict[str, Any]) -> None:
    said = said_of(
        read(row["text"]),
        (),
        number=row.get("number"),
        case_name=row["case"],
        verb=row["verb"],
    )
    assert (said.headline, said.sentence) == (row["headline"], row["sentence"])


def test_a_party_paper_in_all_its_parts() -> None:
    found = read(
        "SEALED MOTION to Compel (Second) by LANTERN FREIGHT COMPANY, INC., QUAY L.L.C. "
        "re 42 MOTION to Quash, 43 Order,, (Attachments: # 1 Exhibit A, # 2 Exhibit #2 - Letter, "
        "# 3 Text of Proposed Order)(Roe, Ann) Modified on 11/4/2025 (jd). (Entered: 11/03/2025)"
    )
    assert found.filers == ("LANTERN FREIGHT COMPANY, INC.", "QUAY L.L.C.")
    assert (found.side, found.several, found.counsel) == ("", True, ("Ann Roe",))
    assert found.answers == (Answered(42, "MOTION to Quash"), Answered(43, "Order"))
    assert found.attachments == (
        Attachment(1, "Exhibit A"),
        Attachment(2, "Exhibit #2 - Letter"),
        Attachment(3, "Text of Proposed Order"),
    )
    assert (found.relief, found.entered_on) == ("to Compel", date(2025, 11, 3))
    assert (found.judge, found.signed_on, found.outcome) == ("", None, "")


def test_an_order_in_all_its_parts() -> None:
    found = read(
        "ORDER granting in part and denying in part 30 Plaintiff's Motion for Preliminary "
        "Injunction. Signed by Magistrate Judge Ada de la Cruz on 11/3/25. (Lark, Ann) "
        "(Entered: 11/04/2025)"
    )
    assert found.rulings == (
        Ruling(
            "granted in part and denied in part", "Plaintiff's", "Motion for Preliminary Injunction"
        ),
    )
    assert (found.judge, found.signed_on) == ("Magistrate Judge Ada de la Cruz", date(2025, 11, 3))
    assert [each.number for each in found.answers] == [30]
    # The name in brackets is the clerk's.
    assert (found.filers, found.counsel, found.court_made) == ((), (), True)


@pytest.mark.parametrize(
    ("text", "side", "several"),
    [
        ("MOTION to Seal by All Defendants.(Roe, Ann)", "defendant", True),
        ("Motion to Sell Filed by Debtor Brine Toys, Inc.", "debtor", False),
        ("RESPONSE -- (re: pldg. 1 ) Filed by pltfs. Ada Finch and Bo Teal", "plaintiff", True),
        ("MOTION to Detain by USA as to Orin Vale", "government", False),
        ("Plaintiff's MOTION to Compel (Roe, Ann)", "plaintiff", False),
        ("Motion to expedite filed by petitioner Orin Vale.", "petitioner", False),
        ("NOTICE of Change of Address by Orin Vale", "", False),
        ("NOTICE by Trustees of Marl Academy", "", False),
        ("ORDER that Defendants answer by Friday. Signed by Judge Ada Finch", "", False),
    ],
)
def test_a_side_is_what_the_text_says(text: str, side: str, several: bool) -> None:
    found = read(text)
    assert (found.side, found.several) == (side, several)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("REPLY re [42] Motion, [43] Brief by Orin Vale", [42, 43]),
        ("Affidavit of Service (related document(s) 5, 8 ) filed by Quill LLC.", [5, 8]),
        ("TEXT ORDER granting the request (ECF No. 69 ). So Ordered by Judge Ada Finch", [69]),
        (
            "ORDER. Trial set for January 16 Parties appear under Rule 16 Motion practice",
            [],
        ),
        ("Chapter 11 Plan due by 3/10/2025", []),
        ("MOTION to Strike 81 Markman Response Brief by Orin Vale", [81]),
        ("MEMORANDUM re 99 MOTION to Strike 81 Markman Response Brief", [99]),
    ],
)
def test_entries_that_are_answered(text: str, numbers: list[int]) -> None:
    assert [each.number for each in read(text).answers] == numbers


def test_a_side_that_a_source_or_the_caption_gives() -> None:
    text = "NOTICE of Objection by RIVER LEDGER, HARBOR GAZETTE re 58 Administrative Record"
    parties = (Party("River Ledger", "Plaintiff"), Party("Harbor Gazette", "Plaintiff"))

    def headline(*known: Party, case: str = "") -> str:
        return said_of(read(text), (), case_name=case, parties=known).headline

    assert headline(*parties) == "Plaintiffs' notice objecting to administrative record"
    assert headline() == (
        "Notice objecting to administrative record by River Ledger and Harbor Gazette"
    )
    # One of the two alone is on no side that is known.
    assert headline(parties[0]) == headline(case="River Ledger v. Port Office") == headline()


def test_without_a_text_the_event_list_speaks() -> None:
    events = ("Order on Motion to Dismiss", "Set Deadlines")
    assert read("", events) == NOTHING
    said = said_of(read("", events), events, number=64, verb="entered")
    assert said.headline == "Order on motion to dismiss; set deadlines"
    assert said.sentence == "Order on motion to dismiss; set deadlines entered (No. 64)."
    assert not said.ours
    # A text that says less than the event does not take its place.
    assert said_of(read("ORDER. (mw)"), ("Order on Motion to Dismiss",)).headline == (
        "Order on motion to dismiss"
    )
    assert said_of(NOTHING, ()).headline == "Filing"


def test_a_recommendation_and_a_condition_are_no_rulings() -> None:
    assert read("REPORT AND RECOMMENDATION that the motion be granted").rulings == ()
    assert (
        read("ORDER: If the motion is granted, briefs are due. Signed by Judge X Y").rulings == ()
    )
    assert read("MOTION for Order Granting Leave to File by Orin Vale").rulings == ()
    assert read("NOTICE of Proposed Order Denying Motion by Orin Vale").rulings == ()


def _corpus() -> list[str]:
    found = []
    for path in sorted((CORPUS / "dockets").glob("*.json")):
        entries = json.loads(path.read_text("utf-8"))["docket_entries"]
        found += [entry["description"] for entry in entries]
    for path in sorted((CORPUS / "scotus" / "raw").glob("*.json")):
        rows = json.loads(path.read_text("utf-8")).get("ProceedingsandOrder", [])
        found += [row["Text"] for row in rows]
    return found


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no court data here")
def test_every_text_of_the_courts_is_read() -> None:
    texts = _corpus()
    assert len(texts) > 1300
    for text in texts:
        said = said_of(read(text), ())
        assert 0 < len(said.headline) <= 150
        assert said.sentence.endswith(".")


_PIECES = st.sampled_from(
    ["(", "((", ")", "# 1 ", "re 42 MOTION, ", "by A B, ", " filed by ", "granting ", "1,", "a",
     "the motion is GRANTED ", "A. ", "Inc., ", "Signed by Judge A. B. ", "11/3/25 ", "ORDER ", "’",
     "denied in part ", "(S)", "[1]", "<a ", "Status Conference ", "held ", "of ", "\ud800", "İ"]
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(_PIECES, min_size=1, max_size=4), st.sampled_from(["", "ORDER ", "MOTION to "]))
def test_no_text_raises_or_takes_long(pieces: list[str], head: str) -> None:
    unit = "".join(pieces)
    text = (head + unit * (30_000 // len(unit)))[:30_000]

    def said(turn: int) -> None:
        # Another text each time, so that none is remembered.
        reading: Reading = read(f"{text}{turn}")
        said_of(reading, (), case_name=text[:200])

    # 50 ms is what it takes on an idle machine; what goes back over its steps takes minutes.
    assert least(said) < 0.5


def test_an_alert_has_judge_links_and_the_line_to_paste_below() -> None:
    text = "ORDER granting in part 30 Motion for Preliminary Injunction. Signed by Judge Ada Finch"
    view = replace(
        sample_filing(NOW), number=64, text=text, events=("Order",), missing=(),
        answered=(AnsweredView(30, "https://www.courtlistener.com/docket/1/30/"),),
    )  # fmt: skip
    post = PostView("post-1", Destination("T1", "C1"), (view,), cite=True)
    message = Renderer().alert(post, NOW)
    first = message.blocks[0]["text"]["text"].splitlines()
    assert first[0] == (
        "⚖️ *Order granting in part a motion for preliminary injunction* · No. 64, "
        "re No. <https://www.courtlistener.com/docket/1/30/|30>"
    )
    assert first[1].endswith(" · Judge Finch")
    assert "The case is Ctr. for Taxpayer Rights v." in message.blocks[-1]["elements"][0]["text"]
    assert message.text.startswith("Judge Ada Finch granted in part a motion for preliminary")
    assert message.metadata is not None
    assert message.metadata["event_payload"]["filings"][0]["what"] == "Order"
    several = replace(post, filings=(view, replace(view, key="b", text=text * 9)))
    said = json.dumps(Renderer().alert(several, NOW).blocks)
    assert said.count("The case is") == 1
    assert '"crier:texts"' in said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Colleen Kollar-Kotelly", "Judge Kollar-Kotelly"),
        ("Magistrate Judge Ada de la Cruz", "Magistrate Judge de la Cruz"),
        ("T. S. Ellis, III", "Judge Ellis"),
        ("CKK", ""),
        ("Justice Finch", "Justice Finch"),
    ],
)
def test_a_judge_is_named_and_initials_are_not(name: str, said: str) -> None:
    assert judge_of(name) == said


def test_numbers_are_counted_where_there_are_many() -> None:
    assert headlines.numbered([58]) == "No. 58"
    assert headlines.numbered([37, 58]) == "Nos. 37 and 58"
    assert headlines.numbered([1, 2, 3, 4, 5, 6]) == "Nos. 1, 2, 3, 4 and 2 more"
