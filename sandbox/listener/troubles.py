"""Ways in which CourtListener's API fails, beside those of ``sandbox.faults``.

A behaviour gets the request and the body that the API would have sent, and answers.
"""

from __future__ import annotations

import json
import math
from typing import Any

from aiohttp import web

from sandbox.faults import Behaviour

_DOWN = (
    "<!DOCTYPE html>\n<html><head><title>CourtListener is Down for Maintenance</title></head>"
    "<body><h1>CourtListener is Down for Maintenance</h1></body></html>\n"
)


async def maintenance(request: web.Request, body: bytes) -> web.StreamResponse:
    """503 with a page, as on Thursday nights; say ``counted=False`` with it."""
    return web.Response(status=503, text=_DOWN, content_type="text/html")


def throttled(seconds: float) -> Behaviour:
    """429 whatever was asked before, as after requests that others made with the token."""

    async def behave(request: web.Request, body: bytes) -> web.StreamResponse:
        wait = math.ceil(seconds)
        detail = f"Request was throttled. Expected available in {wait} seconds."
        headers = {"Retry-After": str(wait)}
        return web.json_response({"detail": detail}, status=429, headers=headers)

    return behave


def cut(at: int) -> Behaviour:
    """JSON that ends after ``at`` bytes and says that this is all."""

    async def behave(request: web.Request, body: bytes) -> web.StreamResponse:
        return web.Response(body=body[:at], content_type="application/json")

    return behave


def says(answer: object, *, status: int = 200) -> Behaviour:
    """This answer to everything: a list, a number, anything that JSON has."""

    async def behave(request: web.Request, body: bytes) -> web.StreamResponse:
        return web.json_response(answer, status=status)

    return behave


def retyped(**fields: object) -> Behaviour:
    """The right answer, but these fields of each record hold something else."""

    async def behave(request: web.Request, body: bytes) -> web.StreamResponse:
        answer = json.loads(body)
        records: list[dict[str, Any]] = answer.get("results", [answer])
        for record in records:
            record.update(fields)
        return web.json_response(answer)

    return behave


def lacking(*names: str) -> Behaviour:
    """The right answer, but each record lacks these fields."""

    async def behave(request: web.Request, body: bytes) -> web.StreamResponse:
        answer = json.loads(body)
        records: list[dict[str, Any]] = answer.get("results", [answer])
        for record in records:
            for name in names:
                record.pop(name, None)
        return web.json_response(answer)

    return behave
