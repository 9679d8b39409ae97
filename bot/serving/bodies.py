"""The body of a request that comes in: never more of it than a cap, never for ever.

It is read before anybody knows who sent it, so the bounds are the same for all.
"""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

READ_SECONDS = 10.0


async def read(request: Request, cap: int, seconds: float = READ_SECONDS) -> bytes | Response:
    """The body, of at most ``cap`` bytes, or the answer to one that was not read."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and (len(length) > 12 or int(length) > cap):
        return _said(413, f"More than {cap:,} bytes.")
    parts = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                if len(parts) + len(part) > cap:
                    return _said(413, f"More than {cap:,} bytes.")
                parts += part
    except TimeoutError:
        return _said(408, "The body did not arrive in time.")
    except ClientDisconnect:
        return _said(400, "The body did not arrive.")
    return bytes(parts)


def _said(status: int, sentence: str) -> Response:
    """What is still on its way would be read as the next request."""
    return PlainTextResponse(sentence, status_code=status, headers={"Connection": "close"})
