"""The engine, the two ways to use it, and migrations.

Reads and writes are asked for apart: on SQLite a writing transaction begins
IMMEDIATE, so that it waits for its turn at the start and never fails halfway,
and it holds no network call.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from filings import models
from filings.dberrors import plain_errors as plain_errors
from filings.dburl import check_folder
from filings.dburl import url_of as url_of
from filings.errors import BadInput, SchemaAhead, SchemaBehind, StoreAway, StoreError

BUSY_SECONDS = 30
_PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""How long a PostgreSQL that has gone without a word is waited for: seconds, and milliseconds at
last. https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS"""
_MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


class Database:
    """One engine. ``read()`` and ``write()`` give a connection in a transaction.

    ``trouble`` is why the last writing transaction could not be had or kept, "" since one was.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        self.trouble = ""
        self._asked_at: float | None = None
        # SQLite has one writer at a time, and lets those that wait try again and again without
        # any order; one that only wants to keep an event would wait behind all the others.
        self._turn: contextlib.AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if self.dialect == "sqlite" else contextlib.nullcontext()
        )

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        with plain_errors():
            async with self.engine.begin() as connection:
                yield connection

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        try:
            with plain_errors():
                async with self._turn, self._begun() as connection:
                    yield connection
        except StoreAway as error:
            self.trouble = str(error)
            raise
        self.trouble = ""

    @contextlib.asynccontextmanager
    async def _begun(self) -> AsyncIterator[AsyncConnection]:
        self._asked_at = time.monotonic()
        try:
            begun = self.engine.execution_options(crier_write=True).begin()
            async with begun as connection:
                self._asked_at = None
                yield connection
        finally:
            self._asked_at = None

    @property
    def held_for(self) -> float:
        """Seconds that this process has waited for a SQLite file which another one is writing."""
        asked_at = self._asked_at
        if self.dialect != "sqlite" or asked_at is None:
            return 0.0
        return time.monotonic() - asked_at

    async def close(self) -> None:
        await self.engine.dispose()


def connect(text: str, *, busy_seconds: float = BUSY_SECONDS) -> Database:
    """A Database for a DATABASE_URL; nothing is opened yet. ``busy_seconds`` is how long a
    writer waits for another process on SQLite."""
    url = url_of(text)
    check_folder(url)
    try:
        if url.get_backend_name() == "sqlite":
            engine = create_async_engine(url, connect_args={"timeout": busy_seconds})
            _prepare_sqlite(engine)
        else:
            engine = create_async_engine(url, pool_pre_ping=True, connect_args=_patience(url))
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise BadInput(f"DATABASE_URL cannot be used here: {error}.") from error
    return Database(engine)


def _patience(url: URL) -> dict[str, int]:
    """Arguments of a connection; what DATABASE_URL says itself holds."""
    return {name: value for name, value in _PATIENCE.items() if name not in url.query}


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @sa.event.listens_for(engine.sync_engine, "connect")
    def _open(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN comes too late and never IMMEDIATE.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("crier_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def plain_engine(url: URL) -> sa.Engine:
    """Without asyncio, as Alembic and backups need it; every transaction is a writing one."""
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, poolclass=sa.NullPool, connect_args=_patience(url))
    engine = sa.create_engine(
        url.set(drivername="sqlite"),
        connect_args={"timeout": BUSY_SECONDS},
        poolclass=sa.NullPool,
    )

    @sa.event.listens_for(engine, "connect")
    def _open(connection: Any, _record: Any) -> None:
        connection.isolation_level = None

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def alembic_config(engine: sa.Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config


def newest_revision() -> str:
    return _script().get_current_head() or ""


def revisions() -> list[str]:
    """Every revision that this program knows, the first one first."""
    return [script.revision for script in reversed(list(_script().walk_revisions()))]


def _script() -> ScriptDirectory:
    return ScriptDirectory(str(_MIGRATIONS))


def migrate(text: str, revision: str = "head") -> None:
    """Bring the tables to a revision; on SQLite also make the file.

    Several processes may do so at once. Raises StoreError when the database
    cannot be opened, SchemaAhead when it was made by a newer version.
    """
    migrate_at(url_of(text), revision)


def migrate_at(url: URL, revision: str = "head") -> None:
    """``migrate`` for an address that is taken apart already."""
    check_folder(url)
    engine = plain_engine(url)
    try:
        with plain_errors("The database could not be brought up to date"):
            if engine.dialect.name == "sqlite":
                _write_ahead(engine)
            command.upgrade(alembic_config(engine), revision)
    except CommandError as error:
        raise SchemaAhead() from error
    finally:
        engine.dispose()


def _write_ahead(engine: sa.Engine) -> None:
    """Readers beside a writer. The mode stays with the file."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def revision_in(connection: Connection) -> str | None:
    """The revision of the tables there, None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


async def prepare(text: str) -> Database:
    """A Database whose tables are those of this program.

    A SQLite database is created and migrated here. On PostgreSQL an old
    schema raises SchemaBehind, which says to run ``crier migrate``: there
    other processes may be using it. A newer one raises SchemaAhead on both.
    """
    url = url_of(text)
    if url.get_backend_name() == "sqlite":
        # By the plain driver: aiosqlite's thread outlives a file that cannot be opened.
        if await asyncio.to_thread(_sqlite_revision, url) != newest_revision():
            await asyncio.to_thread(migrate, text)
        return connect(text)
    database = connect(text)
    try:
        async with database.read() as connection:
            current = await connection.run_sync(revision_in)
    except StoreError:
        await database.close()
        raise
    if current == newest_revision():
        return database
    await database.close()
    if current is not None and current not in revisions():
        raise SchemaAhead()
    raise SchemaBehind("The database's tables are not those of this version. Run: crier migrate")


def _sqlite_revision(url: URL) -> str | None:
    check_folder(url)
    plain = url.set(drivername="sqlite")
    engine = sa.create_engine(plain, connect_args={"timeout": BUSY_SECONDS})
    try:
        with plain_errors(), engine.connect() as connection:
            return revision_in(connection)
    finally:
        engine.dispose()


def table(model: type[models.SQLModel]) -> sa.Table:
    """The Core table of a model."""
    return models.SQLModel.metadata.tables[str(model.__tablename__)]
