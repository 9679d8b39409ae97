"""Databases on PostgreSQL for tests, made once and emptied after each.

To make one and to drop it takes a server longer than most tests take: it copies some two hundred
files, and each drop is a checkpoint.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg
import pytest
from psycopg import sql

from filings.db import migrate, newest_revision
from filings.models import SQLModel

POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"

# Whatever a test may have done to the tables; the ids tell a table that was made anew.
_SHAPE = """
SELECT md5(string_agg(one, ' ' ORDER BY one)) FROM (
    SELECT concat_ws(',', c.oid, c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull,
                     a.attisdropped) AS one
      FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(',', oid, conname) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(',', oid, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT concat_ws(',', oid, proname) FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace
) AS all_of_it
"""
_ALONE = (
    "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_USED = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    " AND relkind = 'r' AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0"
)
_FROM_THE_FIRST = (
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
    " FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
)


@dataclass
class Spare:
    """Databases with the tables of this program and nothing in them, at addresses."""

    server: str
    template: str
    revision: str
    free: list[str] = field(default_factory=list)
    shapes: dict[str, str] = field(default_factory=dict)

    def take(self) -> str:
        if self.free:
            return self.free.pop()
        url = new_database(self.server, self.template)
        with psycopg.connect(url, autocommit=True) as connection:
            self.shapes[url] = _shape(connection)
        return url

    def give_back(self, url: str) -> None:
        """Empty it for the next test, or drop it where a test changed more than rows."""
        if self._emptied(url):
            self.free.append(url)
        else:
            drop_database(self.server, url)
            del self.shapes[url]

    def _emptied(self, url: str) -> bool:
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(_ALONE)
                if _shape(connection) != self.shapes[url]:
                    return False
                _empty(connection)
                row = connection.execute("SELECT * FROM alembic_version").fetchall()
                return row == [(self.revision,)]
        except psycopg.Error:
            return False

    def drop_all(self) -> None:
        for url in self.free:
            drop_database(self.server, url)


def _shape(connection: psycopg.Connection) -> str:
    row = connection.execute(_SHAPE).fetchone()
    assert row is not None
    return str(row[0])


def _empty(connection: psycopg.Connection) -> None:
    used = {name for (name,) in connection.execute(_USED)}
    tables = [
        sql.Identifier(table.name)
        for table in reversed(SQLModel.metadata.sorted_tables)
        if table.name in used
    ]
    with connection.transaction():
        for table in tables:
            connection.execute(sql.SQL("DELETE FROM {}").format(table))
        connection.execute(_FROM_THE_FIRST)
    # Rows come in the order in which they were written only where no space is left between.
    for table in tables:
        connection.execute(sql.SQL("VACUUM {}").format(table))


def new_database(server: str, template: str = "template1") -> str:
    """A database of its own on PostgreSQL; its address."""
    name = f"crier_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        # Nobody takes this server's power away, so no commit has to wait for its disk.
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    return f"{server.rpartition('/')[0]}/{name}"


def drop_database(server: str, url: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of a PostgreSQL to make databases in, or a skip."""
    address = os.environ.get("CRIER_TEST_POSTGRES", POSTGRES)
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL answers at CRIER_TEST_POSTGRES")
    return address


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a database with the tables of this program, to be copied."""
    url = new_database(postgres_server)
    migrate(url)
    yield url.rpartition("/")[2]
    drop_database(postgres_server, url)


@pytest.fixture(scope="session")
def spare_databases(postgres_server: str, postgres_template: str) -> Iterator[Spare]:
    spare = Spare(postgres_server, postgres_template, newest_revision())
    yield spare
    spare.drop_all()


@pytest.fixture
def postgres_url(spare_databases: Spare) -> Iterator[str]:
    """A database on PostgreSQL with the tables of this program, empty."""
    url = spare_databases.take()
    yield url
    spare_databases.give_back(url)


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A new database on PostgreSQL without any table, gone afterwards."""
    url = new_database(postgres_server)
    yield url
    drop_database(postgres_server, url)
