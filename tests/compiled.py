"""Statements that are compiled once for all engines of a test session.

SQLAlchemy keeps what it compiled with each engine, and nearly every test has one of its own: to
compile the same statements again took a sixth of all tests' time.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache, immutabledict

MOST = 4_000


class Compiled(MutableMapping[Any, Any]):
    """What engines of one sort made of statements; a key's first part is its dialect."""

    def __init__(self) -> None:
        self._kept: LRUCache[Any, Any] = LRUCache(MOST)

    def __getitem__(self, key: Any) -> Any:
        return self._kept[_alike(key)]

    def __setitem__(self, key: Any, made: Any) -> None:
        self._kept[_alike(key)] = made

    def __delitem__(self, key: Any) -> None:
        del self._kept[_alike(key)]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def _alike(key: Any) -> Any:
    dialect: Dialect = key[0]
    known = getattr(dialect, "server_version_info", None), dialect.default_schema_name
    return (type(dialect), known, *key[1:])


@pytest.fixture(autouse=True, scope="session")
def statements_are_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        shared = immutabledict({"compiled_cache": Compiled()})
        patch.setattr(sa.Engine, "_execution_options", shared)
        yield
