"""The HTTP front: ``/api/METHOD``, ``/link/`` for sockets, ``/respond/`` for answers."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web
from yarl import URL

from sandbox.slack.answers import use_response_url
from sandbox.slack.args import Arguments, Call
from sandbox.slack.core import Core
from sandbox.slack.faults import Broken, Fault, Faults, Held, Refused, TooMany, Trickle
from sandbox.slack.happenings import Refusal
from sandbox.slack.method import Method, TooFast
from sandbox.slack.tokens import Token, TokenKind
from sandbox.slack.wire import Json, SlackSaysNo

MOST_BODY = 4 * 1024 * 1024
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class CallMade:
    """A call that came in: ``error`` is ``""`` when Slack carried it out.

    For a fault on request it is the fault's error, or ``broken`` or ``dropped``.
    """

    method: str
    at: float
    arguments: Json
    error: str = ""


class Api:
    def __init__(self, core: Core, faults: Faults, methods: tuple[Method, ...]) -> None:
        self.calls: deque[CallMade] = deque(maxlen=100_000)
        self._core = core
        self._faults = faults
        self._methods = {method.name: method for method in methods}

    def application(self, serve_socket: _Handler) -> web.Application:
        app = web.Application(middlewares=[_loopback_only], client_max_size=MOST_BODY)
        app.router.add_route("*", "/api/{method}", self.call)
        app.router.add_get("/link/", serve_socket)
        app.router.add_post("/respond/{token}", self.respond)
        app.router.add_get("/oauth/v2/authorize", self.authorize)
        return app

    async def call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        method = self._methods.get(name)
        try:
            values = await _values(request, takes_json=method is None or method.takes_json)
        except SlackSaysNo as no:
            return self._refuse(name, Arguments({}), no)
        args = Arguments(values)
        if method is None:
            return self._refuse(name, args, SlackSaysNo("unknown_method"))
        fault = self._faults.take(name, args)
        if fault is not None:
            return await self._failing(
                fault, name, args, request, lambda: self._run(method, args, request)
            )
        return self._run(method, args, request)

    async def _failing(
        self,
        fault: Fault,
        name: str,
        args: Arguments,
        request: web.Request,
        run: Callable[[], web.Response],
    ) -> web.StreamResponse:
        if isinstance(fault, Held):
            response = run() if fault.taken else None
            fault.reached.set()
            await fault.until.wait()
            return response or run()
        if isinstance(fault, Trickle):
            return await _trickle(
                fault, request, run() if fault.taken else web.Response(body=b"{}")
            )
        if isinstance(fault, TooMany):
            self._note(name, args, "ratelimited")
            return _too_many(fault.retry_after)
        if fault.taken:
            run()
        else:
            error = fault.error if isinstance(fault, Refused) else type(fault).__name__.lower()
            self._note(name, args, error)
        if isinstance(fault, Refused):
            return web.json_response({"ok": False, "error": fault.error})
        if isinstance(fault, Broken):
            page = "<!DOCTYPE html><title>Slack</title><h1>Server error</h1>"
            return web.Response(status=fault.status, text=page, content_type="text/html")
        if request.transport is not None:
            request.transport.close()
        return web.Response()

    def _note(self, method: str, args: Arguments, error: str) -> None:
        made = CallMade(method, self._core.clock(), args.without_token(), error)
        self.calls.append(made)

    def _run(self, method: Method, args: Arguments, request: web.Request) -> web.Response:
        core = self._core
        try:
            token = _token(core, method, args, request)
            wait = core.rates.call(method.name, method.tier, core.clock())
            if wait:
                raise TooFast(wait)
            missing = [name for name in method.required if not args.text(name)]
            if missing:
                reasons = [f"[ERROR] missing required field: {name}" for name in missing]
                raise SlackSaysNo("invalid_arguments", *reasons)
            answer = method.run(core, Call(method.name, args, token))
        except SlackSaysNo as no:
            return self._refuse(method.name, args, no)
        self._note(method.name, args, "")
        headers = {
            "x-oauth-scopes": ",".join(sorted(token.scopes)),
            "x-accepted-oauth-scopes": ",".join(method.scopes),
        }
        return web.json_response({"ok": True, **answer}, headers=headers)

    def _refuse(self, method: str, args: Arguments, no: SlackSaysNo) -> web.Response:
        self._note(method, args, no.error)
        self._core.refuse(Refusal(method, no.error, no.reasons, args.without_token()))
        if isinstance(no, TooFast):
            return _too_many(no.retry_after)
        return web.json_response(no.answer())

    async def respond(self, request: web.Request) -> web.Response:
        """A response_url: JSON, answered by ``ok``; used up or too late is 404."""
        try:
            body = json.loads(await request.text())
        except (ValueError, LookupError):  # no JSON, no UTF-8, no charset we know
            body = None
        if not isinstance(body, dict):
            self._core.refuse(Refusal("response_url", "invalid_payload"))
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        try:
            use_response_url(self._core, request.match_info["token"], body)
        except SlackSaysNo as no:
            self._core.refuse(Refusal("response_url", no.error, no.reasons, body))
            status = 404 if no.error in ("used_url", "expired_url") else 400
            return web.json_response(no.answer(), status=status)
        return web.json_response({"ok": True})

    async def authorize(self, request: web.Request) -> web.Response:
        """The page on which a person lets the app in; here they do so at once."""
        query = request.query
        known = self._core.redirect_urls
        target = URL(query.get("redirect_uri") or (known[0] if known else ""))
        if query.get("client_id") != self._core.app.client_id or not target.is_absolute():
            return web.Response(status=400, text="bad client_id or redirect_uri\n")
        code = self._core.new_code()
        back = target.update_query(code=code, state=query.get("state", ""))
        return web.Response(status=302, headers={"Location": str(back)})


async def _trickle(fault: Trickle, request: web.Request, whole: web.Response) -> web.StreamResponse:
    """The first half of an answer, and the rest when it may."""
    body = whole.body if isinstance(whole.body, bytes) else b""
    answer = web.StreamResponse(headers={"Content-Type": "application/json"})
    answer.content_length = len(body)
    await answer.prepare(request)
    await answer.write(body[: len(body) // 2])
    fault.reached.set()
    await fault.until.wait()
    await answer.write(body[len(body) // 2 :])
    return answer


def _too_many(retry_after: int) -> web.Response:
    return web.json_response(
        {"ok": False, "error": "ratelimited"},
        status=429,
        headers={"Retry-After": str(retry_after)},
    )


async def _values(request: web.Request, *, takes_json: bool) -> Json:
    """Query and body in one, the body winning."""
    values: Json = dict(request.query)
    if request.content_type == "application/json":
        if not takes_json:
            return values
        try:
            body = json.loads(await request.text() or "{}")
        except (UnicodeDecodeError, LookupError):
            raise SlackSaysNo("invalid_charset") from None
        except json.JSONDecodeError:
            raise SlackSaysNo("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackSaysNo("json_not_object")
        return values | body
    form = await request.post()
    return values | {name: value for name, value in form.items() if isinstance(value, str)}


def _token(core: Core, method: Method, args: Arguments, request: web.Request) -> Token:
    """By header, else by argument. Basic is a client's id and secret, not a token."""
    header = request.headers.get("Authorization", "")
    scheme, _, given = header.partition(" ")
    if method.kind is None:
        return _client(core, args, given if scheme == "Basic" else "")
    value = given.strip() if scheme == "Bearer" else args.text("token")
    return core.tokens.check(value, method.kind, method.scopes)


def _client(core: Core, args: Arguments, basic: str) -> Token:
    client_id, secret = args.text("client_id"), args.text("client_secret")
    if basic:
        try:
            client_id, _, secret = base64.b64decode(basic).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise SlackSaysNo("invalid_client_id") from None
    if client_id != core.app.client_id:
        raise SlackSaysNo("invalid_client_id")
    if secret != core.app.client_secret:
        raise SlackSaysNo("bad_client_secret")
    return Token("", TokenKind.APP, frozenset())


@web.middleware
async def _loopback_only(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """A page elsewhere that resolves its name to this machine is turned away."""
    host = urlsplit(f"//{request.host}").hostname or ""
    if host != "localhost" and not is_loopback_address(host):
        return web.Response(status=403, text="This Slack answers on loopback only.\n")
    return await handler(request)


def is_loopback_address(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
