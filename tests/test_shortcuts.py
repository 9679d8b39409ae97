"""Shortcuts: the cases of a message followed at once, and a case looked up from anywhere."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.reading.messagecases import MOST_CASES, Named, Offered, found_in, text_of
from bot.surfaces.forms import several
from bot.surfaces.forms.filled import Origin
from filings.store import follows
from filings.store.core import parts_of
from filings.terms import Terms
from filings.types import Destination, Rule
from sandbox.slack import Message, limits
from sandbox.slack.wire import Json
from tests.samples import CASE_VIEW
from tests.slackroom import GAZETTE, SlackRoom, read_courts, shown, shown_in, slackroom

NUMBER = "1:25-cv-00457"
STORY = (
    "The case is Harbor Gazette v. Port Office, D.D.C., No. 1:25-cv-00457, notice filed 11/3/25.\n"
    "See also 1:25-cv-00700 nysd, and <https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277999|this>."
    " Nobody knows 3:19-cv-01234."
)


@pytest.fixture(params=["socket", "http"])
async def room(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[SlackRoom]:
    async with slackroom(database_url, request.param) as made:
        await read_courts(made, dcd=(NUMBER, GAZETTE))
        yield made


def on_top(room: SlackRoom) -> Json:
    top = room.slack.core.views.top(room.slack.user("reporter").id)
    assert top is not None
    return top


async def sent(room: SlackRoom, values: dict[str, Any]) -> Json:
    """Send the modal on top, and give what takes its place or the errors it shows."""
    done = await room.slack.user("reporter").submit(on_top(room), values)
    assert done.acked, done.error
    if done.shown_errors is not None:
        return {"errors": done.shown_errors}
    await room.wait_answered()
    return on_top(room)


async def written(room: SlackRoom) -> Message:
    """A message with the story, once Crier is done with the link in it."""
    message = await room.slack.user("editor").say("courts", STORY)
    await room.wait_answered()
    return message


async def offered(room: SlackRoom, message: Message) -> Json:
    done = await room.slack.user("reporter").message_shortcut(message, several.SEVERAL)
    assert done.acked, done.error
    await room.wait_answered()
    return on_top(room)


def ticks(view: Json) -> dict[str, bool]:
    """Values of the cases, and whether each is ticked."""
    found: dict[str, bool] = {}
    for block in view["blocks"]:
        if block["type"] == "input" and block["block_id"].startswith("cases"):
            element = block["element"]
            ticked = [option["value"] for option in element.get("initial_options", ())]
            found |= {o["value"]: o["value"] in ticked for o in element["options"]}
    return found


async def test_the_cases_of_a_message_are_followed_and_told_in_one(room: SlackRoom) -> None:
    message = await written(room)
    view = await offered(room, message)
    assert ticks(view) == {f"dcd {NUMBER}": True, "nysd 1:25-cv-00700": True}
    said = shown_in(view)
    assert "3:19-cv-01234" in said
    assert "That link is to a case of D.D.C." in said

    assert (await sent(room, {"cases0": []}))["errors"]["cases0"] == "Tick at least one case."
    nowhere: dict[str, Any] = {"form:place": None, "form:me": []}
    assert "Choose a channel" in (await sent(room, nowhere))["errors"]["place"]
    before = len(room.messages())
    assert "Done" in shown_in(await sent(room, {}))
    here = await follows.listed(room.db, room.slack.team_id, room.channel.channel_id)
    assert {each.docket_number for each in here} >= {NUMBER, "1:25-cv-00700"}
    assert {each.created_by for each in here[1:]} == {room.slack.user("reporter").id}
    said_here = [shown(each) for each in room.messages()[before:]]
    assert len(said_here) == 1
    assert "here, news and substance at once, routine papers within the day." in said_here[0]
    assert "Harbor Gazette v. Port Office" in said_here[0]

    terms = Terms(Rule(("order",)), note="For the A1")
    parts = parts_of("dcd", NUMBER)
    await follows.change(room.db, room.channel, "dcd", parts, terms, by="U1", now=room.clock())
    await offered(room, message)
    assert "followed here already" in shown_in(await sent(room, {"cases0": [f"dcd {NUMBER}"]}))
    one = await follows.one(room.db, room.channel, "dcd", parts)
    assert one is not None
    assert one.terms == terms

    again = await offered(room, message)
    assert not any(ticks(again).values())
    every = {"cases0": [f"dcd {NUMBER}", "nysd 1:25-cv-00700"]}
    assert "are followed there already" in shown_in(await sent(room, every))
    assert len(room.messages()) == before + 1
    assert not room.slack.refusals


async def test_they_can_be_followed_by_a_person_alone_and_never_where_crier_is_not(
    database_url: str,
) -> None:
    async with slackroom(database_url) as room:
        message = await written(room)
        await offered(room, message)
        private = room.slack.channel("investigations").id
        assert "/invite @Crier" in shown_in(await sent(room, {"form:place": private}))
        assert await follows.listed(room.db) == []

        view = await offered(room, message)
        await sent(room, {"form:place": None, "form:me": ["me"]})
        alone = room.slack.core.im_with(room.slack.user("reporter").id).id
        here = await follows.listed(room.db, room.slack.team_id, alone)
        assert len(here) == 2

        # A form that Crier never showed: a case that is none, and more of them than fit.
        forged = {"type": "checkboxes", "selected_options": [
            {"value": value} for value in ["nonsense", "dcd 1:25-cv-00001", *["x"] * 50]
        ]}  # fmt: skip
        state = {"cases0": {"form:cases0": forged}, "cases1": {"form:cases1": 7}, "place": None}
        read = several.filled({**view, "state": {"values": state}}, Origin(""))
        assert read.cases == ("nonsense", "dcd 1:25-cv-00001", "x")
        assert "place" in read.problems


async def test_a_message_without_a_case_says_so(room: SlackRoom) -> None:
    message = await room.slack.user("editor").say("courts", "Lunch at 1?")
    view = await offered(room, message)
    assert "I found no case in this message" in shown_in(view)
    assert view["submit"] is None


async def test_a_case_is_looked_up_from_anywhere_and_followed_from_there(room: SlackRoom) -> None:
    reporter = room.slack.user("reporter")
    assert (await reporter.shortcut("crier:start")).acked
    await room.wait_answered()
    card = await sent(room, {"form:case": "harbor gazette"})
    assert "Harbor Gazette v. Port Office" in shown_in(card)
    labels = [e["text"]["text"] for b in card["blocks"] for e in b.get("elements", ())
              if e["type"] == "button"]  # fmt: skip
    assert labels == ["Follow …", "Recent"]
    await reporter.press_in_view(card, "Recent")
    await room.wait_answered()
    assert "Last filings" in shown_in(on_top(room))
    await reporter.press_in_view(card, "Follow …")
    await room.wait_answered()
    assert "Harbor Gazette v. Port Office" in shown_in(on_top(room))
    nowhere = await sent(room, {})
    assert nowhere["errors"]["place"] == "Choose a channel, or “Only me”."
    both = await sent(room, {"form:place": room.channel.channel_id, "form:me": ["me"]})
    assert both["errors"]["place"] == "Choose a channel or “Only me”, not both."
    done = shown_in(await sent(room, {"form:place": None, "form:me": ["me"]}))
    assert done == "Done. I write to you under Messages."
    alone = Destination(room.slack.team_id, room.slack.core.im_with(reporter.id).id)
    assert len(await follows.listed(room.db, alone.team_id, alone.channel_id)) == 1
    assert not room.slack.refusals


async def test_a_number_of_several_cases_is_a_choice_in_the_modal(database_url: str) -> None:
    async with slackroom(database_url) as room:
        await read_courts(room, dcd=(NUMBER, GAZETTE), nysd=(NUMBER, "SMITH v. JONES"))
        reporter = room.slack.user("reporter")
        await reporter.shortcut("crier:start")
        await room.wait_answered()
        choice = await sent(room, {"form:case": NUMBER})
        assert "Which one?" in shown_in(choice)
        buttons = [e for b in choice["blocks"] for e in b.get("elements", ())]
        (of_smith,) = [e for e in buttons if "S.D.N.Y." in e.get("text", {}).get("text", "")]
        await reporter.press_in_view(choice, of_smith["action_id"])
        await room.wait_answered()
        assert "Smith v. Jones" in shown_in(on_top(room))
        nothing = await reporter.shortcut("crier:start")
        await room.wait_answered()
        assert nothing.acked
        assert "not a docket number I know" in shown_in(await sent(room, {"form:case": "99999999"}))


RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
    {"type": "text", "text": "Gazette", "style": {"bold": True}},
    {"type": "text", "text": ", D.D.C., No. "}, {"type": "text", "text": "1:25-cv-00457."},
]}]}  # fmt: skip


@pytest.mark.parametrize(
    ("message", "cases"),
    [
        ({"text": "1:25-cv-00457 dcd"}, [("dcd", "1:25-cv-00457")]),
        ({"text": "", "blocks": [RICH]}, [("dcd", "1:25-cv-00457")]),
        ({"text": "", "attachments": [{"title": "A v. B", "text": "D.D.C. 1:25-cv-00457",
                                       "title_link": "https://example.com"}]},
         [("dcd", "1:25-cv-00457")]),
        # A court in one place says nothing of a number in another.
        ({"text": "from D.D.C.", "attachments": [{"text": "1:25-cv-00457"}]},
         [(None, "1:25-cv-00457")]),
        ({"text": "1:25-cv-00457 dcd", "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": "1:25-cv-00457 dcd"},
             "fields": [{"type": "mrkdwn", "text": "nysd 1:25-cv-00009"}]}]},
         [("dcd", "1:25-cv-00457"), ("nysd", "1:25-cv-00009")]),
        (None, []), ([], []), ({"text": 7, "blocks": "x", "attachments": {"text": None}}, []),
    ],
)  # fmt: skip
def test_cases_are_found_wherever_they_stand(
    message: Any, cases: list[tuple[str | None, str]]
) -> None:
    assert [(ref.court, ref.number) for ref in found_in(message)] == cases


def test_a_message_without_end_is_read_in_part() -> None:
    deep: Any = {"text": "1:25-cv-00457 dcd"}
    for _ in range(200):
        deep = {"blocks": [deep]}
    assert text_of(deep) == ""
    wide = {"attachments": [{"text": f"{place} " + "x" * 500} for place in range(5000)]}
    assert len(text_of(wide)) <= 40_000


MODAL_SCHEMA = Path(__file__).parents[2] / "shared" / "slack" / "blockkit_Modal.schema.json"


def many(count: int) -> Named:
    """As many cases as fit, each with the longest and strangest caption."""
    cases = [
        Offered(
            type(CASE_VIEW)(
                "cacd", f"2:25-cv-{place:05d}-ABC-DEF", "&<𠮷>" * 500, True, (),
                CASE_VIEW.coverage,
            ),
            doubtful=place % 3 == 0,
            followed=place % 2 == 0,
        )
        for place in range(count)
    ]  # fmt: skip
    return Named(tuple(cases), tuple("<!channel> *no* case " * 20 + str(n) for n in range(40)))


@pytest.mark.parametrize("count", [0, 1, 10, 11, MOST_CASES])
def test_the_longest_form_is_one_that_slack_takes(count: int) -> None:
    view = several.view(Origin("C0123456789"), many(count))
    assert limits.view(view, "modal") is None
    assert len(ticks(view)) == count
    assert "<!channel>" not in json.dumps(view)
    if MODAL_SCHEMA.is_file():
        schema = json.loads(MODAL_SCHEMA.read_text(encoding="utf-8"))
        validator = jsonschema.validators.validator_for(schema)(schema)
        assert not [error.message[:200] for error in validator.iter_errors(view)]
