from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from sandbox.page import dates, links
from sandbox.page.mrkdwn import markdown, mrkdwn, plain
from tests.page_samples import FILED, NOW, READER, ZONE


def link(url: str, words: str) -> str:
    rel = 'target="_blank" rel="noopener noreferrer nofollow"'
    return f'<a class="link" href="{url}" {rel}>{words}</a>'


def shown(text: str, *, verbatim: bool = False) -> str:
    return str(mrkdwn(text, READER, verbatim=verbatim))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("*bold* _slanted_ ~gone~", "<strong>bold</strong> <em>slanted</em> <s>gone</s>"),
        ("snake_case 5*3*2 a~b~c", "snake_case 5*3*2 a~b~c"),
        ("*no end", "*no end"),
        ("no start*", "no start*"),
        ("* spaced *", "* spaced *"),
        ("*two words*, and", "<strong>two words</strong>, and"),
        ("(*in brackets*)", "(<strong>in brackets</strong>)"),
        ("*bold*ly", "*bold*ly"),
        ("**", "**"),
        ("****", "****"),
        ("_*both*_", "<em><strong>both</strong></em>"),
        ("*a _b* c_", "<strong>a _b</strong> c_"),
        ("*one\ntwo*", "*one<br>two*"),
        ("*~_all_~*", "<strong><s><em>all</em></s></strong>"),
    ],
)
def test_emphasis_stands_at_the_edges_of_words(typed: str, said: str) -> None:
    assert shown(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("`a *b* c`", "<code>a *b* c</code>"),
        ("`&lt;b&gt;`", "<code>&lt;b&gt;</code>"),
        ("a`b`c", "a`b`c"),
        ("``", "``"),
        ("` `", "` `"),
        ("`open", "`open"),
        ("`<https://x.example|label>`", "<code>label</code>"),
        ("```\none\n  *two*\n```", "<pre>\none\n  *two*</pre>"),
        ("see ```x``` there", "see <pre>\nx</pre> there"),
        ("see ```x```\nthere", "see <pre>\nx</pre>there"),
        ("``` open *b*", "``` open <strong>b</strong>"),
        ("``````", "``````"),
    ],
)
def test_code_is_never_markup(typed: str, said: str) -> None:
    assert shown(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("> one\n> two\nthree", "<blockquote>one<br>two</blockquote>three"),
        ("&gt; one", "<blockquote>one</blockquote>"),
        ("a > b", "a &gt; b"),
        (">>> one\ntwo", "<blockquote>one<br>two</blockquote>"),
        (">>> one\n```x```\ntwo", "<blockquote>one<pre>\nx</pre>two</blockquote>"),
        ("• one\n- two\n1. three", "• one<br>- two<br>1. three"),
        ("one\n\ntwo", "one<br><br>two"),
        ("one\r\ntwo", "one<br>two"),
    ],
)
def test_quotes_lists_and_lines(typed: str, said: str) -> None:
    assert shown(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("<https://x.example/a|the docket>", link("https://x.example/a", "the docket")),
        ("<https://x.example/?a=1&amp;b=2>",
         link("https://x.example/?a=1&amp;b=2", "https://x.example/?a=1&amp;b=2")),
        ("*<https://x.example|*a*>*",
         f"<strong>{link('https://x.example', '*a*')}</strong>"),
        ("<mailto:a@x.example|write>", link("mailto:a@x.example", "write")),
        ("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
        ("<data:text/html,x|x>", "&lt;data:text/html,x|x&gt;"),
        ("<https:///|x>", "&lt;https:///|x&gt;"),
        ("<b>", "&lt;b&gt;"),
        ("<>", "&lt;&gt;"),
        ("a < b", "a &lt; b"),
        ('<https://x.example/"onclick=1|x>', '&lt;https://x.example/&#34;onclick=1|x&gt;'),
    ],
)  # fmt: skip
def test_links(typed: str, said: str) -> None:
    assert shown(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("<@U2>", '<span class="mention">@Ed Editor</span>'),
        ("<@U1>", '<span class="mention mine">@Rita Reporter</span>'),
        ("<@U404|someone>", '<span class="mention">@someone</span>'),
        ("<@U404>", '<span class="mention">@U404</span>'),
        ("<#C1>", '<a class="mention" href="/c/C1">#courts</a>'),
        ("<#C404|gone>", '<span class="mention">#gone</span>'),
        ("<!here>", '<span class="mention mine">@here</span>'),
        ("<!channel|x>", '<span class="mention mine">@channel</span>'),
        ("<!subteam^S1>", '<span class="mention">@desk</span>'),
        ("<!subteam^S2|@copy>", '<span class="mention">@copy</span>'),
        ("<!nonsense>", "&lt;!nonsense&gt;"),
        ("<!nonsense|label>", "&lt;label&gt;"),
    ],
)
def test_mentions(typed: str, said: str) -> None:
    assert shown(typed) == said


def test_escapes_are_undone_once() -> None:
    assert shown("&amp;lt; &lt;!here&gt; &copy; R&D") == "&amp;lt; &lt;!here&gt; &amp;copy; R&amp;D"


def test_bare_addresses_and_names_unless_verbatim() -> None:
    typed = "See https://x.example/a_b_c). @here #courts #nowhere rita@here &#courts"
    said = shown(typed)
    assert link("https://x.example/a_b_c", "https://x.example/a_b_c") + ")." in said
    assert '<span class="mention mine">@here</span>' in said
    assert '<a class="mention" href="/c/C1">#courts</a> #nowhere rita@here' in said
    assert shown(typed, verbatim=True) == typed.replace("&", "&amp;")
    marked = "*bold* <https://x.example|x> :scales:"
    assert shown(marked, verbatim=True) == shown(marked)


def test_emoji_that_are_known() -> None:
    assert "⚖️" in shown(":scales:")
    assert "👋🏽" in shown(":wave::skin-tone-4:")
    assert shown("12:30:45 :nothing_of_mine: :_x_:") == "12:30:45 :nothing_of_mine: :<em>x</em>:"
    assert str(plain(":scales:", emoji=False)) == ":scales:"


def test_plain_text_has_no_markup() -> None:
    said = str(plain("*a* <@U1> &amp; `x`\n<script>"))
    assert said == "*a* &lt;@U1&gt; &amp; `x`<br>&lt;script&gt;"


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{date_num}", "2025-11-03"),
        ("{date_slash}", "11/03/2025"),
        ("{date}", "November 3rd"),
        ("{date_short}", "Nov 3, 2025"),
        ("{date_long}", "Monday, November 3rd, 2025"),
        ("{date_long_full}", "November 3, 2025"),
        ("{date_pretty}", "Today"),
        ("filed {date_short_pretty}", "filed today"),
        ("{date_long_pretty}", "Today"),
        ("{day_divider_pretty}", "Today"),
        ("{time}", "2:41 PM"),
        ("{time_secs}", "2:41:00 PM"),
        ("{ago}", "49 minutes ago"),
        ("{date_num} {unknown}", "2025-11-03 {unknown}"),
    ],
)
def test_dates_in_the_readers_zone(pattern: str, said: str) -> None:
    iso = "2025-11-03T14:41:00-05:00"
    assert shown(f"<!date^{FILED}^{pattern}|then>") == f'<time datetime="{iso}">{said}</time>'


def test_dates_of_other_days_and_years() -> None:
    def day(days: int, pattern: str) -> str | None:
        moment = (NOW + timedelta(days=days)).astimezone(ZONE)
        return dates.shown(moment, pattern, NOW)

    assert day(-1, "{date_pretty}") == "Yesterday"
    assert day(1, "due {date_long_pretty}") == "due tomorrow"
    assert day(-365, "{date_pretty}") == "November 3rd, 2024"
    assert day(8, "{date}") == "November 11th"
    assert day(19, "{date}") == "November 22nd"
    assert day(0, "no token") is None
    assert dates.day_heading(datetime(2025, 10, 21, 9, tzinfo=ZONE), NOW) == "Tuesday, October 21st"
    # In New York it is still Nov. 3 when it is Nov. 4 in Greenwich.
    late = datetime(2025, 11, 4, 3, tzinfo=UTC)
    assert dates.day_heading(late.astimezone(ZONE), NOW) == "Today"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "just now"), (1, "1 second ago"), (-90, "in 1 minute"), (7200, "2 hours ago"),
     (86400 * 3, "3 days ago"), (86400 * 800, "2 years ago")],
)  # fmt: skip
def test_how_long_ago(seconds: int, said: str) -> None:
    assert dates.ago(NOW - timedelta(seconds=seconds), NOW) == said


def test_dates_that_link_and_dates_that_fail() -> None:
    assert link(
        "https://x.example", '<time datetime="2025-11-03T14:41:00-05:00">2:41 PM</time>'
    ) in (shown(f"<!date^{FILED}^{{time}}^https://x.example|then>"))
    for bad in (f"{10**30}^{{time}}", "soon^{time}", f"{FILED}^no token", f"{-(10**12)}^{{time}}"):
        assert shown(f"<!date^{bad}|then>") == "then"


def test_markdown_blocks() -> None:
    said = str(
        markdown(
            "# Rulings\n**bold** and *slanted* ~~gone~~ `co*d*e`\n- one\n  2. two\n- [x] done\n"
            "> quoted\n---\n```py\nx = 1\n```\n| a | b |\n|---|---|\n[docket](https://x.example)\n"
            "![chart](javascript:x) snake_case \\*kept\\* <b>"
        )
    )
    assert (
        '<div class="md-heading md-heading-1" role="heading" aria-level="3">Rulings</div>' in said
    )
    assert "<strong>bold</strong> and <em>slanted</em> <s>gone</s> <code>co*d*e</code>" in said
    assert '<div class="md-item indent-1"><span>2.</span><div>two</div></div>' in said
    assert "<span>☑</span><div>done</div>" in said
    assert "<blockquote>quoted</blockquote><hr><pre>\nx = 1</pre>" in said
    assert "<pre>\n| a | b |\n|---|---|</pre>" in said
    assert link("https://x.example", "docket") in said
    assert "![chart](javascript:x) snake_case *kept* &lt;b&gt;" in said


@pytest.mark.parametrize(
    "url",
    ["https://x.example/a b", "HTTPS:evil", "https://a\\@b", "ftp://x", "https://",
     "java\nscript:x", "//x.example", "https://[x"],
)  # fmt: skip
def test_addresses_that_nobody_may_follow(url: str) -> None:
    assert not links.safe(url)


HOSTILE = ["*", "_", "~", "`", "<", ">", "&", ":", "@", "#", "*_", "<a", "<!", "`a ", "*a _b ",
           "```", "> ", "&gt;", "https://", "https:///", ":a", "[", "[](", "**", "- ", "| ", "\\",
           "<!date^1^{time}", "<@U1>", "a*", "*a", "``", "_ *"]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_thirty_thousand_hostile_characters(piece: str) -> None:
    """Quadratic work on any of these would take minutes; nothing here is timed."""
    text = piece * (30_000 // len(piece))
    for said in (shown(text), shown(text, verbatim=True), markdown(text), plain(text)):
        tree = lxml_html.fragment_fromstring(str(said), create_parent="div")
        assert {str(element.tag) for element in tree.iter()} <= TAGS


SIGNS = st.text(alphabet="ab *_~`<>|&;:#@!^\n\"'/\\[]()-.1{}\x00\u202e", max_size=60)
TAGS = {"div", "strong", "em", "s", "code", "pre", "blockquote", "br", "a", "span", "time", "hr"}


@settings(max_examples=150, deadline=None)
@given(SIGNS)
def test_nothing_nests_wrongly_and_only_our_tags_come_out(text: str) -> None:
    for said in (shown(text), str(markdown(text)), str(plain(text))):
        tree = lxml_html.fragment_fromstring(said, create_parent="div")
        for element in tree.iter():
            assert element.tag in TAGS
            assert not [name for name in element.attrib if name.startswith("on")]
        again = lxml_html.tostring(tree, encoding="unicode", method="xml")
        assert len(lxml_html.fragment_fromstring(again)) == len(tree)
        assert said.count("<strong>") == said.count("</strong>")


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80))
def test_no_letter_is_lost(text: str) -> None:
    """Whatever is not markup is shown as it was written."""
    letters = "".join(character for character in text if character.isalpha())
    escaped = letters.replace("&", "&amp;")
    tree = lxml_html.fragment_fromstring(shown(escaped), create_parent="div")
    assert tree.text_content() == letters
