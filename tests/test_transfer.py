"""Follows as a file: exact both ways, safe in a spreadsheet, and read as often as one likes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commandline.carried import Carried, CarriedChannel, CarriedFollow
from bot.commandline.carriedcsv import as_csv, from_csv, guarded, unguarded
from bot.commandline.carriedtoml import as_toml, from_toml
from bot.commandline.carriedwatches import CarriedMorning, CarriedWatch
from bot.commandline.transfer import everything, take_in
from bot.serving.process import Parts
from bot.words.render import Renderer
from filings.errors import BadInput
from filings.settings import Settings
from filings.store import audit, closures, follows, mornings, places, watches
from filings.store.closures import Why
from filings.store.core import parts_of
from filings.store.watches import Wish
from filings.terms import Cadence, ChannelTerms, Routine, Terms
from filings.types import TERMINAL, Rule
from tests.newsroom import Newsroom, newsroom
from tests.slackroom import settings_for, shown

NUMBER = "1:25-cv-00457"
FORMS = [(as_csv, from_csv), (as_toml, from_toml)]

# Any text that people can type; no database takes NUL, no file half of a character.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
dangerous = st.sampled_from(
    ["=1+1", "'=x", "''-y", "@a", "+b", "\tc", "\rd", " =e", "'tis", "ｆ", "\n"]
)
words = st.one_of(texts, dangerous, st.builds("{}{}".format, dangerous, texts))
times = st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59))
rules = st.builds(
    Rule, st.sampled_from([(), ("order",), ("order", "opinion", "news")]),
    st.lists(words, max_size=3).map(tuple), st.lists(words, max_size=3).map(tuple),
)  # fmt: skip
carried_follows = st.builds(
    CarriedFollow, st.sampled_from(["", "T1"]), st.sampled_from(["C1", "#courts"]),
    st.just("courts"), st.just("dcd"), st.just(NUMBER),
    st.builds(
        Terms, rules, st.sampled_from(Cadence), times, st.booleans(), words,
        st.sampled_from(Routine),
    ),
    st.booleans(),
)  # fmt: skip
quiet = st.tuples(times, times).map(lambda both: both if None not in both else (None, None))
carried_channels = st.builds(
    lambda zone, hours, *others: CarriedChannel(
        "T1", "C1", "courts", ChannelTerms(zone, hours[0], hours[1], *others)
    ),
    st.sampled_from(["", "America/Chicago"]), quiet, st.booleans(),
    times.filter(lambda at: at is not None), st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip


# Words are one line, without quotation marks: so they are typed.
watched = st.one_of(texts, dangerous).map(
    lambda text: " ".join(f"{text} port".translate({ord(mark): "" for mark in '"“”'}).split())
)
sorts = st.sampled_from([(), ("cr",), ("cr", "mj")])
everywhere = st.just(((), True))
some_courts = st.sampled_from([(("dcd",), False), (("dcd", "nysd"), False)])
carried_watches = st.builds(
    lambda words, types, where, *others: CarriedWatch(
        "T1", "C1", "courts", Wish(words, types, *where, *others)
    ),
    watched, sorts, everywhere | some_courts, st.booleans(), st.sampled_from(Cadence),
)  # fmt: skip
carried_mornings = st.builds(
    CarriedMorning, st.just("T1"), st.sampled_from(["C1", "#courts"]), st.just("courts"),
    st.sampled_from(["dcd", "deb"]), sorts,
)  # fmt: skip


@pytest.mark.parametrize(("write", "read"), FORMS)
@given(
    st.builds(
        Carried, st.lists(carried_follows, max_size=3).map(tuple),
        st.lists(carried_channels, max_size=2).map(tuple),
        st.lists(carried_watches, max_size=2).map(tuple),
        st.lists(carried_mornings, max_size=2).map(tuple),
    )
)  # fmt: skip
def test_what_is_written_is_read_exactly(
    write: Callable[[Carried], str], read: Callable[[str], Carried], what: Carried
) -> None:
    assert read(write(what)) == what


@given(words)
def test_no_cell_is_a_formula(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert cell.lstrip(" \n")[:1] not in ("=", "+", "-", "@", "\t", "\r") or cell.startswith("'")


def test_what_a_spreadsheet_made_of_it_is_read() -> None:
    typed = (
        'Channel;case;when;at;kinds\r\n#courts;1:25-cv-00457 dcd;Daily;8:30 am;"order,motions"\r\n'
    )
    (one,) = from_csv(typed).follows
    rule = Rule(("order", "motion"))
    assert one == CarriedFollow(
        "", "#courts", "", "dcd", NUMBER, Terms(rule, Cadence.DAILY, time(8, 30))
    )


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("C1,dxd,1:25-cv-1,,,,", "no court"),
        ("C1,dcd,,,,,", "its court and its number"),
        (",dcd,1:25-cv-1,,,,", "No channel is named"),
        ("C1,dcd,1:25-cv-1,weekly,,,", "write now, hourly or daily"),
        ("C1,dcd,1:25-cv-1,daily,25:00,,", "not a time of day"),
        ("C1,dcd,1:25-cv-1,,,maybe,", "pdf has to be yes or no"),
        ("C1,dcd,1:25-cv-1,,,,cats", "“cats” is not a kind"),
        ("C1,dcd,1:25-cv-1,,,,,,", "more cells"),
    ],
)
def test_a_line_that_cannot_be_used_says_why(row: str, why: str) -> None:
    header = "channel,court,number,when,at,pdf,kinds\n"
    read = from_csv(f'{header}C1,dcd,{NUMBER},,,,"order\n"\n\n{row}\n')
    (fault,) = [fault for fault in read.faults if "“order" not in fault.why]
    assert why in fault.why
    assert fault.place == "line 5"


@pytest.mark.parametrize(
    ("read", "text", "why"),
    [
        (from_csv, "", "channel is not among them"),
        (from_csv, "channel,colour\n", "“colour” is no column"),
        (from_csv, "channel,channel\n", "twice"),
        (from_csv, 'channel,case\nC1,"x', "not CSV"),
        (from_toml, "x", "not TOML"),
        (from_toml, "[follow]\n", r"\[\[follow\]\]"),
        (from_toml, "[[case]]\n", "no table"),
        (from_toml, "[watch]\n", r"\[\[watch\]\]"),
    ],
)
def test_what_is_no_file_of_ours_is_one_sentence(
    read: Callable[[str], Carried], text: str, why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        read(text)


def test_a_table_that_cannot_be_used_says_where() -> None:
    good = f'[[follow]]\nchannel = "C1"\ncase = "{NUMBER} dcd"\nat = 08:30:00\n'
    read = from_toml(
        good
        + '\n[[follow]]\nchannel = "C1"\nnote = 7\nnumber = "x"\n'
        + '[[channel]]\nzone = "Mars/Base"\nchannel = "C1"\n'
    )
    assert [one.terms.daily_at for one in read.follows] == [time(8, 30)]
    assert [(fault.place, fault.why[:13]) for fault in read.faults] == [
        ("line 6", "note cannot b"), ("line 10", "“Mars/Base” i"),
    ]  # fmt: skip


# Out of one newsroom and into another.


def parts_in(room: Newsroom, settings: Settings | None = None) -> Parts:
    return Parts(settings or settings_for(room.slack), room.db, Renderer(), room.clock)


TERMS = Terms(Rule(("order",), (), ("=cmd|x",)), Cadence.DAILY, time(8, 30), True, "For the A1")
CHOSEN = ChannelTerms("America/Chicago", time(20), time(7), False, time(9, 15), True)


HARBOR = Wish("Harbor Gazette", ("cr",), ("dcd", "nysd"), only_new=True, cadence=Cadence.DAILY)
EVERY = Wish("=summit", everywhere=True)


async def watch(room: Newsroom, *wishes: Wish) -> None:
    for wish in wishes:
        await watches.keep(room.db, room.channel, wish, by="U1", now=room.clock())


async def fill(room: Newsroom) -> None:
    now = room.clock()
    for to, number in ((room.channel, NUMBER), (room.channel, "1:25-cv-00500"), (TERMINAL, NUMBER)):
        await follows.follow(
            room.db, to, "dcd", parts_of("dcd", number), number, by="U1", now=now, terms=TERMS
        )
    parts = parts_of("dcd", NUMBER)
    await follows.pause(room.db, room.channel, "dcd", parts, by="U1", now=now)
    await places.set_terms(room.db, room.channel, CHOSEN, by="U1", now=now)


BOTH_FORMS = pytest.mark.parametrize(
    ("engine", "write", "read"),
    [("database_url", as_csv, from_csv), ("postgres_url", as_toml, from_toml)],
)


@BOTH_FORMS
async def test_a_file_carries_all_and_changes_nothing_twice(
    engine: str,
    write: Callable[[Carried], str],
    read: Callable[[str], Carried],
    request: pytest.FixtureRequest,
) -> None:
    async with newsroom(request.getfixturevalue(engine)) as room:
        await fill(room)
        made = parts_in(room)
        what = await everything(made)
        text = write(what)
        done = await take_in(made, read(text))
        assert (done.begun, done.changed, done.same, done.faults) == (0, 0, 4, ())

        for view in await follows.listed(room.db):
            parts = parts_of(view.court, view.docket_number)
            await follows.unfollow(room.db, view.destination, view.court, parts, room.clock())
        await places.set_terms(room.db, room.channel, ChannelTerms(), by="U1", now=room.clock())
        done = await take_in(made, read(text))
        assert (done.begun, done.changed, done.same) == (3, 1, 0)
        assert await everything(made) == what
        lines = len(await audit.lines(room.db, None))
        done = await take_in(made, read(text))
        assert (done.begun, done.changed, done.same) == (0, 0, 4)
        assert len(await audit.lines(room.db, None)) == lines
        await room.send()
        assert "2 cases are followed here now" in shown(room.messages()[-1])


@BOTH_FORMS
async def test_watches_and_morning_lists_are_carried_exactly(
    engine: str,
    write: Callable[[Carried], str],
    read: Callable[[str], Carried],
    request: pytest.FixtureRequest,
) -> None:
    async with newsroom(request.getfixturevalue(engine)) as room:
        made = parts_in(room)
        await watch(room, HARBOR, EVERY)
        for court, types in (("dcd", ("mj", "cr")), ("nysd", ())):
            await mornings.keep(room.db, room.channel, court, types, by="U1", now=room.clock())
        what = await everything(made)
        text = write(what)
        done = await take_in(made, read(text))
        assert (done.begun, done.changed, done.same, done.faults) == (0, 0, 4, ())

        # One watch is another one now, one is stopped, and so is a list.
        await watch(room, replace(HARBOR, courts=("dcd",), only_new=False))
        await watches.end(room.db, room.channel, watches.mark(EVERY), by="U1", now=room.clock())
        await mornings.end(room.db, room.channel, "nysd", by="U1", now=room.clock())
        done = await take_in(made, read(text))
        assert (done.begun, done.changed, done.same, done.faults) == (2, 1, 1, ())
        again = await everything(made)
        assert (set(again.watches), again.mornings) == (set(what.watches), what.mornings)
        lines = len(await audit.lines(room.db, None))
        done = await take_in(made, read(text))
        assert (done.begun, done.changed, done.same, done.faults) == (0, 0, 4, ())
        assert len(await audit.lines(room.db, None)) == lines
        await room.send()
        said = shown(room.messages()[-1])
        assert "1 watch is kept here now and the new cases of 1 court come here" in said


async def test_a_watch_that_cannot_be_is_said_by_its_line(database_url: str) -> None:
    rows = {
        "#courts,harbor,,dcd,,": "",
        "#courts,Harbor,,nysd,,": "Line 2 has those words",
        '#courts,"an ""odd"" name",,dcd,,': "no quotation marks",
        "#courts,x,,dcd,,": "two letters",
        "#courts,harbor,,,,": "needs its courts",
        "#courts,,,dcd,,": "What is to be watched",
        "#courts,harbor,cats,dcd,,": "no sort of cases",
        "#courts,harbor,,scotus,,": "only in courts with a feed",
        "#courts,harbor,,dxd,,": "no court",
        "#nowhere,harbor,,dcd,,": "#nowhere",
        "#courts,,civil,,dcd,": "",
        "#courts,,,,DCD,": "Line 12 has that court's list",
        "#courts,,,,scotus,": "no feed in which",
        "#courts,harbor,,dcd,dcd,": "A line is one thing",
        "#courts,harbor,,dcd,,1:25-cv-00457 dcd": "A line is one thing",
    }
    async with newsroom(database_url) as room:
        made = parts_in(room)
        text = "\n".join(["channel,words,types,courts,new_cases,case", *rows])
        done = await take_in(made, from_csv(text))
        wrong = {f"line {n}": why for n, why in enumerate(rows.values(), 2) if why}
        assert [fault.place for fault in done.faults] == list(wrong)
        for fault, why in zip(done.faults, wrong.values(), strict=True):
            assert why in fault.why
        assert not done.written
        assert not await watches.listed(room.db)
        done = await take_in(made, from_csv(text), partly=True)
        assert (done.begun, len(done.faults)) == (2, len(wrong))
        (kept,) = await watches.listed(room.db)
        assert kept.wish == Wish("harbor", (), ("dcd",))
        (morning,) = await mornings.everywhere(room.db)
        assert (morning.court, morning.types) == ("dcd", ("cv",))


async def test_a_file_has_no_more_watches_for_a_channel_than_the_command(
    database_url: str,
) -> None:
    async with newsroom(database_url) as room:
        most = watches.MOST_OF_A_CHANNEL
        wishes = [Wish(f"harbor {n}", (), ("dcd",)) for n in range(most - 1)]
        await watches.keep_all(room.db, room.channel, wishes, by="U1", now=room.clock())
        rows = ["#courts,harbor 0,dcd", "#courts,gazette,dcd", "#courts,ledger,dcd"]
        text = "\n".join(["channel,words,courts", *rows])
        done = await take_in(parts_in(room), from_csv(text), partly=True)
        assert (done.begun, done.same) == (1, 1)
        (fault,) = done.faults
        assert (fault.place, "200 watches" in fault.why) == ("line 4", True)
        assert len(await watches.listed(room.db)) == most


async def test_nothing_is_written_with_a_fault_unless_asked_to(database_url: str) -> None:
    async with newsroom(database_url) as room:
        made, team = parts_in(room), room.slack.team_id
        private = room.slack.channel("investigations").id
        text = "team,channel,court,number\n" + "".join(
            f"{row}\n"
            for row in (
                f",#courts,dcd,{NUMBER}",
                f"{team},{private},dcd,{NUMBER}",
                f"T9,C1,dcd,{NUMBER}",
                f",#nowhere,dcd,{NUMBER}",
                ",#courts,dcd,never",
                f",{room.channel.channel_id},dcd,25-cv-457",
                f",#general,dcd,{NUMBER}",
            )
        )
        done = await take_in(made, from_csv(text))
        assert [fault.place for fault in done.faults] == [f"line {n}" for n in (3, 4, 5, 6, 7)]
        for fault, why in zip(
            done.faults, ("/invite", "T9", "#nowhere", "not a docket number", "Line 2 has"),
            strict=True,
        ):  # fmt: skip
            assert why in fault.why
        assert not done.written
        assert not await follows.listed(room.db)
        assert room.slack.bot_user not in room.slack.channel("general").members
        done = await take_in(made, from_csv(text), partly=True)
        assert (done.begun, len(done.faults)) == (2, 5)
        assert room.slack.bot_user in room.slack.channel("general").members
        assert len(await follows.listed(room.db)) == 2


async def test_a_pause_of_a_closed_channel_is_nobodys_wish(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await fill(room)
        made = parts_in(room)
        async with room.db.write() as connection:
            await closures.close(connection, room.channel, Why.ARCHIVED, room.clock())
        room.slack.archive("courts")
        what = await everything(made)
        assert [one.paused for one in what.follows] == [False, True, False]
        done = await take_in(made, what)
        assert (done.same, done.faults) == (4, ())
        other = replace(what.follows[1], paused=False)
        done = await take_in(made, Carried((other,)))
        assert done.changed == 1
