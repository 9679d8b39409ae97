"""``crier doctor``: whether everything that an alert needs is well, and what to do if not."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from bot.access.installs import Team
from bot.access.workspaces import Installed
from bot.commandline import servicechecks, templatechecks
from bot.commandline.answers import Answer
from bot.commandline.servicechecks import Check
from bot.serving import web
from bot.serving.process import Parts
from bot.words.coverage import as_newsrooms_say
from bot.words.phrases import when
from filings import courts
from filings.errors import BadInput, StoreError
from filings.store import follows, outbox, standing, upkeep
from filings.types import TERMINAL
from filings.views import SourceView

LATELY = timedelta(days=7)
AT_ONCE = 8
"""Workspaces that are asked about at the same time."""


async def examine(made: Parts) -> Answer:
    """Every check, each with what to do when it fails; exit code 1 when one does."""
    now = made.clock()
    views = await upkeep.source_views(made.db)
    checks = [
        Check("database", True, made.db.dialect),
        *await _slack(made),
        await _worker(made, now),
        await _outbox(made, now),
        await _given_up(made, now),
        *await servicechecks.checks(made, now),
        *_templates(made, now),
        *(_source(view, now) for view in views),
    ]
    well = all(check.ok for check in checks)
    value = {
        "ok": well,
        "checks": [check.as_json() for check in checks],
        "courts": [_source_json(view) for view in views],
    }
    return Answer(value, "\n".join(check.as_text() for check in checks), 0 if well else 1)


async def _slack(made: Parts) -> list[Check]:
    """Whether Slack can be spoken to, and of each workspace whether it takes our token."""
    try:
        workspaces = made.workspaces()
    except BadInput as error:
        return [Check("slack", False, str(error))]
    if workspaces is None:
        return [await _without_slack(made)]
    checks: list[Check] = []
    if workspaces.one is not None:
        problem = await web.token_problem(workspaces.one)
        checks.append(Check("slack", not problem, problem or "the token is accepted"))
    if web.credentials_missing(made.settings):
        needed = "set SLACK_APP_TOKEN or SLACK_SIGNING_SECRET to take commands"
        checks.append(Check("slack", False, needed))
    if isinstance(workspaces, Installed):
        checks += await _installed(workspaces)
    return checks


async def _without_slack(made: Parts) -> Check:
    """No fault where every follow is told in a terminal."""
    here = await follows.listed(made.db)
    if here and all(follow.destination == TERMINAL for follow in here):
        return Check("slack", True, "not set up; every follow is told in the terminal")
    return Check("slack", False, "no SLACK_BOT_TOKEN; the README says how to get one")


async def _installed(workspaces: Installed) -> list[Check]:
    teams = await workspaces.installs.teams()
    if not teams:
        nobody = "no workspace has installed Crier yet; open /slack/install in a browser"
        return [Check("workspaces", True, nobody)]
    some = asyncio.Semaphore(AT_ONCE)

    async def ask(team: Team) -> Check:
        async with some:
            return await _workspace(workspaces, team)

    return list(await asyncio.gather(*(ask(team) for team in teams)))


async def _workspace(workspaces: Installed, team: Team) -> Check:
    name = f"workspace {team.id}"
    try:
        client = await workspaces.client(team.id)
    except (BadInput, StoreError) as error:
        return Check(name, False, str(error))
    if client is None:
        return Check(name, False, "its token is gone")
    problem = await web.refusal_of(client, "its token; it may have removed Crier")
    return Check(name, not problem, problem or f"{team.name}: the token is accepted")


async def _worker(made: Parts, now: datetime) -> Check:
    if await upkeep.worker_lives(made.db, now):
        return Check("worker", True, "running")
    return Check("worker", False, "not running; start: crier run (or crier worker)")


async def _outbox(made: Parts, now: datetime) -> Check:
    waiting = await outbox.backlog(made.db, now)
    count = waiting.deliveries + waiting.posts
    return Check("outbox", not waiting.is_late(now), f"{count} waiting" if count else "empty")


async def _given_up(made: Parts, now: datetime) -> Check:
    count, error = await standing.given_up(made.db, now - LATELY)
    if not count:
        return Check("refused", True, "Slack refused no message in the last 7 days")
    some = "1 message" if count == 1 else f"{count} messages"
    return Check("refused", False, f"Slack refused {some} in the last 7 days, last: {error}")


def _templates(made: Parts, now: datetime) -> list[Check]:
    found = templatechecks.problems(made.settings.templates, now)
    return [Check(f"template {each.template}", False, each.reason) for each in found]


def _source(view: SourceView, now: datetime) -> Check:
    found = courts.get(view.court)
    name = found.short_name
    if view.error:
        return Check(name, False, as_newsrooms_say(view.error, view.court))
    if view.read_at is None:
        return Check(name, True, "not read yet")
    dropped = f", {view.dropped} items could not be read" if view.dropped else ""
    return Check(name, True, f"last read {when(view.read_at, found.zone, now)}{dropped}")


def _source_json(view: SourceView) -> dict[str, Any]:
    return {
        "court": view.court,
        "state": view.state,
        "follows": view.follows,
        "read_at": view.read_at and view.read_at.isoformat(),
        "built_at": view.built_at and view.built_at.isoformat(),
        "due_at": view.due_at and view.due_at.isoformat(),
        "failures": view.failures,
        "error": view.error,
        "dropped": view.dropped,
    }
