"""Settings: all documented, only https outwards, mistakes in one sentence, no secret shown."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from filings import settings as settings_module
from filings.errors import BadInput
from filings.settings import Settings, is_loopback

ROOT = Path(__file__).parents[1]
NAMES = sorted(field.alias or name for name, field in Settings.model_fields.items())
SECRETS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "DATABASE_URL")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The environment to set, with nothing remembered from before or kept for later."""
    settings_module.load.cache_clear()
    yield monkeypatch
    settings_module.load.cache_clear()


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_documented(name: str) -> None:
    assert re.search(rf"^(# )?{name}=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert f"`{name}`" in (ROOT / "README.md").read_text()


def test_the_example_names_no_setting_that_does_not_exist() -> None:
    text = (ROOT / ".env.example").read_text()
    assert sorted(re.findall(r"^(?:# )?([A-Z_]+)=", text, re.MULTILINE)) == NAMES


def test_the_defaults_in_the_example_are_the_defaults() -> None:
    text = (ROOT / ".env.example").read_text()
    written = dict(re.findall(r"^# ([A-Z_]+)=(.+)$", text, re.MULTILINE))
    assert Settings.model_validate(written) == Settings()


@pytest.mark.parametrize("name", ["SLACK_API_URL", "CRIER_ECF_ORIGIN"])
@pytest.mark.parametrize(
    "value",
    [
        "http://slack.example/api/",
        "http://10.0.0.1/",
        "http://127.0.0.1.example/",
        "http://localhost.example/",
        "http://{court}.example/",
        "http://user@example.org/",
        "ftp://127.0.0.1/",
        "127.0.0.1:8000",
        "slack.com",
    ],
)
def test_plain_http_is_refused_beyond_loopback(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(BadInput, match=name):
        settings_module.load()


@pytest.mark.parametrize("name", ["SLACK_API_URL", "CRIER_ECF_ORIGIN"])
@pytest.mark.parametrize(
    "value",
    [
        "http://127.0.0.1:8080/x",
        "http://localhost/{court}",
        "http://[::1]:9/",
        "https://a.example/{court}",
    ],
)
def test_loopback_and_https_are_accepted(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)
    assert value in (settings_module.load().slack_api_url, settings_module.load().ecf_origin)


@pytest.mark.parametrize(
    "value", ["https://", "https://ecf.{court.example", "https://ecf.{}.example", "https://a b"]
)
def test_an_address_that_leads_nowhere_is_refused(
    environment: pytest.MonkeyPatch, value: str
) -> None:
    environment.setenv("CRIER_ECF_ORIGIN", value)
    with pytest.raises(BadInput, match=r"^The setting CRIER_ECF_ORIGIN cannot be used: .*\.$"):
        settings_module.load()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_API_URL", "https://slack.com:99999/api/", "a port from 1 to 65535"),
        ("CRIER_PUBLIC_URL", "https://crier.example.org:port", "a port from 1 to 65535"),
        ("CRIER_SCOTUS_ORIGIN", "https://www.supremecourt.gov:-1", "a port from 1 to 65535"),
        ("CRIER_ECF_ORIGIN", "https://192.168.1.9/{court}", "at a public address"),
        ("COURTLISTENER_URL", "https://[fd00::5]/api/", "at a public address"),
    ],
)
def test_an_address_that_nobody_can_reach(
    environment: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(BadInput, match=f"{name} cannot be used: it must .*{said}"):
        settings_module.load()


def test_loopback_is_told_by_address_not_by_looks() -> None:
    assert is_loopback("http://127.8.9.1/")
    assert not is_loopback("http://0.0.0.0/")
    assert not is_loopback("http://127.0.0.1@example.org/")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("CRIER_MIN_SECONDS", "-1"),
        ("CRIER_MIN_SECONDS", "soon"),
        ("CRIER_MIN_SECONDS", "nan"),
        ("CRIER_TEMPLATES", "no/such/folder"),
        ("SLACK_API_URL", "http://example.org"),
        ("SLACK_API_URL", "http://[bad"),
        ("CRIER_PUBLIC_URL", "https://[bad"),
        ("CRIER_PING_URL", "https://[bad"),
        ("CRIER_PUBLIC_URL", "http://crier.example.org"),
        ("CRIER_PUBLIC_URL", "https://"),
        ("CRIER_PUBLIC_URL", "https://crier.example.org/?a=b"),
        ("CRIER_SCOTUS", "perhaps"),
        ("CRIER_MIN_SECONDS", "inf"),
        ("CRIER_KEEP_ENTRIES_DAYS", "6.5"),
        ("COURTLISTENER_WEBHOOK_FROM", "203.0.113.9 somewhere"),
        ("COURTLISTENER_WEBHOOK_SECRET", "short"),
        ("CRIER_TOKEN_KEY", "no key"),
        ("CRIER_PING_URL", "https://10.0.0.7/ping"),
    ],
)
def test_a_bad_value_is_one_sentence_with_the_name_of_the_variable(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(BadInput) as caught:
        settings_module.load()
    sentence = str(caught.value)
    assert re.match(rf"The setting {name} cannot be used: it (must|can) ", sentence)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert not sentence.endswith("..")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-hush", "xoxb-; what begins with xapp- belongs in SLACK_APP_T"),
        ("SLACK_BOT_TOKEN", "xoxp-hush", "what begins with xoxp- is a user's token"),
        ("SLACK_APP_TOKEN", "xoxb-hush", "xapp-; what begins with xoxb- belongs in SLACK_BOT_T"),
        ("SLACK_SIGNING_SECRET", "xoxb-hush", "signing secret of .* belongs in SLACK_BOT_TOKEN"),
        ("SLACK_CLIENT_SECRET", "xapp-1-hush", "client secret of .* belongs in SLACK_APP_TOKEN"),
    ],
)
def test_a_token_in_the_place_of_another_is_named(
    environment: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    environment.setenv(name, value)
    match = f"^The setting {name} cannot be used: it must be the .*{said}"
    with pytest.raises(BadInput, match=match) as caught:
        settings_module.load()
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-1"),
        ("SLACK_BOT_TOKEN", "xoxe.xoxb-1"),
        ("SLACK_APP_TOKEN", "xapp-1"),
        ("SLACK_SIGNING_SECRET", "8f742231b10e8888abcd99yyyzzz85a5"),
    ],
)
def test_tokens_in_their_own_place(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(name, value)
    assert getattr(settings_module.load(), name.lower()).get_secret_value() == value


def test_an_env_file_that_is_no_text_is_one_sentence(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "env").write_bytes(b"\xff\xfeP\x00O\x00R\x00T\x00")
    environment.setitem(Settings.model_config, "env_file", tmp_path / "env")
    with pytest.raises(BadInput, match=r"^The file \.env cannot be read: .*\.$"):
        settings_module.load()


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_never_printed(environment: pytest.MonkeyPatch, name: str) -> None:
    environment.setenv(name, "hush-4711")
    loaded = settings_module.load()
    assert "hush-4711" not in f"{loaded!r} {loaded} {loaded.model_dump_json()}"


def test_nothing_set_is_the_documented_default(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SLACK_BOT_TOKEN", "")
    environment.setenv("PORT", "")
    loaded = settings_module.load()
    assert loaded.slack_bot_token is None
    assert loaded.port == 3000
    assert loaded.slack_base_url == "https://slack.com/api/"


def test_the_tests_see_no_setting_of_the_person_running_them() -> None:
    assert not [name for name in NAMES if name in os.environ]
    assert Settings.model_config["env_file"] is None
