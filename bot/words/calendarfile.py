"""A channel's calendar as a file in iCalendar's form (RFC 5545), for calendar programs.

The same events give the same bytes, whoever asks and when: an entry's stamps are those of its
last change. A hearing has no end, since no court gives one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from icalendar import Calendar
from icalendar import Event as Entry

from bot.words.casefacts import judge_of
from bot.words.eventwords import source
from bot.words.mrkdwn import fold, safe_url
from bot.words.phrases import sentence_case
from bot.words.shown import NO_CAPTION, plain_caption
from filings import newsdates
from filings.calendar import Kind
from filings.calendar.views import EventView
from filings.courts import court_of

PRODUCT = "-//Court Crier//Calendar//EN"
DOMAIN = "court-crier"
MOST_TEXT = 2_000
REFRESH = timedelta(hours=1)


def ics(views: Sequence[EventView], name: str) -> bytes:
    """The file; ``name`` is what a calendar program lists it as."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", fold(name))
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for view in views:
        made.add_component(_entry(view))
    return bytes(made.to_ical())


def _entry(view: EventView) -> Entry:
    made = Entry()
    made.add("uid", f"{view.uid}@{DOMAIN}")
    made.add("dtstamp", _whole(view.changed_at))
    made.add("last-modified", _whole(view.changed_at))
    made.add("created", _whole(view.found_at))
    made.add("sequence", view.sequence)
    if view.starts_at is None or view.kind is Kind.DEADLINE:
        made.add("dtstart", view.date)
        made.add("dtend", view.date + timedelta(days=1))
    else:
        made.add("dtstart", view.starts_at.astimezone(UTC))
    made.add("summary", _summary(view))
    made.add("description", _description(view))
    if place := fold(view.place):
        made.add("location", place[:MOST_TEXT])
    if safe_url(view.url):
        made.add("url", view.url.strip())
    status = "TENTATIVE" if view.doubtful else "CONFIRMED"
    made.add("status", "CANCELLED" if view.is_off else status)
    free = view.kind is Kind.DEADLINE or view.time is None
    made.add("transp", "TRANSPARENT" if free else "OPAQUE")
    return made


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _summary(view: EventView) -> str:
    citation, _ = court_of(view.court)
    case = plain_caption(view.case_name, view.court) or NO_CAPTION
    off = "Off: " if view.is_off else ""
    doubt = " (doubtful)" if view.doubtful else ""
    what = sentence_case(fold(view.what)) or sentence_case(str(view.kind))
    return f"{off}{what}{doubt}: {case} ({citation} {fold(view.docket_number)})"[:MOST_TEXT]


def _description(view: EventView) -> str:
    _, zone = court_of(view.court)
    lines = []
    if view.starts_at is not None:
        lines.append(f"{newsdates.clock(view.starts_at, zone)}, the court's time")
    elif view.kind is Kind.HEARING:
        lines.append("The docket text gives no time.")
    if view.judge:
        lines.append(judge_of(view.judge))
    if view.past and not view.is_off:
        last = view.past[-1]
        lines.append(f"Moved; it was on {last.date:%b} {last.date.day}, {last.date.year}.")
    if view.gone:
        lines.append("No docket text names it any more.")
    elif view.doubtful:
        lines.append("A doubtful reading of the docket text; check it there.")
    if view.quote:
        said = source(view, view.changed_at)
        lines.append(f"“{fold(view.quote)[:MOST_TEXT]}”{f' ({said})' if said else ''}")
    return "\n".join(lines)
