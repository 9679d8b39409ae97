"""``/calendar/TOKEN.ics``: a channel's calendar for whoever knows its address.

The address is a password and is never logged. One that was never given and one that has ended
are the same to whoever asks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.words.calendarfile import ics
from filings.db import Database
from filings.errors import CrierError
from filings.store import calendarlinks
from filings.store.calendarviews import for_feed

log = structlog.get_logger("crier.calendar")

PATH = "/calendar/"
ENDING = ".ics"
LONGEST = 200
NAME = "Court Crier"
_HEADERS = {
    "Cache-Control": "private, max-age=900",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_NOTHING = {**_HEADERS, "Cache-Control": "no-store"}


def routes(db: Database, clock: Callable[[], datetime]) -> list[Route]:
    async def calendar(request: Request) -> Response:
        given = str(request.path_params["rest"])[:LONGEST]
        try:
            async with db.read() as connection:
                token = given.removesuffix(ENDING)
                to = await calendarlinks.channel_of(connection, token)
                views = [] if to is None else await for_feed(connection, to, clock())
        except CrierError as error:
            log.error("calendar", error=str(error))
            return PlainTextResponse("Try again in a minute.", 503, _NOTHING)
        if to is None or not given.endswith(ENDING):
            return PlainTextResponse("Not Found", 404, _NOTHING)
        return _file(request, ics(views, NAME))

    return [Route(f"{PATH}{{rest:path}}", calendar, methods=["GET"])]


def _file(request: Request, body: bytes) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {**_HEADERS, "ETag": tag}
    had = request.headers.get("if-none-match", "")
    if tag in {each.strip().removeprefix("W/") for each in had.split(",")}:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/calendar", headers=headers)
