from __future__ import annotations

import gzip
import html
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings import kinds
from filings.kinds import NAMES, Kind, Weight, kind_of, noun_of, verb_of

POLLS = Path(__file__).parents[2] / "shared" / "corpus" / "rss" / "polls"

CASES = {
    "Order": ("order", "substance"),
    ".Order": ("order", "substance"),
    "Minute Order": ("order", "substance"),
    "Memo Endorsement": ("order", "substance"),
    "Report and Recommendations": ("order", "substance"),
    "Order on Motion to Dismiss": ("order", "news"),
    "Order on Motion for Summary Judgment": ("order", "news"),
    "Order on Motion for Preliminary Injunction": ("order", "news"),
    "Order on Motion for Extension of Time to Answer": ("order", "routine"),
    "Order on Motion to Appear Pro Hac Vice": ("order", "routine"),
    "Order on Motion to Continue": ("order", "routine"),
    "Scheduling Order": ("order", "routine"),
    "Memorandum & Opinion": ("opinion", "news"),
    "Opinion": ("opinion", "news"),
    "Judgment": ("judgment", "news"),
    "Clerk's Judgment": ("judgment", "news"),
    "Entry of Default": ("judgment", "news"),
    "Jury Verdict": ("verdict", "news"),
    "~Util- Jury Verdict": ("verdict", "news"),
    "Plea Agreement": ("plea", "news"),
    "Change of Plea Hearing": ("plea", "news"),
    "~Util - Plea Entered": ("plea", "news"),
    "Sentencing": ("sentence", "news"),
    "Judgment and Commitment": ("sentence", "news"),
    "Complaint": ("complaint", "news"),
    "Amended Complaint": ("complaint", "news"),
    "Indictment": ("complaint", "news"),
    "Superseding Information - Felony": ("complaint", "news"),
    "Notice of Removal": ("complaint", "news"),
    "Petition for Writ of Habeas Corpus": ("complaint", "news"),
    "Answer to Complaint": ("answer", "substance"),
    "Dismiss": ("motion", "news"),
    "Summary Judgment": ("motion", "news"),
    "Preliminary Injunction": ("motion", "news"),
    "Compel": ("motion", "substance"),
    "Sealed Motion": ("sealed", "substance"),
    "Extension of Time to File Answer": ("motion", "routine"),
    "Continue": ("motion", "routine"),
    "Leave to File Document": ("motion", "routine"),
    "Response in Opposition to Motion": ("brief", "substance"),
    "Reply to Response to Motion": ("brief", "substance"),
    "Memorandum in Support of Motion": ("brief", "substance"),
    "Sentencing Memorandum": ("brief", "substance"),
    "Response to Order to Show Cause": ("brief", "substance"),
    "Letter": ("brief", "substance"),
    "Notice (Other)": ("notice", "substance"),
    "Status Report": ("notice", "substance"),
    "Joint Status Report": ("notice", "substance"),
    "Exhibit List": ("evidence", "routine"),
    "Declaration in Support of Motion": ("evidence", "routine"),
    "Status Conference": ("hearing", "substance"),
    "Detention Hearing": ("hearing", "substance"),
    "Initial Appearance": ("hearing", "substance"),
    "Notice of Hearing": ("hearing", "routine"),
    "~Util - Set/Reset Hearings": ("hearing", "routine"),
    "Transcript": ("transcript", "routine"),
    "Notice of Filing Transcript": ("transcript", "routine"),
    "Notice of Appeal": ("appeal", "news"),
    "USCA Mandate": ("appeal", "news"),
    "Transmission of Notice of Appeal and Docket Sheet to USCA": ("housekeeping", "routine"),
    "Notice of Settlement": ("settlement", "news"),
    "Stipulation of Dismissal": ("settlement", "news"),
    "Notice of Voluntary Dismissal": ("settlement", "news"),
    "Settlement Conference": ("hearing", "substance"),
    "Sealed Document": ("sealed", "substance"),
    "Case Unsealed": ("sealed", "news"),
    "Notice of Appearance": ("appearance", "routine"),
    "Withdraw as Attorney": ("appearance", "routine"),
    "Summons Returned Executed": ("housekeeping", "routine"),
    "Certificate of Service": ("housekeeping", "routine"),
    "~Util - Terminate Motions": ("housekeeping", "routine"),
    "Set/Reset Deadlines": ("housekeeping", "routine"),
    "Corporate Disclosure Statement": ("housekeeping", "routine"),
    "Proposed Order": ("housekeeping", "routine"),
    "Notice of Change of Address": ("housekeeping", "routine"),
    "Leave to File Denied": ("order", "substance"),
    "Waiver of Indictment": ("complaint", "substance"),
}


@pytest.mark.parametrize(("event", "expected"), CASES.items())
def test_an_event_has_its_kind_and_weight(event: str, expected: tuple[str, str]) -> None:
    kind = kind_of([event])
    assert (kind.name, str(kind.weight)) == expected


def test_every_kind_that_is_promised_exists() -> None:
    promised = """opinion order judgment verdict plea sentence complaint answer motion brief
        notice evidence hearing transcript appeal settlement sealed appearance housekeeping other"""
    assert set(NAMES) == set(promised.split())


def test_weights_are_in_order() -> None:
    assert Weight.NEWS > Weight.SUBSTANCE > Weight.ROUTINE
    assert sorted([Weight.NEWS, Weight.ROUTINE, Weight.SUBSTANCE]) == list(Weight)
    assert Weight.ROUTINE <= Weight.ROUTINE
    assert Weight.NEWS >= Weight.SUBSTANCE
    assert str(Weight.NEWS) == "news"


def test_of_several_events_the_weightiest_wins() -> None:
    assert kind_of(["~Util - Set/Reset Deadlines", "Order on Motion to Dismiss"]).name == "order"
    assert kind_of(["Order on Motion to Dismiss", "Memorandum Opinion"]).name == "opinion"
    assert kind_of(["Notice of Appearance", "Something Nobody Wrote a Rule For"]).name == (
        "appearance"
    )


def test_the_text_is_asked_only_where_the_events_say_nothing() -> None:
    assert kind_of([], "ORDER granting 12 Motion to Dismiss. Signed.") == Kind("order", Weight.NEWS)
    assert kind_of(["Frobnicate"], "MOTION to Compel by the plaintiff").name == "motion"
    assert kind_of(["Notice (Other)"], "ORDER of the state court attached").name == "notice"
    assert kind_of([], "") == kinds.OTHER


@pytest.mark.parametrize(
    ("events", "verb"),
    [
        (["Notice (Other)"], "filed"),
        (["Complaint"], "filed"),
        (["Order"], "entered"),
        (["Judgment"], "entered"),
        (["USCA Mandate"], "docketed"),
        (["Summons Issued"], "docketed"),
        ([], "docketed"),
    ],
)
def test_a_party_files_and_the_court_enters(events: list[str], verb: str) -> None:
    assert verb_of(events) == verb


@pytest.mark.parametrize(
    ("events", "noun"),
    [
        (["Notice (Other)"], "Notice"),
        ([".Order"], "Order"),
        (["- Transcript"], "Transcript"),
        (["Summons Returned Executed"], "Summons returned executed"),
        (["Extension of Time to File Answer"], "Motion for extension of time to file answer"),
        (
            ["Dismiss for Failure to State a Claim"],
            "Motion to dismiss for failure to state a claim",
        ),
        (["In Limine"], "Motion in limine"),
        (["Leave to File Denied"], "Leave to file denied"),
        (["Stayed"], "Stayed"),
        (["Withdraw as Attorney"], "Motion to withdraw as attorney"),
        (["Stay of Execution, in Part"], "Stay of Execution, in part"),
        (["Order", "~Util - Set/Reset Deadlines"], "Order; set/reset deadlines"),
        (["Order", "Order"], "Order"),
        (["Order on Motion to Appear Pro Hac Vice"], "Order on motion to appear pro hac vice"),
        (["USCA Order"], "USCA order"),
        (["Brady Order (FORM)"], "Brady order"),
        (["Notice", "USCA Mandate"], "Notice; USCA mandate"),
        (["1 - Terminate Hearings"], "Terminate hearings"),
        (["341 Meeting (Chapter 7)"], "341 meeting (Chapter 7)"),
        (["none"], "Filing"),
        ([], "Filing"),
    ],
)
def test_a_filing_is_named_in_plain_words(events: list[str], noun: str) -> None:
    assert noun_of(events) == noun


def test_the_main_event_can_lead() -> None:
    assert kinds.main_first(["Set Deadlines", "Order", "Letter"]) == (
        "Order",
        "Set Deadlines",
        "Letter",
    )
    assert kinds.main_first([]) == ()


def test_nothing_is_invented() -> None:
    # An unsure relief is not called a motion, and names keep their capitals.
    assert noun_of(["Protective Order"]) == "Protective order"
    assert noun_of(["Objection by Harbor Gazette"]) == "Objection by Harbor Gazette"


@given(st.lists(st.text(max_size=400), max_size=5), st.text(max_size=200))
def test_any_words_have_a_kind_and_a_noun(events: list[str], text: str) -> None:
    kind = kind_of(events, text)
    assert kind.name in NAMES
    assert noun_of(events)
    assert verb_of(events, text) in ("filed", "entered", "docketed")
    assert kind == kind_of(list(events), text)


def test_a_long_event_is_quick_and_whole() -> None:
    event = "Order on Motion " + "to continue (a) " * 2000
    assert kind_of([event]).name == "order"
    assert len(noun_of([event])) > 30_000


@pytest.mark.skipif(not POLLS.is_dir(), reason="the corpus of court feeds is not here")
def test_few_of_the_courts_own_events_are_left_over() -> None:
    counted: Counter[str] = Counter()
    for path in sorted(POLLS.glob("*/*.xml.gz"))[::6]:
        body = gzip.decompress(path.read_bytes()).decode("latin-1")
        counted.update(
            html.unescape(html.unescape(found))
            for found in re.findall(r"<description>\[([^]]+)", body)
        )
    total = sum(counted.values())
    left = sum(n for event, n in counted.items() if kind_of([event]) == kinds.OTHER)
    assert total > 1000
    assert left / total < 0.08
