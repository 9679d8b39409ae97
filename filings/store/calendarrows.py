"""Readings and events of a calendar as the tables keep them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.calendar import Earlier, Event, Kind, Reading
from filings.calendar.views import EventView
from filings.courts import court_of
from filings.hearings import CalledOff, Deadline, Hearing, Status
from filings.store.core import court_events, dockets
from filings.store.termrows import read_time, written
from filings.views import FilingView

GONE = "gone"
OFF = (str(Status.VACATED), GONE)
STILL_ON = (str(Status.SET), str(Status.RESET))
_OFF, _DUE = "off", str(Kind.DEADLINE)


def dump(reading: Reading) -> list[dict[str, Any]]:
    """For ``calendar_reading.found``."""
    return [
        *(_dumped(str(Kind.HEARING), h) | {"judge": h.judge, "place": h.place}
          for h in reading.hearings),
        *(_dumped(_DUE, d) for d in reading.deadlines),
        *({"kind": _OFF, "what": off.what, "quote": off.quote} for off in reading.off),
    ]  # fmt: skip


def _dumped(kind: str, read: Hearing | Deadline) -> dict[str, Any]:
    return {
        "kind": kind, "what": read.what, "date": read.date.isoformat(), "time": written(read.time),
        "status": str(read.status), "was": read.was.isoformat() if read.was else "",
        "quote": read.quote, "doubtful": read.doubtful,
    }  # fmt: skip


def load(found: list[dict[str, Any]]) -> Reading:
    return Reading(
        tuple(
            Hearing(**_common(one), judge=one["judge"], place=one["place"])
            for one in found
            if one["kind"] == str(Kind.HEARING)
        ),
        tuple(Deadline(**_common(one)) for one in found if one["kind"] == _DUE),
        tuple(CalledOff(one["what"], one["quote"]) for one in found if one["kind"] == _OFF),
    )


def _common(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "what": one["what"], "date": date.fromisoformat(one["date"]),
        "time": read_time(one["time"]), "status": Status(one["status"]),
        "was": date.fromisoformat(one["was"]) if one["was"] else None,
        "quote": one["quote"], "doubtful": one["doubtful"],
    }  # fmt: skip


def columns(event: Event, zone: ZoneInfo) -> dict[str, Any]:
    """Of a row of ``court_event``, without what counts its changes."""
    return {
        "kind": str(event.kind), "what": event.what, "on_date": event.date,
        "at_time": written(event.time), "starts_at": starts_at(event.date, event.time, zone),
        "status": str(event.status), "judge": event.judge, "place": event.place,
        "quote": event.quote, "doubtful": event.doubtful, "key": event.key,
        "sources": list(event.sources),
        "past": [{"date": e.date.isoformat(), "time": written(e.time)} for e in event.past],
    }  # fmt: skip


def starts_at(day: date, at: time | None, zone: ZoneInfo) -> datetime | None:
    return None if at is None else datetime.combine(day, at, zone).astimezone(UTC)


def event_of(row: Any) -> Event:
    """Of a row of ``court_event``; one that is gone is like one that was vacated."""
    status = Status.VACATED if row.status == GONE else Status(row.status)
    return Event(
        Kind(row.kind), row.what, row.on_date, read_time(row.at_time), status, row.key, row.judge,
        row.place, row.quote, row.doubtful, tuple(row.sources), _past(row),
    )  # fmt: skip


def _past(row: Any) -> tuple[Earlier, ...]:
    return tuple(
        Earlier(date.fromisoformat(each["date"]), read_time(each["time"])) for each in row.past
    )


CASE = (
    dockets.c.court, dockets.c.number.label("docket_number"), dockets.c.case_name,
    dockets.c.url.label("docket_url"),
)  # fmt: skip
EVENTS = sa.select(*court_events.c, *CASE).join(dockets, dockets.c.id == court_events.c.docket_id)
"""Events with their case, as ``view_of`` needs them."""


def view_of(row: Any, filing: FilingView | None = None) -> EventView:
    event = event_of(row)
    return EventView(
        id=row.id, uid=row.uid, court=row.court, docket_number=row.docket_number,
        case_name=row.case_name, kind=event.kind, what=event.what, date=event.date,
        time=event.time, starts_at=row.starts_at, status=event.status, key=event.key,
        found_at=row.created_at, changed_at=row.changed_at, judge=event.judge, place=event.place,
        quote=event.quote, doubtful=event.doubtful, gone=row.status == GONE, past=event.past,
        sequence=row.sequence, url=row.docket_url, filing=filing,
    )  # fmt: skip


def zone_of_court(court: str) -> ZoneInfo:
    return court_of(court)[1]


async def last_date(connection: AsyncConnection, docket_id: int) -> date | None:
    """The last date that a docket's calendar has, of what is not off."""
    last: date | None = await connection.scalar(
        sa.select(sa.func.max(court_events.c.on_date)).where(
            court_events.c.docket_id == docket_id, court_events.c.status.in_(STILL_ON)
        )
    )
    return last
