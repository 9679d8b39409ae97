"""``crier``: the command line. A mistake is one sentence and exit code 2."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import entry_points
from typing import NoReturn

import click

from bot.access import tokenkeys
from bot.access.workspaces import Installed
from bot.commandline import answers, backupcli, calendarcli, housecli, watchcli
from bot.commandline.check import check as check_courts
from bot.commandline.clirun import AS_JSON, print_json, run_with, show_answer
from bot.commandline.doctor import examine
from bot.reading.typedterms import as_line
from bot.serving import logs, process
from filings import db as databases
from filings import settings as all_settings
from filings.errors import BadInput, CrierError, StoreError


class _Group(click.Group):
    """Loads commands that other parts register, and says mistakes in one sentence."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if found := super().get_command(ctx, name):
            return found
        for point in entry_points(group="crier.commands", name=name):
            loaded = point.load()
            return loaded if isinstance(loaded, click.Command) else None
        return None

    def list_commands(self, ctx: click.Context) -> list[str]:
        more = (point.name for point in entry_points(group="crier.commands"))
        return sorted({*super().list_commands(ctx), *more})


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="court-crier", prog_name="crier")
def cli() -> None:
    """Court filings in a newsroom's Slack channels, minutes after the court publishes them."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The console script; ``arguments`` are the process's own unless given."""
    try:
        code = cli.main(arguments, standalone_mode=False)
    except click.ClickException as error:
        _fail(error.format_message())
    except click.exceptions.Abort:
        sys.exit(130)
    except CrierError as error:
        _fail(str(error), 2 if error.permanent else 1)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(sentence: str, code: int = 2) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(code)


@cli.command()
def run() -> int:
    """Everything in one process: read courts, send, and answer in Slack."""
    return _run_whole(lambda made: process.whole(made, process.stop_on_signals()))


def _run_whole(whole: Callable[[process.Parts], Awaitable[None]]) -> int:
    try:
        return run_with(whole, json_logs=True)
    except* CrierError as errors:
        first = errors.exceptions[0]
        while isinstance(first, ExceptionGroup):
            first = first.exceptions[0]
        raise first from None


@cli.command()
def web() -> int:
    """Take what comes in: Slack's commands and buttons, and the health page."""
    return run_with(
        lambda made: process.serve(made, process.stop_on_signals(), None), json_logs=True
    )


@cli.command()
def worker() -> int:
    """Read courts and send."""
    return run_with(
        lambda made: process.work(made, process.stop_on_signals(), process.sender(made)),
        json_logs=True,
    )


@cli.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    logs.configure(json_lines=False)
    url = all_settings.load().database_url.get_secret_value()
    try:
        databases.migrate(url)
    except StoreError as error:
        raise BadInput(str(error)) from error
    click.echo(f"The tables are at revision {databases.newest_revision()}.")


@cli.command()
def newkey() -> None:
    """Print a new key for CRIER_TOKEN_KEY."""
    click.echo(tokenkeys.new_key())


@cli.command()
def rekey() -> int:
    """Encrypt the workspaces' tokens by the first key of CRIER_TOKEN_KEY."""

    async def once(made: process.Parts) -> int:
        workspaces = made.workspaces()
        if not isinstance(workspaces, Installed):
            raise BadInput("There is nothing to encrypt: SLACK_CLIENT_ID is not set.")
        count = await workspaces.installs.rekey()
        if not count:
            click.echo("No workspace has installed Crier yet.")
        else:
            click.echo(f"Workspaces whose tokens are under the first key now: {count}.")
        return 0

    return run_with(once)


@cli.command()
@click.argument("courts", nargs=-1, metavar="[COURT…]")
@AS_JSON
def check(courts: tuple[str, ...], as_json: bool) -> int:
    """Read every followed court now, or the named ones, and send what is due."""

    async def once(made: process.Parts) -> int:
        report = await check_courts(made, courts, to_stderr=as_json)
        if as_json:
            print_json(report.as_json())
        else:
            click.echo(report.as_text(), err=True)
        return 1 if report.failed else 0

    return run_with(once)


@cli.command()
@click.argument("text", nargs=-1, metavar="[TEXT]")
@AS_JSON
def find(text: tuple[str, ...], as_json: bool) -> int:
    """Cases named in a text, or on standard input."""
    words = " ".join(text) if text else sys.stdin.read()

    async def once(made: process.Parts) -> int:
        found = await answers.find(made, words)
        if as_json:
            print_json(found)
        else:
            for case in found:
                click.echo("  ".join(str(part) for part in case.values() if part))
            if not found:
                click.echo("No case is named there.", err=True)
        return 0 if found or as_json else 1

    return run_with(once)


@cli.command()
@click.argument("text", nargs=-1, required=True)
@AS_JSON
def lookup(text: tuple[str, ...], as_json: bool) -> int:
    """One case: what it is, its last filings, what its court's feed covers."""

    async def show(made: process.Parts, words: str) -> answers.Answer:
        return await answers.lookup_answer(made, words, whole=as_json)

    return show_answer(show, " ".join(text), as_json)


@cli.command()
@click.argument("text", nargs=-1, required=True)
@click.option("-n", "count", type=click.IntRange(1, 25), default=10, help="How many filings.")
@AS_JSON
def recent(text: tuple[str, ...], count: int, as_json: bool) -> int:
    """The last filings of a case."""

    async def show(made: process.Parts, words: str) -> answers.Answer:
        return await answers.recent(made, words, count)

    return show_answer(show, " ".join(text), as_json)


@cli.command()
@click.argument("text", nargs=-1, required=True)
@AS_JSON
def cite(text: tuple[str, ...], as_json: bool) -> int:
    """The line to paste under a story: the case and its last filing."""
    return show_answer(answers.cite, " ".join(text), as_json)


# "-hearing" is a word that is not wanted, and no wish for help.
@cli.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("text", nargs=-1, required=True)
@click.option("--channel", required=True, help="A channel's id or #name, or: terminal")
@click.option("--pdf", is_flag=True, help="Name the first free PDF of a filing in its thread.")
@AS_JSON
def follow(text: tuple[str, ...], channel: str, pdf: bool, as_json: bool) -> int:
    """Follow a case in a channel.

    Behind the case may stand what is wanted of it, as in Slack: kinds of filings, +word or
    -word, and when: hourly, or daily 5pm. For example: crier follow 1:25-cv-00457 dcd orders
    daily 5pm --channel "#courts"
    """

    async def show(made: process.Parts, words: str) -> answers.Answer:
        return await answers.follow(made, words, channel, documents=pdf)

    return show_answer(show, as_line(text), as_json)


@cli.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--channel", required=True, help="A channel's id or #name, or: terminal")
@AS_JSON
def unfollow(text: tuple[str, ...], channel: str, as_json: bool) -> int:
    """Stop following a case in a channel."""

    async def show(made: process.Parts, words: str) -> answers.Answer:
        return await answers.unfollow(made, words, channel)

    return show_answer(show, " ".join(text), as_json)


@cli.command()
@click.option("--channel", default="", help="Only this channel's.")
@AS_JSON
def follows(channel: str, as_json: bool) -> int:
    """What is followed, and where."""

    async def show(made: process.Parts, _words: str) -> answers.Answer:
        return await answers.follows_of(made, channel)

    return show_answer(show, "", as_json)


@cli.command()
@AS_JSON
def doctor(as_json: bool) -> int:
    """Whether settings, database, Slack and courts are well, and what to do if not."""
    return show_answer(lambda made, _words: examine(made), "", as_json)


for command in (
    *housecli.COMMANDS, *calendarcli.COMMANDS, *watchcli.COMMANDS, *backupcli.COMMANDS
):  # fmt: skip
    cli.add_command(command)
