"""What is typed, sent from forms and shared in Slack, made from real input: always an answer that
Slack would show, and never an exception past where it belongs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.enquiries import Pending
from bot.desk.following import Asked
from bot.reading.messagecases import found_in
from bot.surfaces.replies import UNFORESEEN
from bot.words.blocks import Message
from filings.errors import CrierError
from filings.store import upkeep
from sandbox.slack.happenings import EVERYWHERE, Happening, Refusal, ViewShown
from sandbox.slack.wire import Json
from tests.fuzzing import (
    JsonCase,
    Stopwatch,
    changed_json,
    fuzzed,
    is_a_sentence,
    json_cases,
    texts_of,
    wrong_with,
)
from tests.newsroom import newsroom
from tests.payloadchecks import Payload, problems
from tests.slackroom import GAZETTE, SlackRoom, bolt_app, read_courts
from tests.test_badinput import CASE, LINES, NUMBER, PIECES, Straight
from tests.test_fuzz_feeds import copied

IN_ONE = 50
COMMANDS = (
    *LINES[:24], CASE, f"follow {CASE}", f"follow {CASE} orders +\"class action\" daily 08:30",
    f"unfollow {CASE}", f"recent {CASE} 5", f"cite {CASE}", f"calendar {CASE}", "calendar here",
    'watch "harbor gazette" in dcd nysd', 'watch "port" new', 'unwatch "port"', "new dcd criminal",
    f"settings {CASE}", "status", "list", "log", "help", f"pause {CASE}", f"resume {CASE}",
    "Harbor Gazette v. Port Office", "D.D.C. 25-457", "No. 25-123 SCOTUS", "flolow 1:25-cv-00457",
    "https://www.courtlistener.com/docket/4214664/harbor-gazette-v-port-office/",
    "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000",
    "The case is Harbor Gazette v. Port Office, D.D.C., No. 1:25-cv-00457, notice filed 11/3/25.",
)  # fmt: skip
TYPED = texts_of(COMMANDS, PIECES)
BAD = ("invalid_blocks", "invalid_arguments", "msg_too_long", "no_text", "invalid_metadata_format")
SHOWING = ("chat.", "views.", "response_url", "ack")
VIEW = ("type", "title", "submit", "close", "blocks", "callback_id", "private_metadata",
        "notify_on_close", "clear_on_close")  # fmt: skip


def answers(where: Callable[[SlackRoom], Awaitable[None]], template: Path, folder: Path) -> None:
    """Play in a newsroom of its own; whatever it shows must be valid."""
    shown: list[str] = []

    def look(happening: Happening) -> None:
        if isinstance(happening, Refusal) and happening.error in BAD:
            if happening.method.startswith(SHOWING):
                shown.append(repr(happening))
        elif isinstance(happening, ViewShown):
            view = {key: happening.view[key] for key in VIEW if happening.view.get(key)}
            shown.extend(problems(Payload("fuzzed", str(view["type"]), view)))

    async def go() -> None:
        async with newsroom(url) as made:
            room = SlackRoom(**vars(made))
            await read_courts(room, dcd=(NUMBER, GAZETTE), nysd=(NUMBER, "SMITH v. JONES"))
            await upkeep.alive(room.db, "worker", "worker", room.clock())
            await where(room)
            ephemeral = room.slack.channel("courts").ephemerals
            assert not [each for each in ephemeral if UNFORESEEN in each.text]

    url = copied(template, folder)
    EVERYWHERE.append(look)
    try:
        asyncio.run(go())
    finally:
        EVERYWHERE.remove(look)
    assert not shown, shown[0][:3000]


async def answered(answer: Awaitable[Message | None]) -> None:
    try:
        message = await answer
        if isinstance(message, Pending):
            assert wrong_with("ephemeral", message) == []
            message = await message.then()
    except CrierError as error:
        message, said = None, str(error)
    else:
        said = "."
    assert is_a_sentence(said)
    assert message is None or wrong_with("ephemeral", message) == []


def test_any_line_costs_no_more_than_its_answer(sqlite_template: Path, tmp_path: Path) -> None:
    watch = Stopwatch()

    @fuzzed(IN_ONE)
    @given(st.lists(TYPED, min_size=IN_ONE, max_size=IN_ONE))
    def types(lines: list[str]) -> None:
        async def play(room: SlackRoom) -> None:
            for line in lines:
                who = room.slack.user("reporter").id
                with watch.one(line):
                    asked = Asked(line[:4000], room.channel, who, "courts")
                    await answered(room.desk.answer(asked))
            await room.send()

        with structlog.testing.capture_logs():
            answers(play, sqlite_template, tmp_path)
        watch.aim()

    types()
    watch.say()


# What a modal brings back.

FORMS = ("follow", "follow_settings", "channel_settings", "follow_cases", "start", "watch")
FILLED: dict[str, Any] = {
    "case": {"selected_option": {"value": f"dcd {NUMBER}"}},
    "place": {"selected_conversation": "HERE"},
    "kinds": {"selected_options": [{"value": "order"}, {"value": "opinion"}]},
    "include": {"value": '"class action", TRO'},
    "exclude": {"value": "“pro hac vice”"},
    "when": {"selected_option": {"value": "daily"}},
    "routine": {"selected_option": {"value": "daily"}},
    "at": {"selected_time": "08:30"},
    "pdf": {"selected_options": [{"value": "pdf"}]},
    "note": {"value": "For the A1"},
    "me": {"selected_options": []},
    "cases0": {"selected_options": [{"value": f"dcd {NUMBER}"}, {"value": f"nysd {NUMBER}"}]},
    "zone": {"selected_option": {"value": "America/Chicago"}},
    "quiet_from": {"selected_time": "20:00"},
    "quiet_to": {"selected_time": "07:00"},
    "digest": {"selected_time": "09:00"},
    "threads": {"selected_options": [{"value": "threads"}]},
    "words": {"value": "harbor gazette"},
    "where": {"selected_option": {"value": "courts"}},
    "courts": {"value": "dcd nysd"},
    "sorts": {"selected_options": [{"value": "cr"}]},
}


def submission(straight: Straight, callback: str, case: JsonCase) -> Json:
    here = straight.room.channel.channel_id
    values = {name: {f"form:{name}": dict(field)} for name, field in FILLED.items()}
    values["place"]["form:place"]["selected_conversation"] = here
    kept = json.dumps({"channel": here, "case": f"dcd {NUMBER}"})
    whole = straight.submit(f"crier:{callback}", kept, {"values": values})
    within: tuple[Any, ...] = ("view", "state") if case.only_rows else ("view",)
    sent: Json = changed_json(whole, case.inside, within)
    # By this the form is found; what Slack does not know never comes.
    sent["view"] |= {"callback_id": f"crier:{callback}", "type": "modal"}
    return sent


def test_any_form_costs_no_more_than_its_answer(sqlite_template: Path, tmp_path: Path) -> None:
    watch = Stopwatch()
    case = st.tuples(st.sampled_from(FORMS), json_cases())

    @fuzzed(IN_ONE)
    @given(st.lists(case, min_size=IN_ONE, max_size=IN_ONE))
    def submits(cases: list[tuple[str, JsonCase]]) -> None:
        async def play(room: SlackRoom) -> None:
            straight = Straight(room, bolt_app(room))
            for callback, case in cases:
                with watch.one((callback, case)):
                    await straight.send(submission(straight, callback, case))
            await room.send()

        answers(play, sqlite_template, tmp_path)
        watch.aim()

    submits()
    watch.say()


# Messages, links and mentions.

STORIES = (
    "The case is Harbor Gazette v. Port Office, D.D.C., No. 1:25-cv-00457, notice filed 11/3/25.\n"
    "See also 1:25-cv-00700 nysd, and <https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000|this>"
    ". Nobody knows 3:19-cv-01234.",
    "In re Acme Corp., Bankr. D. Del., No. 23-10423; No. 25-123 (U.S.); 24-1234 (2d Cir.)",
    "https://www.courtlistener.com/docket/4214664/140/harbor/ and MDL No. 2741",
)
LINKS = (
    "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000",
    "https://ecf.dcd.uscourts.gov/doc1/04501000061?caseid=277000&de_seq_num=161",
    "https://www.courtlistener.com/docket/4214664/harbor-gazette-v-port-office/",
    "https://www.supremecourt.gov/docket/docketfiles/html/public/25-123.html",
)
SHARED_IN_SLACK = (
    st.tuples(st.just("shortcut"), texts_of(STORIES, PIECES))
    | st.tuples(st.just("link"), texts_of(LINKS, (*LINKS, *PIECES)))
    | st.tuples(st.sampled_from(("mention", "press", "menu")), TYPED)
)
VERBS = "follow unfollow recent settings text texts cite show choose more watch new calendar x"


async def shares(straight: Straight, kind: str, text: str) -> None:
    if kind == "shortcut":
        whole = {"text": text, "ts": "1.1", "attachments": [{"text": text[::-1], "title": text}]}
        found_in(whole)
        await straight.send(straight.shortcut(whole))
    elif kind == "link":
        links = [{"url": text, "domain": "uscourts.gov"}]
        await straight.send(straight.event("link_shared", message_ts="1.1", links=links))
    elif kind == "mention":
        await straight.send(straight.event("app_mention", text=f"<@U0BOT> {text}"))
    elif kind == "menu":
        menu = {"container": {}, "view": {}, "block_id": "case", "action_id": "form:case"}
        await straight.send(straight._of("block_suggestion", value=text, **menu))
    else:
        verbs = VERBS.split()
        verb = verbs[len(text) % len(verbs)]
        await straight.send(straight.in_message(f"crier:{verb}:0", text[:2000]))


def test_any_message_or_link_costs_no_more_than_its_answer(
    sqlite_template: Path, tmp_path: Path
) -> None:
    watch = Stopwatch()

    @fuzzed(IN_ONE)
    @given(st.lists(SHARED_IN_SLACK, min_size=IN_ONE, max_size=IN_ONE))
    def shared(cases: list[tuple[str, str]]) -> None:
        async def play(room: SlackRoom) -> None:
            straight = Straight(room, bolt_app(room))
            for kind, text in cases:
                with watch.one((kind, text)):
                    await shares(straight, kind, text)
            await room.send()

        answers(play, sqlite_template, tmp_path)
        watch.aim()

    shared()
    watch.say()
