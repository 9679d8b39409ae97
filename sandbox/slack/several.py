"""Several workspaces behind one address, as Slack is: the token says which of them is meant."""

from __future__ import annotations

from aiohttp import web

from sandbox.loopback import Loopback
from sandbox.slack.server import SandboxSlack
from sandbox.slack.wire import Json


class SeveralSlacks(Loopback):
    """The Web API and the page on which people install the app, of all ``workspaces``.

    The workspaces are started and closed by whoever made them, and push to the app themselves.
    Whoever installs the app chooses the workspace that ``chosen`` holds.
    """

    def __init__(self, *workspaces: SandboxSlack) -> None:
        super().__init__({"/api/{method}": self._call, "/oauth/v2/authorize": self._authorize})
        self.workspaces = workspaces
        self.chosen = workspaces[0]

    @property
    def api_url(self) -> str:
        return f"{self.address}/api/"

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
