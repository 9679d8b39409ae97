"""The check of what the tests wrote: it finds what it is to find, and fails the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.written import secrets_in

pytest_plugins = ["pytester"]

# Put together here, so that this file itself holds none.
TOKEN = "-".join(("xoxb", "1234567890", "abcdef"))
SECRETS = {
    "a bot's token": f'{{"error": "with {TOKEN}"}}',
    "an app's token": "-".join(("xapp", "1", "A0123456", "deadbeef")),
    "a webhook": "POST /webhooks/courtlistener/" + "aaaabbbbccccdddd",
    "a calendar": "GET /calendar/" + "Zm9vYmFyYmF6Zm9v.ics",
    "an answer's address": "http://127.0.0.1:1/response/" + "0123456789abcdef",
    "a code": "/slack/oauth_redirect?code=" + "12.34",
    "a key": "A" * 43 + "=",
}


@pytest.mark.parametrize("kind", sorted(SECRETS))
def test_a_secret_is_found_and_not_repeated(kind: str) -> None:
    (found,) = secrets_in(f"a line\nbefore {SECRETS[kind]} behind\nanother")
    assert TOKEN not in found
    assert "here: " in found


def test_a_known_value_is_found() -> None:
    assert list(secrets_in("signed with 0123abcd", known=["0123abcd"]))
    assert not list(secrets_in("signed with 0123abce", known=["0123abcd"]))


def test_a_log_without_secrets_passes() -> None:
    line = '{"event": "read", "source": "cmecf/dcd", "post": "7ac61d8cdf224a1fb88ea0ea8de4b0aa"}'
    assert not list(secrets_in(line))


@pytest.mark.parametrize(
    ("body", "failed"),
    [
        ("print('token', TOKEN)", True),
        ("os.write(2, TOKEN.encode())", True),
        ("structlog.get_logger().info('sent', token=TOKEN)", True),
        ("written.add(TOKEN)", True),
        ("print('nothing')", False),
    ],
)
def test_a_test_that_writes_one_fails(
    pytester: pytest.Pytester, capfd: pytest.CaptureFixture[str], body: str, failed: bool
) -> None:
    _write(pytester, body)
    done = pytester.runpytest_inprocess(*PLAIN)
    # The inner test's output would count as this one's.
    capfd.readouterr()
    done.assert_outcomes(passed=1, errors=int(failed))
    assert bool(done.ret) is failed


def test_what_is_logged_counts_as_written(
    pytester: pytest.Pytester, capfd: pytest.CaptureFixture[str]
) -> None:
    _write(pytester, "logging.getLogger('x').warning(TOKEN)")
    # In a process of its own: this one's logging hears everything.
    done = pytester.runpytest_subprocess(*PLAIN)
    capfd.readouterr()
    done.assert_outcomes(passed=1, errors=1)


PLAIN = (
    "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "asyncio_default_fixture_loop_scope=function",
)  # fmt: skip


def _write(pytester: pytest.Pytester, body: str) -> None:
    root = Path(__file__).parents[1]
    pytester.makeconftest(
        f"import sys\nsys.path.insert(0, {str(root)!r})\n"
        "from tests.conftest import pytest_runtest_makereport  # noqa: F401\n"
    )
    pytester.makepyfile(
        "import logging, os, structlog\n"
        "from tests import written\n"
        f"TOKEN = '-'.join({tuple(TOKEN.split('-'))!r})\n"
        f"def test_it():\n    {body}\n"
    )
    pytester.syspathinsert(root)
