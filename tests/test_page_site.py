"""The sandbox's page over HTTP: a browser without a screen, the real Slack, a small app."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncRespond, AsyncSay
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from filings.errors import BadInput
from sandbox.page.backstage import Action, Board, Suggestion
from sandbox.page.place import Spot, read
from sandbox.page.session import MOST_SESSIONS, Sessions
from sandbox.page.site import Site
from sandbox.page.stream import LinkChanged, Log
from sandbox.slack import Message
from sandbox.slack.wire import Json
from tests.pagebrowser import Room, browsing, form_with, fragment, page_room, text_of
from tests.sandbox_slack_client import connected, web_client


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    async with page_room() as made:
        yield made


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(label: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": words(label), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


MODAL: Json = {
    "type": "modal",
    "callback_id": "settings",
    "notify_on_close": True,
    "title": words("Settings"),
    "submit": words("Save"),
    "blocks": [
        {
            "type": "input",
            "block_id": "words",
            "label": words("Words"),
            "element": {"type": "plain_text_input", "action_id": "typed"},
        },
        {
            "type": "input",
            "block_id": "kinds",
            "optional": True,
            "label": words("Kinds"),
            "element": {
                "type": "static_select",
                "action_id": "chosen",
                "options": [
                    {"text": words(one), "value": one.lower()} for one in ("Orders", "All")
                ],
            },
        },
    ],
}


def opens_modal(room: Room, view: Json = MODAL) -> None:
    @room.app.command("/docket")
    async def opened(ack: AsyncAck, client: AsyncWebClient, command: Json) -> None:
        await ack()
        await client.views_open(trigger_id=command["trigger_id"], view=view)


# --- the page ------------------------------------------------------------------


async def test_page_is_whole_and_under_a_strict_policy(room: Room) -> None:
    await room.post(text="*Notice* · No. 61")
    async with browsing(room) as browser:
        assert "Notice · No. 61" in browser.text("messages")
        policy = browser.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "'unsafe" not in policy
        assert not browser.page.xpath("//script[not(@src)] | //style | //@style | //@onclick")
        cookie = browser.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        for link in browser.page.xpath("//link/@href | //script/@src"):
            async with browser.http.get(browser.origin + link) as response:
                assert response.status == 200
                assert await response.text()


async def test_page_goes_only_where_this_person_may(room: Room) -> None:
    secret = room.slack.add_channel("secret", private=True)
    room.slack.remove("secret", room.slack.user("reporter").id)
    async with browsing(room, f"/c/{secret.id}") as browser:
        assert browser.path == f"/c/{room.slack.channel('courts').id}"
        assert "secret" not in browser.text("sidebar")
        for path in ("/c/nowhere", "/elsewhere", "/static/site.py", "/static/..%2Fsite.py"):
            async with browser.http.get(browser.origin + path) as response:
                assert response.url.path != path or response.status == 404


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 200),
        ("GET", {"Host": "sandbox.example:{port}"}, 403),
        ("GET", {"Host": "127.0.0.1"}, 403),
        ("GET", {"Origin": "http://sandbox.example"}, 403),
        ("POST", {}, 403),
        ("POST", {"Origin": "null"}, 403),
        ("POST", {"Origin": "http://127.0.0.1:1"}, 403),
        ("POST", {"Origin": "https://127.0.0.1:{port}"}, 403),
        ("POST", {"Origin": "http://127.0.0.1:{port}"}, 200),
    ],
)
async def test_only_its_own_pages_are_answered(
    room: Room, method: str, headers: dict[str, str], status: int
) -> None:
    port = room.site.url.rstrip("/").rpartition(":")[2]
    sent = {name: value.format(port=port) for name, value in headers.items()}
    path, form = ("home", None) if method == "GET" else ("say", {"text": ""})
    async with (
        browsing(room) as browser,
        browser.http.request(method, room.site.url + path, headers=sent, data=form) as response,
    ):
        assert response.status == status
        assert "Content-Security-Policy" in response.headers
        if status == 403:
            assert (await response.text()).count(".\n") == 1


async def test_court_text_shows_as_text(room: Room) -> None:
    said = "<script>alert(1)</script> <img src=x onerror=y> & " + "x" * 30_000
    async with browsing(room) as browser, browser.stream() as stream:
        await room.post(text="hostile", blocks=[{"type": "header", "text": words(said[:150])}])
        op = await stream.shows("<script>alert(1)</script>", "messages")
        assert not fragment(op["html"]).xpath(".//script | .//img")
        await browser.say(said[:12_000])
        op = await stream.shows("<img src=x", "messages")
        assert not fragment(op["html"]).xpath(".//script | .//img")
        await browser.say('/"><script> x')
        op = await stream.shows('/"><script>', "notices")
        assert not fragment(op["html"]).xpath(".//script")
        await browser.look(browser.path)
        assert not browser.page.xpath("//body//script")


# --- typing ----------------------------------------------------------------------


async def test_command_is_answered_in_the_stream_of_the_asker_alone(room: Room) -> None:
    got: list[Json] = []

    @room.app.command("/docket")
    async def answered(ack: AsyncAck, respond: AsyncRespond, command: Json) -> None:
        got.append(command)
        await ack()
        await respond(text=f"Here is {command['text']}.")

    async with browsing(room) as reporter, browsing(room) as editor:
        await editor.send("/me", {"user": room.slack.user("editor").id})
        await editor.look(editor.path)
        async with reporter.stream() as mine, editor.stream() as theirs:
            await reporter.say("/docket 1:25-cv-00457 dcd")
            op = await mine.shows("Here is 1:25-cv-00457 dcd.", "messages")
            assert "Only visible to you" in text_of(op["html"])
            await room.post(text="For all")
            await theirs.shows("For all", "messages")
            assert not any("Here is" in op["html"] for op in theirs.ops)
    assert got[0]["user_name"] == "reporter"
    assert got[0]["channel_name"] == "courts"


async def test_what_was_typed_comes_back_by_arrow(room: Room) -> None:
    async with browsing(room) as browser:
        await browser.say("one")
        await browser.say("one")
        await browser.say('two "quoted"')
        await browser.look(browser.path)
        assert browser.by_id("text").get("data-history") == r'["one", "two \"quoted\""]'
        async with browsing(room) as other:
            assert other.by_id("text").get("data-history") == "[]"


async def test_commands_that_do_not_exist_or_stand_in_a_thread_are_explained(room: Room) -> None:
    ts = await room.post(text="root")
    async with browsing(room) as browser, browser.stream() as stream:
        await browser.say("/dokcet x")
        await stream.shows("/dokcet is not a command here. There is /docket.", "notices")
        await browser.say("/docket x", thread=ts)
        op = await stream.shows("Slack does not take /docket in a thread.", "notices")
        assert "/dokcet" not in op["html"]
        path, fields = form_with(fragment(op["html"]), "Dismiss")
        await browser.send(path, fields)
        await browser.look(browser.path)
        assert not browser.text("notices")


async def test_mention_thread_reply_and_direct_message_reach_the_app(room: Room) -> None:
    @room.app.event("app_mention")
    async def called(say: AsyncSay, event: Json) -> None:
        await say(f"Called with {event['text']}", thread_ts=event["ts"])

    @room.app.event("message")
    async def written(say: AsyncSay, event: Json) -> None:
        await say(f"Got {event['text']} by {event['channel_type']}")

    async with browsing(room) as browser, browser.stream() as stream:
        await browser.say("@court crier hello")
        summary = await stream.shows("1 reply")
        link = fragment(summary["html"]).xpath(".//a[contains(@class, 'thread-link')]/@href")[0]
        await browser.look(link)
        assert "hello" in browser.text("replies")
        async with browser.stream() as pane:
            await browser.say("more", thread=link.rpartition("/")[2])
            await pane.shows("more", "replies")
            await pane.shows("2 replies", "reply-count")
        await browser.look(f"/c/{room.slack.core.im_with(room.slack.user('reporter').id).id}")
        async with browser.stream() as direct:
            await browser.say("hi")
            await direct.shows("Got hi by im", "messages")


async def test_plain_form_goes_back_to_its_page(room: Room) -> None:
    async with browsing(room) as browser:
        path, fields = browser.form_of("Send")
        page = browser.origin + browser.path
        for referer in (page, "http://elsewhere.example/c/x", ""):
            async with browser.http.post(
                browser.origin + path,
                data={**fields, "text": "no script"},
                headers={"Origin": browser.origin, "Referer": referer},
                allow_redirects=False,
            ) as response:
                assert response.status == 303
                assert response.headers["Location"] in (f"{browser.path}#end", "/c/x#end", "/")
        await browser.look(browser.path)
        assert browser.text("messages").count("no script") == 3


async def test_forms_that_no_browser_sends_harm_nothing(room: Room) -> None:
    urlencoded = "application/x-www-form-urlencoded"
    async with browsing(room) as browser:
        for body, content_type, status in (
            (b"{}", "application/json", 415),
            (b"--x", "multipart/form-data", 415),
            (b"\xff\xfe%ff%00&&==;text=%ed%a0%80", f"{urlencoded}; charset=nothing", 204),
            (b"a=1&" * 6000, urlencoded, 400),
            (b"text=" + b"x" * 2_000_000, urlencoded, 413),
        ):
            headers = {"Origin": browser.origin, "Accept": "application/json"}
            for path in ("/act", "/say"):
                async with browser.http.post(
                    browser.origin + path,
                    data=body,
                    headers={**headers, "Content-Type": content_type},
                ) as response:
                    assert response.status == status


async def test_suggestion_stands_in_the_composer(room: Room) -> None:
    room.board.suggest(Suggestion("Ask.", "/docket a&b", "courts"))
    async with browsing(room, "/home") as browser:
        await browser.look(browser.page.xpath("//a[contains(@class, 'try')]/@href")[0])
        # The first line break of a textarea is not part of what is in it.
        assert browser.by_id("text").text == "\n/docket a&b"


# --- pressing --------------------------------------------------------------------


async def test_press_sends_this_element_and_all_that_was_chosen(room: Room) -> None:
    got: list[Json] = []

    @room.app.action("same")
    async def pressed(ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        got.append(body)
        await ack()
        await respond(text="Done.", replace_original=True)

    menu = {
        "type": "static_select",
        "action_id": "menu",
        "options": [{"text": words(one), "value": one} for one in ("a", "b")],
    }
    await room.post(
        text="x",
        blocks=[
            actions(button("First", "same", value="1")) | {"block_id": "one"},
            actions(button("Second", "same", value="2"), menu) | {"block_id": "two"},
        ],
    )
    async with browsing(room) as browser, browser.stream() as stream:
        await browser.press("Second", **{"f/two/menu": "1"})
        await stream.until(lambda op: op["do"] == "put" and "Done." in op["html"])
    (body,) = got
    assert body["actions"][0]["value"] == "2"
    assert body["actions"][0]["block_id"] == "two"
    assert body["state"]["values"]["two"]["menu"]["selected_option"]["value"] == "b"
    assert body["container"]["type"] == "message"


@pytest.mark.parametrize(
    ("element", "press", "filled", "expected"),
    [
        (
            {"type": "overflow", "options": [{"text": words(o), "value": o} for o in ("p", "q")]},
            "b/act/1",
            "",
            {"selected_option": {"text": {**words("q"), "emoji": True}, "value": "q"}},
        ),
        ({"type": "datepicker"}, "b/act", "2025-11-03", {"selected_date": "2025-11-03"}),
        ({"type": "timepicker"}, "b/act", "14:41", {"selected_time": "14:41"}),
        (
            {"type": "datetimepicker"},
            "b/act",
            "2025-11-03T14:41",
            {"selected_date_time": 1762198860},
        ),
        ({"type": "users_select"}, "b/act", "U1", {"selected_user": "U1"}),
        (
            {
                "type": "checkboxes",
                "options": [{"text": words(o), "value": o} for o in ("p", "q")],
            },
            "b/act",
            "",
            {"selected_options": []},
        ),
    ],
)
async def test_every_kind_of_choice_arrives_as_slack_sends_it(
    room: Room, element: Json, press: str, filled: str, expected: Json
) -> None:
    got: list[Json] = []

    @room.app.action("act")
    async def pressed(ack: AsyncAck, action: Json) -> None:
        got.append(action)
        await ack()

    ts = await room.post(
        text="x", blocks=[actions({**element, "action_id": "act"}) | {"block_id": "b"}]
    )
    channel = room.slack.channel("courts").id
    async with browsing(room) as browser:
        form = {"surface": "message", "channel": channel, "ts": ts, "press": press}
        assert await browser.send("/act", {**form, "f/b/act": filled}) == 204
    (action,) = got
    said = {name: action[name] for name in expected}
    for option in (said.get("selected_option"), expected.get("selected_option")):
        if option:
            option["text"].pop("emoji", None)
    assert said == expected


async def test_buttons_of_newer_kinds_carry_their_values(room: Room) -> None:
    got: list[Json] = []

    @room.app.action("rated")
    @room.app.action("removed")
    async def pressed(ack: AsyncAck, action: Json) -> None:
        got.append(action)
        await ack()

    rate = {
        "type": "feedback_buttons",
        "action_id": "rated",
        "positive_button": {"text": words("Good"), "value": "up"},
        "negative_button": {"text": words("Bad"), "value": "down"},
    }
    remove = {
        "type": "icon_button",
        "action_id": "removed",
        "icon": "trash",
        "text": words("Remove"),
        "value": "this",
    }
    await room.post(text="x", blocks=[{"type": "context_actions", "elements": [rate, remove]}])
    async with browsing(room) as browser:
        await browser.press("👎 Bad")
        await browser.press("🗑 Remove")
    assert [(action["type"], action["value"]) for action in got] == [
        ("feedback_buttons", "down"),
        ("icon_button", "this"),
    ]


async def test_form_with_a_file_is_sent_without_it(room: Room) -> None:
    saved: list[Json] = []
    label = words("File")
    file: Json = {
        "type": "input",
        "block_id": "file",
        "optional": True,
        "label": label,
        "element": {"type": "file_input", "action_id": "file"},
    }
    opens_modal(room, {**MODAL, "blocks": [file]})

    @room.app.view("settings")
    async def submitted(ack: AsyncAck, view: Json) -> None:
        saved.append(view["state"]["values"]["file"]["file"])
        await ack()

    async with browsing(room) as browser, browser.stream() as stream:
        await browser.say("/docket settings")
        op = await stream.shows("Settings", "modal")
        await browser.send(*form_with(fragment(op["html"]), "Save"))
    assert saved[0]["type"] == "file_input"
    assert not saved[0]["files"]


async def test_what_is_gone_or_not_ones_own_is_said_to_be_gone(room: Room) -> None:
    channel = room.slack.channel("courts").id
    ts = await room.post(text="x", blocks=[actions(button("Go", "go"))])
    done = await web_client(room.slack).chat_postEphemeral(
        channel=channel, user=room.slack.user("editor").id, text="yours"
    )
    async with browsing(room) as browser, browser.stream() as stream:
        form = {"surface": "message", "channel": channel, "press": "x/y"}
        for forged in (
            {**form, "ts": "1.0"},
            {**form, "ts": str(done["message_ts"])},
            {**form, "ts": ts},
            {**form, "ts": ts, "press": "%ff/%00/9/9/9"},
            {"surface": "modal", "view": "V1", "do": "submit"},
            {},
            {"channel": "\x00", "ts": "%", "surface": "shortcut", "do": "x"},
        ):
            assert await browser.send("/act", forged) == 204
        await stream.shows("This message is gone.", "notices")
        await stream.shows("What was pressed is no longer there.", "notices")
        await stream.shows("This dialog is no longer open.", "notices")
        assert await browser.send("/say", {"channel": "C404", "text": "x"}) == 204
        await stream.shows("Reporter is in no channel C404.", "notices")


async def test_shortcuts_reach_the_app(room: Room) -> None:
    got: list[str] = []

    @room.app.shortcut("find")
    async def everywhere(ack: AsyncAck, body: Json) -> None:
        got.append(body["type"])
        await ack()

    @room.app.shortcut("cite")
    async def on_message(ack: AsyncAck, body: Json) -> None:
        got.append(f"{body['type']}: {body['message']['text']}")
        await ack()

    await room.post(text="Notice")
    async with browsing(room) as browser:
        await browser.press("Find a case")
        await browser.press("Cite this case")
    assert got == ["shortcut", "message_action: Notice"]


# --- modals and the Home tab -------------------------------------------------------


async def test_modal_opens_shows_errors_keeps_what_was_typed_and_closes(room: Room) -> None:
    saved: list[Json] = []
    opens_modal(room)

    @room.app.view("settings")
    async def submitted(ack: AsyncAck, view: Json) -> None:
        saved.append(view["state"]["values"])
        if len(saved) == 1:
            await ack(response_action="errors", errors={"words": "Not these."})
        else:
            await ack()

    async with (
        browsing(room) as browser,
        browsing(room) as same_person,
        browser.stream() as stream,
    ):
        await browser.say("/docket settings")
        op = await stream.shows("Settings", "modal")
        path, fields = form_with(fragment(op["html"]), "Save")
        await browser.send(path, fields)
        await stream.shows("Please complete this required field.", "modal")
        await browser.send(path, {**fields, "f/words/typed": "some", "f/kinds/chosen": "1"})
        op = await stream.shows("Not these.", "modal")
        assert fragment(op["html"]).xpath(".//input[@value='some']")
        await same_person.look(same_person.path)
        assert not same_person.text("modal")
        await browser.look(browser.path)
        assert "Not these." in browser.text("modal")
        await browser.press("Save", **{"f/words/typed": "others"})
        await stream.until(lambda op: op["id"] == "modal" and not text_of(op["html"]))
    assert [one["words"]["typed"]["value"] for one in saved] == ["some", "others"]
    assert saved[0]["kinds"]["chosen"]["selected_option"]["value"] == "all"


async def test_what_was_emptied_is_sent_as_empty(room: Room) -> None:
    saved: list[Json] = []
    words_block, kinds_block = MODAL["blocks"]
    first = kinds_block["element"]["options"][0]
    filled = [
        words_block
        | {"optional": True}
        | {"element": words_block["element"] | {"initial_value": "prefilled"}},
        kinds_block | {"element": kinds_block["element"] | {"initial_option": first}},
    ]
    opens_modal(room, {**MODAL, "blocks": filled})

    @room.app.view("settings")
    async def submitted(ack: AsyncAck, view: Json) -> None:
        saved.append(view["state"]["values"])
        await ack()

    async with browsing(room) as browser, browser.stream() as stream:
        await browser.say("/docket settings")
        op = await stream.shows("Settings", "modal")
        path, fields = form_with(fragment(op["html"]), "Save")
        assert (fields["f/words/typed"], fields["f/kinds/chosen"]) == ("prefilled", "0")
        await browser.send(path, {**fields, "f/words/typed": "", "f/kinds/chosen": ""})
        await stream.until(lambda op: op["id"] == "modal" and not text_of(op["html"]))
    assert saved[0]["words"]["typed"]["value"] is None
    assert saved[0]["kinds"]["chosen"]["selected_option"] is None


async def test_modal_is_closed_and_the_app_hears_of_it(room: Room) -> None:
    closed: list[str] = []
    opens_modal(room)

    @room.app.view_closed("settings")
    async def heard(ack: AsyncAck, view: Json) -> None:
        closed.append(view["callback_id"])
        await ack()

    async with browsing(room) as browser, browser.stream() as stream:
        await browser.say("/docket settings")
        op = await stream.shows("Settings", "modal")
        path, fields = form_with(fragment(op["html"]), "Close")
        await browser.send(path, fields)
        await stream.until(lambda op: op["id"] == "modal" and not text_of(op["html"]))
    assert closed == ["settings"]


async def test_modals_stack_and_go_back(room: Room) -> None:
    above = {**MODAL, "callback_id": "above", "title": words("Above")}
    opens_modal(room, {**MODAL, "blocks": [*MODAL["blocks"], actions(button("More", "more"))]})

    @room.app.action("more")
    async def more(ack: AsyncAck, client: AsyncWebClient, body: Json) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=above)

    @room.app.view_closed("above")
    async def heard(ack: AsyncAck) -> None:
        await ack()

    async with browsing(room) as browser, browser.stream() as stream:
        await browser.say("/docket settings")
        await stream.shows("Settings", "modal")
        await browser.look(browser.path)
        await browser.press("More", **{"f/words/typed": "kept"})
        await stream.shows("Above", "modal")
        await browser.look(browser.path)
        await browser.press("Back to Settings")
        await browser.look(browser.path)
        assert "Settings" in browser.text("modal")
        assert browser.page.xpath("//*[@id='modal']//input[@value='kept']")


async def test_home_tab_is_asked_for_and_shown(room: Room) -> None:
    @room.app.event("app_home_opened")
    async def opened(client: AsyncWebClient, event: Json) -> None:
        blocks = [{"type": "header", "text": words("Your cases")}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    async with browsing(room, "/home") as browser:
        async with browser.stream() as stream:
            await stream.shows("Your cases", "home")
        await browser.look("/home")
        assert browser.text("home") == "Your cases"


# --- what happens by itself ----------------------------------------------------------


async def test_edits_deletions_and_unfurls_arrive(room: Room) -> None:
    client, channel = web_client(room.slack), room.slack.channel("courts").id

    @room.app.event("link_shared")
    async def shared(event: Json) -> None:
        link = event["links"][0]["url"]
        blocks = [{"type": "section", "text": words("A card of the case")}]
        await client.chat_unfurl(
            channel=event["channel"], ts=event["message_ts"], unfurls={link: {"blocks": blocks}}
        )

    ts = await room.post(text="first")
    async with browsing(room) as browser, browser.stream() as stream:
        await client.chat_update(channel=channel, ts=ts, text="second")
        op = await stream.shows("second", f"m/{channel}/{ts}")
        assert "(edited)" in text_of(op["html"])
        await client.chat_delete(channel=channel, ts=ts)
        await stream.until(lambda op: op["do"] == "remove" and op["id"] == f"m/{channel}/{ts}")
        await browser.say("see https://www.courtlistener.com/docket/1/x/")
        await stream.shows("A card of the case")


async def test_refusals_show_in_red_where_they_belong(room: Room) -> None:
    async with browsing(room) as browser, browser.stream() as stream:
        with pytest.raises(SlackApiError):
            await room.post(text="x", blocks=[{"type": "secton"}])
        op = await stream.shows("Slack refused chat.postMessage: invalid_blocks", "messages")
        assert "secton" in text_of(op["html"])
        with pytest.raises(SlackApiError):
            await web_client(room.slack).views_open(trigger_id="none", view=MODAL)
        op = await stream.shows("Slack refused views.open: invalid_trigger_id", "notices")
        path, fields = form_with(fragment(op["html"]), "Dismiss")
        await browser.send(path, fields)
        await browser.look(browser.path)
        assert "invalid_blocks" in browser.text("messages")
        assert not browser.text("notices")


async def test_unread_marks_come_and_go(room: Room) -> None:
    general = room.slack.channel("general").id
    async with browsing(room) as browser:
        async with browser.stream() as stream:
            await room.slack.user("editor").say("general", "One")
            await room.slack.user("editor").say("general", "Two")
            await room.slack.user("reporter").say("general", "Mine")
            op = await stream.shows("general, unread: 2", "sidebar")
            assert fragment(op["html"]).xpath("//nav/@data-title")[0].startswith("(2) ")
        await browser.look(f"/c/{general}")
        assert "unread" not in browser.text("sidebar")
        async with browser.stream() as stream:
            await room.slack.user("editor").say("general", "Three")
            await stream.shows("Three", "messages")
            assert not any("unread:" in op["html"] for op in stream.ops)
        await browser.look("/home")
        await room.slack.user("editor").say("general", "Four")
        await browser.look(f"/c/{general}")
        line = browser.page.xpath("//*[@class='unread-line']/following-sibling::article[1]")[0]
        assert "Four" in line.text_content()


async def test_500_messages_come_in_windows(room: Room) -> None:
    channel = room.slack.channel("courts").id
    for number in range(500):
        room.slack.core.post_as_app(Message(ts="", channel=channel, user="", text=f"No. {number}."))
    async with browsing(room) as browser:
        assert len(browser.page.xpath("//*[@id='messages']/article")) == 100
        assert "No. 400." in browser.text("messages")
        assert "No. 399." not in browser.text("messages")
        earlier = browser.by_id("earlier-link").get("href", "")
        async with browser.stream() as stream:
            await room.post(text="No. 500.")
            op = await stream.shows("No. 500.", "messages")
            assert op["do"] == "append"
            assert len(fragment(op["html"]).xpath(".//article")) == 1
        headers = {"X-Piece": "earlier"}
        async with browser.http.get(browser.origin + earlier, headers=headers) as response:
            above, link = await response.json()
        assert above["do"] == "prepend"
        assert len(fragment(above["html"]).xpath("./article")) == 100
        assert "No. 399." in text_of(above["html"])
        assert "before=" in link["html"]
        await browser.look(earlier)
        assert "No. 300." in browser.text("messages")
        assert "To the newest" in browser.text("main")


async def test_stream_goes_on_where_it_broke_off(room: Room) -> None:
    async with browsing(room) as browser:
        async with browser.stream() as stream:
            await room.post(text="before the break")
            await stream.shows("before the break", "messages")
            position = stream.position
        await room.post(text="in the break")
        async with browser.stream(since=position) as stream:
            await stream.shows("in the break", "messages")
            assert not any("before the break" in op["html"] for op in stream.ops)
        for lost in ("other-1", "", position.partition("-")[0] + "-999999"):
            async with browser.stream(since=lost or "none") as stream:
                await stream.until(lambda op: op["do"] == "again")
        pieces = await browser.pieces(browser.path)
        assert "in the break" in pieces["pieces"]["main"]
        assert set(pieces["pieces"]) == {"banner", "sidebar", "main", "side", "modal"}


async def test_burst_comes_as_one_batch(room: Room) -> None:
    async with browsing(room) as browser:
        for number in range(20):
            await room.post(text=f"burst {number}.")
        async with browser.stream() as stream:
            await stream.shows("burst 19.", "messages")
            assert [op["id"] for op in stream.ops].count("sidebar") == 1
            assert sum(op["do"] == "append" for op in stream.ops) == 20


async def test_page_of_an_earlier_demo_begins_anew(room: Room) -> None:
    async with browsing(room) as browser:
        browser.http.cookie_jar.clear()
        assert await browser.send("/say", {"channel": "x", "text": "x"}) == 409
        async with browser.stream() as stream:
            await stream.until(lambda op: op["do"] == "again")


async def test_bot_that_goes_and_comes_back_under_the_open_page() -> None:
    async with page_room(connect=False) as room, browsing(room) as browser:
        assert "Court Crier is not connected." in browser.text("banner")
        async with browser.stream() as stream:
            await browser.say("/docket x")
            await stream.shows("so /docket reached nobody (dispatch_failed).", "notices")
            async with connected(room.app, room.slack):
                await stream.until(lambda op: op["id"] == "banner" and not text_of(op["html"]))
            await stream.shows("Court Crier is not connected.", "banner")
            await browser.say("still here")
            await stream.shows("still here", "messages")


async def test_what_happens_inside_and_the_pace(room: Room) -> None:
    async with browsing(room) as browser:
        assert browser.by_id("pace-label").text == "Slow"
        async with browser.stream() as stream:
            room.board.note(room.site.shell.now, "D.D.C. rebuilt its feed: 3 entries, 2 changes")
            await stream.shows("D.D.C. rebuilt its feed: 3 entries, 2 changes", "lines")
            room.board.suggest(Suggestion("Try this."))
            await stream.shows("Try this.", "suggestions")
            await browser.send("/pace", {"pace": "1"})
            await stream.shows("Fast", "pace")
        assert room.board.pace == "fast"
        for odd in ("2", "-1", "x", "", "²"):
            assert await browser.send("/pace", {"pace": odd}) == 204
        assert room.board.pace == "fast"
        with pytest.raises(ValueError, match="no pace"):
            room.board.set_pace("x")


async def test_what_can_be_done_behind_the_page(room: Room) -> None:
    done: list[str] = []

    async def act(key: str) -> None:
        done.append(key)
        if len(done) > 1:
            raise ValueError("The bot is stopped already.")

    board = Board(on_act=act)
    board.offer(Action("stop", "Stop the bot"))
    async with (
        Site(room.slack, board, port=0, heartbeat=0.2) as site,
        browsing(Room(room.slack, site, board, room.app)) as browser,
        browser.stream() as stream,
    ):
        await browser.press("Stop the bot")
        await browser.press("Stop the bot")
        await stream.shows("The bot is stopped already.", "notices")
        assert await browser.send("/backstage", {"do": "other"}) == 204
        await stream.shows("That cannot be done now.", "notices")
        board.offer(Action("start", "Start the bot"))
        await stream.shows("Start the bot", "actions")
    assert done == ["stop", "stop"]


async def test_theme_and_person_belong_to_the_session(room: Room) -> None:
    async with browsing(room) as browser, browsing(room) as other:
        await browser.press("Dark")
        async with browser.stream() as stream:
            await browser.press("Editor")
            await stream.until(lambda op: op["do"] == "again")
        await browser.look(browser.path)
        assert browser.page.get("data-theme") == "dark"
        assert browser.page.xpath("//*[@id='you']/summary")[0].text_content().endswith("Editor")
        await browser.send("/me", {"user": room.slack.bot_user})
        await browser.send("/theme", {"theme": 'x" onload="'})
        await browser.look(browser.path)
        assert browser.page.get("data-theme") is None
        await other.look(other.path)
        assert other.page.xpath("//*[@id='you']/summary")[0].text_content().endswith("Reporter")


# --- parts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spot",
    [
        Spot("home"),
        Spot("channel", "C1"),
        Spot("channel", "C/1 ?&", "1.5"),
        Spot("channel", "C1", before="1.5"),
    ],
)
def test_spot_is_what_its_path_says(spot: Spot) -> None:
    assert read(spot.path) == spot
    assert read(spot.drafting("/docket a&b=c#d")) == replace(
        spot, draft="/docket a&b=c#d" if spot.kind == "channel" else "", before=""
    )


@pytest.mark.parametrize("address", ["", "/", "/c/", "/c/a/b", "http://[::1", "//x/c", "/c/a/t/"])
def test_other_addresses_are_no_spot(address: str) -> None:
    assert read(address) is None


async def test_follower_learns_that_it_has_missed_something() -> None:
    log = Log(kept=3)
    start = log.position
    for _ in range(3):
        log.put(LinkChanged())
    with log.follow(start) as follower:
        assert len(await follower.batch(0) or ()) == 3
        assert await follower.batch(0) == ()
        for _ in range(4):
            log.put(LinkChanged())
        assert await follower.batch(0) is None
        assert follower.position == log.position
        assert await follower.batch(0) == ()
    with log.follow("") as follower:
        assert await follower.batch(0) is None
    with log.follow(Log().position) as follower:
        assert await follower.batch(0) is None


def test_old_sessions_make_room() -> None:
    sessions = Sessions()
    first, second = sessions.new("U1"), sessions.new("U1")
    assert sessions.get(first.id) is first
    for _ in range(MOST_SESSIONS - 1):
        sessions.new("U1")
    assert sessions.get(first.id) is first
    assert sessions.get(second.id) is None
    assert sessions.get("") is None


# --- ports -----------------------------------------------------------------------------


async def test_taken_port_gives_way_or_is_one_sentence(room: Room) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with Site(room.slack, Board(), port=port) as second:
            assert int(second.url.rstrip("/").rpartition(":")[2]) > port
            async with aiohttp.ClientSession() as http, http.get(second.url) as response:
                assert response.status == 200
        with pytest.raises(BadInput, match=rf"^Port {port} is taken on this machine; [a-z ]+\.$"):
            await Site(room.slack, Board(), port=port, or_next=False).start()
