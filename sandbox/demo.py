"""``crier demo``: a court day on this machine, from the first follow to the last alert.

The real bot reads a court of the sandbox and answers in a Slack of the sandbox;
what the terminal shows are the messages that this Slack has stored.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import time
from collections.abc import Iterable

import click
import structlog

from bot import logs
from filings.errors import CrierError
from sandbox import day
from sandbox.rehearsal import PATIENCE, rehearsal
from sandbox.showing import Report, Showing
from sandbox.teller import Teller, for_stdout

START = day.on(3, 14, 24)
# slack_sdk sends even loopback calls to a proxy, whatever NO_PROXY says, and Bolt
# takes an app's secrets from the environment when it is given none.
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "FTP_PROXY")


@click.command()
@click.option(
    "--pace",
    type=click.FloatRange(0, 60),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="Pause after each step.",
)
@click.option(
    "--patience",
    type=click.FloatRange(0, 3600),
    default=PATIENCE,
    show_default=True,
    metavar="SECONDS",
    help="Give up when something has not come by then.",
)
@click.option("--terminal", is_flag=True, help="Show it in this terminal; there is no other yet.")
@click.option("--verbose", is_flag=True, help="Show the bot's log too, on standard error.")
def command(pace: float, patience: float, terminal: bool, verbose: bool) -> int:
    """A court day with the real bot, on this machine: no account, no network."""
    del terminal
    logs.configure(json_lines=True)
    if not verbose:
        _silence()
    _forget_the_environment()
    failures: list[str] = []
    unread = False
    try:
        asyncio.run(play(for_stdout(), pace, patience))
    except* CrierError as errors:
        failures += _sentences(errors.exceptions)
    except* BrokenPipeError:
        unread = True
    if unread:
        # Alone, and not in a group, click knows it: whoever read this has gone.
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
    if failures:
        click.echo(f"{failures[0]} --verbose shows the bot's log.", err=True)
    return 1 if failures else 0


def _silence() -> None:
    logging.disable()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())


def _forget_the_environment() -> None:
    for name in tuple(os.environ):
        if name.upper() in _PROXIES or name.startswith("SLACK_"):
            del os.environ[name]


def _sentences(errors: Iterable[BaseException]) -> list[str]:
    found: list[str] = []
    for error in errors:
        if isinstance(error, BaseExceptionGroup):
            found += _sentences(error.exceptions)
        else:
            found.append(str(error))
    return found


async def play(tell: Teller, pace: float, patience: float = PATIENCE) -> Report:
    """Show the day, with a pause of ``pace`` seconds after each step.

    Raises RehearsalFailed, in a group, when something goes otherwise than written.
    """
    _what_this_is(tell)
    since = time.monotonic()
    async with rehearsal(START, patience) as stage:
        report = await Showing(stage, tell, pace).play()
    _how_to_go_on(tell, report, time.monotonic() - since)
    return report


def _what_this_is(tell: Teller) -> None:
    tell.title("Court Crier, a demonstration")
    tell.say(
        "The real bot, between a court and a Slack that run on this machine only. No account, "
        "no network, and nothing stays behind."
    )
    tell.gap()
    tell.say(
        "The first case is real: Ctr. for Taxpayer Rights v. Internal Revenue Serv., D.D.C., "
        "No.\u00a01:25-cv-00457, before Judge Kollar-Kotelly, and in it the plaintiffs' notice of "
        "11/3/25, an objection to the administrative record. Its entry numbers and times are "
        "samples, the other cases are invented, the links lead nowhere."
    )
    tell.say("In the messages ‹ › is a link and [ ] a button.")


def _how_to_go_on(tell: Teller, report: Report, took: float) -> None:
    tell.gap()
    tell.title("The day is over")
    tell.say(
        f"It took {took:.0f} s. The court was asked {report.requests} times, and never for a page "
        f"that costs money. #courts got {len(report.messages)} messages; nothing was told twice."
    )
    tell.gap()
    tell.title("With your own Slack")
    tell.point(
        "1. At api.slack.com/apps: Create New App, From a manifest, and paste slack/manifest.yaml."
    )
    tell.point(
        "2. cp .env.example .env, and put there the app's two tokens (xapp-…, xoxb-…) and an "
        "address at which a court can reach you."
    )
    tell.point("3. make run, and in a channel: /docket test")
    tell.say("README.md has each step, under “Connect a Slack workspace”.")
