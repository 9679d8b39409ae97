"""Logs: one line per unit of work, on standard error.

JSON for the long-running processes, plain warnings for the short commands.
The libraries beneath may log requests with tokens or message texts at their
finer levels, so only their errors are let through.
"""

from __future__ import annotations

import logging
import sys

import structlog

LIBRARIES = ("slack_bolt", "slack_sdk", "aiohttp", "httpx", "apscheduler", "uvicorn", "alembic")


def configure(*, json_lines: bool) -> None:
    """Set logging up for this process."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.ERROR)
    # What a library warns of is for whoever reads the logs, not for the desk.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.WARNING if json_lines else logging.ERROR)
    level = logging.INFO if json_lines else logging.ERROR
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
