"""watchers.fetch: what is asked, what is taken, and what ends a fetch."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from filings.errors import BadStatus, FetchError, Refused, TimedOut, TooLarge, Unreachable
from sandbox import faults
from sandbox.courts import CourtServer
from watchers.addresses import check_allowed, is_paid
from watchers.answers import Fetched, Limits, NotModified
from watchers.fetch import Fetcher
from watchers.headers import retry_after, user_agent

NOW = datetime(2026, 3, 3, 15, 17, 5, tzinfo=UTC)
URL = "https://ecf.dcd.uscourts.gov/cgi-bin/rss_outside.pl"
FEED = b"<rss><channel><lastBuildDate>Tue, 03 Mar 2026 15:17:01 GMT</lastBuildDate></channel></rss>"
SMALL = Limits(size=100_000)

Handler = Callable[[httpx.Request], httpx.Response]


class Clock:
    """Seconds that pass only when somebody sleeps."""

    def __init__(self) -> None:
        self.at = 1_000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


def faked(
    handler: Handler, *, clock: Clock | None = None, limits: Limits | None = None
) -> tuple[Fetcher, list[httpx.Request]]:
    """A fetcher whose courts are ``handler``, and the list that its requests go to."""
    asked: list[httpx.Request] = []
    clock = clock or Clock()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return handler(request)

    fetcher = Fetcher(
        contact="desk@newsroom.example",
        limits=limits,
        transport=httpx.MockTransport(answer),
        monotonic=clock.monotonic,
        sleep=clock.sleep,
        now=lambda: NOW,
    )
    return fetcher, asked


def answers(status: int = 200, **more: object) -> Handler:
    return lambda request: httpx.Response(status, **more)  # type: ignore[arg-type]


async def test_a_body_comes_with_what_the_next_call_needs() -> None:
    headers = {"ETag": '"a1"', "Last-Modified": "Tue, 03 Mar 2026 15:17:01 GMT"}
    fetcher, asked = faked(answers(content=FEED, headers=headers))
    async with fetcher:
        got = await fetcher.get("dcd", URL)
    assert got == Fetched(FEED, URL, '"a1"', headers["Last-Modified"])
    sent = asked[0].headers
    assert asked[0].method == "GET"
    assert sent["user-agent"] == user_agent("desk@newsroom.example")
    assert sent["user-agent"].startswith("CourtCrier/")
    assert sent["user-agent"].endswith(" (+desk@newsroom.example)")
    assert "if-none-match" not in sent
    assert "cookie" not in sent


async def test_validators_are_sent_and_304_is_no_error() -> None:
    fetcher, asked = faked(answers(304, headers={"ETag": '"a2"'}))
    async with fetcher:
        got = await fetcher.get("dcd", URL, etag='"a1"', last_modified="yesterday")
    assert got == NotModified(URL, '"a2"', "yesterday")
    assert asked[0].headers["if-none-match"] == '"a1"'
    assert asked[0].headers["if-modified-since"] == "yesterday"


async def test_304_to_no_question_is_an_error() -> None:
    fetcher, _ = faked(answers(304))
    async with fetcher:
        with pytest.raises(BadStatus):
            await fetcher.get("dcd", URL)


async def test_validators_that_cannot_be_sent_are_left_out() -> None:
    fetcher, asked = faked(answers(content=FEED))
    async with fetcher:
        await fetcher.get("dcd", URL, etag='"é"', last_modified="a\r\nX-Evil: 1")
    assert "if-none-match" not in asked[0].headers
    assert "if-modified-since" not in asked[0].headers
    assert "x-evil" not in asked[0].headers


async def test_no_cookie_is_ever_sent_back() -> None:
    fetcher, asked = faked(answers(content=FEED, headers={"Set-Cookie": "PacerSession=1; Path=/"}))
    async with fetcher:
        await fetcher.get("dcd", URL)
        await fetcher.get("dcd", URL)
    assert len(asked) == 2
    assert "cookie" not in asked[1].headers


@pytest.mark.parametrize("status", [201, 203, 204, 206, 400, 403, 404, 410, 429, 500, 503, 504])
async def test_only_200_is_a_success(status: int) -> None:
    fetcher, _ = faked(answers(status, content=FEED, headers={"Retry-After": "120"}))
    async with fetcher:
        with pytest.raises(BadStatus) as caught:
            await fetcher.get("dcd", URL)
    assert caught.value.status == status
    assert caught.value.source == "dcd"
    assert caught.value.retry_after == 120
    assert caught.value.permanent == (status in (404, 410))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("90", 90),
        (" 90 ", 90),
        ("999999", 86_400),
        ("9" * 5_000, 86_400),
        (format_datetime(NOW + timedelta(minutes=5), usegmt=True), 300),
        (format_datetime(NOW + timedelta(days=5), usegmt=True), 86_400),
        (format_datetime(NOW - timedelta(minutes=5), usegmt=True), None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@given(st.text())
def test_retry_after_takes_anything(header: str) -> None:
    seconds = retry_after(header, NOW)
    assert seconds is None or 0 <= seconds <= 86_400


@pytest.mark.parametrize(
    "path",
    [
        "/cgi-bin/DktRpt.pl?248635",
        "/cgi-bin/dktrpt.PL?248635",
        "/cgi-bin/%44ktRpt.pl?248635",
        "/cgi-bin/%2544ktRpt.pl?248635",
        "/doc1/04509621885",
        "//doc1//04509621885",
        "/docs1/00209156544",
        "/cgi-bin/show_doc?caseid=1",
        "/cgi-bin/show_case_doc?5,1",
        "/n/beam/servlet/TransportRoom?servlet=CaseSummary.jsp&caseNum=26-643",
        "/n/beam/servlet/TransportRoom",
    ],
)
async def test_a_page_that_costs_money_is_refused_before_any_traffic(path: str) -> None:
    fetcher, asked = faked(answers(content=FEED))
    async with fetcher:
        with pytest.raises(Refused):
            await fetcher.get("dcd", f"https://ecf.dcd.uscourts.gov{path}")
    assert asked == []


def test_every_feed_is_free() -> None:
    assert not is_paid("/cgi-bin/rss_outside.pl")
    assert not is_paid("/cgi-bin/rss_outside4.pl")
    assert not is_paid("/cgi-bin/readyDockets.pl")
    assert not is_paid("/n/beam/servlet/TransportRoom?servlet=RSSGenerator")


@pytest.mark.parametrize(
    "url",
    [
        "http://ecf.dcd.uscourts.gov/cgi-bin/rss_outside.pl",
        "ftp://127.0.0.1/feed",
        "file:///etc/passwd",
        "https://user:secret@ecf.dcd.uscourts.gov/feed",
        "https:///feed",
        "https://[::1/feed",
        "https://x:99999999/feed",
        "feed",
        "",
    ],
)
async def test_an_unusable_address_is_refused_before_any_traffic(url: str) -> None:
    fetcher, asked = faked(answers(content=FEED))
    async with fetcher:
        with pytest.raises(Refused) as caught:
            await fetcher.get("dcd", url)
    assert asked == []
    assert "secret" not in str(caught.value)


@given(st.text())
def test_any_address_is_allowed_or_refused(url: str) -> None:
    try:
        check_allowed("dcd", url)
    except Refused:
        return
    assert url.strip().lower().startswith(("https:", "http:"))


def test_plain_http_is_for_loopback() -> None:
    check_allowed("dcd", "http://127.0.0.1:8080/dcd/cgi-bin/rss_outside.pl")
    check_allowed("dcd", "http://[::1]:8080/dcd/cgi-bin/rss_outside.pl")
    check_allowed("dcd", "http://localhost/dcd/cgi-bin/rss_outside.pl")


async def test_a_redirect_within_the_court_is_followed() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/new.pl":
            return httpx.Response(200, content=FEED)
        return httpx.Response(301, headers={"Location": "/new.pl#top"})

    clock = Clock()
    fetcher, asked = faked(handler, clock=clock)
    async with fetcher:
        got = await fetcher.get("dcd", URL)
    assert isinstance(got, Fetched)
    assert got.url == "https://ecf.dcd.uscourts.gov/new.pl"
    assert len(asked) == 2
    # The second request is one more to the same court.
    assert clock.slept == [15.0]


@pytest.mark.parametrize(
    "location",
    [
        "https://elsewhere.example/feed",
        "https://ecf.dcd.uscourts.gov:8443/feed",
        "http://ecf.dcd.uscourts.gov/feed",
        "//elsewhere.example/feed",
        "/cgi-bin/DktRpt.pl?1",
        "javascript:alert(1)",
    ],
)
async def test_a_redirect_elsewhere_is_refused(location: str) -> None:
    fetcher, asked = faked(answers(302, headers={"Location": location}))
    async with fetcher:
        with pytest.raises(Refused):
            await fetcher.get("dcd", URL)
    assert len(asked) == 1


async def test_a_redirect_that_cannot_be_read_is_an_error() -> None:
    fetcher, _ = faked(answers(302, headers={"Location": "https://[::1/feed"}))
    async with fetcher:
        with pytest.raises(FetchError):
            await fetcher.get("dcd", URL)


async def test_redirects_end() -> None:
    fetcher, asked = faked(answers(302, headers={"Location": "/again"}))
    async with fetcher:
        with pytest.raises(Refused):
            await fetcher.get("dcd", URL)
    assert len(asked) == 4


async def test_a_redirect_to_nowhere_is_a_bad_status() -> None:
    fetcher, _ = faked(answers(302))
    async with fetcher:
        with pytest.raises(BadStatus):
            await fetcher.get("dcd", URL)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (httpx.ConnectError("refused"), Unreachable),
        (httpx.ConnectTimeout("slow"), TimedOut),
        (httpx.ReadTimeout("slow"), TimedOut),
        (httpx.PoolTimeout("full"), TimedOut),
        (httpx.ReadError("reset"), Unreachable),
        (httpx.RemoteProtocolError("torn"), Unreachable),
        (httpx.LocalProtocolError("odd"), Unreachable),
        (httpx.UnsupportedProtocol("odd"), Refused),
        (httpx.DecodingError("odd"), Unreachable),
        (httpx.InvalidURL("odd"), Refused),
        (httpx.StreamClosed(), Unreachable),
    ],
)
async def test_every_error_of_the_client_is_one_of_ours(
    error: Exception, expected: type[FetchError]
) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error

    fetcher, _ = faked(handler)
    async with fetcher:
        with pytest.raises(expected) as caught:
            await fetcher.get("dcd", URL)
    assert caught.value.__cause__ is error
    assert caught.value.source == "dcd"


async def test_gzip_is_unpacked_and_other_encodings_are_not_taken() -> None:
    packed = gzip.compress(FEED[:40]) + gzip.compress(FEED[40:]) + b"\0\0"
    fetcher, _ = faked(answers(content=packed, headers={"Content-Encoding": "GZIP"}))
    async with fetcher:
        got = await fetcher.get("dcd", URL)
    assert isinstance(got, Fetched)
    assert got.body == FEED
    assert not got.torn
    for bad in ("br", "gzip, gzip"):
        fetcher, _ = faked(answers(content=streamed(FEED), headers={"Content-Encoding": bad}))
        async with fetcher:
            with pytest.raises(Unreachable):
                await fetcher.get("dcd", URL)


async def streamed(*chunks: bytes, error: Exception | None = None) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    if error is not None:
        raise error


async def test_gzip_without_its_end_is_torn() -> None:
    packed = gzip.compress(FEED)[:-9]
    headers = {"Content-Encoding": "gzip", "ETag": '"a1"'}
    fetcher, _ = faked(answers(content=streamed(packed), headers=headers))
    async with fetcher:
        got = await fetcher.get("dcd", URL)
    assert isinstance(got, Fetched)
    assert got.torn
    assert got.etag is None
    assert FEED.startswith(got.body)


async def test_gzip_that_is_none_is_an_error() -> None:
    fetcher, _ = faked(answers(content=streamed(FEED), headers={"Content-Encoding": "gzip"}))
    async with fetcher:
        with pytest.raises(Unreachable):
            await fetcher.get("dcd", URL)


async def test_a_connection_that_breaks_in_the_body_leaves_what_came() -> None:
    broken = streamed(FEED[:30], error=httpx.RemoteProtocolError("torn"))
    fetcher, _ = faked(answers(content=broken, headers={"ETag": '"a1"'}))
    async with fetcher:
        got = await fetcher.get("dcd", URL)
    assert got == Fetched(FEED[:30], URL, None, None, torn=True)


@pytest.mark.parametrize("length", ["100001", "9" * 5_000])
async def test_a_body_that_says_it_is_too_large_is_not_read(length: str) -> None:
    unread = streamed(error=AssertionError("the body was read"))
    answer = answers(content=unread, headers={"Content-Length": length})
    fetcher, _ = faked(answer, limits=SMALL)
    async with fetcher:
        with pytest.raises(TooLarge):
            await fetcher.get("dcd", URL)


async def test_a_body_of_just_the_cap_is_taken() -> None:
    fetcher, _ = faked(answers(content=b" " * SMALL.size), limits=SMALL)
    async with fetcher:
        got = await fetcher.get("dcd", URL)
        assert isinstance(got, Fetched)
        assert len(got.body) == SMALL.size


async def test_one_host_is_asked_no_more_often_than_allowed() -> None:
    clock = Clock()
    fetcher, asked = faked(answers(content=FEED), clock=clock)
    async with fetcher:
        await asyncio.gather(*(fetcher.get("dcd", URL) for _ in range(3)))
        assert clock.slept == [15.0, 15.0]
        clock.at += 60
        await fetcher.get("dcd", URL)
        await fetcher.get("nysd", URL.replace("dcd", "nysd"))
        assert clock.slept == [15.0, 15.0]
    assert len(asked) == 5


async def test_one_host_is_asked_once_at_a_time() -> None:
    busy = most = 0

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal busy, most
            busy += 1
            most = max(most, busy)
            await asyncio.sleep(0)
            busy -= 1
            return httpx.Response(200, content=FEED)

    async with Fetcher(min_seconds=0, transport=Slow()) as fetcher:
        await asyncio.gather(*(fetcher.get("dcd", URL) for _ in range(5)))
    assert most == 1


@pytest.mark.parametrize(
    ("contact", "ending"),
    [
        ("", ""),
        ("https://newsroom.example/crier", " (+https://newsroom.example/crier)"),
        ("a\r\nX-Evil: 1", " (+aX-Evil: 1)"),
        ("Zoë (desk)", " (+Zo desk)"),
        ("()", ""),
    ],
)
def test_user_agent(contact: str, ending: str) -> None:
    agent = user_agent(contact)
    assert agent.startswith("CourtCrier/")
    assert agent.partition(" ")[2] == ending.lstrip()


# Against real sockets.


async def test_loopback_courts_are_read_side_by_side() -> None:
    clock = Clock()
    async with (
        CourtServer() as server,
        Fetcher(monotonic=clock.monotonic, sleep=clock.sleep) as fetcher,
    ):
        server.publish("dcd", FEED)
        server.publish("deb", FEED)
        for court in ("dcd", "deb"):
            got = await fetcher.get(court, server.url(court))
            assert isinstance(got, Fetched)
            assert got.body == FEED
        assert clock.slept == []
        assert [asked.court for asked in server.requests] == ["dcd", "deb"]
        assert server.forbidden == []


async def test_a_torn_body_over_a_socket() -> None:
    async with CourtServer() as server, Fetcher(min_seconds=0) as fetcher:
        server.publish("dcd", FEED)
        server.behave("dcd", faults.torn(30))
        got = await fetcher.get("dcd", server.url("dcd"))
        assert isinstance(got, Fetched)
        assert (got.body, got.torn) == (FEED[:30], True)


async def test_a_connection_that_gives_nothing() -> None:
    async with CourtServer() as server, Fetcher(min_seconds=0) as fetcher:
        server.behave("dcd", faults.dropped)
        with pytest.raises(Unreachable):
            await fetcher.get("dcd", server.url("dcd"))
        url = server.url("dcd")
    async with Fetcher(min_seconds=0) as fetcher:
        with pytest.raises(Unreachable):
            await fetcher.get("dcd", url)


async def test_an_endless_body_ends_at_the_cap() -> None:
    async with CourtServer() as server, Fetcher(min_seconds=0, limits=SMALL) as fetcher:
        server.publish("dcd", FEED)
        server.behave("dcd", faults.endless)
        with pytest.raises(TooLarge):
            await fetcher.get("dcd", server.url("dcd"))
        server.recover("dcd")
        assert isinstance(await fetcher.get("dcd", server.url("dcd")), Fetched)


async def test_a_gzip_bomb_ends_at_the_cap() -> None:
    async with CourtServer() as server, Fetcher(min_seconds=0, limits=SMALL) as fetcher:
        server.behave("dcd", faults.bomb(50_000_000))
        with pytest.raises(TooLarge):
            await fetcher.get("dcd", server.url("dcd"))


async def test_a_body_that_trickles_ends_at_the_deadline() -> None:
    gate = asyncio.Semaphore(3)
    limits = Limits(whole=0.05)
    async with CourtServer() as server, Fetcher(min_seconds=0, limits=limits) as fetcher:
        server.publish("dcd", FEED)
        server.behave("dcd", faults.trickle(gate))
        with pytest.raises(TimedOut):
            await fetcher.get("dcd", server.url("dcd"))


async def test_a_silent_server_ends_at_the_read_timeout() -> None:
    limits = Limits(read=0.05)
    async with CourtServer() as server, Fetcher(min_seconds=0, limits=limits) as fetcher:
        server.behave("dcd", faults.trickle(asyncio.Semaphore(0)))
        with pytest.raises(TimedOut):
            await fetcher.get("dcd", server.url("dcd"))


async def test_cancelling_is_no_failure_and_frees_the_turn() -> None:
    asked = asyncio.Event()

    async def silent(request: web.Request, body: bytes) -> web.StreamResponse:
        asked.set()
        return await faults.trickle(asyncio.Semaphore(0))(request, body)

    async with CourtServer() as server, Fetcher(min_seconds=0) as fetcher:
        server.publish("dcd", FEED)
        server.behave("dcd", silent, times=1)
        task = asyncio.create_task(fetcher.get("dcd", server.url("dcd")))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert isinstance(await fetcher.get("dcd", server.url("dcd")), Fetched)


async def test_etags_over_a_socket() -> None:
    async with CourtServer(etags=True) as server, Fetcher(min_seconds=0) as fetcher:
        server.publish("dcd", FEED)
        first = await fetcher.get("dcd", server.url("dcd"))
        assert isinstance(first, Fetched)
        second = await fetcher.get("dcd", server.url("dcd"), etag=first.etag)
        assert isinstance(second, NotModified)


async def test_redirects_over_a_socket() -> None:
    async with CourtServer() as server, Fetcher(min_seconds=0) as fetcher:
        server.publish("dcd", FEED)
        server.behave("dcd", faults.redirect(), times=1)
        assert isinstance(await fetcher.get("dcd", server.url("dcd")), Fetched)
        server.behave("dcd", faults.redirect("/dcd/cgi-bin/DktRpt.pl?1"))
        with pytest.raises(Refused):
            await fetcher.get("dcd", server.url("dcd"))
        assert server.forbidden == []
