"""The guard of conftest.py holds, and lets through what it should."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.conftest import OutsideAddressError


def test_an_outside_address_raises() -> None:
    with socket.socket() as plain, pytest.raises(OutsideAddressError, match=r"192\.0\.2\.1"):
        plain.connect(("192.0.2.1", 80))
    with socket.socket() as plain, pytest.raises(OutsideAddressError, match=r"192\.0\.2\.1"):
        plain.connect_ex(("192.0.2.1", 80))
    with pytest.raises(OutsideAddressError, match="courts"):
        socket.create_connection(("ecf.courts.net", 443))


async def test_asyncio_is_guarded_too() -> None:
    with pytest.raises(OutsideAddressError):
        await asyncio.open_connection("192.0.2.1", 80)


def test_a_reserved_name_fails_as_an_unknown_one() -> None:
    with pytest.raises(socket.gaierror):
        socket.create_connection(("nowhere.invalid", 80))


def test_loopback_and_local_sockets_work() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()[:2]),
    ):
        server.accept()[0].close()
    left, right = socket.socketpair()
    with left, right:
        left.sendall(b"x")
        assert right.recv(1) == b"x"
