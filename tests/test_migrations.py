"""The tables that migrations make are those of the models, whoever makes them."""

from __future__ import annotations

import asyncio
import multiprocessing
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from filings import db as databases
from filings import models
from filings.errors import SchemaAhead, SchemaBehind, StoreError
from filings.store.termrows import terms_of_follow
from filings.terms import Routine, Terms


@pytest.fixture
def database_url(empty_database_url: str) -> str:
    """Here the tables are made by the tests."""
    return empty_database_url


@pytest.fixture
def postgres_url(empty_postgres_url: str) -> str:
    return empty_postgres_url


def engine_of(url: str) -> sa.Engine:
    made = databases.url_of(url)
    if made.get_backend_name() == "sqlite":
        made = made.set(drivername="sqlite")
    return sa.create_engine(made, poolclass=sa.NullPool)


def differences(url: str) -> list[Any]:
    with engine_of(url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, models.SQLModel.metadata))


def tables(url: str) -> set[str]:
    return set(sa.inspect(engine_of(url)).get_table_names())


def test_migrations_make_the_models_tables(either_url: str) -> None:
    databases.migrate(either_url)
    assert differences(either_url) == []


def test_constraints_and_keys_are_the_models_too(either_url: str) -> None:
    databases.migrate(either_url)
    found = sa.inspect(engine_of(either_url))
    for name, table in models.SQLModel.metadata.tables.items():
        key = found.get_pk_constraint(name)["constrained_columns"]
        assert key == [column.name for column in table.primary_key]
        nullable = {column["name"]: column["nullable"] for column in found.get_columns(name)}
        assert nullable == {column.name: column.nullable for column in table.columns}
        referred = {tuple(k["constrained_columns"]) for k in found.get_foreign_keys(name)}
        assert referred == {tuple(k.column_keys) for k in table.foreign_key_constraints}


def test_migrating_again_changes_nothing(either_url: str) -> None:
    databases.migrate(either_url)
    databases.migrate(either_url)
    assert differences(either_url) == []


def test_all_the_way_down_and_up_again(either_url: str) -> None:
    databases.migrate(either_url)
    engine = databases.plain_engine(databases.url_of(either_url))
    command.downgrade(databases.alembic_config(engine), "base")
    assert tables(either_url) <= {"alembic_version"}
    databases.migrate(either_url)
    assert differences(either_url) == []


def test_follows_from_before_keep_being_told_of_everything_alike(either_url: str) -> None:
    engine = databases.plain_engine(databases.url_of(either_url))
    command.upgrade(databases.alembic_config(engine), "0003")
    kept = {
        "team_id": "T1", "channel_id": "C1", "court": "dcd", "series": "cv", "year": 2025,
        "serial": 457, "case_type": "", "office": "1", "number": "1:25-cv-00457", "rule": "",
        "created_by": "", "created_at": "2025-11-03 00:00:00.000000", "documents": False,
    }  # fmt: skip
    values = ", ".join(f":{name}" for name in kept)
    with engine_of(either_url).begin() as connection:
        connection.execute(
            sa.text(f"INSERT INTO follow ({', '.join(kept)}) VALUES ({values})"), kept
        )
    databases.migrate(either_url)
    with engine_of(either_url).connect() as connection:
        (row,) = connection.execute(sa.select(models.SQLModel.metadata.tables["follow"]))
    assert terms_of_follow(row) == Terms(routine=Routine.AT_ONCE)


def test_reminders_from_before_are_known_to_name_their_case(either_url: str) -> None:
    databases.migrate(either_url)
    engine = databases.plain_engine(databases.url_of(either_url))
    config = databases.alembic_config(engine)
    known = models.SQLModel.metadata.tables
    now = datetime(2025, 11, 3, tzinfo=UTC)
    there: dict[str, Any] = {"team_id": "T1", "channel_id": "C1"}
    rows = {
        "docket": models.Docket(id=7, court="dcd", series="cv", year=2025, serial=457,
                                case_type="", office="1", number="1:25-cv-00457",
                                case_name="", first_seen_at=now),
        "post": models.Post(id="p1", kind="evening", payload="{}", state="sent", created_at=now,
                            **there),
        "court_event": models.CourtEvent(id=3, docket_id=7, uid="u", kind="hearing", what="hearing",
                                         on_date=now.date(), status="set", key="k", created_at=now,
                                         changed_at=now),
        "event_told": models.EventTold(event_id=3, post_id="p1", said_date=now.date(),
                                       said_status="set", **there),
    }  # fmt: skip
    with engine_of(either_url).begin() as connection:
        for name, row in rows.items():
            connection.execute(known[name].insert().values(**row.model_dump()))
    command.downgrade(config, "0007")
    databases.migrate(either_url)
    with engine_of(either_url).connect() as connection:
        assert connection.execute(sa.select(known["post_case"])).all() == [("p1", 7, "T1")]


async def test_whatever_comes_first_makes_a_sqlite_database(
    database_url: str, tmp_path: Path
) -> None:
    database = await databases.prepare(database_url)
    assert (tmp_path / "crier.db").is_file()
    await database.close()
    again = await databases.prepare(database_url)
    await again.close()
    assert differences(database_url) == []


async def test_an_old_schema_on_postgresql_is_one_sentence(postgres_server: str) -> None:
    name = "crier_test_old_schema"
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
    url = postgres_server.rpartition("/")[0] + f"/{name}"
    try:
        with pytest.raises(SchemaBehind, match="Run: crier migrate"):
            await databases.prepare(url)
        await asyncio.to_thread(databases.migrate, url)
        await (await databases.prepare(url)).close()
    finally:
        with psycopg.connect(postgres_server, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def test_a_newer_schema_is_one_sentence(either_url: str) -> None:
    databases.migrate(either_url)
    with engine_of(either_url).begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    said = "made by a newer version of Crier .* Install that version again, or restore the backup"
    with pytest.raises(SchemaAhead, match=said):
        await databases.prepare(either_url)
    with pytest.raises(SchemaAhead, match=said):
        databases.migrate(either_url)


def test_a_migration_that_breaks_off_leaves_nothing(database_url: str, tmp_path: Path) -> None:
    # In the way of one of the last tables that are made.
    with sqlite3.connect(tmp_path / "crier.db") as file:
        file.execute("CREATE TABLE post_member (id INTEGER)")
    with pytest.raises(StoreError, match="post_member already exists"):
        databases.migrate(database_url)
    assert tables(database_url) == {"post_member"}
    with sqlite3.connect(tmp_path / "crier.db") as file:
        file.execute("DROP TABLE post_member")
    databases.migrate(database_url)
    assert differences(database_url) == []


def _open(url: str, together: Any, outcomes: Any) -> None:
    async def prepare() -> None:
        database = await databases.prepare(url)
        async with database.write():
            pass
        await database.close()

    together.wait()
    try:
        if url.startswith("postgresql"):
            databases.migrate(url)
        asyncio.run(prepare())
    except StoreError as error:
        outcomes.put(str(error))
    else:
        outcomes.put("")


def test_processes_that_open_a_new_database_at_once(either_url: str) -> None:
    if either_url.startswith("postgresql"):
        with psycopg.connect(either_url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    processes = multiprocessing.get_context("fork")
    together, outcomes = processes.Barrier(4), processes.Queue()
    crowd = [
        processes.Process(target=_open, args=(either_url, together, outcomes)) for _ in range(4)
    ]
    for one in crowd:
        one.start()
    assert [outcomes.get(timeout=60) for _ in crowd] == [""] * 4
    for one in crowd:
        one.join()
    assert differences(either_url) == []
