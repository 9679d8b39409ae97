"""Every setting, read from the environment or ``.env``; the README lists them."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from filings.errors import BadInput
from filings.tokenforms import swapped


def is_loopback(url: str) -> bool:
    """Whether the host of a URL is this machine's loopback."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


_PRIVATE = "it must be at a public address, or at a loopback one of this machine"


def _is_private(host: str) -> bool:
    """Whether a host is written as an address of neither the public net nor this machine."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return not (address.is_global or address.is_loopback)


def _address(value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise ValueError("it must be an address, as https://example.org is") from error
    try:
        _ = parts.port
    except ValueError as error:
        raise ValueError("it must have a port from 1 to 65535, or none") from error
    return parts


def _split(value: str) -> list[str]:
    return value.replace(",", " ").split()


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    database_url: SecretStr = Field(SecretStr("sqlite:///crier.db"), alias="DATABASE_URL")
    slack_bot_token: SecretStr | None = Field(None, alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(None, alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr | None = Field(None, alias="SLACK_SIGNING_SECRET")
    slack_client_id: str = Field("", alias="SLACK_CLIENT_ID")
    slack_client_secret: SecretStr | None = Field(None, alias="SLACK_CLIENT_SECRET")
    slack_api_url: str = Field("https://slack.com/api/", alias="SLACK_API_URL")
    port: int = Field(3000, alias="PORT", ge=0, le=65535)
    ecf_origin: str = Field("https://ecf.{court}.uscourts.gov", alias="CRIER_ECF_ORIGIN")
    courtlistener_token: SecretStr | None = Field(None, alias="COURTLISTENER_TOKEN")
    courtlistener_url: str = Field(
        "https://www.courtlistener.com/api/rest/v4/", alias="COURTLISTENER_URL"
    )
    courtlistener_webhook_secret: SecretStr | None = Field(
        None, alias="COURTLISTENER_WEBHOOK_SECRET"
    )
    courtlistener_webhook_from: str = Field("", alias="COURTLISTENER_WEBHOOK_FROM")
    scotus_origin: str = Field("https://www.supremecourt.gov", alias="CRIER_SCOTUS_ORIGIN")
    scotus: bool = Field(True, alias="CRIER_SCOTUS")
    contact: str = Field("", alias="CRIER_CONTACT")
    min_seconds: float = Field(15.0, alias="CRIER_MIN_SECONDS", ge=0, le=86400)
    public_url: str = Field("", alias="CRIER_PUBLIC_URL")
    templates: Path | None = Field(None, alias="CRIER_TEMPLATES")
    token_key: SecretStr | None = Field(None, alias="CRIER_TOKEN_KEY")
    ping_url: SecretStr | None = Field(None, alias="CRIER_PING_URL")
    keep_entries_days: int = Field(30, alias="CRIER_KEEP_ENTRIES_DAYS", ge=7, le=36_500)
    keep_receipts_days: int = Field(400, alias="CRIER_KEEP_RECEIPTS_DAYS", ge=30, le=36_500)
    keep_log_days: int = Field(0, alias="CRIER_KEEP_LOG_DAYS", ge=0, le=36_500)
    metrics_token: SecretStr | None = Field(None, alias="CRIER_METRICS_TOKEN")

    @field_validator(
        "slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_client_secret"
    )  # fmt: skip
    @classmethod
    def _not_swapped(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """Slack refuses a token that stands in another's place with a word that helps nobody."""
        if value is not None and info.field_name is not None:
            said = swapped(info.field_name, value.get_secret_value())
            if said:
                raise ValueError(said)
        return value

    @field_validator("slack_api_url", "ecf_origin", "courtlistener_url", "scotus_origin")
    @classmethod
    def _only_https(cls, value: str) -> str:
        filled = _address(value.replace("{court}", "court"))
        if filled.scheme in ("http", "https") and not filled.hostname:
            raise ValueError("it must name a host, as https://example.org does")
        if re.search(r"[\s{}]", filled.geturl()):
            raise ValueError("it can have no blanks, and no braces but those of {court}")
        scheme = filled.scheme
        if scheme == "https" or (scheme == "http" and is_loopback(value.replace("{court}", "x"))):
            return value
        raise ValueError("it must begin with https:// (http:// is for loopback addresses only)")

    @field_validator("ecf_origin", "courtlistener_url", "scotus_origin")
    @classmethod
    def _at_a_public_address(cls, value: str) -> str:
        """What is asked by watchers/guarded.py, which would refuse a private one each time."""
        if _is_private(urlsplit(value).hostname or ""):
            raise ValueError(_PRIVATE)
        return value

    @field_validator("public_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        parts = _address(value)
        if value and (not parts.hostname or parts.query or parts.fragment or parts.username):
            raise ValueError("it must be an address such as https://crier.example.org")
        return cls._only_https(value).rstrip("/") if value else ""

    @field_validator("templates")
    @classmethod
    def _a_folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError(f"it must be a folder, and {value} is none")
        return value

    @field_validator("token_key")
    @classmethod
    def _keys(cls, value: SecretStr | None) -> SecretStr | None:
        for key in _split(value.get_secret_value() if value else ""):
            if not re.fullmatch(r"[A-Za-z0-9_-]{43}=", key):
                raise ValueError("it must be a key, or several, as crier newkey makes them")
        return value

    @field_validator("ping_url")
    @classmethod
    def _a_monitor(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parts = _address(value.get_secret_value())
            if not parts.hostname or parts.username or parts.fragment:
                raise ValueError("it must be an address such as https://hc-ping.com/…")
            cls._at_a_public_address(cls._only_https(value.get_secret_value()))
        return value

    @field_validator("courtlistener_webhook_secret", "metrics_token")
    @classmethod
    def _hard_to_guess(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{16,}", value.get_secret_value()):
            raise ValueError("it must have at least 16 letters, digits, - or _")
        return value

    @field_validator("courtlistener_webhook_from")
    @classmethod
    def _addresses(cls, value: str) -> str:
        for each in _split(value):
            try:
                ipaddress.ip_network(each)
            except ValueError as error:
                raise ValueError(
                    f"it must hold addresses or networks such as 203.0.113.0/24, and {each} is none"
                ) from error
        return value

    @property
    def token_keys(self) -> tuple[str, ...]:
        """Keys for the tokens of workspaces: the first encrypts, all of them decrypt."""
        return tuple(_split(self.token_key.get_secret_value() if self.token_key else ""))

    @property
    def slack_base_url(self) -> str:
        """With the slash at its end that slack_sdk expects."""
        return self.slack_api_url.rstrip("/") + "/"


def _in_words(error: ErrorDetails) -> str:
    """What is wrong with a value, as "it must be …"."""
    bounds = error.get("ctx", {})
    match error["type"]:
        case "int_parsing" | "int_type":
            return "it must be a whole number"
        case "float_parsing" | "float_type":
            return "it must be a number"
        case "bool_parsing" | "bool_type":
            return "it must be true or false"
        case "greater_than_equal":
            return f"it must be {bounds['ge']} or more"
        case "less_than_equal":
            return f"it must be {bounds['le']} or less"
    said = str(error["msg"]).removeprefix("Value error, ")
    return said.replace("Input should be", "it must be", 1)


@lru_cache(maxsize=1)
def load() -> Settings:
    """The settings of this process.

    Raises BadInput, naming the variable and what is wrong with it.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        reason = _in_words(first)
        raise BadInput(f"The setting {name} cannot be used: {reason}.") from error
    except UnicodeDecodeError as error:
        raise BadInput("The file .env cannot be read: it is not text in UTF-8.") from error
