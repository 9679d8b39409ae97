from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bot.words.blocks import MAX_TEXT, Message, size
from bot.words.bursts import MAX_ALERT_BLOCKS, MAX_CHARACTERS
from bot.words.render import Renderer
from filings.types import CaseFacts, Destination, Event, Party, Related, Teller
from filings.views import CaseView, FilingView, QuotaLine, StatusView
from tests.samples import (
    CASE_VIEW,
    COVERAGE,
    FILED,
    FILING,
    FOLLOW,
    NOW,
    filing,
    post,
)

SCHEMA = Path(__file__).parents[2] / "shared" / "slack" / "blockkit_Blocks.schema.json"
RENDERER = Renderer()
HOSTILE = "<!channel> *x* _y_ ~z~ `w` :tada: <http://e.vil|click> & \u202e > "


def said(message: Message) -> str:
    """All mrkdwn of a message, a line each."""
    return "\n".join(text["text"] for text in texts(message) if text["type"] == "mrkdwn")


def texts(message: Message) -> Iterator[dict[str, Any]]:
    for block in message.blocks:
        if block["type"] == "section":
            yield block["text"]
        for element in block.get("elements", ()):
            if element["type"] == "overflow":
                yield from (option["text"] for option in element["options"])
            else:
                yield element["text"] if element["type"] == "button" else element


def buttons(message: Message) -> list[tuple[str, str, str]]:
    return [
        (element["text"]["text"], element["action_id"], element["value"])
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]


# --- one filing ----------------------------------------------------------------


def test_an_alert_says_what_where_the_links_and_when() -> None:
    message = RENDERER.alert(post(filing(missing=(60,))), NOW)
    assert said(message).split("\n") == [
        "*Notice* · No. 61",
        "*Harbor Gazette v. Port Office* · D.D.C. 1:25-cv-00457",
        "<https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000|Docket> · "
        "<https://ecf.dcd.uscourts.gov/doc1/04501234567?caseid=277000&amp;de_seq_num=200"
        "|Document on PACER, fee>",
        "Filed 2:41 p.m. ET, Mon., Nov. 3 · seen 3:17 p.m. in the court's feed"
        " · No. 60 is not in the feed",
    ]
    assert message.text == (
        "Notice, No. 61, in Harbor Gazette v. Port Office (D.D.C. 1:25-cv-00457),"
        " filed 2:41 p.m. ET"
    )


def test_metadata_is_flat_and_never_null() -> None:
    message = RENDERER.alert(post(filing(), filing(None, "Order", "Set Hearings")), NOW)
    assert message.metadata == {
        "event_type": "crier_alert",
        "event_payload": {
            "delivery": "post-1",
            "filings": [
                {
                    "court": "dcd",
                    "docket": "1:25-cv-00457",
                    "key": "457-None",
                    "event": "new",
                    "what": "Order; Set Hearings",
                },
                {
                    "court": "dcd",
                    "docket": "1:25-cv-00457",
                    "key": "457-61",
                    "event": "new",
                    "what": "Notice (Other)",
                    "number": 61,
                },
            ],
        },
    }


def test_what_in_metadata_has_at_most_200_characters() -> None:
    message = RENDERER.alert(post(filing(1, "a" * 500)), NOW)
    assert message.metadata is not None
    assert len(message.metadata["event_payload"]["filings"][0]["what"]) == 200


def test_a_ruling_is_marked_and_entered() -> None:
    message = RENDERER.alert(post(filing(64, "Order on Motion to Dismiss")), NOW)
    assert said(message).startswith("⚖️ *Order on motion to dismiss* · No. 64")
    assert "Entered 2:41 p.m. ET" in said(message)
    assert "⚖" not in said(RENDERER.alert(post(filing(64, "Scheduling Order")), NOW))


def test_defendants_are_listed_or_counted() -> None:
    one = said(RENDERER.alert(post(filing(defendants=(3,))), NOW))
    some = said(RENDERER.alert(post(filing(defendants=(1, 3, 4))), NOW))
    many = said(RENDERER.alert(post(filing(defendants=(1, 3, *range(5, 21)))), NOW))
    assert "No. 61 · for defendant 3\n" in one
    assert "No. 61 · for defendants 1, 3 and 4\n" in some
    assert "No. 61 · for defendants 1, 3 and 16 more\n" in many


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ((60,), "No. 60 is not in the feed"),
        ((59, 60), "Nos. 59 and 60 are not in the feed"),
        ((55, 58, 59, 60), "Nos. 55 and 58–60 are not in the feed"),
        (tuple(range(40, 61)), "21 numbers before it are not in the feed"),
    ],
)
def test_a_gap_is_said(missing: tuple[int, ...], words: str) -> None:
    assert words in said(RENDERER.alert(post(filing(missing=missing)), NOW))


def test_a_filing_seen_late_says_how_late() -> None:
    late = filing(seen_at=FILED + timedelta(hours=20), late=True)
    text = said(RENDERER.alert(post(late), NOW + timedelta(days=1)))
    assert "seen 10:41 a.m., Nov. 4, in the court's feed, 20 hours later" in text
    assert "the feed listed it late" in text


def test_an_evening_filing_is_dated_by_the_courts_clock() -> None:
    evening = filing(filed_at=datetime(2025, 11, 4, 2, 0, tzinfo=UTC), court="cand")
    assert "Filed 6 p.m. PT, Mon., Nov. 3" in said(RENDERER.alert(post(evening), NOW))


def test_the_text_stands_in_the_alert_when_it_is_known() -> None:
    text = said(RENDERER.alert(post(filing(text="MINUTE ORDER. Signed.")), NOW))
    assert "\n“MINUTE ORDER. Signed.”\n" in text
    long = RENDERER.alert(post(filing(text="MINUTE ORDER & more. " * 1000)), NOW)
    assert re.search(r"… \[ [\d,]+ more characters on the docket \]”", said(long))
    assert "|Docket>" in said(long)


def test_a_free_document_comes_before_the_paid_one() -> None:
    line = said(RENDERER.alert(post(filing(free_url="https://storage.example.org/a.pdf")), NOW))
    assert line.index("|Free PDF>") < line.index("|Docket>") < line.index("PACER, fee>")


def test_no_caption_is_said_and_an_unknown_court_does_not_fail() -> None:
    message = RENDERER.alert(post(filing(case_name="", court="zzz")), NOW)
    assert "*Caption not given by the court* · zzz 1:25-cv-00457" in said(message)
    assert "7:41 p.m. UTC" in said(message)


# --- corrections ---------------------------------------------------------------


def test_a_withdrawn_filing_is_marked_on_its_alert() -> None:
    message = RENDERER.alert(post(filing(withdrawn=True)), NOW)
    assert said(message).startswith("~Notice~ · No. 61\n*Withdrawn: no longer in D.D.C.'s feed*\n")
    assert message.text.startswith("Withdrawn: Notice, No. 61")


def test_corrections_have_their_own_words() -> None:
    def words(event: Event, **changes: Any) -> str:
        number = changes.pop("number", 61)
        return said(RENDERER.alert(post(filing(number, event=event, **changes)), NOW))

    gone = words(Event.WITHDRAWN)
    assert gone.startswith("*Withdrawn:* No. 61 (Notice) no longer appears in D.D.C.'s feed.")
    assert "The message above is marked." in gone
    assert "marked" not in words(Event.WITHDRAWN, told_here=False)
    assert "Notice, unnumbered, no longer" in words(Event.WITHDRAWN, number=None)
    named = words(
        Event.UNSEALED, before="USA v. SEALED", after="USA v. Roe", events=("Indictment",)
    )
    assert named.startswith("*Unsealed:* USA v. SEALED is now *United States v. Roe* · D.D.C.")
    assert "No. 61 (Indictment)" in named
    case_alone = words(
        Event.CAPTION, before="A v. B", after="A v. C", key="", number=None, events=()
    )
    assert "A v. B is now *A v. C* · D.D.C. 1:25-cv-00457" in case_alone
    assert "|Free PDF>" in words(Event.DOCUMENT, free_url="https://storage.example.org/a.pdf")
    assert words(Event.RESTORED).startswith("*Back:* No. 61 (Notice) is in D.D.C.'s feed again.")


def test_a_change_of_the_case_has_no_number_in_its_metadata() -> None:
    changed = filing(None, event=Event.CAPTION, key="", before="A v. B", after="A v. C")
    message = RENDERER.alert(post(changed), NOW)
    assert message.metadata is not None
    (facts,) = message.metadata["event_payload"]["filings"]
    assert facts["event"] == "caption"
    assert "number" not in facts


# --- several filings -----------------------------------------------------------


def test_several_filings_of_one_case_fold_under_it() -> None:
    message = RENDERER.alert(
        post(filing(62, "Order on Motion to Dismiss"), filing(61), filing(60, "Exhibit")), NOW
    )
    lines = said(message).split("\n")
    assert lines[0].startswith(
        "*3 filings in Harbor Gazette v. Port Office* · D.D.C. 1:25-cv-00457 · <"
    )
    assert [line.split(" · ")[0] for line in lines[1:4]] == [
        "Exhibit",
        "Notice",
        "*Order on motion to dismiss*",
    ]
    assert lines[4] == "Seen 3:17 p.m. ET, Mon., Nov. 3, in the court's feed"
    assert message.text.startswith("3 filings in Harbor Gazette v. Port Office (D.D.C.")
    assert "Order on motion to dismiss, No. 62" in message.text


def test_a_time_has_its_day_when_the_note_names_another() -> None:
    late = datetime(2025, 11, 4, 4, 0, tzinfo=UTC)
    after_midnight = late + timedelta(hours=2)
    message = RENDERER.alert(
        post(
            filing(1, filed_at=late, seen_at=late + timedelta(minutes=30)),
            filing(2, filed_at=late + timedelta(hours=1), seen_at=after_midnight),
        ),
        after_midnight,
    )
    assert "No. 1 · 11 p.m. ET, Nov. 3 · " in said(message)
    assert "No. 2 · midnight ET · " in said(message)
    assert said(message).endswith("Seen 1 a.m. ET, Tue., Nov. 4, in the court's feed")


def test_the_main_event_leads() -> None:
    message = RENDERER.alert(post(filing(None, "Set Deadlines", "Order")), NOW)
    assert said(message).startswith("⚖️ *Order; set deadlines*\n")


def test_within_a_case_the_courts_order_holds() -> None:
    message = RENDERER.alert(
        post(
            filing(9, "Answer to Complaint", seq=3),
            filing(8, "Exhibit", seq=4),
            filing(7, "Letter", seq=9, filed_at=FILED - timedelta(minutes=1)),
        ),
        NOW,
    )
    found = [line.split(" · ")[0] for line in said(message).split("\n")[1:4]]
    assert found == ["Letter", "Answer to complaint", "Exhibit"]


def test_cases_stand_by_their_weightiest_filing() -> None:
    message = RENDERER.alert(
        post(
            filing(1, "Certificate of Service", docket_number="1:25-cv-00001"),
            filing(2, "Letter", docket_number="1:25-cv-00002"),
            filing(3, "Letter", docket_number="1:25-cv-00003"),
            filing(4, "Jury Verdict", docket_number="1:25-cv-00003"),
        ),
        NOW,
    )
    assert said(message).startswith("*4 filings in 3 cases*\n")
    assert re.findall(r"D\.D\.C\. 1:25-cv-0000(\d)", said(message)) == ["3", "2", "1"]


def test_an_empty_post_is_an_error() -> None:
    with pytest.raises(ValueError, match="1 to 20"):
        RENDERER.alert(post(), NOW)
    with pytest.raises(ValueError, match="not 21"):
        RENDERER.alert(post(*[filing(number) for number in range(21)]), NOW)


def test_what_does_not_fit_is_said() -> None:
    long = [
        filing(
            number,
            "Order " + "& < " * 9000,
            docket_number=f"1:25-cv-{number:05}",
            case_name="A & B " * 100,
            url=FILING.url + "&" * 40,
            document_url=FILING.url + "&" * 40,
            defendants=tuple(range(30)),
            missing=(1, 3, 5, 7, 9, 11, 13),
        )
        for number in range(20)
    ]
    message = RENDERER.alert(post(*long), NOW)
    assert size(message.blocks) <= MAX_CHARACTERS
    assert "more characters on the docket ]" in said(message)
    shown = len(re.findall(r"\*Order ", said(message)))
    hidden = re.search(r"(\d+) more filings? do(?:es)? not fit in this message", said(message))
    assert shown + (int(hidden[1]) if hidden else 0) == 20
    assert message.metadata is not None
    assert len(message.metadata["event_payload"]["filings"]) == 20


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("CKK", "RC-AGR", "Reassigned: to another judge"),
        ("Ada Exam", "Otto Sample", "Reassigned: from Judge Ada Exam to Judge Otto Sample"),
    ],
)
def test_initials_name_no_judge(before: str, after: str, text: str) -> None:
    view = filing(None, event=Event.REASSIGNED, key="", events=(), before=before, after=after)
    message = RENDERER.alert(post(view), NOW)
    assert text in message.text
    assert text in said(message).replace("*", "")


# --- cards and answers -----------------------------------------------------------


def test_a_card_shows_the_case_its_filings_and_the_coverage() -> None:
    message = RENDERER.case_card(replace(CASE_VIEW, judges="CKK"), NOW, "C012345")
    text = said(message)
    assert text.startswith(
        "*Harbor Gazette v. Port Office*\nD.D.C. 1:25-cv-00457 · Judge's initials CKK · <"
    )
    assert "*Last filings*\nNo. 61 · Notice · Nov. 3 · <" in text
    assert "D.D.C.'s feed lists all types and is rebuilt about :17 past the hour" in text
    assert buttons(message) == [
        ("Follow here", "crier:follow", "dcd 1:25-cv-00457"),
        ("Recent", "crier:recent", "dcd 1:25-cv-00457"),
        ("Show to channel", "crier:show", "card dcd 1:25-cv-00457"),
    ]


def test_a_followed_case_can_be_unfollowed_and_a_terminal_has_no_buttons() -> None:
    here = replace(CASE_VIEW, followed_in=("C012345",))
    assert buttons(RENDERER.case_card(here, NOW, "C012345"))[1][1] == "crier:unfollow"
    assert "Followed in <#C012345>" in said(RENDERER.case_card(here, NOW, "C012345"))
    assert buttons(RENDERER.case_card(here, NOW, None)) == []


def test_a_case_that_nobody_has_seen_is_not_made_up() -> None:
    unknown = replace(CASE_VIEW, known=False, case_name="", filings=())
    text = said(RENDERER.case_card(unknown, NOW, "C012345"))
    assert text.startswith("*D.D.C. 1:25-cv-00457*\nNo source has seen this case yet")
    assert "Caption" not in text


def test_a_follow_is_announced_with_who_asked() -> None:
    message = RENDERER.followed(FOLLOW, COVERAGE, NOW)
    assert said(message).startswith(
        "Following *Harbor Gazette v. Port Office* (D.D.C. 1:25-cv-00457) here, all filings at"
        " once. Last filing: Notice, No. 61, Nov. 3. Asked for by <@U012345>."
    )
    assert buttons(message) == [
        ("Settings", "crier:settings", "dcd 1:25-cv-00457"),
        ("PDFs in thread", "crier:documents", "dcd 1:25-cv-00457"),
        ("Undo", "crier:unfollow", "dcd 1:25-cv-00457"),
    ]
    assert "*" not in message.text


def test_a_partial_feed_is_never_called_all_filings() -> None:
    some = replace(COVERAGE, entry_types="order,order-cr,opinion")
    text = said(RENDERER.followed(FOLLOW, some, NOW))
    assert "all filings" not in text
    assert "lists only orders and opinions" in text
    assert "leaves out minute entries" in text
    many = replace(COVERAGE, entry_types="adr,answer,appeal,cmp,discov,minutes,motion")
    text = said(RENDERER.followed(FOLLOW, many, NOW))
    assert "some types of entry only" in text
    assert "Other filings may not show here." in text


@pytest.mark.parametrize(("state", "word"), [("no feed", "no feed"), ("not configured", "off")])
def test_a_court_without_a_feed_cannot_be_watched(state: str, word: str) -> None:
    text = said(RENDERER.followed(FOLLOW, replace(COVERAGE, court="ca1", state=state), NOW))
    assert "nothing will come yet" in text
    assert word in text
    assert "(ca1)" in text
    assert "I cannot watch it yet." in text


def test_an_unknown_case_is_followed_with_a_warning() -> None:
    unknown = replace(FOLLOW, known=False, case_name="", last_filing=None)
    text = said(RENDERER.followed(unknown, COVERAGE, NOW))
    assert text.startswith("Following *D.D.C. 1:25-cv-00457* here. No source has seen this case")
    assert "ask you again in 7 days" in text


def test_a_choice_has_one_button_a_case() -> None:
    cases = [CASE_VIEW, replace(CASE_VIEW, court="nysd", case_name="Roe v. Poe")]
    message = RENDERER.choices("1:25-cv-00457", cases, "follow")
    assert said(message) == "1:25-cv-00457 is a case in two courts. Which one?"
    assert buttons(message) == [
        ("D.D.C. · Harbor Gazette v. Port Office", "crier:choose:1", "follow dcd 1:25-cv-00457"),
        ("S.D.N.Y. · Roe v. Poe", "crier:choose:2", "follow nysd 1:25-cv-00457"),
    ]
    many = RENDERER.choices("gazette", [CASE_VIEW] * 30)
    assert len(buttons(many)) == 10
    assert "“gazette” fits 30 cases" in said(many)
    assert "20 more fit" in said(many)


def test_a_long_list_says_what_it_leaves_out() -> None:
    follows = [replace(FOLLOW, docket_number=f"1:25-cv-{n:05}") for n in range(300)]
    message = RENDERER.follow_list(follows, NOW)
    shown = said(message).count("1:25-cv-")
    assert said(message).startswith("*300 cases followed*\n")
    assert f"{300 - shown} more do not fit here" in said(message)
    assert size(message.blocks) <= MAX_CHARACTERS
    assert "No case is followed here." in said(RENDERER.follow_list([], NOW))


def test_silence_is_explained() -> None:
    late = replace(COVERAGE, built_at=datetime(2025, 11, 3, 15, 17, tzinfo=UTC))
    assert said(RENDERER.notice_stale(late, 4, NOW)) == (
        "D.D.C.'s feed has not been rebuilt since 10:17 a.m. ET (usually hourly). Filings since"
        " then will be late. I will say when it is back. Cases here that depend on it: 4."
    )
    failing = replace(late, state="failing", error="The court answered 503.")
    assert "cannot be read; it was last read at 3:20 p.m. ET" in said(
        RENDERER.notice_stale(failing, 1, NOW)
    )
    assert "Cases here that depend on it: 1. The court answered 503." in said(
        RENDERER.notice_stale(failing, 1, NOW)
    ).replace("\n", " ")
    assert said(RENDERER.notice_back(COVERAGE, 3, NOW)) == (
        "D.D.C.'s feed has been back since 3:17 p.m. ET. 3 filings came late."
    )
    assert "Nothing here came late." in said(RENDERER.notice_back(COVERAGE, 0, NOW))


def test_the_line_to_paste_is_plain_text() -> None:
    assert RENDERER.tagline(filing()) == (
        "The case is Harbor Gazette v. Port Office, D.D.C., No. 1:25-cv-00457,"
        " notice filed 11/3/25."
    )
    ruling = filing(64, "Set Deadlines", "Order on Motion to Dismiss", case_name="A & B v. C")
    assert RENDERER.tagline(ruling) == (
        "The case is A & B v. C, D.D.C., No. 1:25-cv-00457,"
        " order on motion to dismiss entered 11/3/25."
    )
    assert RENDERER.tagline(filing(43, "Order FILED", court="ca2")).endswith(
        ", 2d Cir., No. 1:25-cv-00457, order entered 11/3/25."
    )
    assert RENDERER.case_tagline(replace(CASE_VIEW, filings=())) == (
        "The case is Harbor Gazette v. Port Office, D.D.C., No. 1:25-cv-00457."
    )


def test_the_sample_is_marked_as_one() -> None:
    message = RENDERER.sample_alert(NOW)
    assert said(message).startswith("*Sample.* Nothing was filed")
    assert message.text.startswith("Sample: ")
    assert message.metadata is None


# --- templates of a newsroom -----------------------------------------------------


def test_a_newsrooms_template_wins_alone(tmp_path: Path) -> None:
    (tmp_path / "alert_note.mrkdwn").write_text("{{ f.verb }} at {{ f.clock }}", encoding="utf-8")
    renderer = Renderer(tmp_path)
    text = said(renderer.alert(post(filing()), NOW))
    assert text.endswith("\nFiled at 2:41 p.m. ET")
    assert text.startswith("*Notice* · No. 61\n")
    assert renderer.problems == ()


@pytest.mark.parametrize(
    "template",
    [
        "{{ f.what ",
        "{{ f.nothing_of_the_kind }}",
        "{{ unknown }}",
        "{{ 1 / 0 }}",
        "{% include 'missing' %}",
        "{{ f.what|no_such_filter }}",
        "{{ f.__class__.__mro__ }}",
        "{% for i in range(9000) %}x{% endfor %}",
        "",
    ],
)
def test_a_broken_template_never_costs_an_alert(tmp_path: Path, template: str) -> None:
    (tmp_path / "alert.mrkdwn").write_text(template, encoding="utf-8")
    renderer = Renderer(tmp_path)
    for _ in range(2):
        assert renderer.alert(post(filing()), NOW).blocks == (
            RENDERER.alert(post(filing()), NOW).blocks
        )
    (problem,) = renderer.problems
    assert problem.template == "alert.mrkdwn"
    assert problem.reason


def test_a_newsrooms_template_escapes_court_text_too(tmp_path: Path) -> None:
    (tmp_path / "alert.mrkdwn").write_text("{{ f.court }} {{ '<b> *x*' }}", encoding="utf-8")
    text = said(Renderer(tmp_path).alert(post(filing()), NOW))
    assert text.startswith("D.D.C. &lt;b&gt; ∗x∗")


# --- whatever a court writes -----------------------------------------------------

# Shrinking twenty filings takes minutes and says no more than the first failure.
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)

AWKWARD = st.one_of(
    st.text(max_size=120),
    st.sampled_from(
        [HOSTILE, HOSTILE * 40, "*", "_", "`", "```", ">", "&gt;", "~", ":x:", "<", "|"]
    ),
    st.text(alphabet="*_~`<>&|:@#! \n\u202eab", max_size=80),
)
URLS = st.one_of(
    st.sampled_from(
        [FILING.url, "", "javascript:x", "https://x.gov/|*>", "https://x.gov/" + "&" * 90]
    ),
    AWKWARD.map(lambda text: "https://x.gov/" + text),
)
FILINGS = st.builds(
    FilingView,
    event=st.sampled_from(Event),
    court=st.sampled_from(["dcd", "nysd", "deb", "ca2", "gud", "<zz>"]),
    docket_number=st.one_of(st.sampled_from(["1:25-cv-00457", "22-11242"]), AWKWARD),
    case_name=AWKWARD,
    key=st.text(max_size=24),
    number=st.one_of(st.none(), st.integers(min_value=0, max_value=99999)),
    events=st.lists(AWKWARD, max_size=3).map(tuple),
    filed_at=st.datetimes(
        min_value=datetime(2025, 10, 1),  # noqa: DTZ001
        max_value=datetime(2025, 11, 3),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    seen_at=st.just(NOW),
    text=st.one_of(st.just(""), AWKWARD),
    url=URLS,
    document_url=st.one_of(st.none(), URLS),
    free_url=st.one_of(st.none(), URLS),
    seq=st.one_of(st.none(), st.integers(min_value=0, max_value=9999)),
    defendants=st.lists(st.integers(min_value=1, max_value=99), max_size=6, unique=True).map(tuple),
    before=AWKWARD,
    after=AWKWARD,
    withdrawn=st.booleans(),
    late=st.booleans(),
    missing=st.lists(st.integers(min_value=1, max_value=99), max_size=10, unique=True).map(tuple),
    timed=st.booleans(),
    tellers=st.lists(st.sampled_from(Teller), max_size=3, unique=True).map(tuple),
    pages=st.one_of(st.none(), st.integers(min_value=-1, max_value=99999)),
    free_at=st.one_of(st.none(), st.just(NOW), st.just(NOW + timedelta(days=1))),
    also_in=st.lists(AWKWARD, max_size=9).map(tuple),
    same_as=st.one_of(st.just(""), AWKWARD),
)

LINK = re.compile(r"<https?://[^<>|\s]+\|[^<>|\n]+>")
LABELS = re.compile(
    r"Free PDF(?:, [\d,]+ pages?)?|free PDF|Docket|Document(?: on PACER, fee)?|document|PACER, fee"
)
BOLD = re.compile(r"\*(?=\S)[^*\n]+(?<=\S)\*")


def check_inert(message: Message) -> None:
    """Nothing but what the templates made is markup."""
    for text in texts(message):
        if text["type"] != "mrkdwn":
            continue
        assert text["verbatim"] is True
        bare = LINK.sub("", text["text"])
        labels = [found[1:-1].split("|")[1] for found in LINK.findall(text["text"])]
        assert all(LABELS.fullmatch(label) for label in labels)
        assert "<" not in bare
        assert ">" not in bare
        assert "&" not in re.sub(r"&(?:amp|lt|gt);", "", bare)
        assert not re.search(r"(?m)^\s*(?:&gt;|>)", text["text"])
        for line in bare.split("\n"):
            assert "*" not in BOLD.sub("", line)
            assert "`" not in line
            assert line.count("~") in (0, 2)
            assert not re.search(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", line)
            assert not re.search(r":[^\s:*]{1,100}:", line)
    assert not re.search(r"[<>*~`]", message.text)


def check_limits(message: Message) -> None:
    assert len(message.blocks) <= MAX_ALERT_BLOCKS
    assert size(message.blocks) <= MAX_CHARACTERS
    assert 0 < len(message.text) <= MAX_TEXT
    for text in texts(message):
        assert 0 < len(text["text"]) <= 3000


@settings(max_examples=60, phases=QUICK)
@given(FILINGS)
def test_one_filing_is_inert_whatever_it_holds(view: FilingView) -> None:
    message = RENDERER.alert(post(view), NOW)
    check_inert(message)
    check_limits(message)


@settings(max_examples=25, phases=QUICK)
@given(st.lists(FILINGS, min_size=2, max_size=20))
def test_any_mix_of_filings_keeps_the_limits(views: list[FilingView]) -> None:
    message = RENDERER.alert(post(*views), NOW)
    check_inert(message)
    check_limits(message)
    assert message.metadata is not None
    filings = message.metadata["event_payload"]["filings"]
    assert len(filings) == len(views)
    assert all(isinstance(value, str | int) for facts in filings for value in facts.values())


@settings(max_examples=30, phases=QUICK)
@given(AWKWARD, AWKWARD, AWKWARD)
def test_answers_are_inert_whatever_was_typed(text: str, case_name: str, number: str) -> None:
    case = replace(CASE_VIEW, case_name=case_name, docket_number=number or "1")
    for message in (
        RENDERER.not_understood(text),
        RENDERER.error(text),
        RENDERER.choices(text, [case, case]),
        RENDERER.doubt(text, case, NOW),
        RENDERER.unfollowed(replace(FOLLOW, case_name=case_name, created_by=text)),
    ):
        for found in texts(message):
            bare = re.sub(r"`[^`\n<>]*`|\*[^*\n]+\*", "", found["text"])
            if found["type"] == "mrkdwn":
                assert not re.search(r"[<>*`]", bare)
            assert found["text"]


# --- what Slack would say ----------------------------------------------------------


@cache
def every_message() -> dict[str, Message]:
    many = [filing(n, "Order", docket_number=f"1:25-cv-{n % 7:05}") for n in range(20)]
    hostile = filing(1, HOSTILE * 900, case_name=HOSTILE * 12, text=HOSTILE * 100, url=HOSTILE)
    unknown = replace(FOLLOW, known=False, case_name="", last_filing=None)
    empty = CaseView("dcd", "1:25-cv-00457", "", False, (), COVERAGE)
    other = replace(FOLLOW, destination=Destination("T1", "C099999"))
    related = tuple(Related("linked with", "scotus", f"25A45{n}") for n in range(9))
    parties = tuple(Party(HOSTILE, f"Role {n % 5}") for n in range(300))
    facts = CaseFacts(Teller.SCOTUS, "dcd", "1:25-cv-00457", parties=parties, related=related)
    linked = replace(CASE_VIEW, facts=facts, facts_at=FILED)
    return {
        "alert": RENDERER.alert(post(FILING), NOW),
        "burst": RENDERER.alert(post(*many), NOW),
        "hostile": RENDERER.alert(post(hostile), NOW),
        **{
            event.value: RENDERER.alert(post(filing(event=event, before="A", after="B")), NOW)
            for event in Event
        },
        "card": RENDERER.case_card(CASE_VIEW, NOW, "C012345"),
        "empty card": RENDERER.case_card(empty, NOW, "C012345"),
        "recent": RENDERER.recent(replace(CASE_VIEW, filings=(FILING, hostile) * 12), NOW),
        "followed": RENDERER.followed(FOLLOW, COVERAGE, NOW),
        "unknown": RENDERER.followed(unknown, COVERAGE, NOW),
        "unfollowed": RENDERER.unfollowed(FOLLOW),
        "list": RENDERER.follow_list([FOLLOW, unknown, other], NOW),
        "choices": RENDERER.choices(HOSTILE, [replace(CASE_VIEW, case_name=HOSTILE * 9)] * 14),
        "doubt": RENDERER.doubt("flolow it", CASE_VIEW, NOW),
        "not understood": RENDERER.not_understood("99999999"),
        "help": RENDERER.help(),
        "private": RENDERER.private_channel(),
        "sample": RENDERER.sample_alert(NOW),
        "stale": RENDERER.notice_stale(COVERAGE, 4, NOW),
        "back": RENDERER.notice_back(COVERAGE, 1, NOW),
        "unconfirmed": RENDERER.unconfirmed_after_7_days([unknown], NOW),
        "error": RENDERER.error("That number is not a docket number."),
        "note": RENDERER.note("Written again after an unknown outcome."),
        "told before": RENDERER.alert(post(filing(same_as=HOSTILE, also_in=(HOSTILE,) * 9)), NOW),
        "linked card": RENDERER.case_card(linked, NOW, "C012345", note="CourtListener is down."),
        "status": RENDERER.status(StatusView(3, (COVERAGE,) * 99, QuotaLine(125, 125)), NOW),
        "looking": RENDERER.looking(HOSTILE * 50),
        "documents": RENDERER.follow_documents(on=True),
    }


@pytest.mark.parametrize("name", list(every_message()))
def test_slacks_own_models_take_every_message(name: str) -> None:
    message = every_message()[name]
    for block in message.blocks:
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.validate_json()
    found = [element["action_id"] for b in message.blocks for element in b.get("elements", ())
             if "action_id" in element]  # fmt: skip
    assert len(found) == len(set(found))
    assert 0 < len(message.text) <= MAX_TEXT


@pytest.mark.skipif(not SCHEMA.is_file(), reason="the schema of Slack's blocks is not here")
def test_the_schema_takes_every_message() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    for name, message in every_message().items():
        errors = list(validator.iter_errors({"blocks": list(message.blocks)}))
        assert not errors, (name, [error.message[:200] for error in errors])
