"""Logs: one line per unit of work, on standard error.

JSON for the long-running processes, plain warnings for the short commands.
The libraries beneath may log requests with tokens or message texts at their
finer levels, so only their errors are let through, and no secret (scrubbing.py).
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

import structlog

from bot.serving import counted
from bot.serving.scrubbing import Scrubber

LIBRARIES = ("slack_bolt", "slack_sdk", "aiohttp", "httpx", "apscheduler", "uvicorn", "alembic")


class _Plain(logging.Formatter):
    """What a library says, for a person."""

    def __init__(self, scrubber: Scrubber) -> None:
        super().__init__("%(name)s: %(message)s")
        self._scrubber = scrubber

    def format(self, record: logging.LogRecord) -> str:
        return self._scrubber.scrubbed(super().format(record))


class _Line(_Plain):
    """The same as one line of JSON, a traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "event": record.getMessage(),
            "logger": record.name,
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return self._scrubber.scrubbed(json.dumps(line))


def configure(*, json_lines: bool, secrets: Iterable[str] = ()) -> None:
    """Set logging up for this process; ``secrets`` are values that no line may hold."""
    scrubber = Scrubber(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line(scrubber) if json_lines else _Plain(scrubber))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.ERROR)
    # What a library warns of is for whoever reads the logs, not for the desk.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.WARNING if json_lines else logging.ERROR)
    level = logging.INFO if json_lines else logging.ERROR
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            counted.HERE,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
            scrubber,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
