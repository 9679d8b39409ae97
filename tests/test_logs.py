"""The log: one JSON line per unit of work, and no secret in it."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.serving import logs
from bot.serving.counted import Counted
from bot.serving.scrubbing import GONE, Scrubber, secrets_of
from filings.settings import Settings

# fmt: off
SECRETS = {
    "SLACK_BOT_TOKEN": "bot-token-of-the-tests", "SLACK_APP_TOKEN": "app-token-of-the-tests",
    "SLACK_SIGNING_SECRET": "0123456789abcdef0123", "SLACK_CLIENT_SECRET": "fedcba98765432100123",
    "COURTLISTENER_TOKEN": "c0ffee00c0ffee00c0ff",
    "COURTLISTENER_WEBHOOK_SECRET": "hook-hook-hook-hook",
    "CRIER_METRICS_TOKEN": "metrics-metrics-metrics",
    "CRIER_TOKEN_KEY": "A" * 42 + "B=," + "C" * 42 + "D=",
}
# fmt: on
PASSWORD = 'pass"word\\1'
PING = "https://hc-ping.com/5f1c9a52-3a9e-4b8e-9d1e-0a4f5d6e7f80"


def settings() -> Settings:
    return Settings.model_validate(
        {
            **SECRETS,
            "DATABASE_URL": "postgresql://crier:pass%22word%5C1@db.example/crier",
            "CRIER_PING_URL": PING,
        }
    )


def test_every_secret_of_the_settings_is_known() -> None:
    known = secrets_of(settings())
    for name, value in SECRETS.items():
        assert value in known, name
    assert {"pass%22word%5C1", PING.rpartition("/")[2], "A" * 42 + "B=", "C" * 42 + "D="} <= {
        *known
    }


def test_a_value_is_found_wherever_it_stands() -> None:
    scrubber = Scrubber(secrets_of(settings()))
    for value in (*SECRETS.values(), PASSWORD):
        for line in (f"error: {value}", f"https://x.example/{value}?a=1", json.dumps([value])):
            said = scrubber.scrubbed(line)
            assert value not in said
            assert json.dumps(value)[1:-1] not in said
            assert GONE in said
    assert scrubber.scrubbed(f"GET {PING} failed") == f"GET https://hc-ping.com/{GONE} failed"


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("token xoxb-1-2-abcdef0123 refused", "xoxb-1-2-abcdef0123"),
        ("xoxe.xoxp-1-Mi0yLTEyMzQ1", "1-Mi0yLTEyMzQ1"),
        ("xapp-1-A01-22-deadbeef", "A01-22-deadbeef"),
        ("POST /webhooks/courtlistener/aaaabbbbccccdddd/ 404", "aaaabbbbccccdddd"),
        ("/calendar/Zm9vYmFyYmF6Zm9vYmFy.ics", "Zm9vYmFyYmF6Zm9vYmFy"),
        ("https://hooks.slack.com/commands/T1/2/abc", "T1/2/abc"),
        ("/slack/oauth_redirect?code=12.34.56&state=abcdef", "12.34.56"),
        ("/slack/oauth_redirect?code=12.34.56&state=abcdef", "abcdef"),
        ("Authorization: Token 0123456789abcdef0123456789abcdef", "0123456789abcdef"),
        ("postgresql://crier:hunter2@db/crier", "hunter2"),
    ],
)
def test_what_looks_like_a_secret_goes_too(line: str, secret: str) -> None:
    said = Scrubber().scrubbed(line)
    assert secret not in said
    assert GONE in said


@pytest.mark.parametrize(
    "line",
    [
        '{"source": "cmecf/dcd", "result": "read", "due": "2025-11-03T19:17:01+00:00"}',
        "dcd answered 503 at https://ecf.dcd.uscourts.gov/cgi-bin/rss_outside.pl",
        "Slack does not accept SLACK_BOT_TOKEN (invalid_auth).",
        "1:25-cv-00457 Token v. Bearer",
    ],
)
def test_what_is_no_secret_stays(line: str) -> None:
    assert Scrubber(secrets_of(settings())).scrubbed(line) == line


@contextlib.contextmanager
def configured(*, json_lines: bool) -> Iterator[None]:
    """As a process sets its logging up, which afterwards is as before; pytest's own handlers
    are aside meanwhile."""
    root = logging.getLogger()
    before, handlers = root.level, list(root.handlers)
    root.handlers[:] = []
    logs.configure(json_lines=json_lines, secrets=secrets_of(settings()))
    yield
    root.handlers[:] = handlers
    root.setLevel(before)
    for name in (*logs.LIBRARIES, "py.warnings"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    structlog.reset_defaults()


def test_all_that_is_logged_goes_through_it(capsys: pytest.CaptureFixture[str]) -> None:
    token = SECRETS["SLACK_BOT_TOKEN"]
    with configured(json_lines=True):
        structlog.get_logger("crier.test").info("sent", error=f"with {token}", password=PASSWORD)
        logging.getLogger("asyncio").error("Task failed: %s", token)
        try:
            raise ValueError(token)
        except ValueError:
            structlog.get_logger("crier.test").exception("failed")
            logging.getLogger("other").exception("failed")
    written = capsys.readouterr().err
    assert token not in written
    assert PASSWORD not in written
    lines = [json.loads(line) for line in written.splitlines()]
    assert len(lines) == 4
    assert (lines[0]["event"], lines[0]["error"]) == ("sent", f"with {GONE}")
    assert [line["level"] for line in lines] == ["info", "error", "error", "error"]
    assert (lines[1]["event"], lines[1]["logger"]) == (f"Task failed: {GONE}", "asyncio")
    assert f"ValueError: {GONE}" in lines[3]["exception"]


def test_for_a_person_it_is_plain(capsys: pytest.CaptureFixture[str]) -> None:
    with configured(json_lines=False):
        structlog.get_logger("crier.test").info("sent")
        logging.getLogger("asyncio").error("Task failed: %s", SECRETS["SLACK_BOT_TOKEN"])
    assert capsys.readouterr().err == f"asyncio: Task failed: {GONE}\n"


def test_lines_are_counted_by_what_came_of_them() -> None:
    counted = Counted()
    for result in ("read", "read", "failed"):
        counted(None, "info", {"event": "read", "level": "info", "result": result, "source": "x"})
    counted(None, "error", {"event": "refused", "level": "error", "next": "more plainly"})

    def value(what: str, result: str, level: str) -> float | None:
        labels = {"what": what, "result": result, "level": level}
        return counted.registry.get_sample_value("crier_work_total", labels)

    assert value("read", "read", "info") == 2
    assert value("read", "failed", "info") == 1
    assert value("refused", "more plainly", "error") == 1
