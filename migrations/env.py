"""Alembic's entry: the URL comes from the program, the tables from the models."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from filings import models

config = context.config


def run() -> None:
    engine = sa.create_engine(config.attributes["url"])
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=models.SQLModel.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
