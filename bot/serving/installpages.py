"""The pages on which a workspace installs Crier: ``/slack/install``, ``/slack/oauth_redirect``.

The steps are Bolt's AsyncOAuthFlow; the words, and what is kept, are ours. How it works in
Slack: https://docs.slack.dev/authentication/installing-with-oauth
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import urlencode, urljoin

import aiohttp
import structlog
from jinja2 import Environment
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.access.boltenv import only_what_is_given
from bot.access.installs import States
from bot.access.workspaces import Installed
from filings.db import Database
from filings.errors import StoreError
from filings.settings import Settings
from filings.store import workspaces as kept_workspaces

log = structlog.get_logger("crier.install")

INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"
STATE_SECONDS = 600
SCOPES = (
    "app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write",
    "commands", "groups:history", "groups:read", "im:history", "im:read", "im:write",
    "links:read", "links:write", "users:read",
)  # fmt: skip
"""Those of slack/manifest.yaml, where each is explained."""

_PAGE = Environment(autoescape=True).from_string("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }} · Court Crier</title>
<style>
:root { color-scheme: light dark; font: 1.05rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 12vh auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
a { color: LinkText; font-weight: 600; }
</style>
</head>
<body>
<main>
<h1>{{ title }}</h1>
<p>{{ words }}</p>
{% if link %}<p><a href="{{ link }}">{{ label }}</a></p>{% endif %}
</main>
</body>
</html>
""")
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    # The address of a page may hold a code.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_AGAIN = "Begin again"
_NO_ANSWER = "Slack did not answer. Nothing was installed; begin again in a minute."
_NOT_KEPT = (
    "Crier could not keep what Slack gave it, so nothing works yet. Begin again in a minute; "
    "if it happens again, Crier's log has the reason."
)
_FAILED = {
    "access_denied": "It was declined in Slack. Whoever may install apps there can begin again.",
    "invalid_browser": "It was begun in another browser, or more than ten minutes ago.",
    "invalid_state": "It was finished already, or begun more than ten minutes ago.",
    "storage_error": _NOT_KEPT,
}
_UNCONFIRMED = "Slack did not confirm it."
_ORGANIZATION = (
    "Crier is installed in one workspace at a time, not for a whole organization. Begin again "
    "and choose a workspace."
)


class OrganizationInstall(BoltError):
    """Somebody chose the whole organization."""


class Flow(AsyncOAuthFlow):
    """Bolt's steps; an install is encrypted, and its workspace begins."""

    def __init__(
        self, settings: Settings, db: Database, clock: Callable[[], datetime], to: Installed
    ) -> None:
        self._db, self._clock, self._to = db, clock, to
        self._base_url = settings.slack_base_url
        client = AsyncWebClient(base_url=settings.slack_base_url, session=to.session)
        super().__init__(client=client, settings=_oauth(settings, db, to, self))

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        words = (
            "Crier tells channels what has just been filed in the federal court cases they "
            "follow. Slack will show you what it may see there, and ask whether you agree."
        )
        return page("Install Court Crier in a Slack workspace", words, url, "Go on to Slack")

    async def store_installation(
        self, request: AsyncBoltRequest, installation: Installation
    ) -> None:
        team_id = installation.team_id
        if installation.is_enterprise_install or team_id is None:
            await self._give_back(installation.bot_token)
            raise OrganizationInstall("installed for an organization")
        try:
            await self._to.installs.async_save(installation)
            self._to.fresh(team_id)
            name = installation.team_name or ""
            await kept_workspaces.begin(self._db, team_id, name, self._clock())
        except StoreError as error:
            raise BoltError(str(error)) from error
        log.info("installed", team=team_id)

    async def _give_back(self, token: str | None) -> None:
        """Slack has made a token that nobody will use; it works no more after this."""
        try:
            await AsyncWebClient(token, self._base_url, session=self._to.session).auth_revoke()
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("token not given back", error=type(error).__name__)

    async def succeeded(self, args: AsyncSuccessArgs) -> BoltResponse:
        installed = args.installation
        words = (
            "In any channel, type /docket help. In a private channel, invite Crier first: "
            "/invite @Crier"
        )
        to = urlencode({"app": installed.app_id, "team": installed.team_id})
        link = urljoin(self._base_url, f"/app_redirect?{to}")
        title = f"Crier is in {installed.team_name or 'your workspace'}"
        return self._over(page(title, words, link, "Open Slack"), 200)

    async def failed(self, args: AsyncFailureArgs) -> BoltResponse:
        log.warning("not installed", reason=args.reason[:80], error=str(args.error or ""))
        words = _FAILED.get(args.reason, _UNCONFIRMED)
        status = {200: 200, 500: 503}.get(args.suggested_status_code, 400)
        if isinstance(args.error, OrganizationInstall):
            words, status = _ORGANIZATION, 200
        return self._over(page("Court Crier was not installed", words, INSTALL, _AGAIN), status)

    def _over(self, body: str, status: int) -> BoltResponse:
        gone = self.settings.state_utils.build_set_cookie_for_deletion()
        return BoltResponse(status=status, body=body, headers={**_HEADERS, "Set-Cookie": gone})


def _oauth(settings: Settings, db: Database, to: Installed, flow: Flow) -> AsyncOAuthSettings:
    secret = settings.slack_client_secret
    with only_what_is_given():
        return AsyncOAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=secret.get_secret_value() if secret else "",
            scopes=SCOPES,
            user_scopes=(),
            install_path=INSTALL,
            redirect_uri_path=REDIRECT,
            authorization_url=urljoin(settings.slack_base_url, "/oauth/v2/authorize"),
            installation_store=to.installs,
            installation_store_bot_only=True,
            state_store=States(STATE_SECONDS, db),
            state_expiration_seconds=STATE_SECONDS,
            callback_options=AsyncCallbackOptions(success=flow.succeeded, failure=flow.failed),
            logger=logging.getLogger("slack_bolt"),
        )


def page(title: str, words: str, link: str = "", label: str = "") -> str:
    return _PAGE.render(title=title, words=words, link=link, label=label)


def routes(
    settings: Settings, db: Database, clock: Callable[[], datetime], to: Installed
) -> list[Route]:
    """Raises nothing at a visitor: what fails is a page that says what to do."""
    flow = Flow(settings, db, clock, to)
    return [
        Route(INSTALL, _calm(flow.handle_installation), methods=["GET"]),
        Route(REDIRECT, _calm(flow.handle_callback), methods=["GET"]),
    ]


def _calm(
    step: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]],
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            response = to_starlette_response(await step(to_async_bolt_request(request, b"")))
        except StoreError as error:
            words = _NOT_KEPT
            log.error("not installed", error=str(error))
        except (aiohttp.ClientError, TimeoutError) as error:
            words = _NO_ANSWER
            log.error("not installed", error=type(error).__name__)
        else:
            response.headers.update(_HEADERS)
            return response
        body = page("Court Crier was not installed", words, INSTALL, _AGAIN)
        return HTMLResponse(body, 503, _HEADERS)

    return answer
