from __future__ import annotations

import gzip
import html
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filings import kinds
from filings.kinds import NAMES, Kind, Weight, kind_of, noun_of, verb_of

POLLS = Path(__file__).parents[2] / "shared" / "corpus" / "rss" / "polls"

CASES = {
    "Order": ("order", "substance"),
    ".Order": ("order", "substance"),
    "Minute Order": ("order", "substance"),
    "Memo Endorsement": ("order", "substance"),
    "Report and Recommendations": ("opinion", "news"),
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
    "Entry of Default": ("order", "substance"),
    "Jury Verdict": ("verdict", "news"),
    "~Util- Jury Verdict": ("verdict", "news"),
    "Plea Agreement": ("plea", "news"),
    "Notice of Intent to Change Plea": ("notice", "substance"),
    "Change of Plea Hearing": ("plea", "news"),
    "~Util - Plea Entered": ("plea", "news"),
    "Sentencing": ("sentence", "news"),
    "Judgment and Commitment": ("judgment", "news"),
    "Complaint": ("complaint", "news"),
    "Amended Complaint": ("complaint", "news"),
    "Indictment": ("complaint", "news"),
    "Superseding Information - Felony": ("complaint", "news"),
    "Notice of Removal": ("complaint", "news"),
    "Petition for Writ of Habeas Corpus": ("complaint", "news"),
    "Answer to Complaint": ("answer", "substance"),
    "Dismiss": ("motion", "substance"),
    "Summary Judgment": ("motion", "substance"),
    "Preliminary Injunction": ("motion", "substance"),
    "Compel": ("motion", "substance"),
    "Sealed Motion": ("sealed", "substance"),
    "Extension of Time to File Answer": ("motion", "routine"),
    "Continue": ("motion", "routine"),
    "Leave to File Document": ("motion", "substance"),
    "Response in Opposition to Motion": ("brief", "substance"),
    "Reply to Response to Motion": ("brief", "substance"),
    "Memorandum in Support of Motion": ("brief", "substance"),
    "Sentencing Memorandum": ("brief", "substance"),
    "Response to Order to Show Cause": ("brief", "substance"),
    "Letter": ("other", "substance"),
    "Letter Brief": ("brief", "substance"),
    "Notice (Other)": ("notice", "substance"),
    "Status Report": ("notice", "substance"),
    "Joint Status Report": ("notice", "substance"),
    "Exhibit List": ("evidence", "substance"),
    "Declaration in Support of Motion": ("evidence", "substance"),
    "Status Conference": ("hearing", "substance"),
    "Detention Hearing": ("hearing", "substance"),
    "Initial Appearance": ("hearing", "substance"),
    "Notice of Hearing": ("hearing", "routine"),
    "~Util - Set/Reset Hearings": ("hearing", "routine"),
    "Transcript": ("transcript", "substance"),
    "Notice of Filing Transcript": ("transcript", "substance"),
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
    "Withdraw as Attorney": ("motion", "routine"),
    "Notice of Withdrawal of Counsel": ("notice", "substance"),
    "Summons Returned Executed": ("housekeeping", "routine"),
    "Certificate of Service": ("housekeeping", "routine"),
    "~Util - Terminate Motions": ("housekeeping", "routine"),
    "Set/Reset Deadlines": ("housekeeping", "routine"),
    "Corporate Disclosure Statement": ("housekeeping", "routine"),
    "Proposed Order": ("housekeeping", "routine"),
    "Notice of Change of Address": ("housekeeping", "routine"),
    "Leave to File Denied": ("order", "substance"),
    "Waiver of Indictment": ("notice", "substance"),
    # What a paper is, not what it mentions.
    "Order on Motion to Set Aside Verdict": ("order", "news"),
    "Affidavit of Service of Motion": ("housekeeping", "routine"),
    "Reply in Support of Motion for Judgment on the Pleadings": ("brief", "substance"),
    "Objection to Report and Recommendations": ("brief", "substance"),
    "Exhibit to Motion for Summary Judgment": ("evidence", "substance"),
    "Stipulation and [Proposed] Order": ("motion", "substance"),
    "Notice of Lodging of Proposed Judgment": ("housekeeping", "routine"),
    "Set Aside Default": ("motion", "substance"),
    "Order to Show Cause": ("order", "substance"),
    "Order Denying Temporary Restraining Order": ("order", "news"),
    "Order on Sealed Motion": ("order", "substance"),
    "Motion (Sealed)": ("sealed", "substance"),
    # What must be filed anyway, even when it is titled a notice.
    "Notice of Service of Discovery": ("housekeeping", "routine"),
    "Notice of Case Assignment": ("housekeeping", "routine"),
    "Filing Fee Received": ("housekeeping", "routine"),
    "Notice of Assignment to Judge": ("housekeeping", "routine"),
    "Consent Judgment": ("judgment", "news"),
    "Not Guilty Plea": ("hearing", "substance"),
    "Motion Order, granting motion to extend time, FILED": ("order", "routine"),
    # Names that begin like another kind's.
    "Bond Hearing": ("hearing", "substance"),
    "First Meeting - 7": ("hearing", "routine"),
    "Bond and Order Setting Conditions of Release": ("order", "substance"),
    "Stipulation and Order (Proposed-one document)": ("motion", "substance"),
    "Petition for Offender Under Supervision (Prob 12C)": ("motion", "substance"),
    "Petition to Proceed In Forma Pauperis": ("motion", "routine"),
    "Petition to Enforce IRS Summons - New Case": ("complaint", "news"),
    "Acquittal": ("motion", "substance"),
    "Costs": ("motion", "substance"),
    "Costs Taxed": ("housekeeping", "routine"),
    "Default": ("order", "substance"),
    "Supplemental Pleading": ("other", "substance"),
    "Notice to Take Deposition": ("notice", "substance"),
    "Notice of Objections to Presentence Investigation Report": ("brief", "substance"),
    "Witness List (Sealed Pleading)": ("sealed", "substance"),
    "Witness List (Seal doc optional)": ("housekeeping", "routine"),
    "Order Allowing Plea Agreement": ("order", "news"),
    "Prisoner Trust Fund Ledger": ("housekeeping", "routine"),
    "Amended Document (NOT Motion)": ("other", "substance"),
    # Opens a case.
    "Petition for Review": ("complaint", "news"),
    "Voluntary Petition (Chapter 11)": ("complaint", "news"),
    "Sealed Indictment": ("complaint", "news"),
    # Never called routine.
    "Redacted Verdict Form": ("verdict", "news"),
    "Proposed Verdict Form": ("housekeeping", "routine"),
    "Writ of Injunction Issued": ("order", "news"),
    "Agreed Preliminary Injunction": ("order", "news"),
    "Order: the stay pending appeal is granted": ("order", "news"),
    "ORDER SETTING HEARING on 5 Motion. The temporary restraining order is extended until 11/17.": (
        "order", "news",
    ),
    "FILED MEMORANDUM (Judges A, B, C) AFFIRMED": ("opinion", "news"),
    "ENTRY granting 33 Motion for Summary Judgment": ("order", "news"),
    "Restraining Order": ("order", "news"),
    "Order on Motion for New Trial": ("order", "news"),
    "Order and Judgment": ("judgment", "news"),
    "Order & Reasons": ("opinion", "news"),
    "Memorandum Ruling": ("opinion", "news"),
    # All that the Tenth Circuit's feed has are these.
    "Case termination for opinion": ("opinion", "news"),
    "Case termination for order and judgment": ("opinion", "news"),
    "Case termination without a panel": ("order", "substance"),
    "Dissent": ("opinion", "news"),
    "Findings of Fact on Plea": ("plea", "news"),
    "Sentencing - Petty Offense": ("sentence", "news"),
    "Combined Plea and Sentencing Hearing": ("sentence", "news"),
    "Notice of Lodgment of Corrected Information": ("complaint", "news"),
    # The sort is set apart, or a form's number stands in front.
    "Appearance - Notice": ("appearance", "routine"),
    "Notice, Adjournment of Hearing": ("hearing", "routine"),
    "Pretrial Conference - Notice": ("hearing", "routine"),
    "Shorten - Motion": ("motion", "routine"),
    "Reject Lease - Motion": ("motion", "substance"),
    "Response to Non - Motion": ("brief", "substance"),
    "VAN-123 Ch 13 Order of Dismissal": ("order", "news"),
    "VAN-123/VAN-123b Notice of Virtual Hearing": ("hearing", "routine"),
    "A Notice of Compliance": ("housekeeping", "routine"),
    # An order's subject is not what it is, nor is the seal of the motion that it rules on.
    "Order on Corporate Disclosure Statement": ("order", "substance"),
    "Order Approving Disclosure Statement": ("order", "substance"),
    "Order to Quash Arrest Warrant": ("order", "substance"),
    "Order on Motion for Order (Sealed)": ("order", "substance"),
    "Order (Sealed)": ("sealed", "substance"),
    "Directing Service by the US Marshal": ("order", "substance"),
    "Notice of Document Discrepancies and Order Thereon": ("order", "substance"),
    "USCA Scheduling Order": ("order", "routine"),
    # Reliefs and what asks without the word.
    "Access": ("motion", "substance"),
    "Voluntary Dismiss": ("motion", "substance"),
    "Detention (Oral)": ("motion", "substance"),
    "Bond Exoneration": ("motion", "substance"),
    "~Util - Bond Exoneration": ("housekeeping", "routine"),
    "Notice of Request to Seal Document(s)": ("motion", "substance"),
    "Administrative Expenses (Application)": ("motion", "substance"),
    "Extend/Limit Exclusivity Period": ("motion", "substance"),
    "Admit Pro Hac Vice": ("motion", "routine"),
    # The paper itself, whatever it supports or announces.
    "Appendix": ("evidence", "substance"),
    "Notice of Lodging Administrative Transcript": ("evidence", "substance"),
    "Rebuttal Expert Report": ("evidence", "substance"),
    "Notice of Compliance - Letter Brief": ("brief", "substance"),
    "Joinder": ("brief", "substance"),
    "Social Security Hearing Transcript": ("transcript", "substance"),
    "Auto docketing digital audio upload": ("transcript", "substance"),
    "Transcript Redaction Request": ("housekeeping", "routine"),
    "Settled Prior to Mediation": ("settlement", "news"),
    "Rule 41 Notice of Dismissal": ("settlement", "news"),
    # What clerk or counsel did, by the participle.
    "Instrument Returned": ("housekeeping", "routine"),
    "Docs Received (Other District)": ("housekeeping", "routine"),
    "Case Ready for Decision": ("housekeeping", "routine"),
    "Counsel's Acknowledgment of Trial Exhibits": ("housekeeping", "routine"),
    "Initial Scheduling Conference Memorandum": ("housekeeping", "routine"),
    # Nobody's papers.
    "Court's Jury Instructions": ("other", "substance"),
    "Proposed Jury Instructions": ("brief", "substance"),
    "Remark (No Doc #)": ("other", "substance"),
    "Violation Disposition Report": ("other", "substance"),
    "Indictment Unsealed": ("sealed", "news"),
    "Statement of Reasons (DO NOT UNSEAL)": ("sealed", "substance"),
    "Financial Affidavit - CJA23 (Sealed)": ("sealed", "substance"),
    "Provisionally Sealed Document": ("sealed", "substance"),
    "Second Amended Sealed Motion": ("sealed", "substance"),
}  # fmt: skip


@pytest.mark.parametrize(("event", "expected"), CASES.items())
def test_an_event_has_its_kind_and_weight(event: str, expected: tuple[str, str]) -> None:
    kind = kind_of([event])
    assert (kind.name, str(kind.weight)) == expected


@pytest.mark.parametrize("note", [" - MT", " - Attorney Only", " (Public Entry)", " (aty)", "*"])
@pytest.mark.parametrize(
    "event", ["Sentencing", "Detention", "Instrument Returned", "Service Order", "Appendix"]
)
def test_a_courts_note_to_its_staff_changes_nothing(event: str, note: str) -> None:
    assert kind_of([event + note]) == kind_of([event])


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


TEXTS = {
    "ORDER granting 12 Motion for Extension of Time to File Response re 9 MOTION to Dismiss. "
    "Signed by Judge Ada Example on 3/4/2025. (xyz)": ("order", "routine", ()),
    "ORDER: For the reasons stated on the record, Plaintiffs' motion for a preliminary "
    "injunction (ECF No. 7) is DENIED. So Ordered by Judge Ada Example.": ("order", "news", ()),
    "ORDER denying as moot 14 Motion for Hearing; granting 9 Motion to Dismiss for Lack of "
    "Jurisdiction. Signed by Judge Ada Example.": ("order", "news", ()),
    "TEXT ORDER: A status conference is scheduled for May 2, 2025, at 3:00 p.m. Counsel shall "
    "dial in ten minutes early. So Ordered by Judge Ada Example.": ("order", "routine", ()),
    "Judge Ada Example: ELECTRONIC ORDER entered granting 5 Motion to Compel. (abc)": (
        "order", "substance", (),
    ),
    "Minute Entry for proceedings held before Judge Ada Example: Motion Hearing held on "
    "3/4/2025. The Court GRANTED 30 Motion for Preliminary Injunction. (Court Reporter X.)": (
        "hearing", "news", ("order",),
    ),
    "Minute Entry for proceedings held before Judge Ada Example: Status Conference held on "
    "3/4/2025. Oral motion to compel denied. Next conference set for 4/1/2025.": (
        "hearing", "substance", ("order",),
    ),
    "Minute Entry for proceedings held before Judge Ada Example: Status Conference held on "
    "3/4/2025. Counsel reported on discovery.": ("hearing", "substance", ()),
    "NOTICE OF HEARING as to Pat Sample: Sentencing set for 6/1/2025 at 10:00 AM.": (
        "hearing", "routine", (),
    ),
    "Sample Corp.'s ANSWER to 1 Complaint with Jury Demand by Sample Corp. (Lee, Sam)": (
        "answer", "substance", (),
    ),
    "**DEFICIENT** MOTION to Withdraw as Attorney by Lee Sample": ("motion", "routine", ()),
    "[PROPOSED] ORDER granting the motion to dismiss, filed by Sample Corp. and submitted to "
    "the chambers of Judge Ada Example for signature (Lee, Sam)": ("housekeeping", "routine", ()),
    "CERTIFICATE OF SERVICE by Pat Sample re 61 Notice (Other) (Lee, Sam)": (
        "housekeeping", "routine", (),
    ),
    "NOTICE OF APPEAL as to 40 Judgment by Pat Sample. (Lee, Sam)": ("appeal", "news", ()),
    "Petition for a writ of certiorari filed. (Response due May 1, 2025)": (
        "complaint", "news", (),
    ),
    "Petition DENIED.": ("order", "news", ()),
    "Application (24A9999) granted by Justice Sample extending the time to file until "
    "July 1, 2025.": ("order", "routine", ()),
    "Motion to extend the time to file a response from May 1, 2025 to June 1, 2025, submitted "
    "to The Clerk.": ("motion", "routine", ()),
    "Motion to extend the time to file a response is granted and the time is extended to and "
    "including June 1, 2025.": ("order", "routine", ()),
    "DISTRIBUTED for Conference of 6/5/2025.": ("housekeeping", "routine", ()),
    "Brief amici curiae of Sample Society, et al. filed.": ("brief", "substance", ()),
    "Adjudged to be AFFIRMED. Sample, J., delivered the opinion of the Court.": (
        "opinion", "news", (),
    ),
    "SET FOR ARGUMENT on Monday, October 6, 2025.": ("hearing", "substance", ()),
    "Case removed from calendar.": ("hearing", "routine", ()),
    "The application for stay presented to Justice Sample and by her referred to the Court is "
    "granted.": ("order", "news", ()),
    "Writ of certiorari DISMISSED as improvidently granted. Opinion per curiam.": (
        "opinion", "news", (),
    ),
    # "The motion" is the one that the day was about.
    "Minute Entry for proceedings held before Judge Ada Example: hearing on 44 MOTION for "
    "Preliminary Injunction. The Court denies the motion from the bench.": (
        "hearing", "news", ("order",),
    ),
    "Minute Entry for proceedings held before Judge Ada Example: hearing on 44 MOTION for "
    "Preliminary Injunction. The Court grants the motion to continue.": (
        "hearing", "substance", ("order",),
    ),
    "MINUTE ENTRY for bench trial proceedings held before Judge Ada Example. Evidence "
    "presented. Trial continued to 5/25/2025.": ("hearing", "substance", ()),
    "PRELIMINARY INJUNCTION. Signed by Judge Ada Example on 3/4/2025.": ("order", "news", ()),
    "PERMANENT INJUNCTION AND FINAL JUDGMENT": ("judgment", "news", ()),
    # A short text that goes on after its title.
    "NOTICE OF APPEAL by Pat Sample. Filing fee $605.": ("appeal", "news", ()),
    "INDICTMENT as to Pat Sample. Arrest warrant issued.": ("complaint", "news", ()),
    "CLERK ORDER filed granting motion to extend time to file opening brief.": (
        "order", "substance", (),
    ),
    "ORDER granting 50 Motion for Extension of Time; the deadline to respond to Defendants' "
    "Motions to Dismiss and Defendant Pat A. Sample's Motion for Sanctions is extended.": (
        "order", "routine", (),
    ),
    "TEXT ORDER granting filing 127, Motion for Extension of Time to File Notice of Appeal. "
    "Ordered by Judge Ada Example.": ("order", "routine", ()),
    "Motions to Dismiss and Motion for Sanctions Hearing set for 10/11/2025 at 10:00 AM before "
    "Judge Ada Example.": ("hearing", "routine", ()),
    "Affidavit/Certificate of Service Filed by Lee Sample on behalf of Sample Lines Limited (RE: "
    "related document(s) 5 Motion to Pay filed by Debtor)": ("housekeeping", "routine", ()),
    "Letter requesting a one week extension, through 1/20/25, to file response papers to the "
    "motion. Filed by Lee Sample": ("motion", "routine", ()),
    "Appeal from the 35 Report and Recommendations of Magistrate Judge Ada Example filed by "
    "Pat Sample.": ("brief", "substance", ("appeal",)),
    "HEARING APPEARANCE -- (re: pldg. 3) (For the hearing on May 27, 2025, in Sampleton) LEE "
    "SAMPLE, ESQ. for Sample Corp.": ("appearance", "routine", ()),
    "*REDACTED* Transcript of Status Conference held on 2/3/2025 before Judge Ada Example. "
    "Transcriber: Pat Sample, telephone (555) 555-0100.": ("transcript", "substance", ()),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TEXTS.items())
def test_a_docket_text_has_its_kind_and_weight(
    text: str, expected: tuple[str, str, tuple[str, ...]]
) -> None:
    kind = kind_of([], text)
    assert (kind.name, str(kind.weight), kind.also) == expected


def test_a_text_decides_over_the_short_name() -> None:
    assert kind_of(["Notice (Other)"], "ORDER denying 12 Motion to Compel").name == "order"
    assert kind_of(["Order"], "ORDER dismissing case. Signed.").weight is Weight.NEWS
    assert kind_of([], "ORDER granting 12 Motion to Dismiss. Signed.") == Kind("order", Weight.NEWS)


def test_a_text_that_says_nothing_leaves_it_to_the_events() -> None:
    judged = Kind("judgment", Weight.NEWS)
    assert kind_of(["Judgment"], "(abc) (Entered: 03/04/2025)") == judged
    assert kind_of(["Judgment"], "") == judged
    ruling = ["Order on Motion for Preliminary Injunction"]
    assert kind_of(ruling, "ORDER. Signed by Judge Ada Example.").weight is Weight.NEWS
    assert kind_of([], "") == kinds.OTHER


def test_what_is_ruled_in_a_hearing_is_both() -> None:
    both = kind_of(["Motion Hearing", "Order on Motion to Compel"])
    assert both == Kind("hearing", Weight.SUBSTANCE, ("order",))
    assert kind_of(["Motion Hearing", "Order on Motion to Dismiss"]).weight is Weight.NEWS


def test_beside_a_bare_relief_an_orders_name_is_one_too() -> None:
    assert kind_of(["Protective Order"]).name == "order"
    assert kind_of(["Quash", "Protective Order"]).name == "motion"
    # A paper that names its own sort may have been granted in the same entry.
    assert kind_of(["Stipulation", "Order"]).name == "order"
    assert kind_of(["Petition for Warrant", "Order on Petition"]).name == "order"


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


# What the rules look for, to be repeated until it hurts.
CRUMBS = (
    "order ", "motion ", "motion to dismiss ", "sealed ", "proposed ", "amended ", "of the ",
    "minute entry ", "granted ", "hearing ", "case ", "notice of ", "(", "[", "*", "~util - ",
    "injunction ", "judge a ", "plea entered by ", "response ", "1 ", "-", ".", " ", "a", "\n", "’",
)  # fmt: skip
BUDGET = 0.5
"""Seconds of processor time for one text."""


def cost(text: str) -> float:
    """The median of a few runs, nothing remembered."""
    runs = []
    for turn in range(3):
        fresh = f"{text}{turn}"
        start = time.process_time()
        kind_of([fresh], fresh)
        runs.append(time.process_time() - start)
    return sorted(runs)[1]


@pytest.mark.parametrize("crumb", CRUMBS)
def test_no_repetition_takes_long(crumb: str) -> None:
    assert cost((crumb * 30_000)[:30_000]) < BUDGET


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(CRUMBS), min_size=1, max_size=6), st.integers(1, 400))
def test_no_mixture_takes_long(crumbs: list[str], times: int) -> None:
    head = "".join(crumbs[:2]) * times
    assert cost((head + "".join(crumbs) * 30_000)[:30_000]) < BUDGET


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


@pytest.mark.parametrize(
    "text",
    [
        "Motion Hearing held before Judge Ada Example on 2/2/2025 re 3 Motion for TRO. "
        "Court GRANTS the TRO for reasons stated on the record.",
        "Minute Entry: Motion Hearing held re 3 Motion for Temporary Restraining Order. "
        "The Court denied the motion for reasons stated on the record.",
        "Motion hearing held. Preliminary injunction issued.",
        "Minute Entry: TRO hearing held on 1/2/2025. TRO extended to 2/2/2025.",
        "Minute Entry: Hearing held on 12 Motion for Summary Judgment. Motion GRANTED.",
    ],
)
def test_what_a_court_day_decides_of_an_injunction_or_of_the_case_is_news(text: str) -> None:
    kind = kind_of(["Motion Hearing"], text)
    assert (kind.name, kind.weight, kind.also) == ("hearing", Weight.NEWS, ("order",))


@pytest.mark.parametrize(
    "text",
    [
        "Minute Entry: Hearing held on 12 Motion for Summary Judgment. Motion to Seal GRANTED.",
        "Minute Entry: Hearing held on 3 Motion for TRO. Motion taken under advisement.",
    ],
)
def test_what_it_does_not_decide_is_not(text: str) -> None:
    assert kind_of(["Motion Hearing"], text).weight is Weight.SUBSTANCE
