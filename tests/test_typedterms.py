"""What is typed behind a case: read whole, never taken out of a caption, never dropped unsaid."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.typedterms import Reading, Typed, as_line, as_typed, readings, refuse_beyond
from bot.words.termwords import follow_words
from filings import kinds
from filings.errors import BadInput
from filings.store import follows
from filings.terms import OFFERED, Cadence, Routine, Terms
from filings.types import Rule
from filings.views import FollowView
from tests.slackroom import GAZETTE, Reporter, SlackRoom, buttons, read_courts, shown, slackroom

NUMBER = "1:25-cv-00457"
DCD = f"{NUMBER} dcd"
ORDERS = Typed(Rule(("order",)))


def typed(*named: str, plus: tuple[str, ...] = (), minus: tuple[str, ...] = ()) -> Typed:
    return Typed(Rule(named, plus, minus))


READ = [
    (DCD, None),
    (f"{DCD} orders", ORDERS),
    (f"{DCD}, orders, opinions and motions only", typed("order", "opinion", "motion")),
    (f"{DCD} News substance", typed("news", "substance")),
    (f'{DCD} -"pro hac vice" orders +TRO', typed("order", plus=("TRO",), minus=("pro hac vice",))),
    (f"{DCD} all", Typed(Rule())),
    (f"{DCD} hourly", Typed(cadence=Cadence.HOURLY)),
    (f"{DCD} at once", Typed(cadence=Cadence.NOW)),
    (f"{DCD} daily", Typed(cadence=Cadence.DAILY)),
    (f"{DCD} daily 8am", Typed(cadence=Cadence.DAILY, daily_at=time(8))),
    (f"{DCD} daily at 8:30 p.m. orders", Typed(Rule(("order",)), Cadence.DAILY, time(20, 30))),
    (f"{DCD} orders daily noon", Typed(Rule(("order",)), Cadence.DAILY, time(12))),
    (f"{DCD} daily 00:05", Typed(cadence=Cadence.DAILY, daily_at=time(0, 5))),
    (f"{DCD} routine", typed("routine")),
    (f"{DCD} routine daily", Typed(routine=Routine.DAILY)),
    (
        f"{DCD} orders routine papers daily at 5pm",
        Typed(Rule(("order",)), daily_at=time(17), routine=Routine.DAILY),
    ),
    (f"{DCD} routine now", Typed(routine=Routine.AT_ONCE)),
    (f"{DCD} routine filings at once pdf", Typed(documents=True, routine=Routine.AT_ONCE)),
    (f"{DCD} routine, daily", Typed(Rule(("routine",)), Cadence.DAILY)),
    (f"{DCD} with PDFs", Typed(documents=True)),
    (f"{DCD} +pdf", Typed(documents=True)),
    ("D.D.C. 25-457 orders", ORDERS),
    ("25-457 orders", ORDERS),
    ("<https://www.courtlistener.com/docket/69651188/gazette/> orders", ORDERS),
    (f"{DCD} Harbor Gazette v. Port Office orders", ORDERS),
]


@pytest.mark.parametrize(("line", "meant"), READ, ids=[line for line, _ in READ])
def test_terms_behind_a_number_are_read_in_any_order(line: str, meant: Typed | None) -> None:
    (found,) = readings(line)
    assert found.typed == meant
    assert found.by_number


@pytest.mark.parametrize(
    "line",
    [
        "Daily News v. Orders Inc.", "Daily News v. Orders", "In re Motions", "Notice", "daily",
        "Smith -v- Jones", "Bureau of Orders", "", "Ex parte Judgment",
        f"The case is Gull v. Heron, D.D.C., No. {NUMBER}, notice filed 11/3/25.",
        f"{NUMBER}, D.D.C., notice filed 11/3/25.",
    ],
)  # fmt: skip
def test_words_of_a_caption_stay_in_it(line: str) -> None:
    assert readings(line) == (Reading(line),)


def test_a_caption_with_terms_behind_it_has_two_readings() -> None:
    assert readings("Harbor Gazette orders -letter") == (
        Reading("Harbor Gazette", typed("order", minus=("letter",))),
        Reading("Harbor Gazette orders", typed(minus=("letter",))),
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"{DCD} ordres", "“ordres” is not a kind of filing"),
        (f"{DCD} orders and judgmnts", "“judgmnts” is not a kind of filing"),
        (f"{DCD} orders banana", "“banana” is not a kind of filing"),
        (f"{DCD} daily 8", "“8” is not a time of day"),
        (f"{DCD} daily 25:00", "“25:00” is not a time of day"),
        (f"{DCD} daily 13pm", "“13pm” is not a time of day"),
    ],
)
def test_what_is_no_term_is_refused_in_one_sentence(line: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        readings(line)
    assert str(refused.value).startswith(said)


PHRASES = st.lists(st.sampled_from(["pro hac vice", "TRO", "fee-paid", "O'Neil"]), max_size=2)


@given(
    st.lists(st.sampled_from([*kinds.NAMES, "news", "routine"]), unique=True), PHRASES, PHRASES,
    st.sampled_from([None, *Cadence]), st.one_of(st.none(), st.times()), st.booleans(),
    st.sampled_from([None, *Routine]),
)  # fmt: skip
def test_what_a_button_carries_reads_back_as_it_was(
    named: list[str],
    plus: list[str],
    minus: list[str],
    cadence: Cadence | None,
    at: time | None,
    pdf: bool,
    routine: Routine | None,
) -> None:
    unique = (tuple(dict.fromkeys(words)) for words in (plus, minus))
    daily = cadence is Cadence.DAILY or routine is Routine.DAILY
    daily_at = at.replace(second=0, microsecond=0) if at and daily else None
    meant = Typed(Rule(tuple(named), *unique), cadence, daily_at, pdf or None, routine)
    assert readings(f"{DCD} {as_typed(meant)}") == (Reading(DCD, meant),)


@pytest.mark.parametrize(
    ("terms", "routine"),
    [
        ("", Routine.DAILY), ("orders", Routine.DAILY), ("pdf", Routine.DAILY),
        ("all at once", Routine.AT_ONCE), ("hourly", Routine.AT_ONCE),
        ("appearances", Routine.AT_ONCE), ("routine", Routine.AT_ONCE),
        ("hourly routine daily", Routine.DAILY), ("routine now", Routine.AT_ONCE),
    ],
)  # fmt: skip
def test_routine_papers_come_within_the_day_unless_they_are_asked_for(
    terms: str, routine: Routine
) -> None:
    found = readings(f"{DCD} {terms}".strip())[0].typed or Typed()
    assert found.over(OFFERED).routine is routine


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ("news substance routine daily 5pm",
         "news and substance at once, routine papers each day at 5 p.m. ET"),
        ("news routine daily 5pm",
         "news and routine papers only, at once, routine papers each day at 5 p.m. ET"),
        ("news routine now", "news and routine papers only, at once"),
        ("orders routine daily 5pm", "orders only, at once, routine ones each day at 5 p.m. ET"),
    ],
)  # fmt: skip
def test_whoever_says_when_routine_papers_come_gets_them(terms: str, said: str) -> None:
    found = readings(f"{DCD} {terms}")[0].typed or Typed()
    assert follow_words(found.over(OFFERED), time(8), "ET") == said


def test_a_follow_of_news_that_gets_routine_papers_too() -> None:
    found = readings(f"{DCD} routine daily 5pm")[0].typed or Typed()
    kept = found.over(Terms(Rule(("news",))))
    assert (kept.rule, kept.routine, kept.daily_at) == (
        Rule(("news", "routine")), Routine.DAILY, time(17),
    )  # fmt: skip


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = readings(f"{DCD} {text}")
    except BadInput:
        return
    assert found


def test_a_shell_takes_the_quotes_and_the_phrase_stays_one() -> None:
    line = as_line([NUMBER, "dcd", "-pro hac vice", "orders"])
    assert line == f'{DCD} -"pro hac vice" orders'


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (OFFERED, "news and substance at once, routine papers each day at 8 a.m. ET"),
        (replace(OFFERED, rule=Rule(("order",))),
         "orders only, at once, routine ones each day at 8 a.m. ET"),
        (replace(OFFERED, rule=Rule(("news",))), "news only, at once"),
        (replace(OFFERED, cadence=Cadence.HOURLY, daily_at=time(17)),
         "news and substance once an hour, routine papers each day at 5 p.m. ET"),
        (replace(OFFERED, cadence=Cadence.DAILY), "all filings, each day at 8 a.m. ET"),
    ],
)  # fmt: skip
def test_routine_papers_told_apart_in_words(terms: Terms, said: str) -> None:
    assert follow_words(terms, time(8), "ET") == said


def test_terms_in_words() -> None:
    rule = Rule(("order", "opinion"), exclude=("pro hac vice",))
    daily = Terms(rule, Cadence.DAILY, time(8))
    said = "orders and opinions only, without “pro hac vice”, each day at 8 a.m. ET"
    assert follow_words(daily, zone="ET") == said
    assert follow_words(Terms(Rule(("news",)))) == "news only, at once"
    assert follow_words(Terms(Rule(include=("TRO",)))) == "filings with “TRO”, at once"


@pytest.mark.parametrize(
    ("line", "caption", "refused"),
    [
        (f"{DCD} mondays", GAZETTE, "mondays"),
        (f"{DCD} - mondays", GAZETTE, "mondays"),
        (f"{DCD} (Harbor Gazette) mondays", GAZETTE, "mondays"),
        (f"{DCD} in general", GAZETTE, "in"),
        (f"{DCD} mondays", "", "mondays"),
        ("<https://www.courtlistener.com/docket/69651188/gazette/> mondays", "", "mondays"),
        (f"{DCD} Harbor Gazette", GAZETTE, None),
        (f"{DCD}: Harbor Gazette", GAZETTE, None),
        (f"{DCD} here, please", GAZETTE, None),
        (f"<https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000|{DCD}> orders", "", None),
        (f"The case is Gull v. Heron, D.D.C., No. {NUMBER}, notice filed 11/3/25.", "", None),
    ],
)
def test_words_behind_a_number_are_terms_or_of_its_caption(
    line: str, caption: str, refused: str | None
) -> None:
    first, *_ = readings(line)
    if refused is None:
        refuse_beyond(first, [caption])
    else:
        with pytest.raises(BadInput, match=f"I do not know “{refused}” behind a case"):
            refuse_beyond(first, [caption])


# Typed in a channel.


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[SlackRoom]:
    async with slackroom(database_url) as made:
        await read_courts(made, dcd=(NUMBER, GAZETTE), nysd=(NUMBER, "GULL v. ORDERS CO."))
        yield made


async def the_follow(room: SlackRoom, court: str = "dcd") -> FollowView:
    (view,) = [
        f for f in await follows.listed(room.db) if (f.court, f.docket_number) == (court, NUMBER)
    ]
    return view


async def test_a_follow_is_announced_with_its_terms_and_typed_ones_replace_its_filter(
    room: SlackRoom,
) -> None:
    reporter = Reporter(room)
    await reporter.types(f"follow {DCD} orders opinions -“pro hac vice” daily 8am")
    await room.send()
    said = shown(await reporter.hears("Following"))
    assert "here, orders and opinions only, without “pro hac vice”, each day at 8 a.m. ET." in said
    again = shown(await reporter.asks(f"follow {DCD} motions"))
    assert "from now on: motions only, each day at 8 a.m." in again
    assert "Until now: orders and opinions only" in again
    terms = (await the_follow(room)).terms
    assert terms == Terms(Rule(("motion",)), Cadence.DAILY, time(8))
    assert "motions only, each day at 8 a.m." in shown(await reporter.asks("list"))
    same = shown(await reporter.asks(f"follow {DCD}"))
    assert "followed here already: motions only, each day at 8 a.m. ET. To change that:" in same
    assert "I do not know “mondays”" in shown(await reporter.asks(f"follow {DCD} mondays"))
    assert (await the_follow(room)).terms == terms
    digest = shown(await reporter.asks(f"follow {DCD} daily"))
    assert "from now on: motions only, each day at 8 a.m. ET. Until now:" in digest


async def test_a_choice_keeps_the_terms_that_were_typed(room: SlackRoom) -> None:
    reporter = Reporter(room)
    choice = await reporter.asks(f"follow {NUMBER} orders")
    assert set(buttons(choice).values()) == {
        f"follow dcd {NUMBER} order", f"follow nysd {NUMBER} order",
    }  # fmt: skip
    await reporter.presses(choice, "D.D.C. · Harbor Gazette v. Port Office")
    assert (await the_follow(room)).terms.rule == Rule(("order",))


async def test_a_caption_that_ends_like_terms_is_a_question(room: SlackRoom) -> None:
    reporter = Reporter(room)
    question = await reporter.asks("follow Gull orders")
    assert "read in two ways" in shown(question)
    assert list(buttons(question).values()) == [
        f"follow nysd {NUMBER}", f"follow nysd {NUMBER} order",
    ]  # fmt: skip
    await reporter.types("follow Harbor Gazette orders now")
    assert (await the_follow(room)).terms == Terms(Rule(("order",)))


async def test_cite_pause_and_resume_by_word(room: SlackRoom) -> None:
    reporter = Reporter(room)
    cited = await reporter.asks(f"cite {DCD}")
    assert "The case is Harbor Gazette v. Port Office, D.D.C., No. 1:25-cv-00457, n" in shown(cited)
    await reporter.presses(cited, "Show to channel")
    await room.send()
    assert "The case is Harbor Gazette" in shown(await reporter.hears("The case is"))
    await reporter.types(f"follow {DCD}")
    assert "paused here" in shown(await reporter.asks(f"pause {DCD}"))
    assert (await the_follow(room)).paused_at is not None
    assert "It is paused" in shown(await reporter.asks(f"follow {DCD}"))
    again = shown(await reporter.asks(f"resume {DCD}"))
    assert f"goes on here. What was filed meanwhile: /docket recent {DCD}" in again
    assert (await the_follow(room)).paused_at is None
    assert "is not paused here" in shown(await reporter.asks(f"resume {DCD}"))
    assert not room.slack.refusals
