"""Courts on loopback: feeds that come out on a clock which the caller moves.

    async with CourtServer() as server:
        server.publish("dcd", render_feed("dcd", built_at, items))
        settings.ecf_origin == server.origin      # http://127.0.0.1:PORT/{court}

Everything that is asked is kept in ``server.requests``; what costs money at a real court
is answered with 402 and kept in ``server.forbidden``, which is to stay empty.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote

from aiohttp import web

from filings import courts
from sandbox.faults import Behaviour, not_found
from sandbox.loopback import Coming, Faults, Loopback

HEADERS = {"Server": "Apache", "Cache-Control": "max-age=0"}
_FEED_PATH = "/cgi-bin/rss_outside.pl"
_PAID = re.compile(r"DktRpt\.pl|/docs?1/|show_doc|show_case_doc", re.IGNORECASE)
_FREE_SERVLET = "servlet=RSSGenerator"
_BUILT = re.compile(rb"<lastBuildDate>([^<]*)</lastBuildDate>")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came: ``at`` in seconds of the server's clock, the path with its
    query but without the court, names of headers in lower case."""

    at: float
    court: str
    method: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A body and when it came out, aware UTC."""

    at: datetime
    body: bytes


def read_recording(folder: Path) -> tuple[Recorded, ...]:
    """The bodies in a folder, plain or gzipped, by their own build time, oldest first.

    Of bodies with one build time the last by file name is taken; those without are left out.
    """
    bodies: dict[datetime, bytes] = {}
    for path in sorted(folder.iterdir()):
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        if found := _BUILT.search(body):
            bodies[parsedate_to_datetime(found[1].decode("ascii")).astimezone(UTC)] = body
    return tuple(Recorded(at, bodies[at]) for at in sorted(bodies))


class CourtServer(Loopback):
    """An HTTP server that plays every court; use as an async context manager.

    ``monotonic`` (seconds) dates the requests. With ``etags`` the courts send an ETag and
    answer 304 to it, which few real ones do.
    """

    def __init__(
        self, *, etags: bool = False, monotonic: Callable[[], float] = time.monotonic, port: int = 0
    ) -> None:
        super().__init__({"/{court}/{tail:.*}": self._answer}, port=port)
        self._etags = etags
        self._monotonic = monotonic
        self._bodies: dict[str, bytes] = {}
        self._frozen: set[str] = set()
        self._coming: Coming[Recorded] = Coming(lambda court, came: self.publish(court, came.body))
        self._faults = Faults()
        self.requests: list[Asked] = []
        self.forbidden: list[Asked] = []

    @property
    def origin(self) -> str:
        """For the setting CRIER_ECF_ORIGIN."""
        return f"{self.address}/{{court}}"

    def url(self, court: str) -> str:
        """Address of the feed of a court."""
        return self.origin.replace("{court}", court) + _feed_path(court)

    def publish(self, court: str, body: bytes) -> None:
        """Rebuild the feed of a court; without effect while it is frozen."""
        if court not in self._frozen:
            self._bodies[court] = body

    def behave(self, court: str, behaviour: Behaviour, *, times: int | None = None) -> None:
        """Let the court answer its feed as ``behaviour`` says, ``times`` times or for good."""
        self._faults.begin(court, behaviour, times)

    def recover(self, court: str) -> None:
        """End whatever ``behave`` and ``freeze`` began."""
        self._faults.end(court)
        self._frozen.discard(court)

    def freeze(self, court: str) -> None:
        """Let the court go on serving the body it has, whatever is published."""
        self._frozen.add(court)

    def load(self, court: str, recording: Iterable[Recorded]) -> None:
        """Keep bodies to be published when ``advance`` passes their time."""
        self._coming.load(court, recording)

    def replay(self, folder: Path, court: str) -> None:
        """``load`` what is recorded in a folder."""
        self.load(court, read_recording(folder))

    @property
    def next_at(self) -> datetime | None:
        """When the next loaded body comes out, or None when there is none."""
        return self._coming.next_at

    def advance(self, now: datetime) -> int:
        """Publish everything loaded up to ``now``, in order; returns how many bodies."""
        return self._coming.advance(now)

    async def play(
        self, speed: float, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Publish what is loaded, ``speed`` times as fast as it once came, until all is out."""
        now = self.next_at
        while (at := self.next_at) is not None and now is not None:
            await sleep((at - now).total_seconds() / speed)
            self.advance(at)
            now = at

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        court = request.match_info["court"]
        path = request.raw_path.removeprefix(f"/{court}")
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Asked(self._monotonic(), court, request.method, path, headers)
        self.requests.append(asked)
        if _costs(path):
            self.forbidden.append(asked)
            return web.Response(status=402, text="This page costs money.")
        if request.method != "GET":
            return web.Response(status=405)
        if path != _feed_path(court):
            return await not_found(request, b"")
        body = self._bodies.get(court, b"")
        if behaviour := self._faults.take(court):
            return await behaviour(request, body)
        return self._serve(request, body)

    def _serve(self, request: web.Request, body: bytes) -> web.Response:
        headers = dict(HEADERS)
        if self._etags:
            headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if request.headers.get("If-None-Match") == headers["ETag"]:
                return web.Response(status=304, headers=headers)
        return web.Response(body=body, content_type="text/xml", headers=headers)


def _feed_path(court: str) -> str:
    known = courts.known(court)
    return known.feed_path if known and known.has_feed else _FEED_PATH


def _costs(path: str) -> bool:
    plain = unquote(path)
    if "transportroom" in plain.lower():
        return _FREE_SERVLET not in plain
    return _PAID.search(plain) is not None
