"""``crier backup`` and ``crier restore``: everything that is recorded, as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from bot.commandline.clirun import AS_JSON, print_json
from bot.serving import logs
from bot.serving.scrubbing import secrets_of
from bot.words.phrases import counted, joined
from filings import settings as all_settings
from filings.store import backups, restoring
from filings.store.backups import Backup
from watchers.schedule import utcnow

_FILE = click.Path(path_type=Path)
_SAID = (
    # A watch is kept as a follow of no case.
    ("follow", "follow or watch", "follows and watches"),
    ("entry", "entry", "entries"),
    ("post", "message", "messages"),
)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@AS_JSON
def backup(file: Path, force: bool, as_json: bool) -> None:
    """Write everything that is recorded to FILE, while Crier goes on.

    FILE holds the tokens of workspaces that installed Crier and the secret links of calendars;
    only its owner can read it.
    """
    made = backups.take(_database_url(), file, utcnow(), replace=force)
    if as_json:
        print_json({"file": str(file), **_as_json(made)})
    else:
        click.echo(f"{file} holds {_what(made)}. Only you can read it: tokens are in it too.")


@click.command()
@click.argument("file", type=_FILE)
@AS_JSON
def restore(file: Path, as_json: bool) -> None:
    """Fill the empty database at DATABASE_URL from FILE, as crier backup wrote it.

    The backup may come from the other engine, or from an older version of Crier.
    """
    done = restoring.restore(_database_url(), file)
    if as_json:
        print_json({"file": str(file), **_as_json(done.backup), "looked_for": done.looked_for})
        return
    click.echo(f"Restored: {_what(done.backup)}.")
    click.echo("What was told after that is not known here, and may be told again.")
    if done.looked_for:
        waited = counted(
            done.looked_for, "message that waited then is", "messages that waited then are"
        )
        click.echo(f"{waited} looked for in Slack before being sent.")


def _database_url() -> str:
    settings = all_settings.load()
    logs.configure(json_lines=False, secrets=secrets_of(settings))
    return settings.database_url.get_secret_value()


def _what(made: Backup) -> str:
    parts = joined([counted(made.rows.get(name, 0), one, more) for name, one, more in _SAID])
    return f"{parts}, as of {made.made_at:%Y-%m-%d %H:%M} UTC"


def _as_json(made: Backup) -> dict[str, Any]:
    return {
        "made_at": made.made_at.isoformat(),
        "engine": made.engine,
        "revision": made.revision,
        "bytes": made.bytes,
        "rows": made.rows,
    }


COMMANDS: tuple[Any, ...] = (backup, restore)
