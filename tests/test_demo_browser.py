"""The demo in a browser, whole: the day, the real bot, the page; and as a newcomer starts it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from filings.errors import BadInput
from sandbox import demo as demo_command
from sandbox import docketday as day
from sandbox import docketlisted, highcourt, hints, opening
from sandbox import stage as stages
from sandbox.docketday import Case
from sandbox.highcourt import APPLICATION
from sandbox.opening import Demo, demo
from sandbox.pacing import SECONDS
from sandbox.page.backstage import Action, Board
from sandbox.page.site import Site
from sandbox.rehearsal import RehearsalFailed
from sandbox.slack import Interaction, Message, SandboxSlack
from sandbox.slack.interaction import until
from tests.pagebrowser import Browser
from tests.slackroom import shown

pytestmark = pytest.mark.waits

CRIER = Path(sys.executable).with_name("crier")
PATIENCE = 60.0
AT_ONCE = dict.fromkeys(SECONDS, 0.0)
FOLLOWED = (day.TAXPAYERS, day.SEALED, day.STORES, APPLICATION)
BY_LINK = f"follow {docketlisted.address(docketlisted.PILOTS)}"
Told = tuple[str, str, str, int | None]


def expected() -> Counter[Told]:
    """Each filing of the followed cases and of the watched party once, the unsealing, and the
    free PDF of the notice; what was there before is not."""
    told: Counter[Told] = Counter()
    for row in highcourt.PROCEEDINGS:
        told["new", "scotus", APPLICATION.number, None] += row.at > day.START
    for text in docketlisted.TEXTS:
        if text.case == docketlisted.PILOTS and text.at > day.START:
            told["new", day.MUTE, number(text.case), text.entry] += 1
    told["document", day.TRIAL, number(day.TAXPAYERS), 61] += 1
    for paper in day.PAPERS:
        if paper.case in (*FOLLOWED, day.UNION) and paper.at > day.START:
            told["new", paper.case.court, number(paper.case), paper.entry] += 1
    told["unsealed", day.TRIAL, number(day.SEALED), None] += 1
    return told


def number(case: Case) -> str:
    return case.number.removesuffix("-1")


def told(made: Demo) -> Counter[Told]:
    facts = [
        fact
        for message in made.stage.slack.channel("courts").messages
        if message.metadata and message.metadata["event_type"] == "crier_alert"
        for fact in message.metadata["event_payload"]["filings"]
    ]
    return Counter((f["event"], f["court"], f["docket"], f.get("number")) for f in facts)


async def follow(made: Demo, *cases: Case) -> None:
    for case in cases:
        # The day ends before the digest with which routine papers would come.
        pdfs = " with pdfs" if case == day.TAXPAYERS else ""
        await types(made, f"follow {case.typed}{pdfs} routine now")


async def watch(made: Demo) -> None:
    asked = await types(made, hints.WATCH)
    choice = await until(made.stage.slack.core, lambda: grown(asked, "[ Watch ]"), PATIENCE)
    await made.stage.slack.user("reporter").press(choice, "Watch")


async def types(made: Demo, text: str) -> Interaction:
    asked = await made.stage.slack.user("reporter").command("courts", "/docket", text)
    assert asked.acked
    return asked


async def played(made: Demo, scenes: int) -> None:
    """Until so many scenes were played."""
    come = asyncio.Event()
    stop = made.board.subscribe(come.set)
    try:
        async with asyncio.timeout(PATIENCE):
            while made.player.played < scenes:
                come.clear()
                await come.wait()
    finally:
        stop()


def said(made: Demo) -> list[str]:
    return [line.text for line in made.board.lines()]


async def test_the_day_is_told_once_though_the_bot_is_stopped_in_the_middle() -> None:
    async with demo(port=0, seconds=AT_ONCE) as made:
        assert made.player.played == 0
        assert (
            made.board.suggestions()[0].typed == f"/docket follow {day.TAXPAYERS.typed} with pdfs"
        )
        await types(made, BY_LINK)
        await follow(made, *FOLLOWED)
        await watch(made)
        # What the third scene brings may be read or not; the second was.
        await played(made, 3)
        await made.board.act("stop")
        assert made.board.actions()[0] == Action("start", "Start the bot")
        assert not made.stage.slack.sockets.connected
        asked = await made.stage.slack.user("editor").command("courts", "/docket", "list")
        assert asked.error == "dispatch_failed"
        await played(made, 4)
        await made.board.act("start")
        async with asyncio.timeout(PATIENCE):
            await made.player.over.wait()
        assert told(made) == expected()
        assert not made.stage.slack.refusals
        assert not made.stage.world.courts.forbidden
        # The clock is set forward over nights that a real Crier would have read.
        texts = [message.text for message in made.stage.slack.channel("courts").messages]
        assert not [text for text in texts if "may be missing" in text or "switched" in text]
        lines = said(made)
        assert any(
            re.fullmatch(
                r"D\.D\.C\. feed read again · 3 entries, 3 changes"
                r" · 1 message, posted after \d+\.\d s",
                line,
            )
            for line in lines
        )
        assert any("Crier is stopped and reads none" in line for line in lines)
        assert made.player.played == len(day.SCENES)
        await the_notice_grew(made)
        await the_quota_can_be_used_up(made)


async def the_notice_grew(made: Demo) -> None:
    alert, line = (m for m in made.stage.slack.channel("courts").messages if "No. 61" in m.text)
    assert "NOTICE OF OBJECTION to the administrative record" in shown(alert)
    assert "Free PDF, 6 pages" in shown(alert)
    assert line.thread_ts == alert.ts
    assert sum("the text of No. 61" in text for text in said(made)) == 1


async def the_quota_can_be_used_up(made: Demo) -> None:
    await made.board.act("spend")
    assert made.board.actions() == (Action("stop", "Stop the bot"),)
    asked = await types(made, day.PRESS.typed)
    core = made.stage.slack.core
    card = await until(core, lambda: grown(asked, "; the next opens at"), PATIENCE)
    assert "No. 45 · Notice of appearance" in shown(card)


def grown(asked: Interaction, words: str) -> Message | None:
    return next((m for m in asked.messages if words in shown(m)), None)


async def test_the_day_waits_for_the_bot_and_for_the_first_follow() -> None:
    async with demo(port=0, seconds=AT_ONCE) as made:
        await made.board.act("stop")
        with pytest.raises(ValueError, match="cannot be done now"):
            await made.board.act("stop")
        await made.board.act("start")
        assert made.player.played == 0
        await follow(made, day.TAXPAYERS)
        first = await until(
            made.stage.slack.core,
            lambda: next(
                (m for m in made.stage.slack.channel("courts").messages if "No. 2" in m.text), None
            ),
            PATIENCE,
        )
        assert first.text.startswith("Motion for preliminary injunction, No. 2, in Ctr. for")


async def test_a_page_begins_anew_on_another_day() -> None:
    times = [day.START.timestamp()]
    async with (
        SandboxSlack(clock=lambda: times[-1]) as slack,
        Site(slack, Board(), zone=day.ZONE, port=0) as site,
    ):
        browser = Browser(site)
        try:
            await browser.look()
            async with browser.stream() as stream:
                times.append(day.SCENES[1].at.timestamp())
                await stream.until(lambda op: op["do"] == "again")
        finally:
            await browser.http.close()


async def test_the_page_shows_the_channel_and_says_that_it_is_a_sample() -> None:
    async with demo(port=0, seconds=AT_ONCE) as made:
        page = await asyncio.to_thread(read, made.url)
        assert opening.TOPIC in page
        assert "all other cases are invented" in page
        assert "Stop the bot" in page


def test_no_folder_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(BadInput, match="Set TMPDIR"), stages.folder():
        pass


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (BadInput("Ports 1 to 20 are taken."), 2, "Ports 1 to 20 are taken."),
        (RehearsalFailed("It did not come."), 1, "It did not come. --verbose shows the bot's log."),
        (OSError(28, "No space left"), 2, "The demo cannot work on this machine: No space left."),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    error: Exception, code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def fail() -> None:
        raise ExceptionGroup("", [ExceptionGroup("", [error])])

    assert demo_command.run(fail()) == code
    assert capsys.readouterr().err == f"{sentence}\n"


def test_without_a_screen_nothing_is_opened() -> None:
    if sys.platform == "darwin":
        pytest.skip("there is always a screen")
    assert not opening.open_in_browser("http://127.0.0.1:9/", {})


def read(url: str) -> str:
    jar = urllib.request.HTTPCookieProcessor()
    with urllib.request.build_opener(jar).open(url) as answer:
        return str(answer.read().decode())


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Without a screen; the demo leaves nothing in its folder."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    kept = {k: v for k, v in os.environ.items() if k not in opening._SCREENS}
    yield kept | {"TMPDIR": str(temporary)}
    assert not list(temporary.glob("crier-demo-*"))


def start(environment: dict[str, str], *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [CRIER, "demo", *args],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def words(process: subprocess.Popen[str]) -> list[str]:
    """What it says once it is up."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if "Ctrl-C ends it" in line:
            break
    return lines


def address(lines: list[str]) -> str:
    return next(line.split()[-1] for line in lines if "http://" in line)


def test_two_demos_at_once_and_each_ends_when_told(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            start(environment, "--port", str(port), "--no-open") as one,
            start(environment, "--port", "0") as other,
        ):
            said = [words(one), words(other)]
            urls = [address(lines) for lines in said]
            assert len(set(urls)) == 2
            assert all("Try next" in read(url) for url in urls)
            assert said[0][0].startswith(f"Port {port} is taken, so the page is at port ")
            assert any("With --terminal" in line for line in said[1])
            one.send_signal(signal.SIGINT)
            other.send_signal(signal.SIGTERM)
            for process in (one, other):
                _, err = process.communicate(timeout=PATIENCE)
                assert (process.returncode, err) == (0, "")
