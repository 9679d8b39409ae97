"""The demo: the whole day in this process, and as a newcomer starts it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from bot.words import blocks
from bot.words.mrkdwn import Mrkdwn
from filings.settings import Settings
from sandbox import day, rehearsal
from sandbox.clock import DayClock
from sandbox.demo import play
from sandbox.showing import Report
from sandbox.teller import Teller
from sandbox.world import world
from tests.slackroom import shown
from watchers import pacer

pytestmark = pytest.mark.waits

ROOT = Path(__file__).parents[1]
CRIER = Path(sys.executable).with_name("crier")
GENEROUS = 300
WIDTH = 80


@dataclass(frozen=True)
class Played:
    report: Report
    text: str


@pytest.fixture(scope="module")
def played() -> Played:
    written: list[str] = []
    tell = Teller(written.append, width=WIDTH, color=False)
    report = asyncio.run(play(tell, pace=0))
    return Played(report, "".join(written))


def framed(text: str) -> list[str]:
    """The lines of Slack's messages."""
    return [line.strip()[2:] for line in text.splitlines() if line.startswith("   │")]


def test_the_notice_is_told_once(played: Played) -> None:
    assert framed(played.text).count("Notice · No. 61") == 1
    notice = next(m for m in played.report.messages if "No. 61" in m.text)
    assert "Free PDF, 6 pages" in shown(notice)
    assert "Crier, 3:17 p.m. ET · updated" in played.text
    numbers = [
        fact.get("number")
        for message in played.report.messages
        if message.metadata and message.metadata["event_type"] == "crier_alert"
        for fact in message.metadata["event_payload"]["filings"]
        if fact["docket"] == day.TAXPAYERS.number
    ]
    assert numbers == [61]


def test_a_clock_set_forward_is_no_silence(played: Played) -> None:
    assert "I was down" not in played.text


def test_what_nobody_follows_is_not_told(played: Played) -> None:
    for other in (day.UNION, day.PRESS):
        assert other.number not in played.text


def test_one_look_at_the_court_for_each_feed(played: Played) -> None:
    assert played.report.requests == 1 + len(day.REBUILDS)


def test_people_and_links_are_shown_as_in_slack(played: Played) -> None:
    shown = "\n".join(framed(played.text))
    assert "@reporter" in shown
    assert "‹Docket›" in shown
    assert "http" not in shown
    assert not re.search(r"<[@#]", played.text)


def test_each_step_says_how_it_is_elsewhere(played: Played) -> None:
    steps = re.findall(r"^\d  ", played.text, re.MULTILINE)
    assert len(steps) == 8
    assert played.text.count("In your own Slack: ") == len(steps)


def test_the_readme_shows_what_appears(played: Played) -> None:
    excerpt = re.search(r"```\n(   │ Crier.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert excerpt is not None
    assert excerpt[1] in played.text


def test_the_narrative_fits_the_terminal(played: Played) -> None:
    said = [line for line in played.text.splitlines() if "│" not in line]
    assert max(map(len, said)) <= WIDTH


def test_no_two_empty_lines(played: Played) -> None:
    assert "\n\n\n" not in played.text


def test_only_the_seed_case_is_not_marked_as_invented() -> None:
    names = {item.name for rebuild in day.REBUILDS for item in rebuild.listed}
    invented = {name for name in names if re.search("SAMPLE|EXAMPLE|SEALED", name)}
    assert names - invented == {day.TAXPAYERS.name}
    known = {
        (item.event, item.entry)
        for rebuild in (day.OPENING, *day.REBUILDS)
        for item in rebuild.listed
        if item.name == day.TAXPAYERS.name
    }
    assert known == {("Administrative Record", 58), ("Notice (Other)", 61)}


@pytest.mark.parametrize("rebuild", [day.OPENING, *day.REBUILDS], ids=lambda r: r.at.strftime("%H"))
def test_every_feed_of_the_day_is_whole(rebuild: day.Rebuild) -> None:
    parsed = pacer.parse(rebuild.body, day.COURT)
    assert parsed.complete
    assert not parsed.dropped
    assert parsed.built_at == rebuild.at
    assert len(parsed.entries) == len({(item.case_id, item.seq) for item in rebuild.listed})


def test_the_app_may_do_what_the_manifest_asks_for() -> None:
    manifest = yaml.safe_load((ROOT / "slack/manifest.yaml").read_text())
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == rehearsal.SETUP.scopes
    events = manifest["settings"].get("event_subscriptions", {}).get("bot_events", [])
    assert set(events) == rehearsal.SETUP.events
    command = manifest["features"]["slash_commands"][0]
    assert command["should_escape"] is rehearsal.SETUP.should_escape


async def test_no_setting_comes_from_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in hostile().items():
        monkeypatch.setenv(name, value)
    async with world(rehearsal.SETUP, DayClock(day.OPENING.at)) as made:
        settings = made.settings(tmp_path / "crier.db")
    assert settings.database_url.get_secret_value() == f"sqlite:///{tmp_path}/crier.db"
    assert settings.slack_base_url == made.slack.api_url
    assert settings.ecf_origin == made.courts.origin
    assert settings.courtlistener_url == made.listener.url
    assert settings.scotus_origin == made.supreme.origin
    assert settings.slack_signing_secret is None
    assert settings.templates is None
    assert settings.port == 0


def test_colour_is_for_terminals() -> None:
    said = Mrkdwn("*Notice* by <@U1> <https://a.gov/b|Docket>")
    message = blocks.Message("x", (blocks.section(said),))
    plain: list[str] = []
    coloured: list[str] = []
    Teller(plain.append, width=60, color=False, names={"U1": "reporter"}).heard("Crier", message)
    Teller(coloured.append, width=60, color=True, names={"U1": "reporter"}).heard("Crier", message)
    assert "".join(plain) == "   │ Crier\n   │ Notice by @reporter ‹Docket›\n\n"
    assert "\x1b[1mNotice" in "".join(coloured)
    assert re.sub(r"\x1b\[[0-9;]*m", "", "".join(coloured)) == "".join(plain)


def test_the_day_does_not_go_back() -> None:
    clock = DayClock(day.OPENING.at)
    clock.go_on_at(day.NOTICE.at)
    assert clock() >= day.NOTICE.at
    with pytest.raises(ValueError, match="past"):
        clock.go_on_at(day.OPENING.at)


def test_what_belongs_together_stays_on_a_line() -> None:
    written: list[str] = []
    Teller(written.append, width=40, color=False).say(
        "a case in this court is No.\u00a01:25-cv-00457"
    )
    assert "".join(written) == "   a case in this court is\n   No. 1:25-cv-00457\n"


def hostile() -> dict[str, str]:
    """Settings with which nothing would work, were one of them read."""
    values = {field.alias or "": "hostile" for field in Settings.model_fields.values()}
    return values | {
        "CRIER_MIN_SECONDS": "3600", "PORT": "1",
        "SLACK_CLIENT_ID": "hostile", "SLACK_CLIENT_SECRET": "hostile",
    }  # fmt: skip


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An environment as unfriendly as may be; the demo leaves nothing in its folders."""
    here, temporary = tmp_path / "here", tmp_path / "temporary"
    here.mkdir()
    temporary.mkdir()
    lines = [f"{name}={value}" for name, value in hostile().items()]
    (here / ".env").write_text("\n".join(lines))
    proxy = "http://192.0.2.1:9"
    yield os.environ | hostile() | {
        "HTTP_PROXY": proxy, "HTTPS_PROXY": proxy, "http_proxy": proxy, "https_proxy": proxy,
        "ALL_PROXY": proxy, "TMPDIR": str(temporary), "COLUMNS": "100",
    }  # fmt: skip
    assert [path.name for path in here.iterdir()] == [".env"]
    assert not list(temporary.glob("crier-demo-*"))


def start(tmp_path: Path, environment: dict[str, str], *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [CRIER, "demo", "--pace", "0", *args],
        cwd=tmp_path / "here",
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_as_a_command(tmp_path: Path, outside: dict[str, str]) -> None:
    with start(tmp_path, outside, "--terminal") as process:
        out, err = process.communicate(timeout=GENEROUS)
    assert (process.returncode, err) == (0, "")
    assert framed(out).count("Notice · No. 61") == 1
    assert any("notice objecting to the administrative record · No. 61" in x for x in framed(out))
    assert "\x1b" not in out
    assert "make run" in out


def test_ctrl_c_ends_it_quietly(tmp_path: Path, outside: dict[str, str]) -> None:
    with start(tmp_path, outside, "--terminal") as process:
        assert process.stdout is not None
        next(line for line in process.stdout if "/docket follow" in line)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=GENEROUS)
    assert process.returncode == 130
    assert err.strip() == ""


def test_sigterm_leaves_nothing_behind(tmp_path: Path, outside: dict[str, str]) -> None:
    with start(tmp_path, outside, "--terminal") as process:
        assert process.stdout is not None
        next(line for line in process.stdout if "/docket follow" in line)
        process.terminate()
        _, err = process.communicate(timeout=GENEROUS)
    assert process.returncode == 128 + signal.SIGTERM
    assert err.strip() == ""


def test_what_does_not_come_is_one_sentence(tmp_path: Path, outside: dict[str, str]) -> None:
    with start(tmp_path, outside, "--terminal", "--patience", "0") as process:
        _, err = process.communicate(timeout=GENEROUS)
    assert process.returncode == 1
    assert err == "The answer did not come within 0 seconds. --verbose shows the bot's log.\n"
