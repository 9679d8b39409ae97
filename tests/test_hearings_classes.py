"""Ways of docket texts that were misread once, each with a text that shows it."""

from __future__ import annotations

from datetime import date

import pytest

from filings import hearings

FILED = date(2025, 11, 3)


def _said(each: hearings.Hearing) -> str:
    at = f"{each.time:%H:%M}" if each.time else ""
    was = f"was {each.was}" if each.was else ""
    parts = [each.status.value, str(each.date), at, each.what, was, "?" if each.doubtful else ""]
    return " ".join(part for part in parts if part)


def _found(text: str) -> list[str]:
    return [_said(each) for each in hearings.find(text, FILED, "nysd")]


MINUTES = [
    # The day of a virtual minute entry stands at its head, the outcome behind "Proceedings".
    ("Virtual Minute Entry in reference to hearing On: 11/03/2025 Subject: CHAPTER 13 PLAN. "
     "Appearances: ADA QUILL. Proceedings: CONTINUED TO. (vCal Hearing ID (273668)). Confirmation "
     "hearing to be held on 12/04/2025 at 01:30 PM at Third Floor.",
     ["held 2025-11-03 hearing", "reset 2025-12-04 13:30 confirmation hearing"]),
    ("Virtual Minute Entry in reference to hearing On: 11/17/2025 Subject: MOTION. Appearances: "
     "NONE. Proceedings: VACATED: Incorrect hearing time. (vCal Hearing ID (364460)).",
     ["vacated 2025-11-17 hearing"]),
    ("Virtual Minute Entry in reference to hearing On: 11/17/2025 Subject: MOTION. Appearances: "
     "NONE. Proceedings: VACATED: Per Stip to cont. hearing to 12/19/25 @ 10:30am. Hearing "
     "scheduled 12/19/2025 at 10:30 AM.", ["reset 2025-12-19 10:30 hearing"]),
    ("Minute Entry: H: 11/3/2025 Motion denied. A: Quill, Finch.", ["held 2025-11-03 hearing"]),
    ("Minutes of Hearing held on: 11/03/2025 Subject: CONTINUED FINAL HEARING ON MOTION. "
     "Evidentiary Hearing set for 12/11/2025 at 01:30 PM.",
     ["held 2025-11-03 hearing", "set 2025-12-11 13:30 evidentiary hearing"]),
    ("Minute Entry for proceedings held before Judge Ada Quill: Status Hearing re Initial "
     "Appearance as to Tom Vale (n/a) held on 11/3/2025.", ["held 2025-11-03 status hearing"]),
    ("Minute Entry for proceedings held before Judge Ada Quill: Arraignment and Plea: Parties "
     "present for arraignment. Defendant waives reading, plea of guilty as to Tom Vale (1) Count "
     "1 held on 11/3/2025 Objections due by 1/16/2026.", ["held 2025-11-03 arraignment"]),
    ("Minute Entry: Jury Trial held on 10/29/2025, 10/30/2025, and 10/31/2025.",
     ["held 2025-10-29 jury trial", "held 2025-10-30 jury trial", "held 2025-10-31 jury trial"]),
    ("Case called for Initial Appearance on 11/3/2025.", ["held 2025-11-03 initial appearance"]),
    ("First meeting held and concluded on 10/31/2025.", ["held 2025-10-31 first meeting"]),
    # A date near "Held" that is of something else; nothing that was not held.
    ("Minute of Hearing Held, OUTCOME: Granted, period: 9/10/2025 to 10/1/2025, fee: $1200.", []),
    ("Hearing Held/Court Sign-In Sheet. Additional attachment(s) added on 11/1/2025.", []),
    # Not held on its day: called off, or moved where the entry has a new one.
    ("Hearing not held on 10/31/2025.", ["vacated 2025-10-31 hearing"]),
    ("Mediation Conference scheduled for 10/31/2025 was not held.",
     ["vacated 2025-10-31 mediation conference"]),
    ("Minute Entry for proceedings held before Judge Ada Quill: Detention Hearing as to Tom Vale "
     "not held on 11/3/2025. Preliminary Hearing continued to 12/5/2025 01:30 PM.",
     ["vacated 2025-11-03 detention hearing", "reset 2025-12-05 13:30 preliminary hearing"]),
    ("Meeting of Creditors Not Held on 10/31/2025. Meeting of Creditors continued to 12/5/2025.",
     ["reset 2025-12-05 meeting of creditors was 2025-10-31"]),
    ("Minutes of Hearing held on: 11/03/2025 Subject: MOTION. Appearances: NONE. Proceedings: "
     "VACATED: agreement filed.", ["vacated 2025-11-03 hearing"]),
    ("Minutes of Hearing held on: 11/03/2025 Subject: MOTION. Proceedings: VACATED: per "
     "stipulation to continue hearing to 12/5/2025. Hearing scheduled 12/5/2025 at 10:00 AM.",
     ["reset 2025-12-05 10:00 hearing"]),
]  # fmt: skip

RECALLED = [
    ("ORDER: The Court held a conference on October 31, 2025 to address the motion.", []),
    ("Order dated 11/2/25. HEARING HELD 10/31/25. DENIED.", ["held 2025-10-31 hearing"]),
    ("MINUTE ORDER. Pursuant to the hearing held on November 3, 2025, briefs are due.", []),
    ("ENTERED IN ERROR.....TRANSCRIPT OF CONFERENCE VIA ZOOM held on October 9, 2025.", []),
    ("Order as directed at the December 22, 2025 Hearing, where Acme Terminated its lease.", []),
    ("BNC Certificate of Mailing - Hearing. RE: 67 Hearing Scheduled Service Date 11/07/2025.", []),
    # Still to come
    ("Whether more time is due will be considered at the November 11 ptc",
     ["set 2025-11-11 pretrial conference"]),
    ("Briefs are due as discussed at the November 11 conference.", []),
    ("The 12/5/2025 hearing will be held by video.", ["set 2025-12-05 hearing"]),
    ("The hearing on 12/5/2025 will go forward as scheduled.", ["set 2025-12-05 hearing"]),
    ("If a response is filed by 11/14/2025 a hearing will be held.", []),
    # The court has set that date itself, by the hearing's name.
    ("Acknowledgment of next court date by defendant Tom Vale to appear on 12/8/2025.", []),
    ("Status and Agenda for November 6, 2025 Hearings Filed by Acme",
     ["set 2025-11-06 hearings"]),
    ("Status and Agenda for November 6, 2025 Hearing at 9:30 a.m. Filed by Acme",
     ["set 2025-11-06 09:30 hearing"]),
    ("Affidavit of Service (November 6, 2025 Hearing Agenda)", []),
    ("HEARING APPEARANCE (For Panel hearing on December 4, 2025 in Austin) ADA QUILL, ESQ.",
     ["set 2025-12-04 panel hearing ?"]),
    ("HEARING APPEARANCE (For Panel hearing on October 2, 2025 in Austin) ADA QUILL, ESQ.", []),
    ("Witness and Exhibit List of Acme for Hearing on December 4, 2025 filed by Acme", []),
]  # fmt: skip

MOVED = [
    ("Hearing Rescheduled from 11/19/2025. Hearing scheduled for 12/3/2025 at 09:00 AM.",
     ["reset 2025-12-03 09:00 hearing was 2025-11-19"]),
    ("Hearing Rescheduled from 11/8/2025 - RESCHEDULED HEARING DATE IS 11/11/2025.",
     ["reset 2025-11-11 hearing was 2025-11-08"]),
    ("Order Adjourning Hearing Of November 11, 2025. Hearing to be held on 11/16/2025 at 10:00 AM.",
     ["reset 2025-11-16 10:00 hearing was 2025-11-11"]),
    ("Notice of Adjournment of Hearing on the Motion with hearing to be held on 12/5/2025.",
     ["reset 2025-12-05 hearing"]),
    ("Notice of Adjournment of Hearing (Adjourned Hearing Date: 12/5/25 at 10:00 am) Notice of "
     "Adjournment of Pretrial Conference filed by Acme",
     ["reset 2025-12-05 10:00 hearing"]),
    ("Trustee's Notice of Continuance of Meeting of Creditors to 12/5/2025 at 1:00 PM.",
     ["reset 2025-12-05 13:00 meeting of creditors"]),
    ("Hearing held on 11/3/2025. - PASSED BY COURT TO 12/2/2025 -",
     ["held 2025-11-03 hearing", "reset 2025-12-02 hearing"]),
    ("Disposition of Hearing: CONTINUED TO 12/20/2025 (Number of Times Continued: 1). Hearing "
     "scheduled for 12/20/2025 at 09:30 AM.", ["reset 2025-12-20 09:30 hearing"]),
    ("THE HEARING SCHEDULED FOR 9:30 a.m. ON JANUARY 29, 2026 HAS BEEN RESCHEDULED FOR 11:00 a.m. "
     "ON JANUARY 30, 2026", ["reset 2026-01-30 11:00 hearing was 2026-01-29"]),
    ("Status hearing set for 11/14/2025 at 10:00 a.m. is reset for 1:00 p.m. the same day.",
     ["reset 2025-11-14 13:00 status hearing"]),
    ("The Motion Hearing set for November 12, 2025 has been rescheduled. Motion Hearing set for "
     "11/20/2025 11:00 AM", ["reset 2025-11-20 11:00 motion hearing was 2025-11-12"]),
    ("ORDER: Defendants moved the Court to adjourn the initial conference set for November 14, "
     "2025. The motion is granted. The initial conference is adjourned to December 30, 2025 at "
     "3:00 p.m. Initial Conference set for 12/30/2025 at 03:00 PM before Judge Ada Quill.",
     ["reset 2025-12-30 15:00 initial conference was 2025-11-14"]),
    ("ORDER granting 12 Joint Motion to Continue Motion Hearing and Trial Setting as to Tom Vale "
     "(1) Motion Hearing set for 12/8/2025 11:00 AM.", ["reset 2025-12-08 11:00 motion hearing"]),
    ("ORDER granting 43 Motion to Continue as to Tom Vale (1). ( Motion Hearing continued to "
     "12/23/2025. Jury Trial continued to 1/12/2026.)",
     ["reset 2025-12-23 motion hearing", "reset 2026-01-12 jury trial"]),
    ("Order continuing the hearing set for 11/12/2025 to 12/3/2025 at 9 AM.",
     ["reset 2025-12-03 09:00 hearing was 2025-11-12"]),
    ("Order on Motion to Continue: Hearing continued from 11/5/2025 to 12/5/2025 at 9:30 AM.",
     ["reset 2025-12-05 09:30 hearing was 2025-11-05"]),
    ("Order continuing the pretrial conference to 12/3/2025 and the trial to 1/5/2026.",
     ["reset 2025-12-03 pretrial conference", "reset 2026-01-05 trial"]),
    ("Trustee's Statement Adjourning 341(a) Meeting to 12/3/2025 at 1:00 PM",
     ["reset 2025-12-03 13:00 341(a) meeting"]),
    ("Order continuing the pretrial deadlines to 12/3/2025", []),
    ("Notice Of Continuance (RE: related document(s) 12 Motion) Hearing scheduled 12/5/2025 at "
     "01:45 PM.", ["reset 2025-12-05 13:45 hearing"]),
    ("Stipulation Continuing Scheduling Conference. Scheduled for 12/5/2025 at 09:00 AM.",
     ["reset 2025-12-05 09:00 scheduling conference"]),
    ("Second STIPULATION continuing trial date and excluding time; and order by Judge Ada Quill ; "
     "jury trial set for 9:00 AM 12/5/2025", ["reset 2025-12-05 09:00 jury trial"]),
    ("Stipulation and [Proposed] Order continuing hearing to 12/5/2025 at 9 AM", []),
    ("NOTICE OF CHANGE OF HEARING as to Tom Vale. Sentence With PSR is reset to 12/5/2025 08:30 AM",
     ["reset 2025-12-05 08:30 sentence with psr"]),
    ("A Stipulation to Continue Trial will be submitted. New Dates are listed below- Jury "
     "Selection/Jury Trial-January 5, 2026 @9:00 a.m. before Judge Quill Final Pretrial "
     "Conference-December 15, 2025 @10:00 a.m.",
     ["reset 2026-01-05 09:00 trial",
      "reset 2025-12-15 10:00 final pretrial conference"]),
    ("Both motions have been continued from 12/1/2025 10:30:00 AM to 12/5/2025 09:00:00 AM",
     ["reset 2025-12-05 09:00 both motions was 2025-12-01"]),
    ("Hrg cont'd to 12/5/2025 at 9:00 a.m.", ["reset 2025-12-05 09:00 hearing"]),
    ("The Final Hearing is adjourned t0 12/5/2025 at 02:00 PM",
     ["reset 2025-12-05 14:00 final hearing"]),
    ("The Court RESETS the trial to 3/2/2026 at 9 AM.", ["reset 2026-03-02 09:00 trial"]),
    ("The Court continues the hearing set for 12/1/2025 to 12/5/2025.",
     ["reset 2025-12-05 hearing was 2025-12-01"]),
    ("The conference currently scheduled for 12/5/2025 at 10:00 AM will now be held at 2:00 PM.",
     ["reset 2025-12-05 14:00 conference"]),
    ("Jury trial continues on 12/5/2025.", ["set 2025-12-05 jury trial"]),
    ("Plaintiff request that the telephone conference be adjourned to 12/5/2025; NO.", []),
    # Set, whatever else is continued, or may be.
    ("Hearing Held. A hearing on continued use of cash collateral is scheduled for 12/3/2025.",
     ["set 2025-12-03 hearing"]),
    ("Hearing Scheduled/Rescheduled.Hearing scheduled 12/10/2025 at 01:30 PM.",
     ["set 2025-12-10 13:30 hearing"]),
    ("Motion to Continue the Continued Confirmation hearing that is set for December 18, 2025.",
     ["set 2025-12-18 confirmation hearing ?"]),
    ("Stipulation Re: Adjourning Hearing of December 11, 2025. Filed by Acme",
     ["set 2025-12-11 hearing ?"]),
]  # fmt: skip

VACATED = [
    ("Order Vacating Hearing scheduled for 11/12/2025.", ["vacated 2025-11-12 hearing"]),
    ("Motion for an order vacating the hearing set for 11/12/2025",
     ["set 2025-11-12 hearing ?"]),
    ("Hearing on 11/12/2025 cancelled per counsel.", ["vacated 2025-11-12 hearing"]),
    ("Plaintiff requests that the hearing on 11/12/2025 be vacated.", []),
    ("Plaintiff having complied, the court vacates the show cause hearing set on 12/5/2025",
     ["vacated 2025-12-05 show cause hearing"]),
    ("ORDER striking hearing set for 12/5/2025", ["vacated 2025-12-05 hearing"]),
    # Called off by a later sentence, or another one is.
    ("The motion, scheduled for hearing on 12/5/2025, is taken under submission. Accordingly, the "
     "hearing date is vacated.", ["vacated 2025-12-05 hearing"]),
    ("The motion hearing is set for 12/5/2025. The motion is denied. The hearing is hereby "
     "vacated.", ["vacated 2025-12-05 motion hearing"]),
    ("Plea hearing set for 12/5/2025. The hearing on the motion in limine is vacated.",
     ["set 2025-12-05 plea hearing"]),
    ("Sentencing hearing set for 12/5/2025. All hearings are vacated.",
     ["set 2025-12-05 sentencing hearing"]),
    ("Pretrial conference set for 12/5/2025. The trial date is vacated.",
     ["set 2025-12-05 pretrial conference"]),
    ("Plea hearing set for 12/5/2025; jury trial vacated", ["set 2025-12-05 plea hearing"]),
    ("Status report due by 12/5/2025, hearing vacated", []),
    ("Case no longer set for hearing on 11/12/2025.", ["vacated 2025-11-12 hearing"]),
    ("PSR Ordered. ( Sentence With PSR set for 1/24/2026 09:00 AM.) Pending motions are withdrawn.",
     ["set 2026-01-24 09:00 sentence with psr"]),
]  # fmt: skip

SET = [
    ("Notice of Hearing March 2, 2026 at 9:30 a.m., Courtroom 7106.",
     ["set 2026-03-02 09:30 hearing"]),
    ("ORDERED that a status conference is set for 2-25-26 at 9:30 a.m.",
     ["set 2026-02-25 09:30 status conference"]),
    ("A FURTHER HEARING WILL BE HELD ON APRIL 6, 2026 AT 10;15 A.M.",
     ["set 2026-04-06 10:15 hearing"]),
    ("Order on motion. 9Hearing scheduled for 11/13/2025 at 02:00 PM",
     ["set 2025-11-13 14:00 hearing"]),
    ("Filed by Trustee Ada QuillHearing scheduled for 12/02/2025 at 09:30 AM",
     ["set 2025-12-02 09:30 hearing"]),
    ("ORDER: a teleconference is scheduled for November 20, 2025 at 1:00 p.m.",
     ["set 2025-11-20 13:00 teleconference"]),
    ("ORDERED: counsel shall appear on 12/12/2025 at 10:00 a.m. to show cause.",
     ["set 2025-12-12 10:00 show cause"]),
    ("Motion to Dismiss Filed by Marilyn O Marsh Hearing scheduled for 12/2/2025 at 11:00 AM",
     ["set 2025-12-02 11:00 hearing"]),
    ("Continuance by Bo Finch on behalf of Bo Finch 341(a) meeting to be held on 12/2/2025.",
     ["set 2025-12-02 341(a) meeting"]),
    ("Set Deadlines/Hearings: Settlement Conference 12/1/2025 at 9AM",
     ["set 2025-12-01 09:00 settlement conference"]),
    ("Pretrial conference 4/6/2026 at 10 AM. Trial date 4/20/2026 at 9 AM.",
     ["set 2026-04-06 10:00 pretrial conference", "set 2026-04-20 09:00 trial"]),
    ("Order scheduling auction for December 9, 2025 and sale hearing for December 11, 2025.",
     ["set 2025-12-09 auction", "set 2025-12-11 sale hearing"]),
    ("Notice of Motion and Hearing filed by Acme. Scheduled for 12/4/2025 at 10:30 AM at",
     ["set 2025-12-04 10:30 motion and hearing"]),
    ("Plea of NOT GUILTY. Dates given: JS/JT 3-2-26 @ 9 a.m. ADQ FPT 2-9-26 @ 10 a.m. BF",
     ["set 2026-03-02 09:00 jury selection and jury trial",
      "set 2026-02-09 10:00 final pretrial conference"]),
    ("MINUTES: hearing set for 9:00 AM 3/15/26; motions filing ddl set for 2/23/26 for Dft",
     ["set 2026-03-15 09:00 hearing"]),
    ("Order of detention. The preliminary exam set for 11/14/2025 at 1:00 PM",
     ["set 2025-11-14 13:00 preliminary exam"]),
    ("Status conf set for 3/2/2026 at 10 AM", ["set 2026-03-02 10:00 status conference"]),
    ("Hearing to Consider Confirmation 12/5/2025 at 10:00 AM", ["set 2025-12-05 10:00 hearing"]),
    ("Hearing on Motion for Relief on 12/5/2025 at 10:00 AM", ["set 2025-12-05 10:00 hearing"]),
    ("Plaintiff's motion for a hearing on 12/5/2025 at 10 AM", []),
    ("Plaintiff requests that a hearing be set for 12/5/2025", []),
    ("JT Corp hearing on 12/5/2025 at 10 AM", ["set 2025-12-05 10:00 jt corp hearing"]),
    # Motions on a calendar
    ("NOTICE of Motion by Acme for presentment of motion to dismiss 5 before Honorable Ada Q. "
     "Quill Jr. on 12/5/2025 at 09:15 AM. (Finch, Bo)", ["set 2025-12-05 09:15 presentment"]),
    ("MOTION to Continue Trial by Tom Vale (Attachments: # 1 Order) Noting Date 12/5/2025, (Finch)",
     ["set 2025-12-05 noting date"]),
    ("Unopposed MOTION to Transfer Case, filed. Motion Docket Date 12/5/2025.",
     ["set 2025-12-05 motion docket date"]),
    ("MOTION to Serve. Return Date set for 12/5/2025 before Judge Ada Quill.",
     ["set 2025-12-05 return date"]),
    ("SUMMONS Issued, return date 12/5/2025.", []),
    ("Order to Show Cause for failure to appear at hearing on 10/28/2025.", []),
    ("Notice of Hearing Date Change: Hearing is now 12/3/2025 at 9 AM",
     ["set 2025-12-03 09:00 hearing"]),
    ("Application for Order Shortening Time for hearing on 11/6/2025", []),
    ("Notice of Abandonment. Hearing date if Objection filed: 12/22/2025 at 11:00 a.m.",
     ["set 2025-12-22 11:00 hearing"]),
    ("Pretrial Conference set for 5/4/2026 at 9:00 AM and Jury Trial set for 5/12/2026",
     ["set 2026-05-04 09:00 pretrial conference", "set 2026-05-12 jury trial"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [*MINUTES, *RECALLED, *MOVED, *VACATED, *SET])
def test_what_was_misread_once(text: str, expected: list[str]) -> None:
    assert _found(text) == expected
