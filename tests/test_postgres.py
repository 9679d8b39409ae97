"""What the tests share, their databases and what is compiled for them: nothing of one test is
left for the next."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.util import immutabledict

from tests import everyrow
from tests.compiled import Compiled
from tests.postgres import Spare


def test_what_a_test_left_is_gone_for_the_next(spare_databases: Spare) -> None:
    url = spare_databases.take()
    empty = everyrow.counts(url)
    everyrow.fill(url)
    filled = everyrow.counts(url)
    assert filled != empty
    left = psycopg.connect(url)
    (sequence,) = left.execute("SELECT pg_get_serial_sequence('follow', 'id')").fetchone() or ("",)
    left.execute("SELECT nextval(%s)", [sequence])
    spare_databases.give_back(url)
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")
    assert spare_databases.take() == url
    assert everyrow.counts(url) == empty
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT nextval(%s)", [sequence]).fetchone() == (1,)
        assert connection.execute("SELECT pg_relation_size('post')").fetchone() == (0,)
    everyrow.fill(url)
    assert everyrow.counts(url) == filled
    spare_databases.give_back(url)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE follow RENAME TO elsewhere",
        "ALTER TABLE follow ADD COLUMN more text",
        "DROP TABLE post_member",
        "DROP SCHEMA public CASCADE; CREATE SCHEMA public",
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "UPDATE alembic_version SET version_num = '0002'",
    ],
)
def test_a_database_that_was_changed_itself_is_not_used_again(
    spare_databases: Spare, change: str
) -> None:
    url = spare_databases.take()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(change)
    spare_databases.give_back(url)
    assert url not in spare_databases.free
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def made(compiled: Compiled) -> Callable[[str], sa.Engine]:
    options = immutabledict({"compiled_cache": compiled})
    return lambda url: sa.create_engine(url).execution_options(**options)


def test_a_statement_is_compiled_once_for_engines_of_a_sort(postgres_url: str) -> None:
    compiled = Compiled()
    engine = made(compiled)
    many = sa.select(sa.literal(1).label("one"), sa.literal("x").label("more"))
    counts = []
    for url in ("sqlite://", "sqlite://", postgres_url.replace("://", "+psycopg://")):
        with engine(url).connect() as connection:
            assert connection.execute(many).all() == [(1, "x")]
        counts.append(len(compiled))
    assert counts == [1, 1, 2]
