"""What the queries share: tables, dialect inserts, chunks, the join of follow and docket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import courts, models, numbers
from filings.db import table
from filings.types import Destination, Entry, Teller

T = TypeVar("T")
CHUNK = 400
WORKERS_APART = timedelta(minutes=1)
"""How far the clocks of two processes may be apart. What is kept with a later time than that was
kept by a clock that was wrong."""
CMECF = str(Teller.CMECF)
"""What the feeds of CM/ECF are called in the tables, among other sources."""

dockets = table(models.Docket)
titles = table(models.CaseTitle)
entries = table(models.Entry)
spent_keys = table(models.SpentKey)
changes = table(models.Change)
sources = table(models.Source)
dropped_items = table(models.DroppedItem)
gaps = table(models.Gap)
filled_gaps = table(models.FilledGap)
follows = table(models.Follow)
channels = table(models.Channel)
deliveries = table(models.Delivery)
posts = table(models.Post)
members = table(models.PostMember)
post_cases = table(models.PostCase)
processes = table(models.Process)
downtimes = table(models.Downtime)
case_facts = table(models.CaseFact)
skipped_numbers = table(models.SkippedNumber)
withdrawn_names = table(models.WithdrawnName)
listings = table(models.Listing)
webhook_events = table(models.WebhookEvent)
allowances = table(models.Allowance)
questions = table(models.Question)
errands = table(models.Errand)
thread_roots = table(models.ThreadRoot)
workspaces = table(models.Workspace)
audits = table(models.Audit)
heard_events = table(models.HeardEvent)
unfurled = table(models.Unfurled)
calendar_readings = table(models.CalendarReading)
calendar_dockets = table(models.CalendarDocket)
court_events = table(models.CourtEvent)
events_told = table(models.EventTold)
calendar_links = table(models.CalendarLink)
watches = table(models.Watch)
watch_courts = table(models.WatchCourt)
watch_versions = table(models.WatchVersion)
morning_lists = table(models.MorningList)
oauth_states = table(models.SlackOAuthState)


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """Pieces small enough for one statement's parameters on either engine."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def insert_new(connection: AsyncConnection, into: sa.Table) -> Any:
    """An INSERT that passes over rows that are there already."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(into).on_conflict_do_nothing()
    return sqlite.insert(into).on_conflict_do_nothing()


def upsert(
    connection: AsyncConnection, into: sa.Table, keys: Sequence[str], changed: Sequence[str]
) -> Any:
    """An INSERT that, where the row is there, sets ``changed`` to the new values."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement: Any = make(into)
    return statement.on_conflict_do_update(
        index_elements=list(keys), set_={name: statement.excluded[name] for name in changed}
    )


def is_of(rows: sa.FromClause, to: Destination) -> sa.ColumnElement[bool]:
    """Rows that belong to a destination, of any table that keeps its two ids."""
    return sa.and_(rows.c.team_id == to.team_id, rows.c.channel_id == to.channel_id)


def same_case(a: sa.FromClause, b: sa.FromClause) -> sa.ColumnElement[bool]:
    """``numbers.same_parts`` in SQL, for two tables that keep the parts of a number."""
    return sa.and_(
        a.c.court == b.c.court,
        a.c.year == b.c.year,
        a.c.serial == b.c.serial,
        a.c.series == b.c.series,
        sa.or_(a.c.case_type == b.c.case_type, a.c.case_type == "", b.c.case_type == ""),
        sa.or_(a.c.office == b.c.office, a.c.office == "", b.c.office == ""),
    )


def is_case(rows: sa.FromClause, court: str | None, parts: numbers.Parts) -> sa.ColumnElement[bool]:
    """The same rule against one number; every court where ``court`` is None."""
    tests = [
        rows.c.year == parts.year,
        rows.c.serial == parts.serial,
        rows.c.series == parts.series,
    ]
    if court is not None:
        tests.insert(0, rows.c.court == court)
    if parts.case_type:
        tests.append(rows.c.case_type.in_((parts.case_type, "")))
    if parts.office:
        tests.append(rows.c.office.in_((parts.office, "")))
    return sa.and_(*tests)


def parts_of(court: str, docket_number: str, case_type: str = "") -> numbers.Parts:
    """The parts of a number as a court printed it; never fails.

    A bankruptcy feed states the case type apart from the number. Its office
    is left out: it is no part of the number there, and cases change offices.
    """
    number = numbers.parse(docket_number, courts.get(court).kind)
    parts = numbers.fallback(docket_number) if number is None else number.parts()
    return parts if parts.case_type else parts._replace(case_type=case_type)


def entry_parts(court: str, entry: Entry) -> numbers.Parts:
    return parts_of(court, entry.docket_number, entry.case_type)
