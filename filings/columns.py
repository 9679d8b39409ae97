"""Columns that both engines keep alike: aware times, lists, ids that count up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlmodel import Field
from sqlmodel import SQLModel as SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(sa.TypeDecorator[datetime]):
    """An aware datetime, kept in UTC; SQLite has no zone of its own to keep."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be kept")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def moment(*, required: bool = False, index: bool = False) -> Any:
    return Field(
        default=None if not required else ...,
        sa_type=Moment,
        nullable=not required,
        index=index,
    )


def json_list() -> Any:
    return Field(default_factory=list, sa_type=sa.JSON, nullable=False)


BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def row_id() -> Any:
    return Field(default=None, primary_key=True, sa_type=BigId)
