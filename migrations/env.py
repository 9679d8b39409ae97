"""Alembic's entry: the URL comes from the program, the tables from the models."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from filings import models

config = context.config


MIGRATING = 4_207_119_301
"""PostgreSQL's name for the turn; any number that nobody else uses."""


def run() -> None:
    """All of it in one transaction, and one process at a time.

    Whoever had to wait finds the tables as the other left them; whoever is
    killed in the middle leaves nothing behind.
    """
    engine: sa.Engine = config.attributes["engine"]
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATING)))
        context.configure(
            connection=connection,
            target_metadata=models.SQLModel.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        context.run_migrations()


run()
