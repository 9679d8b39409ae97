"""What goes wrong in a database, as one sentence, and whether it may be well later."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from filings.errors import StoreAway, StoreError

_FULL = "its disk is full; make room, and Crier goes on by itself"
_PLAINER = {
    "database or disk is full": _FULL,
    "No space left on device": _FULL,
    "database is locked": "another program is writing to its file and does not let go",
}
# SQLite calls a mistake in a statement operational too: https://www.sqlite.org/rescode.html
_SQLITE_AWAY = frozenset(
    (
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
    )
)  # fmt: skip
_PRIMARY = 0xFF


@contextlib.contextmanager
def plain_errors(failed: str = "The database could not do its part") -> Iterator[None]:
    """Whatever the engine and its driver raise, as one sentence: StoreAway where the same may
    go well later."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, PoolTimeout) as error:
        kind = StoreAway if _is_away(error) else StoreError
        raise kind(f"{failed}: {in_words(error)}.") from error


def in_words(error: Exception) -> str:
    """A driver's message without what SQLAlchemy adds, and without the full stop."""
    cause = _cause(error)
    first_line = (str(cause).strip().splitlines() or ["?"])[0].rstrip(".")
    return next((plain for words, plain in _PLAINER.items() if words in first_line), first_line)


def _cause(error: Exception) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error


def _is_away(error: Exception) -> bool:
    cause = _cause(error)
    if isinstance(cause, sqlite3.Error):
        code: int = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return code & _PRIMARY in _SQLITE_AWAY
    return isinstance(error, (OperationalError, InterfaceError, PoolTimeout))
