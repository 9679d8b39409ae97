"""A new database for a run, gone afterwards."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from filings import db as databases

POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"


@contextlib.contextmanager
def database(url: str, folder: Path) -> Iterator[str]:
    """With all tables: a file in ``folder`` where ``url`` is "", else one beside it."""
    if not url:
        made = f"sqlite:///{folder / 'crier.db'}"
        databases.migrate(made)
        yield made
        return
    name = f"crier_bench_{uuid.uuid4().hex[:12]}"
    address = databases.url_of(url)
    server = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
        # It is not the server that dies here, so no commit has to wait for its disk.
        connection.execute(sa.text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
        try:
            beside = address.set(database=name, drivername="postgresql")
            made = beside.render_as_string(hide_password=False)
            databases.migrate(made)
            yield made
        finally:
            connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()
