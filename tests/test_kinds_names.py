"""Classes of names that were once misread: what the head word says, and what it does not."""

from __future__ import annotations

import pytest

from filings.kinds import Kind, Weight, kind_of

NEWS, SUBSTANCE, ROUTINE = Weight.NEWS, Weight.SUBSTANCE, Weight.ROUTINE

CASES = {
    # A notice only informs, unless the clerk or counsel must file it anyway.
    "Notice to Pro Se Re Motion for Summary Judgment": Kind("notice", SUBSTANCE),
    "Notice to Court Regarding Voluntary Dismissal": Kind("notice", SUBSTANCE),
    "Notice to Court Regarding Proposed Order": Kind("housekeeping", ROUTINE),
    "Notice of Request for Protection from Court Appearance": Kind("notice", SUBSTANCE),
    "Notice of Plea Agreement": Kind("notice", SUBSTANCE),
    "Notice of Lodgment of Plea Agreement": Kind("plea", NEWS),
    "Notice of Filing Administrative Record": Kind("notice", SUBSTANCE),
    "Notice of Entry of Judgment": Kind("notice", SUBSTANCE),
    "Notice of Entry of Parties Listed into CM/ECF": Kind("housekeeping", ROUTINE),
    "Notice of Attorney Lien": Kind("notice", SUBSTANCE),
    "Notice of Discovery Dispute": Kind("notice", SUBSTANCE),
    "Notice of Mortgage Payment Change": Kind("notice", SUBSTANCE),
    "Notice of Judicial Preferences": Kind("notice", SUBSTANCE),
    "Roseboro Notice": Kind("notice", SUBSTANCE),
    "Clerk's Notice": Kind("notice", SUBSTANCE),
    "Clerk's Notice of Filing Deficiency": Kind("housekeeping", ROUTINE),
    "Memorandum of the Clerk": Kind("notice", SUBSTANCE),
    "Consent to institute presentence investigation report": Kind("notice", SUBSTANCE),
    "Consent to Appear by Video or Telephone - CARES Act": Kind("notice", SUBSTANCE),
    "Judgment Satisfied": Kind("notice", SUBSTANCE),
    "Remove Exhibits Notice": Kind("notice", SUBSTANCE),
    # Counsel goes, counsel comes.
    "Terminate Attorney": Kind("notice", SUBSTANCE),
    "Notice of Termination of Counsel": Kind("notice", SUBSTANCE),
    "Add Attorneys - PHV only": Kind("appearance", ROUTINE),
    "Notice of Assignment of Assistant Federal Public Defender": Kind("appearance", ROUTINE),
    # Nobody's papers.
    "Warrant Returned Executed": Kind("other", SUBSTANCE),
    "Appeal Remark": Kind("other", SUBSTANCE),
    "Calendar Remark (Objection Withdrawn)": Kind("other", SUBSTANCE),
    "In Person Appearance Rights": Kind("other", SUBSTANCE),
    "Statement of Reasons": Kind("other", SUBSTANCE),
    "Rule 5 Pleadings - In": Kind("other", SUBSTANCE),
    "Rule 5(c)(3) Documents Received": Kind("housekeeping", ROUTINE),
    "Interrogatories Propounded": Kind("other", SUBSTANCE),
    "Discovery Material": Kind("other", SUBSTANCE),
    "Discovery Motion": Kind("motion", SUBSTANCE),
    "Bond - Defendant": Kind("other", SUBSTANCE),
    "Bond Set & Executed": Kind("housekeeping", ROUTINE),
    "Probation Form 12": Kind("other", SUBSTANCE),
    "Status Report on Defendant Under Pretrial Supervision": Kind("other", SUBSTANCE),
    # Lists for the trial, by the head word.
    "Witness and Exhibit List": Kind("housekeeping", ROUTINE),
    "Trial Witness List": Kind("housekeeping", ROUTINE),
    "Exhibit List": Kind("evidence", SUBSTANCE),
    "Jury List": Kind("housekeeping", ROUTINE),
    # What only the court can do.
    "Clerks Entry of Default - Declined": Kind("order", SUBSTANCE),
    "Clerk's Certificate of Default": Kind("order", SUBSTANCE),
    "Entry of Default Judgment": Kind("judgment", NEWS),
    "Writ of Habeas Corpus ad prosequendum": Kind("order", SUBSTANCE),
    "Petition to Open Juvenile/Sealed Records and Order - MT": Kind("order", SUBSTANCE),
    "Motion Order - Article III Judge": Kind("order", SUBSTANCE),
    "Finding of Probable Cause": Kind("order", SUBSTANCE),
    "Tentative Findings": Kind("opinion", NEWS),
    "Findings of Fact": Kind("opinion", NEWS),
    "Proposed Findings of Fact": Kind("brief", SUBSTANCE),
    "Court's Verdict": Kind("verdict", NEWS),
    "Pretrial Order - Proposed": Kind("housekeeping", ROUTINE),
    "Acceptance of plea": Kind("plea", NEWS),
    "Acceptance of Plea and Adjudication of Guilt": Kind("order", SUBSTANCE, ("plea",)),
    "USCA Judgment": Kind("judgment", NEWS, ("appeal",)),
    "USCA Judgment/Mandate": Kind("appeal", NEWS),
    "USCA Decision": Kind("opinion", NEWS, ("appeal",)),
    "USCA Certificate of Appealability": Kind("order", SUBSTANCE, ("appeal",)),
    # Reliefs by a bare verb, and what asks without the word.
    "Show Cause": Kind("motion", SUBSTANCE),
    "Show Cause Hearing": Kind("hearing", SUBSTANCE),
    "Schedule Guilty Plea Hearing": Kind("motion", SUBSTANCE),
    "Scheduling a Detention Hearing": Kind("hearing", ROUTINE),
    "Postpone and/or Reschedule": Kind("motion", ROUTINE),
    "Extend Automatic Stay": Kind("motion", SUBSTANCE),
    "Notice of Cross Motion": Kind("motion", SUBSTANCE),
    "Letter Motion for Conference": Kind("motion", SUBSTANCE),
    "Letter Request": Kind("motion", SUBSTANCE),
    "Petition to Quash IRS Summons": Kind("motion", SUBSTANCE),
    "Appeal of Magistrate Judge Decision to District Court": Kind(
        "motion", SUBSTANCE, ("appeal",)
    ),
    "File Excess Pages": Kind("motion", SUBSTANCE),
    "Waive Collection of Filing Fee under PLRA": Kind("motion", ROUTINE),
    "- PRO HAC VICE - Credit Card Payment for 01 Attorney": Kind("housekeeping", ROUTINE),
    # Argument, proof, answers.
    "Affirmation in Opposition to Motion": Kind("evidence", SUBSTANCE),
    "Reply Affidavit in Support of Motion": Kind("evidence", SUBSTANCE),
    "Military Affidavit": Kind("evidence", SUBSTANCE),
    "State Court Documents": Kind("evidence", SUBSTANCE),
    "Non-Opposition to Motion": Kind("brief", SUBSTANCE),
    "Objection to Exhibits": Kind("brief", SUBSTANCE),
    "Settlement Conference Statement": Kind("brief", SUBSTANCE),
    "Notice of Filing Authority": Kind("brief", SUBSTANCE),
    "Garnishee's Answer": Kind("answer", SUBSTANCE),
    "Response to Complaint": Kind("answer", SUBSTANCE),
    "Answer to Show Cause Order": Kind("brief", SUBSTANCE),
    # Court days.
    "Notice of Settlement Conference": Kind("hearing", ROUTINE),
    "Notice of In-Person Hearing": Kind("hearing", ROUTINE),
    "Claim Construction Hearing": Kind("hearing", SUBSTANCE),
    "Final Pretrial Conference & Order": Kind("hearing", SUBSTANCE, ("order",)),
    "Notice/Order of Change of Plea and/or Sentencing": Kind("hearing", ROUTINE),
    "Setting Letter": Kind("hearing", ROUTINE),
    "Court Minutes": Kind("hearing", SUBSTANCE),
    "Trial Transcript": Kind("transcript", SUBSTANCE),
    "Notice to counsel of filing of official transcript": Kind("transcript", SUBSTANCE),
    # What opens a case, what ends it.
    "Notice of Removal with Civil Cover Sheet Attached": Kind("complaint", NEWS),
    "Misc. Case - U.S. Attorney Case Initiation": Kind("complaint", NEWS),
    "SSA Complaint": Kind("complaint", NEWS),
    "Acceptance of waiver of indictment": Kind("other", SUBSTANCE),
    "Petty Offense Judgment": Kind("judgment", NEWS),
    "Stipulation and Order of Voluntary Dismissal": Kind("settlement", NEWS, ("order",)),
    "Stipulation for Dismissal and Order": Kind("order", NEWS, ("settlement",)),
    "Acceptance of Offer of Judgment": Kind("settlement", NEWS),
    "Settlement Order": Kind("order", SUBSTANCE),
    # The seal.
    "Sealed Plea Agreement": Kind("sealed", NEWS, ("plea",)),
    "Sealed Hearing": Kind("sealed", SUBSTANCE, ("hearing",)),
    "Exhibits Under Seal": Kind("sealed", SUBSTANCE, ("evidence",)),
    "Leave to File Under Seal": Kind("motion", SUBSTANCE),
}  # fmt: skip


@pytest.mark.parametrize(("event", "expected"), CASES.items())
def test_a_name_is_read_by_its_head(event: str, expected: Kind) -> None:
    assert kind_of([event]) == expected


WEIGHTS = {
    # Who takes the case, and a page limit, are no matter of the calendar.
    "Order Referring Case to Magistrate Judge": SUBSTANCE,
    "Order Reassigning Case": SUBSTANCE,
    "Order on Motion for Leave to File Excess Pages": SUBSTANCE,
    "Order Accepting Waiver of Appearance at Arraignment": SUBSTANCE,
    "Order on Motion to Withdraw Document": SUBSTANCE,
    "Order on Motion to Withdraw as Attorney": ROUTINE,
    "Order to Substitute Attorney": ROUTINE,
    # Words inside other words, and what is only answered.
    "Order of Discontinuance": NEWS,
    "Order of Continuance": ROUTINE,
    "Order to respond to habeas petition": SUBSTANCE,
    "Order on Petition for Writ of Habeas Corpus": NEWS,
    "Order on Motion / Application / Petition for Writ of Habeas Corpus ad prosequendum": SUBSTANCE,
    "Order on Motion to Remand to State Court": SUBSTANCE,
    "Order on Motion to Vacate and/or Reduce Sentence": SUBSTANCE,
    "Order on Motion to Vacate Sentence": NEWS,
}


@pytest.mark.parametrize(("event", "weight"), WEIGHTS.items())
def test_an_order_matters_as_much_as_its_subject(event: str, weight: Weight) -> None:
    assert kind_of([event]) == Kind("order", weight)


def test_an_order_beside_what_it_sets_is_the_same_order() -> None:
    assert kind_of(["Scheduling Order", ".Order"]).weight is ROUTINE
    assert kind_of(["Paperless Order", "Order Setting Plea Hearing"]).weight is ROUTINE
    # Of what it says nothing is known otherwise.
    assert kind_of(["Order", "Order on Motion to Continue"]).weight is SUBSTANCE
    assert kind_of(["Scheduling Order", "Protective Order", "Order"]).weight is SUBSTANCE


def test_time_that_is_excluded_beside_a_continuance_is_about_time() -> None:
    assert kind_of(["Exclude", "Continue"]) == Kind("motion", ROUTINE)
    assert kind_of(["Exclude"]) == Kind("motion", SUBSTANCE)


def test_a_sealed_order_beside_an_order_is_sealed() -> None:
    sealed = kind_of(["Order on Motion for Hearing", "Sealed Order on Sealed Motion"])
    assert sealed == Kind("sealed", SUBSTANCE, ("order",))
    # What is more than the sealed paper is not hidden by it.
    assert kind_of(["Order Dismissing Case", "Sealed Order"]).name == "order"
