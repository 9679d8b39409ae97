from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from slack_sdk.models.blocks import Block, BlockElement, RichTextElement, block_elements

from sandbox import page as page_package
from sandbox.page import Names, Posted, Refused, Who, read
from sandbox.page.blocks import Blocks, macros
from sandbox.page.controls import Form, key
from sandbox.page.seen import Seen, clean
from sandbox.slack.happenings import Refusal
from sandbox.slack.model import Channel, ChannelKind, Message, User, Workspace, with_ids
from tests.page_samples import (
    FILED,
    PAGE,
    READER,
    ZONE,
    attachment,
    blocks,
    elements,
    mrkdwn,
    option,
    plain,
    rich,
)
from tests.sandbox_slack_blocks import REFUSED, TAKEN, VIEWS_REFUSED, VIEWS_TAKEN

Tree = lxml_html.HtmlElement
LINKS = ("https://x.example", "/c/", "mailto:", "tel:")


def tree(said: object) -> Tree:
    return lxml_html.fragment_fromstring(str(said), create_parent="div")


def message(*given_blocks: Any, **more: Any) -> Message:
    fields: dict[str, Any] = {"ts": f"{FILED}.000100", "channel": "C1", "user": "UB"} | more
    return Message(blocks=tuple(given_blocks), **fields)


def view(*given_blocks: Any, **more: Any) -> dict[str, Any]:
    made = {"id": "V1", "type": "modal", "title": plain("Settings"), "submit": plain("Save")}
    return made | {"blocks": with_ids(given_blocks), "state": {"values": {}}} | more


def every_surface(text: str) -> list[Tree]:
    shown = [
        PAGE.message(message(*blocks(text).values(), text=text, attachments=(attachment(text),))),
        PAGE.message(message(text=text, ephemeral_to="U1")),
        PAGE.home(view(*blocks(text).values(), type="home")),
        PAGE.refused(Refused(FILED, Refusal(text, text, (text,)))),
    ]
    for element in elements(text).values():
        question = {
            "type": "input", "block_id": "b", "label": plain(text), "hint": plain(text),
            "element": element,
        }  # fmt: skip
        named = {"title": plain(text), "submit": plain(text), "close": plain(text)}
        shown.append(PAGE.modal(view(question, **named), {"b": text}, below=[view(**named)]))
    return [tree(one) for one in shown]


# --- everything has its macro ------------------------------------------------------------


def types_of(base: type[Any]) -> set[str]:
    """The ``type`` of every class below one of slack_sdk's."""
    found: set[str] = set()
    for kind in base.__subclasses__():
        found |= types_of(kind)
        if isinstance(named := vars(kind).get("type"), str):
            found.add(named)
    return found


def shown_types(template: str, prefix: str) -> set[str]:
    return {name.removeprefix(prefix) for name in macros(template) if name.startswith(prefix)}


def test_every_block_that_slack_sdk_knows_has_a_macro() -> None:
    known = types_of(Block)
    assert len(known) >= 20
    assert known <= shown_types("blocks.html.j2", "block_")
    assert known <= set(blocks("x"))


def test_every_element_that_slack_sdk_knows_has_a_macro() -> None:
    known = types_of(BlockElement) - types_of(RichTextElement)
    assert len(known) >= 27
    assert known <= shown_types("elements.html.j2", "element_")
    assert known <= set(elements("x"))


def test_every_part_of_rich_text_that_slack_sdk_knows_is_shown() -> None:
    parts = vars(block_elements.RichTextElementParts).values()
    named = {part.type for part in parts if isinstance(part, type) and hasattr(part, "type")}
    named |= types_of(RichTextElement)
    assert len(named) >= 13
    sample = repr(rich("x"))
    for kind in named:
        assert f"'{kind}'" in sample
    shown = tree(Blocks(READER, Form("m")).rich(Seen(rich("x"))))
    placeholders = {found.text for found in shown.find_class("placeholder")}
    assert placeholders == {"unheard_of"}


@pytest.mark.parametrize("kind", [*blocks("x")])
def test_a_block_is_shown_and_not_named(kind: str) -> None:
    shown = tree(PAGE.message(message(blocks("Some words")[kind])))
    assert "does not show here" not in shown.text_content()
    if kind != "divider":
        assert "Some words" in shown.text_content()


def test_what_is_not_known_says_its_name() -> None:
    nested: dict[str, Any] = {"type": "divider"}
    for _ in range(2000):
        nested = {"type": "container", "child_blocks": [nested]}
    shown = tree(
        PAGE.message(
            message(
                {"type": "data_visualization"},
                {"type": "secton"},
                {},
                {"type": "unknown"},
                {"type": "actions", "elements": [{"type": "slider"}]},
                nested,
            )
        )
    ).text_content()
    for name in ("data_visualization", "secton", "without a type", "slider", "container"):
        assert f"{name} does not show here" in shown


# --- escaping --------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea></title></style><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "<!channel> <@U1> &lt;script&gt;",
    "<https://evil.example\" onclick=alert(1)|x>",
    "<javascript:alert(1)|click> <data:text/html,x|y>",
    "a\x00b\x08c\x1b[31m\ud800d\ufffe",
    "x" * 30_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_a_payload_says_becomes_markup(text: str) -> None:
    for shown in every_surface(text):
        for element in shown.iter():
            assert element.tag not in ("script", "img", "style", "iframe", "object", "link", "base")
            for name, value in element.attrib.items():
                assert not name.startswith("on")
                assert name not in ("style", "src", "srcset", "formaction", "srcdoc")
                if name == "href":
                    assert value.startswith(LINKS)
                if name == "action":
                    assert value == "/act"
                if name == "id":
                    assert not any(character.isspace() for character in value)


@pytest.mark.parametrize("text", HOSTILE[:2] + HOSTILE[4:6] + HOSTILE[-2:], ids=range(6))
def test_it_is_shown_as_text_everywhere(text: str) -> None:
    shown = PAGE.message(message(*blocks(text).values()))
    words = " ".join(clean(text).split())
    for block in tree(shown).find_class("blocks")[0]:
        if block.tag != "hr":
            said = " ".join(block.text_content().split())
            labels = " ".join(" ".join(e.attrib.values()) for e in block.iter())
            assert words in said or words in labels or words.split("<")[0] in said
    assert "alert(1)</script>" not in str(shown)
    str(shown).encode()


def test_markup_is_made_in_one_module_only() -> None:
    folder = Path(page_package.__file__).parent
    ours = ("angle", "blocks", "commonmark", "controls", "dates", "emoji", "frames", "links",
            "marks", "mrkdwn", "names", "nodes", "posted", "seen", "surfaces")  # fmt: skip
    for name in ours:
        for node in ast.walk(ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                made = node.func.id == "Markup" and ast.unparse(node) != "Markup('')"
                assert not made or name == "mrkdwn", f"{name}: {ast.unparse(node)}"
    for template in (folder / "templates").glob("*.j2"):
        text = template.read_text(encoding="utf-8")
        assert "|safe" not in text.replace(" ", "")
        assert "autoescape" not in text
        assert "style=" not in text


# --- payloads of any shape --------------------------------------------------------------------


def test_every_payload_of_the_other_tests_is_shown() -> None:
    for given_blocks in [*TAKEN.values(), *REFUSED.values()]:
        PAGE.message(message(*given_blocks))
        PAGE.message(message(attachments=({"blocks": given_blocks},)))
        PAGE.home({"type": "home", "blocks": given_blocks})
    for given_view in [*VIEWS_TAKEN.values(), *VIEWS_REFUSED.values()]:
        PAGE.modal(given_view)
        PAGE.home(given_view)
    PAGE.home(None)
    assert str(PAGE.modals([])) == ""


FIELDS = sorted({"type", "text", "elements", "element", "accessory", "options", "confirm", "style",
          "rows", "child_blocks", "initial_option", "initial_options", "option_groups", "indent",
          "offset", "url", "block_id", "action_id", "fields", "title", "timestamp", "value",
          "level", "filter", "include", "tasks", "icon", "initial_value"})  # fmt: skip
TYPES = sorted({*blocks("x"), *elements("x"), "mrkdwn", "plain_text", "rich_text_list"})
SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
JSON = st.recursive(
    SCALAR | st.sampled_from(TYPES),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6)
    ),
    max_leaves=20,
)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(TYPES), st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6))
def test_any_json_is_shown_without_raising(kind: str, fields: dict[str, Any]) -> None:
    given_block = fields | {"type": kind}
    tree(PAGE.message(message(given_block, {"type": "actions", "elements": [given_block]})))
    question = {"type": "input", "block_id": "b", "label": plain("x"), "element": given_block}
    modal = {"blocks": [question, given_block], "state": fields, "title": fields}
    assert not tree(PAGE.modal(modal))[0].xpath("//script")


# --- messages ------------------------------------------------------------------------------------


def test_a_message_has_its_author_time_and_edit() -> None:
    shown = tree(PAGE.message(message(text="*Notice* · No. 61", edited_at="1")))[0]
    assert shown.get("id") == f"m/C1/{FILED}.000100"
    assert shown.get("aria-label") == "Court Crier, 2:41 PM"
    assert [found.text for found in shown.find_class("app-tag")] == ["App"]
    assert shown.find_class("avatar")[0].text == "CC"
    assert shown.find_class("time")[0].get("title") == "Monday, November 3rd, 2025 at 2:41:00 PM"
    assert "Notice · No. 61(edited)" in shown.text_content()
    assert not shown.findall(".//form[@class='act']")


def test_an_ephemeral_message_says_so_and_is_never_edited() -> None:
    shown = tree(PAGE.message(message(text="x", ephemeral_to="U1", edited_at="1")))
    assert "Only visible to you" in shown.text_content()
    assert "(edited)" not in shown.text_content()
    assert not shown.find_class("tools")


def test_neighbours_of_one_author_share_a_name_and_days_have_headings() -> None:
    def at(seconds: int, **more: Any) -> Message:
        return message(text="x", ts=f"{FILED + seconds}.000000", **more)

    items = [at(-86400), at(0), at(60), at(90, user="U1"), at(100, user="U1"), at(2000, user="U1")]
    shown = tree(PAGE.messages(items, unread_from=items[4].ts))
    assert [found.text_content() for found in shown.find_class("day")] == ["Yesterday", "Today"]
    authors = [bool(found.find_class("author")) for found in shown.find_class("message")]
    assert authors == [True, True, False, True, True, True]
    assert len(shown.find_class("unread-line")) == 1


def test_a_thread_is_summed_up_and_shown() -> None:
    parent = message(text="parent")
    replies = [message(text=f"r{n}", ts=f"{FILED + n}.000000", thread_ts=parent.ts, user=user)
               for n, user in enumerate(("U1", "U2", "U1"), 60)]  # fmt: skip
    (link,) = tree(PAGE.message(parent, None, replies)).find_class("thread-link")
    assert link.get("href") == f"/c/C1/t/{parent.ts}"
    assert "3 replies" in link.text_content()
    assert "Last reply 47 minutes ago" in link.text_content()
    pane = tree(PAGE.thread(parent, replies))
    ids = [found.get("id") for found in pane.find_class("message")]
    assert ids == [f"t/C1/{one.ts}" for one in (parent, *replies)]
    assert "3 replies" in pane.find_class("thread-divider")[0].text_content()
    assert not pane.find_class("thread-link")
    one = tree(PAGE.message(parent, None, replies[:1]))
    assert "1 reply" in one.text_content()


def test_reactions_and_broadcasts() -> None:
    pairs = (("eyes", "U1"), ("eyes", "U2"), ("nothing_known", "U1"))
    shown = tree(PAGE.message(message(text="x", reactions=pairs, broadcast=True, thread_ts="1.0")))
    said = [" ".join(found.text_content().split()) for found in shown.find_class("reaction")]
    assert said == ["👀 2", ":nothing_known: 1"]
    assert "replied to a thread" in shown.text_content()


def test_a_refusal_stands_in_its_place_with_its_reasons() -> None:
    refusal = Refusal("chat.postMessage", "invalid_blocks", ("[ERROR] too long",))
    shown = tree(PAGE.messages([message(text="before"), Refused(FILED + 5.0, refusal)]))
    (found,) = shown.find_class("refused")
    assert found.get("role") == "alert"
    said = " ".join(found.text_content().split())
    assert said == "Slack refused chat.postMessage: invalid_blocks 2:41 PM[ERROR] too long"


def test_an_unfurl_of_either_kind() -> None:
    old = attachment("Ctr. v. IRS") | {"color": "0f5f9c"}
    new = {"blocks": [{"type": "section", "text": mrkdwn("*new*")}], "color": "red;}"}
    shown = tree(PAGE.message(message(text="x", attachments=(old, new))))
    bars = [found.get("fill") for found in shown.iter("rect")]
    assert bars == ["#0f5f9c", None]
    assert shown.findall(".//strong")[-1].text == "new"
    assert "Image" in [found.get("aria-label") for found in shown.find_class("picture")]


def test_pictures_are_never_fetched() -> None:
    shown = tree(PAGE.message(message(blocks("The court house")["image"])))
    (picture,) = shown.find_class("picture")
    assert picture.get("aria-label") == picture.text_content() == "The court house"
    assert "x.example" not in lxml_html.tostring(shown, encoding="unicode")


def test_a_message_shortcut_is_offered() -> None:
    shown = tree(PAGE.message(message(text="x")))
    (form,) = shown.iter("form")
    assert posted_by(form, ("do", "cite")) == [
        ("surface", "shortcut"), ("channel", "C1"), ("ts", f"{FILED}.000100"), ("do", "cite"),
    ]  # fmt: skip


# --- forms ----------------------------------------------------------------------


def posted_by(form: Tree, button: tuple[str, str]) -> list[tuple[str, str]]:
    """What a browser sends when this button of the form is pressed."""
    named = [(found.get("name"), found.get("value")) for found in form.iter("button")]
    assert button in named
    return [*held(form), button]


def held(form: Tree) -> list[tuple[str, str]]:
    """What is in the fields of a form."""
    assert isinstance(form, lxml_html.FormElement)
    return [(str(name), str(value or "")) for name, value in form.form_values()]


def form_of(said: object) -> Tree:
    return next(form for form in tree(said).iter("form") if form.get("action") == "/act")


def test_names_carry_any_identifier_whole() -> None:
    odd_id = "a/b?&\x01 é\n"
    odd = {"type": "button", "action_id": odd_id, "text": plain("Go"), "value": "v"}
    block = {"type": "actions", "block_id": "blk/ü", "elements": [odd]}
    shown = message(block)
    form = form_of(PAGE.message(shown))
    press = ("press", key("blk/ü", odd_id))
    posted = read(shown.blocks, posted_by(form, press), ZONE)
    assert (posted.block_id, posted.action_id) == ("blk/ü", odd_id)
    assert posted.is_press
    assert posted.choice is None


def values_of(kind: str, *, block_type: str = "actions") -> Any:
    """The value that the form of one element sends untouched."""
    element = elements("First")[kind]
    block = {"type": block_type, "block_id": "b", "elements": [element], "element": element}
    if block_type == "input":
        block |= {"label": plain("L")}
    form = form_of(PAGE.home(view(block, type="home")))
    return read([block], posted_by(form, ("press", "")), ZONE).values["b"][element["action_id"]]


INITIAL = [
    ("static_select", option("First", "a")),
    ("multi_static_select", [option("First", "a"), option("second", "b")]),
    ("external_select", option("First", "a")),
    ("multi_external_select", [option("First", "a"), option("second", "b")]),
    ("checkboxes", [option("First", "a")]),
    ("radio_buttons", option("second", "b")),
    ("users_select", "U2"),
    ("multi_users_select", ["U1", "U2"]),
    ("conversations_select", None),
    ("multi_conversations_select", ["D1"]),
    ("channels_select", "C1"),
    ("multi_channels_select", ["C1"]),
    ("datepicker", "2025-11-03"),
    ("timepicker", "14:41"),
    ("datetimepicker", FILED),
    ("plain_text_input", "First"),
    ("email_text_input", "First"),
    ("url_text_input", "First"),
    ("number_input", None),
]


@pytest.mark.parametrize("block_type", ["actions", "input"])
@pytest.mark.parametrize(("kind", "value"), INITIAL)
def test_an_untouched_form_sends_the_initial_values(kind: str, value: Any, block_type: str) -> None:
    assert values_of(kind, block_type=block_type) == value


def test_rich_text_is_sent_as_rich_text() -> None:
    held = values_of("rich_text_input")
    assert held["elements"][0]["elements"][0]["text"].strip().startswith("First")


def test_a_press_tells_what_was_chosen() -> None:
    block = {"type": "actions", "block_id": "b", "elements": list(elements("First").values())[:8]}
    form = form_of(PAGE.message(message(block)))

    def pressed(press: str) -> Posted:
        return read([block], posted_by(form, ("press", press)), ZONE)

    assert pressed("b/act_overflow/1").choice == option("second", "b")
    assert pressed("b/act_feedback_buttons/negative").choice == "negative"
    assert pressed("b/act_static_select").choice == option("First", "a")
    assert pressed("b/act_button").choice is None
    assert not pressed("").is_press


def test_a_form_that_does_not_fit_counts_as_nothing() -> None:
    (block,) = (blocks("x")["actions"],)
    name = "f/blk_actions/act_"
    form = [(f"{name}static_select", "99"), (f"{name}radio_buttons", "-1"), ("f/x/y", "1"),
            (f"{name}datetimepicker", "soon"), (f"{name}checkboxes", "²"), ("press", "a"),
            (f"{name}plain_text_input", "one\r\ntwo")]  # fmt: skip
    posted = read([block], form, ZONE)
    values = posted.values["blk_actions"]
    assert (values["act_static_select"], values["act_radio_buttons"]) == (None, None)
    assert (values["act_datetimepicker"], values["act_checkboxes"]) == (None, [])
    assert values["act_plain_text_input"] == "one\ntwo"
    assert posted.given()["act_plain_text_input"] == "one\ntwo"


def test_enter_in_a_message_presses_nothing_and_in_a_modal_submits() -> None:
    in_message = form_of(PAGE.message(message(blocks("x")["actions"])))
    assert next(in_message.iter("button")).get("name") == "press"
    assert next(in_message.iter("button")).get("value") == ""
    in_modal = form_of(PAGE.modal(view(blocks("x")["input"])))
    assert next(in_modal.iter("button")).get("name") == "do"
    assert next(in_modal.iter("button")).get("value") == "submit"


def test_a_confirmation_stands_before_what_asks_for_it() -> None:
    shown = tree(PAGE.message(message(blocks("Sure?")["actions"])))
    first = shown.find_class("ask")[0]
    assert first.get("data-for") == "blk_actions/act_button"
    assert [found.get("value") for found in first.iter("button")] == ["", "blk_actions/act_button"]


# --- modals and the Home tab ------------------------------------------------------------


def question(block_id: str = "words", **element: Any) -> dict[str, Any]:
    given_element = {"type": "plain_text_input", "action_id": "typed"} | element
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain("Words"),
        "element": given_element,
    }


def test_a_modal_shows_errors_under_their_inputs_and_keeps_what_was_typed() -> None:
    shown = tree(
        PAGE.modal(
            view(question(), question("other")),
            {"words": "Say <more>.", "other": ""},
            {"words": {"typed": {"type": "plain_text_input", "value": "so far"}}},
        )
    )
    first, second = (found for found in shown.iter("input") if found.get("class"))
    assert first.get("value") == "so far"
    assert first.get("aria-invalid") == "true"
    (error,) = shown.find_class("error")
    assert error.text_content() == "Say <more>."
    assert (error.get("id") or "?") in (first.get("aria-describedby") or "")
    assert second.get("aria-invalid") is None
    assert "required" in first.attrib


def test_a_stack_of_modals_shows_the_way_back() -> None:
    lower, upper = view(title=plain("Follows")), view(question(), id="V2")
    shown = tree(PAGE.modals([lower, upper]))
    (dialog,) = [found for found in shown.iter("div") if found.get("role") == "dialog"]
    assert ("view", "V2") in held(dialog[0])
    labels = [found.get("aria-label") for found in shown.iter("button")]
    assert "Back to Follows" in labels
    assert len(shown.find_class("sheet")) == 1
    assert not tree(PAGE.modal(lower)).find_class("sheet")


def test_closing_and_pressing_never_wait_for_what_is_missing() -> None:
    shown = tree(PAGE.modal(view(question(), blocks("x")["actions"])))
    for found in shown.iter("button"):
        submits = (found.get("name"), found.get("value")) == ("do", "submit")
        assert submits or "formnovalidate" in found.attrib or found.get("type") == "button"


def test_home_before_it_is_published() -> None:
    assert "has not published its Home tab yet" in tree(PAGE.home(None)).text_content()


def test_every_control_has_a_name_for_screen_readers_and_ids_are_single() -> None:
    shown = tree(PAGE.home(view(*blocks("Some words").values(), type="home")))
    ids = [found.get("id") for found in shown.iter() if found.get("id")]
    assert len(ids) == len(set(ids))
    for found in shown.iter("button", "select", "textarea", "summary", "input"):
        hidden = found.get("type") == "hidden" or found.get("aria-hidden") == "true"
        label = found.get("aria-label") or found.text_content()
        in_label = any(parent.tag == "label" for parent in found.iterancestors())
        assert hidden or in_label or label.strip(), lxml_html.tostring(found)


def test_a_reader_elsewhere_sees_their_own_clock() -> None:
    london = replace(PAGE, zone=ZoneInfo("Europe/London"))
    shown = tree(london.message(message(text=f"<!date^{FILED}^{{time}}|x>")))
    assert shown.find_class("time")[0].text == "7:41 PM"
    assert "7:41 PM" in shown.find_class("message-body")[0].text_content()


def test_names_are_of_what_the_reader_sees() -> None:
    workspace = Workspace("T1", "Sample", "sample")
    for user in (User("U1", "rita", "Rita Reporter"), User("UB", "crier", "Crier", is_bot=True)):
        workspace.add_user(user)
    seen_by = {"U1": None, "UB": None}
    for channel in (
        Channel("C1", "courts", ChannelKind.PUBLIC, 0),
        Channel("C2", "desk", ChannelKind.PRIVATE, 0, dict(seen_by)),
        Channel("C3", "secret", ChannelKind.PRIVATE, 0, {"UB": None}),
        Channel("D1", "", ChannelKind.IM, 0, dict(seen_by)),
        Channel("D2", "", ChannelKind.IM, 0, {"U2": None, "UB": None}),
    ):
        workspace.add_channel(channel)
    names = Names.of(workspace, "U1")
    assert [(place.name, place.kind) for place in names.channels.values()] == [
        ("courts", "public"), ("desk", "private"), ("Crier", "im"),
    ]  # fmt: skip
    assert (names.who("UB").is_app, names.who("UB").initials) == (True, "C")
    assert names.who("U404").name == "U404"
    assert Who("", "").initials == "?"
