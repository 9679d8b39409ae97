"""Whatever is typed, pressed or sent in: an answer that helps, and nothing of anybody else."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from structlog.testing import capture_logs

from bot.desk.enquiries import Pending
from bot.desk.following import Asked
from bot.reading import typed, typedterms
from bot.reading.incoming import clean, team_of
from bot.reading.messagecases import found_in
from bot.surfaces.homepages import Looking, looking_of
from bot.surfaces.replies import UNFORESEEN, told
from bot.words.render import Renderer
from filings import references
from filings.errors import BadInput
from filings.store import follows, upkeep, workspaces
from filings.types import Destination
from sandbox.slack import limits, payloads
from sandbox.slack.limits import Draft
from sandbox.slack.model import User
from sandbox.slack.wire import Json
from tests.newsroom import newsroom
from tests.slackroom import GAZETTE, SlackRoom, bolt_app, read_courts, shown

NUMBER = "1:25-cv-00457"
CASE = f"{NUMBER} dcd"


def filled_up(unit: str, length: int = 4000) -> str:
    return (unit * (length // len(unit) + 1))[:length]


PIECES = (
    "follow ", "unfollow ", "recent ", "cite ", "settings ", "pause ", "resume ", "log ", "list ",
    CASE, "25-457 ", "1:25-cv-", "No. ", "D.D.C. ", "v. ", "in re ", "+word ", '-"a phrase" ', "+",
    "-", '"', "“", "‘", " , ", "and ", "only ", "orders ", "daily ", "daily at ", "25:99", "8am ",
    "hourly ", "pdf ", "<", ">", "&amp;", "&#0;", "<@U1|bob>", "<https://ecf.dcd.uscourts.gov/|",
    "https://www.courtlistener.com/docket/99999999999/", "‹https://x.example›", "\n", "\t", "\0",
    "\ud800", "\u202e", "\u200d", "\u0301", "قضية ", "תיק ", "案件", "ı", "İ", "ſ", "👩‍👩‍👧",
    "{{ 7 }}", "%s", "|", "`", "*", "~", "_", "0", "9" * 40, "٨:٣٠ ",
)  # fmt: skip
LINES = (
    "", " ", "\0", "\ud800", "\u200d\u200b", "follow", "follow follow follow", "follow +", "pause",
    "resume", "settings", f'follow {CASE} +"never closed', f"follow {CASE} daily 25:99",
    f"follow {CASE} daily 8", f"follow {CASE} hourly daily", f"follow {CASE} motıon notİce",
    f'follow {CASE} +"a\0b" -\ud800c', f"follow {CASE} , , and only and",
    "follow “Harbor Gazette” +“class action” -‘pro hac vice’", "<@U0|bob> <#C0|courts> <!channel>",
    "‹https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000›", "https://ecf.dcd.uscourts.gov/\0",
    "recent 1:25-cv-00457 dcd 99", "9" * 4000, "MDL No. " + "9" * 40, "follow x" + "\u0301" * 3990,
    *(filled_up(unit) for unit in ("1:25-cv-1 ", f"{CASE} ", "قضية ", "👩‍👩‍👧", "‹", "&")),
    "follow " + " ".join(f"1:25-cv-{n:05d} dcd" for n in range(400)),
)  # fmt: skip


def calls_in(work: Callable[[], object]) -> int:
    """How many functions are called meanwhile: the same on a slow machine as on a fast one."""
    count = Counter[str]()

    def note(_frame: FrameType, event: str, _arg: object) -> None:
        count[event] += 1

    sys.setprofile(note)
    try:
        with suppress(BadInput):
            work()
    finally:
        sys.setprofile(None)
    return count["call"] + count["c_call"]


@pytest.mark.parametrize(
    "unit",
    [" ,", "and ", "order,", "order zzz ", "daily at ", '+"a" ', "+a'.", "-", "1:25-cv-1 ",
     "No. 25-1, ", "D.D.", "<https://", "&amp;", ":", "İ"],
)  # fmt: skip
@pytest.mark.parametrize("before", ["", f"{CASE} ", "x "])
def test_a_long_line_costs_no_more_than_its_length(before: str, unit: str) -> None:
    def read(length: int) -> Callable[[], object]:
        text = typed.parse(filled_up(f"follow {before}{unit * length}", length)).text
        return lambda: (typedterms.readings(text), references.find(text))

    assert calls_in(read(4000)) < 8 * calls_in(read(1000)) + 4000


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=60).map("".join))
def test_any_line_is_read_or_refused_in_a_sentence(text: str) -> None:
    command = typed.parse(text)
    assert not set(command.text) & {"\0", "\ud800"}
    with suppress(BadInput):
        assert typedterms.readings(command.text)


async def answered(room: SlackRoom, text: str) -> str:
    """What a desk says to the reporter, as it would reach Slack."""
    asked = Asked(text[:4000], room.channel, room.slack.user("reporter").id, "courts")
    message = await told(Renderer(), room.desk.answer(asked))
    if isinstance(message, Pending):
        message = await message.then()
    if message is None:
        return ""
    assert limits.message(Draft(message.text, list(message.blocks), None, None)) is None
    return message.text


async def test_whatever_is_typed_gets_an_answer(either_url: str) -> None:
    chance = random.Random(5)
    made_up = ["".join(chance.choices(PIECES, k=chance.randint(1, 40))) for _ in range(60)]
    async with newsroom(either_url) as made:
        room = SlackRoom(**vars(made))
        await read_courts(room, dcd=(NUMBER, GAZETTE), nysd=(NUMBER, "SMITH v. JONES"))
        await upkeep.alive(room.db, "worker", "worker", room.clock())
        for text in (*LINES, *made_up):
            said = await answered(room, text)
            assert "did not work" not in said
            assert "“”" not in said
        assert await answered(room, "\0 \u200d") == await answered(room, "help")
        assert "Which case?" in await answered(room, "pause ")
        assert "is not a time of day" in await answered(room, f"follow {CASE} daily 8")
        await answered(room, f"follow {CASE}")
        assert "paused" in (await answered(room, f"pause {NUMBER}")).casefold()
        await room.send()
        assert not room.slack.refusals


@dataclass
class Straight:
    """Payloads into the Bolt app as they come off a socket, in whatever shape."""

    room: SlackRoom
    app: AsyncApp

    async def send(self, payload: Json) -> BoltResponse:
        """Returns once everything that began with it is done; nothing may be unforeseen."""
        with capture_logs() as logs:
            request = AsyncBoltRequest(body=payload, mode="socket_mode")
            answer = await self.app.async_dispatch(request)
            while left := [each for each in asyncio.all_tasks() if _is_ours(each)]:
                await asyncio.wait(left)
        unforeseen = [log for log in logs if log.get("exc_info") or log["event"] == "listener"]
        assert not unforeseen, (payload, unforeseen)
        assert answer.status == 200, payload
        return answer

    def press(self, action_id: str, value: object, **more: Any) -> Json:
        action = {"type": "button", "block_id": "b", "action_id": action_id, "value": value}
        return self._of("block_actions", actions=[action], **more)

    def in_message(self, action_id: str, value: object) -> Json:
        channel = self.room.channel.channel_id
        container = {"type": "message", "channel_id": channel, "is_ephemeral": True}
        where = {"channel": {"id": channel, "name": "courts"}, "container": container}
        return self.press(action_id, value, response_url=self.answer_url(), **where)

    def submit(self, callback_id: str, metadata: object, state: object) -> Json:
        view: Json = {"id": "V0", "type": "modal", "blocks": [], "hash": "1.a"}
        view |= {"callback_id": callback_id, "private_metadata": metadata}
        return self._of("view_submission", view=view if state is None else {**view, "state": state})

    def shortcut(self, message: object, **more: Any) -> Json:
        channel = {"id": self.room.channel.channel_id, "name": "courts"}
        return self._of(
            "message_action", callback_id="crier:follow_cases", message=message, channel=channel,
            response_url=self.answer_url(), **more,
        )  # fmt: skip

    def event(self, kind: str, **inner: Any) -> Json:
        user, channel = self.room.slack.user("reporter").id, self.room.channel.channel_id
        given = {"type": kind, "user": user, "channel": channel, "ts": "1.1", **inner}
        return payloads.event(self.room.slack.core, given)

    def answer_url(self) -> str:
        core, user = self.room.slack.core, self.room.slack.user("reporter").id
        where = self.room.channel.channel_id
        url = core.responses.issue(where, user, core.ids.new("X"), core.clock())
        return f"{core.origin}/respond/{url.token}"

    def _of(self, kind: str, **more: Any) -> Json:
        core, user = self.room.slack.core, self.room.slack.user("reporter").user
        trigger = core.triggers.issue(user.id, core.ids.new("X"), core.clock())
        return payloads.interaction(core, kind, user, trigger, **more)


def _is_ours(task: asyncio.Task[Any]) -> bool:
    name = getattr(task.get_coro(), "__qualname__", "")
    return "Afterwards" in name or "AsyncioListenerRunner" in name


@pytest.fixture
async def straight(database_url: str) -> Any:
    async with newsroom(database_url) as made:
        room = SlackRoom(**vars(made))
        await read_courts(room, dcd=(NUMBER, GAZETTE))
        await upkeep.alive(room.db, "worker", "worker", room.clock())
        yield Straight(room, bolt_app(room))


ODD: tuple[Any, ...] = (
    None, "", "\0", "\ud800 x", "x" * 5000, f"dcd {NUMBER}", "T0 C0 x", "-1", "1000000000", 7, [],
)  # fmt: skip
FORGED: tuple[Any, ...] = (
    [7], "", "{", "7", "[" * 3000, '{"channel": 7, "case": [], "find": {}, "page": true}',
    '{"channel": "C\\u0000", "case": "\\ud800", "find": "\\u0000", "page": 1000000000}',
    '{"channel": "D0SOMEBODY", "case": "dcd 1:25-cv-00457", "page": -1}',
)  # fmt: skip
STATES: tuple[Any, ...] = (
    None, {}, {"values": []}, 7,
    {"values": {
        "case": {"form:case": {"value": "\0\ud800", "selected_option": {"value": f"dcd {NUMBER}"}}},
        "place": {"form:place": {"selected_conversation": "D0SOMEBODY"}},
        "cases0": {"form:cases0": {"selected_options": [7, {"value": "\ud800"}, {"value": "x"}]}},
        "note": {"form:note": {"value": "a\0\ud800b"}},
        "at": {"form:at": {"selected_time": "25:9"}},
        "zone": {"form:zone": {"selected_option": {"value": "../etc\0"}}},
    }},
)  # fmt: skip


async def test_forged_buttons_and_forms_change_nothing(straight: Straight) -> None:
    room, before = straight.room, await follows.listed(straight.room.db)
    verbs = "follow unfollow documents mute resume routine text orders show settings more choose x"
    for verb in verbs.split():
        for value in ODD:
            if value != f"dcd {NUMBER}":
                await straight.send(straight.in_message(f"crier:{verb}:0", value))
    forms = ("follow", "follow_settings", "channel_settings", "follow_cases", "start")
    for callback_id in (f"crier:{name}" for name in forms):
        for metadata in FORGED:
            await straight.send(straight.submit(callback_id, metadata, STATES[-1]))
        for state in STATES:
            await straight.send(straight.submit(callback_id, FORGED[-1], state))
    for action in ("form:pause", "form:unfollow", "form:x", "start:follow", "start:x", "home:find",
                   "home:page", "home:channel", "home:more:1", "home:x"):  # fmt: skip
        for metadata, value in zip(FORGED, ODD, strict=False):
            view = straight.submit("crier:follow_settings", metadata, STATES[-1])["view"]
            await straight.send(straight.press(action, value, view=view))
        forged = straight.press(action, "unfollow D0SOMEBODY x", view={"id": "V0"})
        await straight.send(forged)
    assert await follows.listed(room.db) == before
    assert not [m for m in room.slack.channel("courts").ephemerals if UNFORESEEN in m.text]


async def test_odd_messages_links_and_menus_are_taken_quietly(straight: Straight) -> None:
    attached = [{"text": f"1:25-cv-{n:05d} dcd", "title": 7} for n in range(100)]
    for message in (
        None,
        {},
        {"text": "\0\ud800"},
        {"text": "x" * 40_000, "attachments": attached},
    ):
        await straight.send(straight.shortcut(message))
    for value in ODD:
        menu = {"container": {}, "view": {}, "block_id": "case", "action_id": "form:case"}
        await straight.send(straight._of("block_suggestion", value=value, **menu))
    ecf = "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000"
    for links in ([ecf] * 5, ["\0"], ["\ud800"], [f"{ecf}\0"], ["x" * 5000], []):
        told_of = [{"url": link, "domain": "uscourts.gov"} for link in links]
        await straight.send(straight.event("link_shared", message_ts="1.1", links=told_of))
    for text in (None, "\0", "\ud800", "x" * 40_000, "follow , , ,"):
        await straight.send(straight.event("app_mention", text=text))
    for person in ("U0NOBODY", "U\0", None):
        opened = straight.event("app_home_opened", tab="home") | {}
        opened["event"]["user"] = person
        await straight.send(opened)
    assert len(found_in({"text": filled_up(f"{CASE} ", 40_000)})) == 1


async def test_a_press_again_is_done_once_and_a_late_one_is_answered(straight: Straight) -> None:
    room = straight.room
    pressed = straight.in_message("crier:settings:0", f"dcd {NUMBER}")
    await room.follow("dcd", NUMBER)
    await straight.send(pressed)
    again = pressed | {"response_url": straight.answer_url()}
    await straight.send(again)
    late = straight.shortcut({"text": CASE})
    room.clock.forward(seconds=10)
    await straight.send(late)
    said = [shown(each) for each in room.slack.channel("courts").ephemerals]
    # The same press again was opened the first time; only the late one is answered.
    assert said == ["Slack did not open the form in time. Ask for it once more."]


async def test_an_event_told_again_is_answered_once(straight: Straight) -> None:
    told_of = straight.event("app_mention", text=CASE)
    for _ in range(3):
        await straight.send(dict(told_of))
    assert len(straight.room.slack.channel("courts").ephemerals) == 1


async def test_two_people_at_once_and_doubled_clicks_do_a_thing_once(either_url: str) -> None:
    async with newsroom(either_url) as made:
        room = SlackRoom(**vars(made))
        await read_courts(room, dcd=(NUMBER, GAZETTE))
        await upkeep.alive(room.db, "worker", "worker", room.clock())
        people = [room.slack.user(name).id for name in ("reporter", "editor")] * 3

        async def all_ask(text: str) -> list[str]:
            each = [Asked(text, room.channel, person, "courts") for person in people]
            answers = [told(Renderer(), room.desk.answer(asked)) for asked in each]
            return [m.text if m else "" for m in await asyncio.gather(*answers)]

        before = len(room.messages())
        said = await all_ask(f"follow {CASE}")
        assert Counter(said)[""] == 1
        assert all("followed here already" in each for each in said if each)
        await all_ask(f"follow {CASE} orders")
        await all_ask(f"pause {CASE}")
        await all_ask(f"resume {CASE}")
        await room.send()
        assert len(room.messages()) == before + 1
        here = await follows.listed(room.db, room.slack.team_id, room.channel.channel_id)
        assert [each.docket_number for each in here if each.docket_number == NUMBER] == [NUMBER]
        assert not [each for each in await all_ask(f"unfollow {CASE}") if "did not work" in each]
        gone = await follows.listed(room.db, room.slack.team_id, room.channel.channel_id)
        assert NUMBER not in {each.docket_number for each in gone}


def test_a_shared_channel_speaks_for_the_workspace_that_installed_crier() -> None:
    ours, theirs = "T0OURS", "T0THEIRS"
    event = {"team_id": theirs, "authorizations": [{"team_id": ours}], "event": {"team": theirs}}
    assert team_of(event) == ours
    submitted = {"team": {"id": theirs}, "view": {"app_installed_team_id": ours, "team_id": theirs}}
    assert team_of(submitted) == ours
    pressed = {"team": {"id": ours}, "user": {"team_id": theirs}}
    assert team_of(pressed) == ours
    assert team_of({"team": None, "user": {"team_id": ours}}) == ours
    assert team_of({"team": 7, "authorizations": [7], "view": []}) == ""


def add(room: SlackRoom, user: User) -> str:
    room.slack.core.workspace.users[user.id] = user
    room.slack.core.workspace.channels[room.channel.channel_id].members[user.id] = None
    return user.id


async def test_guests_and_strangers_are_shown_and_let_no_more_than_is_theirs(
    straight: Straight,
) -> None:
    room = straight.room
    room.slack.add_channel("metro", with_app=True)
    metro = Destination(room.slack.team_id, room.slack.channel("metro").id)
    await room.follow("dcd", NUMBER, where=metro)
    guest = add(room, User("U0GUEST", "guest", "A Guest", is_guest=True))
    admin = add(room, User("U0AFAR", "afar", "An Admin Elsewhere", is_admin=True, team="T0AFAR"))
    for person in (guest, admin, room.slack.user("reporter").id):
        opened = straight.event("app_home_opened", tab="home")
        opened["event"]["user"] = person
        await straight.send(opened)
    homes = room.slack.core.views.homes
    assert NUMBER in str(homes[room.slack.user("reporter").id])
    assert NUMBER not in str(homes[guest])
    assert NUMBER not in str(homes[admin])
    await workspaces.set_who_follows(
        room.db, room.slack.team_id, workspaces.ADMINS, by="U0", now=room.clock(), where=""
    )
    asked = Asked(f"follow {CASE}", room.channel, admin)
    refused = await room.desk.answer(asked)
    assert refused is not None
    assert "only its admins" in refused.text
    own = await room.desk.answer(replace(asked, text="settings workspace members"))
    assert own is not None
    assert "Only an admin" in own.text


def test_what_cannot_be_kept_is_left_out_of_a_payload() -> None:
    deep: Any = "x"
    for _ in range(300):
        deep = [deep]
    assert clean({"a\0": ["b\ud800c", 7, None, {"d": "\0"}]}) == {"a": ["bc", 7, None, {"d": ""}]}
    assert "x" not in str(clean(deep))
    assert looking_of({"private_metadata": "[" * 3000}) == Looking()
