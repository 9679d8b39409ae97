"""What every test shares: no network but loopback, no settings but its own."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import uuid
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from filings.db import migrate
from filings.settings import Settings
from tests import written
from tests.browser import chromium, tab
from tests.rendered import every_payload_renders

__all__ = ["chromium", "every_payload_renders", "tab"]

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


POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"


def _postgres_server() -> str | None:
    """The address of a PostgreSQL to make databases in, or why there is none."""
    address = os.environ.get("CRIER_TEST_POSTGRES", POSTGRES)
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError:
        return None
    return address


@pytest.fixture(scope="session")
def postgres_server() -> str:
    address = _postgres_server()
    if address is None:
        pytest.skip("no PostgreSQL answers at CRIER_TEST_POSTGRES")
    return address


def _new_database(server: str, template: str = "template1") -> str:
    """A database of its own on PostgreSQL; its address."""
    name = f"crier_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        # Nobody takes this server's power away, so no commit has to wait for its disk.
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    return f"{server.rpartition('/')[0]}/{name}"


def _drop_database(server: str, url: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a database with the tables of this program, to be copied."""
    url = _new_database(postgres_server)
    migrate(url)
    yield url.rpartition("/")[2]
    _drop_database(postgres_server, url)


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A new database on PostgreSQL with the tables of this program, gone afterwards."""
    url = _new_database(postgres_server, postgres_template)
    yield url
    _drop_database(postgres_server, url)


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A new database on PostgreSQL without any table, gone afterwards."""
    url = _new_database(postgres_server)
    yield url
    _drop_database(postgres_server, url)


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
