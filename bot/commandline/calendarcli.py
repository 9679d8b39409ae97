"""``crier calendar``: what comes next in the cases that are followed, or in one case."""

from __future__ import annotations

from typing import Any

import click

from bot.commandline.answers import WIDTH, Answer, lookup_case
from bot.commandline.clirun import AS_JSON, show_answer
from bot.serving.process import Parts
from bot.words import terminal
from filings import captions
from filings.calendar.views import CalendarView, EventView
from filings.errors import BadInput
from filings.store import calendarviews
from filings.store.calendarrows import zone_of_court
from filings.store.core import parts_of
from filings.store.termrows import written


@click.command()
@click.argument("text", nargs=-1, metavar="[TEXT]")
@AS_JSON
def calendar(text: tuple[str, ...], as_json: bool) -> int:
    """Hearings and deadlines: of one case, or of all that are followed in the next 30 days."""
    return show_answer(answer, " ".join(text), as_json)


async def answer(made: Parts, text: str) -> Answer:
    now = made.clock()
    courtlistener = made.settings.courtlistener_token is not None
    if text.casefold() == "here":
        raise BadInput(
            "“here” is a channel, in Slack. crier calendar shows all cases that are followed; "
            "add a case for one: crier calendar 1:25-cv-00457 dcd"
        )
    if not text:
        view = await calendarviews.of_all(made.db, now)
        message = made.renderer.calendar(view, "", now, courtlistener=courtlistener, in_slack=False)
        note = ""
    else:
        case = await lookup_case(made, text, 5)
        if isinstance(case, Answer):
            return case
        parts = parts_of(case.view.court, case.view.docket_number)
        view = await calendarviews.of_case(made.db, case.view.court, parts, now)
        message = made.renderer.case_calendar(view, case.view, "", now, courtlistener=courtlistener)
        note = case.note
    said = terminal.render(message, WIDTH, buttons=False).rstrip("\n")
    return Answer(as_value(view), "\n".join(filter(None, [said, note])), aside=note)


def as_value(view: CalendarView) -> dict[str, Any]:
    """For ``--json``: "events" that are ahead, and "changed", those moved or vacated lately."""
    return {
        "events": [event_json(each) for each in view.ahead],
        "changed": [event_json(each) for each in view.lately],
    }


def event_json(view: EventView) -> dict[str, Any]:
    """``date`` and ``time`` are the court's; ``time`` and ``starts_at`` are null where the
    docket text gives no time; ``was`` is the date before, or null."""
    zone = zone_of_court(view.court)
    return {
        "court": view.court,
        "number": view.docket_number,
        "caption": captions.caption(view.case_name, view.court),
        "kind": str(view.kind),
        "what": view.what,
        "date": view.date.isoformat(),
        "time": written(view.time) or None,
        "starts_at": view.starts_at.astimezone(zone).isoformat() if view.starts_at else None,
        "status": "gone" if view.gone else str(view.status),
        "judge": view.judge,
        "place": view.place,
        "was": view.past[-1].date.isoformat() if view.past else None,
        "quote": view.quote,
        "doubtful": view.doubtful,
        "key": view.key,
    }


COMMANDS: tuple[Any, ...] = (calendar,)
