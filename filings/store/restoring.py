"""A backup put back into an empty database, on either engine, whichever it came from.

What waited to be sent when the backup was made may have been sent since: it is looked for in
its channel before it is sent, like any message whose outcome is unknown.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection

from filings import db as databases
from filings.db import plain_errors
from filings.errors import BadInput
from filings.models import SQLModel
from filings.postlife import State, kept_as
from filings.store.backups import APPLICATION, AT_A_TIME, Backup, counted
from filings.store.core import channels, errands, posts, processes, sources, watch_versions

_HEADER = b"SQLite format 3\x00"
_MADE_BY_MIGRATIONS = (processes.name, watch_versions.name)
"""Tables that have rows in a database that nobody has used for anything yet."""


@dataclass(frozen=True, slots=True)
class Restored:
    """``looked_for`` is how many messages waited, or had no answer, when it was made."""

    backup: Backup
    looked_for: int


def restore(text: str, file: Path) -> Restored:
    """Fill the empty database at ``text`` (a DATABASE_URL), whole or not at all.

    Raises BadInput for a file that is no backup, is damaged or newer than this program, and
    for a database that is not empty; StoreError where the database cannot be written.
    """
    url = databases.url_of(text)
    backup = examined(file)
    _refuse_used(url)
    with _of_this_version(file, backup) as source:
        databases.migrate_at(url)
        looked_for = _filled(url, source, backup.made_at)
    return Restored(backup, looked_for)


def examined(file: Path) -> Backup:
    """What a backup says of itself, once all of it was read and is as it was written."""
    try:
        with file.open("rb") as opened:
            header = opened.read(100)
        size = file.stat().st_size
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
    if header[:16] != _HEADER or int.from_bytes(header[68:72], "big") != APPLICATION:
        raise BadInput(f"{file} is not a backup; name a file that crier backup wrote.")
    damaged = BadInput(f"{file} is cut off or damaged; use another backup.")
    if size != int.from_bytes(header[28:32], "big") * _page_size(header):
        raise damaged
    try:
        with contextlib.closing(_opened(file)) as opened_file:
            return _read(opened_file, file, size, damaged)
    except (sqlite3.DatabaseError, UnicodeDecodeError, ValueError) as error:
        raise damaged from error


def _page_size(header: bytes) -> int:
    # https://www.sqlite.org/fileformat.html: 1 stands for 65,536.
    size = int.from_bytes(header[16:18], "big")
    return 65_536 if size == 1 else size


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _read(opened: sqlite3.Connection, file: Path, size: int, damaged: BadInput) -> Backup:
    if opened.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise damaged
    made_at, engine, revision = opened.execute("SELECT * FROM crier_backup").fetchone()
    rows = {}
    for name, row_count, digest in opened.execute("SELECT * FROM crier_backup_table").fetchall():
        if counted(opened, name) != (row_count, digest):
            raise damaged
        rows[name] = row_count
    if revision not in databases.revisions():
        raise BadInput(f"{file} was made by a newer version of this program; install that one.")
    return Backup(datetime.fromisoformat(made_at), engine, revision, rows, size)


@contextlib.contextmanager
def _of_this_version(file: Path, backup: Backup) -> Iterator[URL]:
    """The backup with the tables of this program: itself, or a copy brought up to date."""
    if backup.revision == databases.newest_revision():
        yield URL.create("sqlite", database=str(file.absolute()))
        return
    with tempfile.TemporaryDirectory(prefix="crier-") as folder:
        copy = Path(folder) / "backup.db"
        try:
            shutil.copyfile(file, copy)
        except OSError as error:
            raise BadInput(f"{file} cannot be copied to {folder}: {error.strerror}.") from error
        url = URL.create("sqlite", database=str(copy))
        databases.migrate_at(url)
        yield url


def _refuse_used(url: URL) -> None:
    """Before anything is changed there. What belongs to other programs is no matter."""
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return
    engine = databases.plain_engine(url)
    try:
        with plain_errors("DATABASE_URL cannot be used now"), engine.begin() as connection:
            there = set(sa.inspect(connection).get_table_names())
            _refuse_rows(connection, there)
    finally:
        engine.dispose()


def _refuse_rows(connection: Connection, there: set[str]) -> None:
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in there or table.name in _MADE_BY_MIGRATIONS:
            continue
        if connection.scalar(sa.select(sa.literal(1)).select_from(table).limit(1)) is not None:
            raise BadInput(
                "The database at DATABASE_URL is not empty, and nothing in it was changed; "
                "name a new one to restore into."
            )


def _filled(url: URL, source: URL, made_at: datetime) -> int:
    into, out_of = databases.plain_engine(url), _reading(source)
    tables = SQLModel.metadata.sorted_tables
    try:
        with (
            plain_errors("The backup could not be restored, and nothing of it was kept"),
            out_of.connect() as old,
            into.begin() as new,
        ):
            if into.dialect.name == "postgresql":
                names = ", ".join(f'"{table.name}"' for table in tables)
                new.execute(sa.text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
            _refuse_rows(new, {table.name for table in tables})
            for table in tables:
                _fill(old, new, table)
            # What it lacks is told as such, and not as hours without a worker.
            new.execute(processes.insert().values(id="backup", role="backup", seen_at=made_at))
            return _unsettled(new)
    finally:
        into.dispose()
        out_of.dispose()


def _reading(source: URL) -> sa.Engine:
    return sa.create_engine(source, poolclass=sa.NullPool)


def _fill(old: Connection, new: Connection, table: sa.Table) -> None:
    # Whoever was at work then is not now.
    new.execute(table.delete())
    if table is not processes:
        rows = old.execution_options(yield_per=AT_A_TIME).execute(sa.select(table))
        for some in rows.mappings().partitions():
            new.execute(table.insert(), [dict(row) for row in some])
    counter = table.autoincrement_column
    if new.dialect.name == "postgresql" and counter is not None:
        sequence = sa.func.pg_get_serial_sequence(table.name, counter.name)
        highest = sa.select(sa.func.max(counter)).scalar_subquery()
        new.execute(
            sa.select(sa.func.setval(sequence, sa.func.coalesce(highest, 1), highest.is_not(None)))
        )


def _unsettled(new: Connection) -> int:
    """Nobody holds anything, and of what was not known to be sent the outcome is unknown."""
    for held in (channels, sources, errands):
        new.execute(held.update().values(lease=None, lease_until=None))
    to_slack = posts.c.team_id != ""
    waiting, asked = kept_as(State.WAITING), kept_as(State.ASKED)
    new.execute(
        posts.update()
        .where(posts.c.state == waiting, to_slack)
        .values(state=asked, asked_at=posts.c.created_at)
    )
    found = new.scalar(
        sa.select(sa.func.count()).select_from(posts).where(posts.c.state == asked, to_slack)
    )
    return int(found or 0)
