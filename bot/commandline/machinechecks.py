"""What ``crier doctor`` says of the machine: room for the database, the clock, the monitor."""

from __future__ import annotations

import asyncio
import shutil
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path

from bot.commandline.servicechecks import EASTERN, Check
from bot.serving.parts import Parts
from bot.words.phrases import when
from filings.db import url_of
from filings.store import figures

LEAST_FREE = 500_000_000
"""Bytes: with less, a burst and what SQLite keeps beside its file may not fit."""
CLOCKS_APART = timedelta(seconds=90)
"""Slack takes no signature of more than 5 minutes, and a message is looked for by its time."""
LATE_PING = timedelta(minutes=5)


async def checks(made: Parts, slack_at: datetime | None, now: datetime) -> list[Check]:
    """``slack_at`` is what Slack's clock said just now, None where it was not asked."""
    found = [await _database(made), await _room(made), _clock(slack_at, now)]
    found += [await _proxy(made), await _monitor(made, now)]
    return [check for check in found if check is not None]


async def _database(made: Parts) -> Check:
    revision = await figures.schema_revision(made.db)
    return Check("database", True, f"{made.db.dialect}, tables at revision {revision}")


async def _room(made: Parts) -> Check | None:
    if made.db.dialect != "sqlite":
        return None
    free = await asyncio.to_thread(_free, made.settings.database_url.get_secret_value())
    said = f"{free / 1e9:,.1f} GB free beside the database"
    if free < LEAST_FREE:
        return Check("disk", False, f"{said}; make room, or nothing more can be recorded")
    return Check("disk", True, said)


def _free(url: str) -> int:
    """Bytes that are free on the disk of a SQLite file."""
    return shutil.disk_usage(Path(url_of(url).database or "").absolute().parent).free


def _clock(slack_at: datetime | None, now: datetime) -> Check | None:
    if slack_at is None:
        return None
    apart = now - slack_at
    if abs(apart) < CLOCKS_APART:
        return Check("clock", True, "agrees with Slack's")
    side = "ahead of" if apart > timedelta() else "behind"
    minutes = abs(apart) / timedelta(minutes=1)
    return Check(
        "clock", False, f"this machine's is {minutes:,.0f} minutes {side} Slack's; set it, by NTP"
    )


async def _proxy(made: Parts) -> Check | None:
    """Slack's library takes a proxy from the environment; what asks the courts never does."""
    if "https" not in urllib.request.getproxies_environment():
        return None
    if await figures.all_fail(made.db, least=1):
        asked = "courts are asked without it and none can be read; let this machine reach them"
        return Check("proxy", False, f"HTTPS_PROXY is set, {asked}")
    return Check("proxy", True, "HTTPS_PROXY is set; courts are asked without it")


async def _monitor(made: Parts, now: datetime) -> Check:
    if made.settings.ping_url is None:
        return Check("monitor", True, "not set up; CRIER_PING_URL tells one that all is well")
    pinged_at = (await figures.figures(made.db, now, made.settings.min_seconds)).pinged_at
    if pinged_at is None:
        return Check("monitor", False, "it has not answered a worker that runs; see the log")
    said = f"last answered {when(pinged_at, EASTERN, now)}"
    return Check("monitor", now - pinged_at < LATE_PING, said)
