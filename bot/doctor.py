"""``crier doctor``: whether everything that an alert needs is well, and what to do if not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot import services, web
from bot.answers import Answer
from bot.process import Parts
from bot.services import Check
from filings import courts
from filings.store import outbox, standing, upkeep
from filings.views import SourceView

LATELY = timedelta(days=7)


async def examine(made: Parts) -> Answer:
    """Every check, each with what to do when it fails; exit code 1 when one does."""
    now = made.clock()
    views = await upkeep.source_views(made.db)
    checks = [
        Check("database", True, made.db.dialect),
        await _slack(made),
        await _worker(made, now),
        await _outbox(made, now),
        await _given_up(made, now),
        *await services.checks(made, now),
        *(Check(f"template {p.template}", False, p.reason) for p in made.renderer.problems),
        *(_source(view) for view in views),
    ]
    well = all(check.ok for check in checks)
    value = {
        "ok": well,
        "checks": [check.as_json() for check in checks],
        "courts": [_source_json(view) for view in views],
    }
    return Answer(value, "\n".join(check.as_text() for check in checks), 0 if well else 1)


async def _slack(made: Parts) -> Check:
    settings = made.settings
    if settings.slack_bot_token is None:
        return Check("slack", False, "no SLACK_BOT_TOKEN; the README says how to get one")
    client = AsyncWebClient(settings.slack_bot_token.get_secret_value(), settings.slack_base_url)
    if problem := await web.token_problem(client):
        return Check("slack", False, problem)
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        needed = "set SLACK_APP_TOKEN or SLACK_SIGNING_SECRET to take commands"
        return Check("slack", False, needed)
    return Check("slack", True, "the token is accepted")


async def _worker(made: Parts, now: datetime) -> Check:
    if await upkeep.worker_lives(made.db, now):
        return Check("worker", True, "running")
    return Check("worker", False, "not running; start: crier worker")


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


def _source(view: SourceView) -> Check:
    name = courts.get(view.court).short_name
    if view.error:
        return Check(name, False, view.error)
    if view.read_at is None:
        return Check(name, True, "not read yet")
    dropped = f", {view.dropped} items could not be read" if view.dropped else ""
    return Check(name, True, f"last read {view.read_at:%Y-%m-%d %H:%M} UTC{dropped}")


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
