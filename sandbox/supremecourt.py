"""The Supreme Court's docket files on loopback, on a clock that the caller moves.

    async with SandboxSupremeCourt() as court:
        court.publish("25-123", body)
        settings.scotus_origin == court.origin      # http://127.0.0.1:PORT

A file is at ``/RSS/Cases/JSON/25-123.json``. Whatever is asked is kept in ``requests``.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from aiohttp import web

from sandbox.faults import Behaviour
from sandbox.loopback import Coming, Faults, Loopback

_PATH = re.compile(r"/RSS/Cases/JSON/([^/?]+)\.json")
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")
_MISSING = (
    "<!DOCTYPE html>\n<html><head><title>404 - File or directory not found.</title></head>"
    "<body><h2>404 - File or directory not found.</h2></body></html>\n"
)


@dataclass(frozen=True, slots=True)
class DocketAsked:
    """One request: ``at`` in seconds of the server's clock, ``number`` "" where the path is
    no docket file, names of headers in lower case."""

    at: float
    number: str
    method: str
    path: str
    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """A docket file and when it came out, aware UTC."""

    at: datetime
    body: bytes


def read_versions(folder: Path) -> tuple[Version, ...]:
    """The files of a folder, plain or gzipped, oldest first, by the time in their names:
    ``2020-12-10T150320Z.json``. Others are left out."""
    found = []
    for path in sorted(folder.iterdir()):
        if stamp := _STAMP.match(path.name):
            at = datetime.strptime(stamp[0], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
            body = path.read_bytes()
            found.append(Version(at, gzip.decompress(body) if path.suffix == ".gz" else body))
    return tuple(sorted(found, key=lambda version: version.at))


class SandboxSupremeCourt(Loopback):
    """An HTTP server that plays the Court; use as an async context manager.

    ``monotonic`` (seconds) dates the requests. With ``validators`` the Court sends an ETag
    and, where it knows one, Last-Modified, and answers 304 to them.
    """

    def __init__(
        self,
        *,
        validators: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
        port: int = 0,
    ) -> None:
        super().__init__({"/{tail:.*}": self._answer}, port=port)
        self._validators = validators
        self._monotonic = monotonic
        self._files: dict[str, Version | bytes] = {}
        self._coming: Coming[Version] = Coming(self._came)
        self._faults = Faults()
        self.requests: list[DocketAsked] = []

    @property
    def origin(self) -> str:
        """For the setting CRIER_SCOTUS_ORIGIN."""
        return self.address

    def url(self, number: str) -> str:
        """Address of a docket file."""
        return f"{self.origin}/RSS/Cases/JSON/{number}.json"

    def publish(self, number: str, body: bytes, *, at: datetime | None = None) -> None:
        """Put a docket file in place of the one there was; ``at`` becomes Last-Modified."""
        self._files[number] = body if at is None else Version(at, body)

    def _came(self, number: str, version: Version) -> None:
        self.publish(number, version.body, at=version.at)

    def withdraw(self, number: str) -> None:
        """Answer 404 for it from now on."""
        self._files.pop(number, None)

    def behave(self, number: str, behaviour: Behaviour, *, times: int | None = None) -> None:
        """Let a file be answered as ``behaviour`` says, ``times`` times or for good."""
        self._faults.begin(number, behaviour, times)

    def recover(self, number: str) -> None:
        """End what ``behave`` began."""
        self._faults.end(number)

    def load(self, number: str, versions: Iterable[Version]) -> None:
        """Keep files to be published when ``advance`` passes their time."""
        self._coming.load(number, versions)

    def replay(self, folder: Path, number: str) -> None:
        """``load`` what is recorded in a folder."""
        self.load(number, read_versions(folder))

    @property
    def next_at(self) -> datetime | None:
        """When the next loaded file comes out, or None when there is none."""
        return self._coming.next_at

    def advance(self, now: datetime) -> int:
        """Publish everything loaded up to ``now``, in order; returns how many files."""
        return self._coming.advance(now)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        found = _PATH.fullmatch(request.path)
        number = found[1] if found else ""
        asked = len(self.requests)
        headers = {name.lower(): value for name, value in request.headers.items()}
        record = DocketAsked(
            self._monotonic(), number, request.method, request.raw_path, 0, headers
        )
        # Kept before it is answered: whoever hangs up has asked too.
        self.requests.append(record)
        response = await self._respond(request, number)
        self.requests[asked] = DocketAsked(
            record.at, number, record.method, record.path, response.status, headers
        )
        return response

    async def _respond(self, request: web.Request, number: str) -> web.StreamResponse:
        if request.method != "GET":
            return web.Response(status=405)
        file = self._files.get(number)
        body = file.body if isinstance(file, Version) else file
        if behaviour := self._faults.take(number):
            return await behaviour(request, body or b"")
        if body is None:
            return web.Response(status=404, text=_MISSING, content_type="text/html")
        headers = self._validating(file, body)
        if headers and _confirmed(request, headers):
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, content_type="application/json", headers=headers)

    def _validating(self, file: Version | bytes | None, body: bytes) -> dict[str, str]:
        if not self._validators:
            return {}
        headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"'}
        if isinstance(file, Version):
            headers["Last-Modified"] = format_datetime(file.at.astimezone(UTC), usegmt=True)
        return headers


def _confirmed(request: web.Request, headers: Mapping[str, str]) -> bool:
    if etag := request.headers.get("If-None-Match"):
        return etag == headers["ETag"]
    since = request.headers.get("If-Modified-Since")
    return since is not None and since == headers.get("Last-Modified")


def after(gate: Callable[[], Awaitable[object]]) -> Behaviour:
    """The whole file, but not before ``gate()`` is done: a slow answer without a clock."""

    async def behave(request: web.Request, body: bytes) -> web.StreamResponse:
        await gate()
        return web.Response(body=body, content_type="application/json")

    return behave
