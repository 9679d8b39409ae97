"""``crier demo``: a court day on this machine, in a browser or in this terminal.

The real bot reads courts of the sandbox and answers in a Slack of the sandbox;
what is shown are the messages that this Slack has stored.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import time
from collections.abc import Coroutine, Iterable
from typing import Any

import click
import structlog

from bot.serving import logs
from filings.errors import BadInput, CrierError
from sandbox import day, opening, pacing
from sandbox.page.site import PORT
from sandbox.rehearsal import PATIENCE, rehearsal
from sandbox.showing import Report, Showing
from sandbox.teller import Teller, for_stdout

START = day.on(3, 14, 24)
_TERMINATED = 128 + signal.SIGTERM
# slack_sdk sends even loopback calls to a proxy, whatever NO_PROXY says, and Bolt
# takes an app's secrets from the environment when it is given none.
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "FTP_PROXY")


@click.command()
@click.option("--terminal", is_flag=True, help="Show a day in this terminal, without a browser.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Of the page; a taken one gives way to the next, 0 takes any.",
)
@click.option("--no-open", is_flag=True, help="Print the page's address and open nothing.")
@click.option(
    "--pace",
    type=click.FloatRange(0, 60),
    metavar="SECONDS",
    help="Pause after each step: 2 in the terminal, 15 in the browser, where it can be changed.",
)
@click.option(
    "--patience",
    type=click.FloatRange(0, 3600),
    default=PATIENCE,
    show_default=True,
    metavar="SECONDS",
    help="In the terminal: give up when something has not come by then.",
)
@click.option("--verbose", is_flag=True, help="Show the bot's log too, on standard error.")
def command(
    terminal: bool, port: int, no_open: bool, pace: float | None, patience: float, verbose: bool
) -> int:
    """A court day with the real bot, on this machine: no account, no network."""
    logs.configure(json_lines=True)
    if not verbose:
        _silence()
    _forget_the_environment()
    if terminal:
        return run(play(for_stdout(), 2.0 if pace is None else pace, patience))
    chosen = pacing.DEFAULT if pace is None else pacing.nearest(pace)
    show = _open_nothing if no_open else opening.open_in_browser
    return run(opening.serve(click.echo, port=port, pace=chosen, open_page=show))


def _open_nothing(url: str) -> bool:
    return False


def run(work: Coroutine[Any, Any, object]) -> int:
    """Its exit code, with one sentence on standard error where it is not 0."""
    failures: list[BaseException] = []
    unread = False
    try:
        if asyncio.run(_unless_terminated(work)):
            return _TERMINATED
    except* CrierError as errors:
        failures += _flat(errors.exceptions)
    except* BrokenPipeError:
        unread = True
    except* OSError as errors:
        failures += _flat(errors.exceptions)
    if unread:
        # Alone, and not in a group, click knows it: whoever read this has gone.
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
    if not failures:
        return 0
    first = failures[0]
    if isinstance(first, OSError):
        click.echo(f"The demo cannot work on this machine: {first.strerror or first}.", err=True)
        return 2
    if isinstance(first, BadInput):
        click.echo(str(first), err=True)
        return 2
    click.echo(f"{first} --verbose shows the bot's log.", err=True)
    return 1


async def _unless_terminated(work: Coroutine[Any, Any, object]) -> bool:
    """Do it; True when SIGTERM ended it, which is to leave nothing behind either."""
    terminated = False
    doing = asyncio.ensure_future(work)

    def end() -> None:
        nonlocal terminated
        terminated = True
        doing.cancel()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end)
    try:
        await doing
    except asyncio.CancelledError:
        if not terminated:
            raise
    return terminated


def _silence() -> None:
    logging.disable()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())


def _forget_the_environment() -> None:
    for name in tuple(os.environ):
        if name.upper() in _PROXIES or name.startswith("SLACK_"):
            del os.environ[name]


def _flat(errors: Iterable[BaseException]) -> list[BaseException]:
    found: list[BaseException] = []
    for error in errors:
        found += _flat(error.exceptions) if isinstance(error, BaseExceptionGroup) else [error]
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
