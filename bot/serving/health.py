"""How a process is: whether it lives, whether it can take traffic, whether all is well.

``/healthz/live``   its loop turns, and its worker's where it has one: else restart it
``/healthz/ready``  the database answers, its tables fit: else send it nothing
``/healthz``        nothing keeps filings from reaching people: else somebody should look
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.access.workspaces import Installed, OneWorkspace
from bot.delivery.refusals import RATE_LIMITED, translated
from filings import db as databases
from filings.db import Database
from filings.errors import CrierError
from filings.settings import Settings
from filings.store import figures, lateness, upkeep

ANSWER_SECONDS = 5.0
KEPT = timedelta(seconds=30)
"""Slack's word on the token is not asked for again within it, however often the page is."""
STILL_SECONDS = 60.0
"""A worker looks each second what is to be done; one that has not for so long hangs."""


@dataclass
class Pulse:
    """The worker of this process, as its web part sees it."""

    beat_at: float = field(default_factory=time.monotonic)

    async def beat(self, _now: datetime) -> None:
        """A duty of the worker."""
        self.beat_at = time.monotonic()

    @property
    def still_for(self) -> float:
        """Seconds since its last beat."""
        return time.monotonic() - self.beat_at


class TokenWord:
    """Slack's word on SLACK_BOT_TOKEN, kept for a while: anybody may ask for the health page."""

    def __init__(self) -> None:
        self._asking = asyncio.Lock()
        self._asked_at: datetime | None = None
        self._problem = ""

    async def problem(self, workspace: OneWorkspace, now: datetime) -> str:
        """As ``token_problem``; of many who ask at once, one waits for Slack."""
        async with self._asking:
            if self._asked_at is None or not timedelta() <= now - self._asked_at < KEPT:
                self._problem, self._asked_at = await token_problem(workspace), now
            return self._problem


@dataclass(frozen=True)
class Health:
    """What is asked. ``connected``: whether Socket Mode is, where it is used; ``pulse``: of the
    worker in this process; ``stopping``: it was told to end."""

    settings: Settings
    db: Database
    clock: Callable[[], datetime]
    workspaces: OneWorkspace | Installed | None
    connected: Callable[[], Awaitable[bool]] | None = None
    pulse: Pulse | None = None
    stopping: Callable[[], bool] = lambda: False
    token: TokenWord = field(default_factory=TokenWord)
    known: Sequence[str] = field(default_factory=databases.revisions)

    def routes(self) -> list[Route]:
        pages = {"": self.problems, "/live": self.not_living, "/ready": self.not_ready}
        return [
            Route(f"/healthz{path}", _page(problems), methods=["GET"])
            for path, problems in pages.items()
        ]

    async def not_living(self) -> list[str]:
        if self.pulse is not None and self.pulse.still_for > STILL_SECONDS:
            return [f"The worker has stood still for {self.pulse.still_for:.0f} seconds."]
        return []

    async def not_ready(self) -> list[str]:
        """Why it is better to send nothing here; nobody outside this machine is asked."""
        if self.stopping():
            return ["This process is ending."]
        # Socket Mode is none of them: webhooks and calendars come in without it.
        problems = [credentials_missing(self.settings), await self._schema()]
        return [problem for problem in problems if problem]

    async def _schema(self) -> str:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                found = await figures.schema_revision(self.db)
        except CrierError as error:
            return str(error)
        except TimeoutError:
            return "The database does not answer."
        # Unknown is newer: the other processes of a deployment have migrated before this one ended.
        if found and (found == self.known[-1] or found not in self.known):
            return ""
        return "The database's tables are not those of this version. Run: crier migrate"

    async def _deaf(self) -> list[str]:
        if self.connected is None or await self.connected():
            return []
        return ["Socket Mode is not connected: no command is heard."]

    async def problems(self) -> list[str]:
        """What keeps filings from reaching people, each in one sentence."""
        problems: list[str] = []
        now, workspaces = self.clock(), self.workspaces
        try:
            # A worker that cannot write cannot say that it lives either.
            if not self.db.trouble and not await upkeep.worker_lives(self.db, now):
                problems.append(
                    "No worker is running: nothing is read or sent. Start: crier worker"
                )
            if isinstance(workspaces, Installed):
                problems += filter(None, [await workspaces.key_problem()])
            problems += await not_working(self.settings, self.db, now)
        except CrierError as error:
            problems.append(str(error))
        missing = credentials_missing(self.settings)
        if missing:
            problems.append(missing)
        elif workspaces is not None and workspaces.one is not None:
            # Another workspace that took its token back is its own affair, and doctor's.
            problems += filter(None, [await self.token.problem(workspaces.one, now)])
        return problems + await self._deaf()


def _page(ask: Callable[[], Awaitable[list[str]]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_request: Request) -> Response:
        problems = await ask()
        status = 503 if problems else 200
        return JSONResponse({"ok": not problems, "problems": problems}, status_code=status)

    return answer


async def not_working(settings: Settings, db: Database, now: datetime) -> list[str]:
    """What of reading and sending does not go on, each in one sentence. A court that cannot be
    read is no reason: that is told where somebody depends on it. Nor is one channel that Slack
    refuses: that is doctor's.

    Raises StoreError where the database cannot be read.
    """
    problems = list(filter(None, [database_trouble(db)]))
    waits = await lateness.late(db, now)
    if waits is not None:
        why = "; Slack has taken none since then" if waits.everywhere else ""
        problems.append(f"Messages wait since {waits.since:%Y-%m-%d %H:%M} UTC{why}.")
    late = await figures.overdue(db, now, settings.min_seconds)
    if late is not None:
        problems.append(f"Courts wait to be read since {late:%Y-%m-%d %H:%M} UTC.")
    if await figures.all_fail(db):
        problems.append("No court's feed can be read from here; look at this machine's network.")
    return problems


def database_trouble(db: Database, patience: float = ANSWER_SECONDS) -> str:
    """Why this process cannot write to its database now, "" where it can. ``patience`` is how
    many seconds it may have to wait for another program."""
    if db.held_for > patience:
        return (
            f"Another program has kept the database's file locked for {db.held_for:.0f} seconds; "
            "nothing is lost, but nothing can be recorded or sent until it ends."
        )
    return db.trouble


def credentials_missing(settings: Settings) -> str:
    """Which settings Slack cannot be spoken to without, "" when none is missing."""
    if settings.slack_bot_token is None and not settings.slack_client_id:
        return "There is no SLACK_BOT_TOKEN: Slack's messages wait."
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        return "There is neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET."
    return ""


async def token_problem(workspace: OneWorkspace) -> str:
    """Why Slack does not take SLACK_BOT_TOKEN now, "" when it does."""
    return (await asked(workspace.only, "SLACK_BOT_TOKEN")).problem


@dataclass(frozen=True, slots=True)
class Asked:
    """Slack's word on a token: "" where it takes it, and what its clock said."""

    problem: str
    at: datetime | None = None


async def asked(client: AsyncWebClient, token: str) -> Asked:
    """Ask Slack whether it takes a client's token. ``token`` names it."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await client.auth_test()
    except SlackApiError as error:
        if translated(error).code == RATE_LIMITED:
            # It answers, and says nothing of the token.
            return Asked("")
        return Asked(f"Slack does not accept {token} ({error.response.get('error')}).")
    except (aiohttp.ClientError, TimeoutError):
        return Asked("Slack cannot be reached.")
    return Asked("", _date_of(answer.headers))


def _date_of(headers: Mapping[str, str]) -> datetime | None:
    """The moment of a Date header, None where there is none that can be read."""
    found = next((value for name, value in headers.items() if name.lower() == "date"), "")
    try:
        return parsedate_to_datetime(found).astimezone(UTC)
    except (TypeError, ValueError):
        return None
