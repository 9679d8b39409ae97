"""What every test shares: no network but loopback, no settings but its own."""

from __future__ import annotations

import gc
import ipaddress
import os
import shutil
import socket
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from filings.db import migrate
from filings.settings import Settings
from tests import written
from tests.browser import chromium, tab
from tests.compiled import statements_are_compiled_once
from tests.postgres import (
    empty_postgres_url,
    postgres_server,
    postgres_template,
    postgres_url,
    spare_databases,
)
from tests.rendered import every_payload_renders

__all__ = [
    "chromium",
    "empty_postgres_url",
    "every_payload_renders",
    "postgres_server",
    "postgres_template",
    "postgres_url",
    "spare_databases",
    "statements_are_compiled_once",
    "tab",
]

SHARED = Path(__file__).parents[2] / "shared"

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "FTP_PROXY")

# Names that never belong to anybody, so that asking for one is a test of failing.
RESERVED_NAMES = (".invalid", ".test", ".example", "example.com", "example.org")

# The machine may be busy with other things; how long an example takes says nothing. What the
# fuzz tests make of a profile is in tests/fuzzing.py.
hypothesis_settings.register_profile(
    "quick", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile(
    "nightly", max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("quick")


class OutsideAddressError(RuntimeError):
    """A test reached for the world. No part of the program catches this."""


MEMORY = Path("/dev/shm")
ENOUGH = 2**30


def pytest_configure() -> None:
    # Every commit of a test's SQLite would wait for the disk.
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    # slack_sdk sends even loopback calls to a proxy, whatever NO_PROXY says.
    for name in PROXIES:
        os.environ.pop(name, None)
        os.environ.pop(name.lower(), None)
    # A newsroom's real tokens must not reach a test, from the shell or from .env.
    for field in Settings.model_fields.values():
        os.environ.pop(field.alias or "", None)
    Settings.model_config["env_file"] = None


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: no collection of garbage has to walk through it."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Begun first, on one worker, while the others compute: at the end they would be waited for.
    items.sort(key=lambda item: item.get_closest_marker("waits") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test fails that wrote a secret, to its output, to a log, or by a process of its own."""
    report = yield
    if report.when == "teardown":
        text = "\n".join([*(section for _, section in report.sections), written.taken()])
        found = list(dict.fromkeys(written.secrets_in(text)))
        if found and report.outcome == "passed":
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} wrote:\n" + "\n".join(found)
    return report


def _is_loopback(host: str) -> bool:
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _check_address(kept: socket.socket, address: Any) -> None:
    if kept.family not in (socket.AF_INET, socket.AF_INET6):
        return
    if not _is_loopback(str(address[0])):
        raise OutsideAddressError(f"a test tried to reach {address[0]}")


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Any connection or name look-up that would leave this machine raises.

    Covers what Python's own sockets do; libpq and other processes go their own way.
    """
    connect = socket.socket.connect
    connect_ex = socket.socket.connect_ex
    getaddrinfo = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _check_address(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _check_address(self, address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host or ""
        if name.endswith(RESERVED_NAMES):
            raise socket.gaierror(socket.EAI_NONAME, f"{name} does not exist")
        try:
            ipaddress.ip_address(name.partition("%")[0])
        except ValueError:
            if not _is_loopback(name):
                raise OutsideAddressError(f"a test tried to look up {name}") from None
        return getaddrinfo(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recorded court data and schemas beside the checkout, or a skip."""
    if not SHARED.is_dir():
        pytest.skip("there is no ../shared with recorded court data beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables of this program, to be copied."""
    path = tmp_path_factory.mktemp("template") / "crier.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A new SQLite database with the tables of this program."""
    shutil.copyfile(sqlite_template, tmp_path / "crier.db")
    return f"sqlite:///{tmp_path}/crier.db"


@pytest.fixture
def empty_database_url(tmp_path: Path) -> str:
    """Where a SQLite database may be made."""
    return f"sqlite:///{tmp_path}/crier.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def either_url(request: pytest.FixtureRequest) -> str:
    """A new database on each of the two engines, with the tables of this program."""
    name = "database_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url
