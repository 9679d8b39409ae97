"""All that is outside the bot, on loopback: Slack, the courts, CourtListener, the Supreme Court."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filings.settings import Settings
from sandbox.clock import Clock
from sandbox.courtlistener import SandboxCourtListener
from sandbox.courts import CourtServer
from sandbox.slack import SandboxSlack, Setup
from sandbox.supremecourt import SandboxSupremeCourt

LOOPBACK = "127.0.0.1"
A_MINUTE, AN_HOUR, A_DAY = 15, 100, 125
"""A day's questions as any token has them; more at a time, since the demo's hours are short."""
_SECRET = "the-secret-of-a-demo"


@dataclass(frozen=True, slots=True)
class World:
    """The servers; ``listener`` is CourtListener, ``supreme`` the Supreme Court."""

    slack: SandboxSlack
    courts: CourtServer
    listener: SandboxCourtListener
    supreme: SandboxSupremeCourt

    def settings(self, database: Path) -> Settings:
        """Every setting said, so that none comes from the environment or from ``.env``."""
        return Settings(_env_file=None, **self.values(f"sqlite:///{database}"))

    def values(self, database_url: str) -> dict[str, Any]:
        """The same by their names, for a process of its own."""
        values: dict[str, Any] = {
            field.alias or name: field.get_default()
            for name, field in Settings.model_fields.items()
        }
        return values | {
            "DATABASE_URL": database_url,
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "SLACK_API_URL": self.slack.api_url,
            "PORT": 0,
            "CRIER_ECF_ORIGIN": self.courts.origin,
            "CRIER_CONTACT": "nobody; a demo on loopback",
            "CRIER_MIN_SECONDS": 0,
            "CRIER_SCOTUS_ORIGIN": self.supreme.origin,
            "COURTLISTENER_URL": self.listener.url,
            "COURTLISTENER_TOKEN": self.listener.token,
            "COURTLISTENER_WEBHOOK_SECRET": _SECRET,
        }


def hook(port: int) -> str:
    """Where a bot that listens on ``port`` takes CourtListener's events."""
    return f"http://{LOOPBACK}:{port}/webhooks/courtlistener/{_SECRET}"


@contextlib.asynccontextmanager
async def world(setup: Setup, clock: Clock) -> AsyncIterator[World]:
    """On the clock of whoever asks, which dates messages and counts CourtListener's quota."""
    listener = SandboxCourtListener(clock=clock, limits=(A_MINUTE, AN_HOUR, A_DAY))
    async with (
        SandboxSlack(setup, clock=clock.seconds) as slack,
        CourtServer() as courts,
        listener,
        SandboxSupremeCourt() as supreme,
    ):
        yield World(slack, courts, listener, supreme)
