"""What can be pressed on an alert, through the real app, also when the case is long gone."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.reading.messagecases import Named, Offered
from bot.surfaces import actions
from bot.surfaces.actions import press_of
from bot.surfaces.forms import several
from bot.surfaces.forms.filled import Origin
from bot.words.render import Renderer
from filings.store import follows
from filings.store.core import parts_of
from filings.types import Rule
from filings.views import FollowView
from sandbox.feeds import Item, render_feed
from sandbox.slack import Message
from tests.samples import CASE_VIEW, NOW, filing, post
from tests.slackroom import GAZETTE, Reporter, SlackRoom, feed, shown, slackroom

NUMBER = "1:25-cv-00457"
CASE = f"dcd {NUMBER}"


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[SlackRoom]:
    async with slackroom(database_url) as made:
        await made.follow("dcd", NUMBER)
        await made.publish("dcd", feed(made, "dcd", NUMBER, GAZETTE))
        yield made


async def alerted(room: SlackRoom, *entries: int) -> Message:
    room.clock.forward(minutes=1)
    await room.publish("dcd", feed(room, "dcd", NUMBER, GAZETTE, *entries))
    await room.send()
    last: Message = room.messages()[-1]
    return last


async def the_follow(room: SlackRoom) -> FollowView | None:
    return await follows.one(room.db, room.channel, "dcd", parts_of("dcd", NUMBER))


async def chooses(room: SlackRoom, alert: Message, what: str) -> Message:
    """Choose from an alert's ⋯ and get the answer."""
    reporter = room.slack.user("reporter")
    done = await reporter.press(alert, "crier:more", what)
    assert done.acked, done.error
    await room.wait_answered()
    return await done.reply()


async def test_an_alert_can_be_cited_muted_and_narrowed(room: SlackRoom) -> None:
    alert = await alerted(room, 62)
    cited = await Reporter(room).presses_for(alert, "Cite")
    assert "Harbor Gazette v. Port Office, D.D.C., No. 1:25-cv-00457" in shown(cited)

    assert "orders" in shown(await chooses(room, alert, f"orders {CASE}"))
    one = await the_follow(room)
    assert one is not None
    assert "order" in one.terms.rule.kinds
    assert one.terms.rule == Rule(kinds=one.terms.rule.kinds)

    muted = await chooses(room, alert, f"mute {CASE}")
    assert "is paused here" in shown(muted)
    one = await the_follow(room)
    assert one is not None
    assert one.paused_at is not None
    await Reporter(room).presses(muted, "Resume")
    one = await the_follow(room)
    assert one is not None
    assert one.paused_at is None


async def test_on_an_old_alert_of_a_case_that_is_not_followed_any_more(room: SlackRoom) -> None:
    alert = await alerted(room, 62)
    assert "Harbor Gazette" in shown(await chooses(room, alert, f"unfollow {CASE}"))
    assert await the_follow(room) is None
    for what in ("mute", "orders", "settings", "unfollow"):
        answer = shown(await chooses(room, alert, f"{what} {CASE}"))
        assert "not followed in this channel" in answer
    assert "D.D.C., No. 1:25-cv-00457" in shown(await Reporter(room).presses_for(alert, "Cite"))


async def test_a_paused_case_is_not_told(room: SlackRoom) -> None:
    alert = await alerted(room, 62)
    await chooses(room, alert, f"mute {CASE}")
    before = len(room.told())
    await alerted(room, 62, 63)
    assert len(room.told()) == before


async def test_the_menu_opens_the_settings_and_slack_opens_the_page(room: SlackRoom) -> None:
    alert = await alerted(room, 62)
    reporter = room.slack.user("reporter")
    done = await reporter.press(alert, "crier:more", f"settings {CASE}")
    await room.wait_answered()
    assert (await done.modal())["title"]["text"] == "Settings"
    opened = await reporter.press(alert, "crier:more", f"open {CASE}")
    assert opened.acked
    await room.wait_answered()
    assert opened.messages == []


async def test_a_burst_has_the_menu_of_its_case(room: SlackRoom) -> None:
    burst = await alerted(room, 62, 63)
    assert "2 filings" in shown(burst)
    assert "is paused here" in shown(await chooses(room, burst, f"mute {CASE}"))


def test_a_number_too_long_for_an_option_has_no_menu() -> None:
    fits, long = ("1:25-cv-" + "1" * length for length in (50, 70))
    case = replace(CASE_VIEW, docket_number=long)
    page = Renderer().alert(post(replace(filing(), docket_number=long)), NOW)
    assert '"overflow"' not in json.dumps(page.blocks)
    assert '"overflow"' in json.dumps(
        Renderer().alert(post(replace(filing(), docket_number=fits)), NOW).blocks
    )
    offered = Named((Offered(case), Offered(CASE_VIEW)))
    assert long not in json.dumps(several.view(Origin(""), offered))


async def test_a_text_that_was_cut_can_be_read_whole(room: SlackRoom) -> None:
    room.clock.forward(minutes=1)
    now = room.clock()
    words = " ".join(f"word{n} & <b>" for n in range(900))
    item = Item(NUMBER, GAZETTE, 277000, 162, "Notice (Other)", now, 62, "04500000062")
    await room.publish("dcd", render_feed("dcd", now, [item]))
    async with room.db.write() as connection:
        await connection.exec_driver_sql(f"UPDATE entry SET text = '{words}' WHERE number = 62")
    await room.send()
    alert = room.messages()[-1]
    assert "more characters" in shown(alert)
    whole = await Reporter(room).presses_for(alert, "Whole text")
    said = shown(whole)
    assert "word400 & <b>" in said
    assert said.count("more characters on the docket") == 1


@pytest.mark.parametrize("value", ["", "dcd", "dcd nothing", "🦉" * 900, "xx 1\x00"])
async def test_a_forged_button_gets_a_sentence(room: SlackRoom, value: str) -> None:
    for verb in ("text", "mute", "orders", "resume", "cite", "documents", "more"):
        body = {
            "actions": [{"action_id": f"crier:{verb}", "value": value}],
            "team": {"id": room.slack.team_id}, "channel": {"id": room.channel.channel_id},
            "user": {"id": "U1"},
        }  # fmt: skip
        answer = await actions.answer(room.desk, press_of(body))
        assert answer is not None
        assert answer.text


@pytest.mark.parametrize("option", [None, {}, [], {"value": None}, {"value": 7}])
def test_a_menu_without_a_choice_reads_as_empty(option: Any) -> None:
    press = press_of({"actions": [{"action_id": "crier:more", "selected_option": option}]})
    assert press.value in ("", "7")
