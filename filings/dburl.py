"""The address of the database, as hosts and people write it."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from filings.errors import BadInput


def url_of(text: str) -> URL:
    """The async URL for what hosts give: ``postgres://``, ``postgresql://``, ``sqlite://``."""
    try:
        url = make_url(re.sub(r"^postgres://", "postgresql://", text.strip()))
    except (ArgumentError, ValueError) as error:  # a port that is no number is a ValueError
        raise BadInput("DATABASE_URL is not a database address.") from error
    backend = url.get_backend_name()
    if backend == "sqlite":
        if url.database in (None, "", ":memory:"):
            raise BadInput("DATABASE_URL needs a file, as in sqlite:///crier.db.")
        return url.set(drivername="sqlite+aiosqlite")
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    raise BadInput(f"DATABASE_URL names {backend!r}; use sqlite:/// or postgresql://.")


def check_folder(url: URL) -> None:
    """Raises BadInput where SQLite's file would lie in no folder."""
    # SQLite's own word for it, "unable to open database file", does not say why.
    if url.get_backend_name() == "sqlite":
        folder = Path(url.database or "").absolute().parent
        if not folder.is_dir():
            raise BadInput(f"DATABASE_URL names a file in {folder}, which is no folder.")
