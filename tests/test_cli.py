"""``crier`` as a newsroom's developer runs it: what it prints, how it ends, what it never says."""

from __future__ import annotations

import asyncio
import contextlib
import io
import itertools
import json
import logging
import os
import re
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog

from bot.commandline import cli
from bot.serving import logs
from filings import settings as settings_module
from sandbox.courts import CourtServer
from sandbox.faults import status
from sandbox.feeds import Item, render_feed
from sandbox.slack import SandboxSlack
from sandbox.slack.faults import Broken, Dropped, Refused, TooMany
from sandbox.supremecourt import SandboxSupremeCourt
from tests import written
from tests.slackroom import shown
from tests.test_lookup import original_155

NUMBER = "1:25-cv-00457"
DCD = f"{NUMBER} dcd"
NAME = "HARBOR GAZETTE et al v. PORT OFFICE"
CAPTION = "Harbor Gazette v. Port Office"
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and what it printed where."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Shell:
    """Runs ``crier`` in a thread of this process, with an environment of its own."""

    courts: CourtServer
    slack: SandboxSlack
    environment: Mapping[str, str]
    capture: pytest.CaptureFixture[str]
    builds: Iterator[int] = field(default_factory=itertools.count)

    async def crier(self, *words: str) -> Done:
        self.capture.readouterr()
        code = await asyncio.to_thread(_exit_code, words)
        printed = self.capture.readouterr()
        written.add(printed.err)
        return Done(code, printed.out, printed.err)

    def publish(self, *entries: int, court: str = "dcd", number: str = NUMBER) -> None:
        now = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=next(self.builds))
        items = [
            Item(number, NAME, 277000, 100 + entry, "Notice (Other)",
                 now - timedelta(minutes=90 - entry), entry, f"0450{entry:07d}")
            for entry in (61, *entries)
        ]  # fmt: skip
        self.courts.publish(court, render_feed(court, now, items[::-1]))


def _exit_code(words: tuple[str, ...]) -> int:
    settings_module.load.cache_clear()
    try:
        cli.main(list(words))
    except SystemExit as ended:
        return int(ended.code or 0)


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """A command sets up the logging of its process, which here is that of all tests."""
    names = ("", *logs.LIBRARIES)
    before = [logging.getLogger(name).level for name in names]
    handlers = list(logging.getLogger().handlers)
    yield
    for name, level in zip(names, before, strict=True):
        logging.getLogger(name).setLevel(level)
    logging.getLogger().handlers[:] = handlers
    structlog.reset_defaults()
    settings_module.load.cache_clear()


@pytest.fixture
async def shell(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    logging_as_before: None,
) -> AsyncIterator[Shell]:
    async with CourtServer() as courts, SandboxSlack() as slack:
        environment = {
            "DATABASE_URL": f"sqlite:///{tmp_path}/crier.db",
            "CRIER_ECF_ORIGIN": courts.origin,
            "CRIER_MIN_SECONDS": "0",
            # Nobody answers there.
            "COURTLISTENER_URL": "http://127.0.0.1:9/api/rest/v4/",
            "CRIER_SCOTUS_ORIGIN": "http://127.0.0.1:9",
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        yield Shell(courts, slack, environment, capsys)
        assert not courts.forbidden


def with_slack(shell: Shell) -> dict[str, str]:
    written.never(shell.slack.signing_secret)
    return {
        "SLACK_BOT_TOKEN": shell.slack.bot_token,
        "SLACK_APP_TOKEN": shell.slack.app_token,
        "SLACK_SIGNING_SECRET": shell.slack.signing_secret,
        "SLACK_API_URL": shell.slack.api_url,
    }


def one_sentence(done: Done) -> bool:
    """A mistake: one line for a person on standard error, nothing else."""
    line = done.err.strip()
    return (
        done.code == 2
        and not done.out
        and "\n" not in line
        and line.endswith((".", "dcd", "Cir.", "migrate", "'"))
        and "Traceback" not in line
    )


async def test_help_names_every_command(shell: Shell) -> None:
    done = await shell.crier("--help")
    assert done.code == 0
    for name in (
        "check", "doctor", "find", "follow", "follows", "lookup", "migrate", "recent", "run",
        "unfollow", "web", "worker",
    ):  # fmt: skip
        assert f"\n  {name} " in done.out


@pytest.mark.parametrize("unwanted", ["-hearing", "-pro hac vice"])
async def test_an_unwanted_word_that_begins_like_an_option(shell: Shell, unwanted: str) -> None:
    done = await shell.crier("follow", DCD, unwanted, "--channel", "terminal")
    assert (done.code, "Usage:" in done.out) == (0, False)
    follows = await shell.crier("follows", "--channel", "terminal")
    assert unwanted[1:] in follows.out


@pytest.mark.parametrize("unwanted", ["-hearing", "-pro hac vice"])
async def test_a_watch_says_that_it_leaves_no_words_out(shell: Shell, unwanted: str) -> None:
    for words in ((unwanted,), ("harbor", unwanted, "in", "dcd")):
        done = await shell.crier("watch", *words, "--channel", "terminal")
        assert (done.code, done.out) == (2, "")
        assert "A watch leaves no words out" in done.err


async def test_a_database_of_a_newer_version_is_said_to_be_one(shell: Shell) -> None:
    assert (await shell.crier("migrate")).code == 0
    file = shell.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with sqlite3.connect(file) as opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
    opened.close()
    for command in ("migrate", "follows"):
        done = await shell.crier(command)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("The database was made by a newer version of Crier than this")
        assert "crier migrate" not in done.err


async def test_a_court_never_read_is_not_said_to_have_no_new_cases(shell: Shell) -> None:
    await shell.crier("follow", DCD, "--channel", "terminal")
    done = await shell.crier("new", "dcd")
    assert "D.D.C.'s feed has not been read yet, so I cannot say" in done.out
    assert "No new cases" not in done.out
    assert "Read since" not in done.out


async def test_a_case_from_follow_to_unfollow_on_the_terminal(shell: Shell) -> None:
    shell.publish()
    done = await shell.crier("follow", DCD, "--channel", "terminal")
    assert done.code == 0
    assert "Following D.D.C. 1:25-cv-00457 here." in done.out
    assert "No source has seen this case yet" in done.out
    assert "has not been read yet" not in done.out

    first = await shell.crier("check")
    assert first.code == 0
    # What the follow has promised.
    assert f"{NUMBER} is in the court's feed now: {CAPTION}" in first.out
    assert first.err == "D.D.C.: 1 entry recorded as history\n"

    shell.publish(62, 63)
    second = await shell.crier("check", "dcd")
    assert second.code == 0
    assert f"2 filings in {CAPTION}" in second.out
    assert second.err == "D.D.C.: 2 new entries, 2 for followers\n"
    assert "No. 62" in second.out
    third = await shell.crier("check")
    assert (third.code, third.out) == (0, "")
    assert "nothing new" in third.err

    card = await shell.crier("lookup", NUMBER)
    assert card.code == 0
    assert CAPTION in card.out
    assert "Follow here" not in card.out
    recent = await shell.crier("recent", "harbor", "gazette", "-n", "2")
    assert "No. 63" in recent.out
    assert "No. 61" not in recent.out
    follows = await shell.crier("follows", "--channel", "terminal")
    assert follows.out == f"terminal  D.D.C. 1:25-cv-00457  {CAPTION}  all filings, at once\n"

    gone = await shell.crier("unfollow", DCD, "--channel", "terminal")
    assert (gone.code, "No longer following" in gone.out) == (0, True)
    assert one_sentence(await shell.crier("unfollow", DCD, "--channel", "terminal"))
    assert "No case is followed" in (await shell.crier("follows")).out


async def test_what_other_programs_read(shell: Shell) -> None:
    shell.publish()
    followed = await shell.crier("follow", DCD, "--channel", "terminal", "--json")
    assert followed.value["number"] == NUMBER
    assert followed.value["known"] is False
    checked = await shell.crier("check", "--json")
    assert checked.value == {
        "courts": [
            {
                "court": "dcd", "result": "read", "entries": 1, "changes": 0, "deliveries": 0,
                "dropped": 0, "error": "",
            }
        ],
        "unsent": 0,
    }  # fmt: skip
    shell.publish(62)
    told = await shell.crier("check", "--json")
    assert told.value["courts"][0]["deliveries"] == 1
    assert "No. 62" in told.err

    case = (await shell.crier("lookup", DCD, "--json")).value
    assert set(case) >= {
        "court", "number", "case_name", "caption", "cite", "url", "coverage", "entries",
    }  # fmt: skip
    assert (case["court"], case["number"], case["caption"]) == ("dcd", NUMBER, CAPTION)
    (newest, _) = case["entries"]
    assert set(newest) >= {
        "key", "number", "filed_at", "events", "text", "kind", "url", "free_url",
    }  # fmt: skip
    assert newest["number"] == 62
    assert datetime.fromisoformat(newest["filed_at"]).tzinfo is not None
    recent = (await shell.crier("recent", DCD, "-n", "1", "--json")).value
    assert [entry["number"] for entry in recent["entries"]] == [62]

    (follow,) = (await shell.crier("follows", "--json")).value
    assert (follow["channel"], follow["court"], follow["known"]) == ("terminal", "dcd", True)
    doctor = await shell.crier("doctor", "--json")
    assert doctor.code == 1
    assert doctor.value["ok"] is False
    said = {check["name"]: check for check in doctor.value["checks"]}
    assert said["slack"]["ok"] is True
    assert said["worker"]["detail"] == "not running; start: crier run (or crier worker)"
    assert re.match(r"last read .* [ap]\.m\. ET", said["D.D.C."]["detail"])
    assert [court["court"] for court in doctor.value["courts"]] == ["dcd"]
    gone = await shell.crier("unfollow", DCD, "--channel", "terminal", "--json")
    assert gone.value["caption"] == CAPTION


async def test_a_look_up_that_nobody_answers_says_so_beside_the_record(shell: Shell) -> None:
    await shell.crier(
        "follow", *DCD.split(), "orders", "daily", "5pm", "--channel", "terminal", "--pdf"
    )
    (one,) = (await shell.crier("follows", "--json")).value
    assert (one["documents"], one["kinds"], one["include"]) == (True, ["order"], [])
    assert (one["cadence"], one["daily_at"], one["paused_at"]) == ("daily", "17:00", None)
    listed = (await shell.crier("follows")).out
    assert "orders only, each day at 5 p.m. ET  with free PDFs" in listed
    asked = await shell.crier("lookup", DCD, "--json")
    assert (asked.code, asked.value["number"]) == (0, NUMBER)
    assert asked.err == "CourtListener could not be reached.\n"
    mistake = await shell.crier("lookup", "Nobody v. Never")
    assert mistake.err.startswith("“Nobody v. Never” is not a docket number")
    assert mistake.err.endswith("dcd. CourtListener could not be reached.\n")
    card = await shell.crier("lookup", DCD)
    assert "CourtListener could not be reached" in card.out


async def test_every_proceeding_of_a_supreme_court_case(
    shell: Shell, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = original_155(shared)
    async with SandboxSupremeCourt() as court:
        court.publish("22O155", body)
        monkeypatch.setenv("CRIER_SCOTUS_ORIGIN", court.origin)
        found = (await shell.crier("lookup", "--json", "No. 22O155")).value
    rows = json.loads(body)["ProceedingsandOrder"]
    assert (found["court"], found["number"]) == ("scotus", "22O155")
    assert found["url"] == found["page"] != ""
    assert found["coverage"]["state"] == "by page"
    assert sorted(entry["text"] for entry in found["entries"]) == sorted(
        " ".join(row["Text"].split()) for row in rows
    )
    assert any(entry["free_url"] for entry in found["entries"])
    monkeypatch.setenv("CRIER_SCOTUS", "false")
    refused = await shell.crier("follow", "No. 22O155", "--channel", "terminal")
    assert "CRIER_SCOTUS" in refused.err
    assert one_sentence(refused)


async def test_the_doctor_on_services_that_nobody_set_up(shell: Shell) -> None:
    said = (await shell.crier("doctor")).out
    assert "ok    courtlistener: no COURTLISTENER_TOKEN" in said
    assert "FAIL  slack: no SLACK_BOT_TOKEN" in said
    assert "ok    quota: 0 of 100 questions used in 24 hours" in said
    assert "ok    webhook: not set up" in said
    assert "ok    supreme court: docket pages of followed cases are read" in said
    assert "ok    refused: Slack refused no message in the last 7 days" in said


async def test_the_doctor_tries_the_newsrooms_templates(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "alert.mrkdwn").write_text("{{ f.headline }}")
    monkeypatch.setenv("CRIER_TEMPLATES", str(tmp_path))
    done = await shell.crier("doctor")
    assert done.code == 1
    assert "FAIL  template alert.mrkdwn: UndefinedError" in done.out


async def test_the_doctor_asks_whether_the_token_is_taken(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURTLISTENER_TOKEN", "a-token-of-nobody")
    monkeypatch.setenv("COURTLISTENER_WEBHOOK_SECRET", "x" * 20)
    done = await shell.crier("doctor")
    assert "FAIL  courtlistener: " in done.out
    assert "of 125 questions used" in done.out
    assert "no event has ever arrived" in done.out
    assert "a-token-of-nobody" not in done.out + done.err


async def test_find_reads_a_text_or_standard_input(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.publish()
    await shell.crier("follow", DCD, "--channel", "terminal")
    await shell.crier("check")
    text = (
        "The case is Harbor Gazette v. Port Office, D.D.C., No. 1:25-cv-00457. See 1:24-cv-00009."
    )
    found = await shell.crier("find", text, "--json")
    assert found.value == [
        {"court": "dcd", "number": NUMBER, "caption": CAPTION},
        {"court": None, "number": "1:24-cv-00009", "caption": ""},
    ]
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    assert (await shell.crier("find")).out.startswith(f"dcd  {NUMBER}  {CAPTION}\n")
    monkeypatch.setattr(sys, "stdin", io.StringIO("no case at all"))
    nothing = await shell.crier("find")
    assert (nothing.code, nothing.out) == (1, "")
    monkeypatch.setattr(sys, "stdin", io.StringIO("no case at all"))
    assert (await shell.crier("find", "--json")).value == []


async def test_a_court_that_fails_is_exit_1(shell: Shell) -> None:
    await shell.crier("follow", DCD, "--channel", "terminal")
    shell.publish()
    shell.courts.behave("dcd", status(503, retry_after="120"))
    done = await shell.crier("check")
    assert done.code == 1
    assert "D.D.C. answered with an error (503)." in done.err
    asked = len(shell.courts.requests)
    again = await shell.crier("check", "--json")
    assert again.code == 1
    assert "not to be read again before" in again.value["courts"][0]["error"]
    assert len(shell.courts.requests) == asked
    assert "FAIL  D.D.C." in (await shell.crier("doctor")).out


async def test_a_number_that_fits_several_cases_is_a_choice(shell: Shell) -> None:
    for court in ("dcd", "nysd"):
        shell.publish(court=court)
        await shell.crier("follow", f"{NUMBER} {court}", "--channel", "terminal")
    await shell.crier("check")
    done = await shell.crier("follow", NUMBER, "--channel", "terminal")
    assert done.code == 1
    assert "Which one?" in done.out
    assert f"nysd {NUMBER}" in done.out
    asked = await shell.crier("lookup", NUMBER, "--json")
    assert {case["court"] for case in asked.value["choices"]} == {"dcd", "nysd"}


async def test_migrate_says_where_the_tables_are(shell: Shell) -> None:
    for _ in range(2):
        done = await shell.crier("migrate")
        assert done.code == 0
        assert done.out.startswith("The tables are at revision ")


MISTAKES = [
    ("nonsense",),
    ("follow",),
    ("follow", DCD),
    ("follow", DCD, "--channel", "#courts"),
    ("follow", DCD, "ordres", "--channel", "terminal"),
    ("lookup", ""),
    ("lookup", "99999999"),
    ("lookup", NUMBER),
    ("recent", DCD, "-n", "99"),
    ("unfollow", DCD, "--channel", "terminal"),
    ("check", "nysd"),
    ("check", "zzz"),
    ("check", "--bogus"),
    ("follows", "--channel", "C012345"),
]


async def test_a_mistake_is_one_sentence_and_exit_2(shell: Shell) -> None:
    for words in MISTAKES:
        done = await shell.crier(*words)
        assert one_sentence(done), (words, done)


SETTINGS = [
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "mysql://127.0.0.1/x"),
    ("DATABASE_URL", "sqlite:////nonexistent/folder/crier.db"),
    ("DATABASE_URL", "postgresql://nobody:hidden@127.0.0.1:1/x"),
    ("SLACK_API_URL", "http://slack.example/api/"),
    ("PORT", "70000"),
    ("PORT", "http"),
    ("CRIER_MIN_SECONDS", "-1"),
    ("CRIER_TEMPLATES", "/nonexistent"),
]


@pytest.mark.parametrize(("name", "value"), SETTINGS)
async def test_a_setting_that_cannot_be_used_is_named(
    name: str, value: str, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    for command in ("follows", "migrate"):
        if command == "migrate" and name != "DATABASE_URL":
            continue
        done = await shell.crier(command)
        assert one_sentence(done), done
        assert name in done.err or command == "migrate"
        assert "Input should" not in done.err
        assert "hidden" not in done.err


async def test_a_channel_by_name(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in with_slack(shell).items():
        monkeypatch.setenv(name, value)
    followed = await shell.crier("follow", DCD, "--channel", "#general", "--json")
    place = shell.slack.channel("general")
    assert followed.value["channel"] == place.id
    assert shell.slack.bot_user in place.members
    # The channel hears of it, as if it had been asked for there.
    assert (await shell.crier("follow", DCD, "--channel", place.id)).code == 0
    assert (await shell.crier("check")).code == 1
    (announced,) = place.messages
    assert shown(announced).startswith("Following D.D.C. 1:25-cv-00457 here.")
    assert "Asked for by" not in shown(announced)
    assert (await shell.crier("follows", "--channel", "#general")).out.startswith("#general  ")
    for channel in ("#nowhere", "#investigations", shell.slack.channel("investigations").id):
        assert one_sentence(await shell.crier("follow", DCD, "--channel", channel))
    shell.slack.faults.add("auth.test", Refused("invalid_auth"))
    done = await shell.crier("follow", DCD, "--channel", "#general")
    assert one_sentence(done)
    assert shell.slack.bot_token not in done.err
    assert "ok    slack: the token is accepted" in (await shell.crier("doctor")).out


# Processes.


class Process:
    """A ``crier`` of its own; ``lines`` are what it has logged so far."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child
        self.lines: list[dict[str, Any]] = []
        self.said = ""

    async def log(self, **wanted: object) -> dict[str, Any]:
        """The next line logged that has these values."""
        assert self._child.stderr is not None
        async with asyncio.timeout(PATIENCE):
            while raw := await self._child.stderr.readline():
                self.said += raw.decode()
                with contextlib.suppress(json.JSONDecodeError):
                    line = json.loads(raw)
                    self.lines.append(line)
                    if all(line.get(name) == value for name, value in wanted.items()):
                        return dict(line)
        raise AssertionError(f"it ended without {wanted}: {self.said}")

    async def ends(self) -> int:
        async with asyncio.timeout(PATIENCE):
            out, err = await self._child.communicate()
        self.said += out.decode() + err.decode()
        written.add(self.said)
        assert self._child.returncode is not None
        return self._child.returncode

    async def told_to_end(self) -> int:
        self._child.send_signal(signal.SIGTERM)
        return await self.ends()


@contextlib.asynccontextmanager
async def process(shell: Shell, *words: str, **settings: str) -> AsyncIterator[Process]:
    base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from bot.commandline.cli import main; main()", *words,
        env={**base, "PYTHONPATH": str(Path(__file__).parents[1]), **shell.environment, **settings},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Process(child)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


async def health(port: int) -> tuple[int, list[str]]:
    async with (
        aiohttp.ClientSession(trust_env=False) as session,
        session.get(f"http://127.0.0.1:{port}/healthz") as answer,
    ):
        return answer.status, (await answer.json())["problems"]


async def well(port: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while (await health(port))[0] != 200:
            pass


def secrets_of(shell: Shell) -> tuple[str, ...]:
    return (shell.slack.bot_token, shell.slack.app_token, shell.slack.signing_secret)


async def test_run_is_everything_and_ends_when_told(shell: Shell) -> None:
    """From a typed follow to an alert, with Slack and the court failing in between."""
    slack = shell.slack
    slack.invite("courts")
    slack.faults.add("chat.postMessage", TooMany(1))
    slack.faults.add("conversations.info", Dropped())
    shell.courts.behave("dcd", status(503), times=1)
    now = datetime.now(UTC) + timedelta(hours=1)
    item = Item(NUMBER, NAME, 277000, 161, "Notice (Other)", now, 61, "04500000061")
    shell.courts.publish("dcd", render_feed("dcd", now, [item]))
    async with process(shell, "run", **with_slack(shell), PORT="0") as running:
        port = (await running.log(event="listening"))["port"]
        await running.log(event="socket mode", state="connected")
        await well(port)
        person = slack.user("reporter")
        assert (await person.command("courts", "/docket", "follow 1:25-cv-00458 dcd")).acked
        await slack.wait_for(lambda message: "Following" in message.text, PATIENCE)
        assert (await person.command("courts", "/docket", "test")).acked
        sample = await slack.wait_for(lambda message: "Sample" in message.text, PATIENCE)
        assert "Nothing was filed" in shown(sample)
        slack.faults.add("chat.postMessage", Broken(500))
        assert (await person.command("courts", "/docket", "test")).acked
        await running.log(event="outcome unknown")
        assert await running.told_to_end() == 0
    assert "Traceback" not in running.said
    assert not any(secret in running.said for secret in secrets_of(shell))
    assert {line["level"] for line in running.lines} >= {"info", "warning"}


async def test_web_and_worker_share_a_database(shell: Shell) -> None:
    http = {**with_slack(shell), "PORT": "0"}
    del http["SLACK_APP_TOKEN"]
    shell.slack.invite("courts")
    async with process(shell, "web", **http) as web:
        port = (await web.log(event="listening"))["port"]
        status_, problems = await health(port)
        assert status_ == 503
        assert problems == ["No worker is running: nothing is read or sent. Start: crier worker"]
        shell.slack.push.url = f"http://127.0.0.1:{port}/slack/events"
        person = shell.slack.user("reporter")
        asked = await person.command("courts", "/docket", "test")
        assert asked.acked
        assert "Crier's reader is not running" in shown(await asked.reply())
        async with process(shell, "worker", **http) as worker:
            await worker.log(event="worker", state="started")
            await shell.slack.wait_for(lambda message: "Sample" in message.text, PATIENCE)
            await well(port)
            assert await worker.told_to_end() == 0
        assert (await health(port))[0] == 503
        assert await web.told_to_end() == 0
    assert not any(secret in web.said + worker.said for secret in secrets_of(shell))


async def test_a_taken_port_ends_it_with_a_sentence(shell: Shell) -> None:
    taken = shell.courts.origin.split(":")[2].split("/")[0]
    async with process(shell, "run", PORT=taken) as running:
        assert await running.ends() == 2
    *_, last = running.said.strip().splitlines()
    assert last.startswith(f"Port {taken} cannot be opened: another program uses it.")
    assert "Traceback" not in running.said


async def test_keys_for_the_tokens_of_many_workspaces(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "SLACK_CLIENT_ID" in (await shell.crier("rekey")).err
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "hush")
    for command in ("check", "rekey"):
        done = await shell.crier(command)
        assert one_sentence(done)
        assert "CRIER_TOKEN_KEY is missing" in done.err
    key = (await shell.crier("newkey")).out.strip()
    monkeypatch.setenv("CRIER_TOKEN_KEY", key)
    done = await shell.crier("rekey")
    assert (done.code, done.out) == (0, "No workspace has installed Crier yet.\n")
