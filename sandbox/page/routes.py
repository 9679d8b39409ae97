"""What the site answers at which address.

    GET  /c/CHANNEL  /c/CHANNEL/t/TS  /home     a page, or its pieces as JSON
    GET  /events                                what happens, as server-sent events
    POST /act /say /shortcut /pace /backstage /me /theme /dismiss

Asked with ``Accept: application/json`` a POST answers 204; a plain form is sent
back to the page that it came from.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from sandbox.page import place
from sandbox.page.acts import Acts, Form, field
from sandbox.page.guard import HEADERS
from sandbox.page.live import AGAIN, Live, Op
from sandbox.page.place import Spot
from sandbox.page.session import THEMES, Session, Sessions
from sandbox.page.shell import Shell, Tab
from sandbox.page.stream import HEARTBEAT, Log, PageEvent, ReadChanged, SessionChanged, wire

FOLDER = Path(__file__).resolve().parent
FILES = {
    "style.css": (FOLDER / "style.css", "text/css"),
    "site.css": (FOLDER / "static" / "site.css", "text/css"),
    "page.js": (FOLDER / "static" / "page.js", "text/javascript"),
}
MOST_FIELDS = 5000
PIECES = ("banner", "sidebar", "main", "side", "modal")

Act = Callable[[Session, Form], Awaitable[None]]


class Routes:
    """``cookie`` is the name of the session's cookie; ``open_home`` does not wait."""

    def __init__(
        self,
        shell: Shell,
        sessions: Sessions,
        log: Log,
        acts: Acts,
        heartbeat: float,
        open_home: Callable[[Session], None],
    ) -> None:
        self.cookie = "crier_sandbox"
        self._shell = shell
        self._sessions = sessions
        self._log = log
        self._acts = acts
        self._heartbeat = heartbeat
        self._open_home = open_home

    def add_to(self, application: web.Application) -> None:
        router = application.router
        router.add_get("/", self._root)
        for path in ("/home", "/c/{channel}", "/c/{channel}/t/{ts}"):
            router.add_get(path, self._page)
        router.add_get("/events", self._events)
        router.add_get("/static/{name}", self._file)
        router.add_get("/favicon.ico", self._nothing)
        acts: dict[str, Act] = {
            "/act": self._acts.act,
            "/say": self._acts.say,
            "/shortcut": self._acts.shortcut,
            "/pace": self._pace,
            "/backstage": self._backstage,
            "/me": self._me,
            "/theme": self._theme,
            "/dismiss": self._dismiss,
        }
        for path, act in acts.items():
            router.add_post(path, self._post(act))

    async def _root(self, request: web.Request) -> web.StreamResponse:
        session = self._session(request) or self._new_session()
        response = web.Response(
            status=303, headers={"Location": self._shell.default_spot(session).path}
        )
        return self._signed(response, session)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        session = self._session(request) or self._new_session()
        spot = place.read(request.path_qs)
        tab = None if spot is None else self._shell.tab(session, spot)
        if tab is None or not self._shell.can_show(tab):
            raise web.HTTPSeeOther("/")
        if request.headers.get("X-Piece") == "earlier":
            return web.json_response([asdict(op) for op in self._earlier(tab)])
        tab = self._read(tab)
        if tab.spot.kind == "home":
            self._open_home(session)
        self._shell.position = self._log.position
        if _wants_json(request):
            return self._signed(web.json_response(self._pieces(tab)), session)
        document = self._shell.piece("document", self._shell, tab)
        return self._signed(web.Response(text=document, content_type="text/html"), session)

    def _pieces(self, tab: Tab) -> dict[str, object]:
        return {
            "at": tab.spot.path,
            "place": tab.spot.without_thread,
            "position": self._log.position,
            "pieces": {name: self._shell.piece(name, self._shell, tab) for name in PIECES},
        }

    def _earlier(self, tab: Tab) -> list[Op]:
        window = self._shell.window(tab)
        return [
            Op("prepend", "messages", self._shell.messages(tab, window)),
            Op("put", "earlier", self._shell.piece("earlier", tab, window.earlier)),
        ]

    def _read(self, tab: Tab) -> Tab:
        """The person has seen the newest messages here; the tab knows which were new."""
        channel = self._shell.channel(tab)
        if channel is None or tab.spot.before:
            return tab
        known = self._sessions.read_up_to(tab.session.user, channel)
        if self._sessions.mark_read(tab.session.user, channel):
            self._log.put(ReadChanged(tab.session.user))
        return self._shell.new_since(tab, known)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        session = self._session(request)
        spot = place.read(request.query.get("at", ""))
        if session is None or spot is None:
            # A page of an earlier demo is to begin anew.
            return web.Response(
                body=wire([asdict(AGAIN)], self._log.position),
                content_type="text/event-stream",
            )
        headers = {**HEADERS, "Content-Type": "text/event-stream"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        since = request.headers.get("Last-Event-ID") or request.query.get("since", "")
        with self._log.follow(since) as follower:
            while not self._log.closed:
                events = await follower.batch(self._heartbeat)
                # Nobody has read what comes to a tab that is gone.
                if request.transport is None or request.transport.is_closing():
                    break
                try:
                    await response.write(self._told(events, follower.position, session, spot))
                except ConnectionResetError:
                    break
        return response

    def _told(
        self, events: Sequence[PageEvent] | None, position: str, session: Session, spot: Spot
    ) -> bytes:
        if events is not None and not events:
            return HEARTBEAT
        tab = self._shell.tab(session, spot)
        if events is None or not self._shell.can_show(tab):
            return wire([asdict(AGAIN)], position)
        self._read(tab)
        ops = Live(self._shell, tab).ops(events)
        return wire([asdict(op) for op in ops], position) if ops else HEARTBEAT

    def _post(self, act: Act) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def posted(request: web.Request) -> web.StreamResponse:
            session = self._session(request)
            if session is None:
                if _wants_json(request):
                    return web.Response(status=409, text="This page is of an earlier demo.\n")
                raise web.HTTPSeeOther("/")
            form = await _form(request)
            await act(session, form)
            if _wants_json(request):
                return web.Response(status=204)
            raise web.HTTPSeeOther(self._back(request))

        return posted

    def _back(self, request: web.Request) -> str:
        """The page that a form was on, at its newest message, where no script scrolls to it."""
        parts = urlsplit(request.headers.get("Referer", ""))
        spot = place.read(f"{parts.path}?{parts.query}")
        return f"{spot.path}#end" if spot else "/"

    async def _pace(self, session: Session, form: Form) -> None:
        paces = self._shell.backstage.paces()
        chosen = field(form, "pace")
        if chosen.isascii() and chosen.isdigit() and int(chosen) < len(paces):
            self._shell.backstage.set_pace(paces[int(chosen)].key)

    async def _backstage(self, session: Session, form: Form) -> None:
        try:
            await self._shell.backstage.act(field(form, "do"))
        except ValueError as no:
            session.note(str(no))
            self._log.put(SessionChanged(session.id))

    async def _me(self, session: Session, form: Form) -> None:
        if field(form, "user") in {who.id for who in self._shell.people}:
            session.user = field(form, "user")
            self._shell.slack.core.im_with(session.user)
            self._log.put(SessionChanged(session.id, whole=True))

    async def _theme(self, session: Session, form: Form) -> None:
        session.theme = field(form, "theme") if field(form, "theme") in THEMES else ""

    async def _dismiss(self, session: Session, form: Form) -> None:
        session.dismiss(field(form, "notice"))
        self._log.put(SessionChanged(session.id))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        found = FILES.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        path, content_type = found
        return web.Response(body=path.read_bytes(), content_type=content_type, charset="utf-8")

    async def _nothing(self, request: web.Request) -> web.StreamResponse:
        return web.Response(status=204)

    def _session(self, request: web.Request) -> Session | None:
        return self._sessions.get(request.cookies.get(self.cookie, ""))

    def _new_session(self) -> Session:
        session = self._sessions.new(self._shell.people[0].id)
        self._shell.slack.core.im_with(session.user)
        return session

    def _signed(self, response: web.Response, session: Session) -> web.Response:
        response.set_cookie(self.cookie, session.id, httponly=True, samesite="Strict", path="/")
        return response


async def _form(request: web.Request) -> Form:
    """The fields of a form as browsers send it, whatever its bytes."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPUnsupportedMediaType
    body = (await request.read()).decode("utf-8", "replace")
    try:
        return parse_qsl(body, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise web.HTTPBadRequest(text="This form has too many fields.\n") from error


def _wants_json(request: web.Request) -> bool:
    return "application/json" in request.headers.get("Accept", "")
