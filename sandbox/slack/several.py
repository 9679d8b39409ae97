"""Several workspaces behind one address, as Slack is: the token says which of them is meant."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from aiohttp import web

from sandbox.slack.server import SandboxSlack
from sandbox.slack.wire import Json


class SeveralSlacks:
    """The Web API and the page on which people install the app, of all ``workspaces``.

    The workspaces are started and closed by whoever made them, and push to the app themselves.
    Whoever installs the app chooses the workspace that ``chosen`` holds.
    """

    def __init__(self, *workspaces: SandboxSlack) -> None:
        self.workspaces = workspaces
        self.chosen = workspaces[0]
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/oauth/v2/authorize", self._authorize)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/api/"

    async def _call(self, request: web.Request) -> web.StreamResponse:
        """A token that nobody knows is refused by the first, as any of them would."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        form: Json = dict(await request.post())
        for slack in self.workspaces:
            if token in slack.core.tokens or form.get("code") in slack.core.codes:
                return await slack.api.call(request)
        return await self.workspaces[0].api.call(request)

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        return await self.chosen.api.authorize(request)
