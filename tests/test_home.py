"""The Home tab: who sees which follows, what can be done there, and its pages."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sqlalchemy as sa

from bot.access.visible import Visible
from bot.surfaces import homeview
from bot.surfaces.homepages import MOST_BLOCKS, MOST_FOLLOWS, Looking, fitting, looking_of, pages
from bot.surfaces.homeview import HomePage, Shown
from bot.surfaces.homewatches import Counts
from bot.words.templating import Templates
from filings import courts
from filings.store import audit, core, follows, mornings, places, watches
from filings.store.core import parts_of
from filings.store.homes import FollowAndSource, Listed, ListedWatch
from filings.store.mornings import Morning
from filings.store.watches import WatchView, Wish
from filings.terms import Cadence, Terms
from filings.types import Destination, Rule
from filings.views import CoverageView, FollowView
from sandbox.slack import limits
from sandbox.slack.faults import Refused
from sandbox.slack.limits import VIEW_BYTES_MOST
from sandbox.slack.wire import Json
from tests.newsroom import newsroom, told_in
from tests.samples import filing
from tests.slackroom import GAZETTE, Reporter, SlackRoom, feed, read_courts, shown_in, slackroom
from tests.twoteams import two_teams

NUMBER = "1:25-cv-00457"
CASE = f"dcd {NUMBER}"
NOW = datetime(2025, 11, 3, 20, 30, tzinfo=UTC)


@pytest.fixture(params=["socket", "http"])
async def room(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[SlackRoom]:
    async with slackroom(database_url, request.param) as made:
        yield made


@pytest.fixture
async def one_room(database_url: str) -> AsyncIterator[SlackRoom]:
    async with slackroom(database_url) as made:
        await read_courts(made, dcd=(NUMBER, GAZETTE))
        yield made


async def home(room: SlackRoom, name: str = "reporter") -> Json:
    """The tab as it stands once it was opened."""
    person = room.slack.user(name)
    await person.open_home()
    await room.wait_answered()
    return now_shown(room, name)


def now_shown(room: SlackRoom, name: str = "reporter") -> Json:
    return room.slack.core.views.homes[room.slack.user(name).id]


async def press(
    room: SlackRoom, view: Json, which: str, choice: Any = None, name: str = "reporter"
) -> Json:
    done = await room.slack.user(name).press_in_view(view, which, choice)
    assert done.acked, done.error
    await room.wait_answered()
    return now_shown(room, name)


def on_top(room: SlackRoom, title: str) -> Json:
    """The modal that the reporter has open, which has this title."""
    modal = room.slack.core.views.top(room.slack.user("reporter").id)
    assert modal is not None
    assert modal["title"]["text"] == title
    return modal


def menu(view: Json, of: str) -> tuple[str, dict[str, str]]:
    """The menu of the follow whose row has these words: its action, labels and values."""
    (block,) = [b for b in view["blocks"] if b["type"] == "section" and of in b["text"]["text"]]
    options = block["accessory"]["options"]
    return block["accessory"]["action_id"], {o["text"]["text"]: o["value"] for o in options}


async def choose(room: SlackRoom, view: Json, of: str, label: str) -> Json:
    action, options = menu(view, of)
    return await press(room, view, action, options[label])


def place(room: SlackRoom, name: str) -> Destination:
    return Destination(room.slack.team_id, room.slack.channel(name).id)


async def the_follow(room: SlackRoom, where: Destination) -> FollowView | None:
    return await follows.one(room.db, where, "dcd", parts_of("dcd", NUMBER))


async def test_a_new_workspace_is_told_what_to_type_first(room: SlackRoom) -> None:
    said = shown_in(await home(room))
    assert "Nothing is followed yet" in said
    assert "/docket follow 1:25-cv-00457 dcd" in said
    assert not room.slack.refusals


async def test_a_follow_shows_its_case_last_filing_and_source_and_can_be_changed(
    room: SlackRoom,
) -> None:
    await read_courts(room, dcd=(NUMBER, GAZETTE))
    await room.follow("dcd", NUMBER)
    view = await home(room)
    row = next(b for b in view["blocks"] if "Harbor Gazette" in str(b.get("text")))
    assert "D.D.C. 1:25-cv-00457 · Notice, No. 61" in row["text"]["text"]
    assert "D.D.C.'s feed read " in row["text"]["text"]
    assert f"<#{room.channel.channel_id}>" in shown_in(view)

    view = await choose(room, view, "Harbor Gazette", "Pause")
    assert f"<#{room.channel.channel_id}>: *Harbor Gazette v. Port Office* is paused" in shown_in(
        view
    )
    one = await the_follow(room, room.channel)
    assert one is not None
    assert one.paused_at is not None
    view = await choose(room, view, "1:25-cv-00457 ·", "Resume")
    assert "goes on" in shown_in(view)

    await choose(room, view, "1:25-cv-00457 ·", "Settings")
    reporter = room.slack.user("reporter")
    done = await reporter.submit(on_top(room, "Settings"), {"form:when": "hourly"})
    assert done.acked
    await room.wait_answered()
    # The tab behind the form shows what the form has changed.
    assert "once an hour" in shown_in(now_shown(room))

    view = await choose(room, now_shown(room), "1:25-cv-00457 ·", "Unfollow")
    assert "No longer following *Harbor Gazette v. Port Office*" in shown_in(view)
    assert await the_follow(room, room.channel) is None
    again = await press(room, view, "home:follow")
    assert again == view
    on_top(room, "Follow a case")
    assert not room.slack.refusals


async def test_nobody_sees_a_private_channel_they_are_not_in_nor_what_others_have_alone(
    one_room: SlackRoom,
) -> None:
    room, slack = one_room, one_room.slack
    secret = slack.add_channel("secret-desk", private=True, with_app=True)
    slack.remove("secret-desk", slack.user("reporter").id)
    await room.follow("dcd", NUMBER, where=place(room, "secret-desk"))
    await slack.user("editor").dm(f"follow {NUMBER} dcd")
    await room.wait_answered()
    alone = slack.core.im_with(slack.user("editor").id).id

    of_reporter = json.dumps(await home(room))
    assert "Harbor Gazette" not in of_reporter
    for hidden in (secret.id, "secret-desk", alone):
        assert hidden not in of_reporter
    of_editor = await home(room, "editor")
    assert f"<#{secret.id}>" in shown_in(of_editor)
    assert "For you alone" in shown_in(of_editor)

    # The card says where a case is followed; a conversation of two is nobody else's to know.
    card = await Reporter(room).asks(f"{NUMBER} dcd")
    assert alone not in json.dumps(card.blocks)

    # What the editor's menus say, sent by somebody else.
    mine = await home(room)
    for value in (f"unfollow {secret.id} {CASE}", f"pause {alone} {CASE}", f"me {secret.id} {CASE}",
                  f"settings {secret.id} {CASE}"):  # fmt: skip
        said = shown_in(await press(room, forged(mine, value), "home:more:0", value))
        assert "not one that I may show you" in said
        assert "Harbor" not in said
    assert await the_follow(room, Destination(slack.team_id, secret.id)) is not None


async def test_a_guest_hears_of_the_channels_they_are_in_and_no_others(database_url: str) -> None:
    async with newsroom(database_url) as room:
        reporter, users = room.slack.user("reporter").id, room.slack.core.workspace.users
        room.slack.invite("general")
        room.slack.remove("general", reporter)
        visible = Visible(room.workspace, room.clock)
        names = await visible.channels(room.slack.team_id, reporter)
        assert {"courts", "general"} <= set(names.values())
        users[reporter] = replace(users[reporter], is_guest=True)
        visible.forget(room.slack.team_id, reporter)
        names = await visible.channels(room.slack.team_id, reporter)
        assert "courts" in names.values()
        assert "general" not in names.values()


def forged(view: Json, value: str) -> Json:
    """The view with a menu that Crier never put there."""
    option = {"text": {"type": "plain_text", "text": "…"}, "value": value}
    menu = {"type": "overflow", "action_id": "home:more:0", "options": [option]}
    block = {"type": "section", "block_id": "forged", "text": {"type": "mrkdwn", "text": "…"}}
    return {**view, "blocks": [{**block, "accessory": menu}]}


async def test_a_follow_of_a_channel_is_followed_by_a_person_alone_too(
    one_room: SlackRoom,
) -> None:
    room = one_room
    terms = Terms(Rule(("order",)), Cadence.HOURLY, note="For the A1")
    await follows.follow(
        room.db, room.channel, "dcd", parts_of("dcd", NUMBER), NUMBER,
        by="U1", now=room.clock(), terms=terms,
    )  # fmt: skip
    view = await choose(room, await home(room), "Harbor Gazette", "Follow for me")
    assert "for you alone, orders only, once an hour" in shown_in(view)
    person = room.slack.user("reporter")
    alone = Destination(room.slack.team_id, room.slack.core.im_with(person.id).id)
    one = await the_follow(room, alone)
    assert one is not None
    assert one.terms == Terms(Rule(("order",)), Cadence.HOURLY)
    assert one.created_by == person.id
    own = Terms(cadence=Cadence.DAILY)
    await follows.change(
        room.db, alone, "dcd", parts_of("dcd", NUMBER), own, by=person.id, now=room.clock()
    )
    # Opened anew, so that the first of the two is the channel's.
    again = shown_in(await choose(room, await home(room), "orders only", "Follow for me"))
    assert "followed here already: all filings, each day at 8 a.m. ET." in again
    one = await the_follow(room, alone)
    assert one is not None
    assert one.terms == own
    # In a conversation of two there is nobody else to follow for.
    _, options = menu({"blocks": view["blocks"][-1:]}, "Harbor Gazette")
    assert set(options) >= {"Pause", "Unfollow"}


async def test_alerts_settings_and_quiet_hours_work_in_a_direct_message(
    one_room: SlackRoom,
) -> None:
    room, reporter = one_room, one_room.slack.user("reporter")
    await reporter.dm(f"follow {NUMBER} dcd")
    await room.wait_answered()
    alone = Destination(room.slack.team_id, room.slack.core.im_with(reporter.id).id)

    def numbers() -> list[int]:
        return [told["number"] for told in told_in(room.slack.channel(alone.channel_id).messages)]

    room.clock.forward(seconds=90)
    await room.publish("dcd", feed(room, "dcd", NUMBER, GAZETTE, 62))
    await room.send()
    assert numbers() == [62]

    view = await home(room)
    await press(room, view, f"home:channel:{alone.channel_id}")
    hour = room.clock().hour
    quiet = {"form:zone": "UTC", "form:quiet_from": f"{hour:02d}:00",
             "form:quiet_to": f"{(hour + 6) % 24:02d}:00"}  # fmt: skip
    assert (await reporter.submit(on_top(room, "Settings of a channel"), quiet)).acked
    await room.wait_answered()
    assert (await places.terms_of(room.db, alone)).zone == "UTC"
    room.clock.forward(seconds=90)
    await room.publish("dcd", feed(room, "dcd", NUMBER, GAZETTE, 62, 63))
    await room.send()
    assert numbers() == [62]
    room.clock.forward(hours=7)
    await room.send()
    assert numbers() == [62, 63]


async def test_a_search_finds_follows_by_case_number_and_channel_and_cases_of_the_record(
    one_room: SlackRoom,
) -> None:
    room = one_room
    room.slack.add_channel("appeals", with_app=True)
    await room.follow("dcd", "1:25-cv-00002", where=place(room, "appeals"))
    view = await home(room)
    for typed, found in (("harb", 0), ("1:25-cv-00002", 1), ("#appeals", 1), ("v. nobody", 0)):
        view = await press(room, view, "home:find", typed)
        said = shown_in(view)
        assert ("1 follow*" in said) == bool(found), typed
        assert typed in said.replace("ˍ", "_")
    view = await press(room, view, "home:find", "harbor")
    assert "Harbor Gazette" in shown_in(view)
    assert "Nothing that is followed or watched fits" in shown_in(view)
    await press(room, view, "home:look:0")
    assert "Last filings" in shown_in(on_top(room, "Look up a case"))

    view = await press(room, view, "Show everything")
    assert "2 follows* in 2 channels" in shown_in(view)
    (typed,) = [b for b in view["blocks"] if b["type"] == "input"]
    assert "initial_value" not in typed["element"]


async def test_the_later_of_two_presses_shows_both(one_room: SlackRoom) -> None:
    room = one_room
    await room.follow("dcd", NUMBER, "1:25-cv-00002")
    view = await home(room)
    await choose(room, view, "Harbor Gazette", "Pause")
    # The person pressed in the view of before, whose hash Slack takes no more.
    after = await choose(room, view, "1:25-cv-00002", "Pause")
    rows = [b["text"]["text"] for b in after["blocks"] if "accessory" in b]
    assert sum(row.endswith("Paused") for row in rows) == 2
    assert [each.error for each in room.slack.refusals] == ["hash_conflict"]


async def test_a_follow_that_has_ended_meanwhile_is_said_to_be_none(one_room: SlackRoom) -> None:
    room = one_room
    await room.follow("dcd", NUMBER)
    view = await home(room)
    await choose(room, view, "Harbor Gazette", "Unfollow")
    for label in ("Unfollow", "Pause", "Follow for me", "Settings"):
        assert "not followed" in shown_in(await choose(room, view, "Harbor Gazette", label))


async def test_without_slacks_word_on_channels_nothing_is_shown(one_room: SlackRoom) -> None:
    room = one_room
    await room.follow("dcd", NUMBER)
    room.slack.faults.add("users.conversations", Refused("internal_error"))
    said = shown_in(await home(room))
    assert "Slack did not let me do that (internal_error)" in said
    assert "Harbor" not in said
    assert "Harbor" in shown_in(await home(room))


async def followed_at_once(room: SlackRoom, each: int, channels: list[Destination]) -> None:
    """So many cases in each of the channels, without what a follow does besides."""
    rows = [
        {
            "team_id": to.team_id, "channel_id": to.channel_id, "court": "dcd", "number": number,
            "created_by": "U1", "created_at": room.clock(), **parts_of("dcd", number)._asdict(),
        }
        for place_, to in enumerate(channels)
        for number in (f"1:24-cv-{each * place_ + one:05d}" for one in range(each))
    ]  # fmt: skip
    async with room.db.write() as connection:
        await connection.execute(sa.insert(core.follows), rows)


async def test_five_hundred_follows_in_forty_channels_are_turned_over(
    one_room: SlackRoom,
) -> None:
    room = one_room
    for number in range(40):
        room.slack.add_channel(f"desk-{number:02d}", with_app=True)
    await followed_at_once(room, 13, [place(room, f"desk-{number:02d}") for number in range(39)])
    view, seen = await home(room), set[str]()
    for _ in range(100):
        assert len(view["blocks"]) <= 100
        for block in view["blocks"]:
            if block.get("accessory", {}).get("type") == "overflow":
                seen.add(block["accessory"]["options"][0]["value"])
        if "Next" not in json.dumps(view["blocks"][-1]):
            break
        view = await press(room, view, "Next")
    # And the case that the court's reading needs.
    assert len(seen) == 39 * 13 + 1
    assert "of 508" in shown_in(view)
    back = await press(room, view, "Back")
    assert back["blocks"] != view["blocks"]
    assert not room.slack.refusals


HARBOR = Wish("Harbor Gazette", ("cr",), ("dcd",), only_new=True)


async def watched(room: SlackRoom, to: Destination, wish: Wish = HARBOR, by: str = "U1") -> None:
    await watches.keep(room.db, to, wish, by=by, now=room.clock())


async def test_watches_and_morning_lists_are_shown_by_channel_and_stopped(
    one_room: SlackRoom,
) -> None:
    room, to = one_room, one_room.channel
    await watched(room, to)
    await watched(room, to, replace(HARBOR, types=(), everywhere=True, courts=()))
    await mornings.keep(room.db, to, "dcd", ("cr",), by="U1", now=room.clock())
    view = await home(room)
    said = shown_in(view)
    assert f"*<#{to.channel_id}>* · 1 case, 2 watches and 1 list of new cases" in said
    assert "*“Harbor Gazette”* in criminal cases · D.D.C. · new cases" in said
    assert "New cases each morning: *D.D.C. criminal cases*" in said

    async def stop(of: str) -> str:
        (block,) = [b for b in now_shown(room)["blocks"] if of in str(b.get("text"))]
        return shown_in(await press(room, now_shown(room), block["accessory"]["action_id"]))

    said = await stop("in criminal cases")
    assert f"<#{to.channel_id}>: No longer watching *“Harbor Gazette”* in criminal cases" in said
    said = await stop("New cases each morning")
    assert "The new cases of D.D.C. no longer come here each morning" in said
    assert "1 case and 1 watch" in said
    (left,) = await watches.listed(room.db)
    assert left.wish.everywhere
    assert not await mornings.everywhere(room.db)
    by = {line.what: line.who for line in await audit.lines(room.db, None)}
    assert {by["unwatch"], by["nomorning"]} == {room.slack.user("reporter").id}
    assert not room.slack.refusals


async def test_a_search_finds_watched_words_and_a_workspace_that_only_watches_is_not_new(
    database_url: str,
) -> None:
    async with slackroom(database_url) as room:
        await watched(room, room.channel)
        view = await home(room)
        assert "Nothing is followed yet" not in shown_in(view)
        assert "1 watch" in shown_in(await press(room, view, "home:find", "gazette"))
        assert "Nothing that is" in shown_in(await press(room, view, "home:find", "dairy"))


async def test_watches_of_private_channels_and_of_others_alone_are_nobody_elses(
    one_room: SlackRoom,
) -> None:
    room, slack = one_room, one_room.slack
    secret = slack.add_channel("secret-desk", private=True, with_app=True)
    slack.remove("secret-desk", slack.user("reporter").id)
    editor = slack.user("editor").id
    alone = slack.core.im_with(editor).id
    for channel_id in (secret.id, alone):
        to = Destination(slack.team_id, channel_id)
        await watched(room, to, by=editor)
        await mornings.keep(room.db, to, "deb", (), by=editor, now=room.clock())

    of_reporter = await home(room)
    for hidden in (secret.id, alone, "Harbor Gazette”", "New cases each morning"):
        assert hidden not in json.dumps(of_reporter, ensure_ascii=False)
    of_editor = shown_in(await home(room, "editor"))
    assert of_editor.count("“Harbor Gazette”") == of_editor.count("Bankr. D. Del.*") == 2
    for value in (f'unwatch {secret.id} "Harbor Gazette" cr any', f"nomorning {alone} deb"):
        said = shown_in(await press(room, forged(of_reporter, value), "home:more:0", value))
        assert "not one that I may show you" in said
    assert len(await watches.listed(room.db)) == len(await mornings.everywhere(room.db)) == 2


async def test_nothing_of_another_workspace_is_shown(either_url: str) -> None:
    async with two_teams(either_url) as teams:
        for slack in (teams.gazette, teams.herald):
            await teams.install(slack)
            slack.invite("courts")
        heralds = teams.reporter(teams.herald).room
        await heralds.follow("dcd", NUMBER)
        assert NUMBER in shown_in(await home(heralds))

        gazettes = teams.reporter(teams.gazette).room
        view = await home(gazettes)
        assert "Nothing is followed yet" in shown_in(view)
        channel_id = teams.courts(teams.herald).channel_id
        for verb in ("unfollow", "settings", "me"):
            value = f"{verb} {channel_id} {CASE}"
            said = shown_in(await press(gazettes, forged(view, value), "home:more:0", value))
            assert "not one that I may show you" in said
        assert await the_follow(heralds, heralds.channel) is not None


def listed(count: int, channels: int) -> list[Listed]:
    return [
        Listed(place, f"C{place % channels:04d}", "dcd", f"1:25-cv-{place:05d}", f"A{place} v. B")
        for place in range(count)
    ]


@pytest.mark.parametrize(("count", "channels"), [(0, 1), (1, 1), (50, 1), (51, 1), (500, 40),
                                                 (300, 300), (84, 84)])  # fmt: skip
def test_pages_hold_all_and_none_is_too_long(count: int, channels: int) -> None:
    names = {f"C{place:04d}": f"desk-{place}" for place in range(channels)}
    found = fitting(listed(count, channels), names, "")
    bounds = pages(found)
    assert [end for _, end in bounds[:-1]] == [start for start, _ in bounds[1:]]
    assert (bounds[0][0], bounds[-1][1]) == (0, count)
    for start, end in bounds:
        here = found[start:end]
        assert len(here) <= MOST_FOLLOWS
        assert len(here) + len({each.channel_id for each in here}) <= MOST_BLOCKS
        assert len(here) or not count


@pytest.mark.parametrize("kept", ["", "x", "[]", "{" * 4000, '{"find": 7, "page": "x"}',
                                  '{"find": null, "page": true}', '{"page": -3}'])  # fmt: skip
def test_a_forged_place_is_the_first_page_of_everything(kept: str) -> None:
    assert looking_of({"private_metadata": kept}) == Looking()


def test_a_place_comes_back_as_it_was_kept() -> None:
    there = Looking("harbor “gazette”", 7)
    assert looking_of({"private_metadata": there.kept()}) == there
    assert len(looking_of({"private_metadata": Looking("x" * 5000, 10**9).kept()}).find) == 200


def long_page(captions: list[str]) -> HomePage:
    """A page as full as one can be, each follow as long as one can be."""
    event = "Motion for " + "、".join(["裁判所の差止命令"] * 40)
    found = tuple(
        FollowAndSource(
            FollowView(
                Destination("T1", f"C{place // 2:010d}"), "dcd", f"1:25-cv-{place:05d}-ABC-DEF",
                captions[place % len(captions)], True, NOW, "U1",
                filing(61, event),
                Terms(Rule(("order", "opinion"), ("x" * 200,), ("“&<>”" * 40,)), Cadence.DAILY),
                NOW if place % 2 else None, "archived",
            ),
            CoverageView("dcd", "failing", "all", NOW, NOW, 60, 17),
            late=True,
        )
        for place in range(MOST_FOLLOWS)
    )  # fmt: skip
    counts = {each.follow.destination.channel_id: Counts(2, 1, 1) for each in found}
    wide = Wish("裁判所 “&<>”" * 20, ("cr", "mj"), tuple(c.id for c in courts.all_courts()[:90]))
    to = found[-1].follow.destination
    lists = [Morning(to, "dcd", ("cr", "mj"), NOW, NOW)]
    watched = [WatchView(to, wide, "U1", NOW)] * 3
    rows: list[Shown] = list(found[:-4])
    rows += [ListedWatch(to.channel_id, each) for each in watched]
    rows += [ListedWatch(to.channel_id, each) for each in lists]
    return HomePage(
        Looking("<&>" * 60, 1), tuple(rows), 51, 5000, 100, counts,
        notices=homeview.texts_of(homeview.mine(Templates(), found[0].follow, NOW)), worker=False,
    )  # fmt: skip


HOME_SCHEMA = Path(__file__).parents[2] / "shared" / "slack" / "blockkit_Home.schema.json"
STRANGE = ["𠮷野家&<>" * 300, "*_~`" * 400, "", "SEALED v. SEALED", "@here <!channel> " * 60]


def test_the_longest_page_is_one_that_slack_takes() -> None:
    view = homeview.view(Templates(), long_page(STRANGE), NOW)
    assert limits.view(view, "home") is None
    # As the client sends it, letters beyond ASCII escaped.
    assert len(json.dumps(view)) < VIEW_BYTES_MOST
    assert "<!channel>" not in json.dumps(view)


@pytest.mark.skipif(not HOME_SCHEMA.is_file(), reason="the schema of Slack's Home tab is not here")
def test_the_schema_takes_the_longest_captions_of_real_dockets() -> None:
    corpus = HOME_SCHEMA.parents[1] / "corpus" / "rss" / "snapshot-2022-12"
    names: set[str] = set()
    for path in sorted(corpus.glob("*.xml.gz"))[::20]:
        body = gzip.decompress(path.read_bytes()).decode("latin-1")
        titles = re.findall(r"<item>\s*<title>(.*?)</title>", body, re.DOTALL)
        names |= {html.unescape(html.unescape(each)).partition(" ")[2] for each in titles}
    longest = sorted(names, key=len)[-50:]
    schema = json.loads(HOME_SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    first = HomePage(anything=False)
    for page in (long_page(longest or STRANGE), long_page(STRANGE), first):
        view = homeview.view(Templates(), page, NOW)
        assert not [error.message[:200] for error in validator.iter_errors(view)]
        assert limits.view(view, "home") is None
