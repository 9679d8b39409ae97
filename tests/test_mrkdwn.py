from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words import mrkdwn
from bot.words.mrkdwn import (
    Mrkdwn,
    bold,
    channel,
    code,
    court,
    cut,
    dots,
    fold,
    link,
    person,
    plain,
)

ESCAPES = re.compile(r"&(?:amp|lt|gt);")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A & B <C> D", "A &amp; B &lt;C&gt; D"),
        ("&amp; stays what the court wrote", "&amp;amp; stays what the court wrote"),
        ("<!channel> <@U123> <http://x|y>", "&lt;!channel&gt; &lt;@U123&gt; &lt;http://x|y&gt;"),
        ("*bold* ~gone~ `code`", "∗bold∗ ∼gone∼ ˋcodeˋ"),
        ("_slanted_ snake_case", "ˍslantedˍ snake_case"),
        (":tada: at 2:41", "∶tada: at 2:41"),
        ("12:30:45", "12∶30:45"),
        ("one\ntwo\r\n\tthree\x00\x1b[31m", "one two three [31m"),
        ("‮evil‬ zero​width\ufeff", "evil zerowidth"),
        ("> quoted", "› quoted"),
        ("  >>> quoted", "› quoted"),
        ("@everyone #general", "@everyone #general"),
        ("", ""),
        ("   ", ""),
        ("שלום עולם", "שלום עולם"),
    ],
)
def test_court_text_is_never_markup(text: str, said: str) -> None:
    assert court(text) == said


def test_what_is_marked_passes_and_is_not_escaped_twice() -> None:
    once = court("A & B")
    assert court(once) == once
    assert bold(once) == "*A &amp; B*"
    assert dots([once, "", "C & D"]) == "A &amp; B · C &amp; D"


def test_nothing_is_not_made_strong() -> None:
    assert bold(" \n") == ""
    assert code("") == ""


@pytest.mark.parametrize(
    ("url", "made"),
    [
        (
            "https://ecf.dcd.uscourts.gov/a?b=1&c=2",
            "<https://ecf.dcd.uscourts.gov/a?b=1&amp;c=2|L>",
        ),
        ("https://x.gov/a|b<c>d e", "<https://x.gov/a%7Cb%3Cc%3Ed%20e|L>"),
        ("javascript:alert(1)", ""),
        ("ftp://x.gov/", ""),
        ("https://", ""),
        ("https://[bad/", ""),
        ("https://x.gov/\nhttps://y.gov", ""),
        ("//x.gov/", ""),
        ("", ""),
        (None, ""),
        ("https://x.gov/" + "a" * 400, ""),
    ],
)
def test_only_a_web_page_becomes_a_link(url: str | None, made: str) -> None:
    assert link(url, "L") == made


def test_a_label_cannot_end_its_link() -> None:
    assert link("https://x.gov/", "a|b>c<d\ne & f") == "<https://x.gov/|a b c d e &amp; f>"


def test_only_an_id_becomes_a_mention() -> None:
    assert channel("C012345") == "<#C012345>"
    assert channel("terminal") == "terminal"
    assert person("U012345") == "<@U012345>"
    assert person("!channel") == "!channel"
    assert person("<!here>") == "&lt;!here&gt;"


def test_a_cut_says_how_much_is_left_out() -> None:
    said = cut("word " * 300, 200)
    assert len(said) <= 200
    shown, _, note = said.partition("… [ ")
    assert note == f"{1499 - len(shown):,} more characters on the docket ]"
    assert cut("short", 200) == "short"


def test_our_own_markup_comes_off_again() -> None:
    made = Mrkdwn("*Notice* · <https://x.gov/|Docket>\n`code` ~old~ &amp;")
    assert mrkdwn.words(made) == "Notice · Docket code old &amp;"


@given(st.text(max_size=300))
def test_any_text_is_inert(text: str) -> None:
    said = court(text)
    assert "<" not in said
    assert ">" not in said
    assert "&" not in ESCAPES.sub("", said)
    assert not re.search(r"[*~`\n\r\t\x00-\x1f\x7f-\x9f​-‏‪-‮⁦-⁩]", said)
    assert not re.search(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", said)
    assert not re.search(r":[^\s:]{1,100}:", said)
    assert not said.startswith("&gt;")
    assert said == said.strip()


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert plain(plain(text)) == plain(text)


@given(st.text(max_size=3000), st.integers(min_value=60, max_value=2000))
def test_a_cut_keeps_to_its_room(text: str, room: int) -> None:
    assert len(cut(text, room)) <= max(room, len(court("")))


def test_an_emoji_code_is_broken_wherever_it_begins() -> None:
    assert not re.search(r":\S{1,100}:", court("::>&#b:#:"))
