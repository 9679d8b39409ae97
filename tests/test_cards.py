"""What is shown of filings and cases that other sources than the feeds tell of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.words.blocks import MAX_SECTION
from bot.words.render import Renderer
from filings.terms import Terms
from filings.types import CaseFacts, Counsel, Event, Party, Related, Teller
from filings.views import CaseView, CoverageView, QuotaLine, StatusView
from tests.samples import CASE, CASE_VIEW, COVERAGE, FILED, FOLLOW, NOW, filing, post
from tests.test_render import HOSTILE, buttons, said

RENDERER = Renderer()
PDF = "https://storage.courtlistener.com/recap/a.pdf"
PAGE = "https://www.courtlistener.com/docket/1/a/"
COURT_PAGE = (
    "https://www.supremecourt.gov/search.aspx?filename=/docket/docketfiles/html/public/1.html"
)
LAWYERS = (Counsel("J. Poe", "Poe & Doe"),)
FACTS = CaseFacts(
    Teller.COURTLISTENER, "dcd", "1:25-cv-00457", CASE, listing_id=1,
    judge="Colleen Kollar-Kotelly",
    filed_on=date(2025, 2, 17), nature_of_suit="Administrative Procedure Act", page=PAGE,
    parties=(
        Party("Port Office", "Defendant"), Party("Coast Guard", "Defendant"),
        Party("Harbor Gazette", "Plaintiff", LAWYERS), Party("A", "Plaintiff"),
        Party("B", "Plaintiff"), Party("C", "Amicus Curiae"), Party("D", "Amicus Curiae"),
        Party("E", "Movant"),
    ),
)  # fmt: skip
SCOTUS = CoverageView("scotus", "no feed")
NO_FEED = CoverageView("ca1", "no feed")


def top(facts: CaseFacts, **changes: object) -> list[str]:
    view = replace(CASE_VIEW, facts=facts, facts_at=NOW, **changes)  # type: ignore[arg-type]
    return said(RENDERER.case_card(view, NOW, "C012345")).split("\n")


def alert(**changes: object) -> str:
    return said(RENDERER.alert(post(filing(**changes)), NOW))  # type: ignore[arg-type]


# --- filings -------------------------------------------------------------------


def test_a_day_without_its_hour_shows_no_clock() -> None:
    day = datetime(2025, 11, 3, 5, tzinfo=UTC)
    view = filing(filed_at=day, timed=False, tellers=(Teller.SCOTUS,), court="scotus")
    message = RENDERER.alert(post(view), NOW)
    assert said(message).endswith(
        "Filed Mon., Nov. 3 · seen 3:17 p.m. ET on the Court's docket page"
    )
    assert message.text.endswith(", filed Mon., Nov. 3")
    late = alert(filed_at=day - timedelta(days=4), timed=False)
    assert "Filed Thu., Oct. 30 · seen 3:17 p.m. ET, Nov. 3, in the court's feed, 4 days" in late
    several = said(RENDERER.alert(post(view, replace(view, number=62, key="62")), NOW))
    assert "midnight" not in several
    assert several.endswith("Seen 3:17 p.m. ET, Mon., Nov. 3, on the Court's docket page")


def test_the_first_to_tell_is_named_and_when_the_pdf_came() -> None:
    both = (Teller.CMECF, Teller.COURTLISTENER)
    pdf = {"free_url": PDF, "pages": 6, "free_at": datetime(2025, 11, 3, 21, 5, tzinfo=UTC)}
    text = alert(tellers=both, **pdf)
    assert "|Free PDF, 6 pages>" in text
    assert text.endswith("seen 3:17 p.m. in the court's feed · PDF 4:05 p.m. via CourtListener")
    next_day = {**pdf, "free_at": datetime(2025, 11, 4, 21, 5, tzinfo=UTC)}
    assert alert(tellers=both, **next_day).endswith("PDF 4:05 p.m., Nov. 4, via CourtListener")
    webhook = alert(tellers=both[::-1], **{**pdf, "free_at": FILED, "pages": 1})
    assert webhook.endswith("seen 3:17 p.m. via CourtListener")
    assert "|Free PDF, 1 page>" in webhook


def test_only_the_courts_own_document_page_is_marked_as_paid() -> None:
    assert "PACER, fee" in alert()
    assert "PACER" not in alert(document_url=PAGE)
    assert "|Document>" in alert(document_url=PAGE)


def test_a_document_in_two_cases_is_said() -> None:
    assert "\nThe same document is in 1:25-cv-00458.\n" in alert(also_in=("1:25-cv-00458",))
    many = alert(also_in=tuple(f"1:25-cv-{n:05}" for n in range(18)))
    assert "1:25-cv-00004 and 13 more." in many


def test_an_alert_of_a_filing_told_before_is_struck_through() -> None:
    message = RENDERER.alert(post(filing(same_as="No. 61")), NOW)
    assert said(message).startswith(
        "~Notice~ · No. 61\n*The same filing as No. 61, told above.*\n*Harbor Gazette"
    )
    assert message.text.startswith("The same filing as No. 61, told above. Notice, No. 61, in")
    two = said(RENDERER.alert(post(filing(same_as="Order & more"), filing(62)), NOW))
    assert "~Notice~ · No. 61 · The same filing as Order &amp; more, told above." in two


def test_a_few_filings_of_a_message_show_how_their_texts_begin() -> None:
    long = [filing(n, text="MINUTE ORDER. " * 60) for n in range(3)]
    text = said(RENDERER.alert(post(*long), NOW))
    assert text.count("\n“MINUTE ORDER.") == 3
    assert "more characters on the docket ]”" in text
    assert "“" not in said(RENDERER.alert(post(*[filing(n, text="X") for n in range(9)]), NOW))


def test_a_free_document_is_a_line() -> None:
    message = RENDERER.alert(post(filing(event=Event.DOCUMENT, free_url=PDF, pages=6)), NOW)
    assert said(message).split("\n")[0] == f"<{PDF}|Free PDF, 6 pages>: Notice, No. 61"
    assert message.text.startswith("Free PDF, 6 pages: Notice, No. 61, in Harbor Gazette v.")
    awkward = filing(None, "A & B", event=Event.DOCUMENT, free_url="javascript:x")
    assert said(RENDERER.alert(post(awkward), NOW)).startswith("Free PDF: A &amp; B\n")


def test_a_withdrawal_names_where_it_is_gone_from() -> None:
    assert "no longer on the Court's docket page" in alert(withdrawn=True, tellers=(Teller.SCOTUS,))


# --- the card ------------------------------------------------------------------


def test_a_card_says_what_is_known_of_the_case() -> None:
    assert top(FACTS)[:3] == [
        "*Harbor Gazette v. Port Office*",
        "D.D.C. 1:25-cv-00457 · filed Feb. 17, 2025 · Judge Colleen Kollar-Kotelly · open"
        f" · <{PAGE}|Free docket at CourtListener>"
        " · <https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000|Docket>",
        "Administrative Procedure Act · plaintiffs: Harbor Gazette and 2 more (Poe &amp; Doe)"
        " · defendants: Port Office and 1 more · amici curiae: C and 1 more · 1 in other roles",
    ]
    assert top(replace(FACTS, nature_of_suit=""))[2].startswith("Plaintiffs: Harbor Gazette")
    assert top(replace(FACTS, more_parties=True))[2].endswith(" · the first 8 parties only")
    assert "closed Nov. 1, 2025" in top(replace(FACTS, terminated_on=date(2025, 11, 1)))[1]


def test_facts_have_their_age_once_they_are_old() -> None:
    def shown(age: timedelta) -> str:
        view = replace(CASE_VIEW, facts=FACTS, facts_at=NOW - age)
        return said(RENDERER.case_card(view, NOW))

    assert "Judge, dates and parties as of 4:20 p.m. ET, Oct. 31" in shown(timedelta(days=3))
    assert "as of" not in shown(timedelta(hours=23))


def test_linked_cases_are_named_and_offered() -> None:
    related = (
        *(Related("linked with", "scotus", f"25A45{n}") for n in (6, 7, 7, 8, 9)),
        Related("on review from", "ca2", "24-123"),
    )
    facts = CaseFacts(
        Teller.SCOTUS, "scotus", "25-123", "Roe, Applicant v. Poe", related=related, page=COURT_PAGE
    )
    view = CaseView("scotus", "25-123", "Roe v. Poe", True, (), SCOTUS, url=COURT_PAGE, facts=facts)
    message = RENDERER.case_card(view, NOW, "C012345")
    assert "Linked with 25A456, 25A457, 25A458 and 1 more · On review from 2d Cir. 24-123" in (
        said(message)
    )
    assert said(message).count(COURT_PAGE) == 1
    assert "open" not in said(message).split("\n")[1]
    assert [(label, value) for label, _, value in buttons(message)] == [
        ("Follow here", "scotus 25-123"),
        ("Recent", "scotus 25-123"),
        ("Follow 25A456", "scotus 25A456"),
        ("Follow 25A457", "scotus 25A457"),
        ("Follow 25A458", "scotus 25A458"),
        ("Show to channel", "card scotus 25-123"),
    ]


def test_300_hostile_parties_and_many_entries_fit() -> None:
    parties = tuple(
        Party(HOSTILE * 9, f"{HOSTILE} {n % 9}", (Counsel(HOSTILE * 9, HOSTILE * 9),))
        for n in range(300)
    )
    related = tuple(Related(f"{HOSTILE * 3}{n % 9}", "ca2", HOSTILE * 9) for n in range(90))
    facts = replace(
        FACTS, parties=parties, related=related, judge=HOSTILE * 20, status=HOSTILE * 20,
        nature_of_suit=HOSTILE * 20, question=HOSTILE * 90, lower_court=HOSTILE * 20,
        page=PAGE + "&" * 50,
    )  # fmt: skip
    view = replace(
        CASE_VIEW, facts=facts, case_name=HOSTILE * 99, filings=(filing(1, HOSTILE * 50),) * 400
    )
    message = RENDERER.case_card(view, NOW, "C012345", note=HOSTILE * 200)
    assert all(len(b["text"]["text"]) <= MAX_SECTION for b in message.blocks if "text" in b)
    assert "<!channel>" not in said(message)
    assert "<http://e.vil" not in said(message)
    assert "291 more" not in said(message)


def test_a_note_stands_under_the_card() -> None:
    assert said(RENDERER.case_card(CASE_VIEW, NOW, None, "CourtListener is down.")).endswith(
        "\nCourtListener is down."
    )


def test_a_choice_shows_court_caption_and_year() -> None:
    old = replace(CASE_VIEW, facts=FACTS)
    long = replace(CASE_VIEW, court="nysd", case_name="A" * 90 + " v. B", facts=FACTS)
    message = RENDERER.choices("gazette", [old, long], total=10_000)
    labels = [label for label, _, _ in buttons(message)]
    assert labels[0] == "D.D.C. · Harbor Gazette v. Port Office · 2025"
    assert labels[1].startswith("S.D.N.Y. · Aaa")
    assert labels[1].endswith("… · 2025")
    assert len(labels[1]) <= 75
    assert "“gazette” fits 10,000 cases. Which one?\n9,998 more fit; say the court" in said(message)
    twins = [old, replace(old, docket_number="1:25-cv-00458")]
    assert [label[-13:] for label, _, _ in buttons(RENDERER.choices("gazette", twins))] == [
        "1:25-cv-00457", "1:25-cv-00458",
    ]  # fmt: skip


# --- what covers a case without a feed ---------------------------------------------


def test_the_supreme_court_is_read_case_by_case() -> None:
    there = replace(FOLLOW, court="scotus", docket_number="25A456")
    text = said(RENDERER.followed(there, SCOTUS, NOW))
    assert "every entry on the Court's docket page." in text
    assert "read once an hour, every 10 minutes while an application is pending" in text
    off = said(RENDERER.followed(there, replace(SCOTUS, state="not configured"), NOW))
    assert "nothing will come yet" in off
    assert "switched off here" in off
    failing = replace(SCOTUS, state="failing", read_at=NOW)
    assert said(RENDERER.notice_stale(failing, 1, NOW)).startswith(
        "The Supreme Court's docket page cannot be read; it was last read at 3:20 p.m. ET."
    )


def test_a_court_without_a_feed_is_watched_at_courtlistener_where_that_lists_the_case() -> None:
    listed = replace(NO_FEED, by_listing=True)
    text = said(RENDERER.followed(replace(FOLLOW, court="ca1"), listed, NOW))
    assert "every filing that CourtListener shows." in text
    assert "1st Cir. has no feed; CourtListener's page of a followed case is read instead." in text
    bare = replace(CASE_VIEW, court="ca1", coverage=NO_FEED)
    assert "Follow here" not in [
        label for label, _, _ in buttons(RENDERER.case_card(bare, NOW, "C1"))
    ]
    known = replace(bare, facts=replace(FACTS, court="ca1"))
    assert "Follow here" in [label for label, _, _ in buttons(RENDERER.case_card(known, NOW, "C1"))]


def test_a_follow_says_when_pdfs_are_named_in_the_thread() -> None:
    message = RENDERER.followed(replace(FOLLOW, terms=Terms(documents=True)), COVERAGE, NOW)
    assert "The first free PDF of a filing is named in its thread. Asked for by" in said(message)
    assert buttons(message)[1][:2] == ("No PDFs in thread", "crier:documents")
    assert "will be named" in said(RENDERER.follow_documents(on=True))
    assert "no longer named" in said(RENDERER.follow_documents(on=False))


# --- the quota -----------------------------------------------------------------


OPENS = datetime(2025, 11, 3, 21, 55, tzinfo=UTC)
LAST = datetime(2025, 11, 3, 19, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (QuotaLine(125, 37), "125 questions a day for this token; 37 asked in the last 24 hours."),
        (
            QuotaLine(125, 125, LAST, OPENS),
            "CourtListener answers 125 questions a day for this token and the last was used at"
            " 2:10 p.m. ET; the next opens at 4:55 p.m. ET.",
        ),
        (QuotaLine(125, 125, None, OPENS), "token and all are used; the next opens at 4:55"),
        (QuotaLine(125, 40, None, OPENS), "40 asked in the last 24 hours, and the next opens at"),
    ],
)
def test_the_quota_is_a_sentence(line: QuotaLine, words: str) -> None:
    view = StatusView(1, (COVERAGE,), line)
    assert words in said(RENDERER.status(view, NOW))


def test_a_spent_quota_says_when_it_opens_in_the_courts_zone() -> None:
    assert RENDERER.quota_spent(OPENS, None, NOW) == (
        "CourtListener takes no more questions until 4:55 p.m. ET."
        " Here is what the record already holds."
    )
    assert "1:55 p.m. PT" in RENDERER.quota_spent(OPENS, "cand", NOW)
    spent = RENDERER.quota_spent(OPENS, "dcd", NOW, QuotaLine(125, 125, LAST, OPENS))
    assert spent.endswith("the next opens at 4:55 p.m. ET. Here is what the record already holds.")


def test_the_status_of_a_channel_says_what_is_read_and_what_waits() -> None:
    feeds = (
        COVERAGE,
        CoverageView("nysd", "failing", read_at=NOW - timedelta(hours=3)),
        replace(NO_FEED, by_listing=True),
        CoverageView("ca2", "no feed"),
    )
    view = StatusView(3, feeds, None, 2, NOW - timedelta(minutes=9), worker=False)
    assert said(RENDERER.status(view, NOW)).split("\n") == [
        "*3 cases followed here*",
        "D.D.C.: read 3:20 p.m. ET",
        "S.D.N.Y.: cannot be read now, last read 12:20 p.m. ET",
        "1st Cir.: not read yet, by CourtListener's pages",
        "2d Cir.: no feed that I can watch",
        "2 messages for this channel wait since 3:11 p.m. ET.",
        "Crier's reader is not running, so nothing is read or posted. Whoever runs Crier can start"
        " it: `crier worker`",
        RENDERER.token_adds(),
    ]
    many = StatusView(99, tuple(replace(COVERAGE, court=f"x{n}") for n in range(99)))
    assert "87 courts more." in said(RENDERER.status(many, NOW))
    assert said(RENDERER.status(StatusView(0), NOW)).startswith("*No case is followed here.*\n")


def test_the_asker_is_told_that_the_answer_comes() -> None:
    assert said(RENDERER.looking("gazette & co")) == (
        "“gazette &amp; co”: Asking CourtListener; the answer will be here in a moment."
    )


def test_the_supreme_courts_page_is_no_second_feed() -> None:
    there = filing(
        court="scotus", docket_number="20A100", key="s1", tellers=(Teller.SCOTUS,), timed=False
    )
    text = said(RENDERER.alert(post(filing(tellers=(Teller.CMECF,)), there), NOW))
    assert text.endswith("in the court's feed and on the Court's docket page")
