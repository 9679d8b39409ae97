"""``crier doctor``: whether everything that an alert needs is well, and what to do if not."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from bot.access.installs import Team
from bot.access.workspaces import Installed
from bot.commandline import machinechecks, servicechecks, templatechecks
from bot.commandline.answers import Answer
from bot.commandline.servicechecks import EASTERN, Check
from bot.serving import health
from bot.serving.process import Parts
from bot.words.coverage import beside_its_name
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
    slack, slack_at = await _slack(made)
    checks = [
        *await machinechecks.checks(made, slack_at, now),
        *slack,
        await _worker(made, now),
        await _outbox(made, now),
        await _given_up(made, now),
        *await _plainer(made, now),
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


async def _slack(made: Parts) -> tuple[list[Check], datetime | None]:
    """Whether Slack can be spoken to, and of each workspace whether it takes our token; and what
    Slack's clock says, where it was asked."""
    try:
        workspaces = made.workspaces()
    except BadInput as error:
        return [Check("slack", False, str(error))], None
    if workspaces is None:
        return [await _without_slack(made)], None
    checks: list[Check] = []
    slack_at = None
    if workspaces.one is not None:
        found = await health.asked(workspaces.one.only, "SLACK_BOT_TOKEN")
        slack_at = found.at
        checks.append(Check("slack", not found.problem, found.problem or "the token is accepted"))
    if health.credentials_missing(made.settings):
        needed = "set SLACK_APP_TOKEN or SLACK_SIGNING_SECRET to take commands"
        checks.append(Check("slack", False, needed))
    if isinstance(workspaces, Installed):
        checks += await _installed(workspaces)
    return checks, slack_at


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
    problem = (await health.asked(client, "its token; it may have removed Crier")).problem
    return Check(name, not problem, problem or f"{team.name}: the token is accepted")


async def _worker(made: Parts, now: datetime) -> Check:
    if await upkeep.worker_lives(made.db, now):
        return Check("worker", True, "running")
    return Check("worker", False, "not running; start: crier run (or crier worker)")


async def _outbox(made: Parts, now: datetime) -> Check:
    waiting = await outbox.backlog(made.db, now)
    count = waiting.deliveries + waiting.posts
    if not count or waiting.oldest_at is None:
        return Check("outbox", True, "empty")
    says = f"{count:,} waiting, the oldest since {when(waiting.oldest_at, EASTERN, now)}"
    for word, channels in await standing.troubles(made.db):
        where = "1 channel" if channels == 1 else f"{channels} channels"
        says += f"; Slack says {word} of {where}"
    return Check("outbox", not waiting.is_late(now), says)


async def _given_up(made: Parts, now: datetime) -> Check:
    count, error = await standing.given_up(made.db, now - LATELY)
    if not count:
        return Check("refused", True, "Slack refused no message in the last 7 days")
    some = "1 message was" if count == 1 else f"{count} messages were"
    return Check("refused", False, f"{some} given up in the last 7 days, last: {error}")


async def _plainer(made: Parts, now: datetime) -> list[Check]:
    """Nothing where all went out as it was written; a check that fails else."""
    count, why = await standing.plainer(made.db, now - LATELY)
    if not count:
        return []
    some = "1 message" if count == 1 else f"{count} messages"
    says = f"{some} went out as plain text or without metadata in the last 7 days, last: {why}"
    return [Check("plainer", False, f"{says}; look at the newsroom's own templates")]


def _templates(made: Parts, now: datetime) -> list[Check]:
    found = templatechecks.problems(made.settings.templates, now)
    return [Check(f"template {each.template}", False, each.reason) for each in found]


def _source(view: SourceView, now: datetime) -> Check:
    found = courts.get(view.court)
    name = found.short_name
    if view.error:
        return Check(name, False, beside_its_name(view.error, view.court))
    if view.read_at is None:
        return Check(name, True, "not read yet")
    if view.coverage is not None and view.coverage.stands_still and view.built_at is not None:
        since = when(view.built_at, found.zone, now)
        return Check(name, False, f"has not been rebuilt since {since}; the channels were told")
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
