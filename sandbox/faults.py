"""Ways in which a court's server fails, each seen at a real one or feared of it.

A behaviour gets the request and the body that the court would have sent, and answers.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

Behaviour: TypeAlias = Callable[[web.Request, bytes], Awaitable[web.StreamResponse]]

_PAGE = (
    '<?xml version="1.0" encoding="ISO-8859-1"?>\n'
    '<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>{title}</title></head>'
    "<body><h1>{title}</h1></body></html>\n"
)
_CHUNK = 65_536


async def not_found(request: web.Request, body: bytes) -> web.StreamResponse:
    """404 with a page that begins like XML, as these servers send it."""
    return web.Response(
        status=404, text=_PAGE.format(title="Object not found"), content_type="text/html"
    )


def status(code: int, *, retry_after: str | None = None) -> Behaviour:
    """An error page; ``retry_after`` is the header as written."""

    async def behave(request: web.Request, body: bytes) -> web.StreamResponse:
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        page = _PAGE.format(title=f"Error {code}")
        return web.Response(status=code, text=page, content_type="text/html", headers=headers)

    return behave


async def html(request: web.Request, body: bytes) -> web.StreamResponse:
    """200 with a page in place of the feed."""
    return web.Response(text=_PAGE.format(title="Maintenance"), content_type="text/html")


async def empty(request: web.Request, body: bytes) -> web.StreamResponse:
    """200 with nothing, as courts send whose feed is off."""
    return web.Response(body=b"", content_type="text/xml")


def cut(at: int) -> Behaviour:
    """A body that ends after ``at`` bytes and says that this is all."""

    async def behave(request: web.Request, body: bytes) -> web.StreamResponse:
        return web.Response(body=body[:at], content_type="text/xml")

    return behave


async def _begun(request: web.Request, body: bytes, at: int) -> web.StreamResponse:
    """A response with the length of the whole body, of which ``at`` bytes are sent."""
    response = web.StreamResponse(headers={"Content-Type": "text/xml"})
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[:at])
    return response


def torn(at: int) -> Behaviour:
    """The length of the whole body, ``at`` bytes of it, then the connection ends."""

    async def behave(request: web.Request, body: bytes) -> web.StreamResponse:
        response = await _begun(request, body, at)
        return _hang_up(request, response)

    return behave


def stalled(at: int) -> Behaviour:
    """The length of the whole body, ``at`` bytes of it, then nothing on an open connection."""

    async def behave(request: web.Request, body: bytes) -> web.StreamResponse:
        response = await _begun(request, body, at)
        await asyncio.Event().wait()
        return response

    return behave


def as_written(head: str, at: int | None = None) -> Behaviour:
    """These lines of a head, wrong as they may be, ``at`` bytes of the body or all of it, then
    the connection ends."""

    async def behave(request: web.Request, body: bytes) -> web.StreamResponse:
        response = web.Response()
        if request.transport is not None:
            request.transport.write(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body[:at])
        return _hang_up(request, response)

    return behave


async def dropped(request: web.Request, body: bytes) -> web.StreamResponse:
    """The connection ends before any answer."""
    return _hang_up(request, web.Response())


def redirect(location: str | None = None, code: int = 302) -> Behaviour:
    """To ``location``, or when None to the same address again."""

    async def behave(request: web.Request, body: bytes) -> web.StreamResponse:
        return web.Response(status=code, headers={"Location": location or request.path_qs})

    return behave


def trickle(gate: asyncio.Semaphore) -> Behaviour:
    """One byte each time ``gate`` is released, and never an end."""

    async def behave(request: web.Request, body: bytes) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/xml"})
        await response.prepare(request)
        at = 0
        while True:
            await gate.acquire()
            await response.write(body[at : at + 1] or b"\n")
            at += 1

    return behave


async def endless(request: web.Request, body: bytes) -> web.StreamResponse:
    """The body without its end, then spaces for ever."""
    response = web.StreamResponse(headers={"Content-Type": "text/xml"})
    await response.prepare(request)
    await response.write(body.removesuffix(b"</channel>\n</rss>\n"))
    while True:
        await response.write(b" " * _CHUNK)


def bomb(size: int) -> Behaviour:
    """``size`` bytes of spaces, gzipped to about a thousandth."""

    async def behave(request: web.Request, body: bytes) -> web.StreamResponse:
        packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        packed = b"".join(packer.compress(b" " * _CHUNK) for _ in range(size // _CHUNK + 1))
        headers = {"Content-Encoding": "gzip"}
        return web.Response(body=packed + packer.flush(), content_type="text/xml", headers=headers)

    return behave


def _hang_up(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.close()
    return response
