from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.words.blocks import Button, Message, actions, context, section
from bot.words.mrkdwn import Mrkdwn, link
from bot.words.render import Renderer
from bot.words.terminal import render
from tests.samples import CASE_VIEW, NOW, filing, post

RENDERER = Renderer()
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def test_an_alert_reads_from_what_matters_most() -> None:
    assert render(RENDERER.alert(post(filing(missing=(60,))), NOW), 110).split("\n") == [
        "Notice · No. 61",
        "  Harbor Gazette v. Port Office · D.D.C. 1:25-cv-00457",
        "  Docket (https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000)",
        "  Document on PACER, fee"
        " (https://ecf.dcd.uscourts.gov/doc1/04501234567?caseid=277000&de_seq_num=200)",
        "  [ Cite ] [ ⋯ ]",
        "  Filed 2:41 p.m. ET, Mon., Nov. 3 · seen 3:17 p.m. in the court's feed"
        " · No. 60 is not in the feed",
        "",
    ]


def test_strong_text_and_links_have_styles_in_colour() -> None:
    message = Message("x", (section(Mrkdwn("*A &amp; B* ~old~ <https://x.gov/|Docket>")),))
    coloured = render(message, 80, color=True)
    assert "\x1b[1mA & B\x1b[0m" in coloured
    assert "\x1b[9mold\x1b[0m" in coloured
    assert ANSI.sub("", coloured) == "A & B old Docket (https://x.gov/)\n"


def test_buttons_are_shown_or_left_out() -> None:
    card = RENDERER.case_card(CASE_VIEW, NOW, "C012345")
    assert "[ Follow here ] [ Recent ] [ Show to channel ]" in render(card)
    assert "[" not in render(card, buttons=False)
    long = actions([Button("x" * 60, "choose", "1"), Button("y" * 60, "choose", "2")])
    assert len(render(Message("x", (long,)), 80).splitlines()) == 2


def test_mentions_and_small_print_are_words() -> None:
    message = Message("x", (context(Mrkdwn("Followed in <#C012345> by <@U012345>")),))
    assert render(message) == "  Followed in #C012345 by @U012345\n"


def test_an_escape_is_read_back_once() -> None:
    message = Message("x", (section("&lt; & <b>"),))
    assert render(message) == "&lt; & <b>\n"


def test_a_narrow_terminal_gets_narrow_lines() -> None:
    message = Message("x", (section("word " * 60),))
    assert max(map(len, render(message, 30).splitlines())) <= 30


def test_a_url_is_never_broken() -> None:
    url = "https://ecf.ca2.uscourts.gov/n/beam/servlet/TransportRoom?servlet=X.jsp&caseNum=20-2544"
    message = Message("x", (section(link(url, "Docket")),))
    assert f"({url})\n" in render(message, 40)


def test_rich_markup_of_a_court_is_only_text() -> None:
    message = Message("x", (section("[bold red]x[/] [link=http://e.vil]y[/link] :smile:"),))
    assert "[bold red]x[/] [link=http://e.vil]y[/link]" in render(message)


@settings(max_examples=60)
@given(st.text(max_size=300), st.integers(min_value=1, max_value=200))
def test_no_control_byte_reaches_a_terminal(text: str, width: int) -> None:
    raw = Message(text, (
        {"type": "section", "text": {"type": "mrkdwn", "text": text}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]},
        actions([Button(text, "card", text)]),
    ))  # fmt: skip
    assert not CONTROLS.search(render(raw, width))
    assert not CONTROLS.search(ANSI.sub("", render(raw, width, color=True)))


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_what_a_court_wrote_has_no_style(text: str) -> None:
    message = Message("x", (section(text or "."),))
    assert not ANSI.search(render(message, color=True))
