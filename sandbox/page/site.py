"""The sandbox in a browser: a site on loopback between a person and the sandbox's Slack.

    async with SandboxSlack() as slack, Site(slack, Board()) as site:
        print(site.url)

Pages are whole and work by links and forms; a script keeps them live by
``/events``. An act of a person answers when the app has taken it, or failed to;
what came of it arrives as everything else does.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from aiohttp import web

from filings.errors import BadInput
from sandbox.page.acts import Acts
from sandbox.page.backstage import Backstage
from sandbox.page.guard import Guard
from sandbox.page.offers import CRIER, Offers
from sandbox.page.routes import Routes
from sandbox.page.session import Session, Sessions
from sandbox.page.shell import Shell
from sandbox.page.stream import BackstageChanged, DayChanged, LinkChanged, Log
from sandbox.page.timeline import Refusals
from sandbox.slack import Refusal, SandboxSlack
from sandbox.slack.happenings import Delivered, Happening, ViewClosed, ViewShown

PORT = 8377
PORTS_TRIED = 20
HEARTBEAT_SECONDS = 15.0
LINK_SECONDS = 0.25
MOST_BODY = 1_000_000


class Site:
    """``url`` is where it answers, once started; the Slack has to be started before it.

    zone       in which times are shown and filled in
    port       0 takes a free one
    or_next    a taken port gives way to the next free one of twenty
    heartbeat  seconds between signs of life in a stream in which nothing happens
    """

    def __init__(
        self,
        slack: SandboxSlack,
        backstage: Backstage,
        *,
        offers: Offers = CRIER,
        zone: ZoneInfo | None = None,
        host: str = "127.0.0.1",
        port: int = PORT,
        or_next: bool = True,
        heartbeat: float = HEARTBEAT_SECONDS,
    ) -> None:
        zone = zone or ZoneInfo("America/New_York")
        self.url = ""
        self.log = Log()
        self.sessions = Sessions()
        self._slack = slack
        self._backstage = backstage
        self._host, self._port, self._or_next = host, port, or_next
        self._guard = Guard()
        self._refusals = Refusals(slack)
        self._acts = Acts(slack, self.sessions, self.log, offers, zone)
        self.shell = Shell(slack, self.sessions, self._refusals, offers, backstage, zone)
        self._routes = Routes(
            self.shell, self.sessions, self.log, self._acts, heartbeat, self._open_home
        )
        self._runner: web.AppRunner | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._stops: list[Callable[[], None]] = []

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Listen. Raises BadInput when every port that it may take is taken."""
        self.shell.connected = self._linked
        application = web.Application(
            middlewares=[self._guard.middleware()], client_max_size=MOST_BODY
        )
        self._routes.add_to(application)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        self._runner = runner
        try:
            port = await self._listen(runner)
        except BadInput:
            await runner.cleanup()
            raise
        self._guard.bound(self._host, port)
        # Cookies know no ports: two demos side by side would sign each other out.
        self._routes.cookie = f"crier_sandbox_{port}"
        named = f"[{self._host}]" if ":" in self._host else self._host
        self.url = f"http://{named}:{port}/"
        self._stops.append(self._slack.core.happenings.call(self._note))
        self._stops.append(self._backstage.subscribe(lambda: self.log.put(BackstageChanged())))
        self._begin(self._watch())

    async def close(self) -> None:
        for stop in self._stops:
            stop()
        self.log.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()

    async def _listen(self, runner: web.AppRunner) -> int:
        tried = 1 if self._port == 0 or not self._or_next else PORTS_TRIED
        for port in range(self._port, self._port + tried):
            try:
                await web.TCPSite(runner, self._host, port).start()
            except OSError as error:
                if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                    raise
                continue
            bound: int = runner.addresses[-1][1]
            return bound
        which = (
            f"Port {self._port} is"
            if tried == 1
            else (f"Ports {self._port} to {self._port + tried - 1} are")
        )
        raise BadInput(f"{which} taken on this machine; choose another one.")

    def _note(self, happening: Happening) -> None:
        if isinstance(happening, Delivered):
            return
        if isinstance(happening, Refusal):
            self._refusals.note(happening)
        elif isinstance(happening, ViewShown) and happening.view["type"] == "modal":
            self.sessions.shown(happening.user, happening.view)
        elif isinstance(happening, ViewClosed):
            self.sessions.closed(happening.view_id)
        self.log.put(happening)

    @property
    def _linked(self) -> bool:
        return bool(self._slack.sockets.connected or self._slack.push.url)

    async def _watch(self) -> None:
        # Neither a socket that closes nor midnight is a happening: both have to be looked for.
        today = self.shell.now.date()
        while True:
            if self.shell.now.date() != today:
                today = self.shell.now.date()
                self.log.put(DayChanged())
            if self.shell.connected != self._linked:
                self.shell.connected = self._linked
                self.log.put(LinkChanged())
            await asyncio.sleep(LINK_SECONDS)

    def _open_home(self, session: Session) -> None:
        """The app hears of it while the page is already shown."""
        self._begin(self._acts.open_home(session))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
