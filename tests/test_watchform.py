"""The form of watches: opened, filled in, previewed, begun."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.reading.typedwatch import watch_of
from bot.surfaces.forms import watch
from bot.surfaces.forms.filled import Origin
from bot.surfaces.forms.watch import ALL, CHOSEN, Entered, entered_before, typed_of
from filings.store import watches
from filings.store.watches import Wish
from filings.terms import Cadence
from filings.types import Destination
from sandbox.slack import limits
from sandbox.slack.wire import Json
from tests.slackroom import GAZETTE, Reporter, SlackRoom, read_courts, shown, slackroom
from tests.test_home import home, press

NUMBER = "1:25-cv-00457"


@pytest.fixture(params=["socket", "http"])
async def room(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[SlackRoom]:
    async with slackroom(database_url, request.param) as made:
        await read_courts(made, dcd=(NUMBER, GAZETTE))
        yield made


@pytest.fixture
async def one_room(database_url: str) -> AsyncIterator[SlackRoom]:
    async with slackroom(database_url) as made:
        await read_courts(made, dcd=(NUMBER, GAZETTE))
        yield made


def said(view: Json) -> str:
    return " ".join(b["text"]["text"] for b in view["blocks"] if b["type"] == "section")


def top(room: SlackRoom) -> Json:
    view = room.slack.core.views.top(room.slack.user("reporter").id)
    assert view is not None
    return view


async def sent(room: SlackRoom, view: Json, values: dict[str, Any]) -> Json:
    """Send a view and give what takes its place, or its errors by field."""
    done = await room.slack.user("reporter").submit(view, values)
    assert done.acked, done.error
    if done.shown_errors is not None:
        return {"errors": done.shown_errors}
    if view["callback_id"] == watch.PREVIEW or "One moment" in said(top(room)):
        await room.wait_answered()
    return top(room)


async def test_words_are_previewed_changed_and_watched(room: SlackRoom) -> None:
    view = await (await Reporter(room).types("watch")).modal()
    values = {"form:words": "Harbor Gazette\nPort-Office", "form:where": "read"}
    before = await sent(room, view, values)
    assert "*“Harbor Gazette”* in D.D.C., any filing." in said(before)
    assert said(before).count("1 filing in 1 case would have posted") == 2
    assert "Notice" in said(before)
    assert not await watches.listed(room.db)

    again = await press_change(room, before)
    fields = {b["block_id"]: b["element"] for b in again["blocks"] if b["type"] == "input"}
    assert fields["words"]["initial_value"] == "Harbor Gazette\nPort-Office"
    assert fields["where"]["initial_option"]["value"] == "read"
    assert fields["place"]["initial_conversation"] == room.channel.channel_id
    before = await sent(room, again, {"form:scope": "new", "form:when": "daily"})
    assert "new cases only" in said(before)
    assert "Done" in said(await sent(room, before, {}))
    kept = {view.wish for view in await watches.listed(room.db)}
    assert kept == {
        Wish(words, (), ("dcd",), only_new=True, cadence=Cadence.DAILY)
        for words in ("Harbor Gazette", "Port-Office")
    }
    announced = await Reporter(room).hears("Watching")
    words = "“Harbor Gazette” and “Port-Office”"
    assert f"Watching {words} in D.D.C.: new cases only" in shown(announced)
    assert "once a day" in shown(announced)
    assert "[ Stop “Harbor Gazette” ] [ Stop “Port-Office” ]" in shown(announced)
    told = [m for m in room.slack.channel("courts").messages if "Watching" in shown(m)]
    assert len(told) == 1
    assert not room.slack.refusals


async def press_change(room: SlackRoom, view: Json) -> Json:
    done = await room.slack.user("reporter").press_in_view(view, watch.CHANGE)
    assert done.acked
    await room.wait_answered()
    return top(room)


async def test_what_is_wrong_is_said_in_its_field(one_room: SlackRoom) -> None:
    room = one_room
    view = await (await Reporter(room).types("watch")).modal()
    for values, field, why in (
        ({"form:words": "harbor", "form:where": CHOSEN}, "courts", "Which courts?"),
        ({"form:words": "harbor", "form:where": CHOSEN, "form:courts": "dxd"}, "courts", "dxd"),
        ({"form:words": "harbor", "form:where": CHOSEN, "form:courts": "scotus"}, "courts",
         "None of these courts has a feed"),
        ({"form:where": ALL}, "words", "something to watch"),
        ({"form:words": "harbor\nx", "form:where": ALL}, "words", "x: Watch two letters"),
        ({"form:words": 'a "b" c', "form:where": ALL}, "words", "no quotation marks"),
        ({"form:words": "\n".join(map(str, range(100, 111))), "form:where": ALL}, "words",
         "these are 11"),
        ({"form:words": "harbor", "form:where": ALL, "form:place": None}, "place", "channel"),
    ):  # fmt: skip
        found = await sent(room, view, values)
        assert why in found["errors"][field], values
    assert not await watches.listed(room.db)


async def test_a_sort_of_cases_is_watched_without_words(one_room: SlackRoom) -> None:
    room = one_room
    view = await (await Reporter(room).types("watch")).modal()
    values = {"form:where": CHOSEN, "form:courts": "D.D.C. and nysd", "form:sorts": ["cr"],
              "form:scope": "new"}  # fmt: skip
    before = await sent(room, view, values)
    assert "*criminal cases* in D.D.C. and S.D.N.Y., new cases only" in said(before)
    assert "Not read yet, and read from then on: S.D.N.Y." in said(before)
    await sent(room, before, {})
    (kept,) = await watches.listed(room.db)
    assert kept.wish == Wish("", ("cr",), ("dcd", "nysd"), only_new=True)
    found = await sent(room, before, {})
    assert "watched here already" in said(found)


async def test_it_opens_from_home_for_one_person_and_with_the_words_that_lack_courts(
    one_room: SlackRoom,
) -> None:
    room = one_room
    await press(room, await home(room), "home:watch")
    values = {"form:words": "harbor", "form:where": ALL, "form:me": ["me"]}
    await sent(room, await sent(room, top(room), values), {})
    (kept,) = await watches.listed(room.db)
    alone = room.slack.core.im_with(room.slack.user("reporter").id).id
    assert kept.destination == Destination(room.slack.team_id, alone)

    asked = await Reporter(room).asks('watch "Port Office"')
    opened = await Reporter(room).presses(asked, "Other courts …")
    (words,) = [b for b in (await opened.modal())["blocks"] if b.get("block_id") == "words"]
    assert words["element"]["initial_value"] == "Port Office"


async def test_a_forged_second_view_can_do_no_more_than_typing(one_room: SlackRoom) -> None:
    room = one_room
    secret = room.slack.add_channel("secret-desk", private=True, with_app=True)
    room.slack.remove("secret-desk", room.slack.user("reporter").id)
    view = await (await Reporter(room).types("watch")).modal()
    before = await sent(room, view, {"form:words": "harbor", "form:where": ALL})
    for kept in (
        Entered("harbor", ALL, to=secret.id).kept(), "x", "[]", '{"words": 7, "sorts": "cr"}',
    ):  # fmt: skip
        after = await sent(room, {**before, "private_metadata": kept}, {})
        assert "Done" not in said(after)
        before = {**after, "callback_id": watch.PREVIEW}
    assert not await watches.listed(room.db)


@pytest.mark.parametrize(
    "entered",
    [
        Entered("harbor in all\nJ.P. Morgan", "read", scope="new", sorts=("cr",), when="daily"),
        Entered("new in all any", ALL, sorts=("mj", "zz", "cr"), when="weekly"),
        Entered("", CHOSEN, "deb, dcd", sorts=("bk",)),
    ],
)
def test_each_line_is_typed_as_it_is_read(entered: Entered) -> None:
    typed, problems = typed_of(entered)
    assert not problems
    lines = entered.words.splitlines() or [""]
    for line, text in zip(lines, typed, strict=True):
        found = watch_of(text)
        assert found is not None
        assert found.wish.words == line
        assert found.wish.only_new == (entered.scope == "new")
        assert found.read_now == (entered.where == "read")
        assert found.wish.everywhere == (entered.where == ALL)
        assert found.wish.types == tuple(sorted({*entered.sorts} - {"zz"}))
    assert entered_before({"private_metadata": entered.kept()}) == entered


def test_the_longest_form_is_one_that_slack_takes() -> None:
    entered = Entered("裁判所 “&<>”" * 200, CHOSEN, "dcd " * 250, channel="C1", to="C1")
    assert limits.view(watch.view(entered, ("dcd", "nysd", "deb", "cadc")), "modal") is None
    kept = {"private_metadata": json.dumps({"channel": "C1"}), "state": {"values": {
        "words": {"form:words": {"value": entered.words}},
    }}}  # fmt: skip
    _, problems = watch.entered_in(kept, Origin("C1"))
    assert "more than one form can carry" in problems["words"]
