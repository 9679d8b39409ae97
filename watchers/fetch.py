"""One request at a time, bounded in every direction; with guarded.py the only importer of httpx.

``get`` reads what courts publish, ``ask`` speaks with a service that has an API.

Nothing is retried here and nothing is logged: ``poll`` does the one and ``cadence``
decides about the other.
"""

from __future__ import annotations

import asyncio
import functools
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpx

from filings.errors import BadStatus, FetchError, Refused, TimedOut, TooLarge, Unreachable
from watchers.addresses import check_allowed, turn_key, within_origin
from watchers.answers import Answer, Fetched, Limits, NotModified
from watchers.guarded import Guarded, asked_by
from watchers.headers import retry_after, user_agent, validators
from watchers.inflate import Body, BodyTooLarge, BrokenEncoding
from watchers.reach import Reach, usual
from watchers.turns import Turns

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class _Redirect:
    location: str


def _utcnow() -> datetime:
    return datetime.now(UTC)


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The authorities that httpx trusts: to read them takes longer than most requests."""
    return httpx.create_ssl_context()


class Fetcher:
    """Reads court pages; use as an async context manager.

    ``reach`` is whom it may ask at all; without one those that every newsroom asks.
    ``contact`` goes into the User-Agent. ``min_seconds`` is the least time between the
    starts of two requests to one host, redirects included. On loopback one host plays
    many courts, so there it counts for each source apart. ``monotonic`` and ``sleep`` are
    seconds; ``now`` gives aware UTC.
    """

    def __init__(
        self,
        *,
        reach: Reach | None = None,
        contact: str = "",
        min_seconds: float = 15.0,
        limits: Limits | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], datetime] = _utcnow,
    ) -> None:
        self._limits = limits or Limits()
        self._reach = reach or usual()
        self._turns = Turns(min_seconds, monotonic, sleep)
        self._now = now
        self._client = httpx.AsyncClient(
            headers={"User-Agent": user_agent(contact), "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(
                self._limits.read, connect=self._limits.connect, pool=self._limits.whole
            ),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            trust_env=False,
            # Given here it is the only way there is: httpx makes others for proxies alone.
            transport=Guarded(self._reach, transport or httpx.AsyncHTTPTransport(_trusted())),
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def get(
        self,
        source: str,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Fetched | NotModified:
        """GET ``url`` on behalf of ``source`` (a court id), which errors will name.

        Raises Refused before any traffic for paid pages and for plain http beyond
        loopback, and for redirects that leave the origin; Unreachable, TimedOut, BadStatus
        (all but 200, and 304 to validators sent) or TooLarge.
        """
        remaining = self._limits.whole
        target = url
        for _ in range(self._limits.redirects + 1):
            check_allowed(source, target)
            self._reach.check(source, target)
            async with self._turns.take(turn_key(source, target)) as elapsed:
                try:
                    async with asyncio.timeout(remaining):
                        answer = await self._once(source, target, etag, last_modified)
                except TimeoutError as error:
                    raise TimedOut(
                        source,
                        f"{source} did not finish its answer within {self._limits.whole:g} s.",
                    ) from error
                remaining = max(remaining - elapsed(), 0.0)
            if not isinstance(answer, _Redirect):
                return answer
            target = within_origin(source, target, answer.location)
        raise Refused(
            source, f"{source} redirected more than {self._limits.redirects} times in a row."
        )

    async def ask(
        self,
        source: str,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        json: object = None,
    ) -> Answer:
        """Send one request to a service that ``source`` names, and give its answer as it is.

        A redirect is never followed: the headers may hold a token. They are in no error's
        text. Raises Refused (also before any traffic, as ``get`` does), Unreachable (also
        for a body that broke off), TimedOut or TooLarge.
        """
        check_allowed(source, url)
        self._reach.check(source, url)
        async with self._turns.take(turn_key(source, url)):
            try:
                async with (
                    asyncio.timeout(self._limits.whole),
                    self._client.stream(
                        method,
                        url,
                        headers=dict(headers or {}),
                        data=dict(form) if form is not None else None,
                        json=json,
                        extensions=asked_by(source),
                    ) as response,
                ):
                    return await self._answer(source, response)
            except TimeoutError as error:
                raise TimedOut(
                    source,
                    f"{source} did not finish its answer within {self._limits.whole:g} s.",
                ) from error
            except (httpx.InvalidURL, httpx.HTTPError, httpx.StreamError) as error:
                raise _translated(source, error) from error

    async def _answer(self, source: str, response: httpx.Response) -> Answer:
        came_at = self._now()
        if response.status_code in _REDIRECTS:
            raise Refused(source, f"{source} redirected the question, which is not followed.")
        body, torn = await self._body(source, response)
        if torn:
            raise Unreachable(source, f"{source} broke off in the middle of its answer.")
        return Answer(
            response.status_code,
            body,
            response.headers.get("content-type", "").lower(),
            retry_after(response.headers.get("retry-after"), came_at),
        )

    async def _once(
        self, source: str, url: str, etag: str | None, last_modified: str | None
    ) -> Fetched | NotModified | _Redirect:
        headers = validators(etag, last_modified)
        try:
            async with self._client.stream(
                "GET", url, headers=headers, extensions=asked_by(source)
            ) as response:
                answer = await self._read(source, url, response, conditional=bool(headers))
        except (httpx.InvalidURL, httpx.HTTPError, httpx.StreamError) as error:
            raise _translated(source, error) from error
        if isinstance(answer, NotModified):
            # A 304 need not repeat the validators that it confirms.
            return replace(
                answer,
                etag=answer.etag or etag,
                last_modified=answer.last_modified or last_modified,
            )
        return answer

    async def _read(
        self, source: str, url: str, response: httpx.Response, *, conditional: bool
    ) -> Fetched | NotModified | _Redirect:
        status = response.status_code
        etag = response.headers.get("etag")
        last_modified = response.headers.get("last-modified")
        location = response.headers.get("location")
        if status == 304 and conditional:
            return NotModified(url, etag, last_modified)
        if status in _REDIRECTS and location:
            return _Redirect(location)
        if status != 200:
            raise BadStatus(
                source,
                status,
                f"{source} answered with an error ({status}).",
                retry_after=retry_after(response.headers.get("retry-after"), self._now()),
            )
        body, torn = await self._body(source, response)
        fetched = Fetched(body, url, etag, last_modified, torn=torn)
        # Validators of a torn body would answer 304 for what we never had.
        return replace(fetched, etag=None, last_modified=None) if torn else fetched

    async def _body(self, source: str, response: httpx.Response) -> tuple[bytes, bool]:
        """The decoded body and whether it broke off."""
        stream = response.stream
        if not isinstance(stream, httpx.AsyncByteStream):
            raise Unreachable(source, f"{source} gave no readable answer.")
        try:
            body = Body(
                response.headers.get("content-encoding", ""),
                response.headers.get("content-length"),
                self._limits.size,
            )
            try:
                async for chunk in stream:
                    body.feed(chunk)
            except (httpx.ReadError, httpx.ReadTimeout, httpx.RemoteProtocolError):
                # A body that stalls at the same place each time would never be told at all.
                if not body.received:
                    raise
                return body.decoded(), True
            return body.decoded(), not body.finished
        except BodyTooLarge as error:
            raise TooLarge(
                source, f"{source} sent more than {self._limits.size / 1e6:g} MB."
            ) from error
        except BrokenEncoding as error:
            raise Unreachable(source, f"{source} sent a body that cannot be decoded.") from error


def _translated(source: str, error: Exception) -> FetchError:
    if isinstance(error, httpx.TimeoutException):
        return TimedOut(source, f"{source} did not answer in time.")
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return Refused(source, f"{source} has an address that cannot be used.")
    return Unreachable(source, f"{source} could not be reached.")
