"""Watched words from a typed line to one message; new cases, asked for and each morning."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.commandline import watchanswers
from bot.delivery.mornings import Mornings
from bot.desk.commands import Asked
from bot.serving.process import Parts
from bot.words import terminal
from bot.words.blocks import Message
from bot.words.render import Renderer
from filings import db as databases
from filings.store import audit, mornings, places, sources, watchcover, watches, watchready
from filings.store.audit import AuditLine
from filings.store.core import deliveries, follows
from filings.store.watches import Wish
from filings.terms import Cadence, ChannelTerms
from sandbox import faults
from sandbox.feeds import Item, render_feed
from tests.newsroom import Newsroom, newsroom
from tests.slackroom import settings_for
from tests.test_cli import Shell, logging_as_before, shell

__all__ = ["logging_as_before", "shell"]

PORT = "HARBOR GAZETTE v. PORT OFFICE"
OLD = ("1:24-cv-00033", "SUMMIT DAIRY v. PRAIRIE BANK")


@pytest.fixture
async def room(either_url: str) -> AsyncIterator[Newsroom]:
    async with newsroom(either_url) as made:
        yield made


def item(
    room: Newsroom, seq: int, number: str, name: str, event: str, entry: int | None, ago: float = 5
) -> Item:
    serial = int(number.split("-")[-1])
    at = room.clock() - timedelta(minutes=ago)
    return Item(number, name, 270000 + serial, seq, event, at, entry, f"0450{seq:07d}")


async def read(room: Newsroom, *items: Item, court: str = "dcd") -> None:
    room.clock.forward(minutes=60)
    now = room.clock()
    moved = [replace(each, filed_at=min(each.filed_at, now)) for each in items]
    await room.publish(court, render_feed(court, now - timedelta(minutes=1), moved[::-1]))


def asked(room: Newsroom, text: str) -> Asked:
    return Asked(text, room.channel, room.slack.user("reporter").id, "courts")


async def typed(room: Newsroom, line: str) -> Message | None:
    return await room.desk.answer(asked(room, line))


async def keep(room: Newsroom, wish: Wish) -> watches.Kept:
    return await watches.keep(room.db, room.channel, wish, by="U012345", now=room.clock())


def shown(message: Message) -> str:
    """What a person reads, in one line without markup."""
    return " ".join(terminal.render(message, 4000).split())


def buttons(message: Message | Any) -> list[dict[str, Any]]:
    return [e for b in message.blocks if b["type"] == "actions" for e in b["elements"]]


async def press(room: Newsroom, message: Message, label: str) -> Message | None:
    (value,) = [b["value"] for b in buttons(message) if b["text"]["text"] == label]
    verb, _, rest = value.partition(" ")
    act = {"keepwatch": room.desk.keep_watch, "watch": room.desk.watch}[verb]
    return await act(asked(room, rest), rest)


async def owed(room: Newsroom) -> int:
    async with room.db.read() as connection:
        count = sa.select(sa.func.count()).select_from(deliveries)
        return int(await connection.scalar(count) or 0)


async def test_words_are_typed_previewed_kept_and_told_once(room: Newsroom) -> None:
    await room.follow("dcd", "1:24-cv-00033")
    old = item(room, 1, *OLD, "Notice (Other)", 40)
    port = item(room, 2, "1:25-cv-00457", PORT, "Motion to Dismiss", 12)
    await read(room, old, port)
    said = await typed(room, 'watch "Port-Office"')
    assert said is not None
    assert "Read now: D.D.C." in shown(said)
    said = await press(room, said, "The 1 that is read now: D.D.C.")
    assert said is not None
    assert "1 filing in 1 case would have posted" in shown(said)
    assert "Motion to dismiss" in shown(said)
    await press(room, said, "Watch")
    await room.send()
    announced = room.messages()[-1]
    assert "Watching *“Port-Office”* in D.D.C." in announced.blocks[0]["text"]["text"]
    # What is there already is history; what comes is told, with the watch as the reason.
    more = item(room, 3, "1:25-cv-00457", PORT, "Order", 13, ago=-30)
    await read(room, old, port, more)
    await room.send()
    by_watch = room.messages()[-1]
    assert "watch “Port-Office”" in str(by_watch.blocks)
    labels = [b["text"]["text"] for b in buttons(by_watch) if "text" in b]
    assert labels == ["Follow this case", "Cite", "Stop this watch"]
    await read(room, old, port, more)
    await room.send()
    assert len(room.told()) == 1


async def test_status_says_what_is_watched_and_which_of_its_courts_are_silent(
    room: Newsroom,
) -> None:
    async def status() -> str:
        said = await typed(room, "status")
        assert said is not None
        return shown(said)

    assert "watch" not in await status()
    await room.follow("dcd", "1:25-cv-00457")
    await keep(room, Wish("harbor", (), ("dcd", "deb", "scotus")))
    await mornings.keep(room.db, room.channel, "nysd", (), by="U1", now=room.clock())
    said = await status()
    assert "1 watch and 1 list of new cases over D.D.C., Bankr. D. Del." in said
    assert "Not read yet: S.D.N.Y. and Bankr. D. Del." in said
    assert "No feed can be read of SCOTUS." in said
    await read(room, court="nysd")
    await read(room, court="deb")
    assert "Not read yet: S" not in await status()
    # A court of a followed case has its own line; those of watches alone are told of together.
    room.courts.behave("deb", faults.status(503))
    room.clock.forward(hours=1)
    await room.read("deb")
    assert "Late, or not to be read now: Bankr. D. Del." in await status()
    await keep(room, Wish("summit", everywhere=True))
    said = await status()
    assert "2 watches and 1 list of new cases over all " in said
    # Where all are watched this is where a single court's outage is seen.
    assert "Late, or not to be read now: Bankr. D. Del." in said


async def test_the_command_line_lists_watches_and_morning_lists(
    either_url: str,
) -> None:
    async with newsroom(either_url) as room:
        await keep(room, Wish("harbor", (), ("dcd",), only_new=True))
        await mornings.keep(room.db, room.channel, "deb", ("bk",), by="U1", now=room.clock())
        made = Parts(settings_for(room.slack), room.db, Renderer(), room.clock)
        answer = await watchanswers.watches_of(made, "")
        assert answer.text.splitlines() == [
            f"{room.channel.channel_id}: “harbor” in D.D.C., new cases",
            f"{room.channel.channel_id}: new cases each morning, Bankr. D. Del. bankruptcy cases",
        ]
        watch, morning = answer.value
        assert (watch["typed"], morning["new_cases"]) == ('"harbor" in dcd new', "deb")
        other = await watchanswers.watches_of(made, "#general")
        assert other.value == []


async def test_a_follow_beside_it_and_several_watches_make_one_message(room: Newsroom) -> None:
    await room.follow("dcd", "1:25-cv-00457")
    for words in ("port office", "harbor", "gazette v port"):
        await keep(room, Wish(words, (), ("dcd",)))
    await keep(room, Wish("harbor", ("cr",), ("dcd",)))
    await read(room, item(room, 1, *OLD, "Notice (Other)", 40))
    first = item(room, 2, "1:25-cv-00457", PORT, "Notice (Other)", 12, ago=-30)
    other = item(room, 3, "1:25-cv-00500", "HARBOR v. DOE", "Notice (Other)", 3, ago=-30)
    await read(room, first, other)
    assert await owed(room) == 4 + 1
    await room.send()
    assert sorted(each["docket"] for each in room.told()) == ["1:25-cv-00457", "1:25-cv-00500"]
    texts = "".join(str(m.blocks) for m in room.messages())
    # Where the case is followed, that is the reason.
    assert "watch “harbor”" in texts
    assert "port office" not in texts


async def test_new_cases_only_once_each_and_no_old_ones(room: Newsroom) -> None:
    await keep(room, Wish("harbor", (), ("dcd",), only_new=True))
    await read(room, item(room, 1, "1:25-cv-00900", "SUMMIT v. DOE", "Complaint", 1))
    old = item(room, 2, "1:25-cv-00033", "HARBOR v. DOE", "Notice (Other)", 40, ago=-30)
    new = item(room, 3, "1:25-cv-00901", "HARBOR v. ROE", "Complaint", 1, ago=-30)
    cover = item(room, 4, "1:25-cv-00901", "HARBOR v. ROE", "Civil Cover Sheet", 2, ago=-30)
    quiet = item(room, 5, "1:25-cv-00902", "HARBOR v. POE", "Order", 3, ago=-30)
    await read(room, old, new, cover, quiet)
    later = item(room, 6, "1:25-cv-00901", "HARBOR v. ROE", "Summons Issued", 3, ago=-90)
    await read(room, old, new, cover, quiet, later)
    await room.send()
    told = {(each["docket"], each["what"]) for each in room.told()}
    assert told == {("1:25-cv-00901", "Complaint"), ("1:25-cv-00902", "Order")}


async def test_a_name_that_comes_out_from_under_seal_is_found(room: Newsroom) -> None:
    await keep(room, Wish("harbor", (), ("dcd",), only_new=True))
    sealed = item(room, 1, "1:25-cr-00012", "SEALED v. SEALED", "Notice (Other)", 4)
    await read(room, sealed)
    await read(room, replace(sealed, name="USA v. HARBOR"))
    await room.send()
    assert [each["event"] for each in room.told()] == ["unsealed"]


async def test_quiet_hours_digests_and_closed_channels_hold_for_watches(room: Newsroom) -> None:
    await keep(room, Wish("harbor", (), ("dcd",), cadence=Cadence.DAILY))
    place = ChannelTerms("America/New_York")
    await places.set_terms(room.db, room.channel, place, by="", now=room.clock())
    await read(room, item(room, 1, *OLD, "Notice (Other)", 40))
    one = item(room, 2, "1:25-cv-00457", PORT, "Notice (Other)", 12, ago=-30)
    await read(room, one)
    await room.send()
    assert room.told() == []
    room.clock.forward(hours=20)
    await room.send()
    assert len(room.told()) == 1
    assert "watch “harbor”" in str(room.messages()[-1].blocks)


async def test_stopped_words_find_nothing_and_the_court_is_not_read_for_them(
    room: Newsroom,
) -> None:
    done = await keep(room, Wish("harbor", (), ("dcd", "nysd")))
    assert done.begun == ("dcd", "nysd")
    await keep(room, Wish("port", (), ("nysd",)))
    await read(room, item(room, 1, *OLD, "Notice (Other)", 40))
    await read(room, item(room, 2, "1:25-cv-00457", PORT, "Notice (Other)", 12, ago=-30))
    assert await owed(room) == 1
    said = await typed(room, "unwatch “HARBOR”")
    assert said is not None
    assert "No longer watching" in shown(said)
    assert await owed(room) == 0
    assert await sources.claim(room.db, "dcd", room.clock.forward(hours=2)) is None
    assert await sources.claim(room.db, "nysd", room.clock()) is not None
    said = await typed(room, "unwatch harbor")
    assert said is not None
    assert "Nothing like that is watched here" in shown(said)
    listed = await typed(room, "list")
    assert listed is not None
    assert "port" in shown(listed)


async def test_another_process_sees_what_this_one_watches(room: Newsroom, either_url: str) -> None:
    other = await databases.prepare(either_url)
    try:
        async with other.read() as connection:
            assert not await watchready.current(connection)
        await keep(room, Wish("harbor", (), ("dcd",)))
        async with other.read() as connection:
            first = await watchready.current(connection)
            assert first
            assert await watchready.current(connection) is first
        again = await keep(room, Wish("HARBOR.", (), ("nysd",), only_new=True))
        assert again.before == Wish("harbor", (), ("dcd",))
        async with other.read() as connection:
            (words,) = (await watchready.current(connection)).by_phrase
        assert words[0].courts == {"nysd"}
    finally:
        await other.close()


async def test_everywhere_begins_every_court_with_a_feed(room: Newsroom) -> None:
    done = await keep(room, Wish("harbor", everywhere=True))
    assert len(done.begun) > 150
    assert "scotus" not in done.begun
    assert (await keep(room, Wish("port", everywhere=True))).begun == ()
    # What speaks for a watch is no follow of a case.
    said = await typed(room, "list")
    assert said is not None
    assert "2 watches" in shown(said)
    async with room.db.read() as connection:
        live = sa.select(sa.func.count()).select_from(follows).where(follows.c.ended_at.is_(None))
        assert await connection.scalar(live) == 0


async def test_todays_new_cases_and_each_mornings(room: Newsroom) -> None:
    said = await typed(room, "new dcd")
    assert said is not None
    assert "not read at present" in shown(said)
    await room.desk.every_morning(asked(room, "dcd"), "dcd")
    await room.send()
    assert "each morning at 8 a.m." in str(room.messages()[-1].blocks)
    civil = item(room, 1, "1:25-cv-00457", PORT, "Complaint", 1)
    crime = item(room, 2, "1:25-cr-00012", "USA v. DOE", "Indictment", 1)
    await read(room, civil, crime, item(room, 3, *OLD, "Notice (Other)", 40))
    said = await typed(room, "new dcd")
    assert said is not None
    assert "2 new cases in D.D.C. today, Nov. 3" in shown(said)
    assert "what came earlier today may be missing" in shown(said)
    assert "Summit" not in shown(said)
    menu = next(e for e in buttons(said) if e["type"] == "static_select")
    assert [o["value"] for o in menu["options"]] == ["dcd 1:25-cr-00012", "dcd 1:25-cv-00457"]
    said = await typed(room, "new dcd criminal")
    assert said is not None
    assert "1 new case (criminal cases)" in shown(said)
    duty = Mornings(room.db, Renderer()).duty
    await duty(room.clock())
    room.clock.forward(hours=20)
    before = len(room.messages())
    await duty(room.clock())
    await duty(room.clock())
    await room.send()
    assert len(room.messages()) == before + 1
    assert "2 new cases" in str(room.messages()[-1].blocks)
    room.clock.forward(hours=24)
    await duty(room.clock())
    await room.send()
    assert len(room.messages()) == before + 1
    await room.desk.no_more_mornings(asked(room, "dcd"), "dcd")
    assert await mornings.listed(room.db, room.channel) == ()


async def test_who_watches_a_court_by_name_hears_that_its_feed_stands_still(
    room: Newsroom,
) -> None:
    await keep(room, Wish("harbor", (), ("dcd",)))
    await read(room, item(room, 1, *OLD, "Notice (Other)", 40))
    await room.notices.duty(room.clock())
    before = len(room.messages())
    room.clock.forward(hours=12)
    assert (await room.read("dcd")).recorded is None
    await room.notices.duty(room.clock())
    await room.send()
    assert len(room.messages()) == before + 1
    assert "What is watched here depends on it" in str(room.messages()[-1].blocks)


async def test_words_that_come_with_a_later_text_are_found(room: Newsroom) -> None:
    await keep(room, Wish("class certification", (), ("dcd",)))
    await read(room, item(room, 1, *OLD, "Notice (Other)", 40))
    bare = item(room, 2, "1:25-cv-00457", PORT, "Order", 12, ago=-30)
    await read(room, bare)
    assert await owed(room) == 0
    await read(room, replace(bare, event="Order AND Class Certification"))
    assert await owed(room) == 1
    await room.send()
    assert len(room.told()) == 1


async def test_what_was_filed_before_a_watch_is_not_told_when_its_text_comes(
    room: Newsroom,
) -> None:
    await keep(room, Wish("prairie", (), ("dcd",)))
    await read(room, item(room, 1, *OLD, "Notice (Other)", 40))
    bare = item(room, 2, "1:25-cv-00457", PORT, "Order", 12, ago=-30)
    await read(room, bare)
    room.clock.forward(minutes=5)
    await keep(room, Wish("class certification", (), ("dcd",)))
    await read(room, replace(bare, event="Order AND Class Certification"))
    assert await owed(room) == 0


def _log_of(lines: list[AuditLine]) -> list[str]:
    now = lines[0].at
    texts = [shown(Renderer().log([line], "", now)) for line in lines]
    return [text.partition(" · ")[2] for text in texts]


async def test_a_second_watch_of_the_words_says_what_it_replaces(room: Newsroom) -> None:
    await typed(room, "watch gazette in all")
    await room.desk.keep_watch(asked(room, "gazette in all"), "gazette in all")
    await room.send()
    text = room.messages()[-1].blocks[0]["text"]["text"]
    assert f"in all {len(watchcover.with_feed())} courts with a feed: any" in text
    assert "No feed can be read" not in str(room.messages()[-1].blocks)
    said = await typed(room, "watch gazette in dcd any hourly")
    assert said is not None
    assert "watched here already (all courts, at once); this takes its place." in shown(said)
    await press(room, said, "Watch")
    await room.send()
    text = room.messages()[-1].blocks[0]["text"]["text"]
    assert text.startswith("Changed: *“gazette”* in D.D.C.: ")
    assert "Until now: all courts, at once." in text
    said = await typed(room, "unwatch gazette")
    assert said is not None
    assert "No longer watching “gazette” in D.D.C. " in f"{shown(said)} ".replace("*", "")


async def test_the_log_names_watches_and_their_courts(room: Newsroom) -> None:
    await keep(room, Wish("harbor", (), ("dcd", "nysd", "cand", "flsd")))
    await keep(room, Wish("harbor", ("cr",), ("dcd",), only_new=True))
    await keep(room, Wish("harbor", everywhere=True))
    to, now = room.channel, room.clock()
    await mornings.keep(room.db, to, "dcd", ("cr",), by="", now=now)
    assert await mornings.end(room.db, to, "dcd", by="", now=now)
    lines = _log_of((await audit.lines(room.db, to.team_id))[::-1])
    assert [line.replace("@U012345", "Ada") for line in lines] == [
        "Ada began to watch words (“harbor” in D.D.C. and 3 more, any filing)",
        "Ada began to watch words (“harbor” criminal in D.D.C., new cases)",
        "Ada changed the watch of words (“harbor” in all courts, any filing)",
        "Asked for new cases each morning from the command line (D.D.C., criminal)",
        "Stopped the new cases each morning from the command line (D.D.C.)",
    ]


async def test_a_terminal_previews_refuses_a_flood_and_speaks_of_itself(shell: Shell) -> None:
    to = ("--channel", "terminal")
    assert (await shell.crier("follow", "1:25-cv-00457", "dcd", *to)).code == 0
    shell.publish(*range(62, 92))
    assert (await shell.crier("check", "dcd")).code == 0
    done = await shell.crier("watch", '"harbor gazette"', "in", "dcd", *to)
    assert done.code == 2
    assert "would post about 31 filings a day" in done.err
    assert "say --anyway" in done.err
    assert (await shell.crier("watches", "--json")).value == []
    done = await shell.crier("watch", "harbor gazette", "in", "dcd", "daily", *to)
    assert done.code == 0
    assert "31 filings in 1 case would have posted" in done.out
    done = await shell.crier("watch", '"harbor gazette" in dcd nysd', "--anyway", *to)
    assert done.code == 0
    assert "Until now: D.D.C., once a day." in done.out
    assert "/docket new cand" in (await shell.crier("new", "cand")).out
    done = await shell.crier("calendar", "here")
    assert (done.code, done.out) == (2, "")
    assert "“here” is a channel, in Slack" in done.err
    assert "followed here" not in (await shell.crier("calendar")).out


async def test_watches_kept_together_are_told_in_one_message(room: Newsroom) -> None:
    for texts, answer in (
        (("harbor in dcd", "gazette in dcd"), ""),
        (("harbor in dcd new", "gazette in dcd new", "ledger in dcd new"), ""),
        (("ledger in dcd new", "port in dcd new"), "Watched here already: “ledger”."),
    ):
        said = await room.desk.keep_watches(asked(room, "watch"), texts)
        assert answer in ("" if said is None else shown(said))
    await room.send()
    first, second, third = (shown(each) for each in room.messages())
    assert "Watching “harbor” and “gazette” in D.D.C.: any filing" in first
    assert "[ Stop “harbor” ] [ Stop “gazette” ]" in first
    assert "Watching “ledger” in D.D.C.: new cases only, at once." in second
    for words in ("harbor", "gazette"):
        changed = f"Changed: “{words}” in D.D.C.: new cases only, at once. Until now: any filing"
        assert changed in second
    assert "Watching “port” in D.D.C." in third
    assert "ledger" not in third
