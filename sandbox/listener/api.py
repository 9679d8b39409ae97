"""CourtListener's answers: who may ask, how often, and what is where.

In the order of the service: the token, the permission, the quota, then the question. So
401 costs nothing of the quota, while 400, 404 and what fails inside do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from aiohttp import web

from filings import courts
from sandbox.faults import Behaviour
from sandbox.listener import atom, filters, pages, searching
from sandbox.listener.alerts import Alerts
from sandbox.listener.shelf import API, Record, Shelf
from sandbox.listener.throttle import Refusal, Throttle, rates
from sandbox.listener.usage import usage

ROOT = "/api/rest/v4/"
OPEN = ("search", "courts")
ANONYMOUS_A_DAY = 100
_FEED = re.compile(r"/docket/(\d+)/feed/")
_PATH = re.compile(r"([a-z-]+)/(?:([A-Za-z0-9]+)/)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. ``token`` as it was given, None without; ``path`` without its query."""

    at: datetime
    method: str
    path: str
    query: Mapping[str, str]
    token: str | None
    status: int


@dataclass(slots=True)
class _Fault:
    """``times`` it still applies, None for good."""

    under: str
    behaviour: Behaviour
    times: int | None
    counted: bool


class Api:
    """``throttles`` by token; ``next_origin`` takes the server's place in ``next``."""

    def __init__(
        self,
        shelf: Shelf,
        clock: Callable[[], datetime],
        tokens: Collection[str],
        limits: tuple[int, int, int],
        alerts_allowed: int | None,
    ) -> None:
        self._shelf = shelf
        self._clock = clock
        self.alerts = Alerts(shelf, alerts_allowed)
        self.throttles = {token: Throttle(rates(*limits)) for token in tokens}
        self._usage = {token: Throttle(rates(10, 120, None)) for token in tokens}
        # An anonymous caller is held to the rates of a user too, by address.
        self._anonymous = Throttle(rates(None, None, ANONYMOUS_A_DAY), names_rate=False)
        self._anonymous_user = Throttle(rates(*limits))
        self._faults: list[_Fault] = []
        self.next_origin: str | None = None
        self.asked: list[Asked] = []

    def behave(self, behaviour: Behaviour, under: str, times: int | None, counted: bool) -> None:
        path = under if under.startswith("/") else ROOT + under
        self._faults.append(_Fault(path if under else "/", behaviour, times, counted))

    def recover(self) -> None:
        self._faults.clear()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Every request, kept before it is answered: whoever hangs up has asked too."""
        given = request.headers.get("Authorization", "")
        token = given.split(" ", 1)[-1] if given else None
        place, query = len(self.asked), dict(request.query)
        asked = Asked(self._clock(), request.method, request.path, query, token, 0)
        self.asked.append(asked)
        response = await self._respond(request, token, query)
        self.asked[place] = replace(asked, status=response.status)
        return response

    async def _respond(
        self, request: web.Request, token: str | None, query: dict[str, str]
    ) -> web.StreamResponse:
        if fault := self._fault(request.path, counted=False):
            return await fault(request, b"")
        if found := _FEED.fullmatch(request.path):
            response = self._feed(int(found[1]))
        elif found := _PATH.fullmatch(request.path.removeprefix(ROOT)):
            name = found[1]
            if refused := self._refuse(request, name, token):
                return refused
            response = await self._api(request, name, found[2], token or "", query)
        else:
            return web.Response(status=404, text="<h1>Not Found</h1>", content_type="text/html")
        if fault := self._fault(request.path, counted=True):
            return await fault(request, response.body if isinstance(response.body, bytes) else b"")
        return response

    def _refuse(self, request: web.Request, name: str, token: str | None) -> web.Response | None:
        challenge = {"WWW-Authenticate": 'Token realm="api"'}
        if token is not None and token not in self.throttles:
            return _json(401, {"detail": "Invalid token."}, challenge)
        if token is None and (name not in OPEN or request.method != "GET"):
            detail = "Authentication credentials were not provided."
            return _json(401, {"detail": detail}, challenge)
        refusal = self._count(name, token)
        if refusal is None:
            return None
        return _json(429, {"detail": refusal.detail}, {"Retry-After": str(refusal.retry_after)})

    def _count(self, name: str, token: str | None) -> Refusal | None:
        now = self._clock()
        if token is None:
            return self._anonymous.ask(now) or self._anonymous_user.ask(now)
        return (self._usage if name == "api-usage" else self.throttles)[token].ask(now)

    def _fault(self, path: str, *, counted: bool) -> Behaviour | None:
        for fault in self._faults:
            if fault.counted is counted and fault.times != 0 and path.startswith(fault.under):
                if fault.times is not None:
                    fault.times -= 1
                return fault.behaviour
        return None

    def _feed(self, docket_id: int) -> web.Response:
        docket = self._shelf.dockets.get(docket_id)
        if docket is None:
            return web.Response(status=404, text="<h1>Not Found</h1>", content_type="text/html")
        body = atom.feed(self._shelf, docket)
        return web.Response(body=body, content_type="application/atom+xml", charset="utf-8")

    async def _api(
        self, request: web.Request, name: str, id_: str | None, token: str, query: dict[str, str]
    ) -> web.Response:
        if name == "api-usage" and id_ is None:
            told = usage(self.throttles[token], self._usage[token], self._clock())
            return _json(200, told)
        if name == "docket-alerts" and request.method != "GET":
            return await self._alert(request, id_, token)
        if request.method != "GET":
            return _json(405, {"detail": f'Method "{request.method}" not allowed.'})
        address = (self.next_origin or f"{request.scheme}://{request.host}") + request.path
        if name == "search" and id_ is None:
            page = searching.search(self._shelf, query, address)
            return _json(page.status, page.body)
        if name not in filters.ENDPOINTS:
            return _json(404, {"detail": "Not found."})
        return self._listed(name, id_, token, query, address)

    def _listed(
        self, name: str, id_: str | None, token: str, query: dict[str, str], address: str
    ) -> web.Response:
        records = self._records(name, token)
        if id_ is not None:
            found = next((record for record in records if str(record["id"]) == id_), None)
            return _json(404, {"detail": "Not found."}) if found is None else _json(200, found)
        kept = filters.apply(name, query, records, self._lead, self._exists)
        if kept.refused is not None:
            return _json(400, kept.refused)
        page = pages.turn(filters.ENDPOINTS[name], query, address, kept.records)
        return _json(page.status, page.body)

    async def _alert(self, request: web.Request, id_: str | None, token: str) -> web.Response:
        form = await _form(request)
        number = int(id_) if id_ and id_.isdigit() else 0
        match request.method, id_:
            case "POST", None:
                status, body = self.alerts.create(token, form)
            case (("PATCH" | "PUT"), str()):
                status, body = self.alerts.change(token, number, form)
            case "DELETE", str():
                status, body = self.alerts.delete(token, number)
            case _:
                status, body = 405, {"detail": f'Method "{request.method}" not allowed.'}
        return web.Response(status=status) if body is None else _json(status, body)

    def _records(self, name: str, token: str) -> list[Record]:
        shelf = self._shelf
        match name:
            case "dockets":
                return list(shelf.dockets.values())
            case "docket-entries":
                return list(shelf.entries.values())
            case "recap-documents":
                return list(shelf.documents.values())
            case "parties":
                return list(shelf.people.parties.values())
            case "attorneys":
                return list(shelf.people.attorneys.values())
            case "docket-alerts":
                return self.alerts.records(token)
        return [_court(court, place) for place, court in enumerate(courts.all_courts())]

    def _lead(self, record: Record, step: str) -> list[Record]:
        """The records that a filter's first step leads to."""
        if step == "court":
            return [{"id": record["court_id"]}]
        if step == "docket_entry":
            return [self._shelf.entry_of(record["id"])]
        return self._shelf.dockets_of(record)

    def _exists(self, step: str, text: str) -> bool:
        if step == "court":
            return courts.known(text) is not None
        held = self._shelf.dockets if step == "docket" else self._shelf.entries
        return text.isdigit() and int(text) in held


async def _form(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text())
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}
    return dict(await request.post())


def _court(court: courts.Court, place: int) -> Record:
    return {
        "resource_uri": f"{API}/courts/{court.courtlistener_id}/",
        "id": court.courtlistener_id,
        "pacer_has_rss_feed": court.has_feed,
        "pacer_rss_entry_types": court.feed,
        "in_use": True,
        "position": float(place),
        "citation_string": court.citation,
        "short_name": court.short_name,
        "full_name": court.name,
    }


def _json(status: int, body: object, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response(body, status=status, headers=headers)
