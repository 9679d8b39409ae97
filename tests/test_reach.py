"""watchers.reach and watchers.guarded: whom anything is asked of, and at which addresses."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.errors import Refused
from filings.settings import Settings
from sandbox.courts import CourtServer
from watchers.answers import Fetched
from watchers.fetch import Fetcher
from watchers.guarded import Guarded
from watchers.reach import Reach, check_peer, is_public, reach_of, usual

FEED = "https://ecf.dcd.uscourts.gov/cgi-bin/rss_outside.pl"


def settings(**given: str) -> Settings:
    return Settings.model_validate(given)


def allows(reach: Reach, url: str) -> bool:
    try:
        reach.check("dcd", url)
    except Refused:
        return False
    return True


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        (FEED, True),
        ("https://ecf.dcd.uscourts.gov:443/cgi-bin/rss_outside.pl", True),
        ("https://www.supremecourt.gov/RSS/Cases/JSON/25-1.json", True),
        ("https://www.courtlistener.com/api/rest/v4/dockets/", True),
        ("https://www.courtlistener.com/docket/1/feed/", True),
        ("https://ecf.nowhere.uscourts.gov/cgi-bin/rss_outside.pl", False),
        ("https://dcd.uscourts.gov/", False),
        ("https://ecf.dcd.uscourts.gov.example.org/", False),
        ("https://ecf.dcd.uscourts.gov:8443/", False),
        ("http://ecf.dcd.uscourts.gov/", False),
        ("https://storage.courtlistener.com/recap/1.pdf", False),
        ("http://127.0.0.1:5432/", False),
        ("http://169.254.169.254/latest/meta-data/", False),
        ("https://[::1/", False),
        ("", False),
    ],
)
def test_hosts_of_the_settings_and_no_others(url: str, allowed: bool) -> None:
    assert allows(reach_of(settings()), url) is allowed


def test_loopback_is_reached_where_it_is_set_and_at_that_port_alone() -> None:
    reach = reach_of(settings(CRIER_ECF_ORIGIN="http://127.0.0.1:8080/{court}"))
    assert allows(reach, "http://127.0.0.1:8080/dcd/cgi-bin/rss_outside.pl")
    assert not allows(reach, "http://127.0.0.1:5432/")
    assert not allows(reach, FEED), "the origin that is set takes the place of the courts' own"
    assert allows(usual(), "http://127.0.0.1:5432/"), "where nothing is said tests have courts"


@given(st.text())
def test_any_address_is_within_reach_or_refused(url: str) -> None:
    assert not allows(Reach.of([FEED]), url) or "ecf.dcd.uscourts.gov" in url.lower()


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1", "0.0.0.0", "169.254.169.254",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "::", "::1",
        "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:10.0.0.1",
        "::ffff:127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "2002:a00:1::1",
    ],
)  # fmt: skip
def test_what_is_no_public_address(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    with pytest.raises(Refused, match="no public address"):
        check_peer("dcd", FEED, address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::8.8.8.8"])
def test_what_is_one(address: str) -> None:
    check_peer("dcd", FEED, address)
    with pytest.raises(Refused):
        check_peer("dcd", "http://localhost:8080/", address)


def test_an_address_that_nobody_can_tell_is_refused() -> None:
    for peer in (None, "", "/run/socket"):
        with pytest.raises(Refused, match="cannot be told"):
            check_peer("dcd", FEED, peer)
    check_peer("dcd", "http://127.0.0.1:80/", "127.0.0.1")
    check_peer("dcd", "http://[::1]:80/", "::1")


async def test_what_is_beyond_reach_is_refused_before_any_traffic() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=b"x")

    async with Fetcher(transport=httpx.MockTransport(answer)) as fetcher:
        with pytest.raises(Refused, match=r"leads to elsewhere\.example, which no setting names"):
            await fetcher.get("dcd", "https://elsewhere.example/feed")
        with pytest.raises(Refused):
            await fetcher.ask("courtlistener", "https://elsewhere.example/api")
    # Whoever makes a request in another way than these two meets the same.
    guarded = Guarded(usual(), httpx.MockTransport(answer))
    async with httpx.AsyncClient(transport=guarded, follow_redirects=True) as client:
        for url in ("https://elsewhere.example/", "https://ecf.dcd.uscourts.gov/doc1/1"):
            with pytest.raises(Refused):
                await client.get(url)
        assert not asked
        assert (await client.get(FEED)).status_code == 200


async def test_a_client_that_follows_redirects_is_guarded_at_each() -> None:
    async def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"Location": "http://169.254.169.254/"})

    guarded = Guarded(usual(), httpx.MockTransport(answer))
    async with httpx.AsyncClient(transport=guarded, follow_redirects=True) as client:
        with pytest.raises(Refused, match="https only"):
            await client.get(FEED)


class Everywhere(httpcore.AsyncNetworkBackend):
    """A net in which every name leads to one port of this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._real = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's own name
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return await self._real.connect_tcp("127.0.0.1", self._port, timeout=timeout)


class Net(httpx.AsyncBaseTransport):
    """httpx over a net of our own; what it gives is as httpx's own transport gives it."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._pool = httpcore.AsyncConnectionPool(network_backend=backend)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = httpcore.Request(
            request.method, str(request.url), headers=request.headers.raw,
            extensions=request.extensions,
        )  # fmt: skip
        answer = await self._pool.handle_async_request(asked)
        body = await answer.aread()
        return httpx.Response(answer.status, headers=answer.headers, content=body)

    async def aclose(self) -> None:
        await self._pool.aclose()


@contextlib.asynccontextmanager
async def listener(heard: asyncio.Queue[bytes]) -> AsyncIterator[int]:
    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.put_nowait(await reader.read())
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_a_name_that_leads_inside_is_left_before_a_byte_is_sent() -> None:
    heard: asyncio.Queue[bytes] = asyncio.Queue()
    async with listener(heard) as port, Fetcher(transport=Net(Everywhere(port))) as fetcher:
        with pytest.raises(Refused, match=r"dcd's name leads to 127\.0\.0\.1") as caught:
            await fetcher.get("dcd", FEED)
        assert caught.value.source == "dcd"
        async with asyncio.timeout(5):
            assert await heard.get() == b""


async def test_courts_on_loopback_are_reached_as_they_are_set() -> None:
    async with CourtServer() as server:
        reach = reach_of(settings(CRIER_ECF_ORIGIN=server.origin))
        server.publish("dcd", b"<rss></rss>")
        async with Fetcher(reach=reach, min_seconds=0) as fetcher:
            got = await fetcher.get("dcd", server.url("dcd"))
            assert isinstance(got, Fetched)
            with pytest.raises(Refused, match="which no setting names"):
                await fetcher.get("dcd", "http://127.0.0.1:1/")
