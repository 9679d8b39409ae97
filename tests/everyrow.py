"""A row in every table of a database, whatever its revision: a followed case, told of once.

By reflection, since the models know only the newest tables. What a column would hold is in
``OF`` and ``IN``; any other gets something that fits its type, or nothing where it may.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from filings import db as databases
from filings.store import facts
from filings.types import CaseFacts, Teller
from tests.filed import CASE, CASE_ID, NAME
from tests.newsroom import START

BEFORE = START - timedelta(days=2)

IN: dict[str, Any] = {
    "court": "dcd", "series": "", "year": 25, "serial": 457, "case_type": "cv", "office": "1",
    "number": CASE, "case_name": NAME, "title": NAME, "case_id": str(CASE_ID), "key": "277000-1",
    "lead": "277000-1", "event": "new", "source": "cmecf", "teller": "courtlistener",
    "team_id": "", "channel_id": "terminal", "rule": "", "cadence": "now", "routine": "now",
    "text": "", "url": "", "before": "", "after": "", "defendant": None, "error": "",
    "lease": None, "lease_until": None, "ended_at": None, "paused_at": None, "paused_why": "",
    "withdrawn_at": None, "missing_build": None, "since": None, "trouble": "", "zone": "",
    "quiet_from": "", "quiet_to": "", "digest_at": "", "daily_at": "", "not_before": None,
    "facts": facts.dump(CaseFacts(Teller.COURTLISTENER, "dcd", CASE)),
    "reminders": False, "threads": False, "cite": False, "documents": False,
    "timed": True, "post_id": "post-1", "follow_id": 1, "failures": 0, "failing_since": None,
    "told_at": None, "stale_at": None, "types": "", "tries": 0, "rank": 1, "silent": False,
}  # fmt: skip
OF: dict[str, dict[str, Any]] = {
    "channel": {"name": "", "state": ""},
    "entry": {"number": 1, "seq": 1, "events": ["Complaint"], "documents": []},
    "source": {
        "id": "cmecf/dcd", "kind": "cmecf", "state": "well", "rhythm": "", "number": "",
        "etag": None, "last_modified": None, "last_build": None, "series": None, "year": None,
        "serial": None, "case_type": None, "office": None, "due_at": START, "back_at": None,
        "entry_types": "all", "version": 1, "dropped": 0,
    },
    "post": {
        "id": "post-1", "kind": "alert", "state": "sent", "thread_ts": None, "ts": "1762196400.1",
        "payload": '{"text": "Notice", "blocks": [], "metadata": null}', "attempts": 1,
        "edits_wanted": 0, "edits_done": 0, "part": 1, "parts": 1,
    },
    "follow": {"known_at": BEFORE, "note": ""},
    "gap": {"since": BEFORE, "told": True, "answered": True},
    "filled_gap": {"told": True},
    "court_event": {"kind": "hearing", "status": "set", "at_time": "", "what": "Hearing"},
    "event_told": {"said_status": "set", "said_time": ""},
    "webhook_event": {"state": "done", "body": "{}"},
    "errand": {"kind": "documents", "until": None},
    "skipped_number": {"number": 60},
    "watch": {"words": "gazette", "phrase": "gazette", "ended_at": BEFORE},
    "withdrawn_name": {"digest": "0" * 40, "words": 2, "becomes": "J. S."},
    "workspace": {"team_id": "T0", "who_follows": "members"},
    "listing": {"alert": ""},
    "audit": {"what": "follow"},
}  # fmt: skip


def fill(url: str) -> dict[str, int]:
    """One row in every table; how many there are of each now."""
    engine = databases.plain_engine(databases.url_of(url))
    found = sa.MetaData()
    try:
        with engine.begin() as connection:
            found.reflect(connection)
            for table in found.sorted_tables:
                if table.name == "alembic_version":
                    continue
                connection.execute(table.delete())
                connection.execute(table.insert().values(_row(table)))
                _count_on(connection, table)
        return counts(url)
    finally:
        engine.dispose()


def counts(url: str) -> dict[str, int]:
    engine = databases.plain_engine(databases.url_of(url))
    try:
        with engine.begin() as connection:
            names = sa.inspect(connection).get_table_names()
            return {
                name: connection.scalar(sa.text(f'SELECT count(*) FROM "{name}"')) or 0
                for name in names
            }
    finally:
        engine.dispose()


def _row(table: sa.Table) -> dict[str, Any]:
    made = IN | OF.get(table.name, {})
    return {
        column.name: _fitting(column)
        if made.get(column.name) is None and (column.name not in made or not column.nullable)
        else made[column.name]
        for column in table.columns
    }


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """PostgreSQL's next id comes after one that was given."""
    if connection.dialect.name == "postgresql" and "id" in table.c:
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        connection.execute(sa.select(sa.func.setval(sequence, 1)))


def _fitting(column: sa.Column[Any]) -> Any:
    match column.type:
        case sa.DateTime(timezone=zoned):
            return BEFORE if zoned else BEFORE.replace(tzinfo=None)
        case sa.Date():
            return date(2025, 11, 20)
        case sa.Boolean():
            return False
        case sa.JSON():
            return []
        case sa.Integer():
            return 1
        case sa.String(length=length):
            return column.name[:length]
    raise AssertionError(f"{column} is of an unknown sort")
