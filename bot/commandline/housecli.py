"""The commands of whoever keeps house: what was done, who may do it, and the follows as a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, Any, cast

import click

from bot.commandline import houseanswers
from bot.commandline.answers import Answer
from bot.commandline.carried import Carried
from bot.commandline.carriedcsv import as_csv, from_csv
from bot.commandline.carriedtoml import as_toml, from_toml
from bot.commandline.clirun import AS_JSON, run_with, show_answer
from bot.commandline.transfer import everything
from bot.serving import process
from bot.words.phrases import counted
from filings.errors import BadInput
from filings.store.workspaces import WHO

_WRITERS = {"csv": as_csv, "toml": as_toml}
_READERS = {"csv": from_csv, "toml": from_toml}
FORMS = tuple(_WRITERS)
MAX_BYTES = 20_000_000


@click.command()
@click.option("--channel", default="", help="Only this channel's.")
@click.option("-n", "count", type=click.IntRange(1, 10_000), default=50, help="How many lines.")
@AS_JSON
def log(channel: str, count: int, as_json: bool) -> int:
    """Who followed, changed, paused and unfollowed what, and when; the newest first."""

    async def show(made: process.Parts, _words: str) -> Answer:
        return await houseanswers.log(made, channel, count)

    return show_answer(show, "", as_json)


@click.command()
@click.argument("team", required=False, default="")
@click.option(
    "--who-follows", type=click.Choice(WHO), help="Who may change what a channel follows."
)
@AS_JSON
def workspace(team: str, who_follows: str | None, as_json: bool) -> int:
    """Who may follow in the channels of a workspace; TEAM is its id."""

    async def show(made: process.Parts, words: str) -> Answer:
        return await houseanswers.workspace(made, words, who_follows)

    return show_answer(show, team, as_json)


@click.command()
@click.option("--format", "form", type=click.Choice(FORMS), help="csv unless FILE ends otherwise.")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
def export(form: str | None, file: Path | None) -> int:
    """Write all follows, watches and morning lists to FILE or to standard output."""
    chosen = form or _form_to_write(file)

    async def once(made: process.Parts) -> int:
        what = await everything(made)
        body = _WRITERS[chosen](what).encode()
        if file is None:
            sys.stdout.buffer.write(body)
            sys.stdout.buffer.flush()
        else:
            _write(file, body)
            click.echo(_written(what, file), err=True)
        return 0

    return run_with(once)


def _write(file: Path, body: bytes) -> None:
    try:
        file.write_bytes(body)
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}.") from error


def _written(what: Carried, file: Path) -> str:
    parts = [counted(len(what.follows), "follow", "follows")]
    if what.watches:
        parts.append(counted(len(what.watches), "watch", "watches"))
    if what.mornings:
        parts.append(counted(len(what.mornings), "morning list", "morning lists"))
    channels = counted(len(what.channels), "channel", "channels")
    return f"{file} has {', '.join(parts)}, and the terms of {channels}."


class _Readable(click.File):
    """A file to read, or "-"; says in plain words why it cannot be."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> IO[bytes]:
        try:
            return cast("IO[bytes]", super().convert(value, param, ctx))
        except click.BadParameter as error:
            why = error.message.rpartition(": ")[2]
            raise BadInput(f"{value} cannot be read: {why[:1].lower()}{why[1:]}.") from error


@click.command("import")
@click.argument("file", type=_Readable("rb"))
@click.option(
    "--format", "form", type=click.Choice(FORMS), help="What FILE is, unless its name says."
)
@click.option("--partly", is_flag=True, help="Leave out what cannot be used, and go on.")
@AS_JSON
def take_in(file: IO[bytes], form: str | None, partly: bool, as_json: bool) -> int:
    """Follow and watch what FILE names, as crier export writes it, and change what differs from
    it; what FILE does not name stays."""
    what = _read(file, form)

    async def show(made: process.Parts, _words: str) -> Answer:
        return await houseanswers.take_in(made, what, partly=partly)

    return show_answer(show, "", as_json)


def _read(file: IO[bytes], form: str | None) -> Carried:
    body = file.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise BadInput(f"{file.name} has more than {MAX_BYTES // 1_000_000} MB.")
    try:
        # What a spreadsheet puts in front is no part of the first column's name.
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file.name} is not UTF-8 text; save it as CSV UTF-8.") from error
    return _READERS[form or _form_of(Path(file.name), "csv")](text)


def _form_to_write(file: Path | None) -> str:
    """Raises BadInput for a name that promises another sort of file."""
    if file is not None and file.suffix and file.suffix.lstrip(".").casefold() not in FORMS:
        raise BadInput(f"{file} would be neither CSV nor TOML; end its name in .csv or .toml.")
    return _form_of(file, "csv")


def _form_of(file: Path | None, otherwise: str) -> str:
    ending = "" if file is None else file.suffix.lstrip(".").casefold()
    return ending if ending in FORMS else otherwise


@click.command()
@click.argument("name")
@click.argument("case", nargs=-1, required=True)
@AS_JSON
def forget(name: str, case: tuple[str, ...], as_json: bool) -> int:
    """Take NAME out of all that is recorded of CASE, and out of the messages about it.

    For a name that a court withdrew or made anonymous. Whoever tells of it again is not
    believed. For example: crier forget "Jane Sample" 1:25-cv-00457 dcd
    """

    async def show(made: process.Parts, words: str) -> Answer:
        return await houseanswers.forget(made, name, words)

    return show_answer(show, " ".join(case), as_json)


COMMANDS: tuple[Any, ...] = (log, workspace, export, take_in, forget)
