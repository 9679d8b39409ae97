"""A copy of everything at one moment, while others go on writing.

Whatever the engine, it is one SQLite file with the tables as they are there, and two of its
own: who made it when, and for each table how many rows it has and a digest of them, so that
a file that was cut off or damaged is known as such. ``restoring`` reads it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import OperationalError

from filings import db as databases
from filings.db import plain_errors
from filings.errors import BadInput, StoreError

APPLICATION = 0x43524945
"""SQLite's application_id of a backup: "CRIE"."""
AT_A_TIME = 1000
MIGRATING = 4_207_119_301
"""As in migrations/env.py: tables stay as they are while they are read."""
OWN = ("crier_backup", "crier_backup_table")
NO_ROWS_OF = ("alembic_version", *OWN)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as it says itself. ``rows`` has how many there are, by table."""

    made_at: datetime
    engine: str
    revision: str
    rows: dict[str, int]
    bytes: int


def take(text: str, file: Path, now: datetime, *, replace: bool = False) -> Backup:
    """Write a backup of the database at ``text`` (a DATABASE_URL) to a file that only its
    owner can read.

    Raises BadInput where there is no such database, or where ``file`` cannot be written or is
    there already and is not to be replaced; StoreError where the database cannot be read.
    """
    url = databases.url_of(text)
    _check(url, file, replace)
    with _written_beside(file) as part:
        if url.get_backend_name() == "sqlite":
            revision = _of_sqlite(url, part)
        else:
            revision = _of_postgresql(url, part)
        return _sealed(part, url.get_backend_name(), revision, now)


def _check(url: URL, file: Path, replace: bool) -> None:
    if not file.absolute().parent.is_dir():
        raise BadInput(f"{file} cannot be written: {file.absolute().parent} is no folder.")
    if file.is_dir():
        raise BadInput(f"{file} is a folder; name a file in it.")
    if url.get_backend_name() == "sqlite":
        source = Path(url.database or "")
        if not source.is_file():
            raise BadInput("There is no database at DATABASE_URL yet, so nothing to back up.")
        if file.exists() and file.samefile(source):
            raise BadInput(f"{file} is the database itself; name another file.")
    if file.exists() and not replace:
        raise BadInput(f"{file} is there already; name another file, or replace it with --force.")


@contextlib.contextmanager
def _written_beside(file: Path) -> Iterator[Path]:
    """A new file in the same folder, which takes the place of ``file`` once it is whole."""
    try:
        handle, name = tempfile.mkstemp(".part", f".{file.name}.", file.absolute().parent)
        os.close(handle)
        part = Path(name)
        try:
            yield part
            _flushed(part)
            part.replace(file)
            _flushed(file.absolute().parent)
        finally:
            for left in (part, Path(f"{part}-wal"), Path(f"{part}-shm"), Path(f"{part}-journal")):
                left.unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}.") from error
    except sqlite3.Error as error:
        raise BadInput(f"{file} cannot be written: {error}.") from error


def _flushed(path: Path) -> None:
    """What was written there outlives a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _of_sqlite(url: URL, part: Path) -> str:
    """One statement reads all of it; others may write meanwhile."""
    source = sqlite3.connect(url.database or "", timeout=databases.BUSY_SECONDS)
    with contextlib.closing(source):
        with plain_errors("The database could not be read"):
            revision = _known(_revision_of(source))
        source.execute("VACUUM INTO ?", (str(part),))
    return revision


def _revision_of(source: sqlite3.Connection) -> str | None:
    tables = {row[0] for row in source.execute("SELECT name FROM sqlite_master")}
    if "alembic_version" not in tables:
        return None
    row = source.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def _known(revision: str | None) -> str:
    if revision is None:
        raise BadInput("The database at DATABASE_URL has none of Crier's tables yet.")
    if revision not in databases.revisions():
        raise StoreError(
            "The database's tables are those of another, newer version of this program; "
            "make the backup with that one."
        )
    return revision


def _of_postgresql(url: URL, part: Path) -> str:
    """All tables as one snapshot shows them, in the tables that the same migrations make."""
    engine = databases.plain_engine(url)
    try:
        with (
            _readable(),
            engine.connect().execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            ) as source,
        ):
            source.execute(sa.select(sa.func.pg_advisory_xact_lock_shared(MIGRATING)))
            revision = _known(databases.revision_in(source))
            out = URL.create("sqlite", database=str(part))
            databases.migrate_at(out, revision)
            _copied(source, out)
        return revision
    finally:
        engine.dispose()


@contextlib.contextmanager
def _readable() -> Iterator[None]:
    """What the server says; trouble with the file that is written passes."""
    try:
        with plain_errors("The database could not be read"):
            yield
    except StoreError as error:
        if isinstance(error.__cause__, sqlite3.Error):
            raise error.__cause__ from error
        raise


def _copied(source: Connection, out: URL) -> None:
    into = databases.plain_engine(out)
    here, there = sa.MetaData(), sa.MetaData()
    try:
        with into.begin() as target:
            there.reflect(target)
            ours = [name for name in there.tables if name not in NO_ROWS_OF]
            here.reflect(source, only=ours)
            for name in ours:
                target.execute(there.tables[name].delete())
                rows = source.execution_options(yield_per=AT_A_TIME).execute(
                    sa.select(here.tables[name])
                )
                for some in rows.mappings().partitions():
                    target.execute(
                        there.tables[name].insert(),
                        [{key: _plain(value) for key, value in row.items()} for row in some],
                    )
    except OperationalError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise error.orig from error
        raise
    finally:
        into.dispose()


def _plain(value: Any) -> Any:
    """SQLite keeps moments in UTC, without a zone."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _sealed(part: Path, engine: str, revision: str, now: datetime) -> Backup:
    """Write down what is in the file, and make it one that needs no other beside it."""
    with contextlib.closing(sqlite3.connect(part)) as file:
        file.execute("PRAGMA journal_mode=DELETE")
        file.execute(f"PRAGMA application_id={APPLICATION}")
        for name in OWN:
            file.execute(f"DROP TABLE IF EXISTS {name}")
        file.execute("CREATE TABLE crier_backup (made_at TEXT, engine TEXT, revision TEXT)")
        file.execute("CREATE TABLE crier_backup_table (name TEXT, row_count INTEGER, digest TEXT)")
        rows = {}
        for name in tables_in(file):
            rows[name], digest = counted(file, name)
            file.execute(
                "INSERT INTO crier_backup_table VALUES (?, ?, ?)", (name, rows[name], digest)
            )
        file.execute(
            "INSERT INTO crier_backup VALUES (?, ?, ?)", (now.isoformat(), engine, revision)
        )
        file.commit()
    return Backup(now, engine, revision, rows, part.stat().st_size)


def tables_in(file: sqlite3.Connection) -> list[str]:
    """The tables of a backup that hold what was backed up."""
    names = file.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [row[0] for row in names if row[0] not in OWN and not row[0].startswith("sqlite_")]


def counted(file: sqlite3.Connection, name: str) -> tuple[int, str]:
    """How many rows a table has, and a digest of its columns and rows."""
    digest, count = hashlib.sha256(), 0
    rows = file.execute(f'SELECT * FROM "{name}" ORDER BY rowid')  # noqa: S608
    digest.update(repr([column[0] for column in rows.description]).encode())
    for row in rows:
        digest.update(repr(row).encode())
        count += 1
    return count, digest.hexdigest()
