"""Ways in which docket texts say what is due that were misread once."""

from __future__ import annotations

from datetime import date

import pytest

from filings import hearings

FILED = date(2025, 11, 3)

DEADLINES = [
    ("Redaction Request Statement due to Court Reporter/Transcriber 11/24/2025.", ["2025-11-24"]),
    ("DUE DATE OF JOINT LETTER and PROPOSED PLAN: December 17, 2025.", ["2025-12-17"]),
    ("ANSWER due from Acme on 11/24/2025.", ["2025-11-24"]),
    ("Motion for Protection. Objections to be filed on December 18, 2025, 4:00 p.m.",
     ["2025-12-18"]),
    ("Motion to Extend the Period; Objections be filed by March 5, 2026 at 4:00 p.m. Filed by Acme",
     ["2026-03-05"]),
    ("Section 316 Incomplete Filings 12/5/2025.", ["2025-12-05"]),
    ("316 Incomplete Filing (11 USC 521(i)) 12/5/2025 Incomplete Filings due by 11/20/2025.",
     ["2025-12-05", "2025-11-20"]),
    ("Section 521(i)(1) Incomplete Filing date: 12/5/2025.", ["2025-12-05"]),
    ("Chapter 11 Debtors Exclusive Right to File a Plan Expires on 03/05/2026.", ["2026-03-05"]),
    ("Notice of Deficient Filing. Compliance required no later than 12/5/2025.", ["2025-12-05"]),
    ("ALL DOCUMENTS TO BE FILED NO LATER DECEMBER 5, 2025.", ["2025-12-05"]),
    ("Defendants shall have through and including December 5, 2025 to file a responsive pleading.",
     ["2025-12-05"]),
    ("Motions filing ddl set for 2/23/2026 for Dft", ["2026-02-23"]),
    ("Moving papers shall be filed on 3/19/2026.", ["2026-03-19"]),
    ("Plaintiffs shall file by 11/20/2025, reset telephone conference for 10:00 a.m. on 11/20/2025",
     ["2025-11-20"]),
    ("Fees for the period June 1, 2025 through and including August 31, 2025.", []),
    ("Letter requesting an extension, through and including 12/5/2025 to file papers", []),
    ("Discovery cut off is 12/31/2025.", ["2025-12-31"]),
    ("PSR disclosed. Objections to PSR by 12/5/2025", ["2025-12-05"]),
    ("Status report to be filed 12/5/2025", ["2025-12-05"]),
    ("Parties are to file a stipulation of dismissal on or before 12/5/2025", ["2025-12-05"]),
    ("Stipulation to file an answer on or before 12/5/2025", []),
    ("Lease right expires on 12/5/2025", []),
    # What was filed, held, only asked for or proposed is due by no date.
    ("Objections filed on 11/3/2025.", []),
    ("Order Setting Deadlines for Actions pursuant to the proceeding held on 11/3/2025.", []),
    ("Second Extension to File Complaint. Second Motion to Extend Time to December 17, 2025.", []),
    ("ORDER - Both motions request that the court extend the time to answer from November 18, 2025 "
     "to December 20, 2025.", []),
    ("Stipulation And Proposed Order, that the time to answer is extended to and including "
     "December 1, 2025.", []),
    ("ORDER granting Motion to Extend Time to Answer to December 1, 2025.", ["2025-12-01"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "dates"), DEADLINES)
def test_what_is_due(text: str, dates: list[str]) -> None:
    assert [str(each.date) for each in hearings.deadlines(text, FILED, "nysd")] == dates


MOVED_DEADLINES = [
    ("Memo-Endorsement on letter from Tom Vale, reset service deadline for 12/5/2025; so noted",
     ["reset 2025-12-05 service deadline"]),
    ("Set/Reset Deadlines: Responses due by 12/5/2025.", ["set 2025-12-05 responses due"]),
    ("Memo-Endorsement on letter. Counsel requests that the time to file be adjourned to "
     "12/15/2025. The time to file the motion will be extended until 12/5/2025.",
     ["reset 2025-12-05 motion due"]),
    ("The motion schedule is amended as follows: papers shall be filed on 12/5/2025; responses "
     "shall be filed by 1/5/2026.",
     ["reset 2025-12-05 papers due", "reset 2026-01-05 responses due"]),
    ("Status report due by 12/5/2025, hearing vacated", ["set 2025-12-05 status report due"]),
    ("The motion deadline of 12/5/2025 and the trial set for 1/5/2026 are vacated.",
     ["vacated 2025-12-05 motion deadline"]),
    ("Preliminary Hearing set for 12/5/2025 at 10:00 AM Objections due 11/28/2025.",
     ["set 2025-11-28 objections due"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MOVED_DEADLINES)
def test_what_became_of_what_is_due(text: str, expected: list[str]) -> None:
    found = hearings.deadlines(text, FILED, "nysd")
    assert [f"{each.status.value} {each.date} {each.what}" for each in found] == expected
